package cohort

// What the tests of this package take from inside.

type (
	Cohort  = cohort
	Verdict = verdict
)

const (
	ChangeLeave    = changeLeave
	ChangePromote  = changePromote
	CohortClosed   = cohortClosed
	CohortOpen     = cohortOpen
	CohortProposed = cohortProposed
	Departed       = departed
	InHand         = inHand
	LeftOut        = leftOut
	TakenIn        = takenIn
	UpholdIn       = upholdIn
	UpholdReserve  = upholdReserve
)
