package flows

import (
	"encoding/json"

	"naikkelas/enterprise"
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

func (t *talk) savedOptions() []Option {
	var out []Option
	for _, r := range t.list(savedSegments, savedSegmentsShown) {
		var s savedSegment
		if json.Unmarshal(r.Data, &s) == nil {
			out = append(out, Option{Value: r.ID, Label: s.Name})
		}
	}
	return out
}

func (t *talk) saveSegment(d *Draft, name string) {
	id := t.announcementID()
	t.put(Record{RecordName: RecordName{"segment", id}, Lists: map[string]int64{savedSegments: t.now.UnixMilli()}},
		savedSegment{Name: name, Picks: picksIn(d), By: t.Person.ID})
	t.audit("announcement.segment.saved", 0, name, "")
	t.note = t.word("announce.who.kept", messages.Args{"Name": name})
}

func (t *talk) dropSegment(id string) {
	r := t.record("segment", id)
	var s savedSegment
	if r.Data == nil || json.Unmarshal(r.Data, &s) != nil {
		return
	}
	r.Lists = nil
	t.put(r, nil)
	t.audit("announcement.segment.deleted", 0, s.Name, "")
	t.note = t.word("announce.who.dropped", messages.Args{"Name": s.Name})
}
