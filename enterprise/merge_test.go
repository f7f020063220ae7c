package enterprise_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	. "naikkelas/enterprise"
)

var mergeDay = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// someone is a person with histories; their moments are unlike anybody else's.
func someone(rt *rapid.T, id PersonID) Person {
	n := 0
	moment := func() time.Time {
		n++
		return mergeDay.Add(time.Duration(rapid.IntRange(0, 300).Draw(rt, "hours"))*time.Hour + time.Duration(1000*int(id)+n)*time.Millisecond)
	}
	few := func(what string) []struct{} { return make([]struct{}, rapid.IntRange(0, 2).Draw(rt, what)) }
	p := Person{ID: id, Name: fmt.Sprint("P", id), Phone: rapid.SampledFrom([]string{"", "+62812"}).Draw(rt, "phone"), Mentor: PersonID(rapid.IntRange(0, 1).Draw(rt, "mentor"))}
	p.Contacts = []Contact{{Address: Address{Channel: "telegram", ID: fmt.Sprint(id)}}}
	p.Consents = []Consent{{Purpose: DataConsent, Given: true, At: moment()}}
	for range few("consents") {
		p.Consents = append(p.Consents, Consent{Purpose: BroadcastConsent, Given: rapid.Bool().Draw(rt, "yes"), At: moment()})
	}
	for i := range few("businesses") {
		b := Business{ID: BusinessID(fmt.Sprint(i + 1)), Name: rapid.SampledFrom([]string{"Keripik", "Batik"}).Draw(rt, "business"), Village: "v"}
		b.NIB = rapid.SampledFrom([]string{"", "1", "2"}).Draw(rt, "nib")
		for range few("assessments") {
			b.Assessments = append(b.Assessments, Assessment{At: moment()})
		}
		for range few("documents") {
			at := moment()
			b.Documents = append(b.Documents, Document{Kind: "nib", ID: fmt.Sprint("D", id, n), Sent: at})
		}
		for range few("plans") {
			b.Plans = append(b.Plans, Plan{Made: moment()})
		}
		for m := range few("sales") {
			b.Sales = append(b.Sales, Sales{Month: Month(fmt.Sprintf("2026-0%d", m+1)), Given: []SalesGiven{{At: moment()}}})
		}
		p.Businesses = append(p.Businesses, b)
	}
	return p
}

// Nothing that either record holds is lost, and undoing leaves what was before.
func TestAMergeLosesNothingAndCanBeUndone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p, from := someone(rt, 1), someone(rt, 2)
		if p.MergeFault(from) != "" {
			return
		}
		before := deepCopy(rt, p)
		merged, took := p.Absorb(from, mergeDay.AddDate(0, 1, 0), 9, rapid.Bool().Draw(rt, "front"))
		if !reflect.DeepEqual(p, before) {
			rt.Fatal("the record was changed in place")
		}
		if got, want := held(merged), held(p)+held(from); got != want {
			rt.Fatalf("merged holds %d things, before there were %d: %+v", got, want, took)
		}
		after, was, ok := merged.Release(2)
		if !ok || !reflect.DeepEqual(was, took) {
			rt.Fatalf("taken back is %+v, taken over was %+v", was, took)
		}
		if !reflect.DeepEqual(normal(after), normal(p)) {
			rt.Fatalf("undone:\n%+v\nbefore:\n%+v", after, p)
		}
	})
}

// held counts what a person has said or was told in all.
func held(p Person) int {
	n := len(p.Contacts) + len(p.Consents)
	for _, b := range p.Businesses {
		n += len(b.Assessments) + len(b.Documents) + len(b.Plans)
		for _, s := range b.Sales {
			n += len(s.Given)
		}
	}
	return n
}

// normal is a person whose empty lists are nil.
func normal(p Person) Person {
	if len(p.Businesses) == 0 {
		p.Businesses = nil
	}
	out := append([]Business(nil), p.Businesses...)
	for i := range out {
		if len(out[i].Sales) == 0 {
			out[i].Sales = nil
		}
	}
	p.Businesses = out
	return p
}

func deepCopy(rt *rapid.T, p Person) Person {
	p.Contacts = append([]Contact(nil), p.Contacts...)
	p.Consents = append([]Consent(nil), p.Consents...)
	p.Businesses = append([]Business(nil), p.Businesses...)
	for i := range p.Businesses {
		b := &p.Businesses[i]
		b.Assessments = append([]Assessment(nil), b.Assessments...)
		b.Documents = append([]Document(nil), b.Documents...)
		b.Plans = append([]Plan(nil), b.Plans...)
		b.Sales = append([]Sales(nil), b.Sales...)
		for j := range b.Sales {
			b.Sales[j].Given = append([]SalesGiven(nil), b.Sales[j].Given...)
		}
	}
	return p
}

func TestWhatHappenedSinceAMergeStays(t *testing.T) {
	t.Parallel()
	p := Person{ID: 1, Businesses: []Business{{ID: "1", Name: "Keripik Siti", Village: "v"}}}
	from := Person{ID: 2, Phone: "+62812", Businesses: []Business{
		{ID: "1", Name: "keripik siti", Village: "v", NIB: "1", Assessments: []Assessment{{At: mergeDay}}, Sales: []Sales{{Month: "2026-10", Given: []SalesGiven{{At: mergeDay}}}}},
		{ID: "2", Name: "Batik Siti", Village: "v"},
	}}
	merged, _ := p.Absorb(from, mergeDay, 9, false)
	if n := len(merged.Businesses); n != 2 || merged.Businesses[0].NIB != "1" || merged.Businesses[1].ID != "2" {
		t.Fatalf("merged: %+v", merged.Businesses)
	}
	later := mergeDay.Add(time.Hour)
	merged.Phone = "+62899"
	merged.Businesses[0].Assessments = append(merged.Businesses[0].Assessments, Assessment{At: later})
	merged.Businesses[0].Sales[0].Given = append(merged.Businesses[0].Sales[0].Given, SalesGiven{At: later})
	after, _, _ := merged.Release(2)
	b := after.Businesses[0]
	if len(after.Businesses) != 1 || after.Phone != "+62899" || b.NIB != "" || len(b.Assessments) != 1 || !b.Assessments[0].At.Equal(later) || len(b.Sales[0].Given) != 1 {
		t.Errorf("undone: %+v", after)
	}
}

func TestWhatCannotBeMerged(t *testing.T) {
	t.Parallel()
	agreed := []Consent{{Purpose: DataConsent, Given: true}}
	for _, row := range []struct {
		name string
		into Person
		from Person
		want string
	}{
		{"two owners", Person{}, Person{}, ""},
		{"a record with itself", Person{ID: 2}, Person{}, "same"},
		{"somebody who withdrew", Person{}, Person{Consents: []Consent{{Purpose: DataConsent}}}, "gone"},
		{"somebody who rests already", Person{}, Person{Merged: Merged{Into: 7}}, "gone"},
		{"a colleague", Person{}, Person{Roles: []Role{Officer}}, "role"},
		{"who sits in a training", Person{}, Person{Trainings: make([]Participation, 1)}, "training"},
		{"who was chosen", Person{}, Person{Cohorts: make([]Membership, 1)}, "cohort"},
		{"who proposed something", Person{}, Person{Spoken: make([]Spoken, 1)}, "proposal"},
		{"who was asked to supply", Person{}, Person{Needs: []string{"N1"}}, "match"},
		{"six businesses", Person{Businesses: make([]Business, 5)}, Person{Businesses: []Business{{Name: "x"}}}, "full"},
	} {
		for _, p := range []*Person{&row.into, &row.from} {
			if p.Consents == nil {
				p.Consents = agreed
			}
		}
		if row.from.ID == 0 {
			row.from.ID = 2
		}
		if got := row.into.MergeFault(row.from); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
	if got := (Person{Listed: Listed{Import: "I"}}).MergeFault(Person{ID: 2, Consents: agreed}); got != "listed" {
		t.Errorf("into somebody of a list: %q", got)
	}
}

func TestSharedNumbers(t *testing.T) {
	t.Parallel()
	a := Person{Phone: "+62812", Businesses: []Business{{NIB: "1"}}}
	b := Person{Phone: "+62813", Closed: []Business{{NIB: "1"}}, Listed: Listed{Said: map[string]string{"phone": "+62812", "nib": "none"}}}
	if got := fmt.Sprint(SharedNumbers(a, b)); got != "[phone nib]" {
		t.Error(got)
	}
	if got := SharedNumbers(Person{}, Person{}); got != nil {
		t.Errorf("nothing in common is %v", got)
	}
}
