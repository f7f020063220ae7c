package flows

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
)

const twinsPhone = "+6281234567890"

// twice is Siti, who is registered already, and Siti again from another
// telephone, who gives the same number. An officer, Ratna, has seen nothing yet.
func twice(t *testing.T, change func(*enterprise.Person)) (w *world, kept, gone enterprise.PersonID) {
	t.Helper()
	w = newWorld(t)
	w.staffMember("Ratna", enterprise.Officer)
	kept = w.owner("Siti", func(p *enterprise.Person) { p.Phone = twinsPhone })
	gone = w.owner("Siti lagi", func(p *enterprise.Person) {
		p.Phone, p.Businesses[0].YearStarted, p.Businesses[0].Workers = "+6281200000000", 2015, 2
		if change != nil {
			change(p)
		}
	})
	w.say("Siti lagi", "/profil")
	for _, text := range []string{"ubah 10", "0812 3456 7890", "Betul", "Benar, simpan"} {
		w.say("Siti lagi", text)
	}
	if w.states[gone].Person.Phone != twinsPhone {
		t.Fatalf("the number is %q", w.states[gone].Person.Phone)
	}
	return w, kept, gone
}

// merged has Ratna merge them; the record of the first stays.
func (w *world) merged() {
	w.t.Helper()
	w.say("Ratna", "/ganda")
	for _, label := range []string{"1", "Simpan yang atas", "Ya, gabungkan"} {
		w.tap("Ratna", label)
	}
}

func (w *world) lastTo(name string) string {
	said := w.said[w.names[name]]
	if len(said) == 0 {
		return ""
	}
	return said[len(said)-1].Text
}

func TestAMergedRecordIsFoundAndCountedNowhere(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	w.merged()
	rests, stays := w.states[gone].Person, w.states[kept].Person
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
	w.pass(29 * 24 * time.Hour)
	if w.states[gone].New {
		t.Error("it is gone before a merge can no longer be undone")
	}
	w.pass(2 * 24 * time.Hour)
	if !w.states[gone].New || len(w.states[kept].Person.Businesses) != 2 {
		t.Error("after thirty days it rests still, or took something along")
	}
	w.say("Ratna", "/cari siti")
	if button := w.states[w.names["Ratna"]]; strings.Contains(w.lastTo("Ratna"), "Pisahkan") {
		t.Errorf("it can be undone for ever: %+v", button)
	}
}

func TestTheRestingRecordGoesWithTheOneThatTookItOver(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	w.merged()
	w.say("Siti", "/hapus")
	w.say("Siti", "Ya, hapus semua")
	for _, id := range []enterprise.PersonID{kept, gone} {
		if !w.states[id].New {
			t.Errorf("%s is there still: %+v", id, w.states[id].Person)
		}
	}
	for name, r := range w.records {
		if name.Kind != "audit" && strings.Contains(string(r.Data), "Siti") {
			t.Errorf("%v holds %s", name, r.Data)
		}
	}
}

func TestAPairThatIsTwoPeopleIsNotProposedAgain(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	w.say("Ratna", "/ganda")
	w.tap("Ratna", "1")
	w.tap("Ratna", "Bukan orang yang sama")
	w.say("Siti lagi", "/profil")
	for _, text := range []string{"ubah 10", "0812 3456 0000", "Betul", "ubah 10", "0812 3456 7890", "Betul", "Benar, simpan"} {
		w.say("Siti lagi", text)
	}
	if got := w.say("Ratna", "/ganda")[0].Text; !strings.Contains(got, "Tidak ada data") {
		t.Errorf("proposed is %q", got)
	}
	w.tap("Ratna", "1") // from a message of yesterday
	if w.states[gone].Person.Merged.Into != 0 || len(w.states[kept].Person.Absorbed) > 0 {
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
				s := w.states[gone]
				row.change(&s.Person)
				w.states[gone] = s
			}
			for _, text := range row.before {
				w.say("Siti lagi", text)
			}
			w.say("Ratna", "/ganda")
			w.tap("Ratna", "1")
			w.tap("Ratna", "Simpan yang atas")
			if row.before != nil {
				w.tap("Ratna", "Ya, gabungkan")
			}
			said := ""
			for _, m := range w.said[w.names["Ratna"]] {
				said += m.Text
			}
			if !strings.Contains(said, row.want) || w.states[gone].Person.Merged.Into != 0 || len(w.states[kept].Person.Absorbed) > 0 {
				t.Errorf("merged, or not said why: %q", w.lastTo("Ratna"))
			}
		})
	}
}

// Whoever forges a button merges nobody: two people without a number in common
// are no pair, and only officers decide.
func TestAForgedMergeDoesNothing(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	stranger := w.owner("Orang lain", func(p *enterprise.Person) { p.Phone = "+62811111111" })
	data := func(a, b enterprise.PersonID, verb string) string { return twinsData(twins{A: a, B: b}, verb) }
	before := w.states[kept].Person
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
		w.put(w.names[try.who], Input{Kind: Tap, Data: try.data, Message: "b"})
	}
	if got := w.states[kept].Person; len(got.Absorbed) > 0 || got.Merged.Into != 0 || len(got.Contacts) != len(before.Contacts) {
		t.Errorf("merged: %+v", got)
	}
	if w.states[gone].Person.Merged.Into+w.states[stranger].Person.Merged.Into != 0 {
		t.Error("somebody rests")
	}
}

func TestAnUnfinishedFormGoesAlong(t *testing.T) {
	t.Parallel()
	w, kept, _ := twice(t, nil)
	w.say("Siti lagi", "/penilaian")
	w.say("Siti lagi", "1")
	w.say("Siti lagi", "2")
	w.merged()
	d := w.states[kept].Chat.Drafts["assessment"]
	if d == nil || len(d.Answers) < 2 {
		t.Fatalf("the answers are gone: %+v", d)
	}
	w.say("Ratna", "/cari 081234567890")
	for _, label := range []string{"Pisahkan lagi (23 November 2026)", "Ya, pisahkan lagi"} {
		w.tap("Ratna", label)
	}
	if w.states[kept].Chat.Drafts["assessment"] != nil {
		t.Error("the form stays with somebody who never began it")
	}
}

// Two numbers of one person make one pair, whichever of them is typed first.
func TestEveryNumberIsLookedFor(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	pairs := 0
	for name := range w.records {
		if name.Kind == twinsRecord {
			pairs++
		}
	}
	if pairs != 1 || w.records[RecordName{twinsRecord, twinsID(kept, gone)}].Data == nil {
		t.Errorf("%d pairs", pairs)
	}
	if line := w.say("Ratna", "/ganda")[0].Text; !strings.Contains(line, "nomor HP sama") {
		t.Error(line)
	}
}

// A document that waits when two records become one is decided for the one that
// stays; parted again, it is where it came from, as it was decided.
func TestADocumentThatWaitsGoesAlong(t *testing.T) {
	t.Parallel()
	w, kept, gone := twice(t, nil)
	w.hand("Siti lagi", "0101230099999")
	var id string
	for name := range w.records {
		if name.Kind == submissionRecord {
			id = name.ID
		}
	}
	owned := func(by enterprise.PersonID) bool {
		for name, r := range w.records {
			var o owners
			if (name.Kind == FileRecord || name.Kind == numberRecord) && (json.Unmarshal(r.Data, &o) != nil || !slices.Contains(o.People, by)) {
				return false
			}
		}
		return true
	}
	w.merged()
	if got := w.submission(id).Owner; got != kept || !owned(kept) {
		t.Fatalf("the document is %s's; files and numbers are theirs: %t", got, owned(kept))
	}
	ratna := w.names["Ratna"]
	w.put(ratna, Input{Kind: Tap, Data: "d:" + id + ":open", Message: "b"})
	w.put(ratna, Input{Kind: Tap, Data: "d:" + id + ":ok", Message: "b"})
	approved := func(id enterprise.PersonID) (n int) {
		for _, b := range w.states[id].Person.Businesses {
			for _, d := range b.Documents {
				if !d.Approved.IsZero() {
					n++
				}
			}
		}
		return n
	}
	if approved(kept) != 1 {
		t.Fatalf("approved for the one that stays: %d, says %q", approved(kept), w.lastTo("Siti"))
	}
	w.say("Ratna", "/cari 081234567890")
	for _, label := range []string{"Pisahkan lagi (23 November 2026)", "Ya, pisahkan lagi"} {
		w.tap("Ratna", label)
	}
	if approved(kept) != 0 || approved(gone) != 1 || w.submission(id).Owner != gone || !owned(gone) {
		t.Errorf("parted: kept has %d, gone %d, it is %s's", approved(kept), approved(gone), w.submission(id).Owner)
	}
	w.say("Siti", "/hapus")
	w.say("Siti", "Ya, hapus semua")
	if approved(gone) != 1 || !owned(gone) {
		t.Error("erasing one takes the other's document along")
	}
}

// A personal link or a code of a record that was merged leads nowhere, and says so.
func TestACodeOfAMergedRecordIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staffMember("Ratna", enterprise.Officer)
	code := w.fillInFor("Ratna", "0812 3456 7890")
	siti := w.owner("Siti", func(p *enterprise.Person) {
		p.Phone, p.Businesses[0].YearStarted, p.Businesses[0].Workers = "+6281200000000", 2015, 2
	})
	w.say("Siti", "/profil")
	for _, text := range []string{"ubah 10", "0812 3456 7890", "Betul", "Benar, simpan"} {
		w.say("Siti", text)
	}
	w.say("Ratna", "/ganda")
	for _, label := range []string{"1", "Simpan yang bawah", "Ya, gabungkan"} {
		w.tap("Ratna", label)
	}
	if len(w.states[siti].Person.Absorbed) != 1 {
		t.Fatalf("not merged: %q", w.lastTo("Ratna"))
	}
	w.arrive("Orang lain")
	if got := w.enterCode("Orang lain", "0812 3456 7890", code); !strings.Contains(got, "tidak cocok") {
		t.Errorf("the code leads to %q", got)
	}
}
