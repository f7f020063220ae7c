package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// report is how an announcement ended: counts that add up, why not in words,
// where and to whom it went, and what was answered.
func (t *talk) report(id string, a announcement, l Ledger) {
	lines := []string{
		t.word("report.head", messages.Args{"Code": announcementCode(id), "Title": announcementTitle(a), "Total": l.Total}),
		t.sums(a, l),
	}
	if answers := t.answers(id, a, l); answers != "" {
		lines = append(lines, answers)
	}
	if a.Act == "" || a.Act == actAgain {
		lines = append(lines, t.readOut(id, "district"), t.readOut(id, "sector"))
	}
	lines = slices.DeleteFunc(lines, func(s string) bool { return s == "" })
	t.say(messages.Message{Key: "report", Text: strings.Join(lines, "\n\n")})
}

// sums are the final states with their reasons; they add up to the total.
func (t *talk) sums(a announcement, l Ledger) string {
	sent := "sent"
	if a.Act == actCorrect || a.Act == actWithdraw {
		sent = "changed"
	}
	var lines []string
	for _, s := range []struct {
		key   string
		state LedgerState
		n     int64
	}{
		{sent, LedgerSent, l.Sent}, {"blocked", LedgerBlocked, l.Blocked}, {"failed", LedgerFailed, l.Failed},
		{"skipped", LedgerSkipped, l.Skipped}, {"unsure", LedgerUnsure, l.Unsure}, {"todo", LedgerTodo, l.Todo + l.Sending},
	} {
		if s.n == 0 && s.state != LedgerSent {
			continue
		}
		line := "• " + t.word("report."+s.key, messages.Args{"N": s.n})
		if why := t.reasons(l, s.state); why != "" {
			line += ": " + messages.Escape(why)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// reasons are why recipients are in a state, the most frequent first.
func (t *talk) reasons(l Ledger, state LedgerState) string {
	counts := map[string]int64{}
	for key, n := range l.Why {
		if reason, ok := strings.CutPrefix(key, string(state)+":"); ok && n > 0 {
			counts[t.reasonName(reason)] += n
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
func (t *talk) reasonName(reason string) string {
	if reason == "" {
		return ""
	}
	if key := "announce.reason." + reason; t.book.words.Has(t.lang, key) {
		return t.label(key)
	}
	return t.label("announce.reason.other")
}

// answers counts what was tapped under an announcement.
func (t *talk) answers(id string, a announcement, l Ledger) string {
	if a.Buttons != buttonsAttend || a.Act != "" {
		return ""
	}
	yes, no := t.answered(id, "yes"), t.answered(id, "no")
	return t.word("report.answers", messages.Args{"Yes": yes, "No": no, "None": max(0, l.Sent+l.Unsure-yes-no)})
}

func (t *talk) answered(id, choice string) int64 {
	return t.audience(enterprise.Segment{Every: [][]string{{enterprise.TermReply(id, choice)}}}).Total
}

// readOut is how many recipients of each value of a facet there were, and how
// many of them it was sent to.
func (t *talk) readOut(id, key string) string {
	var lines []string
	for _, o := range facetValues(t, key) {
		term := key + ":" + o.Value
		all, sent := t.overlap(Overlap{id, "", term}), t.overlap(Overlap{id, LedgerSent, term})
		if all > 0 {
			lines = append(lines, fmt.Sprintf("%s: %d/%d", messages.Escape(o.Label), sent, all))
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return t.word("report.by", messages.Args{"Facet": t.label("segment.facet." + key)}) + "\n" + strings.Join(lines, "\n")
}

// namedMost is how many recipients are looked up for a file: beyond, it has
// their numbers only.
const namedMost = 20_000

// recipientsFile is [Unduh laporan]: a row for each recipient. Looking is noted.
func (t *talk) recipientsFile(id string, a announcement) {
	recipients := t.recipients(id)
	t.audit("data.recipients", 0, announcementCode(id), "")
	sheet := messages.Sheet{Name: t.label("report.sheet"), Header: strings.Split(t.label("report.columns"), "|"), Numbers: []int{0}}
	for i, p := range recipients {
		var who enterprise.Person
		if len(recipients) <= namedMost {
			who = t.other(p.Person)
		}
		sheet.Rows = append(sheet.Rows, t.recipientRow(i+1, id, a, p, who))
	}
	t.say(messages.Message{Key: "report.file", Text: t.word("report.file", messages.Args{"Code": announcementCode(id), "Count": len(recipients)}),
		Workbook: &messages.Workbook{Name: "siaran-" + announcementCode(id) + ".xlsx", Sheets: []messages.Sheet{t.sumsSheet(id, a), sheet}}})
	if t.Chat.Open != "" {
		t.again("")
	}
}

func (t *talk) recipientRow(n int, id string, a announcement, r Recipient, who enterprise.Person) []string {
	row := []string{strconv.Itoa(n), r.Person.String(), t.nameOf(who), "", "", "", t.label("report.state." + string(r.State)), t.reasonName(r.Reason), ""}
	if len(who.Businesses) > 0 {
		b := who.Businesses[0]
		row[3] = t.valueName("sector", b.Sector)
		row[4] = t.book.program.Regions.District(b.District).Name
		if t.seesNames() {
			row[5] = b.Name
		}
	}
	for _, reply := range who.Replies {
		if reply.Announcement == id && a.Buttons == buttonsAttend {
			row[8] = t.label("announce.attend." + reply.Choice)
		}
	}
	return row
}

// sumsSheet is the report as a table.
func (t *talk) sumsSheet(id string, a announcement) messages.Sheet {
	l := t.ledger(id)
	s := messages.Sheet{Name: t.label("report.sums"), Header: strings.Split(t.label("report.sums.columns"), "|"), Numbers: []int{1}}
	for _, n := range []struct {
		state LedgerState
		n     int64
	}{{LedgerTodo, l.Todo}, {LedgerSending, l.Sending}, {LedgerSent, l.Sent}, {LedgerBlocked, l.Blocked}, {LedgerFailed, l.Failed}, {LedgerSkipped, l.Skipped}, {LedgerUnsure, l.Unsure}} {
		s.Rows = append(s.Rows, []string{t.label("report.state." + string(n.state)), strconv.FormatInt(n.n, 10), t.reasons(l, n.state)})
	}
	s.Rows = append(s.Rows, []string{t.label("report.total"), strconv.FormatInt(l.Total, 10), t.segmentWords(a.Picks)})
	return s
}
