package flows

import (
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// salesReminder asks for the sales of the month that ended, from the first to
// the fifth of the next.
func salesReminder() *reminder {
	return &reminder{
		key: "sales", window: 4 * 24 * time.Hour, offsets: days(0),
		things: unsaidSales,
		words: func(t *talk, things []thing) string {
			return t.word("reminder.sales", messages.Args{"Month": things[0].about.(enterprise.Month).Name(t.lang), "Business": things[0].name})
		},
		buttons: []string{verbLater, verbOff},
	}
}

// silentDays is how long after somebody's last sign of life their sales are
// still asked for: three months' reminders.
const silentDays = 100

// unsaidSales are the month that ended and the one that runs, of businesses
// that had been registered by then and have not said what they sold.
func unsaidSales(t *talk) []thing {
	var out []thing
	silent := t.Chat.Touched.AddDate(0, 0, silentDays)
	for _, b := range t.Person.Businesses {
		for _, m := range []enterprise.Month{t.month().Add(-1), t.month()} {
			next := m.Add(1).First(t.book.program.City.Location)
			if soldKnown(b, m) || !b.Registered.Before(next) || next.After(silent) {
				continue
			}
			out = append(out, thing{id: string(b.ID) + "-" + string(m), name: b.Name, from: t.at9(next), since: b.Registered, about: m})
		}
	}
	return out
}
