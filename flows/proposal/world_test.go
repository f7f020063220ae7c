package proposal_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/proposal"
	"naikkelas/messages"
)

// hears is a world in which Bima, an officer, opened a period, and Rini plans.
func hears(t testing.TB) *flowstest.World {
	t.Helper()
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Officer)
	w.StaffMember("Rini", enterprise.Planner)
	w.Say("Bima", "/usulan")
	w.Tap("Bima", "Buka masa usulan")
	for _, text := range []string{"Apa yang paling menghambat usaha Anda?", "31 Desember 2026", "Buka"} {
		w.Say("Bima", text)
	}
	return w
}

// hearingNow is the id of the period.
func hearingNow(w *flowstest.World) string {
	w.T.Helper()
	var the proposal.TheHearing
	if err := json.Unmarshal(w.Records[flows.RecordName{Kind: proposal.HearingRecord, ID: "newest"}].Data, &the); err != nil {
		w.T.Fatal(err)
	}
	return the.ID
}

// spoken is a proposal as a test's row gives it.
type spoken struct {
	theme, idea  string
	named, cover bool
	photo        string // empty: none
}

// speak has somebody write a proposal, and gives its id.
func speak(w *flowstest.World, name string, s spoken) string {
	w.T.Helper()
	w.Put(w.Names[name], flows.Input{Kind: flows.Tap, Data: "u:new", Message: "b"})
	w.Say(name, s.theme)
	w.Say(name, "Lewati")
	w.Say(name, s.idea)
	w.Say(name, "Selesai")
	if s.photo != "" {
		w.Photo(name, s.photo)
	}
	w.Say(name, "done")
	w.Say(name, map[bool]string{true: "Dengan nama saya", false: "Tanpa nama"}[s.named])
	w.Say(name, map[bool]string{true: "Kirim, nama ditutup", false: "Kirim"}[s.cover])
	all := w.States[w.Names[name]].Person.Spoken
	if len(all) == 0 {
		w.T.Fatalf("%s is told %q", name, w.Newest(name).Text)
	}
	return all[len(all)-1].ID
}

// voice taps a button about proposals, whether it is on a screen or not.
func voice(w *flowstest.World, name string, parts ...string) []messages.Message {
	w.T.Helper()
	return w.Put(w.Names[name], flows.Input{Kind: flows.Tap, Data: proposal.VoiceData(parts...), Message: "b"})
}

// gathered has Bima put a proposal under a topic, and gives the topic's id.
func gathered(w *flowstest.World, id, title string) string {
	w.T.Helper()
	voice(w, "Bima", "gather", id)
	w.Say("Bima", title)
	return proposalNow(w, id).Topic
}

// answered has Bima answer a topic.
func answered(w *flowstest.World, topic, text string) {
	w.T.Helper()
	voice(w, "Bima", "reply", topic)
	for _, line := range []string{"Masuk dokumen", text, "Kirim jawaban"} {
		w.Say("Bima", line)
	}
}

func proposalNow(w *flowstest.World, id string) (p proposal.Proposal) {
	w.T.Helper()
	if r, ok := w.Records[flows.RecordName{Kind: proposal.ProposalRecord, ID: id}]; ok {
		if err := json.Unmarshal(r.Data, &p); err != nil {
			w.T.Fatal(err)
		}
	}
	return p
}

func topicNow(w *flowstest.World, id string) (c proposal.Topic) {
	w.T.Helper()
	if r, ok := w.Records[flows.RecordName{Kind: proposal.TopicRecord, ID: id}]; ok {
		if err := json.Unmarshal(r.Data, &c); err != nil {
			w.T.Fatal(err)
		}
	}
	return c
}

// heardBy is everything that somebody was told, tables included.
func heardBy(w *flowstest.World, name string) string {
	var out strings.Builder
	for _, m := range w.Said[w.Names[name]] {
		fmt.Fprintln(&out, m.Text, m.Photo, m.Stored)
		for _, b := range slices.Concat(m.Buttons...) {
			fmt.Fprintln(&out, b.Label, b.Data)
		}
		if m.Workbook != nil {
			for _, s := range m.Workbook.Sheets {
				for _, row := range append([][]string{s.Header}, s.Rows...) {
					fmt.Fprintln(&out, strings.Join(row, " | "))
				}
			}
		}
	}
	return out.String()
}
