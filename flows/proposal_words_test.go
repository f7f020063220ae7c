package flows

// proposalKeys are the keys that the code of proposals puts together.
func proposalKeys() []string {
	out := []string{"proposal.barrier.ask", "proposal.idea.ask"}
	for _, choice := range []string{sayAsIs, sayCovered, sayMore, sayTheme, sayName} {
		out = append(out, "proposal.sure."+choice)
	}
	for _, state := range replyStates {
		out = append(out, "reply.state."+state, "proposal.heard."+state)
	}
	return out
}
