package enterprise

import (
	"slices"
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
		if p.Consented(BroadcastConsent) {
			terms = append(terms, TermBroadcast)
		}
		if slices.ContainsFunc(p.Contacts, func(c Contact) bool { return c.Unreachable == "" }) {
			terms = append(terms, TermReachable)
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
		if p.Mentor != 0 {
			terms = append(terms, TermMentor(p.Mentor))
		}
		for _, b := range p.Businesses {
			terms = append(terms, businessTerms(b)...)
		}
	}
	slices.Sort(terms)
	return slices.Compact(terms)
}

// TermMentor applies to the owners whom somebody accompanies.
func TermMentor(id PersonID) string { return "mentor:" + id.String() }

// TermSold applies to owners who said what they sold in a month.
func TermSold(m Month) string { return "sold:" + string(m) }

func businessTerms(b Business) []string {
	terms := []string{"registered", "sector:" + b.Sector, "district:" + b.District, "village:" + b.Village, "omzet:" + b.OmzetBand}
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
