package redistest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// slotsOfAll is how many slots a cluster has.
const slotsOfAll = 16384

// Node is one server of a cluster.
type Node struct {
	Address string
	ID      string
	Client  *redis.Client

	t       testing.TB
	dir     string
	bus     string // its port for the other nodes
	process *exec.Cmd
}

// Cluster is a real Redis Cluster of one test: masters, and after them one
// replica each if these were asked for.
type Cluster struct {
	URL   string
	Nodes []*Node
}

// NewCluster starts one whose masters hold equal shares of the slots. Nothing
// that it acknowledged is lost with a process. A master that is gone is noticed
// after a second.
func NewCluster(t testing.TB, masters int, replicas bool) *Cluster {
	t.Helper()
	needsServer(t)
	n := masters
	if replicas {
		n *= 2
	}
	c := &Cluster{}
	for range n {
		c.Nodes = append(c.Nodes, newNode(t))
	}
	ctx := context.Background()
	do := func(n *Node, args ...any) {
		t.Helper()
		if err := n.Client.Do(ctx, args...).Err(); err != nil {
			t.Fatalf("%v: %v", args, err)
		}
	}
	var addresses []string
	for i, n := range c.Nodes {
		addresses = append(addresses, n.Address)
		do(n, "CLUSTER", "SET-CONFIG-EPOCH", i+1)
		if i < masters {
			do(n, "CLUSTER", "ADDSLOTSRANGE", i*slotsOfAll/masters, (i+1)*slotsOfAll/masters-1)
		}
		host, port, _ := net.SplitHostPort(n.Address)
		do(c.Nodes[0], "CLUSTER", "MEET", host, port, n.bus)
	}
	c.until(t, "the nodes know each other", func(n *Node) bool {
		return strings.Contains(n.Client.ClusterInfo(ctx).Val(), fmt.Sprintf("cluster_known_nodes:%d\r\n", len(c.Nodes)))
	})
	for i, n := range c.Nodes[masters:] {
		do(n, "CLUSTER", "REPLICATE", c.Nodes[i].ID)
	}
	c.until(t, "the cluster is whole", func(n *Node) bool {
		return strings.Contains(n.Client.ClusterInfo(ctx).Val(), "cluster_state:ok") && !strings.Contains(n.Client.Info(ctx, "replication").Val(), "master_link_status:down")
	})
	c.URL = "redis://" + strings.Join(addresses[:max(masters, 2)], ",")
	return c
}

// Of is the master that holds a key.
func (c *Cluster) Of(t testing.TB, key string) *Node {
	t.Helper()
	slot := c.Nodes[0].Client.ClusterKeySlot(t.Context(), key).Val()
	shards, err := c.Nodes[0].Client.ClusterShards(t.Context()).Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range shards {
		if !slices.ContainsFunc(s.Slots, func(r redis.SlotRange) bool { return r.Start <= slot && slot <= r.End }) {
			continue
		}
		for _, known := range s.Nodes {
			for _, n := range c.Nodes {
				if known.Role == "master" && known.ID == n.ID {
					return n
				}
			}
		}
	}
	t.Fatalf("nobody holds %s", key)
	return nil
}

// Kill ends a node as a power failure would.
func (n *Node) Kill() {
	if n.process != nil {
		_ = n.process.Process.Kill()
		_ = n.process.Wait()
		n.process = nil
	}
}

func newNode(t testing.TB) *Node {
	dir, err := os.MkdirTemp("", "nkc")
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &Node{Address: l.Addr().String(), t: t, dir: dir}
	_ = l.Close() // it is the server's now
	t.Cleanup(func() {
		n.Kill()
		_ = n.Client.Close()
		_ = os.RemoveAll(dir)
	})
	n.Client = redis.NewClient(&redis.Options{Addr: n.Address})
	n.Start()
	n.ID = n.Client.ClusterMyID(context.Background()).Val()
	return n
}

// Start starts the node, with what is on its disk.
func (n *Node) Start() {
	host, port, _ := net.SplitHostPort(n.Address)
	if n.bus == "" {
		n.bus = freePort(n.t)
	}
	n.process = exec.Command("redis-server", "--bind", host, "--port", port, "--cluster-port", n.bus, "--dir", n.dir, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
		"--cluster-enabled", "yes", "--cluster-config-file", filepath.Join(n.dir, "nodes.conf"), "--cluster-node-timeout", "1000", "--repl-diskless-sync-delay", "0", "--maxmemory-policy", "noeviction",
		"--cluster-replica-validity-factor", "0")
	if err := n.process.Start(); err != nil {
		n.t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); n.Client.Ping(context.Background()).Err() != nil; {
		if time.Now().After(deadline) {
			n.t.Fatal("a node does not answer")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func freePort(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func (c *Cluster) until(t testing.TB, what string, so func(*Node) bool) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for _, n := range c.Nodes {
		for !so(n) {
			if time.Now().After(deadline) {
				t.Fatalf("it does not come to pass that %s", what)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}
