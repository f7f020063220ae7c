package backup_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"naikkelas/backup"
)

var secrets = [][]byte{bytes.Repeat([]byte("s"), 32)}

func archive(t *testing.T, keys []backup.Key, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := backup.NewWriter(&out, secrets, backup.About{City: "malang", Made: time.Date(2026, 11, 1, 3, 0, 0, 0, time.UTC), Version: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if err := w.Key(k); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range files {
		if err := w.File(name, strings.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	if counts, err := w.Close(); err != nil || counts.Keys != len(keys) || counts.Files != len(files) {
		t.Fatalf("%+v, %v", counts, err)
	}
	return out.Bytes()
}

// TestWhatGoesInComesOut, in order and whole, however much it is.
func TestWhatGoesInComesOut(t *testing.T) {
	t.Parallel()
	var keys []backup.Key
	for n := range 3000 {
		keys = append(keys, backup.Key{Name: fmt.Sprint("p:", n), Expires: uint64(n), Payload: bytes.Repeat([]byte{byte(n)}, n)})
	}
	keys = append(keys, backup.Key{Name: "audit", Payload: bytes.Repeat([]byte("a"), 9<<20)}, backup.Key{Name: "empty"})
	data := archive(t, keys, map[string]string{"abc": "bytes"})
	var got []backup.Key
	var about backup.About
	counts, err := backup.Read(bytes.NewReader(data), secrets, backup.Contents{
		About: func(a backup.About) error { about = a; return nil },
		Keys:  func(k []backup.Key) error { got = append(got, k...); return nil },
		File: func(name string, r io.Reader) error {
			if text, err := io.ReadAll(r); err != nil || name != "abc" || string(text) != "bytes" {
				t.Errorf("%s is %q, %v", name, text, err)
			}
			return nil
		},
	})
	if err != nil || counts != (backup.Counts{Keys: 3002, Files: 1}) || about.City != "malang" || about.Format != backup.Format {
		t.Fatalf("%+v %+v %v", counts, about, err)
	}
	for i, k := range keys {
		if got[i].Name != k.Name || got[i].Expires != k.Expires || !bytes.Equal(got[i].Payload, k.Payload) {
			t.Fatalf("key %d is %s", i, got[i].Name)
		}
	}
}

// TestAnArchiveCutOffAnywhereIsNone.
func TestAnArchiveCutOffAnywhereIsNone(t *testing.T) {
	t.Parallel()
	data := archive(t, []backup.Key{{Name: "p:1", Payload: make([]byte, 200_000)}}, map[string]string{"abc": strings.Repeat("x", 100_000)})
	for end := 0; end < len(data); end += 997 {
		if _, err := backup.Read(bytes.NewReader(data[:end]), secrets, backup.Contents{}); !errors.Is(err, backup.ErrCut) {
			t.Fatalf("cut off at %d of %d: %v", end, len(data), err)
		}
	}
	var unended bytes.Buffer
	if _, err := backup.NewWriter(&unended, secrets, backup.About{}); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Read(&unended, secrets, backup.Contents{}); !errors.Is(err, backup.ErrCut) {
		t.Errorf("one that was never ended: %v", err)
	}
}
