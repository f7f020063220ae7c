package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"naikkelas/backup"
	"naikkelas/files"
	"naikkelas/store"
)

// Backup is "naikkelas backup".
type Backup struct {
	config
	File  string        `arg:"" help:"Where the backup goes. A folder, or --every: each backup gets a name with its time."`
	Every time.Duration `help:"Go on, and make one so often: 24h."`
	Keep  int           `default:"14" help:"How many of those with a time in their names are kept."`
}

// tryAgainAfter is the pause after a backup that failed.
const tryAgainAfter = 5 * time.Minute

// Run makes one backup, or one after the other.
func (c *Backup) Run(ctx context.Context) error {
	if c.Keep < 1 || c.Every < 0 || c.Every > 0 && c.Every < time.Minute {
		return errors.New("--every and --keep: right would be --every 24h --keep 14")
	}
	s, data, err := c.open()
	if err != nil {
		return err
	}
	defer func() { _ = data.Close() }() // nothing is buffered in it
	storage, err := s.storage()
	if err != nil {
		return err
	}
	b := backups{settings: s, store: data, files: storage, place: c.place(s), keep: c.Keep, say: os.Stdout}
	if c.Every == 0 {
		return b.make(ctx, time.Now())
	}
	for ctx.Err() == nil {
		wait := c.Every - time.Since(b.newest())
		if wait <= 0 {
			if err := b.make(ctx, time.Now()); err != nil && ctx.Err() == nil {
				fmt.Fprintf(os.Stderr, "no backup was made, and it is tried again: %v\n", err)
				wait = tryAgainAfter
			}
		}
		pause(ctx, wait)
	}
	return nil
}

// backupEnd is how the names of backups end that were given none.
const backupEnd = ".backup"

// place is where the backups of this command lie.
func (c *Backup) place(s Settings) backupPlace {
	if info, err := os.Stat(c.File); err == nil && info.IsDir() {
		return backupPlace{dir: c.File, start: s.City, end: backupEnd, dated: true}
	}
	end := filepath.Ext(c.File)
	return backupPlace{dir: filepath.Dir(c.File), start: strings.TrimSuffix(filepath.Base(c.File), end), end: end, dated: c.Every > 0}
}

// backupPlace is a folder and what the names in it look like.
type backupPlace struct {
	dir, start, end string
	dated           bool
}

const backupTime = "20060102-150405"

func (p backupPlace) name(at time.Time) string {
	if !p.dated {
		return filepath.Join(p.dir, p.start+p.end)
	}
	return filepath.Join(p.dir, p.start+"-"+at.UTC().Format(backupTime)+p.end)
}

// dates are the backups that are there, by when they were made; the newest last.
func (p backupPlace) dates() []time.Time {
	entries, _ := os.ReadDir(p.dir) // a folder that is not there has none
	var all []time.Time
	for _, e := range entries {
		middle, ok := strings.CutPrefix(strings.TrimSuffix(e.Name(), p.end), p.start+"-")
		at, err := time.Parse(backupTime, middle)
		if ok && err == nil && filepath.Join(p.dir, e.Name()) == p.name(at) {
			all = append(all, at)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// backups makes the backups of one city.
type backups struct {
	settings Settings
	store    *store.Store
	files    *files.Storage
	place    backupPlace
	keep     int
	say      io.Writer
}

// newest is when the newest was made; zero: there is none.
func (b *backups) newest() time.Time {
	all := b.place.dates()
	if len(all) == 0 {
		return time.Time{}
	}
	return all[len(all)-1]
}

// make makes one: written aside, flushed, read through, and only then given its
// name. Older ones than are kept go after that.
func (b *backups) make(ctx context.Context, now time.Time) error {
	if err := b.store.Ready(ctx); err != nil {
		return err
	}
	about, err := b.about(ctx, now)
	if err != nil {
		return err
	}
	name := b.place.name(now)
	aside, err := os.CreateTemp(b.place.dir, "."+b.place.start+"-*.part")
	if err != nil {
		return fmt.Errorf("the backup cannot be written: %w; right would be a folder that is there and may be written to", err)
	}
	defer func() { _ = os.Remove(aside.Name()) }() // it has its name, or is nothing
	counts, err := b.write(ctx, aside, about)
	if err == nil {
		err = aside.Sync()
	}
	var size int64
	if err == nil {
		size, err = verify(aside, b.settings, counts)
	}
	if err = errors.Join(err, aside.Close()); err == nil {
		err = os.Rename(aside.Name(), name)
	}
	if err == nil {
		err = flushFolder(b.place.dir)
	}
	if err != nil {
		return fmt.Errorf("the backup could not be made: %w", err)
	}
	fmt.Fprintf(b.say, "%s: city %s as of %s, %d keys, %d files, %d bytes, read through and right.\n",
		name, about.City, about.Made.Format(time.RFC3339), counts.Keys, counts.Files, size)
	if err := b.store.BackedUp(ctx, store.Backup{At: now, Bytes: size}); err != nil {
		fmt.Fprintf(b.say, "It could not be noted in Redis, and naikkelas serve will call it missing: %v\n", err)
	}
	return b.drop()
}

// about looks whether what is to be kept is whole, and says of what it is.
func (b *backups) about(ctx context.Context, now time.Time) (backup.About, error) {
	version, err := b.store.CheckVersion(ctx)
	if err != nil {
		return backup.About{}, err
	}
	mark, err := b.files.Mark()
	if err != nil && !errors.Is(err, files.ErrAbsent) {
		return backup.About{}, err
	}
	ours, _, err := b.store.FilesMark(ctx)
	if err != nil {
		return backup.About{}, err
	}
	mismatch := &MismatchError{Files: filesPlace(b.settings), Redis: "REDIS_URL " + store.Masked(b.settings.Redis), FilesMark: mark, RedisMark: ours}
	if err := remembers(ctx, b.settings, b.store, b.files, mismatch); err != nil {
		return backup.About{}, err
	}
	if mark != ours {
		return backup.About{}, mismatch
	}
	return backup.About{City: b.settings.City, Made: now.UTC(), Version: version, Release: Release(), Mark: mark}, nil
}

// write writes Redis first: whatever file it names is there, or was removed
// because somebody asked for that.
func (b *backups) write(ctx context.Context, to io.Writer, about backup.About) (backup.Counts, error) {
	w, err := backup.NewWriter(to, b.settings.Keys, about)
	if err != nil {
		return backup.Counts{}, err
	}
	err = b.store.Snapshot(ctx, func(k store.Kept) error {
		return w.Key(backup.Key{Name: k.Key, Expires: k.Expires, Payload: k.Payload})
	})
	if err == nil {
		err = b.files.Each(ctx, w.File)
	}
	if err != nil {
		return backup.Counts{}, err
	}
	return w.Close()
}

// verify reads a backup through as a restore would.
func verify(f *os.File, s Settings, wrote backup.Counts) (size int64, err error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	read, err := backup.Read(f, s.Keys, backup.Contents{})
	if err == nil && read != wrote {
		err = backup.ErrCut
	}
	if err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// partsFor is how long something half-written is left alone.
const partsFor = 24 * time.Hour

// drop removes the backups that are more than are kept, the oldest first, and
// what a process left half-written that was killed.
func (b *backups) drop() error {
	var failed error
	if b.place.dated {
		all := b.place.dates()
		for _, at := range all[:max(0, len(all)-b.keep)] {
			failed = errors.Join(failed, os.Remove(b.place.name(at)))
		}
	}
	parts, _ := filepath.Glob(filepath.Join(b.place.dir, "."+b.place.start+"-*.part"))
	for _, name := range parts {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > partsFor {
			failed = errors.Join(failed, os.Remove(name))
		}
	}
	return failed
}

// flushFolder makes the names in a folder durable.
func flushFolder(dir string) error {
	d, err := os.Open(cmp.Or(dir, "."))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
