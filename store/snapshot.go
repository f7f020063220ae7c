package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Kept is one key of a city as a copy holds it: without the city's name, so that
// it can become another city's.
type Kept struct {
	Key     string
	Expires uint64 // Unix milliseconds; 0: never
	Payload []byte // as Redis dumps it
}

// fleeting are keys that mean nothing in a copy: who is active, and notes for
// moments.
var fleeting = []string{"lease", "probe", "sweep", "scratch:1", "scratch:2"}

// snapshotPatience is how long Redis may take until a copy begins: it forks,
// and waits some seconds for others who want one.
const snapshotPatience = 5 * time.Minute

// pieceTakes bounds the wait for the next piece of a copy.
const pieceTakes = time.Minute

// within is the moment until which a connection has so much time.
func within(d time.Duration) time.Time {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	at, _ := ctx.Deadline()
	return at
}

// Snapshot calls found with every key of the city, all as of one moment. It asks
// Redis for the copy that a replica is given, so nobody waits and nothing is
// held up; what was found counts only once there is no error.
func (s *Store) Snapshot(ctx context.Context, found func(Kept) error) error {
	client, err := s.server(ctx)
	if err != nil {
		return err
	}
	o := client.Options()
	conn, err := o.Dialer(ctx, o.Network, o.Addr)
	if err != nil {
		return fmt.Errorf("store: connect for a copy: %w", err)
	}
	defer func() { _ = conn.Close() }() // it was only read from
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	data, err := askForCopy(conn, o.Username, o.Password)
	if err != nil {
		return errors.Join(ctx.Err(), err)
	}
	wanted := func(db int, key string) bool {
		name, ours := strings.CutPrefix(key, s.keys.prefix)
		return ours && db == o.DB && !slices.Contains(fleeting, name) && !strings.HasPrefix(name, "copy:")
	}
	err = readRDB(data, wanted, func(d dumped) error {
		return found(Kept{strings.TrimPrefix(d.key, s.keys.prefix), d.expires, d.payload})
	})
	return errors.Join(ctx.Err(), err)
}

// server is the one that has the city's keys.
func (s *Store) server(ctx context.Context) (*redis.Client, error) {
	switch c := s.redis.(type) {
	case *redis.Client:
		return c, nil
	case *redis.ClusterClient:
		one, err := c.MasterForKey(ctx, s.keys.mark())
		if err != nil {
			return nil, fmt.Errorf("store: find the city's server: %w", err)
		}
		return one, nil
	}
	return nil, errors.New("store: a Redis of an unknown sort")
}

// askForCopy makes the connection a replica's that wants the copy alone.
func askForCopy(conn net.Conn, user, password string) (io.Reader, error) {
	in := bufio.NewReader(conn)
	_ = conn.SetDeadline(within(readTimeout))
	if password != "" {
		words := []string{"AUTH", password}
		if user != "" {
			words = []string{"AUTH", user, password}
		}
		if err := ask(conn, in, words...); err != nil {
			return nil, err
		}
	}
	if err := ask(conn, in, "REPLCONF", "capa", "eof"); err != nil {
		return nil, err
	}
	_ = ask(conn, in, "REPLCONF", "rdb-only", "1") // spares Redis what follows the copy; older ones do not know it
	if _, err := conn.Write(command("SYNC")); err != nil {
		return nil, fmt.Errorf("store: ask for a copy: %w", err)
	}
	_ = conn.SetDeadline(within(snapshotPatience))
	line := "\n"
	for line == "\n" { // which says that it is still there
		var err error
		if line, err = in.ReadString('\n'); err != nil {
			return nil, fmt.Errorf("store: wait for a copy: %w", err)
		}
	}
	if !strings.HasPrefix(line, "$") {
		return nil, refusedCopy(line)
	}
	return &moving{conn, in}, nil
}

// moving gives each piece of a copy its time: however long the whole takes.
type moving struct {
	conn net.Conn
	in   io.Reader
}

func (m *moving) Read(p []byte) (int, error) {
	_ = m.conn.SetReadDeadline(within(pieceTakes))
	return m.in.Read(p)
}

func ask(conn net.Conn, in *bufio.Reader, words ...string) error {
	if _, err := conn.Write(command(words...)); err != nil {
		return fmt.Errorf("store: ask for a copy: %w", err)
	}
	line, err := in.ReadString('\n')
	if err != nil {
		return fmt.Errorf("store: ask for a copy: %w", err)
	}
	if !strings.HasPrefix(line, "+") {
		return refusedCopy(line)
	}
	return nil
}

func refusedCopy(line string) error {
	line = strings.Trim(line, "-\r\n ")
	hint := ""
	if strings.Contains(line, "NOPERM") || strings.Contains(line, "unknown command") {
		hint = "; the user of REDIS_URL needs +sync and +replconf, and the service must allow them"
	}
	return fmt.Errorf("store: Redis gives no copy of its data: %s%s", line, hint)
}

func command(words ...string) []byte {
	out := fmt.Appendf(nil, "*%d\r\n", len(words))
	for _, w := range words {
		out = fmt.Appendf(out, "$%d\r\n%s\r\n", len(w), w)
	}
	return out
}
