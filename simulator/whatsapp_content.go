package simulator

import (
	"slices"
	"strings"
)

// The lengths that the Cloud API takes, in UTF-16 units
// (developers.facebook.com/documentation/business-messaging/whatsapp/messages).
const (
	waText        = 4096
	waCaption     = 1024
	waBody        = 1024 // of an interactive message; a list's is waText
	waSmall       = 60   // header and footer
	waTitle       = 20   // of a button
	waRow         = 24   // of a row and a section
	waDescription = 72
	waButtonID    = 256
	waRowID       = 200
	waButtons     = 3
	waRows        = 10
	waFileName    = 240
	waOpaque      = 512
)

// waKinds are the kinds of message and what reads each.
var waKinds = map[string]func(*waCall, object) WhatsAppMessage{
	"text":        readText,
	"image":       readMedia("image", "id", "link", "caption"),
	"document":    readMedia("document", "id", "link", "caption", "filename"),
	"audio":       readMedia("audio", "id", "link", "voice"),
	"video":       readMedia("video", "id", "link", "caption"),
	"sticker":     readMedia("sticker", "id", "link"),
	"location":    readLocation,
	"contacts":    readContacts,
	"reaction":    readReaction,
	"interactive": readInteractive,
	"template":    readTemplate,
}

func readText(_ *waCall, o object) WhatsAppMessage {
	in := o.within("text", true).only("body", "preview_url")
	in.flag("preview_url")
	return WhatsAppMessage{Kind: "text", Text: in.text("body", 1, waText)}
}

// readMedia reads a message with a file that was uploaded, or that a link
// leads to.
func readMedia(kind string, fields ...string) func(*waCall, object) WhatsAppMessage {
	return func(c *waCall, o object) WhatsAppMessage {
		in := o.within(kind, true).only(fields...)
		m := WhatsAppMessage{Kind: kind, Text: in.text("caption", 0, waCaption)}
		in.flag("voice")
		c.attach(&m, kind, in)
		return m
	}
}

// attach gives a message its file.
func (c *waCall) attach(m *WhatsAppMessage, kind string, in object) {
	id, link, name := in.text("id", 0, 100), in.text("link", 0, 2048), in.text("filename", 0, waFileName)
	switch {
	case *in.wrong != nil:
	case id == "" && link == "":
		in.missing("id")
	case id != "":
		c.w.mu.Lock()
		f := c.w.mediaAlive(id)
		c.w.mu.Unlock()
		if f == nil {
			in.bad("id", "is not a valid whatsapp business account media attachment ID")
			return
		}
		m.Media, m.File, m.FileName = kind, id, f.name
	default:
		f, err := c.w.fetchLink(c.r.Context(), link)
		if err != nil {
			m.Failure = 131053 // it is found out late
		} else {
			m.File, m.FileName = f.id, f.name
		}
		m.Media = kind
	}
	if name != "" {
		m.FileName = name
	}
}

func readLocation(_ *waCall, o object) WhatsAppMessage {
	in := o.within("location", true).only("latitude", "longitude", "name", "address")
	return WhatsAppMessage{Kind: "location", Place: &WhatsAppLocation{
		Latitude: in.number("latitude", -90, 90), Longitude: in.number("longitude", -180, 180), Name: in.text("name", 0, 1000), Address: in.text("address", 0, 1000),
	}}
}

func readContacts(_ *waCall, o object) WhatsAppMessage {
	m := WhatsAppMessage{Kind: "contacts"}
	for _, in := range o.list("contacts", 1, 257) {
		in.only("name", "phones", "emails", "addresses", "birthday", "org", "urls")
		name := in.within("name", true).only("formatted_name", "first_name", "last_name", "middle_name", "suffix", "prefix")
		card := WhatsAppContact{Name: name.text("formatted_name", 1, 1000)}
		if len(name.fields) == 1 { // developers.facebook.com: at least one other part of the name
			name.missing("first_name")
		}
		for _, p := range in.list("phones", 0, 100) {
			card.Phone = p.only("phone", "wa_id", "type").text("phone", 0, 100)
		}
		m.Cards = append(m.Cards, card)
	}
	return m
}

func readReaction(c *waCall, o object) WhatsAppMessage {
	in := o.within("reaction", true).only("message_id", "emoji")
	m := WhatsAppMessage{Kind: "reaction", ReplyTo: in.text("message_id", 1, 500), Text: in.text("emoji", 0, 40)}
	if !in.has("emoji") {
		in.missing("emoji")
	}
	return m
}

// readInteractive reads a message that asks for a tap.
func readInteractive(c *waCall, o object) WhatsAppMessage {
	in := o.within("interactive", true).only("type", "header", "body", "footer", "action")
	in.code = 131009
	kinds := sortedKeys(waActions)
	m := WhatsAppMessage{Kind: in.one("type", kinds...)}
	if *o.wrong != nil {
		return m
	}
	most := waBody
	if m.Kind == "list" {
		most = waText
	}
	m.Text = in.within("body", true).only("text").text("text", 1, most)
	if in.has("footer") {
		m.Footer = in.within("footer", true).only("text").text("text", 1, waSmall)
	}
	if in.has("header") {
		c.readHeader(&m, in.within("header", true))
	}
	waActions[m.Kind](c, &m, in.within("action", true))
	return m
}

// readHeader reads what stands above the body.
func (c *waCall) readHeader(m *WhatsAppMessage, in object) {
	in.only("type", "text", "image", "video", "document")
	allowed := []string{"text"}
	switch m.Kind {
	case "button", "cta_url", "flow":
		allowed = append(allowed, "image", "video", "document")
	case "location_request_message", "request_contact_info":
		in.bad("type", "is not allowed for interactive messages of type %s", m.Kind)
	}
	switch kind := in.one("type", allowed...); kind {
	case "text":
		m.Header = in.text("text", 1, waSmall)
	case "image", "video", "document":
		c.attach(m, kind, in.within(kind, true).only("id", "link", "filename"))
	}
}

// waActions are the interactive kinds and what reads the action of each.
var waActions = map[string]func(*waCall, *WhatsAppMessage, object){
	"button":                   readButtons3,
	"list":                     readList,
	"cta_url":                  readLinkButton,
	"flow":                     readFlow,
	"location_request_message": readNamed("send_location", WhatsAppButton{Kind: "location", Title: "Kirim lokasi"}),
	"request_contact_info":     readNamed("request_contact_info", WhatsAppButton{Kind: "contact", Title: "Bagikan nomor"}),
}

func readButtons3(_ *waCall, m *WhatsAppMessage, in object) {
	in.only("buttons")
	titles, ids := map[string]bool{}, map[string]bool{}
	for _, b := range in.list("buttons", 1, waButtons) {
		b.only("type", "reply").one("type", "reply")
		reply := b.within("reply", true).only("id", "title")
		button := WhatsAppButton{Kind: "reply", Title: reply.text("title", 1, waTitle), ID: reply.text("id", 1, waButtonID)}
		if titles[button.Title] || ids[button.ID] {
			reply.bad("title", "and id must be unique within the message")
		}
		if strings.TrimSpace(button.ID) != button.ID {
			reply.bad("id", "must have no space at its ends")
		}
		titles[button.Title], ids[button.ID] = true, true
		m.Buttons = append(m.Buttons, button)
	}
}

func readList(_ *waCall, m *WhatsAppMessage, in object) {
	in.only("button", "sections")
	m.List = &WhatsAppList{Button: in.text("button", 1, waTitle)}
	ids, total := map[string]bool{}, 0
	sections := in.list("sections", 1, waRows)
	for _, s := range sections {
		least := 0
		if len(sections) > 1 {
			least = 1 // a title is needed where there are several
		}
		section := WhatsAppListSection{Title: s.only("title", "rows").text("title", least, waRow)}
		for _, r := range s.list("rows", 1, waRows) {
			r.only("id", "title", "description")
			row := WhatsAppListRow{ID: r.text("id", 1, waRowID), Title: r.text("title", 1, waRow), Description: r.text("description", 0, waDescription)}
			if ids[row.ID] {
				r.bad("id", "is duplicated")
			}
			ids[row.ID] = true
			section.Rows = append(section.Rows, row)
		}
		total += len(section.Rows)
		m.List.Sections = append(m.List.Sections, section)
	}
	if total > waRows {
		in.bad("sections", "total row count exceeds the max allowed count: %d", waRows)
	}
}

func readLinkButton(_ *waCall, m *WhatsAppMessage, in object) {
	in.only("name", "parameters").one("name", "cta_url")
	p := in.within("parameters", true).only("display_text", "url")
	b := WhatsAppButton{Kind: "url", Title: p.text("display_text", 1, waTitle), Address: p.text("url", 1, 2000)}
	if !strings.HasPrefix(b.Address, "https://") && !strings.HasPrefix(b.Address, "http://") {
		p.bad("url", "must be a valid URL")
	}
	m.Buttons = []WhatsAppButton{b}
}

// readNamed reads an action that is only a name. A request_message beside it
// is what some clients send, and is let pass.
func readNamed(name string, b WhatsAppButton) func(*waCall, *WhatsAppMessage, object) {
	return func(_ *waCall, m *WhatsAppMessage, in object) {
		in.only("name", "parameters").one("name", name)
		m.Buttons = []WhatsAppButton{b}
	}
}

func readFlow(c *waCall, m *WhatsAppMessage, in object) {
	in.only("name", "parameters").one("name", "flow")
	p := in.within("parameters", true).only("flow_message_version", "flow_id", "flow_name", "flow_cta", "mode", "flow_token", "flow_action", "flow_action_payload")
	p.one("flow_message_version", "3")
	p.one("mode", "", "draft", "published")
	action := p.one("flow_action", "", "navigate", "data_exchange")
	f := &WhatsAppFlow{ID: p.text("flow_id", 0, 100), Token: p.text("flow_token", 0, 1000)}
	if name := p.text("flow_name", 0, 200); (f.ID == "") == (name == "") {
		p.missing("flow_id")
	} else if f.ID == "" {
		f.ID = name
	}
	if action == "navigate" && p.has("flow_action_payload") {
		payload := p.within("flow_action_payload", true).only("screen", "data")
		f.Screen, f.Data = payload.text("screen", 1, 100), payload.fields["data"]
	}
	c.w.mu.Lock()
	known := c.w.flows[f.ID] != nil
	c.w.mu.Unlock()
	if !known {
		p.bad("flow_id", "is no flow of this account")
	}
	m.Flow, m.Buttons = f, []WhatsAppButton{{Kind: "flow", Title: p.text("flow_cta", 1, waTitle)}}
}

// AddFlow makes a flow known by its id; what it looks like is Flow JSON.
func (w *WhatsApp) AddFlow(id string, flowJSON []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flows[id] = slices.Clone(flowJSON)
}
