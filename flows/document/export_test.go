package document

// What the tests of this package take from inside.

const (
	Approve          = approve
	SubmissionRecord = submissionRecord
)

var (
	PutSubmission = putSubmission
)
