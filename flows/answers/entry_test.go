package answers_test

import (
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows/flowstest"
)

func helpdeskWorld(t *testing.T) *flowstest.World {
	t.Helper()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	w.StaffMember("Bima", enterprise.Officer)
	w.Owner("Siti", nil)
	w.Owner("Ani", nil)
	return w
}

const parcel = "bagaimana cara klaim paket rusak di ekspedisi"

// A solved question becomes an answer in two taps and a colleague's.
func TestASolvedTicketBecomesAnAnswer(t *testing.T) {
	t.Parallel()
	w := helpdeskWorld(t)
	w.Say("Siti", "/petugas")
	w.Say("Siti", parcel)
	w.Tap("Ratna", "Jawab")
	w.Say("Ratna", "Foto paketnya, lalu lapor ke ekspedisi paling lama tiga hari.")
	w.Tap("Ratna", "Selesai")
	w.Tap("Ratna", "Jadikan jawaban")
	w.Say("Ratna", "Usulkan")
	if w.Say("Ani", parcel); w.Told("Ani", "Foto paketnya") {
		t.Fatal("it is said before a colleague approved it")
	}
	w.Pressed("Ratna", button(w, "Bima", "Setujui"))
	if w.Say("Ani", parcel); w.Told("Ani", "Foto paketnya") {
		t.Fatal("its author approved it")
	}
	w.Tap("Bima", "Setujui")
	if !w.Told("Ratna", "sudah disetujui dan dipakai") {
		t.Errorf("its author was told %q", w.LastTo("Ratna"))
	}
	w.Say("Ani", "cara klaim paket rusak di ekspedisi bagaimana ya")
	if !w.Told("Ani", "Foto paketnya") || !w.Told("Ani", "<i>Sumber: Dinas Koperasi") {
		t.Errorf("told %q", w.LastTo("Ani"))
	}
	w.Say("Bima", "/pertanyaan")
	w.Tap("Bima", "Bagaimana cara klaim paket rusak di eks…")
	w.Tap("Bima", "Tarik")
	before := len(w.Said[w.Names["Ani"]])
	w.Say("Ani", parcel)
	for _, m := range w.Said[w.Names["Ani"]][before:] {
		if strings.Contains(m.Text, "Foto paketnya") {
			t.Error("it is said after it was withdrawn")
		}
	}
	for _, what := range []string{"entry.proposed", "entry.approved", "entry.withdrawn"} {
		if w.Noted(what) != 1 {
			t.Errorf("%s is %d times in the trail", what, w.Noted(what))
		}
	}
}

// button is the data of a button that somebody sees.
func button(w *flowstest.World, name, label string) string {
	for _, m := range w.Said[w.Names[name]] {
		for _, row := range m.Buttons {
			for _, b := range row {
				if b.Label == label {
					return b.Data
				}
			}
		}
	}
	w.T.Fatalf("%s sees no %q", name, label)
	return ""
}

// Officers see what found no answer, how often, and of nobody.
func TestQuestionsWithoutAnswerAreCounted(t *testing.T) {
	t.Parallel()
	w := helpdeskWorld(t)
	for range 2 {
		w.Say("Siti", "toko saya xylofon Jono 0812345678 bu yuli")
	}
	w.Say("Siti", "siti punya qwrtz")
	w.Say("Ratna", "/pertanyaan")
	text := w.LastTo("Ratna")
	if !strings.Contains(text, "2× toko saya … bu …") {
		t.Errorf("listed is %q", text)
	}
	for _, name := range []string{"ono", "0812", "yuli", "siti", "xylofon"} {
		if strings.Contains(strings.ToLower(text), name) {
			t.Errorf("%q stands in %q", name, text)
		}
	}
	w.Say("Ani", "toko saya xylofon Jono 0812345678 bu yuli")
	if w.Say("Ratna", "/pertanyaan"); !strings.Contains(w.LastTo("Ratna"), "3× toko saya xylofon") {
		t.Errorf("listed is %q", w.LastTo("Ratna"))
	}
	for _, name := range []string{"ono", "0812", "yuli"} {
		if strings.Contains(strings.ToLower(w.LastTo("Ratna")), name) {
			t.Errorf("%q stands in %q", name, w.LastTo("Ratna"))
		}
	}
	w.Say("Ani", "/pertanyaan")
	if !w.Told("Ani", "hanya untuk petugas") {
		t.Errorf("an owner is told %q", w.LastTo("Ani"))
	}
}
