package desk

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"naikkelas/flows"
)

const (
	viewsRecord = "views"
	viewsMost   = 20
	viewName    = 40 // characters of a view's name
	viewAddress = 1500
)

// View is a way to look at the table of owners that an officer gave a name.
type View struct {
	Name  string `json:"name"`
	Query string `json:"query"` // of the table's address: filters, order and columns, nothing of a person
}

// Views are the officer's own, as they named them.
func Views(c *flows.Conversation) []View {
	_, out := ownViews(c)
	return out
}

func ownViews(c *flows.Conversation) (flows.Record, []View) {
	r := c.Record(viewsRecord, strconv.FormatInt(int64(c.Person.ID), 10))
	var out []View
	_ = json.Unmarshal(r.Data, &out) // ours: written by keepView; absent is none
	return r, out
}

// keepView keeps a view under a name, instead of what had it, or drops it.
func keepView(c *flows.Conversation, k Click) Outcome {
	r, all := ownViews(c)
	if len(k.Say) == 0 {
		return Outcome{Click: k.ID, Text: c.Text("desk.view.refuse", nil)}
	}
	name := strings.Join(strings.Fields(k.Say[0]), " ")
	all = slices.DeleteFunc(slices.Clone(all), func(v View) bool { return v.Name == name })
	if k.Do == Keeps {
		if n := len([]rune(name)); len(k.Say) != 2 || n < 2 || n > viewName || len(k.Say[1]) > viewAddress || len(all) >= viewsMost {
			return Outcome{Click: k.ID, Text: c.Text("desk.view.refuse", nil)}
		}
		all = append(all, View{name, k.Say[1]})
	}
	if len(all) == 0 {
		c.Put(r, nil)
	} else {
		c.Put(r, all)
	}
	return Outcome{Click: k.ID, Done: true}
}
