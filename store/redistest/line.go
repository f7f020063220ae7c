package redistest

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// line forwards connections until it is cut.
type line struct {
	listener net.Listener
	network  string
	address  string

	slow  atomic.Int64
	watch atomic.Pointer[func(asked bool) bool]

	mu     sync.Mutex
	broken bool
	open   map[net.Conn]bool
}

func newLine(network, address string) (*line, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &line{listener: listener, network: network, address: address, open: map[net.Conn]bool{}}
	go l.accept()
	return l, nil
}

func (l *line) accept() {
	for {
		from, err := l.listener.Accept()
		if err != nil {
			return
		}
		go l.forward(from)
	}
}

func (l *line) forward(from net.Conn) {
	defer func() { _ = from.Close() }()
	to, err := net.Dial(l.network, l.address)
	if err != nil {
		return
	}
	defer func() { _ = to.Close() }()
	if !l.join(from, to) {
		return
	}
	defer l.leave(from, to)
	done := make(chan struct{}, 2)
	pipe := func(dst, src net.Conn, asked bool) {
		l.pass(dst, src, asked)
		done <- struct{}{}
	}
	go pipe(to, from, true)
	go pipe(from, to, false)
	<-done
}

// pass forwards one way until either end is closed, or something is lost.
func (l *line) pass(dst, src net.Conn, asked bool) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := src.Read(buffer)
		if n > 0 {
			time.Sleep(time.Duration(l.slow.Load()))
			if watch := l.watch.Load(); watch != nil && *watch != nil && (*watch)(asked) {
				return
			}
			if _, err := dst.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (l *line) join(conns ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range conns {
		l.open[c] = true
	}
	return !l.broken
}

func (l *line) leave(conns ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range conns {
		delete(l.open, c)
	}
}

func (l *line) cut(broken bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = broken
	if broken {
		for c := range l.open {
			_ = c.Close()
		}
	}
}

func (l *line) close() {
	_ = l.listener.Close()
	l.cut(true)
}
