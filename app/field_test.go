package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"naikkelas/reports"
	"naikkelas/simulator"
)

// TestListsAsOfficesKeepThem sends every file of testdata/field through /impor,
// up to the dry run: which sheet, heading and columns are found, what is asked,
// what becomes of every row, and why a value is left out. testdata/field.txt is
// what the officer sees and what stands in the workbook; read it before it is
// written anew with -update. The people are made up.
func TestListsAsOfficesKeepThem(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/field/*.*")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	s := newScene(t, "= administrator Ratna\n")
	ratna := s.phone("Ratna")
	s.says(ratna, "/start", "Indonesia", "Ratna Dewi")
	var out strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString("== " + filepath.Base(file) + "\n" + s.tryList(ratna, filepath.Base(file), data))
	}
	want, err := os.ReadFile("testdata/field.txt")
	if *update {
		err = os.WriteFile("testdata/field.txt", []byte(out.String()), 0o644)
	} else if err == nil && out.String() != string(want) {
		t.Errorf("lists are read differently\n%s", differ(string(want), out.String()))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// tryList answers what is asked about a list with the first option, or says that
// the columns are right, until the dry run; it is not taken in.
func (s *scene) tryList(p *simulator.Phone, name string, data []byte) string {
	s.says(p, "/impor")
	before := len(p.Messages())
	p.SendCaptioned("document", name, data, "")
	s.settle()
	var out strings.Builder
	for range 10 {
		fresh := p.Messages()[before:]
		before += len(fresh)
		answer := ""
		for _, m := range fresh {
			if !m.FromBot {
				continue
			}
			out.WriteString(indented(m.Text))
			if m.Media == "document" {
				out.WriteString(s.sheetOf(p, m))
			}
			if m.Keyboard != nil && len(m.Keyboard.Rows) > 0 && !m.Keyboard.Persistent {
				answer = m.Keyboard.Rows[0][0].Text
				if strings.HasPrefix(m.Text, "Berkas ini punya beberapa lembar") {
					answer = "DATA" // the cover comes first
				}
			}
		}
		if answer == "" || answer == "Tidak jadi" {
			break
		}
		out.WriteString("> " + answer + "\n")
		p.Send(answer)
		s.settle()
	}
	s.says(p, "/batal")
	return out.String()
}

func indented(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") + "\n" }

// sheetOf is the rows of a workbook that was sent.
func (s *scene) sheetOf(p *simulator.Phone, m simulator.Message) string {
	sheets, err := reports.ReadTable(p.Download(m), "xlsx")
	if err != nil {
		s.t.Fatal(err)
	}
	var out strings.Builder
	for _, row := range sheets[0].Rows[1:] {
		var cells []string
		for _, cell := range row.Cells {
			cells = append(cells, cell.Text)
		}
		out.WriteString("  | " + strings.Join(cells, " | ") + "\n")
	}
	return out.String()
}

// says lets somebody say things one after the other.
func (s *scene) says(p *simulator.Phone, texts ...string) {
	for _, text := range texts {
		p.Send(text)
		s.settle()
	}
}
