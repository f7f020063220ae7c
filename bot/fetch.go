package bot

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/enterprise/read"
	"naikkelas/files"
	"naikkelas/flows"
	"naikkelas/reports"
)

// How long a file may take: one try, and all of them.
const (
	fetchTry   = 60 * time.Second
	fetchMost  = 150 * time.Second
	fetchTries = 3
)

// Fetcher brings the files that people send from the channel into the folder.
type Fetcher struct {
	Read    func(ctx context.Context, f flows.File, take func(io.Reader) error) error // Channels.Fetch
	Storage *files.Storage
	Log     *slog.Logger
	Kept    func(error) // nil: a file was kept; else its place refused it

	Sleep func(context.Context, time.Duration) // between tries; channel.Wait when nil
}

// Fetch returns once a file is safe, or says why it is not kept. It always has
// an answer, within fetchMost.
func (f *Fetcher) Fetch(ctx context.Context, file flows.File) flows.StoredFile {
	if file.Size > files.Most {
		return flows.StoredFile{Fault: "big"}
	}
	ctx, cancel := context.WithTimeout(ctx, fetchMost)
	defer cancel()
	pause := channel.Backoff{First: time.Second, Most: 10 * time.Second}
	for try := 1; ; try++ {
		stored, err := f.fetch(ctx, file)
		if err == nil {
			f.kept(nil)
			return flows.StoredFile{
				Hash: stored.Hash, Type: stored.Type, Size: stored.Size, Width: stored.Width, Height: stored.Height, Dark: stored.Dark, Blurred: stored.Blurred,
			}
		}
		fault, again := faultOf(err)
		if !again || try == fetchTries || ctx.Err() != nil {
			if fault == "storage" {
				f.kept(err)
			}
			if fault == "storage" || fault == "unreachable" {
				f.Log.Error("a file could not be kept", "why", fault, "error", err)
			}
			return flows.StoredFile{Fault: fault}
		}
		var e *channel.SendError
		least := time.Duration(0)
		if errors.As(err, &e) {
			least = e.RetryAfter
		}
		f.rest(ctx, pause.Next(least))
	}
}

func (f *Fetcher) kept(err error) {
	if f.Kept != nil {
		f.Kept(err)
	}
}

func (f *Fetcher) rest(ctx context.Context, d time.Duration) {
	if f.Sleep != nil {
		f.Sleep(ctx, d)
		return
	}
	channel.Wait(ctx, d)
}

func (f *Fetcher) fetch(ctx context.Context, file flows.File) (files.Stored, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTry)
	defer cancel()
	var stored files.Stored
	err := f.Read(ctx, file, func(r io.Reader) error {
		var err error
		stored, err = f.Storage.Put(time.Now(), r)
		return err
	})
	return stored, err
}

// Table reads a table that was fetched.
func (f *Fetcher) Table(file flows.TableFile) read.Table {
	data, err := f.Storage.Read(file.Hash)
	if err != nil {
		if !errors.Is(err, files.ErrAbsent) {
			f.Log.Error("a table that was kept cannot be read", "error", err)
		}
		return read.Table{Fault: "absent"}
	}
	sheets, err := reports.ReadTable(data, file.Type)
	if errors.Is(err, reports.ErrTableSize) {
		return read.Table{Fault: "large"}
	}
	t := tableOf(sheets)
	if err != nil || len(t.Sheets) == 0 {
		return read.Table{Fault: "broken"}
	}
	return t
}

// tableOf is what the flows see of a table: the sheets with anything in them.
func tableOf(sheets []reports.TableSheet) (t read.Table) {
	for _, sheet := range sheets {
		s := read.TableSheet{Name: sheet.Name, Hidden: sheet.Hidden, HiddenRows: sheet.HiddenRows, Unclosed: sheet.Unclosed}
		for _, row := range sheet.Rows {
			cells := make([]read.TableCell, len(row.Cells))
			for i, cell := range row.Cells {
				cells[i] = read.TableCell{Text: cell.Text, Fault: string(cell.Fault)}
			}
			s.Rows = append(s.Rows, read.TableRow{Number: row.Number, Cells: cells})
		}
		if len(s.Rows) > 0 {
			t.Sheets = append(t.Sheets, s)
		}
	}
	return t
}

// faultOf is what an error means for the person who sent the file, and whether
// another try may help.
func faultOf(err error) (fault string, again bool) {
	for _, known := range []struct {
		err   error
		fault string
	}{{files.ErrTooBig, "big"}, {files.ErrLocked, "password"}, {files.ErrType, "type"}, {files.ErrPixels, "pixels"}, {files.ErrTiny, "tiny"}, {files.ErrBroken, "broken"}, {files.ErrEmpty, "broken"}} {
		if errors.Is(err, known.err) {
			return known.fault, false
		}
	}
	var e *channel.SendError
	switch {
	case !errors.As(err, &e):
		return "storage", false
	case e.Kind == channel.Refused && strings.Contains(strings.ToLower(e.Text), "too big"):
		return "big", false
	}
	return "unreachable", e.Kind != channel.Refused && e.Kind != channel.Unauthorized
}
