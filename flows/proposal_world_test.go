package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// hears is a world in which Bima, an officer, opened a period, and Rini plans.
func hears(t testing.TB) *world {
	t.Helper()
	w := newWorld(t)
	w.staffMember("Bima", enterprise.Officer)
	w.staffMember("Rini", enterprise.Planner)
	w.say("Bima", "/usulan")
	w.tap("Bima", "Buka masa usulan")
	for _, text := range []string{"Apa yang paling menghambat usaha Anda?", "31 Desember 2026", "Buka"} {
		w.say("Bima", text)
	}
	return w
}

// hearingNow is the id of the period.
func (w *world) hearingNow() string {
	w.t.Helper()
	var the theHearing
	if err := json.Unmarshal(w.records[RecordName{hearingRecord, "newest"}].Data, &the); err != nil {
		w.t.Fatal(err)
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
func (w *world) speak(name string, s spoken) string {
	w.t.Helper()
	w.put(w.names[name], Input{Kind: Tap, Data: "u:new", Message: "b"})
	w.say(name, s.theme)
	w.say(name, "Lewati")
	w.say(name, s.idea)
	w.say(name, "Selesai")
	if s.photo != "" {
		w.photo(name, s.photo)
	}
	w.say(name, partDone)
	w.say(name, map[bool]string{true: "Dengan nama saya", false: "Tanpa nama"}[s.named])
	w.say(name, map[bool]string{true: "Kirim, nama ditutup", false: "Kirim"}[s.cover])
	all := w.states[w.names[name]].Person.Spoken
	if len(all) == 0 {
		w.t.Fatalf("%s is told %q", name, w.newest(name).Text)
	}
	return all[len(all)-1].ID
}

// voice taps a button about proposals, whether it is on a screen or not.
func (w *world) voice(name string, parts ...string) []messages.Message {
	w.t.Helper()
	return w.put(w.names[name], Input{Kind: Tap, Data: voiceData(parts...), Message: "b"})
}

// gathered has Bima put a proposal under a topic, and gives the topic's id.
func (w *world) gathered(id, title string) string {
	w.t.Helper()
	w.voice("Bima", "gather", id)
	w.say("Bima", title)
	return w.proposalNow(id).Topic
}

// answered has Bima answer a topic.
func (w *world) answered(topic, text string) {
	w.t.Helper()
	w.voice("Bima", "reply", topic)
	for _, line := range []string{"Masuk dokumen", text, "Kirim jawaban"} {
		w.say("Bima", line)
	}
}

func (w *world) proposalNow(id string) (p proposal) {
	w.t.Helper()
	if r, ok := w.records[RecordName{proposalRecord, id}]; ok {
		if err := json.Unmarshal(r.Data, &p); err != nil {
			w.t.Fatal(err)
		}
	}
	return p
}

func (w *world) topicNow(id string) (c topic) {
	w.t.Helper()
	if r, ok := w.records[RecordName{topicRecord, id}]; ok {
		if err := json.Unmarshal(r.Data, &c); err != nil {
			w.t.Fatal(err)
		}
	}
	return c
}

// heardBy is everything that somebody was told, tables included.
func (w *world) heardBy(name string) string {
	var out strings.Builder
	for _, m := range w.said[w.names[name]] {
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
