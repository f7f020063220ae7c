package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
)

// Two colleagues open a period at the same moment: there is one.
func TestOnePeriodIsOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, role := range map[string]enterprise.Role{"Bima": enterprise.Officer, "Rini": enterprise.Planner} {
		w.staffMember(name, role)
		w.voice(name, "open")
		w.say(name, "Apa yang menghambat menurut "+name+"?")
		w.say(name, "31 Desember 2026")
	}
	yes := Input{Kind: Text, Text: "Buka", Message: "9"}
	first, second := w.turn(w.names["Bima"], yes), w.turn(w.names["Rini"], yes)
	if !w.apply(w.names["Bima"], first) || w.apply(w.names["Rini"], second) {
		t.Fatal("both were written, or the first was not")
	}
	if said := w.put(w.names["Rini"], yes); !strings.Contains(said[len(said)-1].Text, "menurut Bima") {
		t.Errorf("Rini reads %q", said[len(said)-1].Text)
	}
	open := 0
	for name, r := range w.records {
		if _, listed := r.Lists[hearingsList]; name.Kind == hearingRecord && listed {
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
	w.staffMember("Cici", enterprise.Officer)
	var ids []string
	for _, name := range []string{"Ani", "Budi", "Dewi"} {
		w.owner(name, nil)
		ids = append(ids, w.speak(name, spoken{theme: "Modal", idea: "pinjaman bagi " + name + " dan lain-lain"}))
	}
	topic := w.gathered(ids[0], "Pinjaman")
	w.voice("Bima", "gather", ids[1])
	w.voice("Cici", "gather", ids[2])
	first := Input{Kind: Text, Text: "1", Message: "9"}
	a, b := w.turn(w.names["Bima"], first), w.turn(w.names["Cici"], first)
	if !w.apply(w.names["Bima"], a) || w.apply(w.names["Cici"], b) {
		t.Fatal("both were written, or the first was not")
	}
	w.put(w.names["Cici"], first)
	if got := w.topicNow(topic).Proposals; !slices.Equal(got, ids) {
		t.Errorf("the topic holds %v of %v", got, ids)
	}
}

// Who supports two topics that become one supports it once; who wrote one of
// its proposals is no supporter; a closed period takes no support.
func TestSupportCountsPeopleOnce(t *testing.T) {
	t.Parallel()
	w := hears(t)
	for _, name := range []string{"Ani", "Budi", "Dewi", "Eka"} {
		w.owner(name, nil)
	}
	one := w.gathered(w.speak("Ani", spoken{theme: "Modal", idea: "pinjaman tanpa jaminan"}), "Pinjaman")
	two := w.gathered(w.speak("Budi", spoken{theme: "Modal", idea: "kredit tanpa jaminan"}), "Kredit")
	reads := func(when, topic, want string) {
		t.Helper()
		w.voice("Bima", "topic", topic)
		if got := w.newest("Bima").Text; !strings.Contains(got, want) {
			t.Errorf("%s the card reads %q, want %q", when, got, want)
		}
	}
	w.voice("Dewi", "yes", one)
	reads("before it is shown", one, "0 pendukung")
	w.voice("Bima", "shown", one, "1")
	w.voice("Bima", "shown", two, "1")
	for _, tap := range []struct{ who, topic string }{{"Dewi", one}, {"Dewi", one}, {"Dewi", two}, {"Eka", one}, {"Ani", one}} {
		w.voice(tap.who, "yes", tap.topic)
	}
	reads("with two of others and Ani's own", one, "2 pendukung")
	w.voice("Bima", "merge", one)
	w.say("Bima", "Kredit")
	w.say("Bima", "Ya, gabungkan")
	reads("when they are one", one, "2 usulan · 2 pendukung")
	w.voice("Dewi", "no", two)
	reads("after Dewi took hers back", two, "1 pendukung")
	w.voice("Bima", "close", w.hearingNow())
	w.voice("Dewi", "yes", two)
	reads("after the period was closed", two, "1 pendukung")
}

// What became of it is told once to each who spoke, however many of their
// proposals it is about, and not to who took theirs back.
func TestWhoSpokeIsToldOnce(t *testing.T) {
	t.Parallel()
	w := hears(t)
	for _, name := range []string{"Ani", "Budi"} {
		w.owner(name, nil)
	}
	topic := w.gathered(w.speak("Ani", spoken{theme: "Modal", idea: "pinjaman tanpa jaminan"}), "Pinjaman")
	w.gathered(w.speak("Ani", spoken{theme: "Modal", idea: "bunga yang lebih ringan"}), "1")
	gone := w.speak("Budi", spoken{theme: "Modal", idea: "kredit tanpa jaminan"})
	w.gathered(gone, "1")
	w.voice("Budi", "retract", gone)
	w.say("Budi", "Ya, tarik")
	w.pass(12 * time.Hour) // at night it waits for the morning
	w.answered(topic, "Masuk rancangan RPJMD.")
	if w.told("Ani", "Masuk rancangan RPJMD.") {
		t.Error("Ani is told at night")
	}
	w.pass(30 * 24 * time.Hour)
	told := func(name string) (n int) {
		for _, m := range w.said[w.names[name]] {
			n += strings.Count(m.Text, "Masuk rancangan RPJMD.")
		}
		return n
	}
	w.put(w.names["Budi"], Input{Kind: Noticed, Data: voiceNoticed, Text: `{"proposal":"` + gone + `","reply":{"state":"adopted","text":"Masuk rancangan RPJMD."}}`}) // it was under way when he took it back
	if told("Ani") != 1 || told("Budi") != 0 {
		t.Errorf("Ani is told %d times, Budi %d", told("Ani"), told("Budi"))
	}
	w.pass(time.Duration(33-w.now.Hour()) * time.Hour) // nine in the morning, or after
	w.answered(topic, "Mulai berjalan tahun depan.")
	if !strings.Contains(w.newest("Ani").Text, "tahun depan") {
		t.Errorf("of a second answer Ani is told %q", w.newest("Ani").Text)
	}
}

// What bounds a proposal says so, and loses nothing.
func TestBoundsOfAProposal(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.owner("Siti", nil)
	w.voice("Siti", "new")
	w.say("Siti", "Modal")
	for i := range photosMost + 1 {
		w.photo("Siti", fmt.Sprintf("foto %d", i))
	}
	if !w.told("Siti", "itu paling banyak") {
		t.Errorf("of a sixth photo Siti is told %q", w.newest("Siti").Text)
	}
	for i := range spokenParts {
		w.say("Siti", fmt.Sprintf("hambatan nomor %d", i))
	}
	if got := w.newest("Siti").Text; !strings.Contains(got, "Apa usul Ibu") {
		t.Fatalf("after %d messages Siti is asked %q", spokenParts, got)
	}
	for _, text := range []string{"Lewati", "Selesai", "Tanpa nama", "Kirim"} {
		w.say("Siti", text)
	}
	own := w.states[w.names["Siti"]].Person.Spoken
	if len(own) != 1 {
		t.Fatalf("Siti is told %q", w.newest("Siti").Text)
	}
	if p := w.proposalNow(own[0].ID); len(p.Barrier) != spokenParts || len(p.Photos) != photosMost || p.Barrier[7] != "hambatan nomor 7" {
		t.Errorf("the proposal is %+v", p)
	}
	for range spokenMost - 1 {
		w.speak("Siti", spoken{theme: "Modal", idea: "satu lagi"})
	}
	if w.voice("Siti", "new"); !strings.Contains(w.newest("Siti").Text, "sudah menulis 30 usulan") {
		t.Errorf("of one more Siti is told %q", w.newest("Siti").Text)
	}
}

// Something has to be said, in one half or the other.
func TestAProposalSaysSomething(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.owner("Siti", nil)
	w.voice("Siti", "new")
	for _, text := range []string{"Modal", "Lewati", "Lewati"} {
		w.say("Siti", text)
	}
	if got := w.newest("Siti").Text; !strings.Contains(got, "Apa usul Ibu") {
		t.Errorf("Siti is asked %q", got)
	}
}

// A caption is words like any other, and the photo comes with them.
func TestACaptionIsPartOfIt(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.owner("Siti", nil)
	w.voice("Siti", "new")
	w.say("Siti", "Tempat usaha")
	w.put(w.names["Siti"], Input{Kind: Other, Media: "photo", Text: "Jalan di depan toko rusak.", File: &File{ID: "id-of jalan", Kind: "photo"}, Message: "77"})
	w.put(w.names["Siti"], Input{Kind: Edited, Text: "Jalan di depan toko rusak sejak Mei.", Message: "77"})
	for _, text := range []string{"Selesai", "Lewati", "Selesai", "Tanpa nama", "Kirim"} {
		w.say("Siti", text)
	}
	p := w.proposalNow(w.states[w.names["Siti"]].Person.Spoken[0].ID)
	if len(p.Photos) != 1 || len(p.Barrier) != 1 || p.Barrier[0] != "Jalan di depan toko rusak sejak Mei." {
		t.Errorf("the proposal is %+v", p)
	}
}

// After its years everything of a period vanishes by itself, photos included.
func TestEverythingOfAPeriodEndsWithIt(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.owner("Siti", nil)
	id := w.speak("Siti", spoken{theme: "Modal", idea: "pinjaman tanpa jaminan", photo: "gudang"})
	w.gathered(id, "Pinjaman")
	until := time.Date(2032, 1, 1, 0, 0, 0, 0, w.book.program.City.Location)
	n := 0
	for name, r := range w.records {
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
