package flowstest

// Passes counts turns, and how often they were worked out until nothing was
// needed any more.
type Passes struct{ Turns, Passes, Most int }

func (p *Passes) add(n int) { p.Turns, p.Passes, p.Most = p.Turns+1, p.Passes+n, max(p.Most, n) }
