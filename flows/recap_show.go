package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// showRecap says one of the figures, as a picture with what it is, of how
// many, and when it was counted.
func (t *talk) showRecap(what string) {
	t.audit("data.recap", 0, what, "")
	if what == recapFile {
		book := t.recapWorkbook()
		t.say(messages.Message{Key: "recap.file", Text: t.word("recap.sent", messages.Args{"At": t.moment(t.now), "Few": !t.seesNames()}), Workbook: book})
		return
	}
	if what == recapOffice {
		t.showOffice()
		return
	}
	var bars *messages.Bars
	var of, definition string
	switch what {
	case recapFunnel:
		bars, of = t.funnelBars()
		definition = t.word("recap.funnel.means", messages.Args{"Businesses": t.businessCount()})
	case recapLevels:
		bars, of = t.levelBars()
		definition = t.word("recap.levels.means", nil)
	case recapHeld:
		bars, of = t.partBars("recap.held.title", t.heldParts())
		definition = t.word("recap.held.means", nil)
	case recapTaken:
		bars, of = t.partBars("recap.program.title", t.programParts())
		definition = t.word("recap.program.means", nil)
	case recapMonth, recapQuarter:
		bars, of, definition = t.changeBars(stretches[what])
	case recapStopped:
		bars, of, definition = t.stoppedBars()
	default:
		bars, of = t.averageBars(what)
		definition = t.word("recap.average.means", messages.Args{"Indicator": t.dimension(what)})
	}
	t.say(messages.Message{Key: "recap.picture", Bars: bars, Text: t.word("recap.caption", messages.Args{
		"Title": bars.Title, "Means": messages.HTML(definition), "Of": of, "Forms": what == recapStopped, "At": t.moment(t.now), "Few": !t.seesNames(),
	}), Buttons: t.figureButtons(what)})
}

// share is a number of people and what part of all it is.
func share(n, all int64, hidden bool) string {
	if hidden || all == 0 {
		return hiddenText(n, hidden)
	}
	return fmt.Sprintf("%d (%d%%)", n, (n*100+all/2)/all)
}

// length is a bar's, none for what is hidden.
func length(n int64, hidden bool) float64 {
	if hidden {
		return 0
	}
	return float64(n)
}

func (t *talk) funnelBars() (*messages.Bars, string) {
	b := &messages.Bars{Title: t.label("recap.funnel.title"), Across: true}
	stages := t.stages(t.recapFigures())
	for _, s := range stages {
		b.Labels, b.Values, b.Texts = append(b.Labels, s.name), append(b.Values, length(s.n, s.hidden)), append(b.Texts, share(s.n, stages[0].n, s.hidden))
	}
	return b, hiddenText(stages[0].n, stages[0].hidden)
}

func (t *talk) levelBars() (*messages.Bars, string) {
	b := &messages.Bars{Title: t.label("recap.levels.title"), Across: true}
	f := t.recapFigures()
	row, hidden := f.city(), f.cityHidden()
	last := len(row) - 1
	for i, name := range f.columns {
		b.Labels, b.Values, b.Texts = append(b.Labels, name), append(b.Values, length(row[i], hidden[i])), append(b.Texts, share(row[i], row[last], hidden[i] || hidden[last]))
	}
	return b, hiddenText(row[last], hidden[last])
}

func (t *talk) averageBars(dimension string) (*messages.Bars, string) {
	b := &messages.Bars{Title: t.book.words.Label(t.lang, "recap.average.title", messages.Args{"Indicator": t.dimension(dimension)}), Across: true, Full: 100}
	averages := t.averages(dimension)
	for _, a := range averages {
		text, value := hiddenText(a.of, a.hidden), 0.0
		if !a.hidden && a.of > 0 {
			value, text = a.score, fmt.Sprintf("%d (%s)", enterprise.Shown(a.score), hiddenText(a.of, a.ofIsHidden))
		}
		b.Labels, b.Values, b.Texts = append(b.Labels, a.place), append(b.Values, value), append(b.Texts, text)
	}
	city := averages[len(averages)-1]
	return b, hiddenText(city.of, city.ofIsHidden)
}

// recapWorkbook has a sheet for each table, and one that says what each figure
// is, of whom, and when it was counted.
func (t *talk) recapWorkbook() *messages.Workbook {
	sheets := []messages.Sheet{t.funnelSheet(), t.levelsSheet(), t.averagesSheet(), t.partSheet("held", t.heldParts()), t.partSheet("program", t.programParts()), t.soldSheet(), t.businessesSheet(), t.changeSheet(), t.stoppedSheet(), t.meaningSheet()}
	return &messages.Workbook{Name: "rekap-" + t.now.In(t.book.program.City.Location).Format("2006-01-02") + ".xlsx", Sheets: sheets}
}

func (t *talk) recapSheet(key string, numbers ...int) messages.Sheet {
	return messages.Sheet{Name: t.label("recap.sheet." + key), Header: strings.Split(t.label("recap.columns."+key), "|"), Numbers: numbers}
}

// countedAt is when the figures were counted, as it stands in every row.
func (t *talk) countedAt() string {
	return t.now.In(t.book.program.City.Location).Format("2006-01-02 15:04")
}

func (t *talk) funnelSheet() messages.Sheet {
	s := t.recapSheet("funnel", 1, 2, 3)
	stages := t.stages(t.recapFigures())
	all := stages[0]
	for _, st := range stages {
		percent := ""
		if !st.hidden && !all.hidden && all.n > 0 {
			percent = strconv.FormatFloat(float64(st.n)*100/float64(all.n), 'f', 1, 64)
		}
		s.Rows = append(s.Rows, []string{st.name, hiddenText(st.n, st.hidden), percent, hiddenText(all.n, all.hidden), t.countedAt()})
	}
	return s
}

func (t *talk) levelsSheet() messages.Sheet {
	f := t.recapFigures()
	s := t.recapSheet("levels")
	s.Header = slices.Concat(s.Header[:1], f.columns, s.Header[1:])
	for i, name := range f.places {
		row := []string{name}
		for j, n := range f.levels[i] {
			row = append(row, hiddenText(n, f.hidden[i][j]))
		}
		s.Rows = append(s.Rows, append(row, t.countedAt()))
	}
	for j := range f.levels[0] {
		s.Numbers = append(s.Numbers, j+1)
	}
	return s
}

func (t *talk) averagesSheet() messages.Sheet {
	s := t.recapSheet("averages", 2, 3)
	for _, d := range t.book.program.Instrument.Dimensions {
		for _, a := range t.averages(d.Code) {
			score := ""
			if !a.hidden && a.of > 0 {
				score = strconv.FormatFloat(a.score, 'f', 1, 64)
			}
			s.Rows = append(s.Rows, []string{a.place, d.Name.In(t.lang), score, hiddenText(a.of, a.ofIsHidden), t.countedAt()})
		}
	}
	return s
}

// portion is a number of those registered that a set holds.
type portion struct {
	name   string
	n, all int64
	hidden []bool // the number, and all
}

func (t *talk) portion(name, term string) portion {
	n, all := t.sizeOfAny(term), t.size("registered")
	h := t.hide([][]int64{{n, all - n, all}})[0]
	return portion{name, n, all, []bool{h[0], h[2]}}
}

// heldParts are those who have each kind of document, approved and in force.
func (t *talk) heldParts() []portion {
	var out []portion
	for _, k := range t.book.program.Documents {
		out = append(out, t.portion(k.Short.In(t.lang), enterprise.TermHeld(k.Code)))
	}
	return out
}

// programParts are the programme's funnel: validated, chosen for a cohort,
// graduated.
func (t *talk) programParts() []portion {
	var out []portion
	for _, s := range t.programStages() {
		out = append(out, t.portion(s.name, s.term))
	}
	return out
}

// programStage is a step of the programme, and the term of who took it.
type programStage struct{ name, term string }

func (t *talk) programStages() []programStage {
	return []programStage{
		{t.label("recap.registered"), "registered"},
		{t.label("recap.trained"), enterprise.TermTrained},
		{t.label("recap.validated"), "admin:" + string(enterprise.AdminIsReady)},
		{t.label("recap.curated"), enterprise.TermCurated},
		{t.label("recap.graduated"), enterprise.TermGraduated},
	}
}

func (t *talk) partBars(title string, parts []portion) (*messages.Bars, string) {
	b := &messages.Bars{Title: t.label(title), Across: true}
	for _, p := range parts {
		b.Labels, b.Values, b.Texts = append(b.Labels, p.name), append(b.Values, length(p.n, p.hidden[0])), append(b.Texts, share(p.n, p.all, p.hidden[0] || p.hidden[1]))
	}
	return b, hiddenText(parts[0].all, parts[0].hidden[1])
}

func (t *talk) partSheet(key string, parts []portion) messages.Sheet {
	s := t.recapSheet(key, 1, 2)
	for _, p := range parts {
		s.Rows = append(s.Rows, []string{p.name, hiddenText(p.n, p.hidden[0]), hiddenText(p.all, p.hidden[1]), t.countedAt()})
	}
	return s
}

// soldSheet is how many owners said what they sold, by month.
func (t *talk) soldSheet() messages.Sheet {
	s := t.recapSheet("sold", 1, 2)
	all := t.size("registered")
	for n := -yearMonths; n < 0; n++ {
		m := t.month().Add(n)
		sold := t.sizeOfAny(enterprise.TermSold(m))
		hidden := t.hide([][]int64{{sold, all - sold, all}})[0]
		s.Rows = append(s.Rows, []string{m.Name(t.lang), hiddenText(sold, hidden[0]), hiddenText(all, hidden[2]), t.countedAt()})
	}
	return s
}

// byBusinesses are the registered owners by how many businesses they have:
// one, two and so on, and all.
func (t *talk) byBusinesses() []int64 {
	all := t.size("registered")
	row, more := []int64{}, all
	for n := 2; n <= enterprise.BusinessesMost; n++ {
		k := t.size("registered", enterprise.TermBusinesses(n))
		row, more = append(row, more-k), k
	}
	return append(row, more, all)
}

// businessCount is how many businesses there are; empty when it would tell a
// planner of a few owners.
func (t *talk) businessCount() string {
	row := t.byBusinesses()
	if slices.Contains(t.hide([][]int64{row})[0], true) {
		return ""
	}
	sum := int64(0)
	for i, n := range row[:len(row)-1] {
		sum += int64(i+1) * n
	}
	return strconv.FormatInt(sum, 10)
}

func (t *talk) businessesSheet() messages.Sheet {
	s := t.recapSheet("businesses", 1, 2)
	row := t.byBusinesses()
	hidden, last := t.hide([][]int64{row})[0], len(row)-1
	for i, n := range row[:last] {
		s.Rows = append(s.Rows, []string{strconv.Itoa(i + 1), hiddenText(n, hidden[i]), hiddenText(row[last], hidden[last]), t.countedAt()})
	}
	return s
}

func (t *talk) meaningSheet() messages.Sheet {
	s := t.recapSheet("meaning")
	for _, key := range []string{"funnel", "levels", "averages", "held", "program", "sold", "businesses", "change", "stopped"} {
		s.Rows = append(s.Rows, append([]string{t.label("recap.sheet." + key)}, append(strings.Split(t.label("recap.meaning."+key), "|"), t.countedAt())...))
	}
	if !t.seesNames() {
		s.Rows = append(s.Rows, []string{t.label("recap.sheet.hidden"), t.label("recap.meaning.hidden"), "", t.countedAt()})
	}
	return s
}
