package enterprise

import (
	"slices"
	"time"
)

// Reminders is what is remembered of a person's reminders, so that each is
// said once, whatever restarts.
type Reminders struct {
	Since time.Time `json:"since,omitzero"` // when they were first planned: what fell due long before was nobody's to send
	Off   []string  `json:"off,omitempty"`  // kinds that are not wanted
	Days  []string  `json:"days,omitempty"` // the newest days on which a routine one went out: "2026-11-24"
	Marks []Mark    `json:"marks,omitempty"`
	Next  Coming    `json:"next,omitzero"`
}

// Mark is how far the reminders of one thing have come.
type Mark struct {
	Kind    string    `json:"k"`
	Thing   string    `json:"t"`
	Through time.Time `json:"th,omitzero"`   // what falls due up to this moment is settled: said, or skipped
	Said    time.Time `json:"at,omitzero"`   // when it was last spoken of
	Again   time.Time `json:"ag,omitzero"`   // the person asked for it then, and for nothing before
	Ended   time.Time `json:"en,omitzero"`   // the person wanted no more of it
	Why     string    `json:"why,omitempty"` // and why, where that was asked
}

// Coming is the day and the kind of a person's next reminder.
type Coming struct {
	Day  string `json:"d,omitempty"`
	Kind string `json:"k,omitempty"`
}

// Mark is the mark of a thing; a new one when there is none.
func (r Reminders) Mark(kind, thing string) Mark {
	for _, m := range r.Marks {
		if m.Kind == kind && m.Thing == thing {
			return m
		}
	}
	return Mark{Kind: kind, Thing: thing}
}

// marksMost bounds the marks that are kept. MarkKept is how far back what fell
// due is looked at; what is older is over, said or not. The mark of a thing that
// is gone is kept as long, for the thing may come back.
const (
	marksMost = 64
	MarkKept  = 40 * 24 * time.Hour
)

// clockSlack is how far a clock may be set back without bringing up again what
// a mark was dropped for.
const clockSlack = 48 * time.Hour

// Put gives the reminders with a mark in place of the thing's earlier one. A
// mark of something gone for long makes room; live tells what is still there.
func (r Reminders) Put(m Mark, now time.Time, live func(Mark) bool) Reminders {
	r.Marks = slices.DeleteFunc(slices.Clone(r.Marks), func(o Mark) bool {
		return o.Kind == m.Kind && o.Thing == m.Thing || now.Sub(o.last()) > MarkKept+clockSlack && !live(o)
	})
	r.Marks = append(r.Marks, m)
	for i := 0; i < len(r.Marks)-1 && len(r.Marks) > marksMost; {
		if live(r.Marks[i]) {
			i++
			continue
		}
		r.Marks = slices.Delete(r.Marks, i, i+1)
	}
	return r
}

// last is the newest moment that a mark knows of.
func (m Mark) last() time.Time {
	newest := m.Through
	for _, at := range []time.Time{m.Said, m.Again, m.Ended} {
		if at.After(newest) {
			newest = at
		}
	}
	return newest
}

// daysKept bounds the days that are kept.
const daysKept = 8

// dayForm is how days are written.
const dayForm = "2006-01-02"

// Spoke gives the reminders with one more day on which a routine one went out.
func (r Reminders) Spoke(local time.Time) Reminders {
	r.Days = append(slices.Clone(r.Days), local.Format(dayForm))
	r.Days = r.Days[max(0, len(r.Days)-daysKept):]
	return r
}

// Free tells whether a routine message may go out on a day: none has on that
// day nor, by a clock that was set back since, on the two after it.
func (r Reminders) Free(local time.Time) bool {
	first, last := local.Format(dayForm), local.AddDate(0, 0, 2).Format(dayForm)
	return !slices.ContainsFunc(r.Days, func(d string) bool { return first <= d && d <= last })
}
