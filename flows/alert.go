package flows

import (
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// Alerts are what may be an attack: administrators are told, of each once a day.
var Alerts = []string{"codes"} // many wrong codes

const codesAlert = 100 // wrong codes of all people in a day

// Alert tells all administrators.
func (c *Conversation) Alert(what string) {
	r := c.Record("alert", what+"-"+c.today())
	if r.Data != nil {
		return
	}
	r.Until = c.now.Add(48 * time.Hour)
	c.Put(r, true)
	for _, id := range c.Members("role:" + string(enterprise.Administrator)) {
		c.Tell(id, "alert", what)
	}
}

func (c *Conversation) today() string {
	return c.now.In(c.Book.Program.City.Location).Format(time.DateOnly)
}

// Within counts something limited, and tells whether it may be done; the first that may not is answered.
func (c *Conversation) Within(kind string) bool {
	rates, over, first := c.Chat.Rates.Take(kind, c.now)
	c.Chat.Rates = rates
	day, most := "used:"+c.today(), enterprise.Limits[kind].City
	switch {
	case !over.IsZero() && first:
		c.Repeat(c.Text("limit."+kind, messages.Args{"At": c.Moment(over)}))
	case over.IsZero() && most > 0 && c.Count(day)[kind] >= most:
		c.Repeat(c.Text("limit.city", nil))
	case over.IsZero():
		if most > 0 {
			c.AddCount(day, kind, 1)
		}
		return true
	}
	return false
}

// CodesSpent tells whether the person typed so many wrong codes today that no
// more are looked at, right or wrong, and says so.
func (c *Conversation) CodesSpent() bool {
	if !c.Person.CodesSpent(c.now) {
		return false
	}
	c.Repeat(c.Text("codes.spent", nil))
	return true
}

// WrongCode counts a code, or the secret of a link, that opened nothing: with the
// person, if there is one, and with everybody's of the day.
func (c *Conversation) WrongCode() {
	c.Person = c.Person.WithWrongCode(c.now)
	day := "codes:" + c.today()
	c.AddCount(day, "wrong", 1)
	if c.Count(day)["wrong"]+1 >= codesAlert {
		c.Alert("codes")
	}
}
