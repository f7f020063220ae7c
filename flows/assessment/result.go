package assessment

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// history is how many earlier results are listed.
const history = 5

// showResult is /hasil: the picture with score and level, then the one thing to
// do next; the rest is behind buttons.
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
	picture := messages.Message{Key: "result.caption", Text: resultHead(c, a), Radar: radar(c, a, before)}
	if c.Chat.Open == "" {
		picture.Keyboard = c.MenuKeyboard()
	}
	c.Say(picture)
	c.Say(messages.Message{Key: "result.next", Text: flows.Join(note, nextStep(c, a)+"\n\n"+c.Text("result.foot", nil)), Buttons: resultButtons(c, all)})
	c.RepeatOpen()
}

// resultButtons lead to what there is to know beyond the score and the next step.
func resultButtons(c *flows.Conversation, all []enterprise.Assessment) [][]messages.Button {
	last := []messages.Button{{Label: c.Label("result.share"), Data: "n:share"}}
	if len(all) > 1 {
		last = append([]messages.Button{{Label: c.Label("result.button.history"), Data: "n:history"}}, last...)
	}
	return [][]messages.Button{{{Label: c.Label("result.button.detail"), Data: "n:detail"}, {Label: c.Label("menu.plan"), Data: "n:show"}}, last}
}

func resultHead(c *flows.Conversation, a *enterprise.Assessment) string {
	key := "result.head"
	if a.Result.Provisional {
		key = "result.head.provisional"
	}
	return c.Text(key, messages.Args{
		"Business": reading.Shortened(c.Business().Name, nameShown),
		"Total":    a.Result.Total,
		"Level":    c.Level(a.Result.Level),
		"Date":     c.Date(a.At),
		"Answered": a.Result.Answered,
		"Shown":    a.Result.Shown,
	})
}

// nameShown is as much of a name as leaves the picture's text two lines long.
const nameShown = 50

// detail is the level and the six indicators, with the ways to the rest.
func detail(c *flows.Conversation, a *enterprise.Assessment) {
	rest := []messages.Button{{Label: c.Label("result.button.status"), Data: "n:status"}}
	if len(a.Result.Actions) > 1 {
		rest = append([]messages.Button{{Label: c.Label("result.button.steps"), Data: "n:steps"}}, rest...)
	}
	c.Say(messages.Message{Key: "result.detail", Text: flows.Join(levelRule(c, a.Result), bars(c, a.Result)), Buttons: [][]messages.Button{rest}})
}

// status is what officers have verified of it, and how an answer is changed.
func status(c *flows.Conversation) {
	parts := []string{VerifiedLine(c, c.Business(), "result.verified"), AdminLine(c, c.Business()), c.Text("result.correct", nil)}
	if c.Business().InShort() {
		parts[2] = c.Text("result.profile", nil)
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	c.Say(messages.Message{Key: "result.status", Text: strings.Join(parts, "\n\n"), Buttons: [][]messages.Button{{{Label: c.Label("menu.documents"), Data: "n:documents"}}}})
}

// resultVerb shows what a button under a result promises.
func resultVerb(c *flows.Conversation, verb string) bool {
	a := c.Newest()
	if a == nil {
		c.Repeat(c.Text("result.none", nil))
		return true
	}
	switch all := c.Business().Assessments; {
	case verb == "detail":
		detail(c, a)
	case verb == "steps" && len(a.Result.Actions) > 1:
		c.Say(messages.Message{Key: "result.steps", Text: furtherSteps(c, a), Buttons: [][]messages.Button{{{Label: c.Label("menu.plan"), Data: "n:show"}}}})
	case verb == "status":
		status(c)
	case verb == "history" && len(all) > 1:
		c.Say(messages.Message{Key: "result.history", Text: course(c, all)})
	case verb == "documents":
		c.Open(flows.DocumentsKey)
		return true
	default:
		return false
	}
	c.RepeatOpen()
	return true
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
			lines = append(lines, c.Text("result.bar.uncounted", messages.Args{"Name": shortName(c, d.Code)}))
			continue
		}
		score := int(math.Floor(d.Score + 0.5))
		filled := min(10, (score+5)/10)
		lines = append(lines, fmt.Sprintf("%s%s <b>%d</b> %s",
			strings.Repeat("▰", filled), strings.Repeat("▱", 10-filled), score, messages.Escape(shortName(c, d.Code))))
	}
	return strings.Join(lines, "\n")
}

// shortName is an indicator's name as the picture has it.
func shortName(c *flows.Conversation, code string) string {
	for _, d := range c.Program().Instrument.Dimensions {
		if d.Code == code {
			return d.Short.In(c.Lang())
		}
	}
	return code
}

// nextStep is the step that adds most, with where to go.
func nextStep(c *flows.Conversation, a *enterprise.Assessment) string {
	if len(a.Result.Actions) == 0 {
		return c.Text("result.actions.none", nil)
	}
	option := advised(c, a, a.Result.Actions[0])
	return c.Text("result.next", messages.Args{
		"Advice": option.Advice.In(c.Lang()), "Gain": gain(a.Result.Actions[0]), "Where": messages.HTML(links(c, option.Links)),
	})
}

// furtherSteps are those that come after the next one.
func furtherSteps(c *flows.Conversation, a *enterprise.Assessment) string {
	lines := []string{c.Text("result.actions", nil)}
	for i, action := range a.Result.Actions[1:] {
		lines = append(lines, c.Text("result.action", messages.Args{"N": i + 2, "Advice": advised(c, a, action).Advice.In(c.Lang()), "Gain": gain(action)}))
	}
	return strings.Join(lines, "\n")
}

// advised is the answer whose advice an action is.
func advised(c *flows.Conversation, a *enterprise.Assessment, action enterprise.Action) *enterprise.Option {
	return c.Program().Instrument.Item(action.Item).OptionFor(a.Sector, action.Option)
}

func gain(a enterprise.Action) string { return fmt.Sprintf("%.0f", math.Max(1, a.Gain)) }

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
