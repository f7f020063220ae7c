package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"naikkelas/bot"
	"naikkelas/files"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/scheduler"
	"naikkelas/store"
)

const (
	leaseTime  = 6 * time.Second
	leaseRenew = leaseTime / 3
	stopBudget = 8 * time.Second // for each part
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
	for _, w := range s.Program.Warnings {
		log.Warn("the programme leaves something open", "warning", w.String())
	}
	if asked := debug.SetGCPercent(garbage); asked != usualGarbage {
		debug.SetGCPercent(asked)
	}
	p, err := Assemble(s, time.Now, log)
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }() // nothing is buffered in it
	go p.warn(ctx)
	server, err := p.listen(s)
	if err != nil {
		return err
	}
	err = p.Run(ctx)
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopBudget)
	defer cancel()
	return errors.Join(err, server.Shutdown(stop))
}

// Process is one process of a city's bot: the parts and what they share.
type Process struct {
	settings Settings
	store    *store.Store
	files    *files.Storage // nil: files are not kept
	telegram *bot.Telegram
	book     *flows.Book
	metrics  *bot.Metrics
	registry *prometheus.Registry
	intake   bot.Deliver
	now      func() time.Time
	Tick     time.Duration // how often the scheduler looks for wake-ups
	edition  string        // of the bot and its programme
	log      *slog.Logger
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
	p.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "naikkelas_redis_round_trips_total", Help: "Round trips to Redis."},
			func() float64 { return float64(data.RoundTrips()) }))
	p.metrics = bot.NewMetrics(p.registry)
	p.telegram = bot.NewTelegram(s.Token, s.API)
	p.book = flows.NewBook(s.Program, words)
	p.book.Administrators = s.Admins
	p.book.Digest = data.Digest
	p.edition = ownBuild() + " " + s.Program.Fingerprint
	p.intake = bot.Intake(data, now, p.metrics)
	return p, nil
}

// Close ends the connection to Redis.
func (p *Process) Close() error { return p.store.Close() }

func openFiles(s Settings, log *slog.Logger) (*files.Storage, error) {
	if s.Bucket != "" {
		return openBucket(s, log)
	}
	if s.Files == "" {
		return nil, nil
	}
	folder, err := files.Open(s.Files, s.Keys)
	if err != nil && !s.FilesNamed {
		log.Warn("files are not kept: FILES_DIR names no folder, and there is none of our own", "error", err)
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("FILES_DIR: %w; right would be a folder that this process may write to, such as /var/lib/naikkelas/files", err)
	}
	return folder, nil
}

// openBucket does not wait for the bucket: a file that cannot be kept now is
// not called received, and everything else works.
func openBucket(s Settings, log *slog.Logger) (*files.Storage, error) {
	storage, err := files.OpenBucket(s.Bucket, s.Keys)
	if err != nil {
		return nil, fmt.Errorf("FILES_S3: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := storage.Reach(ctx); err != nil {
		log.Warn("files cannot be kept yet", "error", err)
	}
	return storage, nil
}

// warn says which settings of Redis could lose an acknowledged answer.
func (p *Process) warn(ctx context.Context) {
	for ctx.Err() == nil {
		weak, err := p.store.Weaknesses(ctx)
		if err == nil {
			for _, w := range weak {
				p.log.Warn("Redis may lose acknowledged answers: " + w)
			}
			return
		}
		pause(ctx, 5*time.Second)
	}
}

// listen serves health, metrics and the webhook. Any replica may take updates
// in; only the active one handles them.
func (p *Process) listen(s Settings) (*http.Server, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", p.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(p.registry, promhttp.HandlerOpts{}))
	if s.Webhook != "" {
		mux.Handle("POST /telegram/"+s.webhookSecret(), p.telegram.Webhook(s.webhookSecret(), p.intake))
	}
	server := &http.Server{Addr: s.Listen, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	l, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return nil, fmt.Errorf("LISTEN: %w; right would be a free address, such as 127.0.0.1:8080", err)
	}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			p.log.Error("health and metrics are not served any more", "error", err)
		}
	}()
	return server, nil
}

func (p *Process) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if err := p.store.Ready(ctx); err != nil {
		http.Error(w, "Redis: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	if err := p.telegram.Reach(ctx); err != nil {
		http.Error(w, "Telegram: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// Run is the life of a process: wait to be the active one, be it until the
// lease is lost, and begin again.
func (p *Process) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		lease, err := p.await(ctx)
		if errors.Is(err, store.ErrWrongKey) {
			return fmt.Errorf("DATA_KEY: what is in Redis was sealed with another key; right would be the key of this city")
		}
		if err != nil {
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

// await waits for Redis and then for the lease.
func (p *Process) await(ctx context.Context) (store.Lease, error) {
	said := ""
	for ctx.Err() == nil {
		err := p.store.Ready(ctx)
		if errors.Is(err, store.ErrWrongKey) {
			return store.Lease{}, err
		}
		var lease store.Lease
		ok := false
		if err == nil {
			lease, ok, err = p.store.Acquire(ctx, leaseTime)
		}
		if ok {
			return lease, nil
		}
		if state := waitingFor(err); state != said {
			said = state
			p.log.Info(state, "error", err)
		}
		pause(ctx, 300*time.Millisecond)
	}
	return store.Lease{}, ctx.Err()
}

func waitingFor(err error) string {
	if err != nil {
		return "waiting for Redis"
	}
	return "standing by: another process is active"
}

// stage is one part of the active process.
type stage struct {
	name string
	run  func(ctx context.Context) error
}

// active starts the parts in order and, when one fails, the lease is lost or
// it is told to stop, ends them in reverse: first nothing new is taken in.
func (p *Process) active(ctx context.Context, lease store.Lease) error {
	speaker := bot.NewSpeaker(p.telegram, p.commands)
	out := &bot.Outbound{Store: p.store, Send: speaker.Send, SendPlain: speaker.SendPlain, Now: p.now, Log: p.log, Metrics: p.metrics}
	speaker.Slots, speaker.Log = p.store, p.log
	if p.files != nil {
		speaker.Bytes = p.files.Read
	}
	out.Pacer = bot.NewPacer(p.settings.Rate)
	announcer := &bot.Announcer{
		Store: p.store, Book: p.book, Say: speaker.Say, Plain: speaker.SayPlain, Pacer: out.Pacer, Now: p.now, Log: p.log, Metrics: p.metrics,
	}
	in := &bot.Inbound{Store: p.store, Step: p.book.Step, Sorry: p.book.Sorry, Waiting: out.Waiting, Now: p.now, Log: p.log, Metrics: p.metrics}
	if p.files != nil {
		fetcher := &bot.Fetcher{Telegram: p.telegram, Storage: p.files, Log: p.log}
		in.Fetch, in.Table, in.Discard = fetcher.Fetch, fetcher.Table, p.discard
	}
	clock := &scheduler.Scheduler{
		Location: p.settings.Program.City.Location, Now: p.now, Every: p.Tick, Log: p.log,
		Wake: func(ctx context.Context, now time.Time, most int) (int, error) {
			return p.store.WakeDue(ctx, lease, now, most)
		},
		Open: func(ctx context.Context, now time.Time) error {
			_, err := p.store.OpenDue(ctx, lease, now)
			return err
		},
		Stop: func(err error) bool { return errors.Is(err, store.ErrFenced) },
	}
	err := runStages(ctx, p.log, []stage{
		{"lease", func(ctx context.Context) error { return p.keepLease(ctx, lease) }},
		{"look again", func(ctx context.Context) error { return p.lookAgain(ctx, lease) }},
		{"outbound", func(ctx context.Context) error { return out.Run(ctx, lease) }},
		{"announcements", func(ctx context.Context) error { return announcer.Run(ctx, lease) }},
		{"inbound", func(ctx context.Context) error { return in.Run(ctx, lease) }},
		{"sweep", p.sweep},
		{"scheduler", clock.Run},
		{"receive", p.receive},
	})
	release, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if e := p.store.Release(release, lease); e != nil && !errors.Is(e, store.ErrFenced) {
		p.log.Warn("the lease could not be given up and will run out", "error", e)
	}
	return err
}

const (
	// unclaimed is how long a file may lie without a record: an answer is
	// written within seconds of its file, or fetches it again.
	unclaimed  = time.Hour
	sweepEvery = 15 * time.Minute
)

// discard takes a file away that belongs to nobody any more. One that came in
// lately may be another person's by now: the sweep knows.
func (p *Process) discard(hash string) {
	if err := p.files.Remove(hash, time.Now().Add(-unclaimed)); err != nil {
		p.log.Error("a file could not be removed and is left to the sweep", "error", err)
	}
}

// belong tells which of some files have a record.
func (p *Process) belong(ctx context.Context, hashes []string) (map[string]bool, error) {
	return p.store.Belong(ctx, p.now(), hashes)
}

// sweep removes the files that belong to nobody, now and then.
func (p *Process) sweep(ctx context.Context) error {
	for ctx.Err() == nil {
		if p.files != nil {
			n, err := p.files.Sweep(ctx, time.Now().Add(-unclaimed), p.belong)
			if err != nil && ctx.Err() == nil {
				p.log.Warn("files could not be swept and will be later", "error", err)
			}
			if n > 0 {
				p.log.Info("files that belonged to nobody were removed", "files", n)
			}
		}
		pause(ctx, sweepEvery)
	}
	return nil
}

// runStages runs parts side by side until one ends or the context does, and
// then ends them, the last started first, each within its budget.
func runStages(ctx context.Context, log *slog.Logger, stages []stage) error {
	type ending struct {
		stage int
		err   error
	}
	ended := make(chan ending, len(stages))
	done := make([]chan struct{}, len(stages))
	cancels := make([]context.CancelFunc, len(stages))
	for i, s := range stages {
		var own context.Context
		own, cancels[i] = context.WithCancel(context.WithoutCancel(ctx))
		done[i] = make(chan struct{})
		go func() {
			err := s.run(own)
			close(done[i])
			ended <- ending{i, err}
		}()
	}
	var first error
	select {
	case e := <-ended:
		if first = e.err; first == nil {
			first = fmt.Errorf("%s ended by itself", stages[e.stage].name)
		}
	case <-ctx.Done():
	}
	for i := len(stages) - 1; i >= 0; i-- {
		cancels[i]()
		select {
		case <-done[i]:
		case <-time.After(stopBudget):
			log.Warn("a part did not end in time", "part", stages[i].name)
		}
	}
	return first
}

// keepLease renews the lease. When Redis does not answer for as long as the
// lease lasts, another process may be active: everything stops.
func (p *Process) keepLease(ctx context.Context, lease store.Lease) error {
	renewed := time.Now()
	for {
		pause(ctx, leaseRenew)
		if ctx.Err() != nil {
			return nil
		}
		try, cancel := context.WithTimeout(ctx, leaseRenew)
		err := p.store.Renew(try, lease, leaseTime)
		cancel()
		switch {
		case err == nil:
			renewed = time.Now()
		case errors.Is(err, store.ErrFenced):
			return err
		case time.Since(renewed) > leaseTime:
			return fmt.Errorf("the lease could not be renewed: %w", err)
		}
	}
}

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

// pause waits, or less when the context ends.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
