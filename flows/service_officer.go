package flows

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// requestsShown is how many requests fit a page.
const requestsShown = 8

// serviceQueue lists the open requests that the person works on, those that
// have waited longest first: officers all, a mentor those of their owners.
// Whose they are is in the trail.
func (t *talk) serviceQueue(page int) {
	all := slices.DeleteFunc(t.requestsIn(openServices, servicesRead), func(q numberedRequest) bool { return !t.sees(t.other(q.Owner)) })
	pages := max(1, (len(all)+requestsShown-1)/requestsShown)
	page = min(max(page, 0), pages-1)
	first, end := page*requestsShown, min(len(all), (page+1)*requestsShown)
	lines := []string{t.word("services.queue", messages.Args{"Count": len(all), "Page": page + 1, "Pages": pages})}
	var row, turn []messages.Button
	for i := first; i < end; i++ {
		q := all[i]
		t.audit("data.service", q.Owner, q.Kind, "")
		lines = append(lines, t.word("services.queued", messages.Args{
			"N": i + 1, "Kind": t.serviceName(q.Kind), "Business": t.businessName(q.Owner, q.Business), "State": t.label("service.state." + string(q.State)), "Waiting": t.span(t.now.Sub(q.Opened)),
		}))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: "s:" + q.id + ":open"})
	}
	if page > 0 {
		turn = append(turn, messages.Button{Label: t.label("cohort.button.before"), Data: "s:queue:" + strconv.Itoa(page-1)})
	}
	if page < pages-1 {
		turn = append(turn, messages.Button{Label: t.label("cohort.button.after"), Data: "s:queue:" + strconv.Itoa(page+1)})
	}
	rows := slices.Collect(slices.Chunk(row, 4))
	if len(turn) > 0 {
		rows = append(rows, turn)
	}
	if t.may(forOfficers) {
		rows = append(rows, []messages.Button{{Label: t.label("services.button.buyers"), Data: "s:b:list"}})
	}
	if len(t.Person.Businesses) > 0 {
		rows = append(rows, []messages.Button{{Label: t.label("services.button.own"), Data: "s:own"}})
	}
	t.say(messages.Message{Key: "services.queue", Text: strings.Join(lines, "\n"), Buttons: rows})
	t.showOpen()
}

func (t *talk) queuePage(page string) bool {
	n, err := strconv.Atoi(page)
	if err != nil || !t.may(forPeople) {
		return false
	}
	t.serviceQueue(n)
	return true
}

// businessName is what somebody's business is called; empty: it is gone.
func (t *talk) businessName(owner enterprise.PersonID, id enterprise.BusinessID) string {
	p := t.Person
	if owner != t.Person.ID {
		p = t.other(owner)
	}
	b, _ := p.Business(id)
	return b.Name
}

// The verbs of officers under a request, by its state, and those of mentors.
var requestVerbs = map[requestState][]string{
	requestWaiting: {"take", "plan", "mentor", "decline"},
	requestTaken:   {"plan", "mentor", "done", "decline"},
	requestPlanned: {"plan", "mentor", "done", "decline"},
}

// workOn does what a button says of somebody else's request, where it still stands.
func (t *talk) workOn(r Record, q request, verb string, rest []string) bool {
	switch {
	case verb == "open":
		t.showRequest(r.ID, q)
	case verb == "went" && (len(rest) != 1 || !slices.Contains(visitHows, rest[0])):
		return false
	case verb == "visit" && q.open():
		t.askVisit(r.ID, q)
	case verb == "went" && q.open():
		t.logVisit(r, q, rest[0])
	case verb == "photo" && len(rest) == 1:
		return t.showVisitPhoto(q, rest[0])
	case !slices.Contains([]string{"take", "plan", "mentor", "done", "decline", "visit", "went"}, verb):
		return false
	case verb != "visit" && verb != "went" && !t.may(forOfficers):
		t.refuseDeed()
	case !slices.Contains(requestVerbs[q.State], verb):
		t.note = t.word("service.decided", nil)
		t.showRequest(r.ID, q)
	case verb == "take":
		t.takeUp(r, q)
	case verb == "mentor":
		t.interject(mentorKey, strconv.FormatInt(int64(q.Owner), 10))
	default:
		t.interject(map[string]string{"plan": meetingKey, "done": outcomeKey, "decline": declineKey}[verb], r.ID)
	}
	return true
}

// showRequest is a request as who works on it sees it. The look is in the trail.
func (t *talk) showRequest(id string, q request) {
	note := t.note
	t.note = ""
	owner := t.other(q.Owner)
	t.audit("data.service", q.Owner, q.Kind, "")
	text := join(note, t.requestCard(q, t.card(owner)))
	if name := t.mentorName(owner); name != "" {
		text = join(text, t.word("service.mentor", messages.Args{"Name": name}))
	}
	t.say(messages.Message{Key: "service.card", Text: text, Buttons: t.requestRows(id, q)})
	t.showOpen()
}

func (t *talk) requestRows(id string, q request) [][]messages.Button {
	var row []messages.Button
	button := func(verb string) messages.Button {
		return messages.Button{Label: t.label("service.button." + verb), Data: "s:" + id + ":" + verb}
	}
	if t.may(forOfficers) {
		for _, verb := range requestVerbs[q.State] {
			row = append(row, button(verb))
		}
	}
	if q.open() {
		row = append(row, button("visit"))
	}
	for i, v := range q.Visits {
		if v.Photo != nil && i >= len(q.Visits)-historyShown {
			row = append(row, messages.Button{Label: t.book.words.Label(t.lang, "service.button.photo", messages.Args{"Date": t.date(v.At)}), Data: "s:" + id + ":photo:" + strconv.Itoa(i)})
		}
	}
	return append(slices.Collect(slices.Chunk(row, 2)), []messages.Button{{Label: t.label("service.button.queue"), Data: "s:list"}})
}

// requestsWaiting is how many requests no officer has taken up.
func (t *talk) servicesWaiting() string {
	n := 0
	for _, q := range t.requestsIn(openServices, servicesRead) {
		if q.State == requestWaiting {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return t.word("reminder.digest.services", messages.Args{"N": n})
}
