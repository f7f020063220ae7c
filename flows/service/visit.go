package service

import (
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/papers"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

const (
	visitedKey = "visited"
	// visitsMost bounds the visits of a request; visitNote a note, in characters.
	visitsMost = 60
	visitNote  = 500
)

// VisitHows are how a visit went: well, more is needed, nobody was met.
var VisitHows = []string{"well", "more", "missed"}

// visit is one visit to an owner, as whoever went logged it.
type visit struct {
	At    time.Time           `json:"at"`
	By    enterprise.PersonID `json:"by"`
	How   string              `json:"how"`
	Note  string              `json:"note,omitempty"`
	Photo *papers.Poster      `json:"photo,omitempty"`
}

// askVisit is the first of the two taps that log a visit.
func askVisit(c *flows.Conversation, id string, q request) {
	var row []messages.Button
	for _, how := range VisitHows {
		row = append(row, messages.Button{Label: c.Label("visit.how." + how), Data: "s:" + id + ":went:" + how})
	}
	c.Say(messages.Message{Key: "visit.ask", Text: c.Text("visit.ask", messages.Args{"Business": businessName(c, q.Owner, q.Business)}), Buttons: [][]messages.Button{row}})
	c.RepeatOpen()
}

// logVisit is the second: the visit is logged, and a photo or a note may follow.
// Another tap of the same person within moments corrects the first.
func logVisit(c *flows.Conversation, r flows.Record, q request, how string) {
	n := len(q.Visits) - 1
	switch {
	case n >= 0 && q.Visits[n].By == c.Person.ID && c.Now().Sub(q.Visits[n].At) < flows.DoubleTap:
		q.Visits[n].How = how
	case len(q.Visits) >= visitsMost:
		c.Repeat(c.Text("visit.full", messages.Args{"Most": visitsMost}))
		return
	default:
		n++
		q.Visits = append(q.Visits, visit{At: c.Now(), By: c.Person.ID, How: how})
		c.Audit("service.visited", q.Owner, q.Kind, "")
		c.Tell(q.Owner, "visit", serviceNotice{ID: r.ID})
	}
	putRequest(c, r, q)
	c.Detour(visitedKey, r.ID+" "+strconv.Itoa(n))
}

const visitDone = "done"

// visited adds photos and notes to a visit that is logged already.
func visited() *flows.Form {
	return &flows.Form{
		Key: visitedKey, For: flows.ForPeople, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return visitedQuestions },
		Finish:    func(c *flows.Conversation, d *flows.Draft) { c.Return(d, c.Text("visit.logged", nil)) },
	}
}

var visitedQuestions = []*flows.Question{{
	Key: "more", Content: true, Spelled: true,
	Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		return []flows.Option{{Value: visitDone, Label: c.Label("visit.enough"), Names: c.Synonyms("announce.part.done.names")}}
	},
	Ask: func(c *flows.Conversation, _ *flows.Draft) string {
		if c.Note != "" { // what was added, or why it was not
			return c.Text("visited.more.again", nil)
		}
		return c.Text("visited.more.ask", nil)
	},
	Read: readVisit,
	Accept: func(c *flows.Conversation, d *flows.Draft, value string) {
		if value != visitDone {
			addToVisit(c, d, value)
			delete(d.Answers, "more")
		}
	},
}}

// noteValue begins an answer that is a note rather than a photo.
const noteValue = "note:"

// readVisit takes a photo that can be kept, or a note.
func readVisit(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	if c.Input().File != nil {
		if c.Input().File.Kind != "photo" {
			return flows.Reading{Refuse: c.Text("visit.photo.refuse", nil)}
		}
		return papers.ReadPoster(c, d, typed)
	}
	note := strings.TrimSpace(strings.TrimPrefix(typed, noteValue))
	if n := len([]rune(note)); n < reading.LeastWords || n > visitNote {
		return flows.Reading{Refuse: c.Text("visit.note.refuse", messages.Args{"Most": visitNote})}
	}
	return flows.Reading{Value: noteValue + note}
}

// addToVisit writes a photo or a note down with the visit; the newest of each counts.
func addToVisit(c *flows.Conversation, d *flows.Draft, value string) {
	id, index, _ := strings.Cut(d.Subject, " ")
	n, _ := strconv.Atoi(index)
	r, q, ok := requestOf(c, id)
	if !ok || n >= len(q.Visits) || q.Visits[n].By != c.Person.ID || !c.CanSee(c.PersonByID(q.Owner)) {
		c.Note = c.Text("service.gone", nil)
		return
	}
	v := &q.Visits[n]
	if note, ok := strings.CutPrefix(value, noteValue); ok {
		v.Note, c.Note = note, c.Text("visit.noted", nil)
	} else if !addPhoto(c, r.ID, v, papers.PosterOf(value)) {
		return
	}
	putRequest(c, r, q)
}

// addPhoto makes a photo ours; false while it is not known what became of it.
func addPhoto(c *flows.Conversation, id string, v *visit, p *papers.Poster) bool {
	s, ok := c.Stored(p.File)
	if !ok {
		return false
	}
	papers.ReleaseFile(c, v.Photo, id)
	p.Hash, p.Type = s.Hash, s.Type
	if caption := strings.TrimSpace(c.Input().Text); caption != "" && len([]rune(caption)) <= visitNote {
		v.Note = caption
	}
	v.Photo, c.Note = p, c.Text("visit.pictured", nil)
	return true
}

// showVisitPhoto shows a photo of a visit to who works on the request.
func showVisitPhoto(c *flows.Conversation, q request, index string) bool {
	n, err := strconv.Atoi(index)
	if err != nil || n < 0 || n >= len(q.Visits) || q.Visits[n].Photo == nil {
		return false
	}
	v := q.Visits[n]
	c.Audit("data.service", q.Owner, q.Kind, "")
	c.Say(papers.WithPoster(v.Photo, messages.Message{Key: "service.visit", Text: visitLine(c, v, false)}))
	c.RepeatOpen()
	return true
}
