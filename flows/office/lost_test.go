package office_test

import (
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// What docs/hp-petugas-hilang.md tells an administrator to do shuts a lost phone
// out: commands, buttons of before, a form that is open, and the group.
func TestALostPhoneIsShutOut(t *testing.T) {
	t.Parallel()
	w := world{flowstest.NewWorld(t)}
	w.StaffMember("Ratna", enterprise.Administrator)
	w.StaffMember("Bima", enterprise.Officer, enterprise.Administrator)
	group := w.StaffMember("Grup", enterprise.Group)
	w.Owner("Siti", nil)
	w.Stranger("Cici")
	w.Say("Siti", "/petugas")
	w.Say("Siti", "NIB saya hilang")
	var old []string // buttons that the phone shows
	for _, m := range w.Said[w.Names["Bima"]] {
		for _, row := range m.Buttons {
			for _, b := range row {
				old = append(old, b.Data)
			}
		}
	}
	ticket := w.LastTo("Bima")
	link := linkOf(t, w.World, "Bima", "Administrator")
	w.Say("Bima", "/cari Siti")
	w.Tap("Bima", "Tulis catatan") // a form is open

	for _, role := range []string{"Petugas", "Administrator"} {
		for _, text := range []string{"/peran", "2", role, "Ya, ubah"} {
			w.Say("Ratna", text)
		}
	}
	if w.roles("Bima") != 0 {
		t.Fatalf("Bima has %v; Ratna sees %q", w.States[w.Names["Bima"]].Person.Roles, w.LastTo("Ratna"))
	}
	before := len(w.Trail)
	do := func(what string, in flows.Input) {
		for _, m := range w.Put(w.Names["Bima"], in) {
			if strings.Contains(m.Text, "Siti") || strings.Contains(m.Text, "NIB saya") {
				t.Errorf("%s shows %q", what, m.Text)
			}
		}
	}
	do("the form", flows.Input{Kind: flows.Text, Text: "catatan dari pencuri", Message: "1"})
	for _, command := range []string{"/cari Siti", "/tiket", "/periksa", "/siaran", "/audit", "/undang", "/peran", "/impor", "/rekap", "/tautan", "/konsol"} {
		do(command, flows.Input{Kind: flows.Text, Text: command, Message: "1"})
	}
	for _, data := range old {
		do(data, flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
	}
	do("a reply", flows.Input{Kind: flows.Text, Text: "jawaban dari pencuri", Reply: ticket, Message: "1"})
	w.Put(group, flows.Input{Kind: flows.Text, Text: "jawaban dari pencuri", Reply: ticket, Group: true, Member: flowstest.AddressOf(w.Names["Bima"]).ID, Message: "g"})
	w.Say("Cici", "/start "+link)
	if w.roles("Cici") != 0 || w.Told("Siti", "pencuri") {
		t.Errorf("Cici has %d roles; Siti hears %q", w.roles("Cici"), w.LastTo("Siti"))
	}
	for _, a := range w.Trail[before:] {
		t.Errorf("in the trail: %+v", a)
	}
	for name := range w.Records {
		if name.Kind == "notes" {
			t.Error("a note was written")
		}
	}
}
