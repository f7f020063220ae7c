package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
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
func (t *talk) voicesOf(hearing string) voices {
	v := voices{}
	for _, theme := range t.book.program.City.Proposals.Themes {
		v.themes = append(v.themes, theme.Name.In(t.lang))
	}
	sums := make([]int64, len(v.themes)+1)
	for _, d := range t.book.program.Regions.Districts {
		v.places = append(v.places, d.Name)
		row, sum := make([]int64, 0, len(sums)), int64(0)
		for i, theme := range t.book.program.City.Proposals.Themes {
			n := t.size(enterprise.TermSpoke(hearing, theme.Code, d.Code))
			row, sum, sums[i] = append(row, n), sum+n, sums[i]+n
		}
		sums[len(sums)-1] += sum
		v.table = append(v.table, append(row, sum))
	}
	v.places, v.table = append(v.places, t.label("recap.city")), append(v.table, sums)
	v.hidden = t.hide(v.table)
	return v
}

// cell is a cell as this person may read it.
func (v voices) cell(row, column int) string {
	return hiddenText(v.table[row][column], v.hidden[row][column])
}

// showVoices is the recap of a period in the chat: a picture by theme, the
// table by kecamatan, and the topics most owners are behind.
func (t *talk) showVoices(hearing string) {
	_, h, ok := t.hearingOf(hearing)
	if !ok {
		t.again(t.word("hearing.gone", nil))
		return
	}
	t.audit("data.recap", 0, "usulan", "")
	v := t.voicesOf(hearing)
	city := len(v.table) - 1
	bars := &messages.Bars{Title: t.label("voices.title"), Across: true}
	for j, name := range v.themes {
		bars.Labels, bars.Values, bars.Texts = append(bars.Labels, name), append(bars.Values, length(v.table[city][j], v.hidden[city][j])), append(bars.Texts, v.cell(city, j))
	}
	t.say(messages.Message{Key: "recap.picture", Bars: bars, Text: t.word("voices.caption", messages.Args{
		"From": t.date(h.Opened), "Until": t.date(h.lastDay()), "Of": v.cell(city, len(v.themes)), "At": t.moment(t.now), "Few": !t.seesNames(),
	})})
	lines := []string{t.word("voices.table", nil)}
	for j, name := range v.themes {
		lines = append(lines, fmt.Sprintf("<b>%s</b> %s", messages.Escape(name), messages.Escape(v.cell(city, j)+t.byPlace(v, j))))
	}
	t.say(messages.Message{Key: "voices.table", Text: strings.Join(lines, "\n"), Buttons: [][]messages.Button{
		{t.voiceButton("hearing.button.topics", "topics", hearing, "0"), t.voiceButton("hearing.button.file", "file", hearing)}}})
}

// byPlace are the kecamatan that spoke of a theme, the hidden ones in one word
// at the end; nothing where none can be told. The workbook has every cell.
func (t *talk) byPlace(v voices, theme int) string {
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
		cells = append(cells, t.label("voices.others"))
	}
	return ": " + strings.Join(cells, ", ")
}

// voicesFile is the recap as a workbook: the figures, the topics and every word
// that was written. Planners get neither names nor kecamatan with the words.
func (t *talk) voicesFile(hearing string) {
	_, h, ok := t.hearingOf(hearing)
	if !ok {
		t.again(t.word("hearing.gone", nil))
		return
	}
	t.audit("data.proposals", 0, "", h.Question)
	all := t.listedProposals(allProposals(hearing), proposalsExported)
	book := &messages.Workbook{Name: "usulan-" + t.day(t.now) + ".xlsx", Sheets: []messages.Sheet{
		t.voicesSheet(hearing), t.topicsSheet(hearing), t.wordsSheet(all), t.voicesMeaning(h)}}
	t.say(messages.Message{Key: "voices.file", Workbook: book, Text: t.word("voices.file", messages.Args{
		"Count": len(all), "More": len(all) == proposalsExported, "Few": !t.seesNames(), "At": t.moment(t.now)})})
}

// voiceSheet is an empty table: its label is its name, then its columns.
func (t *talk) voiceSheet(word string, numbers ...int) messages.Sheet {
	named := strings.Split(t.label(word), "|")
	return messages.Sheet{Name: named[0], Header: named[1:], Numbers: numbers}
}

func (t *talk) voicesSheet(hearing string) messages.Sheet {
	v := t.voicesOf(hearing)
	s := t.voiceSheet("voices.sheet.table")
	s.Header = slices.Concat(s.Header[:1], v.themes, s.Header[1:])
	for i, place := range v.places {
		row := []string{place}
		for j := range v.table[i] {
			row = append(row, v.cell(i, j))
		}
		s.Rows = append(s.Rows, append(row, t.countedAt()))
	}
	for j := range v.table[0] {
		s.Numbers = append(s.Numbers, j+1)
	}
	return s
}

func (t *talk) topicsSheet(hearing string) messages.Sheet {
	s := t.voiceSheet("voices.sheet.topics", 2, 3)
	for _, c := range t.topics(hearing) {
		n := t.supporters(c.id, c.topic)
		row := []string{c.Title, t.themeName(c.Theme), strconv.Itoa(len(c.Proposals)), people(n, t.few(n)), "", "", ""}
		if len(c.Replies) > 0 {
			last := c.Replies[len(c.Replies)-1]
			row[4], row[5], row[6] = t.replyName(last.State), last.Text, t.date(last.At)
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// wordsSheet is what was written, a row a message, so that nothing is cut.
func (t *talk) wordsSheet(all []listedProposal) messages.Sheet {
	if !t.may(forOfficers) {
		return t.plainWords(all)
	}
	s := t.voiceSheet("voices.sheet.named", 4)
	for _, l := range all {
		name := ""
		if l.Named {
			name = t.shownName(l.id, l.proposal)
		}
		t.eachText(l, func(half, n, text string) {
			s.Rows = append(s.Rows, []string{proposalCode(l.id), t.themeName(l.Theme), t.topicTitle(l.Topic), half, n, text, t.districtName(l.District), name, t.date(l.At)})
		})
	}
	return s
}

func (t *talk) plainWords(all []listedProposal) messages.Sheet {
	s := t.voiceSheet("voices.sheet.words", 4)
	for _, l := range all {
		t.eachText(l, func(half, n, text string) {
			s.Rows = append(s.Rows, []string{proposalCode(l.id), t.themeName(l.Theme), t.topicTitle(l.Topic), half, n, text, t.date(l.At)})
		})
	}
	return s
}

// eachText gives each message of a proposal: which half it is of, and its number in it.
func (t *talk) eachText(l listedProposal, see func(half, n, text string)) {
	for i, text := range l.Barrier {
		see(t.label("voices.half.barrier"), strconv.Itoa(i+1), text)
	}
	for i, text := range l.Idea {
		see(t.label("voices.half.idea"), strconv.Itoa(i+1), text)
	}
}

func (t *talk) voicesMeaning(h period) messages.Sheet {
	s := t.voiceSheet("voices.sheet.meaning")
	s.Rows = append(s.Rows, []string{t.label("voices.meaning.question"), h.Question})
	keys := []string{"voices.meaning.table", "voices.meaning.topics", "voices.meaning.words"}
	if !t.seesNames() {
		keys = append(keys, "voices.meaning.hidden")
	}
	for _, key := range keys {
		s.Rows = append(s.Rows, strings.Split(t.label(key), "|"))
	}
	return s
}
