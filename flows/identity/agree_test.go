package identity_test

import (
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/identity"
)

const yesBoth, noOther = "Ya, dua-duanya milik saya", "Bukan, itu orang lain"

// together tells whether somebody has got into the record of another.
func together(w *flowstest.World, kept enterprise.PersonID) bool {
	return len(w.States[kept].Person.Absorbed) > 0
}

// Whoever types the number of somebody else gets nothing of theirs by it, even if
// an officer takes the two for one: the other is asked first, and says no, or
// nothing.
func TestATypedNumberTakesNothingOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		then func(*flowstest.World, enterprise.PersonID, enterprise.PersonID)
		want bool
	}{
		"nobody answers": {func(*flowstest.World, enterprise.PersonID, enterprise.PersonID) {}, false},
		"only the intruder": {func(w *flowstest.World, _, _ enterprise.PersonID) {
			w.Tap("Siti lagi", yesBoth)
			w.Tap("Siti lagi", yesBoth)
		}, false},
		"only the older record": {func(w *flowstest.World, _, _ enterprise.PersonID) { w.Tap("Siti", yesBoth) }, false},
		"the older says no": {func(w *flowstest.World, _, _ enterprise.PersonID) {
			w.Tap("Siti", noOther)
			w.Tap("Siti lagi", yesBoth)
		}, false},
		"both agree": {func(w *flowstest.World, _, _ enterprise.PersonID) {
			w.Tap("Siti", yesBoth)
			w.Tap("Siti lagi", yesBoth)
		}, true},
		"a stranger's forged answers": {func(w *flowstest.World, kept, gone enterprise.PersonID) {
			w.Owner("Orang lain", nil)
			for range 2 {
				w.Pressed("Orang lain", "e:"+identity.DuplicatesID(kept, gone)+":yes")
			}
		}, false},
		"the officer who asked, with a reason": {func(w *flowstest.World, kept, gone enterprise.PersonID) {
			w.Pressed("Ratna", identity.DuplicatesData(identity.Duplicates{A: kept, B: gone}, "vouch"))
			w.Say("Ratna", "KTP dan NIB dicocokkan di kantor")
		}, false},
		"another officer, with a reason": {func(w *flowstest.World, _, _ enterprise.PersonID) {
			w.StaffMember("Bima", enterprise.Officer)
			w.Say("Bima", "/ganda")
			w.Tap("Bima", "1")
			w.Tap("Bima", "Setujui dengan alasan")
			w.Say("Bima", "ya")
			if together(w, w.Names["Siti"]) {
				w.T.Error("a word is a reason")
			}
			w.Say("Bima", "KTP dan NIB dicocokkan di kantor")
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, kept, gone := twice(t, nil)
			asked(w)
			if together(w, kept) {
				t.Fatal("merged before anybody was asked")
			}
			for _, name := range []string{"Siti", "Siti lagi"} {
				if !w.Told(name, "semua chat dari kedua data bisa melihat") {
					t.Errorf("%s was not asked: %q", name, w.LastTo(name))
				}
			}
			c.then(w, kept, gone)
			if together(w, kept) != c.want {
				t.Errorf("merged: %t, want %t", together(w, kept), c.want)
			}
			if c.want != slices.ContainsFunc(w.Trail, func(a flows.Audit) bool { return a.What == "twins.merged" && a.Whom == kept }) {
				t.Error("the trail says otherwise")
			}
		})
	}
}

// A refusal ends it: the officer hears so, and the pair is not proposed again.
func TestARefusedMergeIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	w, _, _ := twice(t, nil)
	asked(w)
	w.Tap("Siti", noOther)
	if !w.Told("Ratna", "Tidak digabung") {
		t.Errorf("the officer heard %q", w.LastTo("Ratna"))
	}
	if got := w.Say("Ratna", "/ganda")[0].Text; !strings.Contains(got, "Tidak ada data") {
		t.Errorf("proposed is %q", got)
	}
}

// Nobody decides on a record of their own.
func TestAnOfficerMergesNobodyIntoThemselves(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	s := w.States[kept]
	s.Person.Roles = []enterprise.Role{enterprise.Officer}
	w.States[kept] = s
	w.Say("Siti", "/ganda")
	w.Tap("Siti", "1")
	w.Tap("Siti", "Simpan yang atas")
	w.Pressed("Siti", identity.DuplicatesData(identity.Duplicates{A: kept, B: gone}, "do:"+kept.String()))
	if w.Told("Siti lagi", "semua chat") || !w.Told("Siti", "data petugas yang meminta") {
		t.Errorf("Siti hears %q", w.LastTo("Siti"))
	}
}

// A record that has no chat yet is spoken for by the channel, if it vouches for
// the number; a typed one needs a second officer.
func TestWhoSpeaksForARecordWithoutAChat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		vouched bool
	}{{"a number that the channel vouches for", true}, {"a number that was typed", false}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, kept, gone := twice(t, nil)
			s := w.States[gone]
			s.Person.Contacts = []enterprise.Contact{{Address: enterprise.ImportAddress("1", 2), Unreachable: enterprise.NotLinked}}
			w.States[gone] = s
			s = w.States[kept]
			if c.vouched {
				s.Person.Vouched = twinsPhone
			}
			w.States[kept] = s
			asked(w)
			w.Tap("Siti", yesBoth)
			if together(w, kept) != c.vouched {
				t.Errorf("merged: %t", together(w, kept))
			}
		})
	}
}

// What the channel vouches for is told from what was typed, on cards and after
// a change.
func TestCardsTellAVouchedNumberFromATypedOne(t *testing.T) {
	t.Parallel()
	w, kept, _ := twice(t, nil)
	w.States[kept].Person.Businesses[0].YearStarted, w.States[kept].Person.Businesses[0].Workers = 2015, 2
	card := func() string {
		w.Pressed("Ratna", "p:"+strings.TrimPrefix(kept.String(), "p")+":card")
		for _, m := range slices.Backward(w.Said[w.Names["Ratna"]]) {
			if m.Key == "card" {
				return m.Text
			}
		}
		return ""
	}
	if got := card(); !strings.Contains(got, "diketik, belum dipastikan") {
		t.Errorf("typed: %s", got)
	}
	w.Say("Siti", "/profil")
	w.Say("Siti", "ubah 10")
	w.Put(kept, flows.Input{Kind: flows.Contact, Phone: "6281234567890", Own: true})
	w.Say("Siti", "Benar, simpan")
	if got := card(); !strings.Contains(got, "dipastikan aplikasinya") || !w.States[kept].Person.PhoneVouched() {
		t.Errorf("shared: %s", got)
	}
	w.Say("Siti", "/profil")
	for _, text := range []string{"ubah 10", "0812 3456 1111", "Betul", "Benar, simpan"} {
		w.Say("Siti", text)
	}
	if got := card(); !strings.Contains(got, "diketik, belum dipastikan") {
		t.Errorf("typed again: %s", got)
	}
	p := enterprise.Person{Phone: "+6281", Contacts: []enterprise.Contact{{Address: enterprise.Address{Channel: "whatsapp", ID: "6281"}}}}
	if !p.PhoneVouched() {
		t.Error("who writes from a number on WhatsApp has it")
	}
}
