package announcement_test

import (
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// Counts, recipients and the recap mean the same people by "registered":
// whoever agreed and never came to say what their business is, is none of them.
func TestRecipientsCountsAndRecapMeanTheSamePeople(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Officer)
	w.Owners(4)
	w.Owner("Tuti", func(p *enterprise.Person) { p.Name, p.Businesses = "", nil })
	w.Owner("Ina", func(p *enterprise.Person) { p.Language = "en" })
	for _, text := range []string{"/siaran", "Siaran baru", "Info program", "Halo {nama}, ada bantuan.", "Selesai", "Tanpa tombol"} {
		w.Say("Bima", text)
	}
	if shown := w.LastTo("Bima"); !strings.Contains(shown, "<b>5</b> dari 5 orang") {
		t.Errorf("the count: %s", shown)
	}
	for _, text := range []string{"Lanjut", "Sekarang", "Kirim sekarang"} {
		w.Say("Bima", text)
	}
	w.Send(100)
	registered := enterprise.Segment{Every: [][]string{{"registered"}}}
	for id := range w.Ledgers {
		f := w.Find(flows.Lookup{Ledgers: []string{id}, Sizes: []enterprise.Segment{registered}})
		if l := f.Ledgers[id]; l.Total != f.Sizes[registered.Key()] || l.Sent != 5 || w.Told("Tuti", "ada bantuan") {
			t.Errorf("%+v, registered are %d", l, f.Sizes[registered.Key()])
		}
	}
}

// Who speaks English reads the English text where there is one, also with a
// place-holder of which nothing is known, and the other one where there is none.
func TestTwoTexts(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		says  []string
		hears string
	}{
		{"two texts", []string{"Tambah teks Inggris", "Hello {nama|neighbour}, there is aid for {usaha}.", "Kirim sekarang"}, "Hello Ina, there is aid for"},
		{"one after all", []string{"Tambah teks Inggris", "Satu teks saja", "Kirim sekarang"}, "Halo Ina, ada bantuan"},
		{"one", []string{"Kirim sekarang"}, "Halo Ina, ada bantuan"},
	} {
		w := flowstest.NewWorld(t)
		w.StaffMember("Bima", enterprise.Officer)
		w.Owner("Budi", nil)
		w.Owner("Ina", func(p *enterprise.Person) { p.Language = "en" })
		for _, text := range append([]string{"/siaran", "Siaran baru", "Info program", "Halo {nama}, ada bantuan.", "Selesai", "Tanpa tombol", "Lanjut", "Sekarang"}, row.says...) {
			w.Say("Bima", text)
		}
		if same := w.Told("Bima", "Teksnya hanya satu"); !same {
			t.Errorf("%s: the first preview does not say that there is one text", row.name)
		}
		w.Send(100)
		if !w.Told("Ina", row.hears) || !w.Told("Budi", "Halo Budi, ada bantuan") {
			t.Errorf("%s: Ina heard %s, Budi %s", row.name, w.LastTo("Ina"), w.LastTo("Budi"))
		}
	}
}

// An edited caption changes the announcement that is being written; one that was
// sent stays, which is said.
func TestAnEditedCaption(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Officer)
	w.Owners(2)
	bima := w.Names["Bima"]
	photo := flows.File{ID: "poster", Kind: "photo"}
	w.Say("Bima", "/siaran")
	w.Say("Bima", "Siaran baru")
	w.Say("Bima", "Info program")
	w.Put(bima, flows.Input{Kind: flows.Other, Media: "photo", File: &photo, Text: "Pasar murah RABU", Message: "7"})
	w.Put(bima, flows.Input{Kind: flows.Edited, Media: "photo", File: &photo, Text: "Pasar murah KAMIS", Message: "7"})
	for _, text := range []string{"Selesai", "Tanpa tombol", "Lanjut", "Sekarang", "Kirim sekarang"} {
		w.Say("Bima", text)
	}
	w.Send(100)
	if !w.Told("Warga Aa", "Pasar murah KAMIS") || w.Told("Warga Aa", "RABU") {
		t.Errorf("an owner reads %s", w.LastTo("Warga Aa"))
	}
	w.Put(bima, flows.Input{Kind: flows.Edited, Media: "photo", File: &photo, Text: "Pasar murah JUMAT", Message: "7"})
	if !w.Told("Bima", "tidak ikut berubah") {
		t.Errorf("the officer reads %s", w.LastTo("Bima"))
	}
}
