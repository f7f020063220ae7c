package flows

// The keys of forms that more than their own area opens.
const (
	AnotherKey    = "another"
	AssessmentKey = "assessment"
	FormMedia     = "form" // Input.Media of a page that was filled in; Data holds it
	AssistKey     = "assist"
	discardKey    = "discard"
	DocumentsKey  = "documents"
	EraseKey      = "erase"
	FindKey       = "find"
	ImportKey     = "import"
	MentorKey     = "mentor"
	PlanKey       = "plan"
	QuickKey      = "quick"
	RecapKey      = "recap"
	RegisterKey   = "register"
	RestKey       = "rest"
	SalesKey      = "sales"
	StaffKey      = "staff"
	StartKey      = "start"
	TrainingKey   = "training"
	UnneededKey   = "unneeded"
)
