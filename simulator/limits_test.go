package simulator

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	type send struct {
		chat, after int // milliseconds
		flooded     bool
	}
	for _, row := range []struct {
		name     string
		all, one int
		sends    []send
	}{
		{"without limits", 0, 0, []send{{5, 0, false}, {5, 0, false}, {5, 0, false}}},
		{"one a second in one chat", 0, 1, []send{{5, 0, false}, {5, 0, true}, {6, 0, false}, {5, 999, true}, {5, 1, false}, {5, 0, true}}},
		{"three a second in all", 3, 0, []send{{5, 0, false}, {6, 0, false}, {5, 0, false}, {6, 0, true}, {6, 1000, false}}},
		{"what a chat's limit refuses does not count for all", 2, 1, []send{{5, 0, false}, {5, 0, true}, {5, 0, true}, {6, 0, false}, {7, 0, true}}},
		{"what the limit of all refuses does not count for the chat", 1, 1, []send{{5, 0, false}, {6, 0, true}, {6, 1000, false}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := start(t, func(o *Options) { o.PerSecond, o.ChatPerSecond = row.all, row.one })
			for id := range int64(3) {
				b.server.Phone(User{ID: 5 + id, FirstName: "x"}).Send("/start")
			}
			floods := 0
			for i, s := range row.sends {
				b.clock.Advance(time.Duration(s.after) * time.Millisecond)
				r := b.call("sendMessage", "chat_id", itoa(s.chat), "text", "x")
				if !s.flooded {
					if !r.OK {
						t.Errorf("send %d: %s", i, r.Description)
					}
					continue
				}
				floods++
				b.is(r, http.StatusTooManyRequests, "Too Many Requests: retry after 1")
				if r.Parameters.RetryAfter != 1 || r.header.Get("Retry-After") != "1" {
					t.Errorf("send %d: %+v", i, r)
				}
			}
			if s := b.server.Stats(); s.Flooded != floods || s.Refused != floods || s.Sent != len(row.sends)-floods {
				t.Errorf("counted %+v", s)
			}
		})
	}
}

func TestTelegramsOwnLimits(t *testing.T) {
	t.Parallel()
	b := start(t, func(o *Options) { o.PerSecond, o.ChatPerSecond = 30, 1 })
	sent := 0
	for i := range 40 {
		id := int64(100 + i)
		b.server.Phone(User{ID: id, FirstName: "x"}).Send("/start")
		if b.call("sendMessage", "chat_id", strconv.FormatInt(id, 10), "text", "x").OK {
			sent++
		}
	}
	if sent != 30 {
		t.Errorf("%d went out within a second", sent)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	type seen struct {
		status int // 0: no answer
		says   string
	}
	for _, row := range []struct {
		name  string
		fault Fault
		want  seen
		sent  bool
	}{
		{"a gateway's page instead of an answer", Fault{Kind: BadGateway}, seen{502, "no JSON"}, false},
		{"done, and the answer lost", Fault{Kind: LostAnswer}, seen{}, true},
		{"cut off", Fault{Kind: CutOff}, seen{}, false},
		{"flooded", Fault{Kind: Flooded}, seen{429, "Too Many Requests: retry after 1"}, false},
		{"flooded for longer", Fault{Kind: Flooded, RetryAfter: 30}, seen{429, "Too Many Requests: retry after 30"}, false},
		{"refused", Fault{Kind: Rejected, Text: "Bad Request: chat not found"}, seen{400, "Bad Request: chat not found"}, false},
		{"forbidden", Fault{Kind: Rejected, Text: "Forbidden: bot can't initiate conversation with a user"}, seen{403, "Forbidden: bot can't initiate conversation with a user"}, false},
		{"the token is no longer good", Fault{Kind: Rejected, Text: "Unauthorized"}, seen{401, "Unauthorized"}, false},
		{"a conflict", Fault{Kind: Rejected, Text: "Conflict: x"}, seen{409, "Conflict: x"}, false},
		{"a trouble of theirs", Fault{Kind: Rejected, Text: "Internal Server Error: restart"}, seen{500, "Internal Server Error: restart"}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			before := len(p.Messages())
			row.fault.Times = 1
			b.server.Fail(row.fault)
			r, err := b.try("sendMessage", "chat_id", "5", "text", "x")
			got := seen{r.status, r.Description}
			if err != nil && r.status != 0 && strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
				got.says = "no JSON"
			}
			if got != row.want || r.OK {
				t.Errorf("answered %+v (%v), want %+v", got, err, row.want)
			}
			if r.status == 429 && fmt.Sprint("Too Many Requests: retry after ", r.Parameters.RetryAfter) != r.Description {
				t.Errorf("retry_after is %d", r.Parameters.RetryAfter)
			}
			if got := len(p.Messages()) - before; got != map[bool]int{true: 1}[row.sent] {
				t.Errorf("%d messages arrived", got)
			}
			b.say("text", "once is over")
		})
	}
}

func TestWhomAFaultHits(t *testing.T) {
	t.Parallel()
	b, _ := met(t)
	b.server.Phone(User{ID: 6, FirstName: "Budi"}).Send("/start")
	works := func(method, chat string) bool { return b.call(method, "chat_id", chat, "text", "x").OK }
	b.server.Fail(Fault{Method: "sendmessage", Chat: 6, Kind: Rejected, Text: "Bad Request: x", Times: 2})
	for i, row := range []struct {
		method, chat string
		want         bool
	}{
		{"sendMessage", "5", true},
		{"sendMessage", "6", false},
		{"getChat", "6", true},
		{"SENDMESSAGE", "6", false},
		{"sendMessage", "6", true}, // twice is over
	} {
		if got := works(row.method, row.chat); got != row.want {
			t.Errorf("call %d of %s to %s: %t", i, row.method, row.chat, got)
		}
	}
	b.server.Fail(Fault{Kind: Flooded}) // everything, for ever
	for range 5 {
		if works("sendMessage", "5") || works("getChat", "6") {
			t.Error("the fault went away")
		}
	}
	b.server.Heal()
	if !works("sendMessage", "5") || !works("getChat", "6") {
		t.Error("healing does not help")
	}
}

func TestALineThatIsDown(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	before := len(p.Messages())
	b.server.Down(true)
	if r, err := b.try("sendMessage", "chat_id", "5", "text", "x"); err == nil {
		t.Errorf("answered %+v", r)
	}
	b.server.Down(false)
	b.say("text", "again")
	b.server.Down(true)
	b.server.Heal()
	b.say("text", "healed")
	if n := len(p.Messages()) - before; n != 2 {
		t.Errorf("%d messages arrived, want 2", n)
	}
}
