package files

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Mark is what SetMark wrote last; ErrAbsent when nothing was: by it the files
// know the store that says whose they are.
func (f *Storage) Mark() (string, error) { return f.place.note(markName) }

// SetMark marks the files.
func (f *Storage) SetMark(mark string) error { return f.place.setNote(markName, mark) }

// State is what the files remember of their store, so that one that was lost,
// set back or mistaken for another is noticed.
type State struct {
	City    string    `json:"city"`
	Version int       `json:"version"` // of the store's data
	Tide    int64     `json:"tide"`    // a number of the store's that only rises
	At      time.Time `json:"at"`      // when it rose last
	People  int64     `json:"people"`
}

// State is what SetState wrote last; ErrAbsent when nothing was.
func (f *Storage) State() (State, error) {
	var s State
	text, err := f.place.note(stateName)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return s, fmt.Errorf("files: read %s: %w", stateName, err)
	}
	return s, nil
}

// SetState writes it.
func (f *Storage) SetState(s State) error {
	data, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("files: write %s: %w", stateName, err)
	}
	return f.place.setNote(stateName, string(data))
}

// Trail is what SetTrail wrote last, empty when nothing was: how far the trail of
// the store was, which nobody can change who has the store alone.
func (f *Storage) Trail() (string, error) {
	text, err := f.place.note(trailName)
	if errors.Is(err, ErrAbsent) {
		return "", nil
	}
	return text, err
}

// SetTrail writes it.
func (f *Storage) SetTrail(text string) error { return f.place.setNote(trailName, text) }

// Remote tells whether each note is a call to a service.
func (f *Storage) Remote() bool {
	_, ok := f.place.(*bucket)
	return ok
}

// Each calls found with every file as it lies here, sealed, and its name: a
// hash, or "bin/", a day and a hash. One that goes meanwhile is left out, unless
// it went into the bin.
func (f *Storage) Each(ctx context.Context, found func(name string, sealed io.Reader) error) error {
	each := func(name string, sealed io.ReadCloser, err error) error {
		if errors.Is(err, ErrAbsent) {
			return nil
		}
		if err != nil {
			return err
		}
		defer func() { _ = sealed.Close() }() // only read from
		return found(name, sealed)
	}
	everything := func(string) bool { return true }
	err := f.place.walk(ctx, everything, func(hash string) error {
		sealed, err := f.place.open(hash)
		return each(hash, sealed, err)
	})
	if err == nil {
		err = f.place.walkBin(ctx, func(hash, day string) error {
			sealed, err := f.place.openBin(hash, day)
			return each(binned+"/"+day+"/"+hash, sealed, err)
		})
	}
	if err != nil {
		return fmt.Errorf("files: read all files: %w", err)
	}
	return nil
}

// errName is that something is no name of Each.
var errName = errors.New("files: no name of a file")

// PutSealed puts a file that Each gave back into its place. One that is there
// stays.
func (f *Storage) PutSealed(name string, sealed io.Reader) error {
	day, hash := "", name
	if rest, ok := strings.CutPrefix(name, binned+"/"); ok {
		day, hash, _ = strings.Cut(rest, "/")
		if _, err := time.Parse(dayOf, day); err != nil {
			return errName
		}
	}
	if !hashForm.MatchString(hash) {
		return errName
	}
	there, err := f.place.open(hash)
	if err == nil {
		return there.Close()
	}
	if !errors.Is(err, ErrAbsent) {
		return err
	}
	temp, err := f.begin()
	if err != nil {
		return fmt.Errorf("files: begin a file: %w", err)
	}
	defer f.end(temp)
	if _, err := io.Copy(temp, sealed); err != nil {
		return fmt.Errorf("files: write a file: %w", err)
	}
	if err := f.place.settle(temp, hash); err != nil {
		return err
	}
	if day != "" {
		return f.place.bin(hash, day)
	}
	return nil
}
