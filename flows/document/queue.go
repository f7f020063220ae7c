package document

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// queueNotice tells the officers' group that the queue is longer, or shorter.
type queueNotice struct {
	More bool `json:"more,omitempty"`
}

// queueChanges lets the officers' group know that the queue is longer, or
// shorter.
func queueChanges(c *flows.Conversation, more bool) {
	for _, group := range c.Members("role:" + string(enterprise.Group)) {
		if !slices.ContainsFunc(c.Turn.Tell, func(n flows.Notice) bool { return n.To == group && n.What == "queue" }) {
			c.Tell(group, "queue", queueNotice{more})
		}
	}
}

// queueBatch is how long what is sent after a document is told by the same
// message, which changes without a sound.
const queueBatch = 30 * time.Minute

// queueRecord is when the officers' group was last told of a document, by the
// group.
const queueRecord = "queue"

// queueChanged tells the officers' group how many documents wait: of one that
// was sent at once, with those that follow soon in the same message, which also
// shows what was decided. In quiet time nothing is said; the morning says it.
func queueChanged(c *flows.Conversation, data json.RawMessage) {
	var n queueNotice
	if json.Unmarshal(data, &n) != nil || !c.IsGroup() || !c.Program().City.Awake(c.Now()).Equal(c.Now()) {
		return
	}
	r := c.Record(queueRecord, c.Person.ID.String())
	var told time.Time
	known := r.Data != nil && json.Unmarshal(r.Data, &told) == nil
	switch {
	case n.More && (!known || c.Now().Sub(told) > queueBatch):
		told, r.Until = c.Now(), c.Now().AddDate(0, 0, 2)
		c.Put(r, told)
	case !known:
		return
	}
	_, waiting := queue(c, "")
	args := messages.Args{"Count": len(waiting), "Waiting": ""}
	if len(waiting) > 0 {
		args["Waiting"] = c.Span(c.Now().Sub(waiting[0].Document.Sent))
	}
	c.Say(messages.Message{Key: "check.queue", Slot: "queue-" + strconv.FormatInt(told.Unix(), 36), Text: c.Text("check.queue", args)})
}

// documentsWaiting says in the morning how many documents wait, and how long.
func documentsWaiting(c *flows.Conversation) string {
	_, waiting := queue(c, "")
	if len(waiting) == 0 {
		return ""
	}
	return c.Text("reminder.digest.documents", messages.Args{"N": len(waiting), "More": len(waiting) == queueRead, "Waiting": c.Span(c.Now().Sub(waiting[0].Document.Sent))})
}

// goingSoon says how many owners' documents the end of their time takes away
// within a week.
func goingSoon(c *flows.Conversation) string {
	n := c.Size(enterprise.TermGoing)
	if n == 0 {
		return ""
	}
	return c.Text("reminder.digest.retention", messages.Args{"N": n})
}
