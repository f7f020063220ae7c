package store

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// holder names this process so that another on the same machine can tell
// whether it is alive: the machine's boot, the process table, the number in it.
// A machine that cannot be named so gives a name that nobody can check.
func holder() string {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	table, err2 := os.Readlink("/proc/self/ns/pid")
	if err != nil || err2 != nil {
		return "unknown:unknown:" + strconv.Itoa(os.Getpid())
	}
	return strings.TrimSpace(string(boot)) + ":" + table + ":" + strconv.Itoa(os.Getpid())
}

// dead tells whether a holder is known not to run any more. It saves a restart
// after a crash the wait for the lease's end; where it cannot know, it says no.
func dead(who string) bool {
	me := holder()
	i, j := strings.LastIndex(who, ":"), strings.LastIndex(me, ":")
	if i < 0 || who[:i] != me[:j] || strings.HasPrefix(who, "unknown") || who == me {
		return false
	}
	pid, err := strconv.Atoi(who[i+1:])
	return err == nil && pid > 0 && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}
