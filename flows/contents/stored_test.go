package contents_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// testdata/stored holds people as they were stored by released versions. The
// files are never written anew: a form that changes must still go on from
// them. Add a file when a form is released that none of them is in.

// storedBook asks under the consent text that the stored people agreed to.
var storedBook = sync.OnceValue(func() *flows.Book { return flowstest.MustBook("2026-11") })

func readStored(t *testing.T, book *flows.Book, name string, changes ...string) *flowstest.Walker {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "stored", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(changes...).Replace(string(data))
	if len(changes) > 0 && text == string(data) {
		t.Fatalf("%q changes nothing in %s", changes, name)
	}
	w := flowstest.NewWalker(book)
	w.Kept, w.Now, w.Sent = []byte(text), w.Now.AddDate(1, 0, 0), 500
	return w
}

// show makes the person see again what is open.
func show(w *flowstest.Walker, t *testing.T) {
	t.Helper()
	w.Put(t, flows.Input{Kind: flows.Other, Media: "sticker", Message: "sticker"})
}

var patient = map[string]string{
	"start.language": "Indonesia", "start.consent": "Setuju", "start.broadcast": "Tidak usah",
	"register.honorific": "Ibu", "register.name": "Siti Aminah", "register.business": "Keripik Bu Siti", "register.sector": "Makanan kemasan",
	"register.district": "Kec. Lowokwaru", "register.village": "Dinoyo", "register.year": "2015", "register.workers": "3", "register.omzet": "Rp2-5 juta",
	"register.phone": "+6281234567890", "register.nib": "Belum punya NIB", "register.confirm": "Benar, simpan", "register.next": "Lengkapi profil",
	"repeat.how": "Isi dari awal", "erase.sure": "Jangan dihapus", "broadcast.wanted": "Kabari saya",
}

// through answers whatever is asked until nothing is, and says how much it was.
func through(w *flowstest.Walker, t *testing.T) (answers int) {
	t.Helper()
	for ; w.State(t).Chat.Open != ""; answers++ {
		text := patient[w.Asked]
		if strings.HasPrefix(w.Asked, "assessment.") {
			text = "1"
		}
		if w.State(t).Chat.Pending != nil {
			text = "ya"
		}
		if text == "" || answers > 60 {
			t.Fatalf("after %d answers on the screen is %q: %q", answers, w.Asked, w.Heard())
		}
		chat(w, t, text)
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
			answers := len(answered(w.State(t).Chat.Drafts["assessment"]))
			show(w, t)
			asks(w, t, row.asked, "")
			chat(w, t, row.text)
			asks(w, t, row.next, "")
			if now := len(answered(w.State(t).Chat.Drafts["assessment"])); now < answers {
				t.Errorf("%d of %d answers are left", now, answers)
			}
			through(w, t)
			if b := business(w, t); b.Name != "Keripik Bu Siti" || b.Village == "" {
				t.Errorf("the business is %+v", b)
			}
		})
	}
	files, err := filepath.Glob("testdata/stored/*.json")
	if err != nil || len(files) != len(rows) {
		t.Errorf("%d files are stored, %d are tried (%v)", len(files), len(rows), err)
	}
}

func answered(d *flows.Draft) map[string]flows.Answer {
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
			before := len(w.State(t).Person.Businesses)
			chat(w, t, row.open)
			asks(w, t, row.asked, "")
			through(w, t)
			if before > 0 && len(business(w, t).Assessments) > 1 {
				t.Errorf("%d assessments came of one", len(business(w, t).Assessments))
			}
		})
	}
}

// What is typed answers what is on the screen, even if a newer version of the
// form asks something before it.
func TestAnswerIsForTheQuestionOnTheScreen(t *testing.T) {
	t.Parallel()
	w := enrolled(t)
	chat(w, t, "/penilaian", "1", "2")
	asks(w, t, "assessment.L3", "")
	s := flowstest.Unpack(t, w.Kept)
	delete(s.Chat.Drafts["assessment"].Answers, "L1")
	w.Kept, w.Seen = flowstest.Pack(t, s), nil
	chat(w, t, "3")
	asks(w, t, "assessment.L1", "")
	if a := w.State(t).Chat.Drafts["assessment"].Answers; a["L3"].Value != "c" || a["L1"].Value != "" {
		t.Errorf("the answers are %v", a)
	}
}

// A skipped question that lost its option in between can still be skipped.
func TestSkippingAWithdrawnAnswer(t *testing.T) {
	t.Parallel()
	w := readStored(t, storedBook(), "assessment-half-way", `"L2": {
     "v": "b"`, `"L2": {
     "v": "z"`)
	chat(w, t, "/lanjut")
	if !slices.Contains(w.Labels(), "Lewati") {
		t.Fatalf("the keyboard is %q", w.Labels())
	}
	chat(w, t, "Lewati")
	asks(w, t, "assessment.P1", "")
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
			show(w, t)
			if n := w.Wait(t, 60*24*time.Hour); n > len(w.Book.Program.City.NudgeDays) {
				t.Errorf("recalled %d times", n)
			}
		})
	}
}
