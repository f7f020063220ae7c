package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
)

// ready adds an owner whose papers an officer approved and who gave the best
// answer to all questions of the instrument but so many.
func (w *world) ready(name string, district, weak int) enterprise.PersonID {
	p := w.book.program
	return w.owner(name, func(person *enterprise.Person) {
		b := &person.Businesses[0]
		d := p.Regions.Districts[district]
		b.Sector, b.District, b.Village = "service", d.Code, d.Villages[0].Code
		for _, kind := range []string{"nib", "npwp"} {
			b.Documents = append(b.Documents, enterprise.Document{ID: kind, Kind: kind, State: enterprise.DocumentApproved, Sent: w.now, Approved: w.now, Decided: w.now})
		}
		w.assess(b, weak)
		person.Terms, _ = p.TimedTerms(*person, w.now, w.now)
	})
}

// assess writes a self-assessment that is weak in so many questions.
func (w *world) assess(b *enterprise.Business, weak int) {
	p, answers := w.book.program, map[string]string{}
	items := p.Instrument.Shown(b.Sector)
	for i, it := range items {
		options := it.OptionsFor(b.Sector)
		best, worst := options[0], options[0]
		for _, o := range options {
			if !o.NA && o.Score > best.Score {
				best = o
			}
			if !o.NA && o.Score < worst.Score {
				worst = o
			}
		}
		answers[it.ID] = best.Code
		if i >= len(items)-weak {
			answers[it.ID] = worst.Code
		}
	}
	b.Assessments = append(b.Assessments, enterprise.Assessment{At: w.now, Sector: b.Sector, Answers: answers, Result: p.Score(b.Sector, answers, p.Admin(*b, w.now))})
}

// cohort has Bima open a cohort with a quota and limits per kecamatan and
// sector ("Tanpa batas" or a number), and gives its id.
func (w *world) cohort(quota, district, sector string) string {
	w.t.Helper()
	w.say("Bima", "/kohort")
	w.tap("Bima", "Kohort baru")
	for _, text := range []string{"Angkatan I", "1 Desember 2026", "31 Maret 2027", quota, district, sector} {
		w.say("Bima", text)
	}
	for name := range w.records {
		if name.Kind == "cohort" {
			return name.ID
		}
	}
	w.t.Fatalf("there is no cohort: %v", w.said[w.names["Bima"]])
	return ""
}

func (w *world) cohortNow(id string) (c cohort) {
	w.t.Helper()
	if err := json.Unmarshal(w.records[RecordName{"cohort", id}].Data, &c); err != nil {
		w.t.Fatal(err)
	}
	return c
}

// verdictOf taps an officer's decision about an owner and types a reason.
func (w *world) verdictOf(officer, id, owner string, v verdict) string {
	w.t.Helper()
	data := fmt.Sprintf("h:%s:%s:%d", id, v, w.names[owner])
	w.put(w.names[officer], Input{Kind: Tap, Data: data, Message: "b"})
	said := w.say(officer, "alasan yang ditulis petugas")
	return said[len(said)-1].Text
}

func cohortWorld(t *testing.T) *world {
	w := newWorld(t)
	w.staffMember("Bima", enterprise.Officer)
	w.staffMember("Cici", enterprise.Officer)
	w.ready("Ani", 0, 4)
	w.ready("Budi", 0, 6)
	w.ready("Citra", 1, 8)
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
			id := w.cohort(c.quota, c.district, c.sector)
			for officer, owner := range map[string]string{"Bima": "Ani", "Cici": "Budi"} {
				w.put(w.names[officer], Input{Kind: Tap, Data: fmt.Sprintf("h:%s:in:%d", id, w.names[owner]), Message: "b"})
			}
			typed := Input{Kind: Text, Text: "skor tinggi", Message: "99"}
			first, second := w.turn(w.names["Bima"], typed), w.turn(w.names["Cici"], typed)
			if !w.apply(w.names["Bima"], first) || w.apply(w.names["Cici"], second) {
				t.Fatal("both choices were written, or the first was not")
			}
			said := w.put(w.names["Cici"], typed)
			if !strings.Contains(said[0].Text, "sudah penuh") {
				t.Errorf("Cici is told %q", said[0].Text)
			}
			if got := w.cohortNow(id); got.count(takenIn) != 1 || got.Choices[0].Person != w.names["Ani"] {
				t.Errorf("the choices are %+v", got.Choices)
			}
		})
	}
}

func TestChangingAChoiceFreesItsPlace(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	id := w.cohort("1", "Tanpa batas", "Tanpa batas")
	w.verdictOf("Bima", id, "Ani", takenIn)
	w.verdictOf("Cici", id, "Ani", inHand)
	w.verdictOf("Cici", id, "Budi", takenIn)
	if c := w.cohortNow(id); c.count(takenIn) != 1 || c.Choices[c.of(w.names["Budi"])].What != takenIn || c.count(inHand) != 1 {
		t.Errorf("the choices are %+v", c.Choices)
	}
}

func TestNobodyClosesACohortAloneOrDecidesOnTheirOwn(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	id := w.cohort("2", "Tanpa batas", "Tanpa batas")
	w.verdictOf("Bima", id, "Ani", takenIn)
	w.put(w.names["Bima"], Input{Kind: Tap, Data: "h:" + id + ":propose", Message: "b"})
	w.say("Bima", "urut skor")
	w.put(w.names["Bima"], Input{Kind: Tap, Data: "h:" + id + ":close", Message: "b"})
	if c := w.cohortNow(id); c.State != cohortProposed {
		t.Errorf("closed alone: %s", c.State)
	}
	s := w.states[w.names["Ani"]]
	s.Person.Roles = []enterprise.Role{enterprise.Officer}
	w.states[w.names["Ani"]] = s
	w.put(w.names["Ani"], Input{Kind: Tap, Data: "h:" + id + ":close", Message: "b"})
	if c := w.cohortNow(id); c.State != cohortProposed {
		t.Errorf("closed by somebody who is decided about: %s", c.State)
	}
	w.put(w.names["Cici"], Input{Kind: Tap, Data: "h:" + id + ":close", Message: "b"})
	if c := w.cohortNow(id); c.State != cohortClosed || c.Closer != w.names["Cici"] || len(c.Choices) != 3 {
		t.Errorf("not closed by the second officer, or somebody was not decided: %+v", c)
	}
	for owner, want := range map[string]bool{"Ani": true, "Budi": false, "Citra": false} {
		if got := slices.Contains(enterprise.IndexTerms(w.states[w.names[owner]].Person), enterprise.TermCohort(id)); got != want {
			t.Errorf("%s is in the cohort's segment: %t, want %t", owner, got, want)
		}
	}
}

func TestReopeningKeepsWhatOfficersDecidedOneByOne(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	id := w.cohort("2", "Tanpa batas", "Tanpa batas")
	w.verdictOf("Bima", id, "Ani", takenIn)
	w.put(w.names["Bima"], Input{Kind: Tap, Data: "h:" + id + ":propose", Message: "b"})
	w.say("Bima", "urut skor")
	w.put(w.names["Cici"], Input{Kind: Tap, Data: "h:" + id + ":reopen", Message: "b"})
	if c := w.cohortNow(id); c.State != cohortOpen || len(c.Choices) != 1 || c.Choices[0].Person != w.names["Ani"] {
		t.Errorf("after reopening: %+v", c)
	}
}

func TestTwoHundredTwentySevenCandidatesPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staffMember("Bima", enterprise.Officer)
	for i := range 227 {
		w.ready(fmt.Sprintf("Warga %d", i), i%5, i%9)
	}
	id := w.cohort("100", "25", "Tanpa batas")
	listed := map[string]bool{}
	for page := range 40 {
		m := w.put(w.names["Bima"], Input{Kind: Tap, Data: fmt.Sprintf("h:%s:page:%d", id, page), Message: "b"})[0]
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
	file := w.put(w.names["Bima"], Input{Kind: Tap, Data: "h:" + id + ":file", Message: "b"})[0]
	if rows := file.Workbook.Sheets[0].Rows; len(rows) != 227 || rows[0][0] != "1" {
		t.Errorf("the table has %d rows", len(rows))
	}
}

func TestAnErasedPersonLeavesTheirCohort(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	id := w.cohort("2", "Tanpa batas", "Tanpa batas")
	w.verdictOf("Bima", id, "Ani", takenIn)
	w.verdictOf("Bima", id, "Budi", takenIn)
	erase := func(name string) {
		w.say(name, "/hapus")
		w.say(name, w.book.words.Label("id", "erase.yes", nil))
	}
	erase("Ani")
	if c := w.cohortNow(id); c.of(w.names["Ani"]) >= 0 || c.count(takenIn) != 1 {
		t.Errorf("while officers choose: %+v", c.Choices)
	}
	w.put(w.names["Bima"], Input{Kind: Tap, Data: "h:" + id + ":propose", Message: "b"})
	w.say("Bima", "urut skor")
	w.put(w.names["Cici"], Input{Kind: Tap, Data: "h:" + id + ":close", Message: "b"})
	erase("Budi")
	if c := w.cohortNow(id); c.of(w.names["Budi"]) >= 0 || c.count(takenIn) != 1 || c.Choices[0].Reason != "" {
		t.Errorf("once it is closed: %+v", c.Choices)
	}
}

func TestGoingUpNeedsEvidence(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	id := w.cohort("3", "Tanpa batas", "Tanpa batas")
	w.verdictOf("Bima", id, "Citra", takenIn)
	w.put(w.names["Bima"], Input{Kind: Tap, Data: "h:" + id + ":propose", Message: "b"})
	w.say("Bima", "urut skor")
	w.put(w.names["Cici"], Input{Kind: Tap, Data: "h:" + id + ":close", Message: "b"})
	up := func() {
		w.put(w.names["Bima"], Input{Kind: Tap, Data: fmt.Sprintf("h:%s:up:%d", id, w.names["Citra"]), Message: "b"})
	}
	graduated := func() bool {
		return slices.Contains(enterprise.IndexTerms(w.states[w.names["Citra"]].Person), enterprise.TermGraduated)
	}
	up()
	if graduated() {
		t.Fatal("went up without evidence")
	}
	w.now = w.now.Add(90 * 24 * time.Hour)
	s := w.states[w.names["Citra"]]
	w.assess(&s.Person.Businesses[0], 0)
	w.states[w.names["Citra"]] = s
	up()
	if !graduated() {
		t.Errorf("did not go up: %+v", w.cohortNow(id).Choices)
	}
}

func TestBackGoesToTheQuestionBefore(t *testing.T) {
	t.Parallel()
	w := cohortWorld(t)
	w.say("Bima", "/kohort")
	w.tap("Bima", "Kohort baru")
	for _, row := range [][2]string{
		{"Angkatan II", "Mulai tanggal berapa"},
		{"1 Desember 2026", "Sampai tanggal berapa"},
		{"kembali", "Mulai tanggal berapa"},
		{"2 Desember 2026", "Sampai tanggal berapa"},
		{"kembali", "Mulai tanggal berapa"},
		{"kembali", "nama kohortnya"},
		{"kembali", "dibatalkan"},
	} {
		if w.say("Bima", row[0]); !strings.Contains(w.lastTo("Bima"), row[1]) {
			t.Fatalf("after %q: %q, want %q", row[0], w.lastTo("Bima"), row[1])
		}
	}
}
