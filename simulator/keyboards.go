package simulator

import "encoding/json"

// How many keys and buttons Telegram shows; more are refused here, so that
// nobody misses the ones it would leave out.
const (
	maxData    = 64 // bytes of callback_data
	maxButtons = 100
	maxKeys    = 300
)

// markupOf is the reply_markup of a call. Of several kinds the first of
// keyboard, buttons and removal counts, as on the real server.
type markupOf struct {
	Keyboard *Keyboard
	Inline   [][]InlineButton
	Remove   bool
}

func readMarkup(p params) (markupOf, error) {
	var raw struct {
		Keyboard    [][]json.RawMessage `json:"keyboard"`
		Inline      [][]InlineButton    `json:"inline_keyboard"`
		Remove      bool                `json:"remove_keyboard"`
		Resize      bool                `json:"resize_keyboard"`
		OneTime     bool                `json:"one_time_keyboard"`
		Persistent  bool                `json:"is_persistent"`
		Placeholder string              `json:"input_field_placeholder"`
	}
	if p.text("reply_markup") == "null" {
		return markupOf{}, bad("object expected as reply markup")
	}
	if err := p.object("reply_markup", &raw); err != nil {
		return markupOf{}, bad("can't parse reply keyboard markup JSON object")
	}
	keys, err := readKeys(raw.Keyboard)
	if err != nil {
		return markupOf{}, err
	}
	buttons, err := readButtons(raw.Inline)
	switch {
	case err != nil:
		return markupOf{}, err
	case len(keys) > 0:
		return markupOf{Keyboard: &Keyboard{keys, raw.Resize, raw.OneTime, raw.Persistent, raw.Placeholder}}, nil
	case len(buttons) > 0:
		return markupOf{Inline: buttons}, nil
	}
	return markupOf{Remove: raw.Remove}, nil
}

func readKeys(raw [][]json.RawMessage) (rows [][]Key, err error) {
	count := 0
	for _, cells := range raw {
		var keys []Key
		for _, cell := range cells {
			k, err := readKey(cell)
			if err != nil {
				return nil, err
			}
			keys = append(keys, k)
		}
		if len(keys) > 0 {
			rows = append(rows, keys)
		}
		count += len(keys)
	}
	if count > maxKeys {
		return nil, bad("reply markup is too long")
	}
	return rows, nil
}

func readKey(cell json.RawMessage) (Key, error) {
	var k Key
	if json.Unmarshal(cell, &k.Text) != nil && json.Unmarshal(cell, &k) != nil || k.Text == "" {
		return k, bad("can't parse keyboard button: Field \"text\" must be of type String")
	}
	return k, nil
}

func readButtons(raw [][]InlineButton) (rows [][]InlineButton, err error) {
	count := 0
	for _, row := range raw {
		for _, b := range row {
			if b.Text == "" || (b.Data == "") == (b.URL == "") {
				return nil, bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
			}
			if len(b.Data) > maxData {
				return nil, bad("BUTTON_DATA_INVALID")
			}
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
		count += len(row)
	}
	if count > maxButtons {
		return nil, bad("reply markup is too long")
	}
	return rows, nil
}
