package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows/flowstest"
)

// chooses presses one of the buttons under a candidate.
func (b *browser) chooses(do, why string) *browser {
	b.w.t.Helper()
	if !strings.Contains(b.page, `value="`+do+`"`) {
		b.w.t.Fatalf("%s has no button %s", b.path, do)
	}
	return b.post("/klik", url.Values{"csrf": {b.csrf()}, "click": {secret()}, "do": {do}, "say": {why}, "next": {b.path}, "back": {b.path}})
}

// A cohort is chosen on the board: by what candidates are, within quotas, with
// reasons, and closed by a second officer.
func TestTheBoardOfACohort(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	elsewhere := flowstest.NewWorld(t)
	elsewhere.Now = w.clock()
	var ready []enterprise.Person
	for i, name := range []string{"Ani", "Citra " + hostile} {
		p := elsewhere.States[elsewhere.Ready(name, 0, 3+3*i)].Person
		p.ID = 0
		p.Contacts[0].Address = at("970" + string(rune('1'+i)))
		ready = append(ready, p)
	}
	if err := w.store.Import(t.Context(), ready); err != nil {
		t.Fatal(err)
	}
	b, other := w.enters(ratna), w.enters(budi)
	b.get("/kohort").has("Belum ada kohort")
	b.get("/isian?do=h:new&next=%2Fkohort&back=%2Fkohort").answers("Angkatan 1", "1 Januari 2027", "31 Desember 2027", "2", "1", "Tanpa batas").has("Sudah dicatat", "Angkatan 1", "0 / 2")
	id := between(b.page, `data-row href="/kohort/`, `"`)
	b.get("/kohort/"+id).has("Usaha Ani", "Citra &lt;script&gt;", "0 dari 2 tempat", "NIB, NPWP", "0 / 1", "Legalitas").hasNot("<script>alert")
	b.chooses("h:"+id+":in:8", "Nilai tertinggi "+hostile).has("Sudah dicatat", "1 dari 2 tempat", "Nilai tertinggi &lt;script&gt;", "1 / 1", "disabled").hasNot("<script>alert")
	b.post("/klik", url.Values{"csrf": {b.csrf()}, "click": {"forced"}, "do": {"h:" + id + ":in:9"}, "say": {"juga bagus"}, "next": {b.path}, "back": {b.path}}).has(`role="alert"`)
	b.get("/kohort/"+id).chooses("h:"+id+":reserve:9", "Cadangan pertama").has("cadangan 1")
	b.get("/isian?do=h:"+id+":propose&next=%2Fkohort%2F"+id+"&back=%2Fkohort%2F"+id).answers("Belum kali ini").has("Sudah dicatat", "mengusulkan", "Bukan yang mengusulkan").hasNot("Setuju, tutup")
	other.get("/kohort/"+id).has("Setuju, tutup kohort").hasNot("h:"+id+":in:8").does("h:"+id+":close").has("Sudah dicatat", "ditutup", "Anggota, cadangan")
	if w.noted("data.card", 8) == 0 || w.noted("cohort.in", 8) != 1 || w.noted("cohort.in", 9) != 0 {
		t.Error("the trail does not say who was looked at and chosen")
	}
	b.get("/kohort/0-7").is(http.StatusNotFound)
	for _, who := range []string{mira, pak} {
		for _, path := range []string{"/kohort", "/kohort/" + id} {
			w.enters(who).get(path).is(http.StatusNotFound).hasNot("Ani")
		}
	}
}
