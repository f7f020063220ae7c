package bot

import (
	"context"
	"fmt"
	"testing"

	"naikkelas/store"
	"naikkelas/store/redistest"
)

// benchEach is redistest.Each for benchmarks.
func benchEach(b *testing.B, f func(b *testing.B, p *mailroom)) {
	b.Run("embedded", func(b *testing.B) { f(b, newMailroom(b, redistest.Embedded(b))) })
	b.Run("real", func(b *testing.B) { f(b, newMailroom(b, redistest.Server(b))) })
}

const benchPeople = 500

// BenchmarkInbound handles messages of 500 people with a Step that does
// hardly anything. The real Redis writes to its disk at every commit.
func BenchmarkInbound(b *testing.B) {
	benchEach(b, func(b *testing.B, p *mailroom) {
		for from := 0; from < b.N; from += 1000 {
			var causes []store.Cause
			for n := from; n < min(b.N, from+1000); n++ {
				causes = append(causes, wrote(n%benchPeople, n/benchPeople))
			}
			p.append(causes...)
		}
		b.ResetTimer()
		run := p.start(p.inbound(diary).Run)
		p.handled()
		b.StopTimer()
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
		if err := run.stop(); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkOutbound sends lines to 500 people through a channel that answers
// at once.
func BenchmarkOutbound(b *testing.B) {
	benchEach(b, func(b *testing.B, p *mailroom) {
		each := (b.N + benchPeople - 1) / benchPeople
		var texts []string
		for n := range each {
			texts = append(texts, fmt.Sprint(n))
		}
		for i := range benchPeople {
			p.queue(i, texts...)
		}
		b.ResetTimer()
		run := p.start(p.outbound(func(context.Context, store.Line) error { return nil }).Run)
		p.delivered()
		b.StopTimer()
		b.ReportMetric(float64(each*benchPeople)/b.Elapsed().Seconds(), "lines/s")
		if err := run.stop(); err != nil {
			b.Fatal(err)
		}
	})
}
