package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	twinsRecord = "twins"
	twinsList   = "twins" // pairs that nobody has looked at
	twinsShown  = 8       // of them on one screen
	twinsRead   = 200     // are looked at, the newest
)

// twins are two records that may be of one human being: they have a number in
// common. The first has the lower id.
type twins struct {
	A  enterprise.PersonID `json:"a"`
	B  enterprise.PersonID `json:"b"`
	At time.Time           `json:"at"`
	No time.Time           `json:"no,omitzero"` // when an officer found that they are two people
}

func twinsID(a, b enterprise.PersonID) string { return fmt.Sprintf("%d-%d", min(a, b), max(a, b)) }

func twinsOf(id enterprise.PersonID) string { return twinsList + ":" + id.String() }

// meetTwins looks, when a number is new with the person, who else has it. The
// search is for that number alone, and finds nobody else.
func (t *talk) meetTwins() {
	if !t.consented() {
		return
	}
	for _, n := range enterprise.Numbers(t.Person) {
		if slices.Contains(t.numbers, n) {
			continue
		}
		words := strings.Join(enterprise.SearchedFor(n.Value), " ")
		for _, id := range t.search(Search{Words: words}) {
			if p := t.other(id); id != t.Person.ID && p.Held() && len(enterprise.SharedNumbers(t.Person, p)) > 0 {
				t.putTwins(twins{A: min(id, t.Person.ID), B: max(id, t.Person.ID), At: t.now})
			}
		}
	}
}

// putTwins proposes a pair, once: what an officer found stays found.
func (t *talk) putTwins(w twins) {
	r := t.record(twinsRecord, twinsID(w.A, w.B))
	if r.Data != nil {
		return
	}
	r.Lists = map[string]int64{twinsList: w.At.UnixMilli(), twinsOf(w.A): w.At.UnixMilli(), twinsOf(w.B): w.At.UnixMilli()}
	t.put(r, w)
}

// isTwins tells whether two people still may be one: the record says so, both
// are there, and they share a number.
func (t *talk) isTwins(w twins) bool {
	a, b := t.other(w.A), t.other(w.B)
	return w.No.IsZero() && a.Held() && b.Held() && len(enterprise.SharedNumbers(a, b)) > 0
}

func (t *talk) twinsIn(list string) []twins {
	var out []twins
	for _, r := range t.list(list, twinsRead) {
		var w twins
		if json.Unmarshal(r.Data, &w) == nil && t.isTwins(w) {
			out = append(out, w)
		}
	}
	return out
}

// listTwins is /ganda: the pairs that wait for an officer, the newest first.
func (t *talk) listTwins() {
	all := t.twinsIn(twinsList)
	lines := []string{t.word("twins.list", messages.Args{"Count": len(all)})}
	var row []messages.Button
	for i, w := range all[:min(len(all), twinsShown)] {
		for _, id := range []enterprise.PersonID{w.A, w.B} {
			t.audit("data.found", id, "", "")
		}
		lines = append(lines, t.word("twins.line", messages.Args{
			"N": i + 1, "A": t.foundLine(t.other(w.A)), "B": t.foundLine(t.other(w.B)), "Why": t.shared(w)}))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: twinsData(w, "see")})
	}
	t.say(messages.Message{Key: "twins", Text: strings.Join(lines, "\n"), Buttons: slices.Collect(slices.Chunk(row, 4))})
	t.again("")
}

// shared says which numbers two people have in common.
func (t *talk) shared(w twins) string {
	var kinds []string
	for _, kind := range enterprise.SharedNumbers(t.other(w.A), t.other(w.B)) {
		kinds = append(kinds, t.label("twins.same."+kind))
	}
	return strings.Join(kinds, ", ")
}

func twinsData(w twins, verb string) string { return "g:" + twinsID(w.A, w.B) + ":" + verb }

// twinsButton is what an officer decides: g:list, g:<pair>:see, g:<pair>:not,
// g:<pair>:into:<person>, g:<pair>:do:<person>, g:<pair>:undo, g:<pair>:part.
func (t *talk) twinsButton(rest []string) bool {
	if len(rest) == 1 && rest[0] == "list" {
		t.listTwins()
		return true
	}
	if len(rest) < 2 {
		return false
	}
	a, b, _ := strings.Cut(rest[0], "-")
	first, err := strconv.ParseInt(a, 10, 64)
	second, other := strconv.ParseInt(b, 10, 64)
	w := twins{A: enterprise.PersonID(first), B: enterprise.PersonID(second)}
	if err != nil || other != nil || w.A <= 0 || w.A >= w.B {
		return false
	}
	if rest[1] == "undo" || rest[1] == "part" {
		return t.unmerge(w, rest[1] == "part")
	}
	r := t.record(twinsRecord, twinsID(w.A, w.B))
	if r.Data == nil || json.Unmarshal(r.Data, &w) != nil || !t.isTwins(w) {
		return false // decided, or one of them is gone
	}
	switch {
	case rest[1] == "see":
		t.showTwins(w)
	case rest[1] == "not":
		w.No = t.now
		delete(r.Lists, twinsList)
		t.put(r, w)
		t.audit("twins.different", w.A, w.B.String(), "")
		t.again(t.word("twins.not", nil))
	case len(rest) == 3 && rest[2] == w.A.String():
		t.merge(r, w.A, w.B, rest[1] == "do")
	case len(rest) == 3 && rest[2] == w.B.String():
		t.merge(r, w.B, w.A, rest[1] == "do")
	default:
		return false
	}
	return true
}

// showTwins is both cards, one above the other, and what can be done.
func (t *talk) showTwins(w twins) {
	parts := []string{t.word("twins.head", messages.Args{"Why": t.shared(w)})}
	var keep []messages.Button
	for i, id := range []enterprise.PersonID{w.A, w.B} {
		p := t.other(id)
		t.audit("data.card", id, "", "")
		if p.OnlyListed() {
			parts = append(parts, t.listedCard(p))
			continue
		}
		parts = append(parts, t.profile(p))
		keep = append(keep, messages.Button{Label: t.label([]string{"twins.keep.upper", "twins.keep.lower"}[i]), Data: twinsData(w, "into:"+id.String())})
	}
	t.say(messages.Message{Key: "twins", Text: strings.Join(parts, "\n\n"), Buttons: [][]messages.Button{
		keep, {{Label: t.label("twins.button.not"), Data: twinsData(w, "not")}, {Label: t.label("twins.button.list"), Data: "g:list"}}}})
	t.again("")
}

// forgetTwins takes the pairs away that the person is in.
func (t *talk) forgetTwins() {
	for _, r := range t.list(twinsOf(t.Person.ID), twinsRead) {
		t.put(t.record(twinsRecord, r.ID), nil)
	}
}

// twinsWaiting says in the morning how many pairs nobody has looked at.
func (t *talk) twinsWaiting() string {
	n := len(t.twinsIn(twinsList))
	if n == 0 {
		return ""
	}
	return t.word("reminder.digest.twins", messages.Args{"N": n})
}

// identityCard adds to the card of a person where their data come from.
func (t *talk) identityCard(p enterprise.Person) Card {
	if p.OnlyListed() {
		return Card{Instead: t.listedCard(p)}
	}
	return Card{Origin: t.origin(p)}
}

// identityButtons lead to a person's link or code, and to whom else they may be.
func (t *talk) identityButtons(p enterprise.Person) (beside []messages.Button, below [][]messages.Button) {
	data := "p:" + strconv.FormatInt(int64(p.ID), 10)
	switch {
	case p.OnlyListed():
		beside = []messages.Button{{Label: t.label("listed.link.button"), Data: data + ":link"}}
	case p.Assisted.Unclaimed() && t.may(forOfficers):
		beside = []messages.Button{{Label: t.label("assist.code.button"), Data: data + ":code"}}
	}
	return beside, t.mergeButtons(p)
}

// origin is who filled in for a person, and what was merged into their record.
func (t *talk) origin(p enterprise.Person) (lines []string) {
	if p.Assisted.By != 0 {
		lines = append(lines, t.assistLine(p.Assisted))
	}
	if len(p.Absorbed) > 0 {
		lines = append(lines, t.mergeLines(p))
	}
	return lines
}
