package flows

import (
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
)

// What is left of a proposal once who wrote it erased everything.
func TestErasureTakesProposalsAway(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name            string
		said            spoken
		gathered, stays bool
	}{
		{"one that nobody gathered yet goes", spoken{theme: "Modal", idea: "gudang bersama"}, false, false},
		{"one without a name that was gathered stays, as nobody's", spoken{theme: "Modal", idea: "gudang bersama"}, true, true},
		{"so does one whose name was covered", spoken{theme: "Modal", idea: "Sitirahayu minta gudang bersama", cover: true}, true, true},
		{"one with a name goes", spoken{theme: "Modal", idea: "gudang bersama", named: true}, true, false},
		{"one that tells the name goes, although it was sent without", spoken{theme: "Modal", idea: "Sitirahayu minta gudang bersama"}, true, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			w := hears(t)
			siti := w.owner("Sitirahayu", nil)
			w.owner("Dewi", nil)
			row.said.photo = "gudang"
			id := w.speak("Sitirahayu", row.said)
			other := w.speak("Dewi", spoken{theme: "Modal", idea: "koperasi simpan pinjam"})
			topic := w.gathered(other, "Koperasi")
			if row.gathered {
				w.gathered(id, "1")
			}
			w.voice("Bima", "shown", topic, "1")
			w.say("Sitirahayu", "/hapus")
			w.say("Sitirahayu", "Ya, hapus semua")
			w.leaves(siti, "Sitirahayu")
			p, ok := w.records[RecordName{proposalRecord, id}]
			if ok != row.stays {
				t.Fatalf("the proposal is there: %t: %s", ok, p.Data)
			}
			if now := w.proposalNow(id); row.stays && (now.District != "" || len(now.Photos) > 0 || now.Theme == "" || !strings.Contains(now.Idea[0], "gudang bersama")) {
				t.Errorf("what stays is %+v", now)
			}
			if slices.Contains(w.topicNow(topic).Proposals, id) != row.stays {
				t.Errorf("the topic holds %v", w.topicNow(topic).Proposals)
			}
			w.answered(topic, "Masuk rancangan RPJMD.") // nobody is left to tell of it but Dewi
			if got := w.newest("Dewi").Text; !strings.Contains(got, "Masuk rancangan RPJMD.") {
				t.Errorf("Dewi is told %q", got)
			}
			w.leaves(siti, "Sitirahayu")
		})
	}
}

// leaves tells that nothing in what is stored leads to a person.
func (w *world) leaves(id enterprise.PersonID, name string) {
	w.t.Helper()
	for key, r := range w.records {
		if key.Kind == speakerRecord && string(r.Data) == `{"person":3}` || key.Kind == FileRecord || strings.Contains(string(r.Data), name) {
			w.t.Errorf("%v is left: %s", key, r.Data)
		}
	}
	if p := w.states[id].Person; len(p.Spoken)+len(p.Supports) > 0 || len(enterprise.IndexTerms(p)) > 0 {
		w.t.Errorf("of the person is left %+v", p)
	}
}

// Taking back leaves nothing, gathered or not, and the topic that held only it
// goes with it.
func TestTakingBackLeavesNothing(t *testing.T) {
	t.Parallel()
	w := hears(t)
	siti := w.owner("Sitirahayu", nil)
	id := w.speak("Sitirahayu", spoken{theme: "Modal", idea: "gudang bersama", photo: "gudang"})
	topic := w.gathered(id, "Gudang bersama")
	w.voice("Sitirahayu", "retract", id)
	w.say("Sitirahayu", "Ya, tarik")
	for _, name := range []RecordName{{proposalRecord, id}, {speakerRecord, id}, {topicRecord, topic}, {FileRecord, filed(File{ID: "id-of gudang"}).Hash}} {
		if r, ok := w.records[name]; ok {
			t.Errorf("%v is left: %s", name, r.Data)
		}
	}
	if p := w.states[siti].Person; len(p.Spoken) > 0 || slices.ContainsFunc(enterprise.IndexTerms(p), func(term string) bool { return strings.HasPrefix(term, "spoke:") }) {
		t.Errorf("she still has %+v", p.Spoken)
	}
}

// A photo that is also a document of the person's stays theirs when the
// proposal goes, and the other way round.
func TestAPhotoOfTwoThingsStaysForTheOther(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.owner("Siti", nil)
	w.say("Siti", "/dokumen")
	w.say("Siti", "NIB")
	w.say("Siti", "Kirim dokumen")
	w.photo("Siti", "nib")
	id := w.speak("Siti", spoken{theme: "Modal", idea: "gudang bersama", photo: "nib"})
	w.voice("Siti", "retract", id)
	w.say("Siti", "Ya, tarik")
	if _, people := w.holders("nib"); len(people) != 1 {
		t.Errorf("the document's page belongs to %v", people)
	}
}

// Everything that is held of proposals is in /dataku.
func TestProposalsAreInOnesOwnData(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.owner("Siti", nil)
	long := strings.Repeat("kata ", 700)
	w.speak("Siti", spoken{theme: "Modal", idea: long, photo: "gudang"})
	said := w.say("Siti", "/dataku")
	file, rows := "", ""
	for _, m := range said {
		if m.File != nil {
			file = string(m.File.Data)
		}
		if m.Workbook != nil {
			for _, s := range m.Workbook.Sheets {
				for _, row := range s.Rows {
					rows += strings.Join(row, "|") + "\n"
				}
			}
		}
	}
	if whole := strings.TrimSpace(long); !strings.Contains(file, whole) || !strings.Contains(rows, whole) || !strings.Contains(file, "id-of gudang") {
		t.Errorf("the files have %s\n%s", file, rows)
	}
}
