package flows

import (
	"encoding/json"
	"slices"

	"naikkelas/enterprise"
)

// publish lets an officer publish a training for so many, in a week from nine
// to twelve; what was said of it is not shown.
func (w *world) publish(officer, capacity string) string {
	w.t.Helper()
	w.say(officer, "/pelatihan")
	w.tap(officer, "Buat pelatihan")
	day := w.now.AddDate(0, 0, 7).Format("2/1/2006")
	for _, text := range []string{"Kemasan yang menjual", "Kemasan", "MCC lantai 5", day + " 09.00-12.00", "Betul", "Selesai", capacity, "Lanjut", "Saat mulai", "Bu Ratna, 0812-3456-7890", "Tanpa poster", "Terbitkan"} {
		w.say(officer, text)
	}
	for name := range w.records {
		if name.Kind == trainingRecord {
			return name.ID
		}
	}
	w.t.Fatalf("nothing was published: %v", w.said[w.names[officer]])
	return ""
}

// publish shows none of it.
func (o *officers) publish(officer, capacity string) {
	o.world.publish(officer, capacity)
	o.shown[officer] = len(o.said[o.names[officer]])
}

func (w *world) training(id string) (c training) {
	w.t.Helper()
	if err := json.Unmarshal(w.records[RecordName{trainingRecord, id}].Data, &c); err != nil {
		w.t.Fatal(err)
	}
	return c
}

// codeNow is the code of the session that is on.
func (w *world) codeNow() string {
	w.t.Helper()
	for name := range w.records {
		if name.Kind != trainingRecord {
			continue
		}
		if c := w.training(name.ID); c.On(w.now) >= 0 {
			return c.Codes[c.On(w.now)]
		}
	}
	w.t.Fatal("no session is on")
	return ""
}

// placed are the people in a state, in order.
func (c *training) placed(state enterprise.PlaceState) (out []enterprise.PersonID) {
	for _, s := range c.Seats {
		if s.State == state {
			out = append(out, s.Who)
		}
	}
	slices.Sort(out)
	return out
}
