package office_test

import (
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// linkOf makes an invitation and gives what its link says behind /start.
func linkOf(t *testing.T, w *flowstest.World, who, role string) string {
	t.Helper()
	w.Say(who, "/undang")
	for _, m := range w.Say(who, role) {
		if m.Start != "" {
			return m.Start
		}
	}
	t.Fatal("there is no link")
	return ""
}

func (w world) roles(name string) int { return len(w.States[w.Names[name]].Person.Roles) }

type world struct{ *flowstest.World }

// An administrator whose role was withdrawn has links that open nothing: neither
// for themselves nor for anybody.
func TestAWithdrawnAdministratorsLinksEnd(t *testing.T) {
	t.Parallel()
	for name, withdraw := range map[string]func(world){
		"withdrawn": func(w world) {
			for _, text := range []string{"/peran", "2", "Administrator", "Ya, ubah"} {
				w.Say("Ratna", text)
			}
		},
		"erased": func(w world) {
			w.States[w.Names["Bima"]] = flows.State{Person: enterprise.Person{ID: w.Names["Bima"]}, New: true}
		},
		"withdrawn and given again": func(w world) {
			for range 2 {
				for _, text := range []string{"/peran", "2", "Administrator", "Ya, ubah"} {
					w.Say("Ratna", text)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world{flowstest.NewWorld(t)}
			w.StaffMember("Ratna", enterprise.Administrator)
			w.StaffMember("Bima", enterprise.Administrator, enterprise.Officer)
			w.Stranger("Cici")
			link, own := linkOf(t, w.World, "Bima", "Administrator"), linkOf(t, w.World, "Bima", "Petugas")
			withdraw(w)
			before := w.roles("Bima")
			w.Say("Bima", "/start "+own)
			w.Say("Cici", "/start "+link)
			if w.roles("Bima") > before || w.roles("Cici") != 0 || !w.Told("Cici", "Undangan itu sudah") {
				t.Errorf("Bima has %v, Cici %v", w.States[w.Names["Bima"]].Person.Roles, w.States[w.Names["Cici"]].Person.Roles)
			}
		})
	}
}

// A link is of the first account that opens it, and can be ended before.
func TestALinkIsForOneAccountAndCanBeEnded(t *testing.T) {
	t.Parallel()
	w := world{flowstest.NewWorld(t)}
	w.StaffMember("Ratna", enterprise.Administrator)
	w.StaffMember("Dewi", enterprise.Administrator)
	w.StaffMember("Bima", enterprise.Officer)
	for _, name := range []string{"Cici", "Dodi", "Edo"} {
		w.Stranger(name)
	}
	link := linkOf(t, w.World, "Ratna", "Petugas")
	w.Say("Cici", "/start "+link)
	w.Say("Dodi", "/start "+link)
	if w.roles("Cici") != 1 || w.roles("Dodi") != 0 {
		t.Errorf("the first has %d roles, the second %d", w.roles("Cici"), w.roles("Dodi"))
	}
	if !w.Told("Dewi", "menerima undangan Ratna sebagai <b>Petugas</b>") || w.Told("Bima", "menerima undangan") {
		t.Errorf("Dewi heard %q, Bima %q", w.LastTo("Dewi"), w.LastTo("Bima"))
	}
	link = linkOf(t, w.World, "Ratna", "Administrator")
	w.Say("Bima", "/tautan")
	if w.Told("Bima", "bisa memberi peran") {
		t.Error("an officer sees links")
	}
	said := w.Say("Dewi", "/tautan")
	if len(said) == 0 || !strings.Contains(said[0].Text, "Administrator, dari Ratna") || strings.Contains(said[0].Text+said[0].Buttons[0][0].Data, strings.TrimPrefix(link, "i_")) {
		t.Fatalf("the list is %+v", said)
	}
	w.Tap("Dewi", "Cabut 1")
	w.Say("Edo", "/start "+link)
	if w.roles("Edo") != 0 || w.Noted("role.revoked") != 1 {
		t.Errorf("Edo has %d roles, %d links were revoked", w.roles("Edo"), w.Noted("role.revoked"))
	}
	if w.Say("Dewi", "/tautan"); !w.Told("Dewi", "Tidak ada tautan") {
		t.Errorf("Dewi sees %q", w.LastTo("Dewi"))
	}
}

// Who is an administrator because the configuration says so is none any more
// once it no longer does; who was given the role stays.
func TestAnAppointmentEndsWithTheConfiguration(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		marked  bool
		noted   string // in the trail, of the role
		listed  bool   // in ADMINS now
		started bool   // the process starts; otherwise the person writes
		stays   bool
	}{
		"taken out, and the process starts": {marked: true, started: true},
		"taken out, and the person writes":  {marked: true},
		"still in it":                       {marked: true, listed: true, started: true, stays: true},
		"of an earlier release":             {started: true},
		"of an earlier release, invited":    {noted: "role.accepted", started: true, stays: true},
		"of an earlier release, given it":   {noted: "role.given", started: true, stays: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world{flowstest.NewWorld(t)}
			w.Book = flowstest.TestBook(t)
			w.StaffMember("Dewi", enterprise.Administrator)
			id := w.StaffMember("Bima", enterprise.Administrator)
			link := linkOf(t, w.World, "Bima", "Administrator")
			s := w.States[id]
			s.Person.Appointed = c.marked
			w.States[id] = s
			if c.listed {
				w.Book.Administrators = []enterprise.Address{flowstest.AddressOf(id)}
			}
			if c.noted != "" {
				w.Trail = append(w.Trail, flows.Audit{What: c.noted, Whom: id, On: "administrator", At: w.Now})
			}
			if c.started {
				w.Put(id, flows.Input{Kind: flows.Noticed, Data: "appointed", Text: "null"})
			} else {
				w.Say("Bima", "/audit")
			}
			if stays := w.roles("Bima") == 1; stays != c.stays {
				t.Errorf("the role is kept: %t, want %t", stays, c.stays)
			}
			if heard := w.Told("Dewi", "bukan <b>Administrator</b> lagi"); heard == c.stays {
				t.Errorf("the others heard of it: %t", heard)
			}
			w.Stranger("Cici")
			w.Say("Cici", "/start "+link)
			if w.roles("Cici") != 0 != c.stays {
				t.Errorf("Cici has %d roles", w.roles("Cici"))
			}
		})
	}
}
