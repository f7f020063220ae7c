package bot

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// keeper is a diary that says "Diterima" of a file once it is safe, and writes
// down whose it is in the same commit.
func keeper(s flows.State, in flows.Input, now time.Time) flows.Turn {
	turn := diary(s, in, now)
	if in.File == nil {
		return turn
	}
	stored, ok := s.Found.Files[in.File.ID]
	if !ok {
		turn.Lookup.Files = []flows.File{*in.File}
		return turn
	}
	turn.Say = []messages.Message{{Text: in.Text + " Diterima " + stored.Hash + stored.Fault}}
	if stored.Fault == "" {
		name := flows.RecordName{Kind: flows.FileRecord, ID: stored.Hash}
		r, known := s.Found.Records[name]
		if !known {
			turn.Lookup.Records = []flows.RecordName{name}
			return turn
		}
		r.RecordName, r.Data = name, []byte(`{}`)
		if in.Text == "9" { // the last message takes it away
			r.Data = nil
		}
		turn.Records = []flows.Record{r}
	}
	return turn
}

func sent(person, n int, file string) store.Cause {
	c := wrote(person, n)
	c.Input.File = &flows.File{ID: file, Kind: "photo"}
	return c
}

// TestAFileHoldsNobodyUp: while somebody's file is under way, other people's
// messages are handled, and their own wait their turn.
func TestAFileHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p := newMailroom(t, r)
		var causes []store.Cause
		for person := range 12 {
			causes = append(causes, wrote(person, 0), sent(person, 1, fmt.Sprint("F", person)), wrote(person, 2))
		}
		for n := range 3 {
			causes = append(causes, wrote(50, n))
		}
		p.append(causes...)
		arrive := make(chan struct{})
		var side atomic.Int32
		in := p.inbound(keeper)
		in.Fetch = func(ctx context.Context, f flows.File) flows.StoredFile {
			side.Add(1)
			select {
			case <-arrive:
			case <-ctx.Done():
			}
			return flows.StoredFile{Hash: "hash-of-" + f.ID}
		}
		run := p.start(in.Run)
		p.until("everybody else was handled and the files are fetched side by side", func() bool {
			return p.depths().Inbox == 24 && side.Load() == 12
		})
		if lines := p.outbox(); len(lines[postAddress(0)]) != 1 || len(lines[postAddress(50)]) != 3 {
			t.Errorf("said while the files were under way: %v", lines)
		}
		close(arrive)
		p.handled()
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		for person := range 12 {
			want := fmt.Sprintf("[0 1 Diterima hash-of-F%d 2]", person)
			if got := fmt.Sprint(p.outbox()[postAddress(person)]); got != want {
				t.Errorf("person %d: %s", person, got)
			}
		}
	})
}

// TestKilledBetweenReceivedAndStored: a process that dies while a file is under
// way, or when its bytes are safe and nothing is written down, leaves nothing
// said; the next one says it once.
func TestKilledBetweenReceivedAndStored(t *testing.T) {
	t.Parallel()
	for name, dies := range map[string]func(context.Context) flows.StoredFile{
		"while it is under way": func(ctx context.Context) flows.StoredFile {
			<-ctx.Done()
			return flows.StoredFile{Fault: "unreachable"}
		},
		"when its bytes are safe":     func(ctx context.Context) flows.StoredFile { <-ctx.Done(); return flows.StoredFile{Hash: "h"} },
		"when the lease went to else": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newMailroom(t, redistest.Embedded(t))
			p.append(sent(0, 0, "F"), wrote(0, 1))
			first := p.inbound(keeper)
			asked := make(chan struct{}, 1)
			first.Fetch = func(ctx context.Context, _ flows.File) flows.StoredFile {
				if dies == nil {
					p.acquire() // another process is active: this one's commit is refused
					asked <- struct{}{}
					return flows.StoredFile{Hash: "h"}
				}
				asked <- struct{}{}
				return dies(ctx)
			}
			run := p.start(first.Run)
			<-asked
			_ = run.stop() // whatever it ends with
			if lines := p.outbox(); len(lines) != 0 || p.depths().Inbox != 2 {
				t.Fatalf("it left %v said and %d causes", lines, p.depths().Inbox)
			}
			if known, err := p.store.Belong(t.Context(), postTime, []string{"h"}); err != nil || known["h"] {
				t.Errorf("a record of what was never said: %v", err)
			}
			next := p.inbound(keeper)
			next.Fetch = func(context.Context, flows.File) flows.StoredFile { return flows.StoredFile{Hash: "h"} }
			run = p.start(next.Run)
			p.handled()
			if err := run.stop(); err != nil {
				t.Error(err)
			}
			if got := fmt.Sprint(p.outbox()[postAddress(0)]); got != "[0 Diterima h 1]" {
				t.Errorf("said: %s", got)
			}
			if known, err := p.store.Belong(t.Context(), postTime, []string{"h", "other"}); err != nil || !known["h"] || known["other"] {
				t.Errorf("the file's record: %v, %v", known, err)
			}
		})
	}
}

func TestFilesAreGivenUpWithTheirRecords(t *testing.T) {
	t.Parallel()
	p := newMailroom(t, redistest.Embedded(t))
	p.append(sent(0, 0, "F"), sent(0, 9, "F"))
	in := p.inbound(keeper)
	fetched := 0
	in.Fetch = func(context.Context, flows.File) flows.StoredFile { fetched++; return flows.StoredFile{Hash: "h"} }
	gone := make(chan string, 9)
	in.Discard = func(hash string) { gone <- hash }
	p.start(in.Run)
	p.handled()
	if hash := <-gone; hash != "h" || len(gone) != 0 || fetched != 1 {
		t.Errorf("%q was given up, fetched %d times", hash, fetched)
	}
}

func TestWithoutAFolderNothingIsSaidToBeKept(t *testing.T) {
	t.Parallel()
	p := newMailroom(t, redistest.Embedded(t))
	p.append(sent(0, 0, "F"))
	run := p.start(p.inbound(keeper).Run)
	p.handled()
	if err := run.stop(); err != nil {
		t.Error(err)
	}
	if got := fmt.Sprint(p.outbox()[postAddress(0)]); got != "[0 Diterima storage]" {
		t.Errorf("said: %s", got)
	}
}
