package simulator

import (
	"encoding/json"
	"time"
)

// WhatsAppMessage is one message of a chat, as both sides see it.
type WhatsAppMessage struct {
	ID       string            `json:"id"` // the wamid
	FromBot  bool              `json:"from_bot"`
	Date     time.Time         `json:"date"`
	Kind     string            `json:"kind"` // "text", "image", "document", "audio", "video", "sticker", "location", "contacts", "template", "unsupported", or what kind of interactive: "button", "list", "flow", "location_request_message", "request_contact_info", "cta_url"
	Header   string            `json:"header,omitempty"`
	Text     string            `json:"text,omitempty"` // the body or the caption
	Footer   string            `json:"footer,omitempty"`
	Media    string            `json:"media,omitempty"` // what the file is: "image", "document", "audio", "video", "sticker"
	File     string            `json:"file,omitempty"`  // its media id
	FileName string            `json:"file_name,omitempty"`
	Buttons  []WhatsAppButton  `json:"buttons,omitempty"`
	List     *WhatsAppList     `json:"list,omitempty"`
	Flow     *WhatsAppFlow     `json:"flow,omitempty"`
	Place    *WhatsAppLocation `json:"place,omitempty"`
	Cards    []WhatsAppContact `json:"cards,omitempty"`
	Template string            `json:"template,omitempty"` // name and language: "pengingat/id"
	Category string            `json:"category,omitempty"` // of what the bot sent: "service", "utility", "marketing", "authentication"
	ReplyTo  string            `json:"reply_to,omitempty"`
	Mine     string            `json:"mine,omitempty"`   // the person's reaction to it
	Theirs   string            `json:"theirs,omitempty"` // the bot's
	Edited   bool              `json:"edited,omitempty"`
	Status   string            `json:"status"` // "" on its way, "sent", "delivered", "read", "failed"
	Failure  int               `json:"failure,omitempty"`
	Opaque   string            `json:"-"` // biz_opaque_callback_data

	first   string // the text before an edit
	byPhone bool   // it was addressed by the phone's number
	to      string // that number
	seen    bool   // the person's phone has it
	opened  bool   // the person read it before its delivery was told
	apart   bool   // it has no bubble of its own: a reaction, an edit
}

// WhatsAppButton is a button under a message.
type WhatsAppButton struct {
	Kind    string `json:"kind"` // "reply", "url", "phone", "flow", "location", "contact"
	Title   string `json:"title"`
	ID      string `json:"id,omitempty"` // or the payload of a template's button
	Address string `json:"address,omitempty"`
}

// WhatsAppList is what opens under a message.
type WhatsAppList struct {
	Button   string                `json:"button"`
	Sections []WhatsAppListSection `json:"sections"`
}

// WhatsAppListSection is a part of a list.
type WhatsAppListSection struct {
	Title string            `json:"title,omitempty"`
	Rows  []WhatsAppListRow `json:"rows"`
}

// WhatsAppListRow is what can be chosen.
type WhatsAppListRow struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// WhatsAppFlow is a form behind a button.
type WhatsAppFlow struct {
	ID     string          `json:"id"`
	Token  string          `json:"token"`
	Screen string          `json:"screen,omitempty"`
	Data   json.RawMessage `json:"data,omitempty"` // flow_action_payload.data
}

// WhatsAppLocation is a place on the map.
type WhatsAppLocation struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
}

// WhatsAppContact is somebody's card.
type WhatsAppContact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// Labels are what can be tapped or chosen on a message, in order.
func (m WhatsAppMessage) Labels() []string {
	var out []string
	for _, b := range m.Buttons {
		out = append(out, b.Title)
	}
	if m.List != nil {
		for _, s := range m.List.Sections {
			for _, r := range s.Rows {
				out = append(out, r.Title)
			}
		}
	}
	return out
}
