// Package sales is what a business sold in a month.
package sales

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// New is what was sold, month by month.
func New() flows.Area {
	return flows.Area{
		Name: "sales",
		Forms: []*flows.Form{
			sales(), // /omzet: what was sold in a month
		},
		Reminders: []*flows.Reminder{salesReminder()},
		Browse:    browsesSales,
		Without: map[string]string{
			"Forget": flows.GoesWithRecord,
			"Export": flows.ShownWithRecord,
			"Merge":  flows.JoinsWithRecord,
		},
	}
}

// browsesSales takes what was sold, as far as words say it.
func browsesSales(c *flows.Conversation) bool {
	if !saysSales(c) {
		return false
	}
	c.Open(flows.SalesKey)
	return true
}

// sales is /omzet: what a business sold in a month, last month unless another
// one is named. What was given before is kept as history.
func sales() *flows.Form {
	return &flows.Form{
		Key: flows.SalesKey, Command: "/omzet", Also: []string{"/omset", "/sales"}, Recalled: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return salesQuestions },
		Begin:     beginSales,
		Finish:    salesGiven,
		Idle:      func(d *flows.Draft) bool { return d.Answers["amount"].Value == "" },
	}
}

// Answers that are no figure.
const (
	otherMonth  = "other"
	noMoreSales = "done"
	namedMonth  = "month:" // and the month
)

var salesQuestions = []*flows.Question{
	{
		Key:     "business",
		Applies: func(c *flows.Conversation, _ *flows.Draft) bool { return len(c.Person.Businesses) > 1 },
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			var out []flows.Option
			for _, b := range c.Person.Businesses {
				out = append(out, flows.Option{Value: string(b.ID), Label: reading.Shortened(b.Name, 24), Names: []string{b.Name}})
			}
			return out
		},
		Accept: func(c *flows.Conversation, d *flows.Draft, _ string) { lastMonth(c, d) },
	},
	{Key: "month", Options: openMonths, Read: readMonth, Show: showBefore, Accept: func(c *flows.Conversation, _ *flows.Draft, value string) {
		if value == noMoreSales {
			c.Menu("menu.text")
		}
	}},
	{Key: "amount", Options: amountOptions, Read: readSales, Ask: askSales, Why: "sales.why", Name: nameFigure, Accept: salesAmount},
	{
		Key:     "times",
		Applies: func(_ *flows.Conversation, d *flows.Draft) bool { return figureIn(d).Unit != "" },
		Options: timesOptions, Read: readTimes, Spelled: true,
		Ask: func(c *flows.Conversation, d *flows.Draft) string {
			return c.Text("sales.times."+string(unitIn(d)), messages.Args{"Each": enterprise.FormatRupiah(figureIn(d).Each)})
		},
		Accept: func(_ *flows.Conversation, d *flows.Draft, _ string) { doubtAgain(d) },
		Back:   againAmount,
	},
	{
		Key: "reason",
		Applies: func(_ *flows.Conversation, d *flows.Draft) bool {
			return soldNothing(d) && d.Answers["amount.reason"].Value == ""
		},
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			var out []flows.Option
			for _, code := range NoSales {
				out = append(out, flows.Option{Value: code, Label: c.Label("sales.reason." + code)})
			}
			return out
		},
		Read: readReason, Back: againAmount,
	},
	{Key: "confirm", Spelled: true, Options: rightOptions, Read: readInstead, Accept: salesRight, Back: againAmount,
		Ask: func(c *flows.Conversation, d *flows.Draft) string { return c.Text("sales.confirm", saying(c, d)) }},
	{
		Key: "sure", Spelled: true, Read: readInstead, Accept: salesRight, Back: againAmount,
		Applies: func(c *flows.Conversation, d *flows.Draft) bool { return doubt(c, d) != "" },
		Options: rightOptions,
		Ask: func(c *flows.Conversation, d *flows.Draft) string {
			args := saying(c, d)
			args["Usual"] = enterprise.RoundRupiah(c.SalesOf(d).Median(monthIn(d)), c.Lang())
			return c.Text("sales.sure."+string(doubt(c, d)), args)
		},
	},
}

// NoSales are the reasons that are offered for a month without any.
var NoSales = []string{"closed", "unsold", "ill", "season"}

// beginSales starts a month's figure, with what was said along with the
// command, or goes on with the one that is not finished.
func beginSales(c *flows.Conversation, d *flows.Draft) {
	if len(c.Person.Businesses) == 0 {
		c.Chat.Next = flows.SalesKey
		delete(c.Chat.Drafts, flows.SalesKey)
		c.Note = flows.Join(c.Note, c.Text("sales.register_first", nil))
		c.Open(flows.RegisterKey)
		return
	}
	said := salesText(c)
	if said == "" && d.Done.IsZero() && d.Answers["amount"].Value != "" {
		return
	}
	*d = flows.Draft{Form: flows.SalesKey, Answers: map[string]flows.Answer{}, Started: c.Now(), Touched: c.Now()}
	if len(c.Person.Businesses) == 1 {
		flows.SetAnswer(d, "business", string(c.Business().ID))
		lastMonth(c, d)
	}
	if said != "" {
		saidAlong(c, d, said)
	}
}

// saidAlong takes "oktober 7 juta" that was said with the command.
func saidAlong(c *flows.Conversation, d *flows.Draft, said string) {
	r := readSales(c, d, said)
	if len(r.Candidates) > 0 {
		c.Chat.Pending = &flows.Pending{Question: "amount", Text: r.Text, Candidates: r.Candidates, Message: c.Input().Message}
		d.Focus = "amount"
		c.Say(messages.Message{Text: flows.Join(c.Note, r.Text), Keyboard: c.Candidates(c.Chat.Pending)})
		c.Note = ""
		return
	}
	c.Note = flows.Join(c.Note, r.Refuse)
	for key, value := range r.Also {
		d.Answers[key] = flows.Answer{Value: value, Message: c.Input().Message}
	}
	if month, ok := strings.CutPrefix(r.Value, namedMonth); ok {
		d.Answers["month"] = flows.Answer{Value: month, Message: c.Input().Message}
	} else if r.Value != "" {
		d.Answers["amount"] = flows.Answer{Value: r.Value, Message: c.Input().Message}
	}
}

// salesText is what was said after "/omzet" or "omzet". The menu's own label
// begins so, and says nothing.
func salesText(c *flows.Conversation) string {
	text := strings.TrimSpace(c.Input().Text)
	if strings.EqualFold(text, c.Label("menu.omzet")) {
		return ""
	}
	first, rest := flows.FirstWord(text)
	first, _, _ = strings.Cut(first, "@")
	if c.Input().Kind != flows.Text && c.Input().Kind != flows.Edited || !slices.Contains(c.Synonyms("sales.command"), strings.ToLower(strings.TrimPrefix(first, "/"))) {
		return ""
	}
	return rest
}

// saysSales tells whether "omzet oktober 7 juta" was typed, without a command.
func saysSales(c *flows.Conversation) bool {
	said := salesText(c)
	if said == "" || len(c.Person.Businesses) == 0 {
		return false
	}
	r := readSales(c, &flows.Draft{}, said)
	return r.Value != "" || len(r.Candidates) > 0
}

// lastMonth makes last month the one that is meant, if nothing was said of it.
func lastMonth(c *flows.Conversation, d *flows.Draft) {
	last := c.Month().Add(-1)
	if _, said := c.SalesOf(d).SalesIn(last); !said {
		d.Answers["month"] = flows.Answer{Value: string(last)}
	}
}

func monthIn(d *flows.Draft) enterprise.Month { return enterprise.Month(d.Answers["month"].Value) }

// figureIn is what was said so far, by the days or weeks once they are known.
func figureIn(d *flows.Draft) enterprise.Figure {
	f, _ := enterprise.ParseFigure(d.Answers["amount"].Value)
	if times, err := strconv.Atoi(d.Answers["times"].Value); err == nil && f.Unit != "" {
		return f.By(times)
	}
	return f
}

func soldNothing(d *flows.Draft) bool {
	f := figureIn(d)
	return d.Answers["amount"].Value != "" && f.Unit == "" && f.High == 0
}

func doubt(c *flows.Conversation, d *flows.Draft) enterprise.Doubt {
	return c.SalesOf(d).DoubtOf(monthIn(d), figureIn(d))
}

// doubtAgain takes back what was confirmed of another figure.
func doubtAgain(d *flows.Draft) {
	delete(d.Answers, "confirm")
	delete(d.Answers, "sure")
}

// againAmount goes back to the amount.
func againAmount(_ *flows.Conversation, d *flows.Draft) bool {
	for _, key := range []string{"amount", "amount.reason", "times", "reason"} {
		delete(d.Answers, key)
	}
	doubtAgain(d)
	return true
}

// salesAmount is what a new amount does, or another month.
func salesAmount(c *flows.Conversation, d *flows.Draft, value string) {
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
		d.Answers["month"] = flows.Answer{Value: month, Message: c.Input().Message}
	}
}

// salesRight is the answer to "Betul?": yes, no, or another figure at once.
func salesRight(c *flows.Conversation, d *flows.Draft, value string) {
	switch value {
	case "yes":
	case "no":
		againAmount(c, d)
	default:
		message := d.Answers["confirm"].Message
		if message == "" {
			message = d.Answers["sure"].Message
		}
		d.Answers["amount"] = flows.Answer{Value: value, Message: message}
		salesAmount(c, d, value)
	}
}

// salesGiven writes the figure, beside those given before, and shows the year.
func salesGiven(c *flows.Conversation, d *flows.Draft) {
	b, month, f := c.SalesOf(d), monthIn(d), figureIn(d)
	reason := reasonIn(d)
	d.Done = c.Now()
	key := "sales.saved"
	before, given := b.SalesIn(month)
	switch {
	case given && before.Now() == f && before.Given[len(before.Given)-1].Reason == reason:
		key = "sales.same"
	case given:
		key = "sales.mended"
	}
	if key != "sales.same" {
		b = b.GiveSales(month, enterprise.SalesGiven{At: c.Now(), Figure: f, Reason: reason, Looked: doubt(c, d) != ""})
		c.ChangeBusiness(b.ID, func(o *enterprise.Business) { *o = b })
	}
	args := saying(c, d)
	if given {
		args["Before"] = c.Figure(before.Now())
	}
	c.Note = flows.Join(c.Note, c.Text(key, args))
	showSales(c, b, month)
}
