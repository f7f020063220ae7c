package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"naikkelas/demo/sample"
	"naikkelas/enterprise"
	"naikkelas/simulator/simtest"
)

// A city that changes what it asks for finds everybody by the new rules, also
// those who have not written since.
func TestAChangedProgrammeFindsPeopleByItsRules(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	now := time.Now()
	if err := importPeople(t, w.settings, sample.People(w.settings.Program, now)[:60]); err != nil {
		t.Fatal(err)
	}
	lacking := func(p process) int {
		who, err := p.store.Members(t.Context(), "documents:missing:npwp")
		if err != nil {
			t.Fatal(err)
		}
		return len(who)
	}
	reaches := func(p process, what string, reached func(n int) bool) {
		t.Helper()
		if !comesTrue(func() bool { return reached(lacking(p)) }, func() int { return lacking(p) }) {
			t.Fatalf("%s: %d lack one", what, lacking(p))
		}
	}
	first := w.start(t, w.settings)
	owner := w.telegram.Phone(newcomer)
	owner.Send("/start")
	simtest.Hears(t, owner, "choose a language")
	before := lacking(first)
	if before == 0 {
		t.Fatal("everybody has an NPWP: that proves nothing")
	}
	first.stop()
	if err := <-first.ended; err != nil {
		t.Fatal(err)
	}

	changed := w.settings
	changed.Program = without(t, "[npwp]")
	changed.Listen = freeAddress(t)
	second := w.start(t, changed)
	reaches(second, "an NPWP is not needed any more", func(n int) bool { return n == 0 })
	second.stop()
	if err := <-second.ended; err != nil {
		t.Fatal(err)
	}

	changed.Program, changed.Listen = w.settings.Program, freeAddress(t)
	reaches(w.start(t, changed), "an NPWP is needed again", func(n int) bool { return n == before })
}

// without is the programme in which a group of documents is needed by nobody.
func without(t *testing.T, group string) *enterprise.Program {
	t.Helper()
	file, err := os.ReadFile("../enterprise/program/scale.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text := strings.Replace(string(file), ", "+group+"]", "]", 1)
	if err := os.WriteFile(filepath.Join(dir, "scale.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := cityProgram(dir)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
