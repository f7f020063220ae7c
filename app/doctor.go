package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"syscall"
	"time"

	"naikkelas/files"
	"naikkelas/store"
)

// Doctor is "naikkelas doctor".
type Doctor struct{ config }

// ErrUnwell is that something needs a hand.
var ErrUnwell = errors.New("something needs a hand: see above")

// Run says what is well and what is not, with what to do.
func (c *Doctor) Run(ctx context.Context) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	p, err := Assemble(s, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }() // nothing is buffered in it
	return p.examine(ctx, os.Stdout)
}

// finding is one thing that was looked at.
type finding struct {
	what string // that is so
	do   string // about it; empty: it is well
}

// askFor bounds each question of an examination.
const askFor = 5 * time.Second

// examine looks at one thing after the other. Where Redis does not answer, what
// it would have to be asked is left out.
func (p *Process) examine(ctx context.Context, to io.Writer) error {
	well := true
	say := func(all ...finding) {
		for _, f := range all {
			mark, do := "✔", ""
			if f.do != "" {
				mark, do, well = "✘", "\n  → "+f.do, false
			}
			fmt.Fprintf(to, "%s %s%s\n", mark, f.what, do)
		}
	}
	say(finding{what: fmt.Sprintf("release %s, data version %d, city %s", Release(), store.Version, p.settings.City)})
	redis := p.examineRedis(ctx)
	say(redis...)
	if redis[0].do == "" {
		say(p.examineData(ctx)...)
		say(p.examineWork(ctx)...)
	}
	say(p.examineFiles()...)
	say(p.examineChannels(ctx)...)
	if !well {
		return ErrUnwell
	}
	return nil
}

func (p *Process) examineRedis(ctx context.Context) []finding {
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	place := "Redis " + store.Masked(p.settings.Redis)
	began := time.Now()
	err := p.store.Writable(ctx)
	took := time.Since(began).Round(100 * time.Microsecond)
	switch {
	case errors.Is(err, store.ErrRefuses):
		return []finding{{place + " answers and refuses to write: " + err.Error(), "look at its memory (maxmemory), its disk, and whether it is the master"}}
	case err != nil:
		return []finding{{place + " does not answer: " + err.Error(), "is it running, and is REDIS_URL its address? redis-cli -u REDIS_URL ping"}}
	}
	out := []finding{{what: fmt.Sprintf("%s answers and writes, in %s", place, took)}}
	weak, err := p.store.Weaknesses(ctx)
	if err != nil {
		return append(out, finding{"the settings of Redis cannot be read: " + err.Error(), "try again"})
	}
	for _, w := range weak {
		out = append(out, finding{"Redis may lose acknowledged answers: " + w, "set it in redis.conf and by CONFIG SET, then CONFIG REWRITE"})
	}
	return out
}

func (p *Process) examineData(ctx context.Context) []finding {
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	if err := p.store.Opens(ctx); err != nil {
		return []finding{{"the data does not open: " + err.Error(), "DATA_KEY has to be the key of this city"}}
	}
	if _, err := p.store.CheckVersion(ctx); err != nil {
		return []finding{{err.Error(), "as it says"}}
	}
	var out []finding
	if people, err := p.store.People(ctx); err == nil {
		out = append(out, finding{what: fmt.Sprintf("the data opens; %d people were ever known", people)})
	}
	if p.files != nil {
		if err := p.fits(ctx); err != nil {
			out = append(out, finding{err.Error(), "as it says"})
		} else {
			out = append(out, finding{what: "files and Redis belong together"})
		}
	}
	lost, err := p.store.LastRollback(ctx)
	switch {
	case err != nil || lost == nil:
	case lost.Restored:
		out = append(out, finding{what: fmt.Sprintf("the city was restored on %s from a copy of %s", lost.To.Format(time.RFC3339), lost.From.Format(time.RFC3339))})
	case time.Since(lost.To) < 7*24*time.Hour:
		out = append(out, finding{fmt.Sprintf("data was set back on %s: what came since %s is lost", lost.To.Format(time.RFC3339), lost.From.Format(time.RFC3339)),
			"look for the cause: an older copy, a replica that was behind, appendfsync; look through /siaran and the tickets of that time"})
	}
	return out
}

// fits compares the marks without making any.
func (p *Process) fits(ctx context.Context) error {
	theirs, err := p.files.Mark()
	if errors.Is(err, files.ErrAbsent) {
		return nil // they are marked at the first start
	}
	if err != nil {
		return err
	}
	ours, _, err := p.store.FilesMark(ctx)
	if err != nil {
		return err
	}
	m := &MismatchError{Files: filesPlace(p.settings), Redis: "REDIS_URL " + store.Masked(p.settings.Redis), FilesMark: theirs, RedisMark: ours}
	if err := remembers(ctx, p.settings, p.store, p.files, m); err != nil {
		return err
	}
	if ours != theirs {
		return m
	}
	return nil
}

func (p *Process) examineWork(ctx context.Context) []finding {
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	var out []finding
	if active, err := p.store.Active(ctx); err == nil && !active {
		out = append(out, finding{"no process serves the city", "start naikkelas serve (systemctl start naikkelas), and look at its log (journalctl -u naikkelas)"})
	} else if err == nil {
		out = append(out, finding{what: "a process serves the city"})
	}
	h, err := p.store.Health(ctx)
	if err != nil {
		return append(out, finding{"it cannot be seen who waits: " + err.Error(), "try again"})
	}
	waiting := finding{what: fmt.Sprintf("%d causes and %d lines wait, the oldest for %s and %s", h.Inbox, h.Outbox, h.Cause.Round(time.Second), h.Line.Round(time.Second))}
	if h.Cause > waitingLong {
		waiting.do = "the process is too slow or stands still: look at its log, at Redis's time above, and at the load of the machine"
	}
	out = append(out, waiting)
	if h.Dead > 0 {
		out = append(out, finding{fmt.Sprintf("%d causes could not be handled and were put aside", h.Dead), "naikkelas dead list; after an upgrade: naikkelas dead replay"})
	}
	last, err := p.store.LastBackup(ctx)
	switch {
	case err != nil:
	case last.At.IsZero():
		out = append(out, finding{"no backup was ever made", "naikkelas backup FILE, and let naikkelas-backup.service make one a day"})
	case time.Since(last.At) > backupLate:
		out = append(out, finding{fmt.Sprintf("the last backup is %s old", time.Since(last.At).Round(time.Hour)), "look at naikkelas-backup.service: journalctl -u naikkelas-backup"})
	default:
		out = append(out, finding{what: fmt.Sprintf("the last backup is %s old, %d bytes", time.Since(last.At).Round(time.Minute), last.Bytes)})
	}
	return out
}

// Room on the disk below which somebody should look.
const (
	roomLeast = 1 << 30
	roomShare = 10 // of a hundred
)

func (p *Process) examineFiles() []finding {
	switch {
	case p.files == nil:
		return []finding{{"files are not kept", "name a folder in FILES_DIR that this user may write to, such as /var/lib/naikkelas/files"}}
	case p.settings.Bucket != "":
		return []finding{{what: filesPlace(p.settings) + " is set"}}
	}
	f := finding{what: filesPlace(p.settings) + " can be written to"}
	var disk syscall.Statfs_t
	if syscall.Statfs(p.settings.Files, &disk) == nil && disk.Blocks > 0 {
		free, all := disk.Bavail*uint64(disk.Bsize), disk.Blocks*uint64(disk.Bsize)
		f.what += fmt.Sprintf(", %d of %d MB are free", free>>20, all>>20)
		if free < roomLeast && free*100 < all*roomShare {
			f.do = "make room: when the disk is full no file is taken, and a Redis on it refuses to write"
		}
	}
	return []finding{f}
}

func (p *Process) examineChannels(ctx context.Context) []finding {
	var out []finding
	for _, c := range p.channels {
		name := channelNames[c.Name()]
		ctx, cancel := context.WithTimeout(ctx, askFor)
		began := time.Now()
		err := c.Reach(ctx)
		cancel()
		if err != nil {
			out = append(out, finding{name + " cannot be reached: " + err.Error(), "is the token right and not revoked, and does this machine get out to the network?"})
			continue
		}
		out = append(out, finding{what: fmt.Sprintf("%s answers and knows the token, in %s", name, time.Since(began).Round(time.Millisecond))})
	}
	return out
}
