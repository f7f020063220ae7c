package service

import (
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

const (
	anyLevel     = "any"
	documentsSet = "done"
	pickedKey    = "picked" // the documents of a draft, beside its questions
)

// writeNeed is how an officer writes a buyer's need down.
func writeNeed() *flows.Form {
	return &flows.Form{
		Key: needKey, For: flows.ForOfficers, Numbered: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return needQuestions },
		Idle:      func(d *flows.Draft) bool { return len(d.Answers) == 0 },
		Finish:    saveNeed,
	}
}

var needQuestions = []*flows.Question{
	{Key: "buyer", Read: reading.Line("need.buyer.refuse", 2, 60)},
	{Key: "contact", Read: reading.Line("need.contact.refuse", 5, 80)},
	{Key: "product", Read: reading.Line("need.product.refuse", 3, 120)},
	{Key: "sector", Options: flows.Sectors},
	{Key: "quantity", Spelled: true, Read: readQuantity("need.quantity.refuse")},
	{Key: "level", Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		out := []flows.Option{{Value: anyLevel, Label: c.Label("need.level.any")}}
		for _, l := range c.Program().Instrument.Levels {
			out = append(out, flows.Option{Value: l.Code, Label: l.Name.In(c.Lang())})
		}
		return out
	}},
	{
		Key: "documents", Spelled: true,
		Ask: func(c *flows.Conversation, d *flows.Draft) string {
			return c.Text("need.documents.ask", messages.Args{"Picked": documentNames(c, pickedDocuments(d))})
		},
		Options: documentChoices,
		Accept: func(c *flows.Conversation, d *flows.Draft, value string) {
			if value != documentsSet {
				c.Note = "" // the list says it
				delete(d.Answers, "documents")
				pickDocument(d, value)
			}
		},
		Name: func(c *flows.Conversation, _ *flows.Draft, _ string) string { return c.Label("announce.part.done") },
	},
	{Key: "until", Spelled: true, Read: flows.ReadDay},
	{Key: "confirm", Strict: true, Closing: true, Ask: func(c *flows.Conversation, d *flows.Draft) string {
		return flows.Join(needCard(c, needIn(c, d)), c.Text("need.confirm.ask", nil))
	}, Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		return []flows.Option{{Value: "yes", Label: c.Label("need.confirm.save"), Names: c.Synonyms("nav.yes")}}
	}},
}

// documentChoices are the kinds of documents, and the end of choosing.
func documentChoices(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	out := []flows.Option{{Value: documentsSet, Label: c.Label("announce.part.done"), Names: c.Synonyms("announce.part.done.names")}}
	for _, k := range c.Program().Documents {
		if !k.NumberOnly {
			out = append(out, flows.Option{Value: k.Code, Label: k.Short.In(c.Lang()), Names: []string{k.Name.In(c.Lang())}})
		}
	}
	return out
}

func pickedDocuments(d *flows.Draft) []string {
	return strings.Fields(d.Answers[pickedKey].Value)
}

// pickDocument adds a kind to those that were chosen, or takes it away.
func pickDocument(d *flows.Draft, code string) {
	all := pickedDocuments(d)
	if i := slices.Index(all, code); i >= 0 {
		all = slices.Delete(all, i, i+1)
	} else {
		all = append(all, code)
	}
	d.Answers[pickedKey] = flows.Answer{Value: strings.Join(all, " ")}
}

// needIn is the need that a draft describes.
func needIn(c *flows.Conversation, d *flows.Draft) need {
	value := d.Value
	n := need{
		Wanted: enterprise.Wanted{Product: value("product"), Sector: value("sector"), Documents: pickedDocuments(d)},
		Buyer:  value("buyer"), Contact: value("contact"), Until: c.DayOf(value("until")), By: c.Person.ID, Made: c.Now(),
	}
	n.Quantity, _ = enterprise.ReadQuantity(value("quantity"))
	if level := value("level"); level != anyLevel {
		n.Level = level
	}
	return n
}

// saveNeed writes the need down and proposes who fits.
func saveNeed(c *flows.Conversation, d *flows.Draft) {
	delete(c.Chat.Drafts, needKey)
	n := needIn(c, d)
	if n.Until.Before(c.DayOf(c.Day(c.Now())).Add(-time.Second)) { // the form lay for too long
		c.Menu("need.late")
		return
	}
	r := flows.Record{RecordName: flows.RecordName{Kind: needRecord, ID: c.NewID()}}
	putNeed(c, r, n)
	c.Audit("buyer.made", 0, n.Sector, "")
	c.Menu("need.saved")
	showNeed(c, r.ID, n)
}
