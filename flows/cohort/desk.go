package cohort

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// Listed is a cohort in a table of them.
type Listed struct {
	ID, Name, State     string // State in words
	From, Until         time.Time
	In, Reserve, Quota  int
	Open, Waits, Closed bool // Waits: for a second officer
}

// All are the cohorts, the newest first.
func All(c *flows.Conversation) []Listed {
	var out []Listed
	for _, r := range c.List(cohortsList, cohortsMost) {
		var co cohort
		if json.Unmarshal(r.Data, &co) == nil {
			out = append(out, listed(c, r.ID, co))
		}
	}
	return out
}

func listed(c *flows.Conversation, id string, co cohort) Listed {
	return Listed{ID: id, Name: co.Name, State: c.Label("cohort.state." + string(co.State)), From: co.From, Until: co.Until, In: co.Count(takenIn), Reserve: co.Count(inHand),
		Quota: co.Quota, Open: co.State == cohortOpen, Waits: co.State == cohortProposed, Closed: co.State == cohortClosed}
}

// Place is a quota, and how much of it is filled.
type Place struct {
	Name     string // of the kecamatan or the sector; empty: all
	N, Of    int    // Of 0: no limit
	Hundreds int    // filled, of a hundred
}

// Row is somebody on the board: how they rank, by what, and what was decided.
type Row struct {
	Person                                enterprise.PersonID
	Rank, Score                           int
	Name, Business, Sector, District      string
	Level, Sales                          string
	Documents, Trainings                  []string
	Indicators                            []Indicator
	Since                                 time.Time
	Verdict, VerdictName, Reason, Decider string // empty: not decided
	Full                                  string // why they cannot be taken in now; empty: they can
	Own                                   bool   // the officer's own business
}

// Indicator is the score of a part of the assessment.
type Indicator struct {
	Name  string
	Score int
}

// Board is a cohort beside its candidates or, once it is closed, those who were
// decided.
type Board struct {
	Listed
	Places   []Place
	Rows     []Row
	All      int
	Proposer string
	Own      bool // the officer proposed to close it: somebody else has to
}

// BoardOf is a cohort's board from a place in the ranking on; whom it shows is
// noted by whoever shows it. ok is false when there is no such cohort.
func BoardOf(c *flows.Conversation, id string, from, most int) (b Board, ok bool) {
	_, co, ok := cohortOf(c, id)
	if !ok {
		return b, false
	}
	b = Board{Listed: listed(c, id, co), Own: co.Proposer == c.Person.ID}
	if co.Proposer != 0 {
		b.Proposer = c.Colleague(co.Proposer)
	}
	all := cohortCandidates(c)
	if co.State == cohortClosed {
		all = onList(c, co, memberList)
	}
	b.All, b.Places = len(all), places(c, co, all)
	from = max(0, min(from, len(all)))
	for i, k := range all[from:min(from+most, len(all))] {
		b.Rows = append(b.Rows, row(c, co, from+i+1, k))
	}
	return b, true
}

func row(c *flows.Conversation, co cohort, rank int, k enterprise.Candidate) Row {
	b, p := k.Business, c.PersonByID(k.Person)
	f := c.Program().Footing(b, c.Now())
	r := Row{Person: k.Person, Rank: rank, Score: k.Score, Name: p.Name, Business: b.Name, Sector: c.ValueName("sector", b.Sector), District: c.District(b.District), Level: c.Level(f.Level),
		Sales: yearSales(c, f), Trainings: attended(p, time.Time{}, c.Now()), Since: b.Registered, Own: k.Person == c.Person.ID}
	for _, d := range b.Documents {
		if kind, ok := c.Program().Document(d.Kind); ok && d.Holds(c.Now()) {
			r.Documents = append(r.Documents, kind.Short.In(c.Lang()))
		}
	}
	if result, ok := c.Program().Verified(b, c.Now()); ok {
		for _, d := range result.Dimensions {
			if d.Counted {
				r.Indicators = append(r.Indicators, Indicator{c.Dimension(d.Code), int(d.Score + 0.5)})
			}
		}
	}
	if i := co.Of(k.Person); i >= 0 {
		ch := co.Choices[i]
		r.Verdict, r.VerdictName, r.Reason, r.Decider = string(ch.What), verdictName(c, ch.What), ch.Reason, c.Colleague(ch.By)
	}
	if co.State == cohortOpen {
		r.Full = fullText(c, co, k.Person, b)
	}
	return r
}

// places are the quotas: of all, and of each kecamatan and sector that has
// somebody chosen or to choose from.
func places(c *flows.Conversation, co cohort, all []enterprise.Candidate) []Place {
	count := func(key func(choice) string, of string) int {
		n := 0
		for _, ch := range co.Choices {
			if ch.What == takenIn && (of == "" || key(ch) == of) {
				n++
			}
		}
		return n
	}
	out := []Place{place("", count(nil, ""), co.Quota)}
	for _, group := range []struct {
		most  int
		codes func(enterprise.Candidate) string
		of    func(choice) string
		name  func(string) string
	}{
		{co.PerDistrict, func(k enterprise.Candidate) string { return k.Business.District }, func(ch choice) string { return ch.District }, c.District},
		{co.PerSector, func(k enterprise.Candidate) string { return k.Business.Sector }, func(ch choice) string { return ch.Sector }, func(code string) string { return c.ValueName("sector", code) }},
	} {
		if group.most == 0 {
			continue
		}
		var codes []string
		for _, k := range all {
			codes = append(codes, group.codes(k))
		}
		for _, ch := range co.Choices {
			codes = append(codes, group.of(ch))
		}
		slices.Sort(codes)
		for _, code := range slices.Compact(codes) {
			if code != "" {
				out = append(out, place(group.name(code), count(group.of, code), group.most))
			}
		}
	}
	return out
}

func place(name string, n, of int) Place {
	p := Place{Name: name, N: n, Of: of}
	if of > 0 {
		p.Hundreds = min(100, 100*n/of)
	}
	return p
}

// NewData is the button that begins a cohort.
const NewData = "h:new"

// Data is the button about a cohort that does something.
func Data(cohort, verb string) string { return cohortData(cohort, verb) }

// Named is a cohort for which officers still choose.
type Named struct{ ID, Name string }

// Open are the cohorts for which officers still choose, the newest first.
func Open(c *flows.Conversation) []Named {
	var out []Named
	for _, r := range c.List(cohortsList, cohortsMost) {
		var co cohort
		if json.Unmarshal(r.Data, &co) == nil && co.State == cohortOpen {
			out = append(out, Named{r.ID, co.Name})
		}
	}
	return out
}

// Decision is one about a candidate, and its name.
type Decision struct{ Code, Name string }

// Decisions are the decisions that officers make.
func Decisions(c *flows.Conversation) []Decision {
	var out []Decision
	for _, v := range []verdict{takenIn, inHand, leftOut} {
		out = append(out, Decision{string(v), verdictName(c, v)})
	}
	return out
}

// ChooseData is the button that decides so about somebody in a cohort.
func ChooseData(cohort, verdict, person string) string {
	return strings.Join([]string{cohortData(cohort, verdict), person}, ":")
}
