package answers

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/knowledge"
	"naikkelas/messages"
)

// known is what the city answers, with its source and date and what can be
// done about it here.
func (k *desk) known(c *flows.Conversation, code string) (answer, bool) {
	t, ok := textOf(c, code)
	if !ok {
		return answer{}, false
	}
	var places []string
	for _, p := range t.Places {
		places = append(places, place(p, c.Lang()))
	}
	args := messages.Args{
		"Answer": messages.HTML(addressed(c, t.Answer)), "Cost": t.Cost, "Places": messages.HTML(strings.Join(places, "\n")),
		"Caveat": t.Caveat, "Source": t.Source, "Seen": "",
	}
	if seen, err := time.Parse(time.DateOnly, t.Seen); err == nil {
		args["Seen"] = enterprise.FormatDate(seen, c.Lang())
	}
	return answer{"answer.known", c.Text("answer.known", args), withPerson(c, helps(c, t)...)}, true
}

// textOf is the text under a code, of the programme's or of the officers'.
func textOf(c *flows.Conversation, code string) (knowledge.Text, bool) {
	if id, own := strings.CutPrefix(code, ownPrefix); own {
		return ownText(c, id)
	}
	return knowledge.TextOf(c.Program(), code, c.Lang())
}

// place is where to go or look.
func place(l enterprise.Link, lang string) string {
	name := messages.Escape(l.Name.In(lang))
	if l.URL == "" {
		return "• " + name
	}
	return "• <a href=\"" + messages.Escape(l.URL) + "\">" + name + "</a>"
}

// helps are the buttons of what the programme does about it.
func helps(c *flows.Conversation, t knowledge.Text) (rows [][]messages.Button) {
	rows = commands(c, t.Answer)
	b := c.Business()
	if b.ID == "" {
		if in, ok := intentOf(c, "register"); ok && !c.StaffOnly() && t.Document+t.Service+t.Training != "" {
			rows = append(rows[:0:0], []messages.Button{{Label: in.Name.In(c.Lang()), Data: "q:do:" + in.Code}})
		}
		return rows
	}
	if d, ok := c.Program().Document(t.Document); ok {
		rows = append(rows, []messages.Button{documentButton(c, d)})
	}
	if s, ok := c.Program().City.Services.Kind(t.Service); ok && s.Fits(b.Sector) {
		rows = append(rows, []messages.Button{{Label: s.Name.In(c.Lang()), Data: "s:k:" + s.Code}})
	}
	if t.Training != "" && !strings.Contains(t.Answer, "/pelatihan") {
		rows = append(rows, []messages.Button{{Label: c.Label("menu.trainings"), Data: "l:list"}})
	}
	return rows
}

var commandForm = regexp.MustCompile(`/[a-z]+\b`)

// commands are the buttons of the commands that an answer names.
func commands(c *flows.Conversation, text string) (rows [][]messages.Button) {
	for _, name := range commandForm.FindAllString(text, -1) {
		for _, in := range c.Program().Intents {
			command := c.Book.CommandNamed[in.Do]
			if in.Do == name && !in.Person && command.Do != nil && c.Allowed(command.For) {
				row := []messages.Button{{Label: in.Name.In(c.Lang()), Data: "q:do:" + in.Code}}
				if !slices.ContainsFunc(rows, func(r []messages.Button) bool { return r[0] == row[0] }) {
					rows = append(rows, row)
				}
			}
		}
	}
	return rows
}

func documentButton(c *flows.Conversation, d enterprise.DocumentKind) messages.Button {
	return messages.Button{Label: c.Words().Label(c.Lang(), "answer.button.document", messages.Args{"Document": d.Short.In(c.Lang())}), Data: "o:" + d.Code}
}

// toDo is the button of something to do; ok is false when there is nothing
// that the person may do.
func toDo(c *flows.Conversation, meant knowledge.Candidate) (b messages.Button, ok bool) {
	in, ok := intentOf(c, meant.Code)
	if command := c.Book.CommandNamed[in.Do]; !ok || command.Do == nil || !c.Allowed(command.For) {
		return b, false
	}
	registered := c.Business().ID != ""
	switch d, isDocument := c.Program().Document(meant.Part); {
	case in.Person:
		return ask(c), true
	case in.Code == "documents" && isDocument && registered:
		return documentButton(c, d), true
	case in.Code == "services" && registered:
		if s, found := c.Program().City.Services.Kind(meant.Part); found && s.Fits(c.Business().Sector) {
			return messages.Button{Label: s.Name.In(c.Lang()), Data: "s:k:" + s.Code}, true
		}
	}
	return messages.Button{Label: in.Name.In(c.Lang()), Data: "q:do:" + in.Code}, true
}

// nearMost is how many things are offered that may be meant.
const nearMost = 3

// offer says what was understood: the nearest that may be meant, and a person.
func (k *desk) offer(c *flows.Conversation, u knowledge.Understanding) answer {
	var rows [][]messages.Button
	for _, meant := range slices.Concat(u.Best, u.Know, u.Do) {
		b, ok := k.nearest(c, meant)
		same := slices.ContainsFunc(rows, func(r []messages.Button) bool { return r[0].Data == b.Data || r[0].Label == b.Label })
		if ok && !same && len(rows) < nearMost {
			rows = append(rows, []messages.Button{b})
		}
	}
	key := "answer.near"
	if len(rows) == 0 {
		key = "answer.nothing"
	}
	text := c.Text(key, messages.Args{"Typed": flows.Clip(c.Input().Text), "Unknown": strings.Join(u.Unknown, ", ")})
	if len(c.Chat.Missed) > 1 && !c.Allowed(flows.ForStaff) {
		a := person(c, flows.Join(text, c.Text("answer.person.stuck", c.Hours())))
		a.buttons = append(rows, a.buttons...)
		return a
	}
	return answer{key, text, withPerson(c, rows...)}
}

// nearest is the button of something that may be meant.
func (k *desk) nearest(c *flows.Conversation, meant knowledge.Candidate) (messages.Button, bool) {
	switch meant.Kind {
	case knowledge.Do:
		b, ok := toDo(c, meant)
		return b, ok && b.Data != ask(c).Data
	case knowledge.Know:
		return messages.Button{Label: title(wayIn(c, meant)), Data: "q:know:" + meant.Code}, true
	}
	return messages.Button{}, false
}

// wayIn is a way to ask for what may be meant in the person's language.
func wayIn(c *flows.Conversation, meant knowledge.Candidate) string {
	e, _ := c.Program().Entry(meant.Code)
	ways := e.Ask[c.Lang()]
	if len(ways) == 0 || slices.Contains(ways, meant.Way) {
		return meant.Way
	}
	if i := slices.IndexFunc(ways, func(w string) bool { return strings.Contains(w, " ") }); i >= 0 {
		return ways[i]
	}
	return ways[0]
}

// titleMost is how long a question on a button may be.
const titleMost = 40

// title is a way to ask as it stands on a button.
func title(way string) string {
	r := []rune(reading.Shortened(way, titleMost))
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// button is one of the buttons under an answer.
func (k *desk) button(c *flows.Conversation, rest []string) bool {
	if len(rest) < 2 {
		return false
	}
	switch code := strings.Join(rest[1:], ":"); rest[0] {
	case "know":
		a, ok := k.known(c, code)
		if ok {
			c.Chat.Missed = nil
			say(c, a)
		}
		return ok
	case "do":
		in, ok := intentOf(c, code)
		if ok {
			c.Chat.Missed = nil
		}
		return ok && do(c, in)
	}
	return false
}
