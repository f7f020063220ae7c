package app

import (
	"flag"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var fromRelease = flag.String("from", "", "the release that a rolling upgrade begins with, as git names it; the newest tag, or forty commits ago, without it")

// TestTwoReleasesSideBySide upgrades while owners are in the middle of their
// forms: the new release stands by beside the one before, takes over, and hands
// back. It is played with -faults=long: another release has to be built.
func TestTwoReleasesSideBySide(t *testing.T) {
	if *faultsForm != "long" {
		t.Skip("played with -faults=long")
	}
	t.Parallel()
	before := formerRelease(t)
	trial{
		name: "rolling-upgrade", crowd: true,
		prepare: func(f *field) { f.victim.binary = before },
		play: func(f *field) {
			ours, err := theBinary()
			if err != nil {
				t.Fatal(err)
			}
			f.reach(0.3)
			f.handOver(ours)
			f.reach(0.6)
			f.handOver(before)
			f.reach(0.8)
			f.handOver(ours)
		},
	}.run(t)
}

// handOver starts another release beside the one that serves, and ends that.
func (f *field) handOver(binary string) {
	f.t.Helper()
	other := *f.victim
	other.binary, other.listen, other.process = binary, freeAddress(f.t), nil
	other.env = append(other.env[:len(other.env):len(other.env)], "LISTEN="+other.listen)
	count := func(what string) int { return strings.Count(f.victim.log.String(), what) }
	standing, active := count("standing by"), count("msg=active")
	other.start()
	f.t.Cleanup(other.kill)
	if !comesTrue(func() bool { return count("standing by") > standing }, f.progress) {
		f.t.Fatalf("it does not stand by\n%s", f.tail())
	}
	f.victim.stop()
	if !comesTrue(func() bool { return count("msg=active") > active }, f.progress) {
		f.t.Fatalf("it does not take over\n%s", f.tail())
	}
	f.victim = &other
}

// formerRelease builds it, in a folder of its own.
func formerRelease(t *testing.T) (binary string) {
	t.Helper()
	git := func(args ...string) (string, error) {
		out, err := exec.Command("git", args...).CombinedOutput()
		return strings.TrimSpace(string(out)), err
	}
	from := *fromRelease
	if from == "" {
		var err error
		if from, err = git("describe", "--tags", "--abbrev=0", "HEAD~1"); err != nil {
			from = "HEAD~40"
		}
	}
	if _, err := git("rev-parse", "--verify", "--quiet", from+"^{commit}"); err != nil {
		t.Skipf("%s is not in this clone", from)
	}
	dir := filepath.Join(t.TempDir(), "former")
	if out, err := git("worktree", "add", "--detach", dir, from); err != nil {
		t.Fatalf("git worktree: %s", out)
	}
	t.Cleanup(func() { _, _ = git("worktree", "remove", "--force", dir) })
	binary = filepath.Join(t.TempDir(), "naikkelas")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", from, err, out)
	}
	return binary
}
