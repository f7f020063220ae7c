package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"naikkelas/bot"
	"naikkelas/bot/channel"
	"naikkelas/files"
	"naikkelas/flows"
	"naikkelas/flows/contents"
	"naikkelas/messages"
	"naikkelas/store"
)

// garbage is how much more than what lives may be on the heap before it is
// collected, in percent. Some 15 MB live, whatever the size of the city: at the
// usual 100 they are looked through thirty times a second under full load, and
// another 15 MB save a tenth of the CPU. A GOGC that asks for something else
// than the usual is obeyed.
const (
	garbage      = 200
	usualGarbage = 100
)

// Serve is "naikkelas serve".
type Serve struct{ config }

// Run serves a city until it is told to stop.
func (c *Serve) Run(ctx context.Context) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: s.Level}))
	for _, w := range s.warnings(time.Now()) {
		log.Warn("the programme leaves something open", "warning", w.String())
	}
	if asked := debug.SetGCPercent(garbage); asked != usualGarbage {
		debug.SetGCPercent(asked)
	}
	if limit := limitMemory(os.DirFS("/")); limit > 0 {
		log.Info("memory is limited", "megabytes", limit>>20)
	}
	p, err := Assemble(s, time.Now, log)
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }() // nothing is buffered in it
	server, err := p.listen(s)
	if err != nil {
		return err
	}
	health, err := p.listenHealth(s)
	if err != nil {
		return errors.Join(err, server.Close())
	}
	desk, err := p.listenConsole(s)
	if err != nil {
		return errors.Join(err, health.Close(), server.Close())
	}
	profiles, err := p.listenProfiles(s)
	if err != nil {
		return errors.Join(err, desk.Close(), health.Close(), server.Close())
	}
	err = p.Run(ctx)
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), serverBudget)
	defer cancel()
	return errors.Join(err, profiles.Close(), desk.Shutdown(stop), health.Shutdown(stop), server.Shutdown(stop))
}

// Process is one process of a city's bot: the parts and what they share.
type Process struct {
	settings  Settings
	store     *store.Store
	files     *files.Storage // nil: files are not kept
	channels  bot.Channels
	book      *flows.Book
	words     *messages.Catalogue
	metrics   *bot.Metrics
	registry  *prometheus.Registry
	intake    channel.Deliver
	now       func() time.Time
	Tick      time.Duration      // how often the scheduler looks for what is due
	release   string             // of the bot and its programme
	alarming  sync.Mutex         // one look for alarms at a time
	noted     sync.Mutex         // held for the next three
	weak      []string           // the settings of Redis that were warned of
	broken    bool               // the trail is not what it was
	many      files.TooManyError // the files of nobody that were warned of
	heldBack  prometheus.Gauge
	writes    writes
	storing   storing
	readiness readiness
	outage    outage
	out       atomic.Pointer[bot.Outbound] // of the active process
	lease     atomic.Pointer[store.Lease]  // that it holds; nil: it stands by
	lost      *store.Rollback              // the last time that the data was set back; nil: it never was
	refuses   prometheus.Gauge
	resealed  prometheus.Counter
	flush     prometheus.Histogram // one write, until it is safe
	log       *slog.Logger
}

// Assemble builds the parts; it connects to nothing yet.
func Assemble(s Settings, now func() time.Time, log *slog.Logger) (*Process, error) {
	words, err := messages.Load()
	if err != nil {
		return nil, err
	}
	data, err := store.Open(store.Options{URL: s.Redis, City: s.City, Keys: s.Keys})
	if err != nil {
		return nil, err
	}
	folder, err := openFiles(s, log)
	if err != nil {
		return nil, errors.Join(err, data.Close())
	}
	p := &Process{settings: s, store: data, files: folder, now: now, log: log, Tick: 5 * time.Second, registry: prometheus.NewRegistry()}
	p.log = slog.New(calm{log.Handler(), &p.outage})
	p.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "naikkelas_redis_round_trips_total", Help: "Round trips to Redis."},
			func() float64 { return float64(data.RoundTrips()) }))
	p.heldBack = prometheus.NewGauge(prometheus.GaugeOpts{Name: "naikkelas_files_held_back", Help: "Files of nobody that are too many for a sweep to take."})
	p.refuses = prometheus.NewGauge(prometheus.GaugeOpts{Name: "naikkelas_redis_refuses", Help: "1 while Redis answers and refuses every write."})
	p.resealed = prometheus.NewCounter(prometheus.CounterOpts{Name: "naikkelas_resealed_total", Help: "Values and files that were sealed anew under the newest key."})
	p.registry.MustRegister(p.heldBack, p.refuses, p.resealed)
	p.registry.MustRegister(newGauges(p))
	p.metrics = bot.NewMetrics(p.registry)
	p.watchRedis()
	p.book, p.words = contents.NewBook(s.Program, words), words
	p.book.Administrators = s.Admins
	p.book.Digest = data.Digest
	if s.Console != "" {
		contents.OpenConsole(p.book, s.Console)
	}
	p.release = ownBuild() + " " + s.Program.Fingerprint
	p.intake = bot.Intake(data, now, p.metrics)
	p.channels = p.ways()
	return p, nil
}

// Close ends the connection to Redis.
func (p *Process) Close() error { return p.store.Close() }

// Run is the life of a process: wait to be the active one, be it until the
// lease is lost, and begin again.
func (p *Process) Run(ctx context.Context) error {
	watched, cancel := context.WithCancel(ctx)
	defer cancel()
	go p.watchWrites(watched)
	for ctx.Err() == nil {
		lease, err := p.await(ctx)
		switch {
		case errors.Is(err, store.ErrWrongKey):
			return fmt.Errorf("DATA_KEY: what is in Redis was sealed with another key; right would be the key of this city")
		case refuses(err):
			return err
		case err != nil:
			return nil // told to stop while waiting
		}
		p.log.Info("active", "lease", lease)
		err = p.active(ctx, lease)
		if err != nil {
			p.log.Warn("not active any more", "lease", lease, "error", err)
			pause(ctx, time.Second)
		}
	}
	return nil
}

// active starts the parts in order and, when one fails, the lease is lost or
// it is told to stop, ends them in reverse: first nothing new is taken in.
func (p *Process) active(ctx context.Context, lease store.Lease) error {
	out := &bot.Outbound{Store: p.store, Say: p.channels.Say, Pacer: p.channels.Pacer, Now: p.now, Log: p.log, Metrics: p.metrics}
	p.out.Store(out)
	p.lease.Store(&lease)
	defer func() { p.out.Store(nil); p.lease.Store(nil) }()
	announcer := &bot.Announcer{
		Store: p.store, Book: p.book, Say: p.channels.Say, Pacer: p.channels.Pacer, Paced: p.channels.Paced(), Now: p.now, Log: p.log, Metrics: p.metrics,
	}
	in := &bot.Inbound{Store: p.store, Step: p.step(out.Twice), Sorry: p.book.Sorry, Waiting: out.Waiting, Now: p.now, Log: p.log, Metrics: p.metrics}
	if p.files != nil {
		fetcher := &bot.Fetcher{Read: p.channels.Fetch, Storage: p.files, Log: p.log, Kept: func(err error) { p.storing.kept(p.now(), err) }}
		in.Fetch, in.Table, in.Discard = fetcher.Fetch, fetcher.Table, p.discard
	}
	if err := p.appoint(ctx, lease); err != nil {
		return err
	}
	err := runStages(ctx, p.log, []stage{
		{"lease", func(ctx context.Context) error { return p.keepLease(ctx, lease) }},
		{"watch", func(ctx context.Context) error { return p.watch(ctx, lease) }},
		{"tide", func(ctx context.Context) error { return p.raiseTide(ctx, lease) }},
		{"outbound", func(ctx context.Context) error { return out.Run(ctx, lease) }},
		{"announcements", func(ctx context.Context) error { return announcer.Run(ctx, lease) }},
		{"inbound", func(ctx context.Context) error { return in.Run(ctx, lease) }},
		{"scheduler", p.scheduler(lease).Run},
		{"answers", func(ctx context.Context) error { return p.chooseAnswers(ctx, lease) }},
		{"voices", func(ctx context.Context) error { return p.transcribe(ctx, lease) }},
		{"receive", p.receive},
	})
	p.giveUp(ctx, lease)
	return err
}
