package contents_test

import (
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows/flowstest"
)

// TestTheMorningNamesAllThatWaits: the officers and their group read the same,
// each line with its age where one waits, in their language.
func TestTheMorningNamesAllThatWaits(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t) // Monday at nine
	w.StaffMember("Bima", enterprise.Officer)
	w.StaffMember("Ellen", enterprise.Officer)
	english := w.States[w.Names["Ellen"]]
	english.Person.Language = "en"
	w.States[english.Person.ID] = english
	w.StaffMember("Grup", enterprise.Group)
	w.Owner("Siti", func(p *enterprise.Person) {
		p.Businesses[0].Documents = []enterprise.Document{{Kind: "npwp", ID: "2-1", State: enterprise.DocumentRejected, Decided: w.Now.AddDate(0, 0, -176)}}
	})
	for _, name := range []string{"Bima", "Ellen", "Grup", "Siti"} {
		w.Say(name, "/menu")
	}
	w.Now = w.Now.Add(3 * time.Hour)
	w.Hand("Siti", "0101230099999")
	w.Say("Siti", "/petugas")
	w.Say("Siti", "Ke mana mengurus halal?")
	w.Say("Siti", "/layanan")
	w.Tap("Siti", "Fasilitasi merek")
	w.Tap("Siti", "Minta layanan ini")
	w.Say("Siti", "Toko mau menjual keripik saya, tapi minta merek terdaftar")
	for _, said := range []string{"/siaran", "Siaran baru", "Info program", "Besok ada pasar murah", "Selesai", "Tanpa tombol", "Lanjut", "besok jam 10", "Betul", "Saat dikirim", "Jadwalkan"} {
		w.Say("Bima", said)
	}
	w.Pass(20 * time.Hour)
	morning := func(name string) string {
		for _, m := range w.Said[w.Names[name]] {
			if m.Key == "reminder.kind.digest" {
				return m.Text
			}
		}
		t.Fatalf("%s hears nothing in the morning", name)
		return ""
	}
	for _, line := range []string{"Dokumen menunggu diperiksa: 1, yang terlama 19 jam (/periksa)", "Tiket terbuka: 1, belum dijawab 1, yang terlama 19 jam (/tiket)",
		"Permintaan layanan menunggu: 1, yang terlama 19 jam (/layanan)", "Siaran terjadwal: 1, ", "milik 1 warga"} {
		for _, name := range []string{"Bima", "Grup"} {
			if !strings.Contains(morning(name), line) {
				t.Errorf("%s reads nothing of %q:\n%s", name, line, morning(name))
			}
		}
	}
	for _, line := range []string{"Documents to check: 1, the oldest for 19 hours (/check)", "Open tickets: 1, unanswered 1, the oldest for 19 hours", "Scheduled announcements: 1, "} {
		if !strings.Contains(morning("Ellen"), line) {
			t.Errorf("Ellen reads nothing of %q:\n%s", line, morning("Ellen"))
		}
	}
	if strings.Contains(morning("Grup"), "Siti") {
		t.Errorf("the group reads who waits:\n%s", morning("Grup"))
	}
}

// A new document is told in the group at once, what follows soon in the same
// message; what is decided makes no sound, and neither does the night.
func TestTheGroupHearsOfANewDocument(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Officer)
	w.StaffMember("Grup", enterprise.Group)
	names := []string{"Ani", "Budi", "Cici", "Dewi"}
	for _, name := range names {
		w.Owner(name, nil)
	}
	slots := func() (out []string) {
		for _, m := range w.Said[w.Names["Grup"]] {
			if m.Key == "check.queue" && (len(out) == 0 || out[len(out)-1] != m.Slot) {
				out = append(out, m.Slot)
			}
		}
		return out
	}
	for i, row := range []struct {
		after time.Duration
		want  int // messages so far
	}{{0, 1}, {10 * time.Minute, 1}, {40 * time.Minute, 2}, {11 * time.Hour, 2}} {
		w.Now = w.Now.Add(row.after)
		w.Hand(names[i], "010123009999"+string(rune('0'+i)))
		if n := len(slots()); n != row.want {
			t.Errorf("after document %d there are %d messages, not %d", i+1, n, row.want)
		}
	}
	w.Now = w.Now.Add(14 * time.Hour)
	w.Say("Bima", "/periksa")
	w.Tap("Bima", "Periksa yang terlama")
	w.Tap("Bima", "Sahkan")
	if n := len(slots()); n != 2 {
		t.Errorf("a decision makes message %d", n)
	}
}
