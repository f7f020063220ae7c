package contents_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// A clock that was set back comes to the same second twice, and two messages of
// one kind are said in it: the buttons under the second are about what the second
// spoke of, and nothing of the first.
func TestButtonsAreAboutTheirMessageOnly(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	at := w.Now
	id := w.Owner("Siti", func(p *enterprise.Person) {
		p.Businesses[0].Documents = []enterprise.Document{{Kind: "sppirt", Approved: at.AddDate(0, -6, 0), Expires: at.AddDate(0, 0, 30)}}
		p.Reminders.Since = at.AddDate(0, -6, 0)
	})
	first := w.Put(id, flows.Input{Kind: flows.Wake})
	s := w.States[id]
	s.Person.Businesses[0].Documents = append(slices.Clone(s.Person.Businesses[0].Documents),
		enterprise.Document{Kind: "slhs", Approved: at.AddDate(0, -6, 0), Expires: at.AddDate(0, 0, 30)})
	s.Person.Reminders.Days = nil // the day was another one
	w.States[id] = s
	second := w.Put(id, flows.Input{Kind: flows.Wake})
	if len(first) != 1 || len(second) != 1 || !strings.Contains(first[0].Text, "P-IRT") || strings.Contains(second[0].Text, "P-IRT") {
		t.Fatalf("said %v and %v", first, second)
	}
	w.Now = w.Now.Add(time.Minute)
	w.Tap("Siti", "Ingatkan minggu depan")
	for _, m := range w.States[id].Person.Reminders.Marks {
		if later := !m.Again.IsZero(); later != strings.Contains(m.Thing, "slhs") {
			t.Errorf("%s put off: %t", m.Thing, later)
		}
	}
}
