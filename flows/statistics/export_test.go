package statistics

// What the tests of this package take from inside.

const (
	RecapFunnel  = recapFunnel
	RecapHeld    = recapHeld
	RecapLevels  = recapLevels
	RecapMonth   = recapMonth
	RecapQuarter = recapQuarter
	RecapStopped = recapStopped
	RecapTaken   = recapTaken
)

var (
	Everyone  = everyone
	FiguresOf = figuresOf
)
