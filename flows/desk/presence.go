package desk

import (
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

const (
	// StandsEvery is how often it is noted that a page is still open, and
	// standsFor how long it then counts as open: a page that was closed says so
	// by saying nothing.
	StandsEvery = 20 * time.Second
	standsFor   = 45 * time.Second
)

// Places are the pages that colleagues have open, and by name who.
func Places(c *flows.Conversation) map[string][]string {
	out := map[string][]string{}
	var staff []enterprise.PersonID
	for _, r := range flows.StaffRoles {
		staff = append(staff, c.Members("role:"+string(r))...)
	}
	slices.Sort(staff)
	for _, id := range slices.Compact(staff) {
		if id == c.Person.ID {
			continue
		}
		name := RecordOf(id)
		for _, s := range Read(c.Record(name.Kind, name.ID)).Sessions {
			if s.Place != "" && c.Now().Before(s.PlaceAt.Add(standsFor)) && !slices.Contains(out[s.Place], c.Colleague(id)) {
				out[s.Place] = append(out[s.Place], c.Colleague(id))
			}
		}
	}
	return out
}
