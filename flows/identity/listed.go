package identity

import (
	"encoding/json"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
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
	More   []map[string]string `json:"more,omitempty"` // further businesses of theirs
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
func putOnList(c *flows.Conversation, data json.RawMessage) {
	var n listedNotice
	if !c.New || json.Unmarshal(data, &n) != nil {
		return
	}
	c.Person.Name, c.Person.Phone = n.Said["name"], n.Said["phone"]
	c.Person.Contacts = []enterprise.Contact{{Address: enterprise.ImportAddress(n.Import, n.Row), Unreachable: enterprise.NotLinked, Since: c.Now()}}
	c.Person.Listed = enterprise.Listed{Import: n.Import, Row: n.Row, By: n.By, At: c.Now(), Source: n.Source, Said: n.Said, More: n.More, Link: c.Input().Token}
	c.Turn.To = enterprise.Address{}
	c.Put(flows.Record{RecordName: flows.RecordName{Kind: linkRecord, ID: c.Input().Token}, Until: listedUntil(c), Lists: map[string]int64{linksOf(n.Import): -int64(n.Row)}},
		personalLink{c.Person.ID, n.Row, n.Said["name"], n.Said["business"], n.Said["village"]})
	c.AddCount("import:"+n.Import, "in", 1)
}

// linkOpened takes the payload of a personal link.
func linkOpened(c *flows.Conversation, payload string) bool {
	token, ok := strings.CutPrefix(payload, linkPrefix)
	if !ok || !flows.TokenForm.MatchString(token) {
		return false
	}
	openLink(c, token)
	return true
}

// openLink is somebody who opened a personal link. The record goes with the
// commit that passes their chat on, so that it can be used once.
func openLink(c *flows.Conversation, token string) {
	if c.CodesSpent() {
		return
	}
	r := c.Record(linkRecord, token)
	var l personalLink
	switch {
	case r.Data == nil || json.Unmarshal(r.Data, &l) != nil || !c.PersonByID(l.Person).OnlyListed(): // the last: it was merged into another
		c.WrongCode()
		c.Repeat(c.Text("listed.link.used", nil))
	case establishedHere(c):
		c.Audit("import.known", l.Person, "", "")
		c.Repeat(c.Text("listed.link.known", nil))
	default:
		c.Put(r, nil)
		data, _ := json.Marshal(linkNotice{c.Input().From, c.Input().Language}) // strings only
		c.Turn.Tell = append(c.Turn.Tell, flows.Notice{To: l.Person, What: "linked", Data: data})
		c.Turn.Forget, c.Turn.Say = true, nil
	}
}

// linkNotice is the chat of somebody who opened their link.
type linkNotice struct {
	Address  enterprise.Address `json:"a"`
	Language string             `json:"l,omitempty"`
}

// linked gives a listed person their chat, and begins with them.
func linked(c *flows.Conversation, data json.RawMessage) {
	var n linkNotice
	if json.Unmarshal(data, &n) != nil || !c.Person.OnlyListed() {
		return
	}
	c.Person.Contacts = []enterprise.Contact{{Address: n.Address}}
	c.Person.Listed.Link, c.Person.Listed.Linked = "", c.Now()
	c.AnswerAt(n.Address, n.Language)
	c.Audit("import.linked", c.Person.ID, "", "")
	c.Start("")
}

// listedUntil is how long somebody is kept of whom only a list speaks.
func listedUntil(c *flows.Conversation) time.Time {
	return c.Person.Listed.At.AddDate(0, 0, c.Program().City.ListedDays)
}

// listedDue is when somebody is to be forgotten who never opened their link;
// zero: never.
func listedDue(c *flows.Conversation) time.Time {
	if !c.Person.OnlyListed() {
		return time.Time{}
	}
	return listedUntil(c)
}

// dropListed forgets somebody whose time on a list is over.
func dropListed(c *flows.Conversation) {
	due := listedDue(c)
	if due.IsZero() || c.Now().Before(due) {
		return
	}
	c.Audit("data.retained", c.Person.ID, "", "")
	forgetLink(c)
	c.Turn.Forget = true
}

func forgetLink(c *flows.Conversation) {
	if token := c.Person.Listed.Link; token != "" {
		if r := c.Record(linkRecord, token); r.Data != nil {
			c.Put(r, nil)
		}
	}
}

// listedCard is what an officer sees of somebody who has not been heard of.
func listedCard(c *flows.Conversation, p enterprise.Person) string {
	said := p.Listed.Said
	var facts []string
	for _, f := range [][2]string{{"business", said["business"]}, {"village", placeName(c, said["village"])}, {"address", said["village.address"]}, {"phone", p.Phone}, {"nib", strings.TrimPrefix(said["nib"], "none")}} {
		if f[1] != "" {
			facts = append(facts, c.Text("listed.fact", messages.Args{"What": columnName(c, f[0]), "Value": f[1]}))
		}
	}
	for _, more := range p.Listed.More {
		facts = append(facts, c.Text("listed.fact", messages.Args{"What": c.Label("listed.more"), "Value": more["business"]}))
	}
	return c.Text("listed.card", messages.Args{
		"Name": p.Name, "Number": p.ID.String(), "Source": p.Listed.Source, "At": c.Date(p.Listed.At), "Linked": !p.Listed.Linked.IsZero(),
		"Facts": messages.HTML(strings.Join(facts, "\n")),
	})
}

// showLink gives an officer the personal link of somebody, to hand on.
func showLink(c *flows.Conversation, id enterprise.PersonID) bool {
	p := c.PersonByID(id)
	if p.Listed.Link == "" || !c.Allowed(flows.ForOfficers) {
		return false
	}
	c.Audit("import.link", id, "", "")
	c.Say(messages.Message{
		Key: "listed.link", Start: linkPrefix + p.Listed.Link, Scan: true,
		Text: c.Text("listed.link", messages.Args{"Name": p.Name, "Link": messages.HTML(messages.StartLink)}),
	})
	c.Repeat("")
	return true
}
