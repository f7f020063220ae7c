package flows

import (
	"time"

	"naikkelas/enterprise"
)

// Alerts are what administrators are told of at once, each once a day: it may
// be an attack.
var Alerts = []string{
	"codes", // many wrong codes were typed
}

// codesAlert is how many wrong codes of all people in a day are no slips any more.
const codesAlert = 100

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
