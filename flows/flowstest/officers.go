package flowstest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// Officers are a world whose conversations are written down.
type Officers struct {
	*World
	order []string
	Shown map[string]int
	out   strings.Builder
}

// Play takes the lines of a transcript that people say or tap, and gives it
// with what is said to them now.
func (o *Officers) Play(transcript string) string {
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
				o.T.Fatal(err)
			}
			o.Pass(d)
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

func (o *Officers) prepare(words []string) {
	roles := map[string]enterprise.Role{"petugas": enterprise.Officer, "administrator": enterprise.Administrator, "pendamping": enterprise.Mentor, "bappeda": enterprise.Planner}
	n := -1
	if len(words) > 1 {
		if count, err := strconv.Atoi(words[1]); err == nil {
			n = count
		}
	}
	switch {
	case words[0] == "warga" && n >= 0:
		o.Owners(n)
	case words[0] == "warga":
		o.Owner(words[1], func(p *enterprise.Person) {
			if len(words) > 2 {
				p.Businesses[0].Sector = words[2]
			}
		})
		o.order = append(o.order, words[1])
	case words[0] == "orang":
		o.Stranger(words[1])
		o.order = append(o.order, words[1])
	case words[0] == "pelatihan":
		o.publish(words[1], words[2])
	case words[0] == "kode":
		o.Say(words[1], o.codeNow())
	case words[0] == "periksa":
		for name := range o.Records {
			if name.Kind == "certificate" {
				o.Say(words[1], "/start "+"sah_"+name.ID)
			}
		}
	case words[0] == "siap":
		district, _ := strconv.Atoi(words[2])
		weak, _ := strconv.Atoi(words[3])
		o.Ready(words[1], district, weak)
		o.order = append(o.order, words[1])
	case words[0] == "nilai":
		weak, _ := strconv.Atoi(words[2])
		s := o.States[o.Names[words[1]]]
		o.Assess(&s.Person.Businesses[0], weak)
		o.States[s.Person.ID] = s
	case words[0] == "menilai":
		o.assessMost()
	case words[0] == "kirim" && n < 0:
		o.Send(1 << 30)
	case words[0] == "kirim":
		o.Send(n)
	case words[0] == "hasil": // hasil gagal 3: of the newest, every third fails
		o.spoil(flows.LedgerState(words[1]), words[2])
	default:
		o.StaffMember(words[1], roles[words[0]])
		o.order = append(o.order, words[1])
	}
}

// assess gives three of four owners a result, some better than others, and
// half of them sales of October.
func (o *Officers) assessMost() {
	p := o.Book.Program
	for id, s := range o.States {
		if len(s.Person.Businesses) == 0 || id%4 == 0 {
			continue
		}
		b := s.Person.Businesses[0]
		answers := map[string]string{}
		for i, it := range p.Instrument.Shown(b.Sector) {
			options := it.OptionsFor(b.Sector)
			answers[it.ID] = options[min(len(options)-1, (i+int(id))%4)].Code
		}
		b.Assessments = []enterprise.Assessment{{At: o.Now, Sector: b.Sector, Answers: answers, Result: p.Score(b.Sector, answers, p.Admin(b, o.Now))}}
		if id%2 == 0 {
			b = b.GiveSales("2026-10", enterprise.SalesGiven{At: o.Now, Figure: enterprise.Figure{Low: 5e6, High: 5e6}})
		}
		s.Person.Businesses = []enterprise.Business{b}
		o.States[id] = s
	}
}

// spoil lets sending end badly for some recipients of what is due.
func (o *Officers) spoil(state flows.LedgerState, reason string) {
	for _, l := range o.Ledgers {
		before := l.outcome
		l.outcome = func(id enterprise.PersonID) (flows.LedgerState, string) {
			if int(id)%5 == len(reason)%5 {
				return state, reason
			}
			if before != nil {
				return before(id)
			}
			return flows.LedgerSent, ""
		}
	}
}

func (o *Officers) do(name, what string) {
	kind, rest, found := strings.Cut(strings.TrimPrefix(what, "("), ") ")
	if !strings.HasPrefix(what, "(") || !found {
		o.Say(name, what)
		return
	}
	id := o.Names[name]
	in := flows.Input{Kind: flows.Other, Text: rest}
	switch {
	case kind == "tombol":
		o.Tap(name, rest)
		return
	case strings.HasPrefix(rest, "=") && kind == "foto":
		in.Text, in.Media, in.File = "", "photo", &flows.File{ID: "photo " + rest[1:], Kind: "photo"}
	case strings.HasPrefix(rest, "=") && kind == "berkas":
		in.Text, in.Media, in.File = "", "document", &flows.File{ID: "document " + rest[1:], Kind: "document", Name: rest[1:]}
	case kind == "foto":
		in.Media, in.File = "photo", &flows.File{ID: "photo-1", Kind: "photo"}
	case kind == "berkas":
		file, caption, _ := strings.Cut(rest, " | ")
		in.Media, in.Text, in.File = "document", caption, &flows.File{ID: "document-1", Kind: "document", Name: file}
	case strings.HasPrefix(kind, "edit "):
		o.Put(id, flows.Input{Kind: flows.Edited, Text: rest, Message: strings.TrimPrefix(kind, "edit ")})
		return
	case kind == "lokasi":
		in.Media = "location"
	case kind == "tebal":
		in.Kind, in.HTML = flows.Text, "<b>"+messages.Escape(rest)+"</b>"
	default:
		o.T.Fatalf("unknown line %q", what)
	}
	o.typed[id]++
	in.Message = strconv.Itoa(o.typed[id])
	o.Put(id, in)
}

// show writes down what the people of the transcript were told, announcements
// included.
func (o *Officers) show() {
	for _, name := range o.order {
		all := o.Said[o.Names[name]]
		for _, m := range all[o.Shown[name]:] {
			o.write(name, m)
		}
		o.Shown[name] = len(all)
	}
}

func (o *Officers) write(name string, m messages.Message) {
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
		if m.Keyboard.Place != "" {
			fmt.Fprintf(&o.out, "  [%s: lokasi]\n", m.Keyboard.Place)
		}
		for _, row := range m.Keyboard.Rows {
			fmt.Fprintf(&o.out, "  [%s]\n", strings.Join(row, "] ["))
		}
	}
	if reading.Units(reading.Visible(m.Text)) > 4096 {
		o.T.Errorf("%s is told more than fits: %d units", name, reading.Units(reading.Visible(m.Text)))
	}
}
