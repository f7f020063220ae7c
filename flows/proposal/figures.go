package proposal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/privacy"
	"naikkelas/messages"
)

// voices is who said something in a period: rows are the kecamatan and then the
// city, columns the themes and then their sum. A person counts once a cell, so
// that rows and columns add up, as enterprise.Hide wants them to.
type voices struct {
	places, themes []string
	table          [][]int64
	hidden         [][]bool
}

// voicesOf counts a period. Each cell is the size of a set.
func voicesOf(c *flows.Conversation, hearing string) voices {
	v := voices{}
	for _, theme := range c.Program().City.Proposals.Themes {
		v.themes = append(v.themes, theme.Name.In(c.Lang()))
	}
	sums := make([]int64, len(v.themes)+1)
	for _, d := range c.Program().Regions.Districts {
		v.places = append(v.places, d.Name)
		row, sum := make([]int64, 0, len(sums)), int64(0)
		for i, theme := range c.Program().City.Proposals.Themes {
			n := c.Size(enterprise.TermSpoke(hearing, theme.Code, d.Code))
			row, sum, sums[i] = append(row, n), sum+n, sums[i]+n
		}
		sums[len(sums)-1] += sum
		v.table = append(v.table, append(row, sum))
	}
	v.places, v.table = append(v.places, c.Label("recap.city")), append(v.table, sums)
	v.hidden = privacy.HideFew(c, v.table)
	return v
}

// cell is a cell as this person may read it.
func (v voices) cell(row, column int) string {
	return privacy.HiddenText(v.table[row][column], v.hidden[row][column])
}

// showVoices is the recap of a period in the chat: a picture by theme, the
// table by kecamatan, and the topics most owners are behind.
func showVoices(c *flows.Conversation, hearing string) {
	_, h, ok := hearingOf(c, hearing)
	if !ok {
		c.Repeat(c.Text("hearing.gone", nil))
		return
	}
	c.Audit("data.recap", 0, "usulan", "")
	v := voicesOf(c, hearing)
	city := len(v.table) - 1
	bars := &messages.Bars{Title: c.Label("voices.title"), Across: true}
	for j, name := range v.themes {
		bars.Labels, bars.Values, bars.Texts = append(bars.Labels, name), append(bars.Values, privacy.Length(v.table[city][j], v.hidden[city][j])), append(bars.Texts, v.cell(city, j))
	}
	c.Say(messages.Message{Key: "recap.picture", Bars: bars, Text: c.Text("voices.caption", messages.Args{
		"From": c.Date(h.Opened), "Until": c.Date(h.lastDay()), "Of": v.cell(city, len(v.themes)), "At": c.Moment(c.Now()), "Few": !c.SeesNames(),
	})})
	lines := []string{c.Text("voices.table", nil)}
	for j, name := range v.themes {
		lines = append(lines, fmt.Sprintf("<b>%s</b> %s", messages.Escape(name), messages.Escape(v.cell(city, j)+byPlace(c, v, j))))
	}
	c.Say(messages.Message{Key: "voices.table", Text: strings.Join(lines, "\n"), Buttons: [][]messages.Button{
		{voiceButton(c, "hearing.button.topics", "topics", hearing, "0"), voiceButton(c, "hearing.button.file", "file", hearing)}}})
}

// byPlace are the kecamatan that spoke of a theme, the hidden ones in one word
// at the end; nothing where none can be told. The workbook has every cell.
func byPlace(c *flows.Conversation, v voices, theme int) string {
	var cells []string
	hidden := false
	for i, place := range v.places[:len(v.places)-1] {
		switch {
		case v.hidden[i][theme]:
			hidden = true
		case v.table[i][theme] > 0:
			cells = append(cells, fmt.Sprintf("%s %d", place, v.table[i][theme]))
		}
	}
	if len(cells) == 0 {
		return ""
	}
	if hidden {
		cells = append(cells, c.Label("voices.others"))
	}
	return ": " + strings.Join(cells, ", ")
}

// voicesFile is the recap as a workbook: the figures, the topics and every word
// that was written. Planners get neither names nor kecamatan with the words.
func voicesFile(c *flows.Conversation, hearing string) {
	_, h, ok := hearingOf(c, hearing)
	if !ok {
		c.Repeat(c.Text("hearing.gone", nil))
		return
	}
	c.Audit("data.proposals", 0, "", h.Question)
	all := listedProposals(c, allProposals(hearing), proposalsExported)
	book := &messages.Workbook{Name: "usulan-" + c.Day(c.Now()) + ".xlsx", Sheets: []messages.Sheet{
		voicesSheet(c, hearing), topicsSheet(c, hearing), wordsSheet(c, all), voicesMeaning(c, h)}}
	c.Say(messages.Message{Key: "voices.file", Workbook: book, Text: c.Text("voices.file", messages.Args{
		"Count": len(all), "More": len(all) == proposalsExported, "Few": !c.SeesNames(), "At": c.Moment(c.Now())})})
}

// voiceSheet is an empty table: its label is its name, then its columns.
func voiceSheet(c *flows.Conversation, word string, numbers ...int) messages.Sheet {
	named := strings.Split(c.Label(word), "|")
	return messages.Sheet{Name: named[0], Header: named[1:], Numbers: numbers}
}

func voicesSheet(c *flows.Conversation, hearing string) messages.Sheet {
	v := voicesOf(c, hearing)
	s := voiceSheet(c, "voices.sheet.table")
	s.Header = slices.Concat(s.Header[:1], v.themes, s.Header[1:])
	for i, place := range v.places {
		row := []string{place}
		for j := range v.table[i] {
			row = append(row, v.cell(i, j))
		}
		s.Rows = append(s.Rows, append(row, privacy.CountedAt(c)))
	}
	for j := range v.table[0] {
		s.Numbers = append(s.Numbers, j+1)
	}
	return s
}

func topicsSheet(c *flows.Conversation, hearing string) messages.Sheet {
	s := voiceSheet(c, "voices.sheet.topics", 2, 3)
	for _, nt := range topics(c, hearing) {
		n := supporters(c, nt.ID, nt.topic)
		row := []string{nt.Title, themeName(c, nt.Theme), strconv.Itoa(len(nt.Proposals)), privacy.People(n, few(c, n)), "", "", ""}
		if len(nt.Replies) > 0 {
			last := nt.Replies[len(nt.Replies)-1]
			row[4], row[5], row[6] = replyName(c, last.State), last.Text, c.Date(last.At)
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// wordsSheet is what was written, a row a message, so that nothing is cut.
func wordsSheet(c *flows.Conversation, all []listedProposal) messages.Sheet {
	if !c.Allowed(flows.ForOfficers) {
		return plainWords(c, all)
	}
	s := voiceSheet(c, "voices.sheet.named", 4)
	for _, l := range all {
		name := ""
		if l.Named {
			name = shownName(c, l.id, l.proposal)
		}
		eachText(c, l, func(half, n, text string) {
			s.Rows = append(s.Rows, []string{proposalCode(l.id), themeName(c, l.Theme), topicTitle(c, l.Topic), half, n, text, c.District(l.District), name, c.Date(l.At)})
		})
	}
	return s
}

func plainWords(c *flows.Conversation, all []listedProposal) messages.Sheet {
	s := voiceSheet(c, "voices.sheet.words", 4)
	for _, l := range all {
		eachText(c, l, func(half, n, text string) {
			s.Rows = append(s.Rows, []string{proposalCode(l.id), themeName(c, l.Theme), topicTitle(c, l.Topic), half, n, text, c.Date(l.At)})
		})
	}
	return s
}

// eachText gives each message of a proposal: which half it is of, and its number in it.
func eachText(c *flows.Conversation, l listedProposal, see func(half, n, text string)) {
	for i, text := range l.Barrier {
		see(c.Label("voices.half.barrier"), strconv.Itoa(i+1), text)
	}
	for i, text := range l.Idea {
		see(c.Label("voices.half.idea"), strconv.Itoa(i+1), text)
	}
}

func voicesMeaning(c *flows.Conversation, h period) messages.Sheet {
	s := voiceSheet(c, "voices.sheet.meaning")
	s.Rows = append(s.Rows, []string{c.Label("voices.meaning.question"), h.Question})
	keys := []string{"voices.meaning.table", "voices.meaning.topics", "voices.meaning.words"}
	if !c.SeesNames() {
		keys = append(keys, "voices.meaning.hidden")
	}
	for _, key := range keys {
		s.Rows = append(s.Rows, strings.Split(c.Label(key), "|"))
	}
	return s
}
