package app

import (
	"context"
	"sync"

	"naikkelas/bot"
	"naikkelas/bot/channel"
	"naikkelas/bot/telegram"
)

// ways are the channels that are configured. A further one is a line here.
func (p *Process) ways() bot.Channels {
	var all bot.Channels
	if p.settings.Token != "" {
		all = append(all, bot.Way{Channel: p.telegram(), Pacer: bot.NewPacer(p.settings.Rate)})
	}
	if p.settings.WhatsApp.On() {
		all = append(all, bot.Way{Channel: p.whatsapp(), Pacer: bot.NewPacer(p.settings.WhatsApp.Rate)})
	}
	return all
}

func (p *Process) telegram() *telegram.Channel {
	c := telegram.NewChannel(telegram.NewAPI(p.settings.Token, p.settings.API), p.commands)
	c.Push = telegram.Push{Address: p.settings.Webhook, Secret: p.settings.webhookSecret()}
	c.Slots, c.Log, c.Languages = p.store, p.log, p.book.Languages()
	if p.files != nil {
		c.Bytes = p.files.Read
	}
	return c
}

// receive takes in what people do on every channel, and tells each what it has
// to know of us.
func (p *Process) receive(ctx context.Context) error {
	var all sync.WaitGroup
	for _, c := range p.channels {
		log := p.log.With("channel", c.Name())
		all.Go(func() {
			c.Prepare(ctx, func(err error) { log.Warn("the channel does not know our commands yet", "error", err) })
		})
		all.Go(func() {
			c.Receive(ctx, p.intake, func(err error) {
				p.metrics.PollFailed()
				log.Warn("updates could not be taken in and will be asked for again", "error", err)
			})
		})
	}
	all.Wait()
	return nil
}

func (p *Process) commands(audience string) []channel.Command {
	var out []channel.Command
	for _, c := range p.book.Commands(audience) {
		out = append(out, channel.Command(c))
	}
	return out
}
