package enterprise_test

import (
	"strings"
	"testing"
	"time"

	. "naikkelas/enterprise"
)

// Terms that change with time are right at every moment, and say when they
// will not be any more.
func TestTermsThatChangeWithTime(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	approved := func(kind string, expires, until time.Time) Document {
		return Document{Kind: kind, State: DocumentApproved, Approved: now.Add(-day), Expires: expires, Until: until}
	}
	never := time.Time{}
	potter := func(documents ...Document) Business {
		return Business{Sector: "craft", Village: "35.73.02.1011", Documents: documents}
	}
	trademark, _ := p.Document("trademark")
	kept := trademark.KeepDays
	nib, npwp := approved("nib", never, never), approved("npwp", never, never)
	for _, c := range []struct {
		name     string
		business Business
		active   time.Time
		want     string
		until    time.Time
	}{
		{"an owner without documents lacks what the sector needs", potter(), never,
			"admin:incomplete centre:pottery documents:missing documents:missing:nib documents:missing:npwp", never},
		{"what is approved is there", potter(nib, npwp), never, "admin:ready centre:pottery held:nib held:npwp", never},
		{"a brand is fine until a year before its end", potter(nib, npwp, approved("trademark", now.Add(400*day), never)), never,
			"admin:ready centre:pottery held:nib held:npwp held:trademark", now.Add(35 * day)},
		{"then it is ending, until it ends", potter(nib, npwp, approved("trademark", now.Add(300*day), never)), never,
			"admin:ready centre:pottery documents:ending documents:ending:trademark held:nib held:npwp held:trademark", now.Add(300 * day)},
		{"then it has ended", potter(nib, npwp, approved("trademark", now, never)), never,
			"admin:ready centre:pottery documents:ended documents:ended:trademark held:nib held:npwp", now.AddDate(0, 0, kept-7)},
		{"in its last week it is going", potter(nib, npwp, approved("trademark", now.AddDate(0, 0, 3-kept), never)), never,
			"admin:ready centre:pottery documents:ended documents:ended:trademark going:week held:nib held:npwp", now.Add(3 * day)},
		{"an approval on a condition ends with it", potter(nib, approved("npwp", never, now.Add(90*day))), never, "admin:ready centre:pottery held:nib held:npwp", now.Add(90 * day)},
		{"a sign of life today counts for a month", potter(nib, npwp), now, "active:180 active:30 active:90 admin:ready centre:pottery held:nib held:npwp", now.Add(30 * day)},
		{"on the thirtieth day it does not", potter(nib, npwp), now.Add(-30 * day), "active:180 active:90 admin:ready centre:pottery held:nib held:npwp", now.Add(60 * day)},
		{"after half a year nothing does", potter(nib, npwp), now.Add(-180 * day), "admin:ready centre:pottery held:nib held:npwp", never},
		{"another line of business is no part of the centre", Business{Sector: "service", Village: "35.73.02.1011", Documents: []Document{nib, npwp}}, never, "admin:ready held:nib held:npwp", never},
	} {
		terms, until := p.TimedTerms(Person{Businesses: []Business{c.business}}, c.active, now)
		if got := strings.Join(terms, " "); got != c.want || !until.Equal(c.until) {
			t.Errorf("%s: %s until %s\nwant %s until %s", c.name, got, until, c.want, c.until)
		}
	}
}
