package segment

import (
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/privacy"
	"naikkelas/messages"
)

// Audience is who would hear of what is being written in a draft.
func Audience(c *flows.Conversation, d *flows.Draft) flows.Audience {
	return c.Audience(Hearers(c, d.Answers["category"].Value, Picks(d)))
}

// Hearers are the people that picks mean, and who of them muted the category:
// they do not hear of it unless it is urgent.
func Hearers(c *flows.Conversation, category string, picks []string) enterprise.Segment {
	s := Registered(picks)
	if !c.Urgent(category) {
		s.Mute = category
	}
	return s
}

// Registered are the people that picks mean. Whoever only agreed to being
// registered, and did not come to it, is no owner yet: counts, announcements and
// the recap all mean the same people.
func Registered(picks []string) enterprise.Segment {
	s := Of(picks)
	s.Every = append([][]string{{"registered"}}, s.Every...)
	return s
}

// meant is how many people a draft means: who would hear an announcement, and
// anybody who may join a training or stands in a table.
func meant(c *flows.Conversation, d *flows.Draft) int64 {
	if d.Form == flows.TrainingKey || d.Form == exportKey {
		return Audience(c, d).Total
	}
	return Audience(c, d).Reached
}

// reachText is who is meant, how many they are, how many of them will hear it
// and why the others will not, and a sample of names. A look at names is in
// the trail.
func reachText(c *flows.Conversation, d *flows.Draft) string {
	a := Audience(c, d)
	lines := []string{c.Text("segment.chosen", messages.Args{"Segment": InWords(c, Picks(d))}), AudienceText(c, a)}
	if d.Form == flows.TrainingKey {
		lines[1] = c.Text("training.who", messages.Args{"Total": a.Total})
	}
	if d.Form == exportKey {
		lines[1] = c.Text("export.who", messages.Args{"Total": a.Total})
	}
	if names := sample(c, a); names != "" {
		lines = append(lines, names)
		c.Audit("data.sample", 0, strings.Join(Picks(d), " "), "")
	}
	return strings.Join(lines, "\n")
}

// AudienceText is the count: who gets it, and who does not and why.
func AudienceText(c *flows.Conversation, a flows.Audience) string {
	text := c.Text("segment.count", messages.Args{"Total": a.Total, "Reached": a.Reached})
	var not []string
	for _, n := range []struct {
		key string
		n   int64
	}{{"no_consent", a.NoConsent}, {"unreachable", a.Unreachable}, {"muted", a.Muted}} {
		if n.n > 0 {
			not = append(not, c.Label("announce.reason."+n.key)+" "+strconv.FormatInt(n.n, 10))
		}
	}
	if len(not) > 0 {
		text += "\n" + c.Text("segment.not", messages.Args{"Reasons": strings.Join(not, ", ")})
	}
	return text
}

// sample are a few of the recipients by name, masked for those who may not
// see names.
func sample(c *flows.Conversation, a flows.Audience) string {
	var names []string
	for _, id := range a.Sample {
		if p := c.PersonByID(id); p.Name != "" {
			names = append(names, privacy.NameOf(c, p))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return c.Text("segment.sample", messages.Args{"Names": strings.Join(names, ", ")})
}

// InWords says in words who is meant.
func InWords(c *flows.Conversation, picks []string) string {
	var facetsIn, out []string
	values := map[string][]string{}
	for _, p := range picks {
		term, not := strings.CutPrefix(p, "-")
		key, value, _ := strings.Cut(term, ":")
		if not {
			out = append(out, c.ValueName(key, value))
			continue
		}
		if len(values[key]) == 0 {
			facetsIn = append(facetsIn, key)
		}
		values[key] = append(values[key], c.ValueName(key, value))
	}
	parts := make([]string, 0, len(facetsIn)+1)
	for _, key := range facetsIn {
		parts = append(parts, c.Label("segment.facet."+key)+" "+strings.Join(values[key], " "+c.Label("segment.or")+" "))
	}
	if len(parts) == 0 {
		parts = append(parts, c.Label("segment.everybody"))
	}
	words := strings.Join(parts, "; ")
	if len(out) > 0 {
		words += "; " + c.Label("segment.except") + " " + strings.Join(out, ", ")
	}
	return words
}
