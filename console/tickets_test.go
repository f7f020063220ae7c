package console

import (
	"strings"
	"testing"
	"time"
)

// A ticket is taken, handed over and shown to be open elsewhere; the one who
// gets it reads so in the chat.
func TestWhoAnswersATicket(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.asks(umar, "Kapan pelatihan?")
	w.pass(time.Hour)
	w.asks(siti, "NIB saya hilang "+hostile)
	b, other := w.enters(ratna), w.enters(budi)
	b.get("/tiket").has("2 belum dijawab", "terlama menunggu", "Menunggu jawaban")
	b.get("/tiket?lihat=saya").has("Tidak ada pertanyaan").hasNot("Siti")
	b.get("/tiket")
	id := between(b.page[strings.Index(b.page, "Umar"):], `data-row href="/tiket/`, `"`)
	b.get("/tiket/"+id).has("NIB saya hilang", "Ini pertanyaan pertamanya", "Serahkan kepada", "Mira Lestari").hasNot("<script>alert", "juga sedang membuka")
	w.rest()
	other.get("/tiket").has("dibuka Ratna Dewi")
	other.get("/tiket/" + id).has("Ratna Dewi juga sedang membuka")
	w.pass(time.Minute)
	other.get("/tiket").hasNot("dibuka Ratna Dewi")

	b.get("/tiket/"+id).does("t:"+id+":take").has("Sudah dicatat", "Ratna Dewi")
	b.get("/tiket?lihat=saya").has("Siti Aminah").hasNot("Umar")
	b.get("/tiket?lihat=bebas").has("Umar").hasNot("Siti")
	b.get("/tiket/"+id).does("t:"+id+":give", "Budi Santosa").has("Sudah dicatat")
	w.rest()
	if !w.hasHeard(budi, "diserahkan Ratna Dewi") || w.noted("ticket.assigned", 6) != 2 {
		t.Errorf("budi: %+v", w.told(budi))
	}
	b.does("t:"+id+":give", "Siapa Saja Boleh").has(`role="alert"`)
	other.get("/tiket?lihat=saya").has("Siti Aminah")
	other.get("/tiket/"+id).does("t:"+id+":answer", "Silakan ke MPP.")
	other.get("/tiket?lihat=menunggu").hasNot("Siti").has("Umar")
	other.get("/tiket/" + id).does("t:" + id + ":close")
	w.rest()
	w.asks(siti, "Masih hilang, apa yang harus saya lakukan sekarang?")
	w.rest()
	b.get("/tiket?lihat=bebas")
	again := between(b.page[strings.LastIndex(b.page, "data-row"):], `data-row href="/tiket/`, `"`)
	b.get("/tiket/"+again).has("Pertanyaan sebelumnya", "NIB saya hilang", "Budi Santosa").hasNot("<script>alert", "Silakan ke MPP")
	mentor := w.enters(mira)
	mentor.get("/tiket/" + again).has("Masih hilang").hasNot("Umar")
}
