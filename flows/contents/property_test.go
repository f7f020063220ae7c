package contents_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// TestRandomPeople: whatever a person does, the answers stored are those last
// given, a score is the score of its answers, and somebody who then simply
// answers what is asked gets through registration and assessment.
func TestRandomPeople(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := &person{Walker: flowstest.NewWalker(flowstest.SharedBook()), t: t, lang: "id", given: map[string]map[string]string{}}
		actions := p.actions()
		for range rapid.IntRange(1, 60).Draw(t, "length") {
			name := rapid.SampledFrom(weighted).Draw(t, "action")
			actions[name]()
			p.compare(name)
		}
		p.finish()
	})
}

// weighted names each action as often as it shall happen.
var weighted = strings.Fields("answer answer answer answer answer answer answer answer answer answer answer answer " +
	"keep skip back change edit edit confirm other stale stale label garbage double media contact command command move wait restart renew")

// person is a walker who remembers what they answered.
type person struct {
	*flowstest.Walker
	t     *rapid.T
	lang  string
	given map[string]map[string]string // by form and question; what came along included

	pending  reply // waits for a yes
	finished map[string]string
	labelled []string // labels seen on keyboards
}

// reply is something to type and what it must be stored as.
type reply struct {
	question string // "register.year"
	text     string
	stored   map[string]string
	confirm  int // which candidate to tap first, from 1; 0: none
}

func (p *person) pick(n int, what string) int { return rapid.IntRange(0, n-1).Draw(p.t, what) }

// form is the question on the screen. Something may have been said below it, such
// as what /berhenti asks: its keyboard is there still.
func (p *person) form() (flow, question string) {
	if s := p.State(p.t); p.Asked == "" && s.Chat.Open != "" && s.Chat.Pending == nil {
		return s.Chat.Open, s.Chat.Asked
	}
	flow, question, _ = strings.Cut(p.Asked, ".")
	return flow, question
}

// numbered tells whether the question on the screen is one of a form with numbers.
func (p *person) numbered() bool {
	flow, question := p.form()
	return (flow == "register" || flow == "assessment") && question != "confirm" && question != "next"
}

func (p *person) actions() map[string]func() {
	return map[string]func(){
		"answer": p.answerOpen,
		"keep":   func() { p.tapStarting("Tetap:", "Keep:") },
		"skip":   p.skip,
		"back":   func() { p.leaveAlone(func() { p.type_("Kembali", "/kembali", "Back", "/back") }) },
		"change": func() {
			p.leaveAlone(func() { p.type_("ubah 1", "ubah 5", "ganti no 9", "koreksi 11", "change 3", "ubah 99") })
		},
		"edit":    p.editAnswer,
		"confirm": p.confirm,
		"other":   p.settle,
		"stale":   p.stale,
		"label":   p.anyLabel,
		"garbage": func() {
			p.adopt(func() {
				p.type_("", "🙂🙂", "?!.", "<b>&", "[x]", "7", "0", "-3", "z", strings.Repeat("panjang ", 500), "\x00\u202e", "xqzw")
			})
		},
		"double": p.double,
		"media": func() {
			media := []string{"sticker", "voice", "photo", "document", "location", "poll", ""}
			p.leaveAlone(func() {
				p.Put(p.t, flows.Input{Kind: flows.Other, Media: media[p.pick(len(media), "media")], Message: "m"})
			})
			p.leaveAlone(func() { p.Put(p.t, flows.Input{Kind: flows.Tap, Data: "1", Message: "m"}) })
			p.leaveAlone(func() { p.Put(p.t, flows.Input{Kind: flows.Text, Text: "Siti", Forwarded: true, Message: "m"}) })
		},
		"contact": func() {
			p.leaveAlone(func() { p.Put(p.t, flows.Input{Kind: flows.Contact, Phone: "628111222333", Message: "m"}) })
		},
		"command": func() {
			p.leaveAlone(func() {
				p.type_(strings.Fields("/start /menu /bantuan /hasil /dataku /batal /lanjut /daftar /profil /penilaian /bahasa /berhenti /hapus /tidakada /START@naikkelas_bot")...)
			})
		},
		"move": func() {
			p.leaveAlone(func() { p.type_("Menu", "Batal", "Mengapa ditanya?", "Lanjutkan isian", "Hapus isian ini") })
		},
		"wait": func() {
			p.leaveAlone(func() {
				if n := p.Wait(p.t, time.Duration(1+p.pick(400, "hours"))*time.Hour); n > len(p.Book.Program.City.NudgeDays) {
					p.t.Fatalf("recalled %d times", n)
				}
			})
		},
		"restart": func() {
			p.leaveAlone(func() {
				p.Put(p.t, flows.Input{Kind: []flows.Kind{flows.Blocked, flows.Unblocked}[p.pick(2, "reach")], Text: "blocked"})
			})
		},
		"renew": func() { p.Book = flowstest.RenewedBook() },
	}
}

func (p *person) type_(texts ...string) { p.Say(p.t, texts[p.pick(len(texts), "text")]) }

// answerOpen answers the question on the screen rightly.
func (p *person) answerOpen() {
	if len(p.pending.stored) > 0 {
		p.confirm()
		return
	}
	flow, question := p.form()
	switch {
	case p.numbered():
		r := p.replyTo(flow, question)
		p.Say(p.t, r.text)
		p.expect(r)
	case p.Asked == "":
		p.leaveAlone(func() { p.type_("/start", "/daftar", "/penilaian") })
	default:
		p.anyLabel()
	}
}

// expect notes what was given, or what waits for a yes.
func (p *person) expect(r reply) {
	if r.confirm > 0 {
		p.pending = r
		return
	}
	p.note(r)
}

// note: a new answer takes the place of the old one and of what came along with it.
func (p *person) note(r reply) {
	p.pending = reply{}
	flow, question, _ := strings.Cut(r.question, ".")
	if p.given[flow] == nil {
		p.given[flow] = map[string]string{}
	}
	maps.DeleteFunc(p.given[flow], func(key, _ string) bool { return strings.HasPrefix(key, question+".") })
	maps.Copy(p.given[flow], r.stored)
}

// confirm says yes to what waits for it.
func (p *person) confirm() {
	if p.pending.confirm == 0 {
		return
	}
	if label := p.Labels()[min(p.pending.confirm, len(p.Labels()))-1]; p.Asked == "" {
		p.Say(p.t, label)
		p.note(p.pending)
	}
}

// settle says no to it.
func (p *person) settle() {
	if p.pending.confirm > 0 {
		p.leaveAlone(func() { p.type_("Bukan itu", "None of these") })
	}
}

func (p *person) tapStarting(prefixes ...string) {
	for _, label := range p.Labels() {
		if slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(label, prefix) }) && p.Asked != "" {
			p.keepOpen(label)
			return
		}
	}
}

// keepOpen: the answer stays, or last time's is taken over.
func (p *person) keepOpen(label string) {
	flow, question := p.form()
	if _, ok := p.given[flow][question]; !ok || p.given[flow][question] == "" {
		p.adopt(func() { p.Say(p.t, label) })
		return
	}
	p.leaveAlone(func() { p.Say(p.t, label) })
}

func (p *person) skip() {
	flow, question := p.form()
	has := p.given[flow][question] != ""
	act := func() { p.type_("Lewati", "lewati", "Skip") }
	switch {
	case flow == "assessment" && has, flow == "":
		p.leaveAlone(act)
	default:
		p.adopt(act)
	}
}

// editAnswer changes a message that gave an answer.
func (p *person) editAnswer() {
	type answered struct{ flow, question, message string }
	var all []answered
	s := p.State(p.t)
	for _, flow := range []string{"register", "assessment"} {
		if d := s.Chat.Drafts[flow]; d != nil {
			for _, question := range slices.Sorted(maps.Keys(d.Answers)) {
				if a := d.Answers[question]; a.Message != "" && !a.Skipped && question != "confirm" && question != "next" && !strings.Contains(question, ".") {
					all = append(all, answered{flow, question, a.Message})
				}
			}
		}
	}
	if len(all) == 0 || s.Chat.Pending != nil || s.Chat.Refused != "" {
		return
	}
	a := all[p.pick(len(all), "edited")]
	if a.question == "village" && s.Chat.Drafts["register"].Answers["district"].Message == a.message {
		a.question = "district" // the message named the kelurahan where the kecamatan was asked
	}
	if a.flow == "assessment" && !slices.ContainsFunc(p.items(), func(it *enterprise.Item) bool { return it.ID == a.question }) {
		p.leaveAlone(func() { p.Edit(p.t, a.message, "1") }) // asked of another sector
		return
	}
	r := p.replyTo(a.flow, a.question)
	p.Edit(p.t, a.message, r.text)
	p.expect(r)
}

// stale taps a label of an older keyboard.
func (p *person) stale() {
	if len(p.labelled) > 0 {
		p.adopt(func() { p.Say(p.t, p.labelled[p.pick(len(p.labelled), "stale")]) })
	}
}

// anyLabel taps something that is on the keyboard.
func (p *person) anyLabel() {
	labels := p.Labels()
	if len(labels) == 0 {
		return
	}
	p.labelled = append(p.labelled, labels...)
	p.adopt(func() { p.Say(p.t, labels[p.pick(len(labels), "label")]) })
}

// lasting are labels that mean the same wherever they are tapped.
var lasting = []string{"Menu", "Hapus isian ini", "Erase this form"}

// inMenu are labels that the menu understands without showing them: it answers
// each, however often.
var inMenu = []string{"Batal", "Kembali"}

// double is the same input once more, a moment later: a label that was
// accepted must not answer what comes next.
func (p *person) double() {
	if p.Last.Kind != flows.Text || p.Last.Text == "" {
		return
	}
	again := func() { // a message of its own: the store drops the same one coming twice
		p.Sent++
		p.Now = p.Now.Add(time.Second)
		p.Last.Message = strconv.Itoa(p.Sent)
		p.Put(p.t, p.Last)
	}
	if p.State(p.t).Chat.Open == "" && slices.Contains(inMenu, p.Last.Text) {
		return
	}
	if before := p.State(p.t).Chat.Last; before.Label == p.Last.Text && p.Now.Sub(before.At) < flows.SecondTap-time.Second && !slices.Contains(p.Labels(), p.Last.Text) && !slices.Contains(lasting, p.Last.Text) {
		said := p.Said
		p.leaveAlone(again)
		if &said[0] != &p.Said[0] {
			p.t.Fatalf("a second tap of %q was answered: %q", p.Last.Text, p.Heard())
		}
		return
	}
	p.adopt(again)
}
