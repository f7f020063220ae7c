package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// answers gives an answer in a form of the page.
func (b *browser) answers(texts ...string) *browser {
	b.w.t.Helper()
	for _, text := range texts {
		parts := strings.Split(b.page, `action="/isian"`)
		fields := url.Values{}
		part, _, _ := strings.Cut(parts[len(parts)-1], "</form>")
		for _, m := range inputForm.FindAllStringSubmatch(part, -1) {
			fields.Add(m[1], unescaped(m[2]))
		}
		fields.Add("say", text)
		b.post("/isian", fields)
	}
	return b
}

// An announcement is written on pages by the form of the chat, and is nowhere
// before its last answer; a second officer turns it down or lets it out.
func TestAnAnnouncementIsWrittenOnPages(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.book.Program.City.Announcements.ApprovalAbove = 0 // of this town alone
	b := w.enters(ratna)
	b.get("/siaran").has("Belum ada siaran")
	b.get("/isian?do=%2Fsiaran&say=Siaran+baru&next=%2Fsiaran&back=%2Fsiaran").has("Penting", "Tinggalkan")
	b.answers("Penting", "Besok ada bazar di balai kota, "+hostile).hasNot("<script>alert")
	if strings.Contains(b.path, "bazar") {
		t.Errorf("the address holds what was typed: %s", b.path)
	}
	b.answers("Selesai").has("Tanpa tombol")
	b.answers("nonsense").has("Tanpa tombol", "Belum cocok").hasNot("<li>nonsense")
	b.answers("Tanpa tombol").has("Kecamatan")
	b.answers("Lanjut").has("Sekarang").answers("Sekarang").has("Besok ada bazar", "class=\"bubble\"", "Minta persetujuan")
	w.rest()
	b.w.types(ratna, "/siaran")
	if w.hasHeard(ratna, "Besok ada") {
		t.Error("the announcement is there before its last answer")
	}
	w.types(ratna, "/batal")
	final := url.Values{}
	parts := strings.Split(b.page, `action="/isian"`)
	for _, m := range inputForm.FindAllStringSubmatch(parts[len(parts)-1], -1) {
		final.Add(m[1], unescaped(m[2]))
	}
	final.Add("say", "Minta persetujuan")
	for range 2 { // sent twice, done once
		b.post("/isian", final).is(http.StatusOK).has("Sudah dicatat", "Besok ada bazar")
	}
	if n := strings.Count(b.page, "data-row"); n != 1 {
		t.Fatalf("%d announcements", n)
	}
	id := between(b.page, `data-row href="/siaran/`, `"`)
	b.get("/siaran/"+id).has("Besok ada bazar", "Seperti terlihat").hasNot(">Setujui", "<script>alert")
	other := w.enters(budi)
	other.get("/").has("/siaran")
	other.get("/siaran/"+id).has("Setujui", "Tolak…")
	other.does("a:" + id + ":ok").has("Sudah dicatat")
	w.rest()
	if !slices.ContainsFunc(w.told(ratna), func(m messages.Message) bool { return strings.Contains(m.Text, "Budi Santosa") }) {
		t.Errorf("the author is not told: %+v", w.told(ratna))
	}
	for _, forged := range []string{"/isian?do=%2Fcari", "/isian?do=%2Fhapus", "/isian?do=", "/isian?do=%2Fkonsol", "/isian?do=o:nib"} {
		b.get(forged).is(http.StatusNotFound)
	}
	for _, who := range []string{mira, pak} {
		v := w.enters(who)
		for _, path := range []string{"/siaran", "/siaran/" + id, "/isian?do=%2Fsiaran&say=Siaran+baru"} {
			v.get(path).is(http.StatusNotFound).hasNot("bazar", "Penting")
		}
		v.post("/isian", url.Values{"csrf": {v.get("/").csrf()}, "do": {"/siaran"}, "say": {"Siaran baru"}}).is(http.StatusNotFound)
	}
}

// Turning one down asks for the reason, which the author reads.
func TestAnAnnouncementIsTurnedDownOnPages(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.book.Program.City.Announcements.ApprovalAbove = 0
	b := w.enters(ratna)
	b.get("/isian?do=%2Fsiaran&say=Siaran+baru&next=%2Fsiaran&back=%2Fsiaran").answers("Penting", "Bazar besok.", "Selesai", "Tanpa tombol", "Lanjut", "Sekarang", "Minta persetujuan").has("Sudah dicatat")
	id := between(b.page, `data-row href="/siaran/`, `"`)
	other := w.enters(budi)
	other.get("/isian?do=a:"+id+":no&next=%2Fsiaran%2F"+id+"&back=%2Fsiaran%2F"+id).has("Tinggalkan").answers("Tanggalnya keliru.").has("Sudah dicatat", "Tanggalnya keliru.")
	w.rest()
	if !w.hasHeard(ratna, "Tanggalnya keliru") {
		t.Error("the author does not read the reason")
	}
}

// What the guide says leads where it says: an announcement to the owners of a
// sector in a kecamatan who lack a document.
func TestTheGuidesAnnouncement(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	program := w.book.Program
	lacks := ""
	speaking := w.book.Conversation(flows.State{Person: enterprise.Person{Language: "id"}}, flows.Input{}, noon)
	for _, o := range flows.FacetValues(speaking, "documents") {
		if o.Value == "missing:nib" {
			lacks = o.Label
		}
	}
	w.types(siti, "/menu") // what they lack is known from their first step on
	w.types(umar, "/menu")
	b := w.enters(ratna)
	b.get("/isian?do=%2Fsiaran&say=Siaran+baru&next=%2Fsiaran&back=%2Fsiaran").answers("Info program", "NIB gratis, urus hari ini.", "Selesai", "Tanpa tombol",
		"Bidang usaha", program.Sectors[0].Button.In("id"), "Cukup", "Kecamatan", program.Regions.Districts[0].Name, "Cukup", "Keadaan dokumen", lacks, "Cukup").has("</b> dari 2 orang", "Siti Aminah")
	b.answers("Lanjut", "Sekarang").has("NIB gratis", "Kirim sekarang").answers("Kirim sekarang").has("Sudah dicatat", "NIB gratis")
}
