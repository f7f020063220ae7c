package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// Loaded is a person as stored, with what a commit needs to write only what
// changed.
type Loaded struct {
	State flows.State

	version int64
	until   time.Time         // when a stranger is forgotten; zero: never
	fields  map[string][]byte // as JSON, before sealing
	terms   []string          // the index terms applied now, in order
	words   []string          // the names of the search words applied now, in order
	derived bool              // by this process, and not an earlier release
	fresh   bool              // the id was given for this very load: nobody knows it unless it is stored
	over    bool              // a stranger who is to be forgotten: the fields are not the state's
}

// Load reads the people that entries are about, in two round trips however
// many there are. Somebody unknown gets an id of their own; nothing is stored
// until a commit. A stranger whose time is over is unknown.
func (s *Store) Load(ctx context.Context, now time.Time, entries []Entry) ([]Loaded, error) {
	ids, err := s.identify(ctx, entries)
	if err != nil {
		return nil, err
	}
	p := s.redis.Pipeline()
	hashes := make([]*redis.MapStringStringCmd, len(entries))
	fresh := make([]*redis.Cmd, len(entries))
	for i, id := range ids {
		if id == 0 {
			fresh[i] = p.Eval(ctx, freshSource, []string{s.keys.free(), s.keys.people(), s.keys.person(0)})
			continue
		}
		hashes[i] = p.HGetAll(ctx, s.keys.person(id))
	}
	if _, err := p.Exec(ctx); err != nil {
		return nil, fmt.Errorf("store: load %d people: %w", len(entries), err)
	}
	loaded := make([]Loaded, len(entries))
	for i, id := range ids {
		stored, version := map[string]string{}, int64(0)
		if id == 0 {
			if id, version, err = freshID(fresh[i]); err != nil {
				return nil, err
			}
		} else {
			stored = hashes[i].Val()
		}
		if loaded[i], err = s.decode(id, stored); err != nil {
			return nil, fmt.Errorf("store: load %s: %w", id, err)
		}
		if fresh[i] != nil {
			loaded[i].fresh, loaded[i].version = true, version
		}
		if loaded[i].Over(now) {
			loaded[i].State, loaded[i].over = nobody(id), true // what is stored is written over
		}
	}
	return loaded, nil
}

// Over tells whether this is a stranger who is to be forgotten by now.
func (l Loaded) Over(now time.Time) bool { return ended(now, l.until) }

// nobody is somebody of whom nothing is known.
func nobody(id enterprise.PersonID) flows.State {
	s := flows.State{New: true}
	s.Person.ID, s.Chat.Drafts = id, map[string]*flows.Draft{}
	return s
}

// LoadPerson reads one person by id.
func (s *Store) LoadPerson(ctx context.Context, id enterprise.PersonID) (Loaded, error) {
	stored, err := s.redis.HGetAll(ctx, s.keys.person(id)).Result()
	if err != nil {
		return Loaded{}, fmt.Errorf("store: load %s: %w", id, err)
	}
	return s.decode(id, stored)
}

// Glimpse is a person as far as one message to them needs. It is not to be
// written back.
type Glimpse struct {
	State flows.State
	Err   error // what is stored of them cannot be read
}

// Glance reads people for one message to each, in one round trip: who they
// are, and their first business if that is asked for. Of those with a form
// open, or whose first business is closed, it reads everything, in one more.
func (s *Store) Glance(ctx context.Context, ids []enterprise.PersonID, business bool) ([]Glimpse, error) {
	fields := []string{fieldPerson, fieldChat}
	if business {
		fields = append(fields, prefixBusiness+"1")
	}
	p := s.redis.Pipeline()
	found := make([]*redis.SliceCmd, len(ids))
	for i, id := range ids {
		found[i] = p.HMGet(ctx, s.keys.person(id), fields...)
	}
	if _, err := p.Exec(ctx); err != nil {
		return nil, fmt.Errorf("store: glance at %d people: %w", len(ids), err)
	}
	people := make([]Glimpse, len(ids))
	whole := make([]*redis.MapStringStringCmd, len(ids))
	for i, id := range ids {
		g := &people[i]
		if g.Err = s.glimpse(&g.State, id, fields, found[i].Val()); g.Err == nil && (g.State.Chat.Open != "" || len(g.State.Person.Closed) > 0) {
			whole[i] = p.HGetAll(ctx, s.keys.person(id))
		}
	}
	if p.Len() == 0 {
		return people, nil
	}
	if _, err := p.Exec(ctx); err != nil {
		return nil, fmt.Errorf("store: look at people with a form open: %w", err)
	}
	for i, id := range ids {
		if whole[i] != nil {
			var l Loaded
			l, people[i].Err = s.decode(id, whole[i].Val())
			people[i].State = l.State
		}
	}
	return people, nil
}

// glimpse makes of some fields what they tell of a person.
func (s *Store) glimpse(state *flows.State, id enterprise.PersonID, fields []string, values []any) error {
	state.New = true
	for i, field := range fields {
		sealed, ok := values[i].(string)
		if !ok {
			continue
		}
		state.New = false
		data, err := s.seal.open(id.String(), field, []byte(sealed))
		if err != nil {
			return fmt.Errorf("store: glance at %s, field %s: %w", id, field, err)
		}
		switch field {
		case fieldPerson:
			err = json.Unmarshal(data, &state.Person)
		case fieldChat:
			err = json.Unmarshal(data, &state.Chat)
		default:
			var b enterprise.Business
			if err = json.Unmarshal(data, &b); b.Ended.IsZero() {
				state.Person.Businesses = []enterprise.Business{b}
			} else {
				state.Person.Closed = []enterprise.Business{b}
			}
		}
		if err != nil {
			return fmt.Errorf("store: glance at %s, field %s: %w", id, field, err)
		}
	}
	state.Person.ID = id
	return nil
}

// identify looks the addresses up; 0 is an unknown one.
func (s *Store) identify(ctx context.Context, entries []Entry) ([]enterprise.PersonID, error) {
	if err := s.unlock(ctx); err != nil {
		return nil, err
	}
	ids := make([]enterprise.PersonID, len(entries))
	var names []string
	var places []int
	for i, e := range entries {
		ids[i] = e.Person
		if e.Person == 0 {
			names, places = append(names, s.seal.alias(e.Input.From)), append(places, i)
		}
	}
	if len(names) == 0 {
		return ids, nil
	}
	found, err := s.redis.HMGet(ctx, s.keys.aliases(), names...).Result()
	if err != nil {
		return nil, fmt.Errorf("store: look %d addresses up: %w", len(names), err)
	}
	for i, v := range found {
		if text, ok := v.(string); ok {
			id, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("store: alias holds no person: %w", err)
			}
			ids[places[i]] = enterprise.PersonID(id)
		}
	}
	return ids, nil
}

const (
	fieldVersion = "v"
	fieldUntil   = "u"
	fieldTerms   = "terms"
	fieldWords   = "words"
	fieldPerson  = "person"
	fieldChat    = "chat"

	prefixBusiness   = "business:"
	prefixAssessment = "assessment:"
	prefixDraft      = "draft:"
	prefixOmzet      = "omzet:"
)

func omzetField(b enterprise.BusinessID, m enterprise.Month) string {
	return prefixOmzet + string(b) + ":" + string(m)
}

func assessmentField(b enterprise.BusinessID, n int) string {
	return prefixAssessment + string(b) + ":" + strconv.Itoa(n)
}

// decode makes a person of the stored hash; an empty one is somebody new.
func (s *Store) decode(id enterprise.PersonID, stored map[string]string) (Loaded, error) {
	l := Loaded{fields: make(map[string][]byte, len(stored)), State: nobody(id)}
	var err error
	for field, value := range stored {
		switch field {
		case fieldVersion:
			if l.version, err = strconv.ParseInt(value, 10, 64); err != nil {
				return l, err
			}
		case fieldUntil:
			if l.until, err = until(value); err != nil {
				return l, err
			}
		case fieldTerms:
			l.terms = strings.Fields(value)
			slices.Sort(l.terms)
		case fieldWords:
			l.words = strings.Fields(value)
			slices.Sort(l.words)
		default:
			if l.fields[field], err = s.seal.open(id.String(), field, []byte(value)); err != nil {
				return l, fmt.Errorf("field %s: %w", field, err)
			}
		}
	}
	l.State.New = len(l.fields) == 0 // perhaps there is a version, of a stranger before
	return l, l.assemble()
}

// assemble builds the state from the opened fields.
func (l *Loaded) assemble() error {
	var errs []error
	read := func(field string, into any) {
		if data, ok := l.fields[field]; ok {
			if err := json.Unmarshal(data, into); err != nil {
				errs = append(errs, fmt.Errorf("field %s: %w", field, err))
			}
		}
	}
	id := l.State.Person.ID
	read(fieldPerson, &l.State.Person)
	l.State.Person.ID = id
	drafts := l.State.Chat.Drafts
	var businesses []enterprise.Business
	read(fieldChat, &l.State.Chat)
	l.State.Chat.Drafts = drafts
	for field := range l.fields {
		if key, ok := strings.CutPrefix(field, prefixDraft); ok {
			d := new(flows.Draft)
			read(field, d)
			drafts[key] = d
		}
		if strings.HasPrefix(field, prefixBusiness) {
			var b enterprise.Business
			read(field, &b)
			businesses = append(businesses, b)
		}
	}
	slices.SortFunc(businesses, func(a, b enterprise.Business) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for _, b := range businesses {
		for n := 1; l.fields[assessmentField(b.ID, n)] != nil; n++ {
			var a enterprise.Assessment
			read(assessmentField(b.ID, n), &a)
			b.Assessments = append(b.Assessments, a)
		}
		for _, field := range l.salesFields(b.ID) {
			var sales enterprise.Sales
			read(field, &sales)
			b.Sales = append(b.Sales, sales)
		}
		if p := &l.State.Person; b.Ended.IsZero() {
			p.Businesses = append(p.Businesses, b)
		} else {
			p.Closed = append(p.Closed, b)
		}
	}
	return errors.Join(errs...)
}

// salesFields are the fields of a business's months, the earliest first.
func (l *Loaded) salesFields(b enterprise.BusinessID) []string {
	var fields []string
	for field := range l.fields {
		if strings.HasPrefix(field, omzetField(b, "")) {
			fields = append(fields, field)
		}
	}
	slices.Sort(fields)
	return fields
}

// differences is what has to be written to get from one state to the next.
type differences struct {
	set map[string][]byte // plain JSON by field
	del []string
}

// ofPerson tells whether something changed besides the conversation.
func (d differences) ofPerson() bool {
	said := func(field string) bool { return field == fieldChat || strings.HasPrefix(field, prefixDraft) }
	for field := range d.set {
		if !said(field) {
			return true
		}
	}
	return slices.ContainsFunc(d.del, func(field string) bool { return !said(field) })
}

// compare finds the fields that a turn changed: those whose values differ, and
// whose JSON does. Steps never change a value in place, so that what they left
// alone is recognized without being marshalled (flowstest checks every step).
func (l *Loaded) compare(after flows.State) (differences, error) {
	d := differences{set: map[string][]byte{}}
	kept := make(map[string]bool, len(l.fields))
	var failed error
	put := func(field string, same bool, v any) {
		kept[field] = true
		if same && l.fields[field] != nil && !l.over {
			return
		}
		data, err := json.Marshal(v)
		if err != nil {
			failed = fmt.Errorf("store: marshal %s: %w", field, err)
			return
		}
		if !bytes.Equal(data, l.fields[field]) {
			d.set[field] = data
		}
	}
	before := &l.State
	put(fieldPerson, reflect.DeepEqual(&before.Person, &after.Person), &after.Person)
	put(fieldChat, reflect.DeepEqual(&before.Chat, &after.Chat), &after.Chat)
	for key, draft := range after.Chat.Drafts {
		put(prefixDraft+key, draft == before.Chat.Drafts[key], draft)
	}
	for _, list := range [][]enterprise.Business{after.Person.Businesses, after.Person.Closed} {
		for i := range list {
			l.compareBusiness(&list[i], put)
		}
	}
	for field := range l.fields {
		if !kept[field] {
			d.del = append(d.del, field)
		}
	}
	slices.Sort(d.del)
	return d, failed
}

// compareBusiness puts the fields of one business: a finished assessment with
// the same dates, and a month with the same figures, did not change.
func (l *Loaded) compareBusiness(b *enterprise.Business, put func(field string, same bool, v any)) {
	before := l.business(b.ID)
	put(prefixBusiness+string(b.ID), reflect.DeepEqual(&before, b), b)
	for i := range b.Assessments {
		a := &b.Assessments[i]
		put(assessmentField(b.ID, i+1), i < len(before.Assessments) && before.Assessments[i].At.Equal(a.At) && before.Assessments[i].Changed.Equal(a.Changed), a)
	}
	for i := range b.Sales {
		sales := &b.Sales[i]
		put(omzetField(b.ID, sales.Month), i < len(before.Sales) && before.Sales[i].Month == sales.Month && slices.Equal(before.Sales[i].Given, sales.Given), sales)
	}
}

// business is one of the person's businesses as it was, open or closed; without
// anything in it, if there was none.
func (l *Loaded) business(id enterprise.BusinessID) enterprise.Business {
	for _, b := range l.State.Person.Businesses {
		if b.ID == id {
			return b
		}
	}
	for _, b := range l.State.Person.Closed {
		if b.ID == id {
			return b
		}
	}
	return enterprise.Business{}
}

// Members lists the people an index term applies to, in order.
func (s *Store) Members(ctx context.Context, term string) ([]enterprise.PersonID, error) {
	bits, err := s.redis.Get(ctx, s.keys.in(term)).Bytes()
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("store: members of %s: %w", term, err)
	}
	return members(bits), nil
}

// members are the people whose bits are set. Redis counts bits from the
// highest of the first byte.
func members(bits []byte) []enterprise.PersonID {
	var ids []enterprise.PersonID
	for i, b := range bits {
		for j := range 8 {
			if b&(0x80>>j) != 0 {
				ids = append(ids, enterprise.PersonID(8*i+j))
			}
		}
	}
	return ids
}
