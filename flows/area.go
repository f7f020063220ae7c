package flows

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// Area is one part of the office's work: its forms and whatever else must be
// known of it. Everything but the name is optional.
type Area struct {
	Name      string
	Forms     []*Flow
	Commands  []deed                            // those that open no form
	Facets    map[string]func(t *talk) []Option // ways to choose people, by what their index terms begin with
	Buttons   map[string]button                 // by the first word of a button's data, which stays in old chats: never renamed
	Reminders []*reminder
	Notices   map[string]func(*talk, json.RawMessage) // by what is told, which stays in inboxes: never renamed

	Audits []string // what it notes in the trail, each a kind and a word: stored, and never renamed
	// Things say what an entry of the trail is about, by its kind: what is
	// stored is a code of the area's. Empty: there is none such.
	Things map[string]func(t *talk, on string) string

	// Link answers the payload of a deep link; false: it is none of its own.
	Link func(t *talk, payload string) bool
	// Intercept takes what comes in before anything else sees it. A record that
	// was merged into another (Person.Merged) is woken for such areas alone.
	Intercept func(t *talk) bool
	// Hear takes what comes in before the open question does.
	Hear func(t *talk) bool
	// File takes a file that is sent while no form is open.
	File func(t *talk) bool
	// Browse takes words that are typed while no form is open and that name
	// nothing in the menu.
	Browse func(t *talk) bool
	// Wake does what is due, before reminders are said.
	Wake func(t *talk)
	// Due is when Wake has something to do next; zero: never.
	Due func(t *talk) time.Time
	// After runs at the end of every step.
	After func(t *talk)
	// Forget takes along what the area keeps about the person outside of
	// their own record.
	Forget func(t *talk)
	// Without says why the area has no Forget, Export or Merge, by that name.
	Without map[string]string
	// Waiting is what waits for officers, as a line of their morning; empty:
	// nothing. The key is its place in Layout.Waiting.
	Waiting map[string]func(t *talk) string
	// Upcoming lists what goes out unasked at an hour that is set.
	Upcoming func(t *talk) []string
	// Figures is how the office itself does: of the newest things, as many as most.
	Figures func(t *talk, most int) string
	// Closed runs before an owner's business is closed.
	Closed func(t *talk, id enterprise.BusinessID)
	// Merge is what it does when two records of one human being become one.
	Merge Merging
	// Export is what it keeps about the person, for their own eyes.
	Export func(t *talk) []Section
	// Card adds to the card of a person.
	Card func(t *talk, p enterprise.Person) Card
	// CardButtons are its buttons under the card: in the row of what is done
	// about the person, and below it.
	CardButtons func(t *talk, p enterprise.Person) (beside []messages.Button, below [][]messages.Button)
	// CardVerbs is what they do, by the last word of their data, p:<person>:<verb>.
	CardVerbs map[string]func(t *talk, id enterprise.PersonID) bool
	// Profile is the card of a person without buttons; one area has it.
	Profile func(t *talk, p enterprise.Person) string
	// Outgoing reads the record of an announcement for its sender; one area
	// has it.
	Outgoing func(r Record) Outgoing
}

// Layout is the order in which a person meets what the areas bring.
type Layout struct {
	Reminders string                   // the key of every kind, the most important first
	Waiting   string                   // the key of everything that may wait for officers, in the order of the lines
	Menu      func(*talk) [][]menuItem // what can be done now, as laid out on the keyboard
	Hidden    func(*talk) []menuItem   // what is understood besides: it says what is missing
	Facets    string                   // the ways to choose people, as they are offered
	Audits    string                   // the kinds of what is noted in the trail, as /audit offers them
	// The names of the commands as apps list them: for the staff, for owners,
	// for everybody.
	Staff, Owners, General string
}

// button is what the buttons under messages do whose data begins with a word.
// It is false when there is nothing left to do for this one. Data may be forged
// or a year old: each looks up what it is about and whether that still stands.
type button struct {
	For []enterprise.Role
	do  func(t *talk, rest []string) bool
}

// deed is what a command does.
type deed struct {
	names []string // the first is the one that is listed
	For   []enterprise.Role
	do    func(*talk)
	flow  *Flow // the form it opens; nil: it is done at once
}

// Why an area has no hook of its own for the data of a person.
const (
	goesWithRecord  = "what it writes about a person stands in the person's record, which is erased as a whole"
	shownWithRecord = "it stands in the person's record, which /dataku shows as a whole"
	joinsWithRecord = "it stands in the person's record: Person.Absorb says what becomes of it"
	hindersMerge    = "a record that has any is not merged: Person.MergeFault"
)

// basics is what there is whatever the areas are: moving about, and reminders.
func basics() Area {
	return Area{
		Name:      "basics",
		Forms:     []*Flow{discard(), reminderSettings()},
		Reminders: []*reminder{formReminder()},
		Facets:    commonFacets(),
		Commands: []deed{
			{names: []string{"/menu"}, do: func(t *talk) { t.menu("menu.text") }},
			{names: []string{"/bantuan", "/help"}, do: (*talk).help},
			{names: []string{"/batal", "/cancel"}, do: (*talk).park},
			{names: []string{"/lanjut", "/continue"}, do: (*talk).resume},
			{names: []string{"/kembali", "/back"}, do: (*talk).back},
		},
		Buttons: map[string]button{
			"r": {nil, (*talk).reminderButton}, // r:<kind>:<when>:<verb>, under a reminder
		},
		Audits: []string{"data.found", "data.card", "data.recap", "data.retained"},
		Without: map[string]string{
			"Forget": goesWithRecord,
			"Export": shownWithRecord,
			"Merge":  "reminders are worked out anew from what the merged record holds",
		},
	}
}

// addAreas makes one book of what the areas bring.
func (b *Book) addAreas(areas []Area) {
	b.from, b.commands = map[string]string{}, map[string]deed{}
	b.facets = map[string]func(*talk) []Option{}
	b.things = map[string]func(*talk, string) string{}
	b.buttons, b.notices = map[string]button{}, map[string]func(*talk, json.RawMessage){}
	for _, a := range areas {
		b.addArea(a)
	}
	b.orderReminders()
}

// addArea adds an area's forms, commands, buttons and notices. What another
// one has already is a mistake in the code.
func (b *Book) addArea(a Area) {
	b.areas = append(b.areas, a)
	for _, f := range a.Forms {
		only(b.from, "form "+f.Key, a.Name)
		b.flows = append(b.flows, f)
		if f.Command != "" {
			b.addCommand(a.Name, deed{append([]string{f.Command}, f.Also...), f.For, func(t *talk) { t.enter(f) }, f})
		}
	}
	for _, d := range a.Commands {
		b.addCommand(a.Name, d)
	}
	for _, k := range a.Reminders {
		only(b.from, "reminder "+k.key, a.Name)
		b.reminders = append(b.reminders, k)
	}
	for _, what := range a.Audits {
		only(b.from, "audit "+what, a.Name)
		b.audits = append(b.audits, what)
	}
	for kind, name := range a.Things {
		only(b.from, "thing "+kind, a.Name)
		b.things[kind] = name
	}
	for key, values := range a.Facets {
		only(b.from, "facet "+key, a.Name)
		b.facets[key] = values
	}
	for word, do := range a.Buttons {
		only(b.from, "button "+word, a.Name)
		b.buttons[word] = do
	}
	for what, do := range a.Notices {
		only(b.from, "notice "+what, a.Name)
		b.notices[what] = do
	}
}

// orderReminders puts the kinds in the layout's order, which has to name each.
func (b *Book) orderReminders() {
	order := strings.Fields(b.layout.Reminders)
	for _, k := range b.reminders {
		if !slices.Contains(order, k.key) {
			panic(fmt.Sprintf("reminder %s has no place among the others", k.key))
		}
	}
	slices.SortFunc(b.reminders, func(x, y *reminder) int {
		return cmp.Compare(slices.Index(order, x.key), slices.Index(order, y.key))
	})
}

func (b *Book) addCommand(area string, d deed) {
	for _, name := range d.names {
		only(b.from, "command "+name, area)
		b.commands[name] = d
	}
}

// only notes which area something is from.
func only(from map[string]string, what, area string) {
	if other, ok := from[what]; ok {
		panic(fmt.Sprintf("%s is of %s and of %s", what, other, area))
	}
	from[what] = area
}

// first lets the areas have what came in, one after the other; false: none took it.
func (t *talk) first(hook func(Area) func(*talk) bool) bool {
	return slices.ContainsFunc(t.book.areas, func(a Area) bool { do := hook(a); return do != nil && do(t) })
}

// each lets every area do its part.
func (t *talk) each(hook func(Area) func(*talk)) {
	for _, a := range t.book.areas {
		if do := hook(a); do != nil {
			do(t)
		}
	}
}
