package flows

import (
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
)

// A document that is not needed any more is asked why, once, and then never
// spoken of again; another one still is.
func TestADocumentThatIsNotNeededIsLetGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	begins := w.now
	day := func(n int) time.Time { return begins.AddDate(0, 0, n) }
	id := w.owner("Siti", func(p *enterprise.Person) {
		p.Reminders.Since = day(-30)
		p.Businesses[0].Documents = []enterprise.Document{
			{Kind: "slhs", State: enterprise.DocumentApproved, Approved: day(-30), Expires: day(8)},
			{Kind: "trademark", State: enterprise.DocumentApproved, Approved: day(-30), Expires: day(40)},
		}
	})
	w.put(id, Input{Kind: Text, Text: "/menu", Message: "1"})
	w.pass(3 * 24 * time.Hour)
	if !w.told("Siti", "Masa berlaku dokumen") || strings.Contains(w.newest("Siti").Text, "Merek") {
		t.Fatalf("she was told %q", w.newest("Siti").Text)
	}
	w.tap("Siti", "Tidak perlu lagi")
	w.say("Siti", "x")
	if !w.told("Siti", "Tulis alasannya") {
		t.Errorf("a letter is taken for a reason: %q", w.newest("Siti").Text)
	}
	w.say("Siti", "dapurnya pindah ke Batu")
	w.tap("Siti", "Tidak perlu lagi") // again: nothing more to say
	m := w.states[id].Person.Reminders.Mark("expiring", "1-slhs-"+day(8).In(w.book.program.City.Location).Format("2006-01-02"))
	if m.Ended.IsZero() || m.Why != "dapurnya pindah ke Batu" {
		t.Errorf("noted is %+v", m)
	}
	before := len(w.said[id])
	w.pass(60 * 24 * time.Hour)
	var slhs, brand bool
	for _, said := range w.said[id][before:] {
		slhs = slhs || strings.Contains(said.Text, "SLHS")
		brand = brand || strings.Contains(said.Text, "Merek")
	}
	if slhs || !brand {
		t.Errorf("afterwards the one let go is spoken of: %t, the other: %t", slhs, brand)
	}
}
