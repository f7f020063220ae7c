package reports

import (
	"io"
	"strconv"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Event is what stands in a calendar on several days.
type Event struct {
	ID       string // the same for every version of it
	Version  int64  // higher replaces lower in the calendar of whoever took it over
	Title    string
	Place    string
	About    string
	Sessions []Span
	Made     time.Time
}

// Span is [From, Until).
type Span struct{ From, Until time.Time }

// Calendar writes an event as iCalendar (RFC 5545), one entry a session, each
// with an alarm two hours before. Times are in UTC, which every calendar shows
// in its own zone.
func Calendar(w io.Writer, e Event) error {
	c := ics.NewCalendar()
	c.SetMethod(ics.MethodPublish)
	c.SetProductId("-//naikkelas//ID")
	for i, s := range e.Sessions {
		v := c.AddEvent(e.ID + "-" + strconv.Itoa(i+1) + "@naikkelas")
		v.SetDtStampTime(e.Made)
		v.SetSequence(int(e.Version))
		v.SetStartAt(s.From)
		v.SetEndAt(s.Until)
		v.SetSummary(e.Title)
		v.SetLocation(e.Place)
		v.SetDescription(e.About)
		a := v.AddAlarm()
		a.SetAction(ics.ActionDisplay)
		a.SetProperty(ics.ComponentPropertyDescription, e.Title)
		a.SetTrigger("-PT2H")
	}
	return c.SerializeTo(w, ics.WithNewLineWindows)
}
