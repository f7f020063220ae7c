package simulator

import "testing"

func TestAScreenShowsWhoseItIsAndWhatIsThere(t *testing.T) {
	t.Parallel()
	phone := New(Options{Token: "1:token"}).Phone(User{ID: 7, FirstName: "Siti"})
	for _, text := range []string{"satu", "dua", "tiga", "empat\nlima"} {
		phone.Send(text)
	}
	want := "the phone of Siti, which shows\n  > dua\n  > tiga\n  > empat\n    lima\n  buttons:\n  keyboard:"
	if got := phone.Screen(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
