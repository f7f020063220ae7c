package statistics

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// figure is one number of the recap: the people to whom at least one index
// term of each group applies.
type figure struct {
	Name  string
	about string // more about it; empty: the name says it
	Every [][]string
}

// figuresOf are the numbers of what /rekap shows, in the order of its bars.
func figuresOf(c *flows.Conversation, what string) []figure {
	var out []figure
	add := func(name string, groups ...[]string) {
		out = append(out, figure{Name: name, Every: append([][]string{{"registered"}}, groups...)})
	}
	program := c.Program()
	switch what {
	case recapFunnel, recapLevels:
		var levels []string
		for _, l := range program.Instrument.Levels {
			levels = append(levels, "level:"+l.Code)
		}
		if what == recapLevels {
			add(c.Label("recap.unassessed"), []string{"assessed:no"})
			for i, l := range program.Instrument.Levels {
				add(l.Name.In(c.Lang()), levels[i:i+1])
			}
			return out
		}
		add(c.Label("recap.registered"))
		for i, s := range stages(c, recapFigures(c))[1:] {
			add(s.name, levels[i:])
		}
	case recapHeld:
		for _, k := range program.Documents {
			add(k.Short.In(c.Lang()), enterprise.AnyBusiness(enterprise.TermHeld(k.Code)))
		}
	case recapTaken:
		for _, s := range programStages(c) {
			add(s.name, enterprise.AnyBusiness(s.term))
		}
	case recapMonth, recapQuarter:
		s := stretches[what]
		for _, course := range courses {
			add(courseName(c, course), []string{enterprise.TermCourse(s, s.Last(c.Month()), course)})
		}
	case recapStopped:
		for _, s := range mostStopped(stops(c)) {
			out = append(out, figure{s.label(), s.text, [][]string{{enterprise.TermStopped(s.form, s.question)}}})
		}
	default:
		if c.Dimension(what) == what {
			return nil // no indicator
		}
		names, terms := recapPlaces(c)
		for i, place := range terms {
			f := figure{Name: names[i], Every: [][]string{{"registered"}, {enterprise.TermScored(what)}}}
			for _, term := range place {
				f.Every = append(f.Every, []string{term})
			}
			out = append(out, f)
		}
	}
	return out
}

// figureButtons open the numbers under a picture: for those who may see who.
func figureButtons(c *flows.Conversation, what string) [][]messages.Button {
	if !c.SeesNames() {
		return nil
	}
	var row []messages.Button
	for i, f := range figuresOf(c, what) {
		if n := c.SizeOf(enterprise.Segment{Every: f.Every}); n > 0 {
			row = append(row, messages.Button{Label: fmt.Sprintf("%s (%d)", reading.Shortened(f.Name, 24), n), Data: figureData(what, i, 0)})
		}
	}
	return slices.Collect(slices.Chunk(row, 2))
}

func figureData(what string, i, page int) string {
	return strings.Join([]string{"f", what, strconv.Itoa(i), strconv.Itoa(page)}, ":")
}

// figureButton is a number under a picture, opened: f:<what>:<number>:<page>.
// Planners see figures only, whatever their button says.
func figureButton(c *flows.Conversation, rest []string) bool {
	if len(rest) != 3 || !c.SeesNames() {
		return false
	}
	i, err := strconv.Atoi(rest[1])
	page, fault := strconv.Atoi(rest[2])
	figures := figuresOf(c, rest[0])
	if err != nil || fault != nil || i < 0 || page < 0 || i >= len(figures) {
		return false
	}
	showFigure(c, rest[0], i, page, figures[i])
	return true
}

// figurePage is how many people a page of a figure lists.
const figurePage = 8

// showFigure lists who is in a figure: by name and number, without phone or
// papers, which are on the card. That it was opened and who was seen is in the
// trail.
func showFigure(c *flows.Conversation, what string, i, page int, f figure) {
	all := everyone(c, f.Every)
	pages := max(1, (len(all)+figurePage-1)/figurePage)
	page = min(page, pages-1)
	shown := all[page*figurePage : min(len(all), (page+1)*figurePage)]
	c.Audit("data.figure", 0, cmp.Or(recapName(c, what), what)+": "+f.Name, "")
	lines := []string{c.Text("recap.who", messages.Args{"Name": f.Name, "About": f.about, "Count": len(all), "Page": page + 1, "Pages": pages})}
	var row, turn []messages.Button
	for k, id := range shown {
		n := strconv.Itoa(page*figurePage + k + 1)
		lines = append(lines, n+". "+messages.Escape(people.FoundLine(c, c.PersonByID(id))))
		c.Audit("data.found", id, what, "")
		row = append(row, messages.Button{Label: n, Data: "p:" + strconv.FormatInt(int64(id), 10) + ":card"})
	}
	if page > 0 {
		turn = append(turn, messages.Button{Label: c.Label("cohort.button.before"), Data: figureData(what, i, page-1)})
	}
	if page < pages-1 {
		turn = append(turn, messages.Button{Label: c.Label("cohort.button.after"), Data: figureData(what, i, page+1)})
	}
	buttons := slices.Collect(slices.Chunk(row, 4))
	if len(turn) > 0 {
		buttons = append(buttons, turn)
	}
	c.Say(messages.Message{Key: "recap.who", Text: strings.Join(lines, "\n"), Buttons: buttons})
}

// everyone is who at least one term of each group applies to, in order of
// their numbers.
func everyone(c *flows.Conversation, every [][]string) []enterprise.PersonID {
	var out []enterprise.PersonID
	for i, group := range every {
		var some []enterprise.PersonID
		for _, term := range group {
			some = append(some, c.Members(term)...)
		}
		slices.Sort(some)
		some = slices.Compact(some)
		if i == 0 {
			out = some
			continue
		}
		out = slices.DeleteFunc(out, func(id enterprise.PersonID) bool {
			_, ok := slices.BinarySearch(some, id)
			return !ok
		})
	}
	return out
}
