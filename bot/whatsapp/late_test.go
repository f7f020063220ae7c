package whatsapp

import (
	"fmt"
	"testing"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/simulator"
	"naikkelas/store"
)

// withTemplates gives the city a template of either category.
func (c *city) withTemplates() {
	c.t.Helper()
	for name, category := range map[string]enterprise.TemplateCategory{"pengingat": enterprise.Utility, "kabar": enterprise.Marketing} {
		t := enterprise.Template{Keys: []string{name}, Name: name, Language: "id", Category: category, Body: "Kabar: {{1}} Balas.", Parameters: []string{enterprise.WholeText}}
		c.channel.Templates.Templates = append(c.channel.Templates.Templates, t)
		c.whatsapp.AddTemplate(simulator.WhatsAppTemplate{Name: name, Language: "id", Category: string(category), Components: []simulator.TemplateComponent{{Type: "BODY", Text: t.Body}}})
	}
}

// holder is the lease of the test's one process.
func (c *city) holder() store.Lease {
	c.t.Helper()
	l, ok, err := c.store.Acquire(c.t.Context(), time.Hour)
	if err != nil || !ok {
		c.t.Fatal(err)
	}
	return l
}

// flush takes lines out of the outbox, and says them.
func (c *city) flush(l store.Lease) (errs []error) {
	c.t.Helper()
	for _, line := range c.outbox() {
		_, err := c.channel.Send(c.t.Context(), channel.Outgoing{Person: line.Person, To: line.To, Ref: line.ID, Message: line.Message, Tries: line.Tries, First: line.First})
		errs = append(errs, err)
		if err := c.store.Sent(c.t.Context(), l, []string{line.ID}); err != nil {
			c.t.Fatal(err)
		}
	}
	c.idle()
	return errs
}

func (c *city) late(code int) {
	c.whatsapp.Fail(simulator.WhatsAppFault{Call: "messages", Kind: simulator.Late, Code: code, Times: 1})
}

// What could not be delivered for a reason that passes is said again once, and
// no more.
func TestWhatFailsLateIsSaidAgainOnce(t *testing.T) {
	t.Parallel()
	for _, code := range []int{131053, 131000, 131016, 131056, 130429} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			c, _ := newCity(t, simulator.WhatsAppOptions{})
			phone := c.whatsapp.Phone(siti)
			phone.Type("halo")
			who, l := c.last().From, c.holder()
			c.late(code)
			if err := c.say(who, "1-0", messages.Message{Text: "Datanya", File: &messages.File{Name: "data.txt", Data: []byte("a")}}); err != nil {
				t.Fatal(err)
			}
			c.idle()
			c.late(code)
			if got := c.flush(l); len(got) != 1 || got[0] != nil {
				t.Fatalf("it is said again: %v", got)
			}
			if got := c.outbox(); len(got) != 0 {
				t.Errorf("after another failure %+v go out", got)
			}
			if got := c.whatsapp.Stats().Uploads; got != 2 {
				t.Errorf("%d uploads", got)
			}
		})
	}
}

// A message that WhatsApp keeps from somebody for a day is tried again then,
// three times at most, and goes when they write.
func TestNotNowIsTriedADayLater(t *testing.T) {
	t.Parallel()
	c, advance := newCity(t, simulator.WhatsAppOptions{})
	c.withTemplates()
	phone := c.whatsapp.Phone(siti)
	phone.Type("halo")
	who, l := c.last().From, c.holder()
	advance(25 * time.Hour)
	c.late(131049)
	if err := c.say(who, "a/7/0", messages.Message{Key: "kabar", Text: "Pelatihan"}); err != nil {
		t.Fatal(err)
	}
	retried := func() int {
		t.Helper()
		c.idle()
		if _, err := c.store.Retry(t.Context(), l, c.now(), 10); err != nil {
			t.Fatal(err)
		}
		return len(c.outbox())
	}
	if n := retried(); n != 0 {
		t.Errorf("%d lines go out at once", n)
	}
	for day := range store.PutOffMost {
		advance(26 * time.Hour)
		if n := retried(); n != 1 {
			t.Fatalf("on day %d %d lines go out", day+1, n)
		}
		c.late(131049)
		c.flush(l)
	}
	advance(26 * time.Hour)
	if n := retried(); n != 0 {
		t.Errorf("after so many tries %d lines go out", n)
	}
	phone.Type("ya")
	c.idle()
	if got := c.outbox(); len(got) != 1 || got[0].Message.Text != "Pelatihan" {
		t.Errorf("when they write %+v go out", got)
	}
}

// Who wants no advertising gets none, and everything else; the person's own word
// to WhatsApp takes it back.
func TestWhoWantsNoAdvertising(t *testing.T) {
	t.Parallel()
	ends := map[string]func(c *city, phone *simulator.WhatsAppPhone, who enterprise.Address){
		"in WhatsApp": func(_ *city, phone *simulator.WhatsAppPhone, _ enterprise.Address) { phone.StopMarketing() },
		"which is told late": func(c *city, _ *simulator.WhatsAppPhone, who enterprise.Address) {
			c.late(131050)
			_ = c.say(who, "1-0", messages.Message{Key: "kabar", Text: "Pelatihan"})
		},
		"which is told at once": func(c *city, _ *simulator.WhatsAppPhone, who enterprise.Address) {
			c.whatsapp.Fail(simulator.WhatsAppFault{Call: "messages", Kind: simulator.Refused, Code: 131050, To: who.ID, Times: 1})
			_ = c.say(who, "1-0", messages.Message{Key: "kabar", Text: "Pelatihan"})
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, advance := newCity(t, simulator.WhatsAppOptions{})
			c.withTemplates()
			phone := c.whatsapp.Phone(siti)
			phone.Type("halo")
			who := c.last().From
			advance(25 * time.Hour)
			end(c, phone, who)
			c.idle()
			if err := c.say(who, "2-0", messages.Message{Key: "kabar", Text: "Pelatihan"}); !channel.Is(err, channel.OptedOut) {
				t.Errorf("advertising: %v", err)
			}
			if err := c.say(who, "3-0", messages.Message{Key: "pengingat", Text: "Omzet"}); err != nil {
				t.Errorf("a reminder: %v", err)
			}
			phone.ResumeMarketing()
			c.idle()
			if err := c.say(who, "4-0", messages.Message{Key: "kabar", Text: "Pelatihan"}); err != nil {
				t.Errorf("after all: %v", err)
			}
		})
	}
}

// Who is not on WhatsApp any more cannot be reached, which is told late.
func TestALateGoneIsToldToTheRecord(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	phone := c.whatsapp.Phone(siti)
	phone.Type("halo")
	who := c.last().From
	phone.Leave()
	if err := c.say(who, "1-0", messages.Message{Text: "Kabar"}); err != nil {
		t.Fatal(err)
	}
	if in := c.last(); in.Kind != flows.Blocked || in.From != who || in.Text != "not found" {
		t.Errorf("heard %+v", in)
	}
}

// The wait grows while WhatsApp says that it is too much, and begins anew after
// a message that got through.
func TestTooMuchForOnePerson(t *testing.T) {
	t.Parallel()
	c, advance := newCity(t, simulator.WhatsAppOptions{})
	c.whatsapp.Phone(siti).Type("halo")
	who := c.last().From
	wait := func() time.Duration {
		t.Helper()
		c.whatsapp.Fail(simulator.WhatsAppFault{Call: "messages", Kind: simulator.Refused, Code: 131056, To: who.ID, Times: 1})
		err := c.say(who, "", messages.Message{Text: "Halo"})
		var e *channel.SendError
		if !channel.Is(err, channel.Crowded) || !asSendError(err, &e) {
			t.Fatalf("refused as %v", err)
		}
		advance(e.RetryAfter)
		return e.RetryAfter
	}
	for _, want := range []time.Duration{4 * time.Second, 16 * time.Second, 64 * time.Second} {
		if got := wait(); got != want {
			t.Errorf("waits %s, not %s", got, want)
		}
	}
	if err := c.say(who, "", messages.Message{Text: "Halo"}); err != nil {
		t.Fatal(err)
	}
	advance(time.Hour)
	if got := wait(); got != 4*time.Second {
		t.Errorf("afterwards it waits %s", got)
	}
}
