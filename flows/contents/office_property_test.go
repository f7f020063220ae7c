package contents_test

import (
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/messages"
)

// TestAnOfficeOfMonkeys: whatever people of every role type and tap, each in
// the middle of what the others do, every word gets an answer, nobody sees what
// is not for them, and what is kept can be read back.
func TestAnOfficeOfMonkeys(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := newMonkeys(t, rt)
		for range rapid.IntRange(10, 300).Draw(rt, "length") {
			m.act()
		}
	})
}

// monkeys are an office and its owners. Names and numbers of owners are words
// that stand nowhere else.
type monkeys struct {
	*flowstest.World
	rt       *rapid.T
	people   []string
	commands []string
	buttons  []string // whatever stood under a message, anybody's
	acts     int
	who      string          // is at it
	entitled map[string]bool // has, or had, a role that sees people
}

var (
	monkeyStaff  = map[string]enterprise.Role{"Admina": enterprise.Administrator, "Officera": enterprise.Officer, "Officerb": enterprise.Officer, "Mentora": enterprise.Mentor, "Plannera": enterprise.Planner}
	monkeyOwners = []string{"Zulaikha", "Wagimin", "Qomariah", "Xaverius"}
	// monkeyTexts are things that lead somewhere.
	monkeyTexts = strings.Split("1|2|3|4|5|ya|tidak|Betul|Ya|Kembali|Lewati|Batal|Menu|Lanjutkan isian|Benar, simpan|besok jam 9|2/12 13.30|15 Desember|2 minggu lagi|31 Desember|"+
		"2,5 juta|300rb per hari|0|500 bungkus|081234567890|0101230099999|Dinoyo|2015|mau menitip di toko oleh-oleh|siti, dinoyo|p2|p7|🙂|<b>&{{.X}}|-1|99|"+strings.Repeat("panjang ", 300), "|")
)

var exampleShown = regexp.MustCompile(`<i>([^<]*)</i>`)

func newMonkeys(t *testing.T, rt *rapid.T) *monkeys {
	m := &monkeys{World: flowstest.NewWorld(t), rt: rt, entitled: map[string]bool{}}
	for _, name := range slices.Sorted(maps.Keys(monkeyStaff)) {
		m.StaffMember(name, monkeyStaff[name])
		m.people = append(m.people, name)
	}
	for i, name := range monkeyOwners {
		m.Owner(name, func(p *enterprise.Person) {
			p.Phone = fmt.Sprintf("+62899000%04d", 1111*(i+1))
			p.Businesses[0].Name = "Usaha " + name
			p.Businesses[0].YearStarted, p.Businesses[0].Workers = 2015, 2
		})
		m.people = append(m.people, name)
	}
	m.commands = slices.Sorted(maps.Keys(m.Book.CommandNamed))
	return m
}

func (m *monkeys) act() {
	if m.who == "" || rapid.IntRange(0, 7).Draw(m.rt, "turn") == 0 {
		m.who = rapid.SampledFrom(m.people).Draw(m.rt, "who")
	}
	who := m.who
	id := m.Names[who]
	m.acts++
	in := flows.Input{Kind: flows.Text, Message: strconv.Itoa(1000 + m.acts)}
	switch kind := rapid.SampledFrom([]string{"command", "label", "label", "label", "example", "example", "example", "tap", "tap", "tap", "text", "text", "photo", "forged", "time"}).Draw(m.rt, "what"); kind {
	case "command":
		in.Text = rapid.SampledFrom(m.commands).Draw(m.rt, "command")
	case "label":
		labels := m.labelsOf(id)
		if len(labels) == 0 {
			return
		}
		in.Text = rapid.SampledFrom(labels).Draw(m.rt, "label")
	case "example":
		found := m.examples(id)
		if len(found) == 0 {
			return
		}
		in.Text = rapid.SampledFrom(found).Draw(m.rt, "example")
	case "tap":
		own := m.buttonsOf(id)
		if len(own) == 0 {
			return
		}
		in = flows.Input{Kind: flows.Tap, Data: rapid.SampledFrom(own).Draw(m.rt, "button"), Message: "b"}
	case "forged":
		if len(m.buttons) == 0 {
			return
		}
		data := rapid.SampledFrom(m.buttons).Draw(m.rt, "button")
		if parts := strings.Split(data, ":"); rapid.Bool().Draw(m.rt, "bent") {
			parts[rapid.IntRange(0, len(parts)-1).Draw(m.rt, "part")] = rapid.SampledFrom([]string{"", "1", "-1", "99", "see", "do", "ok", "yes", "x"}).Draw(m.rt, "instead")
			data = strings.Join(parts, ":")
		}
		in = flows.Input{Kind: flows.Tap, Data: data, Message: "b"}
	case "text":
		in.Text = rapid.SampledFrom(monkeyTexts).Draw(m.rt, "text")
	case "photo":
		in = flows.Input{Kind: flows.Other, Media: "photo", File: &flows.File{ID: "photo " + strconv.Itoa(m.acts%3), Kind: "photo"}, Message: in.Message}
	case "time":
		m.Pass(time.Duration(rapid.IntRange(1, 200).Draw(m.rt, "hours")) * time.Hour)
		m.look()
		return
	}
	m.Now = m.Now.Add(7 * time.Second)
	before := len(m.Said[id])
	m.Put(id, in)
	if len(m.Said[id]) == before && in.Kind == flows.Text && !m.States[id].New && m.States[id].Person.Merged.Into == 0 && !m.silent(id, in.Text) {
		m.rt.Fatalf("%s (%s) says %q and hears nothing", who, m.States[id].Chat.Open, in.Text)
	}
	m.look()
}

// silent tells whether nothing is right to say: to a label that was tapped
// twice, and while an officer is being talked to.
func (m *monkeys) silent(id enterprise.PersonID, text string) bool {
	c := m.States[id].Chat
	return c.Last.Label == text || c.Ticket.ID != ""
}

func (m *monkeys) labelsOf(id enterprise.PersonID) []string {
	for _, said := range slices.Backward(m.Said[id]) {
		if said.Keyboard != nil {
			return slices.Concat(said.Keyboard.Rows...)
		}
	}
	return nil
}

// examples are the right answers that the question on the screen names.
func (m *monkeys) examples(id enterprise.PersonID) (out []string) {
	said := m.Said[id]
	if len(said) == 0 {
		return nil
	}
	for _, found := range exampleShown.FindAllStringSubmatch(said[len(said)-1].Text, -1) {
		out = append(out, html.UnescapeString(found[1]))
	}
	return out
}

func (m *monkeys) buttonsOf(id enterprise.PersonID) (out []string) {
	for _, said := range m.Said[id] {
		for _, b := range slices.Concat(said.Buttons...) {
			out = append(out, b.Data)
		}
	}
	return out
}

// look reads what everybody was told since, and forgets it but for what can be
// tapped.
func (m *monkeys) look() {
	for _, who := range m.people {
		id := m.Names[who]
		for _, said := range m.Said[id] {
			m.buttons = append(m.buttons, m.freshButtons(said)...)
			m.meantFor(who, id, said)
		}
		if n := len(m.Said[id]); n > 12 {
			m.Said[id] = m.Said[id][n-12:]
		}
	}
	if n := len(m.buttons); n > 200 {
		m.buttons = m.buttons[n-200:]
	}
}

func (m *monkeys) freshButtons(said messages.Message) (out []string) {
	for _, b := range slices.Concat(said.Buttons...) {
		if b.Data != "" && !slices.Contains(m.buttons, b.Data) {
			out = append(out, b.Data)
		}
	}
	return out
}

// meantFor: an owner never reads another owner's name or number, and a planner
// nobody's.
func (m *monkeys) meantFor(who string, id enterprise.PersonID, said messages.Message) {
	for _, role := range m.States[id].Person.Roles {
		m.entitled[who] = m.entitled[who] || role != enterprise.Planner
	}
	if m.entitled[who] {
		return
	}
	for i, owner := range monkeyOwners {
		if owner == who || m.States[m.Names[owner]].New {
			continue
		}
		for _, secret := range []string{owner, fmt.Sprintf("899000%04d", 1111*(i+1))} {
			if strings.Contains(said.Text, secret) || said.File != nil && strings.Contains(string(said.File.Data), secret) {
				m.rt.Fatalf("%s reads of %s: %q", who, owner, said.Text)
			}
		}
	}
}
