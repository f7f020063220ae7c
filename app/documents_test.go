package app

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/simulator"
)

// keptFiles counts the files in a folder.
func keptFiles(t *testing.T, dir string) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasPrefix(d.Name(), "city.") {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestDocumentsComeAndGo: what an owner sends lies in the folder, taken out of
// the chat; the officer gets it from there when Telegram has it no more; what
// is erased is swept away.
func TestDocumentsComeAndGo(t *testing.T) {
	t.Parallel()
	s := newScene(t, "= administrator Ratna\n")
	s.play("Ratna> /start\nRatna> Indonesia\nRatna> Ratna Dewi\n= daftar Siti\nSiti> /dokumen\nSiti> NIB\nSiti> Kirim dokumen\n" +
		"Siti> (foto) satu\nSiti> (foto) dua\nSiti> Sudah semua\nSiti> 0101230099999\nSiti> Ya, hapus pesannya\n")
	if n := keptFiles(t, s.settings.Files); n != 2 {
		t.Fatalf("%d files are kept", n)
	}
	for _, m := range s.phone("Siti").Messages() {
		if !m.FromBot && (m.Media == "photo" || strings.Contains(m.Text, "0101230099999")) {
			t.Errorf("still in the chat: %+v", m)
		}
	}
	s.telegram.Fail(simulator.Fault{Method: "sendphoto", Kind: simulator.Rejected, Text: "Bad Request: wrong file identifier", Times: 1}) // it has the photo no more
	s.play("Ratna> /periksa\nRatna> (tombol) 1\n")
	photos := func() (n int) {
		for _, m := range s.phone("Ratna").Messages() {
			if m.FromBot && m.Media == "photo" {
				n++
			}
		}
		return n
	}
	if n := photos(); n != 2 {
		t.Errorf("the officer sees %d pages", n)
	}
	card, approve := buttonOf(t, s.phone("Ratna"), "Sahkan")
	s.play("Siti> /hapus\nSiti> Ya, hapus semua\n")
	n, err := s.bot.files.Sweep(t.Context(), time.Now().Add(time.Hour), false, s.bot.belong)
	if left := keptFiles(t, s.settings.Files); err != nil || n != 2 || left != 0 {
		t.Errorf("%d files were swept away, %d are left: %v", n, left, err)
	}
	if n := photos(); n != 0 {
		t.Errorf("after the erasure the officer still sees %d pages", n)
	}
	s.phone("Ratna").TapData(card, approve) // on its way when the card was taken back
	s.settle()
	if last := s.phone("Ratna").Messages(); !strings.Contains(last[len(last)-1].Text, "sudah ditarik pemiliknya") {
		t.Errorf("the officer hears %q", last[len(last)-1].Text)
	}
}

// buttonOf is the newest button with a label: its message and its data.
func buttonOf(t *testing.T, p *simulator.Phone, label string) (message int, data string) {
	t.Helper()
	for _, m := range slices.Backward(p.Messages()) {
		for _, b := range slices.Concat(m.Buttons...) {
			if b.Text == label {
				return m.ID, b.Data
			}
		}
	}
	t.Fatalf("no button %q on %s", label, p.Screen())
	return 0, ""
}

// TestAPosterOutlivesItsFileID: a training's poster lies in the folder, is
// shown from there when Telegram has it no more, stays through a sweep, and
// goes with the first sweep after the training let go of it.
func TestAPosterOutlivesItsFileID(t *testing.T) {
	t.Parallel()
	s := newScene(t, "= administrator Ratna\n")
	s.play("Ratna> /start\nRatna> Indonesia\nRatna> Ratna Dewi\n= daftar Siti\nRatna> Jadwal pelatihan\nRatna> (tombol) Buat pelatihan\n" +
		"Ratna> Kemasan yang menjual\nRatna> Kemasan\nRatna> MCC lantai 5\nRatna> Kamis 13.00-15.00\nRatna> Betul\nRatna> Selesai\nRatna> 5\nRatna> Lanjut\n" +
		"Ratna> Saat mulai\nRatna> Bu Ratna\nRatna> (foto) Poster\nRatna> Terbitkan\n")
	sweep := func() int {
		t.Helper()
		if _, err := s.bot.files.Sweep(t.Context(), time.Now().Add(time.Hour), false, s.bot.belong); err != nil {
			t.Fatal(err)
		}
		return keptFiles(t, s.settings.Files)
	}
	if n := sweep(); n != 1 {
		t.Fatalf("%d files are kept", n)
	}
	s.telegram.Fail(simulator.Fault{Method: "sendphoto", Kind: simulator.Rejected, Text: "Bad Request: wrong file identifier", Times: 1}) // it has the photo no more
	s.play("Siti> /pelatihan\nSiti> (tombol) 1\n")
	if said := s.phone("Siti").Messages(); said[len(said)-1].Media != "photo" || !strings.Contains(said[len(said)-1].Text, "Kemasan yang menjual") {
		t.Errorf("Siti sees %+v", said[len(said)-1])
	}
	s.play("Ratna> /pelatihan\nRatna> (tombol) 1\nRatna> (tombol) Ubah\nRatna> ubah 10\nRatna> Tanpa poster\nRatna> Simpan perubahan\n")
	if n := sweep(); n != 0 {
		t.Errorf("%d files are left without a training", n)
	}
}
