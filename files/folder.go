package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// folder is a place on a disk.
type folder struct{ dir string }

const aside = "tmp" // the folder within for what is being written

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
