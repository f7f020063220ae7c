package proposal

import (
	"strconv"

	"naikkelas/flows"
)

// voiceButtonTapped is a button about proposals: u:<verb>[:<which>[:<page>]].
// Those of owners come first; what is left is for officers and planners, and
// what changes something of others for officers.
func voiceButtonTapped(c *flows.Conversation, rest []string) bool {
	if len(rest) == 0 || len(rest) > 3 {
		return false
	}
	for len(rest) < 3 {
		rest = append(rest, "")
	}
	verb, id := rest[0], rest[1]
	number := func(s string) int {
		n, _ := strconv.Atoi(s) // anything else is the first page
		return max(0, min(n, proposalsExported))
	}
	switch {
	case ownVoice(c, verb, id, number(id)):
		return true
	case !c.Allowed(forHearings):
		c.RefuseCommand()
		return true
	case readVoice(c, verb, id, number(rest[2])):
		return true
	case !c.Allowed(flows.ForOfficers):
		c.RefuseCommand()
		return true
	}
	return changeVoice(c, verb, id, rest[2])
}

// ownVoice is what owners do.
func ownVoice(c *flows.Conversation, verb, id string, page int) bool {
	switch verb {
	case "home":
		ownProposals(c)
	case "new":
		c.Open(proposalKey)
	case "mine":
		listMine(c)
	case "own":
		showOwn(c, id)
	case "retract":
		if spokenBy(c, id) < 0 {
			c.Repeat(c.Text("proposal.gone", nil))
			return true
		}
		c.Detour("retract", id)
	case "others":
		othersPage(c, page)
	case "look":
		lookAtTopic(c, id)
	case "yes", "no":
		support(c, id, verb == "yes")
	default:
		return false
	}
	return true
}

// readVoice is what officers and planners do.
func readVoice(c *flows.Conversation, verb, id string, page int) bool {
	switch verb {
	case "open":
		c.Open(hearingKey)
	case "close", "reopen":
		closeHearing(c, id, verb == "close")
	case "hearing":
		if _, h, ok := hearingOf(c, id); ok {
			c.Say(hearingCard(c, id, h))
		} else {
			c.Repeat(c.Text("hearing.gone", nil))
		}
	case "read":
		readHearing(c, id, page)
	case "of":
		readTopic(c, id, page)
	case "see":
		readProposal(c, id)
	case "topics":
		topicsPage(c, id, page)
	case "topic":
		if r, tp, ok := topicOf(c, id); ok {
			sayTopic(c, r.ID, tp)
		} else {
			c.Repeat(c.Text("topic.gone", nil))
		}
	case "recap":
		showVoices(c, id)
	case "file":
		voicesFile(c, id)
	default:
		return false
	}
	return true
}

// changeVoice is what officers do.
func changeVoice(c *flows.Conversation, verb, id, more string) bool {
	switch verb {
	case "sort":
		nextWaiting(c, id, "")
	case "skip":
		if _, p, ok := proposalOf(c, id); ok {
			nextWaiting(c, p.Hearing, id)
		} else {
			c.Repeat(c.Text("proposal.gone", nil))
		}
	case "gather", "retheme":
		if _, _, ok := proposalOf(c, id); !ok {
			c.Repeat(c.Text("proposal.gone", nil))
			return true
		}
		c.Detour(verb, id)
	case "shown":
		showTopic(c, id, more == "1")
	case "rename", "merge", "reply":
		r, _, ok := topicOf(c, id)
		if !ok {
			c.Repeat(c.Text("topic.gone", nil))
			return true
		}
		c.Detour(map[string]string{"rename": "retitle", "merge": "merge", "reply": "respond"}[verb], r.ID)
	default:
		return false
	}
	return true
}
