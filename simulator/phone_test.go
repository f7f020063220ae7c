package simulator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// did is what one act on a phone brings the bot.
func did(t *testing.T, act func(*client, *Phone)) (got, *Phone) {
	t.Helper()
	b, p := met(t)
	act(b, p)
	updates := b.updates()
	if len(updates) != 1 {
		t.Fatalf("%d updates came", len(updates))
	}
	return updates[0], p
}

func TestWhatAPhoneSends(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		act   func(*client, *Phone)
		shows string // on the phone: what it is and its text
		says  func(gotMessage) bool
	}{
		{"a text", func(_ *client, p *Phone) { p.Send("halo 😀") }, " halo 😀", func(m gotMessage) bool { return m.Text == "halo 😀" && m.ForwardDate == 0 }},
		{"who she is", func(_ *client, p *Phone) { p.Send("x") }, " x", func(m gotMessage) bool {
			return m.Chat.ID == 5 && m.From.ID == 5 && !m.From.IsBot && m.From.First == "Siti" && m.From.Last == "Aminah" && m.From.Username == "siti" && m.From.Language == "id"
		}},
		{"when", func(b *client, p *Phone) { b.clock.Advance(time.Hour); p.Send("x") }, " x", func(m gotMessage) bool { return m.Date == time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC).Unix() }},
		{"her own number", func(_ *client, p *Phone) { p.SendContact(true, siti.Phone) }, "contact 6281200000005", func(m gotMessage) bool {
			return m.Contact.Phone == siti.Phone && m.Contact.UserID == 5 && m.Caption == "" && m.Text == ""
		}},
		{"somebody else's number", func(_ *client, p *Phone) { p.SendContact(false, "62811") }, "contact 62811", func(m gotMessage) bool { return m.Contact.Phone == "62811" && m.Contact.UserID == 0 }},
		{"something forwarded", func(_ *client, p *Phone) { p.Forward("resep") }, " resep", func(m gotMessage) bool { return m.Text == "resep" && m.ForwardDate > 0 }},
		{"a sticker", func(_ *client, p *Phone) { p.SendMedia("sticker") }, "sticker ", func(m gotMessage) bool { return m.Sticker.ID != "" && m.Text == "" }},
		{"a voice", func(_ *client, p *Phone) { p.SendMedia("voice") }, "voice ", func(m gotMessage) bool { return m.Voice.ID != "" }},
		{"a place", func(_ *client, p *Phone) { p.SendMedia("location") }, "location ", func(m gotMessage) bool { return m.Location.Latitude < -7 && m.Location.Longitude > 112 }},
		{"a photo of no file", func(_ *client, p *Phone) { p.SendMedia("photo") }, "photo ", func(m gotMessage) bool { return len(m.Photo) == 1 }},
		{"a photo", func(_ *client, p *Phone) { p.SendFile("photo", "", picture(8, 8, 0)) }, "photo ", func(m gotMessage) bool { return len(m.Photo) == 1 && m.Photo[0].Size > 50 }},
		{"a document", func(_ *client, p *Phone) { p.SendFile("document", "a.csv", []byte("a,b")) }, "document ", func(m gotMessage) bool { return m.Document.Name == "a.csv" && m.Document.Size == 3 }},
		{"a key", func(b *client, p *Phone) { b.say("text", "?", "reply_markup", keys); press(t, p, "Ya") }, " Ya", func(m gotMessage) bool { return m.Text == "Ya" && m.Contact == nil }},
		{"a key that gives the number", func(b *client, p *Phone) {
			b.say("text", "?", "reply_markup", `{"keyboard":[["Ya",{"text":"Nomor","request_contact":true}]]}`)
			press(t, p, "Nomor")
		}, "contact 6281200000005", func(m gotMessage) bool { return m.Contact.UserID == 5 && m.Contact.Phone == siti.Phone }},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			u, p := did(t, row.act)
			if u.Message == nil || !row.says(*u.Message) {
				t.Errorf("the bot hears %+v", u.Message)
			}
			if m := last(t, p); m.FromBot || m.Media+" "+m.Text != row.shows || m.ID != u.Message.ID {
				t.Errorf("the phone shows %+v", m)
			}
		})
	}
}

func press(t *testing.T, p *Phone, label string) {
	t.Helper()
	if _, err := p.Press(label); err != nil {
		t.Error(err)
	}
}

func TestAPoll(t *testing.T) {
	t.Parallel()
	if u, p := did(t, func(_ *client, p *Phone) { p.SendMedia("poll") }); u.Message == nil || last(t, p).Media != "poll" {
		t.Errorf("the bot hears %+v", u)
	}
}

func TestKeysThatAreNotThere(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	if _, err := p.Press("Ya"); err == nil {
		t.Error("a key was pressed on the letters")
	}
	b.say("text", "?", "reply_markup", keys)
	if _, err := p.Press("Tidak"); err == nil {
		t.Error("a key was pressed that is not on the screen")
	}
	if n := len(b.updates()); n != 0 {
		t.Errorf("the bot hears %d updates", n)
	}
}

func TestEditsByPeople(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	id := p.Send("a")
	b.clock.Advance(time.Minute)
	if err := p.Edit(id, "b"); err != nil {
		t.Fatal(err)
	}
	u := b.updates()[1]
	if u.Edited == nil || u.Edited.Text != "b" || u.Edited.ID != id || u.Edited.EditDate != u.Edited.Date+60 {
		t.Errorf("the bot hears %+v", u.Edited)
	}
	if m := last(t, p); m.Text != "b" || !m.Edited {
		t.Errorf("the phone shows %+v", m)
	}
	ours := b.say("text", "x").ID
	b.clock.Advance(48 * time.Hour)
	for name, id := range map[string]int{"the bot's": ours, "an unknown": 999, "a too old": id} {
		if err := p.Edit(id, "c"); err == nil {
			t.Errorf("%s message was edited", name)
		}
	}
}

func TestTaps(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	m := b.say("text", "<b>?</b>", "parse_mode", "HTML", "reply_markup", `{"inline_keyboard":[[{"text":"Ya","callback_data":"y"}],[{"text":"Situs","url":"https://a.id"}]]}`)
	tapped := func(id int, data string, date int64) {
		t.Helper()
		updates := b.updates("offset", "-1")
		c := updates[len(updates)-1].Callback
		if c == nil || c.Data != data || c.From.ID != 5 || c.Message.ID != id || c.Message.Chat.ID != 5 || c.Message.Date != date {
			t.Errorf("the bot hears %+v %+v", c, c.Message)
		}
	}
	if err := p.Tap(m.ID, "Ya"); err != nil {
		t.Fatal(err)
	}
	tapped(m.ID, "y", m.Date)
	if c := b.updates()[0].Callback; c.Message.From.ID != botID || len(c.Message.Markup.Inline) != 2 || len(c.Message.Entities) != 1 {
		t.Errorf("under %+v", c.Message)
	}
	p.TapData(m.ID, "forged")
	tapped(m.ID, "forged", m.Date)
	b.clock.Advance(365 * 24 * time.Hour)
	if err := p.Tap(m.ID, "Ya"); err != nil { // a year old
		t.Error(err)
	}
	tapped(m.ID, "y", m.Date)
	p.TapData(999, "y") // under a message that is gone
	tapped(999, "y", 0)
	for _, label := range []string{"Tidak", "Situs"} {
		if err := p.Tap(m.ID, label); err == nil {
			t.Errorf("%q was tapped", label)
		}
	}
	if err := p.Tap(999, "Ya"); err == nil {
		t.Error("a button was tapped under no message")
	}
}

func TestBlocking(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	status := func(u got) string {
		if u.Member == nil {
			return "message " + u.Message.Text
		}
		return fmt.Sprint(u.Member.From.ID, " ", u.Member.OldChat.Status, " to ", u.Member.NewChat.Status)
	}
	p.Block()
	p.Block() // no news
	p.Unblock()
	p.Unblock()
	b.say("text", "again")
	p.Block()
	p.Send("/start") // unblocks
	b.say("text", "again")
	var heard []string
	for _, u := range b.updates() {
		heard = append(heard, status(u))
	}
	want := []string{"5 member to kicked", "5 kicked to member", "5 member to kicked", "5 kicked to member", "message /start"}
	if !slices.Equal(heard, want) {
		t.Errorf("the bot hears %q, want %q", heard, want)
	}
}

func TestNextGivesMessagesInOrder(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	for i := range 3 {
		b.say("text", itoa(i))
	}
	ctx, stop := context.WithCancel(t.Context())
	for i := range 3 {
		if m, err := p.Next(ctx); err != nil || m.Text != itoa(i) {
			t.Errorf("%d: %q %v", i, m.Text, err)
		}
	}
	came := make(chan Message, 1)
	go func() {
		m, _ := p.Next(ctx)
		came <- m
	}()
	b.say("text", "later")
	if m := within(t, came, "the message"); m.Text != "later" {
		t.Errorf("came %q", m.Text)
	}
	stop()
	if _, err := p.Next(ctx); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "no message for 5") {
		t.Errorf("without a message: %v", err)
	}
}

func TestOnMessageHearsBeforeTheBotKnows(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	var heard []Message
	p.OnMessage(func(m Message) {
		heard = append(heard, m)
		p.Send("answer to " + m.Text) // the server is not locked
	})
	b.say("text", "a")
	b.say("text", "b")
	if len(heard) != 2 || heard[0].Text != "a" || heard[1].Text != "b" {
		t.Errorf("heard %+v", heard)
	}
	if got := texts(b.updates()); !slices.Equal(got, []string{"answer to a", "answer to b"}) {
		t.Errorf("the bot hears %q", got)
	}
	p.OnMessage(nil)
	b.say("text", "c")
	if m, err := p.Next(t.Context()); err != nil || m.Text != "c" {
		t.Errorf("Next gives %q %v", m.Text, err)
	}
}

func TestTwoDevicesMissNothing(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	if again := b.server.Phone(User{ID: 5}); again != p {
		t.Error("a second device is another phone")
	}
	const messages = 200
	came := make(chan string, messages)
	for range 4 {
		go func() {
			for {
				m, err := p.Next(t.Context())
				if err != nil {
					return
				}
				came <- m.Text
			}
		}()
	}
	var senders sync.WaitGroup
	for w := range 4 {
		senders.Go(func() {
			for i := range messages / 4 {
				if r, err := b.try("sendMessage", "chat_id", "5", "text", fmt.Sprint(w, " ", i)); err != nil || !r.OK {
					t.Errorf("not sent: %v", err)
				}
			}
		})
	}
	defer senders.Wait()
	seen := map[string]bool{}
	for range messages {
		seen[within(t, came, "a message")] = true
	}
	if len(seen) != messages {
		t.Errorf("%d different messages came", len(seen))
	}
}

// TestTheLastOfTwoThatCameAtOnce is about a device that waits while another
// takes the message for which both were rung.
func TestTheLastOfTwoThatCameAtOnce(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	b.say("text", "a")
	b.say("text", "b")
	<-p.came // a device was rung, and now takes one of the two
	if _, err := p.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.came:
	default:
		t.Error("nobody is rung for the second message")
	}
}

func TestTheClockCanBeMoved(t *testing.T) {
	t.Parallel()
	var c Clock
	before := time.Now()
	c.Advance(48 * time.Hour)
	if d := c.Now().Sub(before); d < 48*time.Hour || d > 49*time.Hour {
		t.Errorf("it moved %s", d)
	}
	c.Advance(-49 * time.Hour)
	if !c.Now().Before(before) {
		t.Error("it does not move back")
	}
}
