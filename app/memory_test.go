package app

import (
	"math"
	"testing"
	"testing/fstest"
)

func TestMemoryLimit(t *testing.T) {
	t.Parallel()
	const second, first = "0::/system.slice/naikkelas.service\n", "5:cpu:/\n4:memory:/docker/abc\n0::/\n"
	for name, row := range map[string]struct {
		asked int64
		files map[string]string
		want  int64
	}{
		"a unit's MemoryMax":          {math.MaxInt64, map[string]string{"proc/self/cgroup": second, "sys/fs/cgroup/system.slice/naikkelas.service/memory.max": "268435456\n"}, 268435456 / 100 * 90},
		"the group above has less":    {math.MaxInt64, map[string]string{"proc/self/cgroup": second, "sys/fs/cgroup/system.slice/naikkelas.service/memory.max": "max\n", "sys/fs/cgroup/system.slice/memory.max": "200000000\n"}, 180_000_000},
		"a container's":               {math.MaxInt64, map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "100000000\n"}, 90_000_000},
		"version 1":                   {math.MaxInt64, map[string]string{"proc/self/cgroup": first, "sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes": "100000000\n"}, 90_000_000},
		"version 1 in a container":    {math.MaxInt64, map[string]string{"proc/self/cgroup": first, "sys/fs/cgroup/memory/memory.limit_in_bytes": "100000000\n"}, 90_000_000},
		"version 1 without a limit":   {math.MaxInt64, map[string]string{"proc/self/cgroup": first, "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}, 0},
		"no limit":                    {math.MaxInt64, map[string]string{"proc/self/cgroup": second, "sys/fs/cgroup/system.slice/naikkelas.service/memory.max": "max\n"}, 0},
		"no groups":                   {math.MaxInt64, nil, 0},
		"no sense":                    {math.MaxInt64, map[string]string{"proc/self/cgroup": "0::/\nx\n", "sys/fs/cgroup/memory.max": "much\n"}, 0},
		"the environment has a limit": {200 << 20, map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "100000000\n"}, 0},
	} {
		root := fstest.MapFS{}
		for name, text := range row.files {
			root[name] = &fstest.MapFile{Data: []byte(text)}
		}
		if got := memoryLimit(row.asked, root); got != row.want {
			t.Errorf("%s: %d, want %d", name, got, row.want)
		}
	}
}
