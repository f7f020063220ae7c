package flows

import (
	"naikkelas/enterprise"
	"naikkelas/messages"
)

const serviceKey = "service"

// askService is how an owner asks for a service: its draft's subject is the kind.
func askService() *Flow {
	return &Flow{
		Key: serviceKey, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return serviceQuestions },
		Finish:    (*talk).openService,
	}
}

var serviceQuestions = []*Question{
	{
		Key: "words", Read: readLong("service.words.refuse"),
		Ask: func(t *talk, d *Draft) string {
			return t.word("service.words.ask", messages.Args{"Kind": t.serviceName(d.Subject), "Matching": matches(t, d)})
		},
	},
	{Key: "capacity", Applies: matches, Spelled: true, Read: readQuantity("service.capacity.refuse")},
}

// matches tells whether a draft asks to be brought together with buyers.
func matches(t *talk, d *Draft) bool {
	k, _ := t.book.program.City.Services.Kind(d.Subject)
	return k.Matching
}

// readQuantity takes an amount with its unit, by the month.
func readQuantity(refuse string) func(*talk, *Draft, string) Reading {
	return func(t *talk, _ *Draft, typed string) Reading {
		q, ok := enterprise.ReadQuantity(typed)
		if !ok {
			return Reading{Refuse: t.word(refuse, nil)}
		}
		return Reading{Value: q.String()}
	}
}

// openService writes the request down, unless one of its kind is open already.
func (t *talk) openService(d *Draft) {
	k, ok := t.book.program.City.Services.Kind(d.Subject)
	b := t.business()
	if !ok || b.ID == "" || !k.Fits(b.Sector) {
		t.comeBack(d, t.word("service.gone", nil))
		return
	}
	if _, open := t.openRequest(k.Code); open {
		t.comeBack(d, t.word("service.already", messages.Args{"Kind": k.Name.In(t.lang)}))
		return
	}
	id := t.announcementID()
	q := request{Owner: t.Person.ID, Business: b.ID, Kind: k.Code, Words: d.Answers["words"].Value, Opened: t.now, State: requestWaiting}
	if capacity, ok := enterprise.ReadQuantity(d.Answers["capacity"].Value); ok && k.Matching {
		q.Capacity = &capacity
		t.offer(enterprise.Offer{Request: id, Capacity: capacity, At: t.now})
	}
	t.putRequest(Record{RecordName: RecordName{serviceRecord, id}}, q)
	if t.Person.Mentor != 0 {
		t.tell(t.Person.Mentor, "service.asked", serviceNotice{ID: id})
	}
	t.comeBack(d, t.word("service.asked", messages.Args{"Kind": k.Name.In(t.lang)}))
}

// offer is what the business offers to buyers from now on.
func (t *talk) offer(o enterprise.Offer) {
	t.changeBusiness(t.business().ID, func(b *enterprise.Business) { b.Offer = &o })
}
