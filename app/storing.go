package app

import (
	"sync"
	"time"
)

// storing is what is known of whether files that people send can be kept.
type storing struct {
	mu    sync.Mutex
	since time.Time // zero: they can
	sent  bool      // somebody's file showed that they cannot
}

// storedAgain is how long a file that could not be kept is worried about, when
// nobody has sent another one since and a probe finds nothing.
const storedAgain = time.Hour

// kept is that somebody's file was kept, or was not.
func (s *storing) kept(now time.Time, err error) { s.note(now, err, true) }

// probed is that a file of ours was.
func (s *storing) probed(now time.Time, err error) { s.note(now, err, false) }

func (s *storing) note(now time.Time, err error, sent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil && s.since.IsZero():
		s.since, s.sent = now, sent
	case err != nil:
		s.sent = s.sent || sent
	case sent || !s.sent || now.Sub(s.since) > storedAgain:
		s.since, s.sent = time.Time{}, false
	}
}

// trouble is since when files cannot be kept; zero: they can.
func (s *storing) trouble() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.since
}

// probeFiles writes a file and removes it.
func (p *Process) probeFiles() {
	if p.files != nil {
		p.storing.probed(p.now(), p.files.Writable())
	}
}
