package whatsapp

import (
	"cmp"
	"strings"

	"naikkelas/bot/channel"
	"naikkelas/flows"
	"naikkelas/store"
)

// states are the statuses that matter. What was played was read; what was only
// sent is known already.
var states = map[string]store.ReportState{"delivered": store.Delivered, "read": store.Read, "played": store.Read, "failed": store.Failed}

// reasons are what the ledger calls a failure that is told afterwards.
var reasons = map[channel.Failure]string{
	channel.OptedOut: "opted_out", channel.NotNow: "not_now", channel.Broken: "server_error",
}

// todos are what is done about a failure that is told afterwards.
var todos = map[channel.Failure]store.Todo{
	channel.Closed: store.Reopen, channel.NotNow: store.PutOff, channel.OptedOut: store.SayNoAds, channel.Gone: store.Unlist,
	channel.Broken: store.Repeat, channel.Flood: store.Repeat, channel.Crowded: store.Repeat,
}

// tell is what a status says of a message of ours. Who cannot be reached is told
// to their record, as when it is known at once.
func (d *received) tell(s waStatus) {
	state, known := states[s.Status]
	if !known || s.Ref == "" {
		return
	}
	r := store.Report{Ref: s.Ref, To: Address(cmp.Or(s.User, digits(s.Phone))), State: state, At: s.Time.time()}
	if state == store.Failed && len(s.Errors) > 0 {
		e := coded(s.Errors[0].Code, "")
		r.Todo, r.Reason = todos[e.Kind], cmp.Or(reasons[e.Kind], "refused")
		if e.Code == uploadCode {
			r.Todo = store.Repeat
		}
		if e.Kind == channel.Gone {
			r.Reason = strings.ReplaceAll(e.Text, " ", "_")
			d.Causes = append(d.Causes, store.Cause{Delivery: "gone" + s.Ref, Input: flows.Input{Kind: flows.Blocked, From: r.To, Text: e.Text, At: r.At}})
		}
	}
	d.Reports = append(d.Reports, r)
}
