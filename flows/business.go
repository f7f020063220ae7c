package flows

import (
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// business is the one of the owner's businesses that is spoken of; an empty
// one when none is open.
func (t *talk) business() enterprise.Business {
	open := t.Person.Businesses
	if i := slices.IndexFunc(open, func(b enterprise.Business) bool { return b.ID == t.Chat.Business }); i >= 0 {
		return open[i]
	}
	if len(open) == 0 {
		return enterprise.Business{}
	}
	return open[0]
}

func (t *talk) holdsOpen(id enterprise.BusinessID) bool {
	return slices.ContainsFunc(t.Person.Businesses, func(b enterprise.Business) bool { return b.ID == id })
}

// everyBusiness is all of the owner's businesses, the closed ones last.
func (t *talk) everyBusiness() []enterprise.Business {
	return slices.Concat(t.Person.Businesses, t.Person.Closed)
}

// changeBusiness lets one of the owner's businesses be changed, open or closed.
func (t *talk) changeBusiness(id enterprise.BusinessID, change func(*enterprise.Business)) {
	for _, all := range []*[]enterprise.Business{&t.Person.Businesses, &t.Person.Closed} {
		if i := slices.IndexFunc(*all, func(b enterprise.Business) bool { return b.ID == id }); i >= 0 {
			*all = slices.Clone(*all)
			change(&(*all)[i])
		}
	}
}

// businessWith is the business of an owner that a document is of; an empty one
// when it was taken back.
func businessWith(p enterprise.Person, document string) enterprise.Business {
	for _, b := range slices.Concat(p.Businesses, p.Closed) {
		if slices.ContainsFunc(b.Documents, func(d enterprise.Document) bool { return d.ID == document }) {
			return b
		}
	}
	return enterprise.Business{}
}

// ofBusiness is the name of a thing, with the business's where the owner has
// several.
func (t *talk) ofBusiness(name string, b enterprise.Business) string {
	if len(t.Person.Businesses) < 2 {
		return name
	}
	return name + " (" + b.Name + ")"
}

// further ends the data of a button that is about a business other than the first.
func further(id enterprise.BusinessID) string {
	if id == "1" || id == "" {
		return ""
	}
	return ":" + string(id)
}

// dayOrNone is a date, or nothing for none.
func (t *talk) dayOrNone(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return t.date(at)
}

// putAside is the key under which a form's answers about a business wait while
// another one is spoken of.
func putAside(flow string, id enterprise.BusinessID) string { return flow + "@" + string(id) }

// turnToBusiness makes a business the one that is spoken of. What was answered
// about the one before waits, and what waits about this one is there again.
func (t *talk) turnToBusiness(id enterprise.BusinessID) {
	if from := t.business().ID; from != id {
		t.leave()
		t.swapDrafts(from, id)
	}
	t.Chat.Business = id
}

func (t *talk) swapDrafts(from, to enterprise.BusinessID) {
	for _, f := range t.book.flows {
		if !f.Business {
			continue
		}
		if d := t.Chat.Drafts[f.Key]; d != nil && from != "" {
			t.Chat.Drafts[putAside(f.Key, from)] = d
		}
		delete(t.Chat.Drafts, f.Key)
		if d := t.Chat.Drafts[putAside(f.Key, to)]; d != nil {
			t.Chat.Drafts[f.Key] = d
			delete(t.Chat.Drafts, putAside(f.Key, to))
		}
		t.own = slices.DeleteFunc(t.own, func(key string) bool { return key == f.Key }) // it is another draft now
	}
	for _, f := range t.book.flows {
		if f.Refresh != nil && t.Chat.Drafts[f.Key] != nil {
			f.Refresh(t, t.draft(f.Key))
		}
	}
}

// correctElsewhere answers an edit of what was said about a business that is
// not spoken of now: it is not changed unseen.
func (t *talk) correctElsewhere() {
	for key, d := range t.Chat.Drafts {
		_, id, aside := strings.Cut(key, "@")
		b, ok := t.Person.Business(enterprise.BusinessID(id))
		if !aside || !ok {
			continue
		}
		for _, a := range d.Answers {
			if t.in.Message != "" && a.Message == t.in.Message {
				t.again(t.word("business.elsewhere", messages.Args{"Business": b.Name}))
				return
			}
		}
	}
}

// listBusinesses is /usaha: what the owner has, which one is spoken of, and
// what can be done.
func (t *talk) listBusinesses() {
	if t.settling() {
		t.Chat.Next = ""
		t.start("")
		return
	}
	if len(t.everyBusiness()) == 0 {
		t.note = t.word("business.register_first", nil)
		t.enter(t.book.flow(registerKey))
		return
	}
	lines := []string{t.word("business.list", messages.Args{"Open": len(t.Person.Businesses), "Most": enterprise.BusinessesMost})}
	for i, b := range t.Person.Businesses {
		lines = append(lines, t.businessLine(i+1, b))
	}
	if len(t.Person.Closed) > 0 {
		lines = append(lines, "", t.word("business.closed", nil))
		for _, b := range t.Person.Closed {
			lines = append(lines, t.word("business.closed.line", messages.Args{"Business": b.Name, "Date": t.date(b.Ended)}))
		}
	}
	t.say(messages.Message{Key: "business.list", Text: strings.Join(lines, "\n"), Buttons: t.businessButtons()})
	t.again("")
}

// businessLine is a business in the list: each has its own level, and its own
// scale under PP 7/2021.
func (t *talk) businessLine(n int, b enterprise.Business) string {
	args := messages.Args{"N": n, "Business": b.Name, "Sector": t.valueName("sector", b.Sector), "Place": t.villageName(b.Village), "Now": b.ID == t.business().ID, "Level": "", "Total": 0, "Scale": "", "Waiting": false}
	if k := len(b.Assessments); k > 0 {
		args["Level"], args["Total"] = t.level(b.Assessments[k-1].Result.Level), b.Assessments[k-1].Result.Total
	}
	if y := b.YearTo(t.month().Add(-1)); y.Months > 0 {
		args["Scale"] = t.label("sales.scale." + string(t.book.program.Scale.StepOf(y).Scale))
	}
	d := t.Chat.Drafts[putAside(assessmentKey, b.ID)]
	args["Waiting"] = d != nil && d.Done.IsZero()
	return t.word("business.line", args)
}

func (t *talk) businessButtons() [][]messages.Button {
	var rows [][]messages.Button
	button := func(word string, b enterprise.Business, verb string) messages.Button {
		return messages.Button{Label: t.book.words.Label(t.lang, word, messages.Args{"Business": shortened(b.Name, 24)}), Data: "b:" + string(b.ID) + ":" + verb}
	}
	now := t.business()
	for _, b := range t.Person.Businesses {
		if b.ID != now.ID {
			rows = append(rows, []messages.Button{button("business.button.use", b, "use")})
		}
	}
	if now.ID != "" {
		rows = append(rows, []messages.Button{button("business.button.rename", now, "rename"), button("business.button.close", now, "close")})
	}
	if _, ok := t.Person.NextBusiness(); ok && now.ID != "" {
		rows = append(rows, []messages.Button{{Label: t.label("business.button.new"), Data: "b:new"}})
	}
	for _, b := range t.Person.Closed {
		rows = append(rows, []messages.Button{button("business.button.open", b, "open")})
	}
	return rows
}

// businessButton is a button under /usaha.
func (t *talk) businessButton(rest []string) bool {
	if len(rest) == 1 && rest[0] == "new" {
		t.enter(t.book.flow(anotherKey))
		return true
	}
	if len(rest) != 2 {
		return false
	}
	b, ok := t.Person.Business(enterprise.BusinessID(rest[0]))
	if !ok || t.unsettled() || (rest[1] == "open") == b.Ended.IsZero() {
		return false
	}
	switch rest[1] {
	case "use":
		t.turnToBusiness(b.ID)
		t.again(t.word("business.used", messages.Args{"Business": b.Name}))
	case "rename":
		t.interject(renameKey, rest[0])
	case "close":
		t.interject(closeKey, rest[0])
	case "open":
		t.openBusiness(b)
	default:
		return false
	}
	return true
}

// openBusiness takes a closed business up again, and speaks of it.
func (t *talk) openBusiness(b enterprise.Business) {
	switch {
	case len(t.Person.Businesses) >= enterprise.BusinessesMost:
		t.again(t.word("business.most", messages.Args{"Most": enterprise.BusinessesMost}))
	case t.nameTaken(b.Name, b.ID):
		t.again(t.word("business.same", messages.Args{"Business": b.Name}))
	default:
		t.leave()
		t.swapDrafts(t.business().ID, b.ID)
		t.Person = t.Person.OpenBusiness(b.ID)
		t.Chat.Business = b.ID
		t.again(t.word("business.opened", messages.Args{"Business": b.Name}))
	}
}

// nameTaken tells whether another open business of the owner's has a name:
// they could not be told apart.
func (t *talk) nameTaken(name string, except enterprise.BusinessID) bool {
	return slices.ContainsFunc(t.Person.Businesses, func(b enterprise.Business) bool {
		return b.ID != except && enterprise.Tidy(b.Name) == enterprise.Tidy(name)
	})
}
