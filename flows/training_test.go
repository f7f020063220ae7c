package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"

	"pgregory.net/rapid"
)

// townOf is a world with an officer, so many owners and a training for so many.
func townOf(t testing.TB, owners int, capacity string) (*world, string) {
	w := newWorld(t)
	w.staffMember("Ratna", enterprise.Officer)
	w.owners(owners)
	return w, w.publish("Ratna", capacity)
}

func (w *world) presses(who enterprise.PersonID, id, verb string) Input {
	return Input{Kind: Tap, Data: "l:" + id + ":" + verb, Message: "b"}
}

// Two people take the last place at the same moment: the step that comes second
// is stale, is worked out again, and leads to the waiting list.
func TestOnePersonGetsTheLastPlace(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 2, "1")
	first, second := enterprise.PersonID(2), enterprise.PersonID(3)
	a, b := w.turn(first, w.presses(first, id, "join")), w.turn(second, w.presses(second, id, "join"))
	if !w.apply(first, a) {
		t.Fatal("the first is stale")
	}
	if w.apply(second, b) {
		t.Fatal("the second was written although the training had changed")
	}
	w.step(second, w.presses(second, id, "join"))
	c := w.training(id)
	if in, waiting := c.placed(enterprise.PlaceTaken), c.placed(enterprise.PlaceWaiting); !slices.Equal(in, []enterprise.PersonID{first}) || !slices.Equal(waiting, []enterprise.PersonID{second}) {
		t.Errorf("in %v, waiting %v", in, waiting)
	}
}

func TestJoiningTwiceIsJoiningOnce(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 1, "5")
	for range 3 {
		w.put(2, w.presses(2, id, "join"))
	}
	if c := w.training(id); len(c.Seats) != 1 || len(w.states[2].Person.Trainings) != 1 {
		t.Errorf("%d seats, %d trainings", len(c.Seats), len(w.states[2].Person.Trainings))
	}
}

func TestWhatIsClosedOrNotForOneIsNotJoined(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		make func(w *world, c *training)
		want string
	}{
		{"it closed a minute ago", func(w *world, c *training) { c.Closes = w.now.Add(-time.Minute) }, "ditutup"},
		{"it was cancelled", func(w *world, c *training) { c.Cancelled = w.now }, "dibatalkan"},
		{"it is for another district", func(_ *world, c *training) { c.Picks = []string{"district:00.00.00"} }, "kali ini untuk"},
	} {
		w, id := townOf(t, 1, "5")
		name := RecordName{trainingRecord, id}
		r, c := w.records[name], w.training(id)
		row.make(w, &c)
		tk := &talk{}
		tk.put(r, c)
		w.records[name] = tk.turn.Records[0]
		said := w.put(2, w.presses(2, id, "join"))
		if len(w.training(id).Seats) != 0 || len(said) == 0 || !strings.Contains(said[0].Text, row.want) {
			t.Errorf("%s: %v", row.name, said)
		}
	}
}

// Leaving after closing frees the place for those who wait; nobody new joins.
func TestLeavingAfterClosingHelpsThoseWhoWait(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 3, "1")
	w.put(2, w.presses(2, id, "join"))
	w.put(3, w.presses(3, id, "join"))
	name := RecordName{trainingRecord, id}
	r, c := w.records[name], w.training(id)
	c.Closes = w.now
	tk := &talk{}
	tk.put(r, c)
	w.records[name] = tk.turn.Records[0]
	w.put(2, w.presses(2, id, "leave"))
	w.put(4, w.presses(4, id, "join"))
	w.put(3, w.presses(3, id, "take"))
	c = w.training(id)
	if in := c.placed(enterprise.PlaceTaken); !slices.Equal(in, []enterprise.PersonID{3}) || len(c.Seats) != 1 {
		t.Errorf("%+v", c.Seats)
	}
}

// The code counts only in its session, and trying codes leads nowhere.
func TestACodeCountsOnlyInItsSession(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 2, "5")
	w.put(2, w.presses(2, id, "join"))
	w.put(3, w.presses(3, id, "join"))
	c := w.training(id)
	at := func(who enterprise.PersonID, when time.Time, code string) int {
		w.now = when
		w.put(who, Input{Kind: Text, Text: "/hadir " + code, Message: "1"})
		for _, s := range w.training(id).Seats {
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
	for i := range triesMost {
		at(3, from, fmt.Sprintf("%06d", i))
	}
	if n := at(3, from, c.Codes[0]); n != 0 {
		t.Error("the code was taken after too many wrong ones")
	}
}

func TestTheLinkOfACodeCountsLikeTheCode(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 1, "5")
	w.put(2, w.presses(2, id, "join"))
	c := w.training(id)
	w.now = c.Sessions[0].From
	w.put(2, Input{Kind: Text, Text: "/start " + presencePrefix + c.Codes[0], Message: "1"})
	if got := w.training(id).Seats[0].Present; !slices.Equal(got, []int{0}) || !slices.Equal(w.states[2].Person.Trainings[0].Present, []int{0}) {
		t.Errorf("present in %v", got)
	}
}

// Who erases everything gives the place back, and their certificate verifies
// no more.
func TestErasingGivesThePlaceBack(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 2, "1")
	w.put(2, w.presses(2, id, "join"))
	w.put(3, w.presses(3, id, "join"))
	known, turn := Facts{}, Turn{}
	for range 5 {
		tk := w.book.talk(w.states[2], Input{ID: "1-1"}, w.now)
		tk.Known = known
		tk.forget("start.refused", nil)
		turn = tk.close()
		known = known.Join(w.find(turn.Need))
	}
	w.apply(2, turn)
	w.states[2] = State{Person: enterprise.Person{ID: 2}, New: true}
	for _, n := range w.waiting {
		w.step(n.To, Input{Kind: Noticed, Data: n.What, Text: string(n.Data)})
	}
	c := w.training(id)
	if got := c.placed(enterprise.PlaceOffered); !slices.Equal(got, []enterprise.PersonID{3}) || len(c.Seats) != 1 {
		t.Errorf("%+v", c.Seats)
	}
}

func TestAStrangerVerifiesACertificateAndNothingIsStored(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 1, "5")
	w.put(2, w.presses(2, id, "join"))
	c := w.training(id)
	w.now = c.Sessions[0].From
	w.put(2, Input{Kind: Text, Text: "/hadir " + c.Codes[0], Message: "1"})
	w.now = c.Sessions[0].Until
	said := w.put(2, w.presses(2, id, "paper"))
	paper, start := said[0].Paper, said[0].Start
	again := w.put(2, w.presses(2, id, "paper"))
	if paper == nil || again[0].Start != start || again[0].Paper.Made != paper.Made {
		t.Fatalf("the second certificate is another: %+v", again[0])
	}
	unknown, in := State{Person: enterprise.Person{ID: 99}, New: true}, Input{Kind: Text, Text: "/start " + start, Message: "1", From: addressOf(99)}
	unknown.Known = w.find(w.book.Step(unknown, in, w.now).Need)
	turn := w.book.Step(unknown, in, w.now)
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
				w.pass(time.Duration(rapid.IntRange(1, 30).Draw(rt, "hours")) * time.Hour)
			case "together":
				a, b := w.turn(who, w.presses(who, id, "join")), w.turn(other, w.presses(other, id, "join"))
				w.apply(who, a)
				if who != other && !w.apply(other, b) {
					w.put(other, w.presses(other, id, "join"))
				}
				w.put(who, w.presses(who, id, "open"))
			default:
				w.put(who, w.presses(who, id, verb))
			}
			placesHold(rt, w, id)
		}
	})
}

func placesHold(rt *rapid.T, w *world, id string) {
	c := w.training(id)
	if c.free() < 0 {
		rt.Fatalf("%d too many: %+v", -c.free(), c.Seats)
	}
	seen := map[enterprise.PersonID]bool{}
	for _, s := range c.Seats {
		if seen[s.Who] {
			rt.Fatalf("%v is in it twice", s.Who)
		}
		seen[s.Who] = true
		x, ok := w.states[s.Who].Person.Participation(id)
		if !ok || x.State != s.State {
			rt.Fatalf("%v is %q in the record and %q to themselves", s.Who, s.State, x.State)
		}
		if s.State == enterprise.PlaceOffered && w.now.Sub(s.Until) > 0 {
			rt.Fatalf("the offer to %v ended at %v, and it is %v", s.Who, s.Until, w.now)
		}
		if s.State == enterprise.PlaceWaiting && c.free() > 0 && w.now.Before(c.Begins()) {
			rt.Fatalf("%v waits although %d are free", s.Who, c.free())
		}
	}
	for who, s := range w.states {
		if x, ok := s.Person.Participation(id); ok && !seen[who] && x.State != enterprise.PlaceLapsed {
			rt.Fatalf("%v is %q to themselves, and not in the record", who, x.State)
		}
	}
}
