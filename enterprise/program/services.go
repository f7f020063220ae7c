package program

import (
	"slices"

	"naikkelas/enterprise"
)

// maxAbout is the length of what is said of a service.
const maxAbout = 320

// checkServices wants kinds that are for some sector and say who does them.
func (l *loader) checkServices(p *enterprise.Program) {
	const file = "city.yaml"
	at := func(path ...any) []any { return append([]any{"services"}, path...) }
	own := child(l.root(file), "services") != nil // ours may name sectors that a city has not
	seen, shown := map[string]bool{}, map[string]bool{}
	for i, k := range p.City.Services.Kinds {
		l.unique(seen, k.Code, file, at("kinds", i, "code")...)
		if !categoryCode.MatchString(k.Code) {
			l.wrong(file, l.line(file, at("kinds", i, "code")...), "the code is not of small letters", "code: mentoring")
		}
		l.button(shown, k.Name, file, at("kinds", i, "name")...)
		l.phrase(k.About, maxAbout, file, at("kinds", i, "about")...)
		l.phrase(k.Example, 100, file, at("kinds", i, "example")...)
		l.phrase(k.Office, 100, file, at("kinds", i, "office")...)
		for n, key := range k.Needs {
			if !slices.Contains(enterprise.Needable, key) {
				l.wrong(file, l.line(file, at("kinds", i, "needs", n)...), key+" is nothing that is asked when it is needed", "needs: [phone, village]")
			}
		}
		for _, code := range k.Only {
			if own {
				l.sectorIn(file, p, code, at("kinds", i, "only")...)
			}
		}
	}
	if len(p.City.Services.Kinds) == 0 {
		l.wrong(file, l.line(file, at()...), "there is no kind of service", "kinds: [{code: mentoring, ...}]")
	}
}

// checkPlan wants ways that lead somewhere, and one for every indicator in
// every sector.
func (l *loader) checkPlan(p *enterprise.Program) {
	const file = "city.yaml"
	at := func(path ...any) []any { return append([]any{"plan"}, path...) }
	rules := p.City.Plan
	if rules.Most < 1 || rules.Most > 5 || rules.PerIndicator < 1 {
		l.wrong(file, l.line(file, at("most")...), "a plan has no step, or more than five", "most: 5 and per_indicator: 2")
	}
	if len(rules.RemindDays) == 0 || slices.ContainsFunc(rules.RemindDays, func(n int) bool { return n < 0 || n > 60 }) {
		l.wrong(file, l.line(file, at("remind_days")...), "the days before a step's date are missing, or not 0 to 60", "remind_days: [7, 1]")
	}
	if child(l.root(file), "plan") == nil { // ours may name what a city has not
		return
	}
	for i, w := range rules.Ways {
		l.checkWay(p, w, at("ways", i)...)
	}
	for _, d := range p.Instrument.Dimensions {
		for _, s := range p.Sectors {
			if _, ok := p.Way(enterprise.Business{Sector: s.Code}, d.Code, ""); !ok {
				l.wrong(file, l.line(file, at("ways")...), "nothing helps the sector "+s.Code+" with the indicator "+d.Code, "{indicator: "+d.Code+", service: ...} for all sectors")
			}
		}
	}
}

func (l *loader) checkWay(p *enterprise.Program, w enterprise.Way, at ...any) {
	const file = "city.yaml"
	line := l.line(file, at...)
	if !slices.ContainsFunc(p.Instrument.Dimensions, func(d enterprise.Dimension) bool { return d.Code == w.Indicator }) {
		l.wrong(file, line, "there is no indicator "+w.Indicator, "one of the dimensions of assessment.yaml")
	}
	if it := p.Instrument.Item(w.Item); w.Item != "" && (it == nil || it.Dimension != w.Indicator) {
		l.wrong(file, line, "there is no question "+w.Item+" of the indicator "+w.Indicator, "an item of assessment.yaml")
	}
	given := 0
	for _, code := range []string{w.Training, w.Service, w.Document} {
		if code != "" {
			given++
		}
	}
	if given != 1 {
		l.wrong(file, line, "the way leads nowhere, or to several places", "one of training, service and document")
		return
	}
	_, training := p.City.Trainings.Kind(w.Training)
	_, service := p.City.Services.Kind(w.Service)
	_, document := p.Document(w.Document)
	if !training && !service && !document {
		l.wrong(file, line, "there is no "+w.Training+w.Service+w.Document, "a code under trainings, services or in documents.yaml")
	}
}
