package office

// What the tests of this package take from inside.

const (
	NoteKey = noteKey
)
