package flows

import (
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	visitedKey = "visited"
	// visitsMost bounds the visits of a request; visitNote a note, in characters.
	visitsMost = 60
	visitNote  = 500
)

// visitHows are how a visit went: well, more is needed, nobody was met.
var visitHows = []string{"well", "more", "missed"}

// visit is one visit to an owner, as whoever went logged it.
type visit struct {
	At    time.Time           `json:"at"`
	By    enterprise.PersonID `json:"by"`
	How   string              `json:"how"`
	Note  string              `json:"note,omitempty"`
	Photo *poster             `json:"photo,omitempty"`
}

// askVisit is the first of the two taps that log a visit.
func (t *talk) askVisit(id string, q request) {
	var row []messages.Button
	for _, how := range visitHows {
		row = append(row, messages.Button{Label: t.label("visit.how." + how), Data: "s:" + id + ":went:" + how})
	}
	t.say(messages.Message{Key: "visit.ask", Text: t.word("visit.ask", messages.Args{"Business": t.businessName(q.Owner, q.Business)}), Buttons: [][]messages.Button{row}})
	t.showOpen()
}

// logVisit is the second: the visit is logged, and a photo or a note may follow.
// Another tap of the same person within moments corrects the first.
func (t *talk) logVisit(r Record, q request, how string) {
	n := len(q.Visits) - 1
	switch {
	case n >= 0 && q.Visits[n].By == t.Person.ID && t.now.Sub(q.Visits[n].At) < doubleTap:
		q.Visits[n].How = how
	case len(q.Visits) >= visitsMost:
		t.again(t.word("visit.full", messages.Args{"Most": visitsMost}))
		return
	default:
		n++
		q.Visits = append(q.Visits, visit{At: t.now, By: t.Person.ID, How: how})
		t.audit("service.visited", q.Owner, q.Kind, "")
		t.tell(q.Owner, "visit", serviceNotice{ID: r.ID})
	}
	t.putRequest(r, q)
	t.interject(visitedKey, r.ID+" "+strconv.Itoa(n))
}

const visitDone = "done"

// visited adds photos and notes to a visit that is logged already.
func visited() *Flow {
	return &Flow{
		Key: visitedKey, For: forPeople, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return visitedQuestions },
		Finish:    func(t *talk, d *Draft) { t.comeBack(d, t.word("visit.logged", nil)) },
	}
}

var visitedQuestions = []*Question{{
	Key: "more", Content: true, Spelled: true,
	Options: func(t *talk, _ *Draft) []Option {
		return []Option{{Value: visitDone, Label: t.label("visit.enough"), Names: t.names("announce.part.done.names")}}
	},
	Ask: func(t *talk, _ *Draft) string {
		if t.note != "" { // what was added, or why it was not
			return t.word("visited.more.again", nil)
		}
		return t.word("visited.more.ask", nil)
	},
	Read: readVisit,
	Accept: func(t *talk, d *Draft, value string) {
		if value != visitDone {
			t.addToVisit(d, value)
			delete(d.Answers, "more")
		}
	},
}}

// noteValue begins an answer that is a note rather than a photo.
const noteValue = "note:"

// readVisit takes a photo that can be kept, or a note.
func readVisit(t *talk, d *Draft, typed string) Reading {
	if t.in.File != nil {
		if t.in.File.Kind != "photo" {
			return Reading{Refuse: t.word("visit.photo.refuse", nil)}
		}
		return readPoster(t, d, typed)
	}
	note := strings.TrimSpace(strings.TrimPrefix(typed, noteValue))
	if n := len([]rune(note)); n < leastWords || n > visitNote {
		return Reading{Refuse: t.word("visit.note.refuse", messages.Args{"Most": visitNote})}
	}
	return Reading{Value: noteValue + note}
}

// addToVisit writes a photo or a note down with the visit; the newest of each counts.
func (t *talk) addToVisit(d *Draft, value string) {
	id, index, _ := strings.Cut(d.Subject, " ")
	n, _ := strconv.Atoi(index)
	r, q, ok := t.requestOf(id)
	if !ok || n >= len(q.Visits) || q.Visits[n].By != t.Person.ID || !t.sees(t.other(q.Owner)) {
		t.note = t.word("service.gone", nil)
		return
	}
	v := &q.Visits[n]
	if note, ok := strings.CutPrefix(value, noteValue); ok {
		v.Note, t.note = note, t.word("visit.noted", nil)
	} else if !t.addPhoto(r.ID, v, posterOf(value)) {
		return
	}
	t.putRequest(r, q)
}

// addPhoto makes a photo ours; false while it is not known what became of it.
func (t *talk) addPhoto(id string, v *visit, p *poster) bool {
	s, ok := t.stored(p.File)
	if !ok {
		return false
	}
	t.releaseFile(v.Photo, id)
	p.Hash, p.Type = s.Hash, s.Type
	if caption := strings.TrimSpace(t.in.Text); caption != "" && len([]rune(caption)) <= visitNote {
		v.Note = caption
	}
	v.Photo, t.note = p, t.word("visit.pictured", nil)
	return true
}

// showVisitPhoto shows a photo of a visit to who works on the request.
func (t *talk) showVisitPhoto(q request, index string) bool {
	n, err := strconv.Atoi(index)
	if err != nil || n < 0 || n >= len(q.Visits) || q.Visits[n].Photo == nil {
		return false
	}
	v := q.Visits[n]
	t.audit("data.service", q.Owner, q.Kind, "")
	t.say(withPoster(v.Photo, messages.Message{Key: "service.visit", Text: t.visitLine(v, false)}))
	t.showOpen()
	return true
}
