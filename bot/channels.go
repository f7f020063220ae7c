package bot

import (
	"context"
	"io"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/flows"
)

// Channels are the ways in which a city reaches people.
type Channels []Way

// Way is a channel and the pace that it wants.
type Way struct {
	channel.Channel
	Pacer *Pacer
}

// of finds the way to an address.
func (c Channels) of(name string) (Way, bool) {
	for _, w := range c {
		if w.Name() == name {
			return w, true
		}
	}
	return Way{}, false
}

// Pacer is the pace of the channel that an address is on.
func (c Channels) Pacer(to enterprise.Address) *Pacer {
	if w, ok := c.of(to.Channel); ok {
		return w.Pacer
	}
	return NewPacer(0) // a channel that this city does not have refuses everything
}

// Say sends a message by the channel that its address is on.
func (c Channels) Say(ctx context.Context, o channel.Outgoing) ([]string, error) {
	w, ok := c.of(o.To.Channel)
	if !ok {
		return nil, &channel.SendError{Kind: channel.Refused, Text: "no channel " + o.To.Channel}
	}
	return w.Send(ctx, o)
}

// Fetch reads a file from the channel that holds it.
func (c Channels) Fetch(ctx context.Context, f flows.File, take func(io.Reader) error) error {
	w, ok := c.of(channel.Holder(f.ID))
	if !ok {
		return &channel.SendError{Kind: channel.Refused, Text: "no channel holds the file"}
	}
	return w.Fetch(ctx, f.ID, take)
}

// Paced reports whether a channel has a pace to keep.
func (c Channels) Paced() bool {
	for _, w := range c {
		if w.Pacer.Bounded() {
			return true
		}
	}
	return false
}
