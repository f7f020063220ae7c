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
	Forms     []*Form
	Commands  []Command                                 // those that open no form
	Facets    map[string]func(c *Conversation) []Option // ways to choose people, by what their index terms begin with
	Buttons   map[string]Button                         // by the first word of a button's data, which stays in old chats: never renamed
	Reminders []*Reminder
	Notices   map[string]func(*Conversation, json.RawMessage) // by what is told, which stays in inboxes: never renamed

	Audits []string // what it notes in the trail, each a kind and a word: stored, and never renamed
	// Things say what an entry of the trail is about, by its kind: what is
	// stored is a code of the area's. Empty: there is none such.
	Things map[string]func(c *Conversation, on string) string

	// Link answers the payload of a deep link; false: it is none of its own.
	Link func(c *Conversation, payload string) bool
	// Intercept takes what comes in before anything else sees it. A record that
	// was merged into another (Person.Merged) is woken for such areas alone.
	Intercept func(c *Conversation) bool
	// Reached runs when the person does something, before anything is made of it.
	Reached func(c *Conversation)
	// Hear takes what comes in before the open question does.
	Hear func(c *Conversation) bool
	// Edited takes an edited message that gave no answer that is kept.
	Edited func(c *Conversation) bool
	// File takes a file that is sent while no form is open.
	File func(c *Conversation) bool
	// Browse takes words that are typed while no form is open and that name
	// nothing in the menu.
	Browse func(c *Conversation) bool
	// Misread takes words that are no button, option or word of the menu: what
	// the open question would read as free text, and what nothing can read.
	Misread func(c *Conversation) bool
	// Wake does what is due, before reminders are said.
	Wake func(c *Conversation)
	// Due is when Wake has something to do next; zero: never.
	Due func(c *Conversation) time.Time
	// After runs at the end of every step.
	After func(c *Conversation)
	// Forget takes along what the area keeps about the person outside of
	// their own record.
	Forget func(c *Conversation)
	// Without says why the area has no Forget, Export or Merge, by that name.
	Without map[string]string
	// Waiting is what waits for officers, as a line of their morning; empty:
	// nothing. The key is its place in Layout.Waiting.
	Waiting map[string]func(c *Conversation) string
	// Upcoming lists what goes out unasked at an hour that is set.
	Upcoming func(c *Conversation) []string
	// Figures is how the office itself does: of the newest things, as many as most.
	Figures func(c *Conversation, most int) string
	// Closed runs before an owner's business is closed.
	Closed func(c *Conversation, id enterprise.BusinessID)
	// Merge is what it does when two records of one human being become one.
	Merge Merging
	// Export is what it keeps about the person, for their own eyes.
	Export func(c *Conversation) []Section
	// Card adds to the card of a person.
	Card func(c *Conversation, p enterprise.Person) Card
	// CardButtons are its buttons under the card: in the row of what is done
	// about the person, and below it.
	CardButtons func(c *Conversation, p enterprise.Person) (beside []messages.Button, below [][]messages.Button)
	// CardVerbs is what they do, by the last word of their data, p:<person>:<verb>.
	CardVerbs map[string]func(c *Conversation, id enterprise.PersonID) bool
	// Profile is the card of a person without buttons; one area has it.
	Profile func(c *Conversation, p enterprise.Person) string
	// Outgoing reads the record of an announcement for its sender; one area
	// has it.
	Outgoing func(r Record) Outgoing
}

// Layout is the order in which a person meets what the areas bring.
type Layout struct {
	Reminders string                           // the key of every kind, the most important first
	Waiting   string                           // the key of everything that may wait for officers, in the order of the lines
	Menu      func(*Conversation) [][]MenuItem // what can be done now, as laid out on the keyboard
	Hidden    func(*Conversation) []MenuItem   // what is understood besides: it says what is missing
	Facets    string                           // the ways to choose people, as they are offered
	Audits    string                           // the kinds of what is noted in the trail, as /audit offers them
	// The names of the commands as apps list them: for the staff, for owners,
	// for everybody.
	Staff, Owners, General string
}

// Why an area has no hook of its own for the data of a person.
const (
	GoesWithRecord  = "what it writes about a person stands in the person's record, which is erased as a whole"
	ShownWithRecord = "it stands in the person's record, which /dataku shows as a whole"
	JoinsWithRecord = "it stands in the person's record: Person.Absorb says what becomes of it"
	HindersMerge    = "a record that has any is not merged: Person.MergeFault"
)

// basics is what there is whatever the areas are: moving about, and the reminder of
// a form that was left.
func basics() Area {
	return Area{
		Name:      "basics",
		Forms:     []*Form{discard()},
		Reminders: []*Reminder{formReminder()},
		Commands: []Command{
			{Names: []string{"/menu"}, Do: (*Conversation).ShowMenu},
			{Names: []string{"/bantuan", "/help"}, Do: (*Conversation).Help},
			{Names: []string{"/batal", "/cancel"}, Do: (*Conversation).Park},
			{Names: []string{"/lanjut", "/continue"}, Do: (*Conversation).Resume},
			{Names: []string{"/kembali", "/back"}, Do: (*Conversation).back},
		},
		Buttons: map[string]Button{
			"again": {nil, func(c *Conversation, _ []string) bool { c.Repeat(""); return true }},
		},
		Audits: []string{"data.found", "data.card", "data.recap", "data.retained"},
		Without: map[string]string{
			"Forget": GoesWithRecord,
			"Export": ShownWithRecord,
			"Merge":  "reminders are worked out anew from what the merged record holds",
		},
	}
}

// AddAreas makes one book of what the areas bring.
func (b *Book) AddAreas(areas []Area) {
	b.from, b.CommandNamed = map[string]string{}, map[string]Command{}
	b.Facets = map[string]func(*Conversation) []Option{}
	b.Things = map[string]func(*Conversation, string) string{}
	b.buttons, b.Notices = map[string]Button{}, map[string]func(*Conversation, json.RawMessage){}
	for _, a := range areas {
		b.addArea(a)
	}
	b.orderReminders()
}

// addArea adds an area's forms, commands, buttons and notices. What another
// one has already is a mistake in the code.
func (b *Book) addArea(a Area) {
	b.Areas = append(b.Areas, a)
	for _, f := range a.Forms {
		only(b.from, "form "+f.Key, a.Name)
		b.Forms = append(b.Forms, f)
		if f.Command != "" {
			b.addCommand(a.Name, Command{f.Names(), f.For, func(c *Conversation) { c.OpenForm(f) }, f})
		}
	}
	for _, d := range a.Commands {
		b.addCommand(a.Name, d)
	}
	for _, k := range a.Reminders {
		only(b.from, "reminder "+k.Key, a.Name)
		b.Reminders = append(b.Reminders, k)
	}
	for _, what := range a.Audits {
		only(b.from, "audit "+what, a.Name)
		b.Audits = append(b.Audits, what)
	}
	for kind, name := range a.Things {
		only(b.from, "thing "+kind, a.Name)
		b.Things[kind] = name
	}
	for key, values := range a.Facets {
		only(b.from, "facet "+key, a.Name)
		b.Facets[key] = values
	}
	for word, do := range a.Buttons {
		only(b.from, "button "+word, a.Name)
		b.buttons[word] = do
	}
	for what, do := range a.Notices {
		only(b.from, "notice "+what, a.Name)
		b.Notices[what] = do
	}
}

// orderReminders puts the kinds in the layout's order, which has to name each.
func (b *Book) orderReminders() {
	order := strings.Fields(b.Layout.Reminders)
	for _, k := range b.Reminders {
		if !slices.Contains(order, k.Key) {
			panic(fmt.Sprintf("reminder %s has no place among the others", k.Key))
		}
	}
	slices.SortFunc(b.Reminders, func(x, y *Reminder) int {
		return cmp.Compare(slices.Index(order, x.Key), slices.Index(order, y.Key))
	})
}

func (b *Book) addCommand(area string, d Command) {
	for _, name := range d.Names {
		only(b.from, "command "+name, area)
		b.CommandNamed[name] = d
	}
}

// only notes which area something is from.
func only(from map[string]string, what, area string) {
	if other, ok := from[what]; ok {
		panic(fmt.Sprintf("%s is of %s and of %s", what, other, area))
	}
	from[what] = area
}

// First lets the areas have what came in, one after the other; false: none took it.
func (c *Conversation) First(hook func(Area) func(*Conversation) bool) bool {
	return slices.ContainsFunc(c.Book.Areas, func(a Area) bool { do := hook(a); return do != nil && do(c) })
}

// each lets every area do its part.
func (c *Conversation) each(hook func(Area) func(*Conversation)) {
	for _, a := range c.Book.Areas {
		if do := hook(a); do != nil {
			do(c)
		}
	}
}
