// Package service is what the office does for one owner on request, visits,
// and buyers who look for suppliers.
package service

import (
	"encoding/json"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/papers"
	"naikkelas/flows/reading"
	"naikkelas/flows/training"
	"naikkelas/messages"
)

// New is services that owners ask for, visits, and buyers' needs.
func New() flows.Area {
	return flows.Area{
		Name: "service",
		Forms: []*flows.Form{
			askService(), // an owner asks for a service: what for?
			meeting(),    // an officer gives it a time and a place
			served(),     // ends it: what came of it?
			declined(),   // or turns it down: why?
			visited(),    // a visit was logged: a photo, a note?
			writeNeed(),  // a buyer's need
		},
		Commands: []flows.Command{
			{Names: []string{"/layanan", "/services"}, Do: listServices},
			{Names: []string{"/pembeli", "/buyers"}, For: flows.ForOfficers, Do: listBuyers},
		},
		Buttons: map[string]flows.Button{
			"s": {For: nil, Do: serviceButton}, // s:<request>:<verb>, s:k:<kind>, s:b:<need>:<verb>
		},
		Notices: map[string]func(*flows.Conversation, json.RawMessage){
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
		Forget: func(c *flows.Conversation) { forgetServices(c); forgetMatches(c) },

		Waiting: map[string]func(*flows.Conversation) string{"services": servicesWaiting},
		Audits: []string{
			"service.taken", "service.planned", "service.done", "service.declined", "service.visited",
			"data.service",
			"buyer.made", "buyer.closed", "buyer.offered", "buyer.said_yes", "buyer.said_no", "buyer.shared",
			"data.buyer",
		},
		Merge:  flows.Merging{Hinders: servicesHinder},
		Export: exportServices,
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

// A request waits until an officer takes it up, or turns it down; it may be
// given a meeting, more than once, and ends with an outcome.
const (
	requestWaiting   RequestState = "waiting"
	requestTaken     RequestState = "taken"
	requestPlanned   RequestState = "planned" // a meeting is agreed
	requestDone      RequestState = "done"
	requestDeclined  RequestState = "declined"
	requestWithdrawn RequestState = "withdrawn" // by the owner
)

// openRequest is the open request of a kind for the business that is spoken of; ok
// is false: there is none.
func openRequest(c *flows.Conversation, kind string) (q numberedRequest, ok bool) {
	for _, q := range ownRequests(c) {
		if q.Kind == kind && q.Business == c.Business().ID && q.Open() {
			return q, true
		}
	}
	return q, false
}

// listServices is /layanan: for who works on requests what waits, for owners
// what they may ask for.
func listServices(c *flows.Conversation) {
	switch {
	case !c.Allowed(flows.ForPeople):
		ownServices(c)
	case !c.SettledStaff():
		c.Chat.Next = ""
		c.Open(flows.StaffKey)
	default:
		serviceQueue(c, 0)
	}
}

// ownServices shows an owner what they asked for, and what else they may.
func ownServices(c *flows.Conversation) {
	if !training.Joins(c) {
		return
	}
	var lines []string
	var row []messages.Button
	for _, q := range ownRequests(c) {
		if q.Open() {
			lines = append(lines, c.Text("services.line", messages.Args{"Kind": c.OfBusiness(c.ServiceName(q.Kind), requested(c, q.request)), "State": requestStanding(c, q.request)}))
		}
	}
	for _, k := range c.Program().City.Services.Kinds {
		if k.Fits(c.Business().Sector) {
			row = append(row, messages.Button{Label: k.Name.In(c.Lang()), Data: "s:k:" + k.Code})
		}
	}
	text := c.Text("services.own", messages.Args{"Business": c.Business().Name, "Several": len(c.Person.Businesses) > 1, "Open": messages.HTML(strings.Join(lines, "\n"))})
	c.Say(messages.Message{Key: "services.own", Text: text, Buttons: slices.Collect(slices.Chunk(row, 2))})
	c.RepeatOpen()
}

// serviceButton is a button about a service: "s:<request>:<verb>", "s:k:<kind>",
// "s:ask:<kind>", "s:b:<need>:<verb>" and the lists.
func serviceButton(c *flows.Conversation, rest []string) bool {
	if len(rest) == 0 {
		return false
	}
	switch rest[0] {
	case "list":
		listServices(c)
	case "own":
		ownServices(c)
	case "queue":
		return len(rest) == 2 && queuePage(c, rest[1])
	case "k", "ask", "now":
		return len(rest) == 2 && kindButton(c, rest[0], rest[1])
	case "b":
		return len(rest) > 1 && buyerButton(c, rest[1:])
	default:
		return len(rest) > 1 && requestButton(c, rest[0], rest[1], rest[2:])
	}
	return true
}

// kindButton shows one kind of service, or begins to ask for it.
func kindButton(c *flows.Conversation, verb, code string) bool {
	k, ok := c.Program().City.Services.Kind(code)
	if !ok {
		return false
	}
	if !training.Joins(c) {
		return true
	}
	q, open := openRequest(c, code)
	switch {
	case !k.Fits(c.Business().Sector):
		c.Repeat(c.Text("service.unfit", messages.Args{"Kind": k.Name.In(c.Lang())}))
	case open:
		showOwnRequest(c, q.id, q.request)
	case verb == "ask": // what the office needs for it comes first
		c.Detour(flows.RestKey, strings.Join(k.Needs, " ")+"|s:now:"+code)
	case verb == "now":
		c.Detour(serviceKey, code)
	default:
		c.Say(messages.Message{Key: "service.kind", Text: c.Text("service.kind", messages.Args{"Kind": k.Name.In(c.Lang()), "About": k.About.In(c.Lang()), "Office": k.Office.In(c.Lang())}),
			Buttons: [][]messages.Button{{{Label: c.Label("service.button.ask"), Data: "s:ask:" + code}}, {{Label: c.Label("service.button.list"), Data: "s:own"}}}})
		c.RepeatOpen()
	}
	return true
}

// requestButton does what a button under a request says.
func requestButton(c *flows.Conversation, id, verb string, rest []string) bool {
	r, q, ok := requestOf(c, id)
	if !c.Turn.Lookup.Empty() {
		return true
	}
	own := q.Owner == c.Person.ID
	switch {
	case !ok || !own && !(c.Allowed(flows.ForPeople) && c.CanSee(c.PersonByID(q.Owner))):
		c.Repeat(c.Text("service.gone", nil))
	case verb == "mine" && own:
		showOwnRequest(c, id, q)
	case verb == "withdraw" && own:
		withdrawRequest(c, r, q)
	case own:
		c.Repeat(c.Text("service.own", nil))
	default:
		return workOn(c, r, q, verb, rest)
	}
	return true
}

// showOwnRequest is a request as its owner sees it.
func showOwnRequest(c *flows.Conversation, id string, q request) {
	var rows [][]messages.Button
	if q.Open() {
		rows = append(rows, []messages.Button{{Label: c.Label("service.button.withdraw"), Data: "s:" + id + ":withdraw"}})
	}
	rows = append(rows, []messages.Button{{Label: c.Label("service.button.list"), Data: "s:own"}})
	c.Say(messages.Message{Key: "service.card", Text: requestCard(c, q, ""), Buttons: rows})
	c.RepeatOpen()
}

// requestCard is a request with what was done about it; who it is of, for staff.
func requestCard(c *flows.Conversation, q request, owner messages.HTML) string {
	k, _ := c.Program().City.Services.Kind(q.Kind)
	capacity := ""
	if q.Capacity != nil {
		capacity = q.Capacity.String()
	}
	words, office, steps, long := q.Words, k.Office.In(c.Lang()), historyShown, reading.MostWords
	if owner == "" { // on the owner's own phone it is to be seen whole
		steps, long = ownShown, wordsShown
		words, office = reading.Shortened(words, 2*long), ""
	}
	card := c.Text("service.card", messages.Args{
		"Kind": c.ServiceName(q.Kind), "Office": office, "Opened": c.Date(q.Opened), "Words": words, "Capacity": capacity,
		"State": requestStanding(c, q), "Owner": owner,
	})
	return flows.Join(card, requestHistory(c, q, steps, long))
}

// historyShown is how many of the newest steps and visits a card shows, of each;
// its owner sees fewer, with so many letters of what was written.
const (
	historyShown = 5
	ownShown     = 2
	wordsShown   = 60
)

// requestHistory are the steps and the visits, the newest last.
func requestHistory(c *flows.Conversation, q request, shown, long int) string {
	steps, visits := q.Steps[max(0, len(q.Steps)-shown):], q.Visits[max(0, len(q.Visits)-shown):]
	var lines []string
	for len(steps)+len(visits) > 0 {
		if len(visits) == 0 || len(steps) > 0 && !visits[0].At.Before(steps[0].At) {
			s := steps[0]
			steps = steps[1:]
			lines = append(lines, c.Text("service.step", messages.Args{"Date": c.Date(s.At), "State": c.Label("service.state." + string(s.What)), "Words": reading.Shortened(s.Words, long)}))
			continue
		}
		v := visits[0]
		v.Note = reading.Shortened(v.Note, long)
		lines = append(lines, visitLine(c, v, v.Photo != nil))
		visits = visits[1:]
	}
	return strings.Join(lines, "\n")
}

// visitLine is one visit; pictured says that there is a photo.
func visitLine(c *flows.Conversation, v visit, pictured bool) string {
	return c.Text("service.visit", messages.Args{"Date": c.Date(v.At), "How": c.Label("visit.how." + v.How), "Who": c.Colleague(v.By), "Note": v.Note, "Photo": pictured})
}

// withdrawRequest takes a request back; who worked on it is told.
func withdrawRequest(c *flows.Conversation, r flows.Record, q request) {
	if !q.Open() {
		showOwnRequest(c, r.ID, q)
		return
	}
	by := q.By
	q.step(requestStep{At: c.Now(), By: c.Person.ID, What: requestWithdrawn})
	putRequest(c, r, q)
	dropOffer(c, r.ID)
	if by != 0 && by != c.Person.ID {
		c.Tell(by, "service.withdrawn", serviceNotice{ID: r.ID})
	}
	c.Repeat(c.Text("service.withdrawn", messages.Args{"Kind": c.ServiceName(q.Kind)}))
}

// dropOffer ends what a business offers to buyers with the request it came from.
func dropOffer(c *flows.Conversation, id string) {
	for _, b := range c.EveryBusiness() {
		if b.Offer != nil && b.Offer.Request == id {
			c.ChangeBusiness(b.ID, func(b *enterprise.Business) { b.Offer = nil })
		}
	}
}

// forgetServices takes the person's requests away with their photos.
func forgetServices(c *flows.Conversation) {
	for _, q := range ownRequests(c) {
		for _, v := range q.Visits {
			papers.ReleaseFile(c, v.Photo, q.id)
		}
		c.Put(c.Record(serviceRecord, q.id), nil)
	}
}

// servicesHinder keeps a record as it is that has asked for services.
func servicesHinder(c *flows.Conversation, gone enterprise.PersonID) string {
	if len(requestsIn(c, servicesOf(gone), 1)) > 0 {
		return "service"
	}
	return ""
}

// exportServices are what the person asked for and what was done about it, and
// the buyers that they were asked to supply.
func exportServices(c *flows.Conversation) []flows.Section {
	var asked []request
	var rows [][]string
	for _, q := range ownRequests(c) {
		asked = append(asked, q.request)
		rows = append(rows, serviceRows(c, q.request)...)
	}
	matches := ownMatches(c)
	m := flows.Section{Name: "matches", Data: matches, N: len(matches), Sheet: "mydata.sheet.matches"}
	for _, x := range matches {
		m.Rows = append(m.Rows, []string{x.Product, x.Quantity, c.Moment(x.Asked), c.Colleague(x.By), c.Label("match.state." + x.state()), x.Name, x.Contact})
	}
	return []flows.Section{{Name: "services", Data: asked, N: len(asked), Sheet: "mydata.sheet.services", Rows: rows}, m}
}

// serviceRows are what was asked for, what officers decided and who came.
func serviceRows(c *flows.Conversation, q request) [][]string {
	kind := c.ServiceName(q.Kind)
	rows := [][]string{{kind, c.Moment(q.Opened), c.Colleague(q.Owner), c.Label("service.state.waiting"), q.Words}}
	for _, s := range q.Steps {
		rows = append(rows, []string{kind, c.Moment(s.At), c.Colleague(s.By), c.Label("service.state." + string(s.What)), s.Words})
	}
	for _, v := range q.Visits {
		rows = append(rows, []string{kind, c.Moment(v.At), c.Colleague(v.By), c.Label("visit.how." + v.How), v.Note})
	}
	return rows
}
