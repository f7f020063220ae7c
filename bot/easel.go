package bot

import (
	"context"

	"naikkelas/bot/channel"
	"naikkelas/messages"
)

// Charts are drawn before their line asks for a place among the calls to the
// channel, so that a picture holds up no other line. The budget: a chart in work
// takes about 6 MB and a processor for 25 ms, one that is drawn 100 KB; so at
// most 16 MB, however many finish together.
const (
	painters    = 2
	picturesMax = 32 // drawn and not sent yet
)

// easel is where charts are drawn.
type easel struct{ painters, hung chan struct{} }

func newEasel() *easel {
	return &easel{make(chan struct{}, painters), make(chan struct{}, picturesMax)}
}

// draw draws the chart of a message, if it has one; done is to be called once
// the picture is not needed any more. ok is false when the context ended first.
// A chart that cannot be drawn is left to the channel, which sends the words.
func (e *easel) draw(ctx context.Context, m messages.Message) (picture *channel.Attachment, done func(), ok bool) {
	if !channel.HasChart(m) {
		return nil, func() {}, true
	}
	if !enter(ctx, e.hung) {
		return nil, func() {}, false
	}
	done = func() { <-e.hung }
	if !enter(ctx, e.painters) {
		done()
		return nil, func() {}, false
	}
	defer func() { <-e.painters }()
	picture, err := channel.Draw(m)
	if err != nil {
		picture = nil
	}
	return picture, done, true
}

func enter(ctx context.Context, places chan struct{}) bool {
	select {
	case places <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}
