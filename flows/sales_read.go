package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// readSales takes what was sold in a month as people say it, with the month or
// without: "oktober 7 juta", "300rb per hari", "sekitar 3-5 juta", "libur".
// Days and weeks are asked about next; everything is said back before it counts.
func readSales(t *talk, d *Draft, typed string) Reading {
	if _, ok := enterprise.ParseFigure(typed); ok {
		return Reading{Value: typed}
	}
	if m, ok := strings.CutPrefix(typed, namedMonth); ok && readMonth(t, d, m).Value == m {
		return Reading{Value: typed}
	}
	if said := t.salesText(); said != "" && typed == t.in.Text { // a command that was edited
		typed = said
	}
	month, rest, fault := enterprise.ReadMonth(typed, t.now.In(t.book.program.City.Location))
	if fault == enterprise.FutureMonth || fault == enterprise.OldMonth {
		return Reading{Refuse: t.monthFault(fault)}
	}
	r := enterprise.ReadRupiah(rest)
	var also map[string]string
	if month != "" {
		also = map[string]string{"month": string(month)}
		if strings.TrimSpace(rest) == "" || r.Kind == enterprise.NotRupiah && enterprise.Tidy(rest) == "omzet" {
			return Reading{Value: namedMonth + string(month)}
		}
	}
	if f, ok := enterprise.FigureOf(r); ok {
		if f.High == 0 && f.Unit == "" && saysClosed(rest) {
			if also == nil {
				also = map[string]string{}
			}
			also["amount.reason"] = "closed"
		}
		return Reading{Value: f.String(), Also: also}
	}
	switch r.Kind {
	case enterprise.AmbiguousRupiah:
		out := Reading{Text: t.word("register.omzet.which", messages.Args{"Typed": clip(rest)})}
		for _, a := range slices.Compact(r.Candidates) {
			out.Candidates = append(out.Candidates, Candidate{Label: enterprise.FormatRupiah(a), Value: enterprise.Figure{Low: a, High: a, Approx: r.Approx}.String(), Also: also})
		}
		return out
	case enterprise.PhoneNotRupiah:
		return Reading{Refuse: t.word("register.omzet.phone", nil)}
	}
	return Reading{Refuse: t.word("sales.refuse", nil)}
}

func saysClosed(text string) bool {
	tidy := enterprise.Tidy(text)
	return tidy == "libur" || tidy == "tutup"
}

func (t *talk) monthFault(fault enterprise.MonthFault) string {
	return t.word(map[enterprise.MonthFault]string{
		enterprise.NoMonth: "sales.month.refuse", enterprise.FutureMonth: "sales.month.future", enterprise.OldMonth: "sales.month.old",
	}[fault], messages.Args{"Example": t.month().Add(-1).Name(t.lang)})
}

func readMonth(t *talk, _ *Draft, typed string) Reading {
	month, _, fault := enterprise.ReadMonth(typed, t.now.In(t.book.program.City.Location))
	if fault != "" {
		return Reading{Refuse: t.monthFault(fault)}
	}
	return Reading{Value: string(month)}
}

// monthsOffered is how many months without a figure stand on buttons.
const monthsOffered = 5

// openMonths are the months of the last year of which nothing was said.
func openMonths(t *talk, d *Draft) []Option {
	var out []Option
	for n := 1; n <= 12 && len(out) < monthsOffered; n++ {
		m := t.month().Add(-n)
		if _, said := t.salesOf(d).SalesIn(m); !said {
			out = append(out, Option{Value: string(m), Label: m.Name(t.lang)})
		}
	}
	return append(out, Option{Value: noMoreSales, Label: t.label("sales.done"), Names: t.names("nav.no")})
}

func amountOptions(t *talk, _ *Draft) []Option {
	return []Option{
		{Value: enterprise.Figure{}.String(), Label: t.label("sales.none"), Names: t.names("sales.none.names")},
		{Value: otherMonth, Label: t.label("sales.other")},
	}
}

func askSales(t *talk, d *Draft) string {
	m := monthIn(d)
	args := messages.Args{"Month": m.Name(t.lang), "Running": m == t.month()}
	if s, ok := t.salesOf(d).SalesIn(m); ok {
		args["Before"] = t.figure(s.Now())
	}
	return t.word("sales.amount", args)
}

func nameFigure(t *talk, d *Draft, _ string) string {
	if d.Answers["amount"].Value == "" {
		return ""
	}
	return t.figure(figureIn(d))
}

// timesOptions are the days or weeks that are usual, with what they come to.
func timesOptions(t *talk, d *Draft) []Option {
	f, unit := figureIn(d), unitIn(d)
	usual := []int{22, 26, 30}
	if unit == enterprise.Week {
		usual = []int{4, 5}
	}
	var out []Option
	for _, n := range usual {
		times, amount := strconv.Itoa(n), enterprise.FormatRupiah(f.By(n).Low)
		out = append(out, Option{
			Value: times, Names: []string{times},
			Label: t.book.words.Label(t.lang, "sales.times."+string(unit)+".button", messages.Args{"N": times, "Amount": amount}),
		})
	}
	return out
}

// unitIn is what is counted: days, unless weeks were said.
func unitIn(d *Draft) enterprise.Unit {
	if unit := figureIn(d).Unit; unit != "" {
		return unit
	}
	return enterprise.Day
}

func readTimes(t *talk, d *Draft, typed string) Reading {
	most := 31
	unit := unitIn(d)
	if unit == enterprise.Week {
		most = 5
	}
	n, fault := enterprise.ReadCount(typed, 1, most)
	if fault != "" {
		return Reading{Refuse: t.word("sales.times."+string(unit)+".refuse", messages.Args{"Most": most})}
	}
	return Reading{Value: strconv.Itoa(n)}
}

// reasonMost is as much as an officer reads of why nothing was sold.
const reasonMost = 200

func readReason(t *talk, _ *Draft, typed string) Reading {
	reason := strings.Join(strings.Fields(typed), " ")
	if n := len([]rune(reason)); n < 3 || n > reasonMost {
		return Reading{Refuse: t.word("sales.reason.refuse", nil)}
	}
	return Reading{Value: reason}
}

func rightOptions(t *talk, _ *Draft) []Option {
	return []Option{
		{Value: "yes", Label: t.label("sales.right"), Names: append(t.names("nav.yes"), t.labels("nav.right")...)},
		{Value: "no", Label: t.label("nav.other"), Names: t.names("nav.no")},
	}
}

// readInstead takes another figure in place of a yes.
func readInstead(t *talk, d *Draft, typed string) Reading {
	r := readSales(t, d, typed)
	if r.Refuse != "" {
		r.Refuse = t.word("sales.confirm.refuse", nil)
	}
	return r
}

// figure is a figure in words, as it was said.
func (t *talk) figure(f enterprise.Figure) string {
	text := enterprise.FormatRupiah(f.Low)
	if f.High != f.Low {
		text += fmt.Sprintf(" %s %s", t.label("sales.to"), enterprise.FormatRupiah(f.High))
	}
	if f.Approx {
		text = t.label("sales.about") + " " + text
	}
	if f.Times > 0 {
		text += " (" + t.book.words.Label(t.lang, "sales.product."+string(f.Unit), messages.Args{"Each": enterprise.FormatRupiah(f.Each), "N": f.Times}) + ")"
	}
	return text
}

// reasonIn is why nothing was sold: a code or the owner's own words.
func reasonIn(d *Draft) string {
	if !soldNothing(d) {
		return ""
	}
	if reason := d.Answers["amount.reason"].Value; reason != "" {
		return reason
	}
	return d.Answers["reason"].Value
}

func (t *talk) reasonWords(reason string) string {
	if slices.Contains(noSales, reason) {
		return t.label("sales.reason." + reason)
	}
	return reason
}

// saying is the figure that is meant, for the texts that say it back.
func (t *talk) saying(d *Draft) messages.Args {
	f := figureIn(d)
	args := messages.Args{"Month": monthIn(d).Name(t.lang), "Figure": t.figure(f), "Business": ""}
	if reason := reasonIn(d); soldNothing(d) && reason != "" {
		args["Figure"] = t.figure(f) + " (" + t.reasonWords(reason) + ")"
	}
	if len(t.Person.Businesses) > 1 {
		args["Business"] = t.salesOf(d).Name
	}
	return args
}
