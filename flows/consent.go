package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// PurposeWords are the keys of what each purpose is called.
var PurposeWords = map[enterprise.Purpose]string{
	enterprise.DataConsent:      "mydata.purpose.data",
	enterprise.BroadcastConsent: "mydata.purpose.broadcast",
}

// Settling tells whether language or consent is still to be settled.
func (c *Conversation) Settling() bool {
	return c.Person.Language == "" || !c.Consented() || !c.DecidedBroadcast()
}

// Consented tells whether consent was given to the text that is in force.
func (c *Conversation) Consented() bool {
	consent, ok := c.Person.Decision(enterprise.DataConsent)
	return ok && consent.Given && consent.Version == c.Book.Program.City.ConsentVersion
}

// DecidedBroadcast reports whether the person said yes or no to news.
func (c *Conversation) DecidedBroadcast() bool {
	_, ok := c.Person.Decision(enterprise.BroadcastConsent)
	return ok
}

// ConsentText is the short text that consent is asked under.
func (c *Conversation) ConsentText() string { return c.Text("start.consent.ask", c.city()) }

// city is what texts say of the office that runs the programme.
func (c *Conversation) city() messages.Args {
	town := c.Book.Program.City
	return messages.Args{"Office": town.Office.In(c.lang), "Years": town.RetentionYears, "Ends": c.DayOrNone(town.Ends), "Helped": town.AnswersHelped, "Heard": town.VoicesHeard,
		"Tax": town.TaxNote.In(c.lang), "Stored": town.Stored.In(c.lang), "Remains": town.Remains.In(c.lang)}
}

// Consent records the decision with its proof. A no stores nothing; somebody
// who is registered already is asked before everything is erased.
func (c *Conversation) Consent(given bool) {
	switch {
	case given:
		if c.Person.Since.IsZero() {
			c.Person.Since = c.now
		}
		c.decide(enterprise.DataConsent, true, c.ConsentText())
	case len(c.EveryBusiness()) > 0:
		c.Open(EraseKey)
	default:
		c.Forget("start.refused", nil)
	}
}

// AllowBroadcast records the answer to the question of that key.
func (c *Conversation) AllowBroadcast(given bool, asked string) {
	c.decide(enterprise.BroadcastConsent, given, c.Text(asked, nil))
}

// decide appends a decision and the proof of what was read (UU 27/2022 art. 24).
func (c *Conversation) decide(purpose enterprise.Purpose, given bool, text string) {
	c.Person.Consents = append(slices.Clone(c.Person.Consents), c.Proof(purpose, given, text))
}

// Proof is what is kept of a decision: the text it was about, when and where
// it was taken.
func (c *Conversation) Proof(purpose enterprise.Purpose, given bool, text string) enterprise.Consent {
	hash := sha256.Sum256([]byte(text))
	return enterprise.Consent{
		Purpose: purpose,
		Given:   given,
		Version: c.Book.Program.City.ConsentVersion,
		Hash:    hex.EncodeToString(hash[:]),
		Lang:    c.lang,
		At:      c.now,
		Channel: c.in.From.Channel,
	}
}

// Forget erases everything about the person and says so.
func (c *Conversation) Forget(key string, args messages.Args) {
	c.ForgetAll()
	c.Say(messages.Message{Key: key, Text: c.Text(key, args), Keyboard: &messages.Keyboard{Rows: [][]string{{"/start"}}}})
}

// ForgetAll takes the person away with everything about them, and says nothing.
func (c *Conversation) ForgetAll() {
	c.Turn.Forget = true
	c.Turn.Say = nil
	c.each(func(a Area) func(*Conversation) { return a.Forget })
}
