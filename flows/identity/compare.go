package identity

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
)

// identities are what tells that two rows are one human being's.
var identities = []string{"nik", "phone", "nib"}

// identity is a row's value of one of them; empty: it has none.
func (r *importRow) identity(key string) string {
	if r.Said[key] == "none" {
		return ""
	}
	return r.Said[key]
}

// comparison finds out of each row whether it is new, by the rows before it and
// those who are known. What contradicts itself is no duplicate: it is chosen.
func comparison(c *flows.Conversation, d *flows.Draft, rows []importRow) {
	chosen := choicesIn(d)
	before := map[string]int{} // by key and value: the place in rows
	for i := range rows {
		r := &rows[i]
		if r.State != rowNew {
			continue
		}
		if at, key, found := earlier(rows, *r, before); found {
			compareRows(&rows[at], r, key)
		} else {
			compareKnown(c, r)
		}
		if r.Doubt != nil {
			chosen.decide(rows, r, before)
		}
		note(*r, i, before)
	}
}

// note makes a row known to those behind it, unless it is somebody's before it.
func note(r importRow, i int, before map[string]int) {
	if r.State == rowTwice || r.State == rowSecond && r.Of != "" {
		for _, key := range identities {
			if value := r.identity(key); value != "" {
				if _, taken := before[key+value]; !taken {
					before[key+value] = before["row"+r.Of]
				}
			}
		}
		return
	}
	before["row"+strconv.Itoa(r.Row)] = i
	for _, key := range append([]string{"name"}, identities...) {
		value := r.identity(key)
		if key == "name" {
			value = r.byName()
		}
		if _, taken := before[key+value]; value != "" && !taken {
			before[key+value] = i
		}
	}
}

// byName tells rows apart that have no number.
func (r *importRow) byName() string {
	return read.Tidy(r.Said["name"]) + "|" + read.Tidy(r.Said["business"]) + "|" + r.Said["village"]
}

// earlier is the first row before with one of this row's identities, or with its
// name, business and kelurahan.
func earlier(rows []importRow, r importRow, before map[string]int) (at int, key string, found bool) {
	for _, key := range identities {
		if value := r.identity(key); value != "" {
			if at, ok := before[key+value]; ok {
				return at, key, true
			}
		}
	}
	at, found = before["name"+r.byName()]
	return at, "name", found
}

// compareRows decides between two rows that share something.
func compareRows(first, r *importRow, shared string) {
	of := strconv.Itoa(first.Row)
	sameName := alike(first.Said["name"], r.Said["name"])
	sameBusiness := r.Said["business"] == "" || first.Said["business"] == "" || read.Tidy(first.Said["business"]) == read.Tidy(r.Said["business"])
	switch {
	case contradict(first.Said, r.Said, "nik") || shared == "name" && (contradict(first.Said, r.Said, "phone") || contradict(first.Said, r.Said, "nib")) || !sameName:
		r.Doubt = &doubt{Of: of, Name: first.Said["name"], Shared: shared, Differs: rowsDiffer(first.Said, r.Said), Proposed: chooseOther, Second: !sameBusiness}
	case !sameBusiness:
		r.Doubt = &doubt{Of: of, Name: first.Said["name"], Shared: shared, Differs: rowsDiffer(first.Said, r.Said), Proposed: chooseSecond, Second: true}
	default:
		r.State, r.Of = rowTwice, of
	}
}

// rowsDiffer is in what two rows contradict each other.
func rowsDiffer(a, b map[string]string) []string {
	var out []string
	for _, key := range []string{"name", "business", "village", "phone", "nib", "nik"} {
		if contradict(a, b, key) && read.Tidy(a[key]) != read.Tidy(b[key]) {
			out = append(out, key)
		}
	}
	return out
}

// contradict reports whether both say something, and not the same.
func contradict(a, b map[string]string, key string) bool {
	return a[key] != "" && b[key] != "" && a[key] != "none" && b[key] != "none" && a[key] != b[key]
}

// nameSlips is how many slips a name may have and still be the same.
const nameSlips = 2

// alike reports whether two names may be one: "Siti Aminah" is "Siti Aminnah",
// "Siti A." and "Hj. Siti Aminah, S.E.", and is not "Siti Rahma".
func alike(a, b string) bool {
	a, b = read.Tidy(a), read.Tidy(b)
	if read.Distance(a, b, nameSlips) <= nameSlips {
		return true
	}
	few, many := strings.Fields(a), strings.Fields(b)
	if len(few) > len(many) {
		few, many = many, few
	}
	return !slices.ContainsFunc(few, func(w string) bool {
		return !slices.ContainsFunc(many, func(other string) bool {
			return w == other || len(w) == 1 && strings.HasPrefix(other, w) || len(other) == 1 && strings.HasPrefix(w, other) || len(w) > 4 && read.Distance(w, other, 1) <= 1
		})
	})
}

// compareKnown looks for a row's person among those who are known.
func compareKnown(c *flows.Conversation, r *importRow) {
	for _, key := range identities {
		value := r.identity(key)
		if value == "" {
			continue
		}
		words := enterprise.SearchedFor(value)
		for _, id := range c.Search(flows.Search{Words: strings.Join(words, " ")}) {
			p := c.PersonByID(id)
			if !p.Held() || !exactlyFound(p, words) {
				continue
			}
			if key != "nik" && (!alike(p.Name, r.Said["name"]) || contradict(map[string]string{"nik": nikOf(p)}, r.Said, "nik")) {
				theirs := map[string]string{"name": p.Name, "nik": nikOf(p)}
				r.Doubt = &doubt{Of: id.String(), Name: p.Name, Shared: key, Differs: rowsDiffer(theirs, r.Said), Proposed: chooseOther, Known: true}
				return
			}
			r.State, r.Of = rowSame, id.String()
			return
		}
	}
	name := read.Tidy(r.Said["name"])
	if r.Said["village"] == "" {
		return
	}
	for _, id := range c.Search(flows.Search{Words: name}) {
		if p := c.PersonByID(id); p.Held() && read.Tidy(p.Name) == name && livesIn(p, r.Said["village"]) {
			r.State, r.Of = rowAlike, id.String()
			return
		}
	}
}

// nikOf is a person's NIK, as far as one is known.
func nikOf(p enterprise.Person) string {
	for _, n := range enterprise.Numbers(p) {
		if n.Kind == "nik" {
			return n.Value
		}
	}
	return ""
}

func exactlyFound(p enterprise.Person, words []string) bool {
	_, exact := enterprise.FoundBy(p, words)
	return exact
}

// livesIn tells whether a business of a person is in a kelurahan.
func livesIn(p enterprise.Person, village string) bool {
	if p.Listed.Said["village"] == village {
		return true
	}
	for _, b := range p.Businesses {
		if b.Village == village {
			return true
		}
	}
	return false
}
