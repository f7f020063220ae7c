package enterprise

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise/read"
)

// Figure is what an owner said was sold in a month, as it was said: a range
// stays a range, "sekitar" stays approximate, and sales of a day stay beside
// the days they were counted for.
type Figure struct {
	Low    int64 `json:"low"`  // rupiah
	High   int64 `json:"high"` // equal to Low unless a range was said
	Approx bool  `json:"approx,omitempty"`
	Each   int64 `json:"each,omitempty"`  // rupiah in one Unit, when a day's or a week's sales were said
	Unit   Unit  `json:"unit,omitempty"`  // empty: the month
	Times  int   `json:"times,omitempty"` // how many of the unit were counted
}

// Unit is the time that a figure was said for.
type Unit string

// The units besides the month.
const (
	Day  Unit = "day"
	Week Unit = "week"
)

// FigureOf is what a typed amount says; ok is false when it has to be asked
// about first.
func FigureOf(r read.Money) (f Figure, ok bool) {
	f.Approx = r.Approx
	switch r.Kind {
	case read.ExactRupiah:
		f.Low, f.High = r.Amount, r.Amount
	case read.RupiahRange:
		f.Low, f.High = r.Min, r.Max
	case read.RupiahPerDay:
		f.Each, f.Unit = r.Amount, Day
	case read.RupiahPerWeek:
		f.Each, f.Unit = r.Amount, Week
	default:
		return Figure{}, false
	}
	return f, true
}

// By is the figure of a month with so many days or weeks of selling.
func (f Figure) By(times int) Figure {
	f.Times = times
	f.Low = f.Each * int64(times)
	f.High = f.Low
	return f
}

// Middle is the one number that stands for the figure in a chart.
func (f Figure) Middle() int64 { return f.Low + (f.High-f.Low)/2 }

// String is the figure as it is kept in an unfinished form: "=~3000000-5000000",
// "=300000/day". ParseFigure reads it.
func (f Figure) String() string {
	text := "="
	if f.Approx {
		text += "~"
	}
	switch {
	case f.Unit != "":
		return text + strconv.FormatInt(f.Each, 10) + "/" + string(f.Unit)
	case f.Low != f.High:
		return text + strconv.FormatInt(f.Low, 10) + "-" + strconv.FormatInt(f.High, 10)
	}
	return text + strconv.FormatInt(f.Low, 10)
}

// ParseFigure reads what Figure.String wrote.
func ParseFigure(s string) (Figure, bool) {
	text, ok := strings.CutPrefix(s, "=")
	if !ok {
		return Figure{}, false
	}
	var f Figure
	text, f.Approx = strings.CutPrefix(text, "~")
	var err error
	if each, unit, per := strings.Cut(text, "/"); per {
		f.Unit = Unit(unit)
		f.Each, err = strconv.ParseInt(each, 10, 64)
	} else if low, high, span := strings.Cut(text, "-"); span {
		var other error
		f.Low, err = strconv.ParseInt(low, 10, 64)
		f.High, other = strconv.ParseInt(high, 10, 64)
		if other != nil {
			err = other
		}
	} else {
		f.Low, err = strconv.ParseInt(text, 10, 64)
		f.High = f.Low
	}
	return f, err == nil && f.String() == s && (f.Unit == "" || f.Unit == Day || f.Unit == Week) && f.Low >= 0 && f.Low <= f.High
}

// Sales are what a business sold in one month: every figure that was ever
// given for it, the newest last, which counts.
type Sales struct {
	Month Month        `json:"month"`
	Given []SalesGiven `json:"given"`
}

// SalesGiven is one figure and when it was given.
type SalesGiven struct {
	At     time.Time `json:"at"`
	Figure Figure    `json:"figure"`
	Reason string    `json:"reason,omitempty"` // why nothing was sold
	Looked bool      `json:"looked,omitempty"` // unusual, and confirmed a second time
}

// Now is the figure that counts.
func (s Sales) Now() Figure { return s.Given[len(s.Given)-1].Figure }

// SalesIn is what was said of a month, if anything was.
func (b Business) SalesIn(m Month) (Sales, bool) {
	for _, s := range b.Sales {
		if s.Month == m && len(s.Given) > 0 {
			return s, true
		}
	}
	return Sales{}, false
}

// GiveSales is the business with one more figure for a month; what was there
// is kept as history. The business it is called on does not change.
func (b Business) GiveSales(m Month, g SalesGiven) Business {
	b.Sales = slices.Clone(b.Sales)
	i := slices.IndexFunc(b.Sales, func(s Sales) bool { return s.Month == m })
	if i < 0 {
		b.Sales = append(b.Sales, Sales{Month: m})
		slices.SortFunc(b.Sales, func(a, c Sales) int { return strings.Compare(string(a.Month), string(c.Month)) })
		i = slices.IndexFunc(b.Sales, func(s Sales) bool { return s.Month == m })
	}
	b.Sales[i].Given = append(slices.Clone(b.Sales[i].Given), g)
	return b
}

// medianMonths is of how many earlier months the median is taken: half a year
// is recent enough to compare with and smooth enough to trust.
const medianMonths = 6

// unusualTimes is how many times the median makes one look twice: a zero too
// many is ten times.
const unusualTimes = 5

// Median is the middle of the sales of the last six months before m in which
// anything was sold; 0 when there is none.
func (b Business) Median(m Month) int64 {
	var all []int64
	for i := len(b.Sales) - 1; i >= 0 && len(all) < medianMonths; i-- {
		if s := b.Sales[i]; s.Month < m && len(s.Given) > 0 && s.Now().Middle() > 0 {
			all = append(all, s.Now().Middle())
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

// Doubt is why a figure is looked at twice.
type Doubt string

// The doubts.
const (
	FarAboveMedian Doubt = "median" // five times the median of the months before, or more
	VeryBig        Doubt = "big"
	VerySmall      Doubt = "small"
)

// DoubtOf tells whether a figure for a month should be looked at twice, and why.
func (b Business) DoubtOf(m Month, f Figure) Doubt {
	median := b.Median(m)
	switch {
	case f.High > read.BigRupiah:
		return VeryBig
	case median > 0 && f.High >= unusualTimes*median:
		return FarAboveMedian
	case f.Low > 0 && f.Low < read.SmallRupiah:
		return VerySmall
	}
	return ""
}

// Year is what was reported of twelve months.
type Year struct {
	From, To  Month
	Months    int // of them reported
	Low, High int64
	Approx    bool
}

// YearTo sums the twelve months that end with one. What was not reported is
// not guessed: it adds nothing, and Months tells.
func (b Business) YearTo(last Month) Year {
	y := Year{From: last.Add(-11), To: last}
	for _, s := range b.Sales {
		if s.Month < y.From || s.Month > y.To || len(s.Given) == 0 {
			continue
		}
		f := s.Now()
		y.Months++
		y.Low, y.High, y.Approx = y.Low+f.Low, y.High+f.High, y.Approx || f.Approx
	}
	return y
}

// Step is how far yearly sales are from the next class.
type Step struct {
	Scale     Scale // by the lower end
	HighScale Scale // by the upper end; the same unless the range crosses a limit
	Limit     int64 // the upper end of Scale; 0: it has none
}

// StepOf is the class that yearly sales fall into.
func (r ScaleRules) StepOf(y Year) Step {
	s := Step{Scale: r.BySales(y.Low), HighScale: r.BySales(y.High)}
	switch s.Scale {
	case Micro:
		s.Limit = r.Sales.Micro
	case Small:
		s.Limit = r.Sales.Small
	case Medium:
		s.Limit = r.Sales.Medium
	}
	return s
}

// RoundRupiah is an amount in words that are easy to say: "Rp1,2 miliar",
// "Rp750 ribu"; in English "Rp1.2 billion". It is rounded to three figures.
func RoundRupiah(n int64, lang string) string { return "Rp" + scaledRupiah(n, lang) }

var scaleNames = map[string][3]string{"id": {" ribu", " juta", " miliar"}, "en": {" thousand", " million", " billion"}}

func scaledRupiah(n int64, lang string) string {
	names, ok := scaleNames[lang]
	if !ok {
		names = scaleNames["id"]
	}
	scale, name := int64(1), ""
	for i, s := range []int64{1e3, 1e6, 1e9} {
		if n >= s {
			scale, name = s, names[i]
		}
	}
	if scale == 1 {
		return strconv.FormatInt(n, 10)
	}
	if n < 1e9 && (n+scale/2)/scale == 1000 { // 999.999 is a million, not a thousand thousands
		return scaledRupiah(1000*scale, lang)
	}
	decimals := 2
	switch {
	case n >= 100*scale:
		decimals = 0
	case n >= 10*scale:
		decimals = 1
	}
	return inUnits(n, scale, decimals, lang) + name
}

// InUnits is an amount in thousands, millions or billions, to a tenth below a
// hundred of them: "12,5".
func InUnits(n, unit int64, lang string) string {
	if n >= 100*unit {
		return inUnits(n, unit, 0, lang)
	}
	return inUnits(n, unit, 1, lang)
}

// inUnits writes up to so many decimals, without the zeros at the end.
func inUnits(n, unit int64, decimals int, lang string) string {
	fine := int64(1)
	for range decimals {
		fine *= 10
	}
	parts := (n*fine + unit/2) / unit
	text := strings.TrimPrefix(FormatRupiah(parts/fine), "Rp")
	if parts%fine == 0 {
		return text
	}
	point := ","
	if lang == "en" {
		point = "."
	}
	return text + point + strings.TrimRight(strconv.FormatInt(fine+parts%fine, 10)[1:], "0")
}
