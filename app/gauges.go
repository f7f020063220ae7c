package app

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"naikkelas/flows/contents"
	"naikkelas/store"
)

// gauges are the figures that are asked of Redis and of the running parts when
// somebody looks: they answer whether anybody waits. Nothing in them names a
// person.
type gauges struct {
	p    *Process
	desc map[string]*prometheus.Desc
}

// figureHelp says what each figure is.
var figureHelp = map[string]string{
	"active":               "1: this process serves the city; 0: it stands by.",
	"redis_up":             "1: Redis answered just now.",
	"redis_seconds":        "How long Redis took to answer just now.",
	"redis_weak_settings":  "Settings of Redis with which acknowledged answers could be lost.",
	"trail_broken":         "1: entries of the trail are gone, or were replaced.",
	"inbox_causes":         "Causes not handled yet.",
	"oldest_cause_seconds": "How long the oldest of them has been waiting.",
	"outbox_lines":         "Lines not sent yet.",
	"oldest_line_seconds":  "How long the oldest of them has been waiting, by Redis.",
	"oldest_reply_seconds": "How long somebody has been waiting for a line who is waiting for it.",
	"dead_letters":         "What could not be handled and was put aside.",
	"wakes":                "People who will be woken by the clock.",
	"files_refused":        "1: files that people send cannot be kept.",
	"people":               "Person ids that were ever given.",
	"backup_age_seconds":   "How long ago the last backup was made; missing: none was.",
	"backup_bytes":         "How large the last backup is.",
	"set_back_timestamp":   "When data was set back last, Unix time; missing: it never was.",
	"queue_waiting":        "How many wait for a person, by queue.",
	"queue_oldest_seconds": "How long the first of them has been waiting, by queue.",
	"announcements":        "Announcements that were opened and have not ended.",
	"keys":                 "Keys that data is sealed under; more than 1: it is being sealed anew.",
	"build_info":           "1, with the release and the version of the data that it knows.",
}

// figureLabels are the labels of those that have any.
var figureLabels = map[string][]string{"queue_waiting": {"queue"}, "queue_oldest_seconds": {"queue"}, "build_info": {"release", "data"}}

func newGauges(p *Process) *gauges {
	f := &gauges{p: p, desc: map[string]*prometheus.Desc{}}
	for name, help := range figureHelp {
		f.desc[name] = prometheus.NewDesc("naikkelas_"+name, help, figureLabels[name], nil)
	}
	return f
}

// Describe implements prometheus.Collector.
func (f *gauges) Describe(to chan<- *prometheus.Desc) {
	for _, name := range slices.Sorted(maps.Keys(f.desc)) {
		to <- f.desc[name]
	}
}

// lookFor bounds what somebody who looks has to wait for.
const lookFor = 2 * time.Second

// Collect implements prometheus.Collector.
func (f *gauges) Collect(to chan<- prometheus.Metric) {
	say := func(name string, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(f.desc[name], prometheus.GaugeValue, value, labels...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookFor)
	defer cancel()
	say("build_info", 1, Release(), version())
	f.running(say)
	up := 0.0
	if f.asked(ctx, say) == nil {
		up = 1
	}
	say("redis_up", up)
}

type sayFigure func(name string, value float64, labels ...string)

// running is what the parts of this process know.
func (f *gauges) running(say sayFigure) {
	active, reply := 0.0, time.Duration(0)
	if out := f.p.out.Load(); out != nil {
		active = 1
		reply, _ = out.Oldest()
	}
	say("active", active)
	say("oldest_reply_seconds", reply.Seconds())
	refused := 0.0
	if !f.p.storing.trouble().IsZero() {
		refused = 1
	}
	say("files_refused", refused)
	f.p.noted.Lock()
	defer f.p.noted.Unlock()
	say("redis_weak_settings", float64(len(f.p.weak)))
	broken := 0.0
	if f.p.broken {
		broken = 1
	}
	say("trail_broken", broken)
}

// asked is what Redis knows.
func (f *gauges) asked(ctx context.Context, say sayFigure) error {
	began := time.Now()
	h, err := f.p.store.Health(ctx)
	if err != nil {
		return err
	}
	say("redis_seconds", time.Since(began).Seconds()/2) // it is asked twice
	say("inbox_causes", float64(h.Inbox))
	say("oldest_cause_seconds", h.Cause.Seconds())
	say("outbox_lines", float64(h.Outbox))
	say("oldest_line_seconds", h.Line.Seconds())
	say("dead_letters", float64(h.Dead))
	say("wakes", float64(h.Wakes))
	people, err := f.p.store.People(ctx)
	if err != nil {
		return err
	}
	say("people", float64(people))
	running, err := f.p.store.Running(ctx)
	if err != nil {
		return err
	}
	say("announcements", float64(len(running)))
	if err := f.rare(ctx, say); err != nil {
		return err
	}
	return f.queues(ctx, say)
}

// rare is what happens once a day or never.
func (f *gauges) rare(ctx context.Context, say sayFigure) error {
	order, _, err := f.p.store.Sealed(ctx)
	if err != nil {
		return err
	}
	say("keys", float64(len(order)))
	last, err := f.p.store.LastBackup(ctx)
	if err != nil {
		return err
	}
	if !last.At.IsZero() {
		say("backup_age_seconds", time.Since(last.At).Seconds())
		say("backup_bytes", float64(last.Bytes))
	}
	lost, err := f.p.store.LastRollback(ctx)
	if err != nil {
		return err
	}
	if lost != nil {
		say("set_back_timestamp", float64(lost.To.Unix()))
	}
	return nil
}

func (f *gauges) queues(ctx context.Context, say sayFigure) error {
	for _, name := range slices.Sorted(maps.Keys(contents.Queues)) {
		q, err := f.p.store.Queue(ctx, contents.Queues[name])
		if err != nil {
			return err
		}
		waits := time.Duration(0)
		if !q.Since.IsZero() {
			waits = max(0, f.p.now().Sub(q.Since))
		}
		say("queue_waiting", float64(q.N), name)
		say("queue_oldest_seconds", waits.Seconds(), name)
	}
	return nil
}

func version() string { return strconv.Itoa(store.Version) }

// watchRedis times what is asked of Redis, and what it writes.
func (p *Process) watchRedis() {
	trip := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "naikkelas_redis_trip_seconds",
		Help: "One round trip to Redis that waits for nothing to come.", Buckets: prometheus.ExponentialBuckets(0.0001, 2, 16)})
	p.flush = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "naikkelas_redis_write_seconds",
		Help: "One small write, made every few seconds: with appendfsync always, its disk's flush.", Buckets: prometheus.ExponentialBuckets(0.0001, 2, 16)})
	p.registry.MustRegister(trip, p.flush)
	p.store.Timed(func() func() {
		began := time.Now()
		return func() { trip.Observe(time.Since(began).Seconds()) }
	})
}
