package office

import (
	"strings"

	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/messages"
)

const (
	trailShown    = 12     // entries on a screen
	trailExported = 10_000 // rows of a file

	everyKind = "all" // the filter that lets everything through
)

// auditTrail is /audit: who did or saw what, of whom, when, why.
func auditTrail() *flows.Form {
	return &flows.Form{
		Key: "trail", Command: "/audit", For: flows.ForAdministrators, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return trailQuestions },
		Finish:    showTrail,
	}
}

var trailQuestions = []*flows.Question{
	{Key: "what", Strict: true, Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		var out []flows.Option
		for _, kind := range append([]string{everyKind}, strings.Fields(c.Book.Layout.Audits)...) {
			out = append(out, flows.Option{Value: kind, Label: c.Label("trail.what." + kind)})
		}
		return out
	}},
	{Key: "form", Strict: true, Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		return []flows.Option{{Value: "show", Label: c.Label("trail.form.show")}, {Value: "file", Label: c.Label("trail.form.file")}}
	}},
}

// showTrail shows the newest entries, or gives all as a workbook. Looking is
// itself noted.
func showTrail(c *flows.Conversation, d *flows.Draft) {
	what, file := d.Answers["what"].Value, d.Answers["form"].Value == "file"
	begins := what + "."
	if what == everyKind {
		begins = ""
	}
	most := trailShown
	if file {
		most = trailExported
	}
	entries := c.AuditLog(flows.AuditQuery{Begins: begins, Most: most})
	c.Audit("data.trail", 0, what, "")
	if file {
		c.Say(messages.Message{Key: "trail.file", Text: c.Text("trail.file", messages.Args{"Count": len(entries)}), Workbook: auditWorkbook(c, entries)})
		c.Menu("menu.text")
		return
	}
	var lines []string
	for _, a := range entries {
		lines = append(lines, auditLine(c, a))
	}
	if len(lines) == 0 {
		lines = append(lines, c.Text("trail.none", nil))
	}
	c.Say(messages.Message{Text: strings.Join(lines, "\n")})
	c.Menu("menu.text")
}

func auditLine(c *flows.Conversation, a flows.Audit) string {
	return c.Text("trail.line", messages.Args{
		"At": c.Moment(a.At), "Who": c.Colleague(a.Who), "What": people.AuditWord(c, a.What), "On": people.AuditSubject(c, a),
	})
}

func auditWorkbook(c *flows.Conversation, entries []flows.Audit) *messages.Workbook {
	sheet := messages.Sheet{Name: c.Label("trail.sheet"), Header: strings.Split(c.Label("trail.columns"), "|")}
	for _, a := range entries {
		sheet.Rows = append(sheet.Rows, []string{
			a.At.In(c.Program().City.Location).Format("2006-01-02 15:04:05"), c.Colleague(a.Who), people.AuditWord(c, a.What), a.Whom.String(), people.AuditThing(c, a), a.Why,
		})
	}
	return &messages.Workbook{Name: "audit-" + c.Now().In(c.Program().City.Location).Format("2006-01-02") + ".xlsx", Sheets: []messages.Sheet{sheet}}
}
