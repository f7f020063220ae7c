package flows

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// repliesMost bounds the answers that are kept of a person.
const repliesMost = 200

// replyButton is an owner's answer under an announcement: "v:<announcement>:
// <choice>". The newest counts; a second tap of the same is silent.
func (t *talk) replyButton(rest []string) bool {
	if len(rest) != 2 || rest[1] != "yes" && rest[1] != "no" {
		return false
	}
	if rest[0] == previewID {
		t.again(t.word("announce.preview.tap", nil))
		return true
	}
	_, a, ok := t.announcementOf(rest[0])
	if !ok || a.Buttons != buttonsAttend || a.Act != "" || a.State != announcementApproved || a.Withdrawn || !t.consented() {
		return false
	}
	i := slices.IndexFunc(t.Person.Replies, func(r enterprise.Reply) bool { return r.Announcement == rest[0] })
	if i >= 0 && t.Person.Replies[i].Choice == rest[1] {
		if t.now.Sub(t.Person.Replies[i].At) > doubleTap {
			t.again(t.word("announce.attended."+rest[1], messages.Args{"Title": announcementTitle(a)}))
		}
		return true
	}
	replies := slices.DeleteFunc(slices.Clone(t.Person.Replies), func(r enterprise.Reply) bool { return r.Announcement == rest[0] })
	replies = append(replies, enterprise.Reply{Announcement: rest[0], Choice: rest[1], At: t.now})
	t.Person.Replies = replies[max(0, len(replies)-repliesMost):]
	t.again(t.word("announce.attended."+rest[1], messages.Args{"Title": announcementTitle(a)}))
	return true
}
