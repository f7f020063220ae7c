package enterprise

// What the tests need of the inside. They are a package of their own, since
// package program, with which they load a city, imports this one.
var (
	ChangeTerms = changeTerms
	WayFor      = (*Program).wayFor
	Open        = (*Program).open
	AnswerOf    = (*Item).answer
)

// Tiny is what floating point may lose.
const Tiny = tiny
