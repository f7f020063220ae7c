package service

import (
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

const serviceKey = "service"

// askService is how an owner asks for a service: its draft's subject is the kind.
func askService() *flows.Form {
	return &flows.Form{
		Key: serviceKey, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return serviceQuestions },
		Finish:    openService,
	}
}

var serviceQuestions = []*flows.Question{
	{
		Key: "words", Read: readNeed,
		Ask: func(c *flows.Conversation, d *flows.Draft) string {
			k, _ := c.Program().City.Services.Kind(d.Subject)
			return c.Text("service.words.ask", messages.Args{"Kind": c.ServiceName(d.Subject), "Matching": k.Matching, "Example": k.Example.In(c.Lang())})
		},
	},
	{Key: "capacity", Applies: matches, Spelled: true, Read: readQuantity("service.capacity.refuse")},
}

// readNeed takes what the owner writes about what they need.
func readNeed(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	r := reading.Text("service.words.refuse")(c, d, typed)
	if r.Refuse != "" {
		k, _ := c.Program().City.Services.Kind(d.Subject)
		r.Refuse = c.Text("service.words.refuse", messages.Args{"Most": reading.MostWords, "Example": k.Example.In(c.Lang())})
	}
	return r
}

// matches tells whether a draft asks to be brought together with buyers.
func matches(c *flows.Conversation, d *flows.Draft) bool {
	k, _ := c.Program().City.Services.Kind(d.Subject)
	return k.Matching
}

// readQuantity takes an amount with its unit, by the month.
func readQuantity(refuse string) func(*flows.Conversation, *flows.Draft, string) flows.Reading {
	return func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		q, ok := enterprise.ReadQuantity(typed)
		if !ok {
			return flows.Reading{Refuse: c.Text(refuse, nil)}
		}
		return flows.Reading{Value: q.String()}
	}
}

// openService writes the request down, unless one of its kind is open already.
func openService(c *flows.Conversation, d *flows.Draft) {
	k, ok := c.Program().City.Services.Kind(d.Subject)
	b := c.Business()
	if !ok || b.ID == "" || !k.Fits(b.Sector) {
		c.Return(d, c.Text("service.gone", nil))
		return
	}
	if _, open := openRequest(c, k.Code); open {
		c.Return(d, c.Text("service.already", messages.Args{"Kind": k.Name.In(c.Lang())}))
		return
	}
	id := c.NewID()
	q := request{Owner: c.Person.ID, Business: b.ID, Kind: k.Code, Words: d.Answers["words"].Value, Opened: c.Now(), State: requestWaiting}
	if capacity, ok := enterprise.ReadQuantity(d.Answers["capacity"].Value); ok && k.Matching {
		q.Capacity = &capacity
		offer(c, enterprise.Offer{Request: id, Capacity: capacity, At: c.Now()})
	}
	putRequest(c, flows.Record{RecordName: flows.RecordName{Kind: serviceRecord, ID: id}}, q)
	if c.Person.Mentor != 0 {
		c.Tell(c.Person.Mentor, "service.asked", serviceNotice{ID: id})
	}
	c.Return(d, c.Text("service.asked", messages.Args{"Kind": k.Name.In(c.Lang())}))
}

// offer is what the business offers to buyers from now on.
func offer(c *flows.Conversation, o enterprise.Offer) {
	c.ChangeBusiness(c.Business().ID, func(b *enterprise.Business) { b.Offer = &o })
}
