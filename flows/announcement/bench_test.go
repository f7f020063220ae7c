package announcement_test

import (
	"encoding/json"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/announcement"
	"naikkelas/flows/flowstest"
)

// What sending costs here for each recipient.
func BenchmarkAnnounce(b *testing.B) {
	w := flowstest.NewWorld(b)
	id := w.Owner("Siti Aminah", func(p *enterprise.Person) { p.Language = "en" })
	s := w.States[id]
	r := flows.Record{RecordName: flows.RecordName{Kind: "announcement", ID: "17-0"}}
	r.Data, _ = json.Marshal(announcement.Announcement{By: 1, Category: "training", Buttons: announcement.ButtonsAttend, Parts: []announcement.Part{{HTML: "Halo <b>{nama}</b>, ada pelatihan untuk {usaha} di {kelurahan}."}}})
	o := announcement.ReadOutgoing(r)
	b.ReportAllocs()
	for b.Loop() {
		w.Book.Announce(s, o, w.Now)
	}
}
