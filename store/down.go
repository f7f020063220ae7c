package store

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
)

// away is how Redis begins to say that it, or who it asks, cannot do anything
// now.
var away = []string{"LOADING", "CLUSTERDOWN", "MASTERDOWN", "READONLY", "TRYAGAIN", "NOREPLICAS", "OOM", "MISCONF", "UNBLOCKED", "NOAUTH", "WRONGPASS", "unauthenticated", "connection pool timeout", "all sentinels", "cluster has no nodes"}

// Down reports whether an error of this package is Redis's absence, which
// concerns everything and ends by itself, rather than a fault of what was asked.
func Down(err error) bool {
	if err == nil || !strings.Contains(err.Error(), "store: ") {
		return false
	}
	var op *net.OpError
	if errors.As(err, &op) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		return true
	}
	text := err.Error()
	return errors.Is(err, ErrRefuses) || slices.ContainsFunc(away, func(word string) bool { return strings.Contains(text, word) })
}
