package segment

import (
	"encoding/json"

	"naikkelas/flows"
)

// Named is a segment that officers gave a name.
type Named struct {
	Name  string
	Picks []string
}

// SavedOnes are the segments that have a name, the newest first.
func SavedOnes(c *flows.Conversation) []Named {
	var out []Named
	for _, r := range c.List(savedSegments, savedSegmentsShown) {
		var s savedSegment
		if json.Unmarshal(r.Data, &s) == nil {
			out = append(out, Named{s.Name, s.Picks})
		}
	}
	return out
}
