// Package knowledge understands a sentence of an owner's: whether it is
// something to do, something to know or something to say, and which of the
// city's answers fits. Everything it finds stands in the programme files:
// pengetahuan.yaml, intents.yaml, words.yaml, and the kinds of document,
// service and training. It invents nothing and learns nothing.
//
// Build one Index of a programme and ask it as often as one likes:
//
//	x := knowledge.New(program)
//	u := x.Understand("gmn cara bikin nib?")
//	switch u.Verdict {
//	case knowledge.Answer:  // u.Best[0] is meant: TextOf its code is what to say, or its intent what to offer
//	case knowledge.Offer:   // "did you mean" u.Best, and a person
//	case knowledge.Nothing: // say so, and offer a person
//	}
//
// How it works: words are brought to one form (words.yaml, light stemming,
// slips of the finger), each way to ask is a bag of such words weighed by how
// rare they are, and a sentence is compared with all of them by the cosine.
// docs/pengetahuan.md says how well.
package knowledge

import (
	"math"
	"slices"
	"sync"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
)

// Kind is what a sentence may be.
type Kind string

// The kinds.
const (
	Do   Kind = "do"   // an intent with a command
	Know Kind = "know" // a question with an answer
	Say  Kind = "say"  // an intent with a reply
)

// Index is a programme made searchable. It does not change, and many may ask
// it at once.
type Index struct {
	units   []unit
	ways    []way
	found   [][]int32      // by word: the ways to ask it stands in
	weight  []float32      // by word
	opener  []bool         // by word: it mostly opens what is meant
	inUnits [][]int32      // by word: the units it stands in, rising
	words   map[string]int // as people write them, brought to one form: its number, or ignored
	surface []surface      // all of these words, for slips
	rare    float32        // the weight of a word that nobody uses to ask anything
	pool    sync.Pool      // of *scratch
}

// unit is something that can be found.
type unit struct {
	kind   Kind
	topic  string
	code   string
	part   string // of something to do: the kind of service, training or document
	intent *enterprise.Intent
}

// way is one way to ask for a unit.
type way struct {
	unit int32
	norm float32
	text string
}

// New builds the index of a programme.
func New(p *enterprise.Program) *Index {
	b := builder{x: &Index{words: map[string]int{}}, numbers: map[string]int{}}
	b.readWords(p.Words)
	for _, e := range p.Entries {
		b.add(unit{kind: Know, topic: e.Topic, code: e.Code}, e.Ask)
	}
	for i, in := range p.Intents {
		kind := Say
		if in.Do != "" {
			kind = Do
		}
		b.add(unit{kind: kind, code: in.Code, intent: &p.Intents[i]}, in.Ask)
	}
	b.addKinds(p)
	b.weigh()
	b.x.pool.New = func() any {
		return &scratch{sums: make([]float32, len(b.x.ways)), seen: make([]bool, len(b.x.units)), best: make([]ranked, len(b.x.units))}
	}
	return b.x
}

// builder makes an index.
type builder struct {
	x       *Index
	numbers map[string]int // by word in its one form
	bags    [][]int        // by way
}

// ignored is the number of words that say nothing of what is meant.
const ignored = -1

// readWords takes what people write for which word.
func (b *builder) readWords(w enterprise.Words) {
	for _, row := range w.Ignore {
		for _, word := range row {
			b.x.words[read.Tidy(word)] = ignored
		}
	}
	for word, ways := range w.Words {
		n := b.number(word)
		b.x.words[word] = n
		for _, way := range ways {
			b.x.words[read.Tidy(way)] = n
		}
	}
}

// number is a word's, a new one when it has none.
func (b *builder) number(word string) int {
	n, ok := b.numbers[word]
	if !ok {
		n = len(b.numbers)
		b.numbers[word] = n
	}
	return n
}

// add takes a unit with the ways to ask for it.
func (b *builder) add(u unit, ask enterprise.Asked) {
	n := int32(len(b.x.units))
	b.x.units = append(b.x.units, u)
	for _, lang := range []string{"id", "jv", "en"} {
		for _, text := range ask[lang] {
			if bag := b.bag(text); len(bag) > 0 {
				b.x.ways = append(b.x.ways, way{unit: n, text: text})
				b.bags = append(b.bags, bag)
			}
		}
	}
}

// bag is the set of a text's words by their numbers; words that are new become known.
func (b *builder) bag(text string) []int {
	var bag []int
	for _, word := range b.x.split(text) {
		n, ok := b.x.words[word]
		if !ok {
			n = b.number(stem(word))
			if base, known := b.x.words[stem(word)]; known && base != ignored { // "kulakan" is no "kula"
				n = base
			}
			b.x.words[word] = n
		}
		if n != ignored && !slices.Contains(bag, n) {
			bag = append(bag, n)
		}
	}
	return bag
}

// weigh counts in how many units each word stands and makes the postings.
func (b *builder) weigh() {
	x := b.x
	x.inUnits = make([][]int32, len(b.numbers))
	x.found = make([][]int32, len(b.numbers))
	for i, bag := range b.bags {
		for _, n := range bag {
			x.found[n] = append(x.found[n], int32(i))
			if u := x.ways[i].unit; len(x.inUnits[n]) == 0 || x.inUnits[n][len(x.inUnits[n])-1] != u {
				x.inUnits[n] = append(x.inUnits[n], u)
			}
		}
	}
	x.weight = make([]float32, len(b.numbers))
	x.opener = make([]bool, len(b.numbers))
	for n := range x.weight {
		x.weight[n], x.opener[n] = weightOf(len(x.units), len(x.inUnits[n])), x.opens(n)
		if x.topical(n) {
			x.weight[n] *= topicBoost
		}
	}
	x.rare = weightOf(len(x.units), 1)
	for i, bag := range b.bags {
		sum := float32(0)
		for _, n := range bag {
			sum += x.weight[n] * x.weight[n]
		}
		x.ways[i].norm = sqrt(sum)
	}
	x.surface = surfaces(x.words)
}

// weightOf is the weight of a word that stands in so many of the units: the root
// of the usual logarithm, because owners' sentences are short and a rare word
// should not outweigh the rest.
func weightOf(units, in int) float32 {
	return float32(math.Sqrt(math.Log(1 + float64(units)/float64(max(in, 1)))))
}

// A word belongs to a topic when so many entries know it, and so large a share
// of those is of one topic. It then weighs more: a question about "halal" is
// not answered by the same question about "nib".
const (
	topicLeast = 3
	topicShare = 0.7
	topicBoost = 1.3
)

// topical tells whether a word belongs to a topic.
func (x *Index) topical(n int) bool {
	in, all := map[string]int{}, 0
	for _, u := range x.inUnits[n] {
		if x.units[u].kind == Know {
			in[x.units[u].topic]++
			all++
		}
	}
	for _, count := range in {
		if count >= topicLeast && float64(count) >= topicShare*float64(all) {
			return true
		}
	}
	return false
}

// opens tells whether most ways to ask that have a word are openings.
func (x *Index) opens(n int) bool {
	openings := 0
	for _, w := range x.found[n] {
		if in := x.units[x.ways[w].unit].intent; in != nil && in.Opener {
			openings++
		}
	}
	return 2*openings > len(x.found[n])
}

func sqrt(f float32) float32 { return float32(math.Sqrt(float64(f))) }
