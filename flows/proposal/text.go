package proposal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// pageMost leaves room for a code in front of a page, in UTF-16 units.
const pageMost = reading.TextMost - 96

// sayProposal says a proposal, all of it: a head, what was written message by
// message over as many messages as it takes, the photos for whom they are, and
// an end that holds the buttons.
func sayProposal(c *flows.Conversation, id string, p proposal, head, end string, buttons [][]messages.Button) {
	blocks := []string{head}
	for _, part := range []struct {
		word string
		text []string
	}{{"proposal.barrier.head", p.Barrier}, {"proposal.idea.head", p.Idea}} {
		if len(part.text) > 0 {
			blocks = append(blocks, c.Text(part.word, nil))
		}
		for _, text := range part.text {
			for _, piece := range pieces(text, pageMost) {
				blocks = append(blocks, messages.Escape(piece))
			}
		}
	}
	if len(p.Photos) > 0 && !showsPhotos(c, id) {
		blocks = append(blocks, c.Text("proposal.photos.kept", messages.Args{"N": len(p.Photos)}))
	}
	if end != "" {
		blocks = append(blocks, end)
	}
	for _, photo := range p.Photos {
		if showsPhotos(c, id) {
			m := messages.Message{Key: "proposal.head", Text: proposalCode(id), Photo: photo.ID, Protect: true}
			if photo.Hash != "" {
				m.Stored, m.Name = photo.Hash, "usulan."+photo.Type
			}
			c.Say(m)
		}
	}
	all := pages(blocks, pageMost)
	for i, text := range all {
		m := messages.Message{Key: "proposal.head", Text: text}
		if i == len(all)-1 {
			m.Buttons = buttons
		}
		c.Say(m)
	}
}

// showsPhotos tells whether the person sees a proposal's photos: officers and
// who sent them. A planner must not learn who it was, and a photo may tell.
func showsPhotos(c *flows.Conversation, id string) bool {
	return c.Allowed(flows.ForOfficers) || spokenBy(c, id) >= 0
}

// pages puts blocks of the small HTML into as few messages as hold them in
// their order; a block that fits stays whole.
func pages(blocks []string, most int) []string {
	var out []string
	for _, block := range blocks {
		if last := len(out) - 1; last >= 0 && reading.Units(reading.Visible(out[last]))+2+reading.Units(reading.Visible(block)) <= most {
			out[last] += "\n\n" + block
			continue
		}
		out = append(out, block)
	}
	return out
}

// pieces cuts what somebody wrote into parts of at most so many UTF-16 units,
// at a space where there is one near the end. Joined, they are the text again.
func pieces(text string, most int) []string {
	var out []string
	rest := []rune(text)
	for len(rest) > 0 {
		n := fitting(rest, most)
		if n < len(rest) {
			if space := lastSpace(rest[:n]); space > n/2 {
				n = space + 1
			}
		}
		out, rest = append(out, string(rest[:n])), rest[n:]
	}
	return out
}

// fitting is how many runes take at most so many units; at least one.
func fitting(text []rune, most int) int {
	taken := 0
	for i, r := range text {
		if taken++; r > 0xFFFF {
			taken++
		}
		if taken > most {
			return max(1, i)
		}
	}
	return len(text)
}

func lastSpace(text []rune) int {
	for i, r := range slices.Backward(text) {
		if unicode.IsSpace(r) {
			return i
		}
	}
	return -1
}

// ownWords are the places of a text that tell who wrote it, as far as can be
// seen: the person's and the businesses' names, the phone number and the NIB,
// each from its first byte to behind its last.
func ownWords(c *flows.Conversation, text string) [][2]int {
	var found [][2]int
	lower := strings.ToLower(text)
	if len(lower) != len(text) {
		lower = text // letters whose small form is longer: looked for as they stand
	}
	for _, name := range ownNames(c) {
		for at := 0; ; {
			i := strings.Index(lower[at:], name)
			if i < 0 {
				break
			}
			begin, end := at+i, at+i+len(name)
			if wordEnds(lower, begin, end) {
				found = append(found, [2]int{begin, end})
			}
			at = end
		}
	}
	found = append(found, ownNumbers(c, text)...)
	slices.SortFunc(found, func(a, b [2]int) int { return a[0] - b[0] })
	return found
}

// leastName is the shortest part of a name that is looked for, in characters:
// shorter ones are in many words of others.
const leastName = 4

func ownNames(c *flows.Conversation) []string {
	var out []string
	for _, word := range strings.Fields(strings.ToLower(c.Person.Name)) {
		if len([]rune(word)) >= leastName {
			out = append(out, word)
		}
	}
	for _, b := range slices.Concat(c.Person.Businesses, c.Person.Closed) {
		if name := strings.ToLower(strings.TrimSpace(b.Name)); len([]rune(name)) >= leastName {
			out = append(out, name)
		}
	}
	return out
}

// wordEnds tells whether a part of a text stands for itself.
func wordEnds(text string, begin, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:begin])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !unicode.IsLetter(before) && !unicode.IsLetter(after)
}

// ownNumbers are runs of digits, with what people put between them, that are
// the person's phone number or a NIB of theirs.
func ownNumbers(c *flows.Conversation, text string) [][2]int {
	var own []string
	if n := len(c.Person.Phone); n > 8 {
		own = append(own, c.Person.Phone[n-8:]) // however it begins: 08, 628, +62 8
	}
	for _, b := range slices.Concat(c.Person.Businesses, c.Person.Closed) {
		if b.NIB != "" {
			own = append(own, b.NIB)
		}
	}
	var found [][2]int
	begin, digits := -1, ""
	end := 0
	look := func() {
		if slices.ContainsFunc(own, func(n string) bool { return strings.HasSuffix(digits, n) }) {
			found = append(found, [2]int{begin, end})
		}
		begin, digits = -1, ""
	}
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			if begin < 0 {
				begin = i
			}
			digits, end = digits+string(r), i+1
		case !strings.ContainsRune(" -.()", r):
			look()
		}
	}
	look()
	return found
}

// withoutOwnWords is a text with those places covered.
func withoutOwnWords(c *flows.Conversation, text string) string {
	var out strings.Builder
	at := 0
	for _, place := range ownWords(c, text) {
		if place[0] > at {
			out.WriteString(text[at:place[0]])
		}
		if place[1] > at {
			if place[0] >= at {
				out.WriteString(covered)
			}
			at = place[1]
		}
	}
	out.WriteString(text[at:])
	return out.String()
}

// covered stands for words that would tell a name.
const covered = "•••"
