package contents_test

import (
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// A document that is not needed any more is asked why, once, and then never
// spoken of again; another one still is.
func TestADocumentThatIsNotNeededIsLetGo(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	begins := w.Now
	day := func(n int) time.Time { return begins.AddDate(0, 0, n) }
	id := w.Owner("Siti", func(p *enterprise.Person) {
		p.Reminders.Since = day(-30)
		p.Businesses[0].Documents = []enterprise.Document{
			{Kind: "slhs", State: enterprise.DocumentApproved, Approved: day(-30), Expires: day(8)},
			{Kind: "trademark", State: enterprise.DocumentApproved, Approved: day(-30), Expires: day(40)},
		}
	})
	w.Put(id, flows.Input{Kind: flows.Text, Text: "/menu", Message: "1"})
	w.Pass(3 * 24 * time.Hour)
	if !w.Told("Siti", "Masa berlaku dokumen") || strings.Contains(w.Newest("Siti").Text, "Merek") {
		t.Fatalf("she was told %q", w.Newest("Siti").Text)
	}
	w.Tap("Siti", "Tidak perlu lagi")
	w.Say("Siti", "x")
	if !w.Told("Siti", "Tulis alasannya") {
		t.Errorf("a letter is taken for a reason: %q", w.Newest("Siti").Text)
	}
	w.Say("Siti", "dapurnya pindah ke Batu")
	w.Tap("Siti", "Tidak perlu lagi") // again: nothing more to say
	m := w.States[id].Person.Reminders.Mark("expiring", "1-slhs-"+day(8).In(w.Book.Program.City.Location).Format("2006-01-02"))
	if m.Ended.IsZero() || m.Why != "dapurnya pindah ke Batu" {
		t.Errorf("noted is %+v", m)
	}
	before := len(w.Said[id])
	w.Pass(60 * 24 * time.Hour)
	var slhs, brand bool
	for _, said := range w.Said[id][before:] {
		slhs = slhs || strings.Contains(said.Text, "SLHS")
		brand = brand || strings.Contains(said.Text, "Merek")
	}
	if slhs || !brand {
		t.Errorf("afterwards the one let go is spoken of: %t, the other: %t", slhs, brand)
	}
}
