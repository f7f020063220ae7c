package flows

import (
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// officerCommands says who may use each command that is not everybody's. A new
// one fails here until it has its line.
var officerCommands = map[string]string{
	"/siaran": "officer administrator", "/announce": "officer administrator",
	"/tiket": "officer mentor administrator group", "/tickets": "officer mentor administrator group",
	"/periksa": "officer administrator", "/check": "officer administrator",
	"/jadwal": "officer administrator", "/schedule": "officer administrator",
	"/cari": "officer mentor administrator", "/find": "officer mentor administrator",
	"/pembeli": "officer administrator", "/buyers": "officer administrator",
	"/ganda": "officer administrator", "/duplicates": "officer administrator",
	"/kohort": "officer administrator", "/cohort": "officer administrator",
	"/rekap": "officer planner administrator", "/recap": "officer planner administrator",
	"/undang": "administrator", "/invite": "administrator",
	"/grup": "administrator", "/group": "administrator",
	"/peran": "administrator", "/roles": "administrator",
	"/audit":  "administrator",
	"/isikan": "officer mentor administrator", "/fillin": "officer mentor administrator",
	"/impor": "administrator", "/import": "administrator",
}

// rolesInTurn are those of people: a group is no person.
var rolesInTurn = []enterprise.Role{enterprise.Owner, enterprise.Officer, enterprise.Mentor, enterprise.Planner, enterprise.Administrator}

func TestEveryOfficersCommandForEveryRole(t *testing.T) {
	t.Parallel()
	b := sharedBook()
	for name, d := range b.commands {
		who, listed := officerCommands[name]
		if listed != (len(d.For) > 0) {
			t.Errorf("%s: add who may use it to officerCommands", name)
			continue
		}
		for _, role := range rolesInTurn {
			if !listed {
				continue
			}
			w := newWorld(t)
			id := w.someone(role)
			said := w.put(id, Input{Kind: Text, Text: name, Message: "1"})
			w.refuses(role, name, said, !slices.Contains(strings.Fields(who), string(role)))
		}
	}
}

// someone has a role, or is an owner.
func (w *world) someone(role enterprise.Role) enterprise.PersonID {
	if role == enterprise.Owner {
		return w.owner("Siti", nil)
	}
	return w.staffMember("Ratna", role)
}

func (w *world) refuses(role enterprise.Role, what string, said []messages.Message, refused bool) {
	w.t.Helper()
	line := w.book.words.Say("id", "role.refused", nil)
	was := slices.ContainsFunc(said, func(m messages.Message) bool { return strings.HasPrefix(m.Text, line) })
	if was != refused {
		w.t.Errorf("%s as %s: refused is %t, want %t: %v", what, role, was, refused, said)
	}
}

// A form that is for somebody's role cannot be entered, resumed or answered by
// others, whatever their chat says is open.
func TestEveryOfficersFormForEveryRole(t *testing.T) {
	t.Parallel()
	for _, f := range sharedBook().flows {
		if len(f.For) == 0 {
			continue
		}
		for _, role := range rolesInTurn {
			w := newWorld(t)
			id := w.someone(role)
			s := w.states[id]
			may := role == enterprise.Administrator || slices.Contains(f.For, role)
			s.Chat.Open = f.Key
			s.Chat.Drafts = map[string]*Draft{f.Key: {Flow: f.Key}}
			w.states[id] = s
			w.put(id, Input{Kind: Text, Text: "1", Message: "1"})
			if open := w.states[id].Chat.Open; !may && open == f.Key {
				t.Errorf("%s stays open for %s", f.Key, role)
			}
			if !may && len(w.trail)+len(w.records)+len(w.ledgers) > 0 {
				t.Errorf("%s as %s changed something: %v", f.Key, role, w.trail)
			}
		}
	}
}

func TestEveryButtonOfAnAnnouncementForEveryRole(t *testing.T) {
	t.Parallel()
	verbs := []string{verbShow, verbApprove, verbReject, verbPause, verbResume, verbStop, verbFile, verbAgain, verbCorrect, verbWithdraw, verbEdit}
	for _, verb := range verbs {
		for _, role := range rolesInTurn {
			w, id := announced(t, 3)
			w.send(1)
			who := w.someone(role)
			trail, gates := len(w.trail), w.ledgers[id].state
			said := w.put(who, Input{Kind: Tap, Data: "a:" + id + ":" + verb, Message: "b"})
			may := role == enterprise.Officer || role == enterprise.Administrator
			w.refuses(role, verb, said, !may)
			if !may && (len(w.trail) != trail || w.ledgers[id].state != gates) {
				t.Errorf("%s as %s: the trail or the gate changed", verb, role)
			}
		}
	}
}

// announced is a world in which Bima sent an announcement to so many owners,
// and its id. It was approved by Cici where that was needed.
func announced(t testing.TB, owners int) (*world, string) {
	w := newWorld(t)
	w.staffMember("Bima", enterprise.Officer)
	w.staffMember("Cici", enterprise.Officer)
	w.owners(owners)
	for _, text := range []string{"/siaran", "Siaran baru", "Pelatihan", "Halo {nama}, pelatihan hari Rabu.", "Selesai", "Hadir / tidak hadir", "Lanjut", "Sekarang"} {
		w.say("Bima", text)
	}
	label := "Kirim sekarang"
	if owners > 50 {
		label = "Minta persetujuan"
	}
	w.say("Bima", label)
	for name := range w.records {
		if name.Kind == "announcement" {
			return w, name.ID
		}
	}
	t.Fatalf("there is no announcement: %v", w.said[w.names["Bima"]])
	return nil, ""
}
