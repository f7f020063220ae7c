package mydata

import (
	"naikkelas/flows"
	"naikkelas/messages"
)

// erase is /hapus: everything about the person goes, at once (UU 27/2022 art. 8
// and 43; the 3x24 hours of art. 40 are never needed). It is asked once more,
// because nothing brings it back. What stays is nobody's: counts, and the
// trail, which knows the person's number only and proves the erasure.
func erase() *flows.Form {
	return &flows.Form{
		Key: flows.EraseKey, Command: "/hapus", Also: []string{"/erase"},
		OnTheFly: true, Free: true,
		Begin: func(c *flows.Conversation, _ *flows.Draft) {
			if len(c.Person.Spoken) > 0 {
				c.Note = flows.Join(c.Note, c.Text("erase.proposals", nil))
			}
		},
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question {
			sure := flows.Sure("erase.yes", "erase.no")
			sure.Ask = func(c *flows.Conversation, _ *flows.Draft) string {
				return c.Text("erase.sure.ask", messages.Args{"Remains": c.Program().City.Remains.In(c.Lang())})
			}
			return []*flows.Question{sure}
		},
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			if d.Answers["sure"].Value != "yes" {
				c.Reopen("erase.kept")
				return
			}
			c.Audit("data.erased", c.Person.ID, "", "")
			c.Forget("erase.done", messages.Args{"Number": c.Person.ID.String(), "At": c.Moment(c.Now())})
		},
	}
}
