package guard

import (
	"crypto/subtle"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/argon2"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

const (
	wrongMost = 5              // PINs in a row, after which no more is looked at
	lockedFor = 24 * time.Hour // or until an administrator resets it
)

// pin is what is kept of an officer's PIN.
type pin struct {
	Hash   []byte       `json:"hash,omitempty"`
	Salt   string       `json:"salt,omitempty"`
	Draft  []byte       `json:"draft,omitempty"` // hash of a new one that is to be typed once more
	Wrong  int          `json:"wrong,omitempty"` // in a row
	Locked time.Time    `json:"locked,omitzero"` // until then
	Proved time.Time    `json:"proved,omitzero"` // when it was typed last
	Asks   string       `json:"asks,omitempty"`  // what is typed next: "pin", "old", "new", "again"
	Held   *flows.Input `json:"held,omitempty"`  // what is done once it was
}

func own(c *flows.Conversation) (flows.Record, pin) { return recordOf(c, c.Person.ID) }

func recordOf(c *flows.Conversation, id enterprise.PersonID) (flows.Record, pin) {
	r := c.Record(pinRecord, strconv.FormatInt(int64(id), 10))
	var p pin
	_ = json.Unmarshal(r.Data, &p) // ours; an absent one is empty
	return r, p
}

func put(c *flows.Conversation, r flows.Record, p pin) flows.Record {
	c.Put(r, p)
	r, _ = own(c)
	return r
}

func forget(c *flows.Conversation) {
	if !c.Program().City.Safety.On() {
		return
	}
	if r, _ := own(c); r.Data != nil {
		c.Put(r, nil)
	}
}

// sessionHolds reports whether the officer did something, or typed the PIN,
// lately enough.
func (p pin) sessionHolds(c *flows.Conversation, most time.Duration) bool {
	last := flows.Latest(c.Chat.Touched, p.Proved)
	return last.IsZero() || c.Now().Sub(last) < most
}

// hashing keeps several from being worked out side by side: each takes memory.
var hashing sync.Mutex

// memory is how many KiB a hash takes.
var memory uint32 = 19 << 10

// slow is a hash that takes long to work out: argon2id with the least memory that
// OWASP recommends (19 MiB, 2 passes), over a keyed hash, so that without our key
// it cannot be tried out at all.
func slow(c *flows.Conversation, typed, salt string) []byte {
	hashing.Lock()
	defer hashing.Unlock()
	return argon2.IDKey([]byte(c.Book.Digest("pin "+typed)), []byte(salt), 2, memory, 1, 32)
}

var pinForm = regexp.MustCompile(`^[0-9]{6}$`)

// guessable are PINs that are tried first: one digit, digits in a row, dates.
func guessable(p string) bool {
	steps := map[int]bool{}
	for i := 1; i < len(p); i++ {
		steps[int(p[i])-int(p[i-1])] = true
	}
	if len(steps) == 1 || p[:3] == p[3:] || p[:2] == p[2:4] && p[:2] == p[4:] {
		return true
	}
	for _, form := range []string{"020106", "060102"} {
		if _, err := time.Parse(form, p); err == nil {
			return true
		}
	}
	return false
}

// prove reports whether the officer typed the PIN lately. Otherwise it is asked
// for, and what was done is kept and done after that.
func prove(c *flows.Conversation, r flows.Record, p pin, act string) bool {
	in := c.Input()
	said := messages.Args{"Act": c.Label("act." + act), "Minutes": int(provenFor / time.Minute), "At": c.Moment(p.Locked)}
	switch {
	case p.locked(c):
		ask(c, "pin.shut", said)
	case !p.Proved.IsZero() && c.Now().Sub(p.Proved) < provenFor:
		return true
	case c.OnPage:
		ask(c, "pin.page", said)
	case p.Hash == nil:
		p.Asks, p.Held = "new", &in
		put(c, r, p)
		ask(c, "pin.none", said)
	default:
		p.Asks, p.Held = "pin", &in
		put(c, r, p)
		ask(c, "pin.ask", said)
	}
	return false
}

func (p pin) locked(c *flows.Conversation) bool { return c.Now().Before(p.Locked) }

// ask says something that a PIN answers, or that ends it.
func ask(c *flows.Conversation, key string, args messages.Args) {
	c.Say(messages.Message{Key: "pin", Text: c.Text(key, args)})
}

// typed takes what was typed as the PIN, and takes the message away. It is false
// when what was kept is to be done now.
func typed(c *flows.Conversation, r flows.Record, p pin) bool {
	text := strings.TrimSpace(c.Input().Text)
	c.Say(messages.Message{Delete: c.Input().Message})
	switch {
	case p.locked(c):
		p.Asks, p.Held = "", nil
		put(c, r, p)
		ask(c, "pin.shut", messages.Args{"At": c.Moment(p.Locked)})
		return true
	case !pinForm.MatchString(text):
		ask(c, "pin.form", nil)
		return true
	}
	switch p.Asks {
	case "new":
		if guessable(text) {
			ask(c, "pin.weak", nil)
			return true
		}
		p.Salt, p.Asks = c.Input().Token, "again"
		p.Draft = slow(c, text, p.Salt)
		put(c, r, p)
		ask(c, "pin.again", nil)
		return true
	case "again":
		if subtle.ConstantTimeCompare(slow(c, text, p.Salt), p.Draft) != 1 {
			p.Asks, p.Draft = "new", nil
			put(c, r, p)
			ask(c, "pin.differs", nil)
			return true
		}
		p.Hash, p.Draft = p.Draft, nil
		c.Audit("pin.set", 0, "", "")
		return proved(c, r, p, "pin.kept")
	}
	if subtle.ConstantTimeCompare(slow(c, text, p.Salt), p.Hash) != 1 {
		return wrong(c, r, p)
	}
	if p.Asks == "old" {
		p.Wrong, p.Asks = 0, "new"
		put(c, r, p)
		ask(c, "pin.new", nil)
		return true
	}
	return proved(c, r, p, "pin.right")
}

// wrong counts, and locks.
func wrong(c *flows.Conversation, r flows.Record, p pin) bool {
	if p.Wrong++; p.Wrong < wrongMost {
		put(c, r, p)
		ask(c, "pin.wrong", messages.Args{"Left": wrongMost - p.Wrong})
		return true
	}
	p.Wrong, p.Asks, p.Held, p.Locked = 0, "", nil, c.Now().Add(lockedFor)
	put(c, r, p)
	c.Audit("pin.locked", 0, "", "")
	tellWatchers(c, "pin")
	ask(c, "pin.shut", messages.Args{"At": c.Moment(p.Locked)})
	return true
}

// proved goes on with what was kept.
func proved(c *flows.Conversation, r flows.Record, p pin, key string) bool {
	held := p.Held
	p.Wrong, p.Locked, p.Asks, p.Held, p.Proved = 0, time.Time{}, "", nil, c.Now()
	put(c, r, p)
	if held == nil {
		c.Repeat(c.Text(key, nil))
		return true
	}
	held.ID, held.Token = c.Input().ID, c.Input().Token
	c.Replay(*held)
	c.Proved = true
	return false
}

// changePIN is /pin: the PIN is typed, or made, or changed.
func changePIN(c *flows.Conversation) {
	if !c.Program().City.Safety.On() {
		c.Repeat(c.Text("pin.off", nil))
		return
	}
	r, p := own(c)
	switch {
	case p.locked(c):
		ask(c, "pin.shut", messages.Args{"At": c.Moment(p.Locked)})
	case p.Hash == nil:
		p.Asks, p.Held = "new", nil
		put(c, r, p)
		ask(c, "pin.new", nil)
	case !p.Proved.IsZero() && c.Now().Sub(p.Proved) < provenFor: // it was just typed: another is wanted
		p.Asks, p.Held = "old", nil
		put(c, r, p)
		ask(c, "pin.old", nil)
	default:
		p.Asks, p.Held = "pin", nil
		put(c, r, p)
		ask(c, "pin.type", messages.Args{"Minutes": int(provenFor / time.Minute)})
	}
}

// reset is /resetpin: an administrator lets a colleague make a new PIN.
func reset() *flows.Form {
	return &flows.Form{
		Key: "pinreset", Command: "/resetpin", For: flows.ForAdministrators, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return resetQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			n, err := strconv.ParseInt(d.Answers["who"].Value, 10, 64)
			if d.Answers["sure"].Value != "yes" || err != nil {
				c.Menu("pinreset.kept")
				return
			}
			whom := enterprise.PersonID(n)
			if r, _ := recordOf(c, whom); r.Data != nil {
				c.Put(r, nil)
			}
			c.Audit("pin.reset", whom, "", "")
			c.Tell(whom, "pin.reset", true)
			c.Menu("pinreset.done")
		},
	}
}

var resetQuestions = []*flows.Question{
	{Key: "who", Strict: true, Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		var ids []enterprise.PersonID
		for _, role := range flows.StaffRoles {
			ids = append(ids, c.Members("role:"+string(role))...)
		}
		slices.Sort(ids)
		var out []flows.Option
		for _, id := range slices.Compact(ids) {
			if name := c.Colleague(id); id != c.Person.ID {
				out = append(out, flows.Option{Value: strconv.FormatInt(int64(id), 10), Label: name})
			}
		}
		return out
	}},
	flows.Sure("pinreset.yes", "pinreset.no"),
}

func forgotten(c *flows.Conversation, _ json.RawMessage) {
	if !c.Allowed(flows.ForStaff) {
		return
	}
	c.Say(messages.Message{Key: "pin.reset", Text: c.Text("pin.removed", nil)})
	c.RepeatOpen()
}
