package telegram

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"naikkelas/bot"
	"naikkelas/files"
	"naikkelas/flows"
)

// letter is a photo of a sheet of paper.
func letter(t testing.TB) []byte {
	t.Helper()
	p := image.NewGray(image.Rect(0, 0, 800, 600))
	for i := range p.Pix {
		p.Pix[i] = uint8(200 - (i/7%3)*60)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// reading reads files as the bot does.
func reading(api *API) func(context.Context, flows.File, func(io.Reader) error) error {
	c := NewChannel(api, nil)
	return func(ctx context.Context, f flows.File, take func(io.Reader) error) error {
		return c.Fetch(ctx, f.ID, take)
	}
}

// TestFetching: whatever the other side does, the person gets an answer, what
// is said to be kept is kept, and the token is in no log.
func TestFetching(t *testing.T) {
	t.Parallel()
	photo := letter(t)
	path := func(w http.ResponseWriter, p string) { answerOK(w, `{"file_id":"F1","file_path":"`+p+`"}`) }
	send := func(data []byte) script {
		return func(w http.ResponseWriter, r *http.Request, _ int, c apiCall) {
			if c.method == "getFile" {
				path(w, "photos/file_1.jpg")
				return
			}
			if r.URL.Path != "/file/bot"+testToken+"/photos/file_1.jpg" {
				t.Errorf("asked for %s", r.URL.Path)
			}
			_, _ = w.Write(data)
		}
	}
	second := func(first, then script) script { // what the first file gets, and what the next ones
		tries := 0
		return func(w http.ResponseWriter, r *http.Request, n int, c apiCall) {
			if c.method == "getFile" {
				path(w, "photos/file_1.jpg")
				return
			}
			if tries++; tries == 1 {
				first(w, r, n, c)
				return
			}
			then(w, r, n, c)
		}
	}
	cut := func(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) {
		w.Header().Set("Content-Length", "100000")
		_, _ = w.Write(photo[:500])
	}
	for _, c := range []struct {
		name   string
		file   flows.File
		answer script
		fault  string
		calls  int
	}{
		{"a photo", flows.File{ID: "F1"}, send(photo), "", 2},
		{"it breaks off once", flows.File{ID: "F1"}, second(cut, send(photo)), "", 4},
		{"a server in trouble once", flows.File{ID: "F1"}, second(proxyPage(502), send(photo)), "", 4},
		{"it always breaks off", flows.File{ID: "F1"}, second(cut, cut), "unreachable", 6},
		{"too large by what the message says: nothing is asked", flows.File{ID: "F1", Size: 60 << 20}, send(photo), "big", 0},
		{"too large by what Telegram says", flows.File{ID: "F1"}, always(400, "Bad Request: file is too big", ""), "big", 1},
		{"too large in spite of all", flows.File{ID: "F1", Size: 10}, send(append([]byte("%PDF-1.4"), make([]byte, 21<<20)...)), "big", 2},
		{"a program named .pdf", flows.File{ID: "F1", Kind: "document", Name: "nib.pdf"}, send([]byte("MZ\x90\x00 This program")), "type", 2},
		{"nothing", flows.File{ID: "F1"}, send(nil), "broken", 2},
		{"Telegram has it no more", flows.File{ID: "F1"}, always(400, "Bad Request: invalid file_id", ""), "unreachable", 1},
		{"a path out of the folder", flows.File{ID: "F1"}, func(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) { path(w, "../../getMe") }, "unreachable", 3},
		{"a path of the server's own disk", flows.File{ID: "F1"}, func(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) { path(w, "/var/lib/file") }, "unreachable", 3},
		{"sent elsewhere", flows.File{ID: "F1"}, second(func(w http.ResponseWriter, r *http.Request, _ int, _ apiCall) {
			http.Redirect(w, r, "http://127.0.0.1:1/"+r.URL.Path, http.StatusFound)
		}, send(photo)), "", 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			api := newScriptedAPI(t, c.answer)
			folder, err := files.Open(filepath.Join(t.TempDir(), "files"), [][]byte{make([]byte, 32)})
			if err != nil {
				t.Fatal(err)
			}
			f := &bot.Fetcher{Read: reading(api.API), Sleep: func(context.Context, time.Duration) {}, Storage: folder, Log: slog.New(slog.NewTextHandler(&log, nil))}
			got := f.Fetch(t.Context(), c.file)
			if got.Fault != c.fault || (got.Hash == "") == (c.fault == "") {
				t.Errorf("%+v", got)
			}
			if n := len(api.asked()); n != c.calls {
				t.Errorf("%d calls: %v", n, api.asked())
			}
			if strings.Contains(log.String(), testToken) {
				t.Errorf("the token is in the log: %s", &log)
			}
			if c.fault == "" {
				if data, err := folder.Read(got.Hash); err != nil || !bytes.Equal(data, photo) {
					t.Errorf("what was kept is %d bytes: %v", len(data), err)
				}
			}
		})
	}
}

func TestFetchingIntoADiskInTrouble(t *testing.T) {
	t.Parallel()
	api := newScriptedAPI(t, func(w http.ResponseWriter, _ *http.Request, _ int, c apiCall) {
		if c.method == "getFile" {
			answerOK(w, `{"file_path":"photos/file_1.jpg"}`)
			return
		}
		_, _ = io.WriteString(w, "%PDF-1.4")
	})
	dir := filepath.Join(t.TempDir(), "files")
	folder, err := files.Open(dir, [][]byte{make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	f := &bot.Fetcher{Read: reading(api.API), Sleep: func(context.Context, time.Duration) {}, Storage: folder, Log: slog.New(slog.NewTextHandler(&log, nil))}
	if got := f.Fetch(t.Context(), flows.File{ID: "F1"}); got.Fault != "storage" {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(log.String(), "could not be kept") {
		t.Error("the operator is not told")
	}
}
