package office_test

import (
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/office"
)

// known is an owner with a result and sales.
func known(p *enterprise.Person) {
	b := &p.Businesses[0]
	p.Phone, b.NIB, b.YearStarted, b.Workers = "+6281234567890", "0101230099999", 2015, 3
	program := flowstest.SharedBook().Program
	answers := map[string]string{}
	for _, it := range program.Instrument.Shown(b.Sector) {
		answers[it.ID] = it.OptionsFor(b.Sector)[0].Code
	}
	b.Assessments = []enterprise.Assessment{{At: p.Since, Sector: b.Sector, Answers: answers, Result: program.Score(b.Sector, answers, program.Admin(*b, p.Since))}}
	*b = b.GiveSales("2026-10", enterprise.SalesGiven{At: p.Since, Figure: enterprise.Figure{Low: 7_000_000, High: 7_000_000}})
}

func heardBy(w *flowstest.World, name string) string {
	var all []string
	for _, m := range w.Said[w.Names[name]] {
		all = append(all, m.Text)
	}
	return strings.Join(all, "\n")
}

func TestACardSaysWhatIsKnownAndWhatIsNext(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	w.Owner("Siti Aminah", known)
	for _, query := range []string{"aminah", "081234567890", "0101230099999", "p2", "usaha siti", "siti aminh"} {
		w.Say("Ratna", "/cari "+query)
		card := heardBy(w, "Ratna")
		for _, want := range []string{"Siti Aminah", "+6281234567890", "0101230099999", "sejak 2015", "3 orang", "Rp7.000.000", "usaha mikro", "Kesiapan: ", "Langkah yang paling menambah nilai"} {
			if !strings.Contains(card, want) {
				t.Errorf("by %q: the card says nothing of %q: %s", query, want, card)
			}
		}
		w.Said[w.Names["Ratna"]] = nil
	}
}

// Every look is in the trail by person, once for each person shown.
func TestEveryLookIsNoted(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	siti, sita := w.Owner("Siti Aminah", nil), w.Owner("Siti Lestari", nil)
	w.Owner("Budi", nil)
	w.Say("Ratna", "/cari siti")
	w.Say("Ratna", "2")
	var got []string
	for _, a := range w.Trail {
		got = append(got, a.What+" "+a.Whom.String())
	}
	want := []string{"data.found " + siti.String(), "data.found " + sita.String(), "data.card " + sita.String()}
	if !slices.Equal(got, want) {
		t.Errorf("noted are %v, want %v", got, want)
	}
}

// A note is on the card, and goes with the person it is about; a button under
// an old card then does nothing.
func TestNotesGoWithThePerson(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	w.Owner("Siti Aminah", known)
	w.Say("Ratna", "/cari siti")
	w.Tap("Ratna", "Tulis catatan")
	w.Say("Ratna", "NIB diurus <b>besok</b>")
	w.Say("Ratna", "/cari siti")
	if !strings.Contains(heardBy(w, "Ratna"), "Ratna: NIB diurus &lt;b&gt;besok&lt;/b&gt;") {
		t.Errorf("the note is not on the card: %s", heardBy(w, "Ratna"))
	}
	w.Say("Siti Aminah", "/hapus")
	w.Say("Siti Aminah", "Ya, hapus semua")
	if len(w.Records) != 0 {
		t.Errorf("left behind are %v", w.Records)
	}
	before := len(w.Trail)
	w.Tap("Ratna", "Tulis catatan")
	w.Say("Ratna", "sudah terlambat")
	if len(w.Records) != 0 || len(w.Trail) != before || w.States[w.Names["Ratna"]].Chat.Open == office.NoteKey {
		t.Errorf("a note was written about somebody who is gone: %v", w.Records)
	}
}

func TestForgedPersonButtonsDoNothing(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	w.StaffMember("Rudi", enterprise.Mentor)
	w.StaffMember("Bayu", enterprise.Planner)
	id := w.Owner("Siti Aminah", known)
	w.Owner("Budi", nil)
	for _, name := range []string{"Rudi", "Bayu", "Budi", "Siti Aminah"} {
		for _, data := range []string{"p:" + id.String()[1:] + ":card", "p:" + id.String()[1:] + ":note"} {
			w.Put(w.Names[name], flows.Input{Kind: flows.Tap, Data: data})
			if name != "Siti Aminah" && strings.Contains(heardBy(w, name), "Siti Aminah") || w.States[w.Names[name]].Chat.Open == office.NoteKey {
				t.Errorf("%s got through with %s", name, data)
			}
		}
	}
	for _, data := range []string{"p", "p:", "p:x:card", "p:-1:card", "p:999:card", "p:999:note", "p:1:card", "p:" + id.String()[1:] + ":erase", "p:" + id.String()[1:] + ":card:x"} {
		w.Put(w.Names["Ratna"], flows.Input{Kind: flows.Tap, Data: data})
	}
	if len(w.Trail) != 0 || strings.Contains(heardBy(w, "Ratna"), "Siti") {
		t.Errorf("noted are %v, said was %s", w.Trail, heardBy(w, "Ratna"))
	}
}
