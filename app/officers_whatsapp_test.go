package app

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/bot/whatsapp"
	"naikkelas/flows/contents"
	"naikkelas/messages"
	"naikkelas/simulator"
)

// elsewhere are the officers' commands that WhatsApp cannot do, and what the
// answer names instead. Every other one works there.
var elsewhere = map[string]string{"grup": "Telegram"}

// Every command of an officer on WhatsApp works, or says where it does; and the
// guide to WhatsApp names those that do not.
func TestEveryOfficersCommandOnWhatsApp(t *testing.T) {
	t.Parallel()
	const number = "6281200000001"
	p := newTwoPhones(t, whatsapp.Address(number))
	phone := p.whatsapp.Phone(simulator.WhatsAppUser{Phone: number, Name: "Ratna"})
	says := func(text string) []simulator.WhatsAppMessage {
		t.Helper()
		before := len(phone.Messages())
		phone.Type(text)
		p.rest()
		p.clock.advance(10 * time.Minute) // what is owed is paid
		return phone.Messages()[before+1:]
	}
	for _, text := range []string{"/start", "Indonesia", "Ratna Dewi"} {
		says(text)
	}
	guide, err := os.ReadFile("../docs/whatsapp.md")
	if err != nil {
		t.Fatal(err)
	}
	program, err := theProgram()
	if err != nil {
		t.Fatal(err)
	}
	words, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	commands := contents.NewBook(program, words).Commands("id administrator officer planner")
	if len(commands) < 25 {
		t.Fatalf("there are %d commands", len(commands))
	}
	for _, c := range commands {
		said := says("/" + c.Name)
		i := slices.IndexFunc(said, func(m simulator.WhatsAppMessage) bool { return strings.Contains(m.Text, elsewhere[c.Name]) })
		if len(said) == 0 || i < 0 || strings.Contains(said[0].Text, "Perintah itu belum ada") {
			t.Errorf("/%s is answered with %+v", c.Name, said)
		}
		if elsewhere[c.Name] != "" && !strings.Contains(string(guide), "`/"+c.Name+"`") {
			t.Errorf("docs/whatsapp.md does not say that /%s works elsewhere", c.Name)
		}
		says("/batal")
	}
	if refused := p.whatsapp.Stats(); len(refused.Refused)+len(refused.Failed) > 0 {
		t.Errorf("WhatsApp refused %v and failed %v", refused.Refused, refused.Failed)
	}
}
