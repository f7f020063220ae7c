package flows

import (
	"encoding/json"
	"testing"

	"naikkelas/enterprise"
)

// What sending costs here for each recipient.
func BenchmarkAnnounce(b *testing.B) {
	w := newWorld(b)
	id := w.owner("Siti Aminah", func(p *enterprise.Person) { p.Language = "en" })
	s := w.states[id]
	r := Record{RecordName: RecordName{"announcement", "17-0"}}
	r.Data, _ = json.Marshal(announcement{By: 1, Category: "training", Buttons: buttonsAttend, Parts: []part{{HTML: "Halo <b>{nama}</b>, ada pelatihan untuk {usaha} di {kelurahan}."}}})
	o := readOutgoing(r)
	b.ReportAllocs()
	for b.Loop() {
		w.book.Announce(s, o, w.now)
	}
}
