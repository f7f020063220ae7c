package files

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"
)

const (
	// sweepBatch is how many files are asked about at once.
	sweepBatch = 500
	// A sweep takes so many files without a word, or so many of a hundred: a
	// process that dies leaves what it was fetching, 16 at most. Whoever finds
	// more asks the wrong store, or one that forgot.
	sweepFew   = 20
	sweepShare = 5
	// binFor is how long what was swept away can be had back.
	binFor = 30 * 24 * time.Hour
	dayOf  = "2006-01-02"
)

// Belongs tells which of some files have a record.
type Belongs func(ctx context.Context, hashes []string) (map[string]bool, error)

// TooManyError is that more files belong to nobody than a sweep takes.
type TooManyError struct{ Nobodys, Of int }

func (e *TooManyError) Error() string {
	return fmt.Sprintf("files: %d of %d files belong to nobody, which is more than %d and %d%%: none was removed", e.Nobodys, e.Of, sweepFew, sweepShare)
}

// Sweep puts into the bin what was put here before a moment, or by another
// process, and belongs to nobody: what a process left that died before its
// commit. When belongs fails, nothing is taken; nor when it is more than a small
// share, which is a *TooManyError, unless all of it is meant. What is in the bin
// comes back once it belongs to somebody, and goes thirty days after the moment.
// The moment must lie further back than any answer can wait for its commit.
func (f *Storage) Sweep(ctx context.Context, before time.Time, all bool, belongs Belongs) (removed int, err error) {
	ripe := f.forget(before)
	nobodys, of, err := f.nobodys(ctx, before, belongs)
	if err == nil && !all && len(nobodys) > max(sweepFew, of*sweepShare/100) {
		return 0, &TooManyError{len(nobodys), of}
	}
	for i := 0; i < len(nobodys) && err == nil; i++ {
		var gone bool
		if gone, err = f.sweepAway(nobodys[i], before, ripe[nobodys[i]]); gone {
			removed++
		}
	}
	if err == nil {
		err = f.sortBin(ctx, before, belongs)
	}
	if err != nil {
		return removed, fmt.Errorf("files: sweep: %w", err)
	}
	return removed, nil
}

// forget drops the notes about files that are old by now, and names them: those
// that this process put here since the sweep before.
func (f *Storage) forget(before time.Time) (ripe map[string]bool) {
	f.placing.Lock()
	defer f.placing.Unlock()
	ripe = map[string]bool{}
	maps.DeleteFunc(f.placed, func(hash string, at time.Time) bool {
		ripe[hash] = at.Before(before)
		return ripe[hash]
	})
	return ripe
}

// nobodys are the old files without a record, of how many there are.
func (f *Storage) nobodys(ctx context.Context, before time.Time, belongs Belongs) (nobodys []string, of int, err error) {
	var batch []string
	ask := func() error {
		known, err := asked(ctx, batch, belongs)
		f.placing.Lock()
		defer f.placing.Unlock()
		for _, hash := range batch {
			if err == nil && !known[hash] && !f.young(hash, before) {
				nobodys = append(nobodys, hash)
			}
		}
		batch = batch[:0]
		return err
	}
	err = f.place.walk(ctx, f.isWriting, func(hash string) error {
		of++
		if batch = append(batch, hash); len(batch) < sweepBatch {
			return nil
		}
		return ask()
	})
	if err == nil {
		err = ask()
	}
	return nobodys, of, err
}

func asked(ctx context.Context, hashes []string, belongs Belongs) (map[string]bool, error) {
	if len(hashes) == 0 {
		return nil, nil
	}
	return belongs(ctx, hashes)
}

// sweepAway puts a file into the bin, unless it came again meanwhile. One that
// this process received since the sweep before and that has no record now, such
// as a list that was only read, is removed at once: it may say much of people
// who are to be forgotten.
func (f *Storage) sweepAway(hash string, before time.Time, received bool) (gone bool, err error) {
	f.placing.Lock()
	defer f.placing.Unlock()
	if f.young(hash, before) {
		return false, nil
	}
	if received || f.erased[hash] { // or somebody asked for its end
		return true, f.remove(hash)
	}
	delete(f.placed, hash)
	day := before.UTC().Format(dayOf)
	if err := f.place.bin(hash, day); err != nil {
		return true, err
	}
	f.binned[hash] = day
	return true, nil
}

// isErased reports whether somebody asked for the end of a file.
func (f *Storage) isErased(hash string) bool {
	f.placing.Lock()
	defer f.placing.Unlock()
	return f.erased[hash]
}

// forgetBin drops the notes about what a whole look at the bin settled.
func (f *Storage) forgetBin(before time.Time) {
	f.placing.Lock()
	defer f.placing.Unlock()
	maps.DeleteFunc(f.erased, func(hash string, _ bool) bool { return !f.young(hash, before) })
	maps.DeleteFunc(f.binned, func(_, day string) bool { return day < before.Add(-binFor).UTC().Format(dayOf) })
}

// sortBin takes out of the bin what has a record again, and what lay there long
// enough.
func (f *Storage) sortBin(ctx context.Context, before time.Time, belongs Belongs) error {
	days := map[string]string{}
	var batch []string
	ask := func() error {
		known, err := asked(ctx, batch, belongs)
		if err != nil {
			return err
		}
		for _, hash := range batch {
			day, err := days[hash], error(nil)
			if known[hash] {
				err = f.place.unbin(hash, day)
			} else if f.isErased(hash) || day < before.Add(-binFor).UTC().Format(dayOf) {
				err = f.place.drop(hash, day)
			}
			if err != nil {
				return err
			}
		}
		batch = batch[:0]
		clear(days)
		return nil
	}
	err := f.place.walkBin(ctx, func(hash, day string) error {
		if _, twice := days[hash]; twice { // of an earlier day: after this batch
			if err := ask(); err != nil {
				return err
			}
		}
		days[hash], batch = day, append(batch, hash)
		if len(batch) < sweepBatch {
			return nil
		}
		return ask()
	})
	if err == nil {
		err = ask()
	}
	if err == nil {
		f.forgetBin(before)
	}
	return err
}

// errFound ends a walk.
var errFound = errors.New("files: there is one")

// Any reports whether there is a file at all.
func (f *Storage) Any(ctx context.Context) (bool, error) {
	err := f.place.walk(ctx, func(string) bool { return true }, func(string) error { return errFound })
	if errors.Is(err, errFound) {
		return true, nil
	}
	return false, err
}
