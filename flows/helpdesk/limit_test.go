package helpdesk_test

import (
	"fmt"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

func told(w *flowstest.World, name, key string) (n int) {
	for _, m := range w.Said[w.Names[name]] {
		if m.Key == key {
			n++
		}
	}
	return n
}

// One person's hundred and fifty lines are not a hundred and fifty messages to
// every officer.
func TestAFloodInATicketIsBounded(t *testing.T) {
	t.Parallel()
	w := desk(t)
	openTicket(w, "NIB saya hilang")
	const most = 30
	for i := range 150 {
		w.Put(w.Names["Siti"], flows.Input{Kind: flows.Text, Text: fmt.Sprint("baris ", i), Message: fmt.Sprint(i)})
	}
	for _, name := range []string{"Ratna", "Grup"} {
		if n := told(w, name, "ticket.more"); n != most {
			t.Errorf("%s is shown %d lines", name, n)
		}
	}
	words := 0
	for _, m := range w.Said[w.Names["Siti"]] {
		if len(m.Text) > 20 && m.Text[:17] == "Tambahannya sudah" {
			words++
		}
	}
	if words != 1 {
		t.Errorf("Siti hears of it %d times", words)
	}
	w.Now = w.Now.Add(time.Hour)
	w.Put(w.Names["Siti"], flows.Input{Kind: flows.Text, Text: "sejam kemudian", Message: "z"})
	if n := told(w, "Grup", "ticket.more"); n != most+1 {
		t.Errorf("an hour later the group has seen %d lines", n)
	}
}

// Whatever somebody sends, it is bounded: by hour, by day, and for the city.
func TestWhatOnePersonSendsIsBounded(t *testing.T) {
	t.Parallel()
	w := desk(t)
	siti := w.Names["Siti"]
	most := enterprise.Limits["messages"].Most
	for i := range most + 50 {
		w.Put(siti, flows.Input{Kind: flows.Text, Text: "halo", Message: fmt.Sprint(i)})
	}
	before := len(w.Said[siti])
	if said := w.Put(siti, flows.Input{Kind: flows.Text, Text: "/profil", Message: "x"}); len(said) > 0 || before > 2*most {
		t.Errorf("after %d messages: %+v", before, said)
	}
	w.Now = w.Now.Add(time.Hour)
	if said := w.Put(siti, flows.Input{Kind: flows.Text, Text: "/profil", Message: "x"}); len(said) == 0 {
		t.Error("an hour later nothing is answered")
	}
	bima := w.StaffMember("Bima", enterprise.Officer)
	for i := range most + 50 {
		if said := w.Put(bima, flows.Input{Kind: flows.Text, Text: "/menu", Message: fmt.Sprint(i)}); len(said) == 0 {
			t.Fatalf("an officer is stopped after %d messages", i)
		}
	}

	w.Now = w.Now.Add(time.Hour)
	for i := range enterprise.Limits["files"].Most + 5 {
		w.Photo("Siti", fmt.Sprint(i))
	}
	if !w.Told("Siti", "Hari ini sudah 100 berkas") {
		t.Errorf("Siti hears %q", w.LastTo("Siti"))
	}
	tickets := 0
	for range enterprise.Limits["tickets"].Most + 3 {
		openTicket(w, "pertanyaan")
		if s := w.States[siti]; s.Chat.Ticket.ID != "" {
			tickets++
			s.Chat.Ticket = flows.OpenTicket{} // as if an officer had closed it
			w.States[siti] = s
		}
	}
	if tickets != enterprise.Limits["tickets"].Most {
		t.Errorf("%d tickets in a day", tickets)
	}
}
