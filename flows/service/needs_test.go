package service_test

import (
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// What the office needs for a service is asked exactly then, once, and the request
// goes on; what is known is not asked.
func TestWhatIsMissingIsAskedWhenItIsNeeded(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.Owner("Siti", func(p *enterprise.Person) {
		p.Phone = ""
		b := &p.Businesses[0]
		b.Sector, b.District, b.Village, b.YearStarted, b.Workers, b.OmzetBand = "packaged_food", "35.73.05", "", 0, 0, ""
	})
	siti := w.Names["Siti"]
	w.Say("Siti", "/penilaian")
	w.Say("Siti", "1")
	w.Pressed("Siti", "s:ask:financing")
	for _, step := range [][2]string{{"tlogomas", "kelurahan"}, {"2015", "tahun"}, {"2", "omzet"}, {"+6281234567890", "HP"}, {"belum punya", "NIB"}, {"butuh 10 juta untuk oven", "oven"}} {
		if said := w.LastTo("Siti"); !strings.Contains(strings.ToLower(said), strings.ToLower(step[1])) {
			t.Fatalf("before %q they read %q", step[0], said)
		}
		w.Say("Siti", step[0])
	}
	p := w.States[siti].Person
	if b := p.Businesses[0]; b.Village == "" || b.YearStarted != 2015 || b.OmzetBand == "" || p.Phone != "+6281234567890" {
		t.Errorf("known is now %+v", p)
	}
	requests := 0
	for name := range w.Records {
		if name.Kind == "service" {
			requests++
		}
	}
	if c := w.States[siti].Chat; requests != 1 || c.Open != flows.AssessmentKey || len(c.Drafts[flows.AssessmentKey].Answers) != 1 {
		t.Errorf("%d requests, open is %q", requests, c.Open)
	}
	w.Pressed("Siti", "s:ask:mentoring")
	if c := w.States[siti].Chat; c.Open != "service" {
		t.Errorf("asked again: %q", w.LastTo("Siti"))
	}
}

// Whoever stops there has lost nothing, and is back where they were.
func TestWhoStopsAtWhatIsMissingIsBack(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.Owner("Siti", func(p *enterprise.Person) { p.Phone = "" })
	w.Say("Siti", "/penilaian")
	w.Say("Siti", "1")
	w.Pressed("Siti", "s:ask:matching")
	w.Say("Siti", "batal")
	if c := w.States[w.Names["Siti"]].Chat; c.Open != flows.AssessmentKey || c.Drafts[flows.RestKey] != nil {
		t.Errorf("open is %q", c.Open)
	}
}
