package app

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"naikkelas/backup"
	"naikkelas/bot/telegram"
	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// realTown is a town on a Redis that gives copies of itself.
func realTown(t *testing.T) town {
	t.Helper()
	redis := redistest.Server(t)
	w := newTown(t)
	w.redis, w.settings.Redis = redis, redis.URL
	return w
}

// backupsOf makes backups of a town in a folder.
func backupsOf(t *testing.T, s Settings, dir string) *backups {
	t.Helper()
	data, err := store.Open(store.Options{URL: s.Redis, City: s.City, Keys: s.Keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = data.Close() })
	storage, err := s.storage()
	if err != nil {
		t.Fatal(err)
	}
	return &backups{settings: s, store: data, files: storage, place: backupPlace{dir: dir, start: "malang", end: backupEnd}, keep: 2, say: t.Output()}
}

// restoreInto puts a backup back by some settings and gives what was said.
func restoreInto(t *testing.T, s Settings, name string, replace bool) (string, error) {
	t.Helper()
	b := backupsOf(t, s, t.TempDir())
	archive, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	var said bytes.Buffer
	r := restore{settings: s, store: b.store, files: b.files, archive: archive, replace: replace, say: io.MultiWriter(&said, t.Output())}
	if err := r.look(); err != nil {
		return said.String(), err
	}
	err = r.run(t.Context(), time.Now())
	return said.String(), err
}

// end stops a process and waits for it.
func (p process) end(t *testing.T) {
	t.Helper()
	p.stop()
	if err := <-p.ended; err != nil {
		t.Fatal(err)
	}
}

// TestACityComesBackAfterTotalLoss: the backup is made while it is served and an
// announcement runs; Redis and the files are lost; the restored city goes on
// where the backup was, and the announcement waits for an officer.
func TestACityComesBackAfterTotalLoss(t *testing.T) {
	t.Parallel()
	w := realTown(t)
	w.settings.Admins, w.settings.Rate = append(w.settings.Admins, telegram.Address(801), telegram.Address(802)), 40
	got := listen(t, w.telegram, w.settings.Keys, w.settings.Redis)
	first := w.start(t, w.settings)
	author, second := w.telegram.Phone(simulator.User{ID: 801, FirstName: "Ratna"}), w.telegram.Phone(simulator.User{ID: 802, FirstName: "Bima"})
	for _, p := range []*simulator.Phone{author, second} {
		p.Send("/start")
		answer(t, p, "bahasa apa", "Indonesia")
		answer(t, p, "Siapa nama", "Ratna Dewi")
		simtest.Hears(t, p, "Selamat bekerja")
	}
	kept, err := first.files.Put(time.Now(), strings.NewReader("%PDF-1.4 a deed"))
	if err != nil {
		t.Fatal(err)
	}
	owner := w.telegram.Phone(newcomer)
	owner.Send("/start")
	answer(t, owner, "choose a language", "Indonesia")
	simtest.Hears(t, owner, "Setuju?")
	announceUrgently(t, author, second)
	got.atLeast(t, 15)

	dir := t.TempDir()
	b := backupsOf(t, w.settings, dir)
	if err := b.make(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	name := b.place.name(time.Now())
	sealed, err := os.ReadFile(name)
	if err != nil || bytes.Contains(sealed, w.settings.Keys[0]) || bytes.Contains(sealed, []byte("nk:{malang}")) || bytes.Contains(sealed, []byte("Ratna")) {
		t.Errorf("the backup shows what is in it, or the key: %v", err)
	}
	if _, err := restoreInto(t, w.settings, name, true); !errors.Is(err, ErrServed) {
		t.Errorf("a city that is served was restored: %v", err)
	}
	first.end(t)
	before := got.count()

	w.redis.Client.FlushAll(t.Context())
	if err := os.RemoveAll(w.settings.Files); err != nil {
		t.Fatal(err)
	}
	said, err := restoreInto(t, w.settings, name, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"whole: city malang", "1 files", "1 announcements", "minutes" /* old */} {
		if want != "minutes" && !strings.Contains(said, want) {
			t.Errorf("the restore says nothing of %q:\n%s", want, said)
		}
	}
	second2 := w.start(t, w.settings)
	if data, err := second2.files.Read(kept.Hash); err != nil || string(data) != "%PDF-1.4 a deed" {
		t.Errorf("the file is %q, %v", data, err)
	}
	author.Send("/siaran")
	simtest.Hears(t, author, "dijeda")
	owner.Send("Setuju")
	simtest.Hears(t, owner, "Setuju?") // once more: its sender may have meant another question
	owner.Send("Setuju")
	simtest.Hears(t, owner, "kabar pelatihan")
	if now := got.count(); now != before {
		t.Errorf("%d owners got the announcement after the restore", now-before)
	}
	if _, err := restoreInto(t, w.settings, name, false); err == nil {
		t.Error("a city with data was overwritten")
	}
}

// TestABackupThatWasChangedIsRefused before anything is touched; so is one that
// was sealed with another key.
func TestABackupThatWasChangedIsRefused(t *testing.T) {
	t.Parallel()
	w := realTown(t)
	w.start(t, w.settings)
	phone := w.telegram.Phone(newcomer)
	phone.Send("/start")
	simtest.Hears(t, phone, "choose a language")
	b := backupsOf(t, w.settings, t.TempDir())
	if err := b.make(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(b.place.name(time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	for what, data := range map[string][]byte{"cut": whole[:len(whole)-1], "changed": flipped, "empty": nil, "no backup": []byte("hello")} {
		if _, err := backup.Read(bytes.NewReader(data), w.settings.Keys, backup.Contents{}); !errors.Is(err, backup.ErrCut) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := backup.Read(bytes.NewReader(whole), [][]byte{bytes.Repeat([]byte("o"), 32)}, backup.Contents{}); !errors.Is(err, backup.ErrKey) {
		t.Errorf("another key: %v", err)
	}
	if _, err := backup.Read(bytes.NewReader(whole), append([][]byte{bytes.Repeat([]byte("n"), 32)}, w.settings.Keys...), backup.Contents{}); err != nil {
		t.Errorf("the key before: %v", err)
	}
}

// TestARehearsalDisturbsNobody: a backup becomes another city beside the one it
// is of, with a folder of its own, and nothing is said in it unasked.
func TestARehearsalDisturbsNobody(t *testing.T) {
	t.Parallel()
	w := realTown(t)
	w.start(t, w.settings)
	phone := w.telegram.Phone(newcomer)
	phone.Send("/start")
	answer(t, phone, "choose a language", "Indonesia")
	simtest.Hears(t, phone, "Setuju?")
	b := backupsOf(t, w.settings, t.TempDir())
	if err := b.make(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	rehearsal := w.settings
	rehearsal.City = "latihan"
	if _, err := restoreInto(t, rehearsal, b.place.name(time.Now()), false); err == nil || !strings.Contains(err.Error(), "rehearsal") {
		t.Errorf("the city's own folder was taken: %v", err)
	}
	rehearsal.Files = t.TempDir()
	said, err := restoreInto(t, rehearsal, b.place.name(time.Now()), false)
	if err != nil || !strings.Contains(said, "rehearsal of malang") {
		t.Fatalf("%v: %s", err, said)
	}
	all := w.redis.Everything()
	for _, unasked := range []string{"wakes", "outbox", "inbox"} {
		if all["nk:{latihan}:"+unasked] != "" {
			t.Errorf("%s came along", unasked)
		}
	}
	if all["nk:{latihan}:p:1"] == "" || all["nk:{latihan}:p:1"] != all["nk:{malang}:p:1"] {
		t.Error("the person is another one")
	}
}

// TestAnInterruptedRestoreServesNobody until it is run again.
func TestAnInterruptedRestoreServesNobody(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	b := backupsOf(t, w.settings, t.TempDir())
	if err := b.store.BeginRestore(t.Context(), time.Now(), false); err != nil {
		t.Fatal(err)
	}
	var version *store.VersionError
	if err := <-w.start(t, w.settings).ended; !errors.As(err, &version) || !version.Restoring {
		t.Errorf("it ended with %v", err)
	}
	if err := b.store.BeginRestore(t.Context(), time.Now(), false); err != nil {
		t.Errorf("it cannot be begun again: %v", err)
	}
}

// TestNewerDataIsLeftAlone: a release that does not know its version refuses to
// start and says which one does; so it does when only the files tell.
func TestNewerDataIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	if err := w.redis.Client.Set(t.Context(), "nk:{malang}:version", "99 v9.9.0", 0).Err(); err != nil {
		t.Fatal(err)
	}
	err := <-w.start(t, w.settings).ended
	if err == nil || !strings.Contains(err.Error(), "99") || !strings.Contains(err.Error(), "v9.9.0") {
		t.Errorf("it ended with %v", err)
	}
	if left := w.redis.Everything(); left["nk:{malang}:edition"] != "" || left["nk:{malang}:lease"] != "" {
		t.Error("it worked on the data")
	}
}

// TestOldBackupsGoOnceThereIsANewOne, and none of another name.
func TestOldBackupsGoOnceThereIsANewOne(t *testing.T) {
	t.Parallel()
	w := realTown(t)
	dir := t.TempDir()
	other := filepath.Join(dir, "malang-notes.backup")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w.start(t, w.settings)
	phone := w.telegram.Phone(newcomer)
	phone.Send("/start")
	simtest.Hears(t, phone, "choose a language")
	b := backupsOf(t, w.settings, dir)
	b.place.dated = true
	day := time.Date(2026, 11, 1, 3, 0, 0, 0, time.UTC)
	for n := range 4 {
		if err := b.make(t.Context(), day.AddDate(0, 0, n)); err != nil {
			t.Fatal(err)
		}
	}
	if all := b.place.dates(); len(all) != 2 || !all[0].Equal(day.AddDate(0, 0, 2)) || !b.newest().Equal(day.AddDate(0, 0, 3)) {
		t.Errorf("there are %v", all)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("another file went: %v", err)
	}
	if last, err := b.store.LastBackup(t.Context()); err != nil || !last.At.Equal(day.AddDate(0, 0, 3)) || last.Bytes == 0 {
		t.Errorf("the last backup is %+v, %v", last, err)
	}
}
