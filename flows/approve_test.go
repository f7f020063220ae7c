package flows

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
)

func (w *world) announcement(id string) announcement {
	var a announcement
	if err := json.Unmarshal(w.records[RecordName{"announcement", id}].Data, &a); err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *world) noted(what string) int {
	n := 0
	for _, a := range w.trail {
		if a.What == what {
			n++
		}
	}
	return n
}

func TestThresholdDecidesWhetherASecondOfficerApproves(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		owners int
		state  announcementState
	}{
		{"fifty go at once", 50, announcementApproved},
		{"fifty-one wait", 51, announcementWaiting},
	} {
		w, id := announced(t, row.owners)
		if a := w.announcement(id); a.State != row.state || (w.ledgers[id] != nil) != (row.state == announcementApproved) {
			t.Errorf("%s: the state is %s, the ledger %v", row.name, a.State, w.ledgers[id])
		}
	}
}

func TestNobodyApprovesTheirOwn(t *testing.T) {
	t.Parallel()
	w, id := announced(t, 60)
	bima := w.names["Bima"]
	s := w.states[bima]
	s.Person.Roles = append(s.Person.Roles, enterprise.Administrator)
	w.states[bima] = s
	for _, verb := range []string{verbApprove, verbReject} {
		said := w.put(bima, Input{Kind: Tap, Data: "a:" + id + ":" + verb, Message: "b"})
		if len(said) != 1 || !strings.HasPrefix(said[0].Text, w.book.words.Say("id", "announce.own", nil)) {
			t.Errorf("%s by the author says %v", verb, said)
		}
	}
	if a := w.announcement(id); a.State != announcementWaiting || w.ledgers[id] != nil {
		t.Errorf("the author decided: %+v", a)
	}
}

// Two officers tap at the same moment: both steps were worked out from the
// same record, so that one of them is stale and is worked out again.
func TestDecisionsThatRaceAreDecidedOnce(t *testing.T) {
	t.Parallel()
	for _, verbs := range [][2]string{{verbApprove, verbApprove}, {verbApprove, verbReject}, {verbReject, verbApprove}} {
		w, id := announced(t, 60)
		dewi := w.staffMember("Dewi", enterprise.Administrator)
		cici := w.names["Cici"]
		tap := func(verb string) Input {
			return Input{Kind: Tap, Data: "a:" + id + ":" + verb, Message: "b"}
		}
		first, second := w.turn(cici, tap(verbs[0])), w.turn(dewi, tap(verbs[1]))
		if !w.apply(cici, first) {
			t.Fatal("the first was refused")
		}
		if len(second.Records) > 0 && len(first.Records) > 0 && w.apply(dewi, second) {
			t.Errorf("%v: both decisions were written", verbs)
		}
		if verbs[0] == verbReject {
			w.say("Cici", "Tanggalnya keliru.")
		}
		w.step(dewi, tap(verbs[1]))
		w.put(cici, tap(verbs[0])) // a double tap
		a := w.announcement(id)
		if n := w.noted("announcement.approved") + w.noted("announcement.rejected"); n != 1 {
			t.Errorf("%v: %d decisions in the trail; %+v", verbs, n, a)
		}
		if (a.State == announcementApproved) != (w.ledgers[id] != nil) {
			t.Errorf("%v: the state is %s, the ledger %v", verbs, a.State, w.ledgers[id])
		}
	}
}

// Approved after its hour it goes at once; after dark it waits for the morning,
// unless it is urgent.
func TestApprovedTooLate(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, category, when string
		later                time.Duration
		at                   string
	}{
		{"in the hours of speech", "Pelatihan", "hari ini jam 10", 2 * time.Hour, "23 11:"},
		{"in quiet hours", "Pelatihan", "hari ini jam 10", 14 * time.Hour, "24 08:00"},
		{"urgent in quiet hours", "Penting", "hari ini jam 10", 14 * time.Hour, "23 23:"},
		{"in time", "Pelatihan", "besok jam 10", 2 * time.Hour, "24 10:00"},
	} {
		w := newWorld(t)
		w.staffMember("Bima", enterprise.Officer)
		w.staffMember("Cici", enterprise.Officer)
		w.owners(60)
		for _, text := range []string{"/siaran", "Siaran baru", row.category, "Halo", "Selesai", "Tanpa tombol", "Lanjut", row.when, "Betul", "Saat dikirim", "Minta persetujuan"} {
			w.say("Bima", text)
		}
		w.now = w.now.Add(row.later)
		w.tap("Cici", "Setujui")
		if len(w.ledgers) != 1 {
			t.Fatalf("%s: there are %d ledgers: %v", row.name, len(w.ledgers), w.said[w.names["Bima"]])
		}
		for _, l := range w.ledgers {
			if at := l.gate.At.In(w.book.program.City.Location).Format("02 15:04"); !strings.HasPrefix(at, row.at) {
				t.Errorf("%s: it goes on %s, want %s", row.name, at, row.at)
			}
		}
	}
}

// The recipients are frozen when the officer said so.
func TestFreezingAsChosen(t *testing.T) {
	t.Parallel()
	for label, total := range map[string]int{"Saat dikirim": 6, "Saat disetujui": 5} {
		w := newWorld(t)
		w.staffMember("Bima", enterprise.Officer)
		w.owners(5)
		for _, text := range []string{"/siaran", "Siaran baru", "Pelatihan", "Halo", "Selesai", "Tanpa tombol", "Lanjut", "besok jam 10", "Betul", label, "Jadwalkan"} {
			w.say("Bima", text)
		}
		w.owner("Baru", nil)
		w.now = w.now.Add(26 * time.Hour)
		w.send(100)
		for _, l := range w.ledgers {
			if len(l.recipients) != total {
				t.Errorf("%s: %d recipients, want %d", label, len(l.recipients), total)
			}
		}
	}
}

// Data of buttons may be forged or old: it changes nothing, and gets a line.
func TestForgedButtonsOfAnnouncements(t *testing.T) {
	t.Parallel()
	w, id := announced(t, 3)
	w.send(100)
	records := len(w.records)
	for _, data := range []string{
		"a", "a:", "a::", "a:" + id, "a:" + id + ":", "a:" + id + ":nothing", "a:" + id + ":ok:more", "a:none:ok", "a:preview:ok",
		"a:" + id + ":ok", "a:" + id + ":pause", "a:" + id + ":resume", "a:" + id + ":stop", "a:" + id + ":again",
		"v", "v:" + id, "v:" + id + ":maybe", "v:none:yes", "v:preview:yes", "v:" + id + ":yes:yes",
	} {
		gates := w.ledgers[id].state
		said := w.put(w.names["Cici"], Input{Kind: Tap, Data: data, Message: "b"})
		if len(said) == 0 || len(w.records) != records || w.ledgers[id].state != gates || len(w.states[w.names["Cici"]].Person.Replies) > 0 {
			t.Errorf("%q: said %v", data, said)
		}
	}
}

func TestAnswersOfOwnersAreCountedOnce(t *testing.T) {
	t.Parallel()
	w, id := announced(t, 4)
	w.send(100)
	owner := w.names["Warga Aa"]
	answer := func(choice string) int {
		return len(w.put(owner, Input{Kind: Tap, Data: "v:" + id + ":" + choice, Message: "b"}))
	}
	if answer("yes") == 0 || answer("yes") != 0 || answer("no") == 0 || answer("yes") == 0 {
		t.Error("a new answer is said, a second tap is silent")
	}
	if replies := w.states[owner].Person.Replies; len(replies) != 1 || replies[0].Choice != "yes" {
		t.Errorf("the replies are %v", replies)
	}
	terms := enterprise.IndexTerms(w.states[owner].Person)
	if !slices.Contains(terms, enterprise.TermReply(id, "yes")) || slices.Contains(terms, enterprise.TermReply(id, "no")) {
		t.Errorf("the index terms are %v", terms)
	}
}

// The report comes once, however often the sender says that it ended.
func TestReportComesOnce(t *testing.T) {
	t.Parallel()
	w, id := announced(t, 4)
	w.send(100)
	data, _ := json.Marshal(progressNotice{id})
	for range 3 {
		w.put(w.names["Bima"], Input{Kind: Noticed, Data: "progress", Text: string(data)})
	}
	reports := 0
	for _, m := range w.said[w.names["Bima"]] {
		if strings.HasPrefix(m.Text, "<b>Laporan") {
			reports++
		}
	}
	if reports != 1 {
		t.Errorf("there are %d reports", reports)
	}
}

// Every look at names is in the trail.
func TestLooksAtNamesAreNoted(t *testing.T) {
	t.Parallel()
	w, _ := announced(t, 4)
	samples := w.noted("data.sample")
	if samples == 0 {
		t.Error("the sample of names is not in the trail")
	}
	w.send(100)
	w.tap("Bima", "Unduh laporan")
	if w.noted("data.recipients") != 1 {
		t.Error("the list of recipients is not in the trail")
	}
}

func TestMasked(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Siti Aminah": "S*** A***", "Élan": "É***", "": "", " x ": "x***"} {
		if got := masked(name); got != want {
			t.Errorf("%q is masked as %q", name, got)
		}
	}
	b := sharedBook()
	for role, sees := range map[enterprise.Role]bool{enterprise.Officer: true, enterprise.Administrator: true, enterprise.Mentor: false, enterprise.Planner: false, enterprise.Owner: false} {
		tk := b.talk(State{Person: enterprise.Person{ID: 1, Roles: []enterprise.Role{role}}}, Input{}, noon)
		if got := tk.nameOf(enterprise.Person{Name: "Siti"}); (got == "Siti") != sees {
			t.Errorf("%s sees %q", role, got)
		}
	}
}
