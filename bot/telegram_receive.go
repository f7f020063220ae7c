package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"naikkelas/enterprise"
	"naikkelas/flows"
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

// Receive polls until the context ends. The offset, with which Telegram
// forgets updates, moves only after Deliver has returned without an error. It
// begins at 0 and is not compared with the ids: they begin anew, perhaps
// lower, after a silent week.
func (t *Telegram) Receive(ctx context.Context, deliver Deliver, trouble func(error)) {
	offset := 0
	wait := backoff{first: time.Second, most: 10 * time.Second}
	for ctx.Err() == nil {
		updates, err := t.updates(ctx, offset, batch, pollHold)
		if err != nil {
			if ctx.Err() == nil {
				trouble(err)
				wait.sleep(ctx, pollPause(err))
			}
			continue
		}
		wait.reset()
		d, last := read(updates)
		if len(updates) > 0 && t.insist(ctx, d, deliver, trouble) {
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
	wait := backoff{first: 50 * time.Millisecond, most: 2 * time.Second}
	for {
		err := deliver(ctx, d)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		trouble(err)
		wait.sleep(ctx, 0)
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

// read makes inputs of updates, each by itself: one that cannot be understood
// spoils no other.
func read(updates []json.RawMessage) (d Delivery, last int) {
	for _, raw := range updates {
		var id struct {
			UpdateID int `json:"update_id"`
		}
		if json.Unmarshal(raw, &id) == nil {
			last = id.UpdateID
		}
		var u tgbotapi.Update
		if err := json.Unmarshal(raw, &u); err != nil {
			d.Bad = append(d.Bad, raw)
			continue
		}
		if u.CallbackQuery != nil {
			d.taps = append(d.taps, u.CallbackQuery.ID)
		}
		if in, ok := input(&u); ok {
			d.Causes = append(d.Causes, store.Cause{Delivery: "t" + strconv.Itoa(u.UpdateID), Input: in})
		}
	}
	return d, last
}

// input is an update as a cause; ok is false for what is no conversation with
// a person, such as a group's chatter.
func input(u *tgbotapi.Update) (flows.Input, bool) {
	switch {
	case u.Message != nil:
		return message(u.Message, flows.Text)
	case u.EditedMessage != nil:
		in, ok := message(u.EditedMessage, flows.Edited)
		return in, ok && in.Kind == flows.Edited
	case u.CallbackQuery != nil:
		return tap(u.CallbackQuery)
	case u.MyChatMember != nil:
		return membership(u.MyChatMember)
	}
	return flows.Input{}, false
}

func address(chat int64) enterprise.Address {
	return enterprise.Address{Channel: TelegramChannel, ID: strconv.FormatInt(chat, 10)}
}

func message(m *tgbotapi.Message, kind flows.Kind) (flows.Input, bool) {
	if m.Chat == nil || m.Chat.Type != "private" || m.From == nil || m.From.IsBot {
		return flows.Input{}, false
	}
	in := flows.Input{
		Kind:      kind,
		From:      address(m.Chat.ID),
		Message:   strconv.Itoa(m.MessageID),
		Text:      m.Text,
		Language:  m.From.LanguageCode,
		Forwarded: m.ForwardDate != 0,
		At:        m.Time(),
	}
	switch {
	case m.Contact != nil:
		in.Kind, in.Phone = flows.Contact, m.Contact.PhoneNumber
		in.Own = m.Contact.UserID == m.From.ID && !in.Forwarded
	case m.Text == "":
		in.Kind, in.Media = flows.Other, media(m)
	}
	return in, true
}

func media(m *tgbotapi.Message) string {
	switch {
	case m.Sticker != nil:
		return "sticker"
	case m.Voice != nil, m.Audio != nil:
		return "voice"
	case m.Photo != nil:
		return "photo"
	case m.Document != nil:
		return "document"
	case m.Location != nil, m.Venue != nil:
		return "location"
	}
	return "other"
}

func tap(q *tgbotapi.CallbackQuery) (flows.Input, bool) {
	if q.Message == nil || q.Message.Chat == nil || q.Message.Chat.Type != "private" || q.From == nil {
		return flows.Input{}, false
	}
	return flows.Input{
		Kind:     flows.Tap,
		From:     address(q.Message.Chat.ID),
		Message:  strconv.Itoa(q.Message.MessageID),
		Data:     q.Data,
		Language: q.From.LanguageCode,
		At:       q.Message.Time(),
	}, true
}

// membership is a person who blocked the bot, or came back.
func membership(m *tgbotapi.ChatMemberUpdated) (flows.Input, bool) {
	if m.Chat.Type != "private" {
		return flows.Input{}, false
	}
	in := flows.Input{Kind: flows.Unblocked, From: address(m.Chat.ID), At: time.Unix(int64(m.Date), 0)}
	if m.NewChatMember.Status == "kicked" || m.NewChatMember.Status == "left" {
		in.Kind, in.Text = flows.Blocked, "blocked"
	}
	return in, true
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
		for _, raw := range d.Bad {
			if err := s.DeadLetter(ctx, "update that cannot be read", raw); err != nil {
				return fmt.Errorf("bot: keep bad update: %w", err)
			}
			m.bad.Inc()
		}
		if len(d.Causes) == 0 {
			return nil
		}
		added, err := s.Append(ctx, now(), d.Causes)
		if err != nil {
			return fmt.Errorf("bot: take updates in: %w", err)
		}
		m.appended.Add(float64(added))
		m.repeated.Add(float64(len(d.Causes) - added))
		return nil
	}
}
