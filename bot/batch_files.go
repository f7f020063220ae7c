package bot

import (
	"context"
	"errors"
	"time"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
)

// A step that needs a file's bytes to be safe is not waited for: its lane is
// put aside while the file is fetched, everybody else's go on, and then the
// step is worked out again. Until it is committed the cause stays in the inbox,
// so that a process that dies meanwhile leaves nothing said and nothing lost:
// the next one fetches again, and what lies in the folder without a record is
// swept away.

const (
	// fetchesMost is how many files are fetched at once, by all workers.
	fetchesMost = 16
	// fetchedFresh is how long what became of a file is relied on before it is
	// fetched again: far shorter than the sweep waits for a record.
	fetchedFresh = 10 * time.Minute
)

// brought is a lane that comes back with its files, or with its turn.
type brought struct {
	lane  *lane
	files map[string]flows.StoredFile
	done  *worked
}

// wanting is that a step needs files.
type wanting struct{ files []flows.File }

func (wanting) Error() string { return "bot: files are needed" }

// wanted are the files of a wanting, nil for any other error.
func wanted(err error) []flows.File {
	var w wanting
	if errors.As(err, &w) {
		return w.files
	}
	return nil
}

// known are the files that were fetched for a lane, while they can be relied on.
func (l *lane) known() map[string]flows.StoredFile {
	if l.files != nil && time.Since(l.fetched) > fetchedFresh {
		l.files = nil
	}
	return l.files
}

// send puts a lane aside until its files are there.
func (w *worker) send(ctx context.Context, l *lane, wants []flows.File) {
	l.away = true
	places := 1
	if w.suspect(l.entries[0]) {
		places = fetchesMost // nobody else's file is fetched meanwhile
	}
	w.fetching.Go(func() {
		b := brought{lane: l, files: map[string]flows.StoredFile{}}
		for _, f := range wants {
			b.files[f.ID] = w.fetch(ctx, f, places)
		}
		select {
		case w.back <- b:
		case <-ctx.Done():
		}
	})
}

func (w *worker) fetch(ctx context.Context, f flows.File, places int) flows.StoredFile {
	if w.Fetch == nil {
		return flows.StoredFile{Fault: "storage"}
	}
	if err := w.slots.Acquire(ctx, int64(places)); err != nil {
		return flows.StoredFile{Fault: "unreachable"} // nobody will hear of it
	}
	defer w.slots.Release(int64(places))
	return w.Fetch(ctx, f)
}

// tables reads the tables that a step needs: a few megabytes at most.
func (w *worker) tables(wanted []flows.TableFile) map[flows.TableFile]read.Table {
	found := map[flows.TableFile]read.Table{}
	for _, f := range wanted {
		found[f] = read.Table{Fault: "absent"}
		if w.Table != nil {
			found[f] = w.Table(f)
		}
	}
	return found
}

// welcome lets a lane go on that was away.
func (w *worker) welcome(b brought) {
	l := b.lane
	w.queue = append(w.queue, l)
	if l.away, l.done = false, b.done; b.files == nil {
		return
	}
	l.fetched = time.Now()
	if l.files == nil {
		l.files = map[string]flows.StoredFile{}
	}
	for id, f := range b.files {
		l.files[id] = f
	}
}

// goneFiles are the files whose records a turn takes away.
func goneFiles(turn flows.Turn) []string {
	var out []string
	for _, r := range turn.Records {
		if r.Kind == flows.FileRecord && r.Data == nil {
			out = append(out, r.ID)
		}
	}
	return out
}

// discard takes away the bytes of what went with changes that were written.
func (w *worker) discard(gone [][]string) {
	if w.Discard == nil {
		return
	}
	for _, hashes := range gone {
		for _, hash := range hashes {
			w.Discard(hash)
		}
	}
}
