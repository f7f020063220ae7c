package announcement

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/privacy"
	"naikkelas/flows/segment"
	"naikkelas/messages"
)

// report is how an announcement ended: counts that add up, why not in words,
// where and to whom it went, and what was answered.
func report(c *flows.Conversation, id string, a announcement, l flows.Ledger) {
	lines := []string{
		c.Text("report.head", messages.Args{"Code": announcementCode(id), "Title": announcementTitle(a), "Total": l.Total}),
		sums(c, a, l),
		spentLine(c, id, a),
	}
	if answers := answers(c, id, a, l); answers != "" {
		lines = append(lines, answers)
	}
	if a.Act == "" || a.Act == actAgain {
		lines = append(lines, readOut(c, id, "district"), readOut(c, id, "sector"))
	}
	lines = slices.DeleteFunc(lines, func(s string) bool { return s == "" })
	c.Say(messages.Message{Key: "report", Text: strings.Join(lines, "\n\n")})
}

// sums are the final states with their reasons; they add up to the total.
func sums(c *flows.Conversation, a announcement, l flows.Ledger) string {
	sent := "sent"
	if a.Act == actCorrect || a.Act == actWithdraw {
		sent = "changed"
	}
	var lines []string
	for _, s := range []struct {
		key   string
		state flows.LedgerState
		n     int64
	}{
		{sent, flows.LedgerSent, l.Sent}, {"blocked", flows.LedgerBlocked, l.Blocked}, {"failed", flows.LedgerFailed, l.Failed},
		{"skipped", flows.LedgerSkipped, l.Skipped}, {"unsure", flows.LedgerUnsure, l.Unsure}, {"todo", flows.LedgerTodo, l.Todo + l.Sending},
	} {
		if s.n == 0 && s.state != flows.LedgerSent {
			continue
		}
		line := "• " + c.Text("report."+s.key, messages.Args{"N": s.n})
		if s.state == flows.LedgerSent && l.Delivered > 0 { // a channel that says so
			line += " (" + c.Text("report.read", messages.Args{"Delivered": l.Delivered, "Read": l.Read}) + ")"
		}
		if why := reasons(c, l, s.state); why != "" {
			line += ": " + messages.Escape(why)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// reasons are why recipients are in a state, the most frequent first.
func reasons(c *flows.Conversation, l flows.Ledger, state flows.LedgerState) string {
	counts := map[string]int64{}
	for key, n := range l.Why {
		if reason, ok := strings.CutPrefix(key, string(state)+":"); ok && n > 0 {
			counts[reasonName(c, reason)] += n
		}
	}
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if counts[a] != counts[b] {
			return int(counts[b] - counts[a])
		}
		return strings.Compare(a, b)
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %d", name, counts[name])
	}
	return strings.Join(names, ", ")
}

// reasonName is a reason in words; one that has none is "other".
func reasonName(c *flows.Conversation, reason string) string {
	if reason == "" {
		return ""
	}
	if key := "announce.reason." + reason; c.Words().Has(c.Lang(), key) {
		return c.Label(key)
	}
	return c.Label("announce.reason.other")
}

// answers counts what was tapped under an announcement.
func answers(c *flows.Conversation, id string, a announcement, l flows.Ledger) string {
	switch {
	case a.Act != "" || a.Buttons != buttonsAttend && a.Buttons != buttonsChoice:
		return ""
	case a.Buttons == buttonsChoice:
		return choiceLines(c, id, a, l)
	}
	yes, no := answered(c, id, "yes"), answered(c, id, "no")
	return c.Text("report.answers", messages.Args{"Yes": yes, "No": no, "None": max(0, l.Sent+l.Unsure-yes-no)})
}

func answered(c *flows.Conversation, id, choice string) int64 {
	return c.Audience(enterprise.Segment{Every: [][]string{{enterprise.TermReply(id, choice)}}}).Total
}

// readOut is how many recipients of each value of a facet there were, and how
// many of them it was sent to.
func readOut(c *flows.Conversation, id, key string) string {
	var lines []string
	for _, o := range flows.FacetValues(c, key) {
		term := key + ":" + o.Value
		all, sent := c.Overlap(flows.Overlap{Announcement: id, State: "", Term: term}), c.Overlap(flows.Overlap{Announcement: id, State: flows.LedgerSent, Term: term})
		if all > 0 {
			lines = append(lines, fmt.Sprintf("%s: %d/%d", messages.Escape(o.Label), sent, all))
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return c.Text("report.by", messages.Args{"Facet": c.Label("segment.facet." + key)}) + "\n" + strings.Join(lines, "\n")
}

// namedMost is how many recipients are looked up for a file: beyond, it has
// their numbers only.
const namedMost = 20_000

// recipientsFile is [Unduh laporan]: a row for each recipient. Looking is noted.
func recipientsFile(c *flows.Conversation, id string, a announcement) {
	recipients := c.Recipients(id)
	c.Audit("data.recipients", 0, announcementCode(id), "")
	sheet := messages.Sheet{Name: c.Label("report.sheet"), Header: strings.Split(c.Label("report.columns"), "|"), Numbers: []int{0}}
	for i, p := range recipients {
		var who enterprise.Person
		if len(recipients) <= namedMost {
			who = c.PersonByID(p.Person)
		}
		sheet.Rows = append(sheet.Rows, recipientRow(c, i+1, id, a, p, who))
	}
	c.Say(messages.Message{Key: "report.file", Text: c.Text("report.file", messages.Args{"Code": announcementCode(id), "Count": len(recipients)}),
		Workbook: &messages.Workbook{Name: "siaran-" + announcementCode(id) + ".xlsx", Sheets: []messages.Sheet{sumsSheet(c, id, a), sheet}}})
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

func recipientRow(c *flows.Conversation, n int, id string, a announcement, r flows.Recipient, who enterprise.Person) []string {
	row := []string{strconv.Itoa(n), r.Person.String(), privacy.NameOf(c, who), "", "", "", c.Label("report.state." + string(r.State)), reasonName(c, r.Reason), ""}
	if len(who.Businesses) > 0 {
		b := who.Businesses[0]
		row[3] = c.ValueName("sector", b.Sector)
		row[4] = c.Program().Regions.District(b.District).Name
		if c.SeesNames() {
			row[5] = b.Name
		}
	}
	for _, reply := range who.Replies {
		if words, ok := choiceOf(c, a, reply.Choice); ok && reply.Announcement == id {
			row[8] = words
		}
	}
	return row
}

// sumsSheet is the report as a table.
func sumsSheet(c *flows.Conversation, id string, a announcement) messages.Sheet {
	l := c.Ledger(id)
	s := messages.Sheet{Name: c.Label("report.sums"), Header: strings.Split(c.Label("report.sums.columns"), "|"), Numbers: []int{1}}
	for _, n := range []struct {
		state flows.LedgerState
		n     int64
	}{{flows.LedgerTodo, l.Todo}, {flows.LedgerSending, l.Sending}, {flows.LedgerSent, l.Sent}, {flows.LedgerBlocked, l.Blocked}, {flows.LedgerFailed, l.Failed}, {flows.LedgerSkipped, l.Skipped}, {flows.LedgerUnsure, l.Unsure}} {
		s.Rows = append(s.Rows, []string{c.Label("report.state." + string(n.state)), strconv.FormatInt(n.n, 10), reasons(c, l, n.state)})
	}
	s.Rows = append(s.Rows, []string{c.Label("report.total"), strconv.FormatInt(l.Total, 10), segment.InWords(c, a.Picks)})
	if counts, _ := choiceCounts(c, id, a); a.Act == "" {
		for i, n := range counts {
			s.Rows = append(s.Rows, []string{c.Label("report.choice") + ": " + a.Choices[i], strconv.FormatInt(n, 10), ""})
		}
	}
	return s
}
