package flows

import (
	"encoding/json"
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const assistKey = "assist"

// assist is /isikan: a colleague fills in for an owner who has no phone at
// hand, with the questions of the registration and of the self-assessment.
// The owner hears the consent text first and answers for themselves; who
// recorded that, and who filled in, is kept with the person.
//
// Volunteers of a kelurahan need no role of their own: a mentor sees only the
// owners assigned to them, and filling in for somebody assigns nobody.
func assist(bySector map[string][]*Question) *Flow {
	return &Flow{
		Key: assistKey, Command: "/isikan", Also: []string{"/fillin"}, For: forPeople, Numbered: true, BySector: bySector,
		Questions: func(t *talk, d *Draft) []*Question {
			if questions, ok := bySector[d.Answers["sector"].Value]; ok {
				return questions
			}
			return bySector[""]
		},
		Begin:  beginAssist,
		Finish: assisted,
		Idle:   func(d *Draft) bool { return len(d.Answers) == 0 },
		Left:   "assist.left",
	}
}

// beginAssist goes on with what is unfinished; "/isikan baru" throws it away.
func beginAssist(t *talk, d *Draft) {
	_, rest := t.asCommand()
	switch {
	case len(d.Answers) == 0:
	case slices.Contains(t.names("assist.anew"), enterprise.Tidy(rest)):
		clear(d.Answers)
		d.Focus = ""
	default:
		t.note = t.word("assist.resumed", messages.Args{"Name": d.Answers["name"].Value})
	}
}

// assistQuestions are what the owner of a sector is asked, read out by somebody
// else. They are made once.
func assistQuestions(assessed map[string][]*Question) map[string][]*Question {
	begin := []*Question{{Key: "consent", Strict: true, Options: assistConsent, Show: (*talk).readConsent, Name: unnamed}}
	for _, q := range registerQuestions {
		if !q.Closing {
			begin = append(begin, readOut(q, heardYes))
		}
	}
	begin = append(begin, &Question{Key: "assess", Applies: heardYes, Options: assistAssess})
	end := &Question{Key: "confirm", Applies: heardYes, Options: confirmed, Ask: assistSummary, Read: correctFirst, Closing: true, Spelled: true}
	out := map[string][]*Question{"": append(slices.Clone(begin), end)}
	for sector, items := range assessed {
		out[sector] = slices.Clone(begin)
		for _, q := range items {
			out[sector] = append(out[sector], readOut(q, toAssess))
		}
		out[sector] = append(out[sector], end)
	}
	return out
}

// readOut is an owner's question when a colleague asks it: nothing in it comes
// from the colleague's own data or goes there.
func readOut(q *Question, applies func(*talk, *Draft) bool) *Question {
	own := *q
	own.Accept, own.Usual, own.Contact, own.Applies = nil, nil, false, applies
	switch {
	case q.Key == "phone":
		own.Read, own.Brief = assistPhone, ""
		own.Ask = func(t *talk, _ *Draft) string { return t.word("assist.phone.ask", nil) }
	case q.Ask == nil:
		own.Ask = func(t *talk, _ *Draft) string { return t.word("register."+q.Key+".ask", nil) }
	}
	return &own
}

func unnamed(*talk, *Draft, string) string { return "" }

// heardYes tells whether the owner agreed: nothing is asked before.
func heardYes(_ *talk, d *Draft) bool { return d.Answers["consent"].Value == "yes" }

func toAssess(t *talk, d *Draft) bool { return heardYes(t, d) && d.Answers["assess"].Value == "yes" }

func assistConsent(t *talk, _ *Draft) []Option {
	return []Option{
		{Value: "yes", Label: t.label("assist.consent.yes"), Names: t.names("nav.yes")},
		{Value: "no", Label: t.label("assist.consent.no"), Names: t.names("nav.no")},
	}
}

// readConsent gives the colleague the text that the owner hears.
func (t *talk) readConsent(*Draft) {
	t.say(messages.Message{Key: "assist.consent.read", Text: t.word("assist.consent.read", messages.Args{"Text": messages.HTML(t.consentText())})})
}

func assistAssess(t *talk, _ *Draft) []Option {
	return []Option{
		{Value: "yes", Label: t.label("assist.assess.yes"), Names: t.names("nav.yes")},
		{Value: "no", Label: t.label("assist.assess.no"), Names: t.names("nav.no")},
	}
}

// assistPhone takes a number that nobody has who can answer for themselves.
func assistPhone(t *talk, d *Draft, typed string) Reading {
	r := readPhone(t, d, typed)
	phone := r.Value
	if len(r.Candidates) == 1 {
		phone = r.Candidates[0].Value
	}
	if phone == "" {
		return r
	}
	if p, ok := t.phoneOwner(phone); ok && !p.OnlyListed() {
		return Reading{Refuse: t.word("assist.phone.taken", nil)}
	}
	return r
}

// phoneOwner is the person with a number, if there is one.
func (t *talk) phoneOwner(phone string) (enterprise.Person, bool) {
	for _, word := range enterprise.SearchedFor(phone) {
		for _, id := range t.search(Search{Words: word}) {
			if p := t.other(id); p.Phone == phone && p.Held() {
				return p, true
			}
		}
	}
	return enterprise.Person{}, false
}

// assistSummary lists the answers under the numbers that "ubah N" takes.
func assistSummary(t *talk, d *Draft) string {
	var lines string
	rated := 0
	for i, q := range t.book.flow(assistKey).applicable(t, d) {
		switch {
		case slices.ContainsFunc(registerQuestions, func(r *Question) bool { return r.Key == q.Key }):
			lines += "\n" + strconv.Itoa(i+1) + ". " + t.word("register."+q.Key+".name", nil) + ": <b>" + messages.Escape(t.shown(d, q)) + "</b>"
		case q.WhyText != nil && d.Answers[q.Key].Value != "":
			rated++
		}
	}
	return t.word("assist.confirm.ask", messages.Args{"Answers": messages.HTML(lines), "Rated": rated})
}

// assistedNotice is what was filled in, told to the person it makes.
type assistedNotice struct {
	By      enterprise.PersonID `json:"by"`
	Answers map[string]string   `json:"answers"` // by question
	Assess  bool                `json:"assess"`
	Consent enterprise.Consent  `json:"consent"`
	Code    string              `json:"code"` // its keyed hash
}

// assisted makes the person, or fills in what only a list spoke of, and shows
// the code that the owner takes along on paper.
func assisted(t *talk, d *Draft) {
	if d.Answers["consent"].Value != "yes" {
		delete(t.Chat.Drafts, assistKey)
		t.menu("assist.refused")
		return
	}
	n := assistedNotice{By: t.Person.ID, Answers: map[string]string{}, Assess: d.Answers["assess"].Value == "yes", Consent: t.proof(enterprise.DataConsent, true, t.consentText())}
	n.Consent.By = t.Person.ID
	for key, a := range d.Answers {
		n.Answers[key] = a.Value
	}
	code, phone := t.claimCode(), n.Answers["phone"]
	n.Code = t.claimDigest(phone, code)
	data, _ := json.Marshal(n) // strings and numbers only
	notice := Notice{At: enterprise.AssistedAddress(t.in.ID), What: "assisted", Data: data}
	if p, ok := t.phoneOwner(phone); ok {
		notice.To, notice.At = p.ID, enterprise.Address{}
	}
	t.turn.Tell = append(t.turn.Tell, notice)
	delete(t.Chat.Drafts, assistKey)
	t.sayClaim(n.Answers["name"], phone, code)
	t.menu("menu.text")
}

// filledIn makes a person of what a colleague filled in. Told twice it makes
// one; when the number came in by itself meanwhile, the colleague hears so.
func filledIn(t *talk, data json.RawMessage) {
	var n assistedNotice
	if json.Unmarshal(data, &n) != nil || !t.New && !t.Person.OnlyListed() {
		return
	}
	if p, ok := t.phoneOwner(n.Answers["phone"]); ok && p.ID != t.Person.ID {
		t.turn.Forget = t.New
		t.tell(n.By, "assisted.twice", n.Answers["name"])
		return
	}
	t.forgetLink()
	t.Person.Listed.Link = ""
	d := &Draft{Answers: map[string]Answer{}}
	for key, value := range n.Answers {
		d.Answers[key] = Answer{Value: value}
	}
	t.Person.Language, t.Person.Since = n.Consent.Lang, t.now
	t.Person.Consents = append(slices.Clone(t.Person.Consents), n.Consent)
	t.Person.Assisted = enterprise.Assisted{By: n.By, At: t.now}
	if t.New {
		t.Person.Contacts = []enterprise.Contact{{Address: t.in.From, Unreachable: enterprise.NotLinked, Since: t.now}}
	}
	t.writeRegistration(d)
	if n.Assess {
		t.writeAssessment(d)
	}
	t.turn.To = enterprise.Address{}
	t.putClaim(t.Person.ID, t.Person.Phone, n.Code)
	t.turn.Trail = append(t.turn.Trail, Audit{At: t.now, Who: n.By, What: "assist.filled", Whom: t.Person.ID})
}

// filledTwice tells a colleague that the number was taken meanwhile.
func filledTwice(t *talk, data json.RawMessage) {
	var name string
	if json.Unmarshal(data, &name) == nil {
		t.again(t.word("assist.twice", messages.Args{"Name": name}))
	}
}
