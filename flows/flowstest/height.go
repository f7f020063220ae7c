package flowstest

import "naikkelas/messages"

// ScreenHeight is what an owner's phone shows of a chat, in pixels, while the
// keyboard is open: no message is to be taller. The measures are those of the
// demo's page, whose phone is 372 wide.
const ScreenHeight = 369

const (
	lineHeight  = 21.3 // pixels
	rowHeight   = 38   // of buttons under a message
	radarHeight = 227  // of the picture of a result, with what is around it
	barsHeight  = 212
	frameHeight = 27 // around the text, with the time beneath
)

// Height is how tall a message is on an owner's phone.
func Height(m messages.Message) int {
	h := frameHeight + len(m.Buttons)*rowHeight
	if m.Radar != nil {
		h += radarHeight
	}
	if m.Bars != nil {
		h += barsHeight
	}
	return h + int(lineHeight*float64(messages.Lines(m.Text)))
}
