package store

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store/redistest"
)

// sheet is what a ledger should say, kept without any cleverness.
type sheet struct {
	state  flows.GateState
	who    map[enterprise.PersonID]Recipient
	held   map[enterprise.PersonID]Claimed // given out, in the sender's hands
	adrift map[enterprise.PersonID]bool    // given out in an answer that was lost
}

func (m *sheet) put(id enterprise.PersonID, state flows.LedgerState, reason string) {
	m.who[id] = Recipient{id, state, reason}
}

func (m *sheet) in(state flows.LedgerState) []enterprise.PersonID {
	var ids []enterprise.PersonID
	for id, r := range m.who {
		if r.State == state {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// finish is what has to hold after every operation.
func (m *sheet) finish() {
	if m.state != flows.GateStopped && m.state != "" && len(m.in(flows.LedgerTodo))+len(m.in(flows.LedgerSending)) == 0 {
		m.state = flows.GateDone
	}
}

// back returns people to the waiting.
func (m *sheet) back(id enterprise.PersonID) {
	delete(m.held, id)
	delete(m.adrift, id)
	if m.state == flows.GateStopped {
		m.put(id, flows.LedgerSkipped, ReasonStopped)
		return
	}
	m.put(id, flows.LedgerTodo, "")
}

func (m *sheet) allBack() {
	for id := range maps.Clone(m.adrift) {
		m.back(id)
	}
}

// interrupted is what a change of hands does.
func (m *sheet) interrupted() {
	for _, id := range m.in(flows.LedgerSending) {
		m.put(id, flows.LedgerUnsure, ReasonInterrupted)
	}
	m.held, m.adrift = map[enterprise.PersonID]Claimed{}, map[enterprise.PersonID]bool{}
	m.finish()
}

// player does random things to a ledger and to its sheet.
type player struct {
	*testing.T
	rt     *rapid.T
	s      *Store
	holder Lease
	id     string
	m      *sheet
	owned  bool // this holder has taken the announcement over
	old    *sentCall
}

// sentCall is a claim as it went to Redis, where it may arrive once more.
type sentCall struct {
	calls, changed int64
	back           []enterprise.PersonID
	most           int
}

// late lets an old claim arrive again, long after its connection was given up.
func (p *player) late() {
	if p.old == nil {
		return
	}
	c := p.s.claims.get(p.id)
	now := sentCall{calls: c.calls, changed: c.changed, back: c.back}
	c.calls, c.changed, c.back = p.old.calls, p.old.changed, slices.Clone(p.old.back)
	given, _, err := p.s.Claim(p.Context(), p.holder, testTime, p.id, p.old.most)
	c.calls, c.changed, c.back = now.calls, now.changed, now.back
	if err != nil { // it was overtaken
		return
	}
	for _, g := range given {
		if p.m.who[g.Person].State == flows.LedgerTodo {
			p.m.put(g.Person, flows.LedgerSending, "")
			p.m.adrift[g.Person] = true
		}
	}
}

func (p *player) claim(lost bool) {
	most := rapid.IntRange(0, 6).Draw(p.rt, "most")
	c := p.s.claims.get(p.id)
	calls, changed, back := c.calls, c.changed, slices.Clone(c.back)
	if rapid.Bool().Draw(p.rt, "comes again") {
		p.old = &sentCall{calls, changed, back, most}
	}
	given, state := p.given(most)
	p.own()
	p.m.allBack()
	var want []enterprise.PersonID
	if p.m.state == flows.GateSending {
		todo := p.m.in(flows.LedgerTodo)
		want = todo[:min(most, len(todo))]
	}
	if rapid.Bool().Draw(p.rt, "repeated") { // as the client does when an answer is lost
		c.calls, c.changed, c.back = calls, changed, back
		repeated, _, err := p.s.Claim(p.Context(), p.holder, testTime, p.id, most)
		if err != nil || !slices.Equal(repeated, given) {
			p.rt.Fatalf("repeated, the claim gives %v, %v; at first %v", repeated, err, given)
		}
	}
	var got []enterprise.PersonID
	for _, g := range given {
		got = append(got, g.Person)
		if p.m.who[g.Person].State != flows.LedgerTodo {
			p.rt.Fatalf("%s is given out although %s", g.Person, p.m.who[g.Person].State)
		}
		if rank := slices.Index(slices.Sorted(maps.Keys(p.m.who)), g.Person); g.Ordinal != int64(rank) {
			p.rt.Fatalf("%s has rank %d, want %d", g.Person, g.Ordinal, rank)
		}
		p.m.put(g.Person, flows.LedgerSending, "")
		p.m.held[g.Person] = g
	}
	if lost {
		c.changed, c.back = changed, back
		for id := range p.m.held {
			if slices.Contains(got, id) {
				delete(p.m.held, id)
				p.m.adrift[id] = true
			}
		}
	}
	p.m.finish()
	if !slices.Equal(got, want) || state != p.m.state {
		p.rt.Fatalf("given out are %v while %s, want %v while %s", got, state, want, p.m.state)
	}
}

// given are the next, be it that something else is written with the claim.
func (p *player) given(most int) ([]Claimed, flows.GateState) {
	if !rapid.Bool().Draw(p.rt, "with outcomes") {
		given, state, err := p.s.Claim(p.Context(), p.holder, testTime, p.id, most)
		if err != nil {
			p.rt.Fatal(err)
		}
		return given, state
	}
	settled := p.outcomes()
	given, states, err := p.s.Exchange(p.Context(), p.holder, testTime, settled, p.id, most)
	if err != nil {
		p.rt.Fatal(err)
	}
	return given, states[p.id]
}

func (p *player) own() {
	if !p.owned {
		p.m.interrupted()
		p.owned = true
	}
}

// some of those in the sender's hands.
func (p *player) some() []Claimed {
	ids := slices.Sorted(maps.Keys(p.m.held))
	var out []Claimed
	for _, id := range ids {
		if rapid.Bool().Draw(p.rt, "this one") {
			out = append(out, p.m.held[id])
		}
	}
	return out
}

func (p *player) unclaim(lost bool) {
	c := p.s.claims.get(p.id)
	changed, back := c.changed, slices.Clone(c.back)
	var ids []enterprise.PersonID
	for _, g := range p.some() {
		ids = append(ids, g.Person)
	}
	if err := p.s.Unclaim(p.Context(), p.holder, testTime, p.id, ids); err != nil {
		p.rt.Fatal(err)
	}
	p.own()
	p.m.allBack()
	for _, id := range ids {
		if _, ok := p.m.held[id]; ok {
			p.m.back(id)
		}
	}
	if lost {
		c.changed, c.back = changed, append(back, ids...)
	}
	p.m.finish()
}

// outcomes are what becomes of some, said twice, and of one who is not being
// sent to.
func (p *player) outcomes() []Settled {
	outcomes := []flows.LedgerState{flows.LedgerSent, flows.LedgerBlocked, flows.LedgerFailed, flows.LedgerSkipped, flows.LedgerUnsure}
	var batch []Settled
	for _, id := range slices.Sorted(maps.Keys(p.m.who)) {
		if p.m.who[id].State != flows.LedgerSending {
			batch = append(batch, Settled{Announcement: p.id, Claimed: Claimed{Person: id}, Outcome: flows.LedgerFailed, Reason: "never"})
			break
		}
	}
	for _, g := range p.some() {
		r := Settled{Announcement: p.id, Claimed: g, Outcome: rapid.SampledFrom(outcomes).Draw(p.rt, "outcome"), Reason: rapid.SampledFrom([]string{"", "x"}).Draw(p.rt, "reason")}
		batch = append(batch, r, r)
		p.m.put(g.Person, r.Outcome, r.Reason)
		delete(p.m.held, g.Person)
	}
	return batch
}

func (p *player) settle() {
	for range 1 + rapid.IntRange(0, 1).Draw(p.rt, "again") {
		batch := p.outcomes()
		states, err := p.s.Settle(p.Context(), p.holder, testTime, batch)
		p.m.finish()
		if err != nil || len(batch) > 0 && states[p.id] != p.m.state {
			p.rt.Fatalf("settled: %v, %v, want %s", states, err, p.m.state)
		}
	}
}

func (p *player) decide(do flows.GateAct) {
	decide(p.T, p.s, p.holder, act(p.id, do))
	switch {
	case do == flows.GatePause && p.m.state == flows.GateSending:
		p.m.state = flows.GatePaused
	case do == flows.GateResume && p.m.state == flows.GatePaused:
		p.m.state = flows.GateSending
	case do == flows.GateStop && p.m.state != flows.GateDone && p.m.state != flows.GateStopped:
		p.m.state = flows.GateStopped
		for _, id := range p.m.in(flows.LedgerTodo) {
			p.m.put(id, flows.LedgerSkipped, ReasonStopped)
		}
	}
}

// crash lets another process take over; it may or may not look first who was
// being sent to.
func (p *player) crash() {
	if err := p.s.Release(p.Context(), p.holder); err != nil {
		p.rt.Fatal(err)
	}
	p.holder, p.owned, p.old = lease(p.T, p.s), false, nil
	p.m.held = map[enterprise.PersonID]Claimed{}
	if rapid.Bool().Draw(p.rt, "looks") {
		p.interrupted()
	}
}

func (p *player) interrupted() {
	if _, err := p.s.Interrupted(p.Context(), p.holder, testTime); err != nil {
		p.rt.Fatal(err)
	}
	p.own()
}

// compare holds the ledger against the sheet.
func (p *player) compare() {
	l := ledger(p.T, p.s, p.id)
	got, err := p.s.Recipients(p.Context(), p.id)
	if err != nil {
		p.rt.Fatal(err)
	}
	var want []Recipient
	for _, id := range slices.Sorted(maps.Keys(p.m.who)) {
		want = append(want, p.m.who[id])
	}
	if !slices.Equal(got, want) || l.Total != int64(len(want)) || l.State != p.m.state {
		p.rt.Fatalf("it is %s\n%v, want %s\n%v", l.State, got, p.m.state, want)
	}
	counts := map[string]int64{}
	for _, r := range want {
		if r.Reason != "" {
			counts[string(r.State)+":"+r.Reason]++
		}
	}
	if fmt.Sprint(l.Why) != fmt.Sprint(counts) {
		p.rt.Fatalf("reasons are %v, want %v", l.Why, counts)
	}
	over := len(p.m.in(flows.LedgerTodo))+len(p.m.in(flows.LedgerSending)) == 0
	running, err := p.s.Running(p.Context())
	if err != nil || l.Over() != over || slices.Contains(running, p.id) == over {
		p.rt.Fatalf("over is %v and running %v, %v; want over %v", l.Over(), running, err, over)
	}
}

// TestWhateverHappensTheStatesAddUp plays officers, senders, lost answers and
// crashes against a sheet of paper.
func TestWhateverHappensTheStatesAddUp(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		// With both scripts known to Redis they run in order.
		if _, _, err := s.Exchange(t.Context(), lease(t, s), testTime, []Settled{{Announcement: "none", Outcome: flows.LedgerSent}}, "none", 1); err != nil {
			t.Fatal(err)
		}
		game := 0
		rapid.Check(t, func(rt *rapid.T) {
			r.Client.FlushAll(t.Context())
			game++
			p := &player{T: t, rt: rt, s: s, holder: lease(t, s), id: fmt.Sprint("g", game), owned: true}
			n := rapid.IntRange(0, 25).Draw(rt, "people")
			people := map[int64][]string{}
			for i := range int64(n) {
				people[100+i+i/2] = hears // with gaps
			}
			audience(t, s, people)
			opened(t, s, p.holder, scheduled(p.id))
			p.m = &sheet{state: flows.GateSending, who: map[enterprise.PersonID]Recipient{}, held: map[enterprise.PersonID]Claimed{}, adrift: map[enterprise.PersonID]bool{}}
			for id := range people {
				p.m.put(enterprise.PersonID(id), flows.LedgerTodo, "")
			}
			p.m.finish()
			p.compare()
			for range rapid.IntRange(5, 20).Draw(rt, "moves") {
				switch rapid.SampledFrom([]string{"claim", "claim", "claim", "lose", "settle", "settle", "settle", "unclaim", "lose unclaim", "pause", "resume", "resume", "stop", "crash", "look", "late", "late"}).Draw(rt, "move") {
				case "claim":
					p.claim(false)
				case "lose":
					p.claim(true)
				case "settle":
					p.settle()
				case "unclaim":
					p.unclaim(false)
				case "lose unclaim":
					p.unclaim(true)
				case "pause":
					p.decide(flows.GatePause)
				case "resume":
					p.decide(flows.GateResume)
				case "stop":
					p.decide(flows.GateStop)
				case "crash":
					p.crash()
				case "late":
					p.late()
				case "look":
					p.interrupted()
				}
				p.compare()
			}
		})
	})
}
