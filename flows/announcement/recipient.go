package announcement

import (
	"encoding/json"
	"strings"

	"naikkelas/flows"
	"naikkelas/messages"
)

// ReadOutgoing makes of an announcement's record what its sender needs.
func ReadOutgoing(r flows.Record) flows.Outgoing {
	var a announcement
	if json.Unmarshal(r.Data, &a) != nil {
		return flows.Outgoing{}
	}
	o := flows.Outgoing{Author: a.By, NamesBusiness: a.namesBusiness(), Category: a.Category}
	if a.Act == actCorrect || a.Act == actWithdraw {
		o.Amends = a.Of
	}
	o.Messages = func(c *flows.Conversation) []messages.Message { return announced(c, r.ID, a) }
	return o
}

// namesBusiness reports whether a place-holder stands for something of the
// recipient's business.
func (a announcement) namesBusiness() bool {
	for _, p := range a.Parts {
		for _, m := range placeholder.FindAllStringSubmatch(strings.Join(p.texts(), "\n"), -1) {
			if !strings.EqualFold(m[1], "nama") {
				return true
			}
		}
	}
	return false
}
