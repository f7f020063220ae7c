package enterprise

import (
	"slices"
	"strconv"
	"strings"
)

// Stretch is a time of which sales are compared with the one before it.
type Stretch string

// The stretches that are compared.
const (
	OneMonth   Stretch = "month"
	OneQuarter Stretch = "quarter"
)

// Months is how long a stretch is.
func (s Stretch) Months() int {
	if s == OneQuarter {
		return 3
	}
	return 1
}

// Last is the last month of the newest stretch that was over before a month.
func (s Stretch) Last(now Month) Month {
	last := now.Add(-1)
	for s == OneQuarter && !endsQuarter(last) {
		last = last.Add(-1)
	}
	return last
}

func endsQuarter(m Month) bool {
	return slices.Contains([]string{"03", "06", "09", "12"}, strings.TrimPrefix(string(m[4:]), "-"))
}

// SalesChange compares what an owner sold in a stretch, by its last month, with
// the stretch before: the lower ends of what was reported, of those open
// businesses of which every month of both was. Both is false when there is no
// such business; percent is rounded, and known only if anything was sold before.
func (p Person) SalesChange(s Stretch, last Month) (percent int, known, both bool) {
	var before, after int64
	for _, b := range p.Businesses {
		was, ok := b.soldOver(last.Add(-s.Months()), s)
		is, alsoOK := b.soldOver(last, s)
		if ok && alsoOK {
			before, after, both = before+was, after+is, true
		}
	}
	if before == 0 {
		return 0, false, both
	}
	return Shown(float64(after-before) * 100 / float64(before)), true, both
}

func (b Business) soldOver(last Month, s Stretch) (sum int64, ok bool) {
	for n := range s.Months() {
		sold, ok := b.SalesIn(last.Add(-n))
		if !ok {
			return 0, false
		}
		sum += sold.Now().Low
	}
	return sum, true
}

// A change is kept from -100% to the greatest that fits; a greater one counts
// as that. It is written with two digits, so that the median of any set of
// people follows from the sizes of few sets: nobody's record has to be read.
const (
	changeDigit = 16
	ChangeHighs = 32                                        // values of the high digit
	ChangeLows  = changeDigit                               // values of the low digit
	ChangeLeast = -100                                      // percent: nothing is sold any more
	ChangeMost  = ChangeLeast + ChangeHighs*changeDigit - 1 // percent
)

// TermBoth applies to owners who reported a stretch and the one before.
func TermBoth(s Stretch, last Month) string { return "change:" + string(s) + ":" + string(last) }

// Course is which way sales went.
type Course string

// The courses.
const (
	Rose    Course = "up"
	Same    Course = "same"
	Fell    Course = "down"
	NoStart Course = "zero" // nothing was sold before
)

// TermCourse applies to owners of those whose sales went this way.
func TermCourse(s Stretch, last Month, c Course) string { return TermBoth(s, last) + ":" + string(c) }

// TermHigh applies to owners whose change has this high digit.
func TermHigh(s Stretch, last Month, digit int) string {
	return TermBoth(s, last) + ":h" + strconv.Itoa(digit)
}

// TermLow applies to owners whose change has this low digit.
func TermLow(s Stretch, last Month, digit int) string {
	return TermBoth(s, last) + ":l" + strconv.Itoa(digit)
}

// ChangeOf is the percentage that two digits write.
func ChangeOf(high, low int) int { return ChangeLeast + high*changeDigit + low }

// changesKept is how many stretches of a kind are kept in sets: the last that is
// over, also after somebody has reported the month that runs.
const changesKept = 3

// changeTerms are the sets of an owner's newest changes.
func changeTerms(p Person) (terms []string) {
	var months []Month
	for _, b := range p.Businesses {
		for _, s := range b.Sales {
			if len(s.Given) > 0 {
				months = append(months, s.Month)
			}
		}
	}
	slices.Sort(months)
	months = slices.Compact(months)
	for _, stretch := range []Stretch{OneMonth, OneQuarter} {
		kept := 0
		for _, m := range slices.Backward(months) {
			if stretch == OneQuarter && !endsQuarter(m) || kept == changesKept {
				continue
			}
			kept++
			terms = append(terms, p.changeIn(stretch, m)...)
		}
	}
	return terms
}

func (p Person) changeIn(s Stretch, m Month) []string {
	percent, known, both := p.SalesChange(s, m)
	switch {
	case !both:
		return nil
	case !known:
		return []string{TermBoth(s, m), TermCourse(s, m, NoStart)}
	}
	course := Same
	if percent > 0 {
		course = Rose
	} else if percent < 0 {
		course = Fell
	}
	n := min(max(percent, ChangeLeast), ChangeMost) - ChangeLeast
	return []string{TermBoth(s, m), TermCourse(s, m, course), TermHigh(s, m, n/changeDigit), TermLow(s, m, n%changeDigit)}
}
