package enterprise

// SendHours is what is looked at before an announcement is let out.
type SendHours string

// What changes messages that are there already is let out at any time. Whatever
// else comes late is asked about, and what is not urgent waits for quiet hours to end.
const (
	AnyHour  SendHours = ""
	InTime   SendHours = "in time"
	OpenHour SendHours = "open"
)
