package identity

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/papers"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// A merge that was agreed to (see agree.go) is four steps, each the commit of one person: the officer decides;
// the record that goes rests and gives its chats away; the one that stays takes
// over what is in it; the officer is told. Undoing goes the other way round.

// mergeNotice is what these steps tell each other.
type mergeNotice struct {
	Other enterprise.PersonID `json:"other"` // the other record
	By    enterprise.PersonID `json:"by"`    // the officer
}

// absorbNotice is what only the record that goes knows of itself.
type absorbNotice struct {
	mergeNotice
	Touched time.Time               `json:"touched,omitzero"` // when somebody last wrote there
	Drafts  map[string]*flows.Draft `json:"drafts,omitempty"` // unfinished forms
}

// mergeTold is what the officer hears of it.
type mergeTold struct {
	Kept  enterprise.PersonID `json:"kept"`
	Gone  enterprise.PersonID `json:"gone"`
	Fault string              `json:"fault,omitempty"` // why not; "undone": it was taken back; "refused": by Gone, who was asked
}

// merge asks whether one record is to go into another one, or does it.
func merge(c *flows.Conversation, r flows.Record, w duplicates, into enterprise.PersonID, sure bool) {
	from := w.other(into)
	kept, gone := c.PersonByID(into), c.PersonByID(from)
	args := messages.Args{"Kept": into.String(), "Gone": from.String(), "Name": kept.Name, "Days": int(enterprise.MergeKept.Hours() / 24)}
	fault := kept.MergeFault(gone)
	switch {
	case fault == "" && (c.Person.ID == w.A || c.Person.ID == w.B):
		fault = "own"
	case fault == "":
		fault = c.HindersMerge(from)
	}
	switch {
	case fault != "":
		c.Say(messages.Message{Text: c.Text("twins.fault", messages.Args{"Why": c.Label("twins.fault." + fault), "Gone": from.String()}),
			Buttons: [][]messages.Button{{{Label: c.Label("twins.button.back"), Data: duplicatesData(w, "see")}}}})
	case !sure:
		c.Say(messages.Message{Key: "twins.sure", Text: c.Text("twins.sure", args), Buttons: [][]messages.Button{{
			{Label: c.Label("twins.button.do"), Data: duplicatesData(w, "do:"+into.String())}, {Label: c.Label("twins.button.back"), Data: duplicatesData(w, "see")}}}})
	default:
		askToMerge(c, r, w, into)
	}
	c.Repeat("")
}

// mergeRest gives everything to the record into which this one goes. What it was is
// kept as long as that can be undone.
func mergeRest(c *flows.Conversation, data json.RawMessage) {
	var n mergeNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	fault := c.PersonByID(n.Other).MergeFault(c.Person)
	switch {
	case fault == "" && c.Chat.Ticket.ID != "":
		fault = "ticket"
	case fault == "":
		fault = c.HindersMerge(c.Person.ID)
	}
	if fault != "" {
		c.Tell(n.By, "twins.told", mergeTold{n.Other, c.Person.ID, fault})
		return
	}
	drafts := map[string]*flows.Draft{}
	for _, f := range c.Book.Owners {
		if d := c.Chat.Drafts[f.Key]; d != nil && d.Done.IsZero() && f.Key != flows.RegisterKey {
			drafts[f.Key] = d
		}
	}
	c.Tell(n.Other, "twins.absorb", absorbNotice{mergeNotice{c.Person.ID, n.By}, c.Chat.Touched, drafts})
	c.Person.Merged = enterprise.Merged{Into: n.Other, At: c.Now(), Contacts: c.Person.Contacts}
	c.Person.Contacts = nil
	c.Turn.Say, c.Turn.To = nil, enterprise.Address{}
}

// mergeAbsorb takes over what a resting record holds.
func mergeAbsorb(c *flows.Conversation, data json.RawMessage) {
	var n absorbNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	from := c.PersonByID(n.Other)
	if from.Merged.Into != c.Person.ID || slices.ContainsFunc(c.Person.Absorbed, func(a enterprise.Absorbed) bool { return a.Person == n.Other }) {
		return
	}
	differ := differing(c, from)
	from.Contacts, from.Merged = from.Merged.Contacts, enterprise.Merged{}
	c.Person, _ = c.Person.Absorb(from, c.Now(), n.By, n.Touched.After(c.Chat.Touched))
	took := &c.Person.Absorbed[len(c.Person.Absorbed)-1]
	changeHands(c, *took, c.Person.ID, func(kind, id string) { papers.AddOwner(c, kind, id) })
	for _, key := range slices.Sorted(maps.Keys(n.Drafts)) {
		if c.Chat.Drafts[key] == nil {
			c.Chat.Drafts[key] = n.Drafts[key]
			took.Drafts = append(took.Drafts, key)
		}
	}
	took.Noted = c.Now()
	line := c.Text("twins.note", messages.Args{"Gone": n.Other.String(), "Differ": differ})
	for _, a := range c.Book.Areas {
		if a.Merge.Joined != nil {
			a.Merge.Joined(c, *took, line)
		}
	}
	c.Tell(n.By, "twins.told", mergeTold{c.Person.ID, n.Other, ""})
	sayEverywhere(c, "twins.owner")
}

// differMost is how much of it fits a note, in characters.
const differMost = 150

// differing is what the other record says otherwise, in a line.
func differing(c *flows.Conversation, from enterprise.Person) string {
	var out []string
	for _, v := range [][2]string{{c.Person.Name, from.Name}, {c.Person.Phone, from.Phone}} {
		if v[1] != "" && v[0] != v[1] {
			out = append(out, v[1])
		}
	}
	return reading.Clipped(strings.Join(out, ", "), differMost)
}

// changeHands gives the documents that were taken over to an owner: their
// files, their numbers and their place with the officers.
func changeHands(c *flows.Conversation, took enterprise.Absorbed, to enterprise.PersonID, owning func(kind, id string)) {
	for _, b := range c.EveryBusiness() {
		i := slices.IndexFunc(took.Businesses, func(x enterprise.AbsorbedTrade) bool { return x.Into == b.ID })
		if i < 0 {
			continue
		}
		for _, d := range took.Businesses[i].DocumentsOf(b) {
			for _, p := range d.Papers {
				owning(flows.FileRecord, p.Hash)
			}
			if id := papers.NumberID(c, d); id != "" {
				owning(papers.NumberRecord, id)
			}
			for _, a := range c.Book.Areas {
				if a.Merge.Moved != nil {
					a.Merge.Moved(c, d, to)
				}
			}
		}
	}
}

// sayEverywhere tells the person something in each of their chats.
func sayEverywhere(c *flows.Conversation, key string) {
	to, _ := c.Reach()
	c.Turn.To = to
	c.Say(messages.Message{Key: key, Text: c.Text(key, nil)})
	c.RepeatOpen()
	for _, contact := range c.Person.Contacts {
		if contact.Unreachable == "" && contact.Address != to {
			c.Tell(c.Person.ID, "twins.hello", helloNotice{contact.Address, key})
		}
	}
}

// helloNotice is something to be said in another chat of the person's.
type helloNotice struct {
	Address enterprise.Address `json:"a"`
	Key     string             `json:"k"`
}

func mergeHello(c *flows.Conversation, data json.RawMessage) {
	var n helloNotice
	if json.Unmarshal(data, &n) != nil || !slices.ContainsFunc(c.Person.Contacts, func(contact enterprise.Contact) bool { return contact.Address == n.Address }) {
		return
	}
	c.Turn.To = n.Address
	c.Say(messages.Message{Key: n.Key, Text: c.Text(n.Key, nil)})
}

// unmerge asks whether a merge is to be undone, or does it.
func unmerge(c *flows.Conversation, w duplicates, sure bool) bool {
	kept, gone := c.PersonByID(w.A), c.PersonByID(w.B)
	if gone.Merged.Into != kept.ID {
		kept, gone = gone, kept
	}
	if gone.Merged.Into != kept.ID || kept.ID == 0 || !kept.Held() {
		return false
	}
	args := messages.Args{"Kept": kept.ID.String(), "Gone": gone.ID.String()}
	if !sure {
		c.Say(messages.Message{Key: "twins.undo", Text: c.Text("twins.undo", args), Buttons: [][]messages.Button{{
			{Label: c.Label("twins.button.part"), Data: duplicatesData(w, "part")},
			{Label: c.Label("twins.button.card"), Data: "p:" + strconv.FormatInt(int64(kept.ID), 10) + ":card"}}}})
	} else {
		c.Audit("twins.parted", gone.ID, kept.ID.String(), "")
		c.Audit("twins.parted", kept.ID, gone.ID.String(), "")
		c.Tell(kept.ID, "twins.release", mergeNotice{gone.ID, c.Person.ID})
		c.Say(messages.Message{Text: c.Text("twins.working", nil)})
	}
	c.Repeat("")
	return true
}

// mergeRelease gives back what was taken over.
func mergeRelease(c *flows.Conversation, data json.RawMessage) {
	var n mergeNotice
	if json.Unmarshal(data, &n) != nil || c.PersonByID(n.Other).Merged.Into != c.Person.ID {
		return
	}
	before := *c
	after, was, ok := c.Person.Release(n.Other)
	if !ok {
		return
	}
	c.Person = after
	var documents []enterprise.Document
	for _, b := range before.EveryBusiness() {
		for _, took := range was.Businesses {
			if took.Into == b.ID {
				documents = append(documents, took.DocumentsOf(b)...)
			}
		}
	}
	changeHands(&before, was, n.Other, func(kind, id string) {
		if kind == flows.FileRecord && !papers.HoldsFile(c, id) || kind == papers.NumberRecord && !papers.Holds(c, func(d enterprise.Document) bool { return papers.NumberID(c, d) == id }) {
			papers.DropOwner(&before, kind, id)
		}
	})
	c.Turn = before.Turn
	for _, key := range was.Drafts {
		if d := c.Chat.Drafts[key]; d != nil && !d.Touched.After(was.At) {
			delete(c.Chat.Drafts, key)
			if c.Chat.Open == key {
				c.Chat.Open = ""
			}
		}
	}
	for _, a := range c.Book.Areas {
		if a.Merge.Parted != nil {
			a.Merge.Parted(c, was)
		}
	}
	c.Tell(n.Other, "twins.wake", wakeNotice{mergeNotice{c.Person.ID, n.By}, documents})
	c.Tell(n.By, "twins.told", mergeTold{c.Person.ID, n.Other, "undone"})
	sayEverywhere(c, "twins.owner.undone")
}

// wakeNotice brings documents back as they are by now: an officer may have
// decided on them.
type wakeNotice struct {
	mergeNotice
	Documents []enterprise.Document `json:"documents,omitempty"`
}

// mergeWake makes a record one of its own again.
func mergeWake(c *flows.Conversation, data json.RawMessage) {
	var n wakeNotice
	if json.Unmarshal(data, &n) != nil || c.Person.Merged.Into != n.Other {
		return
	}
	for _, d := range n.Documents {
		c.Person = c.Person.Renewed(d)
	}
	c.Person.Contacts, c.Person.Merged = c.Person.Merged.Contacts, enterprise.Merged{}
	if _, ok := c.Reach(); ok {
		sayEverywhere(c, "twins.owner.undone")
	}
}

// mergeOver tells the officer what came of it.
func mergeOver(c *flows.Conversation, data json.RawMessage) {
	var n mergeTold
	if json.Unmarshal(data, &n) != nil {
		return
	}
	if !c.Allowed(flows.ForOfficers) { // the owner joined their own records (see channels.go)
		if n.Fault != "" {
			c.Say(messages.Message{Key: "channels.fault", Text: c.Text("channels.fault", messages.Args{"Why": c.Label("twins.fault." + n.Fault)})})
			c.RepeatOpen()
		}
		return
	}
	args := messages.Args{"Kept": n.Kept.String(), "Gone": n.Gone.String(), "Until": c.Date(c.Now().Add(enterprise.MergeKept)), "Why": ""}
	card := []messages.Button{{Label: c.Label("twins.button.card"), Data: "p:" + strconv.FormatInt(int64(n.Kept), 10) + ":card"}}
	key := "twins.over"
	switch {
	case n.Fault == "undone":
		key = "twins.over.undone"
	case n.Fault == "refused":
		key = "twins.over.refused"
	case n.Fault != "":
		key = "twins.fault"
		args["Why"] = c.Label("twins.fault." + n.Fault)
	}
	c.Say(messages.Message{Key: "twins.over", Text: c.Text(key, args), Buttons: [][]messages.Button{card}})
	c.RepeatOpen()
}

// resting handles what comes to a record that was merged: it is only woken, or
// goes with the one that took it over. It is false for any other record.
func resting(c *flows.Conversation) bool {
	if c.Person.Merged.Into == 0 {
		return false
	}
	c.Turn.To = enterprise.Address{}
	switch {
	case c.Input().Kind == flows.Noticed && (c.Input().Data == "twins.wake" || c.Input().Data == "twins.gone"):
		c.Book.Notices[c.Input().Data](c, json.RawMessage(c.Input().Text))
	case c.Input().Kind == flows.Wake && !c.Now().Before(restsUntil(c)):
		c.Audit("data.retained", c.Person.ID, "", "")
		c.ForgetAll()
	}
	return true
}

// restsUntil is when a merge can no longer be undone; zero: there was none.
func restsUntil(c *flows.Conversation) time.Time {
	if c.Person.Merged.Into == 0 {
		return time.Time{}
	}
	return c.Person.Merged.At.Add(enterprise.MergeKept)
}

// forgetMerged takes the records away that rest in this one.
func forgetMerged(c *flows.Conversation) {
	for _, a := range c.Person.Absorbed {
		c.Tell(a.Person, "twins.gone", mergeNotice{Other: c.Person.ID})
	}
}

func mergeGone(c *flows.Conversation, data json.RawMessage) {
	var n mergeNotice
	if json.Unmarshal(data, &n) == nil && c.Person.Merged.Into == n.Other {
		c.ForgetAll()
	}
}

// mergeLines say on a card which records were merged into this one.
func mergeLines(c *flows.Conversation, p enterprise.Person) string {
	var lines []string
	for _, a := range p.Absorbed {
		lines = append(lines, c.Text("twins.card", messages.Args{"Gone": a.Person.String(), "At": c.Date(a.At)}))
	}
	return strings.Join(lines, "\n")
}

// mergeButtons are on the card of somebody who may be another one, too, and of
// somebody whose merge can be undone.
func mergeButtons(c *flows.Conversation, p enterprise.Person) (rows [][]messages.Button) {
	if !c.Allowed(flows.ForOfficers) {
		return nil
	}
	for _, w := range duplicatesIn(c, twinsOf(p.ID)) {
		other := w.A
		if other == p.ID {
			other = w.B
		}
		rows = append(rows, []messages.Button{{Label: c.Text("twins.button.see", messages.Args{"Name": messages.HTML(c.PersonByID(other).Name)}), Data: duplicatesData(w, "see")}})
	}
	for _, a := range p.Absorbed {
		if c.PersonByID(a.Person).Merged.Into == p.ID {
			w := duplicates{A: min(a.Person, p.ID), B: max(a.Person, p.ID)}
			rows = append(rows, []messages.Button{{Label: c.Text("twins.button.undo", messages.Args{"At": c.Date(a.At)}), Data: duplicatesData(w, "undo")}})
		}
	}
	return rows
}
