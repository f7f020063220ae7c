package flows

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"naikkelas/enterprise"
)

// shopkeeper is Siti with so many businesses: "Usaha Siti", "Usaha 2"...
func (w *world) shopkeeper(n int) enterprise.PersonID {
	return w.owner("Siti", func(p *enterprise.Person) {
		p.Businesses[0].Sector, p.Businesses[0].YearStarted, p.Businesses[0].Workers = "service", 2015, 2
		for i := 2; i <= n; i++ {
			b := p.Businesses[0]
			b.ID, b.Name = enterprise.BusinessID(strconv.Itoa(i)), "Usaha "+strconv.Itoa(i)
			p.Businesses = append(p.Businesses, b)
		}
	})
}

// presses is a tap of a button that may be old or forged.
func (w *world) pressed(name, data string) {
	w.put(w.names[name], Input{Kind: Tap, Data: data, Message: "b"})
}

func TestAnAssessmentGoesToTheBusinessItWasBegunFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.shopkeeper(2)
	w.say("Siti", "/penilaian")
	w.say("Siti", "1")
	w.pressed("Siti", "b:2:use")
	w.say("Siti", "/penilaian")
	for range 60 {
		if w.states[id].Chat.Open != assessmentKey {
			break
		}
		w.say("Siti", "2")
	}
	b := w.states[id].Person.Businesses
	if len(b[0].Assessments) != 0 || len(b[1].Assessments) != 1 {
		t.Fatalf("assessed %d and %d times", len(b[0].Assessments), len(b[1].Assessments))
	}
	w.pressed("Siti", "b:1:use")
	w.say("Siti", "/lanjut")
	if d := w.states[id].Chat.Drafts[assessmentKey]; len(d.Answers) != 1 || d.Answers["L1"].Value != "a" {
		t.Errorf("what waited is %+v", d)
	}
	for range 60 {
		if w.states[id].Chat.Open != assessmentKey {
			break
		}
		w.say("Siti", "1")
	}
	b = w.states[id].Person.Businesses
	if len(b[0].Assessments) != 1 || len(b[1].Assessments) != 1 || b[0].Assessments[0].Answers["L1"] != "a" || b[1].Assessments[0].Answers["L1"] != "b" {
		t.Errorf("assessed %+v and %+v", b[0].Assessments, b[1].Assessments)
	}
}

// An edited message about a business that is not spoken of changes nothing
// unseen, and what it says is not taken for the other business.
func TestAnEditAboutAnotherBusinessIsNotTakenForThisOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.shopkeeper(2)
	w.say("Siti", "/penilaian")
	w.put(id, Input{Kind: Text, Text: "1", Message: "501"})
	w.pressed("Siti", "b:2:use")
	w.say("Siti", "/penilaian")
	said := w.put(id, Input{Kind: Edited, Text: "2", Message: "501"})
	if !strings.Contains(said[0].Text, "tentang <b>Usaha Siti</b>") {
		t.Errorf("she is told %q", said[0].Text)
	}
	if a := w.states[id].Chat.Drafts[putAside(assessmentKey, "1")].Answers["L1"]; a.Value != "a" {
		t.Errorf("the answer became %+v", a)
	}
}

// Who the owner is does not go back to what it was with the other business.
func TestThePhoneIsTheOwnersNotTheBusinesss(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.shopkeeper(2)
	profile := func(business, question string, answer Input) {
		w.pressed("Siti", "b:"+business+":use")
		w.say("Siti", "/profil")
		w.say("Siti", "ubah "+question)
		w.put(id, answer)
		w.say("Siti", "+6281234567890") // where it was not known yet
		w.say("Siti", "Benar, simpan")
	}
	profile("1", "8", Input{Kind: Text, Text: "3", Message: "601"})
	profile("2", "10", Input{Kind: Text, Text: "+6281234567892", Message: "602"})
	if phone := w.states[id].Person.Phone; phone != "+6281234567892" {
		t.Fatalf("the phone is %q", phone)
	}
	w.pressed("Siti", "b:1:use")
	w.put(id, Input{Kind: Edited, Text: "4", Message: "601"})
	w.say("Siti", "Benar, simpan")
	p := w.states[id].Person
	if p.Phone != "+6281234567892" || p.Businesses[0].Workers != 4 || p.Businesses[1].Workers != 2 {
		t.Errorf("the phone is %s, %d and %d work there", p.Phone, p.Businesses[0].Workers, p.Businesses[1].Workers)
	}
}

func TestTheNumberOfBusinessesIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.shopkeeper(enterprise.BusinessesMost)
	w.pressed("Siti", "b:new")
	if open := w.states[id].Chat.Open; open != "" {
		t.Errorf("with five %s opens", open)
	}
	w.pressed("Siti", "b:5:close")
	w.say("Siti", "Ya, tutup usaha ini")
	w.pressed("Siti", "b:new")
	if open := w.states[id].Chat.Open; open != anotherKey {
		t.Errorf("with four %q opens", open)
	}
	for _, data := range []string{"b:9:use", "b:5:use", "b:5:close", "b:1:open", "b:1:sell", "b:", "b:x:y:z"} {
		before := w.states[id].Person
		w.pressed("Siti", data)
		after := w.states[id].Person
		if len(after.Businesses) != len(before.Businesses) || len(after.Closed) != len(before.Closed) || w.states[id].Chat.Business == "5" {
			t.Errorf("%s did something", data)
		}
	}
}

// What is sold by a business that closes is not noted with another one.
func TestAHalfTypedFigureGoesWithItsBusiness(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.shopkeeper(2)
	for _, text := range []string{"/omzet", "Usaha 2", "7 juta"} {
		w.say("Siti", text)
	}
	w.pressed("Siti", "b:2:close")
	w.say("Siti", "Ya, tutup usaha ini")
	w.say("Siti", "Betul, simpan")
	p := w.states[id].Person
	if len(p.Businesses) != 1 || len(p.Businesses[0].Sales) != 0 || len(p.Closed[0].Sales) != 0 {
		t.Errorf("noted: %+v, closed %+v", p.Businesses[0].Sales, p.Closed)
	}
}

// Of a closed business nothing is left behind when its owner is erased, and
// its documents do not wait for officers.
func TestErasureTakesClosedBusinesses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staffMember("Ratna", enterprise.Officer)
	id := w.shopkeeper(2)
	w.pressed("Siti", "b:2:use")
	w.hand("Siti", "0101230099999")
	waits := func() int { return len(w.list(ListName{waitingList, 10})) }
	if waits() != 1 {
		t.Fatalf("%d documents wait", waits())
	}
	w.pressed("Siti", "b:2:close")
	w.say("Siti", "Ya, tutup usaha ini")
	if waits() != 0 || len(w.states[id].Person.Closed[0].Documents) != 1 {
		t.Errorf("%d documents wait, kept are %+v", waits(), w.states[id].Person.Closed)
	}
	left := func() (out []string) {
		for name, r := range w.records {
			if r.Data != nil && (name.Kind == FileRecord || name.Kind == numberRecord) {
				out = append(out, name.Kind)
			}
		}
		return out
	}
	if !slices.Contains(left(), FileRecord) {
		t.Error("the file of the closed business went too soon")
	}
	w.say("Siti", "/hapus")
	w.say("Siti", "Ya, hapus semua")
	if got := left(); !w.states[id].New && len(w.states[id].Person.Closed) > 0 || len(got) > 0 {
		t.Errorf("left are %v, %+v", got, w.states[id].Person)
	}
}

// A segment holds whoever has a business that fits, whichever it is.
func TestASegmentHoldsWhoeverHasABusinessThatFits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.shopkeeper(2)
	p := w.states[id].Person
	p.Businesses[1].Sector = "fashion"
	terms := enterprise.IndexTerms(p)
	for pick, holds := range map[string]bool{"sector:fashion": true, "sector:service": true, "sector:craft": false, "-sector:fashion": false, "-sector:craft": true} {
		if got := segmentOf([]string{pick}).Holds(terms); got != holds {
			t.Errorf("%s holds her: %t", pick, got)
		}
	}
}
