package sales

import (
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// salesReminder asks for the sales of the month that ended, from the first to
// the fifth of the next.
func salesReminder() *flows.Reminder {
	return &flows.Reminder{
		Key: "sales", Window: 4 * 24 * time.Hour, Offsets: flows.Days(0),
		Items: unsaidSales,
		Words: func(c *flows.Conversation, things []flows.Item) string {
			return c.Text("reminder.sales", messages.Args{"Month": things[0].About.(enterprise.Month).Name(c.Lang()), "Business": things[0].Name})
		},
		Buttons: []string{flows.VerbLater, flows.VerbOff},
	}
}

// silentDays is how long after somebody's last sign of life their sales are
// still asked for: three months' reminders.
const silentDays = 100

// unsaidSales are the month that ended and the one that runs, of businesses
// that had been registered by then and have not said what they sold.
func unsaidSales(c *flows.Conversation) []flows.Item {
	var out []flows.Item
	silent := c.Chat.Touched.AddDate(0, 0, silentDays)
	for _, b := range c.Person.Businesses {
		for _, m := range []enterprise.Month{c.Month().Add(-1), c.Month()} {
			next := m.Add(1).First(c.Program().City.Location)
			if flows.SoldKnown(b, m) || !b.Registered.Before(next) || next.After(silent) {
				continue
			}
			out = append(out, flows.Item{ID: string(b.ID) + "-" + string(m), Name: b.Name, From: c.AtNine(next), Since: b.Registered, About: m})
		}
	}
	return out
}
