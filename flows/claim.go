package flows

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"naikkelas/enterprise"
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
func claim() *Flow {
	return &Flow{
		Key: claimKey, Command: "/klaim", Also: []string{"/claim"}, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return claimQuestions },
		Begin: func(t *talk, _ *Draft) {
			if t.establishedHere() {
				delete(t.Chat.Drafts, claimKey)
				t.Chat.Open = ""
				t.menu("claim.known")
			}
		},
		Finish: claimDone,
	}
}

var claimQuestions = []*Question{
	{Key: "phone", Read: readPhone, Contact: true, Name: unnamed},
	{Key: "code", Read: readClaimCode, Name: unnamed},
}

// establishedHere tells whether the person is somebody already: two records
// are not made one by opening a link or typing a code.
func (t *talk) establishedHere() bool {
	return len(t.Person.Businesses) > 0 || len(t.Person.Roles) > 0 || t.Person.Listed.Import != ""
}

func readClaimCode(t *talk, _ *Draft, typed string) Reading {
	digits := strings.NewReplacer(" ", "", "-", "", ".", "").Replace(typed)
	if len(digits) != 8 || strings.Trim(digits, "0123456789") != "" {
		return Reading{Refuse: t.word("claim.code.refuse", nil)}
	}
	return Reading{Value: digits}
}

// claimDone compares the code. A wrong one counts, and what is said does not
// tell whether the number is known.
func claimDone(t *talk, d *Draft) {
	phone := d.Answers["phone"].Value
	r := t.record(claimRecord, t.book.Digest(phone))
	var c claimable
	held := r.Data != nil && json.Unmarshal(r.Data, &c) == nil && t.now.Before(c.Until) && t.other(c.Person).Consented(enterprise.DataConsent)
	switch {
	case held && !t.establishedHere() && c.Code == t.claimDigest(phone, d.Answers["code"].Value):
		t.put(r, nil)
		t.handOver(c.Person, "claimed")
		return
	case held && c.Wrong+1 >= claimTries:
		t.put(r, nil)
		t.audit("assist.spent", c.Person, "", "")
	case held:
		c.Wrong++
		r.Until = c.Until
		t.put(r, c)
	}
	t.again(t.word("claim.wrong", nil))
}

// claimedNotice is the chat of somebody and what they agreed to there.
type claimedNotice struct {
	Address  enterprise.Address   `json:"a"`
	Language string               `json:"l,omitempty"`
	Consents []enterprise.Consent `json:"c,omitempty"`
}

// handOver gives the chat to another person, who is the same human being, and
// leaves nothing of this one.
func (t *talk) handOver(to enterprise.PersonID, what string) {
	n := claimedNotice{t.in.From, t.lang, t.Person.Consents}
	t.forgetAll()
	t.tell(to, what, n)
}

// claimed gives a person their chat, and shows what was filled in.
func claimed(t *talk, data json.RawMessage) {
	var n claimedNotice
	if json.Unmarshal(data, &n) != nil || !t.Person.Assisted.Unclaimed() {
		return
	}
	t.Person.Contacts = []enterprise.Contact{{Address: n.Address}}
	t.Person.Assisted.Claimed = t.now
	t.Person.Consents = append(append([]enterprise.Consent{}, t.Person.Consents...), n.Consents...)
	t.speak(n.Language)
	t.turn.To, t.turn.Prompt = n.Address, true
	t.audit("assist.claimed", t.Person.ID, "", "")
	t.note = t.word("claim.done", messages.Args{"Name": t.Person.Name, "By": t.colleague(t.Person.Assisted.By)})
	t.enter(t.book.flow(registerKey))
}

// claimCode is eight digits that nobody can guess, the same for this cause.
func (t *talk) claimCode() string {
	sum := sha256.Sum256([]byte(t.in.Token + " claim"))
	return fmt.Sprintf("%08d", binary.BigEndian.Uint64(sum[:])%100_000_000)
}

func (t *talk) claimDigest(phone, code string) string { return t.book.Digest(phone + " " + code) }

// putClaim makes a code good for a person, in place of an older one.
func (t *talk) putClaim(id enterprise.PersonID, phone, digest string) {
	r := t.record(claimRecord, t.book.Digest(phone))
	r.Until = t.now.Add(claimLasts)
	t.put(r, claimable{Person: id, Code: digest, Until: r.Until})
}

// sayClaim shows a code, to be written down for its owner.
func (t *talk) sayClaim(name, phone, code string) {
	t.say(messages.Message{
		Key: "assist.paper", Start: strings.TrimPrefix(t.book.flow(claimKey).Command, "/"), Scan: true,
		Text: t.word("assist.paper", messages.Args{
			"Name": name, "Phone": phone, "Code": code[:4] + "-" + code[4:], "Until": t.date(t.now.Add(claimLasts)), "Link": messages.HTML(messages.StartLink),
		}),
	})
}

// showCode makes a new code for somebody whose first one is lost or spent.
func (t *talk) showCode(id enterprise.PersonID) bool {
	p := t.other(id)
	if !p.Assisted.Unclaimed() || !t.may(forOfficers) {
		return false
	}
	code := t.claimCode()
	t.putClaim(id, p.Phone, t.claimDigest(p.Phone, code))
	t.audit("assist.code", id, "", "")
	t.sayClaim(p.Name, p.Phone, code)
	t.again("")
	return true
}

// forgetClaim takes the person's code away with them.
func (t *talk) forgetClaim() {
	if !t.Person.Assisted.Unclaimed() {
		return
	}
	if r := t.record(claimRecord, t.book.Digest(t.Person.Phone)); r.Data != nil {
		t.put(r, nil)
	}
}

// assistLine says who filled in, and whether the person came.
func (t *talk) assistLine(a enterprise.Assisted) string {
	return t.word("assist.card", messages.Args{"By": t.colleague(a.By), "At": t.date(a.At), "Claimed": !a.Claimed.IsZero()})
}
