package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"naikkelas/store"
)

// TelegramChannel is the channel's name in addresses.
const TelegramChannel = "telegram"

// allowedUpdates are the kinds we understand. Telegram remembers the list, so
// it is said each time.
const allowedUpdates = `["message","edited_message","callback_query","my_chat_member"]`

// batch is the most updates Telegram gives at once.
const batch = 100

// Delivery is what one poll or webhook call brought.
type Delivery struct {
	Causes []store.Cause
	Bad    [][]byte // updates that could not be understood, as they came
	taps   []string // callback queries to be answered
}

// Deliver makes a delivery durable. It may be called again with the same one.
type Deliver func(ctx context.Context, d Delivery) error

// early is how soon an empty answer to a long poll is no answer to it: whoever
// gives such answers would be asked thousands of times a second.
const early = time.Second

// Receive polls until the context ends. The offset, with which Telegram
// forgets updates, moves only after Deliver has returned without an error. It
// begins at 0 and is not compared with the ids: they begin anew, perhaps
// lower, after a silent week.
func (t *Telegram) Receive(ctx context.Context, deliver Deliver, trouble func(error)) {
	offset := 0
	pause := backoff{first: time.Second, most: 10 * time.Second}
	for ctx.Err() == nil {
		began := time.Now()
		updates, err := t.updates(ctx, offset, batch, pollHold)
		d, last := read(updates)
		if err == nil && len(updates) > 0 && last == 0 {
			err = &SendError{Kind: Broken, Text: "updates without ids"}
		}
		switch {
		case ctx.Err() != nil && err != nil: // the end cut the poll short
		case err != nil:
			trouble(err)
			t.sleep(ctx, pause.pause(pollPause(err)))
		case len(updates) == 0 && time.Since(began) < early:
			t.sleep(ctx, pause.pause(0))
		case len(updates) == 0:
			pause.reset()
		case t.insist(ctx, d, deliver, trouble):
			pause.reset()
			offset = last + 1
			t.answerTaps(d.taps)
		}
	}
	if offset > 0 { // what was delivered need not come again
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		_, _ = t.updates(ctx, offset, 1, 0)
	}
}

// pollPause is how long to stay away after a failed poll, at least.
func pollPause(err error) time.Duration {
	var e *SendError
	if !errors.As(err, &e) {
		return 0
	}
	switch e.Kind {
	case Conflict:
		return 5 * time.Second
	case Unauthorized:
		return 30 * time.Second
	case Flood:
		return e.RetryAfter
	}
	return 0
}

// insist delivers until it succeeds; only the end of the context stops it.
func (t *Telegram) insist(ctx context.Context, d Delivery, deliver Deliver, trouble func(error)) bool {
	pause := backoff{first: 50 * time.Millisecond, most: 2 * time.Second}
	for {
		err := deliver(ctx, d)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		trouble(err)
		t.sleep(ctx, pause.pause(0))
	}
}

func (t *Telegram) updates(ctx context.Context, offset, limit int, hold time.Duration) ([]json.RawMessage, error) {
	params := tgbotapi.Params{"allowed_updates": allowedUpdates, "limit": strconv.Itoa(limit), "timeout": strconv.Itoa(int(hold / time.Second))}
	params.AddNonZero("offset", offset)
	data, err := t.call(ctx, pollTimeout, "getUpdates", params)
	if err != nil {
		return nil, err
	}
	var updates []json.RawMessage
	if err := json.Unmarshal(data, &updates); err != nil {
		return nil, &SendError{Kind: Broken, Text: "the updates are no list"}
	}
	return updates, nil
}

// answerTaps stops the clock on tapped buttons. A tap lives for 150 seconds on
// the server; one that is too old is nothing to worry about.
func (t *Telegram) answerTaps(ids []string) {
	for _, id := range ids {
		go func() {
			_, _ = t.call(context.Background(), callTimeout, "answerCallbackQuery", tgbotapi.Params{"callback_query_id": id})
		}()
	}
}

// Intake makes deliveries durable: causes into the inbox, what could not be
// understood into the dead letters.
func Intake(s *store.Store, now func() time.Time, m *Metrics) Deliver {
	return func(ctx context.Context, d Delivery) error {
		if len(d.Causes) > 0 { // first: to take them in again does nothing
			added, err := s.Append(ctx, now(), d.Causes)
			if err != nil {
				return fmt.Errorf("bot: take updates in: %w", err)
			}
			m.appended.Add(float64(added))
			m.repeated.Add(float64(len(d.Causes) - added))
		}
		for _, raw := range d.Bad {
			if err := s.DeadLetter(ctx, "update that cannot be read", raw); err != nil {
				return fmt.Errorf("bot: keep bad update: %w", err)
			}
			m.bad.Inc()
		}
		return nil
	}
}
