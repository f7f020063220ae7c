package announcement

import (
	"encoding/json"
	"strings"
	"time"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
)

// series is an announcement that comes again and again. Each run is an
// announcement of its own, with recipients and a report of its own; it is made
// when the one before went out. It was approved once, and its words stay as they
// were approved: others need a series of their own.
type series struct {
	read.Repeats
	Run   int       `json:"run,omitempty"`  // which of them this is, from 1
	Next  string    `json:"next,omitempty"` // the run after this one, once it is made
	Ended time.Time `json:"end,omitzero"`   // when somebody ended it
}

// seriesAhead is how many of the times to come are said before a series is
// confirmed.
const seriesAhead = 3

// everyPrefix begins the answer that is a repetition.
const everyPrefix = "every "

func (s series) answer() string {
	data, err := json.Marshal(s.Repeats)
	if err != nil {
		return ""
	}
	return everyPrefix + string(data)
}

// repeatsIn is the repetition that an answer is.
func repeatsIn(answer string) (r read.Repeats, ok bool) {
	data, ok := strings.CutPrefix(answer, everyPrefix)
	return r, ok && json.Unmarshal([]byte(data), &r) == nil
}

// after is the first time after a moment at which a run may go out: not in quiet
// hours, not on a holiday, and not twice for the times that these hold up. Zero:
// the series is over.
func (s series) after(c *flows.Conversation, category string, from time.Time) time.Time {
	city := c.Program().City
	for at := from.In(city.Location); ; {
		if at = s.Repeats.Next(at, city.Works); at.IsZero() {
			return at
		}
		open := at
		if !c.Urgent(category) {
			open = city.Awake(at)
		}
		if again := s.Repeats.Next(at, city.Works); open.Equal(at) || again.IsZero() || open.Before(again) {
			return open
		}
	}
}

// ahead are the next times.
func (s series) ahead(c *flows.Conversation, category string, from time.Time) (out []time.Time) {
	for range seriesAhead {
		if from = s.after(c, category, from); from.IsZero() {
			break
		}
		out = append(out, from)
	}
	return out
}

var seriesFaults = map[read.RepeatFault]string{
	read.NoRepeatDay:  "announce.series.day",
	read.NoRepeatHour: "announce.series.hour",
	read.RepeatOver:   "announce.series.until",
}

// readSeries reads a repetition and says back its next times; ok is false for
// what is none.
func readSeries(c *flows.Conversation, category, typed string) (r flows.Reading, ok bool) {
	rule, given := repeatsIn(typed)
	if !given {
		var fault read.RepeatFault
		if rule, fault, ok = read.Repeat(typed, c.Now().In(c.Program().City.Location)); !ok {
			return r, false
		}
		if fault != "" {
			return flows.Reading{Refuse: c.Text(seriesFaults[fault], nil)}, true
		}
	}
	s := series{Repeats: rule}
	times := s.ahead(c, category, c.Now())
	switch {
	case len(times) == 0:
		return flows.Reading{Refuse: c.Text("announce.series.until", nil)}, true
	case given:
		return flows.Reading{Value: typed}, true
	}
	return c.Echo(s.answer(), c.Text("announce.series.echo", messages.Args{"Rule": s.words(c), "Times": messages.HTML(timeLines(c, times))}), nil), true
}

func timeLines(c *flows.Conversation, times []time.Time) string {
	var lines []string
	for _, at := range times {
		lines = append(lines, "• "+messages.Escape(c.DayMoment(at)))
	}
	return strings.Join(lines, "\n")
}

// words is the rule as people say it.
func (s series) words(c *flows.Conversation) string {
	args := messages.Args{"Day": s.Day, "Working": s.Working, "Daily": len(s.Weekdays) == 7, "Days": "", "Until": "",
		"Clock": time.Date(2000, 1, 1, s.Hour, s.Minute, 0, 0, time.UTC).Format("15.04")}
	if !s.Working && s.Day == 0 && len(s.Weekdays) < 7 {
		var names []string
		for _, d := range s.Weekdays {
			names = append(names, strings.Split(c.Label("announce.series.weekdays"), "|")[d])
		}
		args["Days"] = strings.Join(names, ", ")
	}
	if last, err := time.ParseInLocation(time.DateOnly, s.Until, c.Program().City.Location); err == nil {
		args["Until"] = c.Date(last)
	}
	return c.Words().Label(c.Lang(), "announce.series.rule", args)
}

// whenWords is when an announcement is to be sent.
func whenWords(c *flows.Conversation, a announcement) string {
	if a.Series != nil {
		return a.Series.words(c)
	}
	return whenName(c, a.At)
}

// goesOn makes the run that comes after this one: at its next time, for whoever
// is meant then. Where they have become so many that a second officer has to
// agree, and none did, one is asked.
func goesOn(c *flows.Conversation, r *flows.Record, a *announcement) {
	if a.Series == nil || a.Series.Next != "" || !a.Series.Ended.IsZero() || a.Act != "" {
		return
	}
	from := a.At
	if c.Now().After(from) {
		from = c.Now()
	}
	at := a.Series.after(c, a.Category, from)
	if at.IsZero() {
		return
	}
	next := *a
	rule := *a.Series
	rule.Run, rule.Next = rule.Run+1, ""
	next.Series, next.At, next.Made = &rule, at, c.Now()
	next.Shut, next.Reported, next.Repeated, next.Withdrawn, next.Messages = time.Time{}, time.Time{}, nil, false, nil
	next.Reached = c.Audience(addressees(c, next)).Reached
	id := c.NewID()
	this := *a.Series
	this.Next = id
	a.Series = &this
	putAnnouncement(c, *r, *a)
	if next.Decider == 0 && needsApproval(c, next, next.Reached) {
		next.State = ""
		launchAs(c, id, next)
		return
	}
	release(c, flows.Record{RecordName: flows.RecordName{Kind: "announcement", ID: id}}, next, "announcement.sent")
}

// endSeries ends a series: what waits for its hour is stopped, what is under way
// goes on, and nothing comes after it.
func endSeries(c *flows.Conversation, r flows.Record, a announcement) {
	l := c.Ledger(r.ID)
	if !endable(a) {
		sayAnnouncement(c, r.ID, a, l)
		return
	}
	s := *a.Series
	s.Ended = c.Now()
	a.Series = &s
	putAnnouncement(c, r, a)
	if l.State == flows.GateScheduled {
		c.Gate(flows.Gate{Announcement: r.ID, Do: flows.GateStop, At: c.Now()})
		l.State = flows.GateStopped
	}
	c.Audit("announcement.ended", 0, announcementCode(r.ID), "")
	sayAnnouncement(c, r.ID, a, l)
}

// endable tells whether a series goes on from this run.
func endable(a announcement) bool {
	return a.Series != nil && a.State == announcementApproved && a.Series.Next == "" && a.Series.Ended.IsZero() && a.Act == ""
}

// seriesLine says which run this is, and when the next will be.
func seriesLine(c *flows.Conversation, a announcement) string {
	if a.Series == nil || a.Act != "" {
		return ""
	}
	args := messages.Args{"Rule": a.Series.words(c), "Run": a.Series.Run, "Ended": !a.Series.Ended.IsZero(), "Times": ""}
	if a.Series.Ended.IsZero() && a.Series.Next == "" {
		var names []string
		for _, at := range a.Series.ahead(c, a.Category, c.Now()) {
			names = append(names, c.DayMoment(at))
		}
		args["Times"] = strings.Join(names, "; ")
	}
	return c.Text("announcement.series", args)
}
