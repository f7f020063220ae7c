package announcement

// What the tests of this package take from inside.

type (
	Announcement      = announcement
	AnnouncementState = announcementState
	Part              = part
)

const (
	ActCorrect           = actCorrect
	ActWithdraw          = actWithdraw
	AnnouncementApproved = announcementApproved
	AnnouncementWaiting  = announcementWaiting
	ButtonsAttend        = buttonsAttend
	CaptionMost          = captionMost
	VerbAgain            = verbAgain
	VerbApprove          = verbApprove
	VerbCorrect          = verbCorrect
	VerbEdit             = verbEdit
	VerbFile             = verbFile
	VerbPause            = verbPause
	VerbReject           = verbReject
	VerbResume           = verbResume
	VerbShow             = verbShow
	VerbStop             = verbStop
	VerbWithdraw         = verbWithdraw
)

var (
	Fill     = fill
	PartOf   = partOf
	ReadPart = readPart
)
