package flows

import (
	"encoding/json"
	"slices"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// linkGroup is /grup: a link that brings the bot into the officers' group
// chat, which then gets tickets and what waits for approval. It is an
// invitation like any other: for one group, for two days.
func linkGroup() *Flow {
	return &Flow{
		Key: "group", Command: "/grup", Also: []string{"/group"}, For: forAdministrators, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return nil },
		Finish: func(t *talk, _ *Draft) {
			until := t.invite(enterprise.Group)
			t.say(messages.Message{
				Key: "group.link", Start: invitationPrefix + t.in.Token,
				Text: t.word("group.link", messages.Args{"Until": t.moment(until), "Link": messages.HTML(messages.GroupLink)}),
			})
			t.menu("menu.text")
		},
	}
}

// hearGroup is what happens to anything said in a group. The bot speaks there
// only when it was linked, and answers only what is said to it. It is false for
// anything else.
func (t *talk) hearGroup() bool {
	if !t.in.Group || slices.Contains([]Kind{Blocked, Unblocked, Wake, Noticed}, t.in.Kind) {
		return false
	}
	linked := t.isGroup()
	name, rest := t.asCommand()
	token, invited := invitationIn(rest)
	switch {
	case name == "/start" && invited && !linked:
		t.groupInvited(token)
	case !linked:
		t.turn.Forget = true
	case t.in.Kind == Tap && t.button():
	case t.in.Reply != "" && t.first(func(a Area) func(*talk) bool { return a.Hear }):
	case slices.Contains(t.book.commands[name].For, enterprise.Group):
		t.book.commands[name].do(t)
	}
	return true
}

// groupInvited links a group whose invitation still stands.
func (t *talk) groupInvited(token string) {
	r := t.record("invitation", token)
	var i invitation
	if r.Data == nil || json.Unmarshal(r.Data, &i) != nil || i.Role != enterprise.Group || !t.now.Before(i.Until) {
		t.turn.Forget = true
		t.say(messages.Message{Key: "invite.void", Text: t.word("invite.void", nil)})
		return
	}
	t.put(r, nil)
	t.audit("role.accepted", t.Person.ID, string(i.Role), "")
	t.tell(i.By, "invited", roleNotice{i.Role, true})
	t.Person.Language, t.Person.Since = t.lang, t.now
	t.Person.Roles = []enterprise.Role{enterprise.Group}
	t.Person.Contacts = []enterprise.Contact{{Address: t.in.From}}
	t.say(messages.Message{Key: "group.linked", Text: t.word("group.linked", nil)})
}
