package contents

// What the tests of this package take from inside.

const (
	AuditKinds      = auditKinds
	ConsoleCommand  = consoleCommand
	PINCommands     = pinCommands
	FacetKeys       = facetKeys
	GeneralCommands = generalCommands
	OwnerCommands   = ownerCommands
	StaffCommands   = staffCommands
)
