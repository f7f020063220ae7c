package demo

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/demo/sample"
	"naikkelas/simulator"
	"naikkelas/store"
)

// patience is how long a line of life.txt waits for the bot.
const patience = 20 * time.Second

// lived plays life.txt of the sample on phones of the demo, which says what a line
// means.
type lived struct {
	d      *demo
	store  *store.Store
	phones map[string]*simulator.Phone
	city   []*simulator.Phone // the owners'
	today  time.Time
}

// live lets the sample city live through life.txt, with a bot that is
// as fast as it can be and ends with it.
func (d *demo) live(ctx context.Context) error {
	script, err := sample.Files.ReadFile("life.txt")
	if err != nil {
		return err
	}
	s := d.settings
	s.Rate = 0
	d.mu.Lock()
	err = d.start(s)
	d.mu.Unlock()
	if err != nil {
		return err
	}
	data, err := store.Open(store.Options{URL: s.Redis, City: s.City, Keys: s.Keys})
	if err != nil {
		return errors.Join(err, d.power(false))
	}
	if err = d.newLived(data).play(ctx, string(script)); err != nil {
		err = fmt.Errorf("demo/sample/life.txt: %w", err)
	}
	return errors.Join(err, data.Close(), d.power(false))
}

func (d *demo) newLived(data *store.Store) *lived {
	l := &lived{d: d, store: data, city: d.owners, today: d.clock.Now().In(d.settings.Program.City.Location), phones: map[string]*simulator.Phone{}}
	for name, u := range map[string]simulator.User{"Pendamping": mentorPhone, "Bappeda": plannerPhone} {
		l.phones[name] = d.telegram.Phone(u)
	}
	for name, u := range backstage {
		l.phones[name] = d.telegram.Unseen(u)
	}
	return l
}

func (l *lived) play(ctx context.Context, script string) error {
	n := 0
	for line := range strings.Lines(script) {
		n++
		line = l.dated(strings.TrimSpace(line))
		if line == "" || line[0] == '#' {
			continue
		}
		if err := l.line(ctx, line); err != nil {
			return fmt.Errorf("line %d, %s: %w", n, line, err)
		}
	}
	return nil
}

// dayForm is a day counted from today.
var dayForm = regexp.MustCompile(`\{\+(\d+)\}`)

func (l *lived) dated(line string) string {
	return dayForm.ReplaceAllStringFunc(line, func(found string) string {
		days, _ := strconv.Atoi(strings.Trim(found, "{+}"))
		return l.today.AddDate(0, 0, days).Format("2/1/2006")
	})
}

func (l *lived) line(ctx context.Context, line string) error {
	if owner, ok := strings.CutPrefix(line, "= warga "); ok {
		name, number, _ := strings.Cut(owner, " ")
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > len(l.city) {
			return fmt.Errorf("the city has owners 1 to %d", len(l.city))
		}
		l.phones[name] = l.city[n-1]
		return nil
	}
	at := strings.IndexAny(line, "<>")
	if at < 0 || at+2 > len(line) {
		return errors.New("right would be: Endah> /usulan")
	}
	name, what := line[:at], line[at+2:]
	if label, ok := strings.CutPrefix(what, "(tombol) "); ok && name == "Seorang" {
		if err := l.somebody(ctx, label); err != nil {
			return err
		}
	}
	p := l.phones[name]
	if p == nil {
		return fmt.Errorf("who is %s?", name)
	}
	if err := l.happens(ctx, p, line[at] == '<', what); err != nil {
		return fmt.Errorf("%w on %s", err, p.Screen())
	}
	return nil
}

// happens waits for words on a phone, or does something there and waits for the
// answer.
func (l *lived) happens(ctx context.Context, p *simulator.Phone, words bool, what string) error {
	if words {
		return l.until(ctx, func() bool { return shows(p, what) })
	}
	before := said(p)
	if err := l.do(ctx, p, what); err != nil {
		return err
	}
	return l.until(ctx, func() bool { return said(p) != before && l.rests(ctx) })
}

// rests tells that all that was written is answered.
func (l *lived) rests(ctx context.Context) bool {
	if l.d.telegram.Pending() > 0 {
		return false
	}
	waiting, err := l.store.Depths(ctx)
	return err == nil && waiting.Inbox+waiting.Outbox == 0
}

// somebody is, from now on, an owner whose phone shows a button.
func (l *lived) somebody(ctx context.Context, label string) error {
	return l.until(ctx, func() bool {
		i := slices.IndexFunc(l.city, func(p *simulator.Phone) bool { _, _, ok := button(p, label); return ok })
		if i >= 0 {
			l.phones["Seorang"] = l.city[i]
		}
		return i >= 0
	})
}

func (l *lived) do(ctx context.Context, p *simulator.Phone, what string) error {
	kind, rest, _ := strings.Cut(what, ") ")
	switch kind {
	case "(tombol":
		err := l.until(ctx, func() bool { _, _, ok := button(p, rest); return ok })
		if err == nil {
			message, data, _ := button(p, rest)
			p.TapData(message, data)
		}
		return err
	case "(undangan)":
		p.Send("/start " + invitation(l.phones["Endah"]))
		return nil
	case "(foto", "(berkas":
		data, err := sample.Files.ReadFile(rest)
		p.SendFile(map[string]string{"(foto": "photo", "(berkas": "document"}[kind], rest, data)
		return err
	}
	p.Send(what)
	return nil
}

// until waits for something to be so.
func (l *lived) until(ctx context.Context, so func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for !so() {
		select {
		case <-time.After(2 * time.Millisecond):
		case <-ctx.Done():
			return errors.New("the bot does not answer so")
		}
	}
	return nil
}

// said is what the bot has said on a phone, as it reads now.
func said(p *simulator.Phone) string {
	var b strings.Builder
	for _, m := range p.Messages() {
		if m.FromBot {
			fmt.Fprintln(&b, m.ID, m.Text, len(m.Buttons))
		}
	}
	return b.String()
}

// shows tells whether the bot's newest messages, from the phone owner's last
// one on, hold these words, in the text or on a button.
func shows(p *simulator.Phone, words string) bool {
	for _, m := range slices.Backward(p.Messages()) {
		if !m.FromBot {
			return false
		}
		if strings.Contains(m.Text, words) || slices.ContainsFunc(slices.Concat(m.Buttons...), func(b simulator.InlineButton) bool { return b.Text == words }) {
			return true
		}
	}
	return false
}

// button is the newest one with a label.
func button(p *simulator.Phone, label string) (message int, data string, ok bool) {
	for _, m := range slices.Backward(p.Messages()) {
		for _, b := range slices.Concat(m.Buttons...) {
			if b.Text == label {
				return m.ID, b.Data, true
			}
		}
	}
	return 0, "", false
}

// invitation is the payload of the newest link into the bot that a phone shows.
func invitation(p *simulator.Phone) string {
	for _, m := range slices.Backward(p.Messages()) {
		if _, rest, ok := strings.Cut(m.Text, "?start="); ok {
			payload, _, _ := strings.Cut(rest, "\n")
			return payload
		}
	}
	return ""
}

// sampleFiles are those that a visitor can send.
func sampleFiles() (out []simulator.Sample) {
	for _, f := range []simulator.Sample{{Kind: "photo", Name: "contoh-pirt.png"}, {Kind: "document", Name: "daftar-umkm.csv"}} {
		f.Data, _ = sample.Files.ReadFile("" + f.Name) // it is embedded: a test sends each
		out = append(out, f)
	}
	return out
}
