package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// fitOf is one of the businesses that are on offer for a need.
func (t *talk) fitOf(n need, id enterprise.PersonID) (enterprise.Fit, bool) {
	return t.book.program.Match(n.Wanted, t.other(id), t.now)
}

// showFit is one business beside a need, with what can be done now. The look is
// in the trail. The owner's number is shown once both sides said yes.
func (t *talk) showFit(id string, n need, person enterprise.PersonID) {
	f, ok := t.fitOf(n, person)
	m := n.of(person)
	if !ok && m == nil {
		t.again(t.word("match.gone", nil))
		return
	}
	t.audit("data.buyer", person, n.Sector, "")
	p, business := t.other(person), f.Business.ID
	if !ok { // they do not look for buyers any more
		business = m.Business
	}
	text := t.word("match.card", messages.Args{"Business": t.businessName(person, business), "Number": person.String(), "Buyer": n.Buyer, "Product": n.Product, "Quantity": n.Quantity.String()})
	if ok {
		text += "\n" + t.fitLine(n, f)
	}
	var rows [][]messages.Button
	button := func(verb string) messages.Button {
		return messages.Button{Label: t.label("match.button." + verb), Data: needData(id, verb, strconv.FormatInt(int64(person), 10))}
	}
	switch {
	case m == nil && t.needOpen(n):
		rows = append(rows, []messages.Button{button("offer")})
	case m != nil && !m.Shared.IsZero():
		text = join(text, t.word("match.contacts", messages.Args{"Name": p.Name, "Phone": p.Phone, "Buyer": n.Buyer, "Contact": n.Contact}))
	case m != nil && t.needOpen(n) && m.Owner != "no":
		rows = append(rows, []messages.Button{button("buyeryes"), button("buyerno")})
	}
	rows = append(rows, []messages.Button{{Label: t.label("match.button.need"), Data: needData(id, "open")}})
	t.say(messages.Message{Key: "match.card", Text: text, Buttons: rows})
	t.showOpen()
}

// matchNotice is what is told about a match.
type matchNotice struct {
	Need   string              `json:"need"`
	Person enterprise.PersonID `json:"p,omitempty"`
}

// offerTo asks an owner whether they would supply a buyer.
func (t *talk) offerTo(r Record, n need, person enterprise.PersonID) {
	f, ok := t.fitOf(n, person)
	switch {
	case !ok || !t.needOpen(n):
		t.again(t.word("match.gone", nil))
		return
	case n.of(person) == nil:
		n.Matches = append(n.Matches, match{Person: person, Business: f.Business.ID, By: t.Person.ID, Asked: t.now})
		t.putNeed(r, n)
		t.audit("buyer.offered", person, n.Sector, "")
		t.tell(person, "match", matchNotice{Need: r.ID})
	}
	t.showFit(r.ID, n, person)
}

// matchWords is what an owner reads who is asked, and says yes under.
func (t *talk) matchWords(n need) string {
	return t.word("match.asked", messages.Args{"Product": n.Product, "Quantity": n.Quantity.String(), "Until": t.date(n.Until)})
}

// matchOffered asks the owner, who does not learn yet who the buyer is.
func matchOffered(t *talk, data json.RawMessage) {
	var x matchNotice
	if json.Unmarshal(data, &x) != nil || !t.consented() {
		return
	}
	_, n, ok := t.needOf(x.Need)
	if m := n.of(t.Person.ID); !ok || m == nil || m.Owner != "" {
		return
	}
	if !slices.Contains(t.Person.Needs, x.Need) {
		t.Person.Needs = append(slices.Clone(t.Person.Needs), x.Need)
	}
	t.turn.Prompt = true
	t.say(messages.Message{Key: "match.asked", Text: t.matchWords(n), Buttons: [][]messages.Button{{
		{Label: t.label("match.button.yes"), Data: needData(x.Need, "yes")}, {Label: t.label("match.button.no"), Data: needData(x.Need, "no")}}}})
	t.showOpen()
}

// answerMatch is the owner's answer. A yes may be taken back until it was
// acted upon; what was shared stays shared.
func (t *talk) answerMatch(id, answer string) bool {
	r, n, ok := t.needOf(id)
	if !t.turn.Need.Empty() {
		return true
	}
	m := n.of(t.Person.ID)
	switch {
	case !ok || m == nil:
		return false
	case !m.Shared.IsZero():
		t.again(t.word("match.told.shared", messages.Args{"Buyer": n.Buyer, "Contact": n.Contact, "Product": n.Product}))
		return true
	case !t.needOpen(n):
		t.again(t.word("match.over", nil))
		return true
	case m.Owner != answer:
		m.Owner, m.OwnerAt, m.Read = answer, t.now, ""
		if answer == "yes" {
			hash := sha256.Sum256([]byte(t.matchWords(n)))
			m.Read = hex.EncodeToString(hash[:])
		}
		t.share(id, &n, m)
		t.putNeed(r, n)
		t.tell(m.By, "match.answered", matchNotice{Need: id, Person: t.Person.ID})
	}
	if m.Shared.IsZero() {
		t.again(t.word("match.answered."+answer, nil))
	}
	return true
}

// buyerSaid writes down what the buyer said to an officer.
func (t *talk) buyerSaid(r Record, n need, person enterprise.PersonID, answer string) {
	m := n.of(person)
	if m == nil || !m.Shared.IsZero() || m.Owner == "no" || !t.needOpen(n) {
		t.showFit(r.ID, n, person)
		return
	}
	if m.Buyer != answer {
		m.Buyer, m.BuyerAt, m.BuyerBy = answer, t.now, t.Person.ID
		t.audit(map[string]string{"yes": "buyer.said_yes", "no": "buyer.said_no"}[answer], person, n.Sector, "")
		t.share(r.ID, &n, m)
		t.putNeed(r, n)
		if answer == "no" && m.Owner == "yes" {
			t.tell(person, "match.refused", matchNotice{Need: r.ID})
		}
	}
	t.showFit(r.ID, n, person)
}

// share gives both sides the other's name and number, once both said yes.
func (t *talk) share(id string, n *need, m *match) {
	if m.Owner != "yes" || m.Buyer != "yes" {
		return
	}
	m.Shared = t.now
	t.audit("buyer.shared", m.Person, n.Sector, "")
	if m.Person == t.Person.ID {
		t.sayShared(*n)
		return
	}
	t.tell(m.Person, "match.shared", matchNotice{Need: id})
}

func (t *talk) sayShared(n need) {
	t.say(messages.Message{Key: "match.told.shared", Text: t.word("match.told.shared", messages.Args{"Buyer": n.Buyer, "Contact": n.Contact, "Product": n.Product})})
	t.showOpen()
}

// matchShared tells the owner who the buyer is.
func matchShared(t *talk, data json.RawMessage) {
	if n, m := t.noticedMatch(data); m != nil && !m.Shared.IsZero() {
		t.turn.Prompt = true
		t.sayShared(n)
	}
}

// matchRefused tells the owner that the buyer chose otherwise.
func matchRefused(t *talk, data json.RawMessage) {
	if n, m := t.noticedMatch(data); m != nil && m.Buyer == "no" {
		t.turn.Prompt = true
		t.say(messages.Message{Key: "match.told.refused", Text: t.word("match.told.refused", messages.Args{"Product": n.Product})})
		t.showOpen()
	}
}

func (t *talk) noticedMatch(data json.RawMessage) (need, *match) {
	var x matchNotice
	if json.Unmarshal(data, &x) != nil {
		return need{}, nil
	}
	_, n, _ := t.needOf(x.Need)
	return n, n.of(t.Person.ID)
}

// matchAnswered tells the officer who asked what the owner said.
func matchAnswered(t *talk, data json.RawMessage) {
	var x matchNotice
	if json.Unmarshal(data, &x) != nil || !t.may(forOfficers) {
		return
	}
	_, n, ok := t.needOf(x.Need)
	m := n.of(x.Person)
	if !ok || m == nil {
		return
	}
	t.audit("data.buyer", x.Person, n.Sector, "")
	t.say(messages.Message{Key: "match.told.answered", Text: t.word("match.told.answered", messages.Args{"Business": t.businessName(x.Person, m.Business), "Buyer": n.Buyer, "Product": n.Product, "Yes": m.Owner == "yes"}),
		Buttons: [][]messages.Button{{{Label: t.label("match.button.open"), Data: needData(x.Need, "who", strconv.FormatInt(int64(x.Person), 10))}}}})
	t.showOpen()
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

func (t *talk) ownMatches() []ownMatch {
	var out []ownMatch
	for _, id := range t.Person.Needs {
		_, n, ok := t.needOf(id)
		m := n.of(t.Person.ID)
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
func (t *talk) forgetMatches() {
	for _, id := range t.Person.Needs {
		r, n, ok := t.needOf(id)
		if !ok || n.of(t.Person.ID) == nil {
			continue
		}
		n.Matches = slices.DeleteFunc(n.Matches, func(m match) bool { return m.Person == t.Person.ID })
		t.putNeed(r, n)
	}
}
