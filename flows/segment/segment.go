// Package segment chooses people by what is true of them. Announcements and
// trainings are for segments.
package segment

import (
	"encoding/json"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/enterprise/place"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// What the hub offers besides facets.
const (
	Done   = "done"
	Not    = "not"
	Saved  = "saved"
	Save   = "save"
	Drop   = "drop"
	Clear  = "clear"
	Enough = "enough"
)

// Of is the segment of what was picked: "district:35.73.01" takes in,
// "-level:ready" leaves out. It is enough that one of somebody's businesses fits.
func Of(picks []string) enterprise.Segment {
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

// Picks are what was picked in a draft.
func Picks(d *flows.Draft) []string { return strings.Fields(d.Answers["picks"].Value) }

// SetPicks writes what was picked into a draft.
func SetPicks(d *flows.Draft, picks []string) {
	d.Answers["picks"] = flows.Answer{Value: strings.Join(picks, " ")}
}

// Questions ask who is meant: the values of the facet that is open,
// or else which facet, with the count at once at every step.
func Questions() []*flows.Question {
	open := func(d *flows.Draft) string { return d.Answers["facet"].Value }
	isFacet := func(c *flows.Conversation, key string) bool { return c.Book.Facets[key] != nil }
	return []*flows.Question{
		{
			Key: "who", Spelled: true,
			Applies: func(_ *flows.Conversation, d *flows.Draft) bool { return open(d) == "" },
			Options: hubOptions, Accept: hub,
			Ask: func(c *flows.Conversation, d *flows.Draft) string {
				key := "announce.who.ask"
				if d.Answers["not"].Value != "" {
					key = "announce.who.not"
				}
				return flows.Join(reachText(c, d), c.Text(key, nil))
			},
			Name: func(*flows.Conversation, *flows.Draft, string) string { return "" },
			Back: func(_ *flows.Conversation, d *flows.Draft) bool {
				not := d.Answers["not"].Value != ""
				delete(d.Answers, "not")
				return not
			},
		},
		{
			Key: "pick", Spelled: true,
			Applies: func(_ *flows.Conversation, d *flows.Draft) bool { return open(d) != "" },
			Options: pickOptions, Read: readPick, Accept: pick,
			Ask: func(c *flows.Conversation, d *flows.Draft) string {
				switch key := open(d); {
				case key == "":
					return reachText(c, d)
				case isFacet(c, key) && d.Answers["not"].Value != "":
					return flows.Join(reachText(c, d), c.Text("announce.pick.not", messages.Args{"Facet": c.Label("segment.facet." + key)}))
				default:
					return flows.Join(reachText(c, d), c.Text("announce.pick."+key, nil))
				}
			},
			Name: func(*flows.Conversation, *flows.Draft, string) string { return "" },
			Back: func(_ *flows.Conversation, d *flows.Draft) bool {
				closeFacet(d)
				return true
			},
		},
	}
}

func closeFacet(d *flows.Draft) {
	for _, key := range []string{"facet", "not", "pick"} {
		delete(d.Answers, key)
	}
}

func hubOptions(c *flows.Conversation, d *flows.Draft) []flows.Option {
	var out []flows.Option
	for key := range strings.FieldsSeq(c.Book.Layout.Facets) {
		if len(flows.FacetValues(c, key)) > 0 { // there may be no training yet
			out = append(out, flows.Option{Value: key, Label: c.Label("segment.facet." + key)})
		}
	}
	if d.Answers["not"].Value != "" { // by what to leave out is all that is asked
		return out
	}
	out = append(out, flows.Option{Value: Not, Label: c.Label("announce.who.except"), Names: c.Synonyms("announce.who.except.names")})
	out = append(out, flows.Option{Value: Saved, Label: c.Label("announce.who.saved")})
	if len(Picks(d)) > 0 {
		out = append(out, flows.Option{Value: Save, Label: c.Label("announce.who.save")}, flows.Option{Value: Clear, Label: c.Label("announce.who.clear")})
	}
	return append(out, flows.Option{Value: Done, Label: c.Label("announce.who.done"), Names: c.Synonyms("announce.who.done.names")})
}

// hub does what was tapped where facets are chosen.
func hub(c *flows.Conversation, d *flows.Draft, value string) {
	if value == Done && meant(c, d) > 0 {
		return
	}
	delete(d.Answers, "who")
	switch value {
	case Done:
		c.Note = c.Text("announce.who.nobody", nil)
	case Not:
		d.Answers["not"] = flows.Answer{Value: "yes"}
	case Clear:
		SetPicks(d, nil)
	default:
		d.Answers["facet"] = flows.Answer{Value: value}
	}
}

func pickOptions(c *flows.Conversation, d *flows.Draft) []flows.Option {
	key := d.Answers["facet"].Value
	enough := flows.Option{Value: Enough, Label: c.Label("announce.pick.enough"), Names: c.Synonyms("announce.part.done.names")}
	switch key {
	case Save:
		return nil
	case Saved, Drop:
		out := savedOptions(c)
		if key == Saved && len(out) > 0 {
			out = append(out, flows.Option{Value: Drop, Label: c.Label("announce.pick.forget")})
		}
		return append(out, enough)
	}
	var out []flows.Option
	for _, o := range flows.FacetValues(c, key) {
		chosen := slices.Contains(Picks(d), pickOf(d, o.Value))
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

// pickOf is how a value of the open facet is noted.
func pickOf(d *flows.Draft, value string) string {
	p := d.Answers["facet"].Value + ":" + value
	if d.Answers["not"].Value != "" {
		return "-" + p
	}
	return p
}

// readPick reads what is typed rather than tapped: a kelurahan, a name.
func readPick(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	switch d.Answers["facet"].Value {
	case "village":
		return reading.VillageReading(c, c.Program().Regions.FindAddress(typed, ""), "register.village.refuse", func(v *place.Village) flows.Candidate {
			return flows.Candidate{Value: v.Code}
		})
	case Save:
		name := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(name)); n < 2 || n > segmentNameMost {
			return flows.Reading{Refuse: c.Text("announce.pick.name_refuse", messages.Args{"Most": segmentNameMost})}
		}
		return flows.Reading{Value: name}
	}
	return flows.Reading{Refuse: c.Choose(nil)}
}

// pick does what was tapped or typed in an open facet.
func pick(c *flows.Conversation, d *flows.Draft, value string) {
	key := d.Answers["facet"].Value
	delete(d.Answers, "pick")
	switch {
	case value == Enough:
		closeFacet(d)
	case key == Save:
		closeFacet(d)
		saveSegment(c, d, value)
	case value == Drop:
		d.Answers["facet"] = flows.Answer{Value: Drop}
	case key == Drop:
		closeFacet(d)
		dropSegment(c, value)
	case key == Saved:
		closeFacet(d)
		var s savedSegment
		if json.Unmarshal(c.Record("segment", value).Data, &s) == nil {
			SetPicks(d, s.Picks)
			c.Note = c.Text("announce.who.loaded", messages.Args{"Name": s.Name})
		}
	default:
		c.Note = "" // the count says it
		picks, p := Picks(d), pickOf(d, value)
		if i := slices.Index(picks, p); i >= 0 {
			picks = slices.Delete(picks, i, i+1)
		} else {
			picks = append(picks, p)
		}
		SetPicks(d, picks)
	}
}
