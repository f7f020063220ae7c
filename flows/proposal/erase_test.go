package proposal_test

import (
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/proposal"
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
			siti := w.Owner("Sitirahayu", nil)
			w.Owner("Dewi", nil)
			row.said.photo = "gudang"
			id := speak(w, "Sitirahayu", row.said)
			other := speak(w, "Dewi", spoken{theme: "Modal", idea: "koperasi simpan pinjam"})
			topic := gathered(w, other, "Koperasi")
			if row.gathered {
				gathered(w, id, "1")
			}
			voice(w, "Bima", "shown", topic, "1")
			w.Say("Sitirahayu", "/hapus")
			w.Say("Sitirahayu", "Ya, hapus semua")
			leaves(w, siti, "Sitirahayu")
			p, ok := w.Records[flows.RecordName{Kind: proposal.ProposalRecord, ID: id}]
			if ok != row.stays {
				t.Fatalf("the proposal is there: %t: %s", ok, p.Data)
			}
			if now := proposalNow(w, id); row.stays && (now.District != "" || len(now.Photos) > 0 || now.Theme == "" || !strings.Contains(now.Idea[0], "gudang bersama")) {
				t.Errorf("what stays is %+v", now)
			}
			if slices.Contains(topicNow(w, topic).Proposals, id) != row.stays {
				t.Errorf("the topic holds %v", topicNow(w, topic).Proposals)
			}
			answered(w, topic, "Masuk rancangan RPJMD.") // nobody is left to tell of it but Dewi
			if got := w.Newest("Dewi").Text; !strings.Contains(got, "Masuk rancangan RPJMD.") {
				t.Errorf("Dewi is told %q", got)
			}
			leaves(w, siti, "Sitirahayu")
		})
	}
}

// leaves tells that nothing in what is stored leads to a person.
func leaves(w *flowstest.World, id enterprise.PersonID, name string) {
	w.T.Helper()
	for key, r := range w.Records {
		if key.Kind == proposal.SpeakerRecord && string(r.Data) == `{"person":3}` || key.Kind == flows.FileRecord || strings.Contains(string(r.Data), name) {
			w.T.Errorf("%v is left: %s", key, r.Data)
		}
	}
	if p := w.States[id].Person; len(p.Spoken)+len(p.Supports) > 0 || len(enterprise.IndexTerms(p)) > 0 {
		w.T.Errorf("of the person is left %+v", p)
	}
}

// Taking back leaves nothing, gathered or not, and the topic that held only it
// goes with it.
func TestTakingBackLeavesNothing(t *testing.T) {
	t.Parallel()
	w := hears(t)
	siti := w.Owner("Sitirahayu", nil)
	id := speak(w, "Sitirahayu", spoken{theme: "Modal", idea: "gudang bersama", photo: "gudang"})
	topic := gathered(w, id, "Gudang bersama")
	voice(w, "Sitirahayu", "retract", id)
	w.Say("Sitirahayu", "Ya, tarik")
	for _, name := range []flows.RecordName{{Kind: proposal.ProposalRecord, ID: id}, {Kind: proposal.SpeakerRecord, ID: id}, {Kind: proposal.TopicRecord, ID: topic}, {Kind: flows.FileRecord, ID: flowstest.Filed(flows.File{ID: "id-of gudang"}).Hash}} {
		if r, ok := w.Records[name]; ok {
			t.Errorf("%v is left: %s", name, r.Data)
		}
	}
	if p := w.States[siti].Person; len(p.Spoken) > 0 || slices.ContainsFunc(enterprise.IndexTerms(p), func(term string) bool { return strings.HasPrefix(term, "spoke:") }) {
		t.Errorf("she still has %+v", p.Spoken)
	}
}

// A photo that is also a document of the person's stays theirs when the
// proposal goes, and the other way round.
func TestAPhotoOfTwoThingsStaysForTheOther(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.Owner("Siti", nil)
	w.Say("Siti", "/dokumen")
	w.Say("Siti", "NIB")
	w.Say("Siti", "Kirim dokumen")
	w.Photo("Siti", "nib")
	id := speak(w, "Siti", spoken{theme: "Modal", idea: "gudang bersama", photo: "nib"})
	voice(w, "Siti", "retract", id)
	w.Say("Siti", "Ya, tarik")
	if _, people := w.Holders("nib"); len(people) != 1 {
		t.Errorf("the document's page belongs to %v", people)
	}
}

// Everything that is held of proposals is in /dataku.
func TestProposalsAreInOnesOwnData(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.Owner("Siti", nil)
	long := strings.Repeat("kata ", 700)
	speak(w, "Siti", spoken{theme: "Modal", idea: long, photo: "gudang"})
	said := w.Say("Siti", "/dataku")
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
