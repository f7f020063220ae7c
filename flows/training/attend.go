package training

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
)

const (
	presenceKey       = "presence"
	feedbackKey       = "feedback"
	certificateRecord = "certificate"

	// The payloads of the links in codes: a session's, and a certificate's.
	presencePrefix    = "hadir_"
	certificatePrefix = "sah_"

	// triesMost is how many wrong codes are taken before an officer has to tick
	// somebody: a code of six digits is not to be found by trying.
	triesMost = 5
	// feedbackMost is how long a sentence of feedback may be, in characters.
	feedbackMost = 300
)

var presenceCode = regexp.MustCompile(`^\d{6}$`)

// presence is /hadir: the code that is shown at the place.
func presence() *flows.Form {
	return &flows.Form{
		Key: presenceKey, Command: "/hadir", Also: []string{"/present"}, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return presenceQuestions },
		Begin: func(c *flows.Conversation, d *flows.Draft) {
			if _, rest := c.AsCommand(); presenceCode.MatchString(rest) {
				d.Answers["code"] = flows.Answer{Value: rest}
			}
		},
		Finish: func(c *flows.Conversation, d *flows.Draft) { attend(c, d.Answers["code"].Value) },
	}
}

var presenceQuestions = []*flows.Question{{Key: "code", Read: func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	code := strings.Join(strings.Fields(typed), "")
	if !presenceCode.MatchString(code) {
		return flows.Reading{Refuse: c.Text("presence.code.refuse", nil)}
	}
	return flows.Reading{Value: code}
}}}

// saysCode takes six digits in the menu for a code, if the person has a place
// in a training.
func saysCode(c *flows.Conversation) bool {
	code := strings.TrimSpace(c.Input().Text)
	if !presenceCode.MatchString(code) || !slices.ContainsFunc(c.Person.Trainings, func(x enterprise.Participation) bool { return near(c, x) }) {
		return false
	}
	attend(c, code)
	return true
}

// browsesTrainings takes a code, or "pelatihan".
func browsesTrainings(c *flows.Conversation) bool {
	if saysCode(c) {
		return true
	}
	if !slices.Contains(c.Synonyms("trainings.names"), read.Tidy(c.Input().Text)) {
		return false
	}
	listTrainings(c)
	return true
}

// saysJoin joins the training whose card is the newest on the screen.
func saysJoin(c *flows.Conversation) bool {
	in := c.Input()
	if in.Kind != flows.Text || in.Forwarded || in.Group || !slices.Contains(c.Synonyms("training.join.names"), read.Tidy(in.Text)) {
		return false
	}
	for _, o := range c.Chat.Shown {
		if words := strings.Split(o.Data, ":"); len(words) == 3 && words[0] == "l" && words[2] == "join" {
			return trainingButton(c, words[1:])
		}
	}
	return false
}

// near tells whether a training has a session on the day of now, or the days
// beside it, and the person a place.
func near(c *flows.Conversation, x enterprise.Participation) bool {
	return x.State == enterprise.PlaceTaken && slices.ContainsFunc(x.Sessions, func(s enterprise.Session) bool {
		return s.From.Sub(c.Now()) < 24*time.Hour && c.Now().Sub(s.Until) < 24*time.Hour
	})
}

// attend notes that the person is there, by the code of the session that is on. A
// wrong code is counted whenever it comes, with the person and with the training;
// where too many were, a right one is not told from it.
func attend(c *flows.Conversation, code string) {
	if !Joins(c) || c.CodesSpent() {
		return
	}
	line := c.Text("presence.none", nil)
	var wrong []func()
	for _, x := range c.Person.Trainings {
		if !near(c, x) {
			continue
		}
		r, tr, ok := trainingOf(c, x.ID)
		n := slices.Index(tr.Codes, code)
		s := tr.SeatOf(c.Person.ID)
		switch {
		case !ok || s == nil:
		case x.Tries >= triesMost || tr.Wrong >= tr.wrongMost():
			line = c.Text("presence.tries", nil)
		case n >= 0:
			present(c, r, tr, x, n)
			return
		default:
			line = c.Text("presence.wrong", nil)
			wrong = append(wrong, func() {
				x.Tries++
				tr.Wrong++
				putTraining(c, r, tr)
				changeParticipation(c, x)
			})
		}
	}
	for _, count := range wrong {
		count()
	}
	if len(wrong) > 0 {
		c.WrongCode()
	}
	c.Repeat(line)
}

// wrongMost is how many wrong codes of all who have a place are taken: those who
// leave and join again, or come under another name, have no more tries than that.
func (tr Training) wrongMost() int { return 50 + 2*tr.Capacity }

// present notes the right code of a session, if it is on.
func present(c *flows.Conversation, r flows.Record, tr Training, x enterprise.Participation, n int) {
	s := tr.SeatOf(c.Person.ID)
	switch {
	case slices.Contains(s.Present, n):
		c.Repeat(c.Text("presence.already", messages.Args{"Title": tr.Title}))
	case tr.On(c.Now()) != n:
		c.Repeat(c.Text("presence.not_now", messages.Args{"Title": tr.Title, "When": sessionTime(c, tr.Sessions[n])}))
	default:
		s.Present = append(s.Present, n)
		x.Present, x.Tries = s.Present, 0
		putTraining(c, r, tr)
		changeParticipation(c, x)
		c.Repeat(c.Text("presence.noted", messages.Args{"Title": tr.Title, "N": n + 1, "Of": len(tr.Sessions), "Several": len(tr.Sessions) > 1}))
	}
}

// codes are a session's each: six digits that nobody can guess, always the same
// for this cause. Those there are stay.
func codes(c *flows.Conversation, have []string, sessions int) []string {
	out := slices.Clone(have[:min(len(have), sessions)])
	for n := 0; len(out) < sessions; n++ {
		sum := sha256.Sum256([]byte(c.Input().Token + " " + strconv.Itoa(n)))
		if code := fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[:])%1_000_000); !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

// ratingButtons are 1 to 5.
func ratingButtons(id string) []messages.Button {
	var row []messages.Button
	for n := 1; n <= 5; n++ {
		row = append(row, messages.Button{Label: strconv.Itoa(n) + " ★", Data: "l:" + id + ":rate:" + strconv.Itoa(n)})
	}
	return row
}

// giveStars notes how many stars somebody who was there gives, and asks why.
func giveStars(c *flows.Conversation, r flows.Record, tr Training, stars string) bool {
	n, err := strconv.Atoi(stars)
	x, joined := c.Person.Participation(r.ID)
	s := tr.SeatOf(c.Person.ID)
	if err != nil || n < 1 || n > 5 || !joined || s == nil || len(s.Present) == 0 || tr.Ends().After(c.Now()) {
		return false
	}
	if s.Rating == n {
		c.RepeatOpen()
		return true
	}
	s.Rating, x.Rating = n, n
	putTraining(c, r, tr)
	changeParticipation(c, x)
	c.Detour(feedbackKey, r.ID)
	return true
}

// feedback asks for a sentence after the stars.
func feedback() *flows.Form {
	return &flows.Form{
		Key: feedbackKey, OnTheFly: true, Left: "feedback.thanks",
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return feedbackQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			if r, tr, ok := trainingOf(c, d.Subject); ok && d.Answers["text"].Value != "none" {
				if s := tr.SeatOf(c.Person.ID); s != nil {
					s.Words = d.Answers["text"].Value
					putTraining(c, r, tr)
				}
			}
			c.Return(d, c.Text("feedback.thanks", nil))
		},
	}
}

var feedbackQuestions = []*flows.Question{{
	Key: "text",
	Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		return []flows.Option{{Value: "none", Label: c.Label("feedback.none"), Names: c.Synonyms("nav.no")}}
	},
	Read: func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		text := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(text)); n < 2 || n > feedbackMost {
			return flows.Reading{Refuse: c.Text("feedback.text.refuse", messages.Args{"Most": feedbackMost})}
		}
		return flows.Reading{Value: text}
	},
}}

// certified tells whether the person gets a certificate for a training.
func certified(c *flows.Conversation, x enterprise.Participation) bool {
	return x.State == enterprise.PlaceTaken && len(x.Sessions) > 0 && !x.Ends().After(c.Now()) &&
		c.Program().City.Trainings.Enough(len(x.Present), len(x.Sessions))
}

// certificate is what was certified, to be verified by whoever holds it.
type certificate struct {
	Person   enterprise.PersonID `json:"person"`
	Holder   string              `json:"holder"`
	Training enterprise.Training `json:"training"`
	Present  int                 `json:"present"` // sessions
	Made     time.Time           `json:"made"`
}

// sayCertificate hands out the certificate; it is written once.
func sayCertificate(c *flows.Conversation, r flows.Record, tr Training) {
	x, _ := c.Person.Participation(r.ID)
	if !certified(c, x) {
		c.Repeat(c.Text("certificate.not_yet", messages.Args{"Percent": c.Program().City.Trainings.PresentPercent}))
		return
	}
	made := certificate{Person: c.Person.ID, Holder: c.Person.Name, Training: tr.Training, Present: len(x.Present), Made: c.Now()}
	if x.Certificate == "" {
		x.Certificate = strings.ReplaceAll(c.Input().Token, "-", "")
		c.Put(flows.Record{RecordName: flows.RecordName{Kind: certificateRecord, ID: x.Certificate}}, made)
		changeParticipation(c, x)
	} else if w := c.Record(certificateRecord, x.Certificate); w.Data != nil {
		_ = json.Unmarshal(w.Data, &made) // ours: written by put
	}
	c.Say(certificateMessage(c, x.Certificate, made))
	c.RepeatOpen()
}

func certificateMessage(c *flows.Conversation, id string, cert certificate) messages.Message {
	facts := []string{c.Words().Label(c.Lang(), "certificate.presence", messages.Args{"N": cert.Present, "Of": len(cert.Training.Sessions), "Place": cert.Training.Place})}
	for _, s := range cert.Training.Sessions[:min(len(cert.Training.Sessions), 5)] {
		facts = append(facts, sessionTime(c, s))
	}
	return messages.Message{
		Key: "certificate.here", Text: c.Text("certificate.here", messages.Args{"Title": cert.Training.Title}), Start: certificatePrefix + id,
		Paper: &messages.Certificate{
			Name: c.Label("certificate.file") + ".pdf", Heading: c.Label("certificate.heading"), Given: c.Label("certificate.given"), Holder: cert.Holder,
			For: c.Label("certificate.for"), Title: cert.Training.Title, Facts: facts, Issuer: c.Program().City.Office.In(c.Lang()),
			Verify: c.Label("certificate.verify"), Made: cert.Made,
		},
	}
}

// scanned answers the payload of a code: a session's, or a certificate's; false
// for anything else.
func scanned(c *flows.Conversation, payload string) bool {
	if code, ok := strings.CutPrefix(payload, presencePrefix); ok && presenceCode.MatchString(code) {
		attend(c, code)
		return true
	}
	id, ok := strings.CutPrefix(payload, certificatePrefix)
	if !ok {
		return false
	}
	verify(c, id)
	return true
}

// verify says whether a certificate is one of ours and whose: who asks holds
// the paper with the name on it. Nothing is stored of somebody unknown.
func verify(c *flows.Conversation, id string) {
	var cert certificate
	text := c.Text("certificate.unknown", nil)
	if c.CodesSpent() {
		return
	}
	if r := c.Record(certificateRecord, id); r.Data != nil && json.Unmarshal(r.Data, &cert) == nil {
		text = c.Text("certificate.valid", messages.Args{"Holder": cert.Holder, "Title": cert.Training.Title, "Begins": c.Date(cert.Training.Begins()), "Made": c.Date(cert.Made), "Office": c.Program().City.Office.In(c.Lang())})
	} else {
		c.WrongCode()
	}
	c.Say(messages.Message{Key: "certificate.valid", Text: text})
	if c.New {
		c.Turn.Forget = true
		return
	}
	c.RepeatOpen()
}
