package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// unconsentedFor is how long somebody is kept who began but did not agree to
// being registered: nothing but a chat and a language is known of them.
const unconsentedFor = 30 * 24 * time.Hour

// clearedAfter is how much later than its end Redis clears away what lasts for a
// time. Whether something is over is told from the moment that is stored with
// it, by our clock (see ended); that Redis's clock is another, or is set right,
// may take nothing away that still holds.
const clearedAfter = 7 * 24 * time.Hour

// Change is everything one turn writes.
type Change struct {
	Entry  Entry
	Person enterprise.PersonID
	call   call
}

// Change works out what a turn of a moment writes. It also gives the person as
// they will be, for the next entry of theirs in the same batch.
func (s *Store) Change(now time.Time, e Entry, before Loaded, turn flows.Turn) (Change, Loaded, error) {
	p := s.plan(now, e, before, turn)
	diff, err := before.compare(p.state)
	if err != nil {
		return Change{}, Loaded{}, err
	}
	s.belong(&p, before, diff)
	after := before.advanced(p, diff)
	lines := make([][]byte, 0, len(turn.Say))
	for _, m := range turn.Say {
		line, err := s.sealLine(Line{Person: before.State.Person.ID, To: turn.To, Reply: turn.Prompt, Lang: turn.State.Person.Language, Message: m})
		if err != nil {
			return Change{}, Loaded{}, err
		}
		lines = append(lines, line)
	}
	more, err := s.beyond(turn)
	if err != nil {
		return Change{}, Loaded{}, err
	}
	c := Change{Entry: e, Person: before.State.Person.ID}
	c.call = s.commitCall(e, before, p, diff, lines, more)
	return c, after, nil
}

// plan is what becomes of the person as a whole.
type plan struct {
	mode           string // as in commit.lua
	state          flows.State
	terms          []string
	joins, leaves  []string
	words          []string
	finds, loses   []string // search words
	alias, unalias []string
	wake           time.Time
	now            time.Time
	until          time.Time // of mode expire
}

func (s *Store) plan(now time.Time, e Entry, before Loaded, turn flows.Turn) plan {
	p := plan{mode: "keep", state: turn.State, wake: turn.Wake, now: now}
	switch {
	case turn.Forget && before.fresh:
		p.mode = "unused"
	case turn.Forget && before.version == 0:
		p.mode = "nothing"
	case turn.Forget:
		p.mode = "forget"
	case !turn.State.Person.Held() && len(turn.State.Person.Roles) == 0 && turn.State.Person.Merged.Into == 0:
		p.mode, p.until = "expire", now.Add(unconsentedFor)
		if e.Input.From == (enterprise.Address{}) && !before.until.IsZero() {
			p.until = before.until // only what they do themselves gives them more time
		}
	}
	p.state.Found = flows.Found{}
	if turn.Forget {
		p.state, p.wake = flows.State{}, time.Time{}
	} else {
		p.state.New = false
	}
	return p
}

// gone tells that nothing is stored of the person afterwards.
func (p plan) gone() bool { return p.mode == "forget" || p.mode == "nothing" || p.mode == "unused" }

// belong works out what the person is to be found by, and what changes of that.
func (s *Store) belong(p *plan, before Loaded, diff differences) {
	switch {
	case p.gone():
	case before.derived && !diff.ofPerson():
		p.terms, p.words = before.terms, before.words
		return
	default:
		p.terms, p.words = enterprise.IndexTerms(p.state.Person), s.searchWords(p.state.Person)
	}
	p.joins, p.leaves = beyond(p.terms, before.terms), beyond(before.terms, p.terms)
	p.finds, p.loses = beyond(p.words, before.words), beyond(before.words, p.words)
	p.alias = s.aliasesBeyond(p.state.Person, before.State.Person)
	p.unalias = s.aliasesBeyond(before.State.Person, p.state.Person)
}

// beyond is what one list has and the other has not; both are in order.
func beyond(one, other []string) []string {
	var out []string
	for _, s := range one {
		for len(other) > 0 && other[0] < s {
			other = other[1:]
		}
		if len(other) == 0 || other[0] != s {
			out = append(out, s)
		}
	}
	return out
}

// aliasesBeyond are the addresses of one that the other does not have.
func (s *Store) aliasesBeyond(one, other enterprise.Person) []string {
	var out []string
	for _, c := range one.Contacts {
		if !slices.ContainsFunc(other.Contacts, func(o enterprise.Contact) bool { return o.Address == c.Address }) {
			out = append(out, s.seal.alias(c.Address))
		}
	}
	return out
}

// advanced is the person after the change.
func (l Loaded) advanced(p plan, diff differences) Loaded {
	if p.gone() {
		return Loaded{State: nobody(l.State.Person.ID), fields: map[string][]byte{}}
	}
	after := Loaded{State: p.state, version: l.version + 1, until: p.until, fields: maps.Clone(l.fields), terms: p.terms, words: p.words, derived: true}
	maps.Copy(after.fields, diff.set)
	for _, field := range diff.del {
		delete(after.fields, field)
	}
	return after
}

func (s *Store) commitCall(e Entry, before Loaded, p plan, diff differences, lines [][]byte, more call) call {
	id := before.State.Person.ID
	c := call{script: commitScript, keys: []string{
		s.keys.lease(), s.keys.inbox(), s.keys.outbox(), s.keys.wakes(), s.keys.aliases(), s.keys.tries(), s.keys.person(id), s.keys.audit(),
	}}
	for _, t := range slices.Concat(p.joins, p.leaves) {
		c.keys = append(c.keys, s.keys.in(t))
	}
	for _, w := range slices.Concat(p.finds, p.loses) {
		c.keys = append(c.keys, s.keys.find(w))
	}
	// The fence (first) is filled in by Commit.
	c.args = []any{nil, e.ID, int64(id), before.version, moment(p.wake), p.mode, moment(p.now), clearedAfter.Milliseconds(), moment(p.until)}
	var pairs []any
	for field, data := range diff.set {
		pairs = append(pairs, field, s.seal.seal(id.String(), field, data))
	}
	if len(p.joins)+len(p.leaves) > 0 {
		pairs = append(pairs, fieldTerms, strings.Join(p.terms, " "))
	}
	if len(p.finds)+len(p.loses) > 0 {
		pairs = append(pairs, fieldWords, strings.Join(p.words, " "))
	}
	c.args = append(append(c.args, len(pairs)/2), pairs...)
	c.args = appendList(c.args, diff.del)
	c.args = appendList(c.args, p.alias)
	c.args = appendList(c.args, p.unalias)
	c.args = appendList(append(c.args, len(p.joins), len(p.leaves), len(p.finds), len(p.loses)), lines)
	return call{c.script, append(c.keys, more.keys...), append(c.args, more.args...)}
}

// moment is a time as it is stored: Unix milliseconds; 0: none.
func moment(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}

func appendList[T any](args []any, list []T) []any {
	args = append(args, len(list))
	for _, v := range list {
		args = append(args, v)
	}
	return args
}

// Commit writes changes, each all or nothing, in order and in one round trip.
// The errors are in the order of the changes: nil also when the entry had
// been handled before, ErrStale, ErrFenced, or trouble with Redis, after which
// the same commit may be tried again.
func (s *Store) Commit(ctx context.Context, lease Lease, changes []Change) []error {
	calls := make([]call, len(changes))
	for i, c := range changes {
		c.call.args[0] = lease.fence()
		calls[i] = c.call
	}
	errs := make([]error, len(changes))
	for i, r := range s.runAll(ctx, calls) {
		result, err := r.Text()
		switch {
		case err != nil:
			errs[i] = fmt.Errorf("store: commit %s of %s: %w", changes[i].Entry.ID, changes[i].Person, err)
		case result == "STALE":
			errs[i] = ErrStale
		case result == "FENCED":
			errs[i] = ErrFenced
		}
	}
	return errs
}
