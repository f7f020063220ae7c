package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/enterprise/program"
	"naikkelas/flows"
	"naikkelas/flows/contents"
	"naikkelas/messages"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// audience is owners who would hear an announcement, and a sender whose
// Telegram is the test.
type audience struct {
	*mailroom
	announcer *Announcer
	author    enterprise.PersonID

	mu   sync.Mutex
	sent map[enterprise.Address][]string
	fail func(to enterprise.Address, m messages.Message, nth int) error // nil: every message arrives
}

// newAudience has owners with the addresses of postAddress(0), postAddress(1)...
func newAudience(t *testing.T, r *redistest.Redis, owners int) *audience {
	t.Helper()
	program, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	words, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	c := &audience{mailroom: newMailroom(t, r), sent: map[enterprise.Address][]string{}}
	people := make([]enterprise.Person, owners)
	for i := range people {
		people[i] = enterprise.Person{
			Name: fmt.Sprint("Owner ", i), Language: "id", Contacts: []enterprise.Contact{{Address: postAddress(i)}},
			Consents: []enterprise.Consent{{Purpose: enterprise.DataConsent, Given: true}, {Purpose: enterprise.BroadcastConsent, Given: true}},
		}
	}
	if err := c.store.Import(t.Context(), people); err != nil {
		t.Fatal(err)
	}
	c.announcer = &Announcer{
		Store: c.store, Book: contents.NewBook(program, words), Say: c.hear, Pacer: one(NewPacer(0)),
		Now: func() time.Time { return postTime }, Log: quiet(), Metrics: c.metrics,
	}
	return c
}

// hear takes a message as Telegram would.
func (c *audience) hear(_ context.Context, o channel.Outgoing) ([]string, error) {
	to, m := o.To, o.Message
	c.mu.Lock()
	defer c.mu.Unlock()
	text, _, _ := strings.Cut(m.Text, "\n\n<i>") // and how to mute such news
	c.sent[to] = append(c.sent[to], text)
	if c.fail != nil {
		if err := c.fail(to, m, len(c.sent[to])); err != nil {
			return nil, err
		}
	}
	return []string{strconv.Itoa(len(c.sent[to]))}, nil
}

// heardBy is what reached or was refused by somebody.
func (c *audience) heardBy(i int) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.sent[postAddress(i)])
}

func (c *audience) total() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for texts := range maps.Values(c.sent) {
		n += len(texts)
	}
	return n
}

// turn commits a turn of the officer's.
func (c *audience) turn(change func(*flows.Turn)) {
	c.t.Helper()
	officer := enterprise.Address{Channel: "telegram", ID: "9"}
	c.append(store.Cause{Input: flows.Input{From: officer, At: postTime}})
	entries, err := c.store.Take(c.t.Context(), store.Start, 1000, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	c.commit(entries[len(entries)-1], func(s flows.State, _ flows.Input, _ time.Time) flows.Turn {
		c.author = s.Person.ID
		s.Person.Name = "Petugas"
		t := flows.Turn{State: s}
		change(&t)
		return t
	})
}

// announce schedules an announcement of these parts to everybody, and opens
// its gate.
func (c *audience) announce(id string, parts ...string) {
	c.t.Helper()
	c.turn(func(t *flows.Turn) {
		a := map[string]any{"by": c.author, "category": "info"}
		var all []map[string]string
		for _, p := range parts {
			all = append(all, map[string]string{"h": p})
		}
		a["parts"] = all
		data, err := json.Marshal(a)
		if err != nil {
			c.t.Fatal(err)
		}
		t.Records = []flows.Record{{RecordName: flows.RecordName{Kind: flows.AnnouncementKind, ID: id}, Data: data}}
		t.Gates = []flows.Gate{{
			Announcement: id, Do: flows.GateSchedule, At: postTime, By: c.author, Parts: len(parts),
			Segment: enterprise.Segment{Every: [][]string{{enterprise.TermAll}}, Mute: "info"},
		}}
	})
	if _, err := c.store.OpenDue(c.t.Context(), c.lease, postTime); err != nil {
		c.t.Fatal(err)
	}
}

func (c *audience) gate(id string, do flows.GateAct) {
	c.t.Helper()
	c.turn(func(t *flows.Turn) { t.Gates = []flows.Gate{{Announcement: id, Do: do, At: postTime}} })
}

// ledger is how an announcement fares; the states must add up.
func (c *audience) ledger(id string) flows.Ledger {
	c.t.Helper()
	f, err := c.store.Find(c.t.Context(), postTime, flows.Lookup{Ledgers: []string{id}})
	if err != nil {
		c.t.Fatal(err)
	}
	l := f.Ledgers[id]
	if sum := l.Todo + l.Sending + l.Sent + l.Blocked + l.Failed + l.Skipped + l.Unsure; sum != l.Total {
		c.t.Fatalf("the states add up to %d of %d: %+v", sum, l.Total, l)
	}
	return l
}

func (c *audience) over(id string) flows.Ledger {
	c.t.Helper()
	c.until("the end of "+id, func() bool { return c.ledger(id).Over() })
	return c.ledger(id)
}

func eachAudience(t *testing.T, owners int, do func(*testing.T, *audience)) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) { do(t, newAudience(t, r, owners)) })
}

func TestAnAnnouncementReachesEverybodyOnce(t *testing.T) {
	eachAudience(t, 300, func(t *testing.T, c *audience) {
		c.announce("a", "Halo {nama}", "Sampai jumpa")
		run := c.start(c.announcer.Run)
		if l := c.over("a"); l.Sent != 300 || l.Total != 300 {
			t.Errorf("of 300: %+v", l)
		}
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		for i := range 300 {
			if got, want := c.heardBy(i), []string{fmt.Sprint("Halo Owner ", i), "Sampai jumpa"}; !slices.Equal(got, want) {
				t.Fatalf("owner %d heard %q, want %q", i, got, want)
			}
		}
	})
}

// Whatever Telegram answers, each recipient ends in one state with one reason,
// and nobody is sent again what may have arrived.
func TestWhatBecomesOfARecipient(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		answers []channel.Failure // to one try after another; then yes
		sends   int
		want    flows.LedgerState
		reason  string
	}{
		{"it arrives", nil, 1, flows.LedgerSent, ""},
		{"the bot is blocked", []channel.Failure{channel.Gone}, 1, flows.LedgerBlocked, "bot_was_blocked"},
		{"no answer comes", []channel.Failure{channel.Unknown}, 1, flows.LedgerUnsure, "timeout"},
		{"Telegram refuses it", []channel.Failure{channel.Refused}, 1, flows.LedgerFailed, "refused"},
		{"too fast, once", []channel.Failure{channel.Flood}, 2, flows.LedgerSent, ""},
		{"the markup is refused: plain text goes", []channel.Failure{channel.BadMarkup}, 2, flows.LedgerSent, ""},
		{"so is the plain text", []channel.Failure{channel.BadMarkup, channel.BadMarkup}, 2, flows.LedgerFailed, "refused"},
		{"too fast, then no answer", []channel.Failure{channel.Flood, channel.Unknown}, 2, flows.LedgerUnsure, "timeout"},
		{"too fast, then blocked", []channel.Failure{channel.Flood, channel.Gone}, 2, flows.LedgerBlocked, "bot_was_blocked"},
	} {
		t.Run(row.name, func(t *testing.T) {
			eachAudience(t, 1, func(t *testing.T, c *audience) {
				c.fail = func(_ enterprise.Address, _ messages.Message, nth int) error {
					if nth > len(row.answers) {
						return nil
					}
					return &channel.SendError{Kind: row.answers[nth-1], Text: "bot was blocked", RetryAfter: time.Millisecond}
				}
				c.announce("a", "<b>Halo</b>")
				run := c.start(c.announcer.Run)
				l := c.over("a")
				if err := run.stop(); err != nil {
					t.Error(err)
				}
				got, err := c.store.Recipients(t.Context(), "a")
				if err != nil || len(got) != 1 || got[0].State != row.want || got[0].Reason != row.reason {
					t.Errorf("recipients are %v, %v, want one %s %s; %+v", got, err, row.want, row.reason, l)
				}
				if n := len(c.heardBy(0)); n != row.sends {
					t.Errorf("%d sends, want %d", n, row.sends)
				}
			})
		})
	}
}

func TestWhoGotTheFirstPartGetsTheRestOrFails(t *testing.T) {
	eachAudience(t, 2, func(t *testing.T, c *audience) {
		c.fail = func(to enterprise.Address, _ messages.Message, nth int) error {
			if to == postAddress(1) && nth == 2 {
				return &channel.SendError{Kind: channel.Unknown}
			}
			return nil
		}
		c.announce("a", "satu", "dua", "tiga")
		run := c.start(c.announcer.Run)
		if l := c.over("a"); l.Sent != 1 || l.Unsure != 1 {
			t.Errorf("%+v", l)
		}
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		if got := c.heardBy(0); !slices.Equal(got, []string{"satu", "dua", "tiga"}) {
			t.Errorf("owner 0 heard %q", got)
		}
		if got := c.heardBy(1); !slices.Equal(got, []string{"satu", "dua"}) {
			t.Errorf("after no answer owner 1 heard %q", got)
		}
	})
}

// A stop acts at the next message: what is under way arrives, whoever waits is
// skipped, and nothing leaves any more.
func TestAfterAStopNothingLeaves(t *testing.T) {
	eachAudience(t, 500, func(t *testing.T, c *audience) {
		held := make(chan struct{})
		begun := make(chan struct{}, 500)
		c.announcer.Say = func(ctx context.Context, o channel.Outgoing) ([]string, error) {
			begun <- struct{}{}
			<-held
			return c.hear(ctx, o)
		}
		c.announce("a", "Halo")
		run := c.start(c.announcer.Run)
		for range announceCalls {
			<-begun
		}
		c.gate("a", flows.GateStop)
		stopped := time.Now()
		c.until("what was seen of the gate is too old", func() bool { return time.Since(stopped) > gateFresh })
		close(held)
		l := c.over("a")
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		if l.Sent != announceCalls || l.Skipped != 500-announceCalls || c.total() != announceCalls {
			t.Errorf("%d left, want %d: %+v", c.total(), announceCalls, l)
		}
	})
}

func TestAPauseHoldsAndResumingGoesOn(t *testing.T) {
	eachAudience(t, 200, func(t *testing.T, c *audience) {
		c.announce("a", "Halo")
		c.gate("a", flows.GatePause)
		c.announce("b", "Hai")
		run := c.start(c.announcer.Run)
		c.over("b")
		if l := c.ledger("a"); l.Todo != 200 {
			t.Errorf("while paused: %+v", l)
		}
		c.gate("a", flows.GateResume)
		if l := c.over("a"); l.Sent != 200 {
			t.Errorf("resumed: %+v", l)
		}
		if err := run.stop(); err != nil {
			t.Error(err)
		}
	})
}

// Whoever was being sent to when a process died is unsure, and no other
// process sends to them.
func TestWhoWasBeingSentToWhenAProcessDied(t *testing.T) {
	eachAudience(t, 20, func(t *testing.T, c *audience) {
		c.announce("a", "Halo")
		given, _, err := c.store.Claim(t.Context(), c.lease, postTime, "a", 3)
		if err != nil || len(given) != 3 {
			t.Fatal(given, err)
		}
		c.acquire() // the process with these three is gone
		run := c.start(c.announcer.Run)
		if l := c.over("a"); l.Unsure != 3 || l.Sent != 17 {
			t.Errorf("%+v", l)
		}
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		if c.total() != 17 {
			t.Errorf("%d were sent to, want 17", c.total())
		}
	})
}

// An end that is asked for leaves nobody in between: calls under way are
// finished and written down, the others wait for the next process.
func TestAnOrderlyEndLeavesNobodyUnsure(t *testing.T) {
	eachAudience(t, 1000, func(t *testing.T, c *audience) {
		c.announce("a", "Halo")
		run := c.start(c.announcer.Run)
		c.until("some sends", func() bool { return c.total() >= 100 })
		if err := run.stop(); err != nil {
			t.Fatal(err)
		}
		l, sent := c.ledger("a"), c.total()
		if l.Sending != 0 || l.Unsure != 0 || l.Sent != int64(sent) {
			t.Fatalf("%d were sent to: %+v", sent, l)
		}
		c.acquire()
		again := c.start(c.announcer.Run)
		if l := c.over("a"); l.Sent != 1000 || c.total() != 1000 {
			t.Errorf("%d sends: %+v", c.total(), l)
		}
		if err := again.stop(); err != nil {
			t.Error(err)
		}
	})
}

// Two announcements share the pace: neither waits for the other's end.
func TestAnnouncementsTakeTurns(t *testing.T) {
	eachAudience(t, 1000, func(t *testing.T, c *audience) {
		var order []string
		c.fail = func(_ enterprise.Address, m messages.Message, _ int) error {
			text, _, _ := strings.Cut(m.Text, "\n\n<i>")
			order = append(order, text)
			return nil
		}
		c.announce("old", "lama")
		c.announce("new", "baru")
		run := c.start(c.announcer.Run)
		c.over("old")
		c.over("new")
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		// Of the first half each has at least a third: claims are of 64 at most.
		half := order[:len(order)/2]
		for _, text := range []string{"lama", "baru"} {
			if n := strings.Count(strings.Join(half, " "), text); n < len(half)/3 {
				t.Errorf("of the first %d sends %d were %q", len(half), n, text)
			}
		}
	})
}

func TestARefusedTokenCostsNobodyAnything(t *testing.T) {
	eachAudience(t, 5, func(t *testing.T, c *audience) {
		c.fail = func(enterprise.Address, messages.Message, int) error {
			return &channel.SendError{Kind: channel.Unauthorized, Code: 401}
		}
		c.announce("a", "Halo")
		run := c.start(c.announcer.Run)
		c.until("a first try", func() bool { return c.total() > 0 })
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		if l := c.ledger("a"); l.Todo != 5 {
			t.Errorf("%+v", l)
		}
	})
}
