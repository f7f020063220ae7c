package store

import (
	"strconv"
	"strings"

	"naikkelas/enterprise"
)

// Report is what a channel says of a message after having taken it.
type Report struct{}

// RecipientRef names a recipient's message of an announcement in what the
// channel reports of it later: "<announcement>/<person>/<part>". A line is named
// by its id.
func RecipientRef(announcement string, person enterprise.PersonID, part int) string {
	return strings.Join([]string{announcement, strconv.FormatInt(int64(person), 10), strconv.Itoa(part)}, "/")
}
