package enterprise_test

import (
	"testing"
	"time"

	. "naikkelas/enterprise"
)

func TestHowLongADocumentIsKept(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	day := func(n int) time.Time { return time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n) }
	for _, c := range []struct {
		name      string
		documents []Document
		want      time.Time
	}{
		{"what waits for an officer stays", []Document{{Kind: "nib", State: DocumentSent, Sent: day(0)}}, time.Time{}},
		{"what does not end stays", []Document{{Kind: "nib", State: DocumentApproved, Approved: day(0)}}, time.Time{}},
		{"what ends is kept for two years more", []Document{{Kind: "sppirt", State: DocumentApproved, Approved: day(0), Expires: day(100)}}, day(830)},
		{"what was renewed counts from then", []Document{{Kind: "sppirt", State: DocumentApproved, Approved: day(0), Expires: day(100)}, {Kind: "sppirt", State: DocumentApproved, Approved: day(50), Expires: day(1900)}}, day(780)},
		{"a newer one that is not approved yet changes nothing", []Document{{Kind: "nib", State: DocumentApproved, Approved: day(0)}, {Kind: "nib", State: DocumentSent, Sent: day(9)}}, time.Time{}},
		{"what was turned down goes after half a year", []Document{{Kind: "nib", State: DocumentRejected, Decided: day(3)}}, day(183)},
		{"so does what was asked for again", []Document{{Kind: "nib", State: DocumentAgain, Decided: day(3)}}, day(183)},
		{"a kind that the city no longer knows stays", []Document{{Kind: "gone", State: DocumentApproved, Approved: day(0), Expires: day(1)}}, time.Time{}},
	} {
		if got := p.KeptUntil(Business{Documents: c.documents}, c.documents[0]); !got.Equal(c.want) {
			t.Errorf("%s: until %s, want %s", c.name, got, c.want)
		}
	}
}
