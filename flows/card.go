package flows

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// officeArea is the office's own affairs: colleagues and their roles, people, mentors, the trail.
func officeArea() Area {
	return Area{
		Name: "office",
		Forms: []*Flow{
			staff(),        // a colleague's language and name
			invite(),       // /undang: a link that gives a role
			linkGroup(),    // /grup: a link that brings the bot into the officers' group
			roster(),       // /peran: who has which role
			trail(),        // /audit: who did or saw what
			find(),         // /cari: people, by name, business, NIB, phone or place
			writeNote(),    // a note about one of them
			assignMentor(), // who accompanies one of them
		},
		Reminders: []*reminder{digestReminder()},
		Commands: []deed{
			{names: []string{"/jadwal", "/schedule"}, For: forOfficers, do: (*talk).schedule},
		},
		Buttons: map[string]button{
			"p": {forPeople, (*talk).personButton}, // p:<person>:<verb>
		},
		Notices: map[string]func(*talk, json.RawMessage){
			"role":    roleChanged,    // a role was given or taken away
			"invited": invitationUsed, // an invitation of theirs was used
			"mentor":  mentorAssigned, // to the owner: who accompanies them
			"mentee":  menteeAssigned, // to the mentor
		},
		Link:      (*talk).invitationOpened,
		Intercept: (*talk).hearGroup,
		Forget:    (*talk).forgetNotes,
		Merge:     Merging{Joined: (*talk).joinNotes, Parted: (*talk).partNotes},
		Export:    (*talk).exportNotes,
		Profile:   func(t *talk, p enterprise.Person) string { return t.personCard(p, t.cardOf(p), nil) },
		Audits: []string{
			"role.invited", "role.accepted", "role.given", "role.withdrawn",
			"data.mentor",
			"note.written",
			"data.trail",
		},
	}
}

// stale is how old an assessment is when it is time for another.
const stale = 180 * 24 * time.Hour

// personButton is [Tulis catatan] and [Kartu] under what is about a person:
// p:<number>:<verb>.
func (t *talk) personButton(rest []string) bool {
	if len(rest) != 2 {
		return false
	}
	n, err := strconv.ParseInt(rest[0], 10, 64)
	if err != nil || n <= 0 {
		return false
	}
	id := enterprise.PersonID(n)
	if p := t.other(id); !p.Held() || !t.sees(p) {
		return false // erased meanwhile, never there, or not theirs to see
	}
	switch rest[1] {
	case "note":
		t.enter(t.book.flow(noteKey))
		t.draft(noteKey).Subject = rest[0]
	case "card":
		t.showCard(id)
	case "mentor":
		if !t.may(forOfficers) {
			return false
		}
		t.interject(mentorKey, rest[0])
	default:
		return t.cardVerb(rest[1], id)
	}
	return true
}

// showCard is a person on one screen, with what to do next. Looking is noted.
func (t *talk) showCard(id enterprise.PersonID) {
	p, notes := t.other(id), t.notesOf(id)
	if !p.Held() || !t.sees(p) {
		t.again(t.word("card.gone", nil))
		return
	}
	t.audit("data.card", id, "", "")
	number := strconv.FormatInt(int64(id), 10)
	buttons := []messages.Button{{Label: t.label("card.note"), Data: "p:" + number + ":note"}}
	if t.may(forOfficers) {
		buttons = append(buttons, messages.Button{Label: t.label("card.mentor"), Data: "p:" + number + ":mentor"})
	}
	c := t.cardOf(p)
	beside, below := t.cardButtonsOf(p)
	text := c.Instead
	if text == "" {
		text = t.personCard(p, c, notes)
	} else {
		buttons = nil
	}
	t.say(messages.Message{Key: "card", Text: text, Buttons: append([][]messages.Button{append(buttons, beside...)}, below...)})
	t.again("")
}

func (t *talk) personCard(p enterprise.Person, c Card, notes []note) string {
	head := t.word("card.head", messages.Args{
		"Name": p.Name, "Honorific": t.label("call." + string(p.Honorific)), "Number": p.ID.String(), "Phone": p.Phone, "Since": t.date(p.Since),
		"Broadcast": p.Consented(enterprise.BroadcastConsent), "Reachable": reachableNow(p), "Mentor": t.mentorName(p),
	})
	parts := append([]string{head}, c.Origin...)
	for _, b := range p.Businesses {
		parts = append(parts, t.cardBusiness(b))
	}
	for _, b := range p.Closed {
		parts = append(parts, t.word("card.ended", messages.Args{"Business": b.Name, "Date": t.date(b.Ended)}))
	}
	for _, b := range p.Businesses {
		if plan := b.Plan(); plan != nil {
			parts = append(parts, t.word("card.plan", messages.Args{"Business": b.Name, "Several": len(p.Businesses) > 1, "Done": plan.Finished(), "All": len(plan.Steps), "Date": t.date(plan.Made)}))
		}
	}
	parts = append(parts, c.Taken...)
	parts = append(parts, t.word("card.next", nil)+"\n• "+strings.Join(t.nextFor(p), "\n• "))
	if len(notes) > 0 {
		parts = append(parts, t.noteLines(notes))
	}
	return strings.Join(parts, "\n\n")
}

func reachableNow(p enterprise.Person) bool {
	for _, c := range p.Contacts {
		if c.Unreachable == "" {
			return true
		}
	}
	return false
}

// cardBusiness is a business as the officer sees it: what was said, and apart
// from it the three things that are not the same.
func (t *talk) cardBusiness(b enterprise.Business) string {
	args := messages.Args{
		"Business": b.Name, "Sector": t.valueName("sector", b.Sector), "District": t.book.program.Regions.District(b.District).Name, "Village": "",
		"Year": "", "Workers": b.Workers, "NIB": b.NIB, "Total": "", "Verified": "", "Sales": "",
	}
	if b.YearStarted > 0 {
		args["Year"] = strconv.Itoa(b.YearStarted)
	}
	if v := t.book.program.Regions.Village(b.Village); v != nil {
		args["Village"] = v.Name
	}
	if n := len(b.Assessments); n > 0 {
		a := b.Assessments[n-1]
		args["Total"], args["Level"], args["Date"] = strconv.Itoa(a.Result.Total), t.level(a.Result.Level), t.date(a.At)
		if v, ok := t.book.program.Verified(b, t.now); ok {
			args["Verified"] = strconv.Itoa(v.Total)
		}
	}
	status := t.book.program.Admin(b, t.now)
	var missing []string
	for _, m := range status.Missing {
		missing = append(missing, m.In(t.lang))
	}
	args["Admin"], args["Missing"] = t.label("card.admin."+string(status.State)), strings.Join(missing, ", ")
	if n := len(b.Sales); n > 0 {
		y := b.YearTo(t.month().Add(-1))
		args["Sales"], args["Month"] = t.figure(b.Sales[n-1].Now()), b.Sales[n-1].Month.Name(t.lang)
		args["Year12"], args["Months"] = enterprise.RoundRupiah(enterprise.Figure{Low: y.Low, High: y.High}.Middle(), t.lang), y.Months
		args["Scale"] = t.label("sales.scale." + string(t.book.program.Scale.StepOf(y).Scale))
	}
	return t.word("card.business", args) + "\n" + t.word("card.state", args)
}

// nextFor is what to do next with a person, the most useful first.
func (t *talk) nextFor(p enterprise.Person) []string {
	var out []string
	if !reachableNow(p) {
		out = append(out, t.word("card.next.unreachable", nil))
	}
	if len(p.Businesses) == 0 {
		return append(out, t.word("card.next.register", nil))
	}
	for _, b := range p.Businesses {
		for _, next := range t.nextForBusiness(b) {
			if len(p.Businesses) > 1 {
				next = messages.Escape(b.Name) + ": " + next
			}
			out = append(out, next)
		}
	}
	return out
}

// nextForBusiness is what to do next about one of them.
func (t *talk) nextForBusiness(b enterprise.Business) (out []string) {
	if b.NIB == "" {
		out = append(out, t.word("card.next.nib", nil))
	}
	switch n := len(b.Assessments); {
	case n == 0:
		out = append(out, t.word("card.next.assess", nil))
	case b.Assessments[n-1].Result.Provisional:
		out = append(out, t.word("card.next.complete", nil))
	case t.now.Sub(b.Assessments[n-1].At) > stale:
		out = append(out, t.word("card.next.again", nil))
	}
	if last := t.month().Add(-1); !soldKnown(b, last) {
		out = append(out, t.word("card.next.sales", messages.Args{"Month": last.Name(t.lang)}))
	}
	if advice := t.firstAdvice(b); advice != "" {
		out = append(out, advice)
	}
	return out
}

func soldKnown(b enterprise.Business, m enterprise.Month) bool {
	_, ok := b.SalesIn(m)
	return ok
}

// firstAdvice is the action that adds most to the newest result.
func (t *talk) firstAdvice(b enterprise.Business) string {
	n := len(b.Assessments)
	if n == 0 || len(b.Assessments[n-1].Result.Actions) == 0 {
		return ""
	}
	a := b.Assessments[n-1]
	option := t.book.program.Instrument.Item(a.Result.Actions[0].Item).Option(a.Result.Actions[0].Option)
	return t.word("card.next.action", messages.Args{"Advice": option.AdviceFor(a.Sector).In(t.lang)})
}

const noteKey = "note"

// noteMost is as much as fits a card beside others; notesShown are on it.
const (
	noteMost   = 300
	notesShown = 3
)

// note is what an officer wrote about a person. The person can read it, too:
// /dataku shows everything (UU 27/2022 art. 7).
type note struct {
	At   time.Time           `json:"at"`
	By   enterprise.PersonID `json:"by"`
	Text string              `json:"text"`
}

// writeNote is a note about one person.
func writeNote() *Flow {
	return &Flow{
		Key: noteKey, For: forPeople, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return noteQuestions },
		Finish: func(t *talk, d *Draft) {
			n, _ := strconv.ParseInt(d.Subject, 10, 64)
			id := enterprise.PersonID(n)
			if p := t.other(id); !p.Held() || !t.sees(p) {
				t.again(t.word("card.gone", nil))
				return
			}
			r := t.record("notes", d.Subject)
			t.put(r, append(t.notesOf(id), note{t.now, t.Person.ID, d.Answers["text"].Value}))
			t.audit("note.written", id, "", "")
			t.menu("note.saved")
		},
	}
}

var noteQuestions = []*Question{{Key: "text", Read: func(t *talk, _ *Draft, typed string) Reading {
	text := strings.TrimSpace(typed)
	if n := len([]rune(text)); n < 2 || n > noteMost {
		return Reading{Refuse: t.word("note.text.refuse", messages.Args{"Most": noteMost})}
	}
	return Reading{Value: text}
}}}

// notesOf are the notes about a person, the oldest first.
func (t *talk) notesOf(id enterprise.PersonID) []note {
	var notes []note
	if r := t.record("notes", strconv.FormatInt(int64(id), 10)); r.Data != nil {
		_ = json.Unmarshal(r.Data, &notes) // ours: written by put
	}
	return notes
}

func (t *talk) noteLines(notes []note) string {
	lines := []string{t.word("card.notes", messages.Args{"Count": len(notes)})}
	for i := len(notes) - 1; i >= max(0, len(notes)-notesShown); i-- {
		lines = append(lines, t.word("card.note.line", messages.Args{"Date": t.date(notes[i].At), "By": t.colleague(notes[i].By), "Text": notes[i].Text}))
	}
	return strings.Join(lines, "\n")
}

// forgetNotes takes the notes about a person away with them.
func (t *talk) forgetNotes() {
	if r := t.record("notes", strconv.FormatInt(int64(t.Person.ID), 10)); r.Data != nil {
		t.put(r, nil)
	}
}

// joinNotes adds the notes about a record that was taken over, and one of the
// merge, to this one's.
func (t *talk) joinNotes(took enterprise.Absorbed, line string) {
	r := t.record("notes", strconv.FormatInt(int64(t.Person.ID), 10))
	all := append(slices.Concat(t.notesOf(t.Person.ID), t.notesOf(took.Person)), note{took.Noted, took.By, line})
	slices.SortStableFunc(all, func(a, b note) int { return a.At.Compare(b.At) })
	t.put(r, all)
}

// partNotes takes them away again.
func (t *talk) partNotes(was enterprise.Absorbed) {
	theirs := t.notesOf(was.Person)
	r := t.record("notes", strconv.FormatInt(int64(t.Person.ID), 10))
	left := slices.DeleteFunc(t.notesOf(t.Person.ID), func(n note) bool {
		return n.By == was.By && n.At.Equal(was.Noted) || slices.ContainsFunc(theirs, func(o note) bool { return reflect.DeepEqual(o, n) })
	})
	if len(left) == 0 {
		t.put(r, nil)
		return
	}
	t.put(r, left)
}

// exportNotes are what officers wrote about the person.
func (t *talk) exportNotes() []Section {
	notes := t.notesOf(t.Person.ID)
	s := Section{Name: "notes", Data: notes, N: len(notes), Sheet: "mydata.sheet.contact"}
	for _, n := range notes {
		s.Rows = append(s.Rows, []string{t.moment(n.At), t.colleague(n.By), n.Text})
	}
	return []Section{s}
}
