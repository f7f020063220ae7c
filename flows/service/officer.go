package service

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/messages"
)

// requestsShown is how many requests fit a page.
const requestsShown = 8

// serviceQueue lists the open requests that the person works on, those that
// have waited longest first: officers all, a mentor those of their owners.
// Whose they are is in the trail.
func serviceQueue(c *flows.Conversation, page int) {
	all := slices.DeleteFunc(requestsIn(c, openServices, servicesRead), func(q numberedRequest) bool { return !c.CanSee(c.PersonByID(q.Owner)) })
	pages := max(1, (len(all)+requestsShown-1)/requestsShown)
	page = min(max(page, 0), pages-1)
	first, end := page*requestsShown, min(len(all), (page+1)*requestsShown)
	lines := []string{c.Text("services.queue", messages.Args{"Count": len(all), "Page": page + 1, "Pages": pages})}
	var row, turn []messages.Button
	for i := first; i < end; i++ {
		q := all[i]
		c.Audit("data.service", q.Owner, q.Kind, "")
		lines = append(lines, c.Text("services.queued", messages.Args{
			"N": i + 1, "Kind": c.ServiceName(q.Kind), "Business": businessName(c, q.Owner, q.Business), "State": c.Label("service.state." + string(q.State)), "Waiting": c.Span(c.Now().Sub(q.Opened)),
		}))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: "s:" + q.id + ":open"})
	}
	if page > 0 {
		turn = append(turn, messages.Button{Label: c.Label("cohort.button.before"), Data: "s:queue:" + strconv.Itoa(page-1)})
	}
	if page < pages-1 {
		turn = append(turn, messages.Button{Label: c.Label("cohort.button.after"), Data: "s:queue:" + strconv.Itoa(page+1)})
	}
	rows := slices.Collect(slices.Chunk(row, 4))
	if len(turn) > 0 {
		rows = append(rows, turn)
	}
	if c.Allowed(flows.ForOfficers) {
		rows = append(rows, []messages.Button{{Label: c.Label("services.button.buyers"), Data: "s:b:list"}})
	}
	if len(c.Person.Businesses) > 0 {
		rows = append(rows, []messages.Button{{Label: c.Label("services.button.own"), Data: "s:own"}})
	}
	c.Say(messages.Message{Key: "services.queue", Text: strings.Join(lines, "\n"), Buttons: rows})
	c.RepeatOpen()
}

func queuePage(c *flows.Conversation, page string) bool {
	n, err := strconv.Atoi(page)
	if err != nil || !c.Allowed(flows.ForPeople) {
		return false
	}
	serviceQueue(c, n)
	return true
}

// businessName is what somebody's business is called; empty: it is gone.
func businessName(c *flows.Conversation, owner enterprise.PersonID, id enterprise.BusinessID) string {
	p := c.Person
	if owner != c.Person.ID {
		p = c.PersonByID(owner)
	}
	b, _ := p.Business(id)
	return b.Name
}

// The verbs of officers under a request, by its state, and those of mentors.
var RequestVerbs = map[RequestState][]string{
	requestWaiting: {"take", "plan", "mentor", "decline"},
	requestTaken:   {"plan", "mentor", "done", "decline"},
	requestPlanned: {"plan", "mentor", "done", "decline"},
}

// workOn does what a button says of somebody else's request, where it still stands.
func workOn(c *flows.Conversation, r flows.Record, q request, verb string, rest []string) bool {
	switch {
	case verb == "open":
		showRequest(c, r.ID, q)
	case verb == "went" && (len(rest) != 1 || !slices.Contains(VisitHows, rest[0])):
		return false
	case verb == "visit" && q.Open():
		askVisit(c, r.ID, q)
	case verb == "went" && q.Open():
		logVisit(c, r, q, rest[0])
	case verb == "photo" && len(rest) == 1:
		return showVisitPhoto(c, q, rest[0])
	case !slices.Contains([]string{"take", "plan", "mentor", "done", "decline", "visit", "went"}, verb):
		return false
	case verb != "visit" && verb != "went" && !c.Allowed(flows.ForOfficers):
		c.RefuseCommand()
	case !slices.Contains(RequestVerbs[q.State], verb):
		c.Note = c.Text("service.decided", nil)
		showRequest(c, r.ID, q)
	case verb == "take":
		takeUp(c, r, q)
	case verb == "mentor":
		c.Detour(flows.MentorKey, strconv.FormatInt(int64(q.Owner), 10))
	default:
		c.Detour(map[string]string{"plan": meetingKey, "done": outcomeKey, "decline": declineKey}[verb], r.ID)
	}
	return true
}

// showRequest is a request as who works on it sees it. The look is in the trail.
func showRequest(c *flows.Conversation, id string, q request) {
	note := c.Note
	c.Note = ""
	owner := c.PersonByID(q.Owner)
	c.Audit("data.service", q.Owner, q.Kind, "")
	text := flows.Join(note, requestCard(c, q, people.Card(c, owner)))
	if name := people.MentorName(c, owner); name != "" {
		text = flows.Join(text, c.Text("service.mentor", messages.Args{"Name": name}))
	}
	c.Say(messages.Message{Key: "service.card", Text: text, Buttons: requestRows(c, id, q)})
	c.RepeatOpen()
}

func requestRows(c *flows.Conversation, id string, q request) [][]messages.Button {
	var row []messages.Button
	button := func(verb string) messages.Button {
		return messages.Button{Label: c.Label("service.button." + verb), Data: "s:" + id + ":" + verb}
	}
	if c.Allowed(flows.ForOfficers) {
		for _, verb := range RequestVerbs[q.State] {
			row = append(row, button(verb))
		}
	}
	if q.Open() {
		row = append(row, button("visit"))
	}
	for i, v := range q.Visits {
		if v.Photo != nil && i >= len(q.Visits)-historyShown {
			row = append(row, messages.Button{Label: c.Words().Label(c.Lang(), "service.button.photo", messages.Args{"Date": c.Date(v.At)}), Data: "s:" + id + ":photo:" + strconv.Itoa(i)})
		}
	}
	return append(slices.Collect(slices.Chunk(row, 2)), []messages.Button{{Label: c.Label("service.button.queue"), Data: "s:list"}})
}

// requestsWaiting is how many requests no officer has taken up.
func servicesWaiting(c *flows.Conversation) string {
	n, oldest := 0, c.Now()
	for _, q := range requestsIn(c, openServices, servicesRead) {
		if q.State == requestWaiting {
			n++
			if q.Opened.Before(oldest) {
				oldest = q.Opened
			}
		}
	}
	if n == 0 {
		return ""
	}
	return c.Text("reminder.digest.services", messages.Args{"N": n, "Waiting": c.Span(c.Now().Sub(oldest))})
}
