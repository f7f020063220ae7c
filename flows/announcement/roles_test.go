package announcement_test

import (
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/announcement"
	"naikkelas/flows/flowstest"
)

// officerCommands says who may use each command that is not everybody's. A new
// one fails here until it has its line.
var officerCommands = map[string]string{
	"/siaran": "officer administrator", "/announce": "officer administrator",
	"/tiket": "officer mentor administrator group", "/tickets": "officer mentor administrator group",
	"/periksa": "officer administrator", "/check": "officer administrator",
	"/jadwal": "officer administrator", "/schedule": "officer administrator",
	"/balasan": "officer mentor administrator", "/replies": "officer mentor administrator",
	"/dampingan": "mentor administrator", "/mentees": "mentor administrator",
	"/cari": "officer mentor administrator", "/find": "officer mentor administrator",
	"/pin": "officer mentor planner administrator", "/resetpin": "administrator",
	"/ekspor": "officer administrator", "/export": "officer administrator",
	"/pembeli": "officer administrator", "/buyers": "officer administrator",
	"/ganda": "officer administrator", "/duplicates": "officer administrator",
	"/pertanyaan": "officer administrator", "/questions": "officer administrator",
	"/tautan": "administrator", "/links": "administrator",
	"/konsol": "officer mentor planner administrator", "/console": "officer mentor planner administrator",
	"/kohort": "officer administrator", "/cohort": "officer administrator",
	"/rekap": "officer planner administrator", "/recap": "officer planner administrator",
	"/undang": "administrator", "/invite": "administrator",
	"/grup": "administrator", "/group": "administrator",
	"/peran": "administrator", "/roles": "administrator",
	"/audit":  "administrator",
	"/isikan": "officer mentor administrator", "/fillin": "officer mentor administrator",
	"/impor": "administrator", "/import": "administrator",
}

func TestEveryOfficersCommandForEveryRole(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	for name, d := range b.CommandNamed {
		who, listed := officerCommands[name]
		if listed != (len(d.For) > 0) {
			t.Errorf("%s: add who may use it to officerCommands", name)
			continue
		}
		for _, role := range flowstest.RolesInTurn {
			if !listed {
				continue
			}
			w := flowstest.NewWorld(t)
			id := w.Someone(role)
			said := w.Put(id, flows.Input{Kind: flows.Text, Text: name, Message: "1"})
			w.Refuses(role, name, said, !slices.Contains(strings.Fields(who), string(role)))
		}
	}
}

// A form that is for somebody's role cannot be entered, resumed or answered by
// others, whatever their chat says is open.
func TestEveryOfficersFormForEveryRole(t *testing.T) {
	t.Parallel()
	for _, f := range flowstest.SharedBook().Forms {
		if len(f.For) == 0 {
			continue
		}
		for _, role := range flowstest.RolesInTurn {
			w := flowstest.NewWorld(t)
			id := w.Someone(role)
			s := w.States[id]
			may := role == enterprise.Administrator || slices.Contains(f.For, role)
			s.Chat.Open = f.Key
			s.Chat.Drafts = map[string]*flows.Draft{f.Key: {Form: f.Key}}
			w.States[id] = s
			w.Put(id, flows.Input{Kind: flows.Text, Text: "1", Message: "1"})
			if open := w.States[id].Chat.Open; !may && open == f.Key {
				t.Errorf("%s stays open for %s", f.Key, role)
			}
			if !may && len(w.Trail)+len(w.Records)+len(w.Ledgers) > 0 {
				t.Errorf("%s as %s changed something: %v", f.Key, role, w.Trail)
			}
		}
	}
}

func TestEveryButtonOfAnAnnouncementForEveryRole(t *testing.T) {
	t.Parallel()
	verbs := []string{announcement.VerbShow, announcement.VerbApprove, announcement.VerbReject, announcement.VerbPause, announcement.VerbResume, announcement.VerbStop, announcement.VerbFile, announcement.VerbAgain, announcement.VerbCorrect, announcement.VerbWithdraw, announcement.VerbEdit}
	for _, verb := range verbs {
		for _, role := range flowstest.RolesInTurn {
			w, id := announced(t, 3)
			w.Send(1)
			who := w.Someone(role)
			trail, gates := len(w.Trail), w.Ledgers[id].State
			said := w.Put(who, flows.Input{Kind: flows.Tap, Data: "a:" + id + ":" + verb, Message: "b"})
			may := role == enterprise.Officer || role == enterprise.Administrator
			w.Refuses(role, verb, said, !may)
			if !may && (len(w.Trail) != trail || w.Ledgers[id].State != gates) {
				t.Errorf("%s as %s: the trail or the gate changed", verb, role)
			}
		}
	}
}

// announced is a world in which Bima sent an announcement to so many owners,
// and its id. It was approved by Cici where that was needed.
func announced(t testing.TB, owners int) (*flowstest.World, string) {
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Officer)
	w.StaffMember("Cici", enterprise.Officer)
	w.Owners(owners)
	for _, text := range []string{"/siaran", "Siaran baru", "Pelatihan", "Halo {nama}, pelatihan hari Rabu.", "Selesai", "Hadir / tidak hadir", "Lanjut", "Sekarang"} {
		w.Say("Bima", text)
	}
	label := "Kirim sekarang"
	if owners > 50 {
		label = "Minta persetujuan"
	}
	w.Say("Bima", label)
	for name := range w.Records {
		if name.Kind == "announcement" {
			return w, name.ID
		}
	}
	t.Fatalf("there is no announcement: %v", w.Said[w.Names["Bima"]])
	return nil, ""
}
