package whatsapp

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store"
)

// Name is the channel's name in addresses.
const Name = "whatsapp"

// Address is a person's address: the id that is theirs at this business, or,
// where none is given, their number.
func Address(id string) enterprise.Address { return enterprise.Address{Channel: Name, ID: id} }

// What we read of a webhook's body
// (developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples).
// One body may hold many entries, changes, messages and statuses.
type (
	waBody struct {
		Entry []struct {
			Changes []struct {
				Field string          `json:"field"`
				Value json.RawMessage `json:"value"`
			} `json:"changes"`
		} `json:"entry"`
	}
	waValue struct {
		Metadata struct {
			PhoneID string `json:"phone_number_id"`
		} `json:"metadata"`
		Contacts []struct {
			Phone string `json:"wa_id"`
			User  string `json:"user_id"`
		} `json:"contacts"`
		Messages    []json.RawMessage `json:"messages"`
		Statuses    []json.RawMessage `json:"statuses"`
		Preferences []json.RawMessage `json:"user_preferences"`
	}
	waSaid struct {
		ID     string `json:"id"`
		Phone  string `json:"from"`
		User   string `json:"from_user_id"`
		Time   number `json:"timestamp"`
		Type   string `json:"type"`
		Origin string `json:"origin"` // of a card
		Text   struct {
			Body string `json:"body"`
		} `json:"text"`
		Interactive struct {
			Type   string  `json:"type"`
			Button waReply `json:"button_reply"`
			List   waReply `json:"list_reply"`
			Form   struct {
				Response string `json:"response_json"`
			} `json:"nfm_reply"`
		} `json:"interactive"`
		Context struct {
			ID        string `json:"id"`
			Forwarded bool   `json:"forwarded"`
			Often     bool   `json:"frequently_forwarded"`
		} `json:"context"`
		Location waLocation `json:"location"`
		Image    *waFile    `json:"image"`
		Document *waFile    `json:"document"`
		Audio    *waFile    `json:"audio"`
		Contacts []struct {
			Phones []struct {
				Phone string `json:"phone"`
				ID    string `json:"wa_id"`
			} `json:"phones"`
		} `json:"contacts"`
		System struct {
			Type  string `json:"type"`
			Phone string `json:"wa_id"`
			User  string `json:"user_id"`
		} `json:"system"`
		Errors []struct {
			Code int `json:"code"`
		} `json:"errors"`
	}
	waLocation struct {
		Latitude  float64 `json:"latitude"`
		Longitude float64 `json:"longitude"`
		Name      string  `json:"name"`
		Address   string  `json:"address"`
	}
	waReply struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	waFile struct {
		ID      string `json:"id"`
		URL     string `json:"url"`
		Caption string `json:"caption"`
		Name    string `json:"filename"`
		Size    int64  `json:"file_size"`
	}
	waStatus struct {
		ID     string `json:"id"`
		Status string `json:"status"`
		Time   number `json:"timestamp"`
		Phone  string `json:"recipient_id"`
		User   string `json:"recipient_user_id"`
		Ref    string `json:"biz_opaque_callback_data"`
		Errors []struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
		} `json:"errors"`
	}
	waPreference struct {
		Phone    string `json:"wa_id"`
		User     string `json:"user_id"`
		Category string `json:"category"`
		Value    string `json:"value"` // "stop", "resume"
		Time     number `json:"timestamp"`
	}
)

// number is an integer that comes with or without quotes.
type number int64

// UnmarshalJSON takes anything; what is no number is 0.
func (n *number) UnmarshalJSON(raw []byte) error {
	v, _ := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	*n = number(v)
	return nil
}

func (n number) time() time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(int64(n), 0)
}

// received is what one webhook call brought.
type received struct {
	channel.Delivery
	receipts []string       // messages of people, to be shown as read
	answers  map[int]string // by the number of the cause: the message of ours that it answers

	byNumber []string // who is known by their number
}

// read makes causes and reports of a body, each message by itself: one that
// cannot be understood spoils no other. What concerns another number of the
// same app is left alone.
func read(raw []byte, phone string, byNumber []string) (received, error) {
	d := received{byNumber: byNumber}
	var body waBody
	if err := json.Unmarshal(raw, &body); err != nil {
		return d, err
	}
	for _, e := range body.Entry {
		for _, c := range e.Changes {
			var v waValue
			if err := json.Unmarshal(c.Value, &v); err != nil {
				d.Bad = append(d.Bad, c.Value)
				continue
			}
			if v.Metadata.PhoneID == "" || v.Metadata.PhoneID == phone {
				d.take(v)
			}
		}
	}
	return d, nil
}

func (d *received) take(v waValue) {
	for _, raw := range v.Messages {
		var m waSaid
		if err := json.Unmarshal(raw, &m); err != nil || m.ID == "" {
			d.Bad = append(d.Bad, raw)
			continue
		}
		if len(v.Contacts) == 1 { // the person's other names
			m.Phone, m.User = cmp.Or(m.Phone, v.Contacts[0].Phone), cmp.Or(m.User, v.Contacts[0].User)
		}
		d.say(m)
	}
	for _, raw := range v.Statuses {
		var s waStatus
		if json.Unmarshal(raw, &s) != nil {
			d.Bad = append(d.Bad, raw)
			continue
		}
		d.tell(s)
	}
	for _, raw := range v.Preferences {
		var p waPreference
		if json.Unmarshal(raw, &p) == nil && p.Category == "marketing_messages" {
			d.Reports = append(d.Reports, store.Report{To: Address(cmp.Or(p.User, digits(p.Phone))), State: preferences[p.Value], At: p.Time.time()})
		}
	}
}

var preferences = map[string]store.ReportState{"stop": store.Stopped, "resume": store.Resumed}

// say is a message of a person as a cause.
func (d *received) say(m waSaid) {
	who := cmp.Or(m.User, digits(m.Phone))
	if slices.Contains(d.byNumber, digits(m.Phone)) {
		who = digits(m.Phone)
	}
	if m.Type == "system" {
		d.move(m)
		return
	}
	in, ok := m.input()
	if who == "" || !ok {
		return
	}
	in.From = Address(who)
	c := store.Cause{Delivery: "w" + nameless(m.ID), Input: in, Heard: m.Time.time()}
	if who == m.User && m.Phone != "" {
		c.Also = Address(digits(m.Phone))
	}
	if m.Context.ID != "" && m.Type != "interactive" && m.Type != "button" { // a tap says what it is about
		if d.answers == nil {
			d.answers = map[int]string{}
		}
		d.answers[len(d.Causes)] = m.Context.ID
	}
	d.Causes = append(d.Causes, c)
	if in.Kind != flows.Unblocked {
		d.receipts = append(d.receipts, m.ID)
	}
}

// move is somebody who has a new number or id: their record follows.
func (d *received) move(m waSaid) {
	var now, before string
	switch m.System.Type {
	case "user_changed_number":
		now, before = digits(m.System.Phone), digits(m.Phone)
	case "user_changed_user_id":
		now, before = m.System.User, m.User
	}
	if now == "" || before == "" || now == before {
		return
	}
	d.Causes = append(d.Causes, store.Cause{
		Delivery: "w" + nameless(m.ID), Also: Address(before),
		Input: flows.Input{Kind: flows.Unblocked, From: Address(now), Was: Address(before), At: m.Time.time()},
	})
}

const (
	// editedCode is that of a message that its author changed: what it says now
	// is not told.
	editedCode = 131051
	// lostCode is that of a file that WhatsApp itself could not fetch.
	lostCode = 131052
	// uploadCode is that of a file of ours that it could not take.
	uploadCode = 131053
)

// input is a message as a cause; ok is false for what is nothing to us. A
// reaction is no word, but a sign of life, and it opens the 24 hours.
func (m waSaid) input() (flows.Input, bool) {
	in := flows.Input{Kind: flows.Other, Message: m.ID, Media: m.Type, Forwarded: m.Context.Forwarded || m.Context.Often, At: m.Time.time()}
	switch m.Type {
	case "text":
		in.Kind, in.Text, in.Media = flows.Text, m.Text.Body, ""
	case "button":
		in.Kind, in.Data, in.Message, in.Media = flows.Tap, flows.OpensAgain, m.Context.ID, ""
	case "interactive":
		if m.Interactive.Type == "nfm_reply" {
			in.Media, in.Data = flows.FormMedia, m.Interactive.Form.Response
			return in, true
		}
		reply := m.Interactive.Button
		if m.Interactive.Type == "list_reply" {
			reply = m.Interactive.List
		}
		choose(&in, m.Context.ID, reply.ID, reply.Title)
	case "image":
		in.Media = "photo"
		attach(&in, "photo", m.Image)
	case "document":
		attach(&in, "document", m.Document)
	case "audio":
		in.Media = "voice"
		if f := m.Audio; f != nil && f.ID != "" {
			in.Voice = &flows.File{ID: fileID(f.ID, f.URL), Kind: "voice", Size: f.Size}
		}
	case "contacts":
		m.card(&in)
	case "location":
		in.Text = channel.Place(m.Location.Name, m.Location.Address, m.Location.Latitude, m.Location.Longitude)
	case "reaction":
		return flows.Input{Kind: flows.Unblocked, At: in.At}, true
	case "unsupported":
		in.Media = "other"
		if len(m.Errors) > 0 && m.Errors[0].Code == editedCode {
			in.Media = "edited"
		}
	}
	if in.Kind == flows.Other && len(m.Errors) > 0 && m.Errors[0].Code == lostCode {
		in.Media = "lost"
	}
	return in, true
}

// What the id of a button or a row begins with.
const (
	saysLabel = "t:" // it is the same as typing what follows
	tapsData  = "d:" // it is a button's data
)

// choose makes a choice on a message of ours what it stands for. The label of a
// choice may have been shortened on the phone; its id holds all of it.
func choose(in *flows.Input, message, id, title string) {
	in.Media = ""
	if data, ok := strings.CutPrefix(id, tapsData); ok {
		in.Kind, in.Data, in.Message = flows.Tap, data, message
		return
	}
	in.Kind, in.Text = flows.Text, title
	if label, ok := strings.CutPrefix(id, saysLabel); ok {
		in.Text = label
	}
}

// attach notes the file of a message. One that WhatsApp itself could not fetch
// has none: the person is asked for it again.
func attach(in *flows.Input, kind string, f *waFile) {
	if f == nil || f.ID == "" {
		return
	}
	in.Text = f.Caption
	in.File = &flows.File{ID: fileID(f.ID, f.URL), Kind: kind, Name: f.Name, Size: f.Size}
}

// fileID keeps a file's id and the direct address that came with it.
func fileID(id, address string) string {
	if address != "" {
		id += " " + address
	}
	return channel.FileID(Name, id)
}

// card is a contact card: one's own, when WhatsApp says that it answers our
// request, or when it holds the number that the message came from.
func (m waSaid) card(in *flows.Input) {
	for _, c := range m.Contacts {
		for _, p := range c.Phones {
			own := digits(cmp.Or(p.ID, p.Phone))
			if own == "" {
				continue
			}
			in.Kind, in.Media, in.Phone = flows.Contact, "", own
			in.Own = !in.Forwarded && (m.Origin == "contact_request" || own == digits(m.Phone))
			return
		}
	}
}
