package desk

import (
	"maps"
	"slices"
	"strings"
	"time"

	"naikkelas/flows"
	"naikkelas/messages"
)

// Played is what came of taps and answers that were played as if an officer
// had given them in the chat, one after the other, with nothing else open.
type Played struct {
	Turn flows.Turn
	Done bool               // it changed something, and nothing is asked any more
	Text string             // the last thing said, in the small HTML of messages
	Said []messages.Message // by the last tap or answer
	Asks string             // the form and the question that waits: "decide.why"; empty: none
}

// Acts reports whether something changes, or is sent to the chat, rather than
// being shown.
func (p Played) Acts() bool {
	t := p.Turn
	if len(t.Records)+len(t.Tell)+len(t.Gates)+len(t.Counts) > 0 || !p.Quiet() {
		return true
	}
	return slices.ContainsFunc(t.Say, func(m messages.Message) bool {
		return m.Workbook != nil || m.File != nil || m.Paper != nil || m.Calendar != nil
	})
}

// Shows reports whether people were shown who have to be in the trail first.
func (p Played) Shows() bool {
	return slices.ContainsFunc(p.Turn.AuditLog, func(a flows.Audit) bool { return strings.HasPrefix(a.What, "data.") })
}

// Quiet reports whether nothing happened but a look, which the trail notes.
func (p Played) Quiet() bool {
	return len(p.Turn.Tell)+len(p.Turn.Gates) == 0 && !slices.ContainsFunc(p.Turn.AuditLog, func(a flows.Audit) bool { return !strings.HasPrefix(a.What, "data.") })
}

// Play works out what a tap or a command does, and what the answers do that
// follow it. It is worth nothing while Turn.Lookup asks for more. The
// conversation that the officer is in is neither seen nor changed.
func Play(b *flows.Book, s flows.State, in flows.Input, do string, say []string, now time.Time) Played {
	p := &playing{book: b, in: in, now: now, found: s.Found, state: s}
	return p.all(do, say)
}

// all plays a tap or a command and its answers on whatever was played before.
func (p *playing) all(do string, say []string) Played {
	p.state.OnPage = true
	p.state.Chat = flows.Chat{Business: p.state.Chat.Business, Drafts: map[string]*flows.Draft{}}
	first := flows.Input{Kind: flows.Tap, Data: do}
	if strings.HasPrefix(do, "/") {
		first = flows.Input{Kind: flows.Text, Text: do}
	}
	ok := p.step(first)
	for _, text := range say {
		if ok = ok && p.state.Chat.Open != ""; !ok {
			break
		}
		ok = p.step(flows.Input{Kind: flows.Text, Text: text})
	}
	out := Played{Turn: p.turn, Said: p.said, Text: p.text()}
	if open := p.state.Chat.Open; open != "" {
		out.Asks = open + "." + p.state.Chat.Asked
	}
	t := &out.Turn
	t.State = p.state
	out.Done = ok && t.Lookup.Empty() && out.Asks == "" && (out.Acts() || len(t.AuditLog) > 0)
	return out
}

// playing is a play in progress.
type playing struct {
	book  *flows.Book
	in    flows.Input
	now   time.Time
	found flows.Found
	state flows.State
	turn  flows.Turn
	said  []messages.Message
}

// step plays one tap or answer; false: it needs to know more, or wants the
// officer's own record erased, which is asked in the chat alone.
func (p *playing) step(in flows.Input) bool {
	in.From, in.ID, in.Token, in.At, in.Language = p.in.From, p.in.ID, p.in.Token, p.in.At, p.in.Language
	s := p.state
	s.Found = p.found
	s.Found.Records = maps.Clone(p.found.Records)
	for _, r := range p.turn.Records {
		if s.Found.Records == nil {
			s.Found.Records = map[flows.RecordName]flows.Record{}
		}
		s.Found.Records[r.RecordName] = r
	}
	t := p.book.Step(s, in, p.now)
	if !t.Lookup.Empty() {
		p.turn.Lookup = t.Lookup
		return false
	}
	if t.Forget {
		return false
	}
	p.said, p.state = t.Say, t.State
	for _, r := range t.Records {
		if i := slices.IndexFunc(p.turn.Records, func(o flows.Record) bool { return o.RecordName == r.RecordName }); i >= 0 {
			p.turn.Records[i] = r
			continue
		}
		p.turn.Records = append(p.turn.Records, r)
	}
	p.turn.Tell, p.turn.AuditLog = append(p.turn.Tell, t.Tell...), append(p.turn.AuditLog, t.AuditLog...)
	p.turn.Gates, p.turn.Counts = append(p.turn.Gates, t.Gates...), append(p.turn.Counts, t.Counts...)
	p.turn.Say = append(p.turn.Say, t.Say...)
	return true
}

// text is the last thing said, without the menu that a chat shows below it.
func (p *playing) text() string {
	menu := p.book.Words.Say(p.state.Person.Language, "menu.text", nil)
	for _, m := range slices.Backward(p.said) {
		if text := strings.TrimSpace(strings.TrimSuffix(m.Text, menu)); text != "" {
			return text
		}
	}
	return ""
}
