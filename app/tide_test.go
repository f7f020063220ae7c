package app

import (
	"strings"
	"testing"
	"time"

	"naikkelas/bot/telegram"
	"naikkelas/files"
	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
	"naikkelas/store"
)

// TestARedisThatWasSetBackIsNoticed: an older copy is put in place by hand while
// people went on. It is said to the log and to the administrators, once, and
// whoever writes is asked again rather than taken at a word that was meant for
// another question.
func TestARedisThatWasSetBackIsNoticed(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	log := &locked{}
	w.log = log
	w.settings.Admins = append(w.settings.Admins, telegram.Address(801))
	first := w.start(t, w.settings)
	admin := w.telegram.Phone(simulator.User{ID: 801, FirstName: "Ratna"})
	admin.Send("/start")
	answer(t, admin, "bahasa apa", "Indonesia")
	answer(t, admin, "Siapa nama", "Ratna Dewi")
	simtest.Hears(t, admin, "Selamat bekerja")
	owner := w.telegram.Phone(newcomer)
	owner.Send("/start")
	answer(t, owner, "choose a language", "Indonesia")
	answer(t, owner, "Setuju?", "Setuju")
	answer(t, owner, "kabar pelatihan", "Tidak usah")
	answer(t, owner, "disapa apa", "Ibu")
	simtest.Hears(t, owner, "Siapa nama Ibu")
	if err := writeState(t.Context(), w.settings, first.store, first.files); err != nil { // as it does every ten seconds
		t.Fatal(err)
	}
	first.end(t)
	if strings.Contains(log.String(), "set back") {
		t.Error("it was noticed too early")
	}

	state, err := first.files.State()
	if err != nil {
		t.Fatal(err)
	}
	state.Tide += 5 // Redis had gone on, and the person with it: the business is asked for on their screen
	if err := first.files.SetState(state); err != nil {
		t.Fatal(err)
	}
	second := w.start(t, w.settings)
	simtest.Hears(t, admin, "Data di Redis kembali")
	owner.Send("Keripik Bu Siti")
	simtest.Hears(t, owner, "bisa jadi hilang")
	owner.Send("Siti")
	simtest.Hears(t, owner, "nama usahanya")
	second.end(t)
	if n := strings.Count(log.String(), "set back"); n != 1 {
		t.Errorf("it was said %d times", n)
	}
	third := w.start(t, w.settings)
	owner.Send("Keripik Bu Siti")
	simtest.Hears(t, owner, "bidang apa")
	third.end(t)
	if n := strings.Count(log.String(), "set back"); n != 1 {
		t.Errorf("it was said %d times", n)
	}
	alarms := 0
	for _, m := range admin.Messages() {
		if strings.Contains(m.Text, "Data di Redis kembali") {
			alarms++
		}
	}
	if alarms != 1 {
		t.Errorf("the administrator was told %d times", alarms)
	}
}

// TestARedisThatStartsEmptyIsRefused, also by a folder without a file: the folder
// knows of people.
func TestARedisThatStartsEmptyIsRefused(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	first := w.start(t, w.settings)
	owner := w.telegram.Phone(newcomer)
	owner.Send("/start")
	simtest.Hears(t, owner, "choose a language")
	if err := writeState(t.Context(), w.settings, first.store, first.files); err != nil {
		t.Fatal(err)
	}
	first.end(t)
	w.redis.Client.FlushAll(t.Context())
	if err := <-w.start(t, w.settings).ended; err == nil || !strings.Contains(err.Error(), "knows of a Redis with 1 people") {
		t.Errorf("it ended with %v", err)
	}
	other := w.settings
	other.City, other.Listen = "batu", freeAddress(t)
	if err := <-w.start(t, other).ended; err == nil || !strings.Contains(err.Error(), "of the city malang, and CITY is batu") {
		t.Errorf("another city: %v", err)
	}
	state := files.State{City: "malang", Version: 99}
	if err := first.files.SetState(state); err != nil {
		t.Fatal(err)
	}
	if err := <-w.start(t, w.settings).ended; err == nil || !strings.Contains(err.Error(), "version 99") {
		t.Errorf("newer files: %v", err)
	}
}

// TestAlarmsAreToldOnceAndWhenTheyAreOver.
func TestAlarmsAreToldOnceAndWhenTheyAreOver(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.settings.Admins = append(w.settings.Admins, telegram.Address(801))
	p := w.start(t, w.settings)
	admin := w.telegram.Phone(simulator.User{ID: 801, FirstName: "Ratna"})
	admin.Send("/start")
	answer(t, admin, "bahasa apa", "Indonesia")
	answer(t, admin, "Siapa nama", "Ratna Dewi")
	simtest.Hears(t, admin, "Selamat bekerja")
	if err := p.store.DeadLetter(t.Context(), "for a test", []byte("x")); err != nil {
		t.Fatal(err)
	}
	lease := *p.lease.Load()
	for range 2 {
		if err := p.lookForAlarms(t.Context(), lease); err != nil {
			t.Fatal(err)
		}
	}
	simtest.Hears(t, admin, "1 kiriman tidak dapat diproses")
	w.redis.Client.Del(t.Context(), "nk:{malang}:dead")
	for range 2 {
		if err := p.lookForAlarms(t.Context(), lease); err != nil {
			t.Fatal(err)
		}
	}
	simtest.Hears(t, admin, "Tidak ada lagi kiriman yang disisihkan")
	told := 0
	for _, m := range admin.Messages() {
		if strings.Contains(m.Text, "kiriman") {
			told++
		}
	}
	if told != 2 {
		t.Errorf("the administrator was told %d times", told)
	}
}

// TestAlarmsKnowWhenTheyAreOn by ages and counts alone.
func TestAlarmsKnowWhenTheyAreOn(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	p, _ := keeps(t, w, 0)
	now := time.Now()
	on := func(told map[string]time.Time, h store.Health, last store.Backup) (out []string) {
		for _, a := range p.alarms(now, told, h, last) {
			if a.on {
				out = append(out, a.What)
			}
		}
		return out
	}
	day := 24 * time.Hour
	for _, c := range []struct {
		what string
		told map[string]time.Time
		h    store.Health
		last store.Backup
		want string
	}{
		{"a new city", map[string]time.Time{"first": now}, store.Health{}, store.Backup{}, ""},
		{"never backed up", map[string]time.Time{"first": now.Add(-2 * day)}, store.Health{}, store.Backup{}, "backup"},
		{"an old backup", nil, store.Health{}, store.Backup{At: now.Add(-2 * day)}, "backup"},
		{"a new one", map[string]time.Time{"first": now.Add(-2 * day)}, store.Health{}, store.Backup{At: now.Add(-day)}, ""},
		{"somebody waits", nil, store.Health{Cause: 3 * time.Minute}, store.Backup{}, "waiting"},
		{"a moment", nil, store.Health{Cause: time.Minute}, store.Backup{}, ""},
		{"not over yet", map[string]time.Time{"waiting": now}, store.Health{Cause: time.Minute}, store.Backup{}, "waiting"},
	} {
		if got := strings.Join(on(c.told, c.h, c.last), " "); got != c.want {
			t.Errorf("%s: %q", c.what, got)
		}
	}
}
