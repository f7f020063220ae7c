package whatsapp

import (
	"fmt"

	"naikkelas/messages"
)

// What a Flow's parts take, in characters
// (developers.facebook.com/docs/whatsapp/flows/reference/components).
const (
	maxChoice      = 30 // title of an answer
	maxChoiceAbout = 300
)

// pageScreen is the one screen of the Flow that shows a page of questions.
const pageScreen = "QUESTIONS"

// pageOf is a message whose questions are a page, as the Flow that is published
// under an id; the words of the message are those of its first question, so that
// whoever cannot open a Flow answers that. ok is false when there is none, or the
// words are too long.
func pageOf(m messages.Message, flow string) (object, bool) {
	if m.Form == nil || flow == "" {
		return nil, false
	}
	body := marked(m.Text)
	if n := units(body); n == 0 || n > maxBody {
		return nil, false
	}
	data := object{}
	for i := range messages.FormSlots {
		slot := fmt.Sprint("q", i+1)
		data[slot+"_ask"], data[slot+"_shown"], data[slot+"_options"] = "-", false, []object{{"id": "-", "title": "-"}}
	}
	for _, q := range m.Form.Questions {
		var options []object
		for _, o := range q.Options {
			option := object{"id": o.ID, "title": shortened(o.Title, maxChoice)}
			if o.About != "" {
				option["description"] = shortened(o.About, maxChoiceAbout)
			}
			options = append(options, option)
		}
		data[q.Slot+"_ask"], data[q.Slot+"_shown"], data[q.Slot+"_options"] = q.Ask, true, options
	}
	return interactive("flow", body, object{"name": "flow", "parameters": object{
		"flow_message_version": "3", "flow_id": flow, "flow_cta": shortened(m.Form.Title, maxButton), "flow_token": m.Form.Token,
		"flow_action": "navigate", "flow_action_payload": object{"screen": pageScreen, "data": data},
	}}), true
}

// PageFlow is the Flow JSON of a page of questions, to be published once: what it
// asks comes with each message.
func PageFlow() map[string]any {
	data, answers := object{}, object{}
	var children []object
	for i := range messages.FormSlots {
		slot := fmt.Sprint("q", i+1)
		data[slot+"_ask"] = object{"type": "string", "__example__": "Apakah usaha ini sudah punya NIB?"}
		data[slot+"_shown"] = object{"type": "boolean", "__example__": true}
		data[slot+"_options"] = object{
			"type":        "array",
			"items":       object{"type": "object", "properties": object{"id": object{"type": "string"}, "title": object{"type": "string"}, "description": object{"type": "string"}}},
			"__example__": []object{{"id": "a", "title": "Belum punya", "description": "Belum punya NIB"}},
		}
		answers[slot] = "${form." + slot + "}"
		children = append(children,
			object{"type": "TextBody", "text": "${data." + slot + "_ask}", "visible": "${data." + slot + "_shown}"},
			object{"type": "RadioButtonsGroup", "name": slot, "label": "Jawaban", "required": "${data." + slot + "_shown}",
				"visible": "${data." + slot + "_shown}", "data-source": "${data." + slot + "_options}"})
	}
	children = append(children, object{"type": "Footer", "label": "Kirim", "on-click-action": object{"name": "complete", "payload": answers}})
	return object{"version": "7.2", "screens": []object{{
		"id": pageScreen, "title": "Penilaian", "terminal": true, "success": true, "data": data,
		"layout": object{"type": "SingleColumnLayout", "children": []object{{"type": "Form", "name": "page", "children": children}}},
	}}}
}
