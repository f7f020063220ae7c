package enterprise

import "time"

// Assisted is that a colleague filled in for somebody without a chat. Until
// they claim it with their number and a code they cannot be reached.
type Assisted struct {
	By      PersonID  `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Claimed time.Time `json:"claimed,omitzero"`
}

// Unclaimed tells whether it waits for the person themselves.
func (a Assisted) Unclaimed() bool { return !a.At.IsZero() && a.Claimed.IsZero() }

// AssistedAddress is how a person is known whom a cause makes, until they come.
func AssistedAddress(cause string) Address {
	return Address{Channel: ImportChannel, ID: "assisted:" + cause}
}
