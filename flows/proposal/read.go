package proposal

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/flows"
	"naikkelas/flows/privacy"
	"naikkelas/flows/reading"
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

func listedProposals(c *flows.Conversation, list string, most int) []listedProposal {
	var out []listedProposal
	for _, r := range c.List(list, most) {
		var p proposal
		if json.Unmarshal(r.Data, &p) == nil {
			out = append(out, listedProposal{r.ID, p})
		}
	}
	return out
}

// proposalLine is a proposal in a list: its beginning, and nothing of who wrote it.
func proposalLine(c *flows.Conversation, n int, l listedProposal) string {
	begin := ""
	if texts := append(slices.Clone(l.Idea), l.Barrier...); len(texts) > 0 {
		begin = strings.Join(strings.Fields(texts[0]), " ")
	}
	mark := "▫"
	if l.Topic != "" {
		mark = "✅"
	}
	return fmt.Sprintf("%d. %s <b>%s</b> %s: %s", n, mark, proposalCode(l.id), messages.Escape(themeName(c, l.Theme)), messages.Escape(reading.Clipped(begin, 60)))
}

// readPage lists proposals; back is the data of the buttons to other pages,
// without the number.
func readPage(c *flows.Conversation, head string, all []listedProposal, page int, back ...string) {
	if len(all) == 0 {
		c.Repeat(c.Text("proposal.none", nil))
		return
	}
	page = min(page, (len(all)-1)/proposalPage)
	text := head + "\n"
	var numbers []messages.Button
	for i := page * proposalPage; i < min(len(all), (page+1)*proposalPage); i++ {
		text += "\n" + proposalLine(c, i+1, all[i])
		numbers = append(numbers, messages.Button{Label: strconv.Itoa(i + 1), Data: voiceData("see", all[i].id)})
	}
	m := messages.Message{Key: "proposal.list", Text: text, Buttons: slices.Collect(slices.Chunk(numbers, 4))}
	if turn := pageButtons(c, page, len(all), back...); len(turn) > 0 {
		m.Buttons = append(m.Buttons, turn)
	}
	c.Say(m)
}

// pageButtons lead to the pages before and after.
func pageButtons(c *flows.Conversation, page, all int, back ...string) []messages.Button {
	to := func(word string, n int) messages.Button {
		return voiceButton(c, word, append(slices.Clone(back), strconv.Itoa(n))...)
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
func readHearing(c *flows.Conversation, hearing string, page int) {
	all := listedProposals(c, allProposals(hearing), proposalsListed)
	head := c.Text("proposal.list", messages.Args{"Count": len(all), "More": len(all) == proposalsListed})
	readPage(c, head, all, page, "read", hearing)
}

// readTopic pages through what a topic gathers.
func readTopic(c *flows.Conversation, id string, page int) {
	r, tp, ok := topicOf(c, id)
	if !ok {
		c.Repeat(c.Text("topic.gone", nil))
		return
	}
	var all []listedProposal
	for _, each := range tp.Proposals {
		if _, p, ok := proposalOf(c, each); ok {
			all = append(all, listedProposal{each, p})
		}
	}
	readPage(c, c.Text("topic.list.of", messages.Args{"Title": tp.Title, "Count": len(all)}), all, page, "of", r.ID)
}

// readProposal is a proposal, whole. A look at one that shows a name is in the
// trail with the person; any other look without, for the trail must not tell
// who wrote it.
func readProposal(c *flows.Conversation, id string) {
	_, p, ok := proposalOf(c, id)
	if !ok {
		c.Repeat(c.Text("proposal.gone", nil))
		return
	}
	head := c.Text("proposal.head", messages.Args{
		"Code": proposalCode(id), "Theme": themeName(c, p.Theme), "At": c.Date(p.At), "District": shownDistrict(c, p), "Name": shownName(c, id, p), "Topic": topicTitle(c, p.Topic),
	})
	var buttons [][]messages.Button
	if c.Allowed(flows.ForOfficers) {
		buttons = append(buttons, []messages.Button{voiceButton(c, "proposal.button.gather", "gather", id), voiceButton(c, "proposal.button.retheme", "retheme", id)})
		if p.Topic == "" {
			buttons = append(buttons, []messages.Button{voiceButton(c, "proposal.button.skip", "skip", id)})
		}
	}
	if p.Topic != "" {
		buttons = append(buttons, []messages.Button{voiceButton(c, "proposal.button.topic", "topic", p.Topic)})
	}
	sayProposal(c, id, p, head, "", buttons)
}

// shownDistrict is the kecamatan of a proposal, for officers.
func shownDistrict(c *flows.Conversation, p proposal) string {
	if !c.Allowed(flows.ForOfficers) {
		return ""
	}
	return c.District(p.District)
}

// shownName is the name of whoever wanted it shown, for officers. The look is noted.
func shownName(c *flows.Conversation, id string, p proposal) string {
	whom := flows.NobodyID
	if p.Named && c.Allowed(flows.ForOfficers) {
		whom = speakerOf(c, id)
	}
	c.Audit("data.proposal", whom, proposalCode(id), "")
	if whom == flows.NobodyID {
		return ""
	}
	return c.PersonByID(whom).Name
}

func topicTitle(c *flows.Conversation, id string) string {
	if id == "" {
		return ""
	}
	_, tp, _ := topicOf(c, id)
	return tp.Title
}

// nextWaiting shows the proposal that waits longest to be gathered, after one
// that was looked at.
func nextWaiting(c *flows.Conversation, hearing, after string) {
	all := listedProposals(c, waitingProposals(hearing), waitingShown)
	// What this very step gathered is still in the list as it was found.
	i := slices.IndexFunc(all, func(l listedProposal) bool { return l.id == after })
	all = append(all[i+1:], all[:max(0, i)]...)
	if len(all) == 0 {
		c.Say(messages.Message{Key: "proposal.sorted", Text: c.Text("proposal.sorted", nil), Buttons: [][]messages.Button{{voiceButton(c, "hearing.button.topics", "topics", hearing, "0")}}})
		return
	}
	readProposal(c, all[0].id)
}

// topicsPage lists the topics of a period, those most supported first.
func topicsPage(c *flows.Conversation, hearing string, page int) {
	all := topics(c, hearing)
	support := map[string]int64{}
	for _, nt := range all {
		support[nt.ID] = supporters(c, nt.ID, nt.topic)
	}
	weight := func(nt numberedTopic) int64 {
		if few(c, support[nt.ID]) { // the order must not tell what is hidden
			return int64(len(nt.Proposals))
		}
		return support[nt.ID] + int64(len(nt.Proposals))
	}
	slices.SortStableFunc(all, func(a, b numberedTopic) int { return int(weight(b) - weight(a)) })
	if len(all) == 0 {
		c.Repeat(c.Text("topic.none", nil))
		return
	}
	page = min(page, (len(all)-1)/proposalPage)
	text := c.Text("topic.list", messages.Args{"Count": len(all)}) + "\n"
	var numbers []messages.Button
	for i := page * proposalPage; i < min(len(all), (page+1)*proposalPage); i++ {
		nt := all[i]
		text += "\n" + c.Text("topic.line", messages.Args{
			"N": i + 1, "Title": nt.Title, "Theme": themeName(c, nt.Theme), "Proposals": len(nt.Proposals),
			"Support": privacy.People(support[nt.ID], few(c, support[nt.ID])), "Shown": nt.Shown, "State": lastState(c, nt.topic),
		})
		numbers = append(numbers, messages.Button{Label: strconv.Itoa(i + 1), Data: voiceData("topic", nt.ID)})
	}
	m := messages.Message{Key: "topic.list", Text: text, Buttons: slices.Collect(slices.Chunk(numbers, 4))}
	if turn := pageButtons(c, page, len(all), "topics", hearing); len(turn) > 0 {
		m.Buttons = append(m.Buttons, turn)
	}
	c.Say(m)
}

// lastState is what became of a topic last; empty: nothing was said yet.
func lastState(c *flows.Conversation, tp topic) string {
	if len(tp.Replies) == 0 {
		return ""
	}
	return replyName(c, tp.Replies[len(tp.Replies)-1].State)
}

func replyName(c *flows.Conversation, state string) string { return c.Label("reply.state." + state) }
