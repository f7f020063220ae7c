package flows

import (
	"regexp"
	"strconv"
	"strings"
)

// NewID is the id of what this cause makes; it stands in the data of
// buttons, where a colon parts.
func (c *Conversation) NewID() string { return strings.ReplaceAll(c.in.ID, ":", "-") }

// SecretRecords are the kinds of records whose id is a token that opens them to
// whoever has it. Redis has them under a keyed hash.
var SecretRecords = []string{"invitation", "link", "certificate"}

// TokenForm is what a secret of ours looks like.
var TokenForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

// ShortCode is how a ticket is called: short enough to be said on the phone.
func ShortCode(id string) string {
	ms, _, _ := strings.Cut(id, "-")
	n, _ := strconv.ParseInt(ms, 10, 64)
	code := "000" + strings.ToUpper(strconv.FormatInt(n%(36*36*36*36), 36))
	return "T" + code[len(code)-4:]
}
