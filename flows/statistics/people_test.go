package statistics_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/statistics"
)

// Whoever does not see names learns nobody's from a figure, whatever their
// button says; whoever does leaves a trace.
func TestWhoIsInAFigureForEveryRole(t *testing.T) {
	t.Parallel()
	for _, role := range flowstest.RolesInTurn {
		w := flowstest.NewWorld(t)
		w.Owner("Kartika", nil)
		id := w.Someone(role)
		said := w.Put(id, flows.Input{Kind: flows.Tap, Data: "f:funnel:0:0", Message: "b"})
		may := role == enterprise.Officer || role == enterprise.Administrator
		named := false
		for _, m := range said {
			named = named || strings.Contains(m.Text, "Kartika")
		}
		if named != may || (w.Noted("data.figure") == 1) != may || (w.Noted("data.found") >= 1) != may {
			t.Errorf("%s is told a name: %t; the trail is %v", role, named, w.Trail)
		}
	}
}

func TestAFigureIsOpenedByPages(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	ratna := w.StaffMember("Ratna", enterprise.Officer)
	w.Owners(20)
	listed := map[string]bool{}
	for page := range 3 {
		m := w.Put(ratna, flows.Input{Kind: flows.Tap, Data: "f:levels:0:" + strconv.Itoa(page), Message: "b"})[0]
		for _, b := range slices.Concat(m.Buttons...) {
			if strings.HasPrefix(b.Data, "p:") {
				listed[b.Data] = true
			}
		}
	}
	if len(listed) != 20 {
		t.Errorf("%d people are listed", len(listed))
	}
	for _, data := range []string{"f:levels:99:0", "f:levels:-1:0", "f:levels:0:-1", "f:levels:x:0", "f:nothing:0:0", "f:levels:0", "f:"} {
		before := w.Noted("data.figure")
		w.Put(ratna, flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
		if w.Noted("data.figure") != before {
			t.Errorf("%s opens a figure", data)
		}
	}
}

// Everybody that a figure counts is among those it opens to, and nobody else.
func TestAFigureOpensToThoseItCounts(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	ratna := w.StaffMember("Ratna", enterprise.Officer)
	for i := range 6 {
		w.Ready("Warga "+strconv.Itoa(i), i%5, i)
	}
	tk := w.Book.Conversation(w.States[ratna], flows.Input{}, w.Now)
	for _, what := range []string{statistics.RecapFunnel, statistics.RecapLevels, statistics.RecapHeld, statistics.RecapTaken, statistics.RecapMonth, statistics.RecapQuarter, statistics.RecapStopped, w.Book.Program.Instrument.Dimensions[0].Code} {
		for range 6 {
			tk.Turn.Lookup = flows.Lookup{}
			for _, f := range statistics.FiguresOf(tk, what) {
				tk.SizeOf(enterprise.Segment{Every: f.Every})
				statistics.Everyone(tk, f.Every)
			}
			tk.Found = tk.Found.Join(w.Find(tk.Turn.Lookup))
		}
		sum := int64(0)
		for _, f := range statistics.FiguresOf(tk, what) {
			n := tk.SizeOf(enterprise.Segment{Every: f.Every})
			if got := statistics.Everyone(tk, f.Every); int64(len(got)) != n {
				t.Errorf("%s, %s: %d people are counted, %d listed", what, f.Name, n, len(got))
			}
			sum += n
		}
		if sum == 0 && slices.Contains([]string{statistics.RecapFunnel, statistics.RecapHeld, statistics.RecapTaken}, what) {
			t.Errorf("%s holds nobody: nothing is proven", what)
		}
	}
}

// Nobody learns from an index that somebody began to write a proposal.
func TestAnUnsentProposalIsInNoFigure(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	id := w.Owner("Siti", nil)
	s := w.States[id]
	s.Chat.Drafts = map[string]*flows.Draft{"proposal": {Form: "proposal", Started: w.Now, Touched: w.Now, Answers: map[string]flows.Answer{"text": {Value: "x"}}}}
	w.States[id] = s
	w.Now = w.Now.Add(48 * time.Hour)
	w.Put(id, flows.Input{Kind: flows.Wake})
	for _, term := range enterprise.IndexTerms(w.States[id].Person) {
		if strings.HasPrefix(term, "stopped:") {
			t.Errorf("the terms hold %s", term)
		}
	}
}

// A form counts as left a day after its last answer, until it is gone on with
// or thrown away.
func TestAFormIsLeftAfterADayOfSilence(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	id := w.Owner("Siti", func(p *enterprise.Person) { p.Businesses[0].Sector = "service" })
	at := func(question string) bool {
		terms := enterprise.IndexTerms(w.States[id].Person)
		all := slices.ContainsFunc(terms, func(s string) bool { return strings.HasPrefix(s, "stopped:") })
		if question == "" {
			return !all
		}
		return slices.Contains(terms, enterprise.TermStopped("assessment", question)) && slices.Contains(terms, enterprise.TermStopped("assessment", ""))
	}
	for _, step := range []struct {
		name string
		do   func()
		at   string
	}{
		{"at once it is not left", func() { w.Say("Siti", "/penilaian"); w.Say("Siti", "1") }, ""},
		{"nor after 23 hours", func() { w.Pass(23 * time.Hour) }, ""},
		{"after a day it is", func() { w.Pass(2 * time.Hour) }, "L2"},
		{"an answer later it is not", func() { w.Say("Siti", "1") }, ""},
		{"and left at the next question", func() { w.Pass(25 * time.Hour) }, "L3"},
		{"doing something else changes nothing", func() { w.Say("Siti", "/bantuan") }, "L3"},
		{"thrown away it is not there", func() {
			w.Say("Siti", "/batal")
			w.Say("Siti", "Hapus isian ini")
			w.Say("Siti", "Ya, hapus isian")
		}, ""},
		{"and stays away", func() { w.Pass(48 * time.Hour) }, ""},
	} {
		step.do()
		if !at(step.at) {
			t.Errorf("%s: the terms are %v", step.name, enterprise.IndexTerms(w.States[id].Person))
		}
	}
}
