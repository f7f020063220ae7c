package flows

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// A merge is four steps, each the commit of one person: the officer decides;
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
	Touched time.Time         `json:"touched,omitzero"` // when somebody last wrote there
	Drafts  map[string]*Draft `json:"drafts,omitempty"` // unfinished forms
}

// mergeTold is what the officer hears of it.
type mergeTold struct {
	Kept  enterprise.PersonID `json:"kept"`
	Gone  enterprise.PersonID `json:"gone"`
	Fault string              `json:"fault,omitempty"` // why not; "undone": it was taken back
}

// merge asks whether one record is to go into another one, or does it.
func (t *talk) merge(r Record, into, from enterprise.PersonID, sure bool) {
	kept, gone := t.other(into), t.other(from)
	w := twins{A: min(into, from), B: max(into, from)}
	args := messages.Args{"Kept": into.String(), "Gone": from.String(), "Name": kept.Name, "Days": int(enterprise.MergeKept.Hours() / 24)}
	fault := kept.MergeFault(gone)
	if fault == "" {
		fault = t.hindersMerge(from)
	}
	switch {
	case fault != "":
		t.say(messages.Message{Text: t.word("twins.fault", messages.Args{"Why": t.label("twins.fault." + fault), "Gone": from.String()}),
			Buttons: [][]messages.Button{{{Label: t.label("twins.button.back"), Data: twinsData(w, "see")}}}})
	case !sure:
		t.say(messages.Message{Key: "twins.sure", Text: t.word("twins.sure", args), Buttons: [][]messages.Button{{
			{Label: t.label("twins.button.do"), Data: twinsData(w, "do:"+into.String())}, {Label: t.label("twins.button.back"), Data: twinsData(w, "see")}}}})
	default:
		t.put(r, nil)
		t.audit("twins.merged", from, into.String(), "")
		t.audit("twins.merged", into, from.String(), "")
		t.tell(from, "twins.rest", mergeNotice{into, t.Person.ID})
		t.say(messages.Message{Text: t.word("twins.asked", nil)})
	}
	t.again("")
}

// mergeRest gives everything to the record into which this one goes. What it was is
// kept as long as that can be undone.
func mergeRest(t *talk, data json.RawMessage) {
	var n mergeNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	fault := t.other(n.Other).MergeFault(t.Person)
	switch {
	case fault == "" && t.Chat.Ticket.ID != "":
		fault = "ticket"
	case fault == "":
		fault = t.hindersMerge(t.Person.ID)
	}
	if fault != "" {
		t.tell(n.By, "twins.told", mergeTold{n.Other, t.Person.ID, fault})
		return
	}
	drafts := map[string]*Draft{}
	for _, f := range t.book.owners {
		if d := t.Chat.Drafts[f.Key]; d != nil && d.Done.IsZero() && f.Key != registerKey {
			drafts[f.Key] = d
		}
	}
	t.tell(n.Other, "twins.absorb", absorbNotice{mergeNotice{t.Person.ID, n.By}, t.Chat.Touched, drafts})
	t.Person.Merged = enterprise.Merged{Into: n.Other, At: t.now, Contacts: t.Person.Contacts}
	t.Person.Contacts = nil
	t.turn.Say, t.turn.To = nil, enterprise.Address{}
}

// mergeAbsorb takes over what a resting record holds.
func mergeAbsorb(t *talk, data json.RawMessage) {
	var n absorbNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	from := t.other(n.Other)
	if from.Merged.Into != t.Person.ID || slices.ContainsFunc(t.Person.Absorbed, func(a enterprise.Absorbed) bool { return a.Person == n.Other }) {
		return
	}
	differ := t.differing(from)
	from.Contacts, from.Merged = from.Merged.Contacts, enterprise.Merged{}
	t.Person, _ = t.Person.Absorb(from, t.now, n.By, n.Touched.After(t.Chat.Touched))
	took := &t.Person.Absorbed[len(t.Person.Absorbed)-1]
	t.changeHands(*took, t.Person.ID, func(kind, id string) { t.addOwner(kind, id) })
	for _, key := range slices.Sorted(maps.Keys(n.Drafts)) {
		if t.Chat.Drafts[key] == nil {
			t.Chat.Drafts[key] = n.Drafts[key]
			took.Drafts = append(took.Drafts, key)
		}
	}
	took.Noted = t.now
	line := t.word("twins.note", messages.Args{"Gone": n.Other.String(), "Differ": differ})
	for _, a := range t.book.areas {
		if a.Merge.Joined != nil {
			a.Merge.Joined(t, *took, line)
		}
	}
	t.tell(n.By, "twins.told", mergeTold{t.Person.ID, n.Other, ""})
	t.sayEverywhere("twins.owner")
}

// differMost is how much of it fits a note, in characters.
const differMost = 150

// differing is what the other record says otherwise, in a line.
func (t *talk) differing(from enterprise.Person) string {
	var out []string
	for _, v := range [][2]string{{t.Person.Name, from.Name}, {t.Person.Phone, from.Phone}} {
		if v[1] != "" && v[0] != v[1] {
			out = append(out, v[1])
		}
	}
	return clipped(strings.Join(out, ", "), differMost)
}

// changeHands gives the documents that were taken over to an owner: their
// files, their numbers and their place with the officers.
func (t *talk) changeHands(took enterprise.Absorbed, to enterprise.PersonID, owning func(kind, id string)) {
	for _, b := range t.everyBusiness() {
		i := slices.IndexFunc(took.Businesses, func(x enterprise.AbsorbedTrade) bool { return x.Into == b.ID })
		if i < 0 {
			continue
		}
		for _, d := range took.Businesses[i].DocumentsOf(b) {
			for _, p := range d.Papers {
				owning(FileRecord, p.Hash)
			}
			if id := t.numberID(d); id != "" {
				owning(numberRecord, id)
			}
			for _, a := range t.book.areas {
				if a.Merge.Moved != nil {
					a.Merge.Moved(t, d, to)
				}
			}
		}
	}
}

// sayEverywhere tells the person something in each of their chats.
func (t *talk) sayEverywhere(key string) {
	to, _ := t.reach()
	t.turn.To = to
	t.say(messages.Message{Key: key, Text: t.word(key, nil)})
	t.showOpen()
	for _, c := range t.Person.Contacts {
		if c.Unreachable == "" && c.Address != to {
			t.tell(t.Person.ID, "twins.hello", helloNotice{c.Address, key})
		}
	}
}

// helloNotice is something to be said in another chat of the person's.
type helloNotice struct {
	Address enterprise.Address `json:"a"`
	Key     string             `json:"k"`
}

func mergeHello(t *talk, data json.RawMessage) {
	var n helloNotice
	if json.Unmarshal(data, &n) != nil || !slices.ContainsFunc(t.Person.Contacts, func(c enterprise.Contact) bool { return c.Address == n.Address }) {
		return
	}
	t.turn.To = n.Address
	t.say(messages.Message{Key: n.Key, Text: t.word(n.Key, nil)})
}

// unmerge asks whether a merge is to be undone, or does it.
func (t *talk) unmerge(w twins, sure bool) bool {
	kept, gone := t.other(w.A), t.other(w.B)
	if gone.Merged.Into != kept.ID {
		kept, gone = gone, kept
	}
	if gone.Merged.Into != kept.ID || kept.ID == 0 || !kept.Held() {
		return false
	}
	args := messages.Args{"Kept": kept.ID.String(), "Gone": gone.ID.String()}
	if !sure {
		t.say(messages.Message{Key: "twins.undo", Text: t.word("twins.undo", args), Buttons: [][]messages.Button{{
			{Label: t.label("twins.button.part"), Data: twinsData(w, "part")},
			{Label: t.label("twins.button.card"), Data: "p:" + strconv.FormatInt(int64(kept.ID), 10) + ":card"}}}})
	} else {
		t.audit("twins.parted", gone.ID, kept.ID.String(), "")
		t.audit("twins.parted", kept.ID, gone.ID.String(), "")
		t.tell(kept.ID, "twins.release", mergeNotice{gone.ID, t.Person.ID})
		t.say(messages.Message{Text: t.word("twins.asked", nil)})
	}
	t.again("")
	return true
}

// mergeRelease gives back what was taken over.
func mergeRelease(t *talk, data json.RawMessage) {
	var n mergeNotice
	if json.Unmarshal(data, &n) != nil || t.other(n.Other).Merged.Into != t.Person.ID {
		return
	}
	before := *t
	after, was, ok := t.Person.Release(n.Other)
	if !ok {
		return
	}
	t.Person = after
	var documents []enterprise.Document
	for _, b := range before.everyBusiness() {
		for _, took := range was.Businesses {
			if took.Into == b.ID {
				documents = append(documents, took.DocumentsOf(b)...)
			}
		}
	}
	before.changeHands(was, n.Other, func(kind, id string) {
		if kind == FileRecord && !t.holdsFile(id) || kind == numberRecord && !t.holds(func(d enterprise.Document) bool { return t.numberID(d) == id }) {
			before.dropOwner(kind, id)
		}
	})
	t.turn = before.turn
	for _, key := range was.Drafts {
		if d := t.Chat.Drafts[key]; d != nil && !d.Touched.After(was.At) {
			delete(t.Chat.Drafts, key)
			if t.Chat.Open == key {
				t.Chat.Open = ""
			}
		}
	}
	for _, a := range t.book.areas {
		if a.Merge.Parted != nil {
			a.Merge.Parted(t, was)
		}
	}
	t.tell(n.Other, "twins.wake", wakeNotice{mergeNotice{t.Person.ID, n.By}, documents})
	t.tell(n.By, "twins.told", mergeTold{t.Person.ID, n.Other, "undone"})
	t.sayEverywhere("twins.owner.undone")
}

// wakeNotice brings documents back as they are by now: an officer may have
// decided on them.
type wakeNotice struct {
	mergeNotice
	Documents []enterprise.Document `json:"documents,omitempty"`
}

// mergeWake makes a record one of its own again.
func mergeWake(t *talk, data json.RawMessage) {
	var n wakeNotice
	if json.Unmarshal(data, &n) != nil || t.Person.Merged.Into != n.Other {
		return
	}
	for _, d := range n.Documents {
		t.Person = t.Person.Renewed(d)
	}
	t.Person.Contacts, t.Person.Merged = t.Person.Merged.Contacts, enterprise.Merged{}
	if _, ok := t.reach(); ok {
		t.sayEverywhere("twins.owner.undone")
	}
}

// mergeOver tells the officer what came of it.
func mergeOver(t *talk, data json.RawMessage) {
	var n mergeTold
	if json.Unmarshal(data, &n) != nil || !t.may(forOfficers) {
		return
	}
	args := messages.Args{"Kept": n.Kept.String(), "Gone": n.Gone.String(), "Until": t.date(t.now.Add(enterprise.MergeKept)), "Why": ""}
	card := []messages.Button{{Label: t.label("twins.button.card"), Data: "p:" + strconv.FormatInt(int64(n.Kept), 10) + ":card"}}
	key := "twins.over"
	switch {
	case n.Fault == "undone":
		key = "twins.over.undone"
	case n.Fault != "":
		key = "twins.fault"
		args["Why"] = t.label("twins.fault." + n.Fault)
	}
	t.say(messages.Message{Key: "twins.over", Text: t.word(key, args), Buttons: [][]messages.Button{card}})
	t.showOpen()
}

// resting handles what comes to a record that was merged: it is only woken, or
// goes with the one that took it over. It is false for any other record.
func (t *talk) resting() bool {
	if t.Person.Merged.Into == 0 {
		return false
	}
	t.turn.To = enterprise.Address{}
	switch {
	case t.in.Kind == Noticed && (t.in.Data == "twins.wake" || t.in.Data == "twins.gone"):
		t.book.notices[t.in.Data](t, json.RawMessage(t.in.Text))
	case t.in.Kind == Wake && !t.now.Before(t.restsUntil()):
		t.audit("data.retained", t.Person.ID, "", "")
		t.forgetAll()
	}
	return true
}

// restsUntil is when a merge can no longer be undone; zero: there was none.
func (t *talk) restsUntil() time.Time {
	if t.Person.Merged.Into == 0 {
		return time.Time{}
	}
	return t.Person.Merged.At.Add(enterprise.MergeKept)
}

// forgetMerged takes the records away that rest in this one.
func (t *talk) forgetMerged() {
	for _, a := range t.Person.Absorbed {
		t.tell(a.Person, "twins.gone", mergeNotice{Other: t.Person.ID})
	}
}

func mergeGone(t *talk, data json.RawMessage) {
	var n mergeNotice
	if json.Unmarshal(data, &n) == nil && t.Person.Merged.Into == n.Other {
		t.forgetAll()
	}
}

// mergeLines say on a card which records were merged into this one.
func (t *talk) mergeLines(p enterprise.Person) string {
	var lines []string
	for _, a := range p.Absorbed {
		lines = append(lines, t.word("twins.card", messages.Args{"Gone": a.Person.String(), "At": t.date(a.At)}))
	}
	return strings.Join(lines, "\n")
}

// mergeButtons are on the card of somebody who may be another one, too, and of
// somebody whose merge can be undone.
func (t *talk) mergeButtons(p enterprise.Person) (rows [][]messages.Button) {
	if !t.may(forOfficers) {
		return nil
	}
	for _, w := range t.twinsIn(twinsOf(p.ID)) {
		other := w.A
		if other == p.ID {
			other = w.B
		}
		rows = append(rows, []messages.Button{{Label: t.word("twins.button.see", messages.Args{"Name": messages.HTML(t.other(other).Name)}), Data: twinsData(w, "see")}})
	}
	for _, a := range p.Absorbed {
		if t.other(a.Person).Merged.Into == p.ID {
			w := twins{A: min(a.Person, p.ID), B: max(a.Person, p.ID)}
			rows = append(rows, []messages.Button{{Label: t.word("twins.button.undo", messages.Args{"At": t.date(a.At)}), Data: twinsData(w, "undo")}})
		}
	}
	return rows
}
