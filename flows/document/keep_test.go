package document_test

import (
	"slices"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// What was turned down goes by itself when its time is over: from the person,
// from the records, bytes included; what still holds stays.
func TestDocumentsGoWhenTheirTimeIsOver(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	begins := w.Now
	id := w.Owner("Siti", func(p *enterprise.Person) {
		p.Reminders.Since = begins
		p.Businesses[0].Documents = []enterprise.Document{
			{Kind: "nib", ID: "1-1", State: enterprise.DocumentApproved, Approved: begins, Number: "0101230099999"},
			{Kind: "npwp", ID: "2-1", State: enterprise.DocumentRejected, Decided: begins, Papers: []enterprise.Paper{{Hash: "aa"}}},
		}
	})
	w.Records[flows.RecordName{Kind: flows.FileRecord, ID: "aa"}] = flows.Record{RecordName: flows.RecordName{Kind: flows.FileRecord, ID: "aa"}, Data: []byte(`{"people":[` + id.String()[1:] + `]}`), Version: 1}
	w.Put(id, flows.Input{Kind: flows.Text, Text: "/menu", Message: "1"})
	w.Pass(179 * 24 * time.Hour)
	if n := len(w.States[id].Person.Businesses[0].Documents); n != 2 {
		t.Fatalf("a day early %d documents are left", n)
	}
	w.Pass(2 * 24 * time.Hour)
	left := w.States[id].Person.Businesses[0].Documents
	if len(left) != 1 || left[0].Kind != "nib" {
		t.Errorf("left are %+v", left)
	}
	if r := w.Records[flows.RecordName{Kind: flows.FileRecord, ID: "aa"}]; r.Data != nil {
		t.Errorf("its file still has an owner: %s", r.Data)
	}
	if !slices.ContainsFunc(w.Trail, func(a flows.Audit) bool { return a.What == "data.retained" && a.Whom == id && a.On == "npwp" }) {
		t.Error("it is not in the trail")
	}
}
