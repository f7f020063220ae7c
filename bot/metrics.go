package bot

import (
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/prometheus/client_golang/prometheus"

	"naikkelas/bot/channel"
)

// Metrics are what an operator watches. Nothing in them names a person.
type Metrics struct {
	appended, repeated, bad prometheus.Counter
	turns                   prometheus.Counter
	failures                *prometheus.CounterVec // by what went wrong with a turn
	lines                   *prometheus.CounterVec // by what became of them
	recovered, twice        prometheus.Counter
	announced               *prometheus.CounterVec // recipients by what became of them
	polls                   prometheus.Counter
	floods                  prometheus.Counter
	turn, send, reply       prometheus.Histogram

	asked *lru.Cache[string, time.Time] // who waits for a reply, and since when
}

// askedMost is how many people are remembered who wait for a reply.
const askedMost = 20_000

// NewMetrics makes and registers the metrics.
func NewMetrics(r prometheus.Registerer) *Metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: "naikkelas_" + name, Help: help})
	}
	asked, err := lru.New[string, time.Time](askedMost)
	if err != nil {
		panic("bot: " + err.Error()) // it refuses a size below one
	}
	m := &Metrics{
		asked:     asked,
		floods:    counter("floods_total", "Times that the channel said: too many (429)."),
		appended:  counter("causes_total", "Causes taken into the inbox."),
		repeated:  counter("causes_repeated_total", "Deliveries that had been taken in before."),
		bad:       counter("causes_unreadable_total", "Deliveries put aside because they could not be read."),
		turns:     counter("turns_total", "Causes handled."),
		recovered: counter("lines_recovered_total", "Lines found unsent at start: some may reach a person twice."),
		twice:     counter("questions_twice_total", "Questions that may have come twice: found unsent at start, or sent without an answer."),
		polls:     counter("poll_errors_total", "Polls of the channel that failed."),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "naikkelas_turn_failures_total", Help: "Turns that had to be repeated or put aside."}, []string{"why"}),
		lines: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "naikkelas_lines_total", Help: "Lines by what became of them."}, []string{"result"}),
		announced: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "naikkelas_recipients_total", Help: "Recipients of announcements by what became of them."}, []string{"state"}),
		turn: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "naikkelas_turn_seconds", Help: "From taking a batch of causes to its commit.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14)}),
		send: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "naikkelas_send_seconds", Help: "One call to the channel.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 14)}),
		reply: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "naikkelas_reply_seconds", Help: "From taking what somebody sent out of the inbox until the first line of the reply had reached the channel.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 17)}),
	}
	r.MustRegister(m.floods, m.reply, m.appended, m.repeated, m.bad, m.turns, m.failures, m.lines, m.recovered, m.twice, m.announced, m.polls, m.turn, m.send)
	return m
}

// PollFailed counts a poll that failed.
func (m *Metrics) PollFailed() { m.polls.Inc() }

// waits is that somebody sent something, and waits for a reply from now on.
func (m *Metrics) waits(who string) {
	if who != "" {
		m.asked.ContainsOrAdd(who, time.Now())
	}
}

// replied is that a line of a reply reached somebody.
func (m *Metrics) replied(who string) {
	if since, ok := m.asked.Peek(who); ok {
		m.asked.Remove(who)
		m.reply.Observe(time.Since(since).Seconds())
	}
}

func (m *Metrics) sent(result string, since time.Time) {
	if result == string(channel.Flood) {
		m.floods.Inc()
	}
	m.lines.WithLabelValues(result).Inc()
	m.send.Observe(time.Since(since).Seconds())
}
