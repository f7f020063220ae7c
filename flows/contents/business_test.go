package contents_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/segment"
)

// shopkeeper is Siti with so many businesses: "Usaha Siti", "Usaha 2"...
func shopkeeper(w *flowstest.World, n int) enterprise.PersonID {
	return w.Owner("Siti", func(p *enterprise.Person) {
		p.Businesses[0].Sector, p.Businesses[0].YearStarted, p.Businesses[0].Workers = "service", 2015, 2
		for i := 2; i <= n; i++ {
			b := p.Businesses[0]
			b.ID, b.Name = enterprise.BusinessID(strconv.Itoa(i)), "Usaha "+strconv.Itoa(i)
			p.Businesses = append(p.Businesses, b)
		}
	})
}

func TestAnAssessmentGoesToTheBusinessItWasBegunFor(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	id := shopkeeper(w, 2)
	w.Say("Siti", "/penilaian")
	w.Say("Siti", "1")
	w.Pressed("Siti", "b:2:use")
	w.Say("Siti", "/penilaian")
	for range 60 {
		if w.States[id].Chat.Open != "assessment" {
			break
		}
		w.Say("Siti", "2")
	}
	b := w.States[id].Person.Businesses
	if len(b[0].Assessments) != 0 || len(b[1].Assessments) != 1 {
		t.Fatalf("assessed %d and %d times", len(b[0].Assessments), len(b[1].Assessments))
	}
	w.Pressed("Siti", "b:1:use")
	w.Say("Siti", "/lanjut")
	if d := w.States[id].Chat.Drafts["assessment"]; len(d.Answers) != 1 || d.Answers["L1"].Value != "a" {
		t.Errorf("what waited is %+v", d)
	}
	for range 60 {
		if w.States[id].Chat.Open != "assessment" {
			break
		}
		w.Say("Siti", "1")
	}
	b = w.States[id].Person.Businesses
	if len(b[0].Assessments) != 1 || len(b[1].Assessments) != 1 || b[0].Assessments[0].Answers["L1"] != "a" || b[1].Assessments[0].Answers["L1"] != "b" {
		t.Errorf("assessed %+v and %+v", b[0].Assessments, b[1].Assessments)
	}
}

// An edited message about a business that is not spoken of changes nothing
// unseen, and what it says is not taken for the other business.
func TestAnEditAboutAnotherBusinessIsNotTakenForThisOne(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	id := shopkeeper(w, 2)
	w.Say("Siti", "/penilaian")
	w.Put(id, flows.Input{Kind: flows.Text, Text: "1", Message: "501"})
	w.Pressed("Siti", "b:2:use")
	w.Say("Siti", "/penilaian")
	said := w.Put(id, flows.Input{Kind: flows.Edited, Text: "2", Message: "501"})
	if !strings.Contains(said[0].Text, "tentang <b>Usaha Siti</b>") {
		t.Errorf("she is told %q", said[0].Text)
	}
	if a := w.States[id].Chat.Drafts[flows.PutAside("assessment", "1")].Answers["L1"]; a.Value != "a" {
		t.Errorf("the answer became %+v", a)
	}
}

// Who the owner is does not go back to what it was with the other business.
func TestThePhoneIsTheOwnersNotTheBusinesss(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	id := shopkeeper(w, 2)
	profile := func(business, question string, answer flows.Input) {
		w.Pressed("Siti", "b:"+business+":use")
		w.Say("Siti", "/profil")
		w.Say("Siti", "ubah "+question)
		w.Put(id, answer)
		w.Say("Siti", "+6281234567890") // where it was not known yet
		w.Say("Siti", "Benar, simpan")
	}
	profile("1", "8", flows.Input{Kind: flows.Text, Text: "3", Message: "601"})
	profile("2", "10", flows.Input{Kind: flows.Text, Text: "+6281234567892", Message: "602"})
	if phone := w.States[id].Person.Phone; phone != "+6281234567892" {
		t.Fatalf("the phone is %q", phone)
	}
	w.Pressed("Siti", "b:1:use")
	w.Put(id, flows.Input{Kind: flows.Edited, Text: "4", Message: "601"})
	w.Say("Siti", "Benar, simpan")
	p := w.States[id].Person
	if p.Phone != "+6281234567892" || p.Businesses[0].Workers != 4 || p.Businesses[1].Workers != 2 {
		t.Errorf("the phone is %s, %d and %d work there", p.Phone, p.Businesses[0].Workers, p.Businesses[1].Workers)
	}
}

func TestTheNumberOfBusinessesIsBounded(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	id := shopkeeper(w, enterprise.BusinessesMost)
	w.Pressed("Siti", "b:new")
	if open := w.States[id].Chat.Open; open != "" {
		t.Errorf("with five %s opens", open)
	}
	w.Pressed("Siti", "b:5:close")
	w.Say("Siti", "Ya, tutup usaha ini")
	w.Pressed("Siti", "b:new")
	if open := w.States[id].Chat.Open; open != "another" {
		t.Errorf("with four %q opens", open)
	}
	for _, data := range []string{"b:9:use", "b:5:use", "b:5:close", "b:1:open", "b:1:sell", "b:", "b:x:y:z"} {
		before := w.States[id].Person
		w.Pressed("Siti", data)
		after := w.States[id].Person
		if len(after.Businesses) != len(before.Businesses) || len(after.Closed) != len(before.Closed) || w.States[id].Chat.Business == "5" {
			t.Errorf("%s did something", data)
		}
	}
}

// What is sold by a business that closes is not noted with another one.
func TestAHalfTypedFigureGoesWithItsBusiness(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	id := shopkeeper(w, 2)
	for _, text := range []string{"/omzet", "Usaha 2", "7 juta"} {
		w.Say("Siti", text)
	}
	w.Pressed("Siti", "b:2:close")
	w.Say("Siti", "Ya, tutup usaha ini")
	w.Say("Siti", "Betul, simpan")
	p := w.States[id].Person
	if len(p.Businesses) != 1 || len(p.Businesses[0].Sales) != 0 || len(p.Closed[0].Sales) != 0 {
		t.Errorf("noted: %+v, closed %+v", p.Businesses[0].Sales, p.Closed)
	}
}

// Of a closed business nothing is left behind when its owner is erased, and
// its documents do not wait for officers.
func TestErasureTakesClosedBusinesses(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	id := shopkeeper(w, 2)
	w.Pressed("Siti", "b:2:use")
	w.Hand("Siti", "0101230099999")
	waits := func() int { return len(w.List(flows.ListName{Name: "documents:waiting", Most: 10})) }
	if waits() != 1 {
		t.Fatalf("%d documents wait", waits())
	}
	w.Pressed("Siti", "b:2:close")
	w.Say("Siti", "Ya, tutup usaha ini")
	if waits() != 0 || len(w.States[id].Person.Closed[0].Documents) != 1 {
		t.Errorf("%d documents wait, kept are %+v", waits(), w.States[id].Person.Closed)
	}
	left := func() (out []string) {
		for name, r := range w.Records {
			if r.Data != nil && (name.Kind == flows.FileRecord || name.Kind == "number") {
				out = append(out, name.Kind)
			}
		}
		return out
	}
	if !slices.Contains(left(), flows.FileRecord) {
		t.Error("the file of the closed business went too soon")
	}
	w.Say("Siti", "/hapus")
	w.Say("Siti", "Ya, hapus semua")
	if got := left(); !w.States[id].New && len(w.States[id].Person.Closed) > 0 || len(got) > 0 {
		t.Errorf("left are %v, %+v", got, w.States[id].Person)
	}
}

// A segment holds whoever has a business that fits, whichever it is.
func TestASegmentHoldsWhoeverHasABusinessThatFits(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	id := shopkeeper(w, 2)
	p := w.States[id].Person
	p.Businesses[1].Sector = "fashion"
	terms := enterprise.IndexTerms(p)
	for pick, holds := range map[string]bool{"sector:fashion": true, "sector:service": true, "sector:craft": false, "-sector:fashion": false, "-sector:craft": true} {
		if got := segment.Of([]string{pick}).Holds(terms); got != holds {
			t.Errorf("%s holds her: %t", pick, got)
		}
	}
}
