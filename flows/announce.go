package flows

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const announceKey = "announce"

// announce is how an announcement is written: what kind, what it says, to
// whom, when; then it is shown as owners will see it, and confirmed.
func announce() *Flow {
	questions := announceQuestions()
	return &Flow{
		Key: announceKey, For: forOfficers, Numbered: true, Recalled: true,
		Questions: func(*talk, *Draft) []*Question { return questions },
		Finish:    (*talk).announce,
	}
}

func announceQuestions() []*Question {
	linked := func(_ *talk, d *Draft) bool { return d.Answers["buttons"].Value == buttonsLink }
	return slices.Concat(
		[]*Question{{Key: "category", Options: categories}},
		partQuestions(),
		[]*Question{
			{Key: "buttons", Options: buttonOptions},
			{Key: "training", Options: func(t *talk, _ *Draft) []Option { return t.openTrainings() }, Applies: func(_ *talk, d *Draft) bool {
				return d.Answers["buttons"].Value == buttonsTraining
			}},
			{Key: "label", Applies: linked, Read: readLinkLabel},
			{Key: "url", Applies: linked, Read: readLinkURL},
		},
		segmentQuestions(),
		[]*Question{
			{Key: "when", Spelled: true, Options: whenOptions, Read: readWhen, Ask: (*talk).askWhen, Name: func(t *talk, d *Draft, _ string) string {
				return t.whenName(whenOf(d))
			}},
			{Key: "freeze", Strict: true, Options: freezeOptions, Applies: func(_ *talk, d *Draft) bool { return !whenOf(d).IsZero() }},
			{Key: "confirm", Strict: true, Spelled: true, Closing: true, Options: confirmOptions, Ask: (*talk).askConfirm, Show: func(t *talk, d *Draft) {
				t.preview(draftAnnouncement(d))
			}},
		},
	)
}

func categories(t *talk, _ *Draft) []Option {
	var out []Option
	for _, c := range t.book.program.City.Announcements.Categories {
		out = append(out, Option{Value: c.Code, Label: c.Name.In(t.lang), Text: c.Name.In(t.lang) + ": " + c.About.In(t.lang)})
	}
	return out
}

func buttonOptions(t *talk, _ *Draft) []Option {
	var out []Option
	for _, b := range []string{buttonsNone, buttonsLink, buttonsAttend} {
		out = append(out, Option{Value: b, Label: t.label("announce.buttons." + b)})
	}
	if len(t.openTrainings()) > 0 {
		out = append(out, Option{Value: buttonsTraining, Label: t.label("announce.buttons." + buttonsTraining)})
	}
	return out
}

// openTrainings offers the trainings that may still be joined.
func (t *talk) openTrainings() []Option {
	var out []Option
	for _, c := range t.trainings(false) {
		if t.joinable(c.training) && len(out) < trainingsOffered {
			out = append(out, Option{Value: c.id, Label: trainingTitle(c.id, c.Title), Names: []string{c.Title, trainingCode(c.id)}})
		}
	}
	return out
}

// linkLabelMost is what a button shows on a narrow phone.
const linkLabelMost = 30

func readLinkLabel(t *talk, _ *Draft, typed string) Reading {
	label := strings.Join(strings.Fields(typed), " ")
	if n := len([]rune(label)); n < 2 || n > linkLabelMost {
		return Reading{Refuse: t.word("announce.label.refuse", messages.Args{"Most": linkLabelMost})}
	}
	return Reading{Value: label}
}

// readLinkURL takes an https page; a bare "oss.go.id" is completed and asked.
func readLinkURL(t *talk, _ *Draft, typed string) Reading {
	address := strings.TrimSpace(typed)
	bare := !strings.Contains(address, "://")
	if bare {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || !strings.Contains(strings.Trim(u.Host, "."), ".") || u.User != nil || len(address) > 500 || strings.ContainsAny(address, " \n\t\"<>") {
		return Reading{Refuse: t.word("announce.url.refuse", nil)}
	}
	if bare {
		return t.echo(address, t.word("announce.url.echo", messages.Args{"URL": address}), nil)
	}
	return Reading{Value: address}
}

func freezeOptions(t *talk, _ *Draft) []Option {
	return []Option{{Value: "sending", Label: t.label("announce.freeze.sending")}, {Value: "approval", Label: t.label("announce.freeze.approval")}}
}

// draftAnnouncement is the announcement that a draft describes so far.
func draftAnnouncement(d *Draft) announcement {
	a := announcement{
		Category: d.Answers["category"].Value, Parts: partsIn(d, partsMost), Buttons: d.Answers["buttons"].Value,
		Picks: picksIn(d), At: whenOf(d), Freeze: d.Answers["freeze"].Value == "approval" && !whenOf(d).IsZero(),
	}
	if a.Buttons == buttonsTraining {
		a.Training = d.Answers["training"].Value
	}
	if a.Buttons == buttonsLink {
		a.Link = &link{d.Answers["label"].Value, d.Answers["url"].Value}
	}
	return a
}

// draftOf fills a draft with the answers that made an announcement.
func draftOf(d *Draft, a announcement) {
	set := func(key, value string) { d.Answers[key] = Answer{Value: value} }
	set("category", a.Category)
	for i, p := range a.Parts {
		if data, err := json.Marshal(p); err == nil {
			set(partKey(i), string(data))
		}
	}
	if len(a.Parts) < partsMost {
		set(partKey(len(a.Parts)), partDone)
	}
	set("buttons", a.Buttons)
	if a.Training != "" {
		set("training", a.Training)
	}
	if a.Link != nil {
		set("label", a.Link.Label)
		set("url", a.Link.URL)
	}
	setPicks(d, a.Picks)
	set("who", segmentDone)
	set("when", whenNow)
	if !a.At.IsZero() {
		set("when", a.At.Format(time.RFC3339))
		set("freeze", map[bool]string{true: "approval", false: "sending"}[a.Freeze])
	}
}

func (t *talk) whenName(at time.Time) string {
	if at.IsZero() {
		return t.label("announce.when.now")
	}
	return t.dayMoment(at)
}

// needsApproval tells whether so many recipients need a second officer.
func (t *talk) needsApproval(recipients int64) bool {
	return recipients > int64(t.book.program.City.Announcements.ApprovalAbove)
}

func (t *talk) askConfirm(d *Draft) string {
	a := draftAnnouncement(d)
	key := "announce.confirm.ask"
	if t.needsApproval(t.draftAudience(d).Reached) {
		key = "announce.confirm.approval"
	}
	return join(t.summary(a), t.word(key, messages.Args{"Limit": t.book.program.City.Announcements.ApprovalAbove}))
}

// summary is what will happen, in a few lines.
func (t *talk) summary(a announcement) string {
	lines := []string{
		t.word("announce.summary", messages.Args{"Category": t.categoryName(a.Category), "When": t.whenName(a.At)}),
		t.word("segment.chosen", messages.Args{"Segment": t.segmentWords(a.Picks)}),
		t.audienceText(t.audience(t.segment(a))),
	}
	if !a.At.IsZero() {
		lines = append(lines, t.word(map[bool]string{true: "announce.frozen.approval", false: "announce.frozen.sending"}[a.Freeze], nil))
	}
	return strings.Join(lines, "\n")
}

func confirmOptions(t *talk, d *Draft) []Option {
	key := "announce.confirm.send"
	switch {
	case t.needsApproval(t.draftAudience(d).Reached):
		key = "announce.confirm.request"
	case !whenOf(d).IsZero():
		key = "announce.confirm.schedule"
	}
	return []Option{{Value: "yes", Label: t.label(key), Names: t.names("nav.yes")}}
}

// announce makes the announcement: it goes at once, or to a second officer.
func (t *talk) announce(d *Draft) {
	a := draftAnnouncement(d)
	a.By, a.Made, a.Reached = t.Person.ID, t.now, t.draftAudience(d).Reached
	delete(t.Chat.Drafts, announceKey)
	t.launch(a)
}

// launch sends an announcement on its way: to those who may approve it, or out.
func (t *talk) launch(a announcement) {
	r := Record{RecordName: RecordName{"announcement", t.announcementID()}}
	if !t.needsApproval(a.Reached) || a.Act == actAgain || a.Act == actWithdraw {
		t.release(r, a, "announcement.sent")
		t.menu("announce.sent")
		return
	}
	a.State = announcementWaiting
	t.putAnnouncement(r, a)
	t.audit("announcement.asked", 0, announcementCode(r.ID), "")
	others := t.colleaguesBeside(t.Person.ID)
	for _, id := range others {
		t.tell(id, "approve", progressNotice{r.ID})
	}
	for _, group := range t.members("role:" + string(enterprise.Group)) {
		t.tell(group, "approve", progressNotice{r.ID})
	}
	t.showAnnouncement(r.ID)
	if len(others) == 0 {
		t.menu("announce.nobody")
		return
	}
	t.menu("announce.asked")
}
