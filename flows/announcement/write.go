package announcement

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/flows/segment"
	"naikkelas/flows/training"
	"naikkelas/messages"
)

const announceKey = "announce"

// announce is how an announcement is written: what kind, what it says, to
// whom, when; then it is shown as owners will see it, and confirmed.
func announce() *flows.Form {
	questions := announceQuestions()
	return &flows.Form{
		Key: announceKey, For: flows.ForOfficers, Numbered: true, Recalled: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return questions },
		Finish:    publish,
	}
}

func announceQuestions() []*flows.Question {
	linked := func(_ *flows.Conversation, d *flows.Draft) bool { return d.Answers["buttons"].Value == buttonsLink }
	return slices.Concat(
		[]*flows.Question{{Key: "category", Options: categories}},
		partQuestions(),
		[]*flows.Question{
			{Key: "buttons", Options: buttonOptions},
			{Key: "training", Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option { return openTrainings(c) }, Applies: func(_ *flows.Conversation, d *flows.Draft) bool {
				return d.Answers["buttons"].Value == buttonsTraining
			}},
			{Key: "choices", Read: readChoices, Applies: func(_ *flows.Conversation, d *flows.Draft) bool { return d.Answers["buttons"].Value == buttonsChoice }},
			{Key: "label", Applies: linked, Read: readLinkLabel},
			{Key: "url", Applies: linked, Read: readLinkURL},
		},
		segment.Questions(),
		[]*flows.Question{
			{Key: "when", Spelled: true, Options: whenOptions, Read: readWhen, Ask: askWhen, Name: func(c *flows.Conversation, d *flows.Draft, _ string) string {
				return whenWords(c, draftAnnouncement(d))
			}},
			{Key: "freeze", Strict: true, Options: freezeOptions, Applies: func(_ *flows.Conversation, d *flows.Draft) bool { return !flows.WhenOf(d).IsZero() }},
		},
		translationQuestions(),
		[]*flows.Question{
			{Key: "confirm", Strict: true, Spelled: true, Closing: true, Options: confirmOptions, Ask: askConfirm, Accept: wantsTranslation, Show: func(c *flows.Conversation, d *flows.Draft) {
				preview(c, draftAnnouncement(d))
			}},
		},
	)
}

func categories(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	var out []flows.Option
	for _, category := range c.Program().City.Announcements.Categories {
		out = append(out, flows.Option{Value: category.Code, Label: category.Name.In(c.Lang()), Text: category.Name.In(c.Lang()) + ": " + category.About.In(c.Lang())})
	}
	return out
}

func buttonOptions(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	var out []flows.Option
	for _, b := range []string{buttonsNone, buttonsLink, buttonsAttend, buttonsChoice} {
		out = append(out, flows.Option{Value: b, Label: c.Label("announce.buttons." + b)})
	}
	if len(openTrainings(c)) > 0 {
		out = append(out, flows.Option{Value: buttonsTraining, Label: c.Label("announce.buttons." + buttonsTraining)})
	}
	return out
}

// openTrainings offers the trainings that may still be joined.
func openTrainings(c *flows.Conversation) []flows.Option {
	var out []flows.Option
	for _, nt := range training.List(c, false) {
		if training.Joinable(c, nt.Training) && len(out) < training.Offered {
			out = append(out, flows.Option{Value: nt.ID, Label: training.Title(nt.ID, nt.Title), Names: []string{nt.Title, training.Code(nt.ID)}})
		}
	}
	return out
}

// linkLabelMost is what a button shows on a narrow phone.
const linkLabelMost = 30

func readLinkLabel(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	label := strings.Join(strings.Fields(typed), " ")
	if n := len([]rune(label)); n < 2 || n > linkLabelMost {
		return flows.Reading{Refuse: c.Text("announce.label.refuse", messages.Args{"Most": linkLabelMost})}
	}
	return flows.Reading{Value: label}
}

// readLinkURL takes an https page; a bare "oss.go.id" is completed and asked.
func readLinkURL(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	address := strings.TrimSpace(typed)
	bare := !strings.Contains(address, "://")
	if bare {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || !strings.Contains(strings.Trim(u.Host, "."), ".") || u.User != nil || len(address) > 500 || strings.ContainsAny(address, " \n\t\"<>") {
		return flows.Reading{Refuse: c.Text("announce.url.refuse", nil)}
	}
	if line := linkFault(c, shownLink{d.Answers["label"].Value, address}); line != "" {
		return flows.Reading{Refuse: line}
	}
	if bare {
		return c.Echo(address, c.Text("announce.url.echo", messages.Args{"URL": address}), nil)
	}
	return flows.Reading{Value: address}
}

func freezeOptions(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	return []flows.Option{{Value: "sending", Label: c.Label("announce.freeze.sending")}, {Value: "approval", Label: c.Label("announce.freeze.approval")}}
}

// draftAnnouncement is the announcement that a draft describes so far.
func draftAnnouncement(d *flows.Draft) announcement {
	a := announcement{
		Category: d.Answers["category"].Value, Parts: withTranslations(d, partsIn(d, partsMost)), Buttons: d.Answers["buttons"].Value,
		Picks: segment.Picks(d), At: flows.WhenOf(d), Freeze: d.Answers["freeze"].Value == "approval" && !flows.WhenOf(d).IsZero(),
	}
	if rule, ok := repeatsIn(d.Answers["when"].Value); ok {
		a.Series = &series{Repeats: rule}
	}
	if a.Buttons == buttonsTraining {
		a.Training = d.Answers["training"].Value
	}
	if a.Buttons == buttonsChoice {
		a.Choices = strings.Split(d.Answers["choices"].Value, "|")
	}
	if a.Buttons == buttonsLink {
		a.Link = &link{d.Answers["label"].Value, d.Answers["url"].Value}
	}
	return a
}

// draftOf fills a draft with the answers that made an announcement.
func draftOf(d *flows.Draft, a announcement) {
	set := func(key, value string) { d.Answers[key] = flows.Answer{Value: value} }
	set("category", a.Category)
	for i, p := range a.Parts {
		if other := p.Other[otherLang]; other != "" {
			if data, err := json.Marshal(part{HTML: other, File: p.File}); err == nil {
				set(otherLang+strconv.Itoa(i+1), string(data))
				set(translated, "yes")
			}
		}
		p.Other = nil
		if data, err := json.Marshal(p); err == nil {
			set(partKey(i), string(data))
		}
	}
	if len(a.Parts) < partsMost {
		set(partKey(len(a.Parts)), flows.PartDone)
	}
	set("buttons", a.Buttons)
	if a.Training != "" {
		set("training", a.Training)
	}
	if a.Link != nil {
		set("label", a.Link.Label)
		set("url", a.Link.URL)
	}
	if len(a.Choices) > 0 {
		set("choices", strings.Join(a.Choices, "|"))
	}
	segment.SetPicks(d, a.Picks)
	set("who", segment.Done)
	set("when", whenNow)
	switch {
	case a.Series != nil:
		set("when", a.Series.answer())
	case !a.At.IsZero():
		set("when", a.At.Format(time.RFC3339))
		set("freeze", map[bool]string{true: "approval", false: "sending"}[a.Freeze])
	}
}

func whenName(c *flows.Conversation, at time.Time) string {
	if at.IsZero() {
		return c.Label("announce.when.now")
	}
	return c.DayMoment(at)
}

// needsApproval tells whether an announcement needs a second officer: for so many
// recipients, or for where its links lead.
func needsApproval(c *flows.Conversation, a announcement, recipients int64) bool {
	return recipients > int64(c.Program().City.Announcements.ApprovalAbove) || len(linksOf(a)) > 0
}

func askConfirm(c *flows.Conversation, d *flows.Draft) string {
	a := draftAnnouncement(d)
	key := "announce.confirm.ask"
	if needsApproval(c, a, segment.Audience(c, d).Reached) {
		key = "announce.confirm.approval"
	}
	return flows.Join(summary(c, a), c.Text(key, messages.Args{"Limit": c.Program().City.Announcements.ApprovalAbove}))
}

// summary is what will happen, in a few lines.
func summary(c *flows.Conversation, a announcement) string {
	lines := []string{
		c.Text("announce.summary", messages.Args{"Category": c.CategoryName(a.Category), "When": whenWords(c, a)}),
		c.Text("segment.chosen", messages.Args{"Segment": segment.InWords(c, a.Picks)}),
		segment.AudienceText(c, c.Audience(addressees(c, a))),
	}
	lines = append(lines, flows.NonEmpty(costLine(c, a))...)
	switch {
	case a.Series != nil:
		lines = append(lines, c.Text("announce.series.anew", nil))
	case !a.At.IsZero():
		lines = append(lines, c.Text(map[bool]string{true: "announce.frozen.approval", false: "announce.frozen.sending"}[a.Freeze], nil))
	}
	return strings.Join(append(lines, linkLines(c, a)...), "\n")
}

func confirmOptions(c *flows.Conversation, d *flows.Draft) []flows.Option {
	key := "announce.confirm.send"
	switch {
	case needsApproval(c, draftAnnouncement(d), segment.Audience(c, d).Reached):
		key = "announce.confirm.request"
	case draftAnnouncement(d).Series != nil:
		key = "announce.confirm.series"
	case !flows.WhenOf(d).IsZero():
		key = "announce.confirm.schedule"
	}
	return append([]flows.Option{{Value: "yes", Label: c.Label(key), Names: c.Synonyms("nav.yes")}}, translateOption(c, d)...)
}

// publish makes the announcement: it goes at once, or to a second officer.
func publish(c *flows.Conversation, d *flows.Draft) {
	a := draftAnnouncement(d)
	a.By, a.Made, a.Reached = c.Person.ID, c.Now(), segment.Audience(c, d).Reached
	for i := range a.Parts {
		a.Messages = append(a.Messages, d.Answers[partKey(i)].Message)
	}
	if a.Series != nil {
		if a.At = a.Series.after(c, a.Category, c.Now()); a.At.IsZero() { // its last day has come meanwhile
			c.Menu("announce.series.over")
			return
		}
		a.Series.Run = 1
	}
	delete(c.Chat.Drafts, announceKey)
	launch(c, a)
}

// editedPart says of an edited message of which an announcement was made that the
// announcement stays as it is, and what changes it.
func editedPart(c *flows.Conversation) bool {
	if c.Input().Message == "" || !c.Allowed(flows.ForOfficers) {
		return false
	}
	for _, r := range c.List(allAnnouncements, announcementsShown) {
		_, a, ok := announcementOf(c, r.ID)
		if ok && a.By == c.Person.ID && slices.Contains(a.Messages, c.Input().Message) {
			c.Repeat(c.Text("announce.edited", messages.Args{"Code": announcementCode(r.ID), "Title": announcementTitle(a)}))
			return true
		}
	}
	return false
}

// launch sends an announcement on its way: to those who may approve it, or out.
func launch(c *flows.Conversation, a announcement) {
	launchAs(c, c.NewID(), a)
}

func launchAs(c *flows.Conversation, id string, a announcement) {
	r := flows.Record{RecordName: flows.RecordName{Kind: "announcement", ID: id}}
	if !needsApproval(c, a, a.Reached) || a.Act == actAgain || a.Act == actWithdraw {
		release(c, r, a, "announcement.sent")
		c.Menu("announce.sent")
		return
	}
	a.State = announcementWaiting
	putAnnouncement(c, r, a)
	c.Audit("announcement.asked", 0, announcementCode(r.ID), "")
	others := people.ColleaguesBeside(c, c.Person.ID)
	for _, id := range others {
		c.Tell(id, "approve", flows.ProgressNotice{Announcement: r.ID})
	}
	for _, group := range c.Members("role:" + string(enterprise.Group)) {
		c.Tell(group, "approve", flows.ProgressNotice{Announcement: r.ID})
	}
	showAnnouncement(c, r.ID)
	if len(others) == 0 {
		c.Menu("announce.nobody")
		return
	}
	c.Menu("announce.asked")
}
