package flows

import (
	"slices"
	"testing"
	"time"

	"naikkelas/enterprise"
)

// What was turned down goes by itself when its time is over: from the person,
// from the records, bytes included; what still holds stays.
func TestDocumentsGoWhenTheirTimeIsOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	begins := w.now
	id := w.owner("Siti", func(p *enterprise.Person) {
		p.Reminders.Since = begins
		p.Businesses[0].Documents = []enterprise.Document{
			{Kind: "nib", ID: "1-1", State: enterprise.DocumentApproved, Approved: begins, Number: "0101230099999"},
			{Kind: "npwp", ID: "2-1", State: enterprise.DocumentRejected, Decided: begins, Papers: []enterprise.Paper{{Hash: "aa"}}},
		}
	})
	w.records[RecordName{FileRecord, "aa"}] = Record{RecordName: RecordName{FileRecord, "aa"}, Data: []byte(`{"people":[` + id.String()[1:] + `]}`), Version: 1}
	w.put(id, Input{Kind: Text, Text: "/menu", Message: "1"})
	w.pass(179 * 24 * time.Hour)
	if n := len(w.states[id].Person.Businesses[0].Documents); n != 2 {
		t.Fatalf("a day early %d documents are left", n)
	}
	w.pass(2 * 24 * time.Hour)
	left := w.states[id].Person.Businesses[0].Documents
	if len(left) != 1 || left[0].Kind != "nib" {
		t.Errorf("left are %+v", left)
	}
	if r := w.records[RecordName{FileRecord, "aa"}]; r.Data != nil {
		t.Errorf("its file still has an owner: %s", r.Data)
	}
	if !slices.ContainsFunc(w.trail, func(a Audit) bool { return a.What == "data.retained" && a.Whom == id && a.On == "npwp" }) {
		t.Error("it is not in the trail")
	}
}
