package flows

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	staffKey = "staff"
	// invitationPrefix begins the payload of an invitation's deep link.
	invitationPrefix = "i_"
	// invitationHolds is how long an invitation can be used.
	invitationHolds = 48 * time.Hour
)

// invitation lets whoever opens its link first have a role.
type invitation struct {
	Role  enterprise.Role     `json:"role"`
	By    enterprise.PersonID `json:"by"`
	Until time.Time           `json:"until"`
}

// invite is /undang: a link that gives one person a role, once.
func invite() *Flow {
	return &Flow{
		Key: "invite", Command: "/undang", Also: []string{"/invite"}, For: forAdministrators, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return inviteQuestions },
		Finish: func(t *talk, d *Draft) {
			role := enterprise.Role(d.Answers["role"].Value)
			until := t.invite(role)
			t.say(messages.Message{
				Key: "invite.link", Start: invitationPrefix + t.in.Token,
				Text: t.word("invite.link", messages.Args{"Role": t.roleName(role), "Until": t.moment(until), "Link": messages.HTML(messages.StartLink)}),
			})
			t.menu("invite.forward")
		},
	}
}

// invite makes an invitation, and gives its end.
func (t *talk) invite(role enterprise.Role) time.Time {
	until := t.now.Add(invitationHolds)
	t.put(Record{RecordName: RecordName{"invitation", t.in.Token}, Until: until, Lists: map[string]int64{"invitations": t.now.UnixMilli()}},
		invitation{role, t.Person.ID, until})
	t.audit("role.invited", 0, string(role), "")
	return until
}

var inviteQuestions = []*Question{{Key: "role", Options: roleOptions, Strict: true}}

// invited is somebody who opened an invitation's link. The record goes with
// the commit that gives the role, so that it can be used once.
func (t *talk) invited(token string) {
	r := t.record("invitation", token)
	var i invitation
	if r.Data == nil || json.Unmarshal(r.Data, &i) != nil || i.Role == enterprise.Group || !t.now.Before(i.Until) {
		if t.New {
			t.turn.Forget = true
		}
		t.leave()
		t.say(messages.Message{Key: "invite.void", Text: t.word("invite.void", nil), Keyboard: &messages.Keyboard{Rows: [][]string{{"/start"}}}})
		return
	}
	t.put(r, nil)
	t.audit("role.accepted", t.Person.ID, string(i.Role), "")
	t.tell(i.By, "invited", roleNotice{i.Role, true})
	if t.Person.Since.IsZero() {
		t.Person.Since = t.now
	}
	t.setRole(i.Role, true)
	t.note = t.word("role.given", messages.Args{"Role": t.roleName(i.Role)})
	t.enter(t.book.flow(staffKey))
}

// invitationUsed tells the administrator who made it.
func invitationUsed(t *talk, data json.RawMessage) {
	var n roleNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	t.again(t.word("invite.used", messages.Args{"Role": t.roleName(n.Role)}))
}

// staff is what a colleague is asked: the language and the name by which the
// trail and other colleagues know them.
func staff() *Flow {
	return &Flow{
		Key: staffKey, For: forStaff, Free: true,
		Questions: func(*talk, *Draft) []*Question { return staffQuestions },
		Finish: func(t *talk, d *Draft) {
			delete(t.Chat.Drafts, staffKey)
			next := t.book.flow(t.Chat.Next)
			t.Chat.Next = ""
			if next != nil {
				t.enter(next)
				return
			}
			t.menu("staff.welcome")
		},
	}
}

var staffQuestions = []*Question{
	{
		Key:     "language",
		Options: languages,
		Holds:   func(t *talk) bool { return t.Person.Language != "" },
		Accept:  func(t *talk, _ *Draft, value string) { t.speak(value) },
	},
	{
		Key:    "name",
		Holds:  func(t *talk) bool { return t.Person.Name != "" },
		Read:   readName("staff.name.refuse", enterprise.ReadName),
		Accept: func(t *talk, _ *Draft, value string) { t.Person.Name = value },
	},
}

// settledStaff tells whether a colleague may begin.
func (t *talk) settledStaff() bool { return t.Person.Language != "" && t.Person.Name != "" }

// tokenForm is what a secret of ours looks like.
var tokenForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

// invitationOpened takes the payload of an invitation's link.
func (t *talk) invitationOpened(payload string) bool {
	token, ok := invitationIn(payload)
	if ok {
		t.invited(token)
	}
	return ok
}

// invitationIn finds the token of an invitation in a deep link's payload.
func invitationIn(payload string) (string, bool) { return strings.CutPrefix(payload, invitationPrefix) }

// moment is "22 November 2026, 09.30 WIB" in the city's time.
func (t *talk) moment(at time.Time) string {
	local := at.In(t.book.program.City.Location)
	zone, _ := local.Zone()
	return t.date(at) + ", " + local.Format("15.04") + " " + zone
}
