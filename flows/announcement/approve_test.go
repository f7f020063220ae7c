package announcement_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/announcement"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/privacy"
)

func theAnnouncement(w *flowstest.World, id string) announcement.Announcement {
	var a announcement.Announcement
	if err := json.Unmarshal(w.Records[flows.RecordName{Kind: "announcement", ID: id}].Data, &a); err != nil {
		w.T.Fatal(err)
	}
	return a
}

func TestThresholdDecidesWhetherASecondOfficerApproves(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		owners int
		state  announcement.AnnouncementState
	}{
		{"fifty go at once", 50, announcement.AnnouncementApproved},
		{"fifty-one wait", 51, announcement.AnnouncementWaiting},
	} {
		w, id := announced(t, row.owners)
		if a := theAnnouncement(w, id); a.State != row.state || (w.Ledgers[id] != nil) != (row.state == announcement.AnnouncementApproved) {
			t.Errorf("%s: the state is %s, the ledger %v", row.name, a.State, w.Ledgers[id])
		}
	}
}

func TestNobodyApprovesTheirOwn(t *testing.T) {
	t.Parallel()
	w, id := announced(t, 60)
	bima := w.Names["Bima"]
	s := w.States[bima]
	s.Person.Roles = append(s.Person.Roles, enterprise.Administrator)
	w.States[bima] = s
	for _, verb := range []string{announcement.VerbApprove, announcement.VerbReject} {
		said := w.Put(bima, flows.Input{Kind: flows.Tap, Data: "a:" + id + ":" + verb, Message: "b"})
		if len(said) != 1 || !strings.HasPrefix(said[0].Text, w.Book.Words.Say("id", "announce.own", nil)) {
			t.Errorf("%s by the author says %v", verb, said)
		}
	}
	if a := theAnnouncement(w, id); a.State != announcement.AnnouncementWaiting || w.Ledgers[id] != nil {
		t.Errorf("the author decided: %+v", a)
	}
}

// Two officers tap at the same moment: both steps were worked out from the
// same record, so that one of them is stale and is worked out again.
func TestDecisionsThatRaceAreDecidedOnce(t *testing.T) {
	t.Parallel()
	for _, verbs := range [][2]string{{announcement.VerbApprove, announcement.VerbApprove}, {announcement.VerbApprove, announcement.VerbReject}, {announcement.VerbReject, announcement.VerbApprove}} {
		w, id := announced(t, 60)
		dewi := w.StaffMember("Dewi", enterprise.Administrator)
		cici := w.Names["Cici"]
		tap := func(verb string) flows.Input {
			return flows.Input{Kind: flows.Tap, Data: "a:" + id + ":" + verb, Message: "b"}
		}
		first, second := w.Turn(cici, tap(verbs[0])), w.Turn(dewi, tap(verbs[1]))
		if !w.Apply(cici, first) {
			t.Fatal("the first was refused")
		}
		if len(second.Records) > 0 && len(first.Records) > 0 && w.Apply(dewi, second) {
			t.Errorf("%v: both decisions were written", verbs)
		}
		if verbs[0] == announcement.VerbReject {
			w.Say("Cici", "Tanggalnya keliru.")
		}
		w.Step(dewi, tap(verbs[1]))
		w.Put(cici, tap(verbs[0])) // a double tap
		a := theAnnouncement(w, id)
		if n := w.Noted("announcement.approved") + w.Noted("announcement.rejected"); n != 1 {
			t.Errorf("%v: %d decisions in the trail; %+v", verbs, n, a)
		}
		if (a.State == announcement.AnnouncementApproved) != (w.Ledgers[id] != nil) {
			t.Errorf("%v: the state is %s, the ledger %v", verbs, a.State, w.Ledgers[id])
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
		w := flowstest.NewWorld(t)
		w.StaffMember("Bima", enterprise.Officer)
		w.StaffMember("Cici", enterprise.Officer)
		w.Owners(60)
		for _, text := range []string{"/siaran", "Siaran baru", row.category, "Halo", "Selesai", "Tanpa tombol", "Lanjut", row.when, "Betul", "Saat dikirim", "Minta persetujuan"} {
			w.Say("Bima", text)
		}
		w.Now = w.Now.Add(row.later)
		w.Tap("Cici", "Setujui")
		if len(w.Ledgers) != 1 {
			t.Fatalf("%s: there are %d ledgers: %v", row.name, len(w.Ledgers), w.Said[w.Names["Bima"]])
		}
		for _, l := range w.Ledgers {
			if at := l.Gate.At.In(w.Book.Program.City.Location).Format("02 15:04"); !strings.HasPrefix(at, row.at) {
				t.Errorf("%s: it goes on %s, want %s", row.name, at, row.at)
			}
		}
	}
}

// The recipients are frozen when the officer said so.
func TestFreezingAsChosen(t *testing.T) {
	t.Parallel()
	for label, total := range map[string]int{"Saat dikirim": 6, "Saat disetujui": 5} {
		w := flowstest.NewWorld(t)
		w.StaffMember("Bima", enterprise.Officer)
		w.Owners(5)
		for _, text := range []string{"/siaran", "Siaran baru", "Pelatihan", "Halo", "Selesai", "Tanpa tombol", "Lanjut", "besok jam 10", "Betul", label, "Jadwalkan"} {
			w.Say("Bima", text)
		}
		w.Owner("Baru", nil)
		w.Now = w.Now.Add(26 * time.Hour)
		w.Send(100)
		for _, l := range w.Ledgers {
			if len(l.Recipients) != total {
				t.Errorf("%s: %d recipients, want %d", label, len(l.Recipients), total)
			}
		}
	}
}

// Data of buttons may be forged or old: it changes nothing, and gets a line.
func TestForgedButtonsOfAnnouncements(t *testing.T) {
	t.Parallel()
	w, id := announced(t, 3)
	w.Send(100)
	records := len(w.Records)
	for _, data := range []string{
		"a", "a:", "a::", "a:" + id, "a:" + id + ":", "a:" + id + ":nothing", "a:" + id + ":ok:more", "a:none:ok", "a:preview:ok",
		"a:" + id + ":ok", "a:" + id + ":pause", "a:" + id + ":resume", "a:" + id + ":stop", "a:" + id + ":again",
		"v", "v:" + id, "v:" + id + ":maybe", "v:none:yes", "v:preview:yes", "v:" + id + ":yes:yes",
	} {
		gates := w.Ledgers[id].State
		said := w.Put(w.Names["Cici"], flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
		if len(said) == 0 || len(w.Records) != records || w.Ledgers[id].State != gates || len(w.States[w.Names["Cici"]].Person.Replies) > 0 {
			t.Errorf("%q: said %v", data, said)
		}
	}
}

func TestAnswersOfOwnersAreCountedOnce(t *testing.T) {
	t.Parallel()
	w, id := announced(t, 4)
	w.Send(100)
	owner := w.Names["Warga Aa"]
	answer := func(choice string) int {
		return len(w.Put(owner, flows.Input{Kind: flows.Tap, Data: "v:" + id + ":" + choice, Message: "b"}))
	}
	if answer("yes") == 0 || answer("yes") != 0 || answer("no") == 0 || answer("yes") == 0 {
		t.Error("a new answer is said, a second tap is silent")
	}
	if replies := w.States[owner].Person.Replies; len(replies) != 1 || replies[0].Choice != "yes" {
		t.Errorf("the replies are %v", replies)
	}
	terms := enterprise.IndexTerms(w.States[owner].Person)
	if !slices.Contains(terms, enterprise.TermReply(id, "yes")) || slices.Contains(terms, enterprise.TermReply(id, "no")) {
		t.Errorf("the index terms are %v", terms)
	}
}

// The report comes once, however often the sender says that it ended.
func TestReportComesOnce(t *testing.T) {
	t.Parallel()
	w, id := announced(t, 4)
	w.Send(100)
	data, _ := json.Marshal(flows.ProgressNotice{Announcement: id})
	for range 3 {
		w.Put(w.Names["Bima"], flows.Input{Kind: flows.Noticed, Data: "progress", Text: string(data)})
	}
	reports := 0
	for _, m := range w.Said[w.Names["Bima"]] {
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
	samples := w.Noted("data.sample")
	if samples == 0 {
		t.Error("the sample of names is not in the trail")
	}
	w.Send(100)
	w.Tap("Bima", "Unduh laporan")
	if w.Noted("data.recipients") != 1 {
		t.Error("the list of recipients is not in the trail")
	}
}

func TestMasked(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Siti Aminah": "S*** A***", "Élan": "É***", "": "", " x ": "x***"} {
		if got := privacy.Masked(name); got != want {
			t.Errorf("%q is masked as %q", name, got)
		}
	}
	b := flowstest.SharedBook()
	for role, sees := range map[enterprise.Role]bool{enterprise.Officer: true, enterprise.Administrator: true, enterprise.Mentor: false, enterprise.Planner: false, enterprise.Owner: false} {
		tk := b.Conversation(flows.State{Person: enterprise.Person{ID: 1, Roles: []enterprise.Role{role}}}, flows.Input{}, flowstest.Noon)
		if got := privacy.NameOf(tk, enterprise.Person{Name: "Siti"}); (got == "Siti") != sees {
			t.Errorf("%s sees %q", role, got)
		}
	}
}
