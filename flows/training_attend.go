package flows

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
func presence() *Flow {
	return &Flow{
		Key: presenceKey, Command: "/hadir", Also: []string{"/present"}, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return presenceQuestions },
		Begin: func(t *talk, d *Draft) {
			if _, rest := t.asCommand(); presenceCode.MatchString(rest) {
				d.Answers["code"] = Answer{Value: rest}
			}
		},
		Finish: func(t *talk, d *Draft) { t.attend(d.Answers["code"].Value) },
	}
}

var presenceQuestions = []*Question{{Key: "code", Read: func(t *talk, _ *Draft, typed string) Reading {
	code := strings.Join(strings.Fields(typed), "")
	if !presenceCode.MatchString(code) {
		return Reading{Refuse: t.word("presence.code.refuse", nil)}
	}
	return Reading{Value: code}
}}}

// saysCode takes six digits in the menu for a code, if the person has a place
// in a training.
func (t *talk) saysCode() bool {
	code := strings.TrimSpace(t.in.Text)
	if !presenceCode.MatchString(code) || !slices.ContainsFunc(t.Person.Trainings, t.near) {
		return false
	}
	t.attend(code)
	return true
}

// browsesTrainings takes a code, or "pelatihan".
func (t *talk) browsesTrainings() bool {
	if t.saysCode() {
		return true
	}
	if !slices.Contains(t.names("trainings.names"), enterprise.Tidy(t.in.Text)) {
		return false
	}
	t.listTrainings()
	return true
}

// near tells whether a training has a session on the day of now, or the days
// beside it, and the person a place.
func (t *talk) near(x enterprise.Participation) bool {
	return x.State == enterprise.PlaceTaken && slices.ContainsFunc(x.Sessions, func(s enterprise.Session) bool {
		return s.From.Sub(t.now) < 24*time.Hour && t.now.Sub(s.Until) < 24*time.Hour
	})
}

// attend notes that the person is there, by the code of the session that is on.
func (t *talk) attend(code string) {
	if !t.joins() {
		return
	}
	line := t.word("presence.wrong", nil)
	for _, x := range t.Person.Trainings {
		if !t.near(x) {
			continue
		}
		r, c, ok := t.trainingOf(x.ID)
		n := slices.Index(c.Codes, code)
		s := c.seatOf(t.Person.ID)
		switch {
		case !ok || s == nil || c.On(t.now) < 0 && n < 0:
		case x.Tries >= triesMost:
			line = t.word("presence.tries", nil)
		case n < 0:
			x.Tries++
			t.changeParticipation(x)
		case slices.Contains(s.Present, n):
			t.again(t.word("presence.already", messages.Args{"Title": c.Title}))
			return
		case c.On(t.now) != n:
			t.again(t.word("presence.not_now", messages.Args{"Title": c.Title, "When": t.sessionTime(c.Sessions[n])}))
			return
		default:
			s.Present = append(s.Present, n)
			x.Present, x.Tries = s.Present, 0
			t.putTraining(r, c)
			t.changeParticipation(x)
			t.again(t.word("presence.noted", messages.Args{"Title": c.Title, "N": n + 1, "Of": len(c.Sessions), "Several": len(c.Sessions) > 1}))
			return
		}
	}
	if !slices.ContainsFunc(t.Person.Trainings, t.near) {
		line = t.word("presence.none", nil)
	}
	t.again(line)
}

// codes are a session's each: six digits that nobody can guess, always the same
// for this cause. Those there are stay.
func (t *talk) codes(have []string, sessions int) []string {
	out := slices.Clone(have[:min(len(have), sessions)])
	for n := 0; len(out) < sessions; n++ {
		sum := sha256.Sum256([]byte(t.in.Token + " " + strconv.Itoa(n)))
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
func (t *talk) giveStars(r Record, c training, stars string) bool {
	n, err := strconv.Atoi(stars)
	x, joined := t.Person.Participation(r.ID)
	s := c.seatOf(t.Person.ID)
	if err != nil || n < 1 || n > 5 || !joined || s == nil || len(s.Present) == 0 || c.Ends().After(t.now) {
		return false
	}
	if s.Rating == n {
		t.showOpen()
		return true
	}
	s.Rating, x.Rating = n, n
	t.putTraining(r, c)
	t.changeParticipation(x)
	t.interject(feedbackKey, r.ID)
	return true
}

// feedback asks for a sentence after the stars.
func feedback() *Flow {
	return &Flow{
		Key: feedbackKey, OnTheFly: true, Left: "feedback.thanks",
		Questions: func(*talk, *Draft) []*Question { return feedbackQuestions },
		Finish: func(t *talk, d *Draft) {
			if r, c, ok := t.trainingOf(d.Subject); ok && d.Answers["text"].Value != "none" {
				if s := c.seatOf(t.Person.ID); s != nil {
					s.Words = d.Answers["text"].Value
					t.putTraining(r, c)
				}
			}
			t.comeBack(d, t.word("feedback.thanks", nil))
		},
	}
}

var feedbackQuestions = []*Question{{
	Key: "text",
	Options: func(t *talk, _ *Draft) []Option {
		return []Option{{Value: "none", Label: t.label("feedback.none"), Names: t.names("nav.no")}}
	},
	Read: func(t *talk, _ *Draft, typed string) Reading {
		text := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(text)); n < 2 || n > feedbackMost {
			return Reading{Refuse: t.word("feedback.text.refuse", messages.Args{"Most": feedbackMost})}
		}
		return Reading{Value: text}
	},
}}

// certified tells whether the person gets a certificate for a training.
func (t *talk) certified(x enterprise.Participation) bool {
	return x.State == enterprise.PlaceTaken && len(x.Sessions) > 0 && !x.Ends().After(t.now) &&
		t.book.program.City.Trainings.Enough(len(x.Present), len(x.Sessions))
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
func (t *talk) sayCertificate(r Record, c training) {
	x, _ := t.Person.Participation(r.ID)
	if !t.certified(x) {
		t.again(t.word("certificate.not_yet", messages.Args{"Percent": t.book.program.City.Trainings.PresentPercent}))
		return
	}
	made := certificate{Person: t.Person.ID, Holder: t.Person.Name, Training: c.Training, Present: len(x.Present), Made: t.now}
	if x.Certificate == "" {
		x.Certificate = strings.ReplaceAll(t.in.Token, "-", "")
		t.put(Record{RecordName: RecordName{certificateRecord, x.Certificate}}, made)
		t.changeParticipation(x)
	} else if w := t.record(certificateRecord, x.Certificate); w.Data != nil {
		_ = json.Unmarshal(w.Data, &made) // ours: written by put
	}
	t.say(t.certificateMessage(x.Certificate, made))
	t.showOpen()
}

func (t *talk) certificateMessage(id string, c certificate) messages.Message {
	facts := []string{t.book.words.Label(t.lang, "certificate.presence", messages.Args{"N": c.Present, "Of": len(c.Training.Sessions), "Place": c.Training.Place})}
	for _, s := range c.Training.Sessions[:min(len(c.Training.Sessions), 5)] {
		facts = append(facts, t.sessionTime(s))
	}
	return messages.Message{
		Key: "certificate.here", Text: t.word("certificate.here", messages.Args{"Title": c.Training.Title}), Start: certificatePrefix + id,
		Paper: &messages.Certificate{
			Name: t.label("certificate.file") + ".pdf", Heading: t.label("certificate.heading"), Given: t.label("certificate.given"), Holder: c.Holder,
			For: t.label("certificate.for"), Title: c.Training.Title, Facts: facts, Issuer: t.book.program.City.Office.In(t.lang),
			Verify: t.label("certificate.verify"), Made: c.Made,
		},
	}
}

// scanned answers the payload of a code: a session's, or a certificate's; false
// for anything else.
func (t *talk) scanned(payload string) bool {
	if code, ok := strings.CutPrefix(payload, presencePrefix); ok && presenceCode.MatchString(code) {
		t.attend(code)
		return true
	}
	id, ok := strings.CutPrefix(payload, certificatePrefix)
	if !ok {
		return false
	}
	t.verify(id)
	return true
}

// verify says whether a certificate is one of ours and whose: who asks holds
// the paper with the name on it. Nothing is stored of somebody unknown.
func (t *talk) verify(id string) {
	var c certificate
	text := t.word("certificate.unknown", nil)
	if r := t.record(certificateRecord, id); r.Data != nil && json.Unmarshal(r.Data, &c) == nil {
		text = t.word("certificate.valid", messages.Args{"Holder": c.Holder, "Title": c.Training.Title, "Begins": t.date(c.Training.Begins()), "Made": t.date(c.Made), "Office": t.book.program.City.Office.In(t.lang)})
	}
	t.say(messages.Message{Key: "certificate.valid", Text: text})
	if t.New {
		t.turn.Forget = true
		return
	}
	t.showOpen()
}
