package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"

	"naikkelas/files"
	"naikkelas/store"
)

// MismatchError is that the files and the Redis of the settings do not belong
// together.
type MismatchError struct {
	Files, Redis         string // where they are
	FilesMark, RedisMark string // "": none
	WithFiles            bool   // files without a mark, and a Redis without people
	Known                int64  // people whom the files' store had, and a Redis without any
	City, OfCity         string // the city that is served, and another that the files are of
}

func (e *MismatchError) Error() string {
	of := func(mark string) string {
		if mark == "" {
			return "no mark"
		}
		return "the mark " + mark[:min(len(mark), 8)]
	}
	why := fmt.Sprintf("%s carries %s, %s carries %s", e.Files, of(e.FilesMark), e.Redis, of(e.RedisMark))
	if e.WithFiles {
		why = fmt.Sprintf("%s holds files, and %s nobody whose they could be", e.Files, e.Redis)
	}
	if e.Known > 0 {
		why = fmt.Sprintf("%s knows of a Redis with %d people, and %s holds nobody", e.Files, e.Known, e.Redis)
	}
	if e.OfCity != "" {
		why = fmt.Sprintf("%s is of the city %s, and CITY is %s", e.Files, e.OfCity, e.City)
	}
	return "files and Redis do not belong together: " + why + ". Right would be the two that were used together: look for a wrong number of the database in " +
		"REDIS_URL, a restore that failed, a dump.rdb beside appendonly yes (Redis then starts empty), a disk that is not mounted. If they are to belong together from now on, run: naikkelas files adopt"
}

// pair makes sure that the files and the store know each other. Both without a
// mark are given one: a new city, or one of the release before.
func pair(ctx context.Context, s Settings, data *store.Store, storage *files.Storage) error {
	theirs, err := storage.Mark()
	if err != nil && !errors.Is(err, files.ErrAbsent) {
		return err
	}
	ours, whole, err := data.FilesMark(ctx)
	if err != nil {
		return err
	}
	mismatch := &MismatchError{Files: filesPlace(s), Redis: "REDIS_URL " + store.Masked(s.Redis), FilesMark: theirs, RedisMark: ours}
	if err := remembers(ctx, s, data, storage, mismatch); err != nil {
		return err
	}
	switch {
	case whole && ours != "" && ours == theirs:
		return nil
	case !whole && (theirs == "" || theirs == ours):
		return mark(ctx, data, storage, ours)
	case ours != "":
		return mismatch
	case theirs != "":
		return pairEmpty(ctx, data, storage, mismatch)
	}
	if mismatch.WithFiles, err = orphaned(ctx, data, storage); err != nil {
		return err
	}
	if mismatch.WithFiles {
		return mismatch
	}
	if ours, err = data.BeginFilesMark(ctx, newMark()); err != nil {
		return err
	}
	return mark(ctx, data, storage, ours)
}

// remembers compares the store with what the files know of theirs.
func remembers(ctx context.Context, s Settings, data *store.Store, storage *files.Storage, mismatch *MismatchError) error {
	state, err := storage.State()
	if errors.Is(err, files.ErrAbsent) {
		return nil // of a release before
	}
	if err != nil {
		return err
	}
	if state.City != s.City {
		mismatch.City, mismatch.OfCity = s.City, state.City
		return mismatch
	}
	if state.Version > store.Version {
		return &store.VersionError{Data: state.Version, By: "(see FILES_DIR)"}
	}
	nobody, err := data.Nobody(ctx)
	if err == nil && nobody && state.People > 0 {
		mismatch.Known = state.People
		return mismatch
	}
	return err
}

// pairEmpty lets a store without a mark have files of another one's mark when
// there are none: nothing can be lost. Both keep that mark, so that the other
// store still fits.
func pairEmpty(ctx context.Context, data *store.Store, storage *files.Storage, mismatch *MismatchError) error {
	if some, err := storage.Any(ctx); err != nil {
		return err
	} else if some {
		return mismatch
	}
	ours, err := data.BeginFilesMark(ctx, mismatch.FilesMark)
	if err != nil {
		return err
	}
	return mark(ctx, data, storage, ours)
}

// mark marks the files first: a process that dies between leaves a mark in
// Redis of which it is known that it is not whole.
func mark(ctx context.Context, data *store.Store, storage *files.Storage, mark string) error {
	if err := storage.SetMark(mark); err != nil {
		return err
	}
	return data.SetFilesMark(ctx, mark)
}

// orphaned reports whether there are files, and nobody in the store.
func orphaned(ctx context.Context, data *store.Store, storage *files.Storage) (bool, error) {
	nobody, err := data.Nobody(ctx)
	if err != nil || !nobody {
		return false, err
	}
	return storage.Any(ctx)
}

func newMark() string { return rand.Text() }

func filesPlace(s Settings) string {
	if s.Bucket == "" {
		return "FILES_DIR " + s.Files
	}
	u, err := url.Parse(s.Bucket)
	if err != nil {
		return "FILES_S3"
	}
	return "FILES_S3 " + u.Host + u.Path // not who may open it
}

// pair of a process says whether its files may be used with its store. Files
// that do not answer now are tried again before anything is swept.
func (p *Process) pair(ctx context.Context) error {
	if p.files == nil {
		return nil
	}
	err := pair(ctx, p.settings, p.store, p.files)
	if err != nil && !refuses(err) {
		p.log.Warn("it cannot be seen yet whether the files belong to this Redis", "error", err)
		return nil
	}
	return err
}

// Files is "naikkelas files".
type Files struct {
	Adopt Adopt     `cmd:"" help:"Let the files of FILES_DIR or FILES_S3 and the Redis of REDIS_URL belong together from now on: after a move, or a loss that is meant."`
	Sweep SweepWord `cmd:"" help:"Let the next sweep put all files that belong to nobody into the bin, however many: they can be had back for thirty days."`
}

// Adopt is "naikkelas files adopt".
type Adopt struct{ config }

// Run gives both the same new mark.
func (c *Adopt) Run(ctx context.Context) error {
	s, data, err := c.open()
	if err != nil {
		return err
	}
	defer func() { _ = data.Close() }() // nothing is buffered in it
	storage, err := s.storage()
	if err == nil {
		err = data.Ready(ctx)
	}
	if err == nil {
		err = adopt(ctx, s, data, storage)
	}
	if err != nil {
		return err
	}
	fmt.Printf("%s and REDIS_URL %s belong together now.\n", filesPlace(s), store.Masked(s.Redis))
	return nil
}

// adopt gives both the same new mark, and lets the files forget another store.
func adopt(ctx context.Context, s Settings, data *store.Store, storage *files.Storage) error {
	if err := mark(ctx, data, storage, newMark()); err != nil {
		return err
	}
	if err := storage.SetTrail(""); err != nil { // that was another store's
		return err
	}
	return writeState(ctx, s, data, storage)
}

// storage is where files are kept by the settings.
func (s Settings) storage() (*files.Storage, error) {
	if s.Bucket != "" {
		return files.OpenBucket(s.Bucket, s.Keys)
	}
	return files.Open(s.Files, s.Keys)
}

// SweepWord is "naikkelas files sweep".
type SweepWord struct{ config }

// Run leaves the word for the active process.
func (c *SweepWord) Run(ctx context.Context) error {
	_, data, err := c.open()
	if err != nil {
		return err
	}
	defer func() { _ = data.Close() }() // nothing is buffered in it
	if err := data.Ready(ctx); err != nil {
		return err
	}
	if err := data.AllowSweep(ctx); err != nil {
		return err
	}
	fmt.Printf("The active process will sweep within a quarter of an hour; what it takes lies in the bin of the files for thirty days.\n")
	return nil
}

func (c config) open() (Settings, *store.Store, error) {
	s, err := c.settings()
	if err != nil {
		return s, nil, err
	}
	data, err := store.Open(store.Options{URL: s.Redis, City: s.City, Keys: s.Keys})
	return s, data, err
}
