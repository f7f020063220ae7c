package contents_test

import (
	"naikkelas/enterprise"
	"naikkelas/flows/service"
)

// serviceKeys are the keys that the code of services and plans puts together.
func serviceKeys() []string {
	var out []string
	for _, s := range service.RequestStates {
		out = append(out, "services.state."+string(s), "service.state."+string(s))
		for _, verb := range service.RequestVerbs[s] {
			out = append(out, "service.button."+verb)
		}
	}
	for _, s := range []service.RequestState{"taken", "planned", "done", "declined"} {
		out = append(out, "service.told."+string(s))
	}
	for _, how := range service.VisitHows {
		out = append(out, "visit.how."+how)
	}
	for _, code := range service.ServiceResults {
		out = append(out, "outcome.result."+code)
	}
	for _, s := range service.MatchStates {
		out = append(out, "match.state."+s)
	}
	for _, verb := range []string{"offer", "buyeryes", "buyerno"} {
		out = append(out, "match.button."+verb)
	}
	for _, c := range []enterprise.Capacity{enterprise.CapacityEnough, enterprise.CapacityLess, enterprise.CapacityUnknown} {
		out = append(out, "need.capacity."+string(c))
	}
	out = append(out, "match.answered.yes", "match.answered.no")
	return append(out, "service.button.visit", "service.asked", "service.withdrawn", "plan.button.tick", "plan.button.untick", "plan.button.date")
}
