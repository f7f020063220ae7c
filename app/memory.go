package app

import (
	"io/fs"
	"math"
	"path"
	"runtime/debug"
	"strconv"
	"strings"
)

// memoryShare is the part of what this process may take, in percent, that the
// garbage collector is told to stay within; the rest is for what it does not
// count: the binary, stacks of the kernel, pages on their way back.
const memoryShare = 90

// limitMemory tells the collector how much memory there is, and returns it; 0:
// there is no limit of ours. A GOMEMLIMIT was obeyed before anything of ours ran.
func limitMemory(root fs.FS) int64 {
	limit := memoryLimit(debug.SetMemoryLimit(-1), root)
	if limit > 0 {
		debug.SetMemoryLimit(limit)
	}
	return limit
}

// memoryLimit is how many bytes the collector is to stay within, from the limit
// of the control group that this process is in; 0: it is left as it is, because
// GOMEMLIMIT asked for another or because the group has no limit.
func memoryLimit(asked int64, root fs.FS) int64 {
	if asked != math.MaxInt64 {
		return 0
	}
	least := int64(math.MaxInt64)
	for _, file := range memoryFiles(root) {
		text, err := fs.ReadFile(root, file)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && n > 0 { // "max" is no number
			least = min(least, n)
		}
	}
	if least >= 1<<60 { // how version 1 writes that there is none
		return 0
	}
	return least / 100 * memoryShare
}

// memoryFiles are where a limit may stand: in the group of /proc/self/cgroup and
// all above it (docs.kernel.org/admin-guide/cgroup-v2.html, memory.max; of
// version 1, memory.limit_in_bytes).
func memoryFiles(root fs.FS) []string {
	groups, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return nil
	}
	var files []string
	for line := range strings.Lines(string(groups)) {
		part := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(part) != 3 {
			continue
		}
		top, name := "sys/fs/cgroup", "memory.max"
		if part[1] == "memory" {
			top, name = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		} else if part[1] != "" {
			continue
		}
		for group := path.Clean("/" + part[2]); ; group = path.Dir(group) {
			files = append(files, path.Join(top, group, name))
			if group == "/" {
				break
			}
		}
	}
	return files
}
