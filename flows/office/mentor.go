package office

import (
	"encoding/json"
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/messages"
)

// nobody is the answer that leaves an owner without a mentor.
const nobody = "0"

// assignMentor gives one owner somebody who accompanies them: a mentor sees the
// owners assigned to them and nobody else.
func assignMentor() *flows.Form {
	return &flows.Form{
		Key: flows.MentorKey, For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return mentorQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			n, _ := strconv.ParseInt(d.Subject, 10, 64)
			owner, mentor := enterprise.PersonID(n), mentorChosen(d)
			p := c.PersonByID(owner)
			if !p.Consented(enterprise.DataConsent) || mentor != 0 && !mayMentor(c, mentor) {
				c.Repeat(c.Text("card.gone", nil))
				return
			}
			if mentor == p.Mentor {
				c.Return(d, c.Text("mentor.same", nil))
				return
			}
			c.Audit("data.mentor", owner, colleagueOrNobody(c, mentor), "")
			c.Tell(owner, "mentor", mentorNotice{mentor})
			c.Return(d, c.Text("mentor.assigned", nil))
		},
	}
}

var mentorQuestions = []*flows.Question{{
	Key: "who", Strict: true,
	Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		var out []flows.Option
		for _, id := range c.Members("role:" + string(enterprise.Mentor)) {
			out = append(out, flows.Option{Value: strconv.FormatInt(int64(id), 10), Label: c.PersonByID(id).Name})
		}
		return append(out, flows.Option{Value: nobody, Label: c.Label("mentor.nobody")})
	},
	Ask: func(c *flows.Conversation, d *flows.Draft) string {
		n, _ := strconv.ParseInt(d.Subject, 10, 64)
		p := c.PersonByID(enterprise.PersonID(n))
		return c.Text("mentor.who.ask", messages.Args{"Name": p.Name, "Now": people.MentorName(c, p), "None": len(c.Members("role:"+string(enterprise.Mentor))) == 0})
	},
}}

func mentorChosen(d *flows.Draft) enterprise.PersonID {
	n, _ := strconv.ParseInt(d.Answers["who"].Value, 10, 64)
	return enterprise.PersonID(n)
}

func mayMentor(c *flows.Conversation, id enterprise.PersonID) bool {
	return slices.Contains(c.PersonByID(id).Roles, enterprise.Mentor)
}

func colleagueOrNobody(c *flows.Conversation, id enterprise.PersonID) string {
	if id == 0 {
		return c.Label("mentor.nobody")
	}
	return c.Colleague(id)
}

// mentorNotice is what an owner is told of who accompanies them.
type mentorNotice struct {
	Mentor enterprise.PersonID `json:"mentor"`
}

// menteeNotice is what a mentor is told of an owner.
type menteeNotice struct {
	Owner enterprise.PersonID `json:"owner"`
}

// mentorAssigned notes with the owner who accompanies them, and tells both.
func mentorAssigned(c *flows.Conversation, data json.RawMessage) {
	var n mentorNotice
	if json.Unmarshal(data, &n) != nil || !c.Consented() || n.Mentor == c.Person.Mentor {
		return
	}
	c.Person.Mentor = n.Mentor
	if n.Mentor == 0 {
		return
	}
	c.Tell(n.Mentor, "mentee", menteeNotice{c.Person.ID})
	c.Repeat(c.Text("mentor.yours", messages.Args{"Name": c.PersonByID(n.Mentor).Name}))
}

// menteeAssigned tells a mentor of an owner of theirs.
func menteeAssigned(c *flows.Conversation, data json.RawMessage) {
	var n menteeNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	owner := c.PersonByID(n.Owner)
	if !c.Mentors(owner) {
		return
	}
	c.Audit("data.card", n.Owner, "", "")
	c.Say(messages.Message{Key: "mentor.mentee", Text: c.Text("mentor.mentee", messages.Args{"Owner": people.Card(c, owner), "Number": n.Owner.String()}),
		Buttons: [][]messages.Button{{{Label: c.Label("mentor.card"), Data: "p:" + strconv.FormatInt(int64(n.Owner), 10) + ":card"}}}})
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}
