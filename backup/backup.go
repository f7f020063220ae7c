// Package backup is the file that a city is kept in: everything Redis holds of
// it and the files that people sent, sealed.
//
// It is a tar archive sealed with age (age-encryption.org/v1), whose pieces are
// authenticated one by one: what was changed, moved or cut off does not open.
// The key of the archive is sealed with one derived from DATA_KEY, so whoever
// has that opens it, and nobody else; it is not in the archive. The members are
//
//	about.json     what it is of, first
//	redis/<n>      keys, as many as make some megabytes
//	files/<name>   files, sealed as they lie in their folder
//	end.json       how many of each there were, last
package backup

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"filippo.io/age"
)

// Format is the version of the archive itself.
const Format = 1

// Names of members.
const (
	aboutName  = "about.json"
	keysPrefix = "redis/"
	filePrefix = "files/"
	endName    = "end.json"
)

// batch is how much of the keys one member holds, about.
const batch = 4 << 20

// About says what an archive is of.
type About struct {
	Format  int       `json:"format"`
	City    string    `json:"city"`
	Made    time.Time `json:"made"`    // the moment of which it is
	Version int       `json:"version"` // of the data
	Release string    `json:"release"` // that made it
	Mark    string    `json:"mark"`    // of the files
}

// Counts are what an archive holds.
type Counts struct {
	Keys  int `json:"keys"`
	Files int `json:"files"`
}

// Key is one key of Redis.
type Key struct {
	Name    string
	Expires uint64
	Payload []byte
}

// Writer writes an archive.
type Writer struct {
	sealed io.WriteCloser
	tar    *tar.Writer
	made   time.Time
	keys   bytes.Buffer
	parts  int
	counts Counts
}

// NewWriter begins an archive. The first secret seals it.
func NewWriter(to io.Writer, secrets [][]byte, about About) (*Writer, error) {
	sealed, err := age.Encrypt(to, sealer(secrets))
	if err != nil {
		return nil, fmt.Errorf("backup: seal: %w", err)
	}
	about.Format = Format
	w := &Writer{sealed: sealed, tar: tar.NewWriter(sealed), made: about.Made}
	return w, w.json(aboutName, about)
}

func (w *Writer) json(name string, what any) error {
	data, err := json.Marshal(what)
	if err != nil {
		return fmt.Errorf("backup: marshal %s: %w", name, err)
	}
	return w.member(name, int64(len(data)), bytes.NewReader(data))
}

func (w *Writer) member(name string, size int64, data io.Reader) error {
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: w.made, Format: tar.FormatPAX}); err != nil {
		return fmt.Errorf("backup: write %s: %w", name, err)
	}
	if _, err := io.Copy(w.tar, data); err != nil {
		return fmt.Errorf("backup: write %s: %w", name, err)
	}
	return nil
}

// Key adds a key of Redis.
func (w *Writer) Key(k Key) error {
	head := binary.AppendUvarint(nil, uint64(len(k.Name)))
	head = append(head, k.Name...)
	head = binary.AppendUvarint(head, k.Expires)
	head = binary.AppendUvarint(head, uint64(len(k.Payload)))
	w.keys.Write(head)
	w.keys.Write(k.Payload)
	w.counts.Keys++
	if w.keys.Len() < batch {
		return nil
	}
	return w.flush()
}

func (w *Writer) flush() error {
	if w.keys.Len() == 0 {
		return nil
	}
	w.parts++
	err := w.member(fmt.Sprintf("%s%06d", keysPrefix, w.parts), int64(w.keys.Len()), &w.keys)
	w.keys.Reset()
	return err
}

// File adds a file. It is read whole first, as a member begins with its size:
// files are small.
func (w *Writer) File(name string, data io.Reader) error {
	whole, err := io.ReadAll(data)
	if err != nil {
		return fmt.Errorf("backup: copy a file: %w", err)
	}
	w.counts.Files++
	return w.member(filePrefix+name, int64(len(whole)), bytes.NewReader(whole))
}

// Close ends the archive and gives what is in it. Without it the archive does
// not open.
func (w *Writer) Close() (Counts, error) {
	err := w.flush()
	if err == nil {
		err = w.json(endName, w.counts)
	}
	if err == nil {
		err = w.tar.Close()
	}
	if err == nil {
		err = w.sealed.Close()
	}
	if err != nil {
		return w.counts, fmt.Errorf("backup: end the archive: %w", err)
	}
	return w.counts, nil
}

// Contents take what an archive holds.
type Contents struct {
	About func(About) error
	Keys  func([]Key) error
	File  func(name string, data io.Reader) error
}

// ErrCut is that an archive ends too early, or is none.
var ErrCut = errors.New("backup: the file is no whole backup: it was cut off or changed")

// Read goes through an archive. What it gave counts only once there is no error.
func Read(from io.Reader, secrets [][]byte, to Contents) (Counts, error) {
	plain, err := age.Decrypt(from, openers(secrets)...)
	if wrong := (*age.NoIdentityMatchError)(nil); errors.As(err, &wrong) {
		return Counts{}, ErrKey
	}
	if err != nil {
		return Counts{}, fmt.Errorf("%w (%w)", ErrCut, err)
	}
	r := reader{in: tar.NewReader(plain), to: to}
	for {
		h, err := r.in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return r.seen, fmt.Errorf("%w (%w)", ErrCut, err)
		}
		if err := r.member(h.Name); err != nil {
			return r.seen, err
		}
	}
	if r.said == nil || *r.said != r.seen {
		return r.seen, ErrCut
	}
	if _, err := io.Copy(io.Discard, plain); err != nil { // the last piece is authenticated, too
		return r.seen, fmt.Errorf("%w (%w)", ErrCut, err)
	}
	return r.seen, nil
}

type reader struct {
	in    *tar.Reader
	to    Contents
	began bool
	seen  Counts
	said  *Counts
}

func (r *reader) member(name string) error {
	if !r.began && name != aboutName {
		return ErrCut
	}
	switch {
	case name == aboutName:
		r.began = true
		var a About
		if err := r.json(&a); err != nil {
			return err
		}
		if a.Format > Format {
			return fmt.Errorf("backup: the file has format %d, of release %s, and this release knows formats up to %d", a.Format, a.Release, Format)
		}
		return call(r.to.About, a)
	case strings.HasPrefix(name, keysPrefix):
		data, err := io.ReadAll(r.in)
		if err != nil {
			return fmt.Errorf("%w (%w)", ErrCut, err)
		}
		keys, err := parseKeys(data)
		if err != nil {
			return err
		}
		r.seen.Keys += len(keys)
		return call(r.to.Keys, keys)
	case strings.HasPrefix(name, filePrefix):
		r.seen.Files++
		if r.to.File == nil {
			return nil
		}
		return r.to.File(strings.TrimPrefix(name, filePrefix), r.in)
	case name == endName:
		r.said = &Counts{}
		return r.json(r.said)
	}
	return nil // of a later release
}

func call[T any](f func(T) error, with T) error {
	if f == nil {
		return nil
	}
	return f(with)
}

func (r *reader) json(into any) error {
	data, err := io.ReadAll(r.in)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrCut, err)
	}
	return nil
}

func parseKeys(data []byte) ([]Key, error) {
	var keys []Key
	number := func() uint64 {
		n, size := binary.Uvarint(data)
		if size <= 0 {
			data = nil
			return 1 << 62
		}
		data = data[size:]
		return n
	}
	piece := func() ([]byte, bool) {
		n := number()
		if n > uint64(len(data)) {
			return nil, false
		}
		p := data[:n]
		data = data[n:]
		return p, true
	}
	for len(data) > 0 {
		name, ok := piece()
		expires := number()
		payload, whole := piece()
		if !ok || !whole {
			return nil, ErrCut
		}
		keys = append(keys, Key{string(name), expires, payload})
	}
	return keys, nil
}
