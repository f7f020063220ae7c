package assessment

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// history is how many earlier results are listed.
const history = 5

// showResult is /hasil: the picture, then what the number means, what to do
// next, and how it was before.
func showResult(c *flows.Conversation) {
	a := c.Newest()
	if a == nil {
		key := "result.none"
		if c.Chat.Open == flows.AssessmentKey {
			key = "result.soon"
		}
		c.Repeat(c.Text(key, nil))
		return
	}
	if d := c.Chat.Drafts[flows.AssessmentKey]; recorded(c, d) != nil {
		c.Draft(flows.AssessmentKey).Touched = c.Now() // "ubah 7" speaks of what was shown last
	}
	all := c.Business().Assessments
	var before *enterprise.Assessment
	if len(all) > 1 {
		before = &all[len(all)-2]
	}
	note := c.Note
	c.Note = ""
	c.Say(messages.Message{
		Key:   "result.caption",
		Text:  flows.Join(note, resultHead(c, a)),
		Radar: radar(c, a, before), Buttons: shareButtons(c),
	})
	text := resultBody(c, a, before, all)
	if c.Chat.Open != "" {
		c.Say(messages.Message{Key: "result.body", Text: text})
		c.Repeat("")
		return
	}
	c.Say(messages.Message{Key: "result.body", Text: text, Keyboard: c.MenuKeyboard()})
}

func resultHead(c *flows.Conversation, a *enterprise.Assessment) string {
	key := "result.head"
	if a.Result.Provisional {
		key = "result.head.provisional"
	}
	return c.Text(key, messages.Args{
		"Business": c.Business().Name,
		"Total":    a.Result.Total,
		"Level":    c.Level(a.Result.Level),
		"Date":     c.Date(a.At),
		"Answered": a.Result.Answered,
		"Shown":    a.Result.Shown,
	})
}

func resultBody(c *flows.Conversation, a, before *enterprise.Assessment, all []enterprise.Assessment) string {
	parts := []string{levelRule(c, a.Result), bars(c, a.Result)}
	if a.Result.Strongest != "" && a.Result.Strongest != a.Result.Weakest {
		parts = append(parts, c.Text("result.ends", messages.Args{
			"Strongest": c.Dimension(a.Result.Strongest), "Weakest": c.Dimension(a.Result.Weakest),
		}))
	}
	parts = append(parts, actions(c, a), flows.Join(VerifiedLine(c, c.Business(), "result.verified"), AdminLine(c, c.Business())))
	if before != nil {
		parts = append(parts, course(c, all))
	}
	if c.Business().InShort() {
		parts = append(parts, c.Text("result.profile", nil))
	}
	parts = append(parts, c.Text("result.foot", nil))
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(parts, "\n\n")
}

// levelRule explains the level: its range and meaning, and what holds it down.
func levelRule(c *flows.Conversation, r enterprise.Result) string {
	for _, l := range c.Program().Instrument.Levels {
		if l.Code != r.Level {
			continue
		}
		text := c.Text("result.level", messages.Args{
			"Level": l.Name.In(c.Lang()), "From": l.From, "To": l.To, "Meaning": l.Meaning.In(c.Lang()),
		})
		if r.Cap != "" {
			text += "\n" + c.Text("result.cap."+r.Cap, messages.Args{"Total": r.Total})
		}
		return text
	}
	return ""
}

// bars are the six indicators as text, ten steps each, for phones that load
// no pictures.
func bars(c *flows.Conversation, r enterprise.Result) string {
	var lines []string
	for _, d := range r.Dimensions {
		if !d.Counted {
			lines = append(lines, c.Text("result.bar.uncounted", messages.Args{"Name": c.Dimension(d.Code)}))
			continue
		}
		score := int(math.Floor(d.Score + 0.5))
		filled := min(10, (score+5)/10)
		lines = append(lines, fmt.Sprintf("%s%s <b>%d</b> %s",
			strings.Repeat("▰", filled), strings.Repeat("▱", 10-filled), score, messages.Escape(c.Dimension(d.Code))))
	}
	return strings.Join(lines, "\n")
}

// actions are the steps that add most points, with where to go.
func actions(c *flows.Conversation, a *enterprise.Assessment) string {
	if len(a.Result.Actions) == 0 {
		return c.Text("result.actions.none", nil)
	}
	lines := []string{c.Text("result.actions", nil)}
	for i, action := range a.Result.Actions {
		option := c.Program().Instrument.Item(action.Item).OptionFor(a.Sector, action.Option)
		lines = append(lines, c.Text("result.action", messages.Args{
			"N": i + 1, "Advice": option.Advice.In(c.Lang()),
			"Gain": fmt.Sprintf("%.0f", math.Max(1, action.Gain)), "Where": messages.HTML(links(c, option.Links)),
		}))
	}
	return strings.Join(lines, "\n")
}

func links(c *flows.Conversation, codes []string) string {
	var out []string
	for _, code := range codes {
		link := c.Program().Links[code]
		name := messages.Escape(link.Name.In(c.Lang()))
		switch {
		case strings.HasPrefix(link.URL, "bot:"):
			name += " (" + strings.TrimPrefix(link.URL, "bot:") + ")"
		case link.URL != "":
			name = `<a href="` + messages.Escape(link.URL) + `">` + name + "</a>"
		}
		out = append(out, name)
	}
	return strings.Join(out, " · ")
}

// AdminLine is the administrative status: only from documents that an
// officer approved, whatever the score.
func AdminLine(c *flows.Conversation, b enterprise.Business) string {
	status := c.Program().Admin(b, c.Now())
	var missing []string
	for _, m := range status.Missing {
		missing = append(missing, m.In(c.Lang()))
	}
	return c.Text("result.admin."+string(status.State), messages.Args{"Missing": strings.Join(missing, ", ")})
}

// VerifiedLine is the score that counts only what officers have verified, next
// to the one of the owner's answers.
func VerifiedLine(c *flows.Conversation, b enterprise.Business, key string) string {
	r, ok := c.Program().Verified(b, c.Now())
	if !ok {
		return ""
	}
	return c.Text(key, messages.Args{"Claimed": b.Assessments[len(b.Assessments)-1].Result.Total, "Verified": r.Total, "Date": c.Date(c.Now())})
}

// course lists the results so far and what changed since the one before.
func course(c *flows.Conversation, all []enterprise.Assessment) string {
	lines := []string{c.Text("result.history", nil)}
	for _, a := range all[max(0, len(all)-history):] {
		lines = append(lines, fmt.Sprintf("%s: %d (%s)", c.Date(a.At), a.Result.Total, messages.Escape(c.Level(a.Result.Level))))
	}
	difference := all[len(all)-1].Result.Total - all[len(all)-2].Result.Total
	return strings.Join(append(lines, c.Text("result.difference", messages.Args{"Points": fmt.Sprintf("%+d", difference)})), "\n")
}

func radar(c *flows.Conversation, a, before *enterprise.Assessment) *messages.Radar {
	r := &messages.Radar{
		Title:   fmt.Sprintf("%s: %d/100", c.Label("result.chart"), a.Result.Total),
		NowName: c.Date(a.At),
	}
	for _, d := range c.Program().Instrument.Dimensions {
		r.Axes = append(r.Axes, d.Short.In(c.Lang()))
		r.Now = append(r.Now, dimensionScore(a.Result, d.Code))
	}
	if before != nil {
		r.PastName = c.Date(before.At)
		for _, d := range c.Program().Instrument.Dimensions {
			r.Before = append(r.Before, dimensionScore(before.Result, d.Code))
		}
	}
	return r
}

func dimensionScore(r enterprise.Result, code string) float64 {
	for _, d := range r.Dimensions {
		if d.Code == code {
			return d.Score
		}
	}
	return 0
}
