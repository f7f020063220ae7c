package training_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/reminder"
	"naikkelas/flows/training"
	"naikkelas/messages"
)

// TestTheReminderContract: in random seasons of a year of random people,
// answers, trainings, clocks that jump, outages and restarts, no moment of a thing is said twice,
// nothing comes in quiet time, on a day that had its message, or about
// something that is done, muted or ended; and every moment that falls due is
// said, skipped with a reason, or still within its window.
func TestTheReminderContract(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		y := newYear(t)
		for y.now.Before(y.ends) {
			y.live()
			y.passes(time.Duration(rapid.IntRange(1, 96).Draw(t, "hours")) * time.Hour)
		}
		y.passes(20 * 24 * time.Hour)
	})
}

// year is a season of somebody's year.
type year struct {
	t       *rapid.T
	book    *flows.Book
	now     time.Time // by the process's clock
	ends    time.Time
	down    time.Time // the bot is down until then
	kept    []byte
	wake    time.Time
	tickets int
	buttons []messages.Button

	records map[flows.RecordName]flows.Record // the trainings
	inbox   []flows.Notice                    // what others did, to be heard once the bot is up

	settled map[string]bool // every moment that was said or skipped
	routine map[string]int  // routine messages by day
}

func newYear(t *rapid.T) *year {
	book := flowstest.SharedBook()
	y := &year{t: t, book: book, now: time.Date(2026, 7, 1+rapid.IntRange(0, 300).Draw(t, "begins"), 8, 0, 0, 0, book.Program.City.Location), records: map[flows.RecordName]flows.Record{}, settled: map[string]bool{}, routine: map[string]int{}}
	y.ends = y.now.AddDate(0, 3, 0)
	p := book.Program
	agreed := func(purpose enterprise.Purpose, given bool) enterprise.Consent {
		return enterprise.Consent{Purpose: purpose, Given: given, Version: p.City.ConsentVersion, At: y.now}
	}
	person := enterprise.Person{ID: 7, Language: "id", Name: "Siti", Contacts: []enterprise.Contact{{Address: flowstest.AddressOf(7)}},
		Consents: []enterprise.Consent{agreed(enterprise.DataConsent, true), agreed(enterprise.BroadcastConsent, rapid.Bool().Draw(t, "news"))}}
	if rapid.IntRange(0, 3).Draw(t, "role") == 0 {
		person.Roles = []enterprise.Role{enterprise.Officer}
	}
	sector := p.Sectors[rapid.IntRange(0, len(p.Sectors)-1).Draw(t, "sector")].Code
	d := p.Regions.Districts[0]
	person.Businesses = []enterprise.Business{{ID: "1", Name: "Keripik", Sector: sector, District: d.Code, Village: d.Villages[0].Code, OmzetBand: "2m_5m", Registered: y.now}}
	if rapid.Bool().Draw(t, "assessed") {
		person.Businesses[0].Assessments = []enterprise.Assessment{{At: y.now.AddDate(0, 0, -rapid.IntRange(0, 200).Draw(t, "ago")), Version: p.Instrument.Version, Sector: sector, Answers: map[string]string{}}}
	}
	for _, id := range proposalsOfTheYear {
		person.Spoken = append(person.Spoken, enterprise.Spoken{ID: id, Hearing: "1", Theme: "capital", District: d.Code, At: y.now})
	}
	if rapid.Bool().Draw(t, "planned") {
		plan := enterprise.Plan{Made: y.now.AddDate(0, 0, -rapid.IntRange(0, 30).Draw(t, "made")), From: y.now}
		for _, item := range []string{"L1", "P1", "S3"}[:rapid.IntRange(1, 3).Draw(t, "steps")] {
			by := y.now.AddDate(0, 0, rapid.IntRange(-5, 80).Draw(t, "by"))
			plan.Steps = append(plan.Steps, enterprise.PlanStep{Item: item, Option: "a", Way: enterprise.Way{Service: "mentoring"}, By: time.Date(by.Year(), by.Month(), by.Day(), 0, 0, 0, 0, by.Location())})
		}
		person.Businesses[0].Plans = []enterprise.Plan{plan}
	}
	y.kept = flowstest.Pack(t, flows.State{Person: person})
	y.step(flows.Input{Kind: flows.Text, Text: "/menu", Message: "1"})
	return y
}

// step hands one input to the book, as if after a restart; one time in eight
// the process dies before its turn was written, and another does it again.
func (y *year) step(in flows.Input) {
	in.At = y.now
	if in.Kind != flows.Wake && in.Kind != flows.Noticed {
		in.From = flowstest.AddressOf(7)
	}
	if rapid.IntRange(0, 7).Draw(y.t, "died") == 0 {
		y.turn(in)
	}
	turn := y.turn(in)
	if in.Kind == flows.Wake || in.Kind == flows.Noticed && (in.Data == "training" || in.Data == "proposal") {
		y.check(flowstest.Unpack(y.t, y.kept), in, turn)
	}
	y.write(turn.Records)
	y.kept, y.wake = flowstest.Pack(y.t, turn.State), turn.Wake
	if !turn.Wake.IsZero() && turn.Wake.Equal(y.now) && in.Kind == flows.Wake && len(turn.Say) == 0 {
		y.t.Fatalf("a wake-up at %v leads to itself", y.now)
	}
	for _, m := range turn.Say {
		y.buttons = append(y.buttons, slices.Concat(m.Buttons...)...)
		for _, b := range slices.Concat(m.Buttons...) {
			if len(b.Data) > 64 {
				y.t.Fatalf("the button %q has %d bytes of data", b.Data, len(b.Data))
			}
		}
	}
}

func (y *year) turn(in flows.Input) flows.Turn {
	s := flowstest.Unpack(y.t, y.kept)
	for range 5 {
		turn := y.book.Step(s, in, y.now)
		if turn.Lookup.Empty() {
			return turn
		}
		s.Found = s.Found.Join(y.find(turn.Lookup))
	}
	y.t.Fatalf("%+v needs more and more", in)
	return flows.Turn{}
}

func (y *year) find(n flows.Lookup) flows.Found {
	f := flows.Found{Records: map[flows.RecordName]flows.Record{}, Lists: map[flows.ListName][]flows.Record{}, Counts: map[string]map[string]int64{},
		People: map[enterprise.PersonID]enterprise.Person{}, Audiences: map[string]flows.Audience{}, Members: map[string][]enterprise.PersonID{}, Sizes: map[string]int64{}}
	for _, s := range n.Sizes {
		f.Sizes[s.Key()] = 0
	}
	for _, id := range n.People {
		f.People[id] = enterprise.Person{ID: id}
	}
	for _, s := range n.Audiences {
		f.Audiences[s.Key()] = flows.Audience{}
	}
	for _, term := range n.Members {
		f.Members[term] = nil
	}
	for _, name := range n.Records {
		r := y.records[name]
		r.RecordName = name
		f.Records[name] = r
	}
	for _, l := range n.Lists {
		f.Lists[l] = []flows.Record{}
		switch l.Name {
		case "tickets:open":
			f.Lists[l] = make([]flows.Record, y.tickets)
		case training.AllTrainings:
			f.Lists[l] = y.listed()
		}
	}
	for _, name := range n.Counts {
		f.Counts[name] = map[string]int64{}
	}
	return f
}

// passes lets time pass; the bot is woken when something is due and it is up.
func (y *year) passes(d time.Duration) {
	until := y.now.Add(d)
	if len(y.inbox) > 0 && !y.down.After(until) {
		y.now = flows.Latest(y.now, y.down)
		y.hears()
	}
	for !y.wake.IsZero() && !y.wake.After(until) {
		if at := flows.Latest(y.wake, y.down, y.now); !at.After(until) {
			y.now = at
			y.step(flows.Input{Kind: flows.Wake})
			continue
		}
		break
	}
	if y.now = until; y.now.Sub(y.down) > 5*24*time.Hour { // the first days after an outage are for catching up
		y.nothingHangs()
	}
}

// live is what a person, an officer or fate does.
func (y *year) live() {
	pick := func(n int, what string) int { return rapid.IntRange(0, n-1).Draw(y.t, what) }
	switch pick(20, "deed") {
	case 0, 1:
		texts := strings.Fields("/penilaian 1 2 3 1 2 /menu /pengingat /jadwal /berhenti /kabari Ya /pelatihan /batal /lanjut halo")
		for range 1 + pick(6, "times") {
			y.step(flows.Input{Kind: flows.Text, Text: texts[pick(len(texts), "text")], Message: "m"})
		}
	case 2:
		kinds := y.book.Reminders
		key := []string{"reminders.mute", "reminders.unmute"}[pick(2, "mute")]
		y.step(flows.Input{Kind: flows.Text, Text: "/pengingat", Message: "m"})
		y.step(flows.Input{Kind: flows.Text, Text: y.book.Words.Label("id", key, messages.Args{"Kind": y.book.Words.Label("id", "reminder.kind."+kinds[pick(len(kinds), "kind")].Key, nil)}), Message: "m"})
		y.step(flows.Input{Kind: flows.Text, Text: "/menu", Message: "m"})
	case 3, 4:
		if len(y.buttons) > 0 {
			y.step(flows.Input{Kind: flows.Tap, Data: y.buttons[len(y.buttons)-1-pick(min(6, len(y.buttons)), "button")].Data, Message: "b"})
		}
	case 5:
		y.step(flows.Input{Kind: []flows.Kind{flows.Blocked, flows.Unblocked, flows.Unblocked}[pick(3, "reach")], Text: "blocked"})
	case 6, 7:
		y.document(pick(len(y.book.Program.Documents), "document"), pick(400, "days"))
	case 8:
		y.down = y.now.Add(time.Duration(pick(20*24, "outage")) * time.Hour)
	case 9: // the clock is set forward or back by up to a day
		y.now = y.now.Add(time.Duration(pick(49, "jump")-24) * time.Hour)
	case 10:
		y.tickets = pick(3, "tickets")
	case 11, 12, 13, 14, 15, 16, 17:
		y.training(pick)
	case 18:
		y.answer(pick)
	}
	if y.now.After(y.down) {
		y.hears()
	}
}

// document is one that an officer approves; the newest of its kind counts.
func (y *year) document(kind, days int) {
	s := flowstest.Unpack(y.t, y.kept)
	b := &s.Person.Businesses[0]
	if len(b.Documents) == 8 {
		return
	}
	b.Documents = append(b.Documents, enterprise.Document{Kind: y.book.Program.Documents[kind].Code, Approved: y.now, Expires: y.now.AddDate(0, 0, days)})
	y.kept = flowstest.Pack(y.t, s)
	y.step(flows.Input{Kind: flows.Noticed, Data: "approved"})
}

// check compares what was said with what was due, by the state before.
func (y *year) check(before flows.State, in flows.Input, turn flows.Turn) {
	was, is := y.book.Conversation(before, flows.Input{}, y.now), y.book.Conversation(turn.State, flows.Input{}, y.now)
	y.news(was, in)
	skips := map[string]int64{}
	for _, c := range turn.Counts {
		if kind, _, ok := strings.Cut(c.Field, ":"); ok && strings.HasPrefix(c.Name, "skipped:") {
			skips[kind] += c.By
		}
	}
	for _, k := range y.book.Reminders {
		i := slices.IndexFunc(turn.Say, func(m messages.Message) bool { return m.Key == "reminder.kind."+k.Key })
		said := 0
		for _, th := range reminder.ItemsOf(was, k) {
			mark := is.Person.Reminders.Mark(k.Key, th.ID)
			newest := flows.Moment{}
			for _, m := range reminder.Ahead(was, k, th) {
				if m.At.After(mark.Through) {
					break
				}
				y.once(k, th, m)
				skips[k.Key]--
				newest = m
			}
			if mark.Said.Equal(was.Person.Reminders.Mark(k.Key, th.ID).Said) {
				continue
			}
			said++
			skips[k.Key]++ // it was said rather than skipped
			if i >= 0 {
				y.fits(was.State, k, th, newest, turn.Say[i])
				y.stillSo(was.Person, k, th)
			}
		}
		if (i >= 0) != (said > 0) {
			y.t.Fatalf("%v: %s spoke of %d things", y.now, k.Key, said)
		}
	}
	for kind, n := range skips {
		if n != 0 {
			y.t.Fatalf("%v: of %s %d more were skipped than are listed", y.now, kind, -n)
		}
	}
}

func (y *year) once(k *flows.Reminder, th flows.Item, m flows.Moment) {
	if k.Key == "form" { // it begins anew with each answer
		return
	}
	name := fmt.Sprint(k.Key, th.ID, m.At.Unix())
	if y.settled[name] {
		y.t.Fatalf("%v: %s of %v a second time", y.now, name, m.At)
	}
	y.settled[name] = true
}

// fits: the message comes at a right time, to somebody who wants it, about
// something that still is so.
func (y *year) fits(s flows.State, k *flows.Reminder, th flows.Item, m flows.Moment, said messages.Message) {
	switch {
	case m.At.IsZero() || m.At.After(y.now) || y.now.Sub(m.At) > k.Window:
		y.t.Fatalf("%v: %s of %v", y.now, k.Key, m.At)
	case k.Key != "digest" && quietBy(y.now):
		y.t.Fatalf("%v is quiet", y.now)
	case k.Key == "digest" && !y.book.Program.City.Works(y.now):
		y.t.Fatalf("%v is no working day", y.now)
	case slices.Contains(s.Person.Reminders.Off, k.Key):
		y.t.Fatalf("%v: %s is off", y.now, k.Key)
	case s.Person.Contacts[0].Unreachable != "":
		y.t.Fatalf("%v: nobody is there", y.now)
	case k.Key == "missing" && y.holds(s, th.ID):
		y.t.Fatalf("%v: %s is there", y.now, th.ID)
	case k.Key == "digest" && y.tickets == 0 && !y.sessionToday():
		y.t.Fatalf("%v: nothing waits", y.now)
	case !m.Pressing:
		day := y.now.Format("2006-01-02") + k.Key
		if y.routine[day]++; y.routine[day] == 1 {
			y.routine[y.now.Format("2006-01-02")]++
		}
		if n := y.routine[y.now.Format("2006-01-02")]; n > 1 && k.Key != "" {
			y.t.Fatalf("%v: routine message %d of the day: %q", y.now, n, said.Text)
		}
	}
}

// holds tells whether an approved document of a kind is in force.
func (y *year) holds(s flows.State, id string) bool {
	return slices.ContainsFunc(s.Person.Businesses[0].Documents, func(d enterprise.Document) bool {
		return "1-"+d.Kind == id && (d.Expires.IsZero() || y.now.Before(d.Expires))
	})
}

// quietBy is quiet time as domain notes say it, for the days of the year.
func quietBy(at time.Time) bool {
	clock, day := at.Hour()*60+at.Minute(), at.Format("01-02")
	fasting := "02-08" <= day && day <= "03-09"
	switch {
	case clock < 8*60 || clock >= 20*60, at.Weekday() == time.Friday && clock >= 11*60 && clock < 13*60:
		return true
	case day == "03-08" || day == "03-10" || day == "03-11", day == "12-25" && clock < 12*60:
		return true
	}
	return fasting && (clock < 9*60 || clock >= 16*60+30 || clock >= 11*60 && clock < 15*60)
}

// nothingHangs: after a while with the bot up, nothing that fell due is open.
func (y *year) nothingHangs() {
	t := y.book.Conversation(flowstest.Unpack(y.t, y.kept), flows.Input{}, y.now)
	for _, k := range y.book.Reminders {
		for _, th := range reminder.ItemsOf(t, k) {
			if all := reminder.Ahead(t, k, th); len(all) > 0 && y.now.Sub(all[0].At) > k.Window+12*24*time.Hour {
				y.t.Fatalf("%v: %s %s of %v hangs; the next wake-up is %v", y.now, k.Key, th.ID, all[0].At, y.wake)
			}
		}
	}
}
