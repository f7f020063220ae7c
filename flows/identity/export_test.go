package identity

import "naikkelas/flows"

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

// HeadingOf is the column that a heading is taken for.
func HeadingOf(c *flows.Conversation, heading string) string { return headingOf(c, heading).key }

// Alike reports whether two names may be one.
var Alike = alike

var (
	ForgetClaim    = forgetClaim
	DuplicatesData = duplicatesData
	DuplicatesID   = duplicatesID
)
