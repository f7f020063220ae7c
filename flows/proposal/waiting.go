package proposal

import (
	"encoding/json"

	"naikkelas/flows"
	"naikkelas/messages"
)

// proposalsWaiting says in the morning how many proposals nobody has gathered.
func proposalsWaiting(c *flows.Conversation) string {
	n := 0
	for _, r := range c.List(hearingsList, hearingsMost) {
		var h period
		if json.Unmarshal(r.Data, &h) == nil {
			n += len(c.List(waitingProposals(r.ID), waitingShown))
		}
	}
	if n == 0 {
		return ""
	}
	return c.Text("reminder.digest.proposals", messages.Args{"N": n})
}
