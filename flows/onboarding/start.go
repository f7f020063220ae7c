// Package onboarding is the way in: language, consent, registration, and an
// owner's businesses.
package onboarding

import (
	"naikkelas/flows"
	"naikkelas/messages"
)

// New is the way in: consent, registration, an owner's businesses.
func New() flows.Area {
	return flows.Area{
		Name: "onboarding",
		Forms: []*flows.Form{
			start(),           // language, consent, announcements
			register(),        // who you are, what your business is; /profil shows and changes it
			anotherBusiness(), // one more business of the same owner
			rest(),            // what is missing, when it is needed
			renameBusiness(),
			closeBusiness(), // sure?
			language(),      // /bahasa
		},
		Commands: []flows.Command{
			{Names: []string{"/usaha", "/business"}, Do: listBusinesses},
		},
		Buttons: map[string]flows.Button{
			"b": {For: nil, Do: businessButton}, // b:<business>:<verb>, b:new
		},
		Without: map[string]string{
			"Forget": flows.GoesWithRecord,
			"Export": flows.ShownWithRecord,
			"Merge":  flows.JoinsWithRecord,
		},
	}
}

// start is the way in: the language, consent to being registered (UU 27/2022
// art. 20-22), and, apart from it, consent to announcements. What is answered
// here is kept with the person, not in the draft.
func start() *flows.Form {
	return &flows.Form{
		Key: flows.StartKey, Free: true,
		Questions: func(c *flows.Conversation, _ *flows.Draft) []*flows.Question { return startQuestions },
		Finish:    started,
	}
}

var startQuestions = []*flows.Question{
	{
		Key:     "language",
		Options: flows.Languages,
		Holds:   func(c *flows.Conversation) bool { return c.Person.Language != "" },
		Accept:  func(c *flows.Conversation, _ *flows.Draft, value string) { c.Speak(value) },
	},
	{
		Key:     "adult",
		Applies: func(c *flows.Conversation, _ *flows.Draft) bool { return c.Program().City.AdultAge > 0 },
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			return []flows.Option{
				{Value: "yes", Label: c.Label("start.adult.yes"), Names: c.Synonyms("nav.yes")},
				{Value: "no", Label: c.Label("start.adult.no"), Names: c.Synonyms("nav.no")},
			}
		},
		Strict: true,
		Ask: func(c *flows.Conversation, _ *flows.Draft) string {
			return c.Text("start.adult.ask", messages.Args{"Age": c.Program().City.AdultAge})
		},
		Holds: func(c *flows.Conversation) bool { return c.Person.Adult || c.Consented() },
		Accept: func(c *flows.Conversation, _ *flows.Draft, value string) {
			if c.Person.Adult = value == "yes"; !c.Person.Adult {
				c.Forget("start.young", messages.Args{"Age": c.Program().City.AdultAge})
			}
		},
	},
	{
		Key: "consent",
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			return []flows.Option{
				{Value: "yes", Label: c.Label("start.consent.yes"), Names: c.Synonyms("nav.yes")},
				{Label: c.Label("start.consent.more"), Info: "start.consent.full"},
				{Value: "no", Label: c.Label("start.consent.no"), Names: c.Synonyms("nav.no")},
			}
		},
		Strict: true,
		Ask:    func(c *flows.Conversation, _ *flows.Draft) string { return c.ConsentText() },
		Brief:  "start.consent.brief",
		Holds:  (*flows.Conversation).Consented,
		Accept: func(c *flows.Conversation, _ *flows.Draft, value string) { c.Consent(value == "yes") },
	},
	{
		Key: "broadcast",
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			return []flows.Option{
				{Value: "yes", Label: c.Label("start.broadcast.yes"), Names: c.Synonyms("nav.yes")},
				{Value: "no", Label: c.Label("start.broadcast.no"), Names: c.Synonyms("nav.no")},
			}
		},
		Holds: (*flows.Conversation).DecidedBroadcast,
		Accept: func(c *flows.Conversation, _ *flows.Draft, value string) {
			c.AllowBroadcast(value == "yes", "start.broadcast.ask")
		},
	},
}

// started goes on to where the person wanted to go, or to registration.
func started(c *flows.Conversation, _ *flows.Draft) {
	delete(c.Chat.Drafts, flows.StartKey)
	next := c.Book.Form(c.Chat.Next)
	c.Chat.Next = ""
	if next == nil && len(c.Person.Businesses) == 0 {
		next = c.Book.Form(flows.RegisterKey)
	}
	if next == nil {
		c.Menu("menu.text")
		return
	}
	c.Note = c.Text("start.done", nil)
	c.OpenForm(next)
}
