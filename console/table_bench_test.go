package console

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"

	"naikkelas/demo/sample"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/desk"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// BenchmarkTableOverRedis is a page of the table of 100,000 owners, read from a
// real Redis: everything between the request and the page but the note in the
// trail.
func BenchmarkTableOverRedis(b *testing.B) {
	data, err := store.Open(store.Options{URL: redistest.Server(b).URL, City: "test", Keys: store.Keys{make([]byte, 32)}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = data.Close() })
	book := benchBook(b)
	book.Digest = data.Digest
	few := sample.People(book.Program, noon)
	people := make([]enterprise.Person, 100_000)
	for i := range people {
		people[i] = few[i%len(few)]
		people[i].Contacts = []enterprise.Contact{{Address: at(strconv.Itoa(1_000_001 + i))}}
	}
	for part := range slices.Chunk(people, 5000) {
		if err := data.Import(b.Context(), part); err != nil {
			b.Fatal(err)
		}
	}
	c, err := New(Options{Store: data, Book: book, Now: func() time.Time { return noon }})
	if err != nil {
		b.Fatal(err)
	}
	for name, query := range map[string]string{
		"newest": "", "district and level": "pilih=district:35.73.05&urut=level", "without NIB": "pilih=documents:missing:nib&pilih=-lang:en&urut=district", "page 1000": "dari=50000&urut=sector",
	} {
		b.Run(name, func(b *testing.B) {
			asked, _ := url.ParseQuery(query) // it is ours
			r := httptest.NewRequest("GET", "/warga?"+query, nil)
			v := &visit{visitor: &visitor{session: desk.Session{To: at("x")}, state: flows.State{Person: enterprise.Person{ID: 999_999, Language: "id", Name: "Bayu", Roles: []enterprise.Role{enterprise.Officer}}}}, ctx: b.Context(), r: r, page: c.named("people")}
			for b.Loop() {
				d, err := view(c, v, func(t *flows.Conversation) peopleData { return tableOf(t, asked, "") })
				if err != nil || len(d.Rows) == 0 || d.Of != len(people) {
					b.Fatalf("%d rows, %d owners: %v", len(d.Rows), d.Of, err)
				}
				c.render(httptest.NewRecorder(), v, d)
			}
		})
	}
}
