package assessment

import (
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/program"
	"naikkelas/flows"
	"naikkelas/messages"
)

// A page belongs to one person, one draft, one sector and one indicator, and
// every indicator fits on one.
func TestAPageIsOnePersonsAndOneDrafts(t *testing.T) {
	t.Parallel()
	p, err := program.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	book := &flows.Book{Program: p}
	began := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	tokens := map[string]string{}
	for _, of := range []struct {
		name      string
		person    enterprise.PersonID
		sector    string
		began     time.Time
		round     int
		dimension string
	}{
		{"hers", 1, p.Sectors[0].Code, began, 0, "legality"}, {"somebody else's", 2, p.Sectors[0].Code, began, 0, "legality"},
		{"of another sector", 1, p.Sectors[1].Code, began, 0, "legality"}, {"of a later draft", 1, p.Sectors[0].Code, began.Add(time.Hour), 0, "legality"},
		{"of the second round", 1, p.Sectors[0].Code, began, 1, "legality"}, {"of another indicator", 1, p.Sectors[0].Code, began, 0, "quality"},
	} {
		person := enterprise.Person{ID: of.person, Businesses: []enterprise.Business{{ID: "1", Sector: of.sector}}}
		c := book.Conversation(flows.State{Person: person}, flows.Input{}, began)
		token := pageOf(c, &flows.Draft{Started: of.began, Round: of.round}, of.dimension).token
		if other, taken := tokens[token]; taken || token == "" {
			t.Errorf("the page %s is the page %s", of.name, other)
		}
		tokens[token] = of.name
		for _, d := range p.Instrument.Dimensions {
			if n := len(pageOf(c, &flows.Draft{}, d.Code).items); n == 0 || n > messages.FormSlots {
				t.Errorf("%s has %d questions in %s", d.Code, n, of.sector)
			}
		}
	}
}
