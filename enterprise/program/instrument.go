package program

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
)

func (l *loader) checkLevels(in *enterprise.Instrument) {
	const file = "assessment.yaml"
	seen := map[string]bool{}
	for i, d := range in.Dimensions {
		l.unique(seen, d.Code, file, "dimensions", i, "code")
		l.phrase(d.Name, 40, file, "dimensions", i, "name")
		l.phrase(d.Short, maxShort, file, "dimensions", i, "short")
		l.weight(d.Weight, file, "dimensions", i, "weight")
	}
	next := 0
	for i, level := range in.Levels {
		l.unique(seen, level.Code, file, "levels", i, "code")
		l.phrase(level.Name, maxButton, file, "levels", i, "name")
		l.phrase(level.Meaning, maxAdvice, file, "levels", i, "meaning")
		if level.From != next || level.To < level.From {
			l.wrong(file, l.line(file, "levels", i), "the level leaves a gap or overlaps", fmt.Sprintf("from: %d", next))
		}
		next = level.To + 1
	}
	if next != 101 || len(in.Levels) < 2 {
		l.wrong(file, l.line(file, "levels"), "the levels do not cover 0 to 100", "at least two levels, the last with to: 100")
	}
	if in.Version == "" {
		l.wrong(file, 1, "the instrument has no version", `version: "1.0"`)
	}
	gate, least := in.LevelRules.Gate, in.LevelRules.TopLevelMinDimension
	if gate.MinScore < 1 || gate.MinScore > enterprise.BestScore || least < 0 || least > 100 {
		l.wrong(file, l.line(file, "level_rules"), "a rule asks for a score that nobody or everybody has", "gate min_score: 1 to 4; top_level_min_dimension: 0 to 100")
	}
	if in.Item(gate.Item) == nil || !slices.ContainsFunc(in.Levels, func(v enterprise.Level) bool { return v.Code == gate.MaxLevel }) {
		l.wrong(file, l.line(file, "level_rules", "gate"), "the gate names an item or a level that does not exist", "{item: L1, min_score: 2, max_level: growing}")
	}
}

func (l *loader) checkItem(p *enterprise.Program, i int) {
	const file = "assessment.yaml"
	it := &p.Instrument.Items[i]
	at := func(path ...any) []any { return append([]any{"items", i}, path...) }
	if it.ID == "" || p.Instrument.Item(it.ID) != it {
		l.wrong(file, l.line(file, at("id")...), "the id is missing or used twice", "an id of its own, never used before")
	}
	l.weight(it.Weight, file, at("weight")...)
	if !slices.ContainsFunc(p.Instrument.Dimensions, func(d enterprise.Dimension) bool { return d.Code == it.Dimension }) {
		l.wrong(file, l.line(file, at("dimension")...), "there is no dimension "+strconv.Quote(it.Dimension), "one of the codes under dimensions")
	}
	l.phrase(it.Ask, maxAsk, file, at("ask")...)
	l.phrase(it.Help, maxHelp, file, at("help")...)
	for _, sector := range slices.Sorted(maps.Keys(it.Variants)) {
		l.sector(p, sector, at("variants", sector)...)
		l.phrase(it.Variants[sector], maxAsk, file, at("variants", sector)...)
	}
	for _, sector := range slices.Sorted(maps.Keys(it.Helps)) {
		l.sector(p, sector, at("helps", sector)...)
		l.phrase(it.Helps[sector], maxHelp, file, at("helps", sector)...)
	}
	for _, sector := range it.Only {
		l.sector(p, sector, at("only")...)
	}
	for _, sector := range it.Skip {
		l.sector(p, sector, at("skip")...)
	}
	for _, sector := range slices.Sorted(maps.Keys(it.Documents)) {
		if sector != "all" {
			l.sector(p, sector, at("documents", sector)...)
		}
		for _, kind := range it.Documents[sector] {
			l.document(p, kind, file, at("documents", sector)...)
		}
	}
	l.checkOptions(p, it, at)
}

func (l *loader) checkOptions(p *enterprise.Program, it *enterprise.Item, at func(...any) []any) {
	const file = "assessment.yaml"
	seen := map[string]bool{}
	for j, o := range it.Options {
		l.unique(seen, o.Code, file, at("options", j, "code")...)
		l.optionButton(o.Button, at("options", j, "button")...)
		l.phrase(o.Text, maxOption, file, at("options", j, "text")...)
		if o.Score < 0 || o.Score > enterprise.BestScore || o.NA && o.Score != 0 {
			l.wrong(file, l.line(file, at("options", j)...), "the score is not between 0 and 4, or an option that does not count has one", "score: 2, or na: true")
		}
		for _, sector := range o.Only {
			l.sector(p, sector, at("options", j, "only")...)
		}
		if o.Score < enterprise.BestScore && !o.NA {
			l.phrase(o.Advice, maxAdvice, file, at("options", j, "advice")...)
		}
		l.links(p, o.Links, at("options", j, "links")...)
		for _, sector := range slices.Sorted(maps.Keys(o.Sectors)) {
			l.checkWording(p, sector, o.Sectors[sector], func(key string) []any { return at("options", j, "sectors", sector, key) })
		}
	}
}

// checkWording looks at what an answer says to one sector.
func (l *loader) checkWording(p *enterprise.Program, sector string, w enterprise.Wording, at func(key string) []any) {
	const file = "assessment.yaml"
	l.sector(p, sector, at("")...)
	if len(w.Button) > 0 {
		l.optionButton(w.Button, at("button")...)
	}
	if len(w.Text) > 0 {
		l.phrase(w.Text, maxOption, file, at("text")...)
	}
	if len(w.Advice) > 0 {
		l.phrase(w.Advice, maxAdvice, file, at("advice")...)
	}
	l.links(p, w.Links, at("links")...)
}

// optionButton wants a label that is read as an answer and as nothing else.
func (l *loader) optionButton(label enterprise.Phrase, at ...any) {
	const file = "assessment.yaml"
	l.phrase(label, maxButton, file, at...)
	for _, lang := range languages {
		button := read.Tidy(label.In(lang))
		if len(button) < 2 || slices.Contains(movingWords, button) || isNumber(button) {
			l.wrong(file, l.line(file, at...), "the button could be taken for a number, a letter or a word that moves about", `a label such as "Belum punya"`)
		}
	}
}

func (l *loader) links(p *enterprise.Program, codes []string, at ...any) {
	const file = "assessment.yaml"
	for _, link := range codes {
		if _, ok := p.Links[link]; !ok {
			l.wrong(file, l.line(file, at...), "there is no link "+strconv.Quote(link), "one of the keys under links in city.yaml")
		}
	}
}

// checkSectors looks at the questions as each sector is asked them.
func (l *loader) checkSectors(p *enterprise.Program) {
	const file = "assessment.yaml"
	for i, s := range p.Sectors {
		shown := p.Instrument.Shown(s.Code)
		if len(shown) == 0 {
			l.wrong("city.yaml", l.line("city.yaml", "sectors", i), "the sector "+s.Code+" is asked no question", "at least one item of assessment.yaml")
		}
		for j, it := range shown {
			line := l.line(file, "items", slices.IndexFunc(p.Instrument.Items, func(other enterprise.Item) bool { return other.ID == it.ID }))
			l.checkOffered(it, s.Code, line)
			if j > 0 {
				l.checkNeighbours(shown[j-1], it, s.Code, line)
			}
		}
	}
}

// checkOffered refuses a question whose buttons look the same to a sector, or
// that the sector cannot answer best.
func (l *loader) checkOffered(it *enterprise.Item, sector string, line int) {
	const file = "assessment.yaml"
	offered := it.OptionsFor(sector)
	if !slices.ContainsFunc(offered, func(o *enterprise.Option) bool { return o.Score == enterprise.BestScore }) {
		l.wrong(file, line, fmt.Sprintf("no option of %s that the sector %s is offered has the best score", it.ID, sector), "one option with score: 4")
	}
	for i := range offered {
		for _, lang := range languages {
			if label := shared(offered[:i], offered[i:i+1], lang); label != "" {
				l.wrong(file, line, fmt.Sprintf("two options of %s share the button %q", it.ID, label), "labels of their own")
			}
		}
	}
}

// checkNeighbours refuses a button that the question before shows too: the
// second tap of a double tap would answer it.
func (l *loader) checkNeighbours(before, it *enterprise.Item, sector string, line int) {
	for _, lang := range languages {
		if label := shared(before.OptionsFor(sector), it.OptionsFor(sector), lang); label != "" {
			l.wrong("assessment.yaml", line, fmt.Sprintf("%s and %s follow each other and share the button %q", before.ID, it.ID, label), "labels of their own")
		}
	}
}

func shared(a, b []*enterprise.Option, lang string) string {
	for _, x := range a {
		for _, y := range b {
			if read.Tidy(x.Button.In(lang)) == read.Tidy(y.Button.In(lang)) {
				return x.Button.In(lang)
			}
		}
	}
	return ""
}
