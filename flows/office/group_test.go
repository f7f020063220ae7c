package office_test

import (
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/messages"
)

// inGroup is a linked group, an officer and an owner with an open question; the
// group hears of it. act is what a member does there.
func inGroup(t *testing.T) (w world, act func(member string, in flows.Input) []messages.Message, data string) {
	t.Helper()
	w = world{flowstest.NewWorld(t)}
	w.StaffMember("Ratna", enterprise.Officer)
	w.StaffMember("Bappeda", enterprise.Planner)
	w.Owner("Tamu", nil)
	w.StaffMember("Grup", enterprise.Group)
	w.Owner("Siti", nil)
	w.Say("Siti", "/petugas")
	w.Say("Siti", "NIB saya hilang")
	for _, b := range w.Newest("Grup").Buttons {
		data = b[0].Data
	}
	if data == "" {
		t.Fatalf("the group sees %q", w.LastTo("Grup"))
	}
	return w, func(member string, in flows.Input) []messages.Message {
		in.Group, in.Author, in.Member = true, member, flowstest.AddressOf(w.Names[member]).ID
		return w.Put(w.Names["Grup"], in)
	}, data
}

// In the officers' group only officers speak for the city. Whoever else is there
// hears so once, and nothing happens.
func TestOnlyOfficersActInTheGroup(t *testing.T) {
	t.Parallel()
	for _, member := range []string{"Tamu", "Bappeda", "Ratna"} {
		t.Run(member, func(t *testing.T) {
			t.Parallel()
			w, act, data := inGroup(t)
			officer := member == "Ratna"
			shown := w.LastTo("Grup")
			list := act(member, flows.Input{Kind: flows.Text, Text: "/tiket", Message: "g"})
			if strings.Contains(list[0].Text, "Tiket terbuka") != officer || strings.Contains(list[0].Text, "hanya petugas terdaftar") == officer {
				t.Errorf("/tiket shows %q", list[0].Text)
			}
			act(member, flows.Input{Kind: flows.Text, Text: "Ke MPP Merdeka", Reply: shown, Message: "g"})
			if w.Told("Siti", "MPP Merdeka") != officer {
				t.Errorf("the owner hears %q", w.LastTo("Siti"))
			}
			said := act(member, flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
			if w.Told("Siti", "Petugas menutup") != officer || !officer && len(said) > 0 {
				t.Errorf("the tap leads to %+v, and the owner hears %q", said, w.LastTo("Siti"))
			}
			for _, a := range w.Trail {
				if strings.HasPrefix(a.What, "ticket.") && a.Who != w.Names[member] {
					t.Errorf("the trail says that %s did %s", a.Who, a.What)
				}
			}
			if n := w.Noted("ticket.answered") + w.Noted("ticket.closed"); n > 0 != officer {
				t.Errorf("%d deeds are in the trail", n)
			}
		})
	}
}

// What is no button of the group's is none there, whoever forges it.
func TestForgedTapsDoNothingInTheGroup(t *testing.T) {
	t.Parallel()
	w, act, _ := inGroup(t)
	for _, data := range []string{"b:new", "b:1:close", "m:json", "n:new", "s:k:merek", "u:write", "l:list", "p:1:card", "a:1:approve", "i:1:revoke", "o:nib", "x", ""} {
		if said := act("Ratna", flows.Input{Kind: flows.Tap, Data: data, Message: "b"}); len(said) > 0 {
			t.Errorf("%q leads to %q", data, said[0].Text)
		}
	}
	if s := w.States[w.Names["Grup"]]; s.Chat.Open != "" || len(s.Chat.Drafts) > 0 || len(s.Person.Businesses) > 0 {
		t.Errorf("the group has %+v", s)
	}
}

// A link that was passed on brings no group of strangers in.
func TestOnlyAnOfficerLinksAGroup(t *testing.T) {
	t.Parallel()
	w := world{flowstest.NewWorld(t)}
	w.StaffMember("Ratna", enterprise.Administrator)
	w.Owner("Tamu", nil)
	group := w.Stranger("Grup")
	w.Say("Ratna", "/grup")
	link := "/start@naikkelas_bot " + w.Said[w.Names["Ratna"]][0].Start
	for _, c := range []struct {
		member string
		want   int
	}{{"Tamu", 0}, {"Ratna", 1}} {
		w.Put(group, flows.Input{Kind: flows.Text, Text: link, Group: true, Author: c.member, Member: flowstest.AddressOf(w.Names[c.member]).ID, Message: "g"})
		if w.roles("Grup") != c.want {
			t.Errorf("%s brings the bot in: the group has %d roles", c.member, w.roles("Grup"))
		}
	}
}
