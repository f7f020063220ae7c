package announcement_test

import (
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/reading"
)

// Words that name one place and lead to another are refused, and so is what is no
// page.
func TestLinksThatDeceiveAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ html, refused string }{
		{`Buka <a href="https://oss.go.id/daftar">oss.go.id</a>`, ""},
		{`Buka <a href="https://www.oss.go.id/">https://oss.go.id</a>`, ""},
		{`<a href="https://oss.go.id">Daftar di sini</a>, lalu oss.go.id`, ""},
		{`Jam 09.00, Rp2.500.000, S.Pd. dll.`, ""},
		{`Buka <a href="https://oss-go-id.xyz/masuk">https://oss.go.id</a>`, "tetapi membuka"},
		{`Buka <a href="https://oss.go.id.masuk.site">www.oss.go.id</a>`, "tetapi membuka"},
		{`<a href="https://oss.go.id@jahat.example/">Daftar</a>`, "belum bisa dipakai"},
		{`<a href="http://oss.go.id">Daftar</a>`, "belum bisa dipakai"},
		{`<a href="tg://resolve?domain=jahat">Daftar</a>`, "belum bisa dipakai"},
		{`<a href="https://оss.go.id">Daftar</a>`, "belum bisa dipakai"}, // its first letter is Cyrillic
	} {
		w := flowstest.NewWorld(t)
		bima := w.StaffMember("Bima", enterprise.Officer)
		for _, text := range []string{"/siaran", "Siaran baru", "Info program"} {
			w.Say("Bima", text)
		}
		w.Put(bima, flows.Input{Kind: flows.Text, Text: reading.Visible(c.html), HTML: c.html, Message: "m"})
		if c.refused == "" && w.Told("Bima", "tetapi membuka") || c.refused == "" && w.Told("Bima", "belum bisa dipakai") || c.refused != "" && !w.Told("Bima", c.refused) {
			t.Errorf("%s: %q", c.html, w.LastTo("Bima"))
		}
	}
}

// A link needs a second officer however few it is for, who sees in full where it
// leads.
func TestALinkNeedsASecondOfficer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, html string
		button     []string // what is answered about a button
		shown      string   // to the second officer; empty: nobody is asked
	}{
		{"no link", "Besok libur", []string{"Tanpa tombol"}, ""},
		{"an address in the text", "Daftar di oss.go.id besok", []string{"Tanpa tombol"}, "🔗 «oss.go.id» membuka https://oss.go.id."},
		{"words that lead elsewhere", `<a href="https://jahat.example/oss">Daftar</a>`, []string{"Tanpa tombol"}, "🔗 «Daftar» membuka https://jahat.example/oss ⚠️ di luar daftar kota."},
		{"a button", "Daftar", []string{"Tombol tautan", "Daftar", "https://bit.ly/x"}, "🔗 «Daftar» membuka https://bit.ly/x ⚠️"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := flowstest.NewWorld(t)
			bima := w.StaffMember("Bima", enterprise.Officer)
			w.StaffMember("Ratna", enterprise.Officer)
			w.Owners(2)
			for _, text := range []string{"/siaran", "Siaran baru", "Info program"} {
				w.Say("Bima", text)
			}
			w.Put(bima, flows.Input{Kind: flows.Text, Text: reading.Visible(c.html), HTML: c.html, Message: "m"})
			for _, text := range append(append([]string{"Selesai"}, c.button...), "Lanjut", "Sekarang") {
				w.Say("Bima", text)
			}
			w.Say("Bima", map[bool]string{true: "Kirim sekarang", false: "Minta persetujuan"}[c.shown == ""])
			if waits := len(w.Ledgers) == 0; waits != (c.shown != "") {
				t.Errorf("it waits: %t; Bima sees %q", waits, w.LastTo("Bima"))
			}
			if c.shown != "" && !w.Told("Ratna", c.shown) {
				for _, m := range w.Said[w.Names["Ratna"]] {
					if strings.Contains(m.Text, "🔗") {
						t.Log(m.Text)
					}
				}
				t.Errorf("Ratna is not shown %q, last %q", c.shown, w.LastTo("Ratna"))
			}
		})
	}
}
