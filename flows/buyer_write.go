package flows

import (
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	anyLevel     = "any"
	documentsSet = "done"
	pickedKey    = "picked" // the documents of a draft, beside its questions
)

// writeNeed is how an officer writes a buyer's need down.
func writeNeed() *Flow {
	return &Flow{
		Key: needKey, For: forOfficers, Numbered: true,
		Questions: func(*talk, *Draft) []*Question { return needQuestions },
		Idle:      func(d *Draft) bool { return len(d.Answers) == 0 },
		Finish:    (*talk).saveNeed,
	}
}

var needQuestions = []*Question{
	{Key: "buyer", Read: readLine("need.buyer.refuse", 2, 60)},
	{Key: "contact", Read: readLine("need.contact.refuse", 5, 80)},
	{Key: "product", Read: readLine("need.product.refuse", 3, 120)},
	{Key: "sector", Options: sectors},
	{Key: "quantity", Spelled: true, Read: readQuantity("need.quantity.refuse")},
	{Key: "level", Options: func(t *talk, _ *Draft) []Option {
		out := []Option{{Value: anyLevel, Label: t.label("need.level.any")}}
		for _, l := range t.book.program.Instrument.Levels {
			out = append(out, Option{Value: l.Code, Label: l.Name.In(t.lang)})
		}
		return out
	}},
	{
		Key: "documents", Spelled: true,
		Ask: func(t *talk, d *Draft) string {
			return t.word("need.documents.ask", messages.Args{"Picked": t.documentNames(pickedDocuments(d))})
		},
		Options: documentChoices,
		Accept: func(t *talk, d *Draft, value string) {
			if value != documentsSet {
				t.note = "" // the list says it
				delete(d.Answers, "documents")
				pickDocument(d, value)
			}
		},
		Name: func(t *talk, _ *Draft, _ string) string { return t.label("announce.part.done") },
	},
	{Key: "until", Spelled: true, Read: readDay},
	{Key: "confirm", Strict: true, Closing: true, Ask: func(t *talk, d *Draft) string {
		return join(t.needCard(needIn(t, d)), t.word("need.confirm.ask", nil))
	}, Options: func(t *talk, _ *Draft) []Option {
		return []Option{{Value: "yes", Label: t.label("need.confirm.save"), Names: t.names("nav.yes")}}
	}},
}

// documentChoices are the kinds of documents, and the end of choosing.
func documentChoices(t *talk, _ *Draft) []Option {
	out := []Option{{Value: documentsSet, Label: t.label("announce.part.done"), Names: t.names("announce.part.done.names")}}
	for _, k := range t.book.program.Documents {
		if !k.NumberOnly {
			out = append(out, Option{Value: k.Code, Label: k.Short.In(t.lang), Names: []string{k.Name.In(t.lang)}})
		}
	}
	return out
}

func pickedDocuments(d *Draft) []string {
	return strings.Fields(d.Answers[pickedKey].Value)
}

// pickDocument adds a kind to those that were chosen, or takes it away.
func pickDocument(d *Draft, code string) {
	all := pickedDocuments(d)
	if i := slices.Index(all, code); i >= 0 {
		all = slices.Delete(all, i, i+1)
	} else {
		all = append(all, code)
	}
	d.Answers[pickedKey] = Answer{Value: strings.Join(all, " ")}
}

// needIn is the need that a draft describes.
func needIn(t *talk, d *Draft) need {
	value := func(key string) string { return d.Answers[key].Value }
	n := need{
		Wanted: enterprise.Wanted{Product: value("product"), Sector: value("sector"), Documents: pickedDocuments(d)},
		Buyer:  value("buyer"), Contact: value("contact"), Until: t.dayOf(value("until")), By: t.Person.ID, Made: t.now,
	}
	n.Quantity, _ = enterprise.ReadQuantity(value("quantity"))
	if level := value("level"); level != anyLevel {
		n.Level = level
	}
	return n
}

// saveNeed writes the need down and proposes who fits.
func (t *talk) saveNeed(d *Draft) {
	delete(t.Chat.Drafts, needKey)
	n := needIn(t, d)
	if n.Until.Before(t.dayOf(t.day(t.now)).Add(-time.Second)) { // the form lay for too long
		t.menu("need.late")
		return
	}
	r := Record{RecordName: RecordName{needRecord, t.announcementID()}}
	t.putNeed(r, n)
	t.audit("buyer.made", 0, n.Sector, "")
	t.menu("need.saved")
	t.showNeed(r.ID, n)
}
