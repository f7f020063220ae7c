// Package files keeps the bytes that people send: sealed files, each under the
// SHA-256 of what it holds, in a folder or in a bucket of an S3-compatible
// service.
//
// A file is written to the side, and comes into its place whole: flushed and
// renamed, or uploaded as one object. Put returns only after that. Who a file
// belongs to is written elsewhere (a record of kind "file", in the same commit
// as the answer that it is). Between the two a process may die: what lies here
// without a record is found by Sweep.
//
// How old a file is, is told from what this process wrote down when it put it
// there, by the clock of its caller. The clocks of the kernel and of the service
// are never asked: they may be others. What another process put there is old,
// because nobody waits for its record any more: one process at a time is active,
// and fetches again what it finds undone.
//
// Nothing is ever held in memory whole while it is taken in, and no picture is
// decoded whose header says that it is large.
package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
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
	ErrType   = errors.New("files: no JPG, PNG, HEIC, PDF, XLSX or CSV")
	ErrLocked = errors.New("files: a password locks it")
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

// Storage is where the bytes are. It may be used by many goroutines, but by one
// process at a time.
type Storage struct {
	place place
	keys  keys
	looks
	placing sync.Mutex           // held while a file comes into its place, or is found to belong to nobody and goes
	placed  map[string]time.Time // by hash: when this process last put a file there
	writing map[string]bool      // names of what is being written aside
	erased  map[string]bool      // hashes of what was to be removed: where it was too young, or lay in the bin, the sweep does it
	binned  map[string]string    // hash -> day of what this process put into the bin
}

// Stored is what is known of a file once it is safe.
type Stored struct {
	Hash          string // SHA-256, hexadecimal
	Type          string // "jpg", "png", "heic", "pdf", "xlsx", "csv"
	Size          int64
	Width, Height int // of a picture
	Dark, Blurred bool
}

// place is where sealed files lie, by hash.
type place interface {
	// temp is a file to write to before it has its place; it is removed by the caller.
	temp() (*os.File, error)
	// settle puts it there, and returns once it is safe.
	settle(temp *os.File, hash string) error
	// open gives it back; ErrAbsent when it is not there.
	open(hash string) (io.ReadCloser, error)
	// remove takes it away; one that is not there is no error.
	remove(hash string) error
	// bin, unbin and drop move a file into the bin of a day, back, and out of it.
	bin(hash, day string) error
	unbin(hash, day string) error
	drop(hash, day string) error
	// walkBin names what is in the bin.
	walkBin(ctx context.Context, found func(hash, day string) error) error
	// openBin gives back what is in the bin.
	openBin(hash, day string) (io.ReadCloser, error)
	// note is what setNote wrote under a name; ErrAbsent when nothing was.
	note(name string) (string, error)
	setNote(name, text string) error
	// walk names all of them, and clears away what never got its place unless
	// it is being written.
	walk(ctx context.Context, writing func(name string) bool, found func(hash string) error) error
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// probeSize is larger than what a full disk may still have in a corner.
const probeSize = 64 << 10

// Writable writes a file aside and removes it: whether there is room, and leave.
// Whether a bucket takes files is seen when one is put there.
func (f *Storage) Writable() error {
	temp, err := f.begin()
	if err != nil {
		return fmt.Errorf("files: try to write: %w", err)
	}
	defer f.end(temp)
	if _, err = temp.Write(make([]byte, probeSize)); err == nil {
		err = temp.Sync()
	}
	if err != nil {
		return fmt.Errorf("files: try to write: %w", err)
	}
	return nil
}

// Put takes a file in and returns once it is safe: on the disk, whole, sealed,
// in its place. The same bytes take the place of themselves, and look new to
// Sweep. Moments given to Put, Remove and Sweep are compared as they come from
// time.Now: by the time that passed, whatever was done to the clock meanwhile.
func (f *Storage) Put(now time.Time, r io.Reader) (Stored, error) {
	temp, err := f.begin()
	if err != nil {
		return Stored{}, fmt.Errorf("files: begin a file: %w", err)
	}
	defer f.end(temp)
	s, err := f.write(temp, r)
	if err != nil {
		return Stored{}, err
	}
	if err := f.settle(now, temp, s.Hash); err != nil {
		return Stored{}, err
	}
	f.look(&s)
	return s, nil
}

// begin is a file aside, known to be in work until end.
func (f *Storage) begin() (*os.File, error) {
	f.placing.Lock()
	defer f.placing.Unlock()
	temp, err := f.place.temp()
	if err == nil {
		f.writing[temp.Name()] = true
	}
	return temp, err
}

func (f *Storage) end(temp *os.File) {
	_ = temp.Close()           // an error was seen by sync, or the file goes anyway
	_ = os.Remove(temp.Name()) // it is not there any more once it was renamed
	f.placing.Lock()
	defer f.placing.Unlock()
	delete(f.writing, temp.Name())
}

func (f *Storage) isWriting(name string) bool {
	f.placing.Lock()
	defer f.placing.Unlock()
	return f.writing[name]
}

func (f *Storage) settle(now time.Time, temp *os.File, hash string) error {
	f.placing.Lock()
	defer f.placing.Unlock()
	if err := f.place.settle(temp, hash); err != nil {
		return err
	}
	f.placed[hash] = now
	return nil
}

// write seals what comes, and finds out what it is.
func (f *Storage) write(to io.Writer, r io.Reader) (Stored, error) {
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

// Read gives a file's bytes, checked: what was changed or moved does not open.
func (f *Storage) Read(hash string) ([]byte, error) {
	if !hashForm.MatchString(hash) {
		return nil, ErrAbsent
	}
	sealed, err := f.place.open(hash)
	if err != nil {
		return nil, err
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
func (f *Storage) Remove(hash string, before time.Time) error {
	if !hashForm.MatchString(hash) {
		return nil
	}
	f.placing.Lock()
	defer f.placing.Unlock()
	if f.young(hash, before) {
		f.erased[hash] = true // if it is nobody's, the sweep does not keep it in the bin
		return nil
	}
	f.erased[hash] = true // another process may have put it into the bin
	return f.remove(hash)
}

func (f *Storage) remove(hash string) error {
	if err := f.place.remove(hash); err != nil {
		return fmt.Errorf("files: remove a file: %w", err)
	}
	delete(f.placed, hash)
	if day, ok := f.binned[hash]; ok { // a sweep came first
		if err := f.place.drop(hash, day); err != nil {
			return fmt.Errorf("files: remove a file from the bin: %w", err)
		}
		delete(f.binned, hash)
	}
	return nil
}

// young tells whether a file was put there at a moment or after it.
func (f *Storage) young(hash string, before time.Time) bool {
	at, known := f.placed[hash]
	return known && !at.Before(before)
}

func newStorage(p place, secrets [][]byte) *Storage {
	return &Storage{place: p, keys: newKeys(secrets), placed: map[string]time.Time{}, writing: map[string]bool{}, erased: map[string]bool{}, binned: map[string]string{}}
}
