package cohort_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/cohort"
	"naikkelas/flows/flowstest"
)

// theCohort has Bima open a cohort with a quota and limits per kecamatan and
// sector ("Tanpa batas" or a number), and gives its id.
func theCohort(w *flowstest.World, quota, district, sector string) string {
	w.T.Helper()
	w.Say("Bima", "/kohort")
	w.Tap("Bima", "Kohort baru")
	for _, text := range []string{"Angkatan I", "1 Desember 2026", "31 Maret 2027", quota, district, sector} {
		w.Say("Bima", text)
	}
	for name := range w.Records {
		if name.Kind == "cohort" {
			return name.ID
		}
	}
	w.T.Fatalf("there is no cohort: %v", w.Said[w.Names["Bima"]])
	return ""
}

func cohortNow(w *flowstest.World, id string) (c cohort.Cohort) {
	w.T.Helper()
	if err := json.Unmarshal(w.Records[flows.RecordName{Kind: "cohort", ID: id}].Data, &c); err != nil {
		w.T.Fatal(err)
	}
	return c
}

// verdictOf taps an officer's decision about an owner and types a reason.
func verdictOf(w *flowstest.World, officer, id, owner string, v cohort.Verdict) string {
	w.T.Helper()
	data := fmt.Sprintf("h:%s:%s:%d", id, v, w.Names[owner])
	w.Put(w.Names[officer], flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
	said := w.Say(officer, "alasan yang ditulis petugas")
	return said[len(said)-1].Text
}

func cohortWorld(t *testing.T) *flowstest.World {
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Officer)
	w.StaffMember("Cici", enterprise.Officer)
	w.Ready("Ani", 0, 4)
	w.Ready("Budi", 0, 6)
	w.Ready("Citra", 1, 8)
	return w
}

// Two officers typed their reasons for different people at the same moment;
// one place was left.
func TestTheLastPlaceOfAQuotaIsGivenOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ limit, quota, district, sector string }{
		{"the quota", "1", "Tanpa batas", "Tanpa batas"},
		{"the kecamatan", "9", "1", "Tanpa batas"},
		{"the sector", "9", "Tanpa batas", "1"},
	} {
		t.Run(c.limit, func(t *testing.T) {
			t.Parallel()
			w := cohortWorld(t)
			id := theCohort(w, c.quota, c.district, c.sector)
			for officer, owner := range map[string]string{"Bima": "Ani", "Cici": "Budi"} {
				w.Put(w.Names[officer], flows.Input{Kind: flows.Tap, Data: fmt.Sprintf("h:%s:in:%d", id, w.Names[owner]), Message: "b"})
			}
			typed := flows.Input{Kind: flows.Text, Text: "skor tinggi", Message: "99"}
			first, second := w.Turn(w.Names["Bima"], typed), w.Turn(w.Names["Cici"], typed)
			if !w.Apply(w.Names["Bima"], first) || w.Apply(w.Names["Cici"], second) {
				t.Fatal("both choices were written, or the first was not")
			}
			said := w.Put(w.Names["Cici"], typed)
			if !strings.Contains(said[0].Text, "sudah penuh") {
				t.Errorf("Cici is told %q", said[0].Text)
			}
			if got := cohortNow(w, id); got.Count(cohort.TakenIn) != 1 || got.Choices[0].Person != w.Names["Ani"] {
				t.Errorf("the choices are %+v", got.Choices)
			}
		})
	}
}

func TestChangingAChoiceFreesItsPlace(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	id := theCohort(w, "1", "Tanpa batas", "Tanpa batas")
	verdictOf(w, "Bima", id, "Ani", cohort.TakenIn)
	verdictOf(w, "Cici", id, "Ani", cohort.InHand)
	verdictOf(w, "Cici", id, "Budi", cohort.TakenIn)
	if c := cohortNow(w, id); c.Count(cohort.TakenIn) != 1 || c.Choices[c.Of(w.Names["Budi"])].What != cohort.TakenIn || c.Count(cohort.InHand) != 1 {
		t.Errorf("the choices are %+v", c.Choices)
	}
}

func TestNobodyClosesACohortAloneOrDecidesOnTheirOwn(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	id := theCohort(w, "2", "Tanpa batas", "Tanpa batas")
	verdictOf(w, "Bima", id, "Ani", cohort.TakenIn)
	w.Put(w.Names["Bima"], flows.Input{Kind: flows.Tap, Data: "h:" + id + ":propose", Message: "b"})
	w.Say("Bima", "urut skor")
	w.Put(w.Names["Bima"], flows.Input{Kind: flows.Tap, Data: "h:" + id + ":close", Message: "b"})
	if c := cohortNow(w, id); c.State != cohort.CohortProposed {
		t.Errorf("closed alone: %s", c.State)
	}
	s := w.States[w.Names["Ani"]]
	s.Person.Roles = []enterprise.Role{enterprise.Officer}
	w.States[w.Names["Ani"]] = s
	w.Put(w.Names["Ani"], flows.Input{Kind: flows.Tap, Data: "h:" + id + ":close", Message: "b"})
	if c := cohortNow(w, id); c.State != cohort.CohortProposed {
		t.Errorf("closed by somebody who is decided about: %s", c.State)
	}
	w.Put(w.Names["Cici"], flows.Input{Kind: flows.Tap, Data: "h:" + id + ":close", Message: "b"})
	if c := cohortNow(w, id); c.State != cohort.CohortClosed || c.Closer != w.Names["Cici"] || len(c.Choices) != 3 {
		t.Errorf("not closed by the second officer, or somebody was not decided: %+v", c)
	}
	for owner, want := range map[string]bool{"Ani": true, "Budi": false, "Citra": false} {
		if got := slices.Contains(enterprise.IndexTerms(w.States[w.Names[owner]].Person), enterprise.TermCohort(id)); got != want {
			t.Errorf("%s is in the cohort's segment: %t, want %t", owner, got, want)
		}
	}
}

func TestReopeningKeepsWhatOfficersDecidedOneByOne(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	id := theCohort(w, "2", "Tanpa batas", "Tanpa batas")
	verdictOf(w, "Bima", id, "Ani", cohort.TakenIn)
	w.Put(w.Names["Bima"], flows.Input{Kind: flows.Tap, Data: "h:" + id + ":propose", Message: "b"})
	w.Say("Bima", "urut skor")
	w.Put(w.Names["Cici"], flows.Input{Kind: flows.Tap, Data: "h:" + id + ":reopen", Message: "b"})
	if c := cohortNow(w, id); c.State != cohort.CohortOpen || len(c.Choices) != 1 || c.Choices[0].Person != w.Names["Ani"] {
		t.Errorf("after reopening: %+v", c)
	}
}

func TestTwoHundredTwentySevenCandidatesPage(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Officer)
	for i := range 227 {
		w.Ready(fmt.Sprintf("Warga %d", i), i%5, i%9)
	}
	id := theCohort(w, "100", "25", "Tanpa batas")
	listed := map[string]bool{}
	for page := range 40 {
		m := w.Put(w.Names["Bima"], flows.Input{Kind: flows.Tap, Data: fmt.Sprintf("h:%s:page:%d", id, page), Message: "b"})[0]
		if n := len([]rune(m.Text)); n > 1000 {
			t.Fatalf("page %d has %d characters", page, n)
		}
		for _, b := range slices.Concat(m.Buttons...) {
			if strings.Contains(b.Data, ":who:") {
				listed[b.Data] = true
			}
			if len(b.Data) > 64 {
				t.Errorf("the button data %q is too long", b.Data)
			}
		}
	}
	if len(listed) != 227 {
		t.Errorf("the pages list %d people", len(listed))
	}
	file := w.Put(w.Names["Bima"], flows.Input{Kind: flows.Tap, Data: "h:" + id + ":file", Message: "b"})[0]
	if rows := file.Workbook.Sheets[0].Rows; len(rows) != 227 || rows[0][0] != "1" {
		t.Errorf("the table has %d rows", len(rows))
	}
}

func TestAnErasedPersonLeavesTheirCohort(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	id := theCohort(w, "2", "Tanpa batas", "Tanpa batas")
	verdictOf(w, "Bima", id, "Ani", cohort.TakenIn)
	verdictOf(w, "Bima", id, "Budi", cohort.TakenIn)
	erase := func(name string) {
		w.Say(name, "/hapus")
		w.Say(name, w.Book.Words.Label("id", "erase.yes", nil))
	}
	erase("Ani")
	if c := cohortNow(w, id); c.Of(w.Names["Ani"]) >= 0 || c.Count(cohort.TakenIn) != 1 {
		t.Errorf("while officers choose: %+v", c.Choices)
	}
	w.Put(w.Names["Bima"], flows.Input{Kind: flows.Tap, Data: "h:" + id + ":propose", Message: "b"})
	w.Say("Bima", "urut skor")
	w.Put(w.Names["Cici"], flows.Input{Kind: flows.Tap, Data: "h:" + id + ":close", Message: "b"})
	erase("Budi")
	if c := cohortNow(w, id); c.Of(w.Names["Budi"]) >= 0 || c.Count(cohort.TakenIn) != 1 || c.Choices[0].Reason != "" {
		t.Errorf("once it is closed: %+v", c.Choices)
	}
}

func TestGoingUpNeedsEvidence(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	id := theCohort(w, "3", "Tanpa batas", "Tanpa batas")
	verdictOf(w, "Bima", id, "Citra", cohort.TakenIn)
	w.Put(w.Names["Bima"], flows.Input{Kind: flows.Tap, Data: "h:" + id + ":propose", Message: "b"})
	w.Say("Bima", "urut skor")
	w.Put(w.Names["Cici"], flows.Input{Kind: flows.Tap, Data: "h:" + id + ":close", Message: "b"})
	up := func() {
		w.Put(w.Names["Bima"], flows.Input{Kind: flows.Tap, Data: fmt.Sprintf("h:%s:up:%d", id, w.Names["Citra"]), Message: "b"})
	}
	graduated := func() bool {
		return slices.Contains(enterprise.IndexTerms(w.States[w.Names["Citra"]].Person), enterprise.TermGraduated)
	}
	up()
	if graduated() {
		t.Fatal("went up without evidence")
	}
	w.Now = w.Now.Add(90 * 24 * time.Hour)
	s := w.States[w.Names["Citra"]]
	w.Assess(&s.Person.Businesses[0], 0)
	w.States[w.Names["Citra"]] = s
	up()
	if !graduated() {
		t.Errorf("did not go up: %+v", cohortNow(w, id).Choices)
	}
}

func TestBackGoesToTheQuestionBefore(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	w.Say("Bima", "/kohort")
	w.Tap("Bima", "Kohort baru")
	for _, row := range [][2]string{
		{"Angkatan II", "Mulai tanggal berapa"},
		{"1 Desember 2026", "Sampai tanggal berapa"},
		{"kembali", "Mulai tanggal berapa"},
		{"2 Desember 2026", "Sampai tanggal berapa"},
		{"kembali", "Mulai tanggal berapa"},
		{"kembali", "nama kohortnya"},
		{"kembali", "dibatalkan"},
	} {
		if w.Say("Bima", row[0]); !strings.Contains(w.LastTo("Bima"), row[1]) {
			t.Fatalf("after %q: %q, want %q", row[0], w.LastTo("Bima"), row[1])
		}
	}
}
