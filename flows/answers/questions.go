package answers

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/knowledge"
)

// question is a sentence that found no answer, and how often. It says nothing
// of who asked.
type question struct {
	Text    string   `json:"text"`
	Unknown []string `json:"unknown,omitempty"` // words of it that nothing knows: names may be among them
	N       int64    `json:"n"`
}

const (
	questionRecord = "question"
	questions      = "questions" // by how often they were asked
	// namesFrom is how often a sentence must be asked before its unknown words
	// are shown: a name is hardly asked for by several.
	namesFrom = 3
	// questionMost is how much of a sentence is counted, in characters.
	questionMost = 120
)

// shown is the sentence as officers read it.
func (q question) shown() string {
	if q.N >= namesFrom {
		return q.Text
	}
	words := strings.Fields(q.Text)
	for i, w := range words {
		if slices.Contains(q.Unknown, w) {
			words[i] = hiddenWord
		}
	}
	return strings.Join(slices.Compact(words), " ")
}

// hiddenWord stands for a word that may be somebody's name or number.
const hiddenWord = "…"

// count counts a sentence that found no answer. Strangers are not counted
// before they agreed, nor colleagues.
func count(c *flows.Conversation, u knowledge.Understanding) {
	text := masked(c)
	if !c.Consented() || c.Allowed(flows.ForStaff) || !hasWord(text) {
		return
	}
	sum := sha256.Sum256([]byte(text))
	r := c.Record(questionRecord, hex.EncodeToString(sum[:8]))
	q := question{Text: text}
	if r.Data != nil && json.Unmarshal(r.Data, &q) != nil {
		return
	}
	q.N++
	q.Unknown = nil
	for _, w := range u.Unknown {
		if slices.Contains(strings.Fields(text), w) {
			q.Unknown = append(q.Unknown, w)
		}
	}
	r.Lists, r.Until = map[string]int64{questions: q.N}, c.Now().Add(questionKept)
	c.Put(r, q)
}

// masked is what was typed without numbers, the person's own names, and what
// looks like somebody's name or address.
func masked(c *flows.Conversation) string {
	own := strings.Fields(read.Tidy(c.Person.Name + " " + c.Business().Name))
	titles := c.Synonyms("answer.titles")
	var out []string
	hide := false
	for i, word := range strings.Fields(reading.Clipped(c.Input().Text, questionMost)) {
		tidy := read.Tidy(word)
		capital := i > 0 && unicode.IsUpper([]rune(word)[0]) && strings.ToUpper(word) != word
		switch {
		case tidy == "":
			continue
		case hide || capital || strings.ContainsAny(word, "0123456789@/") || slices.Contains(own, tidy):
			tidy = hiddenWord
		}
		hide = slices.Contains(titles, tidy)
		out = append(out, tidy)
	}
	return strings.Join(slices.Compact(out), " ")
}
