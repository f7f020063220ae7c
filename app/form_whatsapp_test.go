package app

import (
	"encoding/json"
	"strings"
	"testing"

	"naikkelas/bot/telegram"
	"naikkelas/bot/whatsapp"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/simulator"
	"naikkelas/store"
)

// An indicator that is answered as one page is answered as if by its questions
// one by one; a page that comes again, or of somebody else, changes nothing.
func TestAPageOfQuestionsIsTheSameAsItsQuestions(t *testing.T) {
	t.Parallel()
	const flow = "7777"
	p := newTwoPhonesWith(t, func(s *Settings) {
		program := *s.Program
		program.Templates.Form = flow
		s.Program = &program
	})
	form, err := json.Marshal(whatsapp.PageFlow())
	if err != nil {
		t.Fatal(err)
	}
	p.whatsapp.AddFlow(flow, form)
	for _, text := range []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti Aminah", "Keripik Siti", "1", "Jodipan", "Mulai penilaian"} {
		p.does(text)
	}
	program, err := theProgram()
	if err != nil {
		t.Fatal(err)
	}
	sector := program.Sectors[0].Code
	dimension := map[string][]*enterprise.Item{}
	for _, it := range program.Instrument.Shown(sector) {
		dimension[it.Dimension] = append(dimension[it.Dimension], it)
	}
	chosen := func(it *enterprise.Item, i int) string {
		return it.OptionsFor(sector)[i%len(it.OptionsFor(sector))].Code
	}
	page := func(items []*enterprise.Item) map[string]any {
		filled := map[string]any{}
		for i, it := range items {
			filled["q"+string(rune('1'+i))] = chosen(it, i)
		}
		return filled
	}
	newest := func() simulator.WhatsAppMessage {
		all := p.tini.Messages()
		return all[len(all)-1]
	}
	first := newest()
	if first.Flow == nil || first.Kind != "flow" {
		t.Fatalf("the first question comes as %+v", first)
	}
	before := len(p.tini.Messages())
	for range program.Instrument.Dimensions {
		m := newest()
		items := dimension[program.Instrument.Item(itemAsked(program, sector, m.Text)).Dimension]
		if _, err := p.tini.Submit(m.ID, page(items)); err != nil {
			t.Fatal(err)
		}
		p.rest()
	}
	if n := len(p.tini.Messages()) - before; n > 2*len(program.Instrument.Dimensions)+6 {
		t.Errorf("it took %d messages, both ways", n)
	}
	for _, items := range []string{"legality", "quality", "packaging", "branding", "digital", "distribution"} {
		for i, it := range dimension[items] {
			for n, o := range it.OptionsFor(sector) {
				if o.Code == chosen(it, i) {
					p.siti.Send(string(rune('1' + n)))
					p.rest()
				}
			}
		}
	}
	answers := func(a enterprise.Address) map[string]string {
		people, err := p.bot.store.Load(t.Context(), p.clock.Now(), []store.Entry{{Input: flows.Input{From: a}}})
		if err != nil {
			t.Fatal(err)
		}
		b := people[0].State.Person.Businesses
		if len(b) != 1 || len(b[0].Assessments) != 1 {
			t.Fatalf("%s has %+v", a.Channel, b)
		}
		return b[0].Assessments[0].Answers
	}
	onWhatsApp, onTelegram := answers(whatsapp.Address(p.tini.User().ID)), answers(telegram.Address(71))
	if len(onWhatsApp) != len(program.Instrument.Shown(sector)) {
		t.Errorf("by pages %d answers are stored", len(onWhatsApp))
	}
	for item, code := range onTelegram {
		if onWhatsApp[item] != code {
			t.Errorf("%s: %s by a page, %s by its question", item, onWhatsApp[item], code)
		}
	}
	seen := len(p.tini.Messages())
	if _, err := p.tini.Submit(first.ID, map[string]any{"q1": "e", "q2": "a"}); err != nil {
		t.Fatal(err)
	}
	p.rest()
	if said := p.tini.Messages()[seen:]; len(said) < 2 || !strings.Contains(said[1].Text, "Formulir itu sudah tidak berlaku") {
		t.Errorf("a page that comes again is answered with %+v", said)
	}
	for item, code := range answers(whatsapp.Address(p.tini.User().ID)) {
		if code != onWhatsApp[item] {
			t.Errorf("a page that comes again changes %s", item)
		}
	}
}

// itemAsked is the item whose question stands in a text.
func itemAsked(p *enterprise.Program, sector, text string) string {
	for _, it := range p.Instrument.Shown(sector) {
		if strings.Contains(text, it.AskIn(sector).In("id")) {
			return it.ID
		}
	}
	return ""
}
