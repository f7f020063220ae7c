package bot

import (
	"sync/atomic"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// A run that reaches into the quiet hours rests at the next message, and goes on
// when they end; nobody is told twice, and nobody is left out.
func TestARunRestsInTheQuietHours(t *testing.T) {
	eachAudience(t, 300, func(t *testing.T, c *audience) {
		city := c.announcer.Book.Program.City
		evening := time.Date(2026, 11, 23, 19, 59, 0, 0, city.Location)
		var now atomic.Pointer[time.Time]
		now.Store(&evening)
		c.announcer.Now = func() time.Time { return *now.Load() }
		var heard atomic.Int32
		c.fail = func(enterprise.Address, messages.Message, int) error {
			if heard.Add(1) == 5 {
				night := evening.Add(time.Minute)
				now.Store(&night)
			}
			return nil
		}
		c.announce("a", "Halo {nama}")
		run := c.start(c.announcer.Run)
		c.until("the run rests", func() bool { l := c.ledger("a"); return l.Sent >= 5 && l.Sending == 0 && l.Todo > 0 })
		rests := c.ledger("a")
		if rests.State != flows.GateSending || rests.Sent > 5+announceCalls+handMost {
			t.Errorf("at night: %+v", rests)
		}
		morning := time.Date(2026, 11, 24, 8, 0, 0, 0, city.Location)
		now.Store(&morning)
		if l := c.over("a"); l.Sent != 300 || c.total() != 300 {
			t.Errorf("in the morning: %+v, %d messages", l, c.total())
		}
		if err := run.stop(); err != nil {
			t.Error(err)
		}
	})
}
