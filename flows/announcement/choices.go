package announcement

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
)

// How many answers a question may have, and how long a button's words may be.
const (
	choicesLeast, choicesMost = 2, 6
	choiceWords               = 30
)

// readChoices reads the answers of a question: one a line, or with commas
// between them.
func readChoices(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	cut := func(r rune) bool { return r == '\n' || r == '|' }
	if !strings.ContainsAny(typed, "\n|") {
		cut = func(r rune) bool { return r == ',' || r == ';' }
	}
	var choices, seen []string
	for _, one := range strings.FieldsFunc(typed, cut) {
		one = strings.Join(strings.Fields(strings.TrimLeft(one, "-•* ")), " ")
		if one == "" {
			continue
		}
		if tidy := read.Tidy(one); len([]rune(one)) > choiceWords || slices.Contains(seen, tidy) {
			return flows.Reading{Refuse: c.Text("announce.choices.refuse", messages.Args{"Most": choicesMost, "Words": choiceWords})}
		} else {
			choices, seen = append(choices, one), append(seen, tidy)
		}
	}
	if n := len(choices); n < choicesLeast || n > choicesMost {
		return flows.Reading{Refuse: c.Text("announce.choices.refuse", messages.Args{"Most": choicesMost, "Words": choiceWords})}
	}
	return flows.Reading{Value: strings.Join(choices, "|")}
}

// choiceButtons are the answers, each in a row of its own.
func choiceButtons(id string, a announcement) (rows [][]messages.Button) {
	for i, one := range a.Choices {
		rows = append(rows, []messages.Button{{Label: one, Data: "v:" + id + ":" + strconv.Itoa(i+1)}})
	}
	return rows
}

// choiceOf is an answer in words; ok is false where it is none.
func choiceOf(c *flows.Conversation, a announcement, choice string) (words string, ok bool) {
	if a.Buttons == buttonsAttend {
		return c.Label("announce.attend." + choice), choice == "yes" || choice == "no"
	}
	n, err := strconv.Atoi(choice)
	if a.Buttons != buttonsChoice || err != nil || n < 1 || n > len(a.Choices) {
		return "", false
	}
	return a.Choices[n-1], true
}

// choiceCounts is how many gave each answer.
func choiceCounts(c *flows.Conversation, id string, a announcement) (counts []int64, all int64) {
	for i := range a.Choices {
		n := answered(c, id, strconv.Itoa(i+1))
		counts, all = append(counts, n), all+n
	}
	return counts, all
}

// choiceLines are the answers with their counts, and how many gave none.
func choiceLines(c *flows.Conversation, id string, a announcement, l flows.Ledger) string {
	counts, all := choiceCounts(c, id, a)
	lines := []string{c.Text("report.choices", messages.Args{"N": all, "None": max(0, l.Sent+l.Unsure-all), "Shut": !a.Shut.IsZero()})}
	for i, n := range counts {
		lines = append(lines, "• "+messages.Escape(a.Choices[i])+": "+strconv.FormatInt(n, 10))
	}
	return strings.Join(lines, "\n")
}

// shutQuestion closes a question: what was answered stays as it is.
func shutQuestion(c *flows.Conversation, r flows.Record, a announcement) {
	if shuttable(a) {
		a.Shut = c.Now()
		putAnnouncement(c, r, a)
		c.Audit("announcement.shut", 0, announcementCode(r.ID), "")
	}
	sayAnnouncement(c, r.ID, a, c.Ledger(r.ID))
}

func shuttable(a announcement) bool {
	return a.Buttons == buttonsChoice && a.Act == "" && a.State == announcementApproved && a.Shut.IsZero()
}

// takeReply keeps an owner's answer; the newest counts.
func takeReply(c *flows.Conversation, id, choice string, at time.Time) {
	replies := slices.DeleteFunc(slices.Clone(c.Person.Replies), func(r enterprise.Reply) bool { return r.Announcement == id })
	replies = append(replies, enterprise.Reply{Announcement: id, Choice: choice, At: at})
	c.Person.Replies = replies[max(0, len(replies)-repliesMost):]
}
