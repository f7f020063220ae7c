package flowstest

import (
	"encoding/json"
	"slices"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/training"
)

// Publish lets an officer publish a training for so many, in a week from nine
// to twelve; what was said of it is not shown.
func (w *World) Publish(officer, capacity string) string {
	w.T.Helper()
	w.Say(officer, "/pelatihan")
	w.Tap(officer, "Buat pelatihan")
	day := w.Now.AddDate(0, 0, 7).Format("2/1/2006")
	for _, text := range []string{"Kemasan yang menjual", "Kemasan", "MCC lantai 5", day + " 09.00-12.00", "Betul", "Selesai", capacity, "Lanjut", "Saat mulai", "Bu Ratna, 0812-3456-7890", "Tanpa poster", "Terbitkan"} {
		w.Say(officer, text)
	}
	for name := range w.Records {
		if name.Kind == "training" {
			return name.ID
		}
	}
	w.T.Fatalf("nothing was published: %v", w.Said[w.Names[officer]])
	return ""
}

// publish shows none of it.
func (o *Officers) publish(officer, capacity string) {
	o.World.Publish(officer, capacity)
	o.Shown[officer] = len(o.Said[o.Names[officer]])
}

// TheTraining is a training as it is kept.
func (w *World) TheTraining(id string) (c training.Training) {
	w.T.Helper()
	if err := json.Unmarshal(w.Records[flows.RecordName{Kind: "training", ID: id}].Data, &c); err != nil {
		w.T.Fatal(err)
	}
	return c
}

// codeNow is the code of the session that is on.
func (w *World) codeNow() string {
	w.T.Helper()
	for name := range w.Records {
		if name.Kind != "training" {
			continue
		}
		if c := w.TheTraining(name.ID); c.On(w.Now) >= 0 {
			return c.Codes[c.On(w.Now)]
		}
	}
	w.T.Fatal("no session is on")
	return ""
}

// Placed are the people in a state, in order.
func Placed(c *training.Training, state enterprise.PlaceState) (out []enterprise.PersonID) {
	for _, s := range c.Seats {
		if s.State == state {
			out = append(out, s.Who)
		}
	}
	slices.Sort(out)
	return out
}
