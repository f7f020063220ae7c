package flows

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// history is how many earlier results are listed.
const history = 5

// showResult is /hasil: the picture, then what the number means, what to do
// next, and how it was before.
func (t *talk) showResult() {
	a := t.newest()
	if a == nil {
		key := "result.none"
		if t.Chat.Open == assessmentKey {
			key = "result.soon"
		}
		t.again(t.word(key, nil))
		return
	}
	if d := t.Chat.Drafts[assessmentKey]; t.recorded(d) != nil {
		t.draft(assessmentKey).Touched = t.now // "ubah 7" speaks of what was shown last
	}
	all := t.business().Assessments
	var before *enterprise.Assessment
	if len(all) > 1 {
		before = &all[len(all)-2]
	}
	note := t.note
	t.note = ""
	t.say(messages.Message{
		Key:   "result.caption",
		Text:  join(note, t.resultHead(a)),
		Radar: t.radar(a, before),
	})
	text := t.resultBody(a, before, all)
	if t.Chat.Open != "" {
		t.say(messages.Message{Key: "result.body", Text: text})
		t.again("")
		return
	}
	t.say(messages.Message{Key: "result.body", Text: text, Keyboard: t.menuKeyboard()})
}

func (t *talk) resultHead(a *enterprise.Assessment) string {
	key := "result.head"
	if a.Result.Provisional {
		key = "result.head.provisional"
	}
	return t.word(key, messages.Args{
		"Business": t.business().Name,
		"Total":    a.Result.Total,
		"Level":    t.level(a.Result.Level),
		"Date":     t.date(a.At),
		"Answered": a.Result.Answered,
		"Shown":    a.Result.Shown,
	})
}

func (t *talk) resultBody(a, before *enterprise.Assessment, all []enterprise.Assessment) string {
	parts := []string{t.levelRule(a.Result), t.bars(a.Result)}
	if a.Result.Strongest != "" && a.Result.Strongest != a.Result.Weakest {
		parts = append(parts, t.word("result.ends", messages.Args{
			"Strongest": t.dimension(a.Result.Strongest), "Weakest": t.dimension(a.Result.Weakest),
		}))
	}
	parts = append(parts, t.actions(a), join(t.verifiedLine(t.business(), "result.verified"), t.adminLine(t.business())))
	if before != nil {
		parts = append(parts, t.course(all))
	}
	parts = append(parts, t.word("result.foot", nil))
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(parts, "\n\n")
}

// levelRule explains the level: its range and meaning, and what holds it down.
func (t *talk) levelRule(r enterprise.Result) string {
	for _, l := range t.book.program.Instrument.Levels {
		if l.Code != r.Level {
			continue
		}
		text := t.word("result.level", messages.Args{
			"Level": l.Name.In(t.lang), "From": l.From, "To": l.To, "Meaning": l.Meaning.In(t.lang),
		})
		if r.Cap != "" {
			text += "\n" + t.word("result.cap."+r.Cap, messages.Args{"Total": r.Total})
		}
		return text
	}
	return ""
}

// bars are the six indicators as text, ten steps each, for phones that load
// no pictures.
func (t *talk) bars(r enterprise.Result) string {
	var lines []string
	for _, d := range r.Dimensions {
		if !d.Counted {
			lines = append(lines, t.word("result.bar.uncounted", messages.Args{"Name": t.dimension(d.Code)}))
			continue
		}
		score := int(math.Floor(d.Score + 0.5))
		filled := min(10, (score+5)/10)
		lines = append(lines, fmt.Sprintf("%s%s <b>%d</b> %s",
			strings.Repeat("▰", filled), strings.Repeat("▱", 10-filled), score, messages.Escape(t.dimension(d.Code))))
	}
	return strings.Join(lines, "\n")
}

// actions are the steps that add most points, with where to go.
func (t *talk) actions(a *enterprise.Assessment) string {
	if len(a.Result.Actions) == 0 {
		return t.word("result.actions.none", nil)
	}
	lines := []string{t.word("result.actions", nil)}
	for i, action := range a.Result.Actions {
		option := t.book.program.Instrument.Item(action.Item).Option(action.Option)
		lines = append(lines, t.word("result.action", messages.Args{
			"N": i + 1, "Advice": option.AdviceFor(a.Sector).In(t.lang),
			"Gain": fmt.Sprintf("%.0f", math.Max(1, action.Gain)), "Where": messages.HTML(t.links(option.Links)),
		}))
	}
	return strings.Join(lines, "\n")
}

func (t *talk) links(codes []string) string {
	var out []string
	for _, code := range codes {
		link := t.book.program.Links[code]
		name := messages.Escape(link.Name.In(t.lang))
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

// adminLine is the administrative status: only from documents that an
// officer approved, whatever the score.
func (t *talk) adminLine(b enterprise.Business) string {
	status := t.book.program.Admin(b, t.now)
	var missing []string
	for _, m := range status.Missing {
		missing = append(missing, m.In(t.lang))
	}
	return t.word("result.admin."+string(status.State), messages.Args{"Missing": strings.Join(missing, ", ")})
}

// verifiedLine is the score that counts only what officers have verified, next
// to the one of the owner's answers.
func (t *talk) verifiedLine(b enterprise.Business, key string) string {
	r, ok := t.book.program.Verified(b, t.now)
	if !ok {
		return ""
	}
	return t.word(key, messages.Args{"Claimed": b.Assessments[len(b.Assessments)-1].Result.Total, "Verified": r.Total, "Date": t.date(t.now)})
}

// course lists the results so far and what changed since the one before.
func (t *talk) course(all []enterprise.Assessment) string {
	lines := []string{t.word("result.history", nil)}
	for _, a := range all[max(0, len(all)-history):] {
		lines = append(lines, fmt.Sprintf("%s: %d (%s)", t.date(a.At), a.Result.Total, messages.Escape(t.level(a.Result.Level))))
	}
	difference := all[len(all)-1].Result.Total - all[len(all)-2].Result.Total
	return strings.Join(append(lines, t.word("result.difference", messages.Args{"Points": fmt.Sprintf("%+d", difference)})), "\n")
}

func (t *talk) radar(a, before *enterprise.Assessment) *messages.Radar {
	r := &messages.Radar{
		Title:   fmt.Sprintf("%s: %d/100", t.label("result.chart"), a.Result.Total),
		NowName: t.date(a.At),
	}
	for _, d := range t.book.program.Instrument.Dimensions {
		r.Axes = append(r.Axes, d.Short.In(t.lang))
		r.Now = append(r.Now, dimensionScore(a.Result, d.Code))
	}
	if before != nil {
		r.PastName = t.date(before.At)
		for _, d := range t.book.program.Instrument.Dimensions {
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

func (t *talk) dimension(code string) string {
	for _, d := range t.book.program.Instrument.Dimensions {
		if d.Code == code {
			return d.Name.In(t.lang)
		}
	}
	return code
}

func (t *talk) level(code string) string {
	for _, l := range t.book.program.Instrument.Levels {
		if l.Code == code {
			return l.Name.In(t.lang)
		}
	}
	return code
}

// date is "22 November 2026" in the city's time.
func (t *talk) date(at time.Time) string {
	return enterprise.FormatDate(at.In(t.book.program.City.Location), t.lang)
}
