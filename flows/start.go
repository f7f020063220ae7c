package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// onboardingArea is the way in: consent, registration, an owner's businesses.
func onboardingArea() Area {
	return Area{
		Name: "onboarding",
		Forms: []*Flow{
			start(),           // language, consent, announcements
			register(),        // who you are, what your business is; /profil shows and changes it
			anotherBusiness(), // one more business of the same owner
			renameBusiness(),
			closeBusiness(), // sure?
			language(),      // /bahasa
		},
		Commands: []deed{
			{names: []string{"/usaha", "/business"}, do: (*talk).listBusinesses},
		},
		Buttons: map[string]button{
			"b": {nil, (*talk).businessButton}, // b:<business>:<verb>, b:new
		},
		Without: map[string]string{
			"Forget": goesWithRecord,
			"Export": shownWithRecord,
			"Merge":  joinsWithRecord,
		},
	}
}

const startKey = "start"

// start is the way in: the language, consent to being registered (UU 27/2022
// art. 20-22), and, apart from it, consent to announcements. What is answered
// here is kept with the person, not in the draft.
func start() *Flow {
	return &Flow{
		Key: startKey, Free: true,
		Questions: func(t *talk, _ *Draft) []*Question { return startQuestions },
		Finish:    started,
	}
}

var startQuestions = []*Question{
	{
		Key:     "language",
		Options: languages,
		Holds:   func(t *talk) bool { return t.Person.Language != "" },
		Accept:  func(t *talk, _ *Draft, value string) { t.speak(value) },
	},
	{
		Key: "consent",
		Options: func(t *talk, _ *Draft) []Option {
			return []Option{
				{Value: "yes", Label: t.label("start.consent.yes"), Names: t.names("nav.yes")},
				{Label: t.label("start.consent.more"), Info: "start.consent.full"},
				{Value: "no", Label: t.label("start.consent.no"), Names: t.names("nav.no")},
			}
		},
		Strict: true,
		Ask:    func(t *talk, _ *Draft) string { return t.consentText() },
		Brief:  "start.consent.brief",
		Holds:  (*talk).consented,
		Accept: func(t *talk, _ *Draft, value string) { t.consent(value == "yes") },
	},
	{
		Key: "broadcast",
		Options: func(t *talk, _ *Draft) []Option {
			return []Option{
				{Value: "yes", Label: t.label("start.broadcast.yes"), Names: t.names("nav.yes")},
				{Value: "no", Label: t.label("start.broadcast.no"), Names: t.names("nav.no")},
			}
		},
		Holds:  (*talk).decidedBroadcast,
		Accept: func(t *talk, _ *Draft, value string) { t.allowBroadcast(value == "yes", "start.broadcast.ask") },
	},
}

// start is what /start does: the way in, or a greeting. The payload of a deep
// link names the form to open.
func (t *talk) start(payload string) {
	for _, a := range t.book.areas {
		if a.Link != nil && a.Link(t, payload) {
			return
		}
	}
	if f := t.book.commands["/"+strings.ToLower(payload)].flow; f != nil {
		t.Chat.Next = f.Key
	}
	if t.staffOnly() {
		t.startStaff()
		return
	}
	if t.settling() {
		t.leave()
		t.Chat.Open = startKey
		t.proceed()
		return
	}
	if f := t.book.flow(t.Chat.Next); f != nil {
		t.Chat.Next = ""
		t.enter(f)
		return
	}
	t.again(t.word("start.again", messages.Args{"Name": t.Person.Name}))
}

// settling tells whether language or consent is still to be settled.
func (t *talk) settling() bool {
	return t.Person.Language == "" || !t.consented() || !t.decidedBroadcast()
}

// consented tells whether consent was given to the text that is in force.
func (t *talk) consented() bool {
	c, ok := t.Person.Decision(enterprise.DataConsent)
	return ok && c.Given && c.Version == t.book.program.City.ConsentVersion
}

func (t *talk) decidedBroadcast() bool {
	_, ok := t.Person.Decision(enterprise.BroadcastConsent)
	return ok
}

// consentText is the short text that consent is asked under.
func (t *talk) consentText() string {
	return t.word("start.consent.ask", t.city())
}

// city is what texts say of the office that runs the programme.
func (t *talk) city() messages.Args {
	c := t.book.program.City
	return messages.Args{"Office": c.Office.In(t.lang), "Years": c.RetentionYears, "Tax": c.TaxNote.In(t.lang)}
}

// consent records the decision with its proof. A no stores nothing; somebody
// who is registered already is asked before everything is erased.
func (t *talk) consent(given bool) {
	switch {
	case given:
		if t.Person.Since.IsZero() {
			t.Person.Since = t.now
		}
		t.decide(enterprise.DataConsent, true, t.consentText())
	case len(t.everyBusiness()) > 0:
		t.enter(t.book.flow(eraseKey))
	default:
		t.forget("start.refused", nil)
	}
}

// allowBroadcast records the answer to the question of that key.
func (t *talk) allowBroadcast(given bool, asked string) {
	t.decide(enterprise.BroadcastConsent, given, t.word(asked, nil))
}

// decide appends a decision and the proof of what was read (UU 27/2022 art. 24).
func (t *talk) decide(purpose enterprise.Purpose, given bool, text string) {
	t.Person.Consents = append(slices.Clone(t.Person.Consents), t.proof(purpose, given, text))
}

func (t *talk) proof(purpose enterprise.Purpose, given bool, text string) enterprise.Consent {
	hash := sha256.Sum256([]byte(text))
	return enterprise.Consent{
		Purpose: purpose,
		Given:   given,
		Version: t.book.program.City.ConsentVersion,
		Hash:    hex.EncodeToString(hash[:]),
		Lang:    t.lang,
		At:      t.now,
		Channel: t.in.From.Channel,
	}
}

// forget erases everything about the person and says so.
func (t *talk) forget(key string, args messages.Args) {
	t.forgetAll()
	t.say(messages.Message{Key: key, Text: t.word(key, args), Keyboard: &messages.Keyboard{Rows: [][]string{{"/start"}}}})
}

// forgetAll takes the person away with everything about them, and says nothing.
func (t *talk) forgetAll() {
	t.turn.Forget = true
	t.turn.Say = nil
	t.each(func(a Area) func(*talk) { return a.Forget })
}

// started goes on to where the person wanted to go, or to registration.
func started(t *talk, _ *Draft) {
	delete(t.Chat.Drafts, startKey)
	next := t.book.flow(t.Chat.Next)
	t.Chat.Next = ""
	if next == nil && len(t.Person.Businesses) == 0 {
		next = t.book.flow(registerKey)
	}
	if next == nil {
		t.menu("menu.text")
		return
	}
	t.note = t.word("start.done", nil)
	t.enter(next)
}
