package assessment_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/messages"
)

// planned is Siti with a plan whose steps are due so many days from now.
func planned(t *testing.T, weak int, days ...string) *flowstest.World {
	w := flowstest.NewWorld(t)
	w.Owner("Siti", func(p *enterprise.Person) {
		p.Businesses[0].Sector = "packaged_food"
		w.Assess(&p.Businesses[0], weak)
	})
	w.Say("Siti", "/rencana")
	for _, text := range days {
		w.Now = w.Now.Add(time.Minute) // the same text again within moments is taken for an accident
		w.Say("Siti", text)
	}
	return w
}

func plan(w *flowstest.World) *enterprise.Plan {
	return w.States[w.Names["Siti"]].Person.Businesses[0].Plan()
}

func onPlan(w *flowstest.World, data string) string {
	w.T.Helper()
	said := w.Put(w.Names["Siti"], flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
	if len(said) == 0 {
		return ""
	}
	return said[len(said)-1].Text
}

func TestAPlanHasOnlyTheStepsWithADay(t *testing.T) {
	t.Parallel()
	w := planned(t, 30, "besok", "Tidak dulu", "2 minggu lagi", "Tidak dulu", "akhir tahun")
	p := plan(w)
	if p == nil || len(p.Steps) != 3 {
		t.Fatalf("the plan is %+v", p)
	}
	for i, want := range []string{"2026-11-24", "2026-12-07", "2026-12-31"} {
		if got := p.Steps[i].By.In(w.Now.Location()).Format(time.DateOnly); got != want {
			t.Errorf("step %d is by %s, want %s", i+1, got, want)
		}
	}
	w = planned(t, 30, "Tidak dulu", "Tidak dulu", "Tidak dulu", "Tidak dulu", "Tidak dulu")
	if plan(w) != nil {
		t.Errorf("a plan of nothing: %+v", plan(w))
	}
	w = planned(t, 0)
	if s := w.States[w.Names["Siti"]]; plan(w) != nil || s.Chat.Open != "" {
		t.Error("there is a plan although every answer was the best")
	}
}

// spoken are the days on which the plan was spoken of unasked.
func spoken(w *flowstest.World, from int) (days []string) {
	for _, m := range w.Said[w.Names["Siti"]][from:] {
		if m.Key == "reminder.kind.plan" {
			days = append(days, m.Text)
		}
	}
	return days
}

func TestAStepIsRemindedOfUntilItIsTicked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(*flowstest.World)
		want int
	}{
		{"a week and a day before", func(*flowstest.World) {}, 2},
		{"not once it is ticked off", func(w *flowstest.World) { onPlan(w, "n:L1:tick") }, 0},
		{"again once the tick is taken back", func(w *flowstest.World) { onPlan(w, "n:L1:tick"); onPlan(w, "n:L1:untick") }, 2},
		{"not of a date that was given up", func(w *flowstest.World) { onPlan(w, "n:L1:date"); w.Say("Siti", "6 bulan lagi") }, 0},
		{"of the new date", func(w *flowstest.World) { onPlan(w, "n:L1:date"); w.Say("Siti", "18 Desember") }, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := planned(t, 30, "15 Desember", "Tidak dulu", "Tidak dulu", "Tidak dulu", "Tidak dulu")
			c.do(w)
			from := len(w.Said[w.Names["Siti"]])
			w.Pass(40 * 24 * time.Hour)
			if got := spoken(w, from); len(got) != c.want {
				t.Errorf("spoken of %d times, want %d: %v", len(got), c.want, got)
			}
		})
	}
}

// The next self-assessment is compared with the one that the plan rests on,
// indicator by indicator, as soon as it is finished.
func TestTheNextAssessmentShowsWhatThePlanDid(t *testing.T) {
	t.Parallel()
	w := planned(t, 30, "besok", "besok", "besok", "besok", "besok")
	w.Now = w.Now.Add(90 * 24 * time.Hour)
	w.Say("Siti", "/penilaian")
	w.Say("Siti", "Isi dari awal")
	for n := 0; w.States[w.Names["Siti"]].Chat.Open == "assessment"; n++ {
		if n > 40 {
			t.Fatal("the assessment does not end")
		}
		w.Say("Siti", "3")
	}
	b := w.States[w.Names["Siti"]].Person.Businesses[0]
	said := w.Said[w.Names["Siti"]]
	text := said[len(said)-1].Text
	for _, g := range w.Book.Program.Grown(b.Assessments[0].Result, b.Assessments[1].Result) {
		if line := w.Book.Words.Say("id", "plan.grown", messages.Args{"Indicator": w.Book.Program.Instrument.Dimensions[slices.IndexFunc(w.Book.Program.Instrument.Dimensions, func(d enterprise.Dimension) bool { return d.Code == g.Indicator })].Short.In("id"), "From": g.From, "To": g.To, "Change": fmt.Sprintf("%+d", g.To-g.From)}); !strings.Contains(text, line) || g.To <= g.From {
			t.Errorf("%q is not in %q", line, text)
		}
	}
	if !strings.Contains(text, "5 dari 5 naik") {
		t.Errorf("the plan's own steps: %q", text)
	}
	first := *plan(w)
	w.Tap("Siti", "Rencana baru")
	for range 5 {
		w.Now = w.Now.Add(time.Minute)
		w.Say("Siti", "besok")
	}
	if plans := w.States[w.Names["Siti"]].Person.Businesses[0].Plans; len(plans) != 2 || !plans[1].From.Equal(b.Assessments[1].At) || !plans[0].Made.Equal(first.Made) {
		t.Errorf("the plans are %+v", plans)
	}
}

// What leads to a step's help does so: to a training, a service or a document.
func TestTheWayOfAStepLeadsThere(t *testing.T) {
	t.Parallel()
	w := planned(t, 30, "besok", "besok", "besok", "besok", "besok")
	for _, s := range plan(w).Steps {
		onPlan(w, "n:"+s.Item+":open")
		said := w.Said[w.Names["Siti"]]
		found := false
		for _, b := range slices.Concat(said[len(said)-1].Buttons...) {
			if strings.HasPrefix(b.Data, "n:") {
				continue
			}
			found = true
			if text := onPlan(w, b.Data); strings.HasPrefix(text, "Tombol itu sudah tidak berlaku") {
				t.Errorf("%s leads nowhere: %q", b.Data, text)
			}
			w.Say("Siti", "/menu")
		}
		if !found {
			t.Errorf("nothing helps with %s", s.Item)
		}
	}
}

func fileOf(said []messages.Message) *messages.File {
	return said[slices.IndexFunc(said, func(m messages.Message) bool { return m.File != nil })].File
}

func TestOnesOwnDataHasThePlan(t *testing.T) {
	t.Parallel()
	w := planned(t, 30, "15 Desember", "Tidak dulu", "Tidak dulu", "Tidak dulu", "Tidak dulu")
	said := w.Say("Siti", "/dataku")
	if !strings.Contains(string(fileOf(said).Data), `"by": "2026-12-15`) {
		t.Error("the file has no plan")
	}
	for _, s := range said[len(said)-2].Workbook.Sheets {
		if s.Name == "Rencana" && len(s.Rows) == 1 && s.Rows[0][4] == "15 Desember 2026" {
			return
		}
	}
	t.Errorf("the workbook has no plan: %+v", said[2].Workbook.Sheets)
}

// Buttons may be forged, or older than the plan: none of these changes anything.
func TestForgedButtonsOfAPlanDoNothing(t *testing.T) {
	t.Parallel()
	w := planned(t, 30, "besok", "besok", "besok", "besok", "besok")
	before := *plan(w)
	for _, data := range []string{"n", "n:", "n:fly", "n:L1", "n:L1:fly", "n:X9:tick", "n:X9:date", "n:D5:tick", "n:L1:tick:x", "n::tick"} {
		onPlan(w, data)
	}
	if now := plan(w); now.Finished() != 0 || !now.Steps[0].By.Equal(before.Steps[0].By) || w.States[w.Names["Siti"]].Chat.Open != "" {
		t.Errorf("something changed: %+v", now)
	}
	w.Names["Jono"] = w.Owner("Jono", nil) // has none
	for _, data := range []string{"n:L1:tick", "n:show", "n:new", "n:L1:open"} {
		w.Put(w.Names["Jono"], flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
	}
	if b := w.States[w.Names["Jono"]].Person.Businesses[0]; b.Plan() != nil {
		t.Errorf("a plan from a button: %+v", b.Plans)
	}
}

// Each business has its own plan: its steps are asked, ticked and reminded of
// apart, and a button is about the business it was shown for.
func TestEachBusinessHasItsOwnPlan(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.Owner("Siti", func(p *enterprise.Person) {
		second := p.Businesses[0]
		second.ID, second.Name = "2", "Bordir Siti"
		p.Businesses = append(p.Businesses, second)
		p.Businesses[0].Sector, p.Businesses[1].Sector = "packaged_food", "fashion"
		w.Assess(&p.Businesses[0], 30)
		w.Assess(&p.Businesses[1], 30)
	})
	for _, use := range []string{"1", "2"} {
		onPlan(w, "b:"+use+":use")
		w.Say("Siti", "/rencana")
		for _, text := range []string{"15 Desember", "Tidak dulu", "Tidak dulu", "Tidak dulu", "Tidak dulu"} {
			w.Say("Siti", text)
		}
	}
	onPlan(w, "n:L1:tick") // of the first, although the second is spoken of
	all := w.States[w.Names["Siti"]].Person.Businesses
	if all[0].Plan().Finished() != 1 || all[1].Plan().Finished() != 0 {
		t.Fatalf("ticked: %+v and %+v", all[0].Plan(), all[1].Plan())
	}
	from := len(w.Said[w.Names["Siti"]])
	w.Pass(20 * 24 * time.Hour)
	spoken := spoken(w, from)
	if len(spoken) == 0 || slices.ContainsFunc(spoken, func(text string) bool {
		return !strings.Contains(text, "Bordir Siti") || strings.Contains(text, "Usaha Siti")
	}) {
		t.Errorf("spoken of: %v", spoken)
	}
	w.Tap("Siti", "Sudah selesai")
	if all := w.States[w.Names["Siti"]].Person.Businesses; all[1].Plan().Finished() != 1 {
		t.Errorf("ticked under the reminder: %+v", all[1].Plan())
	}
}
