package demo

import (
	"regexp"
	"slices"

	"naikkelas/simulator"
)

// leadsThroughTheProgramme sends the office's list with one
// tap, fills the place in the cohort that somebody left, reads an objection,
// takes on a request, gathers a proposal and opens a figure of the recap.
func leadsThroughTheProgramme(page browserPage) {
	page.phone("Petugas")
	page.typed("Impor daftar")
	page.press("Daftar baru")
	page.says("Kirim daftarnya sebagai berkas")
	page.attach("daftar-umkm.csv")
	page.says("8. No HP → nomor HP")
	page.press("Kolom betul")
	page.says("tidak bisa dipakai")
	page.picture("import.png")
	page.press("Masukkan 6 orang")
	page.typed("Kohort")
	page.tap("Angkatan I")
	page.tap("Daftar cadangan")
	page.says("2 cadangan")
	page.tap("1")
	page.tap("Naikkan jadi peserta")
	page.says("Apa alasannya?")
	page.typed("urutan pertama di cadangan")
	page.says("Peserta 6 dari 6")
	page.tap("Keberatan")
	page.says("1 keberatan")
	page.tap("1")
	page.says("isinya ada di /tiket")
	page.picture("cohort.png")
	page.typed("Layanan usaha")
	page.says("Permintaan layanan: 4")
	page.tap("3")
	page.tap("Terima")
	page.typed("Usulan warga")
	page.tap("Gabungkan berikutnya")
	page.tap("Gabungkan")
	page.says("digabung ke pokok yang mana?")
	page.typed("Lapak tetap")
	page.says("masuk pokok Lapak tetap")
	page.picture("topics.png")
	page.typed("Rekap")
	page.tap("Terdaftar (228)")
	page.says("Terdaftar: 228 orang, halaman 1 dari 29")
	page.picture("recap.png")
}

// writtenCode is a claim code as it stands on the mentor's phone.
var writtenCode = regexp.MustCompile(`Kode: ([0-9]{4}-[0-9]{4})`)

// leadsEverybodyElseThroughTheProgramme says yes to a buyer, supports a
// proposal, reports sales and looks at the plan as an owner; logs a visit as a
// mentor; reads figures and proposals as a planner; and takes the record over
// that the mentor filled in.
func leadsEverybodyElseThroughTheProgramme(page browserPage, d *demo) {
	page.phone("Pemilik lama")
	page.tap("Ya, bersedia")
	page.says("dicatat bersedia")
	page.typed("Usulan warga")
	page.tap("Dukung usulan lain")
	page.says("Gudang bahan baku bersama")
	page.act(`[...document.querySelectorAll('.phone.chosen .chat li')].at(-1).querySelector('.inline button').click()`)
	page.tap("👍 Dukung")
	page.says("Dukungan untuk Gudang bahan baku bersama tercatat")
	page.typed("Omzet bulanan")
	page.says("12 bulan tercatat")
	page.picture("sales.png")
	page.press("Sudah cukup")
	page.typed("Rencana")
	page.says("0 dari 3 selesai")
	page.picture("plan.png")
	page.typed("Data saya")
	page.says("data-saya.xlsx")

	page.phone("Pendamping")
	page.tap("Buka permintaan")
	page.tap("Catat kunjungan")
	page.tap("Lancar")
	page.press("Cukup")
	page.says("Kunjungan tersimpan")
	page.phone("Pemilik lama")
	page.says("Lancar")

	page.phone("Bappeda")
	page.typed("Usulan warga")
	page.says("Suara: 6")
	page.tap("Rekap usulan")
	page.says("Per kecamatan usaha")
	page.picture("planner.png")

	d.telegram.Phone(simulator.User{ID: 900_777, FirstName: "Kasminah", Language: "id", Phone: "6281290090007"})
	page.phone("Kasminah")
	page.start()
	page.press("Indonesia", "Setuju", "Boleh, kabari saya")
	page.typed("/klaim")
	page.says("nomor HP")
	page.typed("0812 9009 0007")
	page.press("Betul")
	page.typed(writtenOn(d.telegram.Phone(mentorPhone)))
	page.says("Pecel Mbok Kas")
	page.picture("claim.png")
}

// writtenOn is the newest claim code that a phone shows.
func writtenOn(p *simulator.Phone) string {
	for _, m := range slices.Backward(p.Messages()) {
		if found := writtenCode.FindStringSubmatch(m.Text); found != nil {
			return found[1]
		}
	}
	return ""
}

// attach sends a sample file from the list behind the button +.
func (p browserPage) attach(name string) {
	p.t.Helper()
	p.eval(`document.querySelector('.phone.chosen .attach').click()`)
	entry := `[...document.querySelectorAll('.phone.chosen .attachments button')].find(b => b.textContent.endsWith("` + name + `"))`
	p.until(entry)
	p.act(entry + `.click()`)
}
