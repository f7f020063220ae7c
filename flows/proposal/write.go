package proposal

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/papers"
	"naikkelas/flows/reading"
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
func writeProposal() *flows.Form {
	return &flows.Form{
		Key: proposalKey, Recalled: true, Unseen: true,
		Begin:     beginProposal,
		Questions: proposalQuestions(),
		Finish:    sendProposal,
		Idle:      func(d *flows.Draft) bool { return !begunProposal(d) },
	}
}

func begunProposal(d *flows.Draft) bool { return d.Answers["theme"].Value != "" }

func beginProposal(c *flows.Conversation, d *flows.Draft) {
	id, h, open := openHearing(c)
	said := 0
	for _, s := range c.Person.Spoken {
		if s.Hearing == id {
			said++
		}
	}
	switch {
	case len(c.Person.Businesses) == 0:
		c.Chat.Next = proposalKey
		c.Note = c.Text("proposal.register_first", nil)
		c.Open(flows.RegisterKey)
	case !open && begunProposal(d):
		c.Menu("proposal.late")
	case !open:
		c.Leave()
		c.Repeat(c.Text("proposal.over", nil))
	case said >= spokenMost:
		c.Leave()
		c.Repeat(c.Text("proposal.many", messages.Args{"Most": spokenMost}))
	default:
		d.Subject = id
		c.Say(messages.Message{Key: "proposal.asked", Text: c.Text("proposal.asked", messages.Args{"Question": h.Question, "Until": c.Date(h.lastDay())})})
	}
}

// proposalQuestions are the form's. Only somebody who wrote what holds them
// back may leave out what they propose: something has to be said.
func proposalQuestions() func(*flows.Conversation, *flows.Draft) []*flows.Question {
	begin := append([]*flows.Question{themeQuestion("theme")}, spokenQuestions("barrier", backToTheme)...)
	ideas := spokenQuestions("idea", backToParts("barrier"))
	wanted := *ideas[0]
	wanted.Skip = flows.Never
	end := []*flows.Question{photoQuestion(), nameQuestion(), sayQuestion()}
	mayskip := slices.Concat(begin, ideas, end)
	maynot := slices.Concat(begin, []*flows.Question{&wanted}, ideas[1:], end)
	return func(_ *flows.Conversation, d *flows.Draft) []*flows.Question {
		if len(textsIn(d, "barrier", spokenParts)) > 0 {
			return mayskip
		}
		return maynot
	}
}

func themeQuestion(key string) *flows.Question {
	return &flows.Question{Key: key, Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		var out []flows.Option
		for _, theme := range c.Program().City.Proposals.Themes {
			out = append(out, flows.Option{Value: theme.Code, Label: theme.Name.In(c.Lang()), Text: theme.Name.In(c.Lang()) + ": " + theme.About.In(c.Lang())})
		}
		return out
	}}
}

// spokenQuestions are the messages of one half of a proposal, each a question
// of its own, so that editing a message corrects it.
func spokenQuestions(half string, back func(*flows.Conversation, *flows.Draft) bool) []*flows.Question {
	var all []*flows.Question
	for i := range spokenParts {
		key := halfKey(half, i)
		q := &flows.Question{
			Key: key, Spelled: true, Read: readSpoken, Back: back, Skip: flows.Always,
			Ask:   func(c *flows.Conversation, _ *flows.Draft) string { return c.Text("proposal."+half+".ask", nil) },
			Name:  func(_ *flows.Conversation, _ *flows.Draft, value string) string { return flows.Clip(value) },
			Files: func(c *flows.Conversation, d *flows.Draft) { takePhoto(c, d, key) },
		}
		if i > 0 {
			before := halfKey(half, i-1)
			q.Skip = flows.Never
			q.Back = func(_ *flows.Conversation, d *flows.Draft) bool { d.Focus = before; return true }
			q.Applies = func(_ *flows.Conversation, d *flows.Draft) bool { return len(textsIn(d, half, i)) == i }
			q.Options = func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
				return []flows.Option{{Value: flows.PartDone, Label: c.Label("proposal.part.done"), Names: c.Synonyms("announce.part.done.names")}}
			}
			q.Ask = func(c *flows.Conversation, _ *flows.Draft) string {
				return c.Text("proposal.part.more", messages.Args{"N": i, "Left": spokenParts - i})
			}
			q.Name = func(c *flows.Conversation, _ *flows.Draft, value string) string {
				if value == flows.PartDone {
					return ""
				}
				return flows.Clip(value)
			}
		}
		all = append(all, q)
	}
	return all
}

func halfKey(half string, i int) string { return half + strconv.Itoa(i+1) }

// textsIn are the messages of one half of a proposal so far, at most so many.
func textsIn(d *flows.Draft, half string, most int) []string {
	var out []string
	for i := range most {
		a := d.Answers[halfKey(half, i)]
		if a.Value == "" || a.Value == flows.PartDone {
			break
		}
		out = append(out, a.Value)
	}
	return out
}

func readSpoken(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	text := strings.TrimSpace(typed)
	if len([]rune(text)) < reading.LeastWords {
		return flows.Reading{Refuse: c.Text("proposal.part.refuse", nil)}
	}
	return flows.Reading{Value: text}
}

func backToTheme(_ *flows.Conversation, d *flows.Draft) bool { d.Focus = "theme"; return true }

// backToParts goes back to where more can be added to a half of the proposal.
func backToParts(half string) func(*flows.Conversation, *flows.Draft) bool {
	return func(_ *flows.Conversation, d *flows.Draft) bool {
		reopenHalf(d, half)
		return true
	}
}

// reopenHalf forgets that a half was finished or left out, not what it says.
func reopenHalf(d *flows.Draft, half string) {
	for i := range spokenParts {
		if a, ok := d.Answers[halfKey(half, i)]; ok && (a.Value == flows.PartDone || a.Skipped) {
			delete(d.Answers, halfKey(half, i))
		}
	}
}

func photoQuestion() *flows.Question {
	return &flows.Question{
		Key: "photo", Spelled: true, Back: backToParts("idea"),
		Options: func(c *flows.Conversation, d *flows.Draft) []flows.Option {
			word := "proposal.photo.none"
			if len(photosIn(d)) > 0 {
				word = "proposal.photo.done"
			}
			return []flows.Option{{Value: flows.PartDone, Label: c.Label(word), Names: append(c.Synonyms("nav.no"), c.Synonyms("announce.part.done.names")...)}}
		},
		Ask: func(c *flows.Conversation, d *flows.Draft) string {
			return c.Text("proposal.photo.ask", messages.Args{"N": len(photosIn(d)), "Most": photosMost})
		},
		Read: func(c *flows.Conversation, _ *flows.Draft, _ string) flows.Reading {
			return flows.Reading{Refuse: c.Text("proposal.photo.words", nil)}
		},
		Files: func(c *flows.Conversation, d *flows.Draft) { takePhoto(c, d, "") },
		Name:  func(*flows.Conversation, *flows.Draft, string) string { return "" },
	}
}

// photosIn are the photos of a draft, as the channel holds them.
func photosIn(d *flows.Draft) []flows.File {
	var out []flows.File
	_ = json.Unmarshal([]byte(d.Answers["photos"].Value), &out) // none came: empty
	return out
}

// takePhoto adds a photo, and its caption as the answer to a question.
func takePhoto(c *flows.Conversation, d *flows.Draft, key string) {
	photos := photosIn(d)
	switch {
	case c.Input().File.Kind != "photo":
		c.Repeat(c.Text("proposal.photo.refuse", nil))
		return
	case len(photos) >= photosMost:
		c.Repeat(c.Text("proposal.photo.full", messages.Args{"Most": photosMost}))
		return
	}
	stored, known := c.Stored(*c.Input().File)
	if !known {
		return
	}
	if stored.Fault != "" && !papers.OurFault(stored) {
		c.Repeat(c.Text("proposal.photo.unkept", nil))
		return
	}
	raw, _ := json.Marshal(append(photos, *c.Input().File)) // plain values always marshal
	d.Answers["photos"] = flows.Answer{Value: string(raw)}
	delete(d.Answers, "sure")
	if text := strings.TrimSpace(c.Input().Text); key != "" && len([]rune(text)) >= reading.LeastWords {
		d.Answers[key] = flows.Answer{Value: text, Message: c.Input().Message}
	}
	d.Touched = c.Now()
	c.Note = c.Text("proposal.photo.taken", messages.Args{"N": len(photos) + 1})
	c.Proceed()
}

func nameQuestion() *flows.Question {
	return &flows.Question{
		Key: "name", Strict: true, Spelled: true,
		Back: flows.AnswersGo("photo"),
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			return []flows.Option{{Value: "no", Label: c.Label("proposal.name.no")}, {Value: "yes", Label: c.Label("proposal.name.yes")}}
		},
	}
}

func sayQuestion() *flows.Question {
	return &flows.Question{
		Key: "sure", Strict: true, Spelled: true, Closing: true, Back: flows.AnswersGo("name"),
		Options: func(c *flows.Conversation, d *flows.Draft) []flows.Option {
			act := func(value string) flows.Option {
				return flows.Option{Value: value, Label: c.Label("proposal.sure." + value)}
			}
			out := []flows.Option{act(sayAsIs)}
			if len(telling(c, d)) > 0 {
				out = append(out, act(sayCovered))
			}
			return append(out, act(sayMore), act(sayTheme), act(sayName))
		},
		Ask: func(c *flows.Conversation, d *flows.Draft) string {
			return c.Text("proposal.sure.ask", messages.Args{
				"Theme": themeName(c, d.Answers["theme"].Value), "District": c.District(c.Business().District),
				"Barrier": len(textsIn(d, "barrier", spokenParts)), "Idea": len(textsIn(d, "idea", spokenParts)), "Photos": len(photosIn(d)),
				"Named": d.Answers["name"].Value == "yes", "Telling": strings.Join(telling(c, d), ", "),
			})
		},
		Accept: func(_ *flows.Conversation, d *flows.Draft, value string) {
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
func telling(c *flows.Conversation, d *flows.Draft) []string {
	if d.Answers["name"].Value == "yes" {
		return nil
	}
	var out []string
	for _, text := range append(textsIn(d, "barrier", spokenParts), textsIn(d, "idea", spokenParts)...) {
		for _, place := range ownWords(c, text) {
			if word := text[place[0]:place[1]]; !slices.Contains(out, word) {
				out = append(out, word)
			}
		}
	}
	return out
}

// sendProposal hands a proposal in. What was written stays as a draft if the
// period ended meanwhile.
func sendProposal(c *flows.Conversation, d *flows.Draft) {
	id, h, open := openHearing(c)
	if !open || len(c.Person.Businesses) == 0 {
		delete(d.Answers, "sure")
		c.Menu("proposal.late")
		return
	}
	if !c.Within("proposals") {
		return
	}
	p := proposal{
		Hearing: id, Theme: d.Answers["theme"].Value, District: c.Business().District, At: c.Now(),
		Barrier: textsIn(d, "barrier", spokenParts), Idea: textsIn(d, "idea", spokenParts),
		Named: d.Answers["name"].Value == "yes",
	}
	if d.Answers["sure"].Value == sayCovered {
		for _, texts := range [][]string{p.Barrier, p.Idea} {
			for i := range texts {
				texts[i] = withoutOwnWords(c, texts[i])
			}
		}
	} else {
		p.Naming = len(telling(c, d)) > 0
	}
	if !keepPhotos(c, &p, photosIn(d), keptUntil(c, h)) {
		return
	}
	putProposal(c, flows.Record{RecordName: flows.RecordName{Kind: proposalRecord, ID: c.Input().ID}}, p)
	c.Put(flows.Record{RecordName: flows.RecordName{Kind: speakerRecord, ID: c.Input().ID}, Until: keptUntil(c, h)}, speaker{c.Person.ID})
	c.Person.Spoken = append(slices.Clone(c.Person.Spoken), enterprise.Spoken{ID: c.Input().ID, Hearing: id, Theme: p.Theme, District: p.District, At: c.Now()})
	delete(c.Chat.Drafts, proposalKey)
	c.Leave()
	c.Repeat(c.Text("proposal.done", messages.Args{"Code": proposalCode(c.Input().ID), "Named": p.Named}))
}

// keepPhotos makes the photos ours in the commit that writes the proposal;
// false while it is not known what became of them.
func keepPhotos(c *flows.Conversation, p *proposal, files []flows.File, until time.Time) bool {
	for _, f := range files {
		s, known := c.Stored(f)
		if !known {
			continue // asks for all of them at once
		}
		photo := papers.Poster{File: f, Hash: s.Hash, Type: s.Type}
		if p.Photos = append(p.Photos, photo); photo.Hash == "" {
			continue
		}
		r, o := papers.OwnersOf(c, flows.FileRecord, photo.Hash)
		if o.Proposals == nil {
			o.Proposals = map[string]time.Time{}
		}
		o.Proposals[c.Input().ID] = until
		papers.PutOwners(c, r, o)
	}
	return len(p.Photos) == len(files)
}
