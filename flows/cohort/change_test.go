package cohort_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/cohort"
	"naikkelas/flows/flowstest"
)

// closedCohort is a cohort for so many, closed by Bima and Cici: Ani is in,
// Budi in reserve, Citra left out.
func closedCohort(t *testing.T, quota, district string) (*flowstest.World, string) {
	w := cohortWorld(t)
	id := theCohort(w, quota, district, "Tanpa batas")
	verdictOf(w, "Bima", id, "Ani", cohort.TakenIn)
	verdictOf(w, "Bima", id, "Budi", cohort.InHand)
	w.Pressed("Bima", "h:"+id+":propose")
	w.Say("Bima", "urut skor")
	w.Pressed("Cici", "h:"+id+":close")
	return w, id
}

// changes has an officer change something about an owner, with a reason.
func changes(w *flowstest.World, officer, id, change, owner string) {
	w.Pressed(officer, fmt.Sprintf("h:%s:%s:%d", id, change, w.Names[owner]))
	if w.States[w.Names[officer]].Chat.Open == "choose" {
		w.Say(officer, "alasan yang ditulis petugas")
	}
}

func whatOf(w *flowstest.World, id, owner string) cohort.Verdict {
	c := cohortNow(w, id)
	return c.Choices[c.Of(w.Names[owner])].What
}

func inCohort(w *flowstest.World, id, owner string) bool {
	return slices.Contains(enterprise.IndexTerms(w.States[w.Names[owner]].Person), enterprise.TermCohort(id))
}

func TestThePlaceOfAMemberWhoLeavesGoesToTheReserve(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		leaves func(w *flowstest.World, id string)
		trail  string
	}{
		{"the member leaves", func(w *flowstest.World, id string) {
			w.Pressed("Ani", "y:"+id+":leave")
			w.Say("Ani", "pindah kota")
		}, "cohort.left"},
		{"an officer withdraws the member", func(w *flowstest.World, id string) { changes(w, "Cici", id, cohort.ChangeLeave, "Ani") }, "cohort.withdrawn"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, id := closedCohort(t, "1", "Tanpa batas")
			changes(w, "Bima", id, cohort.ChangePromote, "Budi")
			if whatOf(w, id, "Budi") != cohort.InHand {
				t.Error("went up before there was a place")
			}
			c.leaves(w, id)
			if whatOf(w, id, "Ani") != cohort.Departed || inCohort(w, id, "Ani") || w.Noted(c.trail) != 1 {
				t.Errorf("Ani is %s, in the segment: %t", whatOf(w, id, "Ani"), inCohort(w, id, "Ani"))
			}
			changes(w, "Bima", id, cohort.ChangePromote, "Budi")
			if whatOf(w, id, "Budi") != cohort.TakenIn || !inCohort(w, id, "Budi") || w.Noted("cohort.promoted") != 1 || !w.Told("Budi", "naik dari daftar cadangan") {
				t.Errorf("Budi is %s, in the segment: %t", whatOf(w, id, "Budi"), inCohort(w, id, "Budi"))
			}
			ch := cohortNow(w, id).Choices[cohortNow(w, id).Of(w.Names["Budi"])]
			if len(ch.Earlier) != 1 || ch.Earlier[0].What != cohort.InHand || ch.Start.At.IsZero() || ch.Start.Documents != 2 {
				t.Errorf("what is kept is %+v", ch)
			}
		})
	}
}

// Two officers promote two people at the same moment; one place is free.
func TestAFreePlaceIsGivenOnce(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	id := theCohort(w, "1", "Tanpa batas", "Tanpa batas")
	verdictOf(w, "Bima", id, "Ani", cohort.TakenIn)
	verdictOf(w, "Bima", id, "Budi", cohort.InHand)
	verdictOf(w, "Bima", id, "Citra", cohort.InHand)
	w.Pressed("Bima", "h:"+id+":propose")
	w.Say("Bima", "urut skor")
	w.Pressed("Cici", "h:"+id+":close")
	changes(w, "Cici", id, cohort.ChangeLeave, "Ani")
	for officer, owner := range map[string]string{"Bima": "Budi", "Cici": "Citra"} {
		w.Pressed(officer, fmt.Sprintf("h:%s:promote:%d", id, w.Names[owner]))
	}
	typed := flows.Input{Kind: flows.Text, Text: "urutannya", Message: "99"}
	first, second := w.Turn(w.Names["Bima"], typed), w.Turn(w.Names["Cici"], typed)
	if !w.Apply(w.Names["Bima"], first) || w.Apply(w.Names["Cici"], second) {
		t.Fatal("both were written, or the first was not")
	}
	if said := w.Put(w.Names["Cici"], typed); !strings.Contains(said[0].Text, "penuh") || whatOf(w, id, "Citra") != cohort.InHand {
		t.Errorf("Cici is told %q, Citra is %s", said[0].Text, whatOf(w, id, "Citra"))
	}
}

func TestAnObjectionThatIsRightNeedsTwoOfficers(t *testing.T) {
	t.Parallel()
	w, id := closedCohort(t, "2", "Tanpa batas")
	agree := fmt.Sprintf("h:%s:agree:%d", id, w.Names["Citra"])
	changes(w, "Bima", id, cohort.UpholdIn, "Citra")
	w.Pressed("Cici", agree)
	if whatOf(w, id, "Citra") != cohort.LeftOut {
		t.Fatal("changed without an objection")
	}
	w.Pressed("Citra", "y:"+id)
	w.Say("Citra", "sertifikat saya sudah sah")
	w.Pressed("Cici", agree)
	changes(w, "Bima", id, cohort.UpholdIn, "Citra")
	w.Pressed("Bima", agree)
	if whatOf(w, id, "Citra") != cohort.LeftOut || !w.Told("Cici", "keberatan") {
		t.Fatalf("Citra is %s after one officer", whatOf(w, id, "Citra"))
	}
	s := w.States[w.Names["Citra"]]
	s.Person.Roles = []enterprise.Role{enterprise.Officer}
	w.States[s.Person.ID] = s
	w.Pressed("Citra", agree)
	if whatOf(w, id, "Citra") != cohort.LeftOut {
		t.Fatal("she decided about herself")
	}
	w.Pressed("Cici", agree)
	if whatOf(w, id, "Citra") != cohort.TakenIn || !inCohort(w, id, "Citra") || !w.Told("Citra", "dibenarkan") || w.Noted("cohort.upheld") != 1 || w.Noted("cohort.mended") != 1 {
		t.Errorf("Citra is %s, in the segment: %t", whatOf(w, id, "Citra"), inCohort(w, id, "Citra"))
	}
}

func TestAnObjectionThatIsNotRightChangesNothing(t *testing.T) {
	t.Parallel()
	w, id := closedCohort(t, "2", "Tanpa batas")
	w.Pressed("Citra", "y:"+id)
	w.Say("Citra", "sertifikat saya sudah sah")
	changes(w, "Bima", id, cohort.UpholdReserve, "Citra")
	w.Pressed("Cici", fmt.Sprintf("h:%s:refuse:%d", id, w.Names["Citra"]))
	w.Pressed("Cici", fmt.Sprintf("h:%s:agree:%d", id, w.Names["Citra"]))
	if whatOf(w, id, "Citra") != cohort.LeftOut || w.Noted("cohort.refused") != 1 {
		t.Errorf("Citra is %s", whatOf(w, id, "Citra"))
	}
}

// Quotas hold for the reserve and for objections as they held for the choice.
func TestTheReserveGoesUpWithinTheQuotas(t *testing.T) {
	t.Parallel()
	w, id := closedCohort(t, "2", "1") // Ani and Budi are of one kecamatan
	changes(w, "Bima", id, cohort.ChangePromote, "Budi")
	if whatOf(w, id, "Budi") != cohort.InHand {
		t.Error("the second of a kecamatan went up")
	}
	changes(w, "Bima", id, cohort.ChangeLeave, "Ani")
	b := &w.States[w.Names["Budi"]].Person.Businesses[0]
	papers := b.Documents
	b.Documents = nil
	changes(w, "Bima", id, cohort.ChangePromote, "Budi")
	if whatOf(w, id, "Budi") != cohort.InHand {
		t.Error("went up without the papers that the rule asks for")
	}
	b.Documents = papers
	changes(w, "Bima", id, cohort.ChangePromote, "Budi")
	if whatOf(w, id, "Budi") != cohort.TakenIn {
		t.Error("with a place and papers he did not go up")
	}
}

func TestWhoLeavesACohort(t *testing.T) {
	t.Parallel()
	w, id := closedCohort(t, "1", "Tanpa batas")
	for _, name := range []string{"Budi", "Citra"} {
		w.Pressed(name, "y:"+id+":leave")
		if open := w.States[w.Names[name]].Chat.Open; open != "" {
			t.Errorf("%s, who is no member, is asked %s", name, open)
		}
	}
	w.Pressed("Ani", "y:"+id) // a member has nothing to object to
	w.Pressed("Ani", "y:"+id+":sell")
	if open := w.States[w.Names["Ani"]].Chat.Open; open != "" {
		t.Errorf("Ani is asked %s", open)
	}
}

// What is stored about a person in a closed cohort goes with them, and they
// can read it before.
func TestWhatChangedInACohortIsReadAndErased(t *testing.T) {
	t.Parallel()
	w, id := closedCohort(t, "1", "Tanpa batas")
	w.Pressed("Ani", "y:"+id+":leave")
	w.Say("Ani", "pindah ke Surabaya")
	var mine string
	for _, m := range w.Say("Ani", "/dataku") {
		if m.File != nil {
			mine = string(m.File.Data)
		}
	}
	if !strings.Contains(mine, "pindah ke Surabaya") || !strings.Contains(mine, "alasan yang ditulis petugas") {
		t.Error("what was decided is not in her data")
	}
	w.Say("Ani", "/hapus")
	w.Say("Ani", "Ya, hapus semua")
	left, _ := json.Marshal(cohortNow(w, id))
	if strings.Contains(string(left), "Surabaya") || strings.Contains(string(left), fmt.Sprintf(`"p":%d,`, w.Names["Ani"])) {
		t.Errorf("left is %s", left)
	}
}
