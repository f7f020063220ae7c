package flows

import (
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

func (t *talk) draftAudience(d *Draft) Audience {
	return t.audience(t.hearers(d.Answers["category"].Value, picksIn(d)))
}

// hearers are the people that picks mean, and who of them muted the category:
// they do not hear of it unless it is urgent.
func (t *talk) hearers(category string, picks []string) enterprise.Segment {
	s := segmentOf(picks)
	if !t.urgent(category) {
		s.Mute = category
	}
	return s
}

// meant is how many people a draft means: who would hear an announcement, and
// anybody who may join a training.
func (t *talk) meant(d *Draft) int64 {
	if d.Flow == trainingKey {
		return t.draftAudience(d).Total
	}
	return t.draftAudience(d).Reached
}

// reachText is who is meant, how many they are, how many of them will hear it
// and why the others will not, and a sample of names. A look at names is in
// the trail.
func (t *talk) reachText(d *Draft) string {
	a := t.draftAudience(d)
	lines := []string{t.word("segment.chosen", messages.Args{"Segment": t.segmentWords(picksIn(d))}), t.audienceText(a)}
	if d.Flow == trainingKey {
		lines[1] = t.word("training.who", messages.Args{"Total": a.Total})
	}
	if names := t.sample(a); names != "" {
		lines = append(lines, names)
		t.audit("data.sample", 0, strings.Join(picksIn(d), " "), "")
	}
	return strings.Join(lines, "\n")
}

// audienceText is the count: who gets it, and who does not and why.
func (t *talk) audienceText(a Audience) string {
	text := t.word("segment.count", messages.Args{"Total": a.Total, "Reached": a.Reached})
	var not []string
	for _, n := range []struct {
		key string
		n   int64
	}{{"no_consent", a.NoConsent}, {"unreachable", a.Unreachable}, {"muted", a.Muted}} {
		if n.n > 0 {
			not = append(not, t.label("announce.reason."+n.key)+" "+strconv.FormatInt(n.n, 10))
		}
	}
	if len(not) > 0 {
		text += "\n" + t.word("segment.not", messages.Args{"Reasons": strings.Join(not, ", ")})
	}
	return text
}

// sample are a few of the recipients by name, masked for those who may not
// see names.
func (t *talk) sample(a Audience) string {
	var names []string
	for _, id := range a.Sample {
		if p := t.other(id); p.Name != "" {
			names = append(names, t.nameOf(p))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return t.word("segment.sample", messages.Args{"Names": strings.Join(names, ", ")})
}

// seesNames tells whether the person may see owners' names.
func (t *talk) seesNames() bool { return t.may(forOfficers) }

// nameOf is a person's name, masked for those who may not see it.
func (t *talk) nameOf(p enterprise.Person) string {
	if t.seesNames() {
		return p.Name
	}
	return masked(p.Name)
}

// masked leaves the first letter of each word.
func masked(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		words[i] = string([]rune(w)[:1]) + "***"
	}
	return strings.Join(words, " ")
}

// segmentWords says in words who is meant.
func (t *talk) segmentWords(picks []string) string {
	var facetsIn, out []string
	values := map[string][]string{}
	for _, p := range picks {
		term, not := strings.CutPrefix(p, "-")
		key, value, _ := strings.Cut(term, ":")
		if not {
			out = append(out, t.valueName(key, value))
			continue
		}
		if len(values[key]) == 0 {
			facetsIn = append(facetsIn, key)
		}
		values[key] = append(values[key], t.valueName(key, value))
	}
	parts := make([]string, 0, len(facetsIn)+1)
	for _, key := range facetsIn {
		parts = append(parts, t.label("segment.facet."+key)+" "+strings.Join(values[key], " "+t.label("segment.or")+" "))
	}
	if len(parts) == 0 {
		parts = append(parts, t.label("segment.everybody"))
	}
	words := strings.Join(parts, "; ")
	if len(out) > 0 {
		words += "; " + t.label("segment.except") + " " + strings.Join(out, ", ")
	}
	return words
}

func (t *talk) valueName(key, value string) string {
	for _, o := range facetValues(t, key) {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}
