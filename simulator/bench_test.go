package simulator

import (
	"net/http"
	"testing"
)

// quick does not keep what tests look at.
func quick(b *testing.B, c *client, path string) {
	b.Helper()
	r, err := c.send(http.MethodGet, path, "", nil)
	if err != nil || !r.OK {
		b.Fatalf("%v %s", err, r.Description)
	}
}

func BenchmarkSendMessage(b *testing.B) {
	c, p := met(b)
	p.OnMessage(func(Message) {})
	path := "/bot" + token + "/sendMessage?" + values("chat_id", "5", "text", "<b>Halo</b> Bu Siti", "parse_mode", "HTML", "reply_markup", keys).Encode()
	b.ReportAllocs()
	for b.Loop() {
		quick(b, c, path)
	}
}

// BenchmarkGetUpdates takes a hundred updates a call.
func BenchmarkGetUpdates(b *testing.B) {
	c, p := met(b)
	next := 0
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		for range 100 {
			p.Send("halo")
		}
		b.StartTimer()
		updates := c.updates("offset", itoa(next))
		if len(updates) != 100 {
			b.Fatalf("%d updates", len(updates))
		}
		next = updates[99].ID + 1
	}
	b.ReportMetric(float64(100*b.N)/b.Elapsed().Seconds(), "updates/s")
}
