package flows

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	anotherKey = "another"
	renameKey  = "rename"
	closeKey   = "close"
)

// anotherBusiness adds a business: what registration asks about one, and
// nothing of the owner, who is known.
func anotherBusiness() *Flow {
	return &Flow{
		Key: anotherKey, Words: registerKey, Numbered: true, Recalled: true,
		Questions: func(*talk, *Draft) []*Question { return anotherQuestions },
		Begin:     beginAnother,
		Finish:    addBusiness,
		Idle:      func(d *Draft) bool { return len(d.Answers) == 0 },
	}
}

// anotherQuestions are registration's without those about the owner.
var anotherQuestions = slices.DeleteFunc(slices.Clone(registerQuestions), func(q *Question) bool {
	return q.Key == "honorific" || q.Key == "name" || q.Key == "phone"
})

func beginAnother(t *talk, _ *Draft) {
	if _, ok := t.Person.NextBusiness(); ok && len(t.Person.Businesses) > 0 {
		return
	}
	if len(t.Person.Businesses) == 0 {
		t.enter(t.book.flow(registerKey))
		return
	}
	t.menu("business.never")
}

// addBusiness writes the new business, which is spoken of from now on. The
// answers become those of its registration, so that they can be corrected there.
func addBusiness(t *talk, d *Draft) {
	delete(t.Chat.Drafts, anotherKey)
	id, ok := t.Person.NextBusiness()
	if !ok {
		t.menu("business.never")
		return
	}
	b := enterprise.Business{ID: id, Registered: t.now}
	describe(&b, d)
	t.Person.Businesses = append(slices.Clone(t.Person.Businesses), b)
	t.turnToBusiness(id)
	given := t.draft(registerKey)
	given.Answers, given.Started, given.Touched, given.Done = d.Answers, d.Started, t.now, t.now
	t.fillInOwner(given)
	t.say(messages.Message{Key: "business.added", Text: t.word("business.added", messages.Args{"Business": b.Name, "N": len(t.Person.Businesses)}), Keyboard: t.menuKeyboard()})
}

// readBusiness takes a business's name that no other one of the owner's has.
func readBusiness(t *talk, d *Draft, typed string) Reading {
	r := readName("register.business.refuse", enterprise.ReadBusinessName)(t, d, typed)
	except := t.business().ID
	if d.Flow == anotherKey {
		except = ""
	}
	if d.Flow == renameKey {
		except = enterprise.BusinessID(d.Subject)
	}
	if r.Value != "" && t.nameTaken(r.Value, except) {
		return Reading{Refuse: t.word("business.same", messages.Args{"Business": r.Value})}
	}
	return r
}

// renameBusiness gives a business another name.
func renameBusiness() *Flow {
	return &Flow{
		Key: renameKey, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return renameQuestions },
		Finish: func(t *talk, d *Draft) {
			id, name := enterprise.BusinessID(d.Subject), d.Answers["name"].Value
			t.changeBusiness(id, func(b *enterprise.Business) { b.Name = name })
			for _, key := range []string{registerKey, putAside(registerKey, id)} {
				if f := t.Chat.Drafts[key]; f != nil && (key != registerKey || t.business().ID == id) {
					f = t.draft(key)
					f.Flow = registerKey
					f.Answers["business"] = Answer{Value: name}
				}
			}
			t.comeBack(d, t.word("business.renamed", messages.Args{"Business": name}))
		},
	}
}

var renameQuestions = []*Question{{Key: "name", Read: readBusiness, Ask: func(t *talk, d *Draft) string {
	b, _ := t.Person.Business(enterprise.BusinessID(d.Subject))
	return t.word("rename.name.ask", messages.Args{"Business": b.Name})
}}}

// closeBusiness asks once more before a business is closed.
func closeBusiness() *Flow {
	return &Flow{
		Key: closeKey, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return closeQuestions },
		Finish: func(t *talk, d *Draft) {
			id := enterprise.BusinessID(d.Subject)
			b, _ := t.Person.Business(id)
			if d.Answers["sure"].Value != "yes" || !t.holdsOpen(id) {
				t.comeBack(d, t.word("business.kept", messages.Args{"Business": b.Name}))
				return
			}
			t.endBusiness(id)
			t.menu("business.ended")
		},
	}
}

var closeQuestions = []*Question{{
	Key: "sure", Strict: true, Spelled: true, Options: sureOptions("business.close.yes", "business.close.no"),
	Ask: func(t *talk, d *Draft) string {
		b, _ := t.Person.Business(enterprise.BusinessID(d.Subject))
		return t.word("close.sure.ask", messages.Args{"Business": b.Name, "Last": len(t.Person.Businesses) == 1})
	},
}}

// endBusiness closes a business. Its documents that wait for an officer are
// taken back, to be sent again if it is opened; nothing else is lost.
func (t *talk) endBusiness(id enterprise.BusinessID) {
	t.closed(id)
	if d := t.Chat.Drafts[salesKey]; d != nil && t.salesOf(d).ID == id {
		delete(t.Chat.Drafts, salesKey)
	}
	now := t.business().ID
	if now == id {
		now = ""
		if i := slices.IndexFunc(t.Person.Businesses, func(b enterprise.Business) bool { return b.ID != id }); i >= 0 {
			now = t.Person.Businesses[i].ID
		}
		t.leave()
		t.swapDrafts(id, now)
	}
	t.Person = t.Person.CloseBusiness(id, t.now)
	t.Chat.Business = now
}
