package flows

import "strconv"

// voiceButtonTapped is a button about proposals: u:<verb>[:<which>[:<page>]].
// Those of owners come first; what is left is for officers and planners, and
// what changes something of others for officers.
func (t *talk) voiceButtonTapped(rest []string) bool {
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
	case t.ownVoice(verb, id, number(id)):
		return true
	case !t.may(forHearings):
		t.refuseDeed()
		return true
	case t.readVoice(verb, id, number(rest[2])):
		return true
	case !t.may(forOfficers):
		t.refuseDeed()
		return true
	}
	return t.changeVoice(verb, id, rest[2])
}

// ownVoice is what owners do.
func (t *talk) ownVoice(verb, id string, page int) bool {
	switch verb {
	case "home":
		t.ownProposals()
	case "new":
		t.enter(t.book.flow(proposalKey))
	case "mine":
		t.listMine()
	case "own":
		t.showOwn(id)
	case "retract":
		if t.spokenBy(id) < 0 {
			t.again(t.word("proposal.gone", nil))
			return true
		}
		t.interject("retract", id)
	case "others":
		t.othersPage(page)
	case "look":
		t.lookAtTopic(id)
	case "yes", "no":
		t.support(id, verb == "yes")
	default:
		return false
	}
	return true
}

// readVoice is what officers and planners do.
func (t *talk) readVoice(verb, id string, page int) bool {
	switch verb {
	case "open":
		t.enter(t.book.flow(hearingKey))
	case "close", "reopen":
		t.closeHearing(id, verb == "close")
	case "hearing":
		if _, h, ok := t.hearingOf(id); ok {
			t.say(t.hearingCard(id, h))
		} else {
			t.again(t.word("hearing.gone", nil))
		}
	case "read":
		t.readHearing(id, page)
	case "of":
		t.readTopic(id, page)
	case "see":
		t.readProposal(id)
	case "topics":
		t.topicsPage(id, page)
	case "topic":
		if r, c, ok := t.topicOf(id); ok {
			t.sayTopic(r.ID, c)
		} else {
			t.again(t.word("topic.gone", nil))
		}
	case "recap":
		t.showVoices(id)
	case "file":
		t.voicesFile(id)
	default:
		return false
	}
	return true
}

// changeVoice is what officers do.
func (t *talk) changeVoice(verb, id, more string) bool {
	switch verb {
	case "sort":
		t.nextWaiting(id, "")
	case "skip":
		if _, p, ok := t.proposalOf(id); ok {
			t.nextWaiting(p.Hearing, id)
		} else {
			t.again(t.word("proposal.gone", nil))
		}
	case "gather", "retheme":
		if _, _, ok := t.proposalOf(id); !ok {
			t.again(t.word("proposal.gone", nil))
			return true
		}
		t.interject(verb, id)
	case "shown":
		t.showTopic(id, more == "1")
	case "rename", "merge", "reply":
		r, _, ok := t.topicOf(id)
		if !ok {
			t.again(t.word("topic.gone", nil))
			return true
		}
		t.interject(map[string]string{"rename": "retitle", "merge": "merge", "reply": "respond"}[verb], r.ID)
	default:
		return false
	}
	return true
}
