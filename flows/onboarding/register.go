package onboarding

import (
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// register is who the owner is and what the business is. Registered owners
// come back to it as /profil: the same questions with the answers filled in.
func register() *flows.Form {
	return &flows.Form{
		Key: flows.RegisterKey, Command: "/daftar", Also: []string{"/profil", "/register", "/profile"},
		Numbered: true, Recalled: true, Business: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return firstQuestions },
		Begin:     FillIn,
		Refresh:   fillInOwner, // who the owner is may have changed meanwhile
		Finish:    registered,
	}
}

func honorifics(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	var out []flows.Option
	for _, h := range []enterprise.Honorific{enterprise.Bapak, enterprise.Ibu, enterprise.Kak} {
		key := "call." + string(h)
		out = append(out, flows.Option{Value: string(h), Label: c.Label(key), Names: c.Synonyms("register.honorific.names." + string(h))})
	}
	return out
}

func villages(c *flows.Conversation, d *flows.Draft) []flows.Option {
	var out []flows.Option
	for _, v := range c.Program().Regions.Villages(d.Answers["district"].Value) {
		out = append(out, flows.Option{Value: v.Code, Label: v.Name, Names: v.Aliases})
	}
	return out
}

func workers(*flows.Conversation, *flows.Draft) []flows.Option {
	var out []flows.Option
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		out = append(out, flows.Option{Value: n, Label: n})
	}
	return out
}

func noNIB(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	return []flows.Option{{Value: noneHeld, Label: c.Label("register.nib.none"), Names: slices.Concat(c.Labels("nav.skip"), c.Synonyms("nav.no"), c.Synonyms("register.nib.later"))}}
}

// Confirmed is the yes to what was registered; anything else is a correction.
func Confirmed(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	return []flows.Option{{Value: "yes", Label: c.Label("register.confirm.yes"), Names: slices.Concat(c.Synonyms("nav.yes"), c.Synonyms("register.confirm.yes.names"))}}
}

// CorrectFirst answers whatever is not a yes: what is wrong can be changed.
func CorrectFirst(c *flows.Conversation, _ *flows.Draft, _ string) flows.Reading {
	return flows.Reading{Refuse: c.Text("register.confirm.refuse", nil)}
}

// chooseNext answers whatever is none of the ways to go on.
func chooseNext(c *flows.Conversation, _ *flows.Draft, _ string) flows.Reading {
	return flows.Reading{Refuse: c.Text("register.next.refuse", nil)}
}

// summary lists the answers under the numbers that "ubah N" takes.
var summary = summaryOf("register.confirm.ask")

// summaryOf is the question of a key with the list of the answers.
func summaryOf(key string) func(*flows.Conversation, *flows.Draft) string {
	return func(c *flows.Conversation, d *flows.Draft) string {
		f := c.Book.Form(d.Form)
		var lines string
		for i, q := range f.Applicable(c, d) {
			lines += "\n" + strconv.Itoa(i+1) + ". " + c.Text("register."+q.Key+".name", nil) + ": <b>" +
				messages.Escape(c.Shown(d, q)) + "</b>"
		}
		return c.Text(key, messages.Args{"Answers": messages.HTML(lines)})
	}
}

// FillIn offers registered owners what is known of them, to look at and change.
func FillIn(c *flows.Conversation, d *flows.Draft) {
	if len(d.Answers) > 0 && d.Done.IsZero() {
		return
	}
	if len(c.Person.Businesses) == 0 {
		switch {
		case len(d.Answers) == 0 && len(c.Person.Closed) == 0 && len(c.Person.Listed.Said) == 0:
			d.Subject = inShort
		case len(c.Person.Closed) > 0:
			d.Answers = map[string]flows.Answer{}
			fillInOwner(c, d)
		case len(c.Person.Listed.Said) > 0:
			fillListed(c, d)
		}
		return
	}
	b := c.Business()
	for _, f := range fields {
		for key, value := range f.of(&c.Person, &b) {
			if flows.SetAnswer(d, key, value); value == "" || value == "0" && f.question.Key == key { // not asked yet
				delete(d.Answers, key)
			}
		}
	}
	if d.Subject = ""; b.InShort() {
		delete(d.Answers, "nib") // not none: it was not asked yet
	}
	delete(d.Answers, "confirm")
}

// fillListed offers what a list says, to look at and correct.
func fillListed(c *flows.Conversation, d *flows.Draft) {
	for key, value := range c.Person.Listed.Said {
		if _, ok := d.Answers[key]; !ok && key != "nik" {
			d.Answers[key] = flows.Answer{Value: value}
		}
	}
	c.Note = flows.Join(c.Note, c.Text("listed.filled", messages.Args{"Source": c.Person.Listed.Source}))
}

// fillInOwner is who the owner is, whichever business is asked about.
func fillInOwner(c *flows.Conversation, d *flows.Draft) {
	for _, f := range fields {
		if f.owner {
			for key, value := range f.of(&c.Person, nil) {
				flows.SetAnswer(d, key, value)
			}
		}
	}
}

// registered is a registration that is complete.
func registered(c *flows.Conversation, d *flows.Draft) {
	first, ok := WriteRegistration(c, d)
	if !ok { // so many were closed
		c.Menu("business.never")
		return
	}
	d.Done = c.Now()
	goOn(c, first, d.Answers["next"].Value)
}

// WriteRegistration writes the answers to the person and the business, and
// tells whether the business is new; ok is false when there can be no more.
func WriteRegistration(c *flows.Conversation, d *flows.Draft) (first, ok bool) {
	for _, f := range fields {
		if f.owner {
			f.put(&c.Person, nil, d.Value)
		}
	}
	first = len(c.Person.Businesses) == 0
	if first {
		id, ok := c.Person.NextBusiness()
		if !ok {
			return false, false
		}
		c.Person.Businesses = []enterprise.Business{{ID: id, Registered: c.Now()}}
	}
	c.ChangeBusiness(c.Business().ID, func(b *enterprise.Business) { describe(b, d) })
	c.Person.Listed.Said = nil // the owner's own word counts from here on
	return first, true
}

// describe writes what was answered about a business.
func describe(b *enterprise.Business, d *flows.Draft) {
	for _, f := range fields {
		if !f.owner {
			f.put(nil, b, d.Value)
		}
	}
}

// goOn leads from registration to where the person was going.
func goOn(c *flows.Conversation, first bool, next string) {
	if next := c.Book.Form(c.Chat.Next); next != nil && next.Key != flows.RegisterKey {
		c.Chat.Next = ""
		c.Note = c.Text("register.saved", nil)
		c.OpenForm(next)
		return
	}
	c.Chat.Next = ""
	if first && len(c.Person.Listed.More) > 0 {
		c.Say(messages.Message{Text: c.Text("listed.more.offer", messages.Args{"Business": c.Person.Listed.More[0]["business"]})})
	}
	if open := map[string]string{"assess": flows.AssessmentKey, "quick": flows.QuickKey}[next]; first && open != "" {
		c.Note = c.Text("register.short", messages.Args{"Name": c.Person.Name})
		c.Open(open)
		return
	}
	if first {
		c.Say(messages.Message{Key: "register.welcome", Text: c.Text("register.welcome", messages.Args{
			"Name": c.Person.Name, "Count": len(c.Book.Form(flows.AssessmentKey).BySector[c.Business().Sector]),
		}), Keyboard: c.MenuKeyboard()})
		return
	}
	c.Menu("register.saved")
}
