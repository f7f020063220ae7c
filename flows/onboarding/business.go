package onboarding

import (
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// listBusinesses is /usaha: what the owner has, which one is spoken of, and
// what can be done.
func listBusinesses(c *flows.Conversation) {
	if c.Settling() {
		c.Chat.Next = ""
		c.Start("")
		return
	}
	if len(c.EveryBusiness()) == 0 {
		c.Note = c.Text("business.register_first", nil)
		c.Open(flows.RegisterKey)
		return
	}
	lines := []string{c.Text("business.list", messages.Args{"Open": len(c.Person.Businesses), "Most": enterprise.BusinessesMost})}
	for i, b := range c.Person.Businesses {
		lines = append(lines, businessLine(c, i+1, b))
	}
	if len(c.Person.Closed) > 0 {
		lines = append(lines, "", c.Text("business.closed", nil))
		for _, b := range c.Person.Closed {
			lines = append(lines, c.Text("business.closed.line", messages.Args{"Business": b.Name, "Date": c.Date(b.Ended)}))
		}
	}
	c.Say(messages.Message{Key: "business.list", Text: strings.Join(lines, "\n"), Buttons: businessButtons(c)})
	c.Repeat("")
}

// businessLine is a business in the list: each has its own level, and its own
// scale under PP 7/2021.
func businessLine(c *flows.Conversation, n int, b enterprise.Business) string {
	args := messages.Args{"N": n, "Business": b.Name, "Sector": c.ValueName("sector", b.Sector), "Place": c.Place(b), "Now": b.ID == c.Business().ID, "Level": "", "Total": 0, "Scale": "", "Waiting": false}
	if k := len(b.Assessments); k > 0 {
		args["Level"], args["Total"] = c.Level(b.Assessments[k-1].Result.Level), b.Assessments[k-1].Result.Total
	}
	if y := b.YearTo(c.Month().Add(-1)); y.Months > 0 {
		args["Scale"] = c.Label("sales.scale." + string(c.Program().Scale.StepOf(y).Scale))
	}
	d := c.Chat.Drafts[flows.PutAside(flows.AssessmentKey, b.ID)]
	args["Waiting"] = d != nil && d.Done.IsZero()
	return c.Text("business.line", args)
}

func businessButtons(c *flows.Conversation) [][]messages.Button {
	var rows [][]messages.Button
	button := func(word string, b enterprise.Business, verb string) messages.Button {
		return messages.Button{Label: c.Words().Label(c.Lang(), word, messages.Args{"Business": reading.Shortened(b.Name, 24)}), Data: "b:" + string(b.ID) + ":" + verb}
	}
	now := c.Business()
	for _, b := range c.Person.Businesses {
		if b.ID != now.ID {
			rows = append(rows, []messages.Button{button("business.button.use", b, "use")})
		}
	}
	if now.ID != "" {
		rows = append(rows, []messages.Button{button("business.button.rename", now, "rename"), button("business.button.close", now, "close")})
	}
	if _, ok := c.Person.NextBusiness(); ok && now.ID != "" {
		rows = append(rows, []messages.Button{{Label: c.Label("business.button.new"), Data: "b:new"}})
	}
	for _, b := range c.Person.Closed {
		rows = append(rows, []messages.Button{button("business.button.open", b, "open")})
	}
	return rows
}

// businessButton is a button under /usaha.
func businessButton(c *flows.Conversation, rest []string) bool {
	if len(rest) == 1 && rest[0] == "new" {
		c.Open(flows.AnotherKey)
		return true
	}
	if len(rest) != 2 {
		return false
	}
	b, ok := c.Person.Business(enterprise.BusinessID(rest[0]))
	if !ok || c.Unsettled() || (rest[1] == "open") == b.Ended.IsZero() {
		return false
	}
	switch rest[1] {
	case "use":
		c.TurnToBusiness(b.ID)
		c.Repeat(c.Text("business.used", messages.Args{"Business": b.Name}))
	case "rename":
		c.Detour(renameKey, rest[0])
	case "close":
		c.Detour(closeKey, rest[0])
	case "open":
		openBusiness(c, b)
	default:
		return false
	}
	return true
}

// openBusiness takes a closed business up again, and speaks of it.
func openBusiness(c *flows.Conversation, b enterprise.Business) {
	switch {
	case len(c.Person.Businesses) >= enterprise.BusinessesMost:
		c.Repeat(c.Text("business.most", messages.Args{"Most": enterprise.BusinessesMost}))
	case nameTaken(c, b.Name, b.ID):
		c.Repeat(c.Text("business.same", messages.Args{"Business": b.Name}))
	default:
		c.Leave()
		c.SwapDrafts(c.Business().ID, b.ID)
		c.Person = c.Person.OpenBusiness(b.ID)
		c.Chat.Business = b.ID
		c.Repeat(c.Text("business.opened", messages.Args{"Business": b.Name}))
	}
}

// nameTaken tells whether another open business of the owner's has a name:
// they could not be told apart.
func nameTaken(c *flows.Conversation, name string, except enterprise.BusinessID) bool {
	return slices.ContainsFunc(c.Person.Businesses, func(b enterprise.Business) bool {
		return b.ID != except && read.Tidy(b.Name) == read.Tidy(name)
	})
}
