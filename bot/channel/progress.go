package channel

import (
	"context"
	"sync"
)

// Call is one call that a message takes, of which it may need several. It
// gives the id of the message that was sent, empty if none was.
type Call func(context.Context) (string, error)

// Progress remembers how far messages came that failed in the middle: a flood
// must not bring the first part over and over. The zero value is ready.
type Progress struct {
	mu   sync.Mutex
	done map[string]int // calls that succeeded, by Ref
}

// Run makes a message's calls, from where it failed before, and gives the ids
// of what was sent now.
func (p *Progress) Run(ctx context.Context, ref string, calls []Call) ([]string, error) {
	var ids []string
	for i := p.begun(ref); i < len(calls); i++ {
		id, err := calls[i](ctx)
		if err != nil && !Is(err, Unchanged, Expired) {
			p.keep(ref, i, Is(err, Flood, Unsent, Unknown, Broken, Unauthorized))
			return ids, err
		}
		if id != "" {
			ids = append(ids, id)
		}
	}
	p.keep(ref, 0, false)
	return ids, nil
}

func (p *Progress) begun(ref string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done[ref]
}

// keep remembers how far a message came, if it will be tried again.
func (p *Progress) keep(ref string, done int, again bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.done, ref)
	if !again || done == 0 || ref == "" {
		return
	}
	if p.done == nil {
		p.done = map[string]int{}
	}
	p.done[ref] = done
}

// Kept is how many messages are remembered.
func (p *Progress) Kept() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.done)
}
