package sales

import (
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// showBefore shows the year before it is asked which month to add.
func showBefore(c *flows.Conversation, d *flows.Draft) {
	if b := c.SalesOf(d); len(b.Sales) > 0 && d.Answers["seen"].Value == "" {
		d.Answers["seen"] = flows.Answer{Value: "yes"}
		c.Say(messages.Message{Key: "sales.chart", Text: yearLine(c, b.YearTo(c.Month().Add(-1))), Bars: salesBars(c, b)})
	}
}

// showSales shows the year after a month's figure was given.
func showSales(c *flows.Conversation, b enterprise.Business, m enterprise.Month) {
	note := c.Note
	c.Note = ""
	c.Say(messages.Message{Key: "sales.chart", Text: flows.Join(note, salesChange(c, b, m)), Bars: salesBars(c, b)})
	c.Say(messages.Message{Key: "sales.meaning", Text: salesMeaning(c, b), Keyboard: c.MenuKeyboard()})
}

// salesBars are the twelve months before this one; a month of which nothing
// was said has a question mark and no bar.
func salesBars(c *flows.Conversation, b enterprise.Business) *messages.Bars {
	unit, key := int64(1e6), "sales.title.million"
	if largest(c, b) < unit {
		unit, key = 1e3, "sales.title.thousand"
	}
	bars := &messages.Bars{Title: c.Label(key)}
	for n := -flows.YearMonths; n < 0; n++ {
		m := c.Month().Add(n)
		value, text := 0.0, "?"
		if s, ok := b.SalesIn(m); ok {
			f := s.Now()
			value, text = float64(f.Middle()), enterprise.InUnits(f.Middle(), unit, c.Lang())
			if f.Approx || f.Low != f.High {
				text = "±" + text
			}
		}
		bars.Labels, bars.Values, bars.Texts = append(bars.Labels, m.Short(c.Lang())), append(bars.Values, value), append(bars.Texts, text)
	}
	return bars
}

func largest(c *flows.Conversation, b enterprise.Business) int64 {
	largest := int64(0)
	for n := -flows.YearMonths; n < 0; n++ {
		if s, ok := b.SalesIn(c.Month().Add(n)); ok {
			largest = max(largest, s.Now().Middle())
		}
	}
	return largest
}

// salesMeaning is what the figures come to: the year, the scale, and what is
// missing.
func salesMeaning(c *flows.Conversation, b enterprise.Business) string {
	year := b.YearTo(c.Month().Add(-1))
	return flows.Join(yearLine(c, year), flows.Join(scaleLine(c, year), missing(c, b)))
}

// salesChange compares a month with the one before.
func salesChange(c *flows.Conversation, b enterprise.Business, m enterprise.Month) string {
	now, ok := b.SalesIn(m)
	before, known := b.SalesIn(m.Add(-1))
	if !ok || !known || before.Now().Middle() == 0 {
		return ""
	}
	from, to := before.Now().Middle(), now.Now().Middle()
	args := messages.Args{"Month": m.Name(c.Lang()), "Before": m.Add(-1).Name(c.Lang())}
	percent := (to - from) * 100 / from
	switch {
	case percent > 0:
		args["Percent"] = percent
		return c.Text("sales.up", args)
	case percent < 0:
		args["Percent"] = -percent
		return c.Text("sales.down", args)
	}
	return c.Text("sales.level", args)
}

func yearLine(c *flows.Conversation, y enterprise.Year) string {
	return c.Text("sales.year", messages.Args{
		"From": y.From.Name(c.Lang()), "To": y.To.Name(c.Lang()), "Months": y.Months,
		"Sum": c.Figure(enterprise.Figure{Low: y.Low, High: y.High, Approx: y.Approx}),
	})
}

// scaleLine is the legal scale by what was reported, and how far the next one
// is. Readiness and administrative status are something else.
func scaleLine(c *flows.Conversation, y enterprise.Year) string {
	rules := c.Program().Scale
	s := rules.StepOf(y)
	if y.Months == 0 {
		return ""
	}
	args := messages.Args{"Scale": c.Label("sales.scale." + string(s.Scale)), "Source": rules.Source, "Left": "", "Next": "", "Limit": ""}
	switch {
	case s.Scale != s.HighScale:
		args["High"] = c.Label("sales.scale." + string(s.HighScale))
		return c.Text("sales.scale.between", args)
	case s.Limit > 0:
		if y.High >= s.Limit/2 { // otherwise it is a figure from another world
			args["Left"] = enterprise.RoundRupiah(s.Limit-y.High, c.Lang())
		}
		args["Next"] = c.Label("sales.scale." + string(rules.BySales(s.Limit+1)))
		args["Limit"] = enterprise.RoundRupiah(s.Limit, c.Lang())
	}
	return c.Text("sales.scale", args)
}

// missing names the months of the year of which nothing was said.
func missing(c *flows.Conversation, b enterprise.Business) string {
	var names []string
	var newest enterprise.Month
	for n := -flows.YearMonths; n < 0; n++ {
		m := c.Month().Add(n)
		if _, ok := b.SalesIn(m); !ok {
			names, newest = append(names, m.Short(c.Lang())), m
		}
	}
	if len(names) == 0 {
		return ""
	}
	return c.Text("sales.missing", messages.Args{"Count": len(names), "Months": strings.Join(names, ", "), "Example": newest.Name(c.Lang())})
}
