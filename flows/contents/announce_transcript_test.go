package contents_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"naikkelas/flows/flowstest"
)

// TestOfficersTranscripts plays testdata/*/*.txt: conversations of several people. A line is
//
//	Ratna> /siaran           what Ratna types or taps on her keyboard
//	Ratna> (tombol) Setujui  she taps the newest button with that label
//	Ratna> (foto) TEXT       a photo with a caption; also (berkas) NAME | TEXT
//	Ratna> (foto) =nib       the photo called nib; also (berkas) =nib; its name may begin with what
//	                         becomes of it: =gelap, =buram, =kecil, =besar, =jenis, =putus...
//	Ratna> (edit 3) TEXT     she changes her third message
//	Ratna< ...               what she is told; then her keyboard [..] and buttons (..)
//	= petugas Ratna          also administrator, pendamping, bappeda; = warga 60; = warga Siti [sector]
//	= orang Siti             somebody of whom nothing is stored yet
//	= menilai                three of four owners have a result
//	= kirim 10               ten messages of what is due go out; = kirim: all
//	= pelatihan Ratna 5      Ratna publishes a training for five, in a week at nine (not shown)
//	= kode Siti              Siti types the code of the session that is on
//	= periksa Ani            Ani opens the link of the newest certificate
//	= siap Ani 0 4           a warga of the first kecamatan with approved papers, weak in four questions
//	= nilai Ani 0            assessed again, weak in none
//	... 2h                   time passes; who asked to be woken in it is woken
func TestOfficersTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	counts := recordedPasses(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			w := flowstest.NewWorld(t)
			got := (&flowstest.Officers{World: w, Shown: map[string]int{}}).Play(string(want))
			for id, said := range w.Said {
				if len(w.States[id].Person.Roles) == 0 {
					fitsPhone(t, said)
				}
			}
			counts.took(strings.TrimPrefix(strings.TrimSuffix(filepath.ToSlash(file), ".txt"), "testdata/"), w.Passes)
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
