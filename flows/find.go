package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const findKey = "find"

// foundShown is how many people are listed: more do not fit a screen, and
// another word finds them sooner than a second page.
const foundShown = 8

// find is /cari: people by name, business, NIB, phone, number or kelurahan.
// Who was listed and whose card was opened is in the trail, by person. A
// mentor finds the owners assigned to them, and planners find nobody.
func find() *Flow {
	return &Flow{
		Key: findKey, Command: "/cari", Also: []string{"/find"}, For: forPeople, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return findQuestions },
		Begin: func(t *talk, d *Draft) {
			if _, rest := t.asCommand(); rest != "" {
				d.Answers["query"] = Answer{Value: clipped(rest, queryMost)}
			}
		},
		Finish: func(t *talk, d *Draft) {
			id, _ := strconv.ParseInt(d.Answers["who"].Value, 10, 64)
			if found := t.found(d); id == 0 && len(found) == 1 {
				id = int64(found[0].ID)
			}
			t.showCard(enterprise.PersonID(id))
		},
	}
}

const queryMost = 80

var findQuestions = []*Question{
	{Key: "query", Read: func(t *talk, _ *Draft, typed string) Reading {
		query := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(query)); n < 2 || n > queryMost {
			return Reading{Refuse: t.word("find.query.refuse", nil)}
		}
		return Reading{Value: query}
	}, Name: func(*talk, *Draft, string) string { return "" }},
	{
		Key: "who", Strict: true, Options: foundOptions,
		Applies: func(t *talk, d *Draft) bool { return len(t.found(d)) != 1 }, // the only one is shown at once
		Show:    (*talk).noteFound,
		Ask: func(t *talk, d *Draft) string {
			found := t.found(d)
			return t.word("find.who", messages.Args{"Count": len(found), "More": len(found) > foundShown, "None": len(found) == 0})
		},
		Accept: func(_ *talk, d *Draft, value string) {
			if value == "again" {
				delete(d.Answers, "query")
				delete(d.Answers, "who")
			}
		},
	},
}

// clipped is the beginning of a text.
func clipped(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// found are the people whom a query means, the likeliest first.
func (t *talk) found(d *Draft) []enterprise.Person {
	query := d.Answers["query"].Value
	if query == "" {
		return nil
	}
	if id, ok := personNumber(query); ok {
		if p := t.other(id); p.Held() && t.sees(p) {
			return []enterprise.Person{p}
		}
		return nil
	}
	words, place := t.asked(query)
	var ids []enterprise.PersonID
	if t.may(forEverybody) {
		ids = t.search(Search{strings.Join(words, " "), place})
	} else {
		ids = t.members(enterprise.TermMentor(t.Person.ID))
	}
	var exact, like []enterprise.Person
	for _, id := range ids {
		p := t.other(id)
		switch ok, whole := enterprise.FoundBy(p, words); {
		case !ok || !p.Held() || !t.sees(p) || !inPlace(p, place):
		case whole:
			exact = append(exact, p)
		default:
			like = append(like, p)
		}
	}
	return append(exact, like...)
}

// inPlace tells whether a business of a person is where an index term says.
func inPlace(p enterprise.Person, place string) bool {
	return place == "" || slices.Contains(enterprise.IndexTerms(p), place)
}

// personNumber reads "p12", the number by which the trail calls a person.
func personNumber(query string) (enterprise.PersonID, bool) {
	digits, ok := strings.CutPrefix(strings.ToLower(query), "p")
	n, err := strconv.ParseInt(digits, 10, 64)
	return enterprise.PersonID(n), ok && err == nil && n > 0
}

// asked splits a query into words and a place: "siti, dinoyo", "siti di
// dinoyo", "dinoyo".
func (t *talk) asked(query string) (words []string, place string) {
	if term := t.placeTerm(query, true); term != "" {
		return nil, term
	}
	for _, comma := range []string{",", " di "} {
		left, right, cut := strings.Cut(query, comma)
		if !cut {
			continue
		}
		if term := t.placeTerm(right, false); term != "" {
			return enterprise.SearchedFor(left), term
		}
	}
	return enterprise.SearchedFor(query), ""
}

// placeTerm is the index term of the one place that a text names. Where it
// might be a person's name, it has to be spelled like the place.
func (t *talk) placeTerm(text string, spelled bool) string {
	regions := &t.book.program.Regions
	same := func(name string) bool {
		tidy := enterprise.Tidy(text)
		return !spelled || slices.Contains([]string{enterprise.Tidy(name), "kelurahan " + enterprise.Tidy(name), "kecamatan " + enterprise.Tidy(name), "kel " + enterprise.Tidy(name), "kec " + enterprise.Tidy(name)}, tidy)
	}
	if v := regions.FindVillage(placeWord(text), ""); len(v) == 1 && same(v[0].Name) {
		return "village:" + v[0].Code
	}
	if d := regions.FindDistrict(placeWord(text)); len(d) == 1 && same(d[0].Name) {
		return "district:" + d[0].Code
	}
	return ""
}

func foundOptions(t *talk, d *Draft) []Option {
	var out []Option
	found := t.found(d)
	for i, p := range found[:min(len(found), foundShown)] {
		out = append(out, Option{Value: strconv.FormatInt(int64(p.ID), 10), Label: strconv.Itoa(i + 1), Text: t.foundLine(p)})
	}
	return append(out, Option{Value: "again", Label: t.label("find.again")})
}

// foundLine is a person in a list: enough to tell people of one name apart.
func (t *talk) foundLine(p enterprise.Person) string {
	parts := []string{p.Name}
	for _, b := range p.Businesses {
		parts = append(parts, b.Name)
		if v := t.book.program.Regions.Village(b.Village); v != nil {
			parts = append(parts, v.Name)
		}
	}
	return fmt.Sprintf("%s (%s)", strings.Join(parts, ", "), p.ID)
}

// noteFound notes whom the officer is shown.
func (t *talk) noteFound(d *Draft) {
	found := t.found(d)
	for _, p := range found[:min(len(found), foundShown)] {
		t.audit("data.found", p.ID, "", "")
	}
}
