package flows

import (
	"cmp"
	"slices"
	"strings"

	"naikkelas/enterprise"
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
	if s.form == assessmentKey {
		return s.name + ": " + s.question
	}
	return s.name + ": " + s.text
}

const recapStopped = "stopped"

// stopsShown is how many questions fit the picture.
const stopsShown = 10

// stops are the questions of every form that owners fill in, in order.
func (t *talk) stops() []stopping {
	var out []stopping
	for _, f := range t.book.owners {
		var form []stopping
		var row []int64
		began := t.began(f)
		rest := began
		for _, q := range t.questionsOf(f) {
			n := t.size(enterprise.TermStopped(f.Key, q.Key))
			form, row, rest = append(form, stopping{form: f.Key, question: q.Key, name: t.label("reminder.form." + f.Key), text: t.questionName(f, q.Key), n: n, began: began}), append(row, n), rest-n
		}
		hidden := t.hide([][]int64{append(row, rest, began)})[0]
		for i := range form {
			form[i].hidden, form[i].beganHidden = hidden[i], hidden[len(hidden)-1]
		}
		out = append(out, form...)
	}
	return out
}

// began is how many owners finished a form at least once, or left it half-way.
func (t *talk) began(f *Flow) int64 {
	terms := []string{enterprise.TermStopped(f.Key, "")}
	switch f.Key {
	case registerKey:
		return t.size(enterprise.TermAll)
	case anotherKey:
		terms = append(terms, enterprise.TermBusinesses(2))
	case assessmentKey:
		terms = append(terms, enterprise.AnyBusiness("assessed:yes")...)
	case salesKey:
		for n := range yearMonths {
			terms = append(terms, enterprise.AnyBusiness(enterprise.TermSold(t.month().Add(-n)))...)
		}
	}
	return t.sizeOf(enterprise.Segment{Every: [][]string{terms}})
}

// questionsOf are a form's questions; the assessment's those of every sector.
func (t *talk) questionsOf(f *Flow) []*Question {
	if f.Key != assessmentKey {
		return f.Questions(t, &Draft{Flow: f.Key})
	}
	var out []*Question
	for _, item := range t.book.program.Instrument.Items {
		out = append(out, &Question{Key: item.ID})
	}
	return out
}

// questionName is what a question is about, in few words; the assessment's
// questions as they are asked.
func (t *talk) questionName(f *Flow, key string) string {
	if f.Key == assessmentKey {
		return t.book.program.Instrument.Item(key).Ask.In(t.lang)
	}
	for _, word := range []string{f.words() + "." + key + ".name", "recap.at." + f.words() + "." + key} {
		if t.book.words.Has(t.lang, word) {
			return t.label(word)
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

func (t *talk) stoppedBars() (*messages.Bars, string, string) {
	all := t.stops()
	b := &messages.Bars{Title: t.label("recap.stopped.title"), Across: true}
	for _, s := range mostStopped(all) {
		b.Labels, b.Values, b.Texts = append(b.Labels, shortened(s.label(), 32)), append(b.Values, float64(s.n)), append(b.Texts, share(s.n, s.began, s.beganHidden))
	}
	if len(b.Labels) == 0 {
		b.Labels, b.Values, b.Texts = []string{t.label("recap.stopped.none")}, []float64{0}, []string{""}
	}
	var forms []string
	for _, f := range t.book.owners {
		for _, s := range all {
			if s.form == f.Key {
				forms = append(forms, s.name+" "+hiddenText(s.began, s.beganHidden))
				break
			}
		}
	}
	return b, strings.Join(forms, ", "), t.word("recap.stopped.means", nil)
}

func (t *talk) stoppedSheet() messages.Sheet {
	sheet := t.recapSheet("stopped", 3, 4)
	for _, s := range t.stops() {
		sheet.Rows = append(sheet.Rows, []string{s.name, s.question, s.text, hiddenText(s.n, s.hidden), hiddenText(s.began, s.beganHidden), t.countedAt()})
	}
	return sheet
}
