package onboarding_test

import (
	"strings"
	"testing"

	"naikkelas/enterprise/program"
	"naikkelas/flows/contents"
	"naikkelas/flows/flowstest"
	"naikkelas/messages"
)

// TestChildrenAreNotRegistered where the city asks: nothing is kept of who is too
// young, and who is old enough is asked once.
func TestChildrenAreNotRegistered(t *testing.T) {
	t.Parallel()
	p, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	words, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	p.City.AdultAge = 17
	w := flowstest.NewWorld(t)
	w.Book = contents.NewBook(p, words)
	id := w.Stranger("Tono")
	for _, text := range []string{"/start", "Indonesia"} {
		w.Say("Tono", text)
	}
	if !strings.Contains(w.LastTo("Tono"), "17 tahun atau lebih") {
		t.Fatalf("%q", w.LastTo("Tono"))
	}
	w.Say("Tono", "Belum")
	if s := w.States[id]; !strings.Contains(w.LastTo("Tono"), "orang tua") || s.Person.Language != "" || len(s.Person.Consents) > 0 {
		t.Errorf("%q, kept is %+v", w.LastTo("Tono"), s.Person)
	}
	for _, text := range []string{"/start", "Indonesia", "Sudah"} {
		w.Say("Tono", text)
	}
	if !strings.Contains(w.LastTo("Tono"), "Setuju?") {
		t.Errorf("%q", w.LastTo("Tono"))
	}
}
