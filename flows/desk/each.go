package desk

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/flows"
	"naikkelas/messages"
)

// EachMost is for how many people one click may do something: as many as a page
// of the table shows.
const EachMost = 50

// whysShown is how many reasons are said for which it was not done for some.
const whysShown = 3

// playEach plays the same for one person after the other, each on the state
// that the last one left: the last place of a quota is given once. For whom it
// cannot be done nothing changes, and why not is said. A bulk act is so many
// acts of the chat's, with all of its rules, in one commit.
func playEach(c *flows.Conversation, k Click) Played {
	p := &playing{book: c.Book, in: c.Input(), now: c.Now(), found: c.State.Found, state: c.State}
	var out Played
	var needs flows.Lookup
	var whys []string
	done := 0
	for _, id := range k.For[:min(len(k.For), EachMost)] {
		turn, state := p.turn, p.state
		turn.Records = slices.Clone(turn.Records) // a step writes over what it changes again
		p.turn.Tell, p.turn.AuditLog, p.turn.Gates, p.turn.Counts, p.turn.Say = nil, nil, nil, nil, nil
		one := p.all(strings.ReplaceAll(k.Do, "*", strconv.FormatInt(int64(id), 10)), k.Say)
		if !one.Turn.Lookup.Empty() {
			needs = both(needs, one.Turn.Lookup)
		}
		if !one.Done || len(p.turn.AuditLog)+len(p.turn.Tell) == 0 { // records may be another's
			if !slices.Contains(whys, one.Text) && one.Text != "" {
				whys = append(whys, one.Text)
			}
			p.turn, p.state = turn, state
			continue
		}
		done++
		p.turn.Tell, p.turn.AuditLog = append(turn.Tell, p.turn.Tell...), append(turn.AuditLog, p.turn.AuditLog...)
		p.turn.Gates, p.turn.Counts, p.turn.Say = append(turn.Gates, p.turn.Gates...), append(turn.Counts, p.turn.Counts...), turn.Say
	}
	out.Turn = p.turn
	out.Turn.Lookup, out.Turn.State = needs, p.state
	out.Text = c.Text("desk.each", messages.Args{"Done": done, "All": len(k.For)})
	for _, why := range whys[:min(len(whys), whysShown)] {
		out.Text += "\n" + why
	}
	out.Done = done > 0
	return out
}

// both are two lookups in one.
func both(a, b flows.Lookup) flows.Lookup {
	return flows.Lookup{
		Records: append(a.Records, b.Records...), Lists: append(a.Lists, b.Lists...), People: append(a.People, b.People...), Members: append(a.Members, b.Members...),
		Audiences: append(a.Audiences, b.Audiences...), AuditLog: append(a.AuditLog, b.AuditLog...), Ledgers: append(a.Ledgers, b.Ledgers...), Overlaps: append(a.Overlaps, b.Overlaps...),
		Counts: append(a.Counts, b.Counts...), Recipients: append(a.Recipients, b.Recipients...), Files: append(a.Files, b.Files...), Searches: append(a.Searches, b.Searches...),
		Sizes: append(a.Sizes, b.Sizes...), Tables: append(a.Tables, b.Tables...), Addresses: append(a.Addresses, b.Addresses...),
	}
}
