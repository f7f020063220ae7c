package simulator

import (
	"encoding/json"
	"net/http"
)

// WhatsAppFault makes calls fail, as networks and servers do.
type WhatsAppFault struct {
	Call  string // "messages", "media" (uploads), "file" (where it is), "download" (its bytes), "templates"; empty: everything
	To    string // the phone or the user id of the person written to; empty: everybody
	Kind  string // BadGateway, CutOff, LostAnswer, Stalled, StalledAfter, Refused or Late
	Code  int    // of Refused and Late: Meta's code
	Times int    // how often; 0: until Heal
}

// The kinds that the Cloud API's faults have beside CutOff, LostAnswer and
// BadGateway.
const (
	Stalled      = "stalled"       // not done, and no answer until the caller gives up
	StalledAfter = "stalled-after" // done, and no answer until the caller gives up
	Refused      = "refused"       // an error with Code at once
	Late         = "late"          // taken, and a failed status with Code later
)

// Fail adds a fault.
func (w *WhatsApp) Fail(f WhatsAppFault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, &f)
}

// Heal takes all faults away, and brings the line back.
func (w *WhatsApp) Heal() {
	w.mu.Lock()
	w.faults = nil
	w.mu.Unlock()
	w.Down(false)
}

// turn is the fault whose turn it is; nil: none.
func (w *WhatsApp) turn(call string, body []byte) *WhatsAppFault {
	var to struct{ To, Recipient string }
	_ = json.Unmarshal(body, &to) // a body that is no JSON is for nobody
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down {
		return &WhatsAppFault{Kind: CutOff}
	}
	for _, f := range w.faults {
		if f.Kind == Late || f.Call != "" && f.Call != call || f.To != "" && f.To != onlyDigits(to.To) && f.To != to.Recipient || !f.use() {
			continue
		}
		return &WhatsAppFault{Kind: f.Kind, Code: f.Code}
	}
	return nil
}

// use reports whether a fault has a time left, and takes it.
func (f *WhatsAppFault) use() bool {
	switch {
	case f.Times < 0:
		return false
	case f.Times == 1:
		f.Times = -1
	case f.Times > 1:
		f.Times--
	}
	return true
}

// lateFault is the code with which a message will fail by a fault; 0: none.
// The caller holds the lock.
func (w *WhatsApp) lateFault(m *WhatsAppMessage, c *waChat) int {
	for _, f := range w.faults {
		if f.Kind == Late && (f.To == "" || f.To == c.user.Phone || f.To == c.user.ID) && f.use() {
			return f.Code
		}
	}
	return 0
}

// faultBefore lets a call fail before it has an effect, and reports whether it
// did.
func (w *WhatsApp) faultBefore(out http.ResponseWriter, r *http.Request, f *WhatsAppFault) bool {
	switch f.Kind {
	case CutOff:
		hangUp(out)
	case Stalled:
		<-r.Context().Done()
		hangUp(out)
	case BadGateway:
		out.Header().Set("Content-Type", "text/html")
		out.WriteHeader(http.StatusBadGateway)
		_, _ = out.Write([]byte("<html><body><h1>502 Bad Gateway</h1></body></html>"))
		return true
	case Refused:
		w.answer(out, nil, coded(f.Code, "%s", lateDetails[f.Code]))
		return true
	}
	return false
}

// faultAfter loses the answer to a call that was carried out. What follows
// from it happens all the same.
func (w *WhatsApp) faultAfter(r *http.Request, f *WhatsAppFault, follow func()) {
	if f == nil || f.Kind != LostAnswer && f.Kind != StalledAfter {
		return
	}
	follow()
	if f.Kind == StalledAfter {
		<-r.Context().Done()
	}
	panic(http.ErrAbortHandler)
}
