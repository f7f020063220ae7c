package knowledge

import (
	"math"
	"slices"
	"testing"
)

// leaveOut asks the index with each way in turn after taking it out: what the
// other ways to ask the same thing are worth for words nobody thought of. It is
// harder than life, where people also use the words that somebody did think of.
func leaveOut(x *Index) (rows []labelled, understood []Understanding) {
	ways := map[[2]int]int{} // how many ways of a unit have a word
	bags := make([][]int, len(x.ways))
	for i, w := range x.ways {
		bags[i] = x.numbersOf(w.text)
		for _, n := range bags[i] {
			ways[[2]int{int(w.unit), n}]++
		}
	}
	for i := range x.ways {
		w := &x.ways[i]
		u := x.units[w.unit]
		if u.part != "" {
			continue
		}
		norm, known := w.norm, map[int][]int32{}
		for _, n := range bags[i] {
			if ways[[2]int{int(w.unit), n}] == 1 {
				known[n] = x.inUnits[n]
				x.inUnits[n] = slices.DeleteFunc(slices.Clone(x.inUnits[n]), func(other int32) bool { return other == w.unit })
			}
		}
		w.norm = float32(math.Inf(1))
		understood = append(understood, x.Understand(w.text))
		w.norm = norm
		for n, units := range known {
			x.inUnits[n] = units
		}
		row := labelled{text: w.text, labels: []string{string(u.kind) + ":" + u.code}}
		if u.intent != nil && u.intent.Outside {
			row.labels = nil
		}
		rows = append(rows, row)
	}
	return rows, understood
}

func (x *Index) numbersOf(text string) (bag []int) {
	for _, word := range x.split(text) {
		if n, sure := x.known(word); sure > 0 && n != ignored && !slices.Contains(bag, n) {
			bag = append(bag, n)
		}
	}
	return bag
}

func TestEachWayLeftOutIsStillFound(t *testing.T) {
	t.Parallel()
	rows, understood := leaveOut(embedded(t))
	i := -1
	f := measure(rows, func(string) Understanding { i++; return understood[i] })
	t.Log(f)
	if share(f.second, f.in) < 80 || share(f.wrong, f.in+f.out) > 4 {
		t.Errorf("%s; want at least 80%% first or second and at most 4%% answered wrongly", f)
	}
}
