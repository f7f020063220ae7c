package console

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"naikkelas/bot"
	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/enterprise/program"
	"naikkelas/flows"
	"naikkelas/flows/contents"
	"naikkelas/messages"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// town is a city with a bot that can be killed, people who write to it, and
// the console.
type town struct {
	t       *testing.T
	redis   *redistest.Redis
	store   *store.Store
	book    *flows.Book
	console *Console
	server  *httptest.Server
	log     *bytes.Buffer

	mu      sync.Mutex
	now     time.Time
	said    map[enterprise.Address][]messages.Message
	causes  int
	stopBot func()
	lease   store.Lease // of the bot
}

// people of the town, by the id of their chat.
const (
	ratna = "8001" // an officer
	budi  = "8002" // another
	mira  = "8003" // a mentor, of Siti alone
	pak   = "8004" // a planner
	dewi  = "8005" // an administrator
	siti  = "9001" // an owner
	umar  = "9002" // another, with a hostile name
)

// patient is how long a page of the tests waits for the bot.
const patient = 20 * time.Second

// hostile is a text that would do harm if a page took it as HTML.
const hostile = `<script>alert(1)</script>"onload='x`

func at(id string) enterprise.Address { return enterprise.Address{Channel: "telegram", ID: id} }

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{t: t, redis: redistest.Embedded(t), said: map[enterprise.Address][]messages.Message{}, log: &bytes.Buffer{}}
	keys, err := store.ParseKeys(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32))))
	if err != nil {
		t.Fatal(err)
	}
	if w.store, err = store.Open(store.Options{URL: w.redis.URL, City: "malang", Keys: keys}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.store.Close() })
	program, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	words, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	w.now = time.Date(2026, 11, 23, 10, 0, 0, 0, program.City.Location)
	w.book = contents.NewBook(program, words)
	w.book.Digest = w.store.Digest
	w.server = httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.console.ServeHTTP(rw, r) }))
	contents.OpenConsole(w.book, "http://"+w.server.Listener.Addr().String())
	w.console, err = New(Options{Store: w.store, Book: w.book, Now: w.clock, Log: slog.New(slog.NewTextHandler(w.log, nil)), Read: func(string) ([]byte, error) { return picture(), nil }, Patience: patient})
	if err != nil {
		t.Fatal(err)
	}
	w.server.Start()
	t.Cleanup(w.server.Close)
	w.settle(program)
	w.start()
	t.Cleanup(func() { w.stop() })
	return w
}

func (w *town) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *town) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// settle gives the town its people.
func (w *town) settle(program *enterprise.Program) {
	w.t.Helper()
	staff := func(id, name string, roles ...enterprise.Role) enterprise.Person {
		return enterprise.Person{Language: "id", Name: name, Roles: roles, Since: w.now, Contacts: []enterprise.Contact{{Address: at(id)}}}
	}
	yes := enterprise.Consent{Purpose: enterprise.DataConsent, Given: true, Version: program.City.ConsentVersion, At: w.now}
	news := yes
	news.Purpose = enterprise.BroadcastConsent
	owner := func(id, name, business string, mentor enterprise.PersonID) enterprise.Person {
		d := program.Regions.Districts[0]
		return enterprise.Person{Language: "id", Honorific: enterprise.Ibu, Name: name, Since: w.now, Phone: "+62812345" + id, Mentor: mentor, Consents: []enterprise.Consent{yes, news},
			Contacts:   []enterprise.Contact{{Address: at(id)}},
			Businesses: []enterprise.Business{{ID: "1", Name: business, Sector: program.Sectors[0].Code, District: d.Code, Village: d.Villages[0].Code, OmzetBand: "2m_5m", Registered: w.now}}}
	}
	people := []enterprise.Person{
		staff(ratna, "Ratna Dewi", enterprise.Officer), staff(budi, "Budi Santosa", enterprise.Officer), staff(mira, "Mira Lestari", enterprise.Mentor),
		staff(pak, "Pak Rencana", enterprise.Planner), staff(dewi, "Dewi Admin", enterprise.Administrator),
		owner(siti, "Siti Aminah", "Keripik Bu Siti", 3), owner(umar, "Umar "+hostile, "Bakso "+hostile, 0),
	}
	if err := w.store.Import(w.t.Context(), people); err != nil {
		w.t.Fatal(err)
	}
}

// start starts a bot: a process that takes causes in hand and sends lines.
func (w *town) start() {
	w.t.Helper()
	lease, ok, err := w.store.Acquire(w.t.Context(), time.Hour)
	if err != nil || !ok {
		w.t.Fatalf("no lease: %v", err)
	}
	w.lease = lease
	ctx, cancel := context.WithCancel(context.Background())
	metrics, quiet := bot.NewMetrics(prometheus.NewRegistry()), slog.New(slog.DiscardHandler)
	pacer := bot.NewPacer(0)
	out := &bot.Outbound{Store: w.store, Say: w.hears, Pacer: func(enterprise.Address) *bot.Pacer { return pacer }, Now: w.clock, Log: quiet, Metrics: metrics}
	in := &bot.Inbound{Store: w.store, Step: w.book.Step, Sorry: w.book.Sorry, Now: w.clock, Log: quiet, Metrics: metrics,
		Fetch: func(_ context.Context, f flows.File) flows.StoredFile {
			return flows.StoredFile{Hash: strings.Repeat("ab", 31) + fmt.Sprintf("%02x", len(f.ID)%256), Type: "png", Size: 1000, Width: 800, Height: 600}
		}}
	var parts sync.WaitGroup
	parts.Go(func() { _ = out.Run(ctx, lease) })
	parts.Go(func() { _ = in.Run(ctx, lease) })
	w.stopBot = func() {
		cancel()
		parts.Wait()
		if err := w.store.Release(context.Background(), lease); err != nil {
			w.t.Error(err)
		}
	}
}

// stop ends the bot, if there is one.
func (w *town) stop() {
	if w.stopBot != nil {
		w.stopBot()
		w.stopBot = nil
	}
}

// hears is every chat of the town.
func (w *town) hears(_ context.Context, o channel.Outgoing) ([]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said[o.To] = append(w.said[o.To], o.Message)
	return []string{fmt.Sprint(len(w.said[o.To]))}, nil
}

// do is something that somebody does in their chat; it returns once it was
// answered.
func (w *town) do(who string, in flows.Input) {
	w.t.Helper()
	w.append(who, in)
	w.rest()
}

// append is something that somebody does while the bot may be off.
func (w *town) append(who string, in flows.Input) {
	w.t.Helper()
	w.causes++
	in.From, in.Message, in.At = at(who), fmt.Sprint(w.causes), w.clock()
	if _, err := w.store.Append(w.t.Context(), w.clock(), []store.Cause{{Delivery: fmt.Sprint("t", w.causes), Input: in}}); err != nil {
		w.t.Fatal(err)
	}
}

// rest waits until everything that was done is answered.
func (w *town) rest() {
	w.t.Helper()
	w.until(func() bool {
		d, err := w.store.Depths(w.t.Context())
		return err == nil && d.Inbox+d.Outbox == 0
	})
}

// until waits for something that a bot does beside the test.
func (w *town) until(so func() bool) {
	w.t.Helper()
	limit, cancel := context.WithTimeout(w.t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-limit.Done():
			w.t.Fatal("it does not come true")
		}
	}
}

func (w *town) types(who string, texts ...string) {
	w.t.Helper()
	for _, text := range texts {
		w.do(who, flows.Input{Kind: flows.Text, Text: text})
	}
}

func (w *town) taps(who, data string) {
	w.t.Helper()
	w.do(who, flows.Input{Kind: flows.Tap, Data: data})
}

// told is what somebody's chat shows.
func (w *town) told(who string) []messages.Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.said[at(who)])
}

// hasHeard reports whether a message with these words came to somebody.
func (w *town) hasHeard(who, words string) bool {
	return slices.ContainsFunc(w.told(who), func(m messages.Message) bool { return strings.Contains(m.Text, words) })
}

// hands sends a document in, as its owner does.
func (w *town) hands(who, number string) {
	w.t.Helper()
	w.types(who, "/dokumen", "NIB", "Kirim dokumen")
	w.do(who, flows.Input{Kind: flows.Other, Media: "photo", File: &flows.File{ID: "photo of " + who, Kind: "photo"}})
	w.types(who, "Sudah semua", number, "Biarkan saja")
}

// asks opens a ticket.
func (w *town) asks(who, question string) {
	w.t.Helper()
	w.types(who, "/petugas", question)
}

// browser is one officer's: it keeps cookies and follows where it is led.
type browser struct {
	w      *town
	client *http.Client
	cookie *http.Cookie
	status int
	page   string
	path   string
	header http.Header
}

func (w *town) browser() *browser {
	return &browser{w: w, client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// link is the newest link into the console that somebody was given.
func (w *town) link(who string) string {
	w.t.Helper()
	w.types(who, "/konsol")
	form := regexp.MustCompile(`/masuk/[0-9]+-[0-9a-f]{32}`)
	for _, m := range slices.Backward(w.told(who)) {
		if found := form.FindString(m.Text); found != "" {
			return found
		}
	}
	w.t.Fatalf("%s was given no link", who)
	return ""
}

// enters is somebody signed in.
func (w *town) enters(who string) *browser {
	w.t.Helper()
	b := w.browser()
	link := w.link(who)
	b.get(link)
	b.post(link, nil)
	if b.cookie == nil || b.status != http.StatusOK {
		w.t.Fatalf("%s is not let in: %d %s", who, b.status, b.page)
	}
	return b
}

func (b *browser) get(path string) *browser { return b.send(http.MethodGet, path, nil, nil) }

func (b *browser) post(path string, form url.Values) *browser {
	return b.send(http.MethodPost, path, form, map[string]string{"Sec-Fetch-Site": "same-origin"})
}

// send asks for something and follows redirects.
func (b *browser) send(method, path string, form url.Values, header map[string]string) *browser {
	b.w.t.Helper()
	for range 5 {
		req, err := http.NewRequestWithContext(b.w.t.Context(), method, b.w.server.URL+path, strings.NewReader(form.Encode()))
		if err != nil {
			b.w.t.Fatal(err)
		}
		if method == http.MethodPost {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for k, v := range header {
			req.Header.Set(k, v)
		}
		if b.cookie != nil {
			req.AddCookie(b.cookie)
		}
		resp, err := b.client.Do(req)
		if err != nil {
			b.w.t.Fatal(err)
		}
		data, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			b.w.t.Fatal(err)
		}
		for _, c := range resp.Cookies() {
			if b.cookie = c; c.MaxAge < 0 {
				b.cookie = nil
			}
		}
		b.status, b.page, b.path, b.header = resp.StatusCode, string(data), path, resp.Header
		if resp.StatusCode != http.StatusSeeOther {
			return b
		}
		method, path, form = http.MethodGet, resp.Header.Get("Location"), nil
	}
	b.w.t.Fatalf("%s leads round and round", path)
	return b
}

var inputForm = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)

// form is the fields of the form on the page that does something.
func (b *browser) form(do string) url.Values {
	b.w.t.Helper()
	for _, part := range strings.Split(b.page, "<form ")[1:] {
		part, _, _ = strings.Cut(part, "</form>")
		fields := url.Values{}
		for _, m := range inputForm.FindAllStringSubmatch(part, -1) {
			fields.Add(m[1], unescaped(m[2]))
		}
		if fields.Get("do") == do {
			return fields
		}
	}
	b.w.t.Fatalf("%s has no form that does %s:\n%s", b.path, do, b.words())
	return nil
}

func unescaped(s string) string {
	return strings.NewReplacer("&amp;", "&", "&#43;", "+", "&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">").Replace(s)
}

// does presses a button of the page, with answers to what is then asked.
func (b *browser) does(do string, say ...string) *browser {
	b.w.t.Helper()
	fields := b.form(do)
	if len(say) > 0 {
		fields["say"] = say
	}
	return b.post("/klik", fields)
}

func (b *browser) has(words ...string) *browser {
	b.w.t.Helper()
	for _, word := range words {
		if !strings.Contains(b.page, word) {
			b.w.t.Errorf("%s (%d) does not show %q:\n%s", b.path, b.status, word, b.words())
		}
	}
	return b
}

func (b *browser) hasNot(words ...string) *browser {
	b.w.t.Helper()
	for _, word := range words {
		if strings.Contains(b.page, word) {
			b.w.t.Errorf("%s shows %q", b.path, word)
		}
	}
	return b
}

// words is the page as it reads.
func (b *browser) words() string {
	_, main, _ := strings.Cut(b.page, "<main")
	return strings.Join(strings.Fields(anyTag.ReplaceAllString(main, " ")), " ")
}

// is fails the test when the answer had another status.
func (b *browser) is(status int) *browser {
	b.w.t.Helper()
	if b.status != status {
		b.w.t.Errorf("%s answers %d, not %d:\n%s", b.path, b.status, status, b.words())
	}
	return b
}

// picture is what every paper of the town looks like.
var picture = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 400, 300))); err != nil {
		panic(err)
	}
	return b.Bytes()
})

// noted counts the entries of the trail about a person.
func (w *town) noted(what string, whom enterprise.PersonID) int {
	w.t.Helper()
	q := flows.AuditQuery{Whom: whom, Begins: what, Most: 100}
	found, err := w.store.Find(w.t.Context(), w.clock(), flows.Lookup{AuditLog: []flows.AuditQuery{q}})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(found.AuditLog[q])
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func benchBook(tb testing.TB) *flows.Book {
	tb.Helper()
	program, err := program.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	words, err := messages.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return contents.NewBook(program, words)
}
