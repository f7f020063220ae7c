package segment

import (
	"slices"
	"testing"

	"naikkelas/enterprise"
)

// Sets of people, as sorted lists.
func TestSetsOfPeople(t *testing.T) {
	t.Parallel()
	one, other := []enterprise.PersonID{1, 3, 5, 9}, []enterprise.PersonID{2, 3, 9, 10}
	if got := Both(one, other, true); !slices.Equal(got, []enterprise.PersonID{3, 9}) {
		t.Errorf("in both: %v", got)
	}
	if got := Both(one, other, false); !slices.Equal(got, []enterprise.PersonID{1, 5}) {
		t.Errorf("in one alone: %v", got)
	}
}
