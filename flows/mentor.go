package flows

import (
	"encoding/json"
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const mentorKey = "mentor"

// nobody is the answer that leaves an owner without a mentor.
const nobody = "0"

// assignMentor gives one owner somebody who accompanies them: a mentor sees the
// owners assigned to them and nobody else.
func assignMentor() *Flow {
	return &Flow{
		Key: mentorKey, For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return mentorQuestions },
		Finish: func(t *talk, d *Draft) {
			n, _ := strconv.ParseInt(d.Subject, 10, 64)
			owner, mentor := enterprise.PersonID(n), mentorChosen(d)
			p := t.other(owner)
			if !p.Consented(enterprise.DataConsent) || mentor != 0 && !t.mayMentor(mentor) {
				t.again(t.word("card.gone", nil))
				return
			}
			if mentor != p.Mentor {
				t.audit("data.mentor", owner, t.colleagueOrNobody(mentor), "")
				t.tell(owner, "mentor", mentorNotice{mentor})
			}
			t.comeBack(d, t.word("mentor.assigned", nil))
		},
	}
}

var mentorQuestions = []*Question{{
	Key: "who", Strict: true,
	Options: func(t *talk, _ *Draft) []Option {
		var out []Option
		for _, id := range t.members("role:" + string(enterprise.Mentor)) {
			out = append(out, Option{Value: strconv.FormatInt(int64(id), 10), Label: t.other(id).Name})
		}
		return append(out, Option{Value: nobody, Label: t.label("mentor.nobody")})
	},
	Ask: func(t *talk, d *Draft) string {
		n, _ := strconv.ParseInt(d.Subject, 10, 64)
		p := t.other(enterprise.PersonID(n))
		return t.word("mentor.who.ask", messages.Args{"Name": p.Name, "Now": t.mentorName(p), "None": len(t.members("role:"+string(enterprise.Mentor))) == 0})
	},
}}

func mentorChosen(d *Draft) enterprise.PersonID {
	n, _ := strconv.ParseInt(d.Answers["who"].Value, 10, 64)
	return enterprise.PersonID(n)
}

func (t *talk) mayMentor(id enterprise.PersonID) bool {
	return slices.Contains(t.other(id).Roles, enterprise.Mentor)
}

// mentorName is who accompanies an owner; empty: nobody.
func (t *talk) mentorName(p enterprise.Person) string {
	switch {
	case p.Mentor == 0:
		return ""
	case p.Mentor == t.Person.ID:
		return t.Person.Name
	}
	return t.other(p.Mentor).Name
}

func (t *talk) colleagueOrNobody(id enterprise.PersonID) string {
	if id == 0 {
		return t.label("mentor.nobody")
	}
	return t.colleague(id)
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
func mentorAssigned(t *talk, data json.RawMessage) {
	var n mentorNotice
	if json.Unmarshal(data, &n) != nil || !t.consented() || n.Mentor == t.Person.Mentor {
		return
	}
	t.Person.Mentor = n.Mentor
	if n.Mentor == 0 {
		return
	}
	t.tell(n.Mentor, "mentee", menteeNotice{t.Person.ID})
	t.again(t.word("mentor.yours", messages.Args{"Name": t.other(n.Mentor).Name}))
}

// menteeAssigned tells a mentor of an owner of theirs.
func menteeAssigned(t *talk, data json.RawMessage) {
	var n menteeNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	owner := t.other(n.Owner)
	if !t.mentors(owner) {
		return
	}
	t.audit("data.card", n.Owner, "", "")
	t.say(messages.Message{Key: "mentor.mentee", Text: t.word("mentor.mentee", messages.Args{"Owner": t.card(owner), "Number": n.Owner.String()}),
		Buttons: [][]messages.Button{{{Label: t.label("mentor.card"), Data: "p:" + strconv.FormatInt(int64(n.Owner), 10) + ":card"}}}})
	if t.Chat.Open != "" {
		t.again("")
	}
}
