package training_test

import (
	"fmt"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/training"
)

// Codes that are tried before the session count as well; a right one is not told
// from them afterwards.
func TestCodesAreCountedBeforeTheSession(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 2, "5")
	w.Put(2, presses(w, 2, id, "join"))
	c := w.TheTraining(id)
	say := func(code string) string {
		said := w.Put(2, flows.Input{Kind: flows.Text, Text: "/hadir " + code, Message: "1"})
		return said[len(said)-1].Text
	}
	w.Now = c.Sessions[0].From.Add(-3 * time.Hour)
	for i := range training.TriesMost {
		say(fmt.Sprintf("%06d", i))
	}
	wrong := say("000000")
	if right := say(c.Codes[0]); right != wrong {
		t.Errorf("a right code is told from a wrong one: %q, %q", right, wrong)
	}
	w.Now = c.Sessions[0].From
	say(c.Codes[0])
	if got := w.TheTraining(id); len(got.Seats[0].Present) > 0 || got.Wrong != training.TriesMost {
		t.Errorf("present %v after %d wrong codes", got.Seats[0].Present, got.Wrong)
	}
}

// Who gives the place back and takes it again has no tries more than a training
// allows all of them.
func TestATrainingCountsTheTriesOfAll(t *testing.T) {
	t.Parallel()
	w, id := townOf(t, 2, "5")
	w.Put(2, presses(w, 2, id, "join"))
	c := w.TheTraining(id)
	w.Now = c.Sessions[0].From.Add(-3 * time.Hour)
	tries := 0
	for range 100 {
		w.Put(2, presses(w, 2, id, "join"))
		for i := range training.TriesMost {
			s := w.States[2] // as if it were somebody else every time
			s.Person.WrongCodes = enterprise.WrongCodes{}
			w.States[2] = s
			w.Put(2, flows.Input{Kind: flows.Text, Text: fmt.Sprintf("/hadir %06d", i), Message: "1"})
		}
		if n := w.TheTraining(id).Wrong; n == tries {
			break
		} else {
			tries = n
		}
		w.Put(2, presses(w, 2, id, "leave"))
	}
	if tries == 0 || tries > c.Capacity*2+50 {
		t.Errorf("%d codes were tried", tries)
	}
	w.Put(2, presses(w, 2, id, "join"))
	w.Now = c.Sessions[0].From
	w.Put(2, flows.Input{Kind: flows.Text, Text: "/hadir " + c.Codes[0], Message: "1"})
	for _, s := range w.TheTraining(id).Seats {
		if len(s.Present) > 0 {
			t.Error("the code was taken after too many wrong ones")
		}
	}
}

// Whatever is guessed, a person has so many guesses a day; administrators hear of
// many of all people together.
func TestGuessesOfADayAreCounted(t *testing.T) {
	t.Parallel()
	w, _ := townOf(t, 12, "5")
	w.StaffMember("Administrator", enterprise.Administrator)
	unknown := func(who enterprise.PersonID, payload string) string {
		said := w.Put(who, flows.Input{Kind: flows.Text, Text: "/start " + payload, Message: "1"})
		if len(said) == 0 {
			return ""
		}
		return said[0].Text
	}
	for who := range enterprise.PersonID(10) {
		for i := range enterprise.CodesADay {
			unknown(who+2, fmt.Sprintf([]string{"i_%032x", "u_%032x", "sah_%032x"}[i%3], i))
		}
		for _, link := range []string{"i_%032x", "u_%032x", "sah_%032x"} {
			if got := unknown(who+2, fmt.Sprintf(link, 1)); got == "" || got[:8] != "Hari ini" {
				t.Fatalf("%s after %d wrong ones: %q", link, enterprise.CodesADay, got)
			}
		}
	}
	alerts := 0
	for _, m := range w.Said[w.Names["Administrator"]] {
		if m.Key == "alert" {
			alerts++
		}
	}
	if alerts != 1 {
		t.Errorf("administrators heard of it %d times", alerts)
	}
	w.Now = w.Now.Add(25 * time.Hour)
	if got := unknown(2, fmt.Sprintf("sah_%032x", 1)); got == "" || got[:8] == "Hari ini" {
		t.Errorf("a day later: %q", got)
	}
}
