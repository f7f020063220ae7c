package enterprise_test

import (
	"strings"
	"testing"
	"time"

	. "naikkelas/enterprise"
)

func owned(ids string) Person {
	var p Person
	for _, id := range strings.Fields(ids) {
		p.Businesses = append(p.Businesses, Business{ID: BusinessID(id)})
	}
	return p
}

func idsOf(all []Business) string {
	var ids []string
	for _, b := range all {
		ids = append(ids, string(b.ID))
	}
	return strings.Join(ids, " ")
}

func TestNextBusiness(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, open, close string
		want              BusinessID
		ok                bool
	}{
		{"the first", "", "", "1", true},
		{"after one", "1", "", "2", true},
		{"an id is never given again", "1 2", "2", "3", true},
		{"five are open", "1 2 3 4 5", "", "6", false},
		{"of five one was closed", "1 2 3 4 5", "1", "6", true},
		{"nine there ever were", "5 6 7 8 9", "9 8", "10", false},
	} {
		p := owned(c.open)
		for _, id := range strings.Fields(c.close) {
			p = p.CloseBusiness(BusinessID(id), time.Unix(1, 0))
		}
		if id, ok := p.NextBusiness(); id != c.want || ok != c.ok {
			t.Errorf("%s: %s, %t", c.name, id, ok)
		}
	}
}

func TestABusinessIsClosedAndOpened(t *testing.T) {
	t.Parallel()
	at := time.Unix(1, 0)
	before := owned("1 2 3")
	p := before.CloseBusiness("2", at).CloseBusiness("2", at.Add(1)).CloseBusiness("1", at).CloseBusiness("9", at)
	if idsOf(p.Businesses) != "3" || idsOf(p.Closed) != "1 2" || !p.Closed[1].Ended.Equal(at) || idsOf(before.Businesses) != "1 2 3" {
		t.Errorf("open %q, closed %q", idsOf(p.Businesses), idsOf(p.Closed))
	}
	p = p.OpenBusiness("1").OpenBusiness("1").OpenBusiness("3")
	if idsOf(p.Businesses) != "1 3" || idsOf(p.Closed) != "2" || !p.Businesses[0].Ended.IsZero() {
		t.Errorf("open %q, closed %q", idsOf(p.Businesses), idsOf(p.Closed))
	}
	full := owned("1 2 3 4 5 6").CloseBusiness("6", at)
	if got := full.OpenBusiness("6"); idsOf(got.Closed) != "6" {
		t.Errorf("a sixth is open: %q", idsOf(got.Businesses))
	}
}
