package onboarding

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

const (
	renameKey = "rename"
	closeKey  = "close"
)

// anotherBusiness adds a business: what registration asks about one, and
// nothing of the owner, who is known.
func anotherBusiness() *flows.Form {
	return &flows.Form{
		Key: flows.AnotherKey, Words: flows.RegisterKey, Numbered: true, Recalled: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return anotherQuestions },
		Begin:     beginAnother,
		Finish:    addBusiness,
		Idle:      func(d *flows.Draft) bool { return len(d.Answers) == 0 },
	}
}

// anotherQuestions are registration's without those about the owner.
var anotherQuestions = append(questions(func(f field) bool { return !f.owner }), RegisterQuestions[len(RegisterQuestions)-1])

func beginAnother(c *flows.Conversation, d *flows.Draft) {
	if _, ok := c.Person.NextBusiness(); ok && len(c.Person.Businesses) > 0 {
		fillMore(c, d)
		return
	}
	if len(c.Person.Businesses) == 0 {
		c.Open(flows.RegisterKey)
		return
	}
	c.Menu("business.never")
}

// fillMore offers a further business of a list of the office's.
func fillMore(c *flows.Conversation, d *flows.Draft) {
	if len(c.Person.Listed.More) == 0 || len(d.Answers) > 0 {
		return
	}
	said := c.Person.Listed.More[0]
	for _, q := range anotherQuestions {
		for _, key := range []string{q.Key, q.Key + ".amount", q.Key + ".address"} {
			if said[key] != "" {
				d.Answers[key] = flows.Answer{Value: said[key]}
			}
		}
	}
	c.Note = flows.Join(c.Note, c.Text("listed.more.filled", messages.Args{"Source": c.Person.Listed.Source, "Business": said["business"]}))
}

// addBusiness writes the new business, which is spoken of from now on. The
// answers become those of its registration, so that they can be corrected there.
func addBusiness(c *flows.Conversation, d *flows.Draft) {
	delete(c.Chat.Drafts, flows.AnotherKey)
	id, ok := c.Person.NextBusiness()
	if !ok {
		c.Menu("business.never")
		return
	}
	b := enterprise.Business{ID: id, Registered: c.Now()}
	describe(&b, d)
	c.Person.Listed.More = slices.DeleteFunc(slices.Clone(c.Person.Listed.More), func(said map[string]string) bool {
		return read.Tidy(said["business"]) == read.Tidy(b.Name)
	})
	c.Person.Businesses = append(slices.Clone(c.Person.Businesses), b)
	c.TurnToBusiness(id)
	given := c.Draft(flows.RegisterKey)
	given.Answers, given.Started, given.Touched, given.Done = d.Answers, d.Started, c.Now(), c.Now()
	fillInOwner(c, given)
	c.Say(messages.Message{Key: "business.added", Text: c.Text("business.added", messages.Args{"Business": b.Name, "N": len(c.Person.Businesses)}), Keyboard: c.MenuKeyboard()})
}

// readBusiness takes a business's name that no other one of the owner's has.
func readBusiness(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	if r, ok := nameless(c, d, typed); ok {
		return r
	}
	r := reading.Name("register.business.refuse", read.BusinessName)(c, d, typed)
	except := c.Business().ID
	if d.Form == flows.AnotherKey {
		except = ""
	}
	if d.Form == renameKey {
		except = enterprise.BusinessID(d.Subject)
	}
	if r.Value != "" && nameTaken(c, r.Value, except) {
		return flows.Reading{Refuse: c.Text("business.same", messages.Args{"Business": r.Value})}
	}
	return r
}

// renameBusiness gives a business another name.
func renameBusiness() *flows.Form {
	return &flows.Form{
		Key: renameKey, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return renameQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			id, name := enterprise.BusinessID(d.Subject), d.Answers["name"].Value
			c.ChangeBusiness(id, func(b *enterprise.Business) { b.Name = name })
			for _, key := range []string{flows.RegisterKey, flows.PutAside(flows.RegisterKey, id)} {
				if f := c.Chat.Drafts[key]; f != nil && (key != flows.RegisterKey || c.Business().ID == id) {
					f = c.Draft(key)
					f.Form = flows.RegisterKey
					f.Answers["business"] = flows.Answer{Value: name}
				}
			}
			c.Return(d, c.Text("business.renamed", messages.Args{"Business": name}))
		},
	}
}

var renameQuestions = []*flows.Question{{Key: "name", Read: readBusiness, Ask: func(c *flows.Conversation, d *flows.Draft) string {
	b, _ := c.Person.Business(enterprise.BusinessID(d.Subject))
	return c.Text("rename.name.ask", messages.Args{"Business": b.Name})
}}}

// closeBusiness asks once more before a business is closed.
func closeBusiness() *flows.Form {
	return &flows.Form{
		Key: closeKey, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return closeQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			id := enterprise.BusinessID(d.Subject)
			b, _ := c.Person.Business(id)
			if d.Answers["sure"].Value != "yes" || !c.HoldsOpen(id) {
				c.Return(d, c.Text("business.kept", messages.Args{"Business": b.Name}))
				return
			}
			endBusiness(c, id)
			c.Menu("business.ended")
		},
	}
}

var closeQuestions = []*flows.Question{{
	Key: "sure", Strict: true, Spelled: true, Options: flows.SureOptions("business.close.yes", "business.close.no"),
	Ask: func(c *flows.Conversation, d *flows.Draft) string {
		b, _ := c.Person.Business(enterprise.BusinessID(d.Subject))
		return c.Text("close.sure.ask", messages.Args{"Business": b.Name, "Last": len(c.Person.Businesses) == 1})
	},
}}

// endBusiness closes a business. Its documents that wait for an officer are
// taken back, to be sent again if it is opened; nothing else is lost.
func endBusiness(c *flows.Conversation, id enterprise.BusinessID) {
	c.Closed(id)
	if d := c.Chat.Drafts[flows.SalesKey]; d != nil && c.SalesOf(d).ID == id {
		delete(c.Chat.Drafts, flows.SalesKey)
	}
	now := c.Business().ID
	if now == id {
		now = ""
		if i := slices.IndexFunc(c.Person.Businesses, func(b enterprise.Business) bool { return b.ID != id }); i >= 0 {
			now = c.Person.Businesses[i].ID
		}
		c.Leave()
		c.SwapDrafts(id, now)
	}
	c.Person = c.Person.CloseBusiness(id, c.Now())
	c.Chat.Business = now
}
