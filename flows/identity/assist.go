package identity

import (
	"encoding/json"
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/assessment"
	"naikkelas/flows/onboarding"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// assist is /isikan: a colleague fills in for an owner who has no phone at
// hand, with the questions of the registration and of the self-assessment.
// The owner hears the consent text first and answers for themselves; who
// recorded that, and who filled in, is kept with the person.
//
// Volunteers of a kelurahan need no role of their own: a mentor sees only the
// owners assigned to them, and filling in for somebody assigns nobody.
func assist(bySector map[string][]*flows.Question) *flows.Form {
	return &flows.Form{
		Key: flows.AssistKey, Command: "/isikan", Also: []string{"/fillin"}, For: flows.ForPeople, Numbered: true, BySector: bySector,
		Questions: func(c *flows.Conversation, d *flows.Draft) []*flows.Question {
			if questions, ok := bySector[d.Answers["sector"].Value]; ok {
				return questions
			}
			return bySector[""]
		},
		Begin:  beginAssist,
		Finish: assisted,
		Idle:   func(d *flows.Draft) bool { return len(d.Answers) == 0 },
		Left:   "assist.left",
	}
}

// beginAssist goes on with what is unfinished; "/isikan baru" throws it away.
func beginAssist(c *flows.Conversation, d *flows.Draft) {
	_, rest := c.AsCommand()
	switch {
	case len(d.Answers) == 0:
	case slices.Contains(c.Synonyms("assist.anew"), read.Tidy(rest)):
		clear(d.Answers)
		d.Focus = ""
	default:
		c.Note = c.Text("assist.resumed", messages.Args{"Name": d.Answers["name"].Value})
	}
}

// assistQuestions are what the owner of a sector is asked, read out by somebody
// else. They are made once.
func assistQuestions(assessed map[string][]*flows.Question) map[string][]*flows.Question {
	begin := []*flows.Question{{Key: "consent", Strict: true, Options: assistConsent, Show: readConsent, Name: unnamed}}
	for _, q := range onboarding.RegisterQuestions {
		if !q.Closing {
			begin = append(begin, readOut(q, heardYes))
		}
	}
	begin = append(begin, &flows.Question{Key: "assess", Applies: heardYes, Options: assistAssess})
	end := &flows.Question{Key: "confirm", Applies: heardYes, Options: onboarding.Confirmed, Ask: assistSummary, Read: onboarding.CorrectFirst, Closing: true, Spelled: true}
	out := map[string][]*flows.Question{"": append(slices.Clone(begin), end)}
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
func readOut(q *flows.Question, applies func(*flows.Conversation, *flows.Draft) bool) *flows.Question {
	own := *q
	own.Accept, own.Usual, own.Contact, own.Applies = nil, nil, false, applies
	switch {
	case q.Key == "phone":
		own.Read, own.Brief = assistPhone, ""
		own.Ask = func(c *flows.Conversation, _ *flows.Draft) string { return c.Text("assist.phone.ask", nil) }
	case q.Ask == nil:
		own.Ask = func(c *flows.Conversation, _ *flows.Draft) string { return c.Text("register."+q.Key+".ask", nil) }
	}
	return &own
}

func unnamed(*flows.Conversation, *flows.Draft, string) string { return "" }

// heardYes tells whether the owner agreed: nothing is asked before.
func heardYes(_ *flows.Conversation, d *flows.Draft) bool { return d.Answers["consent"].Value == "yes" }

func toAssess(c *flows.Conversation, d *flows.Draft) bool {
	return heardYes(c, d) && d.Answers["assess"].Value == "yes"
}

func assistConsent(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	return []flows.Option{
		{Value: "yes", Label: c.Label("assist.consent.yes"), Names: c.Synonyms("nav.yes")},
		{Value: "no", Label: c.Label("assist.consent.no"), Names: c.Synonyms("nav.no")},
	}
}

// readConsent gives the colleague the text that the owner hears.
func readConsent(c *flows.Conversation, _ *flows.Draft) {
	c.Say(messages.Message{Key: "assist.consent.read", Text: c.Text("assist.consent.read", messages.Args{"Text": messages.HTML(c.ConsentText())})})
}

func assistAssess(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	return []flows.Option{
		{Value: "yes", Label: c.Label("assist.assess.yes"), Names: c.Synonyms("nav.yes")},
		{Value: "no", Label: c.Label("assist.assess.no"), Names: c.Synonyms("nav.no")},
	}
}

// assistPhone takes a number that nobody has who can answer for themselves.
func assistPhone(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	r := reading.Phone(c, d, typed)
	phone := r.Value
	if len(r.Candidates) == 1 {
		phone = r.Candidates[0].Value
	}
	if phone == "" {
		return r
	}
	if p, ok := phoneOwner(c, phone); ok && !p.OnlyListed() {
		return flows.Reading{Refuse: c.Text("assist.phone.taken", nil)}
	}
	return r
}

// phoneOwner is the person with a number, if there is one.
func phoneOwner(c *flows.Conversation, phone string) (enterprise.Person, bool) {
	for _, word := range enterprise.SearchedFor(phone) {
		for _, id := range c.Search(flows.Search{Words: word}) {
			if p := c.PersonByID(id); p.Phone == phone && p.Held() {
				return p, true
			}
		}
	}
	return enterprise.Person{}, false
}

// assistSummary lists the answers under the numbers that "ubah N" takes.
func assistSummary(c *flows.Conversation, d *flows.Draft) string {
	var lines string
	rated := 0
	for i, q := range c.Book.Form(flows.AssistKey).Applicable(c, d) {
		switch {
		case slices.ContainsFunc(onboarding.RegisterQuestions, func(r *flows.Question) bool { return r.Key == q.Key }):
			lines += "\n" + strconv.Itoa(i+1) + ". " + c.Text("register."+q.Key+".name", nil) + ": <b>" + messages.Escape(c.Shown(d, q)) + "</b>"
		case q.WhyText != nil && d.Answers[q.Key].Value != "":
			rated++
		}
	}
	return c.Text("assist.confirm.ask", messages.Args{"Answers": messages.HTML(lines), "Rated": rated})
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
func assisted(c *flows.Conversation, d *flows.Draft) {
	if d.Answers["consent"].Value != "yes" {
		delete(c.Chat.Drafts, flows.AssistKey)
		c.Menu("assist.refused")
		return
	}
	n := assistedNotice{By: c.Person.ID, Answers: map[string]string{}, Assess: d.Answers["assess"].Value == "yes", Consent: c.Proof(enterprise.DataConsent, true, c.ConsentText())}
	n.Consent.By = c.Person.ID
	for key, a := range d.Answers {
		n.Answers[key] = a.Value
	}
	code, phone := claimCode(c), n.Answers["phone"]
	n.Code = claimDigest(c, phone, code)
	data, _ := json.Marshal(n) // strings and numbers only
	notice := flows.Notice{At: enterprise.AssistedAddress(c.Input().ID), What: "assisted", Data: data}
	if p, ok := phoneOwner(c, phone); ok {
		notice.To, notice.At = p.ID, enterprise.Address{}
	}
	c.Turn.Tell = append(c.Turn.Tell, notice)
	delete(c.Chat.Drafts, flows.AssistKey)
	sayClaim(c, n.Answers["name"], phone, code)
	c.Menu("menu.text")
}

// filledIn makes a person of what a colleague filled in. Told twice it makes
// one; when the number came in by itself meanwhile, the colleague hears so.
func filledIn(c *flows.Conversation, data json.RawMessage) {
	var n assistedNotice
	if json.Unmarshal(data, &n) != nil || !c.New && !c.Person.OnlyListed() {
		return
	}
	if p, ok := phoneOwner(c, n.Answers["phone"]); ok && p.ID != c.Person.ID {
		c.Turn.Forget = c.New
		c.Tell(n.By, "assisted.twice", n.Answers["name"])
		return
	}
	forgetLink(c)
	c.Person.Listed.Link = ""
	d := &flows.Draft{Answers: map[string]flows.Answer{}}
	for key, value := range n.Answers {
		d.Answers[key] = flows.Answer{Value: value}
	}
	c.Person.Language, c.Person.Since = n.Consent.Lang, c.Now()
	c.Person.Consents = append(slices.Clone(c.Person.Consents), n.Consent)
	c.Person.Assisted = enterprise.Assisted{By: n.By, At: c.Now()}
	if c.New {
		c.Person.Contacts = []enterprise.Contact{{Address: c.Input().From, Unreachable: enterprise.NotLinked, Since: c.Now()}}
	}
	onboarding.WriteRegistration(c, d)
	if n.Assess {
		assessment.WriteAssessment(c, d)
	}
	c.Turn.To = enterprise.Address{}
	putClaim(c, c.Person.ID, c.Person.Phone, n.Code)
	c.Turn.AuditLog = append(c.Turn.AuditLog, flows.Audit{At: c.Now(), Who: n.By, What: "assist.filled", Whom: c.Person.ID})
}

// filledTwice tells a colleague that the number was taken meanwhile.
func filledTwice(c *flows.Conversation, data json.RawMessage) {
	var name string
	if json.Unmarshal(data, &name) == nil {
		c.Repeat(c.Text("assist.twice", messages.Args{"Name": name}))
	}
}
