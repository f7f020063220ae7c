package answers_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/messages"
)

const (
	sentencesFile = "testdata/sentences.tsv"
	// sentencesLeast is how many sentences are kept at least.
	sentencesLeast = 60
	// begins is how much of an answer is compared, in characters.
	begins = 45
)

// places are where somebody may be when they write a sentence: what a stranger
// has typed before, or a registered owner.
func places() (stranger, owner map[string][]string) {
	stranger, owner = map[string][]string{}, map[string][]string{
		"menu": nil, "assessment": {"/penilaian", "1"}, "quick": {"/cekcepat"}, "sales": {"/omzet"}, "ticket": {"/petugas"}, "document": {"/dokumen", "NIB"}, "erase": {"/hapus"},
	}
	way := []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti Aminah", "Keripik Bu Siti", "1", "tlogomas", "Lengkapi profil", "2015", "2", "1"}
	for i, place := range []string{"language", "consent", "news", "address", "name", "business", "sector", "district", "summary", "year", "workers", "band", "phone"} {
		stranger[place] = way[:i+1]
	}
	return stranger, owner
}

// What owners type is answered as it was when somebody read it, from wherever they
// are; nothing is a dead end, and nothing that was answered is lost.
func TestSentencesOfOwners(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(sentencesFile)
	if err != nil {
		t.Fatal(err)
	}
	stranger, owner := places()
	var out strings.Builder
	n := 0
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			out.WriteString(line)
			continue
		}
		fields := strings.Split(strings.TrimRight(line, "\n"), "\t")
		place, text := fields[0], fields[1]
		w := flowstest.NewWorld(t)
		taps, known := stranger[place]
		if known {
			w.Stranger("Siti")
		} else if taps, known = owner[place]; known {
			w.Owner("Siti", nil)
		}
		if !known {
			t.Fatalf("there is no place %q", place)
		}
		for _, tap := range taps {
			w.Say("Siti", tap)
		}
		before := w.States[w.Names["Siti"]]
		said := w.Say("Siti", text)
		checkSentence(t, w.Book, before, flows.Input{Kind: flows.Text, Text: text, Message: "77"}, said, w.States[w.Names["Siti"]], place)
		fields = append(fields[:2], firstWords(said))
		out.WriteString(strings.Join(fields, "\t") + "\n")
		n++
	}
	switch {
	case n < sentencesLeast:
		t.Errorf("%d sentences", n)
	case *update:
		if err := os.WriteFile(sentencesFile, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	case out.String() != string(data):
		for i, line := range strings.Split(string(data), "\n") {
			if got := strings.Split(out.String(), "\n")[i]; got != line {
				t.Errorf("was  %s\nis   %s", line, got)
			}
		}
	}
}

// firstWords is how the first message begins, with the buttons under it.
func firstWords(said []messages.Message) string {
	if len(said) == 0 {
		return ""
	}
	text := []rune(strings.Join(strings.Fields(said[0].Text), " "))
	words := string(text[:min(len(text), begins)])
	for _, b := range slices.Concat(said[0].Buttons...) {
		words += " (" + b.Label + ")"
	}
	return words
}
