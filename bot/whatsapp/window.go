package whatsapp

import (
	"context"
	"fmt"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/messages"
	"naikkelas/store"
)

// maxParameter is how much of a message a template's parameter holds: the whole
// body of a template is 1,024 characters, ours included.
const maxParameter = 600

// outside says a message to somebody who has not written for a day: as the
// template that the programme has for it, or not now. A template that only
// announces the message leaves it waiting for the person's answer.
func (c *Channel) outside(ctx context.Context, o channel.Outgoing, l store.Line) ([]string, error) {
	t, ok := c.Templates.For(o.Message.Key, o.Lang, !o.Reply)
	if o.Message.Repeat && (!ok || t.ForAny()) {
		return nil, nil // the open question is asked again when the person writes
	}
	if ok && t.ForAny() { // that something waits is said once
		waiting, err := c.Store.Waits(ctx, o.To)
		if err != nil {
			return nil, &channel.SendError{Kind: channel.Broken, Text: err.Error()}
		}
		if waiting {
			return nil, c.park(ctx, o, l, "something else was announced and waits, too")
		}
	}
	if !ok {
		return nil, c.park(ctx, o, l, "no template")
	}
	if t.Announces && o.Follows { // its beginning was announced
		if err := c.Store.Park(ctx, o.Ref, l); err != nil {
			return nil, &channel.SendError{Kind: channel.Broken, Text: err.Error()}
		}
		return nil, nil
	}
	if t.Category == enterprise.Marketing {
		stopped, err := c.Store.WantsNone(ctx, o.To)
		if err != nil {
			return nil, &channel.SendError{Kind: channel.Broken, Text: err.Error()}
		}
		if stopped {
			return nil, &channel.SendError{Kind: channel.OptedOut, Text: "the person wants no advertising"}
		}
	}
	room, err := c.Store.Reached(ctx, o.To, c.Now(), c.Templates.Daily)
	if err != nil {
		return nil, &channel.SendError{Kind: channel.Broken, Text: err.Error()}
	}
	if !room {
		return nil, c.park(ctx, o, l, "as many people as WhatsApp allows were reached today")
	}
	if t.Announces {
		if err := c.Store.Park(ctx, o.Ref, l); err != nil {
			return nil, &channel.SendError{Kind: channel.Broken, Text: err.Error()}
		}
	}
	if err := c.flying(ctx, o, l); err != nil {
		return nil, err
	}
	id, err := c.say(ctx, o, templateOf(t, o.Message))
	switch {
	case channel.Is(err, channel.Closed):
		return nil, c.park(ctx, o, l, "WhatsApp does not let it through now")
	case channel.Is(err, channel.NotNow):
		return nil, c.putOff(ctx, o, l, err)
	case channel.Is(err, channel.OptedOut):
		stop := store.Report{Ref: o.Ref, To: o.To, State: store.Stopped, At: c.Now()}
		if err := c.Store.Report(ctx, []store.Report{stop}); err != nil {
			return nil, &channel.SendError{Kind: channel.Broken, Text: err.Error()}
		}
		return nil, err
	case err != nil:
		return nil, err
	}
	return []string{id}, nil
}

// putOff keeps a message that WhatsApp keeps from the person for a day: it is
// tried again then, a few times at most, or goes when they write.
func (c *Channel) putOff(ctx context.Context, o channel.Outgoing, l store.Line, why error) error {
	l.Tries++
	if err := c.Store.Park(ctx, o.Ref, l); err != nil {
		return &channel.SendError{Kind: channel.Broken, Text: err.Error()}
	}
	if l.Tries > store.PutOffMost {
		return why
	}
	if err := c.Store.Later(ctx, o.To, c.Now()); err != nil {
		return &channel.SendError{Kind: channel.Broken, Text: err.Error()}
	}
	return why
}

// park keeps a message until the person writes.
func (c *Channel) park(ctx context.Context, o channel.Outgoing, l store.Line, why string) error {
	if err := c.Store.Park(ctx, o.Ref, l); err != nil {
		return &channel.SendError{Kind: channel.Broken, Text: err.Error()}
	}
	return &channel.SendError{Kind: channel.Parked, Text: why}
}

// templateOf is a message as a template.
func templateOf(t enterprise.Template, m messages.Message) object {
	var parameters []object
	for _, name := range t.Parameters {
		text := m.Args[name]
		if name == enterprise.WholeText {
			text = m.Text
		}
		parameters = append(parameters, object{"type": "text", "text": oneLine(text, maxParameter)})
	}
	out := object{"name": t.Name, "language": object{"code": t.Language}}
	if len(parameters) > 0 {
		out["components"] = []object{{"type": "body", "parameters": parameters}}
	}
	return object{"type": "template", "template": out}
}

// Registration is a template in the form in which Meta's manager takes it.
func Registration(t enterprise.Template) map[string]any {
	body := object{"type": "BODY", "text": t.Body}
	if len(t.Parameters) > 0 {
		var examples []string
		for i := range t.Parameters {
			example := fmt.Sprint("contoh ", i+1)
			if i < len(t.Examples) {
				example = t.Examples[i]
			}
			examples = append(examples, example)
		}
		body["example"] = object{"body_text": [][]string{examples}}
	}
	components := []object{body}
	if t.Footer != "" {
		components = append(components, object{"type": "FOOTER", "text": t.Footer})
	}
	if t.Button != "" {
		components = append(components, object{"type": "BUTTONS", "buttons": []object{{"type": "QUICK_REPLY", "text": t.Button}}})
	}
	return object{"name": t.Name, "language": t.Language, "category": string(t.Category), "components": components}
}
