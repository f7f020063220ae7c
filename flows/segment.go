package flows

import (
	"encoding/json"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// commonFacets are the ways to choose people that follow from who they are,
// whatever the areas bring: the values that one of the kinds of index terms
// has, by what the terms begin with. Several of a facet are "or", facets are
// "and".
func commonFacets() map[string]func(t *talk) []Option {
	return map[string]func(t *talk) []Option{
		"district": func(t *talk) []Option {
			var out []Option
			for _, d := range districts(t, nil) {
				out = append(out, Option{Value: d.Value, Label: d.Names[0], Names: []string{d.Label}})
			}
			return out
		},
		"village": func(t *talk) []Option {
			var out []Option
			for _, d := range t.book.program.Regions.Districts {
				for _, v := range d.Villages {
					out = append(out, Option{Value: v.Code, Label: v.Name})
				}
			}
			return out
		},
		"sector": func(t *talk) []Option {
			var out []Option
			for _, s := range t.book.program.Sectors {
				out = append(out, Option{Value: s.Code, Label: s.Button.In(t.lang), Names: s.Aliases})
			}
			return out
		},
		"level": func(t *talk) []Option {
			var out []Option
			for _, l := range t.book.program.Instrument.Levels {
				out = append(out, Option{Value: l.Code, Label: l.Name.In(t.lang)})
			}
			return out
		},
		"assessed": func(t *talk) []Option {
			return []Option{{Value: "yes", Label: t.label("segment.assessed.yes")}, {Value: "no", Label: t.label("segment.assessed.no")}}
		},
		"omzet": func(t *talk) []Option { return omzetBands(t, nil) },
		"admin": func(t *talk) []Option {
			return []Option{{Value: "ready", Label: t.label("card.admin.ready")}, {Value: "waiting", Label: t.label("card.admin.waiting")}, {Value: "incomplete", Label: t.label("card.admin.incomplete")}}
		},
		"documents": documentFacet,
		"centre": func(t *talk) []Option {
			var out []Option
			for _, c := range t.book.program.City.Centres {
				out = append(out, Option{Value: c.Code, Label: c.Name.In(t.lang)})
			}
			return out
		},
		"active": func(t *talk) []Option {
			var out []Option
			for _, days := range []string{"30", "90", "180"} {
				out = append(out, Option{Value: days, Label: t.book.words.Label(t.lang, "segment.active.days", messages.Args{"Days": days})})
			}
			return out
		},
		"lang": func(t *talk) []Option { return languages(t, nil) },
	}
}

// documentFacet is how documents stand: of any kind, of each kind that the
// administrative status asks for, and of each that ends.
func documentFacet(t *talk) []Option {
	var out []Option
	of := func(state, word string, kind enterprise.DocumentKind) {
		out = append(out, Option{Value: state + ":" + kind.Code, Label: t.book.words.Label(t.lang, word, messages.Args{"Name": kind.Short.In(t.lang)})})
	}
	for _, s := range []struct{ state, word string }{{"missing", "segment.documents.missing"}, {"ending", "segment.documents.ending"}, {"ended", "segment.documents.ended"}} {
		out = append(out, Option{Value: s.state, Label: t.book.words.Label(t.lang, s.word, messages.Args{"Name": ""})})
	}
	for _, k := range t.book.program.Documents {
		if t.book.program.AdminReady.Asks(k.Code) {
			of("missing", "segment.documents.missing", k)
		}
		if k.Ends() {
			of("ending", "segment.documents.ending", k)
		}
	}
	return out
}

// What the hub offers besides facets.
const (
	segmentDone  = "done"
	segmentNot   = "not"
	segmentSaved = "saved"
	segmentSave  = "save"
	segmentDrop  = "drop"
	segmentClear = "clear"
	segmentEnd   = "enough"
)

// segmentOf is the segment of what was picked: "district:35.73.01" takes in,
// "-level:ready" leaves out. It is enough that one of somebody's businesses fits.
func segmentOf(picks []string) enterprise.Segment {
	var s enterprise.Segment
	groups := map[string]int{}
	for _, p := range picks {
		if term, out := strings.CutPrefix(p, "-"); out {
			s.Never = append(s.Never, enterprise.AnyBusiness(term)...)
			continue
		}
		key, _, _ := strings.Cut(p, ":")
		if _, ok := groups[key]; !ok {
			groups[key] = len(s.Every)
			s.Every = append(s.Every, nil)
		}
		s.Every[groups[key]] = append(s.Every[groups[key]], enterprise.AnyBusiness(p)...)
	}
	return s
}

// picksIn are what was picked in a draft.
func picksIn(d *Draft) []string { return strings.Fields(d.Answers["picks"].Value) }

func setPicks(d *Draft, picks []string) {
	d.Answers["picks"] = Answer{Value: strings.Join(picks, " ")}
}

// segmentQuestions ask who is meant: the values of the facet that is open,
// or else which facet, with the count at once at every step.
func segmentQuestions() []*Question {
	open := func(d *Draft) string { return d.Answers["facet"].Value }
	isFacet := func(t *talk, key string) bool { return t.book.facets[key] != nil }
	return []*Question{
		{
			Key: "who", Spelled: true,
			Applies: func(_ *talk, d *Draft) bool { return open(d) == "" },
			Options: hubOptions, Accept: (*talk).hub,
			Ask: func(t *talk, d *Draft) string {
				key := "announce.who.ask"
				if d.Answers["not"].Value != "" {
					key = "announce.who.not"
				}
				return join(t.reachText(d), t.word(key, nil))
			},
			Name: func(*talk, *Draft, string) string { return "" },
			Back: func(_ *talk, d *Draft) bool {
				not := d.Answers["not"].Value != ""
				delete(d.Answers, "not")
				return not
			},
		},
		{
			Key: "pick", Spelled: true,
			Applies: func(_ *talk, d *Draft) bool { return open(d) != "" },
			Options: pickOptions, Read: readPick, Accept: (*talk).pick,
			Ask: func(t *talk, d *Draft) string {
				switch key := open(d); {
				case key == "":
					return t.reachText(d)
				case isFacet(t, key) && d.Answers["not"].Value != "":
					return join(t.reachText(d), t.word("announce.pick.not", messages.Args{"Facet": t.label("segment.facet." + key)}))
				default:
					return join(t.reachText(d), t.word("announce.pick."+key, nil))
				}
			},
			Name: func(*talk, *Draft, string) string { return "" },
			Back: func(_ *talk, d *Draft) bool {
				closeFacet(d)
				return true
			},
		},
	}
}

func closeFacet(d *Draft) {
	for _, key := range []string{"facet", "not", "pick"} {
		delete(d.Answers, key)
	}
}

func hubOptions(t *talk, d *Draft) []Option {
	var out []Option
	for key := range strings.FieldsSeq(t.book.layout.Facets) {
		if len(facetValues(t, key)) > 0 { // there may be no training yet
			out = append(out, Option{Value: key, Label: t.label("segment.facet." + key)})
		}
	}
	if d.Answers["not"].Value != "" { // by what to leave out is all that is asked
		return out
	}
	out = append(out, Option{Value: segmentNot, Label: t.label("announce.who.except"), Names: t.names("announce.who.except.names")})
	out = append(out, Option{Value: segmentSaved, Label: t.label("announce.who.saved")})
	if len(picksIn(d)) > 0 {
		out = append(out, Option{Value: segmentSave, Label: t.label("announce.who.save")}, Option{Value: segmentClear, Label: t.label("announce.who.clear")})
	}
	return append(out, Option{Value: segmentDone, Label: t.label("announce.who.done"), Names: t.names("announce.who.done.names")})
}

// hub does what was tapped where facets are chosen.
func (t *talk) hub(d *Draft, value string) {
	if value == segmentDone && t.meant(d) > 0 {
		return
	}
	delete(d.Answers, "who")
	switch value {
	case segmentDone:
		t.note = t.word("announce.who.nobody", nil)
	case segmentNot:
		d.Answers["not"] = Answer{Value: "yes"}
	case segmentClear:
		setPicks(d, nil)
	default:
		d.Answers["facet"] = Answer{Value: value}
	}
}

func pickOptions(t *talk, d *Draft) []Option {
	key := d.Answers["facet"].Value
	enough := Option{Value: segmentEnd, Label: t.label("announce.pick.enough"), Names: t.names("announce.part.done.names")}
	switch key {
	case segmentSave:
		return nil
	case segmentSaved, segmentDrop:
		out := t.savedOptions()
		if key == segmentSaved && len(out) > 0 {
			out = append(out, Option{Value: segmentDrop, Label: t.label("announce.pick.forget")})
		}
		return append(out, enough)
	}
	var out []Option
	for _, o := range facetValues(t, key) {
		chosen := slices.Contains(picksIn(d), pickOf(d, o.Value))
		if key == "village" && !chosen {
			continue // fifty-seven are typed, not tapped
		}
		if chosen {
			o.Names = append(slices.Clone(o.Names), o.Label)
			o.Label = "✓ " + o.Label
		}
		out = append(out, o)
	}
	return append(out, enough)
}

// facetValues are the values of a facet; nil: there is none such.
func facetValues(t *talk, key string) []Option {
	if values := t.book.facets[key]; values != nil {
		return values(t)
	}
	return nil
}

// pickOf is how a value of the open facet is noted.
func pickOf(d *Draft, value string) string {
	p := d.Answers["facet"].Value + ":" + value
	if d.Answers["not"].Value != "" {
		return "-" + p
	}
	return p
}

// readPick reads what is typed rather than tapped: a kelurahan, a name.
func readPick(t *talk, d *Draft, typed string) Reading {
	switch d.Answers["facet"].Value {
	case "village":
		return villageReading(t, t.book.program.Regions.FindAddress(typed, ""), "register.village.refuse", func(v *enterprise.Village) Candidate {
			return Candidate{Value: v.Code}
		})
	case segmentSave:
		name := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(name)); n < 2 || n > segmentNameMost {
			return Reading{Refuse: t.word("announce.pick.name_refuse", messages.Args{"Most": segmentNameMost})}
		}
		return Reading{Value: name}
	}
	return Reading{Refuse: t.choose(nil)}
}

// pick does what was tapped or typed in an open facet.
func (t *talk) pick(d *Draft, value string) {
	key := d.Answers["facet"].Value
	delete(d.Answers, "pick")
	switch {
	case value == segmentEnd:
		closeFacet(d)
	case key == segmentSave:
		closeFacet(d)
		t.saveSegment(d, value)
	case value == segmentDrop:
		d.Answers["facet"] = Answer{Value: segmentDrop}
	case key == segmentDrop:
		closeFacet(d)
		t.dropSegment(value)
	case key == segmentSaved:
		closeFacet(d)
		var s savedSegment
		if json.Unmarshal(t.record("segment", value).Data, &s) == nil {
			setPicks(d, s.Picks)
			t.note = t.word("announce.who.loaded", messages.Args{"Name": s.Name})
		}
	default:
		t.note = "" // the count says it
		picks, p := picksIn(d), pickOf(d, value)
		if i := slices.Index(picks, p); i >= 0 {
			picks = slices.Delete(picks, i, i+1)
		} else {
			picks = append(picks, p)
		}
		setPicks(d, picks)
	}
}
