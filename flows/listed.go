package flows

import (
	"encoding/json"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	// linkPrefix begins the payload of a personal link.
	linkPrefix = "u_"
	linkRecord = "link"
)

// linksOf names the list of a list's links, by row.
func linksOf(id string) string { return "links:" + id }

// listedNotice is a row of a list, told to the person it makes.
type listedNotice struct {
	Import string              `json:"import"`
	Row    int                 `json:"row"`
	By     enterprise.PersonID `json:"by"`
	Source string              `json:"source"`
	Said   map[string]string   `json:"said"`
}

// personalLink lets whoever opens it first take over what a list says of them.
type personalLink struct {
	Person   enterprise.PersonID `json:"p"`
	Row      int                 `json:"row"`
	Name     string              `json:"name"`
	Business string              `json:"business"`
	Village  string              `json:"village"`
}

// putOnList makes a person of a row. Told twice it makes one.
func putOnList(t *talk, data json.RawMessage) {
	var n listedNotice
	if !t.New || json.Unmarshal(data, &n) != nil {
		return
	}
	t.Person.Name, t.Person.Phone = n.Said["name"], n.Said["phone"]
	t.Person.Contacts = []enterprise.Contact{{Address: enterprise.ImportAddress(n.Import, n.Row), Unreachable: enterprise.NotLinked, Since: t.now}}
	t.Person.Listed = enterprise.Listed{Import: n.Import, Row: n.Row, By: n.By, At: t.now, Source: n.Source, Said: n.Said, Link: t.in.Token}
	t.turn.To = enterprise.Address{}
	t.put(Record{RecordName: RecordName{linkRecord, t.in.Token}, Until: t.listedUntil(), Lists: map[string]int64{linksOf(n.Import): -int64(n.Row)}},
		personalLink{t.Person.ID, n.Row, n.Said["name"], n.Said["business"], n.Said["village"]})
	t.count("import:"+n.Import, "in", 1)
}

// linkOpened takes the payload of a personal link.
func (t *talk) linkOpened(payload string) bool {
	token, ok := strings.CutPrefix(payload, linkPrefix)
	if !ok || !tokenForm.MatchString(token) {
		return false
	}
	t.openLink(token)
	return true
}

// openLink is somebody who opened a personal link. The record goes with the
// commit that passes their chat on, so that it can be used once.
func (t *talk) openLink(token string) {
	r := t.record(linkRecord, token)
	var l personalLink
	switch {
	case r.Data == nil || json.Unmarshal(r.Data, &l) != nil || !t.other(l.Person).OnlyListed(): // the last: it was merged into another
		t.again(t.word("listed.link.used", nil))
	case t.establishedHere():
		t.audit("import.known", l.Person, "", "")
		t.again(t.word("listed.link.known", nil))
	default:
		t.put(r, nil)
		data, _ := json.Marshal(linkNotice{t.in.From, t.in.Language}) // strings only
		t.turn.Tell = append(t.turn.Tell, Notice{To: l.Person, What: "linked", Data: data})
		t.turn.Forget, t.turn.Say = true, nil
	}
}

// linkNotice is the chat of somebody who opened their link.
type linkNotice struct {
	Address  enterprise.Address `json:"a"`
	Language string             `json:"l,omitempty"`
}

// linked gives a listed person their chat, and begins with them.
func linked(t *talk, data json.RawMessage) {
	var n linkNotice
	if json.Unmarshal(data, &n) != nil || !t.Person.OnlyListed() {
		return
	}
	t.Person.Contacts = []enterprise.Contact{{Address: n.Address}}
	t.Person.Listed.Link, t.Person.Listed.Linked = "", t.now
	t.answerAt(n.Address, n.Language)
	t.audit("import.linked", t.Person.ID, "", "")
	t.start("")
}

// listedUntil is how long somebody is kept of whom only a list speaks.
func (t *talk) listedUntil() time.Time {
	return t.Person.Listed.At.AddDate(0, 0, t.book.program.City.ListedDays)
}

// listedDue is when somebody is to be forgotten who never opened their link;
// zero: never.
func (t *talk) listedDue() time.Time {
	if !t.Person.OnlyListed() {
		return time.Time{}
	}
	return t.listedUntil()
}

// dropListed forgets somebody whose time on a list is over.
func (t *talk) dropListed() {
	due := t.listedDue()
	if due.IsZero() || t.now.Before(due) {
		return
	}
	t.audit("data.retained", t.Person.ID, "", "")
	t.forgetLink()
	t.turn.Forget = true
}

func (t *talk) forgetLink() {
	if token := t.Person.Listed.Link; token != "" {
		if r := t.record(linkRecord, token); r.Data != nil {
			t.put(r, nil)
		}
	}
}

// listedCard is what an officer sees of somebody who has not been heard of.
func (t *talk) listedCard(p enterprise.Person) string {
	said := p.Listed.Said
	var facts []string
	for _, f := range [][2]string{{"business", said["business"]}, {"village", t.placeName(said["village"])}, {"phone", p.Phone}, {"nib", strings.TrimPrefix(said["nib"], "none")}} {
		if f[1] != "" {
			facts = append(facts, t.word("listed.fact", messages.Args{"What": t.columnName(f[0]), "Value": f[1]}))
		}
	}
	return t.word("listed.card", messages.Args{
		"Name": p.Name, "Number": p.ID.String(), "Source": p.Listed.Source, "At": t.date(p.Listed.At), "Linked": !p.Listed.Linked.IsZero(),
		"Facts": messages.HTML(strings.Join(facts, "\n")),
	})
}

// showLink gives an officer the personal link of somebody, to hand on.
func (t *talk) showLink(id enterprise.PersonID) bool {
	p := t.other(id)
	if p.Listed.Link == "" || !t.may(forOfficers) {
		return false
	}
	t.audit("import.link", id, "", "")
	t.say(messages.Message{
		Key: "listed.link", Start: linkPrefix + p.Listed.Link, Scan: true,
		Text: t.word("listed.link", messages.Args{"Name": p.Name, "Link": messages.HTML(messages.StartLink)}),
	})
	t.again("")
	return true
}
