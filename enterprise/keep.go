package enterprise

import "time"

// KeptUntil is when a document of a business is to be removed; zero: not as
// things stand. It counts from its end, from the day another of its kind took
// its place, or from the day it was turned down.
func (p *Program) KeptUntil(b Business, d Document) time.Time {
	kind, known := p.Document(d.Kind)
	switch {
	case !known:
		return time.Time{}
	case (d.State == DocumentRejected || d.State == DocumentAgain) && !d.Decided.IsZero():
		return d.Decided.AddDate(0, 0, p.Checks.RejectedDays)
	case d.Approved.IsZero():
		return time.Time{}
	}
	from := d.Expires
	for _, other := range b.Documents {
		if other.Kind == d.Kind && other.Approved.After(d.Approved) && (from.IsZero() || other.Approved.Before(from)) {
			from = other.Approved
		}
	}
	if from.IsZero() {
		return time.Time{}
	}
	return from.AddDate(0, 0, kind.KeepDays)
}
