package app

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/bot/telegram"
	"naikkelas/bot/whatsapp"
	"naikkelas/enterprise"
	"naikkelas/simulator"
)

// TestTheSameOnBothChannels plays testdata/channels/*.txt with two people of one
// city who do the same, one on Telegram and one on WhatsApp. A line is
//
//	> Setuju            what both type; also (foto) TEXT and (nomor): their own number
//	... 3 hari          time passes
//	< Terima kasih ...  what both read; following lines begin with "  "
//	T< ...  W< ...      what only the one or the other reads
//	  [Ya] [Tidak]      what both can tap, or T[Ya] and W[Ya] where that differs
func TestTheSameOnBothChannels(t *testing.T) {
	files, err := filepath.Glob("testdata/channels/*.txt")
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
			got := newTwoPhones(t).play(string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("the channels behave differently; if that is meant, run: go test ./app -run BothChannels -update\n%s", differ(string(want), got))
			}
		})
	}
}

// twoPhones is a city with a person on either channel.
type twoPhones struct {
	*scene
	whatsapp *simulator.WhatsApp
	siti     *simulator.Phone         // on Telegram
	tini     *simulator.WhatsAppPhone // on WhatsApp
	shown    [2]int
}

const sitisNumber, tinisNumber = "6281200000071", "6281200000072"

func newTwoPhones(t *testing.T, admins ...enterprise.Address) *twoPhones {
	t.Helper()
	return newTwoPhonesWith(t, func(s *Settings) { s.Admins = append(s.Admins, admins...) })
}

// newTwoPhonesWith has other settings.
func newTwoPhonesWith(t *testing.T, change func(*Settings)) *twoPhones {
	t.Helper()
	s := &scene{t: t, clock: &stoppedClock{now: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)}, shown: map[string]map[int]simulator.Message{}}
	s.town = newTownAt(t, s.clock.Now)
	api, phones := s.addWhatsApp(t, s.clock.Now)
	program, err := theProgram()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range program.Templates.Templates {
		form, err := json.Marshal(whatsapp.Registration(one))
		if err == nil {
			err = phones.RegisterTemplate(form)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s.settings.Admins = append(s.settings.Admins, telegram.Address(s.id("Ratna")))
	change(&s.settings)
	s.bot = s.startAt(t, s.settings, s.clock.Now)
	if err := phones.Subscribe(t.Context(), "http://"+s.settings.Listen+"/whatsapp", api); err != nil {
		t.Fatal(err)
	}
	return &twoPhones{
		scene: s, whatsapp: phones,
		siti: s.telegram.Phone(simulator.User{ID: 71, FirstName: "Siti", Language: "id", Phone: sitisNumber}),
		tini: phones.Phone(simulator.WhatsAppUser{Phone: tinisNumber, Name: "Siti"}),
	}
}

// An announcement goes to people on both channels: at once on Telegram, and as
// a template that announces it to who has not written on WhatsApp for a day. The
// ledger counts both, and who got through.
func TestAnAnnouncementOverBothChannels(t *testing.T) {
	t.Parallel()
	p := newTwoPhones(t)
	for _, text := range []string{"/start", "Indonesia", "Setuju", "Boleh, kabari saya", "Ibu", "Siti Aminah", "Keripik Siti", "1", "Jodipan", "Mulai penilaian", "/batal"} {
		p.does(text)
	}
	p.wait("25 jam")
	p.both()
	ratna := p.phone("Ratna")
	for _, text := range []string{"/start", "Indonesia", "Ratna Dewi", "Siaran", "Siaran baru", "Pelatihan", "Halo {nama}, ada pelatihan kemasan hari Rabu.", "Selesai", "Tanpa tombol", "Lanjut", "Sekarang", "Kirim sekarang"} {
		ratna.Send(text)
		p.rest()
	}
	if screen := ratna.Screen(); !strings.Contains(screen, "paling banyak <b>Rp1.009</b> untuk 1 orang") && !strings.Contains(screen, "paling banyak Rp1.009 untuk 1 orang") {
		t.Errorf("what it costs is not said before it is sent: %s", screen)
	}
	p.out.Reset()
	p.both()
	if got, want := p.out.String(), `T< Halo Siti Aminah, ada pelatihan kemasan hari Rabu.`; !strings.Contains(got, want) {
		t.Errorf("on Telegram: %s", got)
	}
	if got, want := p.out.String(), `W< (templat) Ada kabar untuk usaha mikro: Halo Siti Aminah, ada pelatihan kemasan hari Rabu.`; !strings.Contains(got, want) {
		t.Errorf("on WhatsApp: %s", got)
	}
	if !slices.ContainsFunc(ratna.Messages(), func(m simulator.Message) bool {
		return strings.Contains(m.Text, "menunggu 0 · terkirim 2 · diblokir 0 · gagal 0 · dilewati 0 · tidak pasti 0")
	}) {
		t.Errorf("the ledger: %s", ratna.Screen())
	}
	p.out.Reset()
	all := p.tini.Messages()
	if _, err := p.tini.Tap(all[len(all)-1].ID, "Baca"); err != nil {
		t.Fatal(err)
	}
	p.both()
	if got, want := p.out.String(), "W< Halo Siti Aminah, ada pelatihan kemasan hari Rabu."; !strings.Contains(got, want) {
		t.Errorf("after the answer: %s", got)
	}
}

func (p *twoPhones) play(transcript string) string {
	for line := range strings.Lines(transcript) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "#"), line == "":
			fmt.Fprintln(&p.out, line)
		case strings.HasPrefix(line, "... "):
			fmt.Fprintln(&p.out, line)
			p.wait(line[4:])
			p.both()
		case strings.HasPrefix(line, "> "):
			fmt.Fprintln(&p.out, line)
			p.does(line[2:])
			p.both()
		}
	}
	return p.named(p.out.String())
}

// does lets both do something.
func (p *twoPhones) does(what string) {
	if text, ok := strings.CutPrefix(what, "(foto) "); ok {
		picture := letter(p.t, text)
		p.siti.SendCaptioned("photo", "foto.jpg", picture, "")
		p.tini.SendPhoto(letter(p.t, text+" "), "") // another file: the same one twice is noticed
	} else {
		p.siti.Send(strings.ReplaceAll(what, "(nomor)", sitisNumber))
		p.tini.Type(strings.ReplaceAll(what, "(nomor)", tinisNumber))
	}
	p.rest()
}

// rest waits until nothing is on its way on either channel.
func (p *twoPhones) rest() {
	for range 2 { // what WhatsApp delivers is handled, and its answers' statuses are delivered
		if err := p.whatsapp.Idle(p.t.Context()); err != nil {
			p.t.Fatal(err)
		}
		p.settle()
	}
}

// read is something that was read, and what can be tapped there.
type read struct {
	text   string
	labels []string
}

// both writes down what is new on the two phones.
func (p *twoPhones) both() {
	p.rest()
	t, w := p.onTelegram(), p.onWhatsApp()
	for i := range max(len(t), len(w)) {
		switch {
		case i >= len(w):
			p.says("T<", t[i])
		case i >= len(t):
			p.says("W<", w[i])
		case plainText(t[i].text) != plainText(w[i].text):
			p.says("T<", t[i])
			p.says("W<", w[i])
		case !slices.Equal(t[i].labels, w[i].labels):
			p.says("<", read{text: t[i].text})
			p.taps("T", t[i].labels)
			p.taps("W", w[i].labels)
		default:
			p.says("<", t[i])
		}
	}
}

// plainText is a text without WhatsApp's marks and with one number for both.
func plainText(s string) string {
	return strings.NewReplacer("*", "", "_", "", "`", "", tinisNumber, sitisNumber).Replace(s)
}

func (p *twoPhones) says(who string, r read) {
	fmt.Fprintf(&p.out, "%s %s\n", who, strings.ReplaceAll(plainText(r.text), "\n", "\n  "))
	p.taps("", r.labels)
}

func (p *twoPhones) taps(where string, labels []string) {
	if len(labels) > 0 {
		fmt.Fprintf(&p.out, "  %s[%s]\n", where, strings.Join(labels, "] ["))
	}
}

func (p *twoPhones) onTelegram() (out []read) {
	all := p.siti.Messages()
	for _, m := range all[p.shown[0]:] {
		if !m.FromBot {
			continue
		}
		r := read{text: strings.TrimSpace(strings.Join([]string{media(m.Media), m.Text}, " "))}
		for _, row := range m.Buttons {
			for _, b := range row {
				r.labels = append(r.labels, b.Text)
			}
		}
		if m.Keyboard != nil {
			for _, row := range m.Keyboard.Rows {
				for _, k := range row {
					r.labels = append(r.labels, k.Text)
				}
			}
		}
		out = append(out, r)
	}
	p.shown[0] = len(all)
	return out
}

func (p *twoPhones) onWhatsApp() (out []read) {
	all := p.tini.Messages()
	for _, m := range all[p.shown[1]:] {
		if !m.FromBot {
			continue
		}
		text := m.Text
		if m.Template != "" {
			text = "(templat) " + text
		}
		out = append(out, read{strings.TrimSpace(strings.Join([]string{media(m.Media), m.Header, text, m.Footer}, " ")), m.Labels()})
	}
	p.shown[1] = len(all)
	return out
}

// media names what is no text, the same for both channels.
func media(kind string) string {
	switch kind {
	case "photo", "image":
		return "(gambar)"
	case "":
		return ""
	}
	return "(berkas)"
}

// Who gets another id or number goes on where they were, and their old one is
// nobody's any more: it may be given to somebody else.
func TestAChangedIDKeepsTheRecord(t *testing.T) {
	t.Parallel()
	p := newTwoPhones(t)
	for _, text := range []string{"/start", "Indonesia", "Setuju", "Boleh, kabari saya", "Ibu", "Siti Aminah"} {
		p.does(text)
	}
	before := p.tini.User().ID
	p.tini.ChangeID("ID.baru")
	p.both()
	p.out.Reset()
	p.does("Keripik Siti")
	p.both()
	if got := p.out.String(); !strings.Contains(got, "Usahanya di bidang apa?") || strings.Contains(got, "W<") {
		t.Errorf("under the new id: %s", got)
	}
	other := p.whatsapp.Phone(simulator.WhatsAppUser{Phone: "6281200000099", ID: before, Name: "Orang lain"})
	other.Type("/lanjut")
	p.rest()
	all := other.Messages()
	if last := all[len(all)-1]; !strings.HasPrefix(last.Text, "Selamat datang") {
		t.Errorf("whoever gets the old id reads %q", last.Text)
	}
}
