package app

import (
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// TestWhoIsAffectedIsListed: those whom the officer saw in that time, or everybody
// who is registered; who was erased since is counted.
func TestWhoIsAffectedIsListed(t *testing.T) {
	t.Parallel()
	r := redistest.Embedded(t)
	data, err := store.Open(store.Options{URL: r.URL, City: "malang", Keys: store.Keys{[]byte(strings.Repeat("k", 32))}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = data.Close() }()
	ctx, at := t.Context(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	consent := []enterprise.Consent{{Purpose: enterprise.DataConsent, Given: true, Version: "1", At: at}}
	var people []enterprise.Person
	for _, name := range []string{"Ratna", "Siti", "=HYPERLINK(1)", "Budi"} {
		people = append(people, enterprise.Person{Name: name, Phone: "+62812", Consents: consent, Since: at, Contacts: []enterprise.Contact{{Address: enterprise.Address{Channel: "telegram", ID: name}}}})
	}
	if err := data.Import(ctx, people); err != nil {
		t.Fatal(err)
	}
	lease, _, err := data.Acquire(ctx, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for n, a := range []flows.Audit{
		{At: at.AddDate(0, 0, -9), Who: 1, Whom: 4, What: "data.card"}, // before
		{At: at, Who: 1, Whom: 2, What: "data.card"}, {At: at, Who: 1, Whom: 3, What: "data.found"}, {At: at, Who: 1, Whom: 99, What: "data.card"},
		{At: at, Who: 7, Whom: 4, What: "data.card"}, // another officer
		{At: at, Who: 1, What: "data.exported", On: "semua (4)"},
	} {
		if _, err := data.Append(ctx, at, []store.Cause{{Delivery: string(rune('a' + n)), Input: flows.Input{Kind: flows.Text, From: people[0].Contacts[0].Address}}}); err != nil {
			t.Fatal(err)
		}
		entries, err := data.Take(ctx, store.Start, 1, 0)
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := data.Load(ctx, at, entries)
		if err != nil {
			t.Fatal(err)
		}
		change, _, err := data.Change(at, entries[0], loaded[0], flows.Turn{State: loaded[0].State, AuditLog: []flows.Audit{a}})
		if err != nil {
			t.Fatal(err)
		}
		if errs := data.Commit(ctx, lease, []store.Change{change}); errs[0] != nil {
			t.Fatal(errs[0])
		}
	}
	list := func(c Affected) (string, string) {
		t.Helper()
		i, err := c.incident(time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		var out, beside strings.Builder
		if err := listAffected(ctx, data, at, i, &out, &beside); err != nil {
			t.Fatal(err)
		}
		return out.String(), beside.String()
	}
	out, beside := list(Affected{By: "p1", From: "2026-11-20"})
	if out != "number,name,phone,channels,what,last\np2,Siti,'+62812,telegram,data.card,2026-11-23T09:00:00Z\np3,'=HYPERLINK(1),'+62812,telegram,data.found,2026-11-23T09:00:00Z\n" {
		t.Error(out)
	}
	for _, words := range []string{"2 people are affected", "1 more had their data erased", "data.exported semua (4)"} {
		if !strings.Contains(beside, words) {
			t.Errorf("%q is not said: %s", words, beside)
		}
	}
	if out, _ := list(Affected{Everybody: true}); strings.Count(out, "\n") != 5 {
		t.Error(out)
	}
	for _, c := range []Affected{{}, {By: "p1", Everybody: true}, {By: "Ratna"}, {By: "p1", From: "kemarin"}} {
		if _, err := c.incident(time.UTC); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}
