package knowledge

import (
	"cmp"
	"slices"
)

// Verdict is how sure the understanding is.
type Verdict string

// The verdicts.
const (
	Answer  Verdict = "answer"  // Best[0] is what is meant
	Offer   Verdict = "offer"   // one of Best is probably meant: ask
	Nothing Verdict = "nothing" // nothing fits, or it is outside of the programme
)

// shown is how many candidates are offered.
const shown = 3

// The numbers were chosen on the tuning half of testdata/sentences.tsv and on
// the ways to ask themselves, each left out in turn.
const (
	sureScore  = 0.75 // from here on the best may be the answer
	sureLead   = 0.12 // when it leads by so much
	offerScore = 0.30 // below it nothing fits
	// wholeScore: from here on the sentence is a way to ask word for word, of
	// which no two units have the same: it need not lead by more than wholeLead.
	wholeScore = 0.98
	wholeLead  = 0.02
	wayShare   = 0.6 // of the best way to ask in the score; the rest is how much of the sentence the unit knows
	// telling: a word that fewer than one in so many units know tells what is meant.
	telling = 5
	// personNear is how near to the best one who is angry or wants a person is heard.
	personNear = 0.05
	// unknownShare is how much of a rare word's weight one counts that nobody knows.
	unknownShare = 0.5
)

// Candidate is what a sentence may mean.
type Candidate struct {
	Kind  Kind
	Code  string  // of the entry or intent; "document:halal" is a kind of document without an entry
	Part  string  // of something to do: the kind of service, training or document it is about; empty: none
	Score float64 // 0 to 1
	Way   string  // the way to ask that fits best
}

// Understanding is what a sentence may mean.
type Understanding struct {
	Verdict       Verdict
	Best          []Candidate // of all kinds, the best first, three at most
	Do, Know, Say []Candidate // by kind, likewise
	Person        bool        // a human being is wanted, or should be offered
	Angry         bool        // the owner is angry
	Outside       bool        // it has nothing to do with the programme
	Unknown       []string    // the words that nobody knows
}

// scratch is the room that one understanding needs, used again and again.
type scratch struct {
	sums    []float32 // by way
	touched []int32   // ways with a sum
	seen    []bool    // by unit
	best    []ranked  // by unit
	found   []ranked  // the units found
	words   []asked
	unknown float32 // the weights of the words that nobody knows, squared
}

// asked is a word of the sentence.
type asked struct {
	number int
	weight float32
}

// ranked is a unit with its score.
type ranked struct {
	unit, way int32
	score     float32
}

// Understand finds what a sentence may mean. It never fails: an empty sentence,
// or one in words nobody knows, means Nothing.
func (x *Index) Understand(sentence string) Understanding {
	s := x.pool.Get().(*scratch)
	defer x.pool.Put(s)
	var u Understanding
	x.read(sentence, s, &u)
	x.find(s, &u)
	if whole := len(s.words); x.opened(s, u) && len(s.words) < whole {
		u = Understanding{Unknown: u.Unknown}
		x.find(s, &u)
	}
	return u
}

// find looks for the words that were read.
func (x *Index) find(s *scratch, u *Understanding) {
	sum := s.unknown
	for _, a := range s.words {
		sum += x.weight[a.number] * x.weight[a.number]
	}
	x.sum(s)
	x.rank(s, sqrt(sum))
	x.fill(s, u)
}

// opened takes the words of an opening away ("siang pak, mau tanya, ...") where
// there is more than that: another word that few units know, or any when the
// best candidate is nothing said.
func (x *Index) opened(s *scratch, u Understanding) bool {
	said := len(u.Best) > 0 && u.Best[0].Kind == Say
	rest := slices.ContainsFunc(s.words, func(a asked) bool {
		return !x.opener[a.number] && (!said || len(x.inUnits[a.number]) < len(x.units)/telling)
	})
	if rest {
		s.words = slices.DeleteFunc(s.words, func(a asked) bool { return x.opener[a.number] })
	}
	return rest
}

// read takes the sentence's words.
func (x *Index) read(sentence string, s *scratch, u *Understanding) {
	s.words, s.unknown = s.words[:0], 0
	for _, word := range x.split(sentence) {
		n, sure := x.known(word)
		switch {
		case sure == 0 && isNumber(word):
		case sure == 0:
			u.Unknown = append(u.Unknown, word)
			s.unknown += x.rare * x.rare * unknownShare
		case n == ignored || slices.ContainsFunc(s.words, func(a asked) bool { return a.number == n }):
		default:
			s.words = append(s.words, asked{n, x.weight[n] * sure})
		}
	}
}

func isNumber(word string) bool { return word[0] >= '0' && word[0] <= '9' }

// sum adds up, for each way to ask, the weights it shares with the sentence.
func (x *Index) sum(s *scratch) {
	for _, a := range s.words {
		for _, way := range x.found[a.number] {
			if s.sums[way] == 0 {
				s.touched = append(s.touched, way)
			}
			s.sums[way] += a.weight * x.weight[a.number]
		}
	}
}

// rank gives each unit the score of its best way, and leaves the scratch clean.
func (x *Index) rank(s *scratch, norm float32) {
	s.found = s.found[:0]
	for _, w := range s.touched {
		way := &x.ways[w]
		score := s.sums[w] / (norm * way.norm)
		s.sums[w] = 0
		if !s.seen[way.unit] {
			s.seen[way.unit], s.best[way.unit] = true, ranked{way.unit, w, score}
			s.found = append(s.found, ranked{unit: way.unit})
		} else if score > s.best[way.unit].score {
			s.best[way.unit] = ranked{way.unit, w, score}
		}
	}
	s.touched = s.touched[:0]
	for i, r := range s.found {
		best := s.best[r.unit]
		best.score = wayShare*best.score + (1-wayShare)*x.share(s, r.unit, norm)
		s.found[i], s.seen[r.unit] = best, false
	}
	slices.SortFunc(s.found, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.unit, b.unit))
	})
}

// share is how much of the sentence stands somewhere in a unit.
func (x *Index) share(s *scratch, unit int32, norm float32) float32 {
	sum := float32(0)
	for _, a := range s.words {
		if _, in := slices.BinarySearch(x.inUnits[a.number], unit); in {
			sum += a.weight * a.weight
		}
	}
	return sqrt(sum) / norm
}

// fill makes candidates of what was found, and judges.
func (x *Index) fill(s *scratch, u *Understanding) {
	for _, r := range s.found {
		c := x.candidate(r)
		kind := &u.Know
		switch c.Kind {
		case Do:
			kind = &u.Do
		case Say:
			kind = &u.Say
		}
		if len(*kind) < shown {
			*kind = append(*kind, c)
		}
		if len(u.Best) < shown {
			u.Best = append(u.Best, c)
		}
	}
	x.judge(s, u)
}

func (x *Index) candidate(r ranked) Candidate {
	unit := &x.units[r.unit]
	return Candidate{unit.kind, unit.code, unit.part, float64(r.score), x.ways[r.way].text}
}

// judge says how sure it is.
func (x *Index) judge(s *scratch, u *Understanding) {
	u.Verdict = Nothing
	if len(s.found) == 0 || s.found[0].score < offerScore {
		return
	}
	first := s.found[0]
	u.Verdict = Offer
	lead := first.score
	if len(s.found) > 1 {
		lead -= s.found[1].score
	}
	if first.score >= sureScore && lead >= sureLead || first.score >= wholeScore && lead >= wholeLead {
		u.Verdict = Answer
	}
	if in := x.units[first.unit].intent; in != nil && in.Outside {
		u.Outside, u.Verdict = true, Nothing
	}
	for _, r := range s.found {
		if r.score < first.score-personNear {
			break
		}
		if in := x.units[r.unit].intent; in != nil {
			u.Person, u.Angry = u.Person || in.Person, u.Angry || in.Angry
		}
	}
}
