package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"naikkelas/bot/channel"
	"naikkelas/flows"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// counter is the value of a metric.
func counter(t *testing.T, r *prometheus.Registry, name string) float64 {
	t.Helper()
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	t.Fatalf("there is no metric %s", name)
	return 0
}

func TestIntakeKeepsCausesOnceAndWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	redis := redistest.Embedded(t)
	s, err := store.Open(store.Options{URL: redis.URL, City: "test", Keys: store.Keys{[]byte(strings.Repeat("k", 32))}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	registry := prometheus.NewRegistry()
	metrics := NewMetrics(registry)
	take := Intake(s, time.Now, metrics)
	delivery := func(texts ...string) (d channel.Delivery) {
		for _, text := range texts {
			if text == "<html>" {
				d.Bad = append(d.Bad, []byte(text))
				continue
			}
			d.Causes = append(d.Causes, store.Cause{Delivery: "t" + text, Input: flows.Input{Kind: flows.Text, From: postAddress(1), Text: text}})
		}
		return d
	}
	both := delivery("a", "b", "<html>")
	for _, c := range []struct {
		when  string
		cut   bool
		d     channel.Delivery
		inbox int64
		dead  int64
	}{
		{"nothing", false, delivery(), 0, 0},
		{"Redis is away", true, both, 0, 0},
		{"Redis is away, and there is only what cannot be read", true, delivery("<html>"), 0, 0},
		{"two causes and one thing that cannot be read", false, both, 2, 1},
		{"the same causes again, and a new one", false, delivery("b", "c"), 3, 1},
	} {
		if c.cut {
			redis.Cut()
		}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		err := take(ctx, c.d)
		cancel()
		redis.Mend()
		if (err != nil) != c.cut {
			t.Errorf("%s: %v", c.when, err)
		}
		depths, err := s.Depths(t.Context())
		if err != nil || depths.Inbox != c.inbox || depths.Dead != c.dead {
			t.Errorf("%s: %+v, %v", c.when, depths, err)
		}
	}
	metrics.PollFailed()
	for name, want := range map[string]float64{
		"naikkelas_causes_total": 3, "naikkelas_causes_repeated_total": 1, "naikkelas_causes_unreadable_total": 1, "naikkelas_poll_errors_total": 1,
	} {
		if got := counter(t, registry, name); got != want {
			t.Errorf("%s is %v", name, got)
		}
	}
}
