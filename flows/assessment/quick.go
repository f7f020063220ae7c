package assessment

import (
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// quick is /cekcepat: of each indicator the question that weighs most, and a
// first score. What was answered counts in the assessment, which asks the rest.
func quick(program *enterprise.Program, bySector map[string][]*flows.Question) *flows.Form {
	chosen := map[string][]*flows.Question{}
	for sector, all := range bySector {
		chosen[sector] = heaviest(program, sector, all)
	}
	return &flows.Form{
		Key: flows.QuickKey, Command: "/cekcepat", Also: []string{"/quickcheck"},
		Numbered: true, OnTheFly: true, Words: flows.AssessmentKey, Left: "quick.left",
		Questions: func(c *flows.Conversation, _ *flows.Draft) []*flows.Question { return chosen[c.Business().Sector] },
		Begin:     beginQuick,
		Finish:    quickDone,
	}
}

// heaviest is one question of each indicator, in the order in which they are
// asked. What is answered is an answer of the assessment at once.
func heaviest(program *enterprise.Program, sector string, all []*flows.Question) (out []*flows.Question) {
	best := map[string]*enterprise.Item{}
	for _, it := range program.Instrument.Shown(sector) {
		if b := best[it.Dimension]; b == nil || it.Weight > b.Weight {
			best[it.Dimension] = it
		}
	}
	for _, q := range all {
		if best[program.Instrument.Item(q.Key).Dimension].ID == q.Key {
			asked := *q
			asked.Accept = func(c *flows.Conversation, d *flows.Draft, value string) {
				if value != "" {
					assessmentBegun(c).Answers[q.Key] = d.Answers[q.Key]
				}
			}
			out = append(out, &asked)
		}
	}
	return out
}

// assessmentBegun is the draft of the assessment, which waits from now on.
func assessmentBegun(c *flows.Conversation) *flows.Draft {
	d := c.Draft(flows.AssessmentKey)
	if d.Started.IsZero() {
		d.Started = c.Now()
	}
	d.Touched = c.Now()
	return d
}

// beginQuick leads those who are not registered to registration, and those who
// answered more already to the assessment itself.
func beginQuick(c *flows.Conversation, _ *flows.Draft) {
	switch full := c.Chat.Drafts[flows.AssessmentKey]; {
	case len(c.Person.Businesses) == 0:
		c.Chat.Next = flows.QuickKey
		c.Note = flows.Join(c.Note, c.Text("assessment.register_first", nil))
		c.Open(flows.RegisterKey)
	case c.Newest() != nil || full != nil && len(full.Answers) > 0 || len(c.Book.Form(flows.AssessmentKey).BySector[c.Business().Sector]) == 0:
		c.Open(flows.AssessmentKey)
	}
}

// quickDone says the first score.
func quickDone(c *flows.Conversation, d *flows.Draft) {
	b, answers := c.Business(), map[string]string{}
	for _, q := range c.Book.Form(flows.QuickKey).Questions(c, d) {
		if a := d.Answers[q.Key]; a.Value != "" {
			answers[q.Key] = a.Value
		}
	}
	a := enterprise.Assessment{At: c.Now(), Sector: b.Sector, Answers: answers, Result: c.Program().Score(b.Sector, answers, c.Program().Admin(b, c.Now()))}
	if a.Result.Answered == 0 {
		c.Menu("quick.none")
		return
	}
	c.Say(messages.Message{Key: "quick.head", Radar: radar(c, &a, nil),
		Text: c.Text("quick.head", messages.Args{"Total": a.Result.Total, "Answered": a.Result.Answered})})
	more := c.Text("quick.more", messages.Args{"Rest": a.Result.Shown - a.Result.Answered})
	c.Say(messages.Message{Key: "quick.more", Text: flows.Join(bars(c, a.Result), more), Keyboard: c.MenuKeyboard()})
}
