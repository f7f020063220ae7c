// Package proposal is what owners propose for the city's plan, the topics that
// officers gather them under, and what became of them.
package proposal

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/papers"
	"naikkelas/messages"
)

// New is what owners propose for the city's plan.
func New() flows.Area {
	return flows.Area{
		Name: "proposal",
		Forms: []*flows.Form{
			newHearing(),    // a period of proposals for the city's plan: what is asked, until when
			writeProposal(), // what holds an owner back, and what they propose
			retract(),       // it is taken back
			gather(),        // an officer gathers it under a topic
			retheme(),       // or corrects its theme
			renameTopic(),   // a topic's title
			mergeTopics(),   // two topics are one
			answerTopic(),   // what became of it
		},
		Reminders: []*flows.Reminder{repliedReminder()},
		Commands: []flows.Command{
			{Names: []string{"/usulan", "/proposals"}, Do: proposals},
		},
		Buttons: map[string]flows.Button{
			"u": {For: nil, Do: voiceButtonTapped}, // u:<verb>[:<which>[:<page>]], each verb with who may
		},
		Notices: map[string]func(*flows.Conversation, json.RawMessage){
			voiceNoticed: proposalChanged, // to who wrote a proposal: what became of it
		},
		Browse: browsesProposals,
		Forget: forgetProposals,
		Audits: []string{
			"proposal.opened", "proposal.closed", "proposal.reopened", "proposal.gathered", "proposal.tagged",
			"proposal.shown", "proposal.hidden", "proposal.renamed", "proposal.merged", "proposal.answered",
			"data.proposal", "data.proposals",
		},
		Export:  exportProposals,
		Waiting: map[string]func(*flows.Conversation) string{"proposals": proposalsWaiting},
		Without: map[string]string{
			"Merge": flows.HindersMerge,
		},
	}
}

// browsesProposals takes "usulan".
func browsesProposals(c *flows.Conversation) bool {
	if !slices.Contains(c.Synonyms("proposal.names"), read.Tidy(c.Input().Text)) {
		return false
	}
	proposals(c)
	return true
}

const (
	proposalRecord = "proposal"
	speakerRecord  = "speaker"
	// spokenMost is how many proposals one person may have in a period.
	spokenMost = 30
	// waitingShown is how many of the proposals that wait to be gathered are counted.
	waitingShown = 50
)

// proposal is what somebody said for the city's plan. Who it was stands in a
// record of its own, which is read to tell that person something, and to show
// the name of those who wanted it shown; nothing here leads to them.
type proposal struct {
	Hearing  string          `json:"hearing"`
	Theme    string          `json:"theme"`
	District string          `json:"district,omitempty"` // empty: it is nobody's any more
	Barrier  []string        `json:"barrier,omitempty"`  // what holds them back, message by message
	Idea     []string        `json:"idea,omitempty"`     // what they propose
	Photos   []papers.Poster `json:"photos,omitempty"`
	Named    bool            `json:"named,omitempty"`  // the name may be shown to officers
	Naming   bool            `json:"naming,omitempty"` // it is not to be shown, but the words tell it
	At       time.Time       `json:"at"`
	Topic    string          `json:"topic,omitempty"` // under which it was gathered
}

// speaker is who wrote a proposal.
type speaker struct {
	Person enterprise.PersonID `json:"person"`
}

// proposalCode is how a proposal is called: longer than a ticket's, for there
// are thousands in a table.
func proposalCode(id string) string {
	ms, _, _ := strings.Cut(id, "-")
	n, _ := strconv.ParseInt(ms, 10, 64)
	code := "00000" + strings.ToUpper(strconv.FormatInt(n, 36))
	return "U" + code[len(code)-6:]
}

func proposalOf(c *flows.Conversation, id string) (r flows.Record, p proposal, ok bool) {
	r = c.Record(proposalRecord, id)
	return r, p, r.Data != nil && json.Unmarshal(r.Data, &p) == nil
}

// speakerOf is who wrote a proposal; 0: nobody any more.
func speakerOf(c *flows.Conversation, id string) enterprise.PersonID {
	var s speaker
	if r := c.Record(speakerRecord, id); r.Data != nil {
		_ = json.Unmarshal(r.Data, &s) // ours: written by put
	}
	return s.Person
}

// The lists of proposals: of a period, of a theme in it, and of those that wait
// to be gathered, the oldest first.
func allProposals(hearing string) string { return "proposals:" + hearing }

func proposalsOnTheme(hearing, theme string) string { return "proposals:" + hearing + ":" + theme }

func waitingProposals(hearing string) string { return "proposals:waiting:" + hearing }

func proposalUntil(c *flows.Conversation, hearing string) time.Time {
	_, h, _ := hearingOf(c, hearing)
	return keptUntil(c, h)
}

// putProposal writes a proposal into the lists it belongs to.
func putProposal(c *flows.Conversation, r flows.Record, p proposal) {
	at := p.At.UnixMilli()
	r.Lists = map[string]int64{allProposals(p.Hearing): at, proposalsOnTheme(p.Hearing, p.Theme): at}
	if p.Topic == "" {
		r.Lists[waitingProposals(p.Hearing)] = -at
	}
	r.Until = proposalUntil(c, p.Hearing)
	c.Put(r, p)
}

// proposals is /usulan: for officers and planners what was said, for owners
// what they are asked.
func proposals(c *flows.Conversation) {
	if c.Allowed(forHearings) {
		showHearings(c)
		return
	}
	ownProposals(c)
}

// speaks tells whether this is somebody who may say something; others are led
// to what comes first.
func speaks(c *flows.Conversation) bool {
	switch {
	case c.Settling():
		c.Start("")
		return false
	case len(c.Person.Businesses) == 0:
		c.Note = c.Text("proposal.register_first", nil)
		c.Open(flows.RegisterKey)
		return false
	}
	return true
}

// ownProposals shows an owner what the city asks, and what they said.
func ownProposals(c *flows.Conversation) {
	if !speaks(c) {
		return
	}
	_, h, ok := newestHearing(c)
	args := messages.Args{"Asked": ok, "Open": h.open(c.Now()), "Question": h.Question, "Until": c.Date(h.lastDay()), "Mine": len(c.Person.Spoken)}
	if !h.Closed.IsZero() {
		args["Until"] = c.Date(h.Closed)
	}
	m := messages.Message{Key: "proposal.home", Text: c.Text("proposal.home", args)}
	row := func(b messages.Button) { m.Buttons = append(m.Buttons, []messages.Button{b}) }
	if ok && h.open(c.Now()) {
		row(voiceButton(c, "proposal.button.new", "new"))
	}
	if ok {
		row(voiceButton(c, "proposal.button.others", "others", "0"))
	}
	if len(c.Person.Spoken) > 0 {
		row(voiceButton(c, "proposal.button.mine", "mine"))
	}
	c.Say(m)
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

// listMine are the person's own proposals, the newest first, each with what
// became of it.
func listMine(c *flows.Conversation) {
	m := messages.Message{Key: "proposal.mine", Text: c.Text("proposal.mine", messages.Args{"Count": len(c.Person.Spoken)})}
	for _, s := range slices.Backward(c.Person.Spoken) {
		_, p, ok := proposalOf(c, s.ID)
		if !ok {
			continue // its time is over
		}
		m.Text += "\n" + c.Text("proposal.mine.line", messages.Args{"Code": proposalCode(s.ID), "Theme": themeName(c, p.Theme), "At": c.Date(p.At), "State": heardName(c, s.Reply)})
		if len(m.Buttons) < mineButtons {
			m.Buttons = append(m.Buttons, []messages.Button{{Label: proposalCode(s.ID), Data: voiceData("own", s.ID)}})
		}
	}
	c.Say(m)
}

// mineButtons is how many of their own proposals a person can open from the list.
const mineButtons = 20

// spokenBy is the place of a proposal among the person's own; -1: it is not theirs.
func spokenBy(c *flows.Conversation, id string) int {
	return slices.IndexFunc(c.Person.Spoken, func(s enterprise.Spoken) bool { return s.ID == id })
}

// showOwn is a proposal of one's own, whole, with what became of it.
func showOwn(c *flows.Conversation, id string) {
	i := spokenBy(c, id)
	_, p, ok := proposalOf(c, id)
	if i < 0 || !ok {
		c.Repeat(c.Text("proposal.gone", nil))
		return
	}
	head := c.Text("proposal.own", messages.Args{"Code": proposalCode(id), "Theme": themeName(c, p.Theme), "At": c.Date(p.At), "Named": p.Named})
	buttons := [][]messages.Button{{voiceButton(c, "proposal.button.retract", "retract", id)}}
	end := ""
	if reply := c.Person.Spoken[i].Reply; reply.State != "" {
		end = heardLine(c, reply)
	}
	sayProposal(c, id, p, head, end, buttons)
}

// themeName is what a theme is called; its code when the city dropped it.
func themeName(c *flows.Conversation, code string) string {
	if theme, ok := c.Program().City.Proposals.Theme(code); ok {
		return theme.Name.In(c.Lang())
	}
	return code
}

// retract asks whether a proposal of one's own is to be taken back.
func retract() *flows.Form {
	return &flows.Form{
		Key: "retract", OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question {
			return []*flows.Question{flows.Sure("retract.yes", "retract.no")}
		},
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			if spokenBy(c, d.Subject) < 0 || d.Answers["sure"].Value != "yes" {
				c.Return(d, c.Text("retract.kept", nil))
				return
			}
			removeProposal(c, d.Subject)
			c.Return(d, c.Text("retract.done", messages.Args{"Code": proposalCode(d.Subject)}))
		},
	}
}

// removeProposal takes a proposal of the person's away, wherever it stands.
func removeProposal(c *flows.Conversation, id string) {
	c.Person.Spoken = slices.DeleteFunc(slices.Clone(c.Person.Spoken), func(s enterprise.Spoken) bool { return s.ID == id })
	forgetSpeaker(c, id)
	r, p, ok := proposalOf(c, id)
	if !ok {
		return
	}
	dropPhotos(c, id, p)
	outOfTopic(c, id, p)
	c.Put(r, nil)
}

func forgetSpeaker(c *flows.Conversation, id string) {
	if r := c.Record(speakerRecord, id); r.Data != nil {
		c.Put(r, nil)
	}
}

// dropPhotos lets go of a proposal's photos.
func dropPhotos(c *flows.Conversation, id string, p proposal) {
	for _, photo := range p.Photos {
		if photo.Hash == "" {
			continue
		}
		if r, o := papers.OwnersOf(c, flows.FileRecord, photo.Hash); r.Data != nil {
			delete(o.Proposals, id)
			papers.PutOwners(c, r, o)
		}
	}
}

// forgetProposals takes an erased person's proposals away. What officers have
// gathered under a topic stays as nobody's, without its photos and kecamatan,
// if it was written without a name and does not tell one: then it is no
// personal data any more (UU 27/2022 art. 1).
func forgetProposals(c *flows.Conversation) {
	for _, s := range c.Person.Spoken {
		r, p, ok := proposalOf(c, s.ID)
		if !ok || p.Topic == "" || p.Named || p.Naming {
			removeProposal(c, s.ID)
			continue
		}
		forgetSpeaker(c, s.ID)
		dropPhotos(c, s.ID, p)
		p.District, p.Photos = "", nil
		putProposal(c, r, p)
	}
}
