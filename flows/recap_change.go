package flows

import (
	"fmt"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// What /rekap shows of sales: the last stretch that is over beside the one before.
const (
	recapMonth   = "month"
	recapQuarter = "quarter"
)

var stretches = map[string]enterprise.Stretch{recapMonth: enterprise.OneMonth, recapQuarter: enterprise.OneQuarter}

// change is how sales changed in one place. Its owners are those registered
// there: by course, and those who did not report both stretches.
type change struct {
	place   string
	courses []int64 // as courses
	rest    int64
	all     int64
	hidden  []bool // courses, rest, all
	median  string // "+7.5"; empty: there is none, or it is hidden
	known   int64  // owners whose change the median is of
}

var courses = []enterprise.Course{enterprise.Rose, enterprise.Same, enterprise.Fell, enterprise.NoStart}

// both is how many reported both stretches.
func (c change) both() int64 { return c.all - c.rest }

func (c change) bothHidden() bool { return c.hidden[len(courses)] || c.hidden[len(courses)+1] }

// salesChanges are the changes of a stretch by kecamatan and for the city.
func (t *talk) salesChanges(s enterprise.Stretch) []change {
	last := s.Last(t.month())
	names, terms := t.recapPlaces()
	var out []change
	var table [][]int64
	var known []int64
	for i, place := range terms {
		c := change{place: names[i], all: t.size(append([]string{"registered"}, place...)...)}
		c.rest = c.all
		for _, course := range courses {
			n := t.size(append([]string{"registered", enterprise.TermCourse(s, last, course)}, place...)...)
			c.courses, c.rest = append(c.courses, n), c.rest-n
		}
		c.known = c.both() - c.courses[len(courses)-1]
		out, known = append(out, c), append(known, c.known)
		table = append(table, append(append([]int64{}, c.courses...), c.rest, c.all))
	}
	hidden, few := t.hide(table), t.hide([][]int64{known})[0]
	for i := range out {
		out[i].hidden = hidden[i]
		if out[i].known > 0 && !few[i] {
			out[i].median = t.medianChange(s, last, out[i].known, terms[i])
		}
	}
	return out
}

// medianChange is the middle percentage of so many owners, of an even number
// the mean of the two in the middle. It is found digit by digit.
func (t *talk) medianChange(s enterprise.Stretch, last enterprise.Month, known int64, place []string) string {
	base := append([]string{"registered"}, place...)
	count := func(terms ...string) int64 { return t.size(append(terms, base...)...) }
	var highs []int64
	for h := range enterprise.ChangeHighs {
		highs = append(highs, count(enterprise.TermHigh(s, last, h)))
	}
	sum := 0
	for _, at := range []int64{(known - 1) / 2, known / 2} {
		high, left := digitAt(highs, at)
		var lows []int64
		for l := range enterprise.ChangeLows {
			lows = append(lows, count(enterprise.TermHigh(s, last, high), enterprise.TermLow(s, last, l)))
		}
		low, _ := digitAt(lows, left)
		sum += enterprise.ChangeOf(high, low)
	}
	return fmt.Sprintf("%+.1f", float64(sum)/2)
}

// digitAt is the digit of the one who stands at a place, from 0, when all are
// in order, and the place among those of the digit.
func digitAt(counts []int64, at int64) (digit int, left int64) {
	for i, n := range counts {
		if at < n {
			return i, at
		}
		at -= n
	}
	return 0, 0 // the counts are not known yet
}

// stretchName is "Oktober 2026", "Jul-September 2026".
func (t *talk) stretchName(s enterprise.Stretch) string {
	last := s.Last(t.month())
	if s == enterprise.OneMonth {
		return last.Name(t.lang)
	}
	return last.Add(1-s.Months()).Short(t.lang) + "-" + last.Name(t.lang)
}

func (t *talk) courseName(c enterprise.Course) string {
	return t.label(map[enterprise.Course]string{enterprise.Rose: "recap.course.up", enterprise.Same: "recap.course.same", enterprise.Fell: "recap.course.down", enterprise.NoStart: "recap.course.zero"}[c])
}

// changeBars are the city's owners by the course of their sales.
func (t *talk) changeBars(s enterprise.Stretch) (bars *messages.Bars, of, means string) {
	all := t.salesChanges(s)
	city := all[len(all)-1]
	b := &messages.Bars{Title: t.book.words.Label(t.lang, "recap.change.title", messages.Args{"When": t.stretchName(s)}), Across: true}
	for i, course := range courses {
		n, hidden := city.courses[i], city.hidden[i]
		b.Labels, b.Values, b.Texts = append(b.Labels, t.courseName(course)), append(b.Values, length(n, hidden)), append(b.Texts, share(n, city.both(), hidden || city.bothHidden()))
	}
	median := city.median
	if t.lang == "id" {
		median = strings.ReplaceAll(median, ".", ",")
	}
	return b, hiddenText(city.both(), city.bothHidden()), t.word("recap.change.means", messages.Args{
		"Median": median, "All": hiddenText(city.all, city.hidden[len(courses)+1]), "Quarter": s == enterprise.OneQuarter})
}

func (t *talk) changeSheet() messages.Sheet {
	s := t.recapSheet("change", 2, 3, 4, 5, 6, 7, 8)
	for _, stretch := range []enterprise.Stretch{enterprise.OneMonth, enterprise.OneQuarter} {
		for _, c := range t.salesChanges(stretch) {
			row := []string{t.stretchName(stretch), c.place, strings.TrimPrefix(c.median, "+"), hiddenText(c.both(), c.bothHidden())}
			for i, n := range c.courses {
				row = append(row, hiddenText(n, c.hidden[i]))
			}
			s.Rows = append(s.Rows, append(row, hiddenText(c.all, c.hidden[len(courses)+1]), t.countedAt()))
		}
	}
	return s
}
