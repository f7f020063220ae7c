package guard_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/program"
	"naikkelas/flows/contents"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/guard"
	"naikkelas/messages"
)

// office is a city that wants something confirmed, with two administrators and an
// officer.
func office(t *testing.T, rules enterprise.Safety) *flowstest.World {
	t.Helper()
	p, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	words, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	p.City.Safety = rules
	w := flowstest.NewWorld(t)
	w.Book = contents.NewBook(p, words)
	w.StaffMember("Ratna", enterprise.Administrator)
	w.StaffMember("Bima", enterprise.Administrator)
	w.StaffMember("Cici", enterprise.Officer, enterprise.Mentor)
	for name, id := range w.Names {
		_ = name
		s := w.States[id]
		s.Chat.Touched = w.Now
		w.States[id] = s
	}
	return w
}

func confirm(act, how string) enterprise.Safety {
	return enterprise.Safety{Confirm: map[string]string{act: how}}
}

func wantsTold(t *testing.T, w *flowstest.World, name, words string) {
	t.Helper()
	if !strings.Contains(w.LastTo(name), words) {
		t.Fatalf("%s was not told %q but %q", name, words, w.LastTo(name))
	}
}

// takeRole is /peran to its end.
func takeRole(w *flowstest.World) {
	for _, text := range []string{"/peran", "3", "Petugas", "Ya, ubah"} {
		w.Say("Ratna", text)
	}
}

func TestAPINIsMadeAndAskedFor(t *testing.T) {
	t.Parallel()
	w := office(t, confirm("roles", enterprise.ConfirmPIN))
	takeRole(w)
	wantsTold(t, w, "Ratna", "PIN belum ada")
	for _, weak := range []string{"123456", "111111", "121212", "170845", "450817", "12345"} {
		w.Say("Ratna", weak)
		if w.Noted("pin.set") > 0 || strings.Contains(w.LastTo("Ratna"), "sekali lagi") {
			t.Errorf("%s is taken", weak)
		}
	}
	w.Say("Ratna", "402917")
	w.Say("Ratna", "402918")
	wantsTold(t, w, "Ratna", "Tidak sama")
	w.Say("Ratna", "402917")
	said := w.Say("Ratna", "402917")
	if w.Noted("pin.set") != 1 || w.Noted("role.withdrawn") != 1 {
		t.Fatalf("the role was not taken: %q", w.LastTo("Ratna"))
	}
	if said[0].Delete == "" {
		t.Error("the PIN stays in the chat")
	}
	for name, r := range w.Records {
		if strings.Contains(string(r.Data), "402917") {
			t.Errorf("%v holds the PIN", name)
		}
	}

	// Within ten minutes nothing is asked; after that the PIN is.
	takeRole(w)
	if w.Noted("role.given") != 1 {
		t.Error("the PIN does not hold")
	}
	w.Now = w.Now.Add(11 * time.Minute)
	takeRole(w)
	wantsTold(t, w, "Ratna", "ketik PIN")
	w.Say("Ratna", "/menu") // something else: what was wanted is given up
	w.Say("Ratna", "402917")
	if w.Noted("role.withdrawn") != 1 {
		t.Error("a PIN did what had been given up")
	}
	takeRole(w)
	w.Say("Ratna", "000001")
	wantsTold(t, w, "Ratna", "masih ada 4 kali")
	w.Say("Ratna", "402917")
	if w.Noted("role.withdrawn") != 2 {
		t.Error("the right PIN after a wrong one does nothing")
	}

	// Five wrong ones lock, others hear of it, and a colleague opens it.
	w.Now = w.Now.Add(11 * time.Minute)
	takeRole(w)
	for range 5 {
		w.Say("Ratna", "000002")
	}
	wantsTold(t, w, "Ratna", "terkunci")
	wantsTold(t, w, "Bima", "PIN Ratna terkunci")
	takeRole(w)
	wantsTold(t, w, "Ratna", "terkunci")
	for _, text := range []string{"/resetpin", "1", "Ya, hapus PIN"} {
		w.Say("Bima", text)
	}
	if !w.Told("Ratna", "menghapus PIN") {
		t.Error("Ratna does not hear of it")
	}
	takeRole(w)
	wantsTold(t, w, "Ratna", "PIN belum ada")
	if w.Noted("role.given") != 1 {
		t.Error("a role was given without a PIN")
	}
}

func TestASecondPersonAgreesToOneActOnce(t *testing.T) {
	t.Parallel()
	w := office(t, confirm("roles", enterprise.ConfirmSecond))
	takeRole(w)
	wantsTold(t, w, "Ratna", "persetujuan administrator lain")
	wantsTold(t, w, "Bima", "Ratna ingin mengubah peran:\nmencabut peran")
	w.Say("Cici", "/menu")
	w.Pressed("Cici", buttonOf(w, "Bima")) // no administrator
	w.Pressed("Ratna", buttonOf(w, "Bima"))
	if w.Noted("act.approved") != 0 {
		t.Fatal("somebody agreed who may not")
	}
	w.Say("Ratna", "/batal")
	takeRole(w)
	wantsTold(t, w, "Ratna", "Masih menunggu")
	w.Tap("Bima", "Setuju")
	if !w.Told("Ratna", "Bima setuju") {
		t.Error("Ratna does not hear of it")
	}
	w.Say("Ratna", "/batal")
	for _, text := range []string{"/peran", "3", "Administrator", "Ya, ubah"} { // another act
		w.Say("Ratna", text)
	}
	if w.Noted("role.given") != 0 {
		t.Fatal("the word for one act was taken for another")
	}
	w.Say("Ratna", "/batal")
	takeRole(w)
	if w.Noted("role.withdrawn") != 1 {
		t.Fatalf("it was agreed to and not done: %q", w.LastTo("Ratna"))
	}
	takeRole(w) // gives it back: another act
	w.Say("Ratna", "/batal")
	if w.Noted("role.given") != 0 {
		t.Error("the word holds twice")
	}
}

func buttonOf(w *flowstest.World, name string) string { return w.Newest(name).Buttons[0][0].Data }

func TestASessionEnds(t *testing.T) {
	t.Parallel()
	w := office(t, enterprise.Safety{SessionHours: 12})
	w.Say("Ratna", "/pin")
	w.Say("Ratna", "402917")
	w.Say("Ratna", "402917")
	w.Now = w.Now.Add(11 * time.Hour)
	w.Say("Ratna", "/audit")
	wantsTold(t, w, "Ratna", "Jejak tentang apa?")
	w.Now = w.Now.Add(13 * time.Hour)
	w.Say("Ratna", "Semua")
	wantsTold(t, w, "Ratna", "ketik PIN")
	w.Say("Ratna", "402917")
	wantsTold(t, w, "Ratna", "berkas") // the answer that was held is taken
}

// TestActsAreKnownByEntriesThatThereAre.
func TestActsAreKnownByEntriesThatThereAre(t *testing.T) {
	t.Parallel()
	for _, what := range guard.Trails() {
		if !slices.Contains(flowstest.SharedBook().Audits, what) {
			t.Errorf("nothing is noted as %s", what)
		}
	}
}

func TestNothingIsAskedWhereTheCityWantsNothing(t *testing.T) {
	t.Parallel()
	w := office(t, enterprise.Safety{Confirm: map[string]string{"roles": enterprise.ConfirmNone}})
	takeRole(w)
	if w.Noted("role.withdrawn") != 1 {
		t.Errorf("%q", w.LastTo("Ratna"))
	}
	w.Say("Ratna", "/pin")
	wantsTold(t, w, "Ratna", "belum perlu PIN")
}

// TestLookingAtManyPeopleIsTold to the other administrators, once a day.
func TestLookingAtManyPeopleIsTold(t *testing.T) {
	t.Parallel()
	w := office(t, enterprise.Safety{})
	owner := w.Owner("Siti", nil)
	s := w.States[w.Names["Cici"]]
	s.Chat.Rates = enterprise.Rates{"cards": {Since: w.Now, N: enterprise.Limits["cards"].Most}}
	w.States[w.Names["Cici"]] = s
	w.Pressed("Cici", "p:"+strings.TrimPrefix(owner.String(), "p")+":card")
	wantsTold(t, w, "Ratna", "Cici membuka lebih dari 100 kartu")
	n := len(w.Said[w.Names["Bima"]])
	w.Pressed("Cici", "p:"+strings.TrimPrefix(owner.String(), "p")+":card")
	if len(w.Said[w.Names["Bima"]]) != n {
		t.Error("it is told twice")
	}
}
