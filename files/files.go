// Package files keeps the bytes that people send: a folder of sealed files,
// each under the SHA-256 of what it holds.
//
// A file is written to the side, flushed to the disk and then renamed, so that
// whatever is in its place is whole; Put returns only after that. Who a file
// belongs to is written elsewhere (a record of kind "file", in the same commit
// as the answer that it is). Between the two a process may die: what lies here
// without a record is found by Sweep.
//
// Nothing is ever held in memory whole while it is taken in, and no picture is
// decoded whose header says that it is large.
package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"
)

// Most is the largest file that is taken: what a bot may fetch from Telegram
// (core.telegram.org/bots/api#getfile).
const Most = 20 << 20

// Why a file is not taken. Any other error of Put is the disk's or the
// reader's; the reader's is a *ReadError.
var (
	ErrTooBig = errors.New("files: larger than is taken")
	ErrEmpty  = errors.New("files: nothing in it")
	ErrType   = errors.New("files: no JPG, PNG, HEIC or PDF")
	ErrBroken = errors.New("files: its header makes no sense")
	ErrPixels = errors.New("files: more pixels than are taken")
	ErrTiny   = errors.New("files: too few pixels to read anything")
	ErrAbsent = errors.New("files: there is no such file")
)

// ReadError is trouble with where the bytes come from.
type ReadError struct{ Err error }

func (e *ReadError) Error() string { return "files: read what is to be kept: " + e.Err.Error() }

// Unwrap gives the reader's own error.
func (e *ReadError) Unwrap() error { return e.Err }

// Folder is where the bytes are. It may be used by many goroutines, but by one
// process at a time.
type Folder struct {
	dir  string
	keys keys
	looks
	placing sync.Mutex // held while a file comes into its place, or is found to belong to nobody and goes
}

// Stored is what is known of a file once it is safe.
type Stored struct {
	Hash          string // SHA-256, hexadecimal
	Type          string // "jpg", "png", "heic", "pdf"
	Size          int64
	Width, Height int // of a picture
	Dark, Blurred bool
}

const aside = "tmp" // the folder within for what is being written

// Open prepares a folder, which it makes if it is not there, and tries whether
// it can be written to. The first key seals, all of them open.
func Open(dir string, secrets [][]byte) (*Folder, error) {
	if len(secrets) == 0 {
		return nil, errors.New("files: no key to seal with")
	}
	f := &Folder{dir: dir, keys: newKeys(secrets)}
	if err := os.MkdirAll(filepath.Join(dir, aside), 0o700); err != nil {
		return nil, fmt.Errorf("files: make the folder: %w", err)
	}
	probe, err := os.CreateTemp(filepath.Join(dir, aside), "probe-*")
	if err != nil {
		return nil, fmt.Errorf("files: the folder cannot be written to: %w", err)
	}
	return f, errors.Join(probe.Close(), os.Remove(probe.Name()))
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// path is where a file lies: two levels, so that no folder grows endless.
func (f *Folder) path(hash string) (string, error) {
	if !hashForm.MatchString(hash) {
		return "", ErrAbsent
	}
	return filepath.Join(f.dir, hash[:2], hash), nil
}

// Put takes a file in and returns once it is safe: on the disk, whole, sealed,
// in its place. The same bytes take the place of themselves, and look new to
// Sweep.
func (f *Folder) Put(r io.Reader) (Stored, error) {
	temp, err := os.CreateTemp(filepath.Join(f.dir, aside), "in-*")
	if err != nil {
		return Stored{}, fmt.Errorf("files: begin a file: %w", err)
	}
	defer func() {
		_ = temp.Close()           // an error was seen by sync, or the file goes anyway
		_ = os.Remove(temp.Name()) // it is not there any more once it was renamed
	}()
	s, err := f.write(temp, r)
	if err != nil {
		return Stored{}, err
	}
	if err := f.settle(temp, s.Hash); err != nil {
		return Stored{}, err
	}
	f.look(&s)
	return s, nil
}

// write seals what comes, and finds out what it is.
func (f *Folder) write(to io.Writer, r io.Reader) (Stored, error) {
	sum, head := sha256.New(), &beginning{}
	sealed, err := f.keys.sealing(to)
	if err != nil {
		return Stored{}, err
	}
	n, err := copyAll(io.MultiWriter(sum, head, sealed), io.LimitReader(r, Most+1))
	switch {
	case err != nil:
		return Stored{}, err
	case n > Most:
		return Stored{}, ErrTooBig
	case n == 0:
		return Stored{}, ErrEmpty
	}
	s := Stored{Hash: hex.EncodeToString(sum.Sum(nil)), Size: n}
	if err := s.identify(head.Bytes()); err != nil {
		return Stored{}, err
	}
	return s, sealed.Close()
}

// copyAll tells the reader's errors from the writer's.
func copyAll(to io.Writer, from io.Reader) (int64, error) {
	buffer := make([]byte, chunk)
	var total int64
	for {
		n, err := from.Read(buffer)
		total += int64(n)
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return total, fmt.Errorf("files: write: %w", err)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return total, nil
		case err != nil:
			return total, &ReadError{err}
		}
	}
}

// beginning keeps the first bytes that are written to it.
type beginning struct{ bytes.Buffer }

// headMost is how far into a file its header is looked for: cameras put
// previews and colour profiles before the size.
const headMost = 1 << 20

func (b *beginning) Write(p []byte) (int, error) {
	if room := headMost - b.Len(); room > 0 {
		b.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// settle flushes a file to the disk and puts it in its place.
func (f *Folder) settle(temp *os.File, hash string) error {
	if err := temp.Sync(); err != nil {
		return fmt.Errorf("files: flush a file: %w", err)
	}
	place, err := f.path(hash)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return fmt.Errorf("files: make a folder: %w", err)
	}
	f.placing.Lock()
	err = os.Rename(temp.Name(), place)
	f.placing.Unlock()
	if err != nil {
		return fmt.Errorf("files: put a file in its place: %w", err)
	}
	return errors.Join(flushFolder(filepath.Dir(place)), flushFolder(f.dir))
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

// Read gives a file's bytes, checked: what was changed or moved does not open.
func (f *Folder) Read(hash string) ([]byte, error) {
	place, err := f.path(hash)
	if err != nil {
		return nil, err
	}
	sealed, err := os.Open(place)
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrAbsent
	}
	if err != nil {
		return nil, fmt.Errorf("files: open a file: %w", err)
	}
	defer func() { _ = sealed.Close() }() // only read from
	data, err := f.keys.open(sealed)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != hash {
		return nil, errSealed
	}
	return data, nil
}

// Remove takes a file away that was put here before a moment: one that came
// again since then may be somebody's by now. One that is not there is no error.
func (f *Folder) Remove(hash string, before time.Time) error {
	place, err := f.path(hash)
	if err != nil {
		return nil
	}
	f.placing.Lock()
	defer f.placing.Unlock()
	if info, err := os.Stat(place); err != nil || !info.ModTime().Before(before) {
		return nil
	}
	if err := removeIfThere(place); err != nil {
		return fmt.Errorf("files: remove a file: %w", err)
	}
	return nil
}
