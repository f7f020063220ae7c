package app

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"naikkelas/enterprise/program"
	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
)

// service is a local one that chooses; it says what it is told to say.
type service struct {
	*httptest.Server
	mu    sync.Mutex
	heard []string
	key   string
}

func newService(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) *service {
	t.Helper()
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil { // whoever asked has given up
			panic(http.ErrAbortHandler)
		}
		s.mu.Lock()
		s.heard, s.key = append(s.heard, string(body)), r.Header.Get("Authorization")
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	t.Cleanup(s.CloseClientConnections)
	return s
}

func says(code string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		data, err := json.Marshal(map[string]any{"choices": []any{map[string]any{"message": map[string]string{"content": code}}}})
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}
}

func TestTheServiceChoosesOnlyAmongOurs(t *testing.T) {
	t.Parallel()
	p, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		want   string
		fails  bool
	}{
		"a code of ours":        {says(" `know:nib_how`\n"), "know:nib_how", false},
		"none":                  {says("none"), "", false},
		"a text of its own":     {says("Bikin NIB di kantor kami, Rp50.000."), "", false},
		"what is outside":       {says("say:elsewhere"), "", false},
		"no choice":             {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"choices":[]}`)) }, "", false},
		"no JSON":               {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`<html>`)) }, "", true},
		"an error":              {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "", true},
		"a way somewhere else":  {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, "", true},
		"slower than it is for": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t, row.answer)
			h := newChooser(AnswerSettings{API: s.URL, Key: "rahasia", Model: "kecil"}, p)
			if strings.HasPrefix(name, "slower") {
				h.wait = time.Millisecond
			}
			code, err := h.choose(t.Context(), "cara nib")
			if code != row.want || (err != nil) != row.fails {
				t.Errorf("chose %q, %v", code, err)
			}
			if !strings.HasPrefix(name, "slower") && (len(s.heard) != 1 || s.key != "Bearer rahasia" || !strings.Contains(s.heard[0], "know:nib_how: ") || !strings.Contains(s.heard[0], `"content":"cara nib"`)) {
				t.Errorf("heard %d times, with %q", len(s.heard), s.key)
			}
		})
	}
}

// A city with a service: the nearest are offered at once, what it chose comes
// after, and a service that is down changes nothing for the owner.
func TestACityWithAServiceThatChooses(t *testing.T) {
	t.Parallel()
	down := false
	var mu sync.Mutex
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if down {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		says("know:nib_how")(w, r)
	})
	w := newTown(t)
	p, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p.HelpAnswers(helpedConsent)
	w.settings.Program, w.settings.Answer = p, AnswerSettings{API: s.URL, Model: "kecil"}
	w.start(t, w.settings)
	phone := w.telegram.Phone(simulator.User{ID: 71, FirstName: "Siti", Language: "id"})
	for _, step := range [][2]string{{"/start", "choose a language"}, {"Indonesia", "dibaca layanan di luar kota"}, {"Setuju", "kabar pelatihan"}, {"Tidak usah", "disapa apa"}, {"/menu", "Silakan pilih"},
		{"mesin giling tempe bu Yuli rusak 0812345678", "mungkin maksudnya"}} {
		phone.Send(step[0])
		simtest.Hears(t, phone, step[1])
	}
	simtest.Hears(t, phone, "Mungkin ini yang dimaksud")
	mu.Lock()
	down = true
	mu.Unlock()
	phone.Send("mesin jahit juki macet xqz")
	simtest.Hears(t, phone, "mungkin maksudnya")
	phone.Send("terima kasih")
	simtest.Hears(t, phone, "Sama-sama")
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, body := range s.heard {
		for _, word := range []string{"yuli", "0812", "71"} {
			if _, asked, _ := strings.Cut(body, `"user"`); strings.Contains(strings.ToLower(asked), word) {
				t.Errorf("%q left: %s", word, asked)
			}
		}
	}
}
