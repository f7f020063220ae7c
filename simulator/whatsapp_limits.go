package simulator

import "time"

// How often one person may be written to: one message in 6 s; up to 45 can be
// borrowed from the future
// (developers.facebook.com/documentation/business-messaging/whatsapp/throughput).
const (
	pairEvery = 6 * time.Second
	pairBurst = 45
)

// admitWhatsApp keeps to the number's pace and the person's. The caller holds
// the lock.
func (w *WhatsApp) admitWhatsApp(c *waChat) error {
	now := w.options.Now()
	if w.second.full(now, w.options.PerSecond) {
		return coded(130429, "Cloud API message throughput has been reached.")
	}
	if w.options.Pair && c != nil {
		if c.owed.Before(now) {
			c.owed = now
		}
		if c.owed.Sub(now) > (pairBurst-1)*pairEvery {
			return coded(131056, "Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.")
		}
		c.owed = c.owed.Add(pairEvery)
	}
	w.second.count++
	return nil
}

// reach counts a person written to outside the window, and reports whether
// the day has room for one more. The caller holds the lock.
func (w *WhatsApp) reach(c *waChat) bool {
	w.forgetReached()
	if _, known := w.reached[c]; !known && w.options.Daily > 0 && len(w.reached) >= w.options.Daily {
		return false
	}
	w.reached[c] = w.options.Now()
	return true
}

func (w *WhatsApp) forgetReached() {
	since := w.options.Now().Add(-24 * time.Hour)
	for c, at := range w.reached {
		if !at.After(since) {
			delete(w.reached, c)
		}
	}
}
