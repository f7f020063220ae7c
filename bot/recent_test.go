package bot

import (
	"sync"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store/redistest"
)

// known is what a step was told of the person.
type known struct {
	id   enterprise.PersonID
	text string
	new  bool
}

// TestWhatIsRememberedNeedNotBeRight changes people behind the back of the
// Inbound that remembers them: each time the step is worked out again from
// what is stored.
func TestWhatIsRememberedNeedNotBeRight(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p := newMailroom(t, r)
		var mu sync.Mutex
		var saw []known
		last := func() known {
			mu.Lock()
			defer mu.Unlock()
			return saw[len(saw)-1]
		}
		p.start(p.inbound(func(s flows.State, in flows.Input, now time.Time) flows.Turn {
			mu.Lock()
			saw = append(saw, known{s.Person.ID, s.Person.Name, s.New})
			mu.Unlock()
			turn := diary(s, in, now)
			turn.Forget = in.Text == "9"
			return turn
		}).Run)
		say := func(n int) known {
			p.append(wrote(0, n))
			p.handled()
			return last()
		}
		first := say(0)
		if second := say(1); second.new || second.id != first.id || second.text == "" {
			t.Errorf("the second message found %+v", second)
		}
		for _, key := range r.Client.Keys(t.Context(), "*:p:*").Val() {
			r.Client.Del(t.Context(), key) // the store forgets, as after thirty days without consent
		}
		if again := say(2); !again.new || again.text != "" {
			t.Errorf("after the store forgot, the step was told %+v", again)
		}
		before := say(9).id
		if erased := say(3); !erased.new || erased.id == before {
			t.Errorf("after an erasure the step was told %+v of p%d", erased, before)
		}
	})
}
