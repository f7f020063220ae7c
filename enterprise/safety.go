package enterprise

import "time"

// What may be wanted before an act of an officer that could do much harm.
const (
	ConfirmNone   = "none"
	ConfirmPIN    = "pin"    // the officer's own
	ConfirmSecond = "second" // an administrator beside them
)

// Confirmations are all of them.
var Confirmations = []string{ConfirmNone, ConfirmPIN, ConfirmSecond}

// SensitiveActs are the acts that a city may want confirmed.
var SensitiveActs = []string{"roles", "links", "merges", "imports", "exports", "announcements"}

// Safety is what the city wants of its officers besides what always holds.
type Safety struct {
	Confirm      map[string]string // one of Confirmations by one of SensitiveActs; absent: none
	SessionHours int               `yaml:"session_hours"` // an officer who was silent for so long types the PIN; 0: never
}

// Session is after what silence the PIN is typed; 0: never.
func (s Safety) Session() time.Duration { return time.Duration(s.SessionHours) * time.Hour }

// On reports whether anything is wanted.
func (s Safety) On() bool {
	for _, how := range s.Confirm {
		if how != ConfirmNone {
			return true
		}
	}
	return s.SessionHours > 0
}
