package flows

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// cohortArea is cohorts: who is chosen for a period, and why.
func cohortArea() Area {
	return Area{
		Name:   "cohort",
		Facets: map[string]func(*talk) []Option{"cohort": cohortFacet},
		Forms: []*Flow{
			newCohort(), // a cohort: its period and quotas
			choose(),    // an officer chooses a candidate, or not: why?
			propose(),   // and proposes to close: why not the others?
			objection(), // an owner objects
			leaving(),   // a member gives the place back: why?
		},
		Commands: []deed{
			{names: []string{"/kohort", "/cohort"}, For: forOfficers, do: (*talk).listCohorts},
		},
		Buttons: map[string]button{
			"h": {forOfficers, (*talk).cohortButton}, // h:<cohort>:<verb>[:<which>], h:new
			"y": {nil, (*talk).objectButton},         // y:<cohort>[:leave], under what an owner is told
		},
		Notices: map[string]func(*talk, json.RawMessage){
			"cohort":        cohortSettled,   // to everybody decided about: the cohort is closed
			"cohort.up":     wentUp,          // to a member
			"cohort.close":  closeAsked,      // to officers: a colleague proposes to close one
			"cohort.place":  placeFree,       // to officers: a member left
			"cohort.upheld": objectionUpheld, // to officers: a colleague finds an objection right
		},
		Forget: (*talk).forgetChoices,
		Audits: []string{
			"data.cohort",
			"cohort.opened", "cohort.in", "cohort.reserve", "cohort.out", "cohort.proposed", "cohort.reopened",
			"cohort.closed", "cohort.graduated", "cohort.left", "cohort.withdrawn", "cohort.promoted", "cohort.upheld",
			"cohort.refused", "cohort.mended",
		},
		Export: (*talk).exportChoices,
		Without: map[string]string{
			"Merge": hindersMerge,
		},
	}
}

const (
	cohortsList = "cohorts"
	// cohortsMost is how many cohorts are looked up: the newest.
	cohortsMost = 30
	// cohortName is the longest name of a cohort, in characters: it has to fit a button.
	cohortName = 20
	// cohortQuota is the largest quota of a cohort.
	cohortQuota = 500
)

type cohortState string

// A cohort is open while officers choose, proposed while a second officer has
// to agree to the choice, and closed when it is settled and everybody was told.
const (
	cohortOpen     cohortState = "open"
	cohortProposed cohortState = "proposed"
	cohortClosed   cohortState = "closed"
)

// cohort is a named intake. It is one versioned record: the last place of a
// quota is given once, whoever chooses at the same time.
type cohort struct {
	Name        string              `json:"name"`
	From        time.Time           `json:"from"`
	Until       time.Time           `json:"until"` // the last day
	Quota       int                 `json:"quota"`
	PerDistrict int                 `json:"district,omitempty"` // at most so many of a kecamatan; 0: no limit
	PerSector   int                 `json:"sector,omitempty"`
	By          enterprise.PersonID `json:"by"`
	Opened      time.Time           `json:"opened"`
	State       cohortState         `json:"state"`
	Proposer    enterprise.PersonID `json:"proposer,omitempty"`
	Closer      enterprise.PersonID `json:"closer,omitempty"`
	Closed      time.Time           `json:"closed,omitzero"`
	Choices     []choice            `json:"choices,omitempty"`
}

type verdict string

// What an officer decides about a candidate.
const (
	takenIn  verdict = "in"
	inHand   verdict = "reserve"
	leftOut  verdict = "out"
	departed verdict = "left"                 // was a member, and left or was withdrawn
	nobodyID         = enterprise.PersonID(0) // somebody who was erased
)

// choice is what was decided about one candidate, by whom and why.
type choice struct {
	Person    enterprise.PersonID   `json:"p"`
	Business  enterprise.BusinessID `json:"b"`
	District  string                `json:"d"`
	Sector    string                `json:"s"`
	What      verdict               `json:"what"`
	Reason    string                `json:"why"`
	By        enterprise.PersonID   `json:"by"`
	At        time.Time             `json:"at"`
	Rest      bool                  `json:"rest,omitempty"` // by the proposal to close, with all who were not decided
	Start     enterprise.Footing    `json:"t0"`
	Graduated time.Time             `json:"up,omitzero"`
	Proof     []enterprise.Evidence `json:"proof,omitempty"`

	// What changed once the cohort was closed.
	Moved    movedBy   `json:"moved,omitempty"`    // why it is no longer what was closed; empty: it is
	Objected time.Time `json:"objected,omitzero"`  // when the owner objected
	Proposed *upheld   `json:"proposed,omitempty"` // the objection is right, says one officer; another has to agree
	Earlier  []choice  `json:"earlier,omitempty"`  // what it was before, the oldest first
}

type movedBy string

// What changes the choices of a closed cohort.
const (
	byPlace     movedBy = "place"     // a member left, and the reserve went up
	byObjection movedBy = "objection" // two officers agreed with an objection
)

// upheld is an officer's proposal after an objection.
type upheld struct {
	What   verdict             `json:"what"`
	Reason string              `json:"why"`
	By     enterprise.PersonID `json:"by"`
	At     time.Time           `json:"at"`
}

// objects tells whether the owner objected to what is decided now.
func (ch choice) objects() bool { return ch.Objected.After(ch.At) }

// changed is a choice with another decision in the place of what it was.
func (ch choice) changed(what verdict, reason string, by enterprise.PersonID, at time.Time) choice {
	before := ch
	before.Earlier = nil
	ch.Earlier = append(slices.Clone(ch.Earlier), before)
	ch.What, ch.Reason, ch.By, ch.At, ch.Proposed = what, reason, by, at, nil
	return ch
}

// cohortOf reads a cohort; ok is false when there is none.
func (t *talk) cohortOf(id string) (r Record, c cohort, ok bool) {
	r = t.record("cohort", id)
	return r, c, r.Data != nil && json.Unmarshal(r.Data, &c) == nil
}

func (t *talk) putCohort(r Record, c cohort) {
	r.Lists = map[string]int64{cohortsList: c.Opened.UnixMilli()}
	t.put(r, c)
}

// count is how many were decided so.
func (c cohort) count(what verdict) int {
	n := 0
	for _, ch := range c.Choices {
		if ch.What == what {
			n++
		}
	}
	return n
}

func (c cohort) of(id enterprise.PersonID) int {
	return slices.IndexFunc(c.Choices, func(ch choice) bool { return ch.Person == id })
}

// full is the quota that leaves no place for a business: "quota", "district",
// "sector"; empty: there is one. Whoever has the place already does not count.
func (c cohort) full(id enterprise.PersonID, b enterprise.Business) string {
	all, district, sector := 0, 0, 0
	for _, ch := range c.Choices {
		if ch.What != takenIn || ch.Person == id {
			continue
		}
		all++
		if ch.District == b.District {
			district++
		}
		if ch.Sector == b.Sector {
			sector++
		}
	}
	switch {
	case all >= c.Quota:
		return "quota"
	case c.PerDistrict > 0 && district >= c.PerDistrict:
		return "district"
	case c.PerSector > 0 && sector >= c.PerSector:
		return "sector"
	}
	return ""
}

// cohortCandidates are those who meet the rule and were never in a cohort, ranked.
func (t *talk) cohortCandidates() []enterprise.Candidate {
	var out []enterprise.Candidate
	for _, id := range t.membersOfAny("admin:" + string(enterprise.AdminIsReady)) {
		p := t.other(id)
		if c, ok := t.book.program.Candidate(p, t.now); ok && len(p.Cohorts) == 0 {
			out = append(out, c)
		}
	}
	enterprise.Rank(out)
	return out
}

// listCohorts is /kohort: the funnel, the cohorts, or a new one.
func (t *talk) listCohorts() {
	if !t.settledStaff() {
		t.Chat.Next = ""
		t.enter(t.book.flow(staffKey))
		return
	}
	m := messages.Message{Key: "cohort.list"}
	for _, r := range t.list(cohortsList, cohortsMost) {
		var c cohort
		if json.Unmarshal(r.Data, &c) == nil {
			m.Buttons = append(m.Buttons, []messages.Button{{Label: c.Name, Data: cohortData(r.ID, "show")}})
		}
	}
	m.Text = join(t.word("cohort.list", messages.Args{"Count": len(m.Buttons)}), t.funnel())
	m.Buttons = append(m.Buttons, []messages.Button{{Label: t.label("cohort.button.new"), Data: "h:new"}})
	t.say(m)
}

// funnel is validated, curated, graduated: always the people of this moment.
func (t *talk) funnel() string {
	size := func(term string) int64 {
		return t.audience(enterprise.Segment{Every: [][]string{enterprise.AnyBusiness(term)}}).Total
	}
	return t.word("cohort.funnel", messages.Args{
		"Validated": size("admin:" + string(enterprise.AdminIsReady)), "Curated": size(enterprise.TermCurated), "Graduated": size(enterprise.TermGraduated),
	})
}

func cohortData(id string, rest ...string) string {
	return strings.Join(append([]string{"h", id}, rest...), ":")
}

// showCohort is one cohort: its period and quotas, what is decided, what can
// be done now.
func (t *talk) showCohort(id string, c cohort) {
	state := map[cohortState]string{cohortOpen: "cohort.state.open", cohortProposed: "cohort.state.proposed", cohortClosed: "cohort.state.closed"}[c.State]
	text := t.word("cohort.card", messages.Args{
		"Name": c.Name, "From": t.date(c.From), "Until": t.date(c.Until), "Quota": c.Quota, "District": c.PerDistrict, "Sector": c.PerSector,
		"In": c.count(takenIn), "Reserve": c.count(inHand), "Out": c.count(leftOut), "State": t.label(state),
	})
	button := func(word, verb string) []messages.Button {
		return []messages.Button{{Label: t.label(word), Data: cohortData(id, verb)}}
	}
	var rows [][]messages.Button
	switch c.State {
	case cohortOpen:
		rows = append(rows, button("cohort.button.candidates", "page:0"), button("cohort.button.propose", "propose"))
	case cohortProposed:
		rows = append(rows, button("cohort.button.close", "close"), button("cohort.button.reopen", "reopen"))
	case cohortClosed:
		rows = append(rows, button("cohort.button.members", "page:0"))
		if len(t.onList(c, reserveList)) > 0 {
			rows = append(rows, button("cohort.button.reserve", reserveList+":0"))
		}
		if len(t.onList(c, objectionList)) > 0 {
			rows = append(rows, button("cohort.button.objections", objectionList+":0"))
		}
	}
	rows = append(rows, button("cohort.button.file", "file"))
	t.say(messages.Message{Key: "cohort.card", Text: join(text, t.funnel()), Buttons: rows})
}

// newCohort asks what a cohort needs to be.
func newCohort() *Flow {
	return &Flow{
		Key: "cohort", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return cohortQuestions },
		Finish: func(t *talk, d *Draft) {
			number := func(key string) int { n, _ := strconv.Atoi(d.Answers[key].Value); return n }
			c := cohort{
				Name: d.Answers["name"].Value, From: t.cohortDay(d.Answers["from"].Value), Until: t.cohortDay(d.Answers["until"].Value),
				Quota: number("quota"), PerDistrict: number("district"), PerSector: number("sector"),
				By: t.Person.ID, Opened: t.now, State: cohortOpen,
			}
			t.putCohort(Record{RecordName: RecordName{"cohort", t.in.ID}}, c)
			t.audit("cohort.opened", 0, c.Name, "")
			t.menu("cohort.done.opened")
			t.showCohort(t.in.ID, c)
		},
	}
}

var cohortQuestions = []*Question{
	{Key: "name", Read: func(t *talk, _ *Draft, typed string) Reading {
		name := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(name)); n < 2 || n > cohortName {
			return Reading{Refuse: t.word("cohort.name.refuse", messages.Args{"Most": cohortName})}
		}
		return Reading{Value: name}
	}},
	{Key: "from", Read: readCohortDay("")},
	{Key: "until", Read: readCohortDay("from")},
	{Key: "quota", Read: readPlaces},
	{Key: "district", Read: readPlaces, Options: noLimit, Spelled: true}, // "1" is a number of places
	{Key: "sector", Read: readPlaces, Options: noLimit, Spelled: true},
}

func noLimit(t *talk, _ *Draft) []Option {
	return []Option{{Value: "0", Label: t.label("cohort.limit.none")}}
}

// readPlaces takes a number of places.
func readPlaces(t *talk, _ *Draft, typed string) Reading {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil || n < 1 || n > cohortQuota {
		return Reading{Refuse: t.word("cohort.places.refuse", messages.Args{"Most": cohortQuota})}
	}
	return Reading{Value: strconv.Itoa(n)}
}

// readCohortDay takes a day, later than the one answered before.
func readCohortDay(after string) func(*talk, *Draft, string) Reading {
	return func(t *talk, d *Draft, typed string) Reading {
		day, fault := enterprise.ReadDate(typed, t.now.In(t.book.program.City.Location))
		if fault != "" || after != "" && !day.After(t.cohortDay(d.Answers[after].Value)) {
			return Reading{Refuse: t.word("cohort.day.refuse", messages.Args{"Later": after != ""})}
		}
		return Reading{Value: day.Format(time.DateOnly)}
	}
}

// cohortDay is the midnight with which a day that was answered begins.
func (t *talk) cohortDay(value string) time.Time {
	day, _ := time.ParseInLocation(time.DateOnly, value, t.book.program.City.Location)
	return day
}

// forgetChoices takes an erased person out of the cohorts: the place is free
// again while officers choose; afterwards it stays, as nobody's.
func (t *talk) forgetChoices() {
	for _, r := range t.list(cohortsList, cohortsMost) {
		var c cohort
		if json.Unmarshal(r.Data, &c) != nil {
			continue
		}
		i := c.of(t.Person.ID)
		if i < 0 {
			continue
		}
		if c.State == cohortClosed {
			ch := c.Choices[i]
			c.Choices[i] = choice{District: ch.District, Sector: ch.Sector, What: ch.What, By: ch.By, At: ch.At, Start: ch.Start, Graduated: ch.Graduated, Proof: ch.Proof}
		} else {
			c.Choices = slices.Delete(c.Choices, i, i+1)
		}
		t.putCohort(r, c)
	}
}
