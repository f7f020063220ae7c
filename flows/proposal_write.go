package flows

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	proposalKey = "proposal"
	// spokenParts is how many messages each half of a proposal may have: with
	// Telegram's 4,096 characters a message about forty printed pages.
	spokenParts = 20
	// photosMost is how many photos a proposal may have.
	photosMost = 5
)

// What is chosen at the end of a proposal.
const (
	sayAsIs    = "send"
	sayCovered = "cover" // with what tells the writer's name covered
	sayMore    = "more"
	sayTheme   = "theme"
	sayName    = "name"
)

// writeProposal is one proposal: the theme, what holds the owner back and what
// they propose, as long as they like, photos, and whether the name is shown.
func writeProposal() *Flow {
	return &Flow{
		Key: proposalKey, Recalled: true, Unseen: true,
		Begin:     (*talk).beginProposal,
		Questions: proposalQuestions(),
		Finish:    (*talk).sendProposal,
		Idle:      func(d *Draft) bool { return !begunProposal(d) },
	}
}

func begunProposal(d *Draft) bool { return d.Answers["theme"].Value != "" }

func (t *talk) beginProposal(d *Draft) {
	id, h, open := t.openHearing()
	said := 0
	for _, s := range t.Person.Spoken {
		if s.Hearing == id {
			said++
		}
	}
	switch {
	case len(t.Person.Businesses) == 0:
		t.Chat.Next = proposalKey
		t.note = t.word("proposal.register_first", nil)
		t.enter(t.book.flow(registerKey))
	case !open && begunProposal(d):
		t.menu("proposal.late")
	case !open:
		t.leave()
		t.again(t.word("proposal.over", nil))
	case said >= spokenMost:
		t.leave()
		t.again(t.word("proposal.many", messages.Args{"Most": spokenMost}))
	default:
		d.Subject = id
		t.say(messages.Message{Key: "proposal.asked", Text: t.word("proposal.asked", messages.Args{"Question": h.Question, "Until": t.date(h.lastDay())})})
	}
}

// proposalQuestions are the form's. Only somebody who wrote what holds them
// back may leave out what they propose: something has to be said.
func proposalQuestions() func(*talk, *Draft) []*Question {
	begin := append([]*Question{themeQuestion("theme")}, spokenQuestions("barrier", backToTheme)...)
	ideas := spokenQuestions("idea", backToParts("barrier"))
	wanted := *ideas[0]
	wanted.Skip = Never
	end := []*Question{photoQuestion(), nameQuestion(), sayQuestion()}
	mayskip := slices.Concat(begin, ideas, end)
	maynot := slices.Concat(begin, []*Question{&wanted}, ideas[1:], end)
	return func(_ *talk, d *Draft) []*Question {
		if len(textsIn(d, "barrier", spokenParts)) > 0 {
			return mayskip
		}
		return maynot
	}
}

func themeQuestion(key string) *Question {
	return &Question{Key: key, Options: func(t *talk, _ *Draft) []Option {
		var out []Option
		for _, theme := range t.book.program.City.Proposals.Themes {
			out = append(out, Option{Value: theme.Code, Label: theme.Name.In(t.lang), Text: theme.Name.In(t.lang) + ": " + theme.About.In(t.lang)})
		}
		return out
	}}
}

// spokenQuestions are the messages of one half of a proposal, each a question
// of its own, so that editing a message corrects it.
func spokenQuestions(half string, back func(*talk, *Draft) bool) []*Question {
	var all []*Question
	for i := range spokenParts {
		key := halfKey(half, i)
		q := &Question{
			Key: key, Spelled: true, Read: readSpoken, Back: back, Skip: Always,
			Ask:   func(t *talk, _ *Draft) string { return t.word("proposal."+half+".ask", nil) },
			Name:  func(_ *talk, _ *Draft, value string) string { return clip(value) },
			Files: func(t *talk, d *Draft) { t.takePhoto(d, key) },
		}
		if i > 0 {
			before := halfKey(half, i-1)
			q.Skip = Never
			q.Back = func(_ *talk, d *Draft) bool { d.Focus = before; return true }
			q.Applies = func(_ *talk, d *Draft) bool { return len(textsIn(d, half, i)) == i }
			q.Options = func(t *talk, _ *Draft) []Option {
				return []Option{{Value: partDone, Label: t.label("proposal.part.done"), Names: t.names("announce.part.done.names")}}
			}
			q.Ask = func(t *talk, _ *Draft) string {
				return t.word("proposal.part.more", messages.Args{"N": i, "Left": spokenParts - i})
			}
			q.Name = func(t *talk, _ *Draft, value string) string {
				if value == partDone {
					return ""
				}
				return clip(value)
			}
		}
		all = append(all, q)
	}
	return all
}

func halfKey(half string, i int) string { return half + strconv.Itoa(i+1) }

// textsIn are the messages of one half of a proposal so far, at most so many.
func textsIn(d *Draft, half string, most int) []string {
	var out []string
	for i := range most {
		a := d.Answers[halfKey(half, i)]
		if a.Value == "" || a.Value == partDone {
			break
		}
		out = append(out, a.Value)
	}
	return out
}

func readSpoken(t *talk, _ *Draft, typed string) Reading {
	text := strings.TrimSpace(typed)
	if len([]rune(text)) < leastWords {
		return Reading{Refuse: t.word("proposal.part.refuse", nil)}
	}
	return Reading{Value: text}
}

func backToTheme(_ *talk, d *Draft) bool { d.Focus = "theme"; return true }

// backToParts goes back to where more can be added to a half of the proposal.
func backToParts(half string) func(*talk, *Draft) bool {
	return func(_ *talk, d *Draft) bool {
		reopenHalf(d, half)
		return true
	}
}

// reopenHalf forgets that a half was finished or left out, not what it says.
func reopenHalf(d *Draft, half string) {
	for i := range spokenParts {
		if a, ok := d.Answers[halfKey(half, i)]; ok && (a.Value == partDone || a.Skipped) {
			delete(d.Answers, halfKey(half, i))
		}
	}
}

func photoQuestion() *Question {
	return &Question{
		Key: "photo", Spelled: true, Back: backToParts("idea"),
		Options: func(t *talk, d *Draft) []Option {
			word := "proposal.photo.none"
			if len(photosIn(d)) > 0 {
				word = "proposal.photo.done"
			}
			return []Option{{Value: partDone, Label: t.label(word), Names: append(t.names("nav.no"), t.names("announce.part.done.names")...)}}
		},
		Ask: func(t *talk, d *Draft) string {
			return t.word("proposal.photo.ask", messages.Args{"N": len(photosIn(d)), "Most": photosMost})
		},
		Read: func(t *talk, _ *Draft, _ string) Reading {
			return Reading{Refuse: t.word("proposal.photo.words", nil)}
		},
		Files: func(t *talk, d *Draft) { t.takePhoto(d, "") },
		Name:  func(*talk, *Draft, string) string { return "" },
	}
}

// photosIn are the photos of a draft, as the channel holds them.
func photosIn(d *Draft) []File {
	var out []File
	_ = json.Unmarshal([]byte(d.Answers["photos"].Value), &out) // none came: empty
	return out
}

// takePhoto adds a photo, and its caption as the answer to a question.
func (t *talk) takePhoto(d *Draft, key string) {
	photos := photosIn(d)
	switch {
	case t.in.File.Kind != "photo":
		t.again(t.word("proposal.photo.refuse", nil))
		return
	case len(photos) >= photosMost:
		t.again(t.word("proposal.photo.full", messages.Args{"Most": photosMost}))
		return
	}
	stored, known := t.stored(*t.in.File)
	if !known {
		return
	}
	if stored.Fault != "" && !ourFault(stored) {
		t.again(t.word("proposal.photo.unkept", nil))
		return
	}
	raw, _ := json.Marshal(append(photos, *t.in.File)) // plain values always marshal
	d.Answers["photos"] = Answer{Value: string(raw)}
	delete(d.Answers, "sure")
	if text := strings.TrimSpace(t.in.Text); key != "" && len([]rune(text)) >= leastWords {
		d.Answers[key] = Answer{Value: text, Message: t.in.Message}
	}
	d.Touched = t.now
	t.note = t.word("proposal.photo.taken", messages.Args{"N": len(photos) + 1})
	t.proceed()
}

// ourFault tells whether a file is not kept although nothing is wrong with it.
func ourFault(s StoredFile) bool { return slices.Contains([]string{"storage", "unreachable"}, s.Fault) }

func nameQuestion() *Question {
	return &Question{
		Key: "name", Strict: true, Spelled: true,
		Back: answersGo("photo"),
		Options: func(t *talk, _ *Draft) []Option {
			return []Option{{Value: "no", Label: t.label("proposal.name.no")}, {Value: "yes", Label: t.label("proposal.name.yes")}}
		},
	}
}

func sayQuestion() *Question {
	return &Question{
		Key: "sure", Strict: true, Spelled: true, Closing: true, Back: answersGo("name"),
		Options: func(t *talk, d *Draft) []Option {
			act := func(value string) Option { return Option{Value: value, Label: t.label("proposal.sure." + value)} }
			out := []Option{act(sayAsIs)}
			if len(t.telling(d)) > 0 {
				out = append(out, act(sayCovered))
			}
			return append(out, act(sayMore), act(sayTheme), act(sayName))
		},
		Ask: func(t *talk, d *Draft) string {
			return t.word("proposal.sure.ask", messages.Args{
				"Theme": t.themeName(d.Answers["theme"].Value), "District": t.districtName(t.business().District),
				"Barrier": len(textsIn(d, "barrier", spokenParts)), "Idea": len(textsIn(d, "idea", spokenParts)), "Photos": len(photosIn(d)),
				"Named": d.Answers["name"].Value == "yes", "Telling": strings.Join(t.telling(d), ", "),
			})
		},
		Accept: func(_ *talk, d *Draft, value string) {
			switch value {
			case sayMore:
				reopenHalf(d, "barrier")
				reopenHalf(d, "idea")
			case sayTheme, sayName:
				d.Focus = value
			default:
				return
			}
			delete(d.Answers, "sure")
		},
	}
}

// telling are the words of a proposal without a name that tell it all the same.
func (t *talk) telling(d *Draft) []string {
	if d.Answers["name"].Value == "yes" {
		return nil
	}
	var out []string
	for _, text := range append(textsIn(d, "barrier", spokenParts), textsIn(d, "idea", spokenParts)...) {
		for _, place := range t.ownWords(text) {
			if word := text[place[0]:place[1]]; !slices.Contains(out, word) {
				out = append(out, word)
			}
		}
	}
	return out
}

// sendProposal hands a proposal in. What was written stays as a draft if the
// period ended meanwhile.
func (t *talk) sendProposal(d *Draft) {
	id, h, open := t.openHearing()
	if !open || len(t.Person.Businesses) == 0 {
		delete(d.Answers, "sure")
		t.menu("proposal.late")
		return
	}
	p := proposal{
		Hearing: id, Theme: d.Answers["theme"].Value, District: t.business().District, At: t.now,
		Barrier: textsIn(d, "barrier", spokenParts), Idea: textsIn(d, "idea", spokenParts),
		Named: d.Answers["name"].Value == "yes",
	}
	if d.Answers["sure"].Value == sayCovered {
		for _, texts := range [][]string{p.Barrier, p.Idea} {
			for i := range texts {
				texts[i] = t.withoutOwnWords(texts[i])
			}
		}
	} else {
		p.Naming = len(t.telling(d)) > 0
	}
	if !t.keepPhotos(&p, photosIn(d), t.keptUntil(h)) {
		return
	}
	t.putProposal(Record{RecordName: RecordName{proposalRecord, t.in.ID}}, p)
	t.put(Record{RecordName: RecordName{speakerRecord, t.in.ID}, Until: t.keptUntil(h)}, speaker{t.Person.ID})
	t.Person.Spoken = append(slices.Clone(t.Person.Spoken), enterprise.Spoken{ID: t.in.ID, Hearing: id, Theme: p.Theme, District: p.District, At: t.now})
	delete(t.Chat.Drafts, proposalKey)
	t.leave()
	t.again(t.word("proposal.done", messages.Args{"Code": proposalCode(t.in.ID), "Named": p.Named}))
}

// keepPhotos makes the photos ours in the commit that writes the proposal;
// false while it is not known what became of them.
func (t *talk) keepPhotos(p *proposal, files []File, until time.Time) bool {
	for _, f := range files {
		s, known := t.stored(f)
		if !known {
			continue // asks for all of them at once
		}
		photo := poster{File: f, Hash: s.Hash, Type: s.Type}
		if p.Photos = append(p.Photos, photo); photo.Hash == "" {
			continue
		}
		r, o := t.ownersOf(FileRecord, photo.Hash)
		if o.Proposals == nil {
			o.Proposals = map[string]time.Time{}
		}
		o.Proposals[t.in.ID] = until
		t.putOwners(r, o)
	}
	return len(p.Photos) == len(files)
}
