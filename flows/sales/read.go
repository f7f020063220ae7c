package sales

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
)

// readSales takes what was sold in a month as people say it, with the month or
// without: "oktober 7 juta", "300rb per hari", "sekitar 3-5 juta", "libur".
// Days and weeks are asked about next; everything is said back before it counts.
func readSales(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	if _, ok := enterprise.ParseFigure(typed); ok {
		return flows.Reading{Value: typed}
	}
	if m, ok := strings.CutPrefix(typed, namedMonth); ok && readMonth(c, d, m).Value == m {
		return flows.Reading{Value: typed}
	}
	if said := salesText(c); said != "" && typed == c.Input().Text { // a command that was edited
		typed = said
	}
	first, rest, fault := read.Month(typed, c.Now().In(c.Program().City.Location))
	if fault == read.FutureMonth || fault == read.OldMonth {
		return flows.Reading{Refuse: monthFault(c, fault)}
	}
	r := read.Rupiah(rest)
	var also map[string]string
	if month := enterprise.MonthOf(first); fault == "" {
		also = map[string]string{"month": string(month)}
		if strings.TrimSpace(rest) == "" || r.Kind == read.NotRupiah && read.Tidy(rest) == "omzet" {
			return flows.Reading{Value: namedMonth + string(month)}
		}
	}
	if f, ok := enterprise.FigureOf(r); ok {
		if f.High == 0 && f.Unit == "" && saysClosed(rest) {
			if also == nil {
				also = map[string]string{}
			}
			also["amount.reason"] = "closed"
		}
		return flows.Reading{Value: f.String(), Also: also}
	}
	switch r.Kind {
	case read.AmbiguousRupiah:
		out := flows.Reading{Text: c.Text("register.omzet.which", messages.Args{"Typed": flows.Clip(rest)})}
		for _, a := range slices.Compact(r.Candidates) {
			out.Candidates = append(out.Candidates, flows.Candidate{Label: enterprise.FormatRupiah(a), Value: enterprise.Figure{Low: a, High: a, Approx: r.Approx}.String(), Also: also})
		}
		return out
	case read.PhoneNotRupiah:
		return flows.Reading{Refuse: c.Text("register.omzet.phone", nil)}
	}
	if saysNothing(c, typed) {
		return c.Echo(enterprise.Figure{}.String(), c.Text("sales.none.echo", nil), also)
	}
	return flows.Reading{Refuse: c.Text("sales.refuse", nil)}
}

// saysNothing tells whether a sentence says that nothing was sold: "gak jualan,
// sakit".
func saysNothing(c *flows.Conversation, typed string) bool {
	tidy := " " + read.Tidy(typed) + " "
	return !strings.ContainsAny(tidy, "0123456789?") && slices.ContainsFunc(c.Synonyms("sales.none.names"), func(name string) bool {
		return strings.Contains(name, " ") && strings.Contains(tidy, " "+name+" ")
	})
}

func saysClosed(text string) bool {
	tidy := read.Tidy(text)
	return tidy == "libur" || tidy == "tutup"
}

func monthFault(c *flows.Conversation, fault read.MonthFault) string {
	return c.Text(map[read.MonthFault]string{
		read.NoMonth: "sales.month.refuse", read.FutureMonth: "sales.month.future", read.OldMonth: "sales.month.old",
	}[fault], messages.Args{"Example": c.Month().Add(-1).Name(c.Lang())})
}

// readMonth takes a month, and the amount when it was said along: "oktober 7 juta".
func readMonth(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	first, rest, fault := read.Month(typed, c.Now().In(c.Program().City.Location))
	if fault != "" {
		return flows.Reading{Refuse: monthFault(c, fault)}
	}
	month := enterprise.MonthOf(first)
	if rest == "" {
		return flows.Reading{Value: string(month)}
	}
	said := readSales(c, d, rest)
	for i, meant := range said.Candidates {
		said.Candidates[i].Value, said.Candidates[i].Also = string(month), alongWith(meant.Value, meant.Also)
	}
	if len(said.Candidates) > 0 {
		return said
	}
	if _, ok := enterprise.ParseFigure(said.Value); !ok {
		return flows.Reading{Value: string(month)}
	}
	return flows.Reading{Value: string(month), Also: alongWith(said.Value, said.Also)}
}

// alongWith is the amount that was said together with its month.
func alongWith(amount string, also map[string]string) map[string]string {
	out := map[string]string{"amount": amount}
	if reason := also["amount.reason"]; reason != "" {
		out["amount.reason"] = reason
	}
	return out
}

// monthsOffered is how many months without a figure stand on buttons.
const monthsOffered = 5

// openMonths are the months of the last year of which nothing was said.
func openMonths(c *flows.Conversation, d *flows.Draft) []flows.Option {
	var out []flows.Option
	for n := 1; n <= 12 && len(out) < monthsOffered; n++ {
		m := c.Month().Add(-n)
		if _, said := c.SalesOf(d).SalesIn(m); !said {
			out = append(out, flows.Option{Value: string(m), Label: m.Name(c.Lang())})
		}
	}
	return append(out, flows.Option{Value: noMoreSales, Label: c.Label("sales.done"), Names: c.Synonyms("nav.no")})
}

func amountOptions(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	return []flows.Option{
		{Value: enterprise.Figure{}.String(), Label: c.Label("sales.none"), Names: c.Synonyms("sales.none.names")},
		{Value: otherMonth, Label: c.Label("sales.other"), Names: c.Synonyms("sales.other.names")},
	}
}

func askSales(c *flows.Conversation, d *flows.Draft) string {
	m := monthIn(d)
	args := messages.Args{"Month": m.Name(c.Lang()), "Running": m == c.Month()}
	if s, ok := c.SalesOf(d).SalesIn(m); ok {
		args["Before"] = c.Figure(s.Now())
	}
	return c.Text("sales.amount", args)
}

func nameFigure(c *flows.Conversation, d *flows.Draft, _ string) string {
	if d.Answers["amount"].Value == "" {
		return ""
	}
	return c.Figure(figureIn(d))
}

// timesOptions are the days or weeks that are usual, with what they come to.
func timesOptions(c *flows.Conversation, d *flows.Draft) []flows.Option {
	f, unit := figureIn(d), unitIn(d)
	usual := []int{22, 26, 30}
	if unit == enterprise.Week {
		usual = []int{4, 5}
	}
	var out []flows.Option
	for _, n := range usual {
		times, amount := strconv.Itoa(n), enterprise.FormatRupiah(f.By(n).Low)
		out = append(out, flows.Option{
			Value: times, Names: []string{times},
			Label: c.Words().Label(c.Lang(), "sales.times."+string(unit)+".button", messages.Args{"N": times, "Amount": amount}),
		})
	}
	return out
}

// unitIn is what is counted: days, unless weeks were said.
func unitIn(d *flows.Draft) enterprise.Unit {
	if unit := figureIn(d).Unit; unit != "" {
		return unit
	}
	return enterprise.Day
}

func readTimes(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	most := 31
	unit := unitIn(d)
	if unit == enterprise.Week {
		most = 5
	}
	n, fault := read.Count(typed, 1, most)
	if fault != "" {
		return flows.Reading{Refuse: c.Text("sales.times."+string(unit)+".refuse", messages.Args{"Most": most})}
	}
	return flows.Reading{Value: strconv.Itoa(n)}
}

// reasonMost is as much as an officer reads of why nothing was sold.
const reasonMost = 200

func readReason(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	reason := strings.Join(strings.Fields(typed), " ")
	if n := len([]rune(reason)); n < 3 || n > reasonMost {
		return flows.Reading{Refuse: c.Text("sales.reason.refuse", nil)}
	}
	return flows.Reading{Value: reason}
}

func rightOptions(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	return []flows.Option{
		{Value: "yes", Label: c.Label("sales.right"), Names: append(c.Synonyms("nav.yes"), c.Labels("nav.right")...)},
		{Value: "no", Label: c.Label("nav.other"), Names: c.Synonyms("nav.no")},
	}
}

// readInstead takes another figure in place of a yes.
func readInstead(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	r := readSales(c, d, typed)
	if r.Refuse != "" {
		r.Refuse = c.Text("sales.confirm.refuse", nil)
	}
	return r
}

// reasonIn is why nothing was sold: a code or the owner's own words.
func reasonIn(d *flows.Draft) string {
	if !soldNothing(d) {
		return ""
	}
	if reason := d.Answers["amount.reason"].Value; reason != "" {
		return reason
	}
	return d.Answers["reason"].Value
}

func reasonWords(c *flows.Conversation, reason string) string {
	if slices.Contains(NoSales, reason) {
		return c.Label("sales.reason." + reason)
	}
	return reason
}

// saying is the figure that is meant, for the texts that say it back.
func saying(c *flows.Conversation, d *flows.Draft) messages.Args {
	f := figureIn(d)
	args := messages.Args{"Month": monthIn(d).Name(c.Lang()), "Figure": c.Figure(f), "Business": ""}
	if reason := reasonIn(d); soldNothing(d) && reason != "" {
		args["Figure"] = c.Figure(f) + " (" + reasonWords(c, reason) + ")"
	}
	if len(c.Person.Businesses) > 1 {
		args["Business"] = c.SalesOf(d).Name
	}
	return args
}
