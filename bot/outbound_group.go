package bot

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/flows"
	"naikkelas/store"
)

// shutMost is how long a line waits for a group that takes nothing: what it
// says is known by then, and still in the lists that it is about.
const shutMost = 7 * 24 * time.Hour

// shutTold is how often the record of a group hears that it still takes nothing:
// it hopes each working day that it does.
const shutTold = time.Hour

// follow turns a message to a group that moved to where it is now, and lets the
// group's record know. What was to be changed stayed behind: it is said anew.
func (o *Outbound) follow(ctx context.Context, out *channel.Outgoing, e *channel.SendError) bool {
	cause := store.Cause{
		Delivery: "moved" + out.To.ID + "/" + e.To,
		Input:    flows.Input{Kind: flows.Moved, From: out.To, Text: e.To, Group: true, At: o.Now()},
	}
	if _, err := o.Store.Append(ctx, o.Now(), []store.Cause{cause}); err != nil {
		o.Log.Error("a group moved, which could not be written down yet", "trouble", err)
		return false
	}
	out.To.ID, out.Message.Edit = e.To, ""
	return true
}

// waits keeps a line for a group that takes nothing now; its record learns why,
// so that what comes next goes elsewhere.
func (o *Outbound) waits(ctx context.Context, log *slog.Logger, line store.Line, a *attempt, e *channel.SendError, pause time.Duration) (finished int, wait time.Duration) {
	if !a.shut || o.Now().Sub(a.told) > shutTold {
		cause := store.Cause{
			Delivery: "shut" + line.ID + "/" + strconv.FormatInt(o.Now().Unix(), 36),
			Input:    flows.Input{Kind: flows.Blocked, From: line.To, Text: e.Text, Group: true, At: o.Now()},
		}
		if _, err := o.Store.Append(ctx, o.Now(), []store.Cause{cause}); err != nil {
			log.Error("a group takes nothing, which could not be written down yet", "trouble", err)
			return 0, pause
		}
		log.Warn("a group takes nothing: what is for it waits", "error", e)
		a.shut, a.told = true, o.Now()
	}
	if o.age(line) > shutMost {
		a.giveUp(log, "a line waited for a group in vain", e)
		return 1, 0
	}
	return 0, pause
}

// opened lets the record of a group know that it takes something again.
func (o *Outbound) opened(ctx context.Context, line store.Line, a *attempt) {
	if !a.shut {
		return
	}
	cause := store.Cause{Delivery: "open" + line.ID, Input: flows.Input{Kind: flows.Unblocked, From: line.To, Group: true, At: o.Now()}}
	if _, err := o.Store.Append(ctx, o.Now(), []store.Cause{cause}); err != nil {
		o.Log.Error("a group takes something again, which could not be written down", "trouble", err)
	}
}

// age is how long ago a line was written, by the number that Redis gave it.
func (o *Outbound) age(line store.Line) time.Duration {
	written, _, _ := strings.Cut(line.ID, "-")
	ms, err := strconv.ParseInt(written, 10, 64)
	if err != nil {
		return 0
	}
	return o.Now().Sub(time.UnixMilli(ms))
}
