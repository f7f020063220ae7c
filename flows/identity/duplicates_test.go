package identity_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/identity"
	"naikkelas/flows/papers"
)

const twinsPhone = "+6281234567890"

// twice is Siti, who is registered already, and Siti again from another
// telephone, who gives the same number. An officer, Ratna, has seen nothing yet.
func twice(t *testing.T, change func(*enterprise.Person)) (w *flowstest.World, kept, gone enterprise.PersonID) {
	t.Helper()
	w = flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	kept = w.Owner("Siti", func(p *enterprise.Person) { p.Phone = twinsPhone })
	gone = w.Owner("Siti lagi", func(p *enterprise.Person) {
		p.Phone, p.Businesses[0].YearStarted, p.Businesses[0].Workers = "+6281200000000", 2015, 2
		if change != nil {
			change(p)
		}
	})
	w.Say("Siti lagi", "/profil")
	for _, text := range []string{"ubah 10", "0812 3456 7890", "Betul", "Benar, simpan"} {
		w.Say("Siti lagi", text)
	}
	if w.States[gone].Person.Phone != twinsPhone {
		t.Fatalf("the number is %q", w.States[gone].Person.Phone)
	}
	return w, kept, gone
}

// asked has Ratna ask for their merge; the record of the first is to stay.
func asked(w *flowstest.World) {
	w.T.Helper()
	w.Say("Ratna", "/ganda")
	for _, label := range []string{"1", "Simpan yang atas", "Ya, gabungkan"} {
		w.Tap("Ratna", label)
	}
}

// merged is the same, and both agree.
func merged(w *flowstest.World) {
	w.T.Helper()
	asked(w)
	for _, name := range []string{"Siti", "Siti lagi"} {
		w.Tap(name, "Ya, dua-duanya milik saya")
	}
}

func TestAMergedRecordIsFoundAndCountedNowhere(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	merged(w)
	rests, stays := w.States[gone].Person, w.States[kept].Person
	if terms := enterprise.IndexTerms(rests); len(terms) > 0 {
		t.Errorf("it is in %v", terms)
	}
	if words := enterprise.SearchWords(rests); len(words) > 0 {
		t.Errorf("it is found by %v", words)
	}
	if len(rests.Contacts) > 0 || len(stays.Contacts) != 2 || len(stays.Businesses) != 2 {
		t.Errorf("chats and businesses: %+v, %+v", rests.Contacts, stays)
	}
	if !slices.Contains(enterprise.IndexTerms(stays), enterprise.TermAll) {
		t.Error("the one that stays is in no segment")
	}
	w.Pass(29 * 24 * time.Hour)
	if w.States[gone].New {
		t.Error("it is gone before a merge can no longer be undone")
	}
	w.Pass(2 * 24 * time.Hour)
	if !w.States[gone].New || len(w.States[kept].Person.Businesses) != 2 {
		t.Error("after thirty days it rests still, or took something along")
	}
	w.Say("Ratna", "/cari siti")
	if button := w.States[w.Names["Ratna"]]; strings.Contains(w.LastTo("Ratna"), "Pisahkan") {
		t.Errorf("it can be undone for ever: %+v", button)
	}
}

func TestTheRestingRecordGoesWithTheOneThatTookItOver(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	merged(w)
	w.Say("Siti", "/hapus")
	w.Say("Siti", "Ya, hapus semua")
	for _, id := range []enterprise.PersonID{kept, gone} {
		if !w.States[id].New {
			t.Errorf("%s is there still: %+v", id, w.States[id].Person)
		}
	}
	for name, r := range w.Records {
		if name.Kind != "audit" && strings.Contains(string(r.Data), "Siti") {
			t.Errorf("%v holds %s", name, r.Data)
		}
	}
}

func TestAPairThatIsTwoPeopleIsNotProposedAgain(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	w.Say("Ratna", "/ganda")
	w.Tap("Ratna", "1")
	w.Tap("Ratna", "Bukan orang yang sama")
	w.Say("Siti lagi", "/profil")
	for _, text := range []string{"ubah 10", "0812 3456 0000", "Betul", "ubah 10", "0812 3456 7890", "Betul", "Benar, simpan"} {
		w.Say("Siti lagi", text)
	}
	if got := w.Say("Ratna", "/ganda")[0].Text; !strings.Contains(got, "Tidak ada data") {
		t.Errorf("proposed is %q", got)
	}
	w.Tap("Ratna", "1") // from a message of yesterday
	if w.States[gone].Person.Merged.Into != 0 || len(w.States[kept].Person.Absorbed) > 0 {
		t.Error("they were merged")
	}
}

func TestWhatStandsInTheWayOfAMergeIsSaid(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		change func(*enterprise.Person)
		before []string // Siti lagi does first
		want   string
	}{
		{"a place in a training", func(p *enterprise.Person) { p.Trainings = []enterprise.Participation{{}} }, nil, "ia tercatat di pelatihan"},
		{"a place in a cohort", func(p *enterprise.Person) { p.Cohorts = []enterprise.Membership{{}} }, nil, "ia tercatat di kohort"},
		{"a proposal", func(p *enterprise.Person) { p.Spoken = []enterprise.Spoken{{}} }, nil, "ia sudah menyampaikan usulan"},
		{"an open question", nil, []string{"/petugas", "Bagaimana cara mengurus halal?"}, "pertanyaannya kepada petugas belum ditutup"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			w, kept, gone := twice(t, nil)
			if row.change != nil {
				s := w.States[gone]
				row.change(&s.Person)
				w.States[gone] = s
			}
			for _, text := range row.before {
				w.Say("Siti lagi", text)
			}
			w.Say("Ratna", "/ganda")
			w.Tap("Ratna", "1")
			w.Tap("Ratna", "Simpan yang atas")
			if row.before != nil {
				w.Tap("Ratna", "Ya, gabungkan")
				w.Tap("Siti", "Ya, dua-duanya milik saya")
				w.Tap("Siti lagi", "Ya, dua-duanya milik saya")
			}
			said := ""
			for _, m := range w.Said[w.Names["Ratna"]] {
				said += m.Text
			}
			if !strings.Contains(said, row.want) || w.States[gone].Person.Merged.Into != 0 || len(w.States[kept].Person.Absorbed) > 0 {
				t.Errorf("merged, or not said why: %q", w.LastTo("Ratna"))
			}
		})
	}
}

// Whoever forges a button merges nobody: two people without a number in common
// are no pair, and only officers decide.
func TestAForgedMergeDoesNothing(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	stranger := w.Owner("Orang lain", func(p *enterprise.Person) { p.Phone = "+62811111111" })
	data := func(a, b enterprise.PersonID, verb string) string {
		return identity.DuplicatesData(identity.Duplicates{A: a, B: b}, verb)
	}
	before := w.States[kept].Person
	for _, try := range []struct{ who, data string }{
		{"Ratna", data(kept, stranger, "do:"+kept.String())},
		{"Ratna", data(kept, gone, "do:"+stranger.String())},
		{"Ratna", data(kept, gone, "undo")},
		{"Ratna", data(kept, gone, "part")},
		{"Ratna", "g:3-2:see"},
		{"Ratna", "g:99999999999999999999-1:see"},
		{"Ratna", "g:2-2:do:p2"},
		{"Ratna", "g:"},
		{"Siti lagi", data(kept, gone, "do:"+gone.String())},
	} {
		w.Put(w.Names[try.who], flows.Input{Kind: flows.Tap, Data: try.data, Message: "b"})
	}
	if got := w.States[kept].Person; len(got.Absorbed) > 0 || got.Merged.Into != 0 || len(got.Contacts) != len(before.Contacts) {
		t.Errorf("merged: %+v", got)
	}
	if w.States[gone].Person.Merged.Into+w.States[stranger].Person.Merged.Into != 0 {
		t.Error("somebody rests")
	}
}

func TestAnUnfinishedFormGoesAlong(t *testing.T) {
	t.Parallel()
	w, kept, _ := twice(t, nil)
	w.Say("Siti lagi", "/penilaian")
	w.Say("Siti lagi", "1")
	w.Say("Siti lagi", "2")
	merged(w)
	d := w.States[kept].Chat.Drafts["assessment"]
	if d == nil || len(d.Answers) < 2 {
		t.Fatalf("the answers are gone: %+v", d)
	}
	w.Say("Ratna", "/cari 081234567890")
	for _, label := range []string{"Pisahkan lagi (23 November 2026)", "Ya, pisahkan lagi"} {
		w.Tap("Ratna", label)
	}
	if w.States[kept].Chat.Drafts["assessment"] != nil {
		t.Error("the form stays with somebody who never began it")
	}
}

// Two numbers of one person make one pair, whichever of them is typed first.
func TestEveryNumberIsLookedFor(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	pairs := 0
	for name := range w.Records {
		if name.Kind == identity.DuplicatesRecord {
			pairs++
		}
	}
	if pairs != 1 || w.Records[flows.RecordName{Kind: identity.DuplicatesRecord, ID: identity.DuplicatesID(kept, gone)}].Data == nil {
		t.Errorf("%d pairs", pairs)
	}
	if line := w.Say("Ratna", "/ganda")[0].Text; !strings.Contains(line, "nomor HP sama") {
		t.Error(line)
	}
}

// A document that waits when two records become one is decided for the one that
// stays; parted again, it is where it came from, as it was decided.
func TestADocumentThatWaitsGoesAlong(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	w.Hand("Siti lagi", "0101230099999")
	var id string
	for name := range w.Records {
		if name.Kind == "document" {
			id = name.ID
		}
	}
	owned := func(by enterprise.PersonID) bool {
		for name, r := range w.Records {
			var o papers.Owners
			if (name.Kind == flows.FileRecord || name.Kind == "number") && (json.Unmarshal(r.Data, &o) != nil || !slices.Contains(o.People, by)) {
				return false
			}
		}
		return true
	}
	merged(w)
	if got := w.Submission(id).Owner; got != kept || !owned(kept) {
		t.Fatalf("the document is %s's; files and numbers are theirs: %t", got, owned(kept))
	}
	ratna := w.Names["Ratna"]
	w.Put(ratna, flows.Input{Kind: flows.Tap, Data: "d:" + id + ":open", Message: "b"})
	w.Put(ratna, flows.Input{Kind: flows.Tap, Data: "d:" + id + ":ok", Message: "b"})
	approved := func(id enterprise.PersonID) (n int) {
		for _, b := range w.States[id].Person.Businesses {
			for _, d := range b.Documents {
				if !d.Approved.IsZero() {
					n++
				}
			}
		}
		return n
	}
	if approved(kept) != 1 {
		t.Fatalf("approved for the one that stays: %d, says %q", approved(kept), w.LastTo("Siti"))
	}
	w.Say("Ratna", "/cari 081234567890")
	for _, label := range []string{"Pisahkan lagi (23 November 2026)", "Ya, pisahkan lagi"} {
		w.Tap("Ratna", label)
	}
	if approved(kept) != 0 || approved(gone) != 1 || w.Submission(id).Owner != gone || !owned(gone) {
		t.Errorf("parted: kept has %d, gone %d, it is %s's", approved(kept), approved(gone), w.Submission(id).Owner)
	}
	w.Say("Siti", "/hapus")
	w.Say("Siti", "Ya, hapus semua")
	if approved(gone) != 1 || !owned(gone) {
		t.Error("erasing one takes the other's document along")
	}
}

// A personal link or a code of a record that was merged leads nowhere, and says so.
func TestACodeOfAMergedRecordIsRefused(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	code := fillInFor(w, "Ratna", "0812 3456 7890")
	siti := w.Owner("Siti", func(p *enterprise.Person) {
		p.Phone, p.Businesses[0].YearStarted, p.Businesses[0].Workers = "+6281200000000", 2015, 2
	})
	w.Say("Siti", "/profil")
	w.Say("Siti", "ubah 10")
	w.Put(siti, flows.Input{Kind: flows.Contact, Phone: "6281234567890", Own: true})
	w.Say("Siti", "Benar, simpan")
	w.Say("Ratna", "/ganda")
	for _, label := range []string{"1", "Simpan yang bawah", "Ya, gabungkan"} {
		w.Tap("Ratna", label)
	}
	w.Tap("Siti", yesBoth)
	if len(w.States[siti].Person.Absorbed) != 1 {
		t.Fatalf("not merged: %q", w.LastTo("Ratna"))
	}
	arrive(w, "Orang lain")
	if got := enterCode(w, "Orang lain", "0812 3456 7890", code); !strings.Contains(got, "tidak cocok") {
		t.Errorf("the code leads to %q", got)
	}
}
