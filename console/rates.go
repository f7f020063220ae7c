package console

import (
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

const (
	// A session shows a few live pages at a time, each asking once a second, and
	// decides a document a second at most.
	perSecond = 15
	atOnce    = 60
	// Links are secrets of 128 bits; the limit only keeps whoever tries them from
	// keeping Redis busy.
	signInsPerSecond = 5
	signInsAtOnce    = 30

	ratesMost = 1000 // sessions whose requests are counted
)

// sessionRates are how often each session asks.
type sessionRates struct {
	limiters *lru.Cache[string, *rate.Limiter]
}

func newSessionRates() (*sessionRates, error) {
	limiters, err := lru.New[string, *rate.Limiter](ratesMost)
	return &sessionRates{limiters}, err
}

// allow reports whether a session may ask once more.
func (s *sessionRates) allow(session string) bool {
	l, ok := s.limiters.Get(session)
	if !ok {
		l = rate.NewLimiter(perSecond, atOnce)
		s.limiters.Add(session, l)
	}
	return l.Allow()
}
