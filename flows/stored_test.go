package flows

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// testdata/stored holds people as they were stored by released versions. The
// files are never written anew: a form that changes must still go on from
// them. Add a file when a form is released that none of them is in.

// storedBook asks under the consent text that the stored people agreed to.
func storedBook() *Book { return mustBook("2026-11") }

func readStored(t *testing.T, book *Book, name string, changes ...string) *walker {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "stored", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(changes...).Replace(string(data))
	if len(changes) > 0 && text == string(data) {
		t.Fatalf("%q changes nothing in %s", changes, name)
	}
	w := newWalker(book)
	w.kept, w.now, w.sent = []byte(text), w.now.AddDate(1, 0, 0), 500
	return w
}

// show makes the person see again what is open.
func (w *walker) show(t *testing.T) {
	t.Helper()
	w.put(t, Input{Kind: Other, Media: "sticker", Message: "sticker"})
}

var patient = map[string]string{
	"start.language": "Indonesia", "start.consent": "Setuju", "start.broadcast": "Tidak usah",
	"register.honorific": "Ibu", "register.name": "Siti Aminah", "register.business": "Keripik Bu Siti", "register.sector": "Makanan kemasan",
	"register.district": "Kec. Lowokwaru", "register.village": "Dinoyo", "register.year": "2015", "register.workers": "3", "register.omzet": "Rp2-5 juta",
	"register.phone": "+6281234567890", "register.nib": "Belum punya NIB", "register.confirm": "Benar, simpan",
	"repeat.how": "Isi dari awal", "erase.sure": "Jangan dihapus", "broadcast.wanted": "Kabari saya",
}

// through answers whatever is asked until nothing is, and says how much it was.
func (w *walker) through(t *testing.T) (answers int) {
	t.Helper()
	for ; w.state(t).Chat.Open != ""; answers++ {
		text := patient[w.asked]
		if strings.HasPrefix(w.asked, "assessment.") {
			text = "1"
		}
		if w.state(t).Chat.Pending != nil {
			text = "ya"
		}
		if text == "" || answers > 60 {
			t.Fatalf("after %d answers on the screen is %q: %q", answers, w.asked, w.heard())
		}
		w.chat(t, text)
	}
	return answers
}

func TestStoredPeopleGoOn(t *testing.T) {
	t.Parallel()
	book := storedBook()
	rows := []struct {
		file  string
		asked string // on the screen after a sticker
		text  string
		next  string
	}{
		{"start-language", "start.language", "Indonesia", "start.consent"},
		{"start-consent", "start.consent", "setuju", "start.broadcast"},
		{"start-broadcast", "start.broadcast", "Tidak usah", "register.honorific"},
		{"register-half-way", "register.village", "Tlogomas", "register.year"},
		{"register-to-be-confirmed", "", "Betul", "register.phone"},
		{"register-summary", "register.confirm", "ubah 2", "register.name"},
		{"registered", "", "Penilaian", "assessment.L1"},
		{"assessment-half-way", "assessment.P1", "b", "assessment.P2"},
		{"assessment-being-corrected", "assessment.L2", "b", "assessment.P1"},
		{"assessed-with-gaps", "", "Penilaian", "repeat.how"},
		{"repeat-asked", "repeat.how", "Lengkapi yang dilewati", "assessment.L4"},
		{"assessment-second-round", "assessment.L4", "Kembali", "assessment.L3"},
		{"assessed-twice", "", "ubah 7", "assessment.K1"},
		{"profile-changed-and-broadcast-asked", "broadcast.wanted", "Kabari saya", "register.confirm"},
		{"erase-asked", "erase.sure", "Jangan dihapus", "register.confirm"},
	}
	for _, row := range rows {
		t.Run(row.file, func(t *testing.T) {
			t.Parallel()
			w := readStored(t, book, row.file)
			answers := len(w.state(t).Chat.Drafts[assessmentKey].answered())
			w.show(t)
			w.asks(t, row.asked, "")
			w.chat(t, row.text)
			w.asks(t, row.next, "")
			if now := len(w.state(t).Chat.Drafts[assessmentKey].answered()); now < answers {
				t.Errorf("%d of %d answers are left", now, answers)
			}
			w.through(t)
			if b := w.business(t); b.Name != "Keripik Bu Siti" || b.Village == "" {
				t.Errorf("the business is %+v", b)
			}
		})
	}
	files, err := filepath.Glob("testdata/stored/*.json")
	if err != nil || len(files) != len(rows) {
		t.Errorf("%d files are stored, %d are tried (%v)", len(files), len(rows), err)
	}
}

func (d *Draft) answered() map[string]Answer {
	if d == nil {
		return nil
	}
	return d.Answers
}

func TestStoredFormsOfOtherVersions(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		file    string
		changes []string // in the stored text, old and new in turn
		open    string   // what is typed first
		asked   string   // and what that leads to
	}{
		{"a withdrawn option is asked again", "assessment-half-way", []string{`"L2": {
     "v": "b"`, `"L2": {
     "v": "z"`}, "/lanjut", "assessment.L2"},
		{"an unknown question is ignored", "assessment-half-way", []string{`"L2": {`, `"OLD": {`}, "/lanjut", "assessment.L2"},
		{"an unknown form that was open leads to the menu", "assessment-half-way", []string{`"open": "assessment"`, `"open": "survey"`}, "halo", ""},
		{"an unknown form is kept and ignored", "assessment-half-way", []string{`"flow": "assessment"`, `"flow": "assessment", "unheard": 1`, `"drafts": {`, `"drafts": {"survey": {"flow": "survey"},`}, "/lanjut", "assessment.P1"},
		{"an empty draft is no draft", "registered", []string{`"drafts": {`, `"drafts": {"assessment": null,`}, "/penilaian", "assessment.L1"},
		{"a confirmation of a question no longer asked is dropped", "register-to-be-confirmed", []string{`"question": "omzet"`, `"question": "sales"`}, "Betul", "register.omzet"},
		{"a village that is none is asked again", "register-summary", []string{"35.73.05.1003", "35.73.05.9999"}, "Benar, simpan", "register.village"},
		{"a withdrawn sector is asked again before the assessment", "registered", []string{`"packaged_food"`, `"mining"`}, "/penilaian", "register.sector"},
		{"and in the middle of it, and nothing is scored", "assessment-half-way", []string{`"packaged_food"`, `"mining"`}, "1", "register.sector"},
		{"a wish to change a question no longer asked is dropped", "assessment-being-corrected", []string{`"focus": "L2"`, `"focus": "OLD"`}, "/lanjut", "assessment.P1"},
		{"a stored value of last year's reader is asked again", "register-summary", []string{`"v": "2015"`, `"v": "1815"`}, "/lanjut", "register.year"},
		{"a form that waits behind consent and is gone leads to registration", "start-broadcast", []string{`"open": "start"`, `"open": "start", "next": "survey"`}, "Tidak usah", "register.honorific"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			w := readStored(t, storedBook(), row.file, row.changes...)
			before := len(w.state(t).Person.Businesses)
			w.chat(t, row.open)
			w.asks(t, row.asked, "")
			w.through(t)
			if before > 0 && len(w.business(t).Assessments) > 1 {
				t.Errorf("%d assessments came of one", len(w.business(t).Assessments))
			}
		})
	}
}

// What is typed answers what is on the screen, even if a newer version of the
// form asks something before it.
func TestAnswerIsForTheQuestionOnTheScreen(t *testing.T) {
	t.Parallel()
	w := enrolled(t)
	w.chat(t, "/penilaian", "1", "2")
	w.asks(t, "assessment.L3", "")
	s := unpack(t, w.kept)
	delete(s.Chat.Drafts[assessmentKey].Answers, "L1")
	w.kept, w.seen = pack(t, s), nil
	w.chat(t, "3")
	w.asks(t, "assessment.L1", "")
	if a := w.state(t).Chat.Drafts[assessmentKey].Answers; a["L3"].Value != "c" || a["L1"].Value != "" {
		t.Errorf("the answers are %v", a)
	}
}

// A skipped question that lost its option in between can still be skipped.
func TestSkippingAWithdrawnAnswer(t *testing.T) {
	t.Parallel()
	w := readStored(t, storedBook(), "assessment-half-way", `"L2": {
     "v": "b"`, `"L2": {
     "v": "z"`)
	w.chat(t, "/lanjut")
	if !slices.Contains(w.labels(), "Lewati") {
		t.Fatalf("the keyboard is %q", w.labels())
	}
	w.chat(t, "Lewati")
	w.asks(t, "assessment.P1", "")
}

// A stored person is never asked in vain: whatever time passes, the wake-ups end.
func TestStoredPeopleAreRecalledAtMostThreeTimes(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/stored/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			w := readStored(t, storedBook(), strings.TrimSuffix(filepath.Base(file), ".json"))
			w.show(t)
			if n := w.wait(t, 60*24*time.Hour); n > len(w.book.program.City.NudgeDays) {
				t.Errorf("recalled %d times", n)
			}
		})
	}
}
