package app

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// smallDisk mounts a disk of so many bytes, where the machine lets us.
func smallDisk(t *testing.T, at string, bytes int) {
	t.Helper()
	if err := os.MkdirAll(at, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%d", bytes), "none", at).CombinedOutput(); err != nil {
		t.Skipf("no disk can be mounted: %s", out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", at).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
}

// fill takes all the room that a disk has left, until it is called off.
func fill(t *testing.T, at string) (off func()) {
	t.Helper()
	name := filepath.Join(at, "filler")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 4096)
	for {
		if _, err := f.Write(block); err != nil {
			break // it is full
		}
	}
	_ = f.Close() // nothing more fits
	return func() {
		if err := os.Remove(name); err != nil {
			t.Error(err)
		}
	}
}

// memoryGroup is where a process writes its number to be held to so much memory;
// empty where nothing is asked. It needs the machine's leave.
func memoryGroup(t *testing.T, bytes int64) string {
	t.Helper()
	if bytes == 0 {
		return ""
	}
	for _, c := range []struct{ dir, limit string }{{"/sys/fs/cgroup/memory", "memory.limit_in_bytes"}, {"/sys/fs/cgroup", "memory.max"}} {
		dir := filepath.Join(c.dir, fmt.Sprintf("naikkelas-test-%d-%d", os.Getpid(), bytes))
		if _, err := os.Stat(filepath.Join(c.dir, "cgroup.procs")); err != nil || os.Mkdir(dir, 0o755) != nil {
			continue
		}
		t.Cleanup(func() { _ = os.Remove(dir) })
		if os.WriteFile(filepath.Join(dir, c.limit), fmt.Appendf(nil, "%d", bytes), 0o644) == nil {
			return filepath.Join(dir, "cgroup.procs")
		}
	}
	t.Skip("no group of processes can be made")
	return ""
}

// statusOf is a line of /proc/PID/status, in kB or as a number.
func statusOf(t *testing.T, pid int, name string) (n int) {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("no /proc")
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			_, _ = fmt.Sscan(rest, &n)
		}
	}
	return n
}
