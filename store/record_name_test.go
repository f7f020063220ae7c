package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/flows"
	"naikkelas/store/redistest"
)

// everyName is every name that Redis shows to whoever may look: keys, and what
// stands in lists and sets.
func everyName(t *testing.T, r *redistest.Redis) string {
	t.Helper()
	var all []string
	for _, key := range r.Client.Keys(t.Context(), "*").Val() {
		all = append(all, key)
		switch r.Client.Type(t.Context(), key).Val() {
		case "zset":
			all = append(all, r.Client.ZRange(t.Context(), key, 0, -1).Val()...)
		case "set":
			all = append(all, r.Client.SMembers(t.Context(), key).Val()...)
		case "hash":
			all = append(all, r.Client.HKeys(t.Context(), key).Val()...)
		}
	}
	return strings.Join(all, "\n")
}

const someToken = "00112233445566778899aabbccddeeff"

// What opens a link is under no name in Redis, and what is under a name there
// opens nothing.
func TestATokenIsNoName(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		for i, kind := range flows.SecretRecords {
			n := flows.RecordName{Kind: kind, ID: someToken}
			e := put(t, s, fmt.Sprint("d", i), "halo")
			before := load(t, s, e)
			turn := registered(before)
			turn.Records = []flows.Record{{RecordName: n, Data: json.RawMessage(`{"x":1}`), Lists: map[string]int64{"links:" + kind: 7}}}
			if err := commit(t, s, holder, e, before, turn); err != nil {
				t.Fatal(err)
			}
			if got := find(t, s, n); got.RecordName != n || string(got.Data) != `{"x":1}` {
				t.Errorf("%s is found as %+v", kind, got)
			}
			listed := listOf(t, s, "links:"+kind)
			if len(listed) != 1 || listed[0].RecordName != n {
				t.Errorf("the list of %s holds %+v", kind, listed)
			}
			for _, member := range r.Client.ZRange(t.Context(), s.keys.list("links:"+kind), 0, -1).Val() {
				if got := find(t, s, flows.RecordName{Kind: kind, ID: strings.TrimPrefix(member, kind+":")}); got.Data != nil {
					t.Errorf("%s is opened by the name that stands in its list", kind)
				}
			}
		}
		if names := everyName(t, r); strings.Contains(names, someToken) {
			t.Errorf("a token is a name: %s", names)
		}
	})
}

// What an earlier release named after a token is found under it, and the name
// is gone; a link that was over goes altogether.
func TestOldNamesAreHidden(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		write := func(kind, id, list string, until time.Time) {
			data, _ := json.Marshal(storedRecord{Data: json.RawMessage(`{"x":1}`), Lists: map[string]int64{list: 7}})
			key := s.keys.record(storedName{kind, id})
			r.Client.HSet(t.Context(), key, "v", 3, "d", s.seal.seal(recordScope, kind+":"+id, data), "l", s.keys.list(list))
			if !until.IsZero() {
				r.Client.HSet(t.Context(), key, "u", until.UnixMilli())
				r.Client.Expire(t.Context(), key, time.Hour)
			}
			r.Client.ZAdd(t.Context(), s.keys.list(list), redis.Z{Score: 7, Member: kind + ":" + id})
		}
		over := strings.Repeat("ab", 16)
		write("link", someToken, "links:1", time.Time{})
		write("invitation", someToken, "invitations", testTime.Add(time.Hour))
		write("invitation", over, "invitations", testTime.Add(-time.Hour))
		for _, want := range []int{2, 0} {
			if n, err := s.HideSecrets(context.Background(), holder, testTime); n != want || err != nil {
				t.Fatalf("%d names were hidden, %v; want %d", n, err, want)
			}
		}
		if _, err := s.TidyLists(context.Background(), holder, testTime); err != nil { // as at every start
			t.Fatal(err)
		}
		if names := everyName(t, r); strings.Contains(names, someToken) || strings.Contains(names, over) {
			t.Errorf("a token is a name: %s", names)
		}
		for kind, list := range map[string]string{"link": "links:1", "invitation": "invitations"} {
			n := flows.RecordName{Kind: kind, ID: someToken}
			if got := find(t, s, n); got.Version != 3 || string(got.Data) != `{"x":1}` || got.Lists[list] != 7 {
				t.Errorf("%s is found as %+v", kind, got)
			}
			if listed := listOf(t, s, list); len(listed) != 1 || listed[0].RecordName != n {
				t.Errorf("the list %s holds %+v", list, listed)
			}
		}
		if ttl := r.Client.PTTL(t.Context(), s.keys.record(s.nameOf(flows.RecordName{Kind: "invitation", ID: someToken}))).Val(); ttl <= 0 {
			t.Errorf("the invitation lasts for %v", ttl)
		}
	})
}

func listOf(t *testing.T, s *Store, name string) []flows.Record {
	t.Helper()
	l := flows.ListName{Name: name, Most: 10}
	f, err := s.Find(t.Context(), testTime, flows.Lookup{Lists: []flows.ListName{l}})
	if err != nil {
		t.Fatal(err)
	}
	return f.Lists[l]
}
