package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/store"
)

// poller is a Receive before a scripted API. When the script is over, polls
// are held.
type poller struct {
	api      *scriptedAPI
	pauses   []time.Duration
	troubles []error
	got      []channel.Delivery
	tapped   chan string // callback queries that were answered

	stop  context.CancelFunc
	idle  chan struct{} // closed when the script is over
	ended chan struct{}
}

// found answers a poll with updates.
func found(updates ...string) script {
	return func(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) {
		answerOK(w, "["+strings.Join(updates, ",")+"]")
	}
}

// wroteText is the update of a text.
func wroteText(id int, text string) string {
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"from":{"id":42},"chat":{"id":42,"type":"private"},"date":1,"text":%q}}`, id, id, text)
}

// receive polls through a script. deliver says what becomes of the nth try of
// a delivery; nil takes everything.
func receive(t *testing.T, deliver func(p *poller, try int) error, polls ...script) *poller {
	t.Helper()
	p := &poller{tapped: make(chan string, 100), idle: make(chan struct{}), ended: make(chan struct{})}
	n := 0 // polls follow each other
	var over sync.Once
	p.api = newScriptedAPI(t, func(w http.ResponseWriter, r *http.Request, all int, c apiCall) {
		switch {
		case c.method == "answerCallbackQuery":
			p.tapped <- c.params.Get("callback_query_id")
			answerOK(w, "true")
		case c.params.Get("timeout") == "0":
			answerOK(w, "[]")
		case n < len(polls):
			n++
			polls[n-1](w, r, all, c)
		default:
			over.Do(func() { close(p.idle) })
			<-r.Context().Done()
		}
	})
	p.api.sleep = func(_ context.Context, d time.Duration) { p.pauses = append(p.pauses, d) }
	ctx, cancel := context.WithCancel(t.Context())
	p.stop = cancel
	go func() {
		defer close(p.ended)
		p.api.Receive(ctx, func(_ context.Context, d channel.Delivery) error {
			p.got = append(p.got, d)
			if deliver == nil {
				return nil
			}
			return deliver(p, len(p.got))
		}, func(err error) { p.troubles = append(p.troubles, err) })
	}()
	return p
}

// finish waits for the end of the script and stops polling.
func (p *poller) finish(t *testing.T) {
	t.Helper()
	waitFor(t, p.idle, "the script's end")
	p.stop()
	waitFor(t, p.ended, "the end of polling")
}

func waitFor[T any](t *testing.T, c <-chan T, what string) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(30 * time.Second):
		t.Fatalf("still waiting for %s", what)
	}
	return v
}

// offsets are those of all polls, the last one the confirmation.
func (p *poller) offsets() string {
	var out []string
	for _, c := range p.api.asked() {
		if c.method == "getUpdates" {
			out = append(out, c.params.Get("offset"))
		}
	}
	return strings.Join(out, " ")
}

// texts are what was delivered, a word a delivery.
func (p *poller) texts() string {
	var out []string
	for _, d := range p.got {
		text := ""
		for _, c := range d.Causes {
			text += c.Input.Text
		}
		out = append(out, text+strings.Repeat("!", len(d.Bad)))
	}
	return strings.Join(out, " ")
}

func TestTheOffsetMovesOnlyAfterTheDelivery(t *testing.T) {
	t.Parallel()
	p := receive(t, func(p *poller, try int) error {
		if n := len(p.api.asked()); n != 1 && try <= 4 {
			t.Errorf("asked %d times before the first delivery succeeded", n)
		}
		if try < 4 {
			return errors.New("Redis is away")
		}
		return nil
	}, found(wroteText(7, "a"), wroteText(9, "b")), found(wroteText(10, "c")))
	p.finish(t)
	if got := p.texts(); got != "ab ab ab ab c" {
		t.Errorf("delivered %q", got)
	}
	if got := p.offsets(); got != " 10 11 11" {
		t.Errorf("offsets %q", got)
	}
	if len(p.troubles) != 3 || len(p.pauses) != 3 || p.pauses[0] < 25*time.Millisecond || p.pauses[2] > 200*time.Millisecond || p.pauses[2] < 100*time.Millisecond {
		t.Errorf("troubles %v, pauses %v", p.troubles, p.pauses)
	}
}

func TestAPollSaysWhatItWants(t *testing.T) {
	t.Parallel()
	p := receive(t, nil, found(wroteText(7, "a")))
	p.finish(t)
	want := []string{
		"allowed_updates=%5B%22message%22%2C%22edited_message%22%2C%22callback_query%22%2C%22my_chat_member%22%5D&limit=100&timeout=50",
		"allowed_updates=%5B%22message%22%2C%22edited_message%22%2C%22callback_query%22%2C%22my_chat_member%22%5D&limit=100&offset=8&timeout=50",
		"allowed_updates=%5B%22message%22%2C%22edited_message%22%2C%22callback_query%22%2C%22my_chat_member%22%5D&limit=1&offset=8&timeout=0",
	}
	for i, c := range p.api.asked() {
		if c.method != "getUpdates" || i >= len(want) || c.params.Encode() != want[i] {
			t.Errorf("call %d: %s %s", i, c.method, c.params.Encode())
		}
	}
}

func TestIdsThatBeginAnewLowerAreTaken(t *testing.T) {
	t.Parallel()
	p := receive(t, nil, found(wroteText(1000, "a")), found(wroteText(5, "b"), wroteText(6, "c")), found(wroteText(7, "d")))
	p.finish(t)
	if p.texts() != "a bc d" || p.offsets() != " 1001 7 8 8" || len(p.pauses) != 0 {
		t.Errorf("delivered %q, offsets %q, pauses %v", p.texts(), p.offsets(), p.pauses)
	}
}

func TestOneBadUpdateSpoilsNoOther(t *testing.T) {
	t.Parallel()
	bad := `{"update_id":8,"message":{"message_id":"eight"}}`
	p := receive(t, nil, found(wroteText(7, "a"), bad, wroteText(9, "b")))
	p.finish(t)
	if p.texts() != "ab!" || p.offsets() != " 10 10" || len(p.got[0].Bad) != 1 || string(p.got[0].Bad[0]) != bad {
		t.Errorf("delivered %q, bad %q, offsets %q", p.texts(), p.got[0].Bad, p.offsets())
	}
}

func TestFailedPollsStayAwayForAWhile(t *testing.T) {
	t.Parallel()
	second := time.Second
	for _, c := range []struct {
		when        string
		polls       []script
		least, most []time.Duration
	}{
		{"a server in trouble is given more time each time", []script{proxyPage(502), proxyPage(502), proxyPage(502), proxyPage(502), proxyPage(502), proxyPage(502)},
			[]time.Duration{second / 2, second, 2 * second, 4 * second, 5 * second, 5 * second}, []time.Duration{second, 2 * second, 4 * second, 8 * second, 10 * second, 10 * second}},
		{"one good answer ends the trouble", []script{proxyPage(502), proxyPage(502), found(wroteText(1, "a")), proxyPage(502)},
			[]time.Duration{second / 2, second, second / 2}, []time.Duration{second, 2 * second, second}},
		{"a second poller", []script{always(409, "Conflict: terminated by other getUpdates request", "")}, []time.Duration{5 * second}, []time.Duration{60 * second}},
		{"a wrong token", []script{always(401, "Unauthorized", "")}, []time.Duration{30 * second}, []time.Duration{30 * second}},
		{"a flood", []script{always(429, "Too Many Requests", `,"parameters":{"retry_after":77}`)}, []time.Duration{77 * second}, []time.Duration{77 * second}},
		{"updates that are no list", []script{rawAnswer(`{"ok":true,"result":{}}`)}, []time.Duration{second / 2}, []time.Duration{second}},
		{"updates without ids", []script{found(`{"message":{}}`, `{"update_id":"x"}`)}, []time.Duration{second / 2}, []time.Duration{second}},
	} {
		t.Run(c.when, func(t *testing.T) {
			t.Parallel()
			p := receive(t, nil, c.polls...)
			p.finish(t)
			if len(p.pauses) != len(c.least) || len(p.troubles) != len(c.least) {
				t.Fatalf("pauses %v, troubles %v", p.pauses, p.troubles)
			}
			for i, pause := range p.pauses {
				if pause < c.least[i] || pause > c.most[i] {
					t.Errorf("pause %d is %v, not %v to %v", i, pause, c.least[i], c.most[i])
				}
			}
			if len(p.got) > 1 || p.texts() == "!!" {
				t.Errorf("delivered %q", p.texts())
			}
		})
	}
	if pollPause(errors.New("somebody else's")) != 0 {
		t.Error("an unknown error makes a pause of its own")
	}
}

func TestEmptyAnswersAtOnceAreNotAskedForAgainAtOnce(t *testing.T) {
	t.Parallel()
	p := receive(t, nil, found(), found(), found(), found(wroteText(1, "a")))
	p.finish(t)
	if len(p.pauses) != 3 || p.pauses[2] < 2*time.Second || len(p.troubles) != 0 || p.texts() != "a" {
		t.Errorf("pauses %v, troubles %v, delivered %q", p.pauses, p.troubles, p.texts())
	}
}

func TestStoppingConfirmsWhatWasDeliveredAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		when    string
		deliver func(p *poller, try int) error
		polls   []script
		want    string // offsets, the last one the confirmation
	}{
		{"nothing came: nothing is confirmed", nil, nil, ""},
		{"while a poll waits", nil, []script{found(wroteText(3, "a"))}, " 4 4"},
		{"before anything was stored", func(p *poller, _ int) error { p.stop(); return context.Canceled },
			[]script{found(wroteText(3, "a"))}, ""},
		{"while the second delivery fails", func(p *poller, try int) error {
			if try == 1 {
				return nil
			}
			p.stop()
			return errors.New("Redis is away")
		}, []script{found(wroteText(3, "a")), found(wroteText(4, "b"))}, " 4 4"},
	} {
		t.Run(c.when, func(t *testing.T) {
			t.Parallel()
			p := receive(t, c.deliver, c.polls...)
			if c.deliver == nil {
				waitFor(t, p.idle, "the script's end")
				p.stop()
			}
			waitFor(t, p.ended, "the end of polling")
			if got := p.offsets(); got != c.want || len(p.troubles) != 0 {
				t.Errorf("offsets %q, troubles %v", got, p.troubles)
			}
		})
	}
}

func tappedOn(id int, query string) string {
	return fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":%q,"from":{"id":42},"message":{"message_id":1,"chat":{"id":42,"type":"private"},"date":0},"data":"x"}}`, id, query)
}

func TestTapsAreAnsweredOnceTheyAreSafe(t *testing.T) {
	t.Parallel()
	p := receive(t, func(p *poller, try int) error {
		if len(p.tapped) > 0 {
			t.Error("a tap was answered before it was stored")
		}
		if try < 3 {
			return errors.New("Redis is away")
		}
		return nil
	}, found(tappedOn(1, "q1"), `{"update_id":2,"callback_query":{"id":"q2","data":7}}`))
	got := []string{waitFor(t, p.tapped, "an answer"), waitFor(t, p.tapped, "an answer")}
	p.finish(t)
	if slices.Sort(got); !slices.Equal(got, []string{"q1", "q2"}) || len(p.tapped) != 0 {
		t.Errorf("answered %q", got)
	}
	if last := p.got[len(p.got)-1]; len(last.Causes) != 1 || len(last.Bad) != 1 {
		t.Errorf("delivered %+v", last)
	}
}

func TestTheLastOfManyIdsCounts(t *testing.T) {
	t.Parallel()
	var updates []string
	for id := range batch {
		updates = append(updates, wroteText(id+1, "x"))
	}
	p := receive(t, nil, found(updates...))
	p.finish(t)
	causes := p.got[0].Causes
	if len(causes) != batch || causes[99].Delivery != "t100" || p.offsets() != " 101 101" {
		t.Errorf("%d causes, offsets %q", len(causes), p.offsets())
	}
	if slices.ContainsFunc(causes, func(c store.Cause) bool { return c.Input.From != Address(42) }) {
		t.Error("a cause came from somebody else")
	}
}
