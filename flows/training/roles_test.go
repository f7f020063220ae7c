package training_test

import (
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/training"
)

// What officers do with a training is done by nobody else, whatever data a
// button comes back with.
func TestEveryOfficersButtonOfATrainingForEveryRole(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"open", "who", "seats:0", "code", "copy", "change", "cancel", "tick:0:2"} {
		for _, role := range flowstest.RolesInTurn {
			w, id := townOf(t, 1, "5")
			w.Put(2, presses(w, 2, id, "join"))
			w.Now = w.TheTraining(id).Sessions[0].From
			who := w.Someone(role)
			trail, before := len(w.Trail), w.Records[flows.RecordName{Kind: training.RecordKind, ID: id}].Version
			said := w.Put(who, flows.Input{Kind: flows.Tap, Data: "k:" + id + ":" + verb, Message: "b"})
			may := role == enterprise.Officer || role == enterprise.Administrator
			w.Refuses(role, verb, said, !may)
			if !may && (len(w.Trail) != trail || w.Records[flows.RecordName{Kind: training.RecordKind, ID: id}].Version != before) {
				t.Errorf("%s as %s: something changed", verb, role)
			}
		}
	}
}

// Buttons may be forged: none of these does anything, or breaks.
func TestForgedButtonsOfTrainingsDoNothing(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 2, "5")
	before := w.Records[flows.RecordName{Kind: training.RecordKind, ID: id}].Version
	for _, data := range []string{"l", "l:", "l:nothing:join", "l:" + id, "l:" + id + ":rate", "l:" + id + ":rate:9", "l:" + id + ":rate:5", "l:" + id + ":paper",
		"l:" + id + ":take", "l:" + id + ":stay", "l:" + id + ":leave", "l:" + id + ":join:2"} {
		w.Put(2, flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
	}
	for _, data := range []string{"k", "k:", "k:nothing:open", "k:" + id + ":tick:0:2", "k:" + id + ":tick:x:y", "k:" + id + ":tick:-1:2", "k:" + id + ":seats:999", "k:" + id + ":seats:-5", "k:" + id + ":fly"} {
		w.Put(1, flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
	}
	if w.Records[flows.RecordName{Kind: training.RecordKind, ID: id}].Version != before || len(w.States[2].Person.Trainings) != 0 {
		t.Errorf("something changed: %+v", w.TheTraining(id))
	}
}

// Whose names an officer saw is in the trail, person by person.
func TestWhoseNamesWereSeenIsInTheTrail(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 3, "5")
	for who := enterprise.PersonID(2); who <= 4; who++ {
		w.Put(who, presses(w, who, id, "join"))
	}
	w.Put(1, flows.Input{Kind: flows.Tap, Data: "k:" + id + ":who", Message: "b"})
	var seen []enterprise.PersonID
	for _, a := range w.Trail {
		if a.What == "data.seat" && strings.HasPrefix(a.On, "L") {
			seen = append(seen, a.Whom)
		}
	}
	if !slices.Equal(seen, []enterprise.PersonID{2, 3, 4}) {
		t.Errorf("seen %v", seen)
	}
}

// What the weakest indicator needs comes first, and what was attended last.
func TestTheWeakestIndicatorsTrainingComesFirst(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.Owner("Siti", func(p *enterprise.Person) {
		p.Businesses[0].Assessments = []enterprise.Assessment{{At: w.Now, Result: enterprise.Result{Dimensions: []enterprise.DimensionScore{
			{Code: "legality", Score: 80, Counted: true}, {Code: "packaging", Score: 20, Counted: true}, {Code: "digital", Score: 40, Counted: true}}}}}
	})
	tk := w.Book.Conversation(w.States[1], flows.Input{}, w.Now)
	order := func() string {
		kinds := []string{"legality", "online_shop", "capital", "packaging"}
		slices.SortStableFunc(kinds, func(a, b string) int {
			return int(training.Usefulness(tk, training.NumberedTraining{ID: "1", Training: training.Training{Training: enterprise.Training{Kind: a}}}) - training.Usefulness(tk, training.NumberedTraining{ID: "1", Training: training.Training{Training: enterprise.Training{Kind: b}}}))
		})
		return strings.Join(kinds, " ")
	}
	if got := order(); got != "packaging online_shop legality capital" {
		t.Error(got)
	}
	tk.Person.Trainings = []enterprise.Participation{{ID: "0", Training: enterprise.Training{Kind: "packaging"}, Present: []int{0}}}
	if got := order(); got != "online_shop legality capital packaging" {
		t.Error(got)
	}
}
