package simulator

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

// texts are the texts of updates.
func texts(updates []got) []string {
	out := []string{}
	for _, u := range updates {
		out = append(out, u.Message.Text)
	}
	return out
}

func TestOffsetsAndLimits(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c", "d", "e"}
	for _, row := range []struct {
		name string
		ask  func(first int) []string
		want []string // answered
		left []string // still there for the next call
	}{
		{"nothing asked gives everything and confirms nothing", func(int) []string { return nil }, all, all},
		{"offset 0 is the same", func(int) []string { return []string{"offset", "0"} }, all, all},
		{"an offset confirms what is below it", func(first int) []string { return []string{"offset", itoa(first + 2)} }, all[2:], all[2:]},
		{"an offset past the newest confirms everything", func(first int) []string { return []string{"offset", itoa(first + 5)} }, nil, nil},
		{"an old offset changes nothing", func(first int) []string { return []string{"offset", itoa(first - 3)} }, all, all},
		{"an offset from another time is not heeded", func(first int) []string { return []string{"offset", itoa(first + 5000)} }, all, all},
		{"-1 keeps the newest only", func(int) []string { return []string{"offset", "-1"} }, all[4:], all[4:]},
		{"-3 keeps the newest three", func(int) []string { return []string{"offset", "-3"} }, all[2:], all[2:]},
		{"-9 keeps all five", func(int) []string { return []string{"offset", "-9"} }, all, all},
		{"limit 2 gives the two oldest", func(int) []string { return []string{"limit", "2"} }, all[:2], all},
		{"limit 0 is 1", func(int) []string { return []string{"limit", "0"} }, all[:1], all},
		{"limit 1000 is 100", func(int) []string { return []string{"limit", "1000"} }, all, all},
		{"offset and limit go together", func(first int) []string { return []string{"offset", itoa(first + 1), "limit", "1"} }, all[1:2], all[1:]},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			for _, text := range all {
				p.Send(text)
			}
			first := b.updates("limit", "1")[0].ID
			if got := texts(b.updates(row.ask(first)...)); !slices.Equal(got, row.want) {
				t.Errorf("answered %q, want %q", got, row.want)
			}
			if got := texts(b.updates()); !slices.Equal(got, row.left) {
				t.Errorf("left are %q, want %q", got, row.left)
			}
		})
	}
}

func TestAHundredAtMostInOrderOfTheirIds(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	other := b.server.Phone(User{ID: 6, FirstName: "Budi"})
	for range 70 {
		p.Send("x")
		other.Send("y")
	}
	seen, next := 0, 0
	for range 2 {
		updates := b.updates("offset", itoa(next))
		for _, u := range updates {
			if next != 0 && u.ID != next {
				t.Fatalf("%d came where %d was due", u.ID, next)
			}
			next = u.ID + 1
		}
		seen += len(updates)
		if len(updates) > 100 {
			t.Errorf("%d at once", len(updates))
		}
	}
	if seen != 140 {
		t.Errorf("%d of 140 came", seen)
	}
}

func TestConfirmingIsTheSecondTick(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	before := b.server.Stats().Confirmed
	p.Send("halo")
	id := b.updates()[0].ID
	if last(t, p).Fetched {
		t.Error("a message is ticked before the bot confirms it")
	}
	b.updates("offset", itoa(id+1))
	if !last(t, p).Fetched || b.server.Stats().Confirmed != before+1 {
		t.Errorf("after confirming: %+v, %d confirmed", last(t, p), b.server.Stats().Confirmed)
	}
}

func TestUpdatesGrowOld(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		do      func(*Phone)
		age     time.Duration
		expired bool
	}{
		{"a message is there after 24 hours less a second", func(p *Phone) { p.Send("x") }, 24*time.Hour - time.Second, false},
		{"a message is gone after 24 hours", func(p *Phone) { p.Send("x") }, 24 * time.Hour, true},
		{"a block is there for a day too", func(p *Phone) { p.Block() }, 24*time.Hour - time.Second, false},
		{"a tap is there after 149 seconds", func(p *Phone) { p.TapData(1, "x") }, 149 * time.Second, false},
		{"a tap is gone after 150 seconds", func(p *Phone) { p.TapData(1, "x") }, 150 * time.Second, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			row.do(p)
			b.clock.Advance(row.age)
			if got := len(b.updates()) == 0; got != row.expired {
				t.Errorf("expired: %t", got)
			}
			info := parsed[struct {
				Pending int `json:"pending_update_count"`
			}](t, b.ok("getWebhookInfo").Result)
			if (info.Pending == 0) != row.expired {
				t.Errorf("%d are pending", info.Pending)
			}
		})
	}
}

func TestAllowedUpdatesStay(t *testing.T) {
	t.Parallel()
	everything := []string{"message", "edited_message", "callback_query", "my_chat_member"}
	for _, row := range []struct {
		name  string
		calls []string // allowed_updates of calls in turn; "-": not given
		want  []string
	}{
		{"without a word everything comes", []string{"-"}, everything},
		{"only what was asked for comes", []string{`["message"]`}, []string{"message"}},
		{"a later call without a word changes nothing", []string{`["callback_query"]`, "-"}, []string{"callback_query"}},
		{"an empty list is everything again", []string{`["message"]`, `[]`}, everything},
		{"what is no list changes nothing", []string{`["message"]`, `{"a"`}, []string{"message"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			for _, kinds := range row.calls {
				if kinds == "-" {
					b.ok("getUpdates")
				} else {
					b.ok("getUpdates", "allowed_updates", kinds)
				}
			}
			id := p.Send("x")
			if err := p.Edit(id, "y"); err != nil {
				t.Fatal(err)
			}
			p.TapData(id, "z")
			p.Block()
			kinds := []string{}
			for _, u := range b.updates() {
				for kind, there := range map[string]bool{everything[0]: u.Message != nil, everything[1]: u.Edited != nil, everything[2]: u.Callback != nil, everything[3]: u.Member != nil} {
					if there {
						kinds = append(kinds, kind)
					}
				}
			}
			if !slices.Equal(kinds, row.want) {
				t.Errorf("came %q, want %q", kinds, row.want)
			}
		})
	}
}

// poll starts a long poll and gives its answer when it ends. It comes back
// once the server holds it.
func (b *client) poll(pairs ...string) <-chan reply {
	b.t.Helper()
	b.server.mu.Lock()
	before := b.server.polling
	b.server.mu.Unlock()
	answered := make(chan reply, 1)
	go func() {
		r, err := b.try("getUpdates", append([]string{"timeout", "50"}, pairs...)...)
		if err != nil {
			r.Description = "no answer"
		}
		answered <- r
	}()
	b.until("the poll is held", func() bool {
		b.server.mu.Lock()
		defer b.server.mu.Unlock()
		return b.server.polling > before
	})
	return answered
}

// until waits for something that must become true.
func (b *client) until(what string, true func() bool) {
	b.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !true() {
		select {
		case <-tick.C:
		case <-deadline.C:
			b.t.Fatalf("not so: %s", what)
		}
	}
}

func TestALongPollEndsWhen(t *testing.T) {
	t.Parallel()
	const second = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
	for _, row := range []struct {
		name string
		do   func(*client, *Phone)
		code int
		says string
	}{
		{"a message comes", func(_ *client, p *Phone) { p.Send("halo") }, http.StatusOK, ""},
		{"a tap comes", func(_ *client, p *Phone) { p.TapData(1, "x") }, http.StatusOK, ""},
		{"a second poller waits too", func(b *client, _ *Phone) { b.poll() }, http.StatusConflict, second},
		{"a webhook is set", func(b *client, _ *Phone) { b.ok("setWebhook", "url", "http://127.0.0.1:1/") }, http.StatusConflict, "Conflict: terminated by setWebhook request"},
		{"the line goes down", func(b *client, _ *Phone) { b.server.Down(true) }, 0, "no answer"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			answered := b.poll()
			row.do(b, p)
			r := within(t, answered, "the answer")
			if r.status != row.code || r.Description != row.says || r.OK != (row.code == http.StatusOK) {
				t.Errorf("answered %d %q", r.status, r.Description)
			}
			if r.OK && len(parsed[[]got](t, r.Result)) != 1 {
				t.Errorf("answered %s", r.Result)
			}
			b.server.Down(false)
			b.ok("deleteWebhook")
			p.Send("later") // lets the second poller end
		})
	}
}

func TestAShortPollLeavesTheLongOneAlone(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	answered := b.poll()
	if got := b.updates("offset", "0", "limit", "1", "timeout", "0"); len(got) != 0 {
		t.Errorf("answered %+v", got)
	}
	p.Send("halo")
	if r := within(t, answered, "the answer"); !r.OK {
		t.Errorf("answered %q", r.Description)
	}
}

func TestALongPollEndsEmptyInTime(t *testing.T) {
	t.Parallel()
	b, _ := met(t)
	if got := b.updates("timeout", "1"); len(got) != 0 {
		t.Errorf("answered %+v", got)
	}
}

func TestWithAWebhookThereAreNoUpdates(t *testing.T) {
	t.Parallel()
	b, _ := met(t)
	b.ok("setWebhook", "url", "http://127.0.0.1:1/")
	b.refused(http.StatusConflict, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", "getUpdates")
	b.ok("deleteWebhook")
	b.ok("getUpdates")
}
