package flowstest

import (
	"naikkelas/enterprise"
)

// Ready adds an owner whose papers an officer approved and who gave the best
// answer to all questions of the instrument but so many.
func (w *World) Ready(name string, district, weak int) enterprise.PersonID {
	p := w.Book.Program
	return w.Owner(name, func(person *enterprise.Person) {
		b := &person.Businesses[0]
		d := p.Regions.Districts[district]
		b.Sector, b.District, b.Village = "service", d.Code, d.Villages[0].Code
		for _, kind := range []string{"nib", "npwp"} {
			b.Documents = append(b.Documents, enterprise.Document{ID: kind, Kind: kind, State: enterprise.DocumentApproved, Sent: w.Now, Approved: w.Now, Decided: w.Now})
		}
		w.Assess(b, weak)
		person.Terms, _ = p.TimedTerms(*person, w.Now, w.Now)
	})
}

// Assess writes a self-assessment that is weak in so many questions.
func (w *World) Assess(b *enterprise.Business, weak int) {
	p, answers := w.Book.Program, map[string]string{}
	items := p.Instrument.Shown(b.Sector)
	for i, it := range items {
		options := it.OptionsFor(b.Sector)
		best, worst := options[0], options[0]
		for _, o := range options {
			if !o.NA && o.Score > best.Score {
				best = o
			}
			if !o.NA && o.Score < worst.Score {
				worst = o
			}
		}
		answers[it.ID] = best.Code
		if i >= len(items)-weak {
			answers[it.ID] = worst.Code
		}
	}
	b.Assessments = append(b.Assessments, enterprise.Assessment{At: w.Now, Sector: b.Sector, Answers: answers, Result: p.Score(b.Sector, answers, p.Admin(*b, w.Now))})
}
