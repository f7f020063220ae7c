package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"naikkelas/files"
	"naikkelas/store"
)

const (
	// resealRest is the pause after some fifty keys of Redis, and after each file:
	// a thousand keys a second at most, which nobody notices who waits for an answer.
	resealRest = 50 * time.Millisecond
	// resealSays is after how many values the log says how far it is.
	resealSays = 10_000
)

// noteKeys writes down which keys this process has.
func (p *Process) noteKeys(ctx context.Context, lease store.Lease) error {
	rotated, err := p.store.NoteKeys(ctx, lease)
	if rotated {
		p.log.Info("DATA_KEY has a new key: what is sealed under the old one is sealed anew, beside the work")
	}
	return err
}

// reseal seals everything under the newest key, as long as an older one is
// needed.
func (p *Process) reseal(ctx context.Context, lease store.Lease) error {
	order, _, err := p.store.Sealed(ctx)
	if err != nil || len(order) < 2 {
		return err
	}
	values, kept := 0, 0
	said := 0
	rest := func(count *int) func(int) error {
		return func(sealed int) error {
			*count += sealed
			p.resealed.Add(float64(sealed))
			if values+kept >= said+resealSays {
				said = values + kept
				p.log.Info("sealing anew under the newest key", "values", values, "files", kept)
			}
			pause(ctx, resealRest)
			return ctx.Err()
		}
	}
	if err := p.store.Reseal(ctx, lease, rest(&values)); err != nil {
		return err
	}
	left := 0
	if p.files != nil {
		if err := p.files.Reseal(ctx, rest(&kept)); err != nil {
			return err
		}
		if left, err = olderFiles(ctx, p.files, order[0]); err != nil {
			return err
		}
	}
	if left == 0 {
		if left, err = p.store.Retire(ctx, lease, Release()); err != nil {
			return err
		}
	}
	if left > 0 {
		p.log.Info("not everything is sealed under the newest key yet: the rest is tried within the hour", "sealed", values+kept, "left", left)
		return nil
	}
	p.log.Info("nothing is sealed under older keys any more: they may be taken out of DATA_KEY, and are needed for old backups only", "values", values, "files", kept, "old", order[1:])
	return nil
}

func olderFiles(ctx context.Context, storage *files.Storage, first string) (int, error) {
	n, err := storage.Sealings(ctx)
	left := 0
	for id, count := range n {
		if id != first {
			left += count
		}
	}
	return left, err
}

// Keys is "naikkelas keys".
type Keys struct {
	config
	IDs bool `name:"ids" help:"Only name the keys of DATA_KEY, without asking Redis."`
}

// Run says what is sealed under which key.
func (c *Keys) Run(ctx context.Context) (err error) {
	s, data, err := c.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	fmt.Printf("DATA_KEY names, in this order:\n")
	for i, id := range s.Keys.IDs() {
		fmt.Printf("%d. %s\n", i+1, id)
	}
	if c.IDs {
		return nil
	}
	if err := data.Opens(ctx); err != nil {
		return err
	}
	var storage *files.Storage
	if s.Files != "" || s.Bucket != "" {
		if storage, err = s.storage(); err != nil {
			return err
		}
	}
	return sayKeys(ctx, data, storage, s.Keys.IDs(), os.Stdout)
}

// sayKeys says how much is sealed under each key, and what may be done with it.
func sayKeys(ctx context.Context, data *store.Store, storage *files.Storage, given []string, to io.Writer) error {
	order, retired, err := data.Sealed(ctx)
	if err != nil {
		return err
	}
	values, err := data.Sealings(ctx)
	if err != nil {
		return err
	}
	kept := map[string]int{}
	if storage != nil {
		if kept, err = storage.Sealings(ctx); err != nil {
			return err
		}
	}
	all := slices.Clone(given)
	for _, ids := range []map[string]int{values, kept} {
		for id := range ids {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	for i, id := range all {
		state := "is older: everything is sealed anew under the first while the city is served; it may not be dropped yet"
		switch {
		case !slices.Contains(given, id):
			state = "is MISSING from DATA_KEY: what is sealed under it does not open"
		case i == 0 && (len(order) == 0 || order[0] == id):
			state = "seals"
		case i == 0:
			state = "is new, and seals once the city is served with it"
		case slices.Contains(retired, id) && values[id]+kept[id] == 0:
			state = "is not needed any more: take it out of DATA_KEY, restart, and keep it with the backups that were made until today"
		}
		fmt.Fprintf(to, "%s: %d values, %d files. It %s.\n", id, values[id], kept[id], state)
	}
	return nil
}
