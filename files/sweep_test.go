package files

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// eachPlace runs a test on a folder and on a bucket.
func eachPlace(t *testing.T, do func(t *testing.T, f *Storage)) {
	t.Run("folder", func(t *testing.T) { t.Parallel(); do(t, newFolder(t)) })
	t.Run("bucket", func(t *testing.T) {
		t.Parallel()
		f, _ := newBucket(t)
		do(t, f)
	})
}

func putMany(t *testing.T, f *Storage, n int, at time.Time) []string {
	t.Helper()
	var hashes []string
	for i := range n {
		s, err := f.Put(at, strings.NewReader(fmt.Sprint("%PDF-1.4 ", i)))
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, s.Hash)
	}
	return hashes
}

func readable(f *Storage, hashes []string) (n int) {
	for _, hash := range hashes {
		if _, err := f.Read(hash); err == nil {
			n++
		}
	}
	return n
}

// TestASweepTakesNoMoreThanASmallShare: a store that knows none of the files,
// or has forgotten many, gets none of them thrown away.
func TestASweepTakesNoMoreThanASmallShare(t *testing.T) {
	t.Parallel()
	eachPlace(t, func(t *testing.T, f *Storage) {
		now := time.Now()
		hashes := putMany(t, f, 60, now.Add(-48*time.Hour))
		var many *TooManyError
		if n, err := f.Sweep(t.Context(), now, false, owned()); n != 0 || !errors.As(err, &many) || many.Nobodys != 60 || many.Of != 60 {
			t.Errorf("%d removed, %v", n, err)
		}
		if n, err := f.Sweep(t.Context(), now, false, owned(hashes[21:]...)); n != 0 || !errors.As(err, &many) {
			t.Errorf("21 of 60: %d removed, %v", n, err)
		}
		if n := readable(f, hashes); n != 60 {
			t.Fatalf("%d are left", n)
		}
		if n, err := f.Sweep(t.Context(), now, false, owned(hashes[20:]...)); n != 20 || err != nil {
			t.Errorf("20 of 60: %d removed, %v", n, err)
		}
		if n, err := f.Sweep(t.Context(), now, true, owned(hashes[50:]...)); n != 30 || err != nil {
			t.Errorf("with somebody's word: %d removed, %v", n, err)
		}
	})
}

// TestWhatWasSweptAwayCanBeHadBack for thirty days, and comes back by itself
// once it has a record again.
func TestWhatWasSweptAwayCanBeHadBack(t *testing.T) {
	t.Parallel()
	eachPlace(t, func(t *testing.T, f *Storage) {
		now := time.Now()
		hashes := putMany(t, f, 5, now.Add(-48*time.Hour))
		clear(f.placed) // by another process
		sweep := func(at time.Time, owners ...string) {
			t.Helper()
			if _, err := f.Sweep(t.Context(), at, false, owned(owners...)); err != nil {
				t.Fatal(err)
			}
		}
		sweep(now)
		if n := readable(f, hashes); n != 0 {
			t.Fatalf("%d were not swept away", n)
		}
		sweep(now.Add(29*24*time.Hour), hashes[:2]...)
		if n := readable(f, hashes); n != 2 {
			t.Errorf("%d of 2 came back", n)
		}
		sweep(now.Add(32*24*time.Hour), hashes[:2]...)
		sweep(now.Add(32*24*time.Hour), hashes...)
		if n := readable(f, hashes); n != 2 {
			t.Errorf("%d of 5 are there, after the bin was emptied of 3", n)
		}
	})
}

// TestWhatWasErasedIsNotKeptInTheBin, also when it came in lately.
func TestWhatWasErasedIsNotKeptInTheBin(t *testing.T) {
	t.Parallel()
	eachPlace(t, func(t *testing.T, f *Storage) {
		now := time.Now()
		hashes := putMany(t, f, 1, now)
		if err := f.Remove(hashes[0], now.Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
		if n, err := f.Sweep(t.Context(), now.Add(2*time.Hour), false, owned()); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		err := f.place.walkBin(t.Context(), func(hash, day string) error { return fmt.Errorf("%s of %s is in the bin", hash, day) })
		if err != nil {
			t.Error(err)
		}
	})
}

// TestWhatNobodyEverHadIsNotKeptInTheBin: a list that was read here names people.
func TestWhatNobodyEverHadIsNotKeptInTheBin(t *testing.T) {
	t.Parallel()
	eachPlace(t, func(t *testing.T, f *Storage) {
		now := time.Now()
		putMany(t, f, 1, now.Add(-48*time.Hour))
		if n, err := f.Sweep(t.Context(), now, false, owned()); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if err := f.place.walkBin(t.Context(), func(hash, _ string) error { return fmt.Errorf("%s is in the bin", hash) }); err != nil {
			t.Error(err)
		}
	})
}

// TestWhatWasErasedAfterASweepIsTakenOutOfTheBin: the sweep may come between an
// erasure and the end of its files, in this process or in another.
func TestWhatWasErasedAfterASweepIsTakenOutOfTheBin(t *testing.T) {
	t.Parallel()
	eachPlace(t, func(t *testing.T, f *Storage) {
		now := time.Now()
		hashes := putMany(t, f, 2, now.Add(-48*time.Hour))
		clear(f.placed) // by another process
		if n, err := f.Sweep(t.Context(), now, false, owned()); n != 2 || err != nil {
			t.Fatal(n, err)
		}
		binned := func() (n int) {
			if err := f.place.walkBin(t.Context(), func(string, string) error { n++; return nil }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if err := f.Remove(hashes[0], now); err != nil || binned() != 1 {
			t.Errorf("at once: %d are left in the bin, %v", binned(), err)
		}
		f.binned = map[string]string{} // another process swept
		if err := f.Remove(hashes[1], now); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Sweep(t.Context(), now, false, owned()); err != nil || binned() != 0 {
			t.Errorf("at the next sweep: %d are left in the bin, %v", binned(), err)
		}
	})
}

func TestTheMark(t *testing.T) {
	t.Parallel()
	eachPlace(t, func(t *testing.T, f *Storage) {
		if any, err := f.Any(t.Context()); any || err != nil {
			t.Errorf("nothing: %v, %v", any, err)
		}
		if mark, err := f.Mark(); !errors.Is(err, ErrAbsent) {
			t.Errorf("before there is one: %q, %v", mark, err)
		}
		for _, mark := range []string{"first", "second"} {
			if err := f.SetMark(mark); err != nil {
				t.Fatal(err)
			}
			if got, err := f.Mark(); got != mark || err != nil {
				t.Errorf("%q, %v", got, err)
			}
		}
		if any, err := f.Any(t.Context()); any || err != nil {
			t.Errorf("only the mark: %v, %v", any, err)
		}
		putMany(t, f, 1, time.Now())
		if any, err := f.Any(t.Context()); !any || err != nil {
			t.Errorf("a file: %v, %v", any, err)
		}
		if n, err := f.Sweep(t.Context(), time.Now().Add(time.Hour), false, func(_ context.Context, hashes []string) (map[string]bool, error) {
			return map[string]bool{hashes[0]: true}, nil
		}); n != 0 || err != nil {
			t.Errorf("the mark is swept away: %d, %v", n, err)
		}
		if _, err := f.Mark(); err != nil {
			t.Error(err)
		}
	})
}
