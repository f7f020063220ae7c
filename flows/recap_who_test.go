package flows

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
)

// Whoever does not see names learns nobody's from a figure, whatever their
// button says; whoever does leaves a trace.
func TestWhoIsInAFigureForEveryRole(t *testing.T) {
	t.Parallel()
	for _, role := range rolesInTurn {
		w := newWorld(t)
		w.owner("Kartika", nil)
		id := w.someone(role)
		said := w.put(id, Input{Kind: Tap, Data: "f:funnel:0:0", Message: "b"})
		may := role == enterprise.Officer || role == enterprise.Administrator
		named := false
		for _, m := range said {
			named = named || strings.Contains(m.Text, "Kartika")
		}
		if named != may || (w.noted("data.figure") == 1) != may || (w.noted("data.found") >= 1) != may {
			t.Errorf("%s is told a name: %t; the trail is %v", role, named, w.trail)
		}
	}
}

func TestAFigureIsOpenedByPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ratna := w.staffMember("Ratna", enterprise.Officer)
	w.owners(20)
	listed := map[string]bool{}
	for page := range 3 {
		m := w.put(ratna, Input{Kind: Tap, Data: "f:levels:0:" + strconv.Itoa(page), Message: "b"})[0]
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
		before := w.noted("data.figure")
		w.put(ratna, Input{Kind: Tap, Data: data, Message: "b"})
		if w.noted("data.figure") != before {
			t.Errorf("%s opens a figure", data)
		}
	}
}

// Everybody that a figure counts is among those it opens to, and nobody else.
func TestAFigureOpensToThoseItCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ratna := w.staffMember("Ratna", enterprise.Officer)
	for i := range 6 {
		w.ready("Warga "+strconv.Itoa(i), i%5, i)
	}
	tk := w.book.talk(w.states[ratna], Input{}, w.now)
	for _, what := range []string{recapFunnel, recapLevels, recapHeld, recapTaken, recapMonth, recapQuarter, recapStopped, w.book.program.Instrument.Dimensions[0].Code} {
		for range 6 {
			tk.turn.Need = Need{}
			for _, f := range tk.figuresOf(what) {
				tk.sizeOf(enterprise.Segment{Every: f.every})
				tk.everyone(f.every)
			}
			tk.Known = tk.Known.Join(w.find(tk.turn.Need))
		}
		sum := int64(0)
		for _, f := range tk.figuresOf(what) {
			n := tk.sizeOf(enterprise.Segment{Every: f.every})
			if got := tk.everyone(f.every); int64(len(got)) != n {
				t.Errorf("%s, %s: %d people are counted, %d listed", what, f.name, n, len(got))
			}
			sum += n
		}
		if sum == 0 && slices.Contains([]string{recapFunnel, recapHeld, recapTaken}, what) {
			t.Errorf("%s holds nobody: nothing is proven", what)
		}
	}
}

// Nobody learns from an index that somebody began to write a proposal.
func TestAnUnsentProposalIsInNoFigure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.owner("Siti", nil)
	s := w.states[id]
	s.Chat.Drafts = map[string]*Draft{proposalKey: {Flow: proposalKey, Started: w.now, Touched: w.now, Answers: map[string]Answer{"text": {Value: "x"}}}}
	w.states[id] = s
	w.now = w.now.Add(48 * time.Hour)
	w.put(id, Input{Kind: Wake})
	for _, term := range enterprise.IndexTerms(w.states[id].Person) {
		if strings.HasPrefix(term, "stopped:") {
			t.Errorf("the terms hold %s", term)
		}
	}
}

// A form counts as left a day after its last answer, until it is gone on with
// or thrown away.
func TestAFormIsLeftAfterADayOfSilence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.owner("Siti", func(p *enterprise.Person) { p.Businesses[0].Sector = "service" })
	at := func(question string) bool {
		terms := enterprise.IndexTerms(w.states[id].Person)
		all := slices.ContainsFunc(terms, func(s string) bool { return strings.HasPrefix(s, "stopped:") })
		if question == "" {
			return !all
		}
		return slices.Contains(terms, enterprise.TermStopped(assessmentKey, question)) && slices.Contains(terms, enterprise.TermStopped(assessmentKey, ""))
	}
	for _, step := range []struct {
		name string
		do   func()
		at   string
	}{
		{"at once it is not left", func() { w.say("Siti", "/penilaian"); w.say("Siti", "1") }, ""},
		{"nor after 23 hours", func() { w.pass(23 * time.Hour) }, ""},
		{"after a day it is", func() { w.pass(2 * time.Hour) }, "L2"},
		{"an answer later it is not", func() { w.say("Siti", "1") }, ""},
		{"and left at the next question", func() { w.pass(25 * time.Hour) }, "L3"},
		{"doing something else changes nothing", func() { w.say("Siti", "/bantuan") }, "L3"},
		{"thrown away it is not there", func() {
			w.say("Siti", "/batal")
			w.say("Siti", "Hapus isian ini")
			w.say("Siti", "Ya, hapus isian")
		}, ""},
		{"and stays away", func() { w.pass(48 * time.Hour) }, ""},
	} {
		step.do()
		if !at(step.at) {
			t.Errorf("%s: the terms are %v", step.name, enterprise.IndexTerms(w.states[id].Person))
		}
	}
}
