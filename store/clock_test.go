package store

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store/redistest"
)

// Whatever Redis's clock says: a record (an invitation, a claim code, an offer, a
// file) lasts until its moment by ours, not less and not more.
func TestARecordEndsByOurClock(t *testing.T) {
	t.Parallel()
	redistest.EachClock(t, testTime, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "halo")
		before := load(t, s, e)
		turn := registered(before)
		until, all := testTime.Add(5*time.Minute), flows.ListName{Name: "all", Most: 5}
		file := flows.RecordName{Kind: flows.FileRecord, ID: "aa"}
		for _, n := range []flows.RecordName{ticket, file} {
			turn.Records = append(turn.Records, flows.Record{RecordName: n, Data: json.RawMessage(`1`), Lists: map[string]int64{"all": 1}, Until: until})
		}
		if err := commit(t, s, holder, e, before, turn); err != nil {
			t.Fatal(err)
		}
		for _, row := range []struct {
			now   time.Time
			there bool
		}{{testTime, true}, {until.Add(-time.Millisecond), true}, {until, false}, {until.Add(365 * 24 * time.Hour), false}, {testTime, true}} {
			f, err := s.Find(t.Context(), row.now, flows.Lookup{Records: []flows.RecordName{ticket}, Lists: []flows.ListName{all}})
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Records[ticket]; (got.Data != nil) != row.there || row.there && !got.Until.Equal(until) {
				t.Errorf("%s after it was written the record is %+v", row.now.Sub(testTime), got)
			}
			if listed := len(f.Lists[all]); (listed == 2) != row.there || !row.there && listed != 0 {
				t.Errorf("%s after it was written %d are in the list", row.now.Sub(testTime), listed)
			}
			if known, err := s.Belong(t.Context(), row.now, []string{"aa"}); err != nil || known["aa"] != row.there {
				t.Errorf("%s after it was written the file belongs to somebody: %t, %v", row.now.Sub(testTime), known["aa"], err)
			}
		}
	})
}

// What is over can be written anew under its name, with another end or none.
func TestWhatIsOverIsWrittenOver(t *testing.T) {
	t.Parallel()
	redistest.EachClock(t, testTime, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		write := func(delivery string, now time.Time, until time.Time) error {
			e := put(t, s, delivery, "halo")
			before := load(t, s, e)
			f, err := s.Find(t.Context(), now, flows.Lookup{Records: []flows.RecordName{ticket}})
			if err != nil {
				t.Fatal(err)
			}
			record := f.Records[ticket]
			record.Data, record.Until = json.RawMessage(`"`+delivery+`"`), until
			turn := registered(before)
			turn.State.Found, turn.Records = f, []flows.Record{record}
			c, _, err := s.Change(now, e, before, turn)
			if err != nil {
				t.Fatal(err)
			}
			return s.Commit(t.Context(), holder, []Change{c})[0]
		}
		later := testTime.Add(time.Hour)
		if err := errors.Join(write("u1", testTime, testTime.Add(time.Minute)), write("u2", later, time.Time{})); err != nil {
			t.Fatal(err)
		}
		if ttl := r.Client.PTTL(t.Context(), s.keys.record(s.nameOf(ticket))).Val(); ttl != -1 {
			t.Errorf("what has no end is cleared away in %s", ttl)
		}
		f, err := s.Find(t.Context(), later.Add(10*365*24*time.Hour), flows.Lookup{Records: []flows.RecordName{ticket}})
		if got := f.Records[ticket]; err != nil || string(got.Data) != `"u2"` || !got.Until.IsZero() {
			t.Errorf("ten years later it is %+v, %v", got, err)
		}
	})
}

// Redis is only a broom, which comes a week after the end.
func TestRedisClearsAwayLater(t *testing.T) {
	t.Parallel()
	redistest.EachClock(t, testTime, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		for i, until := range []time.Duration{-time.Hour, time.Hour, 400 * 24 * time.Hour} {
			e := put(t, s, string(rune('a'+i)), "halo")
			before := load(t, s, e)
			turn := registered(before)
			name := flows.RecordName{Kind: "invitation", ID: e.ID}
			turn.Records = []flows.Record{{RecordName: name, Data: json.RawMessage(`1`), Until: testTime.Add(until)}}
			if err := commit(t, s, holder, e, before, turn); err != nil {
				t.Fatal(err)
			}
			want := max(until, 0) + clearedAfter
			if ttl := r.Client.PTTL(t.Context(), s.keys.record(s.nameOf(name))).Val(); ttl > want || ttl < want-time.Minute {
				t.Errorf("what lasts %s is cleared away in %s", until, ttl)
			}
		}
	})
}

// The release before left the end to Redis alone: what it stored is read.
func TestARecordOfTheReleaseBeforeIsRead(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "halo")
		before := load(t, s, e)
		turn := registered(before)
		turn.State.Person.Consents, turn.State.Person.Businesses = nil, nil
		turn.Records = []flows.Record{{RecordName: ticket, Data: json.RawMessage(`1`), Until: testTime.Add(time.Hour)}}
		if err := commit(t, s, holder, e, before, turn); err != nil {
			t.Fatal(err)
		}
		person := s.keys.person(before.State.Person.ID)
		r.Client.HDel(t.Context(), s.keys.record(s.nameOf(ticket)), fieldUntil)
		r.Client.HDel(t.Context(), person, fieldUntil)
		if got := find(t, s, ticket); string(got.Data) != "1" || !got.Until.IsZero() {
			t.Errorf("the record is %+v", got)
		}
		if l := load(t, s, e); l.State.New || l.State.Person.Name != "Siti Aminah" {
			t.Errorf("the stranger is %+v", l.State)
		}
	})
}

// A stranger is known for thirty days after their last sign of life, by our
// clock; then they begin anew, and what was known is gone.
func TestAStrangerIsForgottenByOurClock(t *testing.T) {
	t.Parallel()
	redistest.EachClock(t, testTime, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		at := func(e Entry, now time.Time) Loaded {
			people, err := s.Load(t.Context(), now, []Entry{e})
			if err != nil {
				t.Fatal(err)
			}
			return people[0]
		}
		e := put(t, s, "u1", "/start")
		l := at(e, testTime)
		turn := registered(l)
		turn.State.Person.Consents, turn.State.Person.Businesses = nil, nil
		turn.State.Chat.Next = "assessment"
		if err := commit(t, s, holder, e, l, turn); err != nil {
			t.Fatal(err)
		}
		end := testTime.Add(unconsentedFor)
		e = put(t, s, "u2", "halo")
		if known := at(e, end.Add(-time.Millisecond)); known.State.New || known.State.Person.Name != "Siti Aminah" {
			t.Errorf("just before the end they are %+v", known.State)
		}
		anew := at(e, end)
		if !anew.State.New || anew.State.Person.Name != "" || len(anew.State.Chat.Drafts) != 0 || anew.State.Person.ID != l.State.Person.ID {
			t.Errorf("at the end they are %+v", anew.State)
		}
		turn = flows.Turn{State: anew.State, To: siti, Prompt: true, Say: []messages.Message{{Text: "Selamat datang"}}}
		turn.State.Person.Language, turn.State.Person.Contacts = "id", []enterprise.Contact{{Address: siti}}
		c, after, err := s.Change(end, e, anew, turn)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(t.Context(), holder, []Change{c})[0]; err != nil {
			t.Fatal(err)
		}
		if got := at(e, end); got.State.New || got.State.Person.Name != "" || got.State.Person.Language != "id" || len(got.State.Chat.Drafts) != 0 || got.State.Chat.Next != "" {
			t.Errorf("begun anew they are %+v", got.State)
		}
		if after.Over(end.Add(unconsentedFor-1)) || !after.Over(end.Add(unconsentedFor)) {
			t.Error("who is kept in memory is not forgotten at the same moment")
		}
		anew = at(e, end.Add(unconsentedFor))
		e = put(t, s, "u3", "/hapus")
		if err := commit(t, s, holder, e, anew, flows.Turn{State: anew.State, To: siti, Forget: true}); err != nil {
			t.Fatal(err)
		}
		if n := r.Client.Exists(t.Context(), s.keys.person(anew.State.Person.ID)).Val(); n != 0 {
			t.Error("what was known is still stored")
		}
	})
}

// A wake-up, such as a new release gives everybody, is no sign of life.
func TestOnlyAStrangersOwnWordsGiveThemMoreTime(t *testing.T) {
	t.Parallel()
	s := open(t, redistest.Embedded(t), 0)
	own := put(t, s, "u1", "/start")
	turn := registered(load(t, s, own))
	turn.State.Person.Consents, turn.State.Person.Businesses = nil, nil
	_, known, err := s.Change(testTime, own, load(t, s, own), turn)
	if err != nil {
		t.Fatal(err)
	}
	later := testTime.Add(20 * 24 * time.Hour)
	for _, row := range []struct {
		entry Entry
		until time.Time
	}{
		{Entry{ID: "2-0", Input: flows.Input{Kind: flows.Wake}}, testTime.Add(unconsentedFor)},
		{own, later.Add(unconsentedFor)},
	} {
		_, after, err := s.Change(later, row.entry, known, turn)
		if err != nil || !after.until.Equal(row.until) {
			t.Errorf("after %s they are known until %s, want %s: %v", row.entry.Input.Kind, after.until, row.until, err)
		}
	}
}

// A chat that a stranger has written from is free once they are forgotten, also
// while Redis still holds them.
func TestAForgottenStrangersChatIsFree(t *testing.T) {
	t.Parallel()
	redistest.EachClock(t, testTime, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "/start")
		l := load(t, s, e)
		turn := registered(l)
		turn.State.Person.Consents, turn.State.Person.Businesses = nil, nil
		if err := commit(t, s, holder, e, l, turn); err != nil {
			t.Fatal(err)
		}
		for _, row := range []struct {
			now  time.Time
			want error
		}{{testTime.Add(unconsentedFor - time.Minute), ErrStale}, {testTime.Add(unconsentedFor), nil}} {
			if _, err := s.Append(t.Context(), row.now, []Cause{{Input: said("saya pindah")}}); err != nil {
				t.Fatal(err)
			}
			entries := take(t, s)
			other := entries[len(entries)-1]
			other.Person = l.State.Person.ID + 100
			stranger := load(t, s, other)
			turn := registered(stranger)
			turn.State.Person.Consents, turn.State.Person.Businesses = nil, nil
			c, _, err := s.Change(row.now, other, stranger, turn)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Commit(t.Context(), holder, []Change{c})[0]; !errors.Is(err, row.want) {
				t.Errorf("%s later: %v, want %v", row.now.Sub(testTime), err, row.want)
			}
		}
	})
}

// Wakes, the hours of announcements and once-keys are moments of ours.
func TestHoursComeByOurClock(t *testing.T) {
	t.Parallel()
	redistest.EachClock(t, testTime, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		hour := testTime.Add(5 * time.Minute)
		e := put(t, s, "u1", "halo")
		before := load(t, s, e)
		turn := registered(before)
		turn.Wake = hour
		turn.Gates = []flows.Gate{{Announcement: "1", Do: flows.GateSchedule, At: hour, By: 1, Parts: 1}}
		if err := commit(t, s, holder, e, before, turn); err != nil {
			t.Fatal(err)
		}
		for _, row := range []struct {
			now time.Time
			due int
		}{{hour.Add(-time.Millisecond), 0}, {hour, 1}, {hour, 0}} {
			if n, err := s.WakeDue(t.Context(), holder, row.now, 10); n != row.due || err != nil {
				t.Errorf("%s before its moment %d are woken, %v", hour.Sub(row.now), n, err)
			}
			if opened, err := s.OpenDue(t.Context(), holder, row.now); len(opened) != row.due || err != nil {
				t.Errorf("%s before its hour %v is opened, %v", hour.Sub(row.now), opened, err)
			}
		}
		for _, row := range []struct {
			after time.Duration
			fresh int
		}{{time.Minute, 0}, {seenFor - time.Minute, 0}, {seenFor + time.Minute, 1}} {
			if n, err := s.Append(t.Context(), testTime.Add(row.after), []Cause{{Delivery: "u1", Input: said("halo")}}); n != row.fresh || err != nil {
				t.Errorf("a delivery that comes again after %s is new: %d, %v", row.after, n, err)
			}
		}
	})
}

// A lease is a duration that one clock measures for all who want it: Redis's.
// However far it is from ours, the holder has its time, and no other.
func TestALeaseLastsByRedis(t *testing.T) {
	t.Parallel()
	redistest.EachClock(t, testTime, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		if ttl := r.Client.PTTL(t.Context(), s.keys.lease()).Val(); ttl > time.Minute || ttl < 30*time.Second {
			t.Errorf("a lease of a minute ends in %s", ttl)
		}
		if _, ok, err := s.Acquire(t.Context(), time.Minute); ok || err != nil {
			t.Errorf("a second one holds it, too: %t, %v", ok, err)
		}
		if err := s.Renew(t.Context(), holder, 2*time.Minute); err != nil {
			t.Error(err)
		}
		if ttl := r.Client.PTTL(t.Context(), s.keys.lease()).Val(); ttl > 2*time.Minute || ttl < time.Minute {
			t.Errorf("kept for two minutes it ends in %s", ttl)
		}
		r.Client.Del(t.Context(), s.keys.lease()) // its time is up
		if err := s.Renew(t.Context(), holder, time.Minute); !errors.Is(err, ErrFenced) {
			t.Errorf("it is kept after its end: %v", err)
		}
	})
}

// Tries are counted without a clock, and numbers of the city are kept for a
// duration after they changed.
func TestCountsKnowNoClock(t *testing.T) {
	t.Parallel()
	redistest.EachClock(t, testTime, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "halo")
		for try := 1; try <= triesAllowed; try++ {
			if dead, err := s.Fail(t.Context(), holder, e, "no", Line{}); err != nil || dead != (try == triesAllowed) {
				t.Errorf("after %d tries it is put aside: %t, %v", try, dead, err)
			}
		}
		e = put(t, s, "u2", "halo")
		before := load(t, s, e)
		turn := registered(before)
		turn.Counts = []flows.Count{{Name: "sent:2026-11-23", Field: "missing", By: 2}}
		if err := commit(t, s, holder, e, before, turn); err != nil {
			t.Fatal(err)
		}
		f, err := s.Find(t.Context(), testTime.Add(365*24*time.Hour), flows.Lookup{Counts: []string{"sent:2026-11-23"}})
		if n := f.Counts["sent:2026-11-23"]["missing"]; n != 2 || err != nil {
			t.Errorf("a year later %d are counted, %v", n, err)
		}
		if ttl := r.Client.TTL(t.Context(), s.keys.count("sent:2026-11-23")).Val(); ttl > countsFor || ttl < countsFor-time.Hour {
			t.Errorf("kept for %s", ttl)
		}
		if n := r.Client.ZCount(t.Context(), s.keys.wakes(), "-inf", "+inf").Val(); n != 1 {
			t.Errorf("%d wakes", n)
		}
	})
}
