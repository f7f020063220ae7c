package segment

import (
	"encoding/json"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// savedSegments is the list of the segments that have a name.
const (
	savedSegments      = "segments"
	savedSegmentsShown = 20
	segmentNameMost    = 20
)

// savedSegment is a segment under a name, for every officer.
type savedSegment struct {
	Name  string              `json:"name"`
	Picks []string            `json:"picks"`
	By    enterprise.PersonID `json:"by"`
}

func savedOptions(c *flows.Conversation) []flows.Option {
	var out []flows.Option
	for _, r := range c.List(savedSegments, savedSegmentsShown) {
		var s savedSegment
		if json.Unmarshal(r.Data, &s) == nil {
			out = append(out, flows.Option{Value: r.ID, Label: s.Name})
		}
	}
	return out
}

func saveSegment(c *flows.Conversation, d *flows.Draft, name string) {
	id := c.NewID()
	c.Put(flows.Record{RecordName: flows.RecordName{Kind: "segment", ID: id}, Lists: map[string]int64{savedSegments: c.Now().UnixMilli()}},
		savedSegment{Name: name, Picks: Picks(d), By: c.Person.ID})
	c.Audit("announcement.segment.saved", 0, name, "")
	c.Note = c.Text("announce.who.kept", messages.Args{"Name": name})
}

func dropSegment(c *flows.Conversation, id string) {
	r := c.Record("segment", id)
	var s savedSegment
	if r.Data == nil || json.Unmarshal(r.Data, &s) != nil {
		return
	}
	r.Lists = nil
	c.Put(r, nil)
	c.Audit("announcement.segment.deleted", 0, s.Name, "")
	c.Note = c.Text("announce.who.dropped", messages.Args{"Name": s.Name})
}
