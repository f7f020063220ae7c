package identity

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

const (
	claimKey    = "claim"
	claimRecord = "claim"             // by the keyed hash of the number
	claimLasts  = 30 * 24 * time.Hour // a code is good for so long
	claimTries  = 5                   // wrong codes, then it is void
)

// claimable is the code with which somebody takes over what was filled in for them.
type claimable struct {
	Person enterprise.PersonID `json:"p"`
	Code   string              `json:"code"` // the keyed hash of number and code
	Wrong  int                 `json:"wrong,omitempty"`
	Until  time.Time           `json:"until"`
}

// claim is /klaim: who was filled in for takes it over, with their number and
// the code on their paper. They have agreed for themselves by then.
func claim() *flows.Form {
	return &flows.Form{
		Key: claimKey, Command: "/klaim", Also: []string{"/claim"}, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return claimQuestions },
		Begin: func(c *flows.Conversation, _ *flows.Draft) {
			if establishedHere(c) {
				delete(c.Chat.Drafts, claimKey)
				c.Chat.Open = ""
				c.Menu("claim.known")
			}
		},
		Finish: claimDone,
	}
}

var claimQuestions = []*flows.Question{
	{Key: "phone", Read: reading.Phone, Contact: true, Name: unnamed},
	{Key: "code", Read: readClaimCode, Name: unnamed},
}

// establishedHere tells whether the person is somebody already: two records
// are not made one by opening a link or typing a code.
func establishedHere(c *flows.Conversation) bool {
	return established(c.Person)
}

func readClaimCode(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	digits := strings.NewReplacer(" ", "", "-", "", ".", "").Replace(typed)
	if len(digits) != 8 || strings.Trim(digits, "0123456789") != "" {
		return flows.Reading{Refuse: c.Text("claim.code.refuse", nil)}
	}
	return flows.Reading{Value: digits}
}

// claimDone compares the code. A wrong one counts, and what is said does not
// tell whether the number is known.
func claimDone(c *flows.Conversation, d *flows.Draft) {
	if c.CodesSpent() {
		return
	}
	phone := d.Answers["phone"].Value
	r := c.Record(claimRecord, c.Book.Digest(phone))
	var held2 claimable
	held := r.Data != nil && json.Unmarshal(r.Data, &held2) == nil && c.Now().Before(held2.Until) && c.PersonByID(held2.Person).Consented(enterprise.DataConsent)
	switch {
	case held && !establishedHere(c) && held2.Code == claimDigest(c, phone, d.Answers["code"].Value):
		c.Put(r, nil)
		handOver(c, held2.Person, "claimed")
		return
	case held && held2.Wrong+1 >= claimTries:
		c.Put(r, nil)
		c.Audit("assist.spent", held2.Person, "", "")
	case held:
		held2.Wrong++
		r.Until = held2.Until
		c.Put(r, held2)
	}
	c.WrongCode()
	c.Repeat(c.Text("claim.wrong", nil))
}

// claimedNotice is the chat of somebody and what they agreed to there.
type claimedNotice struct {
	Address  enterprise.Address   `json:"a"`
	Language string               `json:"l,omitempty"`
	Consents []enterprise.Consent `json:"c,omitempty"`
}

// handOver gives the chat to another person, who is the same human being, and
// leaves nothing of this one.
func handOver(c *flows.Conversation, to enterprise.PersonID, what string) {
	n := claimedNotice{c.Input().From, c.Lang(), c.Person.Consents}
	c.ForgetAll()
	c.Tell(to, what, n)
}

// claimed gives a person their chat, and shows what was filled in.
func claimed(c *flows.Conversation, data json.RawMessage) {
	var n claimedNotice
	if json.Unmarshal(data, &n) != nil || !c.Person.Assisted.Unclaimed() {
		return
	}
	c.Person.Contacts = []enterprise.Contact{{Address: n.Address}}
	c.Person.Assisted.Claimed = c.Now()
	c.Person.Consents = append(append([]enterprise.Consent{}, c.Person.Consents...), n.Consents...)
	c.Speak(n.Language)
	c.Turn.To, c.Turn.Prompt = n.Address, true
	c.Audit("assist.claimed", c.Person.ID, "", "")
	c.Note = c.Text("claim.done", messages.Args{"Name": c.Person.Name, "By": c.Colleague(c.Person.Assisted.By)})
	c.Open(flows.RegisterKey)
}

// claimCode is eight digits that nobody can guess, the same for this cause.
func claimCode(c *flows.Conversation) string {
	sum := sha256.Sum256([]byte(c.Input().Token + " claim"))
	return fmt.Sprintf("%08d", binary.BigEndian.Uint64(sum[:])%100_000_000)
}

func claimDigest(c *flows.Conversation, phone, code string) string {
	return c.Book.Digest(phone + " " + code)
}

// putClaim makes a code good for a person, in place of an older one.
func putClaim(c *flows.Conversation, id enterprise.PersonID, phone, digest string) {
	r := c.Record(claimRecord, c.Book.Digest(phone))
	r.Until = c.Now().Add(claimLasts)
	c.Put(r, claimable{Person: id, Code: digest, Until: r.Until})
}

// sayClaim shows a code, to be written down for its owner.
func sayClaim(c *flows.Conversation, name, phone, code string) {
	c.Say(messages.Message{
		Key: "assist.paper", Start: strings.TrimPrefix(c.Book.Form(claimKey).Command, "/"), Scan: true,
		Text: c.Text("assist.paper", messages.Args{
			"Name": name, "Phone": phone, "Code": code[:4] + "-" + code[4:], "Until": c.Date(c.Now().Add(claimLasts)), "Link": messages.HTML(messages.StartLink),
		}),
	})
}

// showCode makes a new code for somebody whose first one is lost or spent.
func showCode(c *flows.Conversation, id enterprise.PersonID) bool {
	p := c.PersonByID(id)
	if !p.Assisted.Unclaimed() || !c.Allowed(flows.ForOfficers) {
		return false
	}
	code := claimCode(c)
	putClaim(c, id, p.Phone, claimDigest(c, p.Phone, code))
	c.Audit("assist.code", id, "", "")
	sayClaim(c, p.Name, p.Phone, code)
	c.Repeat("")
	return true
}

// forgetClaim takes the person's code away with them.
func forgetClaim(c *flows.Conversation) {
	if !c.Person.Assisted.Unclaimed() {
		return
	}
	if r := c.Record(claimRecord, c.Book.Digest(c.Person.Phone)); r.Data != nil {
		c.Put(r, nil)
	}
}

// assistLine says who filled in, and whether the person came.
func assistLine(c *flows.Conversation, a enterprise.Assisted) string {
	return c.Text("assist.card", messages.Args{"By": c.Colleague(a.By), "At": c.Date(a.At), "Claimed": !a.Claimed.IsZero()})
}
