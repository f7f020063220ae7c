package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
)

// closedCohort is a cohort for so many, closed by Bima and Cici: Ani is in,
// Budi in reserve, Citra left out.
func closedCohort(t *testing.T, quota, district string) (*world, string) {
	w := cohortWorld(t)
	id := w.cohort(quota, district, "Tanpa batas")
	w.verdictOf("Bima", id, "Ani", takenIn)
	w.verdictOf("Bima", id, "Budi", inHand)
	w.pressed("Bima", "h:"+id+":propose")
	w.say("Bima", "urut skor")
	w.pressed("Cici", "h:"+id+":close")
	return w, id
}

// changes has an officer change something about an owner, with a reason.
func (w *world) changes(officer, id, change, owner string) {
	w.pressed(officer, fmt.Sprintf("h:%s:%s:%d", id, change, w.names[owner]))
	if w.states[w.names[officer]].Chat.Open == "choose" {
		w.say(officer, "alasan yang ditulis petugas")
	}
}

func (w *world) whatOf(id, owner string) verdict {
	c := w.cohortNow(id)
	return c.Choices[c.of(w.names[owner])].What
}

func (w *world) inCohort(id, owner string) bool {
	return slices.Contains(enterprise.IndexTerms(w.states[w.names[owner]].Person), enterprise.TermCohort(id))
}

func TestThePlaceOfAMemberWhoLeavesGoesToTheReserve(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		leaves func(w *world, id string)
		trail  string
	}{
		{"the member leaves", func(w *world, id string) {
			w.pressed("Ani", "y:"+id+":leave")
			w.say("Ani", "pindah kota")
		}, "cohort.left"},
		{"an officer withdraws the member", func(w *world, id string) { w.changes("Cici", id, changeLeave, "Ani") }, "cohort.withdrawn"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, id := closedCohort(t, "1", "Tanpa batas")
			w.changes("Bima", id, changePromote, "Budi")
			if w.whatOf(id, "Budi") != inHand {
				t.Error("went up before there was a place")
			}
			c.leaves(w, id)
			if w.whatOf(id, "Ani") != departed || w.inCohort(id, "Ani") || w.noted(c.trail) != 1 {
				t.Errorf("Ani is %s, in the segment: %t", w.whatOf(id, "Ani"), w.inCohort(id, "Ani"))
			}
			w.changes("Bima", id, changePromote, "Budi")
			if w.whatOf(id, "Budi") != takenIn || !w.inCohort(id, "Budi") || w.noted("cohort.promoted") != 1 || !w.told("Budi", "naik dari daftar cadangan") {
				t.Errorf("Budi is %s, in the segment: %t", w.whatOf(id, "Budi"), w.inCohort(id, "Budi"))
			}
			ch := w.cohortNow(id).Choices[w.cohortNow(id).of(w.names["Budi"])]
			if len(ch.Earlier) != 1 || ch.Earlier[0].What != inHand || ch.Start.At.IsZero() || ch.Start.Documents != 2 {
				t.Errorf("what is kept is %+v", ch)
			}
		})
	}
}

// Two officers promote two people at the same moment; one place is free.
func TestAFreePlaceIsGivenOnce(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	id := w.cohort("1", "Tanpa batas", "Tanpa batas")
	w.verdictOf("Bima", id, "Ani", takenIn)
	w.verdictOf("Bima", id, "Budi", inHand)
	w.verdictOf("Bima", id, "Citra", inHand)
	w.pressed("Bima", "h:"+id+":propose")
	w.say("Bima", "urut skor")
	w.pressed("Cici", "h:"+id+":close")
	w.changes("Cici", id, changeLeave, "Ani")
	for officer, owner := range map[string]string{"Bima": "Budi", "Cici": "Citra"} {
		w.pressed(officer, fmt.Sprintf("h:%s:promote:%d", id, w.names[owner]))
	}
	typed := Input{Kind: Text, Text: "urutannya", Message: "99"}
	first, second := w.turn(w.names["Bima"], typed), w.turn(w.names["Cici"], typed)
	if !w.apply(w.names["Bima"], first) || w.apply(w.names["Cici"], second) {
		t.Fatal("both were written, or the first was not")
	}
	if said := w.put(w.names["Cici"], typed); !strings.Contains(said[0].Text, "penuh") || w.whatOf(id, "Citra") != inHand {
		t.Errorf("Cici is told %q, Citra is %s", said[0].Text, w.whatOf(id, "Citra"))
	}
}

func TestAnObjectionThatIsRightNeedsTwoOfficers(t *testing.T) {
	t.Parallel()
	w, id := closedCohort(t, "2", "Tanpa batas")
	agree := fmt.Sprintf("h:%s:agree:%d", id, w.names["Citra"])
	w.changes("Bima", id, upholdIn, "Citra")
	w.pressed("Cici", agree)
	if w.whatOf(id, "Citra") != leftOut {
		t.Fatal("changed without an objection")
	}
	w.pressed("Citra", "y:"+id)
	w.say("Citra", "sertifikat saya sudah sah")
	w.pressed("Cici", agree)
	w.changes("Bima", id, upholdIn, "Citra")
	w.pressed("Bima", agree)
	if w.whatOf(id, "Citra") != leftOut || !w.told("Cici", "keberatan") {
		t.Fatalf("Citra is %s after one officer", w.whatOf(id, "Citra"))
	}
	s := w.states[w.names["Citra"]]
	s.Person.Roles = []enterprise.Role{enterprise.Officer}
	w.states[s.Person.ID] = s
	w.pressed("Citra", agree)
	if w.whatOf(id, "Citra") != leftOut {
		t.Fatal("she decided about herself")
	}
	w.pressed("Cici", agree)
	if w.whatOf(id, "Citra") != takenIn || !w.inCohort(id, "Citra") || !w.told("Citra", "dibenarkan") || w.noted("cohort.upheld") != 1 || w.noted("cohort.mended") != 1 {
		t.Errorf("Citra is %s, in the segment: %t", w.whatOf(id, "Citra"), w.inCohort(id, "Citra"))
	}
}

func TestAnObjectionThatIsNotRightChangesNothing(t *testing.T) {
	t.Parallel()
	w, id := closedCohort(t, "2", "Tanpa batas")
	w.pressed("Citra", "y:"+id)
	w.say("Citra", "sertifikat saya sudah sah")
	w.changes("Bima", id, upholdReserve, "Citra")
	w.pressed("Cici", fmt.Sprintf("h:%s:refuse:%d", id, w.names["Citra"]))
	w.pressed("Cici", fmt.Sprintf("h:%s:agree:%d", id, w.names["Citra"]))
	if w.whatOf(id, "Citra") != leftOut || w.noted("cohort.refused") != 1 {
		t.Errorf("Citra is %s", w.whatOf(id, "Citra"))
	}
}

// Quotas hold for the reserve and for objections as they held for the choice.
func TestTheReserveGoesUpWithinTheQuotas(t *testing.T) {
	t.Parallel()
	w, id := closedCohort(t, "2", "1") // Ani and Budi are of one kecamatan
	w.changes("Bima", id, changePromote, "Budi")
	if w.whatOf(id, "Budi") != inHand {
		t.Error("the second of a kecamatan went up")
	}
	w.changes("Bima", id, changeLeave, "Ani")
	b := &w.states[w.names["Budi"]].Person.Businesses[0]
	papers := b.Documents
	b.Documents = nil
	w.changes("Bima", id, changePromote, "Budi")
	if w.whatOf(id, "Budi") != inHand {
		t.Error("went up without the papers that the rule asks for")
	}
	b.Documents = papers
	w.changes("Bima", id, changePromote, "Budi")
	if w.whatOf(id, "Budi") != takenIn {
		t.Error("with a place and papers he did not go up")
	}
}

func TestWhoLeavesACohort(t *testing.T) {
	t.Parallel()
	w, id := closedCohort(t, "1", "Tanpa batas")
	for _, name := range []string{"Budi", "Citra"} {
		w.pressed(name, "y:"+id+":leave")
		if open := w.states[w.names[name]].Chat.Open; open != "" {
			t.Errorf("%s, who is no member, is asked %s", name, open)
		}
	}
	w.pressed("Ani", "y:"+id) // a member has nothing to object to
	w.pressed("Ani", "y:"+id+":sell")
	if open := w.states[w.names["Ani"]].Chat.Open; open != "" {
		t.Errorf("Ani is asked %s", open)
	}
}

// What is stored about a person in a closed cohort goes with them, and they
// can read it before.
func TestWhatChangedInACohortIsReadAndErased(t *testing.T) {
	t.Parallel()
	w, id := closedCohort(t, "1", "Tanpa batas")
	w.pressed("Ani", "y:"+id+":leave")
	w.say("Ani", "pindah ke Surabaya")
	var mine string
	for _, m := range w.say("Ani", "/dataku") {
		if m.File != nil {
			mine = string(m.File.Data)
		}
	}
	if !strings.Contains(mine, "pindah ke Surabaya") || !strings.Contains(mine, "alasan yang ditulis petugas") {
		t.Error("what was decided is not in her data")
	}
	w.say("Ani", "/hapus")
	w.say("Ani", "Ya, hapus semua")
	left, _ := json.Marshal(w.cohortNow(id))
	if strings.Contains(string(left), "Surabaya") || strings.Contains(string(left), fmt.Sprintf(`"p":%d,`, w.names["Ani"])) {
		t.Errorf("left is %s", left)
	}
}
