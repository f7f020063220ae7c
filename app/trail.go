package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"naikkelas/files"
	"naikkelas/store"
)

// anchor is where the trail ended at a moment, as it is noted beside the files.
type anchor struct {
	store.TrailEnd
	At    time.Time `json:"at"`
	Vouch string    `json:"vouch"` // see store.Vouch
}

// ErrTrail is that the trail is not what it was.
var ErrTrail = errors.New("the trail is not whole: entries that were there are gone, or were replaced. " +
	"Right would be to change nothing, to keep what this says and what was shipped elsewhere, and to find out who can write to Redis")

// anchored reads where the trail ended last; without a note it is empty.
func anchored(storage *files.Storage, data *store.Store) (anchor, error) {
	var a anchor
	text, err := storage.Trail()
	if err != nil || text == "" {
		return a, err
	}
	if json.Unmarshal([]byte(text), &a) != nil || a.Vouch != data.Vouch(a.TrailEnd) {
		return anchor{}, fmt.Errorf("the note of where the trail ended (city.trail) was changed: %w", ErrTrail)
	}
	return a, nil
}

// anchorTrail notes beside the files where the trail ends, if it still holds what
// was noted before. After Redis was set back it ends where it ends.
func (p *Process) anchorTrail(ctx context.Context) error {
	before, err := anchored(p.files, p.store)
	broken := errors.Is(err, ErrTrail)
	if err != nil && !broken {
		return err
	}
	if !broken && before.ID != "" && (p.lost == nil || p.lost.To.Before(before.At)) {
		holds, err := p.store.TrailHolds(ctx, before.TrailEnd)
		if err != nil {
			return err
		}
		broken = !holds
	}
	p.noted.Lock()
	was := p.broken
	p.broken = broken
	p.noted.Unlock()
	if broken {
		if !was {
			p.log.Error("the trail is not what it was: run naikkelas trail", "noted", before.At)
		}
		return nil
	}
	end, err := p.store.TrailEnd(ctx)
	if err != nil || end.ID == "" || end == before.TrailEnd {
		return err
	}
	data, err := json.Marshal(anchor{end, p.now(), p.store.Vouch(end)})
	if err != nil {
		return err
	}
	return p.files.SetTrail(string(data))
}

// Trail is "naikkelas trail".
type Trail struct {
	config
	Export bool   `help:"Print every entry as a line of JSON, to be kept elsewhere."`
	After  string `help:"With --export: only entries after this id, the last that was kept."`
}

// Run checks the trail, or prints it.
func (c *Trail) Run(ctx context.Context) error {
	return c.with(ctx, func(data *store.Store) error {
		if c.Export {
			return exportTrail(ctx, data, c.After, os.Stdout)
		}
		s, err := c.settings()
		if err != nil {
			return err
		}
		var storage *files.Storage
		if s.Files != "" || s.Bucket != "" {
			if storage, err = s.storage(); err != nil {
				return err
			}
		}
		return checkTrail(ctx, data, storage, os.Stdout)
	})
}

// exportTrail prints what was checked against all before it.
func exportTrail(ctx context.Context, data *store.Store, after string, to io.Writer) error {
	out, said := json.NewEncoder(to), after == ""
	err := data.EachTrail(ctx, func(e store.TrailEntry) error {
		if said {
			return out.Encode(e)
		}
		said = e.ID == after
		return nil
	})
	if err == nil && !said {
		return fmt.Errorf("the trail has no entry %s: %w", after, ErrTrail)
	}
	return err
}

// checkTrail says what is wrong with the trail.
func checkTrail(ctx context.Context, data *store.Store, storage *files.Storage, to io.Writer) error {
	entries, chained, faults := 0, 0, 0
	err := data.EachTrail(ctx, func(e store.TrailEntry) error {
		entries++
		if e.Chain != "" {
			chained++
		}
		if e.Fault != "" {
			faults++
			fmt.Fprintf(to, "%s  %s: %s\n", e.ID, strings.TrimSpace(e.What+" "+e.On), e.Fault)
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(to, "%d entries, %d of them in the chain, %d with a fault.\n", entries, chained, faults)
	if storage != nil {
		end, err := anchored(storage, data)
		if err != nil {
			return err
		}
		if end.ID != "" {
			holds, err := data.TrailHolds(ctx, end.TrailEnd)
			if err != nil {
				return err
			}
			if !holds {
				fmt.Fprintf(to, "On %s the trail ended with entry %s, and that is not there any more.\n", end.At.Format(time.RFC3339), end.ID)
				return ErrTrail
			}
			fmt.Fprintf(to, "It holds what was noted beside the files on %s.\n", end.At.Format(time.RFC3339))
		}
	}
	if faults > 0 {
		return ErrTrail
	}
	return nil
}
