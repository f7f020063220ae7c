package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/upkeep"
	"naikkelas/store"
)

// When administrators are told.
const (
	watchEvery  = 15 * time.Second
	backupLate  = 26 * time.Hour  // a backup a day, and two hours
	waitingLong = 2 * time.Minute // for the answer to anything
	waitingOver = 10 * time.Second
	weakFor     = time.Hour // that a city was served on such a Redis; the log says it at once
)

// watch looks for what needs a hand and tells the administrators, once, and once
// more when it is over.
func (p *Process) watch(ctx context.Context, lease store.Lease) error {
	trouble := false
	for ctx.Err() == nil {
		err := p.lookForAlarms(ctx, lease)
		if errors.Is(err, store.ErrFenced) {
			return err
		}
		if err != nil && ctx.Err() == nil && !trouble {
			p.log.Warn("it cannot be seen whether administrators are to be told something", "error", err)
		}
		trouble = err != nil
		pause(ctx, watchEvery)
	}
	return nil
}

func (p *Process) lookForAlarms(ctx context.Context, lease store.Lease) error {
	p.alarming.Lock()
	defer p.alarming.Unlock()
	now := p.now()
	told, err := p.store.Alarms(ctx, now)
	if err != nil {
		return err
	}
	health, err := p.store.Health(ctx)
	if err != nil {
		return err
	}
	last, err := p.store.LastBackup(ctx)
	if err != nil {
		return err
	}
	p.probeFiles()
	for _, a := range p.alarms(now, told, health, last) {
		_, was := told[a.key()]
		if a.on == was {
			continue
		}
		heard, err := p.tell(ctx, lease, a.Alarm, !a.on)
		if err != nil {
			return err
		}
		if a.on && heard == 0 {
			continue // until there is somebody to tell
		}
		if a.on {
			err = p.store.Alarmed(ctx, a.key(), now)
		} else {
			err = p.store.AlarmOver(ctx, a.key())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// alarm is one that may be on.
type alarm struct {
	upkeep.Alarm
	on   bool
	once string // tells those apart that happen again and have no end
}

func (a alarm) key() string { return a.What + a.once }

// alarms are all of them as they stand. Those without an end are only there
// while they are on.
func (p *Process) alarms(now time.Time, told map[string]time.Time, health store.Health, last store.Backup) []alarm {
	longest := health.Cause
	if out := p.out.Load(); out != nil {
		reply, _ := out.Oldest()
		longest = max(longest, reply)
	}
	_, waited := told["waiting"]
	since := last.At
	if since.IsZero() {
		since = told["first"]
	}
	all := []alarm{
		{Alarm: upkeep.Alarm{What: "backup", At: now, From: last.At}, on: !since.IsZero() && now.Sub(since) > backupLate},
		{Alarm: upkeep.Alarm{What: "waiting", At: now, From: now.Add(-longest)}, on: longest > waitingLong || waited && longest > waitingOver},
		{Alarm: upkeep.Alarm{What: "dead", At: now, N: health.Dead}, on: health.Dead > 0},
	}
	p.noted.Lock()
	defer p.noted.Unlock()
	weak := len(slices.DeleteFunc(slices.Clone(p.weak), func(w string) bool { return w == store.UnreadableSettings }))
	since = p.storing.trouble()
	all = append(all,
		alarm{Alarm: upkeep.Alarm{What: "storage", At: now, From: since}, on: !since.IsZero()},
		alarm{Alarm: upkeep.Alarm{What: "files", At: now, N: int64(p.many.Nobodys), Of: int64(p.many.Of)}, on: p.many.Nobodys > 0},
		alarm{Alarm: upkeep.Alarm{What: "trail", At: now}, on: p.broken},
		alarm{Alarm: upkeep.Alarm{What: "weak", At: now, N: int64(weak)}, on: weak > 0 && now.Sub(told["first"]) > weakFor})
	if p.lost != nil {
		what := "lost"
		if p.lost.Restored {
			what = "restored"
		}
		all = append(all, alarm{Alarm: upkeep.Alarm{What: what, At: p.lost.To, From: p.lost.From}, on: true, once: ":" + p.lost.To.UTC().Format(time.RFC3339)})
	}
	if from, to := p.writes.last(); !to.IsZero() {
		all = append(all, alarm{Alarm: upkeep.Alarm{What: "refused", At: to, From: from}, on: true, once: ":" + to.UTC().Format(time.RFC3339)})
	}
	return all
}

// tell gives every administrator the notice, and says how many they are.
func (p *Process) tell(ctx context.Context, lease store.Lease, a upkeep.Alarm, over bool) (int, error) {
	role := "role:" + string(enterprise.Administrator)
	found, err := p.store.Find(ctx, p.now(), flows.Lookup{Members: []string{role}})
	if err != nil {
		return 0, err
	}
	a.Over = over
	for _, id := range found.Members[role] {
		if err := p.store.Notify(ctx, lease, upkeep.Notify(id, a)); err != nil {
			return 0, err
		}
	}
	return len(found.Members[role]), nil
}
