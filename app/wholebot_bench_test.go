package app

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"naikkelas/demo/sample"
	"naikkelas/simulator"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// benchOwners talk at the same time, each as soon as it was answered.
const benchOwners = 200

// BenchmarkWholeBot is a closed loop without think time: 200 owners, the real
// binary in a process of its own, the local Telegram, a real Redis. One
// operation is one update answered. The figures besides ns/op are of the bot's
// process alone: CPU seconds for 1,000 updates, resident memory, round trips to
// Redis an update.
//
// "answers" are the questions of the assessment; "results" finishes it each
// time, so that about one update in thirty draws and uploads the picture.
//
//	go test -run '^$' -bench WholeBot -benchtime 20s .
func BenchmarkWholeBot(b *testing.B) {
	servers := map[string][]string{
		"memory only":        {"--appendonly", "no"},
		"appendfsync always": nil,
	}
	for _, name := range []string{"memory only", "appendfsync always"} {
		for _, finish := range []bool{false, true} {
			b.Run(name+"/"+map[bool]string{false: "answers", true: "results"}[finish], func(b *testing.B) {
				benchmarkWholeBot(b, redistest.Server(b, servers[name]...), finish)
			})
		}
	}
}

func benchmarkWholeBot(b *testing.B, redis *redistest.Redis, finish bool) {
	telegram := simulator.New(simulator.Options{Token: crashToken})
	server := httptest.NewServer(telegram)
	defer server.Close()
	defer server.CloseClientConnections()
	bot := newVictim(b, server.URL, redis.Direct)
	importSample(b, bot.keys, redis.Direct)
	bot.start()
	defer bot.kill()

	load := &load{finish: finish, replies: make(chan struct{}, 1<<20)}
	for i := range benchOwners {
		load.join(telegram, i)
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

// importSample stores the sample owners, whose phones the load uses.
func importSample(b *testing.B, keys store.Keys, url string) {
	b.Helper()
	p, err := theProgram()
	if err != nil {
		b.Fatal(err)
	}
	data, err := store.Open(store.Options{URL: url, City: "malang", Keys: keys})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = data.Close() }()
	if err := data.Import(b.Context(), sample.People(p, time.Now())); err != nil {
		b.Fatal(err)
	}
}

// load is the owners and how long they waited.
type load struct {
	finish        bool
	replies       chan struct{}
	measure, stop atomic.Bool

	mu    sync.Mutex
	waits []time.Duration
}

// join gives one of the sample owners a phone and opens the assessment.
func (l *load) join(telegram *simulator.Server, i int) {
	user := simulator.User{ID: 100001, FirstName: "Pemilik lama", Language: "id"}
	user.ID += int64(i)
	phone := telegram.Phone(user)
	asked := time.Now()
	phone.OnMessage(func(m simulator.Message) {
		say := l.next(m)
		if say == "" || l.stop.Load() {
			return
		}
		l.waited(time.Since(asked))
		asked = time.Now()
		phone.Send(say)
	})
	phone.Send("/penilaian")
}

// next is what an owner says to a message; empty: another one follows it.
func (l *load) next(m simulator.Message) string {
	if m.Keyboard == nil || len(m.Keyboard.Rows) == 0 {
		return ""
	}
	var labels []string
	for _, row := range m.Keyboard.Rows {
		for _, key := range row {
			labels = append(labels, key.Text)
		}
	}
	for _, move := range []string{"Isi dari awal", "Ya, hapus isian", "Hapus isian ini"} {
		if slices.Contains(labels, move) {
			return move
		}
	}
	switch {
	case !slices.Contains(labels, "Mengapa ditanya?"):
		return "/penilaian"
	case !l.finish && strings.Contains(m.Text, "\n") && isLast(m.Text):
		return "/batal"
	}
	return labels[len(m.Text)%2] // never the same for all, always an answer
}

// isLast tells whether a question is the last: "29/29".
func isLast(text string) bool {
	head, _, _ := strings.Cut(text, "\n")
	_, place, _ := strings.Cut(head, " ")
	n, all, ok := strings.Cut(place, "/")
	return ok && n == all
}

func (l *load) waited(d time.Duration) {
	if l.measure.Load() {
		l.mu.Lock()
		l.waits = append(l.waits, d)
		l.mu.Unlock()
	}
	l.replies <- struct{}{}
}

func (l *load) percentiles() (p50, p99 time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waits) == 0 {
		return 0, 0
	}
	slices.Sort(l.waits)
	return l.waits[len(l.waits)/2], l.waits[len(l.waits)*99/100]
}

// figures are the bot's own metrics.
func figures(b *testing.B, listen string) map[string]float64 {
	b.Helper()
	resp, err := http.Get(fmt.Sprintf("http://%s/metrics", listen))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	out := map[string]float64{}
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if n, err := strconv.ParseFloat(value, 64); err == nil {
			out[name] = n
		}
	}
	return out
}
