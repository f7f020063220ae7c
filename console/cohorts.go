package console

import (
	"net/http"
	"strconv"

	"naikkelas/flows"
	"naikkelas/flows/cohort"
	"naikkelas/flows/desk"
)

// boardShown is how many candidates stand beside each other on a page.
const boardShown = 24

// cohortsData is the list of cohorts.
type cohortsData struct{ All []cohort.Listed }

func (cohortsData) live() {}

func (c *Console) cohorts(v *visit) (any, error) {
	return view(c, v, func(t *flows.Conversation) any { return cohortsData{cohort.All(t)} })
}

// boardData is a cohort's board: what is filled, live, and who can be chosen.
type boardData struct {
	cohort.Board
	Decisions     []cohort.Decision
	First, Last   int
	Before, After string
	Shut          bool
	People        []cohort.Row `json:"-"` // the cards are not shown anew while one is written on
}

func (boardData) live() {}

// board shows who can be chosen, once it is in the trail who was looked at.
func (c *Console) board(v *visit) (any, error) {
	id := v.r.PathValue("id")
	from, _ := strconv.Atoi(v.query("dari"))
	from = max(0, from) / boardShown * boardShown
	here := "/kohort/" + id
	d, err := view(c, v, func(t *flows.Conversation) *boardData {
		b, ok := cohort.BoardOf(t, id, from, boardShown)
		if !ok {
			return nil
		}
		d := &boardData{Board: b, Decisions: cohort.Decisions(t), First: min(from+1, b.All), Last: min(from+boardShown, b.All), People: b.Rows}
		d.Rows = nil
		if from > 0 {
			d.Before = with(here, "dari", strconv.Itoa(from-boardShown))
		}
		if d.Last < b.All {
			d.After = with(here, "dari", strconv.Itoa(d.Last))
		}
		return d
	})
	if err != nil {
		return nil, err
	}
	if d == nil {
		v.fault = http.StatusNotFound
		return nil, nil
	}
	var shown []string
	for _, r := range d.People {
		shown = append(shown, desk.Closely+r.Person.String())
	}
	if len(shown) > 0 {
		if ok, err := c.looked(v, desk.Looks, shown...); err != nil || !ok {
			d.People, d.Shut = nil, true
			return *d, err
		}
	}
	return *d, nil
}
