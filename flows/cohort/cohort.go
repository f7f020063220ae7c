// Package cohort is groups of owners who are accompanied for a time: who is
// chosen, who leaves, who objects.
package cohort

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
)

// New is cohorts: who is chosen for a period, and why.
func New() flows.Area {
	return flows.Area{
		Name:   "cohort",
		Facets: map[string]func(*flows.Conversation) []flows.Option{"cohort": cohortFacet},
		Forms: []*flows.Form{
			newCohort(), // a cohort: its period and quotas
			choose(),    // an officer chooses a candidate, or not: why?
			propose(),   // and proposes to close: why not the others?
			objection(), // an owner objects
			leaving(),   // a member gives the place back: why?
		},
		Commands: []flows.Command{
			{Names: []string{"/kohort", "/cohort"}, For: flows.ForOfficers, Do: listCohorts},
		},
		Buttons: map[string]flows.Button{
			"h": {For: flows.ForOfficers, Do: cohortButton}, // h:<cohort>:<verb>[:<which>], h:new
			"y": {For: nil, Do: objectButton},               // y:<cohort>[:leave], under what an owner is told
		},
		Notices: map[string]func(*flows.Conversation, json.RawMessage){
			"cohort":        cohortSettled,   // to everybody decided about: the cohort is closed
			"cohort.up":     wentUp,          // to a member
			"cohort.close":  closeAsked,      // to officers: a colleague proposes to close one
			"cohort.place":  placeFree,       // to officers: a member left
			"cohort.upheld": objectionUpheld, // to officers: a colleague finds an objection right
		},
		Forget: forgetChoices,
		Audits: []string{
			"data.cohort",
			"cohort.opened", "cohort.in", "cohort.reserve", "cohort.out", "cohort.proposed", "cohort.reopened",
			"cohort.closed", "cohort.graduated", "cohort.left", "cohort.withdrawn", "cohort.promoted", "cohort.upheld",
			"cohort.refused", "cohort.mended",
		},
		Export:  exportChoices,
		Waiting: map[string]func(*flows.Conversation) string{"objections": objectionsWaiting},
		Without: map[string]string{
			"Merge": flows.HindersMerge,
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
	departed verdict = "left" // was a member, and left or was withdrawn
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
func cohortOf(c *flows.Conversation, id string) (r flows.Record, co cohort, ok bool) {
	r = c.Record("cohort", id)
	return r, co, r.Data != nil && json.Unmarshal(r.Data, &co) == nil
}

func putCohort(c *flows.Conversation, r flows.Record, co cohort) {
	r.Lists = map[string]int64{cohortsList: co.Opened.UnixMilli()}
	c.Put(r, co)
}

// Count is how many were decided so.
func (c cohort) Count(what verdict) int {
	n := 0
	for _, ch := range c.Choices {
		if ch.What == what {
			n++
		}
	}
	return n
}

func (c cohort) Of(id enterprise.PersonID) int {
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
func cohortCandidates(c *flows.Conversation) []enterprise.Candidate {
	var out []enterprise.Candidate
	for _, id := range membersOfAny(c, "admin:"+string(enterprise.AdminIsReady)) {
		p := c.PersonByID(id)
		if meant, ok := c.Program().Candidate(p, c.Now()); ok && len(p.Cohorts) == 0 {
			out = append(out, meant)
		}
	}
	enterprise.Rank(out)
	return out
}

// listCohorts is /kohort: the funnel, the cohorts, or a new one.
func listCohorts(c *flows.Conversation) {
	if !c.SettledStaff() {
		c.Chat.Next = ""
		c.Open(flows.StaffKey)
		return
	}
	m := messages.Message{Key: "cohort.list"}
	for _, r := range c.List(cohortsList, cohortsMost) {
		var co cohort
		if json.Unmarshal(r.Data, &co) == nil {
			m.Buttons = append(m.Buttons, []messages.Button{{Label: co.Name, Data: cohortData(r.ID, "show")}})
		}
	}
	m.Text = flows.Join(c.Text("cohort.list", messages.Args{"Count": len(m.Buttons)}), funnel(c))
	m.Buttons = append(m.Buttons, []messages.Button{{Label: c.Label("cohort.button.new"), Data: "h:new"}})
	c.Say(m)
}

// funnel is validated, curated, graduated: always the people of this moment.
func funnel(c *flows.Conversation) string {
	size := func(term string) int64 {
		return c.Audience(enterprise.Segment{Every: [][]string{enterprise.AnyBusiness(term)}}).Total
	}
	return c.Text("cohort.funnel", messages.Args{
		"Validated": size("admin:" + string(enterprise.AdminIsReady)), "Curated": size(enterprise.TermCurated), "Graduated": size(enterprise.TermGraduated),
	})
}

func cohortData(id string, rest ...string) string {
	return strings.Join(append([]string{"h", id}, rest...), ":")
}

// showCohort is one cohort: its period and quotas, what is decided, what can
// be done now.
func showCohort(c *flows.Conversation, id string, co cohort) {
	state := map[cohortState]string{cohortOpen: "cohort.state.open", cohortProposed: "cohort.state.proposed", cohortClosed: "cohort.state.closed"}[co.State]
	text := c.Text("cohort.card", messages.Args{
		"Name": co.Name, "From": c.Date(co.From), "Until": c.Date(co.Until), "Quota": co.Quota, "District": co.PerDistrict, "Sector": co.PerSector,
		"In": co.Count(takenIn), "Reserve": co.Count(inHand), "Out": co.Count(leftOut), "State": c.Label(state),
	})
	button := func(word, verb string) []messages.Button {
		return []messages.Button{{Label: c.Label(word), Data: cohortData(id, verb)}}
	}
	var rows [][]messages.Button
	switch co.State {
	case cohortOpen:
		rows = append(rows, button("cohort.button.candidates", "page:0"), button("cohort.button.propose", "propose"))
	case cohortProposed:
		rows = append(rows, button("cohort.button.close", "close"), button("cohort.button.reopen", "reopen"))
	case cohortClosed:
		rows = append(rows, button("cohort.button.members", "page:0"))
		if len(onList(c, co, reserveList)) > 0 {
			rows = append(rows, button("cohort.button.reserve", reserveList+":0"))
		}
		if len(onList(c, co, objectionList)) > 0 {
			rows = append(rows, button("cohort.button.objections", objectionList+":0"))
		}
	}
	rows = append(rows, button("cohort.button.file", "file"))
	c.Say(messages.Message{Key: "cohort.card", Text: flows.Join(text, funnel(c)), Buttons: rows})
}

// newCohort asks what a cohort needs to be.
func newCohort() *flows.Form {
	return &flows.Form{
		Key: "cohort", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return cohortQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			number := func(key string) int { n, _ := strconv.Atoi(d.Answers[key].Value); return n }
			co := cohort{
				Name: d.Answers["name"].Value, From: c.CohortDay(d.Answers["from"].Value), Until: c.CohortDay(d.Answers["until"].Value),
				Quota: number("quota"), PerDistrict: number("district"), PerSector: number("sector"),
				By: c.Person.ID, Opened: c.Now(), State: cohortOpen,
			}
			putCohort(c, flows.Record{RecordName: flows.RecordName{Kind: "cohort", ID: c.Input().ID}}, co)
			c.Audit("cohort.opened", 0, co.Name, "")
			c.Menu("cohort.done.opened")
			showCohort(c, c.Input().ID, co)
		},
	}
}

var cohortQuestions = []*flows.Question{
	{Key: "name", Read: func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		name := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(name)); n < 2 || n > cohortName {
			return flows.Reading{Refuse: c.Text("cohort.name.refuse", messages.Args{"Most": cohortName})}
		}
		return flows.Reading{Value: name}
	}},
	{Key: "from", Read: readCohortDay("")},
	{Key: "until", Read: readCohortDay("from")},
	{Key: "quota", Read: readPlaces},
	{Key: "district", Read: readPlaces, Options: noLimit, Spelled: true}, // "1" is a number of places
	{Key: "sector", Read: readPlaces, Options: noLimit, Spelled: true},
}

func noLimit(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	return []flows.Option{{Value: "0", Label: c.Label("cohort.limit.none")}}
}

// readPlaces takes a number of places.
func readPlaces(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil || n < 1 || n > cohortQuota {
		return flows.Reading{Refuse: c.Text("cohort.places.refuse", messages.Args{"Most": cohortQuota})}
	}
	return flows.Reading{Value: strconv.Itoa(n)}
}

// readCohortDay takes a day, later than the one answered before.
func readCohortDay(after string) func(*flows.Conversation, *flows.Draft, string) flows.Reading {
	return func(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
		day, fault := read.Date(typed, c.Now().In(c.Program().City.Location))
		if fault != "" || after != "" && !day.After(c.CohortDay(d.Answers[after].Value)) {
			return flows.Reading{Refuse: c.Text("cohort.day.refuse", messages.Args{"Later": after != ""})}
		}
		return flows.Reading{Value: day.Format(time.DateOnly)}
	}
}

// forgetChoices takes an erased person out of the cohorts: the place is free
// again while officers choose; afterwards it stays, as nobody's.
func forgetChoices(c *flows.Conversation) {
	for _, r := range c.List(cohortsList, cohortsMost) {
		var co cohort
		if json.Unmarshal(r.Data, &co) != nil {
			continue
		}
		i := co.Of(c.Person.ID)
		if i < 0 {
			continue
		}
		if co.State == cohortClosed {
			ch := co.Choices[i]
			co.Choices[i] = choice{District: ch.District, Sector: ch.Sector, What: ch.What, By: ch.By, At: ch.At, Start: ch.Start, Graduated: ch.Graduated, Proof: ch.Proof}
		} else {
			co.Choices = slices.Delete(co.Choices, i, i+1)
		}
		putCohort(c, r, co)
	}
}

// membersOfAny are the people to one of whose businesses an index term applies.
func membersOfAny(c *flows.Conversation, term string) []enterprise.PersonID {
	var out []enterprise.PersonID
	for _, one := range enterprise.AnyBusiness(term) {
		out = append(out, c.Members(one)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
