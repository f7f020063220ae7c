package bot

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

var postTime = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// mailroom is a city's inbox and outbox in a Redis of the test's own.
type mailroom struct {
	t        testing.TB
	redis    *redistest.Redis
	store    *store.Store
	lease    store.Lease
	registry *prometheus.Registry
	metrics  *Metrics
}

func newMailroom(t testing.TB, r *redistest.Redis) *mailroom {
	t.Helper()
	keys, err := store.ParseKeys(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32))))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(store.Options{URL: r.URL, City: "test", Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	p := &mailroom{t: t, redis: r, store: s, registry: prometheus.NewRegistry()}
	p.metrics = NewMetrics(p.registry)
	p.acquire()
	return p
}

// acquire makes this the newest of the active processes.
func (p *mailroom) acquire() {
	p.t.Helper()
	if p.lease != (store.Lease{}) {
		if err := p.store.Release(p.t.Context(), p.lease); err != nil {
			p.t.Fatal(err)
		}
	}
	l, ok, err := p.store.Acquire(p.t.Context(), 10*time.Minute)
	if err != nil || !ok {
		p.t.Fatalf("no lease: %v", err)
	}
	p.lease = l
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func (p *mailroom) inbound(step Step) *Inbound {
	return &Inbound{
		Store: p.store, Step: step, Sorry: func(lang string) string { return "maaf " + lang },
		Now: func() time.Time { return postTime }, Log: quiet(), Metrics: p.metrics, block: 20 * time.Millisecond,
	}
}

func (p *mailroom) outbound(send func(context.Context, store.Line) error) *Outbound {
	return &Outbound{
		Store: p.store, Say: saying(send),
		Now: func() time.Time { return postTime }, Log: quiet(), Metrics: p.metrics, Pacer: one(NewPacer(0)), block: 20 * time.Millisecond,
	}
}

// one is the pace of the only channel.
func one(p *Pacer) func(enterprise.Address) *Pacer {
	return func(enterprise.Address) *Pacer { return p }
}

// saying is a channel that takes lines.
func saying(send func(context.Context, store.Line) error) func(context.Context, channel.Outgoing) ([]string, error) {
	return func(ctx context.Context, o channel.Outgoing) ([]string, error) {
		return nil, send(ctx, store.Line{ID: o.Ref, To: o.To, Message: o.Message, Reply: o.Reply})
	}
}

// running is a part that was started; stop ends it and gives what Run
// returned.
type running struct {
	cancel context.CancelFunc
	done   chan struct{}
	err    error
}

func (p *mailroom) start(run func(context.Context, store.Lease) error) *running {
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{cancel: cancel, done: make(chan struct{})}
	lease := p.lease
	go func() {
		defer close(r.done)
		r.err = run(ctx, lease)
	}()
	p.t.Cleanup(func() { _ = r.stop() })
	return r
}

func (r *running) stop() error {
	r.cancel()
	return r.ended()
}

// ended waits for the end without asking for it.
func (r *running) ended() error {
	select {
	case <-r.done:
		return r.err
	case <-time.After(time.Minute):
		return errors.New("it does not end")
	}
}

// until waits for something to become true.
func (p *mailroom) until(what string, ok func() bool) {
	p.t.Helper()
	for deadline := time.Now().Add(time.Minute); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("never happened: %s", what)
		}
	}
}

func postAddress(i int) enterprise.Address {
	return enterprise.Address{Channel: "telegram", ID: strconv.Itoa(1000 + i)}
}

// wrote is somebody's n-th message.
func wrote(person, n int) store.Cause {
	return store.Cause{
		Delivery: fmt.Sprintf("%d-%d", person, n),
		Input:    flows.Input{Kind: flows.Text, From: postAddress(person), Text: strconv.Itoa(n), Language: "id", At: postTime},
	}
}

func (p *mailroom) append(causes ...store.Cause) {
	p.t.Helper()
	if _, err := p.store.Append(p.t.Context(), postTime, causes); err != nil {
		p.t.Fatal(err)
	}
}

func (p *mailroom) depths() store.Depths {
	d, err := p.store.Depths(context.Background())
	if err != nil {
		return store.Depths{Inbox: -1, Outbox: -1, Dead: -1}
	}
	return d
}

// handled waits until the inbox is empty.
func (p *mailroom) handled() {
	p.t.Helper()
	p.until("an empty inbox", func() bool { return p.depths().Inbox == 0 })
}

func (p *mailroom) person(i int) enterprise.Person {
	p.t.Helper()
	people, err := p.store.Load(p.t.Context(), postTime, []store.Entry{{Input: flows.Input{From: postAddress(i)}}})
	if err != nil {
		p.t.Fatal(err)
	}
	return people[0].State.Person
}

// outbox is the texts that wait, by address and in order.
func (p *mailroom) outbox() map[enterprise.Address][]string {
	p.t.Helper()
	out := map[enterprise.Address][]string{}
	lines, err := p.store.Lines(p.t.Context(), store.Start, 100_000, 0)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, l := range lines {
		out[l.To] = append(out[l.To], l.Message.Text)
	}
	return out
}

// queue puts lines for somebody into the outbox.
func (p *mailroom) queue(person int, texts ...string) {
	p.t.Helper()
	p.append(store.Cause{Input: flows.Input{From: postAddress(person)}})
	entries, err := p.store.Take(p.t.Context(), store.Start, 1000, 0)
	if err != nil {
		p.t.Fatal(err)
	}
	e := entries[len(entries)-1:]
	people, err := p.store.Load(p.t.Context(), postTime, e)
	if err != nil {
		p.t.Fatal(err)
	}
	turn := flows.Turn{State: people[0].State, To: postAddress(person), Prompt: true}
	turn.State.Person.Contacts = []enterprise.Contact{{Address: turn.To}}
	for _, text := range texts {
		turn.Say = append(turn.Say, messages.Message{Text: text})
	}
	change, _, err := p.store.Change(postTime, e[0], people[0], turn)
	if err != nil {
		p.t.Fatal(err)
	}
	if errs := p.store.Commit(p.t.Context(), p.lease, []store.Change{change}); errs[0] != nil {
		p.t.Fatal(errs[0])
	}
}

// counted is a counter's value; with a label's value, of that label.
func (p *mailroom) counted(name, label string) int {
	p.t.Helper()
	return countedIn(p.t, p.registry, name, label)
}

func countedIn(t testing.TB, registry *prometheus.Registry, name, label string) int {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == "naikkelas_"+name && (label == "" || m.GetLabel()[0].GetValue() == label) {
				return int(m.GetCounter().GetValue())
			}
		}
	}
	return 0
}

// diary is a Step that keeps, in the person's record, how many messages were
// handled and any that came out of turn, and repeats the message back.
func diary(s flows.State, in flows.Input, _ time.Time) flows.Turn {
	if expected := cmp.Or(s.Person.Name, "0"); in.Text != expected {
		s.Person.Phone = fmt.Sprintf("after %q came %q", s.Person.Name, in.Text)
	}
	n, _ := strconv.Atoi(in.Text)
	s.Person.Name = strconv.Itoa(n + 1)
	s.Person.Contacts = []enterprise.Contact{{Address: in.From}}
	return flows.Turn{State: s, To: in.From, Prompt: true, Say: []messages.Message{{Text: in.Text}}}
}

// checkDiaries tells whether each person's messages had one effect each, in
// order, and one line each.
func (p *mailroom) checkDiaries(people, messages int) {
	p.t.Helper()
	lines := p.outbox()
	for i := range people {
		got := p.person(i)
		if got.Name != strconv.Itoa(messages) || got.Phone != "" {
			p.t.Errorf("person %d: %q messages handled of %d; %s", i, got.Name, messages, got.Phone)
		}
		said := lines[postAddress(i)]
		if len(said) != messages {
			p.t.Errorf("person %d: %d lines for %d messages", i, len(said), messages)
		}
		for n, text := range said {
			if text != strconv.Itoa(n) {
				p.t.Errorf("person %d: line %d is %q", i, n, text)
				break
			}
		}
	}
}
