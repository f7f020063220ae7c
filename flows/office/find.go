package office

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// foundShown is how many people are listed: more do not fit a screen, and
// another word finds them sooner than a second page.
const foundShown = 8

// find is /cari: people by name, business, NIB, phone, number or kelurahan.
// Who was listed and whose card was opened is in the trail, by person. A
// mentor finds the owners assigned to them, and planners find nobody.
func find() *flows.Form {
	return &flows.Form{
		Key: flows.FindKey, Command: "/cari", Also: []string{"/find"}, For: flows.ForPeople, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return findQuestions },
		Begin: func(c *flows.Conversation, d *flows.Draft) {
			if _, rest := c.AsCommand(); rest != "" {
				d.Answers["query"] = flows.Answer{Value: reading.Clipped(rest, queryMost)}
			}
		},
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			id, _ := strconv.ParseInt(d.Answers["who"].Value, 10, 64)
			if found := found(c, d); id == 0 && len(found) == 1 {
				id = int64(found[0].ID)
			}
			showCard(c, enterprise.PersonID(id))
		},
	}
}

const queryMost = 80

var findQuestions = []*flows.Question{
	{Key: "query", Read: func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		query := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(query)); n < 2 || n > queryMost {
			return flows.Reading{Refuse: c.Text("find.query.refuse", nil)}
		}
		return flows.Reading{Value: query}
	}, Name: func(*flows.Conversation, *flows.Draft, string) string { return "" }},
	{
		Key: "who", Strict: true, Options: foundOptions,
		Applies: func(c *flows.Conversation, d *flows.Draft) bool { return len(found(c, d)) != 1 }, // the only one is shown at once
		Show:    noteFound,
		Ask: func(c *flows.Conversation, d *flows.Draft) string {
			found := found(c, d)
			return c.Text("find.who", messages.Args{"Count": len(found), "More": len(found) > foundShown, "None": len(found) == 0})
		},
		Accept: func(_ *flows.Conversation, d *flows.Draft, value string) {
			if value == "again" {
				delete(d.Answers, "query")
				delete(d.Answers, "who")
			}
		},
	},
}

// found are the people whom a query means, the likeliest first.
func found(c *flows.Conversation, d *flows.Draft) []enterprise.Person {
	query := d.Answers["query"].Value
	if query == "" {
		return nil
	}
	if id, ok := personNumber(query); ok {
		if p := c.PersonByID(id); p.Held() && c.CanSee(p) {
			return []enterprise.Person{p}
		}
		return nil
	}
	words, place := asked(c, query)
	var ids []enterprise.PersonID
	if c.Allowed(flows.ForEverybody) {
		ids = c.Search(flows.Search{Words: strings.Join(words, " "), Place: place})
	} else {
		ids = c.Members(enterprise.TermMentor(c.Person.ID))
	}
	var exact, like []enterprise.Person
	for _, id := range ids {
		p := c.PersonByID(id)
		switch ok, whole := enterprise.FoundBy(p, words); {
		case !ok || !p.Held() || !c.CanSee(p) || !inPlace(p, place):
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
func asked(c *flows.Conversation, query string) (words []string, place string) {
	if term := placeTerm(c, query, true); term != "" {
		return nil, term
	}
	for _, comma := range []string{",", " di "} {
		left, right, cut := strings.Cut(query, comma)
		if !cut {
			continue
		}
		if term := placeTerm(c, right, false); term != "" {
			return enterprise.SearchedFor(left), term
		}
	}
	return enterprise.SearchedFor(query), ""
}

// placeTerm is the index term of the one place that a text names. Where it
// might be a person's name, it has to be spelled like the place.
func placeTerm(c *flows.Conversation, text string, spelled bool) string {
	regions := &c.Program().Regions
	same := func(name string) bool {
		tidy := read.Tidy(text)
		return !spelled || slices.Contains([]string{read.Tidy(name), "kelurahan " + read.Tidy(name), "kecamatan " + read.Tidy(name), "kel " + read.Tidy(name), "kec " + read.Tidy(name)}, tidy)
	}
	if v := regions.FindVillage(reading.PlaceWord(text), ""); len(v) == 1 && same(v[0].Name) {
		return "village:" + v[0].Code
	}
	if d := regions.FindDistrict(reading.PlaceWord(text)); len(d) == 1 && same(d[0].Name) {
		return "district:" + d[0].Code
	}
	return ""
}

func foundOptions(c *flows.Conversation, d *flows.Draft) []flows.Option {
	var out []flows.Option
	found := found(c, d)
	for i, p := range found[:min(len(found), foundShown)] {
		out = append(out, flows.Option{Value: strconv.FormatInt(int64(p.ID), 10), Label: strconv.Itoa(i + 1), Text: people.FoundLine(c, p)})
	}
	return append(out, flows.Option{Value: "again", Label: c.Label("find.again")})
}

// noteFound notes whom the officer is shown.
func noteFound(c *flows.Conversation, d *flows.Draft) {
	found := found(c, d)
	for _, p := range found[:min(len(found), foundShown)] {
		c.Audit("data.found", p.ID, "", "")
	}
}
