package flows

import (
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
)

// handedIn is a world with two officers and an owner whose NIB waits.
func handedIn(t *testing.T) (*world, string) {
	t.Helper()
	w := newWorld(t)
	w.staffMember("Ratna", enterprise.Officer)
	w.staffMember("Bima", enterprise.Officer)
	w.owner("Siti", nil)
	w.hand("Siti", "0101230099999")
	for name := range w.records {
		if name.Kind == submissionRecord {
			return w, name.ID
		}
	}
	t.Fatal("nothing waits")
	return nil, ""
}

// hand hands an NIB in.
func (w *world) hand(name, number string) {
	w.t.Helper()
	for _, text := range []string{"/dokumen", "NIB", "Kirim dokumen"} {
		w.say(name, text)
	}
	w.put(w.names[name], Input{Kind: Other, Media: "photo", File: &File{ID: "photo nib of " + name, Kind: "photo"}, Message: "p"})
	for _, text := range []string{"Sudah semua", number, "Biarkan saja"} {
		w.say(name, text)
	}
}

func (w *world) submission(id string) submission {
	w.t.Helper()
	_, s, _ := (&talk{State: State{Known: Facts{Records: w.records}}}).submissionOf(id)
	return s
}

// TestTwoOfficersRace: of two who open or decide at the same moment, one wins,
// and the other is told who.
func TestTwoOfficersRace(t *testing.T) {
	t.Parallel()
	w, id := handedIn(t)
	ratna, bima := w.names["Ratna"], w.names["Bima"]
	for _, verb := range []string{"open", "ok"} {
		tap := Input{Kind: Tap, Data: "d:" + id + ":" + verb, Message: "b"}
		first, second := w.turn(ratna, tap), w.turn(bima, tap)
		if verb == "open" && !w.apply(ratna, first) {
			t.Fatal("the first is refused")
		}
		if verb == "ok" {
			if len(second.Records) != 0 {
				t.Error("somebody else's document is decided on")
			}
			w.apply(ratna, first)
		}
		if w.apply(bima, second) != (verb == "ok") {
			t.Errorf("%s: the second is not worked out again", verb)
		}
		if said := w.put(bima, tap); !strings.Contains(said[0].Text, "oleh Ratna") {
			t.Errorf("%s: the second hears %q", verb, said[0].Text)
		}
	}
	if s := w.submission(id); s.By != ratna || s.Decision != approve {
		t.Errorf("%+v", s)
	}
}

// TestForgedButtonsChangeNothing: whoever taps what they were not shown gets a
// kind line.
func TestForgedButtonsChangeNothing(t *testing.T) {
	t.Parallel()
	w, id := handedIn(t)
	mentor := w.staffMember("Mira", enterprise.Mentor)
	for _, who := range []enterprise.PersonID{w.names["Siti"], mentor, w.names["Ratna"]} {
		for _, data := range []string{"d:" + id + ":ok", "d:" + id + ":no", "d:" + id + ":undo", "d:" + id + ":free", "d:" + id, "d:" + id + ":delete", "d::", "d:next", "d:kind:gold", "d:0-0:ok", "o:gold", "o:", "o:nib:x"} {
			if who == w.names["Ratna"] && slices.Contains([]string{"d:" + id + ":ok", "d:" + id + ":no", "d:" + id + ":free", "d:next"}, data) {
				continue // she may
			}
			turn := w.turn(who, Input{Kind: Tap, Data: data, Message: "b"})
			if len(turn.Records)+len(turn.Tell)+len(turn.Trail) != 0 || len(turn.Say) == 0 {
				t.Errorf("%s taps %s: %d records, %d notices, %d lines", who, data, len(turn.Records), len(turn.Tell), len(turn.Say))
			}
		}
	}
}

func TestNobodyChecksTheirOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.owner("Siti", func(p *enterprise.Person) { p.Roles = []enterprise.Role{enterprise.Officer} })
	w.hand("Siti", "0101230099999")
	doc := w.states[id].Person.Businesses[0].Documents[0]
	said := w.put(id, Input{Kind: Tap, Data: "d:" + doc.ID + ":ok", Message: "b"})
	if !strings.Contains(said[0].Text, "petugas lain") || w.submission(doc.ID).Decision != "" {
		t.Errorf("%q", said[0].Text)
	}
}

func TestWhatHasEndedIsNotApproved(t *testing.T) {
	t.Parallel()
	w, id := handedIn(t)
	r := w.records[RecordName{submissionRecord, id}]
	s := w.submission(id)
	s.Document.Expires = w.now
	tk := &talk{book: w.book}
	tk.putSubmission(r, s)
	tk.turn.Records[0].Version++
	w.records[r.RecordName] = tk.turn.Records[0]
	if said := w.put(w.names["Ratna"], Input{Kind: Tap, Data: "d:" + id + ":ok", Message: "b"}); !strings.Contains(said[0].Text, "sudah lewat") {
		t.Errorf("%q", said[0].Text)
	}
}

// TestErasureTakesDocumentsAlong: no record of a person's documents, files or
// numbers is left; what is also somebody else's stays theirs.
func TestErasureTakesDocumentsAlong(t *testing.T) {
	t.Parallel()
	w, _ := handedIn(t)
	w.owner("Budi", nil)
	w.hand("Budi", "0101230099999")
	siti := w.names["Siti"]
	w.say("Siti", "/hapus")
	w.say("Siti", "Ya, hapus semua")
	if !w.states[siti].New && len(w.states[siti].Person.Businesses) != 0 {
		t.Error("Siti is still there")
	}
	kinds := map[string]int{}
	for name, r := range w.records {
		kinds[name.Kind]++
		if strings.Contains(string(r.Data), `:3,`) || strings.Contains(string(r.Data), `[3`) {
			t.Errorf("%v still names her: %s", name, r.Data)
		}
		if strings.Contains(name.ID, "0101230099999") {
			t.Errorf("a number stands in a key: %s", name.ID)
		}
	}
	if kinds[submissionRecord] != 1 || kinds[FileRecord] != 1 || kinds[numberRecord] != 1 {
		t.Errorf("left are %v", kinds)
	}
}

// TestALateDecisionIsIgnored: what is decided while the owner takes a
// document back changes nothing of the owner's.
func TestALateDecisionIsIgnored(t *testing.T) {
	t.Parallel()
	w, id := handedIn(t)
	siti := w.names["Siti"]
	w.step(siti, Input{Kind: Noticed, Data: "document", Text: `{"id":"another","decision":"approved"}`})
	w.step(siti, Input{Kind: Noticed, Data: "document", Text: `not JSON`})
	if d := w.states[siti].Person.Businesses[0].Documents[0]; d.State != enterprise.DocumentSent || d.ID != id {
		t.Errorf("%+v", d)
	}
}
