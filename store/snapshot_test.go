package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/store/redistest"
)

// fill writes keys of every kind and of every way in which Redis packs them.
func fill(t *testing.T, r *redistest.Redis, prefix string) {
	t.Helper()
	ctx := t.Context()
	p := r.Client.Pipeline()
	p.Set(ctx, prefix+"number", 7, 0)
	p.Set(ctx, prefix+"numbers", 70000, 0)
	p.Set(ctx, prefix+"big", math.MaxInt32, 0)
	p.Set(ctx, prefix+"text", "Kota Malang", 0)
	p.Set(ctx, prefix+"packed", strings.Repeat("malang ", 1000), 0)
	p.Set(ctx, prefix+strings.Repeat("long:", 50), 1, 0)
	p.Set(ctx, prefix+"ends", "soon", time.Hour)
	p.SetBit(ctx, prefix+"in:registered", 70_000, 1)
	p.HSet(ctx, prefix+"r:ticket:1", "v", 1, "d", "x", "l", prefix+"list:tickets")
	for n := range 2000 {
		p.HSet(ctx, prefix+"hash", fmt.Sprint("field ", n), strings.Repeat("v", n%200))
		p.SAdd(ctx, prefix+"set", fmt.Sprint("member ", n))
		p.SAdd(ctx, prefix+"integers", n)
		p.ZAdd(ctx, prefix+"zset", redis.Z{Score: float64(n) / 3, Member: fmt.Sprint(n)})
		p.XAdd(ctx, &redis.XAddArgs{Stream: prefix + "stream", Values: []any{"e", strings.Repeat("s", n%300)}})
	}
	p.HSet(ctx, prefix+"small", "a", 1)
	p.ZAdd(ctx, prefix+"few", redis.Z{Score: 1.5, Member: "a"}, redis.Z{Score: math.Inf(1), Member: "b"})
	p.XAdd(ctx, &redis.XAddArgs{Stream: prefix + "emptied", ID: "5-1", Values: []any{"e", 1}})
	p.XDel(ctx, prefix+"emptied", "5-1")
	if _, err := p.Exec(ctx); err != nil {
		t.Fatal(err)
	}
}

// TestASnapshotIsTheCityAndNothingElse: it comes whole into another city, with
// what else is on the server left where it is.
func TestASnapshotIsTheCityAndNothingElse(t *testing.T) {
	t.Parallel()
	r := redistest.Server(t)
	fill(t, r, "nk:{malang}:")
	fill(t, r, "nk:{batu}:")
	p := r.Client.Pipeline()
	p.XGroupCreate(t.Context(), "nk:{batu}:stream", "g", "0")
	p.XReadGroup(t.Context(), &redis.XReadGroupArgs{Group: "g", Consumer: "c", Streams: []string{"nk:{batu}:stream", ">"}, Count: 10})
	p.Do(t.Context(), "SELECT", 3)
	p.Set(t.Context(), "nk:{malang}:stray", 1, 0)
	p.RPush(t.Context(), "others", "a", strings.Repeat("b", 20_000), "c")
	p.Do(t.Context(), "SELECT", 0)
	if _, err := p.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	open := func(city string) *Store {
		s, err := Open(Options{URL: r.URL, City: city, Keys: Keys{make([]byte, 32)}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	malang, copied := open("malang"), open("latihan")
	var all []Kept
	if err := malang.Snapshot(t.Context(), func(k Kept) error { all = append(all, k); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := copied.RestoreKeys(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if err := copied.rename(t.Context(), malang.keys); err != nil {
		t.Fatal(err)
	}
	want, got := map[string]string{}, map[string]string{}
	for key, value := range r.Everything() {
		if strings.HasSuffix(key, ":set") || strings.HasSuffix(key, ":integers") { // their order is nobody's business
			words := strings.Fields(strings.Trim(value, "[]"))
			slices.Sort(words)
			value = strings.Join(words, " ")
		}
		if name, ok := strings.CutPrefix(key, "nk:{malang}:"); ok {
			want[name] = strings.ReplaceAll(value, "{malang}", "{latihan}")
		}
		if name, ok := strings.CutPrefix(key, "nk:{latihan}:"); ok {
			got[name] = value
		}
	}
	if !maps.Equal(want, got) {
		for name := range want {
			if want[name] != got[name] {
				t.Errorf("%s is %.80q, not %.80q", name, got[name], want[name])
			}
		}
		t.Errorf("%d keys, not %d", len(got), len(want))
	}
	if ttl := r.Client.TTL(t.Context(), "nk:{latihan}:ends").Val(); ttl <= 0 || ttl > time.Hour {
		t.Errorf("what ends, ends in %s", ttl)
	}
	if last := r.Client.XInfoStream(t.Context(), "nk:{latihan}:emptied").Val().LastGeneratedID; last != "5-1" {
		t.Errorf("the stream goes on after %s", last)
	}
}

// TestACopyThatBreaksOffIsNone.
func TestACopyThatBreaksOffIsNone(t *testing.T) {
	t.Parallel()
	head := []byte("REDIS0010")
	for _, rest := range [][]byte{nil, {rdbSelect}, {0, 3, 'a', 'b', 'c'}, {rdbEnd, 1, 2}, {99, 1, 'a', 1}, {rdbEnd, 1, 2, 3, 4, 5, 6, 7, 8}, {0, 0xc3, 2, 9, 1, 2}} {
		if err := readRDB(bytes.NewReader(append(bytes.Clone(head), rest...)), func(int, string) bool { return true }, func(dumped) error { return nil }); err == nil {
			t.Errorf("%v was taken for whole", rest)
		}
	}
	if err := readRDB(strings.NewReader("HELLO"), nil, nil); err == nil {
		t.Error("no copy was taken for one")
	}
}

// FuzzCopy: whatever comes, it is an error or the end.
func FuzzCopy(f *testing.F) {
	f.Add([]byte("REDIS0010\xfe\x00\x00\x01a\x01b\xff\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("REDIS0010\x00\xc3\x04\x05\x01ab\x20\x00\x01b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = readRDB(bytes.NewReader(data), func(int, string) bool { return true }, func(dumped) error { return nil })
	})
}

// TestNoCopyIsGivenIsSaid with what is missing.
func TestNoCopyIsGivenIsSaid(t *testing.T) {
	t.Parallel()
	r := redistest.Server(t)
	if err := r.Client.Do(t.Context(), "ACL", "SETUSER", "bot", "on", ">secret", "~*", "+@all", "-sync", "-psync", "-replconf").Err(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(Options{URL: strings.Replace(r.URL, "redis://", "redis://bot:secret@", 1), City: "malang", Keys: Keys{make([]byte, 32)}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.Snapshot(t.Context(), func(Kept) error { return nil }); err == nil || !strings.Contains(err.Error(), "+sync") {
		t.Errorf("it says %v", err)
	}
	if err := r.Client.Do(t.Context(), "ACL", "SETUSER", "bot", "+sync", "+replconf").Err(); err != nil {
		t.Fatal(err)
	}
	if err := s.Snapshot(t.Context(), func(Kept) error { return nil }); err != nil {
		t.Error(err)
	}
}

// TestMigrationsGoOnWhereTheyStopped, and each is done once.
func TestMigrationsGoOnWhereTheyStopped(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 1)
		held := lease(t, s)
		var ran []int
		broken := true
		step := func(to int, fails func() bool) migration {
			return migration{to, func(_ context.Context, _ *Store, _ Lease, _ time.Time) error {
				ran = append(ran, to)
				if fails() {
					return errors.New("killed here")
				}
				return nil
			}}
		}
		all := []migration{step(1, func() bool { return false }), step(2, func() bool { return broken }), step(3, func() bool { return false })}
		run := func() error {
			text, _ := r.Client.Get(t.Context(), s.keys.version()).Result()
			from := 0
			_, _ = fmt.Sscan(text, &from)
			return s.migrate(t.Context(), held, time.Now(), "v1", from, all)
		}
		if err := run(); err == nil {
			t.Fatal("a broken migration was taken for done")
		}
		broken = false
		if err := run(); err != nil {
			t.Fatal(err)
		}
		if err := run(); err != nil || fmt.Sprint(ran) != "[1 2 2 3]" {
			t.Errorf("ran %v, %v", ran, err)
		}
		if _, err := s.CheckVersion(t.Context()); err == nil {
			t.Error("data of version 3 is taken for known")
		}
	})
}
