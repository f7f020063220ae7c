package simulator

import (
	"sync/atomic"
	"time"
)

// Clock is a clock that can be moved: the real time and an offset.
type Clock struct{ offset atomic.Int64 }

// Now is the moved time.
func (c *Clock) Now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())) }

// Advance moves the clock, forward or back.
func (c *Clock) Advance(d time.Duration) { c.offset.Add(int64(d)) }
