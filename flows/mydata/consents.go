package mydata

import (
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reminder"
	"naikkelas/messages"
)

// broadcast is /berhenti and /kabari: consent to announcements can be
// withdrawn as easily as it was given (UU 27/2022 art. 9), and whoever wants
// some announcements only mutes the others by category.
func broadcast() *flows.Form {
	return &flows.Form{
		Key: "broadcast", Command: "/berhenti", Also: []string{"/kabari", "/stop"},
		OnTheFly:  true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return broadcastQuestions },
		Begin:     func(c *flows.Conversation, _ *flows.Draft) { broadcastAtOnce(c) },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			c.Reopen("broadcast." + d.Answers["wanted"].Value)
			if d.Answers["wanted"].Value == "no" {
				askReminders(c)
			}
		},
	}
}

// broadcastAtOnce does what /berhenti or /kabari says; whoever gets
// announcements already is asked which by /kabari. A link to them, which
// somebody else may have made, asks.
func broadcastAtOnce(c *flows.Conversation) {
	name, _ := c.AsCommand()
	wanted, ok := map[string]string{"/berhenti": "no", "/stop": "no", "/kabari": "yes"}[name]
	if !ok {
		return
	}
	if wanted == "yes" && c.Person.Consented(enterprise.BroadcastConsent) {
		return // they get them: the question is which
	}
	c.AllowBroadcast(wanted == "yes", "broadcast."+wanted)
	c.Leave()
	c.Reopen("broadcast." + wanted)
	if wanted == "no" {
		askReminders(c)
	}
}

// askReminders asks whoever stopped announcements, whether reminders of their
// own affairs, which come still, are to stop too.
func askReminders(c *flows.Conversation) {
	if kinds := reminder.RemindersOn(c); len(kinds) > 0 && !c.Unsettled() {
		c.Say(messages.Message{Key: "broadcast.reminders", Text: c.Text("broadcast.reminders", messages.Args{"Kinds": strings.Join(kinds, ", ")}), Buttons: [][]messages.Button{
			{{Label: c.Label("broadcast.reminders.off"), Data: "m:quiet"}}, {{Label: c.Label("broadcast.reminders.on"), Data: "m:remind"}}}})
	}
}

var broadcastQuestions = []*flows.Question{{
	Key: "wanted", Spelled: true,
	Ask: func(c *flows.Conversation, _ *flows.Draft) string {
		if !c.Person.Consented(enterprise.BroadcastConsent) {
			return c.Text("broadcast.wanted.ask", nil)
		}
		return c.Text("broadcast.which.ask", messages.Args{"Categories": messages.HTML(mutedLines(c))})
	},
	Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		no := flows.Option{Value: "no", Label: c.Label("broadcast.wanted.no"), Names: c.Synonyms("nav.no")}
		if !c.Person.Consented(enterprise.BroadcastConsent) {
			return []flows.Option{no, {Value: "yes", Label: c.Label("broadcast.wanted.yes"), Names: c.Synonyms("nav.yes")}}
		}
		yes := flows.Option{Value: "yes", Label: c.Label("broadcast.wanted.done"),
			Names: slices.Concat(c.Synonyms("nav.yes"), c.Labels("broadcast.wanted.yes"), c.Synonyms("announce.part.done.names"))}
		return append(append([]flows.Option{yes}, muteOptions(c)...), no)
	},
	Accept: func(c *flows.Conversation, d *flows.Draft, value string) {
		if category, ok := strings.CutPrefix(value, reminder.MuteAnswer); ok {
			mute(c, d, category, true)
			return
		}
		if category, ok := strings.CutPrefix(value, reminder.UnmuteAnswer); ok {
			mute(c, d, category, false)
			return
		}
		if wanted := value == "yes"; !wanted || !c.Person.Consented(enterprise.BroadcastConsent) {
			c.AllowBroadcast(value == "yes", "broadcast.wanted.ask")
		}
	},
}}

// mute wants no announcements of a category any more, or wants them again, and
// leaves the question open for another.
func mute(c *flows.Conversation, d *flows.Draft, category string, muted bool) {
	c.Person.Muted = slices.DeleteFunc(slices.Clone(c.Person.Muted), func(char string) bool { return char == category })
	if muted && !c.Urgent(category) {
		c.Person.Muted = append(c.Person.Muted, category)
	}
	delete(d.Answers, "wanted")
}

// muteOptions offers to mute what is heard and to hear what is muted.
func muteOptions(c *flows.Conversation) []flows.Option {
	var out []flows.Option
	for _, category := range c.Program().City.Announcements.Categories {
		if category.Urgent {
			continue
		}
		value, key := reminder.MuteAnswer, "broadcast.mute"
		if slices.Contains(c.Person.Muted, category.Code) {
			value, key = reminder.UnmuteAnswer, "broadcast.unmute"
		}
		out = append(out, flows.Option{Value: value + category.Code, Label: c.Words().Label(c.Lang(), key, messages.Args{"Category": category.Name.In(c.Lang())})})
	}
	return out
}

// mutedLines says of each category whether it comes.
func mutedLines(c *flows.Conversation) string {
	var lines []string
	for _, category := range c.Program().City.Announcements.Categories {
		key := "broadcast.heard"
		switch {
		case category.Urgent:
			key = "broadcast.always"
		case slices.Contains(c.Person.Muted, category.Code):
			key = "broadcast.muted"
		}
		lines = append(lines, c.Text(key, messages.Args{"Category": category.Name.In(c.Lang()), "About": category.About.In(c.Lang())}))
	}
	return strings.Join(lines, "\n")
}
