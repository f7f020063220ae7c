package flowstest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// Phone is a person talking to the book; its state lives as JSON.
type Phone struct {
	book   *flows.Book
	Now    time.Time
	from   enterprise.Address
	app    string // the language of the person's app
	Stored []byte
	typed  []string // messages so far: the n-th has the id "n"
	wake   time.Time
	Out    *strings.Builder
	Heard  []messages.Message // everything that the bot said

	buttons []messages.Button // seen under messages, the newest last
	lostTo  time.Time         // when the data was set back
	twice   bool              // what was asked last came twice
}

// NewPhone is the phone of a stranger.
func NewPhone(book *flows.Book) *Phone {
	return &Phone{
		book: book,
		Now:  time.Date(2026, 11, 23, 9, 0, 0, 0, book.Program.City.Location),
		from: enterprise.Address{Channel: "telegram", ID: "7001"},
		app:  "id",
		Out:  &strings.Builder{},
	}
}

// stored is a state as JSON.
type stored struct {
	Person      enterprise.Person
	Businesses  []enterprise.Business
	Assessments map[enterprise.BusinessID][]enterprise.Assessment
	Sales       map[enterprise.BusinessID][]enterprise.Sales
	Chat        flows.Chat
	Drafts      map[string]*flows.Draft
}

// State is the person's, read back as it is stored.
func (p *Phone) State(t testing.TB) flows.State {
	t.Helper()
	if p.Stored == nil {
		return flows.State{Person: enterprise.Person{ID: 1}, New: true}
	}
	var s stored
	if err := json.Unmarshal(p.Stored, &s); err != nil {
		t.Fatal(err)
	}
	return s.state(1)
}

// StoredOf is a state with what Person, Business and Chat leave out of JSON.
func StoredOf(s flows.State) stored {
	out := stored{s.Person, slices.Concat(s.Person.Businesses, s.Person.Closed), map[enterprise.BusinessID][]enterprise.Assessment{}, map[enterprise.BusinessID][]enterprise.Sales{}, s.Chat, s.Chat.Drafts}
	for _, b := range out.Businesses {
		out.Assessments[b.ID], out.Sales[b.ID] = b.Assessments, b.Sales
	}
	return out
}

func (s stored) state(id enterprise.PersonID) flows.State {
	s.Person.ID, s.Person.Businesses, s.Chat.Drafts = id, nil, s.Drafts
	for _, b := range s.Businesses {
		b.Assessments, b.Sales = s.Assessments[b.ID], s.Sales[b.ID]
		if b.Ended.IsZero() {
			s.Person.Businesses = append(s.Person.Businesses, b)
		} else {
			s.Person.Closed = append(s.Person.Closed, b)
		}
	}
	return flows.State{Person: s.Person, Chat: s.Chat}
}

func (p *Phone) keep(t testing.TB, turn flows.Turn) {
	t.Helper()
	p.wake = turn.Wake
	if turn.Forget {
		p.Stored = nil
		return
	}
	data, err := json.Marshal(StoredOf(turn.State))
	if err != nil {
		t.Fatal(err)
	}
	p.Stored = data
}

// put hands one input to the book and checks that Step left its argument alone.
func (p *Phone) put(t testing.TB, in flows.Input) []messages.Message {
	t.Helper()
	if in.Kind != flows.Wake {
		in.From, in.Language = p.from, p.app
	}
	in.At = p.Now
	s := p.State(t)
	s.LostFrom, s.LostTo, s.Twice = p.lostTo.Add(-time.Hour), p.lostTo, p.twice
	before := packed(t, s)
	turn := p.book.Step(s, in, p.Now)
	leftAlone(t, before, s)
	p.keep(t, turn)
	return turn.Say
}

// next is the id of a new message of the person.
func (p *Phone) next(text string) string {
	p.typed = append(p.typed, text)
	p.Now = p.Now.Add(20 * time.Second)
	return strconv.Itoa(len(p.typed))
}

// Say types a text, and gives what the bot says to it.
func (p *Phone) Say(t testing.TB, text string) []messages.Message {
	t.Helper()
	return p.put(t, flows.Input{Kind: flows.Text, Message: p.next(text), Text: text})
}

// Do plays what stands behind "> ".
func (p *Phone) Do(t testing.TB, what string) {
	t.Helper()
	name, rest, found := strings.Cut(strings.TrimPrefix(what, "("), ")")
	if !strings.HasPrefix(what, "(") || !found {
		p.show(p.Say(t, what))
		return
	}
	rest = strings.TrimSpace(rest)
	switch name {
	case "dua kali":
		first := p.Say(t, rest)
		p.typed = append(p.typed, rest)
		second := p.put(t, flows.Input{Kind: flows.Text, Message: strconv.Itoa(len(p.typed)), Text: rest})
		p.show(append(first, second...))
	case "4096 huruf":
		p.show(p.Say(t, strings.Repeat("a", 4096)))
	case "kosong":
		p.show(p.Say(t, ""))
	default:
		p.show(p.put(t, p.special(t, name, rest)))
	}
}

// special is an input that is not plain text.
func (p *Phone) special(t testing.TB, name, rest string) flows.Input {
	t.Helper()
	media := map[string]string{"stiker": "sticker", "suara": "voice", "foto": "photo", "video": "video_note", "lokasi": "location", "berkas": "document", "polling": "poll"}
	edited, isEdit := strings.CutPrefix(name, "edit: ")
	switch {
	case isEdit:
		i := len(p.typed) - 1
		for i >= 0 && p.typed[i] != edited {
			i--
		}
		if i < 0 {
			t.Fatalf("no message said %q", edited)
		}
		p.Now = p.Now.Add(20 * time.Second)
		p.typed[i] = rest
		return flows.Input{Kind: flows.Edited, Message: strconv.Itoa(i + 1), Text: rest}
	case media[name] != "":
		return flows.Input{Kind: flows.Other, Media: media[name], Message: p.next(""), Text: rest}
	case name == "terusan":
		return flows.Input{Kind: flows.Text, Forwarded: true, Message: p.next(""), Text: rest}
	case name == "kontak", name == "kontak orang lain":
		return flows.Input{Kind: flows.Contact, Phone: rest, Own: name == "kontak", Message: p.next("")}
	case name == "tombol":
		return flows.Input{Kind: flows.Tap, Data: rest, Message: p.next("")}
	case name == "ketuk":
		for _, b := range slices.Backward(p.buttons) {
			if b.Label == rest {
				return flows.Input{Kind: flows.Tap, Data: b.Data, Message: p.next("")}
			}
		}
		t.Fatalf("no button %q", rest)
	case name == "segera":
		p.Now = p.Now.Add(-16 * time.Second) // four seconds after the message before
		return flows.Input{Kind: flows.Text, Message: p.next(rest), Text: rest}
	case name == "blokir":
		return flows.Input{Kind: flows.Blocked, Text: "blocked"}
	case name == "buka blokir":
		return flows.Input{Kind: flows.Unblocked}
	}
	t.Fatalf("unknown line %q", name)
	return flows.Input{}
}

// Wait lets time pass; wake-ups happen when they fall due.
func (p *Phone) Wait(t testing.TB, span string) {
	t.Helper()
	until := p.until(t, span)
	for n := 0; !p.wake.IsZero() && !p.wake.After(until); n++ {
		if n > 20 {
			t.Fatalf("woken without end at %s", p.Now)
		}
		p.Now = p.wake
		if said := p.put(t, flows.Input{Kind: flows.Wake}); len(said) > 0 {
			fmt.Fprintf(p.Out, "@ %s, %s\n", enterprise.FormatDate(p.Now, "id"), p.Now.Format("15.04"))
			p.show(said)
		}
	}
	p.Now = until
}

// until reads "3 hari", "25 jam", "10 menit" and "sampai 21.30".
func (p *Phone) until(t testing.TB, span string) time.Time {
	t.Helper()
	first, rest, _ := strings.Cut(span, " ")
	if clock, err := time.Parse("15.04", rest); err == nil && first == "sampai" {
		at := time.Date(p.Now.Year(), p.Now.Month(), p.Now.Day(), clock.Hour(), clock.Minute(), 0, 0, p.Now.Location())
		if !at.After(p.Now) {
			at = at.AddDate(0, 0, 1)
		}
		return at
	}
	n, err := strconv.Atoi(first)
	unit := map[string]time.Duration{"hari": 24 * time.Hour, "jam": time.Hour, "menit": time.Minute}[rest]
	if err != nil || unit == 0 {
		t.Fatalf("unknown span %q", span)
	}
	return p.Now.Add(time.Duration(n) * unit)
}

var registration = []string{
	"/start", "Indonesia", "Setuju", "Boleh, kabari saya", "Ibu", "Siti Aminah", "Keripik Tempe Bu Siti", "1",
	"tlogomas", "Lengkapi profil", "2015", "3", "2", "+6281234567890", "Belum punya NIB", "Benar, simpan",
}

// Macro plays what stands behind "= ".
func (p *Phone) Macro(t testing.TB, words []string) {
	t.Helper()
	switch words[0] {
	case "daftar":
		lines := slices.Clone(registration)
		if len(words) > 1 {
			lines[slices.Index(lines, "1")] = words[1]
		}
		var said []messages.Message
		for _, text := range lines {
			said = p.Say(t, text)
		}
		p.show(said)
	case "sampai":
		p.show(p.registerUpTo(t, words[1]))
	case "jawab", "isi":
		p.fill(t, words[1:], words[0] == "isi")
	case "aplikasi":
		p.app = words[1]
	case "hp":
		p.from = enterprise.Address{Channel: words[1], ID: words[2]}
	case "hilang": // everything since then is lost: the data was set back
		p.lostTo = p.Now
	case "ditanya": // what was asked last comes twice, or once again
		p.twice = words[1] == "dua"
	case "catatan":
		p.showStored(t)
	default:
		t.Fatalf("unknown macro %q", words)
	}
}

// registerUpTo registers until this question is on the screen.
func (p *Phone) registerUpTo(t testing.TB, question string) []messages.Message {
	t.Helper()
	var said []messages.Message
	for _, text := range registration {
		if _, _, q := p.book.Conversation(p.State(t), flows.Input{}, p.Now).Question(); q != nil && q.Key == question {
			return said
		}
		said = p.Say(t, text)
	}
	t.Fatalf("no question %q", question)
	return nil
}

// fill answers the assessment with these numbers over and over until it ends.
func (p *Phone) fill(t testing.TB, answers []string, loud bool) {
	t.Helper()
	var said []messages.Message
	for i := 0; p.State(t).Chat.Open == "assessment"; i++ {
		if i > 200 {
			t.Fatal("the assessment never ends")
		}
		typed := answers[i%len(answers)]
		if loud {
			p.showAnswer(t, typed)
		}
		said = p.Say(t, typed)
	}
	p.show(said)
}

// showAnswer writes the open question and the answer that is about to be
// given on one line; an answer that the question does not have is no line.
func (p *Phone) showAnswer(t testing.TB, typed string) {
	t.Helper()
	on := p.book.Conversation(p.State(t), flows.Input{}, p.Now)
	f, d, q := on.Question()
	options := q.OptionsFor(on, d)
	if i := flows.Exactly(options, typed); i >= 0 {
		number := slices.Index(f.Applicable(on, d), q) + 1
		fmt.Fprintf(p.Out, "(%d. %s → %s)\n", number, strings.NewReplacer("<b>", "", "</b>", "").Replace(q.Ask(on, d)), options[i].Label)
	}
}

// showStored writes what is stored about the person.
func (p *Phone) showStored(t testing.TB) {
	t.Helper()
	if p.Stored == nil {
		fmt.Fprintln(p.Out, "(tidak ada apa-apa yang tersimpan)")
		return
	}
	s := p.State(t)
	for _, c := range s.Person.Consents {
		fmt.Fprintf(p.Out, "(persetujuan %s: %t, %s, lewat %s, naskah %s %s…)\n", c.Purpose, c.Given, c.At.Format("02-01-2006 15.04"), c.Channel, c.Version, c.Hash[:8])
	}
	for _, c := range s.Person.Contacts {
		fmt.Fprintf(p.Out, "(alamat %s %s%s)\n", c.Address.Channel, c.Address.ID, strings.Replace(c.Unreachable, "blocked", ": diblokir", 1))
	}
	for _, b := range s.Person.Businesses {
		fmt.Fprintf(p.Out, "(usaha %s, milik %s)\n", b.Name, s.Person.Name)
		for _, a := range b.Assessments {
			fmt.Fprintf(p.Out, "(penilaian %s: nilai %d, %d dari %d dijawab)\n", enterprise.FormatDate(a.At, "id"), a.Result.Total, a.Result.Answered, a.Result.Shown)
		}
	}
	for _, key := range []string{"register", "assessment"} {
		if d := s.Chat.Drafts[key]; d != nil {
			fmt.Fprintf(p.Out, "(isian %s: %d jawaban)\n", key, len(d.Answers))
		}
	}
}

// show writes down what the bot says.
func (p *Phone) show(said []messages.Message) {
	p.Heard = append(p.Heard, said...)
	for _, m := range said {
		if m.Commands != "" {
			fmt.Fprintf(p.Out, "< (daftar perintah: %s)\n", m.Commands)
			continue
		}
		text := m.Text
		if m.Radar != nil {
			text = picture(m.Radar) + "\n" + text
		}
		if m.Bars != nil {
			text = bars(m.Bars) + "\n" + text
		}
		if m.File != nil {
			text = "(berkas: " + m.File.Name + ")\n" + string(m.File.Data) + "\n" + text
		}
		fmt.Fprintf(p.Out, "< %s\n", strings.ReplaceAll(text, "\n", "\n  "))
		for _, row := range m.Buttons {
			for _, b := range row {
				fmt.Fprintf(p.Out, "  (%s)\n", b.Label)
			}
			p.buttons = append(p.buttons, row...)
		}
		if m.Keyboard == nil {
			continue
		}
		if m.Keyboard.Contact != "" {
			fmt.Fprintf(p.Out, "  [%s: kontak]\n", m.Keyboard.Contact)
		}
		if m.Keyboard.Place != "" {
			fmt.Fprintf(p.Out, "  [%s: lokasi]\n", m.Keyboard.Place)
		}
		for _, row := range m.Keyboard.Rows {
			fmt.Fprintf(p.Out, "  [%s]\n", strings.Join(row, "] ["))
		}
	}
}

func picture(r *messages.Radar) string {
	if r.Before == nil {
		return "(gambar: " + r.Title + ")"
	}
	return "(gambar: " + r.Title + "; garis " + r.PastName + " di bawahnya)"
}

// bars is a picture with what stands at each bar.
func bars(b *messages.Bars) string {
	var ends []string
	for i, label := range b.Labels {
		ends = append(ends, label+" "+b.Texts[i])
	}
	return "(gambar: " + b.Title + ": " + strings.Join(ends, ", ") + ")"
}
