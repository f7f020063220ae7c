package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"naikkelas/backup"
	"naikkelas/files"
	"naikkelas/store"
)

// Restore is "naikkelas restore".
type Restore struct {
	config
	File    string `arg:"" help:"A backup that naikkelas backup made."`
	Check   bool   `help:"Only read it through and say of what it is."`
	Replace bool   `help:"Remove what Redis holds of the city now."`
}

// Run puts a city back, or makes a rehearsal of another name.
func (c *Restore) Run(ctx context.Context) error {
	s, data, err := c.open()
	if err != nil {
		return err
	}
	defer func() { _ = data.Close() }() // nothing is buffered in it
	archive, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = archive.Close() }() // only read from
	r := restore{settings: s, store: data, archive: archive, replace: c.Replace, say: os.Stdout}
	if err := r.look(); err != nil || c.Check {
		return err
	}
	if r.files, err = s.storage(); err != nil {
		return err
	}
	return r.run(ctx, time.Now())
}

// restore is one backup on its way back.
type restore struct {
	settings Settings
	store    *store.Store
	files    *files.Storage
	archive  io.ReadSeeker
	replace  bool
	say      io.Writer
	about    backup.About
	counts   backup.Counts
	size     int64
}

// look reads all of it before anything is changed.
func (r *restore) look() error {
	counts, err := backup.Read(r.archive, r.settings.Keys, backup.Contents{About: func(a backup.About) error {
		r.about = a
		return nil
	}})
	if err != nil {
		return err
	}
	if r.size, err = r.archive.Seek(0, io.SeekCurrent); err != nil {
		return err
	}
	if r.counts = counts; r.about.Version > store.Version {
		return &store.VersionError{Data: r.about.Version, By: r.about.Release}
	}
	fmt.Fprintf(r.say, "The backup is whole: city %s as of %s, made by release %s, %d keys, %d files.\n",
		r.about.City, r.about.Made.Format(time.RFC3339), r.about.Release, counts.Keys, counts.Files)
	return nil
}

func (r *restore) rehearsal() bool { return r.about.City != r.settings.City }

// ErrServed is that a process serves the city that is to be restored.
var ErrServed = errors.New("a process serves this city, or stands by for it: stop naikkelas serve first")

// run puts it back while nobody else may work on the city.
func (r *restore) run(ctx context.Context, now time.Time) error {
	if err := r.store.Ready(ctx); err != nil {
		return err
	}
	if err := r.mayTakeFiles(ctx); err != nil {
		return err
	}
	lease, ok, err := r.store.Acquire(ctx, leaseTime)
	if err != nil {
		return err
	}
	if !ok {
		return ErrServed
	}
	working, cancel := context.WithCancelCause(ctx)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		cancel(renewLease(working, r.store, lease))
	}()
	err = r.under(working, lease, now)
	cancel(nil)
	<-renewed
	if err != nil {
		return errors.Join(err, ignoreCanceled(context.Cause(working)))
	}
	return r.store.Release(ctx, lease)
}

func ignoreCanceled(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// mayTakeFiles keeps a rehearsal's files away from the city's, and a city's away
// from another's.
func (r *restore) mayTakeFiles(ctx context.Context) error {
	theirs, err := r.files.Mark()
	if errors.Is(err, files.ErrAbsent) {
		theirs, err = "", nil
	}
	if err != nil {
		return err
	}
	some, err := r.files.Any(ctx)
	switch {
	case err != nil:
		return err
	case r.rehearsal() && theirs != "" && theirs == r.about.Mark:
		return fmt.Errorf("%s is the one that the city %s uses; right would be another, empty one for the rehearsal", filesPlace(r.settings), r.about.City)
	case some && theirs != r.about.Mark && !r.replace:
		return fmt.Errorf("%s holds files of another store; right would be an empty one, or --replace if they are not needed any more", filesPlace(r.settings))
	}
	return nil
}

func (r *restore) under(ctx context.Context, lease store.Lease, now time.Time) error {
	err := r.store.BeginRestore(ctx, r.about.Made, r.replace)
	if occupied := (*store.OccupiedError)(nil); errors.As(err, &occupied) {
		return fmt.Errorf("REDIS_URL %s holds data of %d people of the city %s. To put the backup in its place, add --replace; to look at it beside, name another CITY and FILES_DIR",
			store.Masked(r.settings.Redis), occupied.People, r.settings.City)
	}
	if err == nil {
		err = r.putBack(ctx)
	}
	if err != nil {
		return err
	}
	held, err := r.end(ctx, lease, now)
	if err != nil {
		return err
	}
	r.report(held, now)
	return nil
}

func (r *restore) putBack(ctx context.Context) error {
	if _, err := r.archive.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := backup.Read(r.archive, r.settings.Keys, backup.Contents{
		Keys: func(keys []backup.Key) error {
			kept := make([]store.Kept, len(keys))
			for i, k := range keys {
				kept[i] = store.Kept{Key: k.Name, Expires: k.Expires, Payload: k.Payload}
			}
			return r.store.RestoreKeys(ctx, kept)
		},
		File: func(name string, data io.Reader) error { return errors.Join(ctx.Err(), r.files.PutSealed(name, data)) },
	})
	return err
}

// end marks what is there now as belonging together.
func (r *restore) end(ctx context.Context, lease store.Lease, now time.Time) (store.Held, error) {
	one := r.about.Mark
	if one == "" || r.rehearsal() {
		one = newMark()
	}
	if err := mark(ctx, r.store, r.files, one); err != nil {
		return store.Held{}, err
	}
	state, err := r.files.State()
	if err != nil && !errors.Is(err, files.ErrAbsent) {
		return store.Held{}, err
	}
	held, err := r.store.EndRestore(ctx, lease, now, store.Restored{
		City: r.about.City, Made: r.about.Made, Rehearsal: r.rehearsal(), Version: r.about.Version, Release: r.about.Release, Tide: state.Tide,
	})
	if err == nil && !r.rehearsal() {
		err = r.store.BackedUp(ctx, store.Backup{At: r.about.Made, Bytes: r.size})
	}
	if err != nil {
		return held, err
	}
	return held, writeState(ctx, r.settings, r.store, r.files)
}

// report says what holds now, and what does not.
func (r *restore) report(held store.Held, now time.Time) {
	fmt.Fprintf(r.say, "Restored: city %s with %d people and %d files.\n", r.settings.City, held.People, r.counts.Files)
	if r.rehearsal() {
		fmt.Fprintf(r.say, "It is a rehearsal of %s: what was waiting to be said and every reminder were left out, and %d announcements wait for an officer. Serve it with the token of a bot for trials.\n",
			r.about.City, held.Announcements)
		return
	}
	fmt.Fprintf(r.say, "The backup is %s old. What people wrote since then is not in it:\n"+
		"- whoever writes is told so, and is asked the question again that was open then; who registered since is a stranger and begins again;\n"+
		"- %d announcements that were on their way, or were to go out since then, wait for an officer (/siaran): who still waits by the backup may have got them;\n"+
		"- reminders of these hours may come a second time; no announcement does unless an officer lets it;\n"+
		"- who had everything erased since then stands in it again: look into the audit trail or the tickets for them, and erase them again.\n"+
		"Start naikkelas serve now.\n", now.Sub(r.about.Made).Round(time.Minute), held.Announcements)
}

// renewLease keeps a lease until the context ends or it is lost.
func renewLease(ctx context.Context, data *store.Store, lease store.Lease) error {
	for {
		pause(ctx, leaseRenew)
		if ctx.Err() != nil {
			return nil
		}
		if err := data.Renew(ctx, lease, leaseTime); errors.Is(err, store.ErrFenced) {
			return err
		}
	}
}
