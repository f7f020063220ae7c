package contents_test

import (
	"naikkelas/flows/proposal"
)

// proposalKeys are the keys that the code of proposals puts together.
func proposalKeys() []string {
	out := []string{"proposal.barrier.ask", "proposal.idea.ask"}
	for _, choice := range []string{"send", "cover", "more", "theme", "name"} {
		out = append(out, "proposal.sure."+choice)
	}
	for _, state := range proposal.ReplyStates {
		out = append(out, "reply.state."+state, "proposal.heard."+state)
	}
	return out
}
