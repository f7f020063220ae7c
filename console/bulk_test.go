package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"naikkelas/messages"
)

// bulk presses a button for the owners who are ticked.
func (b *browser) bulk(act string, form url.Values, ids ...string) *browser {
	b.w.t.Helper()
	part := between(b.page, `id="bulk"`, "</form>")
	for _, m := range inputForm.FindAllStringSubmatch(part, -1) {
		form.Set(m[1], unescaped(m[2]))
	}
	form.Set("act", act)
	form["id"] = ids
	return b.post("/borongan", form)
}

// What is done for several owners is done for each by the rules of the chat,
// once, and it is said for how many and why not for the others.
func TestSeveralOwnersAtOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	b := w.enters(ratna)
	b.get("/warga").has(`name="id" value="p6"`, "Tetapkan pendamping")
	form := url.Values{"mentor": {"Mira Lestari"}}
	b.bulk("mentor", form, "p6", "p7", "p99").has("Dikerjakan untuk 1 dari 3 orang", "memang sudah itu")
	b.post("/borongan", form).has("Dikerjakan untuk 1 dari 3 orang") // sent again
	w.rest()
	if n := w.noted("data.mentor", 7); n != 1 || w.noted("data.mentor", 6) != 0 || !w.hasHeard(umar, "Mira Lestari") {
		t.Errorf("Umar's mentor is noted %d times; %+v", n, w.told(umar))
	}
	b.get("/warga").bulk("mentor", url.Values{"mentor": {"Siapa Saja"}}, "p6").has(`role="alert"`, "Dikerjakan untuk 0 dari 1")
	b.get("/warga").bulk("mentor", url.Values{"mentor": {"Mira Lestari"}}).has("Belum ada yang dicentang")
	for _, form := range []url.Values{{"act": {"hapus"}, "id": {"p6"}}, {"act": {"mentor"}, "id": {"p6", "x"}}, {"act": {"mentor"}, "id": slices.Repeat([]string{"p6", "p7"}, 1), "click": {strings.Repeat("x", 65)}}} {
		form.Set("csrf", b.get("/warga").csrf())
		b.post("/borongan", form).is(http.StatusBadRequest)
	}
	mentor := w.enters(mira)
	mentor.get("/warga").hasNot(`name="id"`, "borongan", "tampilan\" id=\"bulk")
	mentor.post("/borongan", url.Values{"csrf": {mentor.csrf()}, "click": {"x"}, "act": {"mentor"}, "mentor": {"Mira Lestari"}, "id": {"p7"}}).is(http.StatusBadRequest)
}

// Candidates enter a cohort by the cohort's rules.
func TestOwnersEnterACohortTogether(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.types(ratna, "/kohort")
	w.taps(ratna, "h:new")
	w.types(ratna, "Angkatan 1", "1 Januari 2027", "31 Desember 2027", "10", "Tanpa batas", "Tanpa batas")
	b := w.enters(ratna)
	b.get("/warga").has("Angkatan 1", "Catat di kohort")
	id := between(b.page, `<select name="cohort"><option value="`, `"`)
	b.bulk("cohort", url.Values{"cohort": {id}, "verdict": {"in"}, "why": {"Nilai tinggi"}}, "p6", "p7").has("Dikerjakan untuk 0 dari 2", "memenuhi aturan kandidat")
	w.rest()
	if w.noted("cohort.in", 6)+w.noted("cohort.in", 7) != 0 {
		t.Error("who is no candidate is in the cohort")
	}
}

// A table goes to the officer's chat once its purpose is said; the trail has
// who, how many and what for.
func TestATableOfOwners(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	b := w.enters(ratna)
	b.get("/warga").bulk("export", url.Values{}, "p7").has("1 warga akan masuk", "Untuk keperluan apa")
	b.answers("x").has("5 sampai").answers("undangan bazar").has("Sudah dicatat")
	w.rest()
	sheet := func() *messages.Sheet {
		for _, m := range slices.Backward(w.told(ratna)) {
			if m.Workbook != nil {
				return &m.Workbook.Sheets[0]
			}
		}
		return nil
	}
	if s := sheet(); s == nil || len(s.Rows) != 1 || !strings.HasPrefix(s.Rows[0][0], "Umar") || strings.Contains(strings.Join(s.Rows[0], " "), "0812345") {
		t.Fatalf("%+v", s)
	}
	if w.noted("data.exported", 0) != 1 || w.noted("data.found", 7) == 0 {
		t.Error("the trail does not say that a table was made")
	}
	w.types(siti, "/menu") // what they lack is known from their first step on
	w.types(umar, "/menu")
	all := unescaped(between(b.get("/warga?pilih=assessed:no").page, `class="button" href="/isian?back`, `"`))
	b.get("/isian?back"+all).has("Belum dinilai").answers("Lanjut", "undangan bazar kota").has("Sudah dicatat")
	w.rest()
	if s := sheet(); s == nil || len(s.Rows) != 2 {
		t.Errorf("of all who match: %+v", s)
	}
	w.types(ratna, "/ekspor p6", "undangan bazar")
	if s := sheet(); s == nil || !strings.HasPrefix(s.Rows[0][0], "Siti") {
		t.Errorf("in the chat: %+v", s)
	}
	for _, who := range []string{mira, pak} {
		w.enters(who).get("/isian?do=%2Fekspor+p6").is(http.StatusNotFound).hasNot("Siti")
	}
}

// An announcement to those whom the table shows begins with them.
func TestAnAnnouncementToTheTable(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.types(siti, "/menu")
	w.types(umar, "/menu")
	b := w.enters(ratna)
	b.get("/warga?pilih=assessed:no&pilih=-lang:en")
	links := strings.Split(b.page, `class="button" href="`)
	b.get(unescaped(strings.Split(links[len(links)-1], `"`)[0])).has("Penting")
	b.answers("Info program", "Bazar besok.", "Selesai", "Tanpa tombol").has("dari 2 orang", "kecuali")
}

// A view is an officer's own, under its name, until it is dropped.
func TestViewsAreKept(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	b, other := w.enters(ratna), w.enters(budi)
	b.get("/warga").hasNot("Simpan tampilan")
	b.get("/warga?pilih=assessed:no&urut=level&dari=50").has("Simpan tampilan")
	keep := url.Values{"csrf": {b.csrf()}, "click": {"a"}, "back": {"/warga?" + url.Values{"pilih": {"assessed:no"}, "urut": {"level"}}.Encode()}, "name": {"Belum menilai " + hostile[:20]}}
	b.post("/tampilan", keep).has("Tampilan saya", "Belum menilai &lt;script&gt;", `aria-current="true"`).hasNot("<script>alert")
	other.get("/warga").hasNot("Belum menilai &lt;script")
	b.get("/warga").has("Belum menilai")
	keep.Set("click", "b")
	keep.Set("drop", "1")
	b.post("/tampilan", keep).hasNot("Belum menilai &lt;script")
	b.post("/tampilan", url.Values{"csrf": {b.get("/warga").csrf()}, "click": {"c"}, "back": {"//evil.example"}, "name": {"x"}}).has("tidak disimpan")
	w.types(ratna, "/dataku")
}
