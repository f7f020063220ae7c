package training

import (
	"naikkelas/flows"
	"naikkelas/flows/papers"
	"naikkelas/messages"
)

func posterOptions(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	return []flows.Option{{Value: papers.PosterNone, Label: c.Label("training.poster.none"), Names: c.Synonyms("nav.no")}}
}

// keepPoster makes a training's poster ours, in the commit that writes the
// training; false while it is not known what became of it. A copy of an earlier
// training shares its bytes, as long as they are there.
func keepPoster(c *flows.Conversation, id string, tr Training) bool {
	p := tr.Poster
	if p == nil {
		return true
	}
	if p.Hash != "" {
		r, _ := papers.OwnersOf(c, flows.FileRecord, p.Hash)
		if !c.Turn.Lookup.Empty() {
			return false
		}
		if r.Data == nil {
			p.Hash = ""
		}
	}
	if p.Hash == "" {
		s, ok := c.Stored(p.File)
		if !ok {
			return false
		}
		p.Hash, p.Type = s.Hash, s.Type
	}
	papers.HoldFile(c, p, id, trainingUntil(c, tr))
	return true
}

// dropPoster lets go of a poster that another one took the place of, or none.
func dropPoster(c *flows.Conversation, id string, old, now *papers.Poster) {
	if old != nil && now != nil && now.Hash == old.Hash {
		return
	}
	papers.ReleaseFile(c, old, id)
}

// trainingMessage is a card under its poster.
func trainingMessage(c Training, m messages.Message) messages.Message {
	return papers.WithPoster(c.Poster, m)
}
