package app

import (
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/files"
	"naikkelas/flows"
	"naikkelas/store"
)

// keeps is a process of a town with a file of somebody, which has no record.
func keeps(t *testing.T, w town, n int) (*Process, []string) {
	t.Helper()
	p, err := Assemble(w.settings, time.Now, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	var hashes []string
	for i := range n {
		s, err := p.files.Put(time.Now().Add(-48*time.Hour), strings.NewReader("%PDF-1.4"+strings.Repeat("x", i)))
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, s.Hash)
	}
	return p, hashes
}

// somebody makes the store one that had a person.
func somebody(t *testing.T, p *Process) {
	t.Helper()
	if _, err := p.store.Load(t.Context(), time.Now(), []store.Entry{{Input: flows.Input{From: enterprise.Address{Channel: "telegram", ID: "1"}}}}); err != nil {
		t.Fatal(err)
	}
}

// TestAWrongRedisTakesNoFileAway starts a process with the database next door,
// and with none of its files marked yet.
func TestAWrongRedisTakesNoFileAway(t *testing.T) {
	t.Parallel()
	for name, marked := range map[string]bool{"files that were marked": true, "files of the release before": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			p, hashes := keeps(t, w, 3)
			somebody(t, p)
			if marked {
				if err := p.pair(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			w.settings.Redis += "/1"
			wrong, _ := keeps(t, w, 0)
			err := wrong.Run(t.Context())
			var mismatch *MismatchError
			if !errors.As(err, &mismatch) || !strings.Contains(err.Error(), w.settings.Files) || !strings.Contains(err.Error(), "/1") || !strings.Contains(err.Error(), "naikkelas files adopt") {
				t.Errorf("it ended with %v", err)
			}
			for _, hash := range hashes {
				if _, err := p.files.Read(hash); err != nil {
					t.Errorf("a file is gone: %v", err)
				}
			}
		})
	}
}

// TestAFolderWithoutFilesFitsANewRedis: nothing can be lost, and the Redis that
// was used before still fits.
func TestAFolderWithoutFilesFitsANewRedis(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	before, _ := keeps(t, w, 0)
	somebody(t, before)
	w.settings.Redis += "/1"
	another, _ := keeps(t, w, 0)
	for _, p := range []*Process{before, another, before} {
		if err := p.pair(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestARedisThatWasEmptiedTakesNoFileAway: the process is active meanwhile.
func TestARedisThatWasEmptiedTakesNoFileAway(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	p, hashes := keeps(t, w, 3)
	if err := w.redis.Client.Set(t.Context(), "nk:{malang}:people", 1, 0).Err(); err != nil {
		t.Fatal(err)
	}
	if err := p.pair(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.redis.Client.FlushAll(t.Context())
	if err := p.sweep(t.Context()); err == nil {
		t.Error("it swept")
	}
	if _, err := p.files.Sweep(t.Context(), time.Now(), true, p.belong); err == nil {
		t.Error("an empty answer was believed")
	}
	for _, hash := range hashes {
		if _, err := p.files.Read(hash); err != nil {
			t.Errorf("a file is gone: %v", err)
		}
	}
}

// TestALargeSweepNeedsAWord of an administrator, which is good for one sweep.
func TestALargeSweepNeedsAWord(t *testing.T) {
	t.Parallel()
	p, hashes := keeps(t, newTown(t), 30)
	somebody(t, p)
	left := func() (n int) {
		if err := p.sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, hash := range hashes {
			if _, err := p.files.Read(hash); err == nil {
				n++
			}
		}
		return n
	}
	p.files, _ = files.Open(p.settings.Files, p.settings.Keys) // another process: what is there is old
	if n := left(); n != 30 {
		t.Errorf("%d of 30 are left without a word", n)
	}
	if err := p.store.AllowSweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := left(); n != 0 {
		t.Errorf("%d of 30 are left with it", n)
	}
	if again, err := p.store.SweepAllowed(t.Context()); again || err != nil {
		t.Errorf("the word still holds: %v", err)
	}
}

// TestFilesAndRedisKnowEachOther, whatever was between.
func TestFilesAndRedisKnowEachOther(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		files, redis string
		known        bool
	}{
		"a new city":                                 {"", "", true},
		"they know each other":                       {"a", "a", true},
		"a start that ended in the middle":           {"", "new:a", true},
		"a start that ended near the end":            {"a", "new:a", true},
		"another's files":                            {"a", "b", false},
		"a lost folder, or another":                  {"", "a", false},
		"a new Redis for a folder that has no files": {"a", "", true},
		"another's files, in the middle of":          {"b", "new:a", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			p, _ := keeps(t, w, 0)
			if row.files != "" {
				if err := p.files.SetMark(row.files); err != nil {
					t.Fatal(err)
				}
			}
			if row.redis != "" {
				w.redis.Client.Set(t.Context(), "nk:{malang}:files", row.redis, 0)
			}
			if err := p.pair(t.Context()); (err == nil) != row.known {
				t.Errorf("%v", err)
			}
			theirs, _ := p.files.Mark()
			ours := w.redis.Client.Get(t.Context(), "nk:{malang}:files").Val()
			if row.known != (theirs != "" && theirs == ours) {
				t.Errorf("afterwards the files carry %q, Redis %q", theirs, ours)
			}
		})
	}
}
