package app

import (
	"sync/atomic"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/simulator"
	"naikkelas/store/redistest"
)

// BenchmarkWholeBotOnWhatsApp is the closed loop of BenchmarkWholeBot with
// people on WhatsApp: 200 at a time, each new, who register and assess their
// business, and make room for the next before they are owed a silence. Beside
// each answer come the webhooks of its statuses. The number's pace is lifted.
//
//	go test -run '^$' -bench WholeBotOnWhatsApp -benchtime 12s ./app
func BenchmarkWholeBotOnWhatsApp(b *testing.B) {
	redis := redistest.Server(b)
	telegram := simulator.New(simulator.Options{Token: crashToken})
	bot := newVictim(b, serveTelegram(b, telegram), redis.Direct)
	phones := bot.addWhatsApp(0)
	bot.env = append(bot.env, "WHATSAPP_RATE=0")
	phones.Deliver(simulator.Delivery{Parallel: 128})
	bot.start()
	if !comesTrue(bot.subscribe, func() int { return 0 }) {
		b.Fatalf("the webhook is not there\n%s", bot.log)
	}
	p, err := theProgram()
	if err != nil {
		b.Fatal(err)
	}
	load := &load{replies: make(chan struct{}, 1<<20)}
	var next atomic.Int64
	for range benchOwners {
		load.onWhatsApp(p, phones, &next)
	}
	for range 10 * benchOwners { // everybody is at it, and the connections are open
		<-load.replies
	}
	before := figures(b, bot.listen)
	load.measure.Store(true)
	for b.Loop() {
		<-load.replies
	}
	load.measure.Store(false)
	after := figures(b, bot.listen)
	load.stop.Store(true)
	n := float64(b.N)
	p50, p99 := load.percentiles()
	b.ReportMetric(n/b.Elapsed().Seconds(), "updates/s")
	b.ReportMetric((after["process_cpu_seconds_total"]-before["process_cpu_seconds_total"])/n*1000, "cpu-s/1000")
	b.ReportMetric(after["process_resident_memory_bytes"]/(1<<20), "RSS-MB")
	b.ReportMetric((after["naikkelas_redis_round_trips_total"]-before["naikkelas_redis_round_trips_total"])/n, "trips/update")
	b.ReportMetric(float64(p50.Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
}

// onWhatsApp lets somebody new begin, and somebody else when they are done.
func (l *load) onWhatsApp(p *enterprise.Program, phones *simulator.WhatsApp, next *atomic.Int64) {
	if l.stop.Load() {
		return
	}
	o := newOwner(p, int(next.Add(1)))
	o.onWhatsApp(phones)
	var asked atomic.Int64 // since when they wait; 0: they do not
	send := o.send
	o.send = func(text string) {
		asked.Store(time.Now().UnixNano())
		send(text)
	}
	o.share = func(number string) { o.send(number) }
	o.heard = func() {
		if at := asked.Swap(0); at != 0 {
			l.waited(time.Duration(time.Now().UnixNano() - at))
		}
	}
	o.done = func() { l.onWhatsApp(p, phones, next) }
	o.send("/start")
}
