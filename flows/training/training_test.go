package training_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/training"
)

// townOf is a world with an officer, so many owners and a training for so many.
func townOf(t testing.TB, owners int, capacity string) (*flowstest.World, string) {
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	w.Owners(owners)
	return w, w.Publish("Ratna", capacity)
}

func presses(w *flowstest.World, who enterprise.PersonID, id, verb string) flows.Input {
	return flows.Input{Kind: flows.Tap, Data: "l:" + id + ":" + verb, Message: "b"}
}

// Two people take the last place at the same moment: the step that comes second
// is stale, is worked out again, and leads to the waiting list.
func TestOnePersonGetsTheLastPlace(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 2, "1")
	first, second := enterprise.PersonID(2), enterprise.PersonID(3)
	a, b := w.Turn(first, presses(w, first, id, "join")), w.Turn(second, presses(w, second, id, "join"))
	if !w.Apply(first, a) {
		t.Fatal("the first is stale")
	}
	if w.Apply(second, b) {
		t.Fatal("the second was written although the training had changed")
	}
	w.Step(second, presses(w, second, id, "join"))
	c := w.TheTraining(id)
	if in, waiting := flowstest.Placed(&c, enterprise.PlaceTaken), flowstest.Placed(&c, enterprise.PlaceWaiting); !slices.Equal(in, []enterprise.PersonID{first}) || !slices.Equal(waiting, []enterprise.PersonID{second}) {
		t.Errorf("in %v, waiting %v", in, waiting)
	}
}

func TestJoiningTwiceIsJoiningOnce(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 1, "5")
	for range 3 {
		w.Put(2, presses(w, 2, id, "join"))
	}
	if c := w.TheTraining(id); len(c.Seats) != 1 || len(w.States[2].Person.Trainings) != 1 {
		t.Errorf("%d seats, %d trainings", len(c.Seats), len(w.States[2].Person.Trainings))
	}
}

func TestWhatIsClosedOrNotForOneIsNotJoined(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		make func(w *flowstest.World, c *training.Training)
		want string
	}{
		{"it closed a minute ago", func(w *flowstest.World, c *training.Training) { c.Closes = w.Now.Add(-time.Minute) }, "ditutup"},
		{"it was cancelled", func(w *flowstest.World, c *training.Training) { c.Cancelled = w.Now }, "dibatalkan"},
		{"it is for another district", func(_ *flowstest.World, c *training.Training) { c.Picks = []string{"district:00.00.00"} }, "kali ini untuk"},
	} {
		w, id := townOf(t, 1, "5")
		name := flows.RecordName{Kind: training.RecordKind, ID: id}
		r, c := w.Records[name], w.TheTraining(id)
		row.make(w, &c)
		tk := &flows.Conversation{}
		tk.Put(r, c)
		w.Records[name] = tk.Turn.Records[0]
		said := w.Put(2, presses(w, 2, id, "join"))
		if len(w.TheTraining(id).Seats) != 0 || len(said) == 0 || !strings.Contains(said[0].Text, row.want) {
			t.Errorf("%s: %v", row.name, said)
		}
	}
}

// Leaving after closing frees the place for those who wait; nobody new joins.
func TestLeavingAfterClosingHelpsThoseWhoWait(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 3, "1")
	w.Put(2, presses(w, 2, id, "join"))
	w.Put(3, presses(w, 3, id, "join"))
	name := flows.RecordName{Kind: training.RecordKind, ID: id}
	r, c := w.Records[name], w.TheTraining(id)
	c.Closes = w.Now
	tk := &flows.Conversation{}
	tk.Put(r, c)
	w.Records[name] = tk.Turn.Records[0]
	w.Put(2, presses(w, 2, id, "leave"))
	w.Put(4, presses(w, 4, id, "join"))
	w.Put(3, presses(w, 3, id, "take"))
	c = w.TheTraining(id)
	if in := flowstest.Placed(&c, enterprise.PlaceTaken); !slices.Equal(in, []enterprise.PersonID{3}) || len(c.Seats) != 1 {
		t.Errorf("%+v", c.Seats)
	}
}

// The code counts only in its session, and trying codes leads nowhere.
func TestACodeCountsOnlyInItsSession(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 2, "5")
	w.Put(2, presses(w, 2, id, "join"))
	w.Put(3, presses(w, 3, id, "join"))
	c := w.TheTraining(id)
	at := func(who enterprise.PersonID, when time.Time, code string) int {
		w.Now = when
		w.Put(who, flows.Input{Kind: flows.Text, Text: "/hadir " + code, Message: "1"})
		for _, s := range w.TheTraining(id).Seats {
			if s.Who == who {
				return len(s.Present)
			}
		}
		return -1
	}
	from, until := c.Sessions[0].From, c.Sessions[0].Until
	if n := at(2, from.Add(-time.Second), c.Codes[0]); n != 0 {
		t.Error("it counted before the session")
	}
	if n := at(2, until, c.Codes[0]); n != 0 {
		t.Error("it counted after the session")
	}
	if n := at(2, from, c.Codes[0]); n != 1 {
		t.Error("it did not count as the session began")
	}
	if n := at(2, from, c.Codes[0]); n != 1 {
		t.Error("it counted twice")
	}
	for i := range training.TriesMost {
		at(3, from, fmt.Sprintf("%06d", i))
	}
	if n := at(3, from, c.Codes[0]); n != 0 {
		t.Error("the code was taken after too many wrong ones")
	}
}

func TestTheLinkOfACodeCountsLikeTheCode(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 1, "5")
	w.Put(2, presses(w, 2, id, "join"))
	c := w.TheTraining(id)
	w.Now = c.Sessions[0].From
	w.Put(2, flows.Input{Kind: flows.Text, Text: "/start " + training.PresencePrefix + c.Codes[0], Message: "1"})
	if got := w.TheTraining(id).Seats[0].Present; !slices.Equal(got, []int{0}) || !slices.Equal(w.States[2].Person.Trainings[0].Present, []int{0}) {
		t.Errorf("present in %v", got)
	}
}

// Who erases everything gives the place back, and their certificate verifies
// no more.
func TestErasingGivesThePlaceBack(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 2, "1")
	w.Put(2, presses(w, 2, id, "join"))
	w.Put(3, presses(w, 3, id, "join"))
	known, turn := flows.Found{}, flows.Turn{}
	for range 5 {
		tk := w.Book.Conversation(w.States[2], flows.Input{ID: "1-1"}, w.Now)
		tk.Found = known
		tk.Forget("start.refused", nil)
		turn = tk.Close()
		known = known.Join(w.Find(turn.Lookup))
	}
	w.Apply(2, turn)
	w.States[2] = flows.State{Person: enterprise.Person{ID: 2}, New: true}
	for _, n := range w.Waiting {
		w.Step(n.To, flows.Input{Kind: flows.Noticed, Data: n.What, Text: string(n.Data)})
	}
	c := w.TheTraining(id)
	if got := flowstest.Placed(&c, enterprise.PlaceOffered); !slices.Equal(got, []enterprise.PersonID{3}) || len(c.Seats) != 1 {
		t.Errorf("%+v", c.Seats)
	}
}

func TestAStrangerVerifiesACertificateAndNothingIsStored(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 1, "5")
	w.Put(2, presses(w, 2, id, "join"))
	c := w.TheTraining(id)
	w.Now = c.Sessions[0].From
	w.Put(2, flows.Input{Kind: flows.Text, Text: "/hadir " + c.Codes[0], Message: "1"})
	w.Now = c.Sessions[0].Until
	said := w.Put(2, presses(w, 2, id, "paper"))
	paper, start := said[0].Paper, said[0].Start
	again := w.Put(2, presses(w, 2, id, "paper"))
	if paper == nil || again[0].Start != start || again[0].Paper.Made != paper.Made {
		t.Fatalf("the second certificate is another: %+v", again[0])
	}
	unknown, in := flows.State{Person: enterprise.Person{ID: 99}, New: true}, flows.Input{Kind: flows.Text, Text: "/start " + start, Message: "1", From: flowstest.AddressOf(99)}
	unknown.Found = w.Find(w.Book.Step(unknown, in, w.Now).Lookup)
	turn := w.Book.Step(unknown, in, w.Now)
	if !turn.Forget || len(turn.Say) != 1 || !strings.Contains(turn.Say[0].Text, paper.Holder) {
		t.Errorf("forget %t, said %v", turn.Forget, turn.Say)
	}
}

// In random towns nobody is in twice, never more are in than there are places,
// a free place is never left while somebody waits, and what people know of
// their trainings is what the record knows.
func TestPlacesHoldWhateverHappens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, id := townOf(t, 5, "2")
		for range rapid.IntRange(5, 40).Draw(rt, "deeds") {
			who := enterprise.PersonID(rapid.IntRange(2, 6).Draw(rt, "who"))
			other := enterprise.PersonID(rapid.IntRange(2, 6).Draw(rt, "other"))
			verb := rapid.SampledFrom([]string{"join", "join", "leave", "take", "stay", "open", "together", "wait", "wait"}).Draw(rt, "verb")
			switch verb {
			case "wait":
				w.Pass(time.Duration(rapid.IntRange(1, 30).Draw(rt, "hours")) * time.Hour)
			case "together":
				a, b := w.Turn(who, presses(w, who, id, "join")), w.Turn(other, presses(w, other, id, "join"))
				w.Apply(who, a)
				if who != other && !w.Apply(other, b) {
					w.Put(other, presses(w, other, id, "join"))
				}
				w.Put(who, presses(w, who, id, "open"))
			default:
				w.Put(who, presses(w, who, id, verb))
			}
			placesHold(rt, w, id)
		}
	})
}

func placesHold(rt *rapid.T, w *flowstest.World, id string) {
	c := w.TheTraining(id)
	if c.Free() < 0 {
		rt.Fatalf("%d too many: %+v", -c.Free(), c.Seats)
	}
	seen := map[enterprise.PersonID]bool{}
	for _, s := range c.Seats {
		if seen[s.Who] {
			rt.Fatalf("%v is in it twice", s.Who)
		}
		seen[s.Who] = true
		x, ok := w.States[s.Who].Person.Participation(id)
		if !ok || x.State != s.State {
			rt.Fatalf("%v is %q in the record and %q to themselves", s.Who, s.State, x.State)
		}
		if s.State == enterprise.PlaceOffered && w.Now.Sub(s.Until) > 0 {
			rt.Fatalf("the offer to %v ended at %v, and it is %v", s.Who, s.Until, w.Now)
		}
		if s.State == enterprise.PlaceWaiting && c.Free() > 0 && w.Now.Before(c.Begins()) {
			rt.Fatalf("%v waits although %d are free", s.Who, c.Free())
		}
	}
	for who, s := range w.States {
		if x, ok := s.Person.Participation(id); ok && !seen[who] && x.State != enterprise.PlaceLapsed {
			rt.Fatalf("%v is %q to themselves, and not in the record", who, x.State)
		}
	}
}
