package app

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"naikkelas/bot/telegram"
	"naikkelas/bot/whatsapp"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/simulator"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

const crashToken = "770000001:crash-test-token"

// crashes are so many owners, and kills while they are busy.
type crashes struct {
	owners, kills, redis int
	whatsapp             int // every so manieth owner is there; 0: none
}

// TestKilledAnywhereNothingIsLost lets owners register and assess themselves, with
// -case every third of them on WhatsApp, where more than 45 messages to one
// person take their time, while the process is killed again and again, and
// Redis with it. Every answer
// given must be stored, no question skipped, nobody stuck. A question asked twice
// is the only scar, and it is counted.
func TestKilledAnywhereNothingIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("not with -short")
	}
	t.Parallel()
	size := crashes{owners: 100, kills: 10, redis: 1}
	if *wholeCase {
		size = crashes{owners: 300, kills: 20, redis: 2, whatsapp: 3}
	}
	redis := redistest.Server(t)
	telegram := simulator.New(simulator.Options{Token: crashToken})
	victim := newVictim(t, serveTelegram(t, telegram), redis.URL)
	phones := victim.addWhatsApp(80)
	p, err := theProgram()
	if err != nil {
		t.Fatal(err)
	}

	var finished, heard atomic.Int64
	owners := make([]*owner, size.owners)
	for i := range owners {
		owners[i] = newOwner(p, i)
		if size.whatsapp > 0 && i%size.whatsapp == 0 {
			owners[i].onWhatsApp(phones)
		} else {
			owners[i].onTelegram(telegram)
		}
		owners[i].done = sync.OnceFunc(func() { finished.Add(1) })
		owners[i].heard = func() { heard.Add(1) }
	}
	victim.start()
	if !comesTrue(victim.subscribe, func() int { return 0 }) {
		t.Fatalf("the webhook is not there\n%s", victim.log)
	}
	for _, o := range owners {
		o.send("/start")
	}
	random := rand.New(rand.NewPCG(1, 2))
	ended := func() bool { return finished.Load() == int64(size.owners) }
	progress := func() int { return int(heard.Load()) }
	for n := range size.kills {
		// A moment at random: some come while it starts, most while people write.
		until := heard.Load() + int64(random.IntN(2*size.owners*messagesEach/(size.kills+2)))
		if !comesTrue(func() bool { return heard.Load() >= until || ended() }, progress) {
			t.Fatalf("after %d kills nothing is answered any more\n%s", n, victim.log)
		}
		victim.kill()
		if n%(size.kills/size.redis) == 5 {
			redis.Kill()
			redis.Restart()
		}
		victim.start()
	}
	comesTrue(ended, progress) // who is stuck is found out below
	repeats, stuck := 0, 0
	data, err := store.Open(store.Options{URL: redis.URL, City: "malang", Keys: victim.keys})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = data.Close() }()
	for _, o := range owners {
		repeats += o.repeated()
		if !o.check(t, data) {
			stuck++
		}
	}
	if stuck > 0 {
		t.Errorf("%d of %d owners are stuck", stuck, size.owners)
	}
	t.Logf("%d owners, %d kills, %d restarts of Redis: %d questions asked twice", size.owners, size.kills, size.redis, repeats)
	victim.stop()
	if secret := strings.Split(crashToken, ":")[1]; strings.Contains(victim.log.String(), secret) {
		t.Error("the token is in the log")
	}
}

// messagesEach is about how many an owner hears before the result.
const messagesEach = 45

// theBinary is the real one, built once for all tests; TestMain takes it away.
var theBinary = sync.OnceValues(func() (string, error) {
	binary := filepath.Join(buildFolder, "naikkelas")
	if out, err := exec.Command("go", "build", "-o", binary, "..").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return binary, nil
})

// victim is the process that is killed.
type victim struct {
	t       testing.TB
	binary  string
	listen  string
	env     []string
	keys    store.Keys
	cgroup  string // a group of processes that it starts in; empty: ours
	process *exec.Cmd
	log     *locked

	subscribe func() bool // tells WhatsApp where the process is; true once it has verified it
}

// locked is a buffer that several processes in turn write to.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// addWhatsApp gives the process a number on a WhatsApp of our own, which comes
// again with what nobody took.
func (v *victim) addWhatsApp(rate int) *simulator.WhatsApp {
	v.t.Helper()
	w := simulator.NewWhatsApp(simulator.WhatsAppOptions{
		Token: "EAAG", AppSecret: "rahasia", VerifyToken: "cocok", PerSecond: rate, Retry: []time.Duration{20 * time.Millisecond},
	})
	api := httptest.NewServer(w)
	v.t.Cleanup(func() {
		w.Close()
		api.CloseClientConnections()
		api.Close()
	})
	v.env = append(v.env, "WHATSAPP_TOKEN=EAAG", "WHATSAPP_PHONE_ID=106540352242922", "WHATSAPP_APP_SECRET=rahasia", "WHATSAPP_VERIFY_TOKEN=cocok", "WHATSAPP_API="+api.URL)
	v.subscribe = func() bool { return w.Subscribe(v.t.Context(), "http://"+v.listen+"/whatsapp", api.URL) == nil }
	return w
}

func newVictim(t testing.TB, api, redis string) *victim {
	t.Helper()
	binary, err := theBinary()
	if err != nil {
		t.Fatal(err)
	}
	key := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32)))
	keys, err := store.ParseKeys(key)
	if err != nil {
		t.Fatal(err)
	}
	v := &victim{t: t, binary: binary, listen: freeAddress(t), keys: keys, log: &locked{}}
	v.env = append(os.Environ(), "TELEGRAM_TOKEN="+crashToken, "TELEGRAM_API="+api, "REDIS_URL="+redis, "DATA_KEY="+key, "LISTEN="+v.listen, "FILES_DIR="+t.TempDir())
	t.Cleanup(v.kill)
	return v
}

// freeAddress is one that nobody listened on a moment ago.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func (v *victim) start() {
	v.process = exec.Command(v.binary, "serve")
	if v.cgroup != "" {
		v.process = exec.Command("sh", "-c", `echo $$ >"$0" && exec "$1" serve`, v.cgroup, v.binary)
	}
	v.process.Env, v.process.Stderr = v.env, v.log
	if err := v.process.Start(); err != nil {
		v.t.Fatal(err)
	}
}

func (v *victim) kill() {
	if v.process != nil {
		_ = v.process.Process.Kill()
		_ = v.process.Wait()
		v.process = nil
	}
}

// stop asks the process to end, which it must do within its budget.
func (v *victim) stop() {
	_ = v.process.Process.Signal(os.Interrupt)
	ended := make(chan error, 1)
	go func() { ended <- v.process.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			v.t.Errorf("the process ended with %v\n%s", err, v.log)
		}
		v.process = nil
	case <-time.After(30 * time.Second):
		v.t.Error("the process does not end when it is asked to")
	}
}

// owner answers what is asked, each question once, and remembers what was
// answered. A question that comes again is counted and left alone.
type owner struct {
	send    func(text string)
	share   func(number string) // their own, by the channel's button
	address enterprise.Address
	id      int64
	program *enterprise.Program
	sector  enterprise.Sector
	random  *rand.Rand
	brief   bool   // they register, and do not assess themselves
	patient bool   // what is asked again is answered again
	heard   func() // with every message
	done    func() // with the result

	mu      sync.Mutex
	asked   map[string]bool
	repeats int
	given   map[string]string // item -> option
	said    map[string]string // what was answered, by question
	scored  bool
}

func newOwner(p *enterprise.Program, i int) *owner {
	return &owner{
		id: int64(5000 + i), program: p, sector: p.Sectors[i%len(p.Sectors)], random: rand.New(rand.NewPCG(uint64(i), 7)),
		asked: map[string]bool{}, given: map[string]string{}, said: map[string]string{},
	}
}

func (o *owner) onTelegram(s *simulator.Server) {
	phone := s.Phone(simulator.User{ID: o.id, FirstName: fmt.Sprint("Pemilik ", o.id), Language: "id", Phone: fmt.Sprintf("62812%07d", o.id)})
	phone.OnMessage(func(m simulator.Message) { o.hear(m.Text) })
	o.address, o.send = telegram.Address(o.id), func(text string) { phone.Send(text) }
	o.share = func(number string) { phone.SendContact(true, number) }
}

func (o *owner) onWhatsApp(w *simulator.WhatsApp) {
	phone := w.Phone(simulator.WhatsAppUser{Phone: fmt.Sprintf("62812%07d", o.id), Name: fmt.Sprint("Pemilik ", o.id)})
	phone.OnMessage(func(m simulator.WhatsAppMessage) { o.hear(m.Text) })
	o.address, o.send = whatsapp.Address(phone.User().ID), func(text string) { phone.Type(text) }
	o.share = o.send
}

// formAnswers are the answers outside the assessment, by a part of the question.
func (o *owner) formAnswers() [][2]string {
	return [][2]string{
		{"choose a language", "Indonesia"}, {"Setuju?", "Setuju"}, {"kabar pelatihan", "Tidak usah"}, {"disapa apa", "Ibu"},
		{"menyapa apa", "Ibu"}, // as an earlier release has it, from which TestTwoReleasesSideBySide begins
		{"Siapa nama", "Siti Aminah"}, {"nama usahanya", fmt.Sprint("Usaha Nomor ", o.id)}, {"di bidang apa", o.sector.Button.In("id")},
		{"di kecamatan mana", "Kec. Klojen"}, {"Di kelurahan mana", "Kauman"}, {"mulai tahun berapa", "2015"}, {"yang bekerja", "3"},
		{"hasil penjualan", "Rp2-5 juta"}, {"Nomor HP Ibu berapa", ""}, {"Nomor HP *+62", "Betul"}, {"Sudah punya NIB", "Belum punya NIB"}, {"Sudah betul?", "Lengkapi profil"}, {"Sudah betul semua", "Benar, simpan"},
		{"Pendaftaran selesai", "Penilaian"},
	}
}

func (o *owner) hear(text string) {
	o.heard()
	o.mu.Lock()
	defer o.mu.Unlock()
	if strings.Contains(text, "Nilai ini bahan pertimbangan") || o.brief && strings.Contains(text, "Pendaftaran selesai") {
		o.scored = true
		o.done()
		return
	}
	for _, it := range o.program.Instrument.Shown(o.sector.Code) {
		if strings.Contains(text, it.AskIn(o.sector.Code).In("id")) {
			if o.first(it.ID) {
				options := it.OptionsFor(o.sector.Code)
				chosen := options[o.random.IntN(len(options))]
				o.given[it.ID] = chosen.Code
				o.said[it.ID] = chosen.Button.In("id")
				o.send(o.said[it.ID])
			} else if o.patient {
				o.send(o.said[it.ID])
			}
			return
		}
	}
	for _, qa := range o.formAnswers() {
		if strings.Contains(text, qa[0]) {
			if o.first(qa[0]) || o.patient {
				o.reply(qa[1])
			}
			return
		}
	}
}

func (o *owner) reply(text string) {
	if text == "" {
		o.share(fmt.Sprintf("6281234%06d", o.id))
		return
	}
	o.send(text)
}

// first tells whether a question comes for the first time.
func (o *owner) first(question string) bool {
	if o.asked[question] {
		o.repeats++
		return false
	}
	o.asked[question] = true
	return true
}

func (o *owner) repeated() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.repeats
}

// check compares what is stored with what was answered.
func (o *owner) check(t *testing.T, data *store.Store) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	people, err := data.Load(t.Context(), time.Now(), []store.Entry{{Input: flows.Input{From: o.address}}})
	if err != nil {
		t.Fatal(err)
	}
	businesses := people[0].State.Person.Businesses
	if !o.scored || len(businesses) != 1 || !o.brief && len(businesses[0].Assessments) != 1 {
		t.Logf("owner %d: scored %t, answered %d questions, the bot waits at %q", o.id, o.scored, len(o.asked), people[0].State.Chat.Open)
		return false
	}
	if got, want := businesses[0].Name, fmt.Sprint("Usaha Nomor ", o.id); got != want {
		t.Errorf("owner %d: the business is %q, not %q", o.id, got, want)
	}
	if o.brief {
		return true
	}
	answers := businesses[0].Assessments[0].Answers
	if len(answers) != len(o.program.Instrument.Shown(o.sector.Code)) {
		t.Errorf("owner %d: %d answers are stored", o.id, len(answers))
	}
	for item, option := range o.given {
		if answers[item] != option {
			t.Errorf("owner %d: %s is stored as %q, answered was %q", o.id, item, answers[item], option)
		}
	}
	return true
}
