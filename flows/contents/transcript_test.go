package contents_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"naikkelas/flows/flowstest"
	"naikkelas/messages"
)

var update = flag.Bool("update", false, "write what the conversations say now into testdata/*.txt")

// TestTranscripts plays the conversations of testdata/*.txt. A line is
//
//	> Setuju             what the person types or taps
//	> (stiker)           a sticker; also (suara), (foto), (video), (lokasi), (berkas), (polling)
//	> (terusan) TEXT     a message of somebody else, passed on
//	> (kontak) 62812..   the person's own number; (kontak orang lain) 62813..
//	> (edit: Budi) Bodi  the person changes the newest message that said "Budi"
//	> (dua kali) Betul   two taps at once
//	> (4096 huruf)       as long as a message can be; (kosong) is one without text
//	> (tombol) data      a button under a message, with its data; (ketuk) Sudah is the
//	                     newest button with that label
//	> (blokir)           the person blocks the bot, then (buka blokir)
//	< Siapa nama ...     what the bot says; following lines begin with "  "
//	  [Setuju] [Tidak]   the keyboard, a row a line; (Sudah) a button under the message
//	... 3 hari           time passes: hari, jam, menit, or sampai 21.30;
//	@ 24 November ...    what is said unasked happens at this time
//	= daftar 5           the whole registration, with the fifth sector, not shown
//	= sampai omzet       registration up to this question
//	= jawab 1 2 3        answers until the form ends, over and over, not shown
//	= isi 1 2 3          the same, a line a question
//	= aplikasi en        the language that the person's app is set to
//	= hp whatsapp 628..  the same person, from another device or app
//	= catatan            what is stored about the person, in brackets
//
// Between any two lines the state goes through JSON, so that every transcript
// is a restart test too.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	book := flowstest.TestBook(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p := flowstest.NewPhone(book)
			got := play(t, p, string(want))
			fitsPhone(t, p.Heard)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("the conversation changed; if that is meant, run: go test ./flows/contents -update\n%s", firstDifference(string(want), got))
			}
		})
	}
}

// fitsPhone wants messages that an owner sees whole.
func fitsPhone(t *testing.T, said []messages.Message) {
	t.Helper()
	for _, m := range said {
		if h := flowstest.Height(m); h > flowstest.ScreenHeight && m.File == nil {
			t.Errorf("%d px tall, a phone shows %d:\n%s", h, flowstest.ScreenHeight, m.Text)
		}
	}
}

// play does what the transcript's lines say and writes them down again with
// what the bot says to each.
func play(t *testing.T, p *flowstest.Phone, transcript string) string {
	t.Helper()
	p.Out = &strings.Builder{}
	for line := range strings.Lines(transcript) {
		line = strings.TrimRight(line, "\n")
		mark, rest, _ := strings.Cut(line, " ")
		switch mark {
		case "<", "@", "": // what the bot said last time
			if line != "" {
				continue
			}
		case "#", ">", "...", "=":
		default:
			if strings.HasPrefix(line, "(") { // what a macro wrote
				continue
			}
			t.Fatalf("line not understood: %q", line)
		}
		fmt.Fprintln(p.Out, line)
		switch mark {
		case ">":
			p.Do(t, rest)
		case "...":
			p.Wait(t, rest)
		case "=":
			p.Macro(t, strings.Fields(rest))
		}
	}
	return p.Out.String()
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "(end)", "(end)"
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\n- %s\n+ %s", i+1, a, b)
		}
	}
	return ""
}
