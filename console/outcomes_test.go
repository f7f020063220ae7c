package console

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"naikkelas/flows/announcement"
)

// Recipients are listed one by one, for those who may see them; whom the page
// shows is in the trail.
func TestRecipientsOneByOne(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.types(siti, "/menu")
	w.types(umar, "/menu")
	b := w.enters(ratna)
	b.get("/isian?do=%2Fsiaran&say=Siaran+baru&next=%2Fsiaran&back=%2Fsiaran").answers("Info program", "Bazar besok.", "Selesai", "Tanpa tombol", "Lanjut", "Sekarang", "Kirim sekarang").has("Sudah dicatat")
	w.rest()
	id := between(b.page, `data-row href="/siaran/`, `"`)
	if _, err := w.store.OpenDue(t.Context(), w.lease, w.clock()); err != nil { // there is nobody in this town who sends
		t.Fatal(err)
	}
	b.get("/siaran/"+id).has("Penerima satu per satu", "/siaran/"+id+"/penerima")
	b.get("/siaran/"+id+"/penerima").has("Siti Aminah", "Umar &lt;script&gt;", "1–2 dari 2").hasNot("<script>alert", "+62812345")
	b.get("/siaran/" + id + "/penerima?keadaan=blocked").has("Tidak ada warga").hasNot("Siti")
	b.get("/siaran/" + id + "/penerima?dari=-7").has("Siti Aminah")
	b.get("/siaran/0-1/penerima").is(http.StatusNotFound)
	if n := w.noted("data.found", 6); n == 0 {
		t.Error("the look is not noted")
	}
	for _, who := range []string{mira, pak} {
		w.enters(who).get("/siaran/" + id + "/penerima").is(http.StatusNotFound).hasNot("Siti")
	}
}

// What a correction changes is marked word by word, and is text whatever it says.
func TestADifferenceIsShown(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	d := announcementData{Shown: announcement.Shown{Of: "SAAAA"}, Diff: [][]piece{difference("Bazar besok", "Bazar lusa "+hostile)}}
	rec := httptest.NewRecorder()
	w.console.write(rec, http.StatusOK, "announcement", screen{Page: "announcement", Lang: "id", words: w.book.Words, Data: d})
	if page := rec.Body.String(); !strings.Contains(page, "<del>besok</del>") || !strings.Contains(page, "<ins>lusa &lt;script&gt;") || !strings.Contains(page, "Yang berubah dari SAAAA") {
		t.Error(page)
	}
}
