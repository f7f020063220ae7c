package flows

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
)

// PartDone is the answer that a part which can be repeated is complete.
const PartDone = "done"

// AnswersGo goes back by forgetting an answer: the first of these that there is.
func AnswersGo(keys ...string) func(*Conversation, *Draft) bool {
	return func(_ *Conversation, d *Draft) bool {
		for _, key := range keys {
			if _, ok := d.Answers[key]; ok {
				delete(d.Answers, key)
				return true
			}
		}
		return false
	}
}

// Sure is a question that is answered with yes or no alone, by the labels
// given.
func Sure(yes, no string) *Question {
	return &Question{Key: "sure", Strict: true, Spelled: true, Options: SureOptions(yes, no)}
}

// SureOptions are the no and the yes of Sure.
func SureOptions(yes, no string) func(*Conversation, *Draft) []Option {
	return func(c *Conversation, _ *Draft) []Option {
		return []Option{
			{Value: "no", Label: c.Label(no), Names: c.Synonyms("nav.no")},
			{Value: "yes", Label: c.Label(yes), Names: c.Synonyms("nav.yes")},
		}
	}
}

// Form is a conversation: an ordered list of questions with stable keys.
// Keys are stored with the answers and never renamed.
type Form struct {
	Key     string
	Command string            // "/daftar"; empty: has none of its own
	Also    []string          // other names of the command, such as the English one
	For     []enterprise.Role // who may use it; empty: everybody

	// Questions lists the questions for this person, in order, those that do
	// not apply included.
	Questions func(c *Conversation, d *Draft) []*Question
	// BySector are its questions where they depend on the sector alone.
	BySector map[string][]*Question
	// Begin makes the draft when the flow is opened and there is none, or
	// changes the one there is; nil starts empty.
	Begin func(c *Conversation, d *Draft)
	// Finish says and does what follows when no question is left open.
	Finish func(c *Conversation, d *Draft)

	// Refresh brings up to date what is offered in a draft that waited while
	// another business was spoken of; nil: it stays as it was left.
	Refresh func(c *Conversation, d *Draft)

	// Idle tells that a draft holds nothing worth keeping yet: it is neither
	// offered to be continued nor recalled. nil: any draft is kept.
	Idle func(d *Draft) bool

	Numbered bool // questions are shown as "3/11", and "ubah 3" finds them
	Recalled bool // the owner is reminded of it while it is unfinished
	OnTheFly bool // a short question of the moment: leaving it forgets it
	Free     bool // needs no consent

	Words    string // the key of the flow whose words its questions have; empty: its own
	Business bool   // its answers are about one business: each has its own

	Unseen bool // that somebody began it is in no figure: it may be anonymous

	Left string // catalogue key said when it is left; empty: that nothing changed
}

// Question is one thing to ask. Its words are derived: "<flow>.<key>.ask".
type Question struct {
	Key     string
	Options func(c *Conversation, d *Draft) []Option // nil: anything that Read takes
	Applies func(c *Conversation, d *Draft) bool     // nil: always

	// Read makes sense of what was typed when it is none of the options. A
	// value it returned, read again, must be accepted with the same value.
	Read func(c *Conversation, d *Draft, typed string) Reading

	// Ask words the question when a catalogue key is not enough.
	Ask func(c *Conversation, d *Draft) string
	// Brief is the catalogue key of the words when a long question is only
	// shown once more.
	Brief string
	// Holds tells whether the question is settled by what is known of the
	// person rather than by the draft; nil: the draft decides.
	Holds func(c *Conversation) bool
	// Accept does at once what an answer means; nil: the answer waits for Finish.
	Accept func(c *Conversation, d *Draft, value string)
	// Usual is the answer to offer as a default: last time's.
	Usual func(c *Conversation, d *Draft) string
	// Name is how a stored answer is called when it is offered to be kept;
	// empty: it is not offered. nil: its label, or the answer itself.
	Name func(c *Conversation, d *Draft, value string) string
	// Show says what the question is about before it is asked, and not when it
	// is only shown once more.
	Show func(c *Conversation, d *Draft)
	// Files takes the file that was sent, and goes on; nil: files are no answer.
	Files func(c *Conversation, d *Draft)
	// Back goes back within the question; false: to the question before.
	Back func(c *Conversation, d *Draft) bool

	Why     string // catalogue key or, for program texts, WhyText: shown by "Mengapa ditanya?"
	WhyText enterprise.Phrase
	Skip    Skipping
	Contact bool // offer the button that sends one's own phone number
	Place   bool // the same for where something is
	Content bool // takes whatever was sent, to be passed on: photos, documents, any words
	Strict  bool // only an option as it stands will do: it gives consent or erases
	Spelled bool // neither its number nor its letter: a stray "1" must not erase or save
	Closing bool // asks whether all the rest is right: any later change asks it again
}

// Skipping is whether a question may be left out.
type Skipping int

// A question may never be skipped, always, or only until the form was
// finished once; the result is provisional then.
const (
	Never Skipping = iota
	Once
	Always
)

// Option is one answer to choose from.
type Option struct {
	Value string
	Label string   // on the button
	Text  string   // the longer wording listed in the question; empty: none is listed
	Names []string // other ways people type it
	Info  string   // not an answer: a catalogue key to be shown before the question is asked again
}

// Reading is what became of a typed answer: exactly one of Value, Candidates
// and Refuse is set.
type Reading struct {
	Value      string
	Also       map[string]string // answers to other questions that follow from it
	Note       string            // the echo, said before the next question
	Candidates []Candidate       // several meanings, or one to be confirmed
	Text       string            // the line that asks which of them
	Refuse     string            // the line that says what would be right
}

// WordsKey is the key that the words of the flow's questions begin with.
func (f *Form) WordsKey() string { return cmp.Or(f.Words, f.Key) }

// Names are the names of its command, where it has one.
func (f *Form) Names() []string { return append(NonEmpty(f.Command), f.Also...) }

func (f *Form) idle(d *Draft) bool { return f.Idle != nil && d != nil && f.Idle(d) }

func (q *Question) applies(c *Conversation, d *Draft) bool {
	return q.Applies == nil || q.Applies(c, d)
}

// OptionsFor are what the question offers now; nil: it has no options.
func (q *Question) OptionsFor(c *Conversation, d *Draft) []Option {
	if q.Options == nil {
		return nil
	}
	return q.Options(c, d)
}

// settled tells whether the question has an answer that it would still
// accept: the other half of the one rule.
func (q *Question) settled(c *Conversation, d *Draft) bool {
	if q.Holds != nil {
		return q.Holds(c)
	}
	answer, ok := d.Answers[q.Key]
	if !ok {
		return false
	}
	if answer.Skipped {
		return q.skippable(d)
	}
	return q.accepts(c, d, answer.Value)
}

// accepts tells whether a stored value is still a right answer.
func (q *Question) accepts(c *Conversation, d *Draft, value string) bool {
	if slices.ContainsFunc(q.OptionsFor(c, d), func(o Option) bool { return o.Info == "" && o.Value == value }) {
		return true
	}
	return q.Read != nil && q.Read(c, d, value).Value == value
}

func (q *Question) skippable(d *Draft) bool {
	return q.Skip == Always || q.Skip == Once && d.Round == 0
}

// open is the one rule of conversations: the first question that applies and
// has no answer it would still accept, unless the person asked for another.
func (f *Form) open(c *Conversation, d *Draft) *Question {
	for _, q := range f.Questions(c, d) {
		if !q.applies(c, d) {
			continue
		}
		if d.Focus == q.Key || d.Focus == "" && !q.settled(c, d) {
			return q
		}
	}
	if d.Focus != "" { // the question asked for does not apply any more
		d.Focus = ""
		return f.open(c, d)
	}
	return nil
}

// onScreen is the question that was shown last, if it still applies: what a
// person says is meant for it, even if a newer version of the form has another
// to ask before it.
func (f *Form) onScreen(c *Conversation, d *Draft) *Question {
	if c.Chat.Asked == "" || d.Focus != "" {
		return nil
	}
	for _, q := range f.Questions(c, d) {
		if q.Key == c.Chat.Asked && q.applies(c, d) {
			return q
		}
	}
	return nil
}

// Applicable lists the questions that apply now, in order: what "3/11" counts.
func (f *Form) Applicable(c *Conversation, d *Draft) []*Question {
	all := f.Questions(c, d)
	if !slices.ContainsFunc(all, func(q *Question) bool { return q.Applies != nil || q.Closing }) {
		return all
	}
	var out []*Question
	for _, q := range all {
		if !q.Closing && q.applies(c, d) {
			out = append(out, q)
		}
	}
	return out
}

// give records an answer. Answers that came along with the earlier one go
// with it, and so does the confirmation of the whole form.
func (f *Form) give(c *Conversation, d *Draft, q *Question, a Answer, also map[string]string) {
	for key := range d.Answers {
		if strings.HasPrefix(key, q.Key+".") {
			delete(d.Answers, key)
		}
	}
	d.Answers[q.Key] = a
	for key, value := range also {
		d.Answers[key] = Answer{Value: value, Message: a.Message}
	}
	for _, other := range f.Questions(c, d) {
		if other.Closing && other != q {
			delete(d.Answers, other.Key)
		}
	}
	d.Focus, d.Touched, d.Done = "", c.now, time.Time{} // finished again once nothing is open
	c.Chat.Nudged = 0
	if q.Accept != nil {
		q.Accept(c, d, a.Value)
	}
}

// SetAnswer is what is known, in the place of what a message said.
func SetAnswer(d *Draft, key, value string) {
	d.Answers[key] = Answer{Value: value, Message: d.Answers[key].Message}
}
