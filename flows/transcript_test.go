package flows

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

var update = flag.Bool("update", false, "write what the conversations say now into testdata/*.txt")

// TestTranscripts plays the conversations of testdata/*.txt. A line is
//
//	> Setuju            what the person types or taps
//	> (stiker)          a sticker; also (suara), (foto), (lokasi), (terusan) TEXT
//	> (kontak) 62812..  the person's own number; (kontak orang lain) 62813..
//	> (edit 3) Budi     the person changes their third message
//	> (tombol) data     a button under a message, with its data
//	< Siapa nama ...    what the bot says; following lines begin with "  "
//	  [Setuju] [Tidak]  the keyboard, a row a line
//	... 25h             time passes; a wake-up that falls due happens
//	= daftar            the whole registration, not shown
//	= jawab 1 2 3       answers until the form ends, over and over, not shown
//
// Between any two lines the state goes through JSON, so that every transcript
// is a restart test too.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	book := testBook(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, newPhone(book), string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("the conversation changed; if that is meant, run: go test ./flows -update\n%s", firstDifference(string(want), got))
			}
		})
	}
}

func testBook(t testing.TB) *Book {
	t.Helper()
	program, err := enterprise.EmbeddedProgram()
	if err != nil {
		t.Fatal(err)
	}
	words, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	return NewBook(program, words)
}

func play(t *testing.T, p *phone, transcript string) string {
	t.Helper()
	var out strings.Builder
	for line := range strings.Lines(transcript) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "> "):
			fmt.Fprintln(&out, line)
			show(&out, p.do(t, line[2:]))
		case strings.HasPrefix(line, "... "):
			fmt.Fprintln(&out, line)
			show(&out, p.wait(t, line[4:]))
		case strings.HasPrefix(line, "= "):
			fmt.Fprintln(&out, line)
			show(&out, p.macro(t, strings.Fields(line[2:])))
		case strings.HasPrefix(line, "#"), line == "":
			fmt.Fprintln(&out, line)
		}
	}
	return out.String()
}

func show(out *strings.Builder, said []messages.Message) {
	for _, m := range said {
		if m.Commands != "" {
			fmt.Fprintf(out, "< (daftar perintah: %s)\n", m.Commands)
			continue
		}
		text := m.Text
		if m.Radar != nil {
			text = "(gambar: " + m.Radar.Title + ")\n" + text
		}
		if m.File != nil {
			text = "(berkas: " + m.File.Name + ")\n" + text
		}
		fmt.Fprintf(out, "< %s\n", strings.ReplaceAll(text, "\n", "\n  "))
		if m.Keyboard == nil {
			continue
		}
		if m.Keyboard.Contact != "" {
			fmt.Fprintf(out, "  [%s: kontak]\n", m.Keyboard.Contact)
		}
		for _, row := range m.Keyboard.Rows {
			fmt.Fprintf(out, "  [%s]\n", strings.Join(row, "] ["))
		}
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "(end)", "(end)"
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\n- %s\n+ %s", i+1, a, b)
		}
	}
	return ""
}

// phone is a person talking to the book; its state lives as JSON.
type phone struct {
	book   *Book
	now    time.Time
	stored []byte
	sent   int // messages so far: the n-th has the id "n"
	wake   time.Time
	last   []messages.Message
}

func newPhone(book *Book) *phone {
	return &phone{book: book, now: time.Date(2026, 11, 23, 9, 0, 0, 0, book.program.City.Location)}
}

// stored is a state as JSON.
type stored struct {
	Person      enterprise.Person
	Businesses  []enterprise.Business
	Assessments map[enterprise.BusinessID][]enterprise.Assessment
	Chat        Chat
	Drafts      map[string]*Draft
}

func (p *phone) state(t testing.TB) State {
	if p.stored == nil {
		return State{Person: enterprise.Person{ID: 1}, New: true}
	}
	var s stored
	if err := json.Unmarshal(p.stored, &s); err != nil {
		t.Fatal(err)
	}
	s.Person.ID, s.Person.Businesses, s.Chat.Drafts = 1, s.Businesses, s.Drafts
	for i, b := range s.Person.Businesses {
		s.Person.Businesses[i].Assessments = s.Assessments[b.ID]
	}
	return State{Person: s.Person, Chat: s.Chat}
}

func (p *phone) keep(t testing.TB, turn Turn) {
	p.wake = turn.Wake
	if turn.Forget {
		p.stored = nil
		return
	}
	s := stored{turn.State.Person, turn.State.Person.Businesses, map[enterprise.BusinessID][]enterprise.Assessment{}, turn.State.Chat, turn.State.Chat.Drafts}
	for _, b := range s.Businesses {
		s.Assessments[b.ID] = b.Assessments
	}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	p.stored = data
}

// put hands one input to the book and checks that Step left its argument alone.
func (p *phone) put(t testing.TB, in Input) []messages.Message {
	t.Helper()
	if in.Kind != Wake {
		in.From = enterprise.Address{Channel: "telegram", ID: "7001"}
	}
	in.At = p.now
	s := p.state(t)
	before, _ := json.Marshal(s.Chat.Drafts)
	turn := p.book.Step(s, in, p.now)
	if after, _ := json.Marshal(s.Chat.Drafts); string(after) != string(before) {
		t.Fatalf("Step changed the state it was given:\n%s\n%s", before, after)
	}
	p.keep(t, turn)
	p.last = turn.Say
	return turn.Say
}

func (p *phone) say(t testing.TB, text string) []messages.Message {
	t.Helper()
	p.sent++
	p.now = p.now.Add(20 * time.Second)
	return p.put(t, Input{Kind: Text, Text: text, Message: strconv.Itoa(p.sent), Language: "id"})
}

// do plays what stands behind "> ".
func (p *phone) do(t testing.TB, what string) []messages.Message {
	t.Helper()
	name, rest, found := strings.Cut(strings.TrimPrefix(what, "("), ")")
	if !strings.HasPrefix(what, "(") || !found {
		return p.say(t, what)
	}
	rest = strings.TrimSpace(rest)
	p.sent++
	p.now = p.now.Add(20 * time.Second)
	in := Input{Message: strconv.Itoa(p.sent), Text: rest}
	media := map[string]string{"stiker": "sticker", "suara": "voice", "foto": "photo", "lokasi": "location", "berkas": "document", "polling": "poll"}
	switch {
	case media[name] != "":
		in.Kind, in.Media = Other, media[name]
	case name == "terusan":
		in.Kind, in.Forwarded = Text, true
	case name == "kontak":
		in.Kind, in.Phone, in.Own, in.Text = Contact, rest, true, ""
	case name == "kontak orang lain":
		in.Kind, in.Phone, in.Text = Contact, rest, ""
	case name == "tombol":
		in.Kind, in.Data, in.Text = Tap, rest, ""
	case strings.HasPrefix(name, "edit "):
		p.sent--
		in.Kind, in.Message = Edited, strings.TrimPrefix(name, "edit ")
	case name == "blokir":
		in.Kind, in.Text = Blocked, "blocked"
	case name == "buka blokir":
		in.Kind = Unblocked
	default:
		t.Fatalf("unknown line %q", what)
	}
	return p.put(t, in)
}

// wait lets time pass; wake-ups happen when they fall due.
func (p *phone) wait(t testing.TB, span string) []messages.Message {
	t.Helper()
	d, err := time.ParseDuration(span)
	if err != nil {
		t.Fatal(err)
	}
	var said []messages.Message
	until := p.now.Add(d)
	for !p.wake.IsZero() && !p.wake.After(until) {
		p.now = p.wake
		said = append(said, p.put(t, Input{Kind: Wake})...)
	}
	p.now = until
	return said
}

var registration = []string{
	"/start", "Indonesia", "Setuju", "Boleh, kabari saya", "Ibu", "Siti Aminah", "Keripik Tempe Bu Siti", "1",
	"tlogomas", "2015", "3", "2", "+6281234567890", "Belum punya NIB", "Benar, simpan",
}

func (p *phone) macro(t testing.TB, words []string) []messages.Message {
	t.Helper()
	switch words[0] {
	case "daftar":
		for _, text := range registration {
			p.say(t, text)
		}
	case "jawab":
		for i := 0; p.state(t).Chat.Open == assessmentKey; i++ {
			if i > 200 {
				t.Fatal("the assessment never ends")
			}
			p.say(t, words[1+i%(len(words)-1)])
		}
	default:
		t.Fatalf("unknown macro %q", words)
	}
	return p.last
}
