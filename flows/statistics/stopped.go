package statistics

import (
	"cmp"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/privacy"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// stopping is how many owners left a form at one of its questions.
type stopping struct {
	form, question string // keys
	name, text     string // the form's, the question's
	n, began       int64
	hidden         bool
	beganHidden    bool
}

// label is a question in a few words: the assessment's by its number.
func (s stopping) label() string {
	if s.form == flows.AssessmentKey {
		return s.name + ": " + s.question
	}
	return s.name + ": " + s.text
}

const recapStopped = "stopped"

// stopsShown is how many questions fit the picture.
const stopsShown = 10

// stops are the questions of every form that owners fill in, in order.
func stops(c *flows.Conversation) []stopping {
	var out []stopping
	for _, f := range c.Book.Owners {
		var form []stopping
		var row []int64
		began := began(c, f)
		rest := began
		for _, q := range questionsOf(c, f) {
			n := c.Size(enterprise.TermStopped(f.Key, q.Key))
			form, row, rest = append(form, stopping{form: f.Key, question: q.Key, name: c.Label("reminder.form." + f.Key), text: questionName(c, f, q.Key), n: n, began: began}), append(row, n), rest-n
		}
		hidden := privacy.HideFew(c, [][]int64{append(row, rest, began)})[0]
		for i := range form {
			form[i].hidden, form[i].beganHidden = hidden[i], hidden[len(hidden)-1]
		}
		out = append(out, form...)
	}
	return out
}

// began is how many owners finished a form at least once, or left it half-way.
func began(c *flows.Conversation, f *flows.Form) int64 {
	terms := []string{enterprise.TermStopped(f.Key, "")}
	switch f.Key {
	case flows.RegisterKey:
		return c.Size(enterprise.TermAll)
	case flows.AnotherKey:
		terms = append(terms, enterprise.TermBusinesses(2))
	case flows.AssessmentKey:
		terms = append(terms, enterprise.AnyBusiness("assessed:yes")...)
	case flows.SalesKey:
		for n := range flows.YearMonths {
			terms = append(terms, enterprise.AnyBusiness(enterprise.TermSold(c.Month().Add(-n)))...)
		}
	}
	return c.SizeOf(enterprise.Segment{Every: [][]string{terms}})
}

// questionsOf are a form's questions; the assessment's those of every sector.
func questionsOf(c *flows.Conversation, f *flows.Form) []*flows.Question {
	if f.Key != flows.AssessmentKey {
		return f.Questions(c, &flows.Draft{Form: f.Key})
	}
	var out []*flows.Question
	for _, item := range c.Program().Instrument.Items {
		out = append(out, &flows.Question{Key: item.ID})
	}
	return out
}

// questionName is what a question is about, in few words; the assessment's
// questions as they are asked.
func questionName(c *flows.Conversation, f *flows.Form, key string) string {
	if f.Key == flows.AssessmentKey {
		return c.Program().Instrument.Item(key).Ask.In(c.Lang())
	}
	for _, word := range []string{f.WordsKey() + "." + key + ".name", "recap.at." + f.WordsKey() + "." + key} {
		if c.Words().Has(c.Lang(), word) {
			return c.Label(word)
		}
	}
	return key
}

// mostStopped are the questions at which most stopped and that may be shown.
func mostStopped(all []stopping) []stopping {
	var out []stopping
	for _, s := range all {
		if s.n > 0 && !s.hidden {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b stopping) int { return cmp.Compare(b.n, a.n) })
	return out[:min(len(out), stopsShown)]
}

func stoppedBars(c *flows.Conversation) (*messages.Bars, string, string) {
	all := stops(c)
	b := &messages.Bars{Title: c.Label("recap.stopped.title"), Across: true}
	for _, s := range mostStopped(all) {
		b.Labels, b.Values, b.Texts = append(b.Labels, reading.Shortened(s.label(), 32)), append(b.Values, float64(s.n)), append(b.Texts, share(s.n, s.began, s.beganHidden))
	}
	if len(b.Labels) == 0 {
		b.Labels, b.Values, b.Texts = []string{c.Label("recap.stopped.none")}, []float64{0}, []string{""}
	}
	var forms []string
	for _, f := range c.Book.Owners {
		for _, s := range all {
			if s.form == f.Key {
				forms = append(forms, s.name+" "+privacy.HiddenText(s.began, s.beganHidden))
				break
			}
		}
	}
	return b, strings.Join(forms, ", "), c.Text("recap.stopped.means", nil)
}

func stoppedSheet(c *flows.Conversation) messages.Sheet {
	sheet := recapSheet(c, "stopped", 3, 4)
	for _, s := range stops(c) {
		sheet.Rows = append(sheet.Rows, []string{s.name, s.question, s.text, privacy.HiddenText(s.n, s.hidden), privacy.HiddenText(s.began, s.beganHidden), privacy.CountedAt(c)})
	}
	return sheet
}
