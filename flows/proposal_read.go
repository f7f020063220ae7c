package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/messages"
)

const (
	// proposalPage is how many proposals or topics a page lists.
	proposalPage = 8
	// proposalsListed is how many proposals can be paged through: the newest.
	proposalsListed = 400
	// proposalsExported is how many a table holds: the newest.
	proposalsExported = 5000
)

// listedProposal is a proposal with its id.
type listedProposal struct {
	id string
	proposal
}

func (t *talk) listedProposals(list string, most int) []listedProposal {
	var out []listedProposal
	for _, r := range t.list(list, most) {
		var p proposal
		if json.Unmarshal(r.Data, &p) == nil {
			out = append(out, listedProposal{r.ID, p})
		}
	}
	return out
}

// proposalLine is a proposal in a list: its beginning, and nothing of who wrote it.
func (t *talk) proposalLine(n int, l listedProposal) string {
	begin := ""
	if texts := append(slices.Clone(l.Idea), l.Barrier...); len(texts) > 0 {
		begin = strings.Join(strings.Fields(texts[0]), " ")
	}
	mark := "▫"
	if l.Topic != "" {
		mark = "✅"
	}
	return fmt.Sprintf("%d. %s <b>%s</b> %s: %s", n, mark, proposalCode(l.id), messages.Escape(t.themeName(l.Theme)), messages.Escape(clipped(begin, 60)))
}

// readPage lists proposals; back is the data of the buttons to other pages,
// without the number.
func (t *talk) readPage(head string, all []listedProposal, page int, back ...string) {
	if len(all) == 0 {
		t.again(t.word("proposal.none", nil))
		return
	}
	page = min(page, (len(all)-1)/proposalPage)
	text := head + "\n"
	var numbers []messages.Button
	for i := page * proposalPage; i < min(len(all), (page+1)*proposalPage); i++ {
		text += "\n" + t.proposalLine(i+1, all[i])
		numbers = append(numbers, messages.Button{Label: strconv.Itoa(i + 1), Data: voiceData("see", all[i].id)})
	}
	m := messages.Message{Key: "proposal.list", Text: text, Buttons: slices.Collect(slices.Chunk(numbers, 4))}
	if turn := t.pageButtons(page, len(all), back...); len(turn) > 0 {
		m.Buttons = append(m.Buttons, turn)
	}
	t.say(m)
}

// pageButtons lead to the pages before and after.
func (t *talk) pageButtons(page, all int, back ...string) []messages.Button {
	to := func(word string, n int) messages.Button {
		return t.voiceButton(word, append(slices.Clone(back), strconv.Itoa(n))...)
	}
	var turn []messages.Button
	if page > 0 {
		turn = append(turn, to("cohort.button.before", page-1))
	}
	if (page+1)*proposalPage < all {
		turn = append(turn, to("cohort.button.after", page+1))
	}
	return turn
}

// readHearing pages through what was said in a period, the newest first.
func (t *talk) readHearing(hearing string, page int) {
	all := t.listedProposals(allProposals(hearing), proposalsListed)
	head := t.word("proposal.list", messages.Args{"Count": len(all), "More": len(all) == proposalsListed})
	t.readPage(head, all, page, "read", hearing)
}

// readTopic pages through what a topic gathers.
func (t *talk) readTopic(id string, page int) {
	r, c, ok := t.topicOf(id)
	if !ok {
		t.again(t.word("topic.gone", nil))
		return
	}
	var all []listedProposal
	for _, each := range c.Proposals {
		if _, p, ok := t.proposalOf(each); ok {
			all = append(all, listedProposal{each, p})
		}
	}
	t.readPage(t.word("topic.list.of", messages.Args{"Title": c.Title, "Count": len(all)}), all, page, "of", r.ID)
}

// readProposal is a proposal, whole. A look at one that shows a name is in the
// trail with the person; any other look without, for the trail must not tell
// who wrote it.
func (t *talk) readProposal(id string) {
	_, p, ok := t.proposalOf(id)
	if !ok {
		t.again(t.word("proposal.gone", nil))
		return
	}
	head := t.word("proposal.head", messages.Args{
		"Code": proposalCode(id), "Theme": t.themeName(p.Theme), "At": t.date(p.At), "District": t.shownDistrict(p), "Name": t.shownName(id, p), "Topic": t.topicTitle(p.Topic),
	})
	var buttons [][]messages.Button
	if t.may(forOfficers) {
		buttons = append(buttons, []messages.Button{t.voiceButton("proposal.button.gather", "gather", id), t.voiceButton("proposal.button.retheme", "retheme", id)})
		if p.Topic == "" {
			buttons = append(buttons, []messages.Button{t.voiceButton("proposal.button.skip", "skip", id)})
		}
	}
	if p.Topic != "" {
		buttons = append(buttons, []messages.Button{t.voiceButton("proposal.button.topic", "topic", p.Topic)})
	}
	t.sayProposal(id, p, head, "", buttons)
}

// shownDistrict is the kecamatan of a proposal, for officers.
func (t *talk) shownDistrict(p proposal) string {
	if !t.may(forOfficers) {
		return ""
	}
	return t.districtName(p.District)
}

// shownName is the name of whoever wanted it shown, for officers. The look is noted.
func (t *talk) shownName(id string, p proposal) string {
	whom := nobodyID
	if p.Named && t.may(forOfficers) {
		whom = t.speakerOf(id)
	}
	t.audit("data.proposal", whom, proposalCode(id), "")
	if whom == nobodyID {
		return ""
	}
	return t.other(whom).Name
}

func (t *talk) topicTitle(id string) string {
	if id == "" {
		return ""
	}
	_, c, _ := t.topicOf(id)
	return c.Title
}

// nextWaiting shows the proposal that waits longest to be gathered, after one
// that was looked at.
func (t *talk) nextWaiting(hearing, after string) {
	all := t.listedProposals(waitingProposals(hearing), waitingShown)
	// What this very step gathered is still in the list as it was found.
	i := slices.IndexFunc(all, func(l listedProposal) bool { return l.id == after })
	all = append(all[i+1:], all[:max(0, i)]...)
	if len(all) == 0 {
		t.say(messages.Message{Key: "proposal.sorted", Text: t.word("proposal.sorted", nil), Buttons: [][]messages.Button{{t.voiceButton("hearing.button.topics", "topics", hearing, "0")}}})
		return
	}
	t.readProposal(all[0].id)
}

// topicsPage lists the topics of a period, those most supported first.
func (t *talk) topicsPage(hearing string, page int) {
	all := t.topics(hearing)
	support := map[string]int64{}
	for _, c := range all {
		support[c.id] = t.supporters(c.id, c.topic)
	}
	weight := func(c numberedTopic) int64 {
		if t.few(support[c.id]) { // the order must not tell what is hidden
			return int64(len(c.Proposals))
		}
		return support[c.id] + int64(len(c.Proposals))
	}
	slices.SortStableFunc(all, func(a, b numberedTopic) int { return int(weight(b) - weight(a)) })
	if len(all) == 0 {
		t.again(t.word("topic.none", nil))
		return
	}
	page = min(page, (len(all)-1)/proposalPage)
	text := t.word("topic.list", messages.Args{"Count": len(all)}) + "\n"
	var numbers []messages.Button
	for i := page * proposalPage; i < min(len(all), (page+1)*proposalPage); i++ {
		c := all[i]
		text += "\n" + t.word("topic.line", messages.Args{
			"N": i + 1, "Title": c.Title, "Theme": t.themeName(c.Theme), "Proposals": len(c.Proposals),
			"Support": people(support[c.id], t.few(support[c.id])), "Shown": c.Shown, "State": t.lastState(c.topic),
		})
		numbers = append(numbers, messages.Button{Label: strconv.Itoa(i + 1), Data: voiceData("topic", c.id)})
	}
	m := messages.Message{Key: "topic.list", Text: text, Buttons: slices.Collect(slices.Chunk(numbers, 4))}
	if turn := t.pageButtons(page, len(all), "topics", hearing); len(turn) > 0 {
		m.Buttons = append(m.Buttons, turn)
	}
	t.say(m)
}

// lastState is what became of a topic last; empty: nothing was said yet.
func (t *talk) lastState(c topic) string {
	if len(c.Replies) == 0 {
		return ""
	}
	return t.replyName(c.Replies[len(c.Replies)-1].State)
}

func (t *talk) replyName(state string) string { return t.label("reply.state." + state) }
