package cohort

import (
	"encoding/json"

	"naikkelas/flows"
	"naikkelas/messages"
)

// objectionsWaiting says in the morning how many owners object to what was
// decided, and how many cohorts a second officer has to agree to close.
func objectionsWaiting(c *flows.Conversation) string {
	objections, closing := 0, 0
	for _, r := range c.List(cohortsList, cohortsMost) {
		var co cohort
		if json.Unmarshal(r.Data, &co) != nil {
			continue
		}
		if co.State == cohortProposed {
			closing++
		}
		for _, ch := range co.Choices {
			if ch.objects() || ch.Proposed != nil {
				objections++
			}
		}
	}
	if objections+closing == 0 {
		return ""
	}
	return c.Text("reminder.digest.objections", messages.Args{"N": objections, "Closing": closing})
}
