package flows

import (
	"encoding/json"
	"time"

	"naikkelas/messages"
)

// poster is a photo or a document as the channel holds it, and as it is kept in
// our own folder should the channel lose it.
type poster struct {
	File
	Hash string `json:"h,omitempty"` // empty: it could not be kept
	Type string `json:"t,omitempty"` // "jpg", "png", "heic", "pdf"
}

// value is a poster as an answer.
func (p poster) value() string {
	raw, err := json.Marshal(p)
	if err != nil {
		return posterNone // only types that cannot be JSON fail
	}
	return string(raw)
}

func posterOf(value string) *poster {
	var p poster
	if json.Unmarshal([]byte(value), &p) != nil || p.ID == "" {
		return nil
	}
	return &p
}

func posterOptions(t *talk, _ *Draft) []Option {
	return []Option{{Value: posterNone, Label: t.label("training.poster.none"), Names: t.names("nav.no")}}
}

// readPoster takes a photo or a document, if it is one that can be kept. Where
// our side is at fault it is taken all the same, as the channel holds it.
func readPoster(t *talk, _ *Draft, typed string) Reading {
	if posterOf(typed) != nil && (typed != t.in.Text || t.in.Kind != Text && t.in.Kind != Edited) {
		return Reading{Value: typed}
	}
	if t.in.File == nil {
		return Reading{Refuse: t.word("training.poster.refuse", nil)}
	}
	s, _ := t.stored(*t.in.File)
	if s.Fault != "" && !ourFault(s) {
		return Reading{Refuse: t.word("training.poster.unkept", nil)}
	}
	return Reading{Value: poster{File: *t.in.File}.value()}
}

// keepPoster makes a training's poster ours, in the commit that writes the
// training; false while it is not known what became of it. A copy of an earlier
// training shares its bytes, as long as they are there.
func (t *talk) keepPoster(id string, c training) bool {
	p := c.Poster
	if p == nil {
		return true
	}
	if p.Hash != "" {
		r, _ := t.ownersOf(FileRecord, p.Hash)
		if !t.turn.Need.Empty() {
			return false
		}
		if r.Data == nil {
			p.Hash = ""
		}
	}
	if p.Hash == "" {
		s, ok := t.stored(p.File)
		if !ok {
			return false
		}
		p.Hash, p.Type = s.Hash, s.Type
	}
	t.holdFile(p, id, t.trainingUntil(c))
	return true
}

// dropPoster lets go of a poster that another one took the place of, or none.
func (t *talk) dropPoster(id string, old, now *poster) {
	if old != nil && now != nil && now.Hash == old.Hash {
		return
	}
	t.releaseFile(old, id)
}

// holdFile keeps a file of ours until a moment, for a training or a request.
func (t *talk) holdFile(p *poster, holder string, until time.Time) {
	if p == nil || p.Hash == "" {
		return
	}
	r, o := t.ownersOf(FileRecord, p.Hash)
	if o.Trainings == nil {
		o.Trainings = map[string]time.Time{}
	}
	if !o.Trainings[holder].Equal(until) {
		o.Trainings[holder] = until
		t.putOwners(r, o)
	}
}

// releaseFile lets go of a file that is not held any more.
func (t *talk) releaseFile(p *poster, holder string) {
	if p == nil || p.Hash == "" {
		return
	}
	r, o := t.ownersOf(FileRecord, p.Hash)
	if _, held := o.Trainings[holder]; held && r.Data != nil {
		delete(o.Trainings, holder)
		t.putOwners(r, o)
	}
}

// trainingMessage is a card under its poster.
func trainingMessage(c training, m messages.Message) messages.Message { return withPoster(c.Poster, m) }

// withPoster is a message under a picture or beside a document; nil: neither.
func withPoster(p *poster, m messages.Message) messages.Message {
	if p == nil {
		return m
	}
	if m.Document = p.ID; p.Kind == "photo" {
		m.Photo, m.Document = p.ID, ""
	}
	if p.Hash != "" {
		m.Stored, m.Name = p.Hash, "poster."+p.Type
	}
	return m
}
