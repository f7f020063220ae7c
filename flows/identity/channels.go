package identity

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// One human being may write from Telegram and from WhatsApp. A code that is made
// in one chat and typed in the other proves that both are theirs: from then on
// they are one record, with the same answers, language and wishes, and what is
// said unasked goes to the chat that was used last.

const (
	channelsKey   = "channels"
	channelRecord = "channel"        // by the keyed hash of the code
	channelPrefix = "hubung-"        // of the payload of a deep link
	channelLasts  = 15 * time.Minute // a code is good for so long
	channelDigits = 10               // too many to be guessed in that time
	makeCode      = "make"
	unlinkAnswer  = "off:" // and the place of the chat among the person's
	linkingDone   = "done"
)

// channelCode says whose code it is.
type channelCode struct {
	Person enterprise.PersonID `json:"p"`
	Until  time.Time           `json:"until"`
}

// channels is /hubungkan: which chats are the person's, a code for another one,
// and the code from another one. It needs no consent: whoever types a code only
// comes back to what they agreed to elsewhere.
func channels() *flows.Form {
	return &flows.Form{
		Key: channelsKey, Command: "/hubungkan", Also: []string{"/connect"}, OnTheFly: true, Free: true, Unseen: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return channelQuestions },
		Begin: func(c *flows.Conversation, d *flows.Draft) {
			if name, rest := c.AsCommand(); name != "" && name != "/start" {
				if r := readChannelCode(c, d, rest); r.Value != "" {
					flows.SetAnswer(d, "code", r.Value)
				}
			}
		},
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			switch value := d.Value("code"); {
			case value == linkingDone:
				c.Reopen("channels.kept")
			case value == makeCode:
				sayChannelCode(c)
			case strings.HasPrefix(value, unlinkAnswer):
				unlink(c, strings.TrimPrefix(value, unlinkAnswer))
			default:
				useChannelCode(c, value)
			}
		},
	}
}

var channelQuestions = []*flows.Question{{
	Key: "code", Spelled: true, Name: unnamed,
	Ask: func(c *flows.Conversation, _ *flows.Draft) string {
		var lines []string
		for _, contact := range c.Person.Contacts {
			lines = append(lines, c.Text("channels.line", messages.Args{"Channel": channelName(c, contact.Address), "Here": contact.Address == c.Input().From, "Off": contact.Unreachable != ""}))
		}
		return c.Text("channels.code.ask", messages.Args{"Chats": messages.HTML(strings.Join(lines, "\n")), "Count": len(lines)})
	},
	Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		out := []flows.Option{{Value: makeCode, Label: c.Label("channels.make"), Names: c.Synonyms("channels.make.names")}}
		for _, contact := range others(c) {
			label := c.Text("channels.off", messages.Args{"Channel": messages.HTML(channelName(c, contact.Address))})
			out = append(out, flows.Option{Value: unlinkAnswer + contact.Channel + ":" + contact.ID, Label: label})
		}
		return append(out, flows.Option{Value: linkingDone, Label: c.Label("channels.done"), Names: c.Synonyms("nav.no")})
	},
	Read: readChannelCode,
}}

// channelNames are the keys of what people call the channels.
var channelNames = map[string]string{"telegram": "channels.name.telegram", "whatsapp": "channels.name.whatsapp"}

// channelThing says which channel an entry of the trail is about, or which
// other record.
func channelThing(c *flows.Conversation, on string) string {
	if _, err := strconv.Atoi(strings.TrimPrefix(on, "p")); err == nil {
		return on
	}
	return c.Label(channelNames[on])
}

// others are the person's chats but the one that is used now.
func others(c *flows.Conversation) []enterprise.Contact {
	return slices.DeleteFunc(slices.Clone(c.Person.Contacts), func(contact enterprise.Contact) bool {
		return contact.Address == c.Input().From || contact.Channel == enterprise.ImportChannel
	})
}

// channelName is how people call where a chat is: "WhatsApp", and its end where
// several are there.
func channelName(c *flows.Conversation, a enterprise.Address) string {
	name := c.Label(channelNames[a.Channel])
	same := 0
	for _, contact := range c.Person.Contacts {
		if contact.Channel == a.Channel {
			same++
		}
	}
	if same < 2 {
		return name
	}
	return name + " …" + a.ID[max(0, len(a.ID)-3):]
}

func readChannelCode(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	if strings.HasPrefix(typed, unlinkAnswer) || typed == makeCode || typed == linkingDone {
		return flows.Reading{Value: typed}
	}
	digits := strings.NewReplacer(" ", "", "-", "", ".", "", channelPrefix, "").Replace(typed)
	if len(digits) != channelDigits || strings.Trim(digits, "0123456789") != "" {
		return flows.Reading{Refuse: c.Text("channels.code.refuse", nil)}
	}
	return flows.Reading{Value: digits}
}

// channelDigest names the record of a code, so that no name in the store opens
// anything.
func channelDigest(c *flows.Conversation, code string) string {
	return c.Book.Digest("channel " + code)
}

// sayChannelCode makes a code for another chat of this person.
func sayChannelCode(c *flows.Conversation) {
	sum := sha256.Sum256([]byte(c.Input().Token + " channel"))
	code := fmt.Sprintf("%010d", binary.BigEndian.Uint64(sum[:])%10_000_000_000)
	r := c.Record(channelRecord, channelDigest(c, code))
	r.Until = c.Now().Add(channelLasts)
	c.Put(r, channelCode{c.Person.ID, r.Until})
	c.Leave()
	c.Say(messages.Message{Key: "channels.made", Text: c.Text("channels.made", messages.Args{
		"Code": code[:4] + "-" + code[4:7] + "-" + code[7:], "Start": "/start " + channelPrefix + code, "Minutes": int(channelLasts.Minutes()),
	})})
	c.Repeat("")
}

// channelOpened takes the payload of a deep link that holds a code.
func channelOpened(c *flows.Conversation, payload string) bool {
	code, ok := strings.CutPrefix(strings.ToLower(payload), channelPrefix)
	if !ok {
		return false
	}
	if r := readChannelCode(c, nil, code); r.Value != "" {
		useChannelCode(c, r.Value)
	} else {
		c.Reopen("channels.wrong")
	}
	return true
}

// useChannelCode makes this chat and the one of the code one person's.
func useChannelCode(c *flows.Conversation, code string) {
	r := c.Record(channelRecord, channelDigest(c, code))
	var held channelCode
	if r.Data == nil || json.Unmarshal(r.Data, &held) != nil || !c.Now().Before(held.Until) {
		c.Reopen("channels.wrong")
		return
	}
	other := c.PersonByID(held.Person)
	switch {
	case held.Person == c.Person.ID:
		c.Reopen("channels.same")
	case len(other.Contacts) == 0: // erased meanwhile
		c.Reopen("channels.wrong")
	case !established(c.Person):
		c.Put(r, nil)
		handChat(c, held.Person)
	case !established(other):
		c.Put(r, nil)
		c.Tell(held.Person, "channel.give", mergeNotice{Other: c.Person.ID})
		c.Reopen("channels.working")
	default:
		joinRecords(c, r, other)
	}
}

// established reports whether somebody is more than a chat: two records are not
// made one by handing a chat over.
func established(p enterprise.Person) bool {
	return len(p.Businesses) > 0 || len(p.Closed) > 0 || len(p.Roles) > 0 || p.Listed.Import != ""
}

// joinRecords merges two records of one human being: the later one goes into
// the earlier one, as when an officer merges them.
func joinRecords(c *flows.Conversation, r flows.Record, other enterprise.Person) {
	into, from := other, c.Person
	if c.Person.Since.Before(other.Since) {
		into, from = from, into
	}
	fault := into.MergeFault(from)
	if fault == "" {
		fault = c.HindersMerge(from.ID)
	}
	if fault != "" {
		c.Repeat(c.Text("channels.fault", messages.Args{"Why": c.Label("twins.fault." + fault)}))
		return
	}
	c.Put(r, nil)
	for _, pair := range [][2]enterprise.PersonID{{from.ID, into.ID}, {into.ID, from.ID}} {
		c.Audit("channel.joined", pair[0], pair[1].String(), "")
	}
	c.Tell(from.ID, "twins.rest", mergeNotice{into.ID, c.Person.ID})
	c.Reopen("channels.working")
}

// chatNotice is a chat that somebody brings along, and what was begun there.
type chatNotice struct {
	Address  enterprise.Address      `json:"a"`
	Language string                  `json:"l,omitempty"`
	Consents []enterprise.Consent    `json:"c,omitempty"`
	Drafts   map[string]*flows.Draft `json:"drafts,omitempty"`
}

// handChat gives this chat to another record of the same human being, with what
// was begun here, and leaves nothing of this one.
func handChat(c *flows.Conversation, to enterprise.PersonID) {
	n := chatNotice{c.Input().From, c.Person.Language, c.Person.Consents, map[string]*flows.Draft{}}
	for _, f := range c.Book.Owners {
		if d := c.Chat.Drafts[f.Key]; d != nil && d.Done.IsZero() && len(d.Answers) > 0 {
			n.Drafts[f.Key] = d
		}
	}
	if n.Address.Channel == "" && len(c.Person.Contacts) > 0 { // a notice brought this step about
		n.Address = c.Person.Contacts[0].Address
	}
	c.ForgetAll()
	c.Tell(to, "channel.joined", n)
}

// giveChat is asked of a record that holds nothing but a chat.
func giveChat(c *flows.Conversation, data json.RawMessage) {
	var n mergeNotice
	if json.Unmarshal(data, &n) == nil && !established(c.Person) {
		handChat(c, n.Other)
	}
}

// chatJoined takes another chat in, and says so in every chat.
func chatJoined(c *flows.Conversation, data json.RawMessage) {
	var n chatNotice
	if json.Unmarshal(data, &n) != nil || n.Address.ID == "" {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(c.Person.Contacts), func(contact enterprise.Contact) bool { return contact.Address == n.Address })
	c.Person.Contacts = append([]enterprise.Contact{{Address: n.Address}}, rest...)
	if c.Person.Language == "" {
		c.Speak(n.Language)
	}
	for _, consent := range n.Consents {
		if _, decided := c.Person.Decision(consent.Purpose); !decided {
			c.Person.Consents = append(slices.Clone(c.Person.Consents), consent)
		}
	}
	for key, d := range n.Drafts {
		if c.Chat.Drafts[key] == nil {
			c.Chat.Drafts[key] = d
		}
	}
	c.Audit("channel.linked", c.Person.ID, n.Address.Channel, "")
	c.Turn.Prompt = true
	sayEverywhere(c, "channels.linked")
}

// unlink takes one of the person's chats away; its place is its address.
func unlink(c *flows.Conversation, address string) {
	channel, id, _ := strings.Cut(address, ":")
	gone := enterprise.Address{Channel: channel, ID: id}
	if !slices.ContainsFunc(others(c), func(contact enterprise.Contact) bool { return contact.Address == gone }) {
		c.Reopen("channels.kept")
		return
	}
	name := channelName(c, gone)
	c.Person.Contacts = slices.DeleteFunc(slices.Clone(c.Person.Contacts), func(contact enterprise.Contact) bool { return contact.Address == gone })
	c.Audit("channel.unlinked", c.Person.ID, channel, "")
	c.Leave()
	c.Repeat(c.Text("channels.unlinked", messages.Args{"Channel": name, "Count": strconv.Itoa(len(c.Person.Contacts))}))
}
