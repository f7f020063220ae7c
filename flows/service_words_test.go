package flows

// serviceKeys are the keys that the code of services and plans puts together.
func serviceKeys() []string {
	var out []string
	for _, s := range requestStates {
		out = append(out, "services.state."+string(s), "service.state."+string(s))
		for _, verb := range requestVerbs[s] {
			out = append(out, "service.button."+verb)
		}
	}
	for _, s := range []requestState{requestTaken, requestPlanned, requestDone, requestDeclined} {
		out = append(out, "service.told."+string(s))
	}
	for _, how := range visitHows {
		out = append(out, "visit.how."+how)
	}
	for _, code := range serviceResults {
		out = append(out, "outcome.result."+code)
	}
	return append(out, "service.button.visit", "service.asked", "service.withdrawn", "plan.button.tick", "plan.button.untick", "plan.button.date")
}
