package demo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/simulator"
)

// beforeTheYear leaves things open that end, and one that does not: a form with
// a photo that was just sent.
const beforeTheYear = `
Endah> /start
Endah> Indonesia
Endah> Endah Puspita
Endah> /isikan
Endah> Setuju, sudah dibacakan
Endah> Ibu
Endah> Kasminah
Endah> Pecel Mbok Kas
Endah> Warung/katering
Endah> Kec. Klojen
Endah> Kauman
Endah> 1998
Endah> 2
Endah> 3 juta
Endah> Betul
Endah> 081290090007
Endah> Betul
Endah> Belum punya NIB
Endah> Nanti saja
Endah> Benar, simpan
Endah> /pelatihan
Endah> (tombol) Buat pelatihan
Endah> Foto produk dengan HP
Endah> Foto produk
Endah> MCC lantai 5
Endah> {+365} 09.00-12.00
Endah> Betul
Endah> Selesai
Endah> 1
Endah> Lanjut
Endah> Saat mulai
Endah> Bu Endah
Endah> Tanpa poster
Endah> Terbitkan
Endah< Pelatihan terbit
Wati> /pelatihan
Wati> (tombol) 1
Wati> (tombol) Ikut
Tutik> /pelatihan
Tutik> (tombol) 1
Tutik> (tombol) Ikut
Wati> /pelatihan
Wati> (tombol) 1
Wati> (tombol) Tidak jadi
Tutik< Ada tempat kosong: Foto produk dengan HP
Endah> /undang
Endah> Petugas
Endah< Undangan sebagai Petugas
Slamet> /start
Slamet< choose a language
Joko> /dokumen
Joko> Merek
Joko> Kirim dokumen
Joko> (foto) contoh-merek.png
`

// afterTheYear is what is over, what is still there, and that the same can be
// begun anew.
const afterTheYear = `
Tutik> (tombol) Ambil tempat
Tutik< sudah tidak disimpan
Lestari> (undangan)
Lestari< sudah lewat waktunya
Slamet> Indonesia
Slamet< Ketik /start
Slamet> /start
Slamet> Indonesia
Slamet> Setuju
Slamet> Tidak usah
Slamet> /klaim
Slamet> 081290090007
Slamet> Betul
Slamet> (kode)
Slamet< tidak cocok, sudah dipakai, atau sudah lewat waktunya
Joko> Sudah semua
Joko> IDM000123457
Joko> Betul
Joko> {+1000}
Joko> Betul
Joko> Biarkan saja
Joko< Terkirim ke petugas
Endah> /undang
Endah> Petugas
Endah< Undangan sebagai Petugas
Lestari> (undangan)
Lestari> Indonesia
Lestari> Lestari Handayani
Lestari< Selamat bekerja
Endah> /periksa
Endah> (tombol) 1
Endah< IDM000123457
`

// TestAYearInOneGo moves the demo's clock by a year. The embedded Redis, the
// files and the bot's own stopwatch have not seen that year.
func TestAYearInOneGo(t *testing.T) {
	t.Parallel()
	d := beginCity(t)
	data := openData(t, d)
	l := d.newLived(data)
	l.phones["Wati"], l.phones["Tutik"], l.phones["Joko"] = d.owners[8], d.owners[25], d.owners[17]
	l.phones["Slamet"] = d.telegram.Phone(newPhone)
	l.phones["Lestari"] = d.telegram.Unseen(simulator.User{ID: 900_777, FirstName: "Lestari", Language: "id"})
	play := func(script string) {
		t.Helper()
		l.today = d.clock.Now().In(d.settings.Program.City.Location)
		if err := l.play(t.Context(), script); err != nil {
			t.Fatal(err)
		}
	}
	play(beforeTheYear)
	d.clock.Advance(364 * 24 * time.Hour)    // the training is tomorrow
	for _, on := range []bool{false, true} { // a new process sweeps as it starts
		if err := d.power(on); err != nil {
			t.Fatal(err)
		}
	}
	play(strings.ReplaceAll(afterTheYear, "(kode)", writtenOn(l.phones["Endah"])))
	if !slices.ContainsFunc(l.phones["Endah"].Messages(), func(m simulator.Message) bool { return m.FromBot && m.Media == "photo" }) {
		t.Error("the photo from before the year is gone: " + l.phones["Endah"].Screen())
	}
}
