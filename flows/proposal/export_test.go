package proposal

// What the tests of this package take from inside.

type (
	Proposal   = proposal
	TheHearing = theHearing
	Topic      = topic
)

const (
	HearingRecord  = hearingRecord
	HearingsList   = hearingsList
	PhotosMost     = photosMost
	ProposalRecord = proposalRecord
	SpeakerRecord  = speakerRecord
	SpokenMost     = spokenMost
	SpokenParts    = spokenParts
	TopicRecord    = topicRecord
	VoiceNoticed   = voiceNoticed
)

var (
	OwnWords        = ownWords
	Pages           = pages
	Pieces          = pieces
	VoiceData       = voiceData
	WithoutOwnWords = withoutOwnWords
)
