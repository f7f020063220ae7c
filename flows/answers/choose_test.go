package answers_test

import (
	"encoding/json"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/answers"
	"naikkelas/flows/flowstest"
)

// helped is a city with a service that chooses.
func helped(t *testing.T) *flowstest.World {
	t.Helper()
	w := flowstest.NewWorld(t)
	w.Book = flowstest.MustBook("2999-02")
	w.Book.Program.HelpAnswers("+answers")
	w.StaffMember("Ratna", enterprise.Officer)
	w.Owner("Siti", nil)
	return w
}

// choices are what waits for the service.
func choices(w *flowstest.World) map[string]answers.Choice {
	out := map[string]answers.Choice{}
	for name, r := range w.Records {
		var q answers.Choice
		if name.Kind == answers.ChoiceRecord && r.Lists[answers.Choices] > 0 && json.Unmarshal(r.Data, &q) == nil {
			out[name.ID] = q
		}
	}
	return out
}

const unclear = "mesin giling tempe bu Yuli xylofon Jono rusak 0812345678 siti"

// choose is the service's answer to all that waits.
func choose(t *testing.T, w *flowstest.World, code string) {
	t.Helper()
	for id, q := range choices(w) {
		data, err := json.Marshal(answers.Chosen{ID: id, Code: code})
		if err != nil {
			t.Fatal(err)
		}
		w.Put(q.Person, flows.Input{Kind: flows.Noticed, Data: answers.ChoiceRecord, Text: string(data)})
	}
	if left := choices(w); len(left) > 0 {
		t.Errorf("still waits: %v", left)
	}
}

func TestTheServiceIsToldNoNameAndNoNumber(t *testing.T) {
	t.Parallel()
	w := helped(t)
	if w.Say("Siti", unclear); !w.Told("Siti", "mungkin maksudnya") {
		t.Fatalf("the nearest are not offered at once: %q", w.LastTo("Siti"))
	}
	all := choices(w)
	if len(all) != 1 {
		t.Fatalf("asked is %v", all)
	}
	for _, q := range all {
		for _, word := range []string{"yuli", "xylofon", "jono", "0812", "siti"} {
			if strings.Contains(strings.ToLower(q.Text), word) {
				t.Errorf("%q leaves with %q", word, q.Text)
			}
		}
		if !strings.Contains(q.Text, "mesin giling tempe") {
			t.Errorf("asked is %q", q.Text)
		}
	}
}

func TestWhatTheServiceChoseIsOurText(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		code, says string
		between    string // said before the service answered
	}{
		"a question":                          {"know:nib_how", "oss.go.id", ""},
		"something to do is only offered":     {"do:sales", "Maksudnya <b>Lapor omzet</b>?", ""},
		"something said":                      {"say:thanks", "Sama-sama", ""},
		"nothing":                             {"", "", ""},
		"a text of its own":                   {"Beli saja di toko kami", "", ""},
		"a code that is none":                 {"know:free_money", "", ""},
		"an intent of the wrong kind":         {"say:erase", "", ""},
		"too late: something newer was said":  {"know:nib_how", "", "terima kasih"},
		"too late: a form was opened, but it": {"know:nib_how", "", "/penilaian"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := helped(t)
			w.Say("Siti", unclear)
			if row.between != "" {
				w.Say("Siti", row.between)
			}
			before := len(w.Said[w.Names["Siti"]])
			choose(t, w, row.code)
			said := w.Said[w.Names["Siti"]][before:]
			if (len(said) > 0) != (row.says != "") || len(said) > 0 && (!strings.Contains(said[0].Text, row.says) || !strings.Contains(said[0].Text, "Mungkin ini") || !leadsOn(said)) {
				t.Errorf("said %+v", said)
			}
			if w.Noted("answer.chosen") != 1 {
				t.Error("the exchange is not in the trail")
			}
		})
	}
}

// Without a service nothing is asked; colleagues' words are never; who is erased
// leaves nothing behind. Consent is asked anew where there is a service.
func TestWhoIsAskedAbout(t *testing.T) {
	t.Parallel()
	off := flowstest.NewWorld(t)
	off.Owner("Siti", nil)
	off.Say("Siti", unclear)
	w := helped(t)
	w.Say("Ratna", unclear)
	if len(choices(off))+len(choices(w)) > 0 {
		t.Errorf("asked is %v, %v", choices(off), choices(w))
	}
	w.Say("Siti", unclear)
	w.Say("Siti", "/hapus")
	if w.Say("Siti", "Ya, hapus semua"); len(choices(w)) > 0 {
		t.Errorf("of the erased waits %v", choices(w))
	}
	w.Owner("Ani", func(p *enterprise.Person) {
		p.Consents[0].Version = strings.TrimSuffix(p.Consents[0].Version, "+answers")
	})
	if w.Say("Ani", unclear); !w.Told("Ani", "dibaca layanan di luar kota") || len(choices(w)) > 0 {
		t.Errorf("who agreed before is told %q", w.LastTo("Ani"))
	}
}

// What was chosen for a sentence is not said once another one waits.
func TestAnAnswerToAnOlderSentenceIsNotSaid(t *testing.T) {
	t.Parallel()
	w := helped(t)
	w.Say("Siti", unclear)
	var first string
	for id := range choices(w) {
		first = id
	}
	w.Say("Siti", "mesin jahit juki macet")
	data, err := json.Marshal(answers.Chosen{ID: first, Code: "know:nib_how"})
	if err != nil {
		t.Fatal(err)
	}
	w.Put(w.Names["Siti"], flows.Input{Kind: flows.Noticed, Data: answers.ChoiceRecord, Text: string(data)})
	if w.Told("Siti", "Mungkin ini yang dimaksud") || len(choices(w)) != 1 {
		t.Errorf("told %q, and %d wait", w.LastTo("Siti"), len(choices(w)))
	}
}
