package telegram

import (
	"context"
	"regexp"
	"strings"

	"naikkelas/bot/channel"
	"naikkelas/store"
)

// addressed is a command that names the bot it is for, as groups with several
// bots use it: https://core.telegram.org/bots/features#commands.
var addressed = regexp.MustCompile(`^/[A-Za-z0-9_]+@([A-Za-z0-9_]+)`)

// forUs drops what a group tells another bot. In a private chat such words are
// no command of ours, but somebody wrote them: they stay, as plain text.
func (t *API) forUs(ctx context.Context, d channel.Delivery) channel.Delivery {
	var kept []store.Cause
	for _, c := range d.Causes {
		if t.toAnother(ctx, c.Input.Text) {
			if c.Input.Group {
				continue
			}
			c.Input.Text = strings.TrimPrefix(c.Input.Text, "/")
		}
		kept = append(kept, c)
	}
	d.Causes = kept
	return d
}

// toAnother reports whether a text is a command to another bot. While our own
// name is not known, it is not.
func (t *API) toAnother(ctx context.Context, text string) bool {
	m := addressed.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	name, err := t.Username(ctx)
	return err == nil && !strings.EqualFold(name, m[1])
}
