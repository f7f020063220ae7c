package enterprise_test

import (
	"testing"
	"time"

	. "naikkelas/enterprise"
)

func TestABusinessIsComparedWithANeed(t *testing.T) {
	t.Parallel()
	p := loadProgram(t, nil)
	now := day("2026-11-23")
	want := Wanted{Sector: "craft", Quantity: Quantity{100, "pcs"}, Documents: []string{"nib"}}
	business := func(id PersonID, amount int, unit string, documents ...Document) Person {
		return Person{ID: id, Consents: []Consent{{Purpose: DataConsent, Given: true}}, Businesses: []Business{{ID: "1", Sector: "craft", Documents: documents, Offer: &Offer{Capacity: Quantity{amount, unit}}, Registered: now.Add(time.Duration(id) * time.Hour)}}}
	}
	nib := Document{Kind: "nib", State: DocumentApproved, Approved: now}
	var all []Fit
	for _, x := range []struct {
		name     string
		person   Person
		capacity Capacity
		missing  int
	}{
		{"it makes less", business(1, 99, "pcs", nib), CapacityLess, 0},
		{"it has no document, and another unit", business(2, 100, "kg"), CapacityUnknown, 1},
		{"it makes as much", business(3, 100, "pcs", nib), CapacityEnough, 0},
		{"it counts in another unit", business(4, 900, "kg", nib), CapacityUnknown, 0},
		{"it registered later", business(5, 500, "pcs", nib), CapacityEnough, 0},
	} {
		f, ok := p.Match(want, x.person, now)
		if !ok || f.Capacity != x.capacity || len(f.Missing) != x.missing || !f.Ready {
			t.Errorf("%s: %t %+v", x.name, ok, f)
		}
		all = append(all, f)
	}
	RankFits(all)
	for i, id := range []PersonID{3, 5, 4, 1, 2} {
		if all[i].Person != id {
			t.Errorf("place %d is %s's, want %s", i+1, all[i].Person, id)
		}
	}
	other, hidden, none := business(6, 500, "pcs"), business(7, 500, "pcs"), business(8, 500, "pcs")
	other.Businesses[0].Sector, hidden.Consents, none.Businesses[0].Offer = "trade", nil, nil
	for name, person := range map[string]Person{"another sector": other, "no consent": hidden, "nothing on offer": none} {
		if f, ok := p.Match(want, person, now); ok {
			t.Errorf("%s: %+v", name, f)
		}
	}
	want.Level = "growing"
	if f, _ := p.Match(want, business(9, 500, "pcs", nib), now); f.Ready {
		t.Error("a business that was never assessed is ready enough")
	}
}
