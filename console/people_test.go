package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// The table shows whom the picks mean, and who was shown is in the trail.
func TestOwnersInATable(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	b := w.enters(ratna)
	b.get("/warga").is(http.StatusOK).has("Siti Aminah", "Keripik Bu Siti", "Umar &lt;script&gt;", "1–2 dari 2").hasNot("<script>alert", "+62812345")
	b.get("/warga?pilih=assessed:yes").has("Tidak ada warga yang cocok").hasNot("Siti Aminah")
	b.get("/warga?pilih=assessed:no&pilih=nonsense:x&urut=level&kolom=village").has("Siti Aminah", "Kelurahan").hasNot("Keripik Bu Siti", "nonsense")
	b.get("/warga?pilih=-assessed:no").hasNot("Siti Aminah").has("bukan")
	b.get("/warga?dari=99999999999999999999&urut=x").has("Siti Aminah")
	b.post("/warga", url.Values{"csrf": {b.csrf()}, "cari": {"siti"}}).has("Siti Aminah").hasNot("Umar")
	if strings.Contains(b.path, "siti") {
		t.Errorf("the address holds a name: %s", b.path)
	}
	b.post("/warga", url.Values{"cari": {"siti"}}).is(http.StatusForbidden).hasNot("Siti")
	w.rest()
	if n := w.noted("data.found", 6); n != 3 { // the table in two orders, and the search; what was shown a moment ago is noted already
		t.Errorf("%d looks at Siti in lists are noted", n)
	}
}

// A card is in the trail before it is shown; a mentor sees the owners they
// accompany, and nobody else's card or name.
func TestCardsAreForThoseWhoMay(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	b := w.enters(ratna)
	b.get("/warga/p6").has("Siti Aminah", "Keripik Bu Siti", "+628123459001", "Mira Lestari")
	b.get("/warga/p6").is(http.StatusOK)
	if n := w.noted("data.card", 6); n != 1 {
		t.Errorf("two looks within five minutes are noted %d times", n)
	}
	b.get("/warga/p7").has("Umar &lt;script&gt;").hasNot("<script>alert")
	for _, id := range []string{"p99", "p0", "p-1", "x", "p1"} {
		b.get("/warga/" + id).is(http.StatusNotFound)
	}
	b.get("/warga/p6").does("p:6:note", "Sudah ditelepon "+hostile).has("Sudah dicatat", "Sudah ditelepon").hasNot("<script>alert")
	b.does("p:6:note", "x").has(`role="alert"`)
	mentor := w.enters(mira)
	mentor.get("/warga").has("Siti Aminah", "1–1 dari 1").hasNot("Umar")
	mentor.get("/warga/p6").has("Keripik Bu Siti").hasNot("Tetapkan pendamping")
	mentor.get("/warga/p7").is(http.StatusNotFound).hasNot("Umar")
	mentor.post("/warga", url.Values{"csrf": {mentor.get("/").csrf()}, "cari": {"umar"}}).hasNot("Bakso")
	mentor.post("/klik", url.Values{"csrf": {mentor.get("/").csrf()}, "click": {"x"}, "do": {"p:7:note"}, "say": {"jahat"}}).hasNot("Sudah dicatat")
	planner := w.enters(pak)
	for _, path := range []string{"/warga", "/warga/p6"} {
		planner.get(path).is(http.StatusNotFound).hasNot("Siti")
	}
	planner.post("/warga", url.Values{"csrf": {planner.get("/").csrf()}, "cari": {"siti"}}).is(http.StatusNotFound).hasNot("Keripik")
	w.stop()
	w.console.Patience = 1
	other := b.get("/warga?urut=oldest")
	other.has("tercatat di jejak audit").hasNot("Siti")
}

func TestMentorsAreAssignedOnTheCard(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	b := w.enters(ratna)
	b.get("/warga/p7").does("p:7:mentor", "Mira Lestari").has("Sudah dicatat")
	w.rest()
	b.get("/warga/p7").has("Mira Lestari")
	if !w.hasHeard(umar, "Mira Lestari") {
		t.Error("the owner is not told")
	}
}

// BenchmarkTable is a page of the table over 100,000 owners.
func BenchmarkTable(b *testing.B) {
	everybody := make([]enterprise.PersonID, 100_000)
	for i := range everybody {
		everybody[i] = enterprise.PersonID(i + 1)
	}
	found := flows.Found{Members: map[string][]enterprise.PersonID{enterprise.TermAll: everybody}, People: map[enterprise.PersonID]enterprise.Person{}, Lists: map[flows.ListName][]flows.Record{{Name: "segments", Most: 20}: nil}}
	book := benchBook(b)
	t := book.Conversation(flows.State{Person: enterprise.Person{ID: 200_000, Language: "id", Roles: []enterprise.Role{enterprise.Officer}}, Found: found}, flows.Input{}, noon)
	for {
		tableOf(t, url.Values{"pilih": {"assessed:no"}, "urut": {"level"}}, "")
		if t.Turn.Lookup.Empty() {
			break
		}
		for _, term := range t.Turn.Lookup.Members {
			found.Members[term] = everybody[:len(everybody)/2]
		}
		for _, id := range t.Turn.Lookup.People {
			found.People[id] = enterprise.Person{ID: id}
		}
		for _, l := range t.Turn.Lookup.Lists {
			found.Lists[l] = nil
		}
		t.Turn.Lookup = flows.Lookup{}
	}
	for b.Loop() {
		tableOf(t, url.Values{"pilih": {"assessed:no"}, "urut": {"level"}}, "")
	}
}
