package announcement

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// costs is the channel whose messages are paid for one by one.
const costs = "whatsapp"

// costLine is what an announcement will cost at most, in a line; empty: nothing,
// or nobody knows.
func costLine(c *flows.Conversation, a announcement) string {
	to := addressees(c, a)
	to.Every = append(slices.Clone(to.Every), []string{enterprise.TermOn(costs)})
	return costOf(c, "announce.cost", c.Audience(to).Reached, a)
}

// spentLine is what one cost at most, by the people it was sent to.
func spentLine(c *flows.Conversation, id string, a announcement) string {
	if a.Act == actWithdraw {
		return ""
	}
	people := c.Overlap(flows.Overlap{Announcement: id, State: flows.LedgerSent, Term: enterprise.TermOn(costs)})
	return costOf(c, "report.cost", people, a)
}

func costOf(c *flows.Conversation, key string, people int64, a announcement) string {
	t := c.Program().Templates
	if people == 0 || !t.Prices.Known() {
		return ""
	}
	most := t.Most("announcement", people, int64(max(1, len(a.Parts))))
	return c.Text(key, messages.Args{"N": people, "Most": enterprise.FormatRupiah(most), "AsOf": t.Prices.AsOf})
}
