package office_test

import (
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/office"
)

// A group that takes nothing is no silent hole: officers hear why, once, in their
// language, what was for the group alone reaches them, and it is tried again.
func TestAGroupThatTakesNothing(t *testing.T) {
	t.Parallel()
	for _, why := range append(office.ShutReasons, "of a kind that nobody knows yet") {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			w, act, _ := inGroup(t)
			english := w.States[w.Names["Bappeda"]]
			english.Person.Roles, english.Person.Language = []enterprise.Role{enterprise.Officer}, "en"
			w.States[english.Person.ID] = english
			group := w.Names["Grup"]
			act("Ratna", flows.Input{Kind: flows.Text, Text: "Ke MPP", Reply: w.LastTo("Grup"), Message: "g"}) // so that more comes to the group
			shut := flows.Input{Kind: flows.Blocked, From: flowstest.AddressOf(group), Text: why, Group: true}
			for range 2 {
				w.Put(group, shut)
			}
			heard := 0
			for _, m := range w.Said[w.Names["Ratna"]] {
				if strings.HasPrefix(m.Key, "group.shut.") {
					heard++
				}
			}
			if heard != 1 || !w.Told("Bappeda", "officers' group") {
				t.Errorf("the officer hears of it %d times; another: %q", heard, w.LastTo("Bappeda"))
			}
			before := len(w.Said[group])
			w.Say("Siti", "Jam berapa bukanya?")
			if !w.Told("Ratna", "Jam berapa bukanya?") || len(w.Said[group]) != before {
				t.Errorf("what was for the group alone reaches %q", w.LastTo("Ratna"))
			}
			w.Now = w.Now.Add(24 * time.Hour)
			w.Put(group, flows.Input{Kind: flows.Wake})
			w.Say("Siti", "Halo?")
			if tried := len(w.Said[group]) > before; tried == (why == "removed") {
				t.Errorf("the next day the group is tried: %t", tried)
			}
			w.Put(group, shut)
			w.Put(group, flows.Input{Kind: flows.Unblocked, From: flowstest.AddressOf(group), Group: true})
			if !w.Told("Ratna", "menerima pesan bot lagi") {
				t.Errorf("the officer hears %q", w.LastTo("Ratna"))
			}
		})
	}
}

// A group that moved keeps its record, and a second word of it changes nothing;
// of a group that is not ours nothing is kept.
func TestAGroupThatMoved(t *testing.T) {
	t.Parallel()
	w, _, _ := inGroup(t)
	group := w.Names["Grup"]
	old := flowstest.AddressOf(group)
	for range 2 {
		w.Put(group, flows.Input{Kind: flows.Moved, From: old, Text: "-100777", Group: true})
	}
	if c := w.States[group].Person.Contacts; len(c) != 1 || c[0].Address.ID != "-100777" || c[0].Unreachable != "" {
		t.Errorf("the group is at %+v", c)
	}
	stranger := w.Stranger("Lain")
	for _, kind := range []flows.Kind{flows.Moved, flows.Blocked, flows.Unblocked} {
		if said := w.Put(stranger, flows.Input{Kind: kind, From: flowstest.AddressOf(stranger), Text: "-5", Group: true}); len(said) > 0 {
			t.Errorf("%s: a group that is not ours hears %q", kind, said[0].Text)
		}
		if p := w.States[stranger].Person; len(p.Contacts) > 0 {
			t.Errorf("%s: kept of it: %+v", kind, p)
		}
	}
}
