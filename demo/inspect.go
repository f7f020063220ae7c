package demo

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/knowledge"
	"naikkelas/simulator"
	"naikkelas/store"
)

// inspector says what the bot knows of the holder of a phone. Everybody in the
// demo is made up: nowhere else is there such a view.
type inspector struct {
	demo  *demo
	store *store.Store
	index *knowledge.Index
	log   *logRing

	mu   sync.Mutex
	seen map[enterprise.PersonID]touched
}

// touched is what stood under a person's keys when they last changed, and which
// had.
type touched struct {
	values map[string]uint64
	marked map[string]bool
}

// panel is something to be known about the holder of a phone.
type panel struct {
	Title string   `json:"title"`
	Lines []string `json:"lines"`
}

// looked is the phone that is looked into.
type looked struct {
	channel string
	ids     []string // by which the bot may know its holder
	said    string   // what they wrote last
}

// answer is GET /sim/phones/{id}/inspect.
func (i *inspector) answer(r *http.Request) (any, error) {
	var of looked
	if p := i.demo.telegram.WhatsAppPhone(r.PathValue("id")); p != nil {
		of = looked{channel: "whatsapp", ids: []string{p.User().ID, p.User().Phone}}
		for _, m := range p.Messages() {
			if !m.FromBot && m.Text != "" {
				of.said = m.Text
			}
		}
	} else {
		id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
		if err != nil {
			return nil, errors.New("there is no such phone")
		}
		of = looked{channel: "telegram", ids: []string{r.PathValue("id")}}
		for _, m := range i.demo.telegram.Phone(simulator.User{ID: id}).Messages() {
			if !m.FromBot && m.Text != "" {
				of.said = m.Text
			}
		}
	}
	panels, err := i.look(r.Context(), of)
	return map[string]any{"panels": panels}, err
}

// look is everything about one phone.
func (i *inspector) look(ctx context.Context, of looked) ([]panel, error) {
	var addresses []enterprise.Address
	for _, id := range of.ids {
		addresses = append(addresses, enterprise.Address{Channel: of.channel, ID: id})
	}
	found, err := i.store.Find(ctx, i.demo.clock.Now(), flows.Lookup{Addresses: addresses})
	if err != nil {
		return nil, err
	}
	var id enterprise.PersonID
	for _, a := range addresses {
		id = max(id, found.Addresses[a])
	}
	panels := []panel{}
	if id == 0 {
		panels = append(panels, panel{Title: "Keadaan / State", Lines: []string{"belum dikenal / not known yet"}})
	} else {
		person, err := i.store.LoadPerson(ctx, id)
		if err != nil {
			return nil, err
		}
		panels = append(panels, state(person.State), drafts(person.State))
	}
	if of.said != "" {
		panels = append(panels, i.understood(of.said))
	}
	if id != 0 {
		panels = append(panels, i.keys(id))
	}
	return append(panels, panel{Title: "Catatan / Log", Lines: i.log.of(id)}), nil
}

// state is where the conversation stands.
func state(s flows.State) panel {
	c := s.Chat
	lines := []string{fmt.Sprintf("%s %s · %s", s.Person.ID, s.Person.Name, s.Person.Language), "open " + orNone(c.Open) + " · asked " + orNone(c.Asked)}
	for _, b := range s.Person.Businesses {
		lines = append(lines, fmt.Sprintf("business %s %s · %s", b.ID, b.Name, b.Sector))
	}
	if p := c.Pending; p != nil {
		lines = append(lines, fmt.Sprintf("pending %s: %d", p.Question, len(p.Candidates)))
		for _, m := range p.Candidates {
			lines = append(lines, "  "+m.Label+" = "+m.Value)
		}
	}
	for _, m := range c.Missed {
		lines = append(lines, "missed "+m.Text)
	}
	if c.Ticket.ID != "" {
		lines = append(lines, "ticket "+flows.ShortCode(c.Ticket.ID))
	}
	return panel{Title: "Keadaan / State", Lines: lines}
}

func orNone(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// drafts are the answers of each form that is not finished, and of those that may
// be corrected still.
func drafts(s flows.State) panel {
	p := panel{Title: "Isian / Drafts", Lines: []string{}}
	for _, key := range slices.Sorted(maps.Keys(s.Chat.Drafts)) {
		d := s.Chat.Drafts[key]
		head := key
		if d.Subject != "" {
			head += " (" + d.Subject + ")"
		}
		if !d.Done.IsZero() {
			head += " · selesai / done"
		}
		p.Lines = append(p.Lines, head)
		for _, q := range slices.Sorted(maps.Keys(d.Answers)) {
			p.Lines = append(p.Lines, "  "+q+" = "+d.Answers[q].Value)
		}
	}
	return p
}

// understood is what the newest words mean, and why: the scores, and the way to ask
// that fits best.
func (i *inspector) understood(said string) panel {
	u := i.index.Understand(said)
	p := panel{Title: "Dipahami / Understood", Lines: []string{"“" + said + "”: " + string(u.Verdict)}}
	for _, c := range u.Best {
		p.Lines = append(p.Lines, fmt.Sprintf("%.2f %s:%s “%s”", c.Score, c.Kind, c.Code, c.Way))
	}
	for what, is := range map[string]bool{"person": u.Person, "angry": u.Angry, "outside": u.Outside} {
		if is {
			p.Lines[0] += " · " + what
		}
	}
	if len(u.Unknown) > 0 {
		p.Lines = append(p.Lines, "unknown: "+strings.Join(u.Unknown, ", "))
	}
	return p
}

// keys are the person's keys in Redis: of a hash its fields. What the newest change
// that was looked at touched is marked.
func (i *inspector) keys(id enterprise.PersonID) panel {
	i.mu.Lock()
	defer i.mu.Unlock()
	now := map[string]uint64{}
	for _, key := range i.demo.redis.Keys() {
		if !strings.HasSuffix(key, ":p:"+strconv.FormatInt(int64(id), 10)) {
			continue
		}
		fields, err := i.demo.redis.HKeys(key)
		if err != nil {
			continue
		}
		for _, field := range fields {
			h := fnv.New64a()
			_, _ = h.Write([]byte(i.demo.redis.HGet(key, field))) // never fails
			now[key+" "+field] = h.Sum64()
		}
	}
	last, known := i.seen[id]
	if !known || !maps.Equal(last.values, now) {
		marked := map[string]bool{}
		for name, value := range now {
			was, there := last.values[name]
			marked[name] = known && (!there || was != value)
		}
		last = touched{now, marked}
		i.seen[id] = last
	}
	p := panel{Title: "Kunci / Keys", Lines: []string{}}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		mark := "  "
		if last.marked[name] {
			mark = "● "
		}
		p.Lines = append(p.Lines, mark+name)
	}
	return p
}

// logRing keeps the newest lines of the bot's log, besides passing them on.
type logRing struct {
	slog.Handler
	mu    *sync.Mutex
	lines *[]logged
	with  []slog.Attr
}

type logged struct {
	person string
	text   string
}

// logKept is how many lines are kept, logShown how many are shown.
const logKept, logShown = 400, 8

func newLogRing(next slog.Handler) *logRing {
	return &logRing{Handler: next, mu: &sync.Mutex{}, lines: &[]logged{}}
}

// Enabled takes everything: a line a turn is said at debug.
func (r *logRing) Enabled(context.Context, slog.Level) bool { return true }

func (r *logRing) WithAttrs(attrs []slog.Attr) slog.Handler {
	other := *r
	other.Handler, other.with = r.Handler.WithAttrs(attrs), append(slices.Clone(r.with), attrs...)
	return &other
}

func (r *logRing) WithGroup(name string) slog.Handler {
	other := *r
	other.Handler = r.Handler.WithGroup(name)
	return &other
}

func (r *logRing) Handle(ctx context.Context, record slog.Record) error {
	line := logged{text: record.Time.Format("15:04:05 ") + record.Level.String() + " " + record.Message}
	add := func(a slog.Attr) bool {
		if a.Key == "person" {
			line.person = a.Value.String()
		}
		line.text += " " + a.Key + "=" + a.Value.String()
		return true
	}
	for _, a := range r.with {
		add(a)
	}
	record.Attrs(add)
	r.mu.Lock()
	if *r.lines = append(*r.lines, line); len(*r.lines) > logKept {
		*r.lines = (*r.lines)[1:]
	}
	r.mu.Unlock()
	if !r.Handler.Enabled(ctx, record.Level) {
		return nil
	}
	return r.Handler.Handle(ctx, record)
}

// of are the newest lines about a person, and about nobody.
func (r *logRing) of(id enterprise.PersonID) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := []string{}
	for _, line := range slices.Backward(*r.lines) {
		if len(out) < logShown && (line.person == "" || line.person == id.String()) {
			out = append(out, line.text)
		}
	}
	return out
}
