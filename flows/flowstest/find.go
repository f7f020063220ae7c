package flowstest

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// Find answers what a step needs.
func (w *World) Find(n flows.Lookup) flows.Found {
	f := flows.Found{Records: map[flows.RecordName]flows.Record{}, Lists: map[flows.ListName][]flows.Record{}, People: map[enterprise.PersonID]enterprise.Person{},
		Members: map[string][]enterprise.PersonID{}, Audiences: map[string]flows.Audience{}, AuditLog: map[flows.AuditQuery][]flows.Audit{}, Ledgers: map[string]flows.Ledger{},
		Overlaps: map[flows.Overlap]int64{}, Recipients: map[string][]flows.Recipient{}, Searches: map[flows.Search][]enterprise.PersonID{}}
	f.Sizes = map[string]int64{}
	for _, s := range n.Sizes {
		f.Sizes[s.Key()] = int64(len(w.holding(s.Holds)))
	}
	for _, q := range n.Searches {
		f.Searches[q] = w.search(q)
	}
	for _, name := range n.Records {
		r := w.Records[name]
		r.RecordName = name
		f.Records[name] = r
	}
	for _, l := range n.Lists {
		f.Lists[l] = w.List(l)
		for _, r := range f.Lists[l] {
			f.Records[r.RecordName] = r
		}
	}
	for _, term := range n.Members {
		f.Members[term] = w.holding(func(terms []string) bool { return slices.Contains(terms, term) })
	}
	for _, s := range n.Audiences {
		f.Audiences[s.Key()] = w.audience(s)
	}
	for _, id := range n.Ledgers {
		f.Ledgers[id] = w.Ledgers[id].ledger()
	}
	for _, o := range n.Overlaps {
		if l := w.Ledgers[o.Announcement]; l != nil {
			for id, r := range l.Recipients {
				if (o.State == "" || r.State == o.State) && slices.Contains(enterprise.IndexTerms(w.States[id].Person), o.Term) {
					f.Overlaps[o]++
				}
			}
		}
		f.Overlaps[o] += 0
	}
	for _, id := range n.Recipients {
		f.Recipients[id] = []flows.Recipient{}
		if l := w.Ledgers[id]; l != nil {
			for _, person := range slices.Sorted(maps.Keys(l.Recipients)) {
				f.Recipients[id] = append(f.Recipients[id], l.Recipients[person])
			}
		}
	}
	f.Files = map[string]flows.StoredFile{}
	for _, file := range n.Files {
		f.Files[file.ID] = Filed(file)
	}
	f.Counts = map[string]map[string]int64{}
	for _, name := range n.Counts {
		f.Counts[name] = maps.Clone(w.counts[name])
	}
	for _, q := range n.AuditLog {
		f.AuditLog[q] = slices.DeleteFunc(slices.Clone(w.Trail), func(a flows.Audit) bool { return !q.Holds(a) })
	}
	f.Addresses = map[enterprise.Address]enterprise.PersonID{}
	for _, a := range n.Addresses {
		f.Addresses[a] = 0
		for id, s := range w.States {
			if slices.ContainsFunc(s.Person.Contacts, func(c enterprise.Contact) bool { return c.Address == a }) {
				f.Addresses[a] = id
			}
		}
	}
	for _, id := range append(f.Named(), n.People...) {
		f.People[id] = w.States[id].Person
	}
	return f
}

// Filed is what becomes of a file: its name says.
func Filed(f flows.File) flows.StoredFile {
	_, name, _ := strings.Cut(f.ID, " ")
	sum := sha256.Sum256([]byte(name))
	s := flows.StoredFile{Hash: hex.EncodeToString(sum[:]), Type: "jpg", Size: 80_000, Width: 1280, Height: 960}
	if strings.HasSuffix(name, ".pdf") {
		s.Type, s.Width, s.Height = "pdf", 0, 0
	}
	word, _, _ := strings.Cut(name, " ")
	switch word {
	case "gelap":
		s.Dark = true
	case "buram":
		s.Blurred = true
	case "kecil":
		s.Width, s.Height = 400, 300
	}
	if i := slices.Index([]string{"besar", "jenis", "titik", "mini", "rusak", "putus", "penuh"}, word); i >= 0 {
		return flows.StoredFile{Fault: enterprise.FileFaults[i]}
	}
	return s
}

// search finds people as the store does: whole words first.
func (w *World) search(q flows.Search) []enterprise.PersonID {
	var whole, similar []enterprise.PersonID
	for _, id := range slices.Sorted(maps.Keys(w.States)) {
		p := w.States[id].Person
		own := enterprise.SearchWords(p)
		exact, alike := true, true
		for _, word := range strings.Fields(q.Words) {
			b, ok := enterprise.BeginningOf(word)
			has := slices.Contains(own, word)
			exact, alike = exact && has, alike && (has || ok && slices.Contains(own, b))
		}
		switch {
		case q.Place != "" && !slices.Contains(enterprise.IndexTerms(p), q.Place):
		case exact:
			whole = append(whole, id)
		case alike:
			similar = append(similar, id)
		}
	}
	return append(append([]enterprise.PersonID{}, whole...), similar...)
}

// List is a list of records, as the store gives it.
func (w *World) List(l flows.ListName) []flows.Record {
	out := []flows.Record{}
	for _, r := range w.Records {
		if _, ok := r.Lists[l.Name]; ok {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b flows.Record) int {
		if d := b.Lists[l.Name] - a.Lists[l.Name]; d != 0 {
			return int(d)
		}
		return strings.Compare(b.ID, a.ID)
	})
	return out[:min(len(out), l.Most)]
}

func (w *World) holding(of func([]string) bool) []enterprise.PersonID {
	out := []enterprise.PersonID{}
	for _, id := range slices.Sorted(maps.Keys(w.States)) {
		if of(enterprise.IndexTerms(w.States[id].Person)) {
			out = append(out, id)
		}
	}
	return out
}

func (w *World) audience(s enterprise.Segment) flows.Audience {
	var a flows.Audience
	for _, id := range w.holding(s.Holds) {
		a.Total++
		switch why := w.unheard(id, s); why {
		case "no_consent":
			a.NoConsent++
		case "unreachable":
			a.Unreachable++
		case "muted":
			a.Muted++
		default:
			a.Reached++
			if len(a.Sample) < 3 {
				a.Sample = append(a.Sample, id)
			}
		}
	}
	return a
}

// unheard is why somebody would not get an announcement.
func (w *World) unheard(id enterprise.PersonID, s enterprise.Segment) string {
	terms := enterprise.IndexTerms(w.States[id].Person)
	switch {
	case !slices.Contains(terms, enterprise.TermBroadcast):
		return "no_consent"
	case !slices.Contains(terms, enterprise.TermReachable):
		return "unreachable"
	case slices.Contains(terms, enterprise.TermMuted(s.Mute)):
		return "muted"
	}
	return ""
}
