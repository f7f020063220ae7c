package files

import (
	"context"
	"fmt"
	"maps"
	"time"
)

// sweepBatch is how many files are asked about at once.
const sweepBatch = 500

// Sweep removes what was put here before a moment, or by another process, and
// belongs to nobody: what a process left that died before its commit. belongs
// tells which of some
// files have a record; when it fails nothing is removed. The moment must lie
// further back than any answer can wait for its commit.
func (f *Storage) Sweep(ctx context.Context, before time.Time, belongs func(ctx context.Context, hashes []string) (map[string]bool, error)) (removed int, err error) {
	var batch []string
	flush := func() error {
		n, err := f.sweepBatch(ctx, batch, before, belongs)
		removed, batch = removed+n, batch[:0]
		return err
	}
	f.forget(before)
	err = f.place.walk(ctx, f.isWriting, func(hash string) error {
		if batch = append(batch, hash); len(batch) < sweepBatch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return removed, fmt.Errorf("files: sweep: %w", err)
	}
	return removed, nil
}

// forget drops the notes about files that are old by now: without one they are.
func (f *Storage) forget(before time.Time) {
	f.placing.Lock()
	defer f.placing.Unlock()
	maps.DeleteFunc(f.placed, func(_ string, at time.Time) bool { return at.Before(before) })
}

func (f *Storage) sweepBatch(ctx context.Context, hashes []string, before time.Time, belongs func(ctx context.Context, hashes []string) (map[string]bool, error)) (removed int, err error) {
	if len(hashes) == 0 {
		return 0, nil
	}
	known, err := belongs(ctx, hashes)
	if err != nil {
		return 0, err
	}
	f.placing.Lock()
	defer f.placing.Unlock()
	for _, hash := range hashes {
		if known[hash] {
			continue
		}
		gone, err := f.removeOld(hash, before) // it may have come again meanwhile: then it stays
		if err != nil {
			return removed, err
		}
		if gone {
			removed++
		}
	}
	return removed, nil
}
