package flows

import (
	"maps"
	"slices"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
)

// Lookup is what a step would have to know beyond the person. A turn with needs
// is worth nothing: the step is worked out again once they are known.
type Lookup struct {
	Records   []RecordName
	Lists     []ListName
	People    []enterprise.PersonID
	Members   []string             // index terms
	Audiences []enterprise.Segment // how many people they reach
	AuditLog  []AuditQuery
	Ledgers   []string // announcements
	Overlaps  []Overlap
	Counts    []string // by name
	// Recipients names announcements whose recipients are needed one by one.
	Recipients []string
	// Files are fetched from the channel and kept: the step may then say that
	// they were received.
	Files    []File
	Searches []Search
	Sizes    []enterprise.Segment // how many people they hold
	Tables   []TableFile          // are read

	Addresses []enterprise.Address // whose they are
}

// TableFile is a stored file with a table in it.
type TableFile struct{ Hash, Type string }

// Search asks for people by words as enterprise.SearchWords has them, all of
// which are theirs or begin like theirs, and by the index term of a place.
type Search struct {
	Words string // separated by spaces
	Place string // "village:35.73.05.1003"; empty: anywhere
}

// Empty tells that nothing is needed.
func (n Lookup) Empty() bool {
	return len(n.Records)+len(n.Lists)+len(n.People)+len(n.Members)+len(n.Audiences)+len(n.AuditLog)+len(n.Ledgers)+len(n.Overlaps)+len(n.Recipients)+len(n.Files)+len(n.Counts)+len(n.Searches)+len(n.Sizes)+len(n.Tables)+len(n.Addresses) == 0
}

// Found are what was found for a need. What is there under a key is known,
// also when it is empty.
type Found struct {
	Records   map[RecordName]Record
	Lists     map[ListName][]Record
	People    map[enterprise.PersonID]enterprise.Person
	Members   map[string][]enterprise.PersonID
	Audiences map[string]Audience // by Segment.Key
	AuditLog  map[AuditQuery][]Audit
	Ledgers   map[string]Ledger // by announcement
	Overlaps  map[Overlap]int64
	Counts    map[string]map[string]int64 // by name and field

	Recipients map[string][]Recipient // by announcement, people in ascending order
	Files      map[string]StoredFile  // by the channel's id
	Searches   map[Search][]enterprise.PersonID
	Sizes      map[string]int64 // by Segment.Key
	Tables     map[TableFile]read.Table

	Addresses map[enterprise.Address]enterprise.PersonID // 0: nobody's
}

// StoredFile is what became of a file that a step asked for: it is safe, on a
// disk, before the step learns of it. What then is not committed is swept away.
type StoredFile struct {
	Hash          string // SHA-256, hexadecimal
	Type          string // "jpg", "png", "heic", "pdf"; of tables "xlsx", "csv"
	Size          int64
	Width, Height int
	Dark, Blurred bool   // hard to read, perhaps
	Fault         string // why it is not kept: one of enterprise.FileFaults; empty: it is
}

// FileRecord is the kind of the records that say whose a file is; their id is
// the file's hash.
const FileRecord = "file"

// Join adds facts found later.
func (f Found) Join(more Found) Found {
	return Found{
		Records: joined(f.Records, more.Records), Lists: joined(f.Lists, more.Lists), People: joined(f.People, more.People),
		Members: joined(f.Members, more.Members), Audiences: joined(f.Audiences, more.Audiences), AuditLog: joined(f.AuditLog, more.AuditLog), Ledgers: joined(f.Ledgers, more.Ledgers),
		Overlaps: joined(f.Overlaps, more.Overlaps), Recipients: joined(f.Recipients, more.Recipients), Files: joined(f.Files, more.Files),
		Counts: joined(f.Counts, more.Counts), Searches: joined(f.Searches, more.Searches), Sizes: joined(f.Sizes, more.Sizes), Tables: joined(f.Tables, more.Tables), Addresses: joined(f.Addresses, more.Addresses),
	}
}

// Named is who stands in the audiences, searches and trails that were found. A
// step that asks for these reads the people, too: they are found with them.
func (f Found) Named() []enterprise.PersonID {
	var ids []enterprise.PersonID
	for _, a := range f.Audiences {
		ids = append(ids, a.Sample...)
	}
	for _, found := range f.Searches {
		ids = append(ids, found...)
	}
	for _, entries := range f.AuditLog {
		for _, a := range entries {
			ids = append(ids, a.Who)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func joined[K comparable, V any](a, b map[K]V) map[K]V {
	if a == nil {
		return b
	}
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// Audience is how many people a segment holds and how many of them would hear
// an announcement.
type Audience struct {
	Total       int64 // in the segment
	Reached     int64 // would get it
	NoConsent   int64 // did not agree to announcements
	Unreachable int64 // agreed, but cannot be reached
	Muted       int64 // agreed and can be reached, but muted the category
	Sample      []enterprise.PersonID
}

// asking is one key of one list of Need.
type asking[K comparable, N any] struct {
	need *[]N
	key  K
}

// lookupBy returns what was found under a key. If nobody has looked yet, it
// adds n to what the step needs, once, and ok is false.
func lookupBy[K comparable, N, V any](c *Conversation, found map[K]V, need *[]N, key K, n N) (v V, ok bool) {
	v, ok = found[key]
	if a := (asking[K, N]{need, key}); !ok && !c.needs[a] {
		if c.needs == nil {
			c.needs = map[any]bool{}
		}
		c.needs[a] = true
		*need = append(*need, n)
	}
	return v, ok
}

// lookup is lookupBy where what is needed is the key.
func lookup[K comparable, V any](c *Conversation, found map[K]V, need *[]K, key K) (V, bool) {
	return lookupBy(c, found, need, key, key)
}

// List is the newest records of a list.
func (c *Conversation) List(name string, most int) []Record {
	records, _ := lookup(c, c.Found.Lists, &c.Turn.Lookup.Lists, ListName{name, most})
	return records
}

// Members are the people an index term applies to.
func (c *Conversation) Members(term string) []enterprise.PersonID {
	ids, _ := lookup(c, c.Found.Members, &c.Turn.Lookup.Members, term)
	return ids
}

// PersonByID is a person, as far as they are known.
func (c *Conversation) PersonByID(id enterprise.PersonID) enterprise.Person {
	switch id {
	case 0:
		return enterprise.Person{}
	case c.Person.ID:
		return c.Person
	}
	p, _ := lookup(c, c.Found.People, &c.Turn.Lookup.People, id)
	return p
}

// PersonAt is whose an address is; 0: nobody's.
func (c *Conversation) PersonAt(a enterprise.Address) enterprise.PersonID {
	id, _ := lookup(c, c.Found.Addresses, &c.Turn.Lookup.Addresses, a)
	return id
}

// Actor is who does what this step does: in a group the member.
func (c *Conversation) Actor() enterprise.PersonID {
	if c.in.Member == "" {
		return c.Person.ID
	}
	return c.PersonAt(enterprise.Address{Channel: c.in.From.Channel, ID: c.in.Member})
}

// Search is the people whom words may mean, the likeliest first.
func (c *Conversation) Search(q Search) []enterprise.PersonID {
	ids, _ := lookup(c, c.Found.Searches, &c.Turn.Lookup.Searches, q)
	return ids
}

// Size is how many people all of the index terms apply to; of those about a
// business, to their first.
func (c *Conversation) Size(terms ...string) int64 {
	var s enterprise.Segment
	for _, term := range terms {
		s.Every = append(s.Every, []string{term})
	}
	return c.SizeOf(s)
}

// SizeOfAny is how many registered people an index term applies to, whichever
// of their businesses it is about.
func (c *Conversation) SizeOfAny(term string) int64 {
	return c.SizeOf(enterprise.Segment{Every: [][]string{{"registered"}, enterprise.AnyBusiness(term)}})
}

// SizeOf is how many people a segment holds.
func (c *Conversation) SizeOf(s enterprise.Segment) int64 {
	n, _ := lookupBy(c, c.Found.Sizes, &c.Turn.Lookup.Sizes, s.Key(), s)
	return n
}

// Audience is how many people a segment holds and would reach.
func (c *Conversation) Audience(s enterprise.Segment) Audience {
	a, _ := lookupBy(c, c.Found.Audiences, &c.Turn.Lookup.Audiences, s.Key(), s)
	return a
}

// AuditLog is what the trail holds of what is asked for.
func (c *Conversation) AuditLog(q AuditQuery) []Audit {
	entries, _ := lookup(c, c.Found.AuditLog, &c.Turn.Lookup.AuditLog, q)
	return entries
}

// Stored is a picture or PDF of the channel's once it is kept; ok is false
// while it is not known what became of it.
func (c *Conversation) Stored(f File) (s StoredFile, ok bool) {
	s, ok = c.kept(f)
	if s.table() {
		s = StoredFile{Fault: "type"}
	}
	return s, ok
}

// StoredTable is the same for a table.
func (c *Conversation) StoredTable(f File) (s StoredFile, ok bool) {
	s, ok = c.kept(f)
	if ok && s.Fault == "" && !s.table() {
		s = StoredFile{Fault: "type"}
	}
	return s, ok
}

func (s StoredFile) table() bool { return s.Type == "xlsx" || s.Type == "csv" }

func (c *Conversation) kept(f File) (s StoredFile, ok bool) {
	return lookupBy(c, c.Found.Files, &c.Turn.Lookup.Files, f.ID, f)
}

// Table is what stands in a stored table.
func (c *Conversation) Table(f TableFile) (read.Table, bool) {
	return lookup(c, c.Found.Tables, &c.Turn.Lookup.Tables, f)
}
