package app

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"naikkelas/simulator/simtest"
	"naikkelas/store"
)

// TestTheDoctorSaysWhatIsWrongAndWhatToDo.
func TestTheDoctorSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	t.Parallel()
	w := realTown(t)
	examined := func() (string, error) {
		p, err := Assemble(w.settings, time.Now, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = p.Close() }()
		var out bytes.Buffer
		err = p.examine(t.Context(), &out)
		return out.String(), err
	}
	says := func(when string, well bool, words ...string) {
		t.Helper()
		text, err := examined()
		if well != (err == nil) || err != nil && !errors.Is(err, ErrUnwell) {
			t.Errorf("%s: %v\n%s", when, err, text)
		}
		for _, want := range words {
			if !strings.Contains(text, want) {
				t.Errorf("%s: it lacks %q:\n%s", when, want, text)
			}
		}
		if strings.Contains(text, "crash-test-token") {
			t.Errorf("%s: it shows the token", when)
		}
	}
	says("nothing runs", false, "✘ no process serves the city", "systemctl start naikkelas", "✘ no backup was ever made", "✔ Telegram answers")
	w.start(t, w.settings)
	phone := w.telegram.Phone(newcomer)
	phone.Send("/start")
	simtest.Hears(t, phone, "choose a language")
	if err := backupsOf(t, w.settings, t.TempDir()).make(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	says("all is well", true, "✔ a process serves the city", "✔ files and Redis belong together", "✔ the last backup is", "answers and writes")
	w.telegram.Down(true)
	says("Telegram is down", false, "✘ Telegram cannot be reached")
	w.telegram.Down(false)
	w.redis.Client.ConfigSet(t.Context(), "appendfsync", "everysec")
	says("Redis is weak", false, `✘ Redis may lose acknowledged answers: appendfsync is "everysec"`, "CONFIG REWRITE")
	w.redis.Client.ConfigSet(t.Context(), "maxmemory", "1")
	says("Redis is full", false, "answers and refuses to write", "maxmemory")
	w.redis.Cut()
	says("Redis is away", false, "does not answer", "redis-cli")
	w.redis.Mend()
}

// TestSetupTriesEachAnswer against the real thing, and keeps what was answered.
func TestSetupTriesEachAnswer(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	name := filepath.Join(t.TempDir(), "naikkelas.env")
	folder := filepath.Join(t.TempDir(), "files")
	run := func(typed string) (string, error) {
		var out bytes.Buffer
		s := setup{in: bufio.NewReader(strings.NewReader(typed)), out: io.MultiWriter(&out, t.Output()), api: w.settings.API}
		err := s.run(t.Context(), name)
		return out.String(), err
	}
	text, err := run("nonsense\n123456789:not-this-bots-token\n" + crashToken + "\nredis://127.0.0.1:1\n" + w.settings.Redis + "\n\n\n")
	if err == nil || !strings.Contains(err.Error(), "ADMINS was not answered") {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, want := range []string{"that is no token", "does not take it", "the bot is @", "does not answer", "A key was made"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	text, err = run("me\n801\nfiles\n" + folder + "\n")
	if err != nil || strings.Contains(text, "A key was made") || !strings.Contains(text, "TELEGRAM_TOKEN is set") {
		t.Fatalf("%v\n%s", err, text)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	vars := readVariables(string(data))
	c := config{TelegramToken: vars["TELEGRAM_TOKEN"], TelegramAPI: w.settings.API, RedisURL: vars["REDIS_URL"], City: vars["CITY"], DataKey: vars["DATA_KEY"],
		Admins: vars["ADMINS"], FilesDir: vars["FILES_DIR"], Listen: "127.0.0.1:0", LogLevel: "info"}
	if s, err := c.settings(); err != nil || s.City != "malang" || s.Files != folder {
		t.Errorf("what it wrote is not right: %v", err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("everybody may read it: %v %v", info.Mode(), err)
	}
	if err := os.WriteFile(name, append([]byte("# ours\nLOG_LEVEL=debug\n"), data...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run(""); err != nil {
		t.Error(err)
	}
	if again, _ := os.ReadFile(name); !strings.HasPrefix(string(again), "# ours\nLOG_LEVEL=debug\n") {
		t.Error("what else was in it is gone")
	}
}

// TestDeadLettersAreSeenAndTriedAgain, without what people wrote.
func TestDeadLettersAreSeenAndTriedAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	p, _ := keeps(t, w, 0)
	ctx := t.Context()
	phone := w.telegram.Phone(newcomer)
	phone.Send("/start Rahasia")
	lease, ok, err := p.store.Acquire(ctx, time.Minute)
	if err != nil || !ok {
		t.Fatal(err)
	}
	cause := store.Cause{Delivery: "1"}
	cause.Input.Kind, cause.Input.Text = "text", "Rahasia"
	cause.Input.From.Channel, cause.Input.From.ID = "telegram", "4711"
	if _, err := p.store.Append(ctx, time.Now(), []store.Cause{cause}); err != nil {
		t.Fatal(err)
	}
	entries, err := p.store.Take(ctx, store.Start, 10, 0)
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	for range 5 {
		if _, err := p.store.Fail(ctx, lease, entries[0], "it does not work", store.Line{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.store.DeadLetter(ctx, "update that cannot be read", []byte("{")); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := listDead(ctx, p.store, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"text: it does not work", "unreadable: update that cannot be read (it cannot be tried again)", "2 dead letters."} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the list lacks %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "Rahasia") || strings.Contains(out.String(), "4711") {
		t.Error("the list shows what was written, or by whom")
	}
	out.Reset()
	if err := replayDead(ctx, p.store, nil, &out); err != nil || !strings.Contains(out.String(), "1 will be tried again") {
		t.Errorf("%v: %s", err, out.String())
	}
	again, err := p.store.Take(ctx, store.Start, 10, 0)
	if err != nil || len(again) != 1 || again[0].Input.Text != "Rahasia" {
		t.Errorf("in the inbox are %v, %v", again, err)
	}
	var left []string
	if err := p.store.EachDead(ctx, func(d store.DeadLetter) error { left = append(left, d.ID); return nil }); err != nil || len(left) != 1 {
		t.Fatal(left, err)
	}
	if ok, err := p.store.Replay(ctx, left[0]); ok || err != nil {
		t.Errorf("what cannot be read was put back: %v", err)
	}
	if n, err := p.store.DropDead(ctx, left); n != 1 || err != nil {
		t.Errorf("%d were removed, %v", n, err)
	}
}
