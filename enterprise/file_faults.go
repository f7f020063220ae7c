package enterprise

// FileFaults are the reasons why a file is not kept.
var FileFaults = []string{
	"big",         // more bytes than are taken
	"type",        // by what it holds it is not of a kind that is taken
	"pixels",      // a picture larger than is taken
	"tiny",        // a picture in which nothing can be read
	"broken",      // neither
	"unreachable", // the channel does not give it
	"storage",     // it cannot be written down
	"password",    // a spreadsheet that a password locks
}
