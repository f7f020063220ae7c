package redistest

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// apart are how far Redis's clock may be from ours.
var apart = map[string]time.Duration{
	"ten minutes ahead": 10 * time.Minute, "ten minutes behind": -10 * time.Minute, "a day ahead": 24 * time.Hour, "a day behind": -24 * time.Hour,
}

// EachClock runs a test on Redises whose clocks are apart from the test's, by
// ten minutes and by a day, ahead and behind. For a real one it takes faketime
// (Debian's package of this name); where that is not installed it is skipped.
func EachClock(t *testing.T, ours time.Time, f func(t *testing.T, r *Redis)) {
	for name, by := range apart {
		t.Run(name, func(t *testing.T) {
			t.Run("embedded", func(t *testing.T) {
				t.Parallel()
				f(t, embedded(t, ours.Add(by)))
			})
			t.Run("real", func(t *testing.T) {
				t.Parallel()
				f(t, server(t, fakeTime(t, ours.Add(by))))
			})
		})
	}
}

// fakeTime is the environment in which a program's clock starts at a moment.
// The one it measures durations with is left alone.
func fakeTime(t testing.TB, at time.Time) []string {
	t.Helper()
	out, err := exec.Command("faketime", "-f", "+0", "sh", "-c", "echo $LD_PRELOAD").Output()
	library := strings.TrimSpace(string(out))
	if err != nil || library == "" {
		t.Skip("no faketime on this machine")
	}
	// redis-server's own allocator asks for the time before the library is ready:
	// libc's takes its place.
	return []string{"LD_PRELOAD=" + library + ":libc.so.6", fmt.Sprintf("FAKETIME=@%s", at.UTC().Format(time.DateTime)), "TZ=UTC", "FAKETIME_DONT_FAKE_MONOTONIC=1"}
}
