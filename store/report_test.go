package store

import (
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store/redistest"
)

// What a channel reports moves a recipient once, in whatever order it comes,
// and the states still add up.
func TestReportsReachTheLedger(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		hearers(t, s, 4)
		opened(t, s, holder, scheduled("a"))
		given := claim(t, s, holder, "a", 4)
		ref := func(n int) string { return RecipientRef("a", given[n].Person, 0) }
		report := func(all ...Report) {
			t.Helper()
			for range 2 { // each comes twice
				if err := s.Report(t.Context(), all); err != nil {
					t.Fatal(err)
				}
			}
		}
		report(Report{Ref: ref(3), State: Failed, Reason: "refused"}) // before its sending is written down
		settle(t, s, holder, "a", given, flows.LedgerSent, "")
		report(Report{Ref: ref(0), State: Read}, Report{Ref: ref(0), State: Delivered}, Report{Ref: ref(1), State: Delivered}, Report{Ref: ref(2), State: Failed, Todo: Reopen})
		l := ledger(t, s, "a")
		if l.Sent != 2 || l.Failed != 1 || l.Skipped != 1 || l.Delivered != 2 || l.Read != 1 {
			t.Errorf("%+v", l)
		}
		if l.Why["failed:refused"] != 1 || l.Why["skipped:"+ReasonParked] != 1 {
			t.Errorf("the reasons are %v", l.Why)
		}
	})
}

func TestWhatIsParkedGoesOutInOrderWhenThePersonWrites(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		who := enterprise.Address{Channel: "whatsapp", ID: "ID.1"}
		for _, ref := range []string{"1700000000001-0", "1700000000002-0", "1700000000001-0"} {
			if err := s.Park(t.Context(), ref, Line{Person: 5, To: who, Message: messages.Message{Text: ref}}); err != nil {
				t.Fatal(err)
			}
		}
		in := said("halo")
		in.From = who
		for range 2 {
			if _, err := s.Append(t.Context(), testTime, []Cause{{Delivery: "w1", Input: in, Heard: testTime}}); err != nil {
				t.Fatal(err)
			}
		}
		lines, err := s.Lines(t.Context(), Start, 10, 0)
		if err != nil || len(lines) != 2 || lines[0].Message.Text != "1700000000001-0" || lines[1].Message.Text != "1700000000002-0" {
			t.Errorf("%+v go out, %v", lines, err)
		}
		if heard, err := s.Heard(t.Context(), who); err != nil || !heard.Equal(testTime) {
			t.Errorf("heard at %v, %v", heard, err)
		}
	})
}

func TestADayHasRoomForSoMany(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		for i, want := range []bool{true, true, false, true} {
			who := enterprise.Address{Channel: "whatsapp", ID: []string{"a", "b", "c", "a"}[i]}
			if ok, err := s.Reached(t.Context(), who, testTime, 2); err != nil || ok != want {
				t.Errorf("%d: %t, %v", i, ok, err)
			}
		}
		if ok, _ := s.Reached(t.Context(), enterprise.Address{Channel: "whatsapp", ID: "c"}, testTime.Add(adayLong+1), 2); !ok {
			t.Error("the next day has no room")
		}
	})
}

// What a channel keeps is sealed anew with everything else, and opens then.
func TestWhatAChannelKeepsIsSealedAnew(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		aChannelsWorth(t, s, 5)
		s = open(t, r, 1, 0)
		if err := s.Reseal(t.Context(), lease(t, s), func(int) error { return nil }); err != nil {
			t.Fatal(err)
		}
		s = open(t, r, 1)
		if words, err := s.WhatWasSaid(t.Context(), siti, "m"); err != nil || words != "Siti, izinnya habis" {
			t.Errorf("what was said is %q, %v", words, err)
		}
		if all, err := s.Parked(t.Context(), siti); err != nil || len(all) != 1 {
			t.Errorf("parked are %+v, %v", all, err)
		}
		if err := s.Report(t.Context(), []Report{{Ref: "1700000000002-0", To: siti, State: Failed, Todo: Repeat, At: testTime}}); err != nil {
			t.Fatal(err)
		}
		if lines, err := s.Lines(t.Context(), Start, 10, 0); err != nil || len(lines) != 1 || lines[0].Tries != 1 {
			t.Errorf("%+v go out again, %v", lines, err)
		}
	})
}
