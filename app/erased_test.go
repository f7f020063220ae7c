package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"naikkelas/bot/telegram"
	"naikkelas/store"
)

// life is everything that an owner can leave behind: answers, papers, sales, a
// training with a place, feedback and a certificate, a proposal with her name, a
// request for a service with a visit and its photo, a buyer whom they met, half a
// plan, a question to an officer
// with its answer and one still open, a note, a choice for a cohort, an answer
// to an announcement, half a form, and a message that could not be handled.
const life = `
= administrator Ratna
Ratna> /start
Ratna> Indonesia
Ratna> Ratna Dewi
= daftar Kartikasari
= daftar Ani
= nilai Kartikasari
Kartikasari> /dokumen
Kartikasari> NIB
Kartikasari> Kirim dokumen
Kartikasari> (foto) NIB Kartikasari
Kartikasari> Sudah semua
Kartikasari> NIB 0101 2300 77777
Kartikasari> Biarkan saja
Ratna> Periksa dokumen
Ratna> (tombol) 1
Ratna> (tombol) Sahkan
Kartikasari> /omzet
Kartikasari> 8123456
Kartikasari> Betul
Kartikasari> /petugas
Kartikasari> Almarhum suami saya dulu pedagang tempe Sanan
Ratna> /tiket
Ratna> (tombol) Jawab
Ratna> Turut berduka, Bu Kartikasari
Ratna> (tombol) Selesai
Kartikasari> Ya, terbantu
Ratna> /cari
Ratna> Kartikasari
Ratna> (tombol) Tulis catatan
Ratna> Pewaris resep kripik tempe
Ratna> Jadwal pelatihan
Ratna> (tombol) Buat pelatihan
Ratna> Kemasan yang menjual
Ratna> Kemasan
Ratna> MCC lantai 5
Ratna> Kamis 13.00-15.00
Ratna> Betul
Ratna> Selesai
Ratna> 5
Ratna> Lanjut
Ratna> Saat mulai
Ratna> Bu Ratna, 0812-3456-7890
Ratna> Tanpa poster
Ratna> Terbitkan
Ratna> /usulan
Ratna> (tombol) Buka masa usulan
Ratna> Apa yang paling menghambat usaha Anda?
Ratna> 31 Januari 2027
Ratna> Buka
Kartikasari> /usulan
Kartikasari> (tombol) Tulis usulan
Kartikasari> Modal
Kartikasari> (foto) Warisan ibu mertua habis untuk modal.
Kartikasari> Selesai
Kartikasari> Lewati
Kartikasari> Selesai
Kartikasari> Dengan nama saya
Kartikasari> Kirim
Ratna> /usulan
Ratna> (tombol) Gabungkan berikutnya
Ratna> (tombol) Gabungkan
Ratna> Modal bergulir
Kartikasari> /pelatihan
Kartikasari> (tombol) 1
Kartikasari> (tombol) Ikut
Kartikasari> /petugas
Kartikasari> Apakah suami saya masih terdaftar di Sanan?
Kartikasari> /layanan
Kartikasari> (tombol) Fasilitasi merek
Kartikasari> (tombol) Minta layanan ini
Kartikasari> Merek warisan dari suami saya
Ratna> /layanan
Ratna> (tombol) 1
Ratna> (tombol) Catat kunjungan
Ratna> (tombol) Lancar
Ratna> (foto) Dapur tempat pedagang tempe itu mulai
Ratna> Cukup
Kartikasari> /layanan
Kartikasari> (tombol) Temu usaha
Kartikasari> (tombol) Minta layanan ini
Kartikasari> Kripik tempe warisan suami saya
Kartikasari> 81 bungkus
Ratna> /pembeli
Ratna> (tombol) Kebutuhan baru
Ratna> Hotel Tugu
Ratna> Bu Rina, 0812-9999-7777
Ratna> kripik 250 gram
Ratna> Warung/katering
Ratna> 50 bungkus
Ratna> Semua tingkat
Ratna> Selesai
Ratna> akhir tahun
Ratna> Simpan kebutuhan
Ratna> (tombol) 1
Ratna> (tombol) Tawarkan
Kartikasari> (tombol) Ya, bersedia
Ratna> (tombol) Pembeli setuju
Kartikasari> /rencana
Kartikasari> 2 minggu lagi
Kartikasari> Tidak dulu
Ani> /petugas
Ani> Kapan bazar berikutnya?
Kartikasari> /usaha
Kartikasari> (tombol) Tambah usaha
Kartikasari> Jamu Kartikasari
Kartikasari> Makanan kemasan
Kartikasari> dinoyo
Kartikasari> 2019
Kartikasari> 2
Kartikasari> Rp2-5 juta
Kartikasari> Belum punya NIB
Kartikasari> Benar, simpan
Kartikasari> /dokumen
Kartikasari> NIB
Kartikasari> Kirim dokumen
Kartikasari> (foto) NIB jamu
Kartikasari> Sudah semua
Kartikasari> NIB 0101 2300 88888
Kartikasari> Biarkan saja
Kartikasari> /usaha
Kartikasari> (tombol) Tutup usaha ini
Kartikasari> Ya, tutup usaha ini
Kartikasari> /profil
Kartikasari> Nama usaha
`

// Whoever erases themselves leaves nothing behind: not in Redis, under no seal,
// in no file, in no line of the log, on no screen that an officer opens
// afterwards. Counts and the trail go on without them.
func TestErasureLeavesNoTrace(t *testing.T) {
	t.Parallel()
	erasedWhole(t, life, lifeAfterwards, "Kartikasari", 3, "Jamu", "0101230077777", "0101230088888", "pedagang tempe", "kripik tempe", "suami saya", "ibu mertua", "8123456")
}

// lifeAfterwards is where an officer saw something of that life.
const lifeAfterwards = `
Ratna> /pelatihan
Ratna> (tombol) 1
Ratna> (tombol) Peserta
Ratna> /usulan
Ratna> (tombol) Baca semua
Ratna> (tombol) Pokok usulan
Ratna> (tombol) Unduh XLSX
Ratna> /layanan
Ratna> /pembeli
Ratna> (tombol) 1
`

// secondHand is a life as others wrote it down: filled in by an officer and
// taken over, named in a list of the office, and registered once more from a
// personal link, of which an officer made one record.
const secondHand = `
= administrator Ratna
Ratna> /start
Ratna> Indonesia
Ratna> Ratna Dewi
Ratna> /isikan
Ratna> Setuju, sudah dibacakan
Ratna> Ibu
Ratna> Kartikasari Wulan
Ratna> Pecel Kartikasari
Ratna> Warung/katering
Ratna> Lowokwaru
Ratna> Dinoyo
Ratna> 2019
Ratna> 2
Ratna> Rp2-5 juta
Ratna> 0812 3456 7890
Ratna> Betul
Ratna> Belum punya NIB
Ratna> Nanti saja
Ratna> Benar, simpan
Kartikasari> (buka undangan)
Kartikasari> Indonesia
Kartikasari> Setuju
Kartikasari> Boleh, kabari saya
Kartikasari> 0812 3456 7890
Kartikasari> Betul
Kartikasari> (kode klaim)
Kartikasari> Benar, simpan
Ratna> /impor
Ratna> (tabel) daftar.csv Nama;Nama usaha;Kelurahan;No HP;NIB|Kartikasari W.;Depot Melati;Dinoyo;081234567890;|Sarinah;Jamu Gendong Sarinah;Merjosari;081234567006;0101230066666
Ratna> Kolom betul
Ratna> Masukkan 1 orang
Ratna> /impor
Ratna> 2
Ratna> /cari sarinah
Ratna> (tombol) Tautan pribadi
Sarinah> (buka undangan)
Sarinah> Indonesia
Sarinah> Setuju
Sarinah> Boleh, kabari saya
Sarinah> Ibu
Sarinah> Makanan kemasan
Sarinah> 2019
Sarinah> 2
Sarinah> 3 juta
Sarinah> Betul
Sarinah> Benar, simpan
Sarinah> /omzet
Sarinah> 7654321
Sarinah> Betul
Sarinah> /profil
Sarinah> ubah 10
Sarinah> 081234567890
Sarinah> Betul
Sarinah> Benar, simpan
Ratna> /ganda
Ratna> (tombol) 1
Ratna> (tombol) Simpan yang atas
Ratna> (tombol) Ya, gabungkan
Kartikasari> (tombol) Ya, dua-duanya milik saya
Sarinah> (tombol) Ya, dua-duanya milik saya
`

// What others wrote of somebody goes with them, and so does the record that was
// merged into theirs, with its chat.
func TestErasureTakesAlongWhatOthersWrote(t *testing.T) {
	t.Parallel()
	erasedWhole(t, secondHand, "", "Kartikasari", 1, "Sarinah", "Pecel", "Depot Melati", "81234567890", "81234567006", "0101230066666", "7654321")
}

// erasedWhole plays a life, lets its owner erase it, and looks for texts of it
// everywhere, as does an officer who also looks where the life was lived. So
// many files are to be there before.
func erasedWhole(t *testing.T, life, look, owner string, files int, texts ...string) {
	t.Helper()
	var log journal
	s := newSceneLogged(t, life, &log)
	s.play(life)
	address := telegram.Address(s.id(owner))
	texts = append(texts, owner, "8123400"+address.ID, fmt.Sprintf("{\"c\":%q,\"i\":%q}", address.Channel, address.ID))
	if places := s.traces(texts); len(places) < 8 || len(s.stored()) != files {
		t.Fatalf("too little is left behind for this test to mean anything: %v, %v", places, s.stored())
	}
	s.out.Reset()
	s.play(owner + "> /hapus\n" + owner + "> Ya, hapus semua\n")
	if !strings.Contains(s.out.String(), "p2") {
		t.Errorf("there is no proof of the erasure:\n%s", s.out.String())
	}
	if _, err := s.bot.files.Sweep(t.Context(), time.Now().Add(time.Hour), false, s.bot.belong); err != nil {
		t.Fatal(err)
	}
	s.play("... 2 jam\n")
	s.out.Reset()
	officer := s.play(everywhere + look)
	for _, text := range texts {
		for line := range strings.Lines(officer) {
			if strings.Contains(line, text) && !strings.HasPrefix(line, "Ratna> ") {
				t.Errorf("an officer still sees %q", line)
			}
		}
		if strings.Contains(log.String(), text) {
			t.Errorf("the log holds %q", text)
		}
	}
	if places := s.traces(texts); len(places) > 0 {
		t.Errorf("left in Redis: %v", places)
	}
	if files := s.stored(); len(files) > 0 {
		t.Errorf("left in files: %v", files)
	}
}

// everywhere is an officer who looks where people are seen.
const everywhere = `
Ratna> /cari
Ratna> Kartikasari
Ratna> /cari
Ratna> 0101230077777
Ratna> /cari 081234567890
Ratna> /cari sarinah
Ratna> /tiket
Ratna> /periksa
Ratna> /kohort
Ratna> /ganda
Ratna> /impor
Ratna> /batal
Ratna> /rekap
Ratna> Unduh tabel (XLSX)
Ratna> /audit
Ratna> Semua
Ratna> Tampilkan
`

// traces are the places in Redis where one of the texts stands.
func (s *scene) traces(texts []string) []string {
	s.t.Helper()
	data, err := store.Open(store.Options{URL: s.settings.Redis, City: s.settings.City, Keys: s.settings.Keys})
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = data.Close() }()
	var places []string
	if err := data.Traces(s.t.Context(), texts, func(place string) { places = append(places, place) }); err != nil {
		s.t.Fatal(err)
	}
	return places
}

// stored are the files kept.
func (s *scene) stored() []string {
	s.t.Helper()
	var found []string
	err := filepath.WalkDir(s.settings.Files, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasPrefix(d.Name(), "city.") {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return found
}

// journal is a log that is kept.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
