package document_test

import (
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/document"
	"naikkelas/flows/flowstest"
)

// handedIn is a world with two officers and an owner whose NIB waits.
func handedIn(t *testing.T) (*flowstest.World, string) {
	t.Helper()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	w.StaffMember("Bima", enterprise.Officer)
	w.Owner("Siti", nil)
	w.Hand("Siti", "0101230099999")
	for name := range w.Records {
		if name.Kind == document.SubmissionRecord {
			return w, name.ID
		}
	}
	t.Fatal("nothing waits")
	return nil, ""
}

// TestTwoOfficersRace: of two who open or decide at the same moment, one wins,
// and the other is told who.
func TestTwoOfficersRace(t *testing.T) {
	t.Parallel()
	w, id := handedIn(t)
	ratna, bima := w.Names["Ratna"], w.Names["Bima"]
	for _, verb := range []string{"open", "ok"} {
		tap := flows.Input{Kind: flows.Tap, Data: "d:" + id + ":" + verb, Message: "b"}
		first, second := w.Turn(ratna, tap), w.Turn(bima, tap)
		if verb == "open" && !w.Apply(ratna, first) {
			t.Fatal("the first is refused")
		}
		if verb == "ok" {
			if len(second.Records) != 0 {
				t.Error("somebody else's document is decided on")
			}
			w.Apply(ratna, first)
		}
		if w.Apply(bima, second) != (verb == "ok") {
			t.Errorf("%s: the second is not worked out again", verb)
		}
		if said := w.Put(bima, tap); !strings.Contains(said[0].Text, "oleh Ratna") {
			t.Errorf("%s: the second hears %q", verb, said[0].Text)
		}
	}
	if s := w.Submission(id); s.By != ratna || s.Decision != document.Approve {
		t.Errorf("%+v", s)
	}
}

// TestForgedButtonsChangeNothing: whoever taps what they were not shown gets a
// kind line.
func TestForgedButtonsChangeNothing(t *testing.T) {
	t.Parallel()
	w, id := handedIn(t)
	mentor := w.StaffMember("Mira", enterprise.Mentor)
	for _, who := range []enterprise.PersonID{w.Names["Siti"], mentor, w.Names["Ratna"]} {
		for _, data := range []string{"d:" + id + ":ok", "d:" + id + ":no", "d:" + id + ":undo", "d:" + id + ":free", "d:" + id, "d:" + id + ":delete", "d::", "d:next", "d:kind:gold", "d:0-0:ok", "o:gold", "o:", "o:nib:x"} {
			if who == w.Names["Ratna"] && slices.Contains([]string{"d:" + id + ":ok", "d:" + id + ":no", "d:" + id + ":free", "d:next"}, data) {
				continue // she may
			}
			turn := w.Turn(who, flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
			if len(turn.Records)+len(turn.Tell)+len(turn.AuditLog) != 0 || len(turn.Say) == 0 {
				t.Errorf("%s taps %s: %d records, %d notices, %d lines", who, data, len(turn.Records), len(turn.Tell), len(turn.Say))
			}
		}
	}
}

func TestNobodyChecksTheirOwn(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	id := w.Owner("Siti", func(p *enterprise.Person) { p.Roles = []enterprise.Role{enterprise.Officer} })
	w.Hand("Siti", "0101230099999")
	doc := w.States[id].Person.Businesses[0].Documents[0]
	said := w.Put(id, flows.Input{Kind: flows.Tap, Data: "d:" + doc.ID + ":ok", Message: "b"})
	if !strings.Contains(said[0].Text, "petugas lain") || w.Submission(doc.ID).Decision != "" {
		t.Errorf("%q", said[0].Text)
	}
}

func TestWhatHasEndedIsNotApproved(t *testing.T) {
	t.Parallel()
	w, id := handedIn(t)
	r := w.Records[flows.RecordName{Kind: document.SubmissionRecord, ID: id}]
	s := w.Submission(id)
	s.Document.Expires = w.Now
	tk := &flows.Conversation{Book: w.Book}
	document.PutSubmission(tk, r, s)
	tk.Turn.Records[0].Version++
	w.Records[r.RecordName] = tk.Turn.Records[0]
	if said := w.Put(w.Names["Ratna"], flows.Input{Kind: flows.Tap, Data: "d:" + id + ":ok", Message: "b"}); !strings.Contains(said[0].Text, "sudah lewat") {
		t.Errorf("%q", said[0].Text)
	}
}

// TestErasureTakesDocumentsAlong: no record of a person's documents, files or
// numbers is left; what is also somebody else's stays theirs.
func TestErasureTakesDocumentsAlong(t *testing.T) {
	t.Parallel()
	w, _ := handedIn(t)
	w.Owner("Budi", nil)
	w.Hand("Budi", "0101230099999")
	siti := w.Names["Siti"]
	w.Say("Siti", "/hapus")
	w.Say("Siti", "Ya, hapus semua")
	if !w.States[siti].New && len(w.States[siti].Person.Businesses) != 0 {
		t.Error("Siti is still there")
	}
	kinds := map[string]int{}
	for name, r := range w.Records {
		kinds[name.Kind]++
		if strings.Contains(string(r.Data), `:3,`) || strings.Contains(string(r.Data), `[3`) {
			t.Errorf("%v still names her: %s", name, r.Data)
		}
		if strings.Contains(name.ID, "0101230099999") {
			t.Errorf("a number stands in a key: %s", name.ID)
		}
	}
	if kinds[document.SubmissionRecord] != 1 || kinds[flows.FileRecord] != 1 || kinds["number"] != 1 {
		t.Errorf("left are %v", kinds)
	}
}

// TestALateDecisionIsIgnored: what is decided while the owner takes a
// document back changes nothing of the owner's.
func TestALateDecisionIsIgnored(t *testing.T) {
	t.Parallel()
	w, id := handedIn(t)
	siti := w.Names["Siti"]
	w.Step(siti, flows.Input{Kind: flows.Noticed, Data: "document", Text: `{"id":"another","decision":"approved"}`})
	w.Step(siti, flows.Input{Kind: flows.Noticed, Data: "document", Text: `not JSON`})
	if d := w.States[siti].Person.Businesses[0].Documents[0]; d.State != enterprise.DocumentSent || d.ID != id {
		t.Errorf("%+v", d)
	}
}
