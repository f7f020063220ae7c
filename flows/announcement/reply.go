package announcement

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// repliesMost bounds the answers that are kept of a person.
const repliesMost = 200

// replyButton is an owner's answer under an announcement: "v:<announcement>:
// <choice>". The newest counts, until the question is closed; a second tap of the
// same is silent.
func replyButton(c *flows.Conversation, rest []string) bool {
	if len(rest) != 2 {
		return false
	}
	if rest[0] == previewID {
		c.Repeat(c.Text("announce.preview.tap", nil))
		return true
	}
	_, a, ok := announcementOf(c, rest[0])
	words, one := choiceOf(c, a, rest[1])
	if !ok || !one || a.Act != "" || a.State != announcementApproved || a.Withdrawn || !c.Consented() {
		return false
	}
	if !a.Shut.IsZero() {
		c.Repeat(c.Text("announce.choice.shut", messages.Args{"Title": announcementTitle(a)}))
		return true
	}
	key := "announce.chosen"
	if a.Buttons == buttonsAttend {
		key = "announce.attended." + rest[1]
	}
	args := messages.Args{"Title": announcementTitle(a), "Choice": words}
	i := slices.IndexFunc(c.Person.Replies, func(r enterprise.Reply) bool { return r.Announcement == rest[0] })
	if i >= 0 && c.Person.Replies[i].Choice == rest[1] {
		if c.Now().Sub(c.Person.Replies[i].At) > flows.DoubleTap {
			c.Repeat(c.Text(key, args))
		}
		return true
	}
	takeReply(c, rest[0], rest[1], c.Now())
	c.Repeat(c.Text(key, args))
	return true
}
