package flows

import (
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// assessmentArea is the self-assessment of the six indicators, and the plan that follows from it.
func assessmentArea(program *enterprise.Program, languages []string) Area {
	return Area{
		Name: "assessment",
		Forms: []*Flow{
			assessment(assessmentQuestions(program, languages)), // the self-assessment of the six indicators
			repeat(),   // fill it in again, or only what was skipped?
			makePlan(), // /rencana: what to do about the weakest answers, by when
			planDay(),  // another day for a step
		},
		Reminders: []*reminder{planReminder()},
		Commands: []deed{
			{names: []string{"/hasil", "/result"}, do: (*talk).showResult},
		},
		Buttons: map[string]button{
			"n": {nil, (*talk).planButton}, // n:<item>:<verb>, n:show, n:new, n:assess
		},
		Export: (*talk).exportPlans,
		Without: map[string]string{
			"Forget": goesWithRecord,
			"Merge":  joinsWithRecord,
		},
	}
}

const (
	assessmentKey = "assessment"
	repeatKey     = "repeat"
)

// assessment is the self-assessment of the six indicators. Its questions are
// the programme's, not ours.
func assessment(bySector map[string][]*Question) *Flow {
	return &Flow{
		Key: assessmentKey, Command: "/penilaian", Also: []string{"/assessment"},
		Numbered: true, Recalled: true, Business: true, BySector: bySector,
		Questions: func(t *talk, d *Draft) []*Question { return bySector[t.assessedSector(d)] },
		Begin:     beginAssessment,
		Finish:    assessed,
	}
}

// assessmentQuestions makes the questions of every sector once: they are read
// at each step of each owner.
func assessmentQuestions(program *enterprise.Program, languages []string) map[string][]*Question {
	out := map[string][]*Question{}
	for _, s := range program.Sectors {
		for _, item := range program.Instrument.Shown(s.Code) {
			out[s.Code] = append(out[s.Code], itemQuestion(languages, s.Code, item))
		}
	}
	return out
}

func itemQuestion(languages []string, sector string, item *enterprise.Item) *Question {
	options := map[string][]Option{}
	for _, lang := range languages {
		for _, o := range item.OptionsFor(sector) {
			options[lang] = append(options[lang], Option{Value: o.Code, Label: o.Button.In(lang), Text: o.Text.In(lang)})
		}
	}
	return &Question{
		Key:     item.ID,
		Options: func(t *talk, _ *Draft) []Option { return options[t.lang] },
		Ask: func(t *talk, _ *Draft) string {
			return "<b>" + messages.Escape(item.AskIn(sector).In(t.lang)) + "</b>"
		},
		Usual:   func(t *talk, _ *Draft) string { return t.lastAnswer(item.ID) },
		WhyText: item.Help,
		Skip:    Once,
	}
}

// assessedSector decides which questions are shown: today's sector while the
// form is being filled in, the sector of its time once it was recorded.
func (t *talk) assessedSector(d *Draft) string {
	if a := t.recorded(d); a != nil {
		return a.Sector
	}
	if len(t.Person.Businesses) == 0 {
		return ""
	}
	return t.business().Sector
}

// recorded is the assessment that a draft was written to, if it was.
func (t *talk) recorded(d *Draft) *enterprise.Assessment {
	if d == nil || d.Record.IsZero() || len(t.Person.Businesses) == 0 {
		return nil
	}
	all := t.business().Assessments
	for i := range all {
		if all[i].At.Equal(d.Record) {
			return &all[i]
		}
	}
	return nil
}

// newest is the assessment that counts now.
func (t *talk) newest() *enterprise.Assessment {
	if len(t.Person.Businesses) == 0 {
		return nil
	}
	all := t.business().Assessments
	if len(all) == 0 {
		return nil
	}
	return &all[len(all)-1]
}

// lastAnswer is what was answered last time, to be offered again.
func (t *talk) lastAnswer(item string) string {
	if a := t.newest(); a != nil {
		return a.Answers[item]
	}
	return ""
}

// beginAssessment sends those who are not registered to registration, and
// asks those who have a result whether to start anew.
func beginAssessment(t *talk, d *Draft) {
	if len(t.book.flow(assessmentKey).BySector[t.assessedSector(d)]) == 0 {
		t.registerFirst(d)
		return
	}
	if len(d.Answers) > 0 && d.Done.IsZero() || t.newest() == nil {
		return
	}
	if d.Done.IsZero() { // nothing answered yet: this draft was only just made
		delete(t.Chat.Drafts, assessmentKey)
	}
	t.enter(t.book.flow(repeatKey))
}

// registerFirst leads to registration and back: there is no business yet, or
// its sector is one the programme no longer has.
func (t *talk) registerFirst(d *Draft) {
	t.Chat.Next = assessmentKey
	if len(d.Answers) == 0 {
		delete(t.Chat.Drafts, assessmentKey)
	}
	t.note = join(t.note, t.word("assessment.register_first", nil))
	t.enter(t.book.flow(registerKey))
}

// repeat asks before a finished assessment is filled in again.
func repeat() *Flow {
	return &Flow{
		Key:       repeatKey,
		OnTheFly:  true,
		Questions: func(*talk, *Draft) []*Question { return repeatQuestions },
		Finish:    repeated,
	}
}

var repeatQuestions = []*Question{{
	Key: "how",
	Options: func(t *talk, _ *Draft) []Option {
		out := []Option{{Value: "again", Label: t.label("repeat.again"), Names: t.names("nav.yes")}}
		if t.newest().Result.Provisional {
			out = append(out, Option{Value: "complete", Label: t.label("repeat.complete")})
		}
		return append(out, Option{Value: "no", Label: t.label("repeat.no"), Names: t.names("nav.no")})
	},
	Ask: func(t *talk, _ *Draft) string {
		a := t.newest()
		return t.word("repeat.ask", messages.Args{
			"Total": a.Result.Total, "Level": t.level(a.Result.Level), "Date": t.date(a.At),
		})
	},
}}

func repeated(t *talk, d *Draft) {
	switch d.Answers["how"].Value {
	case "again":
		t.Chat.Drafts[assessmentKey] = &Draft{Flow: assessmentKey, Started: t.now, Touched: t.now, Answers: map[string]Answer{}}
	case "complete":
		t.completeSkipped()
	default:
		t.menu("menu.text")
		return
	}
	t.Chat.Open = assessmentKey
	t.proceed()
}

// completeSkipped reopens the newest assessment: what was answered stays, what
// was skipped is asked, and may not be skipped again.
func (t *talk) completeSkipped() {
	a := t.newest()
	d := t.draft(assessmentKey)
	if !d.Record.Equal(a.At) {
		d = &Draft{Flow: assessmentKey, Started: t.now, Record: a.At, Answers: map[string]Answer{}}
		for item, code := range a.Answers {
			d.Answers[item] = Answer{Value: code}
		}
		t.Chat.Drafts[assessmentKey] = d
	}
	d.Round, d.Done, d.Touched = d.Round+1, time.Time{}, t.now
}

// assessed scores the answers and records them: as a new assessment, or in
// the place of the one that is being corrected.
func assessed(t *talk, d *Draft) {
	sector := t.assessedSector(d)
	if len(t.book.flow(assessmentKey).BySector[sector]) == 0 {
		t.registerFirst(d)
		return
	}
	t.writeAssessment(d)
	t.showResult()
	t.sayGrowth()
}

// writeAssessment writes the answers to the business, as its newest assessment
// or in the place of the one that is being corrected.
func (t *talk) writeAssessment(d *Draft) {
	sector := t.assessedSector(d)
	t.changeBusiness(t.business().ID, func(b *enterprise.Business) {
		b.Assessments = slices.Clone(b.Assessments)
		i := slices.IndexFunc(b.Assessments, func(a enterprise.Assessment) bool { return a.At.Equal(d.Record) })
		if i < 0 {
			i = len(b.Assessments)
			b.Assessments = append(b.Assessments, enterprise.Assessment{At: t.now, Version: t.book.program.Instrument.Version, Sector: sector})
		} else {
			b.Assessments[i].Changed = t.now
		}
		a := &b.Assessments[i]
		a.Answers = t.chosenOptions(d)
		a.Result = t.book.program.Score(sector, a.Answers, t.book.program.Admin(*b, t.now)) // Admin looks at the answers, too
		d.Record = a.At
	})
	d.Done = t.now
}

// chosenOptions are the answers to the questions that are asked, without
// those skipped or of another sector.
func (t *talk) chosenOptions(d *Draft) map[string]string {
	answers := map[string]string{}
	for _, q := range t.book.flow(assessmentKey).BySector[t.assessedSector(d)] {
		if a := d.Answers[q.Key]; a.Value != "" {
			answers[q.Key] = a.Value
		}
	}
	return answers
}
