package flows

import (
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// yearMonths is how many months the chart has: those that the law's yearly
// sales are counted over.
const yearMonths = 12

// showBefore shows the year before it is asked which month to add.
func (t *talk) showBefore(d *Draft) {
	if b := t.salesOf(d); len(b.Sales) > 0 && d.Answers["seen"].Value == "" {
		d.Answers["seen"] = Answer{Value: "yes"}
		t.say(messages.Message{Key: "sales.chart", Text: t.salesCaption(b, t.month().Add(-1)), Bars: t.salesBars(b)})
	}
}

// showSales shows the year after a month's figure was given.
func (t *talk) showSales(b enterprise.Business, m enterprise.Month) {
	note := t.note
	t.note = ""
	t.say(messages.Message{Key: "sales.chart", Text: join(note, t.salesCaption(b, m)), Bars: t.salesBars(b), Keyboard: t.menuKeyboard()})
}

// salesBars are the twelve months before this one; a month of which nothing
// was said has a question mark and no bar.
func (t *talk) salesBars(b enterprise.Business) *messages.Bars {
	unit, key := int64(1e6), "sales.title.million"
	if t.largest(b) < unit {
		unit, key = 1e3, "sales.title.thousand"
	}
	bars := &messages.Bars{Title: t.label(key)}
	for n := -yearMonths; n < 0; n++ {
		m := t.month().Add(n)
		value, text := 0.0, "?"
		if s, ok := b.SalesIn(m); ok {
			f := s.Now()
			value, text = float64(f.Middle()), enterprise.InUnits(f.Middle(), unit, t.lang)
			if f.Approx || f.Low != f.High {
				text = "±" + text
			}
		}
		bars.Labels, bars.Values, bars.Texts = append(bars.Labels, m.Short(t.lang)), append(bars.Values, value), append(bars.Texts, text)
	}
	return bars
}

func (t *talk) largest(b enterprise.Business) int64 {
	largest := int64(0)
	for n := -yearMonths; n < 0; n++ {
		if s, ok := b.SalesIn(t.month().Add(n)); ok {
			largest = max(largest, s.Now().Middle())
		}
	}
	return largest
}

// salesCaption is what a month's figure means: the change, the year, the
// scale, and what is missing.
func (t *talk) salesCaption(b enterprise.Business, m enterprise.Month) string {
	year := b.YearTo(t.month().Add(-1))
	parts := []string{t.salesChange(b, m), t.yearLine(year), t.scaleLine(year), t.missing(b)}
	var lines []string
	for _, p := range parts {
		if p != "" {
			lines = append(lines, p)
		}
	}
	return strings.Join(lines, "\n\n")
}

// salesChange compares a month with the one before.
func (t *talk) salesChange(b enterprise.Business, m enterprise.Month) string {
	now, ok := b.SalesIn(m)
	before, known := b.SalesIn(m.Add(-1))
	if !ok || !known || before.Now().Middle() == 0 {
		return ""
	}
	from, to := before.Now().Middle(), now.Now().Middle()
	args := messages.Args{"Month": m.Name(t.lang), "Before": m.Add(-1).Name(t.lang)}
	percent := (to - from) * 100 / from
	switch {
	case percent > 0:
		args["Percent"] = percent
		return t.word("sales.up", args)
	case percent < 0:
		args["Percent"] = -percent
		return t.word("sales.down", args)
	}
	return t.word("sales.level", args)
}

func (t *talk) yearLine(y enterprise.Year) string {
	return t.word("sales.year", messages.Args{
		"From": y.From.Name(t.lang), "To": y.To.Name(t.lang), "Months": y.Months,
		"Sum": t.figure(enterprise.Figure{Low: y.Low, High: y.High, Approx: y.Approx}),
	})
}

// scaleLine is the legal scale by what was reported, and how far the next one
// is. Readiness and administrative status are something else.
func (t *talk) scaleLine(y enterprise.Year) string {
	rules := t.book.program.Scale
	s := rules.StepOf(y)
	if y.Months == 0 {
		return ""
	}
	args := messages.Args{"Scale": t.label("sales.scale." + string(s.Scale)), "Source": rules.Source, "Left": "", "Next": ""}
	switch {
	case s.Scale != s.HighScale:
		args["High"] = t.label("sales.scale." + string(s.HighScale))
		return t.word("sales.scale.between", args)
	case s.Limit > 0:
		args["Left"] = enterprise.RoundRupiah(s.Limit-y.High, t.lang)
		args["Next"] = t.label("sales.scale." + string(rules.BySales(s.Limit+1)))
		args["Limit"] = enterprise.RoundRupiah(s.Limit, t.lang)
	}
	return t.word("sales.scale", args)
}

// missing names the months of the year of which nothing was said.
func (t *talk) missing(b enterprise.Business) string {
	var names []string
	var newest enterprise.Month
	for n := -yearMonths; n < 0; n++ {
		m := t.month().Add(n)
		if _, ok := b.SalesIn(m); !ok {
			names, newest = append(names, m.Short(t.lang)), m
		}
	}
	if len(names) == 0 {
		return ""
	}
	return t.word("sales.missing", messages.Args{"Count": len(names), "Months": strings.Join(names, ", "), "Example": newest.Name(t.lang)})
}
