package voice_test

import (
	"encoding/json"
	"strings"
	"testing"

	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/voice"
	"naikkelas/messages"
)

// hearing is a world whose city has a service that writes voice notes down.
func hearing(t *testing.T) *flowstest.World {
	t.Helper()
	w := flowstest.NewWorld(t)
	w.Book = flowstest.MustBook("2026-11+voice")
	w.Book.Program.City.VoicesHeard = true
	return w
}

// speak sends a voice note, and gives the note that waits; empty: none does.
func speak(w *flowstest.World, name string, size int64) (id string, said []messages.Message) {
	said = w.Put(w.Names[name], flows.Input{Kind: flows.Other, Media: "voice", Message: "v1", Voice: &flows.File{ID: "AwAC", Kind: "voice", Size: size}})
	for r := range w.Records {
		if r.Kind == voice.NoteRecord {
			id = r.ID
		}
	}
	return id, said
}

// hear is what the service wrote down.
func hear(w *flowstest.World, name string, h voice.Heard) []messages.Message {
	data, err := json.Marshal(h)
	if err != nil {
		w.T.Fatal(err)
	}
	return w.Put(w.Names[name], flows.Input{Kind: flows.Noticed, Data: voice.NoteRecord, Text: string(data)})
}

// registering is somebody who is asked their name.
func registering(w *flowstest.World, name string) {
	w.Stranger(name)
	for _, text := range []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu"} {
		w.Say(name, text)
	}
}

// What was heard is shown, and is the answer once it is confirmed.
func TestWhatWasHeardIsConfirmed(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ heard, then, stored string }{
		"confirmed":   {"Siti Aminah", "Betul", "Siti Aminah"},
		"not right":   {"City Aminah", "Bukan itu", ""},
		"typed after": {"City Aminah", "Siti Aminah", "Siti Aminah"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := hearing(t)
			registering(w, "Siti")
			id, said := speak(w, "Siti", 4000)
			if id == "" || !strings.Contains(said[0].Text, "Sebentar") {
				t.Fatalf("said %+v", said)
			}
			said = hear(w, "Siti", voice.Heard{ID: id, Text: row.heard})
			if len(said) != 1 || !strings.Contains(said[0].Text, "Saya dengar: <b>"+row.heard+"</b>") || w.Noted("voice.heard") != 1 {
				t.Fatalf("said %+v, noted %d", said, w.Noted("voice.heard"))
			}
			if d := w.States[w.Names["Siti"]].Chat.Drafts[flows.RegisterKey]; d.Answers["name"].Value != "" {
				t.Fatalf("stored before it is confirmed: %+v", d.Answers)
			}
			if again := hear(w, "Siti", voice.Heard{ID: id, Text: row.heard}); len(again) != 0 { // a kill between two causes
				t.Errorf("said twice: %+v", again)
			}
			w.Say("Siti", row.then)
			if d := w.States[w.Names["Siti"]].Chat.Drafts[flows.RegisterKey]; d.Answers["name"].Value != row.stored {
				t.Errorf("stored is %q", d.Answers["name"].Value)
			}
		})
	}
}

// A number, a place and a choice are read as if they had been typed; a question is
// answered, and what nobody reads is told what would be right.
func TestWhatIsHeardIsReadAsTyped(t *testing.T) {
	t.Parallel()
	for open, row := range map[string]struct{ heard, says string }{
		"/omzet":     {"sekitar lima juta", "Betul?"},
		"/penilaian": {"belum punya", "Betul?"},
		"/menu":      {"cara bikin NIB", "Gratis"},
		"/petugas":   {"NIB saya hilang, harus ke mana?", "Betul?"},
		"/usaha":     {"qwrt zxcv", "Saya dengar"},
	} {
		t.Run(open, func(t *testing.T) {
			t.Parallel()
			w := hearing(t)
			w.Owner("Siti", nil)
			s := w.States[w.Names["Siti"]]
			for i := range s.Person.Consents {
				s.Person.Consents[i].Version = w.Book.Program.City.ConsentVersion
			}
			w.States[s.Person.ID] = s
			w.Say("Siti", open)
			id, said := speak(w, "Siti", 4000)
			if id == "" {
				t.Fatalf("nothing waits: %+v", said)
			}
			var text []string
			for _, m := range hear(w, "Siti", voice.Heard{ID: id, Text: row.heard}) {
				text = append(text, m.Text)
			}
			if all := strings.Join(text, "\n"); !strings.Contains(all, "Saya dengar") || !strings.Contains(all, row.says) {
				t.Errorf("said %q", all)
			}
		})
	}
}

// Nothing is lost where nothing was heard, and what is too long or too grave is
// not heard at all.
func TestWhatIsNotHeard(t *testing.T) {
	t.Parallel()
	w := hearing(t)
	registering(w, "Siti")
	for name, row := range map[string]struct {
		size  int64
		heard voice.Heard
		says  string
	}{
		"the service is down": {4000, voice.Heard{Fault: voice.FaultDown}, "belum bisa saya dengar"},
		"nothing was said":    {4000, voice.Heard{}, "belum bisa saya dengar"},
		"it was too long":     {0, voice.Heard{Fault: voice.FaultBig}, "terlalu panjang"},
	} {
		id, _ := speak(w, "Siti", row.size)
		row.heard.ID = id
		if said := hear(w, "Siti", row.heard); len(said) != 1 || !strings.Contains(said[0].Text, row.says) || said[0].Keyboard == nil {
			t.Errorf("%s: %+v", name, said)
		}
	}
	if id, said := speak(w, "Siti", voice.Most+1); id != "" || !strings.Contains(said[0].Text, "terlalu panjang") {
		t.Errorf("a long one: %+v", said)
	}
	id, _ := speak(w, "Siti", 4000)
	w.Say("Siti", "Siti Aminah")
	if said := hear(w, "Siti", voice.Heard{ID: id, Text: "Siti"}); len(said) != 0 {
		t.Errorf("they went on in writing: %+v", said)
	}
	w.Say("Siti", "/hapus")
	if id, said := speak(w, "Siti", 4000); id != "" || !strings.Contains(said[0].Text, "perlu tombol") {
		t.Errorf("an erasure by voice: %+v", said)
	}
}

// Where no service is configured, or nobody has agreed yet, nothing leaves.
func TestNothingLeavesUnasked(t *testing.T) {
	t.Parallel()
	off := flowstest.NewWorld(t)
	registering(off, "Siti")
	on := hearing(t)
	on.Stranger("Siti")
	on.Say("Siti", "/start")
	on.Say("Siti", "Indonesia")
	for name, w := range map[string]*flowstest.World{"off": off, "before consent": on} {
		if id, said := speak(w, "Siti", 4000); id != "" || !strings.Contains(said[0].Text, "belum bisa saya dengarkan") {
			t.Errorf("%s: %+v", name, said)
		}
	}
}

// Whoever is erased takes along what waits.
func TestAnErasureTakesTheNoteAlong(t *testing.T) {
	t.Parallel()
	w := hearing(t)
	registering(w, "Siti")
	id, _ := speak(w, "Siti", 4000)
	w.Say("Siti", "/hapus")
	w.Say("Siti", "Ya, hapus semua")
	if _, waits := w.Records[flows.RecordName{Kind: voice.NoteRecord, ID: id}]; waits {
		t.Error("the note waits still")
	}
}
