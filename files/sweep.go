package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// sweepBatch is how many files are asked about at once.
const sweepBatch = 500

// Sweep removes what was put here before a moment and belongs to nobody: what
// a process left that died before its commit. belongs tells which of some
// files have a record; when it fails nothing is removed. The moment must lie
// further back than any answer can wait for its commit.
func (f *Folder) Sweep(ctx context.Context, before time.Time, belongs func(ctx context.Context, hashes []string) (map[string]bool, error)) (removed int, err error) {
	var batch []string
	flush := func() error {
		n, err := f.sweepBatch(ctx, batch, before, belongs)
		removed, batch = removed+n, batch[:0]
		return err
	}
	err = filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir() || !older(d, before):
			return nil
		case filepath.Base(filepath.Dir(path)) == aside:
			return removeIfThere(path)
		case hashForm.MatchString(d.Name()):
			batch = append(batch, d.Name())
		}
		if len(batch) < sweepBatch {
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

func older(d fs.DirEntry, before time.Time) bool {
	info, err := d.Info()
	return err == nil && info.ModTime().Before(before)
}

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f *Folder) sweepBatch(ctx context.Context, hashes []string, before time.Time, belongs func(ctx context.Context, hashes []string) (map[string]bool, error)) (removed int, err error) {
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
		place, _ := f.path(hash)
		info, err := os.Stat(place)
		if known[hash] || err != nil || !info.ModTime().Before(before) { // it may have come again meanwhile
			continue
		}
		if err := removeIfThere(place); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}
