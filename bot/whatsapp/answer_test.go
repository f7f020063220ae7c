package whatsapp

import (
	"errors"
	"strings"
	"testing"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/simulator"
)

func asSendError(err error, e **channel.SendError) bool { return errors.As(err, e) }

// Who answers one of our messages is known to answer that one, however it was
// shown; what was tapped there says so itself.
func TestAnAnswerKnowsWhatItAnswers(t *testing.T) {
	t.Parallel()
	c, advance := newCity(t, simulator.WhatsAppOptions{})
	c.withTemplates()
	phone := c.whatsapp.Phone(siti)
	phone.Type("halo")
	who := c.last().From
	shown := func(m messages.Message) string {
		t.Helper()
		if err := c.say(who, "1-0", m); err != nil {
			t.Fatal(err)
		}
		all := phone.Messages()
		return all[len(all)-1].ID
	}
	ticket := shown(messages.Message{Text: "<b>T7K3Q</b> dari Siti: kapan &amp; di mana?", Buttons: [][]messages.Button{{{Label: "Jawab", Data: "t:1"}}}})
	shown(messages.Message{Text: "Yang lain"})
	phone.Reply(ticket, "Senin")
	if in := c.last(); in.Text != "Senin" || in.Reply != "T7K3Q dari Siti: kapan & di mana?" {
		t.Errorf("heard %+v", in)
	}
	if _, err := phone.Tap(ticket, "Jawab"); err != nil {
		t.Fatal(err)
	}
	if in := c.last(); in.Reply != "" || in.Kind != flows.Tap {
		t.Errorf("a tap is heard as %+v", in)
	}
	phone.Reply("wamid.unknown", "Selasa")
	if in := c.last(); in.Reply != "" || in.Text != "Selasa" {
		t.Errorf("an answer to nothing we know is heard as %+v", in)
	}
	advance(25 * time.Hour)
	reminder := shown(messages.Message{Key: "pengingat", Text: "T8888 menunggu jawaban"})
	phone.Reply(reminder, "Rabu")
	if in := c.last(); in.Reply != "T8888 menunggu jawaban" {
		t.Errorf("an answer to a template is heard as %+v", in)
	}
	for range 60 {
		advance(6 * time.Second)
		shown(messages.Message{Text: "Banyak"})
	}
	phone.Reply(ticket, "Kamis")
	if in := c.last(); in.Reply != "" || in.Text != "Kamis" {
		t.Errorf("an answer to an old message is heard as %+v", in)
	}
}

// A place is asked for by the phone's own way to send one, and heard as it
// would be typed.
func TestAPlaceIsAskedForAndHeard(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	phone := c.whatsapp.Phone(siti)
	phone.Type("halo")
	who := c.last().From
	for _, rows := range [][][]string{nil, {{"Kembali"}}} {
		if err := c.say(who, "", messages.Message{Text: "Di mana?", Keyboard: &messages.Keyboard{Place: "Kirim lokasi", Rows: rows}}); err != nil {
			t.Fatal(err)
		}
		all := phone.Messages()
		m := all[len(all)-1]
		if m.Kind != "location_request_message" {
			t.Fatalf("it is asked for by %+v", m)
		}
		if _, err := phone.Tap(m.ID, "Kirim lokasi"); err != nil {
			t.Fatal(err)
		}
		if in := c.last(); in.Media != "location" || in.Text != "Pasar Oro-Oro Dowo, Jl. Guntur 20, Malang, https://maps.google.com/?q=-7.96660,112.63260" {
			t.Errorf("heard %+v", in)
		}
	}
}

// A reaction is no word, but a sign of life: what waited goes out.
func TestAReactionIsASignOfLife(t *testing.T) {
	t.Parallel()
	c, advance := newCity(t, simulator.WhatsAppOptions{})
	phone := c.whatsapp.Phone(siti)
	first := phone.Type("halo")
	who := c.last().From
	advance(25 * time.Hour)
	if err := c.say(who, "1-0", messages.Message{Text: "Kabar"}); !channel.Is(err, channel.Parked) {
		t.Fatal(err)
	}
	phone.React(first, "👍")
	if in := c.last(); in.Kind != flows.Unblocked || in.Text != "" {
		t.Errorf("heard %+v", in)
	}
	if got := c.outbox(); len(got) != 1 || got[0].Message.Text != "Kabar" {
		t.Errorf("%+v go out", got)
	}
	if got := c.whatsapp.Stats().Read; got > 1 { // that of the first message
		t.Errorf("a reaction is shown as being answered")
	}
}

// A file that WhatsApp itself could not fetch is asked for once more.
func TestALostFileIsAskedForOnceMore(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	c.whatsapp.Phone(siti).SendLost("image")
	in := c.last()
	if in.File != nil || flows.MediaKey(in) != "media.lost" {
		t.Errorf("heard %+v", in)
	}
}

// What waits for somebody follows them to their new number or id.
func TestWhatWaitsFollowsThePerson(t *testing.T) {
	t.Parallel()
	c, advance := newCity(t, simulator.WhatsAppOptions{})
	phone := c.whatsapp.Phone(siti)
	phone.Type("halo")
	who := c.last().From
	advance(25 * time.Hour)
	if err := c.say(who, "1-0", messages.Message{Text: "Kabar"}); !channel.Is(err, channel.Parked) {
		t.Fatal(err)
	}
	phone.ChangeID("ID.new")
	if in := c.last(); in.From != Address("ID.new") || in.Was != who {
		t.Errorf("heard %+v", in)
	}
	if got := c.outbox(); len(got) != 0 {
		t.Errorf("%+v go out although the window is not open", got)
	}
	phone.Type("halo")
	c.idle()
	if got := c.outbox(); len(got) != 1 || got[0].To != Address("ID.new") {
		t.Errorf("%+v go out", got)
	}
}

// What waits for a number goes out when the person shows up by their id.
func TestWhatWaitsForANumberGoesOutToo(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	if err := c.say(Address(siti.Phone), "1-0", messages.Message{Text: "Kabar"}); !channel.Is(err, channel.Parked) {
		t.Fatal(err)
	}
	c.whatsapp.Phone(siti).Type("halo")
	c.idle()
	if got := c.outbox(); len(got) != 1 {
		t.Fatalf("%+v go out", got)
	}
	if err := c.say(Address(siti.Phone), "2-0", messages.Message{Text: "Kabar"}); err != nil {
		t.Errorf("the number's window: %v", err)
	}
}

// WhatsApp's ids of messages hold people's numbers: nothing that is not sealed
// may keep them.
func TestNoIDOfAMessageIsKept(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	phone := c.whatsapp.Phone(siti)
	theirs := phone.Type("halo")
	ids, err := c.channel.Send(t.Context(), channel.Outgoing{Person: 7, To: c.last().From, Ref: "1-0", Message: messages.Message{Text: "Kabar"}})
	if err != nil || len(ids) != 1 {
		t.Fatal(err)
	}
	all := phone.Messages()
	ours := all[len(all)-1].ID
	if strings.Contains(ids[0], "wamid") {
		t.Errorf("the id is given as %s", ids[0])
	}
	c.idle()
	err = c.store.Traces(t.Context(), []string{ours, siti.Phone}, func(place string) {
		if !strings.HasPrefix(place, "inbox") {
			t.Errorf("a trace in %s", place)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	err = c.store.Traces(t.Context(), []string{theirs}, func(place string) {
		if !strings.HasPrefix(place, "inbox") { // sealed
			t.Errorf("a trace of theirs in %s", place)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}
