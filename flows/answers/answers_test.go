package answers_test

import (
	"slices"
	"strings"
	"testing"

	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/messages"
)

// buttons are the labels under a message.
func buttons(m messages.Message) (out []string) {
	for _, b := range slices.Concat(m.Buttons...) {
		out = append(out, b.Label)
	}
	return out
}

// What owners write at the menu is answered: with the city's text and its
// source, with the button of what they want to do, with what they want to see,
// or with a kind word.
func TestOrdinarySentencesAtTheMenu(t *testing.T) {
	t.Parallel()
	const source = "<i>Sumber: "
	for _, row := range []struct{ typed, says, button string }{
		{"gimana caranya dapat halal?", source, "Kirim Halal"},
		{"saya mau tanya", "Tulis saja pertanyaannya", ""},
		{"mau daftar", "Maksudnya <b>Daftar usaha</b>?", "Daftar usaha"},
		{"kapan ada pelatihan?", "", "Tanya petugas"},
		{"saya butuh modal", "", "Tanya petugas"},
		{"cara bikin NIB", "Gratis", "Kirim NIB"},
		{"mau ketemu petugas", "hari kerja", "Tanya petugas"},
		{"tolong", "hari kerja", "Tanya petugas"},
		{"terima kasih", "Sama-sama, Ibu.", ""},
		{"suwun", "Sama-sama, Ibu.", ""},
		{"penipuan ya?", "mungkin maksudnya", "Ini penipuan"},
		{"halal", source, "Kirim Halal"},
		{"NIB", source, "Kirim NIB"},
		{"modal", "", "Tanya petugas"},
		{"brp biaya ngurus pirt", source, "Tanya petugas"},
		{"assalamualaikum kak", "Waalaikumsalam", ""},
		{"saya bingung", "Perlu orang?", ""},
		{"nilai saya berapa", "Belum ada hasil", ""},
		{"mau lapor omzet", "Maksudnya", "Lapor omzet"},
		{"lemot banget, kecewa saya", "Mohon maaf", "Kirim ke petugas"},
		{"pamit dulu ya", "Sampai jumpa", ""},
	} {
		t.Run(row.typed, func(t *testing.T) {
			t.Parallel()
			w := flowstest.NewWorld(t)
			w.Owner("Siti", nil)
			said := w.Say("Siti", row.typed)
			if len(said) == 0 || strings.Contains(said[0].Text, "belum paham") || !strings.Contains(said[0].Text, row.says) {
				t.Fatalf("said %+v", said)
			}
			if row.button != "" && !slices.Contains(buttons(said[0]), row.button) {
				t.Errorf("buttons %q", buttons(said[0]))
			}
		})
	}
}

func TestAQuestionInTheMiddleOfAForm(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.Owner("Siti", nil)
	w.Say("Siti", "/penilaian")
	w.Say("Siti", "1")
	before := w.States[w.Names["Siti"]].Chat
	for _, typed := range []string{"halal itu bayar berapa ya?", "terima kasih", "petugas", "lemot, kecewa saya"} {
		said := w.Say("Siti", typed)
		after := w.States[w.Names["Siti"]].Chat
		if last := said[len(said)-1]; after.Open != before.Open || after.Asked != before.Asked || len(after.Drafts["assessment"].Answers) != 1 || last.Keyboard == nil {
			t.Fatalf("%q led to %s %s: %+v", typed, after.Open, after.Asked, said)
		}
	}
	w.Tap("Siti", "Kirim ke petugas")
	if c := w.States[w.Names["Siti"]].Chat; c.Ticket.ID == "" || c.Open != "assessment" || len(c.Missed) > 0 {
		t.Errorf("after the ticket: %+v", c)
	}
	if !w.Told("Siti", "sudah sampai ke petugas") {
		t.Errorf("told %q", w.LastTo("Siti"))
	}
}

// What is understood as something else is asked about where the question would
// read it as a name, and both ways lead on.
func TestAThankYouIsNobodysName(t *testing.T) {
	t.Parallel()
	for typed, row := range map[string]struct{ first, then, name string }{
		"it is kept when that is wished": {"terima kasih", "Simpan: terima kasih", "terima kasih"},
		"and asked again otherwise":      {"terima kasih", "Bukan itu", ""},
		"the answer itself will do":      {"cara bikin NIB gimana?", "Siti Aminah", "Siti Aminah"},
	} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			w := flowstest.NewWorld(t)
			w.Stranger("Siti")
			for _, text := range []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", row.first} {
				w.Say("Siti", text)
			}
			if d := w.States[w.Names["Siti"]].Chat.Drafts[flows.RegisterKey]; d.Answers["name"].Value != "" {
				t.Fatalf("stored is %+v", d.Answers["name"])
			}
			w.Say("Siti", row.then)
			if d := w.States[w.Names["Siti"]].Chat.Drafts[flows.RegisterKey]; !strings.EqualFold(d.Answers["name"].Value, row.name) {
				t.Errorf("stored is %+v", d.Answers["name"])
			}
		})
	}
}

// Two misunderstandings in a row offer a person with what was said, at any
// question; what is understood in between begins anew.
func TestAPersonAfterTwoMisunderstandings(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]string{"at the menu": "/menu", "in a form": "/penilaian", "where sales are asked": "/omzet"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := flowstest.NewWorld(t)
			w.StaffMember("Ratna", "officer")
			w.Owner("Siti", nil)
			w.Say("Siti", open)
			for _, typed := range []string{"qwrt zxcv", "hjkl vbnm"} {
				w.Say("Siti", typed)
			}
			w.Tap("Siti", "Kirim ke petugas")
			if !w.Told("Ratna", "qwrt zxcv") || !w.Told("Ratna", "hjkl vbnm") {
				t.Errorf("the officer was told %q", w.LastTo("Ratna"))
			}
			if open := strings.TrimPrefix(open, "/"); open != "menu" && w.States[w.Names["Siti"]].Chat.Open == "" {
				t.Error("the form was left")
			}
		})
	}
	w := flowstest.NewWorld(t)
	w.Owner("Siti", nil)
	for _, typed := range []string{"/penilaian", "qwrt zxcv", "1", "hjkl vbnm"} {
		for _, m := range w.Say("Siti", typed) {
			if slices.Contains(buttons(m), "Kirim ke petugas") {
				t.Errorf("%q: a person is offered after one misunderstanding", typed)
			}
		}
	}
}

// A question to a person leaves whatever is open as it is, a question of the moment
// too: what was answered is there afterwards, whether it was sent or not.
func TestAPersonIsAskedInTheMiddleOfTheQuickCheck(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		typed string
		sent  bool
	}{"sent": {"NIB saya ada dua, gimana?", true}, "not sent": {"Batal", false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := flowstest.NewWorld(t)
			w.StaffMember("Ratna", "officer")
			w.Owner("Siti", nil)
			for _, text := range []string{"/cekcepat", "1", "petugas"} {
				w.Say("Siti", text)
			}
			before := w.States[w.Names["Siti"]].Chat
			w.Tap("Siti", "Tanya petugas")
			w.Say("Siti", row.typed)
			c := w.States[w.Names["Siti"]].Chat
			if (c.Ticket.ID != "") != row.sent || c.Open != flows.QuickKey || c.Asked != before.Asked || len(c.Drafts[flows.QuickKey].Answers) != 1 {
				t.Errorf("afterwards %+v, before %+v", c, before)
			}
		})
	}
}

// A button of an older keyboard, tapped late, is nobody's name; whoever is called
// that taps once more.
func TestAnOldButtonIsNobodysName(t *testing.T) {
	t.Parallel()
	for _, label := range []string{"Indonesia", "English", "Boleh, kabari saya", "Kak", "Fesyen", "Kec. Klojen", "Mulai penilaian"} {
		w := flowstest.NewWorld(t)
		w.Stranger("Siti")
		for _, text := range []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", label} {
			w.Say("Siti", text)
		}
		if d := w.States[w.Names["Siti"]].Chat.Drafts[flows.RegisterKey]; d.Answers["name"].Value != "" {
			t.Errorf("%q is the name %q", label, d.Answers["name"].Value)
		}
		w.Say("Siti", "Siti Aminah")
		if d := w.States[w.Names["Siti"]].Chat.Drafts[flows.RegisterKey]; d.Answers["name"].Value != "Siti Aminah" {
			t.Errorf("after %q the name is %q", label, d.Answers["name"].Value)
		}
	}
}
