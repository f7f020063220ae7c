package flows

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// salesArea is what was sold, month by month.
func salesArea() Area {
	return Area{
		Name: "sales",
		Forms: []*Flow{
			sales(), // /omzet: what was sold in a month
		},
		Reminders: []*reminder{salesReminder()},
		Browse:    (*talk).browsesSales,
		Without: map[string]string{
			"Forget": goesWithRecord,
			"Export": shownWithRecord,
			"Merge":  joinsWithRecord,
		},
	}
}

// browsesSales takes what was sold, as far as words say it.
func (t *talk) browsesSales() bool {
	if !t.saysSales() {
		return false
	}
	t.enter(t.book.flow(salesKey))
	return true
}

const salesKey = "sales"

// sales is /omzet: what a business sold in a month, last month unless another
// one is named. What was given before is kept as history.
func sales() *Flow {
	return &Flow{
		Key: salesKey, Command: "/omzet", Also: []string{"/omset", "/sales"}, Recalled: true,
		Questions: func(*talk, *Draft) []*Question { return salesQuestions },
		Begin:     beginSales,
		Finish:    salesGiven,
		Idle:      func(d *Draft) bool { return d.Answers["amount"].Value == "" },
	}
}

// Answers that are no figure.
const (
	otherMonth  = "other"
	noMoreSales = "done"
	namedMonth  = "month:" // and the month
)

var salesQuestions = []*Question{
	{
		Key:     "business",
		Applies: func(t *talk, _ *Draft) bool { return len(t.Person.Businesses) > 1 },
		Options: func(t *talk, _ *Draft) []Option {
			var out []Option
			for _, b := range t.Person.Businesses {
				out = append(out, Option{Value: string(b.ID), Label: shortened(b.Name, 24), Names: []string{b.Name}})
			}
			return out
		},
		Accept: func(t *talk, d *Draft, _ string) { t.lastMonth(d) },
	},
	{Key: "month", Options: openMonths, Read: readMonth, Show: (*talk).showBefore, Accept: func(t *talk, _ *Draft, value string) {
		if value == noMoreSales {
			t.menu("menu.text")
		}
	}},
	{Key: "amount", Options: amountOptions, Read: readSales, Ask: askSales, Why: "sales.why", Name: nameFigure, Accept: (*talk).salesAmount},
	{
		Key:     "times",
		Applies: func(_ *talk, d *Draft) bool { return figureIn(d).Unit != "" },
		Options: timesOptions, Read: readTimes, Spelled: true,
		Ask: func(t *talk, d *Draft) string {
			return t.word("sales.times."+string(unitIn(d)), messages.Args{"Each": enterprise.FormatRupiah(figureIn(d).Each)})
		},
		Accept: func(_ *talk, d *Draft, _ string) { doubtAgain(d) },
		Back:   againAmount,
	},
	{
		Key:     "reason",
		Applies: func(_ *talk, d *Draft) bool { return soldNothing(d) && d.Answers["amount.reason"].Value == "" },
		Options: func(t *talk, _ *Draft) []Option {
			var out []Option
			for _, code := range noSales {
				out = append(out, Option{Value: code, Label: t.label("sales.reason." + code)})
			}
			return out
		},
		Read: readReason, Back: againAmount,
	},
	{Key: "confirm", Spelled: true, Options: rightOptions, Read: readInstead, Accept: (*talk).salesRight, Back: againAmount,
		Ask: func(t *talk, d *Draft) string { return t.word("sales.confirm", t.saying(d)) }},
	{
		Key: "sure", Spelled: true, Read: readInstead, Accept: (*talk).salesRight, Back: againAmount,
		Applies: func(t *talk, d *Draft) bool { return t.doubt(d) != "" },
		Options: rightOptions,
		Ask: func(t *talk, d *Draft) string {
			args := t.saying(d)
			args["Usual"] = enterprise.RoundRupiah(t.salesOf(d).Median(monthIn(d)), t.lang)
			return t.word("sales.sure."+string(t.doubt(d)), args)
		},
	},
}

// shortened is as much of a name as fits a button.
func shortened(name string, most int) string {
	if r := []rune(name); len(r) > most {
		return strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return name
}

// noSales are the reasons that are offered for a month without any.
var noSales = []string{"closed", "unsold", "ill", "season"}

// beginSales starts a month's figure, with what was said along with the
// command, or goes on with the one that is not finished.
func beginSales(t *talk, d *Draft) {
	if len(t.Person.Businesses) == 0 {
		t.Chat.Next = salesKey
		delete(t.Chat.Drafts, salesKey)
		t.note = join(t.note, t.word("sales.register_first", nil))
		t.enter(t.book.flow(registerKey))
		return
	}
	said := t.salesText()
	if said == "" && d.Done.IsZero() && d.Answers["amount"].Value != "" {
		return
	}
	*d = Draft{Flow: salesKey, Answers: map[string]Answer{}, Started: t.now, Touched: t.now}
	if len(t.Person.Businesses) == 1 {
		setAnswer(d, "business", string(t.business().ID))
		t.lastMonth(d)
	}
	if said != "" {
		t.saidAlong(d, said)
	}
}

// saidAlong takes "oktober 7 juta" that was said with the command.
func (t *talk) saidAlong(d *Draft, said string) {
	r := readSales(t, d, said)
	if len(r.Candidates) > 0 {
		t.Chat.Pending = &Pending{Question: "amount", Text: r.Text, Candidates: r.Candidates, Message: t.in.Message}
		d.Focus = "amount"
		t.say(messages.Message{Text: join(t.note, r.Text), Keyboard: t.candidates(t.Chat.Pending)})
		t.note = ""
		return
	}
	t.note = join(t.note, r.Refuse)
	for key, value := range r.Also {
		d.Answers[key] = Answer{Value: value, Message: t.in.Message}
	}
	if month, ok := strings.CutPrefix(r.Value, namedMonth); ok {
		d.Answers["month"] = Answer{Value: month, Message: t.in.Message}
	} else if r.Value != "" {
		d.Answers["amount"] = Answer{Value: r.Value, Message: t.in.Message}
	}
}

// salesText is what was said after "/omzet" or "omzet". The menu's own label
// begins so, and says nothing.
func (t *talk) salesText() string {
	text := strings.TrimSpace(t.in.Text)
	if strings.EqualFold(text, t.label("menu.omzet")) {
		return ""
	}
	first, rest, _ := strings.Cut(text, " ")
	if t.in.Kind != Text && t.in.Kind != Edited || !slices.Contains(t.names("sales.command"), strings.ToLower(strings.TrimPrefix(first, "/"))) {
		return ""
	}
	return strings.TrimSpace(rest)
}

// saysSales tells whether "omzet oktober 7 juta" was typed, without a command.
func (t *talk) saysSales() bool {
	said := t.salesText()
	if said == "" || len(t.Person.Businesses) == 0 {
		return false
	}
	r := readSales(t, &Draft{}, said)
	return r.Value != "" || len(r.Candidates) > 0
}

// month is the one that is running in the city.
func (t *talk) month() enterprise.Month {
	return enterprise.MonthOf(t.now.In(t.book.program.City.Location))
}

// lastMonth makes last month the one that is meant, if nothing was said of it.
func (t *talk) lastMonth(d *Draft) {
	last := t.month().Add(-1)
	if _, said := t.salesOf(d).SalesIn(last); !said {
		d.Answers["month"] = Answer{Value: string(last)}
	}
}

// salesOf is the business that is meant.
func (t *talk) salesOf(d *Draft) enterprise.Business {
	if b, ok := t.Person.Business(enterprise.BusinessID(d.Answers["business"].Value)); ok && b.Ended.IsZero() {
		return b
	}
	return t.business()
}

func monthIn(d *Draft) enterprise.Month { return enterprise.Month(d.Answers["month"].Value) }

// figureIn is what was said so far, by the days or weeks once they are known.
func figureIn(d *Draft) enterprise.Figure {
	f, _ := enterprise.ParseFigure(d.Answers["amount"].Value)
	if times, err := strconv.Atoi(d.Answers["times"].Value); err == nil && f.Unit != "" {
		return f.By(times)
	}
	return f
}

func soldNothing(d *Draft) bool {
	f := figureIn(d)
	return d.Answers["amount"].Value != "" && f.Unit == "" && f.High == 0
}

func (t *talk) doubt(d *Draft) enterprise.Doubt { return t.salesOf(d).DoubtOf(monthIn(d), figureIn(d)) }

// doubtAgain takes back what was confirmed of another figure.
func doubtAgain(d *Draft) {
	delete(d.Answers, "confirm")
	delete(d.Answers, "sure")
}

// againAmount goes back to the amount.
func againAmount(_ *talk, d *Draft) bool {
	for _, key := range []string{"amount", "amount.reason", "times", "reason"} {
		delete(d.Answers, key)
	}
	doubtAgain(d)
	return true
}

// salesAmount is what a new amount does, or another month.
func (t *talk) salesAmount(d *Draft, value string) {
	delete(d.Answers, "times")
	delete(d.Answers, "reason")
	doubtAgain(d)
	if value == otherMonth {
		delete(d.Answers, "amount")
		delete(d.Answers, "month")
		return
	}
	if month, ok := strings.CutPrefix(value, namedMonth); ok {
		delete(d.Answers, "amount")
		d.Answers["month"] = Answer{Value: month, Message: t.in.Message}
	}
}

// salesRight is the answer to "Betul?": yes, no, or another figure at once.
func (t *talk) salesRight(d *Draft, value string) {
	switch value {
	case "yes":
	case "no":
		againAmount(t, d)
	default:
		message := d.Answers["confirm"].Message
		if message == "" {
			message = d.Answers["sure"].Message
		}
		d.Answers["amount"] = Answer{Value: value, Message: message}
		t.salesAmount(d, value)
	}
}

// salesGiven writes the figure, beside those given before, and shows the year.
func salesGiven(t *talk, d *Draft) {
	b, month, f := t.salesOf(d), monthIn(d), figureIn(d)
	reason := reasonIn(d)
	d.Done = t.now
	key := "sales.saved"
	before, given := b.SalesIn(month)
	switch {
	case given && before.Now() == f && before.Given[len(before.Given)-1].Reason == reason:
		key = "sales.same"
	case given:
		key = "sales.mended"
	}
	if key != "sales.same" {
		b = b.GiveSales(month, enterprise.SalesGiven{At: t.now, Figure: f, Reason: reason, Looked: t.doubt(d) != ""})
		t.changeBusiness(b.ID, func(o *enterprise.Business) { *o = b })
	}
	args := t.saying(d)
	if given {
		args["Before"] = t.figure(before.Now())
	}
	t.note = join(t.note, t.word(key, args))
	t.showSales(b, month)
}
