package app

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"naikkelas/enterprise/program"
	"naikkelas/flows"
	"naikkelas/flows/voice"
	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
)

func writesDown(text string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"text":" `+text+` "}`) // an error means that the caller has gone
	}
}

func TestTheServiceWritesDown(t *testing.T) {
	t.Parallel()
	note := func(n int) func(context.Context, flows.File, func(io.Reader) error) error {
		return func(_ context.Context, _ flows.File, take func(io.Reader) error) error {
			return take(strings.NewReader(strings.Repeat("O", n)))
		}
	}
	for name, row := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		fetch  func(context.Context, flows.File, func(io.Reader) error) error
		want   string
		fails  bool
	}{
		"a text":                {writesDown("Siti Aminah"), note(100), "Siti Aminah", false},
		"as long as may be":     {writesDown("Siti"), note(voice.Most), "Siti", false},
		"longer":                {writesDown("Siti"), note(voice.Most + 1), "", true},
		"nothing":               {writesDown(""), note(100), "", false},
		"no JSON":               {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`<html>`)) }, note(100), "", true},
		"an error":              {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, note(100), "", true},
		"a way somewhere else":  {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, note(100), "", true},
		"slower than it is for": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, note(100), "", true},
		"the note is gone":      {writesDown("Siti"), func(context.Context, flows.File, func(io.Reader) error) error { return errors.New("gone") }, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t, row.answer)
			h := newTranscriber(TranscribeSettings{API: s.URL, Key: "rahasia", Model: "whisper"}, row.fetch)
			if strings.HasPrefix(name, "slower") {
				h.wait = time.Millisecond
			}
			text, err := h.hear(t.Context(), flows.File{ID: "AwAC"})
			if text != row.want || (err != nil) != row.fails {
				t.Errorf("heard %q, %v", text, err)
			}
			if name == "a text" && (s.key != "Bearer rahasia" || len(s.heard) != 1 || !strings.Contains(s.heard[0], `name="model"`) || !strings.Contains(s.heard[0], strings.Repeat("O", 100))) {
				t.Errorf("the service got %q", s.heard)
			}
		})
	}
}

// A voice note on either channel becomes an answer once it is confirmed, also if
// the process ends while the service listens; the note is kept nowhere.
func TestACityThatHearsVoiceNotes(t *testing.T) {
	t.Parallel()
	var deaf atomic.Bool
	deaf.Store(true)
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		if deaf.Load() {
			<-r.Context().Done()
			return
		}
		writesDown("Siti Aminah")(w, r)
	})
	w := newTown(t)
	own, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	own.HearVoices(heardConsent)
	w.settings.Program = own
	w.settings.Transcribe = TranscribeSettings{API: s.URL, Model: "whisper"}
	api, phones := w.addWhatsApp(t, time.Now)
	first := w.start(t, w.settings)
	if err := phones.Subscribe(t.Context(), "http://"+w.settings.Listen+"/whatsapp", api); err != nil {
		t.Fatal(err)
	}
	siti := w.telegram.Phone(simulator.User{ID: 71, FirstName: "Siti", Language: "id"})
	tini := phones.Phone(simulator.WhatsAppUser{Phone: "6281200000072", Name: "Tini"})
	for _, step := range [][2]string{{"/start", "choose a language"}, {"Indonesia", "suaranya tidak disimpan"}, {"Setuju", "kabar pelatihan"}, {"Tidak usah", "disapa apa"}, {"Ibu", "nama Ibu"}} {
		siti.Send(step[0])
		simtest.Hears(t, siti, step[1])
		tini.Type(step[0])
		hears(t, tini, step[1])
	}
	siti.SendFile("voice", "", []byte("OggS suara Siti"))
	simtest.Hears(t, siti, "saya dengarkan dulu")
	tini.SendVoice([]byte("OggS suara Tini"))
	hears(t, tini, "saya dengarkan dulu")
	first.stop()
	if err := <-first.ended; err != nil {
		t.Fatal(err)
	}
	deaf.Store(false)
	w.start(t, w.settings)
	simtest.Hears(t, siti, "Saya dengar: Siti Aminah")
	siti.Send("Betul")
	simtest.Hears(t, siti, "nama usahanya")
	hears(t, tini, "Saya dengar: *Siti Aminah*")
	tini.Type("Betul")
	hears(t, tini, "nama usahanya")
	s.mu.Lock()
	defer s.mu.Unlock()
	if all := strings.Join(s.heard, ""); !strings.Contains(all, "suara Siti") || !strings.Contains(all, "suara Tini") || strings.Contains(all, "6281200000072") {
		t.Errorf("the service got %q", all)
	}
}
