// Package redistest gives tests a Redis of their own, behind a line that can
// be cut: the embedded one everywhere, and a real redis-server where the
// machine has it.
package redistest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// Redis is a server of one test.
type Redis struct {
	URL    string
	Direct string // the same server past the line: faster, and cannot be cut
	Real   bool
	Client *redis.Client // straight to the server, past the line

	t       testing.TB
	line    *line
	dir     string
	socket  string
	options []string
	environ []string
	process *exec.Cmd
}

// Each runs a test on the embedded Redis and on a real one. Where there is no
// redis-server the second is skipped; CI_REQUIRE_REDIS=1 makes that a failure.
func Each(t *testing.T, f func(t *testing.T, r *Redis)) {
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		f(t, Embedded(t))
	})
	t.Run("real", func(t *testing.T) {
		t.Parallel()
		f(t, Server(t))
	})
}

// Embedded starts a Redis inside the test.
func Embedded(t testing.TB) *Redis {
	t.Helper()
	return embedded(t, time.Time{})
}

// embedded may stand at a moment of its own.
func embedded(t testing.TB, at time.Time) *Redis {
	t.Helper()
	m := miniredis.NewMiniRedis()
	m.SetTime(at)
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	r := &Redis{t: t}
	return r.connect("tcp", m.Addr())
}

// Server starts a real redis-server that loses nothing it acknowledged: its
// log is written to disk at every write. Options of redis-server may say
// otherwise.
func Server(t testing.TB, options ...string) *Redis {
	t.Helper()
	return server(t, nil, options...)
}

func server(t testing.TB, environ []string, options ...string) *Redis {
	t.Helper()
	needsServer(t)
	dir, err := os.MkdirTemp("", "nk") // a short path: sockets allow 108 characters
	if err != nil {
		t.Fatal(err)
	}
	r := &Redis{t: t, Real: true, dir: dir, socket: filepath.Join(dir, "s"), options: options, environ: environ}
	t.Cleanup(func() {
		r.Kill()
		_ = os.RemoveAll(dir)
	})
	r.start()
	return r.connect("unix", r.socket)
}

func needsServer(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("CI_REQUIRE_REDIS") == "1" {
			t.Fatal("redis-server is required and was not found")
		}
		t.Skip("no redis-server on this machine")
	}
}

func (r *Redis) start() {
	arguments := []string{"--port", "0", "--unixsocket", r.socket, "--dir", r.dir, "--save", "",
		"--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", "--enable-debug-command", "yes", "--repl-diskless-sync-delay", "0"}
	r.process = exec.Command("redis-server", append(arguments, r.options...)...)
	r.process.Env = append(os.Environ(), r.environ...)
	if err := r.process.Start(); err != nil {
		r.t.Fatal(err)
	}
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: r.socket})
	defer func() { _ = client.Close() }()
	deadline := time.Now().Add(20 * time.Second)
	for client.Ping(context.Background()).Err() != nil {
		if time.Now().After(deadline) {
			r.t.Fatal("redis-server does not answer")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (r *Redis) connect(network, address string) *Redis {
	l, err := newLine(network, address)
	if err != nil {
		r.t.Fatal(err)
	}
	r.line = l
	r.URL, r.Direct = "redis://"+l.listener.Addr().String(), network+"://"+address
	if network == "tcp" {
		r.Direct = "redis://" + address
	}
	r.Client = redis.NewClient(&redis.Options{Network: network, Addr: address})
	r.t.Cleanup(func() {
		_ = r.Client.Close()
		l.close()
	})
	return r
}

// Cut breaks all connections and refuses new ones.
func (r *Redis) Cut() { r.line.cut(true) }

// Mend lets connections through again.
func (r *Redis) Mend() { r.line.cut(false) }

// Slow holds up whatever is said on the line, each way, by so much; 0: nothing.
func (r *Redis) Slow(by time.Duration) { r.line.slow.Store(int64(by)) }

// Watch calls a function with everything that passes the line, before it does:
// asked tells requests from answers. What it reports to be lost goes no further,
// and the connection ends. nil: nobody watches.
func (r *Redis) Watch(passing func(asked bool) (lost bool)) { r.line.watch.Store(&passing) }

// Dir is where a real server keeps its data.
func (r *Redis) Dir() string { return r.dir }

// Pid is a real server's process.
func (r *Redis) Pid() int { return r.process.Process.Pid }

// Await waits for a real server that was killed to be gone by itself.
func (r *Redis) Await() {
	_ = r.process.Wait()
	r.process = nil
}

// Kill ends a real server as a power failure would.
func (r *Redis) Kill() {
	if r.process == nil {
		return
	}
	_ = r.process.Process.Kill()
	_ = r.process.Wait()
	r.process = nil
}

// Restart starts a killed server again, with what was on its disk.
func (r *Redis) Restart() { r.start() }

// Everything is all keys with their values as text, to look for what should
// not be there.
func (r *Redis) Everything() map[string]string {
	r.t.Helper()
	ctx := context.Background()
	out := map[string]string{}
	keys, err := r.Client.Keys(ctx, "*").Result()
	if err != nil {
		r.t.Fatal(err)
	}
	for _, k := range keys {
		kind := r.Client.Type(ctx, k).Val()
		switch kind {
		case "string":
			out[k] = r.Client.Get(ctx, k).Val()
		case "hash":
			out[k] = fmt.Sprint(r.Client.HGetAll(ctx, k).Val())
		case "set":
			out[k] = fmt.Sprint(r.Client.SMembers(ctx, k).Val())
		case "list":
			out[k] = fmt.Sprint(r.Client.LRange(ctx, k, 0, -1).Val())
		case "zset":
			out[k] = fmt.Sprint(r.Client.ZRangeWithScores(ctx, k, 0, -1).Val())
		case "stream":
			out[k] = fmt.Sprint(r.Client.XRange(ctx, k, "-", "+").Val())
		default:
			r.t.Fatalf("key %s is a %s", k, kind)
		}
	}
	return out
}
