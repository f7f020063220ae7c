package statistics

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

// showRecap says one of the figures, as a picture with what it is, of how
// many, and when it was counted.
func showRecap(c *flows.Conversation, what string) {
	c.Audit("data.recap", 0, what, "")
	if what == recapFile {
		book := recapWorkbook(c)
		c.Say(messages.Message{Key: "recap.file", Text: c.Text("recap.sent", messages.Args{"At": c.Moment(c.Now()), "Few": !c.SeesNames()}), Workbook: book})
		return
	}
	if what == recapOffice {
		showOffice(c)
		return
	}
	var bars *messages.Bars
	var of, definition string
	switch what {
	case recapFunnel:
		bars, of = funnelBars(c)
		definition = c.Text("recap.funnel.means", messages.Args{"Businesses": businessCount(c)})
	case recapLevels:
		bars, of = levelBars(c)
		definition = c.Text("recap.levels.means", nil)
	case recapHeld:
		bars, of = partBars(c, "recap.held.title", heldParts(c))
		definition = c.Text("recap.held.means", nil)
	case recapTaken:
		bars, of = partBars(c, "recap.program.title", programParts(c))
		definition = c.Text("recap.program.means", nil)
	case recapMonth, recapQuarter:
		bars, of, definition = changeBars(c, stretches[what])
	case recapStopped:
		bars, of, definition = stoppedBars(c)
	default:
		bars, of = averageBars(c, what)
		definition = c.Text("recap.average.means", messages.Args{"Indicator": c.Dimension(what)})
	}
	c.Say(messages.Message{Key: "recap.picture", Bars: bars, Text: c.Text("recap.caption", messages.Args{
		"Title": bars.Title, "Means": messages.HTML(definition), "Of": of, "Forms": what == recapStopped, "At": c.Moment(c.Now()), "Few": !c.SeesNames(),
	}), Buttons: figureButtons(c, what)})
}

// share is a number of people and what part of all it is.
func share(n, all int64, hidden bool) string {
	if hidden || all == 0 {
		return privacy.HiddenText(n, hidden)
	}
	return fmt.Sprintf("%d (%d%%)", n, (n*100+all/2)/all)
}

func funnelBars(c *flows.Conversation) (*messages.Bars, string) {
	b := &messages.Bars{Title: c.Label("recap.funnel.title"), Across: true}
	stages := stages(c, recapFigures(c))
	for _, s := range stages {
		b.Labels, b.Values, b.Texts = append(b.Labels, s.name), append(b.Values, privacy.Length(s.n, s.hidden)), append(b.Texts, share(s.n, stages[0].n, s.hidden))
	}
	return b, privacy.HiddenText(stages[0].n, stages[0].hidden)
}

func levelBars(c *flows.Conversation) (*messages.Bars, string) {
	b := &messages.Bars{Title: c.Label("recap.levels.title"), Across: true}
	f := recapFigures(c)
	row, hidden := f.city(), f.cityHidden()
	last := len(row) - 1
	for i, name := range f.columns {
		b.Labels, b.Values, b.Texts = append(b.Labels, name), append(b.Values, privacy.Length(row[i], hidden[i])), append(b.Texts, share(row[i], row[last], hidden[i] || hidden[last]))
	}
	return b, privacy.HiddenText(row[last], hidden[last])
}

func averageBars(c *flows.Conversation, dimension string) (*messages.Bars, string) {
	b := &messages.Bars{Title: c.Words().Label(c.Lang(), "recap.average.title", messages.Args{"Indicator": c.Dimension(dimension)}), Across: true, Full: 100}
	averages := averages(c, dimension)
	for _, a := range averages {
		text, value := privacy.HiddenText(a.of, a.hidden), 0.0
		if !a.hidden && a.of > 0 {
			value, text = a.score, fmt.Sprintf("%d (%s)", enterprise.Shown(a.score), privacy.HiddenText(a.of, a.ofIsHidden))
		}
		b.Labels, b.Values, b.Texts = append(b.Labels, a.place), append(b.Values, value), append(b.Texts, text)
	}
	city := averages[len(averages)-1]
	return b, privacy.HiddenText(city.of, city.ofIsHidden)
}

// recapWorkbook has a sheet for each table, and one that says what each figure
// is, of whom, and when it was counted.
func recapWorkbook(c *flows.Conversation) *messages.Workbook {
	drawn := func(s messages.Sheet, how string, columns ...int) messages.Sheet {
		s.Chart, s.Charted = how, columns
		return s
	}
	levels := levelsSheet(c)
	sheets := []messages.Sheet{
		drawn(funnelSheet(c), "bars", 1), drawn(levels, "stacked", levels.Numbers...), averagesSheet(c), drawn(partSheet(c, "held", heldParts(c)), "bars", 1),
		drawn(partSheet(c, "program", programParts(c)), "bars", 1), drawn(soldSheet(c), "line", 1), businessesSheet(c), changeSheet(c), stoppedSheet(c), meaningSheet(c),
		{Name: c.Label("recap.sheet.charts"), Header: []string{c.Label("recap.charts")}, Chart: "page"},
	}
	return &messages.Workbook{Name: "rekap-" + c.Now().In(c.Program().City.Location).Format("2006-01-02") + ".xlsx", Sheets: sheets}
}

func recapSheet(c *flows.Conversation, key string, numbers ...int) messages.Sheet {
	return messages.Sheet{Name: c.Label("recap.sheet." + key), Header: strings.Split(c.Label("recap.columns."+key), "|"), Numbers: numbers}
}

func funnelSheet(c *flows.Conversation) messages.Sheet {
	s := recapSheet(c, "funnel", 1, 2, 3)
	stages := stages(c, recapFigures(c))
	all := stages[0]
	for _, st := range stages {
		percent := ""
		if !st.hidden && !all.hidden && all.n > 0 {
			percent = strconv.FormatFloat(float64(st.n)*100/float64(all.n), 'f', 1, 64)
		}
		s.Rows = append(s.Rows, []string{st.name, privacy.HiddenText(st.n, st.hidden), percent, privacy.HiddenText(all.n, all.hidden), privacy.CountedAt(c)})
	}
	return s
}

func levelsSheet(c *flows.Conversation) messages.Sheet {
	f := recapFigures(c)
	s := recapSheet(c, "levels")
	s.Header = slices.Concat(s.Header[:1], f.columns, s.Header[1:])
	for i, name := range f.places {
		row := []string{name}
		for j, n := range f.levels[i] {
			row = append(row, privacy.HiddenText(n, f.hidden[i][j]))
		}
		s.Rows = append(s.Rows, append(row, privacy.CountedAt(c)))
	}
	for j := range f.levels[0] {
		s.Numbers = append(s.Numbers, j+1)
	}
	return s
}

func averagesSheet(c *flows.Conversation) messages.Sheet {
	s := recapSheet(c, "averages", 2, 3)
	for _, d := range c.Program().Instrument.Dimensions {
		for _, a := range averages(c, d.Code) {
			score := ""
			if !a.hidden && a.of > 0 {
				score = strconv.FormatFloat(a.score, 'f', 1, 64)
			}
			s.Rows = append(s.Rows, []string{a.place, d.Name.In(c.Lang()), score, privacy.HiddenText(a.of, a.ofIsHidden), privacy.CountedAt(c)})
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

func portionOf(c *flows.Conversation, name, term string) portion {
	n, all := c.SizeOfAny(term), c.Size("registered")
	h := privacy.HideFew(c, [][]int64{{n, all - n, all}})[0]
	return portion{name, n, all, []bool{h[0], h[2]}}
}

// heldParts are those who have each kind of document, approved and in force.
func heldParts(c *flows.Conversation) []portion {
	var out []portion
	for _, k := range c.Program().Documents {
		out = append(out, portionOf(c, k.Short.In(c.Lang()), enterprise.TermHeld(k.Code)))
	}
	return out
}

// programParts are the programme's funnel: validated, chosen for a cohort,
// graduated.
func programParts(c *flows.Conversation) []portion {
	var out []portion
	for _, s := range programStages(c) {
		out = append(out, portionOf(c, s.name, s.term))
	}
	return out
}

// programStage is a step of the programme, and the term of who took it.
type programStage struct{ name, term string }

func programStages(c *flows.Conversation) []programStage {
	return []programStage{
		{c.Label("recap.registered"), "registered"},
		{c.Label("recap.trained"), enterprise.TermTrained},
		{c.Label("recap.validated"), "admin:" + string(enterprise.AdminIsReady)},
		{c.Label("recap.curated"), enterprise.TermCurated},
		{c.Label("recap.graduated"), enterprise.TermGraduated},
	}
}

func partBars(c *flows.Conversation, title string, parts []portion) (*messages.Bars, string) {
	b := &messages.Bars{Title: c.Label(title), Across: true}
	for _, p := range parts {
		b.Labels, b.Values, b.Texts = append(b.Labels, p.name), append(b.Values, privacy.Length(p.n, p.hidden[0])), append(b.Texts, share(p.n, p.all, p.hidden[0] || p.hidden[1]))
	}
	return b, privacy.HiddenText(parts[0].all, parts[0].hidden[1])
}

func partSheet(c *flows.Conversation, key string, parts []portion) messages.Sheet {
	s := recapSheet(c, key, 1, 2)
	for _, p := range parts {
		s.Rows = append(s.Rows, []string{p.name, privacy.HiddenText(p.n, p.hidden[0]), privacy.HiddenText(p.all, p.hidden[1]), privacy.CountedAt(c)})
	}
	return s
}

// soldSheet is how many owners said what they sold, by month.
func soldSheet(c *flows.Conversation) messages.Sheet {
	s := recapSheet(c, "sold", 1, 2)
	all := c.Size("registered")
	for n := -flows.YearMonths; n < 0; n++ {
		m := c.Month().Add(n)
		sold := c.SizeOfAny(enterprise.TermSold(m))
		hidden := privacy.HideFew(c, [][]int64{{sold, all - sold, all}})[0]
		s.Rows = append(s.Rows, []string{m.Name(c.Lang()), privacy.HiddenText(sold, hidden[0]), privacy.HiddenText(all, hidden[2]), privacy.CountedAt(c)})
	}
	return s
}

// byBusinesses are the registered owners by how many businesses they have:
// one, two and so on, and all.
func byBusinesses(c *flows.Conversation) []int64 {
	all := c.Size("registered")
	row, more := []int64{}, all
	for n := 2; n <= enterprise.BusinessesMost; n++ {
		k := c.Size("registered", enterprise.TermBusinesses(n))
		row, more = append(row, more-k), k
	}
	return append(row, more, all)
}

// businessCount is how many businesses there are; empty when it would tell a
// planner of a few owners.
func businessCount(c *flows.Conversation) string {
	row := byBusinesses(c)
	if slices.Contains(privacy.HideFew(c, [][]int64{row})[0], true) {
		return ""
	}
	sum := int64(0)
	for i, n := range row[:len(row)-1] {
		sum += int64(i+1) * n
	}
	return strconv.FormatInt(sum, 10)
}

func businessesSheet(c *flows.Conversation) messages.Sheet {
	s := recapSheet(c, "businesses", 1, 2)
	row := byBusinesses(c)
	hidden, last := privacy.HideFew(c, [][]int64{row})[0], len(row)-1
	for i, n := range row[:last] {
		s.Rows = append(s.Rows, []string{strconv.Itoa(i + 1), privacy.HiddenText(n, hidden[i]), privacy.HiddenText(row[last], hidden[last]), privacy.CountedAt(c)})
	}
	return s
}

func meaningSheet(c *flows.Conversation) messages.Sheet {
	s := recapSheet(c, "meaning")
	for _, key := range []string{"funnel", "levels", "averages", "held", "program", "sold", "businesses", "change", "stopped"} {
		s.Rows = append(s.Rows, append([]string{c.Label("recap.sheet." + key)}, append(strings.Split(c.Label("recap.meaning."+key), "|"), privacy.CountedAt(c))...))
	}
	if !c.SeesNames() {
		s.Rows = append(s.Rows, []string{c.Label("recap.sheet.hidden"), c.Label("recap.meaning.hidden"), "", privacy.CountedAt(c)})
	}
	return s
}
