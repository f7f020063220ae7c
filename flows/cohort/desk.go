package cohort

import (
	"encoding/json"

	"naikkelas/flows"
)

// Named is a cohort for which officers still choose.
type Named struct{ ID, Name string }

// Open are the cohorts for which officers still choose, the newest first.
func Open(c *flows.Conversation) []Named {
	var out []Named
	for _, r := range c.List(cohortsList, cohortsMost) {
		var co cohort
		if json.Unmarshal(r.Data, &co) == nil && co.State == cohortOpen {
			out = append(out, Named{r.ID, co.Name})
		}
	}
	return out
}

// Decision is one about a candidate, and its name.
type Decision struct{ Code, Name string }

// Decisions are the decisions that officers make.
func Decisions(c *flows.Conversation) []Decision {
	var out []Decision
	for _, v := range []verdict{takenIn, inHand, leftOut} {
		out = append(out, Decision{string(v), verdictName(c, v)})
	}
	return out
}

// ChooseData is the button that decides so about somebody in a cohort.
func ChooseData(cohort, verdict, person string) string { return cohortData(cohort, verdict, person) }
