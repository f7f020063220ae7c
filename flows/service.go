package flows

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// serviceArea is services that owners ask for, visits, and buyers' needs.
func serviceArea() Area {
	return Area{
		Name: "service",
		Forms: []*Flow{
			askService(), // an owner asks for a service: what for?
			meeting(),    // an officer gives it a time and a place
			served(),     // ends it: what came of it?
			declined(),   // or turns it down: why?
			visited(),    // a visit was logged: a photo, a note?
			writeNeed(),  // a buyer's need
		},
		Commands: []deed{
			{names: []string{"/layanan", "/services"}, do: (*talk).listServices},
			{names: []string{"/pembeli", "/buyers"}, For: forOfficers, do: (*talk).listBuyers},
		},
		Buttons: map[string]button{
			"s": {nil, (*talk).serviceButton}, // s:<request>:<verb>, s:k:<kind>, s:b:<need>:<verb>
		},
		Notices: map[string]func(*talk, json.RawMessage){
			"service":           serviceDecided,                 // to the owner: an officer decided about what they asked for
			"service.asked":     toWorker("service.new"),        // to their mentor: they asked for something
			"service.met":       toWorker("service.meeting"),    // to their mentor: a meeting is agreed
			"service.withdrawn": toWorker("service.taken_back"), // to the officer: the owner does not want it any more
			"visit":             visitLogged,                    // to the owner: a visit was logged

			"match":          matchOffered,  // to an owner: would they supply a buyer?
			"match.answered": matchAnswered, // to the officer who asked
			"match.shared":   matchShared,   // to the owner: both said yes
			"match.refused":  matchRefused,  // to the owner: the buyer chose otherwise
		},
		Forget: func(t *talk) { t.forgetServices(); t.forgetMatches() },

		Waiting: map[string]func(*talk) string{"services": (*talk).servicesWaiting},
		Audits: []string{
			"service.taken", "service.planned", "service.done", "service.declined", "service.visited",
			"data.service",
			"buyer.made", "buyer.closed", "buyer.offered", "buyer.said_yes", "buyer.said_no", "buyer.shared",
			"data.buyer",
		},
		Merge:  Merging{Hinders: (*talk).servicesHinder},
		Export: (*talk).exportServices,
	}
}

const (
	serviceRecord = "service"
	openServices  = "services:open"
	// servicesRead is how many open requests are looked at, those that have
	// waited longest.
	servicesRead = 200
	// servicesOwn is how many of one owner's requests are looked at: more than
	// anybody makes, for all have to go with them.
	servicesOwn = 10_000
	// stepsKept is how much of a request's history is kept.
	stepsKept = 60
)

// requestState is where a request for a service stands.
type requestState string

// A request waits until an officer takes it up, or turns it down; it may be
// given a meeting, more than once, and ends with an outcome.
const (
	requestWaiting   requestState = "waiting"
	requestTaken     requestState = "taken"
	requestPlanned   requestState = "planned" // a meeting is agreed
	requestDone      requestState = "done"
	requestDeclined  requestState = "declined"
	requestWithdrawn requestState = "withdrawn" // by the owner
)

// requestStates are all of them.
var requestStates = []requestState{requestWaiting, requestTaken, requestPlanned, requestDone, requestDeclined, requestWithdrawn}

// request is what an owner asked the city for. The record is versioned: of two
// officers who decide at once, one is stepped again and finds it decided.
type request struct {
	Owner    enterprise.PersonID   `json:"owner"`
	Business enterprise.BusinessID `json:"business"`
	Kind     string                `json:"kind"`
	Words    string                `json:"words"` // what for
	Capacity *enterprise.Quantity  `json:"capacity,omitempty"`
	Opened   time.Time             `json:"opened"`
	State    requestState          `json:"state"`
	By       enterprise.PersonID   `json:"by,omitempty"` // the officer who decided last
	Meeting  time.Time             `json:"meeting,omitzero"`
	Place    string                `json:"place,omitempty"` // of the meeting
	Result   string                `json:"result,omitempty"`
	Closed   time.Time             `json:"closed,omitzero"`
	Steps    []requestStep         `json:"steps,omitempty"`
	Visits   []visit               `json:"visits,omitempty"`
}

// requestStep is one decision, as the owner was told of it.
type requestStep struct {
	At    time.Time           `json:"at"`
	By    enterprise.PersonID `json:"by"`
	What  requestState        `json:"what"`
	Words string              `json:"words,omitempty"` // why, or what came of it
}

func (t *talk) requestOf(id string) (r Record, q request, ok bool) {
	r = t.record(serviceRecord, id)
	return r, q, r.Data != nil && json.Unmarshal(r.Data, &q) == nil
}

// open tells that the city has still to do something.
func (q request) open() bool { return q.Closed.IsZero() }

// step notes a decision.
func (q *request) step(s requestStep) {
	q.State, q.By = s.What, s.By
	if slices.Contains([]requestState{requestDone, requestDeclined, requestWithdrawn}, s.What) {
		q.Closed = s.At
	}
	q.Steps = append(q.Steps, s)
	q.Steps = q.Steps[max(0, len(q.Steps)-stepsKept):]
}

// newest is when something was last done about it.
func (q request) newest() time.Time {
	at := q.Opened
	for _, s := range q.Steps {
		at = latest(at, s.At)
	}
	for _, v := range q.Visits {
		at = latest(at, v.At)
	}
	return at
}

// requestUntil is how long a request is kept after the last that was done about it.
func (t *talk) requestUntil(q request) time.Time {
	return q.newest().AddDate(t.book.program.City.RetentionYears, 0, 0)
}

// putRequest writes a request into its lists, and keeps its photos as long.
func (t *talk) putRequest(r Record, q request) {
	r.Lists = map[string]int64{servicesOf(q.Owner): q.Opened.UnixMilli()}
	if q.open() {
		r.Lists[openServices] = -q.Opened.UnixMilli() // the one that has waited longest first
	}
	r.Until = t.requestUntil(q)
	for _, v := range q.Visits {
		t.holdFile(v.Photo, r.ID, r.Until)
	}
	t.put(r, q)
}

func servicesOf(owner enterprise.PersonID) string { return "services:" + owner.String() }

// numberedRequest is a request with its id.
type numberedRequest struct {
	id string
	request
}

func (t *talk) requestsIn(list string, most int) []numberedRequest {
	var out []numberedRequest
	for _, r := range t.list(list, most) {
		var q request
		if json.Unmarshal(r.Data, &q) == nil {
			out = append(out, numberedRequest{r.ID, q})
		}
	}
	return out
}

// ownRequests are the person's, the newest first.
func (t *talk) ownRequests() []numberedRequest {
	return t.requestsIn(servicesOf(t.Person.ID), servicesOwn)
}

// openRequest is the open request of a kind for the business that is spoken of; ok
// is false: there is none.
func (t *talk) openRequest(kind string) (q numberedRequest, ok bool) {
	for _, q := range t.ownRequests() {
		if q.Kind == kind && q.Business == t.business().ID && q.open() {
			return q, true
		}
	}
	return q, false
}

// serviceName is what a kind is called, also one that the city no longer has.
func (t *talk) serviceName(code string) string {
	k, ok := t.book.program.City.Services.Kind(code)
	if !ok {
		return code
	}
	return k.Name.In(t.lang)
}

// listServices is /layanan: for who works on requests what waits, for owners
// what they may ask for.
func (t *talk) listServices() {
	switch {
	case !t.may(forPeople):
		t.ownServices()
	case !t.settledStaff():
		t.Chat.Next = ""
		t.enter(t.book.flow(staffKey))
	default:
		t.serviceQueue(0)
	}
}

// ownServices shows an owner what they asked for, and what else they may.
func (t *talk) ownServices() {
	if !t.joins() {
		return
	}
	var lines []string
	var row []messages.Button
	for _, q := range t.ownRequests() {
		if q.open() {
			lines = append(lines, t.word("services.line", messages.Args{"Kind": t.ofBusiness(t.serviceName(q.Kind), t.requested(q.request)), "State": t.requestStanding(q.request)}))
		}
	}
	for _, k := range t.book.program.City.Services.Kinds {
		if k.Fits(t.business().Sector) {
			row = append(row, messages.Button{Label: k.Name.In(t.lang), Data: "s:k:" + k.Code})
		}
	}
	text := t.word("services.own", messages.Args{"Business": t.business().Name, "Several": len(t.Person.Businesses) > 1, "Open": messages.HTML(strings.Join(lines, "\n"))})
	t.say(messages.Message{Key: "services.own", Text: text, Buttons: slices.Collect(slices.Chunk(row, 2))})
	t.showOpen()
}

// requested is the business that one of the person's requests is for.
func (t *talk) requested(q request) enterprise.Business {
	b, _ := t.Person.Business(q.Business)
	return b
}

// requestStanding says in a few words where a request stands.
func (t *talk) requestStanding(q request) messages.HTML {
	return messages.HTML(t.word("services.state."+string(q.State), messages.Args{"When": t.dayMoment(q.Meeting), "Place": q.Place}))
}

// serviceButton is a button about a service: "s:<request>:<verb>", "s:k:<kind>",
// "s:ask:<kind>", "s:b:<need>:<verb>" and the lists.
func (t *talk) serviceButton(rest []string) bool {
	if len(rest) == 0 {
		return false
	}
	switch rest[0] {
	case "list":
		t.listServices()
	case "own":
		t.ownServices()
	case "queue":
		return len(rest) == 2 && t.queuePage(rest[1])
	case "k", "ask":
		return len(rest) == 2 && t.kindButton(rest[0], rest[1])
	case "b":
		return len(rest) > 1 && t.buyerButton(rest[1:])
	default:
		return len(rest) > 1 && t.requestButton(rest[0], rest[1], rest[2:])
	}
	return true
}

// kindButton shows one kind of service, or begins to ask for it.
func (t *talk) kindButton(verb, code string) bool {
	k, ok := t.book.program.City.Services.Kind(code)
	if !ok {
		return false
	}
	if !t.joins() {
		return true
	}
	q, open := t.openRequest(code)
	switch {
	case !k.Fits(t.business().Sector):
		t.again(t.word("service.unfit", messages.Args{"Kind": k.Name.In(t.lang)}))
	case open:
		t.showOwnRequest(q.id, q.request)
	case verb == "ask":
		t.interject(serviceKey, code)
	default:
		t.say(messages.Message{Key: "service.kind", Text: t.word("service.kind", messages.Args{"Kind": k.Name.In(t.lang), "About": k.About.In(t.lang), "Office": k.Office.In(t.lang)}),
			Buttons: [][]messages.Button{{{Label: t.label("service.button.ask"), Data: "s:ask:" + code}}, {{Label: t.label("service.button.list"), Data: "s:own"}}}})
		t.showOpen()
	}
	return true
}

// requestButton does what a button under a request says.
func (t *talk) requestButton(id, verb string, rest []string) bool {
	r, q, ok := t.requestOf(id)
	if !t.turn.Need.Empty() {
		return true
	}
	own := q.Owner == t.Person.ID
	switch {
	case !ok || !own && !(t.may(forPeople) && t.sees(t.other(q.Owner))):
		t.again(t.word("service.gone", nil))
	case verb == "mine" && own:
		t.showOwnRequest(id, q)
	case verb == "withdraw" && own:
		t.withdrawRequest(r, q)
	case own:
		t.again(t.word("service.own", nil))
	default:
		return t.workOn(r, q, verb, rest)
	}
	return true
}

// showOwnRequest is a request as its owner sees it.
func (t *talk) showOwnRequest(id string, q request) {
	var rows [][]messages.Button
	if q.open() {
		rows = append(rows, []messages.Button{{Label: t.label("service.button.withdraw"), Data: "s:" + id + ":withdraw"}})
	}
	rows = append(rows, []messages.Button{{Label: t.label("service.button.list"), Data: "s:own"}})
	t.say(messages.Message{Key: "service.card", Text: t.requestCard(q, ""), Buttons: rows})
	t.showOpen()
}

// requestCard is a request with what was done about it; who it is of, for staff.
func (t *talk) requestCard(q request, owner messages.HTML) string {
	k, _ := t.book.program.City.Services.Kind(q.Kind)
	capacity := ""
	if q.Capacity != nil {
		capacity = q.Capacity.String()
	}
	card := t.word("service.card", messages.Args{
		"Kind": t.serviceName(q.Kind), "Office": k.Office.In(t.lang), "Opened": t.date(q.Opened), "Words": q.Words, "Capacity": capacity,
		"State": t.requestStanding(q), "Owner": owner,
	})
	return join(card, t.requestHistory(q))
}

// historyShown is how many of the newest steps and visits a card shows, of each.
const historyShown = 5

// requestHistory are the steps and the visits, the newest last.
func (t *talk) requestHistory(q request) string {
	steps, visits := q.Steps[max(0, len(q.Steps)-historyShown):], q.Visits[max(0, len(q.Visits)-historyShown):]
	var lines []string
	for len(steps)+len(visits) > 0 {
		if len(visits) == 0 || len(steps) > 0 && !visits[0].At.Before(steps[0].At) {
			s := steps[0]
			steps = steps[1:]
			lines = append(lines, t.word("service.step", messages.Args{"Date": t.date(s.At), "State": t.label("service.state." + string(s.What)), "Words": s.Words}))
			continue
		}
		lines = append(lines, t.visitLine(visits[0], visits[0].Photo != nil))
		visits = visits[1:]
	}
	return strings.Join(lines, "\n")
}

// visitLine is one visit; pictured says that there is a photo.
func (t *talk) visitLine(v visit, pictured bool) string {
	return t.word("service.visit", messages.Args{"Date": t.date(v.At), "How": t.label("visit.how." + v.How), "Who": t.colleague(v.By), "Note": v.Note, "Photo": pictured})
}

// withdrawRequest takes a request back; who worked on it is told.
func (t *talk) withdrawRequest(r Record, q request) {
	if !q.open() {
		t.showOwnRequest(r.ID, q)
		return
	}
	by := q.By
	q.step(requestStep{At: t.now, By: t.Person.ID, What: requestWithdrawn})
	t.putRequest(r, q)
	t.dropOffer(r.ID)
	if by != 0 && by != t.Person.ID {
		t.tell(by, "service.withdrawn", serviceNotice{ID: r.ID})
	}
	t.again(t.word("service.withdrawn", messages.Args{"Kind": t.serviceName(q.Kind)}))
}

// dropOffer ends what a business offers to buyers with the request it came from.
func (t *talk) dropOffer(id string) {
	for _, b := range t.everyBusiness() {
		if b.Offer != nil && b.Offer.Request == id {
			t.changeBusiness(b.ID, func(b *enterprise.Business) { b.Offer = nil })
		}
	}
}

// forgetServices takes the person's requests away with their photos.
func (t *talk) forgetServices() {
	for _, q := range t.ownRequests() {
		for _, v := range q.Visits {
			t.releaseFile(v.Photo, q.id)
		}
		t.put(t.record(serviceRecord, q.id), nil)
	}
}

// servicesHinder keeps a record as it is that has asked for services.
func (t *talk) servicesHinder(gone enterprise.PersonID) string {
	if len(t.requestsIn(servicesOf(gone), 1)) > 0 {
		return "service"
	}
	return ""
}

// exportServices are what the person asked for and what was done about it, and
// the buyers that they were asked to supply.
func (t *talk) exportServices() []Section {
	var asked []request
	var rows [][]string
	for _, q := range t.ownRequests() {
		asked = append(asked, q.request)
		rows = append(rows, t.serviceRows(q.request)...)
	}
	matches := t.ownMatches()
	m := Section{Name: "matches", Data: matches, N: len(matches), Sheet: "mydata.sheet.matches"}
	for _, x := range matches {
		m.Rows = append(m.Rows, []string{x.Product, x.Quantity, t.moment(x.Asked), t.colleague(x.By), t.label("match.state." + x.state()), x.Name, x.Contact})
	}
	return []Section{{Name: "services", Data: asked, N: len(asked), Sheet: "mydata.sheet.services", Rows: rows}, m}
}

// serviceRows are what was asked for, what officers decided and who came.
func (t *talk) serviceRows(q request) [][]string {
	kind := t.serviceName(q.Kind)
	rows := [][]string{{kind, t.moment(q.Opened), t.colleague(q.Owner), t.label("service.state.waiting"), q.Words}}
	for _, s := range q.Steps {
		rows = append(rows, []string{kind, t.moment(s.At), t.colleague(s.By), t.label("service.state." + string(s.What)), s.Words})
	}
	for _, v := range q.Visits {
		rows = append(rows, []string{kind, t.moment(v.At), t.colleague(v.By), t.label("visit.how." + v.How), v.Note})
	}
	return rows
}
