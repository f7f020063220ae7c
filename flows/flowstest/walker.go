package flowstest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf16"

	"pgregory.net/rapid"

	"naikkelas/enterprise"
	"naikkelas/enterprise/program"
	"naikkelas/flows"
	"naikkelas/flows/contents"
	"naikkelas/messages"
)

// SharedBook is the city's book, made once for all tests that only read it.
var SharedBook = sync.OnceValue(func() *flows.Book { return MustBook("") })

// RenewedBook is the same with a newer consent text.
var RenewedBook = sync.OnceValue(func() *flows.Book { return MustBook("2999-01") })

// MustBook is the book of the embedded programme; with a version, of a consent
// text of that version.
func MustBook(consent string) *flows.Book {
	program, err := program.Embedded()
	if err != nil {
		panic(err)
	}
	if consent != "" {
		program.City.ConsentVersion = consent
	}
	words, err := messages.Load()
	if err != nil {
		panic(err)
	}
	return contents.NewBook(program, words)
}

// Walker is a person who talks to the book and checks every turn against the
// promises that hold for all of them. Between turns the state is JSON.
type Walker struct {
	Book  *flows.Book
	Now   time.Time
	Kept  []byte       // empty: a stranger
	Seen  *flows.State // kept, for looking at only
	Wake  time.Time
	Sent  int
	Last  flows.Input
	Said  []messages.Message
	board *messages.Keyboard // what is on the phone
	Asked string             // key of the question on the screen; empty for the menu or something to confirm
}

// NewWalker is somebody of whom nothing is known yet.
func NewWalker(book *flows.Book) *Walker {
	return &Walker{Book: book, Now: time.Date(2026, 11, 23, 9, 0, 0, 0, book.Program.City.Location)}
}

// shelf is a state as it is stored: what Person and Chat leave out stands beside them.
type shelf struct {
	Person      enterprise.Person                  `json:"person"`
	Businesses  []enterprise.Business              `json:"businesses,omitempty"`
	Closed      []enterprise.Business              `json:"closed,omitempty"`
	Assessments map[string][]enterprise.Assessment `json:"assessments,omitempty"`
	Sales       map[string][]enterprise.Sales      `json:"sales,omitempty"`
	Chat        flows.Chat                         `json:"chat"`
	Drafts      map[string]*flows.Draft            `json:"drafts,omitempty"`
}

// Pack is a state as bytes, as the store keeps it.
func Pack(t rapid.TB, s flows.State) []byte {
	t.Helper()
	f := shelf{Person: s.Person, Businesses: s.Person.Businesses, Closed: s.Person.Closed, Assessments: map[string][]enterprise.Assessment{}, Sales: map[string][]enterprise.Sales{}, Chat: s.Chat, Drafts: s.Chat.Drafts}
	for _, b := range slices.Concat(f.Businesses, f.Closed) {
		f.Assessments[string(b.ID)], f.Sales[string(b.ID)] = b.Assessments, b.Sales
	}
	data, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Unpack reads what Pack wrote.
func Unpack(t rapid.TB, data []byte) flows.State {
	t.Helper()
	if len(data) == 0 {
		return flows.State{Person: enterprise.Person{ID: 7}, New: true}
	}
	var f shelf
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	f.Person.ID, f.Person.Businesses, f.Person.Closed, f.Chat.Drafts = 7, f.Businesses, f.Closed, f.Drafts
	for _, all := range [][]enterprise.Business{f.Businesses, f.Closed} {
		for i, b := range all {
			all[i].Assessments, all[i].Sales = f.Assessments[string(b.ID)], f.Sales[string(b.ID)]
		}
	}
	return flows.State{Person: f.Person, Chat: f.Chat}
}

// State is what is kept, to be looked at and not changed.
func (w *Walker) State(t rapid.TB) flows.State {
	if w.Seen == nil {
		s := Unpack(t, w.Kept)
		w.Seen = &s
	}
	return *w.Seen
}

// Put hands one input to the book.
func (w *Walker) Put(t rapid.TB, in flows.Input) flows.Turn {
	t.Helper()
	if in.Kind != flows.Wake {
		in.From = enterprise.Address{Channel: "telegram", ID: "7001"}
	}
	in.At = w.Now
	before := Unpack(t, w.Kept)
	packed := string(Pack(t, before))
	turn := w.Book.Step(before, in, w.Now)
	if after := string(Pack(t, before)); after != packed {
		t.Fatalf("Step changed the state it was given, on %+v:\n%s\n%s", in, packed, after)
	}
	if a, b := outcome(t, turn), outcome(t, w.Book.Step(before, in, w.Now)); a != b {
		t.Fatalf("Step is not deterministic on %+v:\n%s\n%s", in, a, b)
	}
	checkKept(t, turn)
	for _, m := range turn.Say {
		CheckSaid(t, m)
	}
	w.keep(t, turn)
	w.Last = in
	if len(turn.Say) > 0 {
		w.look(turn.Say)
		w.checkLabels(t, turn)
	}
	return turn
}

func outcome(t rapid.TB, turn flows.Turn) string {
	t.Helper()
	say, err := json.Marshal(turn.Say)
	if err != nil {
		t.Fatal(err)
	}
	return string(Pack(t, turn.State)) + string(say) + turn.Wake.String() + turn.To.String() + strconv.FormatBool(turn.Forget) + strconv.FormatBool(turn.Prompt)
}

func (w *Walker) keep(t rapid.TB, turn flows.Turn) {
	w.Wake, w.Kept, w.Seen = turn.Wake, nil, nil
	if !turn.Forget {
		w.Kept = Pack(t, turn.State)
	}
}

// look is what the person sees after something was said.
func (w *Walker) look(said []messages.Message) {
	w.Said = said
	for _, m := range said {
		if m.Keyboard != nil {
			w.board = m.Keyboard
		}
	}
	shown := slices.DeleteFunc(slices.Clone(said), func(m messages.Message) bool { return m.Commands != "" })
	if len(shown) == 0 {
		return
	}
	last := shown[len(shown)-1].Key
	w.Asked = strings.TrimSuffix(last, ".ask")
	if !strings.HasSuffix(last, ".ask") {
		w.Asked = ""
	}
}

// Say types a text.
func (w *Walker) Say(t rapid.TB, text string) flows.Turn {
	t.Helper()
	w.Sent++
	w.Now = w.Now.Add(20 * time.Second)
	return w.Put(t, flows.Input{Kind: flows.Text, Text: text, Message: strconv.Itoa(w.Sent), Language: "id"})
}

// Edit changes an earlier message.
func (w *Walker) Edit(t rapid.TB, message, text string) flows.Turn {
	t.Helper()
	w.Now = w.Now.Add(20 * time.Second)
	return w.Put(t, flows.Input{Kind: flows.Edited, Text: text, Message: message})
}

// Wait lets time pass; wake-ups happen when they fall due. It gives how often
// an unfinished form was recalled.
func (w *Walker) Wait(t rapid.TB, d time.Duration) (recalls int) {
	t.Helper()
	until := w.Now.Add(d)
	for !w.Wake.IsZero() && !w.Wake.After(until) {
		w.Now = w.Wake
		turn := w.Put(t, flows.Input{Kind: flows.Wake})
		if len(turn.Say) > 0 {
			if slices.ContainsFunc(turn.Say, func(m messages.Message) bool { return m.Key == "reminder.kind.form" }) {
				recalls++
			}
			if !w.Book.Program.City.Awake(w.Now).Equal(w.Now) {
				t.Fatalf("reminded in the quiet hours, at %s", w.Now)
			}
		} else if turn.Wake.Equal(w.Now) {
			t.Fatalf("a wake-up at %s leads to itself", w.Now)
		}
	}
	w.Now = until
	return recalls
}

// Labels are the words on the phone's keyboard.
func (w *Walker) Labels() []string {
	if w.board == nil {
		return nil
	}
	return slices.Concat(w.board.Rows...)
}

// Heard is all that was said to the last input.
func (w *Walker) Heard() string {
	var text []string
	for _, m := range w.Said {
		text = append(text, m.Text)
	}
	return strings.Join(text, "\n")
}

// checkLabels: whatever the keyboard offers is taken when it is tapped next.
func (w *Walker) checkLabels(t rapid.TB, turn flows.Turn) {
	t.Helper()
	for _, label := range w.Labels() {
		in := flows.Input{Kind: flows.Text, Text: label, Message: "probe", From: enterprise.Address{Channel: "telegram", ID: "7001"}}
		next := w.Book.Step(turn.State, in, w.Now.Add(20*time.Second))
		full := slices.Contains([]string{"Baca lengkap", "Read it all"}, label)
		if len(next.Say) == 0 || next.State.Chat.Refused == "probe" && !full {
			t.Fatalf("the label %q of the keyboard under %q leads to %+v", label, w.Heard(), next.Say)
		}
	}
}

// checkKept: what is stored of somebody who has not agreed is not personal.
func checkKept(t rapid.TB, turn flows.Turn) {
	t.Helper()
	p := turn.State.Person
	_, decided := p.Decision(enterprise.DataConsent)
	if turn.Forget || !decided {
		forms := turn.State.Chat.Drafts["register"] != nil || turn.State.Chat.Drafts["assessment"] != nil
		if p.Name != "" || p.Phone != "" || p.Honorific != "" || len(p.Businesses) > 0 || forms {
			t.Fatalf("kept of somebody who has not agreed: %s", Pack(t, turn.State))
		}
	}
	if empty := (flows.State{Person: enterprise.Person{ID: p.ID}, New: turn.State.New}); turn.Forget && string(Pack(t, turn.State)) != string(Pack(t, empty)) {
		t.Fatalf("kept of somebody who is forgotten: %s", Pack(t, turn.State))
	}
	if turn.Forget && !turn.Wake.IsZero() {
		t.Fatal("somebody who is forgotten is woken")
	}
}

var (
	missingWord = regexp.MustCompile(`\[[a-z_]+(\.[a-z0-9_]+)+\]|<no value>|\{\{`)
	markup      = regexp.MustCompile(`</?(?:b|i|code)>|<a href="[^"<>]+">|</a>`)
	entity      = regexp.MustCompile(`&(?:amp|lt|gt);`)
)

// CheckSaid: every message can be shown.
func CheckSaid(t rapid.TB, m messages.Message) {
	t.Helper()
	if m.Commands != "" && m.Text == "" {
		return
	}
	most := 4096
	if m.Radar != nil || m.File != nil {
		most = 1024
	}
	if n := len(utf16.Encode([]rune(m.Text))); strings.TrimSpace(m.Text) == "" || n > most {
		t.Fatalf("a message of %d characters: %q", n, m.Text)
	}
	if found := missingWord.FindString(m.Text); found != "" {
		t.Fatalf("%q in %q", found, m.Text)
	}
	checkMarkup(t, m.Text)
	if m.Keyboard != nil {
		checkBoard(t, m.Keyboard)
	}
}

func checkMarkup(t rapid.TB, text string) {
	t.Helper()
	var open []string
	for _, tag := range markup.FindAllString(text, -1) {
		name := strings.Trim(strings.Fields(tag)[0], "</>")
		if !strings.HasPrefix(tag, "</") {
			open = append(open, name)
			continue
		}
		if len(open) == 0 || open[len(open)-1] != name {
			t.Fatalf("%s closes nothing in %q", tag, text)
		}
		open = open[:len(open)-1]
	}
	rest := entity.ReplaceAllString(markup.ReplaceAllString(text, ""), "")
	if len(open) > 0 || strings.ContainsAny(rest, "<>&") {
		t.Fatalf("unbalanced or unescaped: %q", text)
	}
}

func checkBoard(t rapid.TB, k *messages.Keyboard) {
	t.Helper()
	seen := map[string]bool{}
	all := slices.Concat(k.Rows...)
	if k.Contact != "" {
		all = append(all, k.Contact)
	}
	if k.Place != "" {
		all = append(all, k.Place)
	}
	for _, label := range all {
		if strings.TrimSpace(label) == "" || seen[label] || missingWord.MatchString(label) {
			t.Fatalf("the keyboard %q has the label %q", k.Rows, label)
		}
		seen[label] = true
	}
	if len([]rune(k.Hint)) > 64 {
		t.Fatalf("the hint %q is too long", k.Hint)
	}
}

// Noon is a moment at which everything may be said.
var Noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
