package proposal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/proposal"
)

// Two colleagues open a period at the same moment: there is one.
func TestOnePeriodIsOpen(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	for name, role := range map[string]enterprise.Role{"Bima": enterprise.Officer, "Rini": enterprise.Planner} {
		w.StaffMember(name, role)
		voice(w, name, "open")
		w.Say(name, "Apa yang menghambat menurut "+name+"?")
		w.Say(name, "31 Desember 2026")
	}
	yes := flows.Input{Kind: flows.Text, Text: "Buka", Message: "9"}
	first, second := w.Turn(w.Names["Bima"], yes), w.Turn(w.Names["Rini"], yes)
	if !w.Apply(w.Names["Bima"], first) || w.Apply(w.Names["Rini"], second) {
		t.Fatal("both were written, or the first was not")
	}
	if said := w.Put(w.Names["Rini"], yes); !strings.Contains(said[len(said)-1].Text, "menurut Bima") {
		t.Errorf("Rini reads %q", said[len(said)-1].Text)
	}
	open := 0
	for name, r := range w.Records {
		if _, listed := r.Lists[proposal.HearingsList]; name.Kind == proposal.HearingRecord && listed {
			open++
		}
	}
	if open != 1 {
		t.Errorf("%d periods are there", open)
	}
}

// Two officers gather different proposals under one topic at the same moment:
// it holds both.
func TestATopicKeepsWhatTwoOfficersGather(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.StaffMember("Cici", enterprise.Officer)
	var ids []string
	for _, name := range []string{"Ani", "Budi", "Dewi"} {
		w.Owner(name, nil)
		ids = append(ids, speak(w, name, spoken{theme: "Modal", idea: "pinjaman bagi " + name + " dan lain-lain"}))
	}
	topic := gathered(w, ids[0], "Pinjaman")
	voice(w, "Bima", "gather", ids[1])
	voice(w, "Cici", "gather", ids[2])
	first := flows.Input{Kind: flows.Text, Text: "1", Message: "9"}
	a, b := w.Turn(w.Names["Bima"], first), w.Turn(w.Names["Cici"], first)
	if !w.Apply(w.Names["Bima"], a) || w.Apply(w.Names["Cici"], b) {
		t.Fatal("both were written, or the first was not")
	}
	w.Put(w.Names["Cici"], first)
	if got := topicNow(w, topic).Proposals; !slices.Equal(got, ids) {
		t.Errorf("the topic holds %v of %v", got, ids)
	}
}

// Who supports two topics that become one supports it once; who wrote one of
// its proposals is no supporter; a closed period takes no support.
func TestSupportCountsPeopleOnce(t *testing.T) {
	t.Parallel()
	w := hears(t)
	for _, name := range []string{"Ani", "Budi", "Dewi", "Eka"} {
		w.Owner(name, nil)
	}
	one := gathered(w, speak(w, "Ani", spoken{theme: "Modal", idea: "pinjaman tanpa jaminan"}), "Pinjaman")
	two := gathered(w, speak(w, "Budi", spoken{theme: "Modal", idea: "kredit tanpa jaminan"}), "Kredit")
	reads := func(when, topic, want string) {
		t.Helper()
		voice(w, "Bima", "topic", topic)
		if got := w.Newest("Bima").Text; !strings.Contains(got, want) {
			t.Errorf("%s the card reads %q, want %q", when, got, want)
		}
	}
	voice(w, "Dewi", "yes", one)
	reads("before it is shown", one, "0 pendukung")
	voice(w, "Bima", "shown", one, "1")
	voice(w, "Bima", "shown", two, "1")
	for _, tap := range []struct{ who, topic string }{{"Dewi", one}, {"Dewi", one}, {"Dewi", two}, {"Eka", one}, {"Ani", one}} {
		voice(w, tap.who, "yes", tap.topic)
	}
	reads("with two of others and Ani's own", one, "2 pendukung")
	voice(w, "Bima", "merge", one)
	w.Say("Bima", "Kredit")
	w.Say("Bima", "Ya, gabungkan")
	reads("when they are one", one, "2 usulan · 2 pendukung")
	voice(w, "Dewi", "no", two)
	reads("after Dewi took hers back", two, "1 pendukung")
	voice(w, "Bima", "close", hearingNow(w))
	voice(w, "Dewi", "yes", two)
	reads("after the period was closed", two, "1 pendukung")
}

// What became of it is told once to each who spoke, however many of their
// proposals it is about, and not to who took theirs back.
func TestWhoSpokeIsToldOnce(t *testing.T) {
	t.Parallel()
	w := hears(t)
	for _, name := range []string{"Ani", "Budi"} {
		w.Owner(name, nil)
	}
	topic := gathered(w, speak(w, "Ani", spoken{theme: "Modal", idea: "pinjaman tanpa jaminan"}), "Pinjaman")
	gathered(w, speak(w, "Ani", spoken{theme: "Modal", idea: "bunga yang lebih ringan"}), "1")
	gone := speak(w, "Budi", spoken{theme: "Modal", idea: "kredit tanpa jaminan"})
	gathered(w, gone, "1")
	voice(w, "Budi", "retract", gone)
	w.Say("Budi", "Ya, tarik")
	w.Pass(12 * time.Hour) // at night it waits for the morning
	answered(w, topic, "Masuk rancangan RPJMD.")
	if w.Told("Ani", "Masuk rancangan RPJMD.") {
		t.Error("Ani is told at night")
	}
	w.Pass(30 * 24 * time.Hour)
	told := func(name string) (n int) {
		for _, m := range w.Said[w.Names[name]] {
			n += strings.Count(m.Text, "Masuk rancangan RPJMD.")
		}
		return n
	}
	w.Put(w.Names["Budi"], flows.Input{Kind: flows.Noticed, Data: proposal.VoiceNoticed, Text: `{"proposal":"` + gone + `","reply":{"state":"adopted","text":"Masuk rancangan RPJMD."}}`}) // it was under way when he took it back
	if told("Ani") != 1 || told("Budi") != 0 {
		t.Errorf("Ani is told %d times, Budi %d", told("Ani"), told("Budi"))
	}
	w.Pass(time.Duration(33-w.Now.Hour()) * time.Hour) // nine in the morning, or after
	answered(w, topic, "Mulai berjalan tahun depan.")
	if !strings.Contains(w.Newest("Ani").Text, "tahun depan") {
		t.Errorf("of a second answer Ani is told %q", w.Newest("Ani").Text)
	}
}

// What bounds a proposal says so, and loses nothing.
func TestBoundsOfAProposal(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.Owner("Siti", nil)
	voice(w, "Siti", "new")
	w.Say("Siti", "Modal")
	for i := range proposal.PhotosMost + 1 {
		w.Photo("Siti", fmt.Sprintf("foto %d", i))
	}
	if !w.Told("Siti", "itu paling banyak") {
		t.Errorf("of a sixth photo Siti is told %q", w.Newest("Siti").Text)
	}
	for i := range proposal.SpokenParts {
		w.Say("Siti", fmt.Sprintf("hambatan nomor %d", i))
	}
	if got := w.Newest("Siti").Text; !strings.Contains(got, "Apa usul Ibu") {
		t.Fatalf("after %d messages Siti is asked %q", proposal.SpokenParts, got)
	}
	for _, text := range []string{"Lewati", "Selesai", "Tanpa nama", "Kirim"} {
		w.Say("Siti", text)
	}
	own := w.States[w.Names["Siti"]].Person.Spoken
	if len(own) != 1 {
		t.Fatalf("Siti is told %q", w.Newest("Siti").Text)
	}
	if p := proposalNow(w, own[0].ID); len(p.Barrier) != proposal.SpokenParts || len(p.Photos) != proposal.PhotosMost || p.Barrier[7] != "hambatan nomor 7" {
		t.Errorf("the proposal is %+v", p)
	}
	for range proposal.SpokenMost - 1 {
		speak(w, "Siti", spoken{theme: "Modal", idea: "satu lagi"})
	}
	if voice(w, "Siti", "new"); !strings.Contains(w.Newest("Siti").Text, "sudah menulis 30 usulan") {
		t.Errorf("of one more Siti is told %q", w.Newest("Siti").Text)
	}
}

// Something has to be said, in one half or the other.
func TestAProposalSaysSomething(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.Owner("Siti", nil)
	voice(w, "Siti", "new")
	for _, text := range []string{"Modal", "Lewati", "Lewati"} {
		w.Say("Siti", text)
	}
	if got := w.Newest("Siti").Text; !strings.Contains(got, "Apa usul Ibu") {
		t.Errorf("Siti is asked %q", got)
	}
}

// A caption is words like any other, and the photo comes with them.
func TestACaptionIsPartOfIt(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.Owner("Siti", nil)
	voice(w, "Siti", "new")
	w.Say("Siti", "Tempat usaha")
	w.Put(w.Names["Siti"], flows.Input{Kind: flows.Other, Media: "photo", Text: "Jalan di depan toko rusak.", File: &flows.File{ID: "id-of jalan", Kind: "photo"}, Message: "77"})
	w.Put(w.Names["Siti"], flows.Input{Kind: flows.Edited, Text: "Jalan di depan toko rusak sejak Mei.", Message: "77"})
	for _, text := range []string{"Selesai", "Lewati", "Selesai", "Tanpa nama", "Kirim"} {
		w.Say("Siti", text)
	}
	p := proposalNow(w, w.States[w.Names["Siti"]].Person.Spoken[0].ID)
	if len(p.Photos) != 1 || len(p.Barrier) != 1 || p.Barrier[0] != "Jalan di depan toko rusak sejak Mei." {
		t.Errorf("the proposal is %+v", p)
	}
}

// After its years everything of a period vanishes by itself, photos included.
func TestEverythingOfAPeriodEndsWithIt(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.Owner("Siti", nil)
	id := speak(w, "Siti", spoken{theme: "Modal", idea: "pinjaman tanpa jaminan", photo: "gudang"})
	gathered(w, id, "Pinjaman")
	until := time.Date(2032, 1, 1, 0, 0, 0, 0, w.Book.Program.City.Location)
	n := 0
	for name, r := range w.Records {
		if name.ID == "newest" {
			continue
		}
		if n++; !r.Until.Equal(until) {
			t.Errorf("%v is kept until %v, want %v", name, r.Until, until)
		}
	}
	if n != 5 {
		t.Errorf("%d records are there", n)
	}
}
