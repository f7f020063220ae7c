package helpdesk_test

import (
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// What an officer writes in quiet time waits for the morning, is no open question
// until the owner answers, and asks nobody whether it helped.
func TestALetterWaitsForTheMorning(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	id := w.Owner("Siti", nil)
	w.Now = w.Now.Add(13 * time.Hour) // ten in the evening
	w.Say("Ratna", "/cari siti")
	w.Tap("Ratna", "Tulis ke warga")
	w.Say("Ratna", "Berkasnya sudah lengkap")
	if w.Told("Siti", "Berkasnya sudah lengkap") || !w.Told("Ratna", "sesudah jam tenang") {
		t.Errorf("at night the owner reads %q, the officer %q", w.LastTo("Siti"), w.LastTo("Ratna"))
	}
	w.Pass(11 * time.Hour)
	if !w.Told("Siti", "Berkasnya sudah lengkap") {
		t.Fatalf("in the morning the owner reads %q", w.LastTo("Siti"))
	}
	if w.Say("Ratna", "/tiket"); !w.Told("Ratna", "Tidak ada tiket") {
		t.Errorf("what waits for the owner waits for officers: %q", w.LastTo("Ratna"))
	}
	if w.Noted("ticket.written") != 1 {
		t.Error("it is not in the trail")
	}
	w.Pass(10 * 24 * time.Hour)
	if w.Told("Siti", "Apakah terbantu") || w.States[id].Chat.Ticket.ID != "" {
		t.Errorf("it is closed by %q", w.LastTo("Siti"))
	}
}

// Nobody is written to who did not agree, cannot be reached, is another mentor's
// or oneself.
func TestWhoMayBeWrittenTo(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	w.StaffMember("Rudi", enterprise.Mentor)
	w.StaffMember("Bappeda", enterprise.Planner)
	w.Owner("Siti", nil)
	w.Owner("Pergi", func(p *enterprise.Person) { p.Contacts[0].Unreachable = "blocked" })
	w.Owner("Belum", func(p *enterprise.Person) { p.Consents = nil })
	for _, row := range []struct {
		who, whom string
		may       bool
	}{{"Ratna", "Siti", true}, {"Ratna", "Pergi", false}, {"Ratna", "Belum", false}, {"Ratna", "Ratna", false}, {"Rudi", "Siti", false}, {"Bappeda", "Siti", false}, {"Siti", "Siti", false}} {
		s := w.States[w.Names[row.who]]
		s.Chat.Open = ""
		w.States[s.Person.ID] = s
		w.Pressed(row.who, "p:"+w.Names[row.whom].String()[1:]+":write")
		if opened := w.States[w.Names[row.who]].Chat.Open == "letter"; opened != row.may {
			t.Errorf("%s writes to %s: %t", row.who, row.whom, opened)
		}
	}
}

// What one officer keeps for themselves nobody else sees, uses or takes away.
func TestKeptRepliesAreWhoseTheyAre(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	w.StaffMember("Bima", enterprise.Officer)
	w.StaffMember("Grup", enterprise.Group)
	w.Owner("Siti", nil)
	for _, said := range []string{"/balasan", "(new)", "Rahasia saya", "Pribadi"} {
		if said == "(new)" {
			w.Tap("Ratna", "Tambah balasan")
			continue
		}
		w.Say("Ratna", said)
	}
	w.Say("Ratna", "/balasan")
	var show string
	for _, b := range w.Newest("Ratna").Buttons {
		if b[0].Label == "1" {
			show = b[0].Data
		}
	}
	own := show[:len(show)-len(":show")]
	w.Say("Siti", "/petugas")
	w.Say("Siti", "NIB saya hilang")
	ticket := w.States[w.Names["Siti"]].Chat.Ticket.ID
	for _, name := range []string{"Bima", "Siti"} {
		for _, data := range []string{show, own + ":drop", own + ":use:" + ticket, own + ":send:" + ticket} {
			w.Pressed(name, data)
		}
		if w.Told(name, "Rahasia saya") {
			t.Errorf("%s reads it", name)
		}
	}
	w.Put(w.Names["Grup"], flows.Input{Kind: flows.Tap, Group: true, Member: flowstest.AddressOf(w.Names["Bima"]).ID, Data: own + ":send:" + ticket, Message: "b"})
	if w.Told("Siti", "Rahasia saya") || w.Noted("ticket.uncanned") > 0 {
		t.Error("somebody else used it or took it away")
	}
	w.Pressed("Ratna", own+":send:"+ticket)
	if !w.Told("Siti", "Rahasia saya") {
		t.Errorf("its owner sends it: %q", w.LastTo("Siti"))
	}
	w.Pressed("Ratna", own+":drop")
	if w.Say("Ratna", "/balasan"); !w.Told("Ratna", "Belum ada balasan") {
		t.Errorf("dropped, it is still listed: %q", w.LastTo("Ratna"))
	}
}
