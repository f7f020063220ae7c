package identity

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/messages"
)

const (
	duplicatesRecord = "twins"
	duplicatesList   = "twins" // pairs that nobody has looked at
	twinsShown       = 8       // of them on one screen
	twinsRead        = 200     // are looked at, the newest
)

// duplicates are two records that may be of one human being: they have a number in
// common. The first has the lower id.
type duplicates struct {
	A     enterprise.PersonID `json:"a"`
	B     enterprise.PersonID `json:"b"`
	At    time.Time           `json:"at"`
	No    time.Time           `json:"no,omitzero"`   // when an officer found that they are two people, or one of them said so
	Asked *mergeAsked         `json:"ask,omitempty"` // a merge that waits for their answers
}

func duplicatesID(a, b enterprise.PersonID) string { return fmt.Sprintf("%d-%d", min(a, b), max(a, b)) }

func twinsOf(id enterprise.PersonID) string { return duplicatesList + ":" + id.String() }

// meetDuplicates looks, when a number is new with the person, who else has it. The
// search is for that number alone, and finds nobody else.
func meetDuplicates(c *flows.Conversation) {
	if !c.Consented() {
		return
	}
	for _, n := range enterprise.Numbers(c.Person) {
		if slices.Contains(c.Numbers, n) {
			continue
		}
		words := strings.Join(enterprise.SearchedFor(n.Value), " ")
		for _, id := range c.Search(flows.Search{Words: words}) {
			if p := c.PersonByID(id); id != c.Person.ID && p.Held() && len(enterprise.SharedNumbers(c.Person, p)) > 0 {
				putTwins(c, duplicates{A: min(id, c.Person.ID), B: max(id, c.Person.ID), At: c.Now()})
			}
		}
	}
}

// putTwins proposes a pair, once: what an officer found stays found.
func putTwins(c *flows.Conversation, w duplicates) {
	r := c.Record(duplicatesRecord, duplicatesID(w.A, w.B))
	if r.Data != nil {
		return
	}
	r.Lists = map[string]int64{duplicatesList: w.At.UnixMilli(), twinsOf(w.A): w.At.UnixMilli(), twinsOf(w.B): w.At.UnixMilli()}
	c.Put(r, w)
}

// isTwins tells whether two people still may be one: the record says so, both
// are there, and they share a number.
func isTwins(c *flows.Conversation, w duplicates) bool {
	a, b := c.PersonByID(w.A), c.PersonByID(w.B)
	return w.No.IsZero() && a.Held() && b.Held() && len(enterprise.SharedNumbers(a, b)) > 0
}

func duplicatesIn(c *flows.Conversation, list string) []duplicates {
	var out []duplicates
	for _, r := range c.List(list, twinsRead) {
		var w duplicates
		if json.Unmarshal(r.Data, &w) == nil && isTwins(c, w) {
			out = append(out, w)
		}
	}
	return out
}

// listDuplicates is /ganda: the pairs that wait for an officer, the newest first.
func listDuplicates(c *flows.Conversation) {
	all := duplicatesIn(c, duplicatesList)
	lines := []string{c.Text("twins.list", messages.Args{"Count": len(all)})}
	var row []messages.Button
	for i, w := range all[:min(len(all), twinsShown)] {
		for _, id := range []enterprise.PersonID{w.A, w.B} {
			c.Audit("data.found", id, "", "")
		}
		lines = append(lines, c.Text("twins.line", messages.Args{
			"N": i + 1, "A": people.FoundLine(c, c.PersonByID(w.A)), "B": people.FoundLine(c, c.PersonByID(w.B)), "Why": shared(c, w)}))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: duplicatesData(w, "see")})
	}
	c.Say(messages.Message{Key: "twins", Text: strings.Join(lines, "\n"), Buttons: slices.Collect(slices.Chunk(row, 4))})
	c.Repeat("")
}

// shared says which numbers two people have in common.
func shared(c *flows.Conversation, w duplicates) string {
	var kinds []string
	for _, kind := range enterprise.SharedNumbers(c.PersonByID(w.A), c.PersonByID(w.B)) {
		kinds = append(kinds, c.Label("twins.same."+kind))
	}
	return strings.Join(kinds, ", ")
}

func duplicatesData(w duplicates, verb string) string {
	return "g:" + duplicatesID(w.A, w.B) + ":" + verb
}

// duplicatesButton is what an officer decides: g:list, g:<pair>:see, g:<pair>:not, g:<pair>:vouch,
// g:<pair>:into:<person>, g:<pair>:do:<person>, g:<pair>:undo, g:<pair>:part.
func duplicatesButton(c *flows.Conversation, rest []string) bool {
	if len(rest) == 1 && rest[0] == "list" {
		listDuplicates(c)
		return true
	}
	if len(rest) < 2 {
		return false
	}
	a, b, _ := strings.Cut(rest[0], "-")
	first, err := strconv.ParseInt(a, 10, 64)
	second, other := strconv.ParseInt(b, 10, 64)
	w := duplicates{A: enterprise.PersonID(first), B: enterprise.PersonID(second)}
	if err != nil || other != nil || w.A <= 0 || w.A >= w.B {
		return false
	}
	if rest[1] == "undo" || rest[1] == "part" {
		return unmerge(c, w, rest[1] == "part")
	}
	r := c.Record(duplicatesRecord, duplicatesID(w.A, w.B))
	if r.Data == nil || json.Unmarshal(r.Data, &w) != nil || !isTwins(c, w) {
		return false // decided, or one of them is gone
	}
	switch {
	case rest[1] == "see":
		showDuplicates(c, w)
	case rest[1] == "not":
		w.No = c.Now()
		delete(r.Lists, duplicatesList)
		c.Put(r, w)
		c.Audit("twins.different", w.A, w.B.String(), "")
		c.Repeat(c.Text("twins.not", nil))
	case rest[1] == "vouch" && mayVouch(c, w):
		c.Detour(vouchKey, rest[0])
	case len(rest) == 3 && rest[2] == w.A.String():
		merge(c, r, w, w.A, rest[1] == "do")
	case len(rest) == 3 && rest[2] == w.B.String():
		merge(c, r, w, w.B, rest[1] == "do")
	default:
		return false
	}
	return true
}

// showDuplicates is both cards, one above the other, and what can be done.
func showDuplicates(c *flows.Conversation, w duplicates) {
	parts := []string{c.Text("twins.head", messages.Args{"Why": shared(c, w)})}
	var keep []messages.Button
	for i, id := range []enterprise.PersonID{w.A, w.B} {
		p := c.PersonByID(id)
		c.Audit("data.card", id, "", "")
		if p.OnlyListed() {
			parts = append(parts, listedCard(c, p))
			continue
		}
		parts = append(parts, people.Profile(c, p))
		keep = append(keep, messages.Button{Label: c.Label([]string{"twins.keep.upper", "twins.keep.lower"}[i]), Data: duplicatesData(w, "into:"+id.String())})
	}
	rows := [][]messages.Button{keep}
	if w.Asked != nil {
		parts = append(parts, askedText(c, w))
	}
	if mayVouch(c, w) {
		rows = append(rows, []messages.Button{{Label: c.Label("twins.button.vouch"), Data: duplicatesData(w, "vouch")}})
	}
	c.Say(messages.Message{Key: "twins", Text: strings.Join(parts, "\n\n"), Buttons: append(rows, []messages.Button{{Label: c.Label("twins.button.not"), Data: duplicatesData(w, "not")}, {Label: c.Label("twins.button.list"), Data: "g:list"}})})
	c.Repeat("")
}

// forgetDuplicates takes the pairs away that the person is in.
func forgetDuplicates(c *flows.Conversation) {
	for _, r := range c.List(twinsOf(c.Person.ID), twinsRead) {
		c.Put(c.Record(duplicatesRecord, r.ID), nil)
	}
}

// twinsWaiting says in the morning how many pairs nobody has looked at.
func twinsWaiting(c *flows.Conversation) string {
	n := len(duplicatesIn(c, duplicatesList))
	if n == 0 {
		return ""
	}
	return c.Text("reminder.digest.twins", messages.Args{"N": n})
}

// identityCard adds to the card of a person where their data come from.
func identityCard(c *flows.Conversation, p enterprise.Person) flows.Card {
	if p.OnlyListed() {
		return flows.Card{Instead: listedCard(c, p)}
	}
	return flows.Card{Origin: origin(c, p)}
}

// identityButtons lead to a person's link or code, and to whom else they may be.
func identityButtons(c *flows.Conversation, p enterprise.Person) (beside []messages.Button, below [][]messages.Button) {
	data := "p:" + strconv.FormatInt(int64(p.ID), 10)
	switch {
	case p.OnlyListed():
		beside = []messages.Button{{Label: c.Label("listed.link.button"), Data: data + ":link"}}
	case p.Assisted.Unclaimed() && c.Allowed(flows.ForOfficers):
		beside = []messages.Button{{Label: c.Label("assist.code.button"), Data: data + ":code"}}
	}
	return beside, mergeButtons(c, p)
}

// origin is who filled in for a person, and what was merged into their record.
func origin(c *flows.Conversation, p enterprise.Person) (lines []string) {
	if p.Assisted.By != 0 {
		lines = append(lines, assistLine(c, p.Assisted))
	}
	if len(p.Absorbed) > 0 {
		lines = append(lines, mergeLines(c, p))
	}
	return lines
}
