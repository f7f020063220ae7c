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
// <choice>". The newest counts; a second tap of the same is silent.
func replyButton(c *flows.Conversation, rest []string) bool {
	if len(rest) != 2 || rest[1] != "yes" && rest[1] != "no" {
		return false
	}
	if rest[0] == previewID {
		c.Repeat(c.Text("announce.preview.tap", nil))
		return true
	}
	_, a, ok := announcementOf(c, rest[0])
	if !ok || a.Buttons != buttonsAttend || a.Act != "" || a.State != announcementApproved || a.Withdrawn || !c.Consented() {
		return false
	}
	i := slices.IndexFunc(c.Person.Replies, func(r enterprise.Reply) bool { return r.Announcement == rest[0] })
	if i >= 0 && c.Person.Replies[i].Choice == rest[1] {
		if c.Now().Sub(c.Person.Replies[i].At) > flows.DoubleTap {
			c.Repeat(c.Text("announce.attended."+rest[1], messages.Args{"Title": announcementTitle(a)}))
		}
		return true
	}
	replies := slices.DeleteFunc(slices.Clone(c.Person.Replies), func(r enterprise.Reply) bool { return r.Announcement == rest[0] })
	replies = append(replies, enterprise.Reply{Announcement: rest[0], Choice: rest[1], At: c.Now()})
	c.Person.Replies = replies[max(0, len(replies)-repliesMost):]
	c.Repeat(c.Text("announce.attended."+rest[1], messages.Args{"Title": announcementTitle(a)}))
	return true
}
