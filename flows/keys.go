package flows

const AssessmentKey = "assessment"

const AssistKey = "assist"

const AnotherKey = "another"

const DocumentsKey = "documents"

const (
	EraseKey   = "erase"
	discardKey = "discard"
)

const FindKey = "find"

const ImportKey = "import"

const StaffKey = "staff"

const MentorKey = "mentor"

const PlanKey = "plan"

const RecapKey = "recap"

const RegisterKey = "register"

const UnneededKey = "unneeded"

const SalesKey = "sales"

const StartKey = "start"

const TrainingKey = "training"
