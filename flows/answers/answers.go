// Package answers is what is said to words that no question, button or menu
// takes: the city's answer to a question, a kind word to something said, the
// button of something to do, and a person when nothing else helps. What they
// mean, package knowledge says; nothing here is invented, and nothing that may
// change something is done without a tap.
package answers

import (
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"unicode"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/knowledge"
	"naikkelas/messages"
)

// New is what is said to words that nothing else takes. It builds the index
// of all that is known, once.
func New(program *enterprise.Program) flows.Area {
	k := &desk{index: knowledge.New(program)}
	return flows.Area{
		Name: "answers",
		Forms: []*flows.Form{
			writeEntry(), // a solved question becomes an answer for everybody
		},
		Commands: []flows.Command{
			{Names: []string{"/pertanyaan", "/questions"}, For: flows.ForOfficers, Do: listQuestions},
		},
		Buttons: map[string]flows.Button{
			"q": {For: nil, Do: k.button},                  // q:know:<code>, q:do:<intent>
			"x": {For: flows.ForOfficers, Do: entryButton}, // x:<verb>:<entry>
		},
		Notices: map[string]func(*flows.Conversation, json.RawMessage){
			entryRecord:  entryTold, // to officers: a colleague's answer waits; to its author: it was decided
			ChoiceRecord: k.chosen,  // to the owner: what the service outside chose
		},
		Waiting: map[string]func(*flows.Conversation) string{"entries": entriesToApprove},
		Audits:  []string{"entry.proposed", "entry.approved", "entry.rejected", "entry.withdrawn", "answer.chosen"},
		Misread: k.misread,
		Forget:  forgetChoices,
		After:   settled,
		Without: map[string]string{
			"Export": flows.ShownWithRecord,
			"Merge":  "what was not understood is of the moment",
		},
	}
}

// desk is where words are understood.
type desk struct {
	index *knowledge.Index         // of the programme files
	own   atomic.Pointer[searched] // with the officers' entries
}

// How sure an understanding must be, of 1, where its verdict alone does not
// decide.
const (
	kindEnough  = 0.55 // for a kind word: a wrong one does no harm
	saidEnough  = 0.75 // for words that a question would take for a name to be taken for something said
	wholeEnough = 0.95 // for words that are a way to ask as it stands
	formEnough  = 0.5  // to be offered beside a question, whose own refusal says what would be right
	angryEnough = 0.7  // for anger beside a question: "sudah lama banget" may be its answer
	greetEnough = 0.85 // for a greeting beside a question: "kabar apa maksudnya" is none
	asideEnough = 0.8  // to be stated as the answer beside a question
)

const (
	// missedMost is how much is kept of what was not understood.
	missedMost = 5
	// sentenceMost is how many characters of a sentence are looked at.
	sentenceMost = 500
)

// misread takes words that are no label: what the open question can read stays
// an answer to it, and is asked about where it means something else as well.
func (k *desk) misread(c *flows.Conversation) bool {
	text := reading.Clipped(c.Input().Text, sentenceMost)
	_, d, q := c.Question()
	if c.IsGroup() || c.Input().Group || q == nil && !hasWord(text) {
		return !c.IsGroup() && !c.Input().Group && agreed(c)
	}
	if k.greets(c) {
		return true
	}
	if q == nil {
		return agreed(c) || k.inMenu(c, k.current(c).Understand(text))
	}
	if corrects(c) {
		return true
	}
	if len(c.Book.Form(c.Chat.Open).For) > 0 { // a colleague at work knows whom to ask
		return false
	}
	if r, _ := c.Read(d, q); r.Value != "" {
		return k.doubt(c, q, k.index.Understand(text), r.Value)
	}
	index := k.index
	if asks(c) { // what officers answered is looked up for questions alone
		index = k.current(c)
	}
	return k.inForm(c, index.Understand(text))
}

// hasWord tells whether there is a word in a text: two letters side by side.
// A number or letter alone belongs to a list that is gone.
func hasWord(text string) bool {
	letters := 0
	for _, r := range text {
		if !unicode.IsLetter(r) {
			letters = 0
		} else if letters++; letters > 1 {
			return true
		}
	}
	return false
}

// greets answers "halo" with a greeting, and what is on the screen; a greeting
// of peace is given back.
func (k *desk) greets(c *flows.Conversation) bool {
	if !slices.Contains(c.Synonyms("nav.hello"), read.Tidy(c.Input().Text)) {
		return false
	}
	text := c.Text("start.hello", messages.Args{"Name": c.Person.Name})
	if in, ok := intent(c, first(k.index.Understand(c.Input().Text))); ok && in.Code == "salam" {
		text = spoken(c, in)
	}
	c.Repeat(text)
	return true
}

// inMenu answers words that were said with no form open: always.
func (k *desk) inMenu(c *flows.Conversation, u knowledge.Understanding) bool {
	best := first(u)
	if in, ok := intent(c, best); ok && u.Verdict == knowledge.Answer && best.Part == "" && !in.Changes && !in.Person && in.Do != "" && do(c, in) {
		return true
	}
	if a, ok := k.meant(c, u); ok {
		say(c, a)
		return true
	}
	missed(c)
	count(c, u)
	askOutside(c, u)
	say(c, k.offer(c, u))
	return true
}

// inForm answers words that the open question cannot read, and asks it again.
// False: it is for the question to say what would be right, with a person
// beside it from the second time on.
func (k *desk) inForm(c *flows.Conversation, u knowledge.Understanding) bool {
	if k.aside(c, u) {
		return true
	}
	return stuck(c)
}

// stuck offers a person to whom a question refuses something not for the first
// time. False: what would be right the question says.
func stuck(c *flows.Conversation) bool {
	if missed(c) > 1 && !c.Allowed(flows.ForStaff) {
		c.Say(person(c, c.Text("answer.person.stuck", c.Hours())).message())
	}
	return false
}

// aside answers words that surely are no try at the open question: a question,
// something to do in so many words, or something said.
func (k *desk) aside(c *flows.Conversation, u knowledge.Understanding) bool {
	best := first(u)
	in, _ := intent(c, best)
	if best.Kind == knowledge.Know && best.Score < asideEnough && u.Verdict == knowledge.Answer {
		u.Verdict = knowledge.Offer // the question that is open may be meant
	}
	switch asking := asks(c); {
	case bare(in) || best.Kind == knowledge.Say && best.Score < enough(in):
		return false
	case later(u):
		k.putsOff(c)
		return true
	case in.Code == "unsure":
		say(c, unsure(c))
		return true
	case best.Kind == knowledge.Say && in.Code == "greet":
		c.Repeat(c.Text("start.hello", messages.Args{"Name": c.Person.Name}))
		return true
	case u.Outside && !asking, best.Kind != knowledge.Say && !in.Person && !asking && !whole(u):
		return false
	case best.Score >= kindEnough && in.Do == "/bantuan" && explained(c):
		return true
	case u.Verdict == knowledge.Answer && in.Do == "/bantuan":
		c.Help()
		return true
	case u.Verdict == knowledge.Answer && in.Do == "/lanjut":
		c.Repeat("")
		return true
	case in.Do != "" && slices.Contains(c.Book.Form(c.Chat.Open).Names(), in.Do): // it is open
		return false
	}
	a, ok := k.meant(c, u)
	if !ok && u.Verdict == knowledge.Offer && best.Score >= formEnough {
		missed(c)
		count(c, u)
		askOutside(c, u)
		a, ok = k.offer(c, u), true
	}
	if ok {
		say(c, a)
	}
	return ok
}

// enough is the score from which on words are taken for something said rather
// than for a try at the open question.
func enough(in enterprise.Intent) float64 {
	switch {
	case in.Angry:
		return angryEnough
	case in.Person:
		return kindEnough
	case in.Code == "greet":
		return greetEnough
	}
	return saidEnough
}

// whole tells whether words are a way to ask as it stands, word for word.
func whole(u knowledge.Understanding) bool {
	return u.Verdict == knowledge.Answer && first(u).Score >= wholeEnough && len(u.Unknown) == 0
}

// bare tells whether an intent is a yes or a no: an answer to something else.
func bare(in enterprise.Intent) bool { return in.Code == "ok" || in.Code == "no" }

// answer is what is said to somebody's words.
type answer struct {
	key     string
	text    string
	buttons [][]messages.Button
}

func (a answer) message() messages.Message {
	return messages.Message{Key: a.key, Text: a.text, Buttons: a.buttons}
}

// say says it, and asks again what is open.
func say(c *flows.Conversation, a answer) {
	if c.Chat.Open != "" {
		c.Chat.Refused = c.Input().Message // an edit of it is another try at the question
	}
	if len(a.buttons) == 0 {
		c.Repeat(a.text)
		return
	}
	c.Say(a.message())
	c.RepeatOpen()
}

// meant is the answer to words whose meaning is sure enough to be said.
func (k *desk) meant(c *flows.Conversation, u knowledge.Understanding) (answer, bool) {
	best := first(u)
	in, isIntent := intent(c, best)
	sure := u.Verdict == knowledge.Answer
	switch {
	case best.Kind == knowledge.Know && sure:
		return k.known(c, best.Code)
	case in.Angry && (sure || best.Score >= kindEnough):
		note(c)
		return person(c, spoken(c, in)+"\n\n"+c.Text("answer.person.hours", c.Hours())), true
	case in.Person && u.Verdict != knowledge.Nothing && in.Do != "":
		return person(c, c.Text("answer.person.offer", c.Hours())), true
	case in.Person && u.Verdict != knowledge.Nothing:
		return person(c, spoken(c, in)), true
	case u.Outside && isIntent:
		return person(c, spoken(c, in)), true
	case best.Kind == knowledge.Say && (sure || best.Score >= kindEnough):
		return answer{key: "answer.said", text: spoken(c, in)}, true
	case best.Kind == knowledge.Do && sure:
		b, ok := toDo(c, best)
		return answer{"answer.do", c.Text("answer.do", messages.Args{"What": b.Label}), withPerson(c, []messages.Button{b})}, ok
	}
	return answer{}, false
}

// spoken is a text of the programme's as it is said to this person.
func spoken(c *flows.Conversation, in enterprise.Intent) string {
	return addressed(c, in.Reply.In(c.Lang()))
}

// addressed puts the form of address that was chosen into a text of the
// programme's, and escapes it.
func addressed(c *flows.Conversation, text string) string {
	you := c.Label("you." + string(c.Person.Honorific))
	return messages.Escape(strings.ReplaceAll(text, c.Label("you."), you))
}

// first is the best candidate; an empty one when there is none.
func first(u knowledge.Understanding) knowledge.Candidate {
	if len(u.Best) == 0 {
		return knowledge.Candidate{}
	}
	return u.Best[0]
}

// intent is what a candidate says or does; ok is false for a question.
func intent(c *flows.Conversation, meant knowledge.Candidate) (enterprise.Intent, bool) {
	if meant.Kind == knowledge.Know {
		return enterprise.Intent{}, false
	}
	return intentOf(c, meant.Code)
}

func intentOf(c *flows.Conversation, code string) (enterprise.Intent, bool) {
	all := c.Program().Intents
	if i := slices.IndexFunc(all, func(in enterprise.Intent) bool { return in.Code == code }); i >= 0 {
		return all[i], true
	}
	return enterprise.Intent{}, false
}

// do does what an intent's command does; false when the person may not.
func do(c *flows.Conversation, in enterprise.Intent) bool {
	command, ok := c.Book.CommandNamed[in.Do]
	if !ok || !c.Allowed(command.For) {
		return false
	}
	command.Do(c)
	return true
}
