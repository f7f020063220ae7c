package identity

// What the tests of this package take from inside.

type (
	AssistedNotice = assistedNotice
	ListedNotice   = listedNotice
	Duplicates     = duplicates
)

const (
	ChannelLasts     = channelLasts
	ClaimLasts       = claimLasts
	ClaimRecord      = claimRecord
	ClaimTries       = claimTries
	LinkRecord       = linkRecord
	DuplicatesRecord = duplicatesRecord
)

var (
	ForgetClaim    = forgetClaim
	DuplicatesData = duplicatesData
	DuplicatesID   = duplicatesID
)
