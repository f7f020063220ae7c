package flowstest

import (
	"encoding/json"
	"maps"
	"slices"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/document"
	"naikkelas/flows/papers"
)

// Hand hands an NIB in.
func (w *World) Hand(name, number string) {
	w.T.Helper()
	for _, text := range []string{"/dokumen", "NIB", "Kirim dokumen"} {
		w.Say(name, text)
	}
	w.Put(w.Names[name], flows.Input{Kind: flows.Other, Media: "photo", File: &flows.File{ID: "photo nib of " + name, Kind: "photo"}, Message: "p"})
	for _, text := range []string{"Sudah semua", number, "Biarkan saja"} {
		w.Say(name, text)
	}
}

// Submission is a document that was sent, as it is kept.
func (w *World) Submission(id string) document.Submission {
	w.T.Helper()
	_, s, _ := document.SubmissionOf((&flows.Conversation{State: flows.State{Found: flows.Found{Records: w.Records}}}), id)
	return s
}

// Photo sends a picture.
func (w *World) Photo(who, name string) {
	w.Put(w.Names[who], flows.Input{Kind: flows.Other, Media: "photo", File: &flows.File{ID: "id-of " + name, Kind: "photo"}, Message: "f"})
}

// Holders are the trainings and the people that a file belongs to.
func (w *World) Holders(photo string) (trainings []string, people []enterprise.PersonID) {
	w.T.Helper()
	r, ok := w.Records[flows.RecordName{Kind: flows.FileRecord, ID: Filed(flows.File{ID: "id-of " + photo}).Hash}]
	if !ok {
		return nil, nil
	}
	var o papers.Owners
	if err := json.Unmarshal(r.Data, &o); err != nil {
		w.T.Fatal(err)
	}
	if len(o.People) == 0 && r.Until.IsZero() {
		w.T.Errorf("%s, a poster only, is kept for ever", photo)
	}
	return slices.Sorted(maps.Keys(o.Trainings)), o.People
}
