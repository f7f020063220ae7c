package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

const (
	recordScope = "record"
	auditScope  = "audit"
)

// stored is a record as it is sealed: with the lists it stands in, so that it
// can be taken out of them.
type storedRecord struct {
	Data  json.RawMessage  `json:"d"`
	Lists map[string]int64 `json:"l,omitempty"`
	ID    string           `json:"i,omitempty"` // what it is named after, if that is a secret
}

// beyond is the part of a commit that concerns more than the person: causes
// for others, the trail, records, gates, counts.
func (s *Store) beyond(turn flows.Turn) (call, error) {
	var c call
	c.args = append(c.args, len(turn.Tell))
	for _, n := range turn.Tell {
		data, err := json.Marshal(flows.Input{Kind: flows.Noticed, From: n.At, Data: n.What, Text: string(n.Data)})
		if err != nil {
			return call{}, fmt.Errorf("store: marshal notice %s: %w", n.What, err)
		}
		c.args = append(c.args, int64(n.To), s.seal.seal(inboxScope, "i", data))
	}
	var about []string
	c.args = append(c.args, len(turn.AuditLog))
	for _, a := range turn.AuditLog {
		data, err := json.Marshal(a)
		if err != nil {
			return call{}, fmt.Errorf("store: marshal entry of the trail: %w", err)
		}
		kept := 0
		if a.Whom != 0 {
			kept, about = auditKept, append(about, s.keys.auditOf(a.Whom))
		}
		c.args = append(c.args, s.seal.seal(auditScope, "e", data), kept, s.seal.digest(trailDigest+string(data)))
	}
	c.args = append(c.args, len(turn.Records))
	for _, r := range turn.Records {
		if err := s.recordCall(&c, r, turn.State.Found.Records[r.RecordName]); err != nil {
			return call{}, err
		}
	}
	c.args = append(c.args, len(turn.Gates))
	for _, g := range turn.Gates {
		if err := s.gateCall(&c, g); err != nil {
			return call{}, err
		}
	}
	c.args = append(c.args, len(turn.Counts))
	for _, n := range turn.Counts {
		c.keys = append(c.keys, s.keys.count(n.Name))
		c.args = append(c.args, n.Field, n.By, int64(countsFor/time.Second))
	}
	c.keys = append(c.keys, about...)
	return c, nil
}

func (s *Store) recordCall(c *call, r, before flows.Record) error {
	var sealed []byte
	name := s.nameOf(r.RecordName)
	if r.Data == nil {
		r.Lists = nil
	} else {
		var err error
		if sealed, err = s.sealRecord(name, r); err != nil {
			return err
		}
	}
	c.keys = append(c.keys, s.keys.record(name))
	c.args = append(c.args, name.String(), r.Version, sealed, moment(r.Until), len(r.Lists))
	for _, list := range sortedKeys(r.Lists) {
		c.keys, c.args = append(c.keys, s.keys.list(list)), append(c.args, r.Lists[list])
	}
	left := 0
	for _, list := range sortedKeys(before.Lists) {
		if _, stays := r.Lists[list]; !stays {
			c.keys = append(c.keys, s.keys.list(list))
			left++
		}
	}
	c.args = append(c.args, left)
	return nil
}

func sortedKeys(m map[string]int64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Digest is a keyed hash of a text: the same for the same text, and nothing to
// anybody without the key.
func (s *Store) Digest(text string) string { return s.seal.digest(text) }

// Belong tells which of some files have a record that is not over, by their
// hashes.
func (s *Store) Belong(ctx context.Context, now time.Time, hashes []string) (map[string]bool, error) {
	names := make([]flows.RecordName, len(hashes))
	for i, h := range hashes {
		names[i] = flows.RecordName{Kind: flows.FileRecord, ID: h}
	}
	found := map[flows.RecordName]flows.Record{}
	if err := s.findRecords(ctx, now, names, found); err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for n, r := range found {
		known[n.ID] = r.Data != nil
	}
	return known, nil
}

// Notify gives a person a cause that no other person's step made.
func (s *Store) Notify(ctx context.Context, lease Lease, n flows.Notice) error {
	data, err := json.Marshal(flows.Input{Kind: flows.Noticed, Data: n.What, Text: string(n.Data)})
	if err != nil {
		return fmt.Errorf("store: marshal notice %s: %w", n.What, err)
	}
	result, err := notifyScript.Run(ctx, s.redis, []string{s.keys.lease(), s.keys.inbox()},
		lease.fence(), int64(n.To), s.seal.seal(inboxScope, "i", data)).Text()
	switch {
	case err != nil:
		return fmt.Errorf("store: notify %s of %s: %w", n.To, n.What, err)
	case result == "FENCED":
		return ErrFenced
	}
	return nil
}

// Find looks up what a step of a moment needs.
func (s *Store) Find(ctx context.Context, now time.Time, need flows.Lookup) (flows.Found, error) {
	f := flows.Found{Records: map[flows.RecordName]flows.Record{}}
	if err := s.findRecords(ctx, now, need.Records, f.Records); err != nil {
		return f, err
	}
	if err := s.findLists(ctx, now, need, &f); err != nil {
		return f, err
	}
	for _, find := range []func(context.Context, flows.Lookup, *flows.Found) error{s.findMembers, s.findAudiences, s.findTrail, s.findLedgers, s.findOverlaps, s.findRecipients, s.findCounts, s.findSearches, s.findSizes, s.findAddresses} {
		if err := find(ctx, need, &f); err != nil {
			return f, err
		}
	}
	return f, s.findPeople(ctx, now, need, &f)
}

// findRecords reads records in one round trip; one that is not there is known
// to be absent, and one that is over is as good as absent.
func (s *Store) findRecords(ctx context.Context, now time.Time, names []flows.RecordName, into map[flows.RecordName]flows.Record) error {
	if err := s.unlock(ctx); err != nil {
		return err
	}
	stored := make([]storedName, len(names))
	for i, n := range names {
		stored[i] = s.nameOf(n)
	}
	found, err := s.readRecords(ctx, now, stored)
	for i, r := range found {
		r.RecordName = names[i]
		into[names[i]] = r
	}
	return err
}

// readRecords is the same by the names that records have in Redis, in order.
func (s *Store) readRecords(ctx context.Context, now time.Time, names []storedName) ([]flows.Record, error) {
	if len(names) == 0 {
		return nil, nil
	}
	p := s.redis.Pipeline()
	found := make([]*redis.SliceCmd, len(names))
	for i, n := range names {
		found[i] = p.HMGet(ctx, s.keys.record(n), fieldVersion, "d", fieldUntil)
	}
	if _, err := p.Exec(ctx); err != nil {
		return nil, fmt.Errorf("store: find %d records: %w", len(names), err)
	}
	records := make([]flows.Record, len(names))
	for i, n := range names {
		r, err := s.openRecord(n, found[i].Val())
		if err != nil {
			return nil, fmt.Errorf("store: record %s: %w", n, err)
		}
		if ended(now, r.Until) {
			r = flows.Record{RecordName: r.RecordName, Version: r.Version} // what is written in its place is written over it
		}
		records[i] = r
	}
	return records, nil
}

// until is the moment that is stored with what lasts for a time; zero: there is
// none, or the release before stored it, which left the end to Redis.
func until(value any) (time.Time, error) {
	text, ok := value.(string)
	if !ok {
		return time.Time{}, nil
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	return time.UnixMilli(ms), err
}

// ended tells whether something that lasts until a moment is over.
func ended(now, until time.Time) bool { return !until.IsZero() && !now.Before(until) }

// findLists reads the newest records of lists. A name whose record is over is
// passed over, and hides nothing that stands behind it.
func (s *Store) findLists(ctx context.Context, now time.Time, need flows.Lookup, f *flows.Found) error {
	f.Lists = map[flows.ListName][]flows.Record{}
	for _, l := range need.Lists {
		records, err := s.findList(ctx, now, l)
		if err != nil {
			return fmt.Errorf("store: list %s: %w", l.Name, err)
		}
		for _, r := range records {
			f.Records[r.RecordName] = r
		}
		f.Lists[l] = records
	}
	return nil
}

func (s *Store) findList(ctx context.Context, now time.Time, l flows.ListName) ([]flows.Record, error) {
	records := []flows.Record{}
	for first, page := 0, int(l.Most); len(records) < int(l.Most); first += page {
		members, err := s.redis.ZRevRange(ctx, s.keys.list(l.Name), int64(first), int64(first+page-1)).Result()
		if err != nil {
			return nil, err
		}
		names := make([]storedName, len(members))
		for i, m := range members {
			names[i] = storedNameIn(m)
		}
		found, err := s.readRecords(ctx, now, names)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if r.Data != nil && len(records) < int(l.Most) {
				records = append(records, r)
			}
		}
		if len(members) < page {
			break
		}
	}
	return records, nil
}

func (s *Store) findMembers(ctx context.Context, need flows.Lookup, f *flows.Found) error {
	f.Members = map[string][]enterprise.PersonID{}
	for _, term := range need.Members {
		ids, err := s.Members(ctx, term)
		if err != nil {
			return err
		}
		f.Members[term] = ids
	}
	return nil
}

func (s *Store) findAddresses(ctx context.Context, need flows.Lookup, f *flows.Found) error {
	entries := make([]Entry, len(need.Addresses))
	for i, a := range need.Addresses {
		entries[i].Input.From = a
	}
	ids, err := s.identify(ctx, entries)
	f.Addresses = map[enterprise.Address]enterprise.PersonID{}
	for i, id := range ids {
		f.Addresses[need.Addresses[i]] = id
	}
	return err
}

// findPeople reads the people who are needed and those whom the facts name so far.
func (s *Store) findPeople(ctx context.Context, now time.Time, need flows.Lookup, f *flows.Found) error {
	f.People = map[enterprise.PersonID]enterprise.Person{}
	ids := append(f.Named(), need.People...)
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	entries := make([]Entry, len(ids))
	for i, id := range ids {
		entries[i].Person = id
	}
	people, err := s.Load(ctx, now, entries)
	if err != nil {
		return err
	}
	for i, id := range ids {
		f.People[id] = people[i].State.Person
	}
	return nil
}

const (
	trailRead = 20_000 // entries of the trail looked through for one query
	auditKept = 2_000  // entries kept at hand of those about one person
)

// findTrail reads the trail backwards until enough entries were found; for a
// question about one person, what is kept of that person.
func (s *Store) findTrail(ctx context.Context, need flows.Lookup, f *flows.Found) error {
	f.AuditLog = map[flows.AuditQuery][]flows.Audit{}
	for _, q := range need.AuditLog {
		found, key := []flows.Audit{}, s.keys.audit()
		if q.Whom != 0 {
			key = s.keys.auditOf(q.Whom)
		}
		last := "+"
		for read := 0; read < trailRead && len(found) < q.Most; {
			page, err := s.redis.XRevRangeN(ctx, key, last, "-", 1000).Result()
			if err != nil {
				return fmt.Errorf("store: read trail: %w", err)
			}
			for _, m := range page {
				a, err := s.openAudit(m)
				if err != nil {
					return err
				}
				if len(found) < q.Most && q.Holds(a) {
					found = append(found, a)
				}
			}
			if len(page) < 1000 {
				break
			}
			read += len(page)
			last = "(" + page[len(page)-1].ID
		}
		f.AuditLog[q] = found
	}
	return nil
}

func (s *Store) openAudit(m redis.XMessage) (flows.Audit, error) {
	var a flows.Audit
	sealed, _ := m.Values["e"].(string)
	data, err := s.seal.open(auditScope, "e", []byte(sealed))
	if err == nil {
		err = json.Unmarshal(data, &a)
	}
	if err != nil {
		return a, fmt.Errorf("store: entry %s of the trail: %w", m.ID, err)
	}
	return a, nil
}
