package flows

import (
	"cmp"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	trailShown    = 12     // entries on a screen
	trailExported = 10_000 // rows of a file

	everyKind = "all" // the filter that lets everything through
)

// trail is /audit: who did or saw what, of whom, when, why.
func trail() *Flow {
	return &Flow{
		Key: "trail", Command: "/audit", For: forAdministrators, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return trailQuestions },
		Finish:    (*talk).showTrail,
	}
}

var trailQuestions = []*Question{
	{Key: "what", Strict: true, Options: func(t *talk, _ *Draft) []Option {
		var out []Option
		for _, kind := range append([]string{everyKind}, strings.Fields(t.book.layout.Audits)...) {
			out = append(out, Option{Value: kind, Label: t.label("trail.what." + kind)})
		}
		return out
	}},
	{Key: "form", Strict: true, Options: func(t *talk, _ *Draft) []Option {
		return []Option{{Value: "show", Label: t.label("trail.form.show")}, {Value: "file", Label: t.label("trail.form.file")}}
	}},
}

// showTrail shows the newest entries, or gives all as a workbook. Looking is
// itself noted.
func (t *talk) showTrail(d *Draft) {
	what, file := d.Answers["what"].Value, d.Answers["form"].Value == "file"
	begins := what + "."
	if what == everyKind {
		begins = ""
	}
	most := trailShown
	if file {
		most = trailExported
	}
	entries := t.trail(TrailQuery{Begins: begins, Most: most})
	t.audit("data.trail", 0, what, "")
	if file {
		t.say(messages.Message{Key: "trail.file", Text: t.word("trail.file", messages.Args{"Count": len(entries)}), Workbook: t.trailWorkbook(entries)})
		t.menu("menu.text")
		return
	}
	var lines []string
	for _, a := range entries {
		lines = append(lines, t.trailLine(a))
	}
	if len(lines) == 0 {
		lines = append(lines, t.word("trail.none", nil))
	}
	t.say(messages.Message{Text: strings.Join(lines, "\n")})
	t.menu("menu.text")
}

func (t *talk) trailLine(a Audit) string {
	return t.word("trail.line", messages.Args{
		"At": t.moment(a.At), "Who": t.colleague(a.Who), "What": t.trailWord(a.What), "On": t.trailOn(a),
	})
}

// trailOn is what or whom an entry is about, people by their number only.
func (t *talk) trailOn(a Audit) string {
	var parts []string
	if a.Whom != 0 && a.Whom != a.Who {
		parts = append(parts, a.Whom.String())
	}
	if on := t.trailThing(a); on != "" {
		parts = append(parts, on)
	}
	if a.Why != "" {
		parts = append(parts, a.Why)
	}
	return strings.Join(parts, " · ")
}

// trailThing is what an entry is about as people call it: what is stored is
// mostly a code of the programme's. What the programme no longer has keeps its
// code.
func (t *talk) trailThing(a Audit) string {
	if a.On == "" {
		return ""
	}
	subject, _, _ := strings.Cut(strings.TrimPrefix(a.What, "data."), ".")
	name := ""
	switch subject {
	case "role":
		name = t.roleName(enterprise.Role(a.On))
	case "service":
		name = t.serviceName(a.On)
	case "buyer":
		name = t.valueName("sector", a.On)
	case "document", "retained":
		name = t.kindName(a.On)
	case "trail":
		name = t.label("trail.what." + a.On)
	default:
		if call := t.book.things[subject]; call != nil {
			name = call(t, a.On)
		}
	}
	return cmp.Or(name, a.On)
}

func (t *talk) trailWord(what string) string { return t.label("trail.word." + what) }

// colleague is the name of somebody of the staff, or the number of anybody else.
func (t *talk) colleague(id enterprise.PersonID) string {
	p := t.Person
	if id != t.Person.ID {
		p = t.other(id)
	}
	switch {
	case slices.Contains(p.Roles, enterprise.Group):
		return t.roleName(enterprise.Group)
	case id == t.Person.ID:
		return p.Name
	}
	if slices.ContainsFunc(p.Roles, func(r enterprise.Role) bool { return slices.Contains(staffRoles, r) }) && p.Name != "" {
		return p.Name
	}
	return id.String()
}

func (t *talk) trailWorkbook(entries []Audit) *messages.Workbook {
	sheet := messages.Sheet{Name: t.label("trail.sheet"), Header: strings.Split(t.label("trail.columns"), "|")}
	for _, a := range entries {
		sheet.Rows = append(sheet.Rows, []string{
			a.At.In(t.book.program.City.Location).Format("2006-01-02 15:04:05"), t.colleague(a.Who), t.trailWord(a.What), a.Whom.String(), t.trailThing(a), a.Why,
		})
	}
	return &messages.Workbook{Name: "audit-" + t.now.In(t.book.program.City.Location).Format("2006-01-02") + ".xlsx", Sheets: []messages.Sheet{sheet}}
}
