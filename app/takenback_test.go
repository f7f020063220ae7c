package app

import (
	"strings"
	"testing"
)

// What officers were shown of somebody leaves their phones with the erasure, as
// far as Telegram takes messages back; it cannot be passed on before.
func TestErasureTakesBackWhatOfficersWereShown(t *testing.T) {
	t.Parallel()
	s := newScene(t, "= administrator Ratna")
	s.play(`= administrator Ratna
Ratna> /start
Ratna> Indonesia
Ratna> Ratna Dewi
= daftar Kartikasari
= daftar Ani
Kartikasari> /petugas
Kartikasari> NIB saya hilang
Ratna> /cari
Ratna> Kartikasari
Ratna> /cari
Ratna> Ani
`)
	screen := func() string {
		var all []string
		for _, m := range s.phone("Ratna").Messages() {
			if m.FromBot {
				all = append(all, m.Text)
			}
		}
		return strings.Join(all, "\n")
	}
	before := screen()
	for _, words := range []string{"NIB saya hilang", "Warung Kartikasari", "Warung Ani"} {
		if !strings.Contains(before, words) {
			t.Fatalf("Ratna does not see %q: %s", words, before)
		}
	}
	s.play("Kartikasari> /hapus\nKartikasari> Ya, hapus semua\n")
	after := screen()
	for _, words := range []string{"NIB saya hilang", "Warung Kartikasari"} {
		if strings.Contains(after, words) {
			t.Errorf("Ratna still sees %q: %s", words, after)
		}
	}
	if !strings.Contains(after, "Warung Ani") {
		t.Error("what is about others went along")
	}
}
