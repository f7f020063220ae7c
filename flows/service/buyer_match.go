package service

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// fitOf is one of the businesses that are on offer for a need.
func fitOf(c *flows.Conversation, n need, id enterprise.PersonID) (enterprise.Fit, bool) {
	return c.Program().Match(n.Wanted, c.PersonByID(id), c.Now())
}

// showFit is one business beside a need, with what can be done now. The look is
// in the trail. The owner's number is shown once both sides said yes.
func showFit(c *flows.Conversation, id string, n need, person enterprise.PersonID) {
	f, ok := fitOf(c, n, person)
	m := n.Of(person)
	if !ok && m == nil {
		c.Repeat(c.Text("match.gone", nil))
		return
	}
	c.Audit("data.buyer", person, n.Sector, "")
	p, business := c.PersonByID(person), f.Business.ID
	if !ok { // they do not look for buyers any more
		business = m.Business
	}
	text := c.Text("match.card", messages.Args{"Business": businessName(c, person, business), "Number": person.String(), "Buyer": n.Buyer, "Product": n.Product, "Quantity": n.Quantity.String()})
	if ok {
		text += "\n" + fitLine(c, n, f)
	}
	var rows [][]messages.Button
	button := func(verb string) messages.Button {
		return messages.Button{Label: c.Label("match.button." + verb), Data: needData(id, verb, strconv.FormatInt(int64(person), 10))}
	}
	switch {
	case m == nil && needOpen(c, n):
		rows = append(rows, []messages.Button{button("offer")})
	case m != nil && !m.Shared.IsZero():
		text = flows.Join(text, c.Text("match.contacts", messages.Args{"Name": p.Name, "Phone": p.Phone, "Buyer": n.Buyer, "Contact": n.Contact}))
	case m != nil && needOpen(c, n) && m.Owner != "no":
		rows = append(rows, []messages.Button{button("buyeryes"), button("buyerno")})
	}
	rows = append(rows, []messages.Button{{Label: c.Label("match.button.need"), Data: needData(id, "open")}})
	c.Say(messages.Message{Key: "match.card", Text: text, Buttons: rows})
	c.RepeatOpen()
}

// matchNotice is what is told about a match.
type matchNotice struct {
	Need   string              `json:"need"`
	Person enterprise.PersonID `json:"p,omitempty"`
}

// offerTo asks an owner whether they would supply a buyer.
func offerTo(c *flows.Conversation, r flows.Record, n need, person enterprise.PersonID) {
	f, ok := fitOf(c, n, person)
	switch {
	case !ok || !needOpen(c, n):
		c.Repeat(c.Text("match.gone", nil))
		return
	case n.Of(person) == nil:
		n.Matches = append(n.Matches, match{Person: person, Business: f.Business.ID, By: c.Person.ID, Asked: c.Now()})
		putNeed(c, r, n)
		c.Audit("buyer.offered", person, n.Sector, "")
		c.Tell(person, "match", matchNotice{Need: r.ID})
	}
	showFit(c, r.ID, n, person)
}

// matchWords is what an owner reads who is asked, and says yes under.
func matchWords(c *flows.Conversation, n need) string {
	return c.Text("match.asked", messages.Args{"Product": n.Product, "Quantity": n.Quantity.String(), "Until": c.Date(n.Until)})
}

// matchOffered asks the owner, who does not learn yet who the buyer is.
func matchOffered(c *flows.Conversation, data json.RawMessage) {
	var x matchNotice
	if json.Unmarshal(data, &x) != nil || !c.Consented() {
		return
	}
	_, n, ok := needOf(c, x.Need)
	if m := n.Of(c.Person.ID); !ok || m == nil || m.Owner != "" {
		return
	}
	if !slices.Contains(c.Person.Needs, x.Need) {
		c.Person.Needs = append(slices.Clone(c.Person.Needs), x.Need)
	}
	c.Turn.Prompt = true
	c.Say(messages.Message{Key: "match.asked", Text: matchWords(c, n), Buttons: [][]messages.Button{{
		{Label: c.Label("match.button.yes"), Data: needData(x.Need, "yes")}, {Label: c.Label("match.button.no"), Data: needData(x.Need, "no")}}}})
	c.RepeatOpen()
}

// answerMatch is the owner's answer. A yes may be taken back until it was
// acted upon; what was shared stays shared.
func answerMatch(c *flows.Conversation, id, answer string) bool {
	r, n, ok := needOf(c, id)
	if !c.Turn.Lookup.Empty() {
		return true
	}
	m := n.Of(c.Person.ID)
	switch {
	case !ok || m == nil:
		return false
	case !m.Shared.IsZero():
		c.Repeat(c.Text("match.told.shared", messages.Args{"Buyer": n.Buyer, "Contact": n.Contact, "Product": n.Product}))
		return true
	case !needOpen(c, n):
		c.Repeat(c.Text("match.over", nil))
		return true
	case m.Owner != answer:
		m.Owner, m.OwnerAt, m.Read = answer, c.Now(), ""
		if answer == "yes" {
			hash := sha256.Sum256([]byte(matchWords(c, n)))
			m.Read = hex.EncodeToString(hash[:])
		}
		share(c, id, &n, m)
		putNeed(c, r, n)
		c.Tell(m.By, "match.answered", matchNotice{Need: id, Person: c.Person.ID})
	}
	if m.Shared.IsZero() {
		c.Repeat(c.Text("match.answered."+answer, nil))
	}
	return true
}

// buyerSaid writes down what the buyer said to an officer.
func buyerSaid(c *flows.Conversation, r flows.Record, n need, person enterprise.PersonID, answer string) {
	m := n.Of(person)
	if m == nil || !m.Shared.IsZero() || m.Owner == "no" || !needOpen(c, n) {
		showFit(c, r.ID, n, person)
		return
	}
	if m.Buyer != answer {
		m.Buyer, m.BuyerAt, m.BuyerBy = answer, c.Now(), c.Person.ID
		c.Audit(map[string]string{"yes": "buyer.said_yes", "no": "buyer.said_no"}[answer], person, n.Sector, "")
		share(c, r.ID, &n, m)
		putNeed(c, r, n)
		if answer == "no" && m.Owner == "yes" {
			c.Tell(person, "match.refused", matchNotice{Need: r.ID})
		}
	}
	showFit(c, r.ID, n, person)
}

// share gives both sides the other's name and number, once both said yes.
func share(c *flows.Conversation, id string, n *need, m *match) {
	if m.Owner != "yes" || m.Buyer != "yes" {
		return
	}
	m.Shared = c.Now()
	c.Audit("buyer.shared", m.Person, n.Sector, "")
	if m.Person == c.Person.ID {
		sayShared(c, *n)
		return
	}
	c.Tell(m.Person, "match.shared", matchNotice{Need: id})
}

func sayShared(c *flows.Conversation, n need) {
	c.Say(messages.Message{Key: "match.told.shared", Text: c.Text("match.told.shared", messages.Args{"Buyer": n.Buyer, "Contact": n.Contact, "Product": n.Product})})
	c.RepeatOpen()
}

// matchShared tells the owner who the buyer is.
func matchShared(c *flows.Conversation, data json.RawMessage) {
	if n, m := noticedMatch(c, data); m != nil && !m.Shared.IsZero() {
		c.Turn.Prompt = true
		sayShared(c, n)
	}
}

// matchRefused tells the owner that the buyer chose otherwise.
func matchRefused(c *flows.Conversation, data json.RawMessage) {
	if n, m := noticedMatch(c, data); m != nil && m.Buyer == "no" {
		c.Turn.Prompt = true
		c.Say(messages.Message{Key: "match.told.refused", Text: c.Text("match.told.refused", messages.Args{"Product": n.Product})})
		c.RepeatOpen()
	}
}

func noticedMatch(c *flows.Conversation, data json.RawMessage) (need, *match) {
	var x matchNotice
	if json.Unmarshal(data, &x) != nil {
		return need{}, nil
	}
	_, n, _ := needOf(c, x.Need)
	return n, n.Of(c.Person.ID)
}

// matchAnswered tells the officer who asked what the owner said.
func matchAnswered(c *flows.Conversation, data json.RawMessage) {
	var x matchNotice
	if json.Unmarshal(data, &x) != nil || !c.Allowed(flows.ForOfficers) {
		return
	}
	_, n, ok := needOf(c, x.Need)
	m := n.Of(x.Person)
	if !ok || m == nil {
		return
	}
	c.Audit("data.buyer", x.Person, n.Sector, "")
	c.Say(messages.Message{Key: "match.told.answered", Text: c.Text("match.told.answered", messages.Args{"Business": businessName(c, x.Person, m.Business), "Buyer": n.Buyer, "Product": n.Product, "Yes": m.Owner == "yes"}),
		Buttons: [][]messages.Button{{{Label: c.Label("match.button.open"), Data: needData(x.Need, "who", strconv.FormatInt(int64(x.Person), 10))}}}})
	c.RepeatOpen()
}

// ownMatch is a match as the owner may read it: the buyer's name and number once
// they were shared.
type ownMatch struct {
	Product  string `json:"product"`
	Quantity string `json:"quantity"`
	match
	Name    string `json:"name,omitempty"`
	Contact string `json:"contact,omitempty"`
}

func ownMatches(c *flows.Conversation) []ownMatch {
	var out []ownMatch
	for _, id := range c.Person.Needs {
		_, n, ok := needOf(c, id)
		m := n.Of(c.Person.ID)
		if !ok || m == nil {
			continue
		}
		x := ownMatch{Product: n.Product, Quantity: n.Quantity.String(), match: *m}
		if !m.Shared.IsZero() {
			x.Name, x.Contact = n.Buyer, n.Contact
		}
		out = append(out, x)
	}
	return out
}

// forgetMatches takes the person out of the needs they were asked for.
func forgetMatches(c *flows.Conversation) {
	for _, id := range c.Person.Needs {
		r, n, ok := needOf(c, id)
		if !ok || n.Of(c.Person.ID) == nil {
			continue
		}
		n.Matches = slices.DeleteFunc(n.Matches, func(m match) bool { return m.Person == c.Person.ID })
		putNeed(c, r, n)
	}
}
