package app

import (
	"slices"
	"testing"
	"time"

	"naikkelas/bot/telegram"
	"naikkelas/demo/sample"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/contents"
	"naikkelas/messages"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// BenchmarkRecap is the recap of a city of 100,000 owners: every table of it,
// as an officer and as a planner gets them.
func BenchmarkRecap(b *testing.B) {
	p, err := theProgram()
	if err != nil {
		b.Fatal(err)
	}
	words, err := messages.Load()
	if err != nil {
		b.Fatal(err)
	}
	data, err := store.Open(store.Options{URL: redistest.Server(b).URL, City: "test", Keys: store.Keys{make([]byte, 32)}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = data.Close() })
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, p.City.Location)
	sample := withMoreBusinesses(p, sample.People(p, now), now)
	people := make([]enterprise.Person, 100_000)
	for i := range people {
		people[i] = sample[i%len(sample)]
		people[i].Contacts = []enterprise.Contact{{Address: telegram.Address(int64(1_000_001 + i))}}
	}
	for part := range slices.Chunk(people, 5000) {
		if err := data.Import(b.Context(), part); err != nil {
			b.Fatal(err)
		}
	}
	book := contents.NewBook(p, words)
	for _, role := range []enterprise.Role{enterprise.Officer, enterprise.Planner} {
		b.Run(string(role), func(b *testing.B) {
			state := flows.State{Person: enterprise.Person{ID: 999_999, Language: "id", Name: "Bayu", Roles: []enterprise.Role{role}}}
			state = answered(b, data, book, state, "/rekap", now).State
			state.Found = flows.Found{}
			for b.Loop() {
				answered(b, data, book, state, "Unduh tabel (XLSX)", now)
			}
		})
	}
}
