package bot

import (
	"errors"
	"log/slog"
	"time"

	"naikkelas/bot/channel"
)

const (
	triesMost   = 8                // tries of a message while others get through
	refusedRest = 30 * time.Second // nothing is sent for so long after our token was refused
	unsentMost  = 5 * time.Second  // between tries of what never left: the line is back at any moment
)

// remedy is what is to be done about a failed send.
type remedy int

const (
	done        remedy = iota // nothing is left to be said
	again                     // it is tried again after a pause
	elsewhere                 // the chat is another one from now on
	shut                      // a group takes nothing now: it waits
	unreachable               // the person cannot be reached
	uncertain                 // it may have arrived, and must not arrive twice
	kept                      // the channel says it later, or the person wants none of it
	halted                    // our token is refused: nothing was sent, and nothing is for a while
	abandoned                 // it is given up
)

// attempt is the history of one message: a line, or one of an announcement.
type attempt struct {
	once    bool // it must not arrive twice
	plain   bool // from now on without markup
	aside   bool // it is no words, but the list of commands that an app shows
	tries   int
	unknown bool
	shut    bool      // the group took nothing,
	told    time.Time // which its record heard then
	failed  time.Time // when it failed last, or was tried first
	pause   channel.Backoff
}

func newAttempt(once bool) attempt {
	return attempt{once: once, pause: channel.Backoff{First: time.Second, Most: time.Minute}}
}

// begin notes that a message is tried.
func (a *attempt) begin(now time.Time) {
	if a.failed.IsZero() {
		a.failed = now
	}
}

// failure is the SendError in an error; any other is a fault of ours, which
// another try would meet again.
func failure(err error) *channel.SendError {
	var e *channel.SendError
	if errors.As(err, &e) {
		return e
	}
	return &channel.SendError{Kind: channel.Refused, Text: err.Error()}
}

// after is what is to be done about a failed try, and after what pause. It is
// the only place that decides, for lines and announcements alike; the pacer
// learns what concerns everybody else.
func (a *attempt) after(e *channel.SendError, chat string, p *Pacer, log *slog.Logger) (remedy, time.Duration) {
	switch e.Kind {
	case channel.Unchanged, channel.Expired:
		return done, 0
	case channel.Flood:
		wait := max(e.RetryAfter, time.Second)
		p.Flooded(chat, wait, a.once)
		return again, wait
	case channel.Crowded: // nobody else's business
		return again, max(e.RetryAfter, time.Second)
	case channel.Parked, channel.Closed, channel.NotNow, channel.OptedOut:
		return kept, 0
	case channel.Unknown:
		if a.once {
			p.Unclear()
			return uncertain, 0
		}
		return a.retry(e, p, log)
	case channel.Unsent, channel.Broken, channel.Conflict:
		return a.retry(e, p, log)
	case channel.Unauthorized:
		if p.Halt(refusedRest) {
			log.Error("the token is refused: nothing is sent", "error", e)
		}
		return halted, 0
	case channel.Moved:
		return elsewhere, 0
	case channel.Shut:
		if a.once {
			return unreachable, 0
		}
		return shut, a.pause.Next(0)
	case channel.Gone:
		return unreachable, 0
	case channel.BadMarkup:
		if !a.plain {
			log.Error("the markup of a message is refused: it goes out as plain text", "error", e)
			a.plain = true
			return again, 0
		}
	}
	a.giveUp(log, "a message is refused and given up", e)
	return abandoned, 0
}

// giveUp says that a message is given up. Of a list of commands nobody misses a
// word: the one that the app showed before stays.
func (a *attempt) giveUp(log *slog.Logger, what string, e *channel.SendError) {
	if a.aside {
		log.Warn("the list of commands is not shown in one chat", "error", e)
		return
	}
	log.Error(what, "error", e)
}

// retry is the pause before a message that got no answer is tried again. Tries
// count only while other messages get through: an outage costs nobody anything.
func (a *attempt) retry(e *channel.SendError, p *Pacer, log *slog.Logger) (remedy, time.Duration) {
	if p.ThroughSince(a.failed) {
		a.tries++
	}
	a.failed = time.Now()
	if a.tries >= triesMost {
		a.giveUp(log, "a message fails again and again and is given up", e)
		return abandoned, 0
	}
	log.Warn("a message will be tried again", "error", e)
	if e.Kind == channel.Unknown && !a.unknown {
		a.unknown = true
		return again, 0 // a copy does no harm, a lost question does
	}
	pause := a.pause.Next(0)
	if e.Kind == channel.Unsent {
		pause = min(pause, unsentMost)
	}
	return again, pause
}
