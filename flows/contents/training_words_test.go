package contents_test

import (
	"naikkelas/enterprise"
)

// trainingKeys are the keys that the code of trainings puts together.
func trainingKeys() []string {
	var out []string
	for _, verb := range []string{"open", "join", "leave", "take", "stay", "ics", "code", "paper"} {
		out = append(out, "training.button."+verb)
	}
	for _, verb := range []string{"who", "code", "copy", "change", "cancel"} {
		out = append(out, "training.officer."+verb)
	}
	for _, s := range []enterprise.PlaceState{enterprise.PlaceTaken, enterprise.PlaceWaiting, enterprise.PlaceOffered} {
		out = append(out, "training.standing."+string(s))
	}
	for _, s := range []enterprise.PlaceState{enterprise.PlaceWaiting, enterprise.PlaceOffered} {
		out = append(out, "training.seat."+string(s))
	}
	for _, s := range []enterprise.PlaceState{enterprise.PlaceOffered, enterprise.PlaceLapsed, enterprise.PlaceCancelled} {
		out = append(out, "training.told."+string(s))
	}
	return out
}
