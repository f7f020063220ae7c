package contents

// What the tests of this package take from inside.

const (
	AuditKinds      = auditKinds
	ConsoleCommand  = consoleCommand
	FacetKeys       = facetKeys
	GeneralCommands = generalCommands
	OwnerCommands   = ownerCommands
	StaffCommands   = staffCommands
)
