package simtest

import (
	"testing"

	"naikkelas/simulator"
)

func TestAScreenShowsWhoseItIsAndWhatIsThere(t *testing.T) {
	t.Parallel()
	phone := simulator.New(simulator.Options{Token: "1:token"}).Phone(simulator.User{ID: 7, FirstName: "Siti"})
	for _, text := range []string{"satu", "dua", "tiga", "empat\nlima"} {
		phone.Send(text)
	}
	want := "the phone of Siti, which shows\n  > dua\n  > tiga\n  > empat\n    lima\n  buttons:\n  keyboard:"
	if got := Screen(phone); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
