package identity

import (
	"slices"
	"strings"
	"unicode"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
)

// notUsed is the key of the headings that hold nothing of ours: "jenis kelamin"
// is no kind of business, and sales of a year are none of a month.
const notUsed = "none"

// exactHeading is the score of a heading that is a column's name.
const exactHeading = 1_000

// meant is what a heading was taken for, and how surely.
type meant struct {
	key   string
	score int
}

type headingNames struct{}

// columnNames are the words that headings have, by the column they mean.
func columnNames(c *flows.Conversation) map[string][][]string {
	if known, ok := c.Memo[headingNames{}].(map[string][][]string); ok {
		return known
	}
	names := map[string][][]string{}
	for _, key := range append(slices.Clone(ImportColumns), notUsed) {
		for _, name := range c.Synonyms("import.column." + key + ".names") {
			names[key] = append(names[key], strings.Fields(read.Tidy(name)))
		}
	}
	c.Memo[headingNames{}] = names
	return names
}

// headingOf finds what a heading means by its words: "NO. KTP/NIK", "NAMA
// USAHA/MERK", "nomor_telepon". The longest name counts, of equally long ones
// the one that stands first, as the noun does in Indonesian.
func headingOf(c *flows.Conversation, heading string) meant {
	words := strings.Fields(read.Tidy(heading))
	best, first := meant{}, 0
	for _, key := range append(slices.Clone(ImportColumns), notUsed) {
		for _, name := range columnNames(c)[key] {
			score, at := scoreHeading(words, name)
			if score > best.score || score == best.score && score > 0 && at < first {
				best, first = meant{key, score}, at
			}
		}
	}
	if best.key == notUsed {
		return meant{}
	}
	return best
}

// scoreHeading is how well a name fits the words of a heading, and where it
// begins in them. A name of one word must stand first, or behind "no": "modal
// usaha" is no name of a business.
func scoreHeading(words, name []string) (score, at int) {
	if len(name) == 0 || len(words) == 0 {
		return 0, 0
	}
	if slices.Equal(words, name) {
		return exactHeading, 0
	}
	for at := range words {
		if len(words)-at >= len(name) && slices.Equal(words[at:at+len(name)], name) {
			if len(name) == 1 && at > 0 && !slices.Contains([]string{"no", "nomor", "nomer", "number"}, words[at-1]) {
				return 0, 0
			}
			return 2*len(name) + 1, at
		}
	}
	if len(name) < 2 || slices.ContainsFunc(name, func(w string) bool { return !slices.Contains(words, w) }) {
		return 0, 0
	}
	return 2 * len(name), slices.Index(words, name[0])
}

// headings is what each cell of a heading row means. Where a heading goes over
// two rows, the lower cell counts, then the upper, then both together.
func headings(c *flows.Conversation, upper, lower []read.TableCell) []meant {
	out := make([]meant, max(len(upper), len(lower)))
	for i := range out {
		for _, text := range []string{at(lower, i), at(upper, i), at(upper, i) + " " + at(lower, i)} {
			if out[i].score == 0 {
				out[i] = headingOf(c, text)
			}
		}
	}
	return out
}

// at is the text of a cell of a row; empty behind its last one.
func at(row []read.TableCell, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return row[i].Text
}

func found(all []meant) int {
	keys := map[string]bool{}
	for _, m := range all {
		if m.key != "" {
			keys[m.key] = true
		}
	}
	return len(keys)
}

// findHeading finds the heading among the first rows: the row, or the two rows,
// with the most names in it. Zero: none has any.
func findHeading(c *flows.Conversation, rows []read.TableRow) (from, to int) {
	rows = rows[:min(len(rows), importHeading)]
	most := 0
	for _, row := range rows {
		if n := found(headings(c, nil, row.Cells)); n > most {
			most, from, to = n, row.Number, row.Number
		}
	}
	for i := range max(0, len(rows)-1) {
		upper, lower := rows[i], rows[i+1]
		if texts(upper.Cells) < 2 || texts(lower.Cells) < 2 || !wordsOnly(upper.Cells) || !wordsOnly(lower.Cells) {
			continue
		}
		if n := found(headings(c, upper.Cells, lower.Cells)); n > most {
			most, from, to = n, upper.Number, lower.Number
		}
	}
	return from, to
}

func texts(row []read.TableCell) int {
	n := 0
	for i := range row {
		n += min(1, len(at(row, i)))
	}
	return n
}

func wordsOnly(row []read.TableCell) bool {
	return !slices.ContainsFunc(row, func(cell read.TableCell) bool { return strings.ContainsFunc(cell.Text, unicode.IsDigit) })
}

// Contents tell what a column holds when most of its first cells are one thing.
const (
	looksAt   = 30
	looksMost = 60 // per cent
)

// looksLike is what the cells of a column look like; empty: nothing in particular.
func looksLike(c *flows.Conversation, rows []read.TableRow, column int) string {
	seen, fits := 0, map[string]int{}
	for _, row := range rows {
		text := at(row.Cells, column)
		if seen == looksAt || text == "" || isBlank("nik", text) {
			continue
		}
		seen++
		if key := cellLooks(c, text); key != "" {
			fits[key]++
		}
	}
	for key, n := range fits {
		if n*100 >= seen*looksMost {
			return key
		}
	}
	return ""
}

func cellLooks(c *flows.Conversation, text string) string {
	regions := &c.Program().Regions
	if nik, fault := read.NIK(text); fault == "" && nik != "" {
		return "nik"
	}
	phone, fault := read.Phone(text)
	if fault == "" && strings.ContainsAny(text[:1], "+068") && !read.NIBFits(strings.TrimSpace(text)) || fault == "" && strings.HasPrefix(phone, "+628") && strings.HasPrefix(text, "08") {
		return "phone"
	}
	if _, fault := read.NIB(text); fault == "" {
		return "nib"
	}
	tidy := read.Tidy(text)
	for _, d := range regions.Districts {
		if read.Tidy(d.Name) == tidy {
			return "district"
		}
		for _, v := range d.Villages {
			if read.Tidy(v.Name) == tidy {
				return "village"
			}
		}
	}
	return ""
}
