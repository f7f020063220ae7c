// Package office is the staff's own work: roles, colleagues, people and the
// audit log.
package office

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/messages"
)

// New is the office's own affairs: colleagues and their roles, people, mentors, the trail.
func New() flows.Area {
	return flows.Area{
		Name: "office",
		Forms: []*flows.Form{
			staff(),        // a colleague's language and name
			invite(),       // /undang: a link that gives a role
			linkGroup(),    // /grup: a link that brings the bot into the officers' group
			roster(),       // /peran: who has which role
			auditTrail(),   // /audit: who did or saw what
			find(),         // /cari: people, by name, business, NIB, phone or place
			writeNote(),    // a note about one of them
			assignMentor(), // who accompanies one of them
		},
		Reminders: []*flows.Reminder{digestReminder()},
		Commands: []flows.Command{
			{Names: []string{"/jadwal", "/schedule"}, For: flows.ForOfficers, Do: schedule},
			{Names: []string{"/dampingan", "/mentees"}, For: []enterprise.Role{enterprise.Mentor}, Do: listMentees},
			{Names: []string{"/tautan", "/links"}, For: flows.ForAdministrators, Do: listInvitations}, // links that would give a role
		},
		Buttons: map[string]flows.Button{
			"p": {For: flows.ForPeople, Do: personButton},       // p:<person>:<verb>
			"i": {For: flows.ForAdministrators, Do: linkButton}, // i:<invitation>:revoke
		},
		Notices: map[string]func(*flows.Conversation, json.RawMessage){
			"role":       roleChanged,        // a role was given or taken away
			"alert":      hearAlert,          // to administrators: this may be an attack
			"role.heard": hearRole,           // to administrators: somebody else's was
			"appointed":  appointmentChecked, // the process has started: is it still so?
			"invited":    invitationUsed,     // an invitation of theirs was used
			"mentor":     mentorAssigned,     // to the owner: who accompanies them
			"mentee":     menteeAssigned,     // to the mentor
			"group":      hearOfGroup,        // to officers: their group takes nothing any more
		},
		Link:      invitationOpened,
		Intercept: hearGroup,
		Reached:   appoint,
		Wake:      tryGroup,
		Due:       groupDue,
		Forget: func(c *flows.Conversation) {
			forgetNotes(c)
			revokeOwn(c)
		},
		Merge:   flows.Merging{Joined: joinNotes, Parted: partNotes},
		Export:  exportNotes,
		Profile: func(c *flows.Conversation, p enterprise.Person) string { return personCard(c, p, c.CardOf(p), nil) },
		Audits: []string{
			"role.invited", "role.accepted", "role.given", "role.withdrawn", "role.appointed", "role.dismissed", "role.revoked",
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
func personButton(c *flows.Conversation, rest []string) bool {
	if len(rest) != 2 {
		return false
	}
	n, err := strconv.ParseInt(rest[0], 10, 64)
	if err != nil || n <= 0 {
		return false
	}
	id := enterprise.PersonID(n)
	if p := c.PersonByID(id); !p.Held() || !c.CanSee(p) {
		return false // erased meanwhile, never there, or not theirs to see
	}
	switch rest[1] {
	case "note":
		c.Open(noteKey)
		c.Draft(noteKey).Subject = rest[0]
	case "card":
		showCard(c, id)
	case "mentor":
		if !c.Allowed(flows.ForOfficers) {
			return false
		}
		c.Detour(flows.MentorKey, rest[0])
	default:
		return people.CardVerb(c, rest[1], id)
	}
	return true
}

// showCard is a person on one screen, with what to do next. Looking is noted.
func showCard(c *flows.Conversation, id enterprise.PersonID) {
	p, notes := c.PersonByID(id), notesOf(c, id)
	if !p.Held() || !c.CanSee(p) {
		c.Repeat(c.Text("card.gone", nil))
		return
	}
	c.Audit("data.card", id, "", "")
	number := strconv.FormatInt(int64(id), 10)
	buttons := []messages.Button{{Label: c.Label("card.note"), Data: "p:" + number + ":note"}}
	if c.Allowed(flows.ForOfficers) {
		buttons = append(buttons, messages.Button{Label: c.Label("card.mentor"), Data: "p:" + number + ":mentor"})
	}
	card := c.CardOf(p)
	beside, below := people.CardButtonsOf(c, p)
	text := card.Instead
	if text == "" {
		text = personCard(c, p, card, notes)
	} else {
		buttons = nil
	}
	c.Say(messages.Message{Key: "card", Text: text, Buttons: append([][]messages.Button{append(buttons, beside...)}, below...)})
	c.Repeat("")
}

func personCard(c *flows.Conversation, p enterprise.Person, card flows.Card, notes []note) string {
	return strings.Join(cardParts(c, p, card, notes), "\n\n")
}

// cardParts are the card's paragraphs.
func cardParts(c *flows.Conversation, p enterprise.Person, card flows.Card, notes []note) []string {
	head := c.Text("card.head", messages.Args{
		"Name": p.Name, "Honorific": c.Label("call." + string(p.Honorific)), "Number": p.ID.String(), "Phone": phoneLine(c, p), "Since": c.Date(p.Since),
		"Broadcast": p.Consented(enterprise.BroadcastConsent), "Reachable": ReachableNow(p), "Mentor": people.MentorName(c, p),
	})
	parts := append([]string{head}, card.Origin...)
	for _, b := range p.Businesses {
		parts = append(parts, cardBusiness(c, b))
	}
	for _, b := range p.Closed {
		parts = append(parts, c.Text("card.ended", messages.Args{"Business": b.Name, "Date": c.Date(b.Ended)}))
	}
	for _, b := range p.Businesses {
		if plan := b.Plan(); plan != nil {
			parts = append(parts, c.Text("card.plan", messages.Args{"Business": b.Name, "Several": len(p.Businesses) > 1, "Done": plan.Finished(), "All": len(plan.Steps), "Date": c.Date(plan.Made)}))
		}
	}
	parts = append(parts, card.Taken...)
	parts = append(parts, c.Text("card.next", nil)+"\n• "+strings.Join(nextFor(c, p), "\n• "))
	if len(notes) > 0 {
		parts = append(parts, noteLines(c, notes))
	}
	return parts
}

// phoneLine is a person's number, and whether it is known to be theirs.
func phoneLine(c *flows.Conversation, p enterprise.Person) messages.HTML {
	if p.Phone == "" {
		return ""
	}
	return messages.HTML(c.Text("card.phone", messages.Args{"Phone": p.Phone, "Vouched": p.PhoneVouched()}))
}

// ReachableNow reports whether there is a chat in which the person can be
// written to.
func ReachableNow(p enterprise.Person) bool {
	for _, c := range p.Contacts {
		if c.Unreachable == "" {
			return true
		}
	}
	return false
}

// cardBusiness is a business as the officer sees it: what was said, and apart
// from it the three things that are not the same.
func cardBusiness(c *flows.Conversation, b enterprise.Business) string {
	args := messages.Args{
		"Business": b.Name, "Sector": c.ValueName("sector", b.Sector), "District": c.Program().Regions.District(b.District).Name, "Village": "", "Address": b.Address,
		"Year": "", "Workers": b.Workers, "NIB": b.NIB, "Total": "", "Verified": "", "Sales": "",
	}
	if b.YearStarted > 0 {
		args["Year"] = strconv.Itoa(b.YearStarted)
	}
	if v := c.Program().Regions.Village(b.Village); v != nil {
		args["Village"] = v.Name
	}
	if n := len(b.Assessments); n > 0 {
		a := b.Assessments[n-1]
		args["Total"], args["Level"], args["Date"] = strconv.Itoa(a.Result.Total), c.Level(a.Result.Level), c.Date(a.At)
		if v, ok := c.Program().Verified(b, c.Now()); ok {
			args["Verified"] = strconv.Itoa(v.Total)
		}
	}
	status := c.Program().Admin(b, c.Now())
	var missing []string
	for _, m := range status.Missing {
		missing = append(missing, m.In(c.Lang()))
	}
	args["Admin"], args["Missing"] = c.Label("card.admin."+string(status.State)), strings.Join(missing, ", ")
	if n := len(b.Sales); n > 0 {
		y := b.YearTo(c.Month().Add(-1))
		args["Sales"], args["Month"] = c.Figure(b.Sales[n-1].Now()), b.Sales[n-1].Month.Name(c.Lang())
		args["Year12"], args["Months"] = enterprise.RoundRupiah(enterprise.Figure{Low: y.Low, High: y.High}.Middle(), c.Lang()), y.Months
		args["Scale"] = c.Label("sales.scale." + string(c.Program().Scale.StepOf(y).Scale))
	}
	return c.Text("card.business", args) + "\n" + c.Text("card.state", args)
}

// nextFor is what to do next with a person, the most useful first.
func nextFor(c *flows.Conversation, p enterprise.Person) []string {
	var out []string
	if !ReachableNow(p) {
		out = append(out, c.Text("card.next.unreachable", nil))
	}
	if len(p.Businesses) == 0 {
		return append(out, c.Text("card.next.register", nil))
	}
	for _, b := range p.Businesses {
		for _, next := range nextForBusiness(c, b) {
			if len(p.Businesses) > 1 {
				next = messages.Escape(b.Name) + ": " + next
			}
			out = append(out, next)
		}
	}
	return out
}

// nextForBusiness is what to do next about one of them.
func nextForBusiness(c *flows.Conversation, b enterprise.Business) (out []string) {
	if b.NIB == "" {
		out = append(out, c.Text("card.next.nib", nil))
	}
	switch n := len(b.Assessments); {
	case n == 0:
		out = append(out, c.Text("card.next.assess", nil))
	case b.Assessments[n-1].Result.Provisional:
		out = append(out, c.Text("card.next.complete", nil))
	case c.Now().Sub(b.Assessments[n-1].At) > stale:
		out = append(out, c.Text("card.next.again", nil))
	}
	if last := c.Month().Add(-1); !flows.SoldKnown(b, last) {
		out = append(out, c.Text("card.next.sales", messages.Args{"Month": last.Name(c.Lang())}))
	}
	if advice := firstAdvice(c, b); advice != "" {
		out = append(out, advice)
	}
	return out
}

// firstAdvice is the action that adds most to the newest result.
func firstAdvice(c *flows.Conversation, b enterprise.Business) string {
	n := len(b.Assessments)
	if n == 0 || len(b.Assessments[n-1].Result.Actions) == 0 {
		return ""
	}
	a := b.Assessments[n-1]
	option := c.Program().Instrument.Item(a.Result.Actions[0].Item).OptionFor(a.Sector, a.Result.Actions[0].Option)
	return c.Text("card.next.action", messages.Args{"Advice": option.Advice.In(c.Lang())})
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
func writeNote() *flows.Form {
	return &flows.Form{
		Key: noteKey, For: flows.ForPeople, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return noteQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			n, _ := strconv.ParseInt(d.Subject, 10, 64)
			id := enterprise.PersonID(n)
			if p := c.PersonByID(id); !p.Held() || !c.CanSee(p) {
				c.Repeat(c.Text("card.gone", nil))
				return
			}
			r := c.Record("notes", d.Subject)
			c.Put(r, append(notesOf(c, id), note{c.Now(), c.Person.ID, d.Answers["text"].Value}))
			c.Audit("note.written", id, "", "")
			c.Menu("note.saved")
		},
	}
}

var noteQuestions = []*flows.Question{{Key: "text", Read: func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	text := strings.TrimSpace(typed)
	if n := len([]rune(text)); n < 2 || n > noteMost {
		return flows.Reading{Refuse: c.Text("note.text.refuse", messages.Args{"Most": noteMost})}
	}
	return flows.Reading{Value: text}
}}}

// notesOf are the notes about a person, the oldest first.
func notesOf(c *flows.Conversation, id enterprise.PersonID) []note {
	var notes []note
	if r := c.Record("notes", strconv.FormatInt(int64(id), 10)); r.Data != nil {
		_ = json.Unmarshal(r.Data, &notes) // ours: written by put
	}
	return notes
}

func noteLines(c *flows.Conversation, notes []note) string {
	lines := []string{c.Text("card.notes", messages.Args{"Count": len(notes)})}
	for i := len(notes) - 1; i >= max(0, len(notes)-notesShown); i-- {
		lines = append(lines, c.Text("card.note.line", messages.Args{"Date": c.Date(notes[i].At), "By": c.Colleague(notes[i].By), "Text": notes[i].Text}))
	}
	return strings.Join(lines, "\n")
}

// forgetNotes takes the notes about a person away with them.
func forgetNotes(c *flows.Conversation) {
	if r := c.Record("notes", strconv.FormatInt(int64(c.Person.ID), 10)); r.Data != nil {
		c.Put(r, nil)
	}
}

// joinNotes adds the notes about a record that was taken over, and one of the
// merge, to this one's.
func joinNotes(c *flows.Conversation, took enterprise.Absorbed, line string) {
	r := c.Record("notes", strconv.FormatInt(int64(c.Person.ID), 10))
	all := append(slices.Concat(notesOf(c, c.Person.ID), notesOf(c, took.Person)), note{took.Noted, took.By, line})
	slices.SortStableFunc(all, func(a, b note) int { return a.At.Compare(b.At) })
	c.Put(r, all)
}

// partNotes takes them away again.
func partNotes(c *flows.Conversation, was enterprise.Absorbed) {
	theirs := notesOf(c, was.Person)
	r := c.Record("notes", strconv.FormatInt(int64(c.Person.ID), 10))
	left := slices.DeleteFunc(notesOf(c, c.Person.ID), func(n note) bool {
		return n.By == was.By && n.At.Equal(was.Noted) || slices.ContainsFunc(theirs, func(o note) bool { return reflect.DeepEqual(o, n) })
	})
	if len(left) == 0 {
		c.Put(r, nil)
		return
	}
	c.Put(r, left)
}

// exportNotes are what officers wrote about the person.
func exportNotes(c *flows.Conversation) []flows.Section {
	notes := notesOf(c, c.Person.ID)
	s := flows.Section{Name: "notes", Data: notes, N: len(notes), Sheet: "mydata.sheet.contact"}
	for _, n := range notes {
		s.Rows = append(s.Rows, []string{c.Moment(n.At), c.Colleague(n.By), n.Text})
	}
	return []flows.Section{s}
}
