package simulator

import (
	"net/http"
	"strings"
)

// Fault makes calls fail, as networks and servers do.
type Fault struct {
	Method     string // lower case: "sendmessage", or "file" for downloads; empty: everything
	Chat       int64  // 0: every chat
	Kind       string // one of the kinds below
	RetryAfter int    // seconds, for Flooded
	Text       string // for Rejected: the description, which also tells the code: "Forbidden: ..." is a 403
	Times      int    // how often; 0: until Heal
}

// The kinds of fault.
const (
	Flooded    = "429"
	BadGateway = "502"  // a page of HTML, as proxies answer
	LostAnswer = "lost" // done, but the answer never arrives
	CutOff     = "cut"  // not done, and no answer
	Rejected   = "400"
)

// Fail adds a fault.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// Heal takes all faults away.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.down = nil, false
}

// Down makes the server refuse everything, like a broken line, and cuts what
// is waiting.
func (s *Server) Down(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
	s.wakeAll()
}

// fault lets a call fail if it is its turn: stop means that it was answered;
// lost, that it is to be carried out without an answer.
func (s *Server) fault(w http.ResponseWriter, method string, chat int64) (lost, stop bool) {
	s.mu.Lock()
	down := s.down
	var hit *Fault
	for _, f := range s.faults {
		if (f.Method == "" || f.Method == method) && (f.Chat == 0 || f.Chat == chat) && f.Times >= 0 {
			hit = f
			break
		}
	}
	if hit != nil && hit.Times > 0 {
		if hit.Times--; hit.Times == 0 {
			hit.Times = -1 // used up
		}
	}
	s.mu.Unlock()
	if down {
		hangUp(w)
		return false, true
	}
	if hit == nil {
		return false, false
	}
	switch hit.Kind {
	case LostAnswer:
		return true, false
	case CutOff:
		hangUp(w)
	case BadGateway:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html><body><h1>502 Bad Gateway</h1></body></html>"))
	case Flooded:
		err := flood(max(1, hit.RetryAfter))
		s.refused(err)
		answer(w, nil, err)
	case Rejected:
		err := rejection(hit.Text)
		s.refused(err)
		answer(w, nil, err)
	}
	return false, true
}

// rejection is a refusal whose code is told by its first words.
func rejection(text string) error {
	for _, code := range []int{401, 403, 404, 409, 413, 500} {
		if strings.HasPrefix(text, http.StatusText(code)) {
			return &apiError{code: code, text: text}
		}
	}
	return &apiError{code: http.StatusBadRequest, text: text}
}

// hangUp ends a connection without an answer.
func hangUp(http.ResponseWriter) { panic(http.ErrAbortHandler) }
