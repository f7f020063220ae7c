package statistics

import (
	"fmt"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/privacy"
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
func salesChanges(c *flows.Conversation, s enterprise.Stretch) []change {
	last := s.Last(c.Month())
	names, terms := recapPlaces(c)
	var out []change
	var table [][]int64
	var known []int64
	for i, place := range terms {
		ch := change{place: names[i], all: c.Size(append([]string{"registered"}, place...)...)}
		ch.rest = ch.all
		for _, course := range courses {
			n := c.Size(append([]string{"registered", enterprise.TermCourse(s, last, course)}, place...)...)
			ch.courses, ch.rest = append(ch.courses, n), ch.rest-n
		}
		ch.known = ch.both() - ch.courses[len(courses)-1]
		out, known = append(out, ch), append(known, ch.known)
		table = append(table, append(append([]int64{}, ch.courses...), ch.rest, ch.all))
	}
	hidden, few := privacy.HideFew(c, table), privacy.HideFew(c, [][]int64{known})[0]
	for i := range out {
		out[i].hidden = hidden[i]
		if out[i].known > 0 && !few[i] {
			out[i].median = medianChange(c, s, last, out[i].known, terms[i])
		}
	}
	return out
}

// medianChange is the middle percentage of so many owners, of an even number
// the mean of the two in the middle. It is found digit by digit.
func medianChange(c *flows.Conversation, s enterprise.Stretch, last enterprise.Month, known int64, place []string) string {
	base := append([]string{"registered"}, place...)
	count := func(terms ...string) int64 { return c.Size(append(terms, base...)...) }
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
func stretchName(c *flows.Conversation, s enterprise.Stretch) string {
	last := s.Last(c.Month())
	if s == enterprise.OneMonth {
		return last.Name(c.Lang())
	}
	return last.Add(1-s.Months()).Short(c.Lang()) + "-" + last.Name(c.Lang())
}

func courseName(c *flows.Conversation, course enterprise.Course) string {
	return c.Label(map[enterprise.Course]string{enterprise.Rose: "recap.course.up", enterprise.Same: "recap.course.same", enterprise.Fell: "recap.course.down", enterprise.NoStart: "recap.course.zero"}[course])
}

// changeBars are the city's owners by the course of their sales.
func changeBars(c *flows.Conversation, s enterprise.Stretch) (bars *messages.Bars, of, means string) {
	all := salesChanges(c, s)
	city := all[len(all)-1]
	b := &messages.Bars{Title: c.Words().Label(c.Lang(), "recap.change.title", messages.Args{"When": stretchName(c, s)}), Across: true}
	for i, course := range courses {
		n, hidden := city.courses[i], city.hidden[i]
		b.Labels, b.Values, b.Texts = append(b.Labels, courseName(c, course)), append(b.Values, privacy.Length(n, hidden)), append(b.Texts, share(n, city.both(), hidden || city.bothHidden()))
	}
	median := city.median
	if c.Lang() == "id" {
		median = strings.ReplaceAll(median, ".", ",")
	}
	return b, privacy.HiddenText(city.both(), city.bothHidden()), c.Text("recap.change.means", messages.Args{
		"Median": median, "All": privacy.HiddenText(city.all, city.hidden[len(courses)+1]), "Quarter": s == enterprise.OneQuarter})
}

func changeSheet(c *flows.Conversation) messages.Sheet {
	s := recapSheet(c, "change", 2, 3, 4, 5, 6, 7, 8)
	for _, stretch := range []enterprise.Stretch{enterprise.OneMonth, enterprise.OneQuarter} {
		for _, ch := range salesChanges(c, stretch) {
			row := []string{stretchName(c, stretch), ch.place, strings.TrimPrefix(ch.median, "+"), privacy.HiddenText(ch.both(), ch.bothHidden())}
			for i, n := range ch.courses {
				row = append(row, privacy.HiddenText(n, ch.hidden[i]))
			}
			s.Rows = append(s.Rows, append(row, privacy.HiddenText(ch.all, ch.hidden[len(courses)+1]), privacy.CountedAt(c)))
		}
	}
	return s
}
