package enterprise_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	. "naikkelas/enterprise"
	"naikkelas/enterprise/program"
)

func TestAnnouncementRulesAreChecked(t *testing.T) {
	t.Parallel()
	right, err := os.ReadFile("program/city.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, from, to, complaint string }{
		{"nobody would approve", "approval_above: 50", "approval_above: 0", "second officer"},
		{"two urgent categories", "{code: legal, name", "{code: legal, urgent: true, name", "exactly one urgent"},
		{"no urgent category", "urgent: true, ", "", "exactly one urgent"},
		{"a code used twice", "{code: legal,", "{code: training,", "used twice"},
		{"a code that would break a button", "{code: legal,", `{code: "a:b",`, "small letters"},
		{"a name that is a word of ours", `name: {id: "Legalitas"`, `name: {id: "Kembali"`, "moves about"},
		{"a tax note without English", "tax_note: {}", `tax_note: {id: "Tidak."}`, "en text"},
		{"an act that there is not", "confirm: {roles: none", "confirm: {rolls: none", "no act"},
		{"a way that there is not", "confirm: {roles: none", "confirm: {roles: thumb", "nothing is confirmed"},
		{"a session of less than nothing", "session_hours: 0", "session_hours: -1", "less than nothing"},
		{"a name without English", `name: {id: "Legalitas", en: "Legality"}`, `name: {id: "Legalitas"}`, "en text"},
	} {
		broken := strings.Replace(string(right), c.from, c.to, 1)
		if broken == string(right) {
			t.Fatalf("%s: city.yaml holds no %q", c.what, c.from)
		}
		_, err := program.Load(fstest.MapFS{"city.yaml": {Data: []byte(broken)}})
		var faults Faults
		if !errors.As(err, &faults) || !strings.Contains(err.Error(), c.complaint) || faults[0].File != "city.yaml" || faults[0].Line < 2 {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}
