package flows

import (
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

// TestOfficersTranscripts plays testdata/*/*.txt: conversations of several people. A line is
//
//	Ratna> /siaran           what Ratna types or taps on her keyboard
//	Ratna> (tombol) Setujui  she taps the newest button with that label
//	Ratna> (foto) TEXT       a photo with a caption; also (berkas) NAME | TEXT
//	Ratna> (foto) =nib       the photo called nib; also (berkas) =nib; its name may begin with what
//	                         becomes of it: =gelap, =buram, =kecil, =besar, =jenis, =putus...
//	Ratna> (edit 3) TEXT     she changes her third message
//	Ratna< ...               what she is told; then her keyboard [..] and buttons (..)
//	= petugas Ratna          also administrator, pendamping, bappeda; = warga 60; = warga Siti [sector]
//	= orang Siti             somebody of whom nothing is stored yet
//	= menilai                three of four owners have a result
//	= kirim 10               ten messages of what is due go out; = kirim: all
//	= pelatihan Ratna 5      Ratna publishes a training for five, in a week at nine (not shown)
//	= kode Siti              Siti types the code of the session that is on
//	= periksa Ani            Ani opens the link of the newest certificate
//	= siap Ani 0 4           a warga of the first kecamatan with approved papers, weak in four questions
//	= nilai Ani 0            assessed again, weak in none
//	... 2h                   time passes; who asked to be woken in it is woken
func TestOfficersTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	counts := recordedPasses(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			w := newWorld(t)
			got := (&officers{world: w, shown: map[string]int{}}).play(string(want))
			counts.took(strings.TrimPrefix(strings.TrimSuffix(filepath.ToSlash(file), ".txt"), "testdata/"), w.passes)
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

// officers are a world whose conversations are written down.
type officers struct {
	*world
	order []string
	shown map[string]int
	out   strings.Builder
}

func (o *officers) play(transcript string) string {
	for line := range strings.Lines(transcript) {
		line = strings.TrimRight(line, "\n")
		name, rest, said := strings.Cut(line, "> ")
		switch {
		case strings.HasPrefix(line, "#"), line == "":
			fmt.Fprintln(&o.out, line)
			continue
		case strings.HasPrefix(line, "= "):
			o.prepare(strings.Fields(line[2:]))
		case strings.HasPrefix(line, "... "):
			d, err := time.ParseDuration(line[4:])
			if err != nil {
				o.t.Fatal(err)
			}
			o.pass(d)
		case said && !strings.ContainsAny(name, " <"):
			o.do(name, rest)
		default:
			continue
		}
		fmt.Fprintln(&o.out, line)
		o.show()
	}
	return o.out.String()
}

func (o *officers) prepare(words []string) {
	roles := map[string]enterprise.Role{"petugas": enterprise.Officer, "administrator": enterprise.Administrator, "pendamping": enterprise.Mentor, "bappeda": enterprise.Planner}
	n := -1
	if len(words) > 1 {
		if count, err := strconv.Atoi(words[1]); err == nil {
			n = count
		}
	}
	switch {
	case words[0] == "warga" && n >= 0:
		o.owners(n)
	case words[0] == "warga":
		o.owner(words[1], func(p *enterprise.Person) {
			if len(words) > 2 {
				p.Businesses[0].Sector = words[2]
			}
		})
		o.order = append(o.order, words[1])
	case words[0] == "orang":
		o.stranger(words[1])
		o.order = append(o.order, words[1])
	case words[0] == "pelatihan":
		o.publish(words[1], words[2])
	case words[0] == "kode":
		o.say(words[1], o.codeNow())
	case words[0] == "periksa":
		for name := range o.records {
			if name.Kind == certificateRecord {
				o.say(words[1], "/start "+certificatePrefix+name.ID)
			}
		}
	case words[0] == "siap":
		district, _ := strconv.Atoi(words[2])
		weak, _ := strconv.Atoi(words[3])
		o.ready(words[1], district, weak)
		o.order = append(o.order, words[1])
	case words[0] == "nilai":
		weak, _ := strconv.Atoi(words[2])
		s := o.states[o.names[words[1]]]
		o.assess(&s.Person.Businesses[0], weak)
		o.states[s.Person.ID] = s
	case words[0] == "menilai":
		o.assessMost()
	case words[0] == "kirim" && n < 0:
		o.send(1 << 30)
	case words[0] == "kirim":
		o.send(n)
	case words[0] == "hasil": // hasil gagal 3: of the newest, every third fails
		o.spoil(LedgerState(words[1]), words[2])
	default:
		o.staffMember(words[1], roles[words[0]])
		o.order = append(o.order, words[1])
	}
}

// assess gives three of four owners a result, some better than others, and
// half of them sales of October.
func (o *officers) assessMost() {
	p := o.book.program
	for id, s := range o.states {
		if len(s.Person.Businesses) == 0 || id%4 == 0 {
			continue
		}
		b := s.Person.Businesses[0]
		answers := map[string]string{}
		for i, it := range p.Instrument.Shown(b.Sector) {
			options := it.OptionsFor(b.Sector)
			answers[it.ID] = options[min(len(options)-1, (i+int(id))%4)].Code
		}
		b.Assessments = []enterprise.Assessment{{At: o.now, Sector: b.Sector, Answers: answers, Result: p.Score(b.Sector, answers, p.Admin(b, o.now))}}
		if id%2 == 0 {
			b = b.GiveSales("2026-10", enterprise.SalesGiven{At: o.now, Figure: enterprise.Figure{Low: 5e6, High: 5e6}})
		}
		s.Person.Businesses = []enterprise.Business{b}
		o.states[id] = s
	}
}

// spoil lets sending end badly for some recipients of what is due.
func (o *officers) spoil(state LedgerState, reason string) {
	for _, l := range o.ledgers {
		before := l.outcome
		l.outcome = func(id enterprise.PersonID) (LedgerState, string) {
			if int(id)%5 == len(reason)%5 {
				return state, reason
			}
			if before != nil {
				return before(id)
			}
			return LedgerSent, ""
		}
	}
}

func (o *officers) do(name, what string) {
	kind, rest, found := strings.Cut(strings.TrimPrefix(what, "("), ") ")
	if !strings.HasPrefix(what, "(") || !found {
		o.say(name, what)
		return
	}
	id := o.names[name]
	in := Input{Kind: Other, Text: rest}
	switch {
	case kind == "tombol":
		o.tap(name, rest)
		return
	case strings.HasPrefix(rest, "=") && kind == "foto":
		in.Text, in.Media, in.File = "", "photo", &File{ID: "photo " + rest[1:], Kind: "photo"}
	case strings.HasPrefix(rest, "=") && kind == "berkas":
		in.Text, in.Media, in.File = "", "document", &File{ID: "document " + rest[1:], Kind: "document", Name: rest[1:]}
	case kind == "foto":
		in.Media, in.File = "photo", &File{ID: "photo-1", Kind: "photo"}
	case kind == "berkas":
		file, caption, _ := strings.Cut(rest, " | ")
		in.Media, in.Text, in.File = "document", caption, &File{ID: "document-1", Kind: "document", Name: file}
	case strings.HasPrefix(kind, "edit "):
		o.put(id, Input{Kind: Edited, Text: rest, Message: strings.TrimPrefix(kind, "edit ")})
		return
	case kind == "tebal":
		in.Kind, in.HTML = Text, "<b>"+messages.Escape(rest)+"</b>"
	default:
		o.t.Fatalf("unknown line %q", what)
	}
	o.typed[id]++
	in.Message = strconv.Itoa(o.typed[id])
	o.put(id, in)
}

// show writes down what the people of the transcript were told, announcements
// included.
func (o *officers) show() {
	for _, name := range o.order {
		all := o.said[o.names[name]]
		for _, m := range all[o.shown[name]:] {
			o.write(name, m)
		}
		o.shown[name] = len(all)
	}
}

func (o *officers) write(name string, m messages.Message) {
	text := m.Text
	for what, id := range map[string]string{"foto": m.Photo, "berkas": m.Document} {
		if id != "" {
			text = "(" + what + ") " + text
		}
	}
	if m.Bars != nil {
		text = bars(m.Bars) + " " + text
	}
	if m.File != nil {
		text = "(berkas " + m.File.Name + ") " + text
	}
	if m.Calendar != nil {
		text = "(kalender " + m.Calendar.Name + ") " + text
	}
	if m.Paper != nil {
		text = "(sertifikat " + m.Paper.Holder + ": " + m.Paper.Title + "; " + strings.Join(m.Paper.Facts, "; ") + ") " + text
	}
	if m.Scan {
		text = "(gambar kode) " + text
	}
	if m.Workbook != nil {
		text = "(tabel " + m.Workbook.Name + ") " + text
		for _, s := range m.Workbook.Sheets {
			text += "\n" + strings.Join(s.Header, " | ")
			for _, row := range s.Rows[:min(len(s.Rows), 8)] {
				text += "\n" + strings.Join(row, " | ")
			}
		}
	}
	if m.Protect {
		text = "(terlindung) " + text
	}
	if m.Delete != "" {
		text = "(dihapus: pesan " + m.Delete + ")"
	}
	if m.Edit == "1" {
		text = "(diubah: pesan 1) " + text
	}
	if m.Slot != "" || m.Edit == "b" {
		text = "(di tempatnya) " + text
	}
	fmt.Fprintf(&o.out, "%s< %s\n", name, strings.ReplaceAll(text, "\n", "\n  "))
	for _, row := range m.Buttons {
		var labels []string
		for _, b := range row {
			label := b.Label
			if b.URL != "" {
				label += ": " + b.URL
			}
			labels = append(labels, "("+label+")")
		}
		fmt.Fprintf(&o.out, "  %s\n", strings.Join(labels, " "))
	}
	if m.Keyboard != nil {
		for _, row := range m.Keyboard.Rows {
			fmt.Fprintf(&o.out, "  [%s]\n", strings.Join(row, "] ["))
		}
	}
	if units(visible(m.Text)) > textMost {
		o.t.Errorf("%s is told more than fits: %d units", name, units(visible(m.Text)))
	}
}
