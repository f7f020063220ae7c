// Package demo is the whole bot on one machine, in memory: an embedded Redis, a
// local Telegram with phones in a web page, and a sample city.
package demo

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"

	"naikkelas/app"
	"naikkelas/bot/telegram"
	"naikkelas/demo/sample"
	"naikkelas/enterprise"
	"naikkelas/enterprise/program"
	"naikkelas/knowledge"
	"naikkelas/simulator"
	"naikkelas/store"
)

// demoToken is the local Telegram's only bot.
const demoToken = "770000001:demo-token-of-the-local-telegram"

// telegramRate is how many messages a second the bot sends, as a real Telegram
// takes them.
const telegramRate = 30

// Command is "naikkelas demo".
type Command struct {
	Listen  string `default:"127.0.0.1:8080" help:"Where the page with the phones is served; only this machine may use it."`
	Verbose bool   `help:"Show the bot's log."`
}

// Run starts an embedded Redis, a local Telegram, a sample city and the bot,
// and prints the link to the phones.
func (c *Command) Run(ctx context.Context) error {
	log := slog.New(slog.DiscardHandler)
	if c.Verbose {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	d, err := openDemo(ctx, c.Listen, telegramRate, log)
	if err != nil {
		return err
	}
	fmt.Printf("naikkelas demo: everything is in memory and the people are made up; it ends with Ctrl+C.\nOpen %s\n", d.address)
	<-ctx.Done()
	return d.close()
}

// demo is the running demonstration and its switches.
type demo struct {
	redis    *miniredis.Miniredis
	address  string
	clock    simulator.Clock
	telegram *simulator.Server
	whatsapp *simulator.WhatsApp
	settings app.Settings
	owners   []*simulator.Phone // of the sample city, as they come in it
	look     *store.Store       // what the page looks into
	files    string             // a folder that goes with the demo
	log      *slog.Logger

	mu      sync.Mutex
	stop    context.CancelFunc // ends the bot; nil while it is off
	stopped chan struct{}
	pushed  http.Handler // what WhatsApp pushes to; nil while the bot is off
	console http.Handler // the officers' console; nil while the bot is off
	cut     bool
	flood   bool

	server *http.Server
	desk   *http.Server // of the console
	aging  context.CancelFunc
}

// openDemo starts everything; close ends it.
func openDemo(ctx context.Context, listen string, rate int, log *slog.Logger) (*demo, error) {
	d, err := openCity(ctx, listen, rate, log)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(d.live(ctx), d.begin(ctx)); err != nil {
		return nil, errors.Join(d.close(), err)
	}
	return d, nil
}

// begin starts the bot and tells WhatsApp where it is.
func (d *demo) begin(ctx context.Context) error {
	return errors.Join(d.power(true), d.subscribe(ctx))
}

// openCity starts everything but the bot: in the sample city nothing has
// happened yet.
func openCity(ctx context.Context, listen string, rate int, log *slog.Logger) (*demo, error) {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, fmt.Errorf("--listen: %w; right would be a free address, such as 127.0.0.1:8090", err)
	}
	if host, _, err := net.SplitHostPort(listener.Addr().String()); err != nil || !net.ParseIP(host).IsLoopback() {
		return nil, errors.Join(listener.Close(), errors.New("--listen: the demo is for this machine only; right would be 127.0.0.1:8080"))
	}
	redis := miniredis.NewMiniRedis()
	if err := redis.Start(); err != nil {
		return nil, errors.Join(listener.Close(), fmt.Errorf("demo: start embedded Redis: %w", err))
	}
	d := &demo{redis: redis, address: "http://" + listener.Addr().String(), log: log}
	aging, stop := context.WithCancel(ctx)
	d.aging = stop
	if err := errors.Join(d.openConsole(), d.prepare(ctx, rate)); err != nil {
		return nil, errors.Join(listener.Close(), d.close(), err)
	}
	d.server = &http.Server{Handler: d, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = d.server.Serve(listener) }() // ends with close
	go d.age(aging)
	return d, nil
}

func (d *demo) close() error {
	err := d.power(false)
	d.aging()
	if d.server != nil {
		err = errors.Join(err, d.server.Close())
	}
	if d.desk != nil {
		err = errors.Join(err, d.desk.Close())
	}
	if d.whatsapp != nil {
		d.whatsapp.Close()
	}
	if d.look != nil {
		err = errors.Join(err, d.look.Close())
	}
	d.redis.Close()
	if d.files != "" {
		err = errors.Join(err, os.RemoveAll(d.files))
	}
	return err
}

// prepare makes the city, its people and their phones.
func (d *demo) prepare(ctx context.Context, rate int) error {
	program, err := program.Embedded()
	if err != nil {
		return err
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	keys, err := store.ParseKeys(base64.StdEncoding.EncodeToString(key))
	if err != nil {
		return err
	}
	if d.files, err = os.MkdirTemp("", "naikkelas-demo-"); err != nil {
		return fmt.Errorf("demo: make a folder for files: %w", err)
	}
	d.settings = app.Settings{
		Console: d.settings.Console, Files: d.files, Token: demoToken, API: d.address, Rate: rate, Redis: "redis://" + d.redis.Addr(), City: "malang", Keys: keys, Program: program,
		Admins: administrators(),
	}
	if err := d.openWhatsApp(program); err != nil {
		return err
	}
	look := &inspector{demo: d, index: knowledge.New(program), log: newLogRing(d.log.Handler()), seen: map[enterprise.PersonID]touched{}}
	if look.store, err = store.Open(store.Options{URL: d.settings.Redis, City: d.settings.City, Keys: keys}); err != nil {
		return err
	}
	d.log, d.look = slog.New(look.log), look.store
	d.telegram = simulator.New(simulator.Options{
		WhatsApp: d.whatsapp,
		Token:    demoToken, Name: "naikkelas", Now: d.clock.Now, Advance: d.clock.Advance, Switches: d.switches(), Samples: sampleFiles(),
		State: map[string]any{"inspect": true, "scenes": scenes()},
		More:  map[string]func(*http.Request) (any, error){"GET /sim/phones/{id}/inspect": look.answer, "POST /sim/scenes/{key}": d.openScene},
	})
	for _, u := range []simulator.User{newPhone, knownPhone, officerPhone, secondPhone, mentorPhone, plannerPhone} {
		d.telegram.Phone(u)
	}
	data, err := store.Open(store.Options{URL: d.settings.Redis, City: d.settings.City, Keys: keys})
	if err != nil {
		return err
	}
	d.clock.Advance(program.City.Awake(d.clock.Now()).Sub(d.clock.Now())) // nobody is told anything in quiet time
	people := sample.People(program, d.clock.Now())
	for _, p := range people {
		d.meet(p)
	}
	if err := data.Import(ctx, people); err != nil {
		return err
	}
	return data.Close()
}

// meet gives one of the sample city a phone that has talked to the bot.
func (d *demo) meet(p enterprise.Person) {
	if p.Contacts[0].Address == telegram.Address(knownPhone.ID) {
		phone := d.telegram.Phone(knownPhone)
		phone.Begin()
		d.owners = append(d.owners, phone)
		return
	}
	id, _ := strconv.ParseInt(p.Contacts[0].ID, 10, 64)
	d.owners = append(d.owners, d.telegram.Unseen(simulator.User{ID: id, FirstName: p.Name, Language: "id"}))
}

// age lets keys in the embedded Redis grow old: it has no clock of its own.
func (d *demo) age(ctx context.Context) {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-second.C:
			d.redis.FastForward(time.Second)
		case <-ctx.Done():
			return
		}
	}
}

func (d *demo) switches() []simulator.Switch {
	return []simulator.Switch{
		{Key: "bot", Label: "Bot nyala / Bot on", After: "Bot mati / Bot off", On: func() bool { return !d.running() }, Set: func(on bool) error { return d.power(!on) }},
		{Key: "redis", Label: "Redis tersambung / Redis connected", After: "Redis putus / Redis cut", On: func() bool { return d.is(&d.cut) }, Set: d.cutRedis},
		{Key: "flood", Label: "Telegram lancar / Telegram takes all", After: "Telegram menolak (429) / Telegram refuses (429)", On: func() bool { return d.is(&d.flood) }, Set: d.floodTelegram},
	}
}

func (d *demo) is(flag *bool) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return *flag
}

func (d *demo) running() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.stop != nil
}

// power starts or stops the bot. A new one knows only what is in Redis.
func (d *demo) power(on bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if on == (d.stop != nil) {
		return nil
	}
	if !on {
		d.stop()
		<-d.stopped
		d.stop, d.pushed, d.console = nil, nil, nil
		return nil
	}
	return d.start(d.settings)
}

// start starts the bot. The caller holds the lock.
func (d *demo) start(s app.Settings) error {
	p, err := app.Assemble(s, d.clock.Now, d.log)
	if err != nil {
		return err
	}
	desk, err := p.Console()
	if err != nil {
		return errors.Join(err, p.Close())
	}
	p.Tick = 50 * time.Millisecond // the clock is moved by days, by somebody who waits for what happens
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	pushed := http.NewServeMux()
	p.Webhooks(pushed)
	d.stop, d.stopped, d.pushed, d.console = stop, stopped, pushed, desk
	go func() {
		defer close(stopped)
		if err := errors.Join(p.Run(ctx), p.Close()); err != nil {
			d.log.Error("the bot ended", "error", err)
		}
	}()
	return nil
}

func (d *demo) cutRedis(on bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if on == d.cut {
		return nil
	}
	d.cut = on
	if on {
		d.redis.Close()
		return nil
	}
	// What ended with Close would keep blocking commands from ever answering.
	d.redis.Ctx, d.redis.CtxCancel = context.WithCancel(context.Background())
	return d.redis.Restart()
}

func (d *demo) floodTelegram(on bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.flood = on
	d.telegram.Heal()
	if on {
		d.telegram.Fail(simulator.Fault{Method: "sendmessage", Kind: simulator.Flooded, RetryAfter: 3})
	}
	return nil
}
