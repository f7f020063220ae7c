// Package assessment is the self-assessment, its result, and the plan that
// follows from it.
package assessment

import (
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// New is the self-assessment of the six indicators, and the plan that follows from it.
func New(program *enterprise.Program, languages []string) flows.Area {
	bySector := assessmentQuestions(program, languages)
	return flows.Area{
		Name: "assessment",
		Forms: []*flows.Form{
			assessment(bySector),     // the self-assessment of the six indicators
			quick(program, bySector), // six of its questions, and a first score
			repeat(),                 // fill it in again, or only what was skipped?
			makePlan(),               // /rencana: what to do about the weakest answers, by when
			planDay(),                // another day for a step
		},
		Reminders: []*flows.Reminder{planReminder()},
		Commands: []flows.Command{
			{Names: []string{"/hasil", "/result"}, Do: showResult},
		},
		Buttons: map[string]flows.Button{
			"n": {For: nil, Do: planButton}, // n:<item>:<verb>, n:show, n:new, n:assess; under a result n:detail, n:steps, n:status, n:history, n:documents, n:share
		},
		Hear:   formFilled,
		After:  offerForm,
		Export: exportPlans,
		Without: map[string]string{
			"Forget": flows.GoesWithRecord,
			"Merge":  flows.JoinsWithRecord,
		},
	}
}

const repeatKey = "repeat"

// assessment is the self-assessment of the six indicators. Its questions are
// the programme's, not ours.
func assessment(bySector map[string][]*flows.Question) *flows.Form {
	return &flows.Form{
		Key: flows.AssessmentKey, Command: "/penilaian", Also: []string{"/assessment"},
		Numbered: true, Recalled: true, Business: true, BySector: bySector,
		Questions: func(c *flows.Conversation, d *flows.Draft) []*flows.Question { return bySector[assessedSector(c, d)] },
		Begin:     beginAssessment,
		Finish:    assessed,
	}
}

// assessmentQuestions makes the questions of every sector once: they are read
// at each step of each owner.
func assessmentQuestions(program *enterprise.Program, languages []string) map[string][]*flows.Question {
	out := map[string][]*flows.Question{}
	for _, s := range program.Sectors {
		for _, item := range program.Instrument.Shown(s.Code) {
			out[s.Code] = append(out[s.Code], itemQuestion(languages, s.Code, item))
		}
	}
	return out
}

func itemQuestion(languages []string, sector string, item *enterprise.Item) *flows.Question {
	options := map[string][]flows.Option{}
	for _, lang := range languages {
		for _, o := range item.OptionsFor(sector) {
			options[lang] = append(options[lang], flows.Option{Value: o.Code, Label: o.Button.In(lang), Text: o.Text.In(lang)})
		}
	}
	return &flows.Question{
		Key:     item.ID,
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option { return options[c.Lang()] },
		Ask: func(c *flows.Conversation, _ *flows.Draft) string {
			return "<b>" + messages.Escape(item.AskIn(sector).In(c.Lang())) + "</b>"
		},
		Usual:   func(c *flows.Conversation, _ *flows.Draft) string { return lastAnswer(c, item.ID) },
		WhyText: item.HelpIn(sector),
		Skip:    flows.Once,
	}
}

// assessedSector decides which questions are shown: today's sector while the
// form is being filled in, the sector of its time once it was recorded.
func assessedSector(c *flows.Conversation, d *flows.Draft) string {
	if a := recorded(c, d); a != nil {
		return a.Sector
	}
	if len(c.Person.Businesses) == 0 {
		return ""
	}
	return c.Business().Sector
}

// recorded is the assessment that a draft was written to, if it was.
func recorded(c *flows.Conversation, d *flows.Draft) *enterprise.Assessment {
	if d == nil || d.Record.IsZero() || len(c.Person.Businesses) == 0 {
		return nil
	}
	all := c.Business().Assessments
	for i := range all {
		if all[i].At.Equal(d.Record) {
			return &all[i]
		}
	}
	return nil
}

// lastAnswer is what was answered last time, to be offered again.
func lastAnswer(c *flows.Conversation, item string) string {
	if a := c.Newest(); a != nil {
		return a.Answers[item]
	}
	return ""
}

// beginAssessment sends those who are not registered to registration, and
// asks those who have a result whether to start anew.
func beginAssessment(c *flows.Conversation, d *flows.Draft) {
	if len(c.Book.Form(flows.AssessmentKey).BySector[assessedSector(c, d)]) == 0 {
		registerFirst(c, d)
		return
	}
	if len(d.Answers) > 0 && d.Done.IsZero() || c.Newest() == nil {
		return
	}
	if d.Done.IsZero() { // nothing answered yet: this draft was only just made
		delete(c.Chat.Drafts, flows.AssessmentKey)
	}
	c.Open(repeatKey)
}

// registerFirst leads to registration and back: there is no business yet, or
// its sector is one the programme no longer has.
func registerFirst(c *flows.Conversation, d *flows.Draft) {
	c.Chat.Next = flows.AssessmentKey
	if len(d.Answers) == 0 {
		delete(c.Chat.Drafts, flows.AssessmentKey)
	}
	c.Note = flows.Join(c.Note, c.Text("assessment.register_first", nil))
	c.Open(flows.RegisterKey)
}

// repeat asks before a finished assessment is filled in again.
func repeat() *flows.Form {
	return &flows.Form{
		Key:       repeatKey,
		OnTheFly:  true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return repeatQuestions },
		Finish:    repeated,
	}
}

var repeatQuestions = []*flows.Question{{
	Key: "how",
	Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		out := []flows.Option{{Value: "again", Label: c.Label("repeat.again"), Names: c.Synonyms("nav.yes")}}
		if c.Newest().Result.Provisional {
			out = append(out, flows.Option{Value: "complete", Label: c.Label("repeat.complete")})
		}
		return append(out, flows.Option{Value: "no", Label: c.Label("repeat.no"), Names: c.Synonyms("nav.no")})
	},
	Ask: func(c *flows.Conversation, _ *flows.Draft) string {
		a := c.Newest()
		return c.Text("repeat.ask", messages.Args{
			"Total": a.Result.Total, "Level": c.Level(a.Result.Level), "Date": c.Date(a.At),
		})
	},
}}

func repeated(c *flows.Conversation, d *flows.Draft) {
	switch d.Answers["how"].Value {
	case "again":
		c.Chat.Drafts[flows.AssessmentKey] = &flows.Draft{Form: flows.AssessmentKey, Started: c.Now(), Touched: c.Now(), Answers: map[string]flows.Answer{}}
	case "complete":
		completeSkipped(c)
	default:
		c.Menu("menu.text")
		return
	}
	c.Chat.Open = flows.AssessmentKey
	c.Proceed()
}

// completeSkipped reopens the newest assessment: what was answered stays, what
// was skipped is asked, and may not be skipped again.
func completeSkipped(c *flows.Conversation) {
	a := c.Newest()
	d := c.Draft(flows.AssessmentKey)
	if !d.Record.Equal(a.At) {
		d = &flows.Draft{Form: flows.AssessmentKey, Started: c.Now(), Record: a.At, Answers: map[string]flows.Answer{}}
		for item, code := range a.Answers {
			d.Answers[item] = flows.Answer{Value: code}
		}
		c.Chat.Drafts[flows.AssessmentKey] = d
	}
	d.Round, d.Done, d.Touched = d.Round+1, time.Time{}, c.Now()
}

// assessed scores the answers and records them: as a new assessment, or in
// the place of the one that is being corrected.
func assessed(c *flows.Conversation, d *flows.Draft) {
	sector := assessedSector(c, d)
	if len(c.Book.Form(flows.AssessmentKey).BySector[sector]) == 0 {
		registerFirst(c, d)
		return
	}
	WriteAssessment(c, d)
	showResult(c)
	sayGrowth(c)
}

// WriteAssessment writes the answers to the business, as its newest assessment
// or in the place of the one that is being corrected.
func WriteAssessment(c *flows.Conversation, d *flows.Draft) {
	sector := assessedSector(c, d)
	c.ChangeBusiness(c.Business().ID, func(b *enterprise.Business) {
		b.Assessments = slices.Clone(b.Assessments)
		i := slices.IndexFunc(b.Assessments, func(a enterprise.Assessment) bool { return a.At.Equal(d.Record) })
		if i < 0 {
			i = len(b.Assessments)
			b.Assessments = append(b.Assessments, enterprise.Assessment{At: c.Now(), Version: c.Program().Instrument.Version, Sector: sector})
		} else {
			b.Assessments[i].Changed = c.Now()
		}
		a := &b.Assessments[i]
		a.Answers = chosenOptions(c, d)
		a.Result = c.Program().Score(sector, a.Answers, c.Program().Admin(*b, c.Now())) // Admin looks at the answers, too
		d.Record = a.At
	})
	d.Done = c.Now()
}

// chosenOptions are the answers to the questions that are asked, without
// those skipped or of another sector.
func chosenOptions(c *flows.Conversation, d *flows.Draft) map[string]string {
	answers := map[string]string{}
	for _, q := range c.Book.Form(flows.AssessmentKey).BySector[assessedSector(c, d)] {
		if a := d.Answers[q.Key]; a.Value != "" {
			answers[q.Key] = a.Value
		}
	}
	return answers
}
