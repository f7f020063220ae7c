package files

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// service is as much of an S3-compatible service as a bucket needs.
type service struct {
	mu      sync.Mutex
	objects map[string][]byte
	since   map[string]time.Time
	refuses int // the status of every answer; 0: it works
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := strings.TrimPrefix(r.URL.Path, "/papers/")
	fail := func(status int, code string) {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		_, _ = w.Write([]byte("<Error><Code>" + code + "</Code><Message>no</Message></Error>"))
	}
	data, there := s.objects[key]
	switch {
	case s.refuses != 0:
		fail(s.refuses, "Refused")
	case !strings.Contains(r.Header.Get("Authorization"), "Credential=me/"):
		fail(http.StatusForbidden, "AccessDenied")
	case r.Method == http.MethodPut:
		s.objects[key], _ = io.ReadAll(r.Body)
		s.since[key] = time.Now()
		w.Header().Set("ETag", `"e"`)
	case r.Method == http.MethodDelete:
		delete(s.objects, key)
		w.WriteHeader(http.StatusNoContent)
	case r.URL.Query().Has("list-type"):
		s.list(w, r.URL.Query().Get("prefix"))
	case key == "" || key == "/papers": // is there such a bucket?
	case !there:
		fail(http.StatusNotFound, "NoSuchKey")
	default:
		w.Header().Set("ETag", `"e"`)
		http.ServeContent(w, r, "", s.since[key].Truncate(time.Second), bytes.NewReader(data))
	}
}

func (s *service) list(w http.ResponseWriter, prefix string) {
	type object struct {
		Key          string
		LastModified time.Time
		Size         int
	}
	var out struct {
		XMLName  xml.Name `xml:"ListBucketResult"`
		Contents []object
	}
	for key, data := range s.objects {
		if strings.HasPrefix(key, prefix) {
			out.Contents = append(out.Contents, object{key, s.since[key], len(data)})
		}
	}
	w.Header().Set("Content-Type", "application/xml")
	_ = xml.NewEncoder(w).Encode(out)
}

func newBucket(t *testing.T) (*Storage, *service) {
	t.Helper()
	s := &service{objects: map[string][]byte{}, since: map[string]time.Time{}}
	server := httptest.NewTLSServer(s)
	t.Cleanup(server.Close)
	address := strings.Replace(server.URL, "https://", "https://me:secret@", 1) + "/papers/kota"
	f, err := openBucket(address, [][]byte{bytes.Repeat([]byte("k"), 32)}, server.Client().Transport)
	if err != nil {
		t.Fatal(err)
	}
	return f, s
}

func TestABucketKeepsWhatAFolderKeeps(t *testing.T) {
	t.Parallel()
	f, s := newBucket(t)
	picture := jpegOf(t, paper(1200, 900, 20, 230))
	if err := f.Reach(t.Context()); err != nil {
		t.Fatal(err)
	}
	stored, err := f.Put(time.Now(), bytes.NewReader(picture))
	if err != nil || stored.Type != "jpg" || stored.Width != 1200 {
		t.Fatalf("%+v, %v", stored, err)
	}
	if again, err := f.Put(time.Now(), bytes.NewReader(picture)); err != nil || again.Hash != stored.Hash || len(s.objects) != 1 {
		t.Errorf("the same again: %+v, %v, %d objects", again, err, len(s.objects))
	}
	for key, data := range s.objects {
		if path.Dir(key) != "kota" || bytes.Contains(data, picture[100:140]) {
			t.Errorf("%s is readable", key)
		}
	}
	if got, err := f.Read(stored.Hash); err != nil || !bytes.Equal(got, picture) {
		t.Errorf("read back %d bytes, %v", len(got), err)
	}
	if _, err := f.Read(strings.Repeat("0", 64)); !errors.Is(err, ErrAbsent) {
		t.Errorf("what is not there: %v", err)
	}
	if _, err := f.Put(time.Now(), strings.NewReader("MZ this program")); !errors.Is(err, ErrType) || len(s.objects) != 1 {
		t.Errorf("a program: %v, %d objects", err, len(s.objects))
	}
	if err := errors.Join(f.Remove(stored.Hash, time.Now().Add(-time.Hour)), f.Remove(strings.Repeat("0", 64), time.Now())); err != nil || len(s.objects) != 1 {
		t.Errorf("one that came lately: %v, %d objects", err, len(s.objects))
	}
	if err := f.Remove(stored.Hash, time.Now().Add(time.Hour)); err != nil || len(s.objects) != 0 {
		t.Errorf("removed: %v, %d objects", err, len(s.objects))
	}
}

func TestABucketIsSwept(t *testing.T) {
	t.Parallel()
	f, s := newBucket(t)
	var hashes []string
	for i := range 3 {
		stored, err := f.Put(time.Now(), bytes.NewReader(jpegOf(t, paper(1200, 900, uint8(20+i), 230))))
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, stored.Hash)
	}
	s.objects["kota/readme"], s.objects["elsewhere/"+hashes[0]] = []byte("x"), []byte("x") // not ours
	belongs := func(_ context.Context, asked []string) (map[string]bool, error) {
		slices.Sort(asked)
		return map[string]bool{hashes[1]: true}, nil
	}
	if n, err := f.Sweep(t.Context(), time.Now().Add(-time.Hour), false, belongs); n != 0 || err != nil {
		t.Errorf("young ones: %d removed, %v", n, err)
	}
	clear(f.placed) // another process put them there
	if n, err := f.Sweep(t.Context(), time.Now().Add(time.Hour), false, belongs); n != 2 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
	if _, there := s.objects["kota/"+hashes[1]]; !there || len(s.objects) != 5 { // two of them in the bin
		t.Errorf("left are %d objects, ours %t", len(s.objects), there)
	}
}

// A service in trouble is an error of the storage, not of what was sent, and
// never shows the secret.
func TestABucketThatRefuses(t *testing.T) {
	t.Parallel()
	f, s := newBucket(t)
	stored, err := f.Put(time.Now(), bytes.NewReader(jpegOf(t, paper(1200, 900, 20, 230))))
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	s.refuses = http.StatusForbidden
	s.mu.Unlock()
	_, put := f.Put(time.Now(), bytes.NewReader(jpegOf(t, paper(1200, 900, 30, 230))))
	_, read := f.Read(stored.Hash)
	_, sweep := f.Sweep(t.Context(), time.Now().Add(time.Hour), false, func(context.Context, []string) (map[string]bool, error) { return nil, nil })
	for name, err := range map[string]error{"put": put, "read": read, "sweep": sweep, "reach": f.Reach(t.Context())} {
		if err == nil || errors.Is(err, ErrAbsent) || errors.Is(err, ErrType) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAddressesOfBuckets(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "s3.example.id/papers", "https://s3.example.id/papers", "https://me@s3.example.id/papers", "https://me:secret@s3.example.id", "ftp://me:secret@s3.example.id/papers", "https://me:sec ret@%zz/papers"} {
		if _, err := OpenBucket(address, [][]byte{bytes.Repeat([]byte("k"), 32)}); err == nil || strings.Contains(err.Error(), "secret@") {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := OpenBucket("https://me:secret@s3.example.id/papers/kota?region=ap-southeast-3", [][]byte{bytes.Repeat([]byte("k"), 32)}); err != nil {
		t.Error(err)
	}
}
