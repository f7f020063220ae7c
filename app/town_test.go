package app

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/bot/telegram"
	"naikkelas/demo/sample"
	"naikkelas/simulator"
	"naikkelas/store"
)

var update = flag.Bool("update", false, "write what the phones show now into testdata/town/*.txt")

// TestTown plays testdata/town/*.txt on phones, with the whole bot between
// them: the local Telegram, the embedded Redis, the real parts. A line is
//
//	Ratna> /undang           what Ratna types or taps on her keyboard
//	Ratna> (tombol) Setujui  she taps a button under a message
//	Ratna> (buka undangan)   she opens the newest link into the bot on any phone
//	Ratna> (kode klaim)      she types the newest code for an owner that any phone shows
//	Ratna> (foto) TEXT       a photo with a caption; also (berkas), (program), (besar), (tabel), (stiker), (blokir), (buka blokir)
//	Ratna< Undangan ...      what her phone shows; following lines begin with "  "
//	  [Ya] [Tidak]           her keyboard, when it came with the message
//	  (Jeda) (Hentikan)      buttons under the message
//	... 3 hari               time passes, to each moment at which something is due: hari, jam, menit
//	... 340 hari sekaligus   the same in one go, as if the bot had been off
//	= administrator Ratna    she is in ADMINS
//	= warga 60               sixty registered owners, whose phones are not shown
//	= daftar Siti            Siti registers, not shown
//	= nilai Siti             Siti assesses herself, not shown
//
//	Ratna~ Siaran ...        a message that was changed, as it reads now
//	Ratna- Besok ...         a message that was taken back
//
// What happens on other phones is shown after the line that caused it, phone
// by phone in the order in which they appeared.
func TestTown(t *testing.T) {
	files, err := filepath.Glob("testdata/town/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := newScene(t, string(want)).play(string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("the town behaves differently; if that is meant, run: go test ./app -run Town -update\n%s", differ(string(want), got))
			}
		})
	}
}

// scene is a town with people whose phones are looked at.
type scene struct {
	t *testing.T
	town
	bot   process
	clock *stoppedClock
	group *simulator.Phone // where the officers' group moved to
	names []string
	shown map[string]map[int]simulator.Message // what was written down of a phone, by the message's id
	out   strings.Builder
}

// stoppedClock stands still until it is moved.
type stoppedClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *stoppedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *stoppedClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// newScene prepares what the transcript's lines with = say, and starts the bot
// on a Monday at nine.
func newScene(t *testing.T, transcript string) *scene {
	t.Helper()
	return newSceneLogged(t, transcript, io.Discard)
}

// newSceneLogged is a scene whose log is also written elsewhere.
func newSceneLogged(t *testing.T, transcript string, log io.Writer) *scene {
	t.Helper()
	s := &scene{t: t, clock: &stoppedClock{now: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)}, shown: map[string]map[int]simulator.Message{}}
	s.town = newTownAt(t, s.clock.Now)
	s.log = log
	people := 0
	for line := range strings.Lines(transcript) {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[0] != "=" {
			continue
		}
		switch fields[1] {
		case "administrator":
			s.settings.Admins = append(s.settings.Admins, telegram.Address(s.id(fields[2])))
		case "warga":
			people, _ = strconv.Atoi(fields[2])
		}
	}
	s.importPeople(people)
	s.bot = s.startAt(t, s.settings, s.clock.Now)
	return s
}

// importPeople stores sample owners, each with a phone that has talked to the bot.
func (s *scene) importPeople(n int) {
	if n == 0 {
		return
	}
	data, err := store.Open(store.Options{URL: s.settings.Redis, City: s.settings.City, Keys: s.settings.Keys})
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = data.Close() }()
	people := sample.People(s.settings.Program, s.clock.Now())[:n]
	if err := data.Import(s.t.Context(), people); err != nil {
		s.t.Fatal(err)
	}
	for _, p := range people {
		id, _ := strconv.ParseInt(p.Contacts[0].ID, 10, 64)
		s.telegram.Phone(simulator.User{ID: id, FirstName: p.Name, Language: "id"}).Begin()
	}
}

// id is the Telegram id of a name: 500 and the place in which it appeared.
func (s *scene) id(name string) int64 {
	if !slices.Contains(s.names, name) {
		s.names = append(s.names, name)
	}
	return int64(500 + slices.Index(s.names, name))
}

// phone is somebody's; "Grup" is the officers' group, seen by whoever came first.
func (s *scene) phone(name string) *simulator.Phone {
	id := s.id(name)
	if name == "Grup" && s.group != nil {
		return s.group
	}
	if name == "Grup" {
		return s.telegram.Group(-id, "Grup petugas", s.user(s.names[0]))
	}
	return s.telegram.Phone(s.user(name))
}

func (s *scene) user(name string) simulator.User {
	id := s.id(name)
	return simulator.User{ID: id, FirstName: name, Language: "id", Phone: fmt.Sprintf("6281234000%d", id)}
}

func (s *scene) play(transcript string) string {
	for line := range strings.Lines(transcript) {
		line = strings.TrimRight(line, "\n")
		name, rest, said := strings.Cut(line, "> ")
		switch {
		case strings.HasPrefix(line, "#"), line == "":
			fmt.Fprintln(&s.out, line)
		case strings.HasPrefix(line, "= "):
			fmt.Fprintln(&s.out, line)
			switch fields := strings.Fields(line); fields[1] {
			case "daftar":
				s.register(fields[2])
			case "nilai":
				s.assess(fields[2])
			}
		case strings.HasPrefix(line, "... "):
			fmt.Fprintln(&s.out, line)
			s.wait(line[4:])
			s.show()
		case said && !strings.ContainsAny(name, " <"):
			fmt.Fprintln(&s.out, line)
			s.do(s.phone(name), rest)
			s.settle()
			s.show()
		}
	}
	return s.named(s.out.String())
}

// passing are names that differ from one run to the next.
var passing = regexp.MustCompile(`\b[STL][0-9A-Z]{4}\b|\bU[0-9A-Z]{6}\b|\bi_[0-9a-f]{32}\b|\bsah_[0-9a-f]{32}\b|\bu_[0-9a-f]{32}\b|\bp[0-9]+\b|\b(?:hadir_)?[0-9]{6}\b|\bKode: [0-9]{4}-[0-9]{4}\b`)

// named gives what differs from one run to the next the same names in each.
func (s *scene) named(text string) string {
	names := map[string]string{}
	return passing.ReplaceAllStringFunc(text, func(found string) string {
		if names[found] == "" {
			kind := strings.TrimLeft(found[:1], "0123456789") // a code of digits may begin with any
			names[found] = fmt.Sprintf("%s%04d", kind, len(names)+1)
		}
		return names[found]
	})
}

// do is what somebody does with a phone.
func (s *scene) do(p *simulator.Phone, what string) {
	kind, rest, _ := strings.Cut(what, ") ")
	switch strings.TrimSuffix(kind, ")") {
	case "(tombol":
		s.tap(p, rest)
	case "(buka undangan":
		p.Send("/start " + s.newestLink("?start="))
	case "(kode klaim":
		p.Send(s.newestCode())
	case "(ajak bot":
		p.AddBot(s.newestLink("?startgroup="))
	case "(jadi supergrup":
		s.moveGroup(p, false)
	case "(diam-diam jadi supergrup":
		s.moveGroup(p, true)
	case "(anonim":
		p.SendNameless(rest)
	case "(keluarkan bot":
		p.Block()
	case "(balas":
		p.Reply(s.newestOfBot(p), rest)
	case "(foto":
		p.SendCaptioned("photo", "foto.jpg", letter(s.t, rest), rest)
	case "(berkas":
		p.SendCaptioned("document", "berkas.pdf", []byte("%PDF-1.4 "+rest), rest)
	case "(program":
		p.SendCaptioned("document", rest, []byte("MZ\x90\x00 This program cannot be run in DOS mode"), "")
	case "(besar":
		p.SendCaptioned("document", rest, append([]byte("%PDF-1.4"), make([]byte, 60<<20)...), "")
	case "(tabel": // name, then the rows with | between them
		name, rows, _ := strings.Cut(rest, " ")
		p.SendCaptioned("document", name, []byte(strings.ReplaceAll(rows, "|", "\n")), "")
	case "(stiker":
		p.SendMedia("sticker")
	case "(blokir":
		p.Block()
	case "(buka blokir":
		p.Unblock()
	default:
		p.Send(what)
	}
}

// moveGroup makes the officers' group a supergroup, whose screen is empty.
func (s *scene) moveGroup(p *simulator.Phone, quietly bool) {
	s.group, s.shown["Grup"] = p.Upgrade(quietly), map[int]simulator.Message{}
}

// tap taps the newest button with a label.
func (s *scene) tap(p *simulator.Phone, label string) {
	s.t.Helper()
	p.TapData(buttonOf(s.t, p, label))
}

// newestOfBot is the newest message of the bot on a phone.
func (s *scene) newestOfBot(p *simulator.Phone) int {
	for _, m := range slices.Backward(p.Messages()) {
		if m.FromBot {
			return m.ID
		}
	}
	s.t.Fatalf("the bot has said nothing on %s", p.Screen())
	return 0
}

// newestLink is the payload of the newest link into the bot that a phone shows.
func (s *scene) newestLink(kind string) string {
	newest, payload := 0, ""
	for _, name := range s.names {
		for _, m := range s.phone(name).Messages() {
			if _, rest, ok := strings.Cut(m.Text, kind); ok && m.ID > newest {
				newest, payload = m.ID, strings.Fields(rest)[0]
			}
		}
	}
	if payload == "" {
		s.t.Fatal("no phone shows a link:\n" + s.screens())
	}
	return payload
}

// claimCode is what a code for an owner looks like.
var claimCode = regexp.MustCompile(`\b[0-9]{4}-[0-9]{4}\b`)

// newestCode is the newest code for an owner that a phone shows.
func (s *scene) newestCode() string {
	newest, code := 0, ""
	for _, name := range s.names {
		for _, m := range s.phone(name).Messages() {
			if found := claimCode.FindString(m.Text); m.FromBot && found != "" && found != codeExample && m.ID > newest {
				newest, code = m.ID, found
			}
		}
	}
	if code == "" {
		s.t.Fatal("no phone shows a code:\n" + s.screens())
	}
	return code
}

// codeExample stands in the question, the same in every run.
const codeExample = "1234-5678"

// register takes somebody through consent and registration.
func (s *scene) register(name string) {
	p := s.phone(name)
	for _, text := range []string{"/start", "Indonesia", "Setuju", "Boleh, kabari saya", "Ibu", name, "Warung " + name, "Warung/katering",
		"Dinoyo", "Lengkapi profil", "2015", "3", "2,5 juta", "Betul", "081234000" + strconv.FormatInt(s.id(name), 10), "Betul", "Belum punya NIB", "Benar, simpan"} {
		p.Send(text)
		s.settle()
	}
	s.pass(name)
}

// pass leaves out what is on a phone by now.
func (s *scene) pass(name string) {
	for _, m := range s.phone(name).Messages() {
		s.seen(name)[m.ID] = m
	}
}

// seen is what was written down of a phone.
func (s *scene) seen(name string) map[int]simulator.Message {
	if s.shown[name] == nil {
		s.shown[name] = map[int]simulator.Message{}
	}
	return s.shown[name]
}

// assess lets somebody claim every paper and little else.
func (s *scene) assess(name string) {
	p := s.phone(name)
	answers := append([]string{"/penilaian", "5", "4", "5", "5"}, slices.Repeat([]string{"2"}, 40)...)
	for _, text := range answers {
		p.Send(text)
		s.settle()
		if k := p.Keyboard(); k != nil && k.Persistent {
			break
		}
	}
	s.pass(name)
}

// letter is a photo of a paper that says something.
func letter(t testing.TB, text string) []byte {
	t.Helper()
	p := image.NewGray(image.Rect(0, 0, 1280, 960))
	for i := range p.Pix {
		p.Pix[i] = 225
		if x, y := i%1280/8, i/1280/16; y%2 == 1 && (x*len(text)+y)%3 == 0 {
			p.Pix[i] = 30
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// wait lets time pass, and what is due then happen.
func (s *scene) wait(span string) {
	span, inOneGo := strings.CutSuffix(span, " sekaligus")
	n, unit, _ := strings.Cut(span, " ")
	count, err := strconv.Atoi(n)
	lengths := map[string]time.Duration{"hari": 24 * time.Hour, "jam": time.Hour, "menit": time.Minute}
	if err != nil || lengths[unit] == 0 {
		s.t.Fatalf("no span of time: %q", span)
	}
	for end := s.clock.Now().Add(time.Duration(count) * lengths[unit]); s.clock.Now().Before(end); s.settle() {
		next := end
		if !inOneGo {
			next = s.nextDue(end)
		}
		s.clock.advance(next.Sub(s.clock.Now()))
	}
}

// nextDue is when somebody is woken next, or an announcement goes out, before a
// moment: one after the other, as it is when time passes.
func (s *scene) nextDue(end time.Time) time.Time {
	next := end
	for _, key := range []string{"wakes", "due"} {
		first, err := s.redis.Client.ZRangeWithScores(s.t.Context(), "nk:{"+s.settings.City+"}:"+key, 0, 0).Result()
		if err != nil {
			s.t.Fatal(err)
		}
		if len(first) > 0 {
			if at := time.UnixMilli(int64(first[0].Score)); at.Before(next) && at.After(s.clock.Now()) {
				next = at
			}
		}
	}
	return next
}

// screens is what the phones that are looked at show.
func (s *scene) screens() string {
	var b strings.Builder
	for _, name := range s.names {
		fmt.Fprintln(&b, s.phone(name).Screen())
	}
	return b.String()
}

// settle waits until nothing is on its way any more.
func (s *scene) settle() {
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	for quiet := 0; quiet < 3; {
		if ctx.Err() != nil {
			s.t.Fatal("the town does not come to rest:\n" + s.screens())
		}
		if s.resting(ctx) {
			quiet++
		} else {
			quiet = 0
		}
		pause(ctx, time.Millisecond)
	}
}

// resting tells that no update, cause or line waits, and nothing is due.
func (s *scene) resting(ctx context.Context) bool {
	prefix := "nk:{" + s.settings.City + "}:"
	now := strconv.FormatInt(s.clock.Now().UnixMilli(), 10)
	if s.telegram.Pending() > 0 {
		return false
	}
	p := s.redis.Client.Pipeline()
	left := []*redis.IntCmd{
		p.XLen(ctx, prefix+"inbox"), p.XLen(ctx, prefix+"outbox"), p.ZCount(ctx, prefix+"wakes", "-inf", now),
		p.ZCount(ctx, prefix+"due", "-inf", now), p.ZCard(ctx, prefix+"running"), p.ZCard(ctx, prefix+"untold"),
	}
	_, err := p.Exec(ctx)
	return err == nil && !slices.ContainsFunc(left, func(n *redis.IntCmd) bool { return n.Val() > 0 })
}

// show writes down what came to the phones.
func (s *scene) show() {
	for _, name := range s.names {
		now, seen := s.phone(name).Messages(), s.seen(name)
		for _, id := range slices.Sorted(maps.Keys(seen)) {
			if !slices.ContainsFunc(now, func(m simulator.Message) bool { return m.ID == id }) {
				s.write(name, "-", seen[id])
				delete(seen, id)
			}
		}
		for _, m := range now {
			before, known := seen[m.ID]
			seen[m.ID] = m
			if m.FromBot && !known {
				s.write(name, "<", m)
			} else if m.FromBot && m.Text != before.Text {
				s.write(name, "~", m)
			}
		}
	}
}

func (s *scene) write(name, mark string, m simulator.Message) {
	text := m.Text
	if m.Media != "" {
		text = strings.TrimRight(fmt.Sprintf("(%s %s) %s", m.Media, m.FileName, text), " ")
	}
	fmt.Fprintf(&s.out, "%s%s %s\n", name, mark, strings.ReplaceAll(text, "\n", "\n  "))
	for _, row := range m.Buttons {
		for i, b := range row {
			fmt.Fprintf(&s.out, "%s(%s)", map[bool]string{true: "  ", false: " "}[i == 0], b.Text)
		}
		fmt.Fprintln(&s.out)
	}
	if m.Keyboard == nil {
		return
	}
	for _, row := range m.Keyboard.Rows {
		var labels []string
		for _, k := range row {
			labels = append(labels, k.Text)
		}
		fmt.Fprintf(&s.out, "  [%s]\n", strings.Join(labels, "] ["))
	}
}

// differ shows the first line in which two texts differ.
func differ(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\n- %s\n+ %s", i+1, a, b)
		}
	}
	return ""
}
