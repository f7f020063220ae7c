package whatsapp

import (
	"strings"
	"testing"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/messages"
	"naikkelas/simulator"
)

// Whatever is said unasked has a template that announces it, once however much
// waits, in the person's language; what somebody waits for, and what only
// repeats the screen, has none.
func TestWhateverIsSaidUnaskedIsAnnouncedOnce(t *testing.T) {
	t.Parallel()
	c, advance := newCity(t, simulator.WhatsAppOptions{})
	for language, body := range map[string]string{"id": "Ada jawaban. Balas.", "en": "There is an answer. Reply."} {
		c.channel.Templates.Templates = append(c.channel.Templates.Templates, enterprise.Template{
			Keys: []string{enterprise.AnyUnasked}, Name: "kabar", Language: language, Category: enterprise.Utility, Body: body, Announces: true})
		c.whatsapp.AddTemplate(simulator.WhatsAppTemplate{Name: "kabar", Language: language, Category: "UTILITY", Components: []simulator.TemplateComponent{{Type: "BODY", Text: body}}})
	}
	phone := c.whatsapp.Phone(siti)
	phone.Type("halo")
	who := c.last().From
	advance(25 * time.Hour)
	send := func(ref string, reply bool, m messages.Message) error {
		_, err := c.channel.Send(t.Context(), channel.Outgoing{Person: 7, To: who, Ref: ref, Lang: "en", Reply: reply, Message: m})
		return err
	}
	if err := send("1-0", true, messages.Message{Text: "Late answer"}); !channel.Is(err, channel.Parked) {
		t.Errorf("what somebody waited for: %v", err)
	}
	phone.Type("halo")
	c.idle()
	advance(25 * time.Hour)
	before := len(phone.Messages())
	if err := send("2-0", false, messages.Message{Text: "Your NIB was checked", Repeat: true}); err != nil || len(phone.Messages()) != before {
		t.Errorf("what repeats the screen: %v", err)
	}
	if err := send("3-0", false, messages.Message{Text: "Your NIB was checked"}); err != nil {
		t.Errorf("the first: %v", err)
	}
	if err := send("4-0", false, messages.Message{Text: "It is right"}); !channel.Is(err, channel.Parked) {
		t.Errorf("the second: %v", err)
	}
	got := phone.Messages()
	if m := got[len(got)-1]; len(got) != before+1 || !strings.HasPrefix(m.Text, "There is") {
		t.Errorf("the phone shows %+v", m)
	}
	lines := len(c.outbox())
	phone.Type("ya")
	c.idle()
	if out := c.outbox()[lines:]; len(out) != 2 || out[0].Message.Text != "Your NIB was checked" || out[1].Message.Text != "It is right" {
		t.Errorf("%+v go out", out)
	}
}
