package flows

import (
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// Newest is the assessment that counts now.
func (c *Conversation) Newest() *enterprise.Assessment {
	if len(c.Person.Businesses) == 0 {
		return nil
	}
	all := c.Business().Assessments
	if len(all) == 0 {
		return nil
	}
	return &all[len(all)-1]
}

// Business is the one of the owner's businesses that is spoken of; an empty
// one when none is open.
func (c *Conversation) Business() enterprise.Business {
	open := c.Person.Businesses
	if i := slices.IndexFunc(open, func(b enterprise.Business) bool { return b.ID == c.Chat.Business }); i >= 0 {
		return open[i]
	}
	if len(open) == 0 {
		return enterprise.Business{}
	}
	return open[0]
}

// HoldsOpen reports whether the person has an open business of that id.
func (c *Conversation) HoldsOpen(id enterprise.BusinessID) bool {
	return slices.ContainsFunc(c.Person.Businesses, func(b enterprise.Business) bool { return b.ID == id })
}

// EveryBusiness is all of the owner's businesses, the closed ones last.
func (c *Conversation) EveryBusiness() []enterprise.Business {
	return slices.Concat(c.Person.Businesses, c.Person.Closed)
}

// ChangeBusiness lets one of the owner's businesses be changed, open or closed.
func (c *Conversation) ChangeBusiness(id enterprise.BusinessID, change func(*enterprise.Business)) {
	for _, all := range []*[]enterprise.Business{&c.Person.Businesses, &c.Person.Closed} {
		if i := slices.IndexFunc(*all, func(b enterprise.Business) bool { return b.ID == id }); i >= 0 {
			*all = slices.Clone(*all)
			change(&(*all)[i])
		}
	}
}

// OfBusiness is the name of a thing, with the business's where the owner has
// several.
func (c *Conversation) OfBusiness(name string, b enterprise.Business) string {
	if len(c.Person.Businesses) < 2 {
		return name
	}
	return name + " (" + b.Name + ")"
}

// Further ends the data of a button that is about a business other than the first.
func Further(id enterprise.BusinessID) string {
	if id == "1" || id == "" {
		return ""
	}
	return ":" + string(id)
}

// PutAside is the key under which a form's answers about a business wait while
// another one is spoken of.
func PutAside(flow string, id enterprise.BusinessID) string { return flow + "@" + string(id) }

// TurnToBusiness makes a business the one that is spoken of. What was answered
// about the one before waits, and what waits about this one is there again.
func (c *Conversation) TurnToBusiness(id enterprise.BusinessID) {
	if from := c.Business().ID; from != id {
		c.Leave()
		c.SwapDrafts(from, id)
	}
	c.Chat.Business = id
}

// SwapDrafts puts what was answered about one business aside, and takes up
// again what waits about another.
func (c *Conversation) SwapDrafts(from, to enterprise.BusinessID) {
	for _, f := range c.Book.Forms {
		if !f.Business {
			continue
		}
		if d := c.Chat.Drafts[f.Key]; d != nil && from != "" {
			c.Chat.Drafts[PutAside(f.Key, from)] = d
		}
		delete(c.Chat.Drafts, f.Key)
		if d := c.Chat.Drafts[PutAside(f.Key, to)]; d != nil {
			c.Chat.Drafts[f.Key] = d
			delete(c.Chat.Drafts, PutAside(f.Key, to))
		}
		c.own = slices.DeleteFunc(c.own, func(key string) bool { return key == f.Key }) // it is another draft now
	}
	for _, f := range c.Book.Forms {
		if f.Refresh != nil && c.Chat.Drafts[f.Key] != nil {
			f.Refresh(c, c.Draft(f.Key))
		}
	}
}

// correctElsewhere answers an edit of what was said about a business that is
// not spoken of now: it is not changed unseen.
func (c *Conversation) correctElsewhere() {
	for key, d := range c.Chat.Drafts {
		_, id, aside := strings.Cut(key, "@")
		b, ok := c.Person.Business(enterprise.BusinessID(id))
		if !aside || !ok {
			continue
		}
		for _, a := range d.Answers {
			if c.in.Message != "" && a.Message == c.in.Message {
				c.Repeat(c.Text("business.elsewhere", messages.Args{"Business": b.Name}))
				return
			}
		}
	}
}

// SoldKnown reports whether a business's sales of a month are known.
func SoldKnown(b enterprise.Business, m enterprise.Month) bool {
	_, ok := b.SalesIn(m)
	return ok
}

// SalesOf is the business that is meant.
func (c *Conversation) SalesOf(d *Draft) enterprise.Business {
	if b, ok := c.Person.Business(enterprise.BusinessID(d.Answers["business"].Value)); ok && b.Ended.IsZero() {
		return b
	}
	return c.Business()
}
