package app

import (
	"context"
	"time"

	"naikkelas/bot"
)

// receive takes updates in, by polling or by webhook, and tells Telegram which
// commands there are.
func (p *Process) receive(ctx context.Context) error {
	go p.announce(ctx)
	if p.settings.Webhook != "" {
		<-ctx.Done()
		return nil
	}
	p.telegram.Receive(ctx, p.intake, func(err error) {
		p.metrics.PollFailed()
		p.log.Warn("updates could not be taken in and will be asked for again", "error", err)
	})
	return nil
}

// announce tells Telegram how updates come and which commands there are, until
// it has understood. What Telegram refuses is not said again.
func (p *Process) announce(ctx context.Context) {
	calls := []func() error{
		func() error { return p.telegram.SetWebhook(ctx, p.webhookAddress(), p.settings.webhookSecret()) },
	}
	for i, lang := range p.book.Languages() {
		code := lang
		if i == 0 {
			code = "" // the default list
		}
		calls = append(calls, func() error { return p.telegram.SetCommands(ctx, p.commands(lang), code, "") })
	}
	for _, call := range calls {
		for ctx.Err() == nil {
			err := call()
			if err == nil || bot.IsRefused(err) {
				break
			}
			p.log.Warn("Telegram has not been told the commands yet", "error", err)
			pause(ctx, 10*time.Second)
		}
	}
}

func (p *Process) webhookAddress() string {
	if p.settings.Webhook == "" {
		return ""
	}
	return p.settings.Webhook + "/telegram/" + p.settings.webhookSecret()
}

func (p *Process) commands(lang string) []bot.Command {
	var out []bot.Command
	for _, c := range p.book.Commands(lang) {
		out = append(out, bot.Command(c))
	}
	return out
}
