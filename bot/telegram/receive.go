package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"naikkelas/bot/channel"
)

// Name is the channel's name in addresses.
const Name = "telegram"

// allowedUpdates are the kinds we understand. Telegram remembers the list, so
// it is said each time.
const allowedUpdates = `["message","edited_message","callback_query","my_chat_member"]`

// batch is the most updates Telegram gives at once.
const batch = 100

// received is what one poll or webhook call brought.
type received struct {
	channel.Delivery
	taps []string // callback queries to be answered
}

// early is how soon an empty answer to a long poll is no answer to it: whoever
// gives such answers would be asked thousands of times a second.
const early = time.Second

// Receive polls until the context ends. The offset, with which Telegram
// forgets updates, moves only after Deliver has returned without an error. It
// begins at 0 and is not compared with the ids: they begin anew, perhaps
// lower, after a silent week.
func (t *API) Receive(ctx context.Context, deliver channel.Deliver, trouble func(error)) {
	offset := 0
	pause := channel.Backoff{First: time.Second, Most: 10 * time.Second}
	for ctx.Err() == nil {
		began := time.Now()
		updates, err := t.updates(ctx, offset, batch, pollHold)
		d, last := read(updates, t.self())
		if err == nil && len(updates) > 0 && last == 0 {
			err = &channel.SendError{Kind: channel.Broken, Text: "updates without ids"}
		}
		switch {
		case ctx.Err() != nil && err != nil: // the end cut the poll short
		case err != nil:
			trouble(err)
			t.sleep(ctx, pause.Next(pollPause(err)))
		case len(updates) == 0 && time.Since(began) < early:
			t.sleep(ctx, pause.Next(0))
		case len(updates) == 0:
			pause.Reset()
		case t.insist(ctx, t.forUs(ctx, d.Delivery), deliver, trouble):
			pause.Reset()
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
	var e *channel.SendError
	if !errors.As(err, &e) {
		return 0
	}
	switch e.Kind {
	case channel.Conflict:
		return 5 * time.Second
	case channel.Unauthorized:
		return 30 * time.Second
	case channel.Flood:
		return e.RetryAfter
	}
	return 0
}

// insist delivers until it succeeds; only the end of the context stops it.
func (t *API) insist(ctx context.Context, d channel.Delivery, deliver channel.Deliver, trouble func(error)) bool {
	pause := channel.Backoff{First: 50 * time.Millisecond, Most: 2 * time.Second}
	for {
		err := deliver(ctx, d)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		trouble(err)
		t.sleep(ctx, pause.Next(0))
	}
}

func (t *API) updates(ctx context.Context, offset, limit int, hold time.Duration) ([]json.RawMessage, error) {
	params := tgbotapi.Params{"allowed_updates": allowedUpdates, "limit": strconv.Itoa(limit), "timeout": strconv.Itoa(int(hold / time.Second))}
	params.AddNonZero("offset", offset)
	data, err := t.call(ctx, pollTimeout, "getUpdates", params)
	if err != nil {
		return nil, err
	}
	var updates []json.RawMessage
	if err := json.Unmarshal(data, &updates); err != nil {
		return nil, &channel.SendError{Kind: channel.Broken, Text: "the updates are no list"}
	}
	return updates, nil
}

// answerTaps stops the clock on tapped buttons. A tap lives for 150 seconds on
// the server; one that is too old is nothing to worry about.
func (t *API) answerTaps(ids []string) {
	for _, id := range ids {
		go func() {
			_, _ = t.call(context.Background(), callTimeout, "answerCallbackQuery", tgbotapi.Params{"callback_query_id": id})
		}()
	}
}
