package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"naikkelas/files"
)

func openFiles(s Settings, log *slog.Logger) (*files.Storage, error) {
	if s.Bucket != "" {
		return openBucket(s, log)
	}
	if s.Files == "" {
		return nil, nil
	}
	folder, err := files.Open(s.Files, s.Keys)
	if err != nil && !s.FilesNamed {
		log.Warn("files are not kept: FILES_DIR names no folder, and there is none of our own", "error", err)
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("FILES_DIR: %w; right would be a folder that this process may write to, such as /var/lib/naikkelas/files", err)
	}
	return folder, nil
}

// openBucket does not wait for the bucket: a file that cannot be kept now is
// not called received, and everything else works.
func openBucket(s Settings, log *slog.Logger) (*files.Storage, error) {
	storage, err := files.OpenBucket(s.Bucket, s.Keys)
	if err != nil {
		return nil, fmt.Errorf("FILES_S3: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := storage.Reach(ctx); err != nil {
		log.Warn("files cannot be kept yet", "error", err)
	}
	return storage, nil
}

// unclaimed is how long a file may lie without a record: an answer is written
// within seconds of its file, or fetches it again.
const unclaimed = time.Hour

// discard takes a file away that belongs to nobody any more. One that came in
// lately may be another person's by now: the sweep knows.
func (p *Process) discard(hash string) {
	if err := p.files.Remove(hash, time.Now().Add(-unclaimed)); err != nil {
		p.log.Error("a file could not be removed and is left to the sweep", "error", err)
	}
}

// belong tells which of some files have a record. Redis must carry the mark of
// the files after it was asked, too: one that was emptied knows no file.
func (p *Process) belong(ctx context.Context, hashes []string) (map[string]bool, error) {
	known, err := p.store.Belong(ctx, p.now(), hashes)
	if err != nil {
		return nil, err
	}
	return known, pair(ctx, p.settings, p.store, p.files)
}

// sweep puts the files that belong to nobody into the bin, if files and Redis
// know each other.
func (p *Process) sweep(ctx context.Context) error {
	if p.files == nil {
		return nil
	}
	if err := pair(ctx, p.settings, p.store, p.files); err != nil {
		return err
	}
	all, err := p.store.SweepAllowed(ctx)
	if err != nil {
		return err
	}
	n, err := p.files.Sweep(ctx, time.Now().Add(-unclaimed), all, p.belong)
	if n > 0 {
		p.log.Info("files that belonged to nobody were put into the bin", "files", n)
	}
	if many := (*files.TooManyError)(nil); errors.As(err, &many) {
		p.tooMany(many)
		return nil
	}
	p.tooMany(&files.TooManyError{})
	if err == nil && all {
		return p.store.SweepDone(ctx)
	}
	return err
}

// tooMany says once that a sweep takes nothing without somebody's word.
func (p *Process) tooMany(many *files.TooManyError) {
	p.noted.Lock()
	defer p.noted.Unlock()
	p.heldBack.Set(float64(many.Nobodys))
	if *many != p.many && many.Nobodys > 0 {
		p.log.Error("more files belong to nobody than a sweep takes: has Redis lost something? If they are to go, run: naikkelas files sweep",
			"files", many.Nobodys, "of", many.Of)
	}
	p.many = *many
}
