package flows

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// proposalArea is what owners propose for the city's plan.
func proposalArea() Area {
	return Area{
		Name: "proposal",
		Forms: []*Flow{
			newHearing(),    // a period of proposals for the city's plan: what is asked, until when
			writeProposal(), // what holds an owner back, and what they propose
			retract(),       // it is taken back
			gather(),        // an officer gathers it under a topic
			retheme(),       // or corrects its theme
			renameTopic(),   // a topic's title
			mergeTopics(),   // two topics are one
			answerTopic(),   // what became of it
		},
		Reminders: []*reminder{repliedReminder()},
		Commands: []deed{
			{names: []string{"/usulan", "/proposals"}, do: (*talk).proposals},
		},
		Buttons: map[string]button{
			"u": {nil, (*talk).voiceButtonTapped}, // u:<verb>[:<which>[:<page>]], each verb with who may
		},
		Notices: map[string]func(*talk, json.RawMessage){
			voiceNoticed: proposalChanged, // to who wrote a proposal: what became of it
		},
		Browse: (*talk).browsesProposals,
		Forget: (*talk).forgetProposals,
		Audits: []string{
			"proposal.opened", "proposal.closed", "proposal.reopened", "proposal.gathered", "proposal.tagged",
			"proposal.shown", "proposal.hidden", "proposal.renamed", "proposal.merged", "proposal.answered",
			"data.proposal", "data.proposals",
		},
		Export: (*talk).exportProposals,
		Without: map[string]string{
			"Merge": hindersMerge,
		},
	}
}

// browsesProposals takes "usulan".
func (t *talk) browsesProposals() bool {
	if !slices.Contains(t.names("proposal.names"), enterprise.Tidy(t.in.Text)) {
		return false
	}
	t.proposals()
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
	Hearing  string    `json:"hearing"`
	Theme    string    `json:"theme"`
	District string    `json:"district,omitempty"` // empty: it is nobody's any more
	Barrier  []string  `json:"barrier,omitempty"`  // what holds them back, message by message
	Idea     []string  `json:"idea,omitempty"`     // what they propose
	Photos   []poster  `json:"photos,omitempty"`
	Named    bool      `json:"named,omitempty"`  // the name may be shown to officers
	Naming   bool      `json:"naming,omitempty"` // it is not to be shown, but the words tell it
	At       time.Time `json:"at"`
	Topic    string    `json:"topic,omitempty"` // under which it was gathered
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

func (t *talk) proposalOf(id string) (r Record, p proposal, ok bool) {
	r = t.record(proposalRecord, id)
	return r, p, r.Data != nil && json.Unmarshal(r.Data, &p) == nil
}

// speakerOf is who wrote a proposal; 0: nobody any more.
func (t *talk) speakerOf(id string) enterprise.PersonID {
	var s speaker
	if r := t.record(speakerRecord, id); r.Data != nil {
		_ = json.Unmarshal(r.Data, &s) // ours: written by put
	}
	return s.Person
}

// The lists of proposals: of a period, of a theme in it, and of those that wait
// to be gathered, the oldest first.
func allProposals(hearing string) string            { return "proposals:" + hearing }
func proposalsOnTheme(hearing, theme string) string { return "proposals:" + hearing + ":" + theme }
func waitingProposals(hearing string) string        { return "proposals:waiting:" + hearing }
func (t *talk) proposalUntil(hearing string) time.Time {
	_, h, _ := t.hearingOf(hearing)
	return t.keptUntil(h)
}

// putProposal writes a proposal into the lists it belongs to.
func (t *talk) putProposal(r Record, p proposal) {
	at := p.At.UnixMilli()
	r.Lists = map[string]int64{allProposals(p.Hearing): at, proposalsOnTheme(p.Hearing, p.Theme): at}
	if p.Topic == "" {
		r.Lists[waitingProposals(p.Hearing)] = -at
	}
	r.Until = t.proposalUntil(p.Hearing)
	t.put(r, p)
}

// proposals is /usulan: for officers and planners what was said, for owners
// what they are asked.
func (t *talk) proposals() {
	if t.may(forHearings) {
		t.showHearings()
		return
	}
	t.ownProposals()
}

// speaks tells whether this is somebody who may say something; others are led
// to what comes first.
func (t *talk) speaks() bool {
	switch {
	case t.settling():
		t.start("")
		return false
	case len(t.Person.Businesses) == 0:
		t.note = t.word("proposal.register_first", nil)
		t.enter(t.book.flow(registerKey))
		return false
	}
	return true
}

// ownProposals shows an owner what the city asks, and what they said.
func (t *talk) ownProposals() {
	if !t.speaks() {
		return
	}
	_, h, ok := t.newestHearing()
	args := messages.Args{"Asked": ok, "Open": h.open(t.now), "Question": h.Question, "Until": t.date(h.lastDay()), "Mine": len(t.Person.Spoken)}
	if !h.Closed.IsZero() {
		args["Until"] = t.date(h.Closed)
	}
	m := messages.Message{Key: "proposal.home", Text: t.word("proposal.home", args)}
	row := func(b messages.Button) { m.Buttons = append(m.Buttons, []messages.Button{b}) }
	if ok && h.open(t.now) {
		row(t.voiceButton("proposal.button.new", "new"))
	}
	if ok {
		row(t.voiceButton("proposal.button.others", "others", "0"))
	}
	if len(t.Person.Spoken) > 0 {
		row(t.voiceButton("proposal.button.mine", "mine"))
	}
	t.say(m)
	if t.Chat.Open != "" {
		t.again("")
	}
}

// listMine are the person's own proposals, the newest first, each with what
// became of it.
func (t *talk) listMine() {
	m := messages.Message{Key: "proposal.mine", Text: t.word("proposal.mine", messages.Args{"Count": len(t.Person.Spoken)})}
	for _, s := range slices.Backward(t.Person.Spoken) {
		_, p, ok := t.proposalOf(s.ID)
		if !ok {
			continue // its time is over
		}
		m.Text += "\n" + t.word("proposal.mine.line", messages.Args{"Code": proposalCode(s.ID), "Theme": t.themeName(p.Theme), "At": t.date(p.At), "State": t.heardName(s.Reply)})
		if len(m.Buttons) < mineButtons {
			m.Buttons = append(m.Buttons, []messages.Button{{Label: proposalCode(s.ID), Data: voiceData("own", s.ID)}})
		}
	}
	t.say(m)
}

// mineButtons is how many of their own proposals a person can open from the list.
const mineButtons = 20

// spokenBy is the place of a proposal among the person's own; -1: it is not theirs.
func (t *talk) spokenBy(id string) int {
	return slices.IndexFunc(t.Person.Spoken, func(s enterprise.Spoken) bool { return s.ID == id })
}

// showOwn is a proposal of one's own, whole, with what became of it.
func (t *talk) showOwn(id string) {
	i := t.spokenBy(id)
	_, p, ok := t.proposalOf(id)
	if i < 0 || !ok {
		t.again(t.word("proposal.gone", nil))
		return
	}
	head := t.word("proposal.own", messages.Args{"Code": proposalCode(id), "Theme": t.themeName(p.Theme), "At": t.date(p.At), "Named": p.Named})
	buttons := [][]messages.Button{{t.voiceButton("proposal.button.retract", "retract", id)}}
	end := ""
	if reply := t.Person.Spoken[i].Reply; reply.State != "" {
		end = t.heardLine(reply)
	}
	t.sayProposal(id, p, head, end, buttons)
}

// themeName is what a theme is called; its code when the city dropped it.
func (t *talk) themeName(code string) string {
	if theme, ok := t.book.program.City.Proposals.Theme(code); ok {
		return theme.Name.In(t.lang)
	}
	return code
}

// retract asks whether a proposal of one's own is to be taken back.
func retract() *Flow {
	return &Flow{
		Key: "retract", OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return []*Question{sure("retract.yes", "retract.no")} },
		Finish: func(t *talk, d *Draft) {
			if t.spokenBy(d.Subject) < 0 || d.Answers["sure"].Value != "yes" {
				t.comeBack(d, t.word("retract.kept", nil))
				return
			}
			t.removeProposal(d.Subject)
			t.comeBack(d, t.word("retract.done", messages.Args{"Code": proposalCode(d.Subject)}))
		},
	}
}

// removeProposal takes a proposal of the person's away, wherever it stands.
func (t *talk) removeProposal(id string) {
	t.Person.Spoken = slices.DeleteFunc(slices.Clone(t.Person.Spoken), func(s enterprise.Spoken) bool { return s.ID == id })
	t.forgetSpeaker(id)
	r, p, ok := t.proposalOf(id)
	if !ok {
		return
	}
	t.dropPhotos(id, p)
	t.outOfTopic(id, p)
	t.put(r, nil)
}

func (t *talk) forgetSpeaker(id string) {
	if r := t.record(speakerRecord, id); r.Data != nil {
		t.put(r, nil)
	}
}

// dropPhotos lets go of a proposal's photos.
func (t *talk) dropPhotos(id string, p proposal) {
	for _, photo := range p.Photos {
		if photo.Hash == "" {
			continue
		}
		if r, o := t.ownersOf(FileRecord, photo.Hash); r.Data != nil {
			delete(o.Proposals, id)
			t.putOwners(r, o)
		}
	}
}

// forgetProposals takes an erased person's proposals away. What officers have
// gathered under a topic stays as nobody's, without its photos and kecamatan,
// if it was written without a name and does not tell one: then it is no
// personal data any more (UU 27/2022 art. 1).
func (t *talk) forgetProposals() {
	for _, s := range t.Person.Spoken {
		r, p, ok := t.proposalOf(s.ID)
		if !ok || p.Topic == "" || p.Named || p.Naming {
			t.removeProposal(s.ID)
			continue
		}
		t.forgetSpeaker(s.ID)
		t.dropPhotos(s.ID, p)
		p.District, p.Photos = "", nil
		t.putProposal(r, p)
	}
}
