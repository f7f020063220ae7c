package app

import (
	"context"
	"errors"
	"time"

	"naikkelas/enterprise"
	"naikkelas/files"
	"naikkelas/flows"
	"naikkelas/store"
)

// How often the tide is raised and written beside the files: so much can be lost
// of Redis without being noticed. A bucket is asked less often.
const (
	tideEvery       = 10 * time.Second
	tideEveryRemote = time.Minute
)

// noticeRollback compares the tide in Redis with the one beside the files. Where
// Redis is behind, it was set back while people went on.
func (p *Process) noticeRollback(ctx context.Context, lease store.Lease) error {
	if p.files != nil {
		state, err := p.files.State()
		switch {
		case err == nil:
			err = p.compareTide(ctx, lease, state)
		case errors.Is(err, files.ErrAbsent):
			err = nil
		default:
			p.log.Warn("it cannot be seen whether Redis was set back", "error", err)
			err = nil
		}
		if err != nil {
			return err
		}
	}
	lost, err := p.store.LastRollback(ctx)
	p.lost = lost
	return err
}

func (p *Process) compareTide(ctx context.Context, lease store.Lease, state files.State) error {
	tide, err := p.store.Tide(ctx)
	if err != nil || tide.N >= state.Tide {
		return err
	}
	r := store.Rollback{From: tide.At, To: p.now()}
	p.log.Error("Redis was set back: what was answered in between is lost, and the open question is asked again of whoever writes. "+
		"Look for an older copy that was put back, a replica that was behind, or a disk that lost writes (appendfsync)",
		"from", r.From, "to", state.At, "tide", tide.N, "was", state.Tide)
	return p.store.RolledBack(ctx, lease, r, state.Tide)
}

// step tells the conversation what its person may have seen otherwise: an answer
// to a question that was lost, or that came twice, is not taken for another's.
func (p *Process) step(asked func(enterprise.Address) bool) func(flows.State, flows.Input, time.Time) flows.Turn {
	lost := store.Rollback{}
	if p.lost != nil {
		lost = *p.lost
	}
	return func(s flows.State, in flows.Input, now time.Time) flows.Turn {
		s.LostFrom, s.LostTo, s.Twice = lost.From, lost.To, asked(in.From)
		return p.book.Step(s, in, now)
	}
}

// raiseTide raises the tide until the context ends.
func (p *Process) raiseTide(ctx context.Context, lease store.Lease) error {
	if p.files == nil {
		<-ctx.Done()
		return nil
	}
	every := tideEvery
	if p.files.Remote() {
		every = tideEveryRemote
	}
	trouble := false
	for ctx.Err() == nil {
		_, err := p.store.Rise(ctx, lease, p.now())
		if errors.Is(err, store.ErrFenced) {
			return err
		}
		if err == nil {
			err = writeState(ctx, p.settings, p.store, p.files)
		}
		if err == nil {
			err = p.anchorTrail(ctx)
		}
		if err != nil && ctx.Err() == nil && !trouble {
			p.log.Warn("it could not be noted beside the files how far Redis is", "error", err)
		}
		trouble = err != nil
		pause(ctx, every)
	}
	return nil
}

// writeState notes beside the files how far their store is.
func writeState(ctx context.Context, s Settings, data *store.Store, storage *files.Storage) error {
	tide, err := data.Tide(ctx)
	if err != nil {
		return err
	}
	people, err := data.People(ctx)
	if err != nil {
		return err
	}
	version, err := data.CheckVersion(ctx)
	if err != nil {
		return err
	}
	return storage.SetState(files.State{City: s.City, Version: version, Tide: tide.N, At: tide.At, People: people})
}
