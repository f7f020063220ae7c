package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// folder is a place on a disk.
type folder struct{ dir string }

// Names within the folder that are no hashes.
const (
	aside     = "tmp"        // for what is being written
	binned    = "bin"        // for what was swept away: a folder a day
	markName  = "city.mark"  // which store these files belong to
	stateName = "city.state" // how far that store was
	trailName = "city.trail" // where its trail ended
)

// Open prepares a folder, which it makes if it is not there, and tries whether
// it can be written to. The first key seals, all of them open.
func Open(dir string, secrets [][]byte) (*Storage, error) {
	if len(secrets) == 0 {
		return nil, errors.New("files: no key to seal with")
	}
	if err := os.MkdirAll(filepath.Join(dir, aside), 0o700); err != nil {
		return nil, fmt.Errorf("files: make the folder: %w", err)
	}
	probe, err := os.CreateTemp(filepath.Join(dir, aside), "probe-*")
	if err != nil {
		return nil, fmt.Errorf("files: the folder cannot be written to: %w", err)
	}
	return newStorage(&folder{dir}, secrets), errors.Join(probe.Close(), removeIfThere(probe.Name())) // another process may have swept it
}

// path is where a file lies: two levels, so that no folder grows endless.
func (f *folder) path(hash string) string { return filepath.Join(f.dir, hash[:2], hash) }

func (f *folder) temp() (*os.File, error) { return os.CreateTemp(filepath.Join(f.dir, aside), "in-*") }

// settle flushes a file to the disk and renames it.
func (f *folder) settle(temp *os.File, hash string) error {
	if err := temp.Sync(); err != nil {
		return fmt.Errorf("files: flush a file: %w", err)
	}
	path := f.path(hash)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("files: make a folder: %w", err)
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return fmt.Errorf("files: put a file in its place: %w", err)
	}
	return errors.Join(flushFolder(filepath.Dir(path)), flushFolder(f.dir))
}

// flushFolder makes the names in a folder durable.
func flushFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("files: open a folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("files: flush a folder: %w", err)
	}
	return nil
}

func (f *folder) open(hash string) (io.ReadCloser, error) {
	file, err := os.Open(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrAbsent
	}
	if err != nil {
		return nil, fmt.Errorf("files: open a file: %w", err)
	}
	return file, nil
}

func (f *folder) remove(hash string) error { return removeIfThere(f.path(hash)) }

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f *folder) walk(ctx context.Context, writing func(string) bool, found func(hash string) error) error {
	return filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case path == filepath.Join(f.dir, binned):
			return fs.SkipDir
		case d.IsDir():
			return nil
		case filepath.Base(filepath.Dir(path)) == aside:
			if writing(path) {
				return nil
			}
			return removeIfThere(path)
		case hashForm.MatchString(d.Name()):
			return found(d.Name())
		}
		return nil
	})
}

func (f *folder) binPath(hash, day string) string { return filepath.Join(f.dir, binned, day, hash) }

// move renames a file durably.
func (f *folder) move(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return fmt.Errorf("files: make a folder: %w", err)
	}
	if err := os.Rename(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("files: move a file: %w", err)
	}
	return errors.Join(flushFolder(filepath.Dir(to)), flushFolder(filepath.Dir(filepath.Dir(to))))
}

func (f *folder) bin(hash, day string) error { return f.move(f.path(hash), f.binPath(hash, day)) }

func (f *folder) unbin(hash, day string) error { return f.move(f.binPath(hash, day), f.path(hash)) }

// drop also removes the day's folder once it is empty.
func (f *folder) drop(hash, day string) error {
	err := removeIfThere(f.binPath(hash, day))
	_ = os.Remove(filepath.Join(f.dir, binned, day)) // refused while anything is in it
	return err
}

func (f *folder) walkBin(ctx context.Context, found func(hash, day string) error) error {
	var names []string
	err := filepath.WalkDir(filepath.Join(f.dir, binned), func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && !d.IsDir() && hashForm.MatchString(d.Name()) {
			names = append(names, path)
		}
		return errors.Join(err, ctx.Err())
	})
	for _, name := range names { // after the walk: what is found moves
		if err == nil {
			err = found(filepath.Base(name), filepath.Base(filepath.Dir(name)))
		}
	}
	return err
}

func (f *folder) openBin(hash, day string) (io.ReadCloser, error) {
	file, err := os.Open(f.binPath(hash, day))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrAbsent
	}
	if err != nil {
		return nil, fmt.Errorf("files: open a file of the bin: %w", err)
	}
	return file, nil
}

func (f *folder) note(name string) (string, error) {
	data, err := os.ReadFile(filepath.Join(f.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return "", ErrAbsent
	}
	if err != nil {
		return "", fmt.Errorf("files: read %s: %w", name, err)
	}
	return strings.TrimSpace(string(data)), nil
}

func (f *folder) setNote(name, text string) error {
	temp, err := f.temp()
	if err != nil {
		return fmt.Errorf("files: write %s: %w", name, err)
	}
	defer func() { _ = removeIfThere(temp.Name()) }() // it is not there once it was renamed
	_, err = temp.WriteString(text + "\n")
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return fmt.Errorf("files: write %s: %w", name, err)
	}
	return f.move(temp.Name(), filepath.Join(f.dir, name))
}
