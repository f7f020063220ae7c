package enterprise

import (
	"math"
	"slices"
	"strconv"
)

// IndexTerms are the sets a person belongs to: segments and figures are
// unions and intersections of them. Somebody who has not consented belongs to
// none, except to the sets of the roles they were given.
func IndexTerms(p Person) []string {
	var terms []string
	for _, r := range p.Roles {
		terms = append(terms, "role:"+string(r))
	}
	if p.Consented(DataConsent) {
		terms = append(terms, TermAll, "lang:"+p.Language)
		if p.Listed.Import != "" {
			terms = append(terms, TermListed(p.Listed.Import))
		}
		if p.Consented(BroadcastConsent) {
			terms = append(terms, TermBroadcast)
		}
		if i := slices.IndexFunc(p.Contacts, func(c Contact) bool { return c.Unreachable == "" }); i >= 0 {
			terms = append(terms, TermReachable, TermOn(p.Contacts[i].Channel))
		}
		for _, r := range p.Replies {
			terms = append(terms, TermReply(r.Announcement, r.Choice))
		}
		for _, category := range p.Muted {
			terms = append(terms, TermMuted(category))
		}
		terms = append(terms, trainingTerms(p.Trainings)...)
		terms = append(terms, p.Terms...)
		terms = append(terms, cohortTerms(p.Cohorts)...)
		terms = append(terms, voiceTerms(p)...)
		if p.Mentor != 0 {
			terms = append(terms, TermMentor(p.Mentor))
		}
		for i, b := range p.Businesses {
			terms = append(terms, termsOf(i, businessTerms(b))...)
			if i > 0 {
				terms = append(terms, TermBusinesses(i+1))
			}
			if b.Offer != nil {
				terms = append(terms, TermOffering(b.Sector))
			}
		}
		terms = append(terms, scoreTerms(p)...)
		terms = append(terms, changeTerms(p)...)
	}
	slices.Sort(terms)
	return slices.Compact(terms)
}

// TermOn applies to people whom what is said unasked reaches on a channel: the
// one that they used last of those where they can be reached.
func TermOn(channel string) string { return "on:" + channel }

// TermMentor applies to the owners whom somebody accompanies.
func TermMentor(id PersonID) string { return "mentor:" + id.String() }

// ScoreBits is how many binary digits a score from 0 to 100 has.
const ScoreBits = 7

// TermScored applies to owners in whose newest result a dimension counts.
func TermScored(dimension string) string { return "dim:" + dimension }

// TermScoreBit applies to owners whose score of a dimension, as it is shown,
// has a binary digit: the sum of the scores of any set of people is then the
// sum of the sizes of seven sets, each times its digit's value, and nobody's
// record has to be read for it.
func TermScoreBit(dimension string, bit int) string {
	return TermScored(dimension) + ":" + strconv.Itoa(1<<bit)
}

// Shown is a score as people see it: rounded, halves up.
func Shown(score float64) int { return int(math.Floor(score + 0.5)) }

// scoreTerms are the digits of the scores of the first open business: averages
// are of owners, and each is in them once.
func scoreTerms(p Person) []string {
	if len(p.Businesses) == 0 || len(p.Businesses[0].Assessments) == 0 {
		return nil
	}
	all := p.Businesses[0].Assessments
	var terms []string
	for _, d := range all[len(all)-1].Result.Dimensions {
		if !d.Counted {
			continue
		}
		terms = append(terms, TermScored(d.Code))
		for bit := range ScoreBits {
			if Shown(d.Score)>>bit&1 == 1 {
				terms = append(terms, TermScoreBit(d.Code, bit))
			}
		}
	}
	return terms
}

// TermStopped applies to owners who have a form open that they did not answer
// for a while, whichever question it was left at; with a question, at that one.
func TermStopped(form, question string) string {
	if question == "" {
		return "stopped:" + form
	}
	return "stopped:" + form + ":" + question
}

// TermSold applies to owners who said what they sold in a month.
func TermSold(m Month) string { return "sold:" + string(m) }

func businessTerms(b Business) []string {
	terms := []string{"registered", "sector:" + b.Sector, "district:" + b.District}
	if b.Village != "" {
		terms = append(terms, "village:"+b.Village)
	}
	if b.OmzetBand != "" {
		terms = append(terms, "omzet:"+b.OmzetBand)
	}
	for _, s := range b.Sales {
		terms = append(terms, TermSold(s.Month))
	}
	if len(b.Assessments) == 0 {
		return append(terms, "assessed:no")
	}
	r := b.Assessments[len(b.Assessments)-1].Result
	terms = append(terms, "assessed:yes", "level:"+r.Level)
	if r.Provisional {
		terms = append(terms, "provisional")
	}
	return terms
}
