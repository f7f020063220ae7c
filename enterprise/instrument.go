package enterprise

import "slices"

// Instrument is the self-assessment.
type Instrument struct {
	Version    string
	Source     string
	Dimensions []Dimension
	Levels     []Level
	LevelRules LevelRules `yaml:"level_rules"`
	Items      []Item

	shown map[string][]*Item // by sector, made once by Prepare
}

// Dimension is one of the six indicators.
type Dimension struct {
	Code   string
	Name   Phrase
	Short  Phrase // for the chart, at most 12 characters
	Weight int
}

// Level is a band of readiness, both ends included.
type Level struct {
	Code     string // "starting", "growing", "steady", "ready"
	Name     Phrase
	From, To int
	Meaning  Phrase
}

// LevelRules hold the level down whatever the total says.
type LevelRules struct {
	TopLevelMinDimension int  `yaml:"top_level_min_dimension"` // each counted dimension needs so much for the top level
	Gate                 Gate // without it the level stays low
}

// Gate is an item that everything else needs.
type Gate struct {
	Item     string
	MinScore int    `yaml:"min_score"`
	MaxLevel string `yaml:"max_level"`
}

// Item is one question of the self-assessment.
type Item struct {
	ID        string // "L1": stored with the answers, never renamed
	Dimension string
	Weight    int
	Ask       Phrase
	Variants  map[string]Phrase // by sector
	Help      Phrase
	Helps     map[string]Phrase   // by sector, before Help
	Only      []string            // sectors it is shown to; empty: all but Skip
	Skip      []string            // sectors it is not shown to
	Documents map[string][]string // the kinds that prove it, by sector; "all" for every sector
	Options   []Option

	offered map[string][]*Option // by sector, made once by Prepare
}

// Option is one answer to an item.
type Option struct {
	Code    string   // "a": stored with the answers, never renamed
	Button  Phrase   // at most 20 characters; shared by no neighbouring question
	Text    Phrase   // at most 72 characters
	Score   int      // 0-4
	NA      bool     `yaml:"na"` // does not count, and is shown to an officer
	Only    []string // sectors it is offered to; empty: all
	Advice  Phrase
	Links   []string
	Sectors map[string]Wording // how it is worded for a sector, where it differs
}

// Wording is what an answer says to one sector; what is empty is as for all.
type Wording struct {
	Button, Text, Advice Phrase
	Links                []string
}

// BestScore is the score of the best answer to an item.
const BestScore = 4

// Shown lists the items a sector is asked, in order.
func (in *Instrument) Shown(sector string) []*Item { return in.shown[sector] }

// Item finds an item by its id; nil when there is none.
func (in *Instrument) Item(id string) *Item {
	for i := range in.Items {
		if in.Items[i].ID == id {
			return &in.Items[i]
		}
	}
	return nil
}

// AskIn is the question as it is worded for a sector.
func (it *Item) AskIn(sector string) Phrase {
	if v, ok := it.Variants[sector]; ok {
		return v
	}
	return it.Ask
}

// OptionsFor lists the answers offered to a sector, in order.
func (it *Item) OptionsFor(sector string) []*Option { return it.offered[sector] }

// Option finds an answer by its code; nil when there is none.
func (it *Item) Option(code string) *Option {
	for i := range it.Options {
		if it.Options[i].Code == code {
			return &it.Options[i]
		}
	}
	return nil
}

// HelpIn says why a sector is asked.
func (it *Item) HelpIn(sector string) Phrase {
	if h, ok := it.Helps[sector]; ok {
		return h
	}
	return it.Help
}

// OptionFor is an answer as it is worded for a sector, offered or not; nil when
// there is none of the code.
func (it *Item) OptionFor(sector, code string) *Option {
	if o := it.Option(code); o != nil {
		return o.worded(sector)
	}
	return nil
}

// worded is the answer in the words for a sector.
func (o *Option) worded(sector string) *Option {
	w, ok := o.Sectors[sector]
	if !ok {
		return o
	}
	out := *o
	for to, from := range map[*Phrase]Phrase{&out.Button: w.Button, &out.Text: w.Text, &out.Advice: w.Advice} {
		if len(from) > 0 {
			*to = from
		}
	}
	if len(w.Links) > 0 {
		out.Links = w.Links
	}
	return &out
}

// Prepare works out once what each sector is shown.
func (in *Instrument) Prepare(sectors []Sector) {
	in.shown = map[string][]*Item{}
	for i := range in.Items {
		it := &in.Items[i]
		it.offered = map[string][]*Option{}
		for _, s := range sectors {
			if slices.Contains(it.Skip, s.Code) || len(it.Only) > 0 && !slices.Contains(it.Only, s.Code) {
				continue
			}
			in.shown[s.Code] = append(in.shown[s.Code], it)
			for j := range it.Options {
				if o := &it.Options[j]; len(o.Only) == 0 || slices.Contains(o.Only, s.Code) {
					it.offered[s.Code] = append(it.offered[s.Code], o.worded(s.Code))
				}
			}
		}
	}
}
