package flows

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
)

// enrolled is somebody who has just registered.
func enrolled(t *testing.T) *walker {
	t.Helper()
	w := newWalker(sharedBook())
	w.chat(t, "/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti Aminah", "Keripik Bu Siti", "Makanan kemasan",
		"tlogomas", "2015", "3", "2,5jt", "Betul", "+6281234567890", "Belum punya NIB", "Benar, simpan")
	return w
}

// assessedOwner is somebody who has a result: the first option of everything,
// and what is named skipped.
func assessedOwner(t *testing.T, skipped ...string) *walker {
	t.Helper()
	w := enrolled(t)
	w.chat(t, "/penilaian")
	for w.asked != "" {
		if strings.Contains(strings.Join(skipped, " "), w.asked[len("assessment."):]) {
			w.chat(t, "Lewati")
			continue
		}
		w.chat(t, "1")
	}
	return w
}

// chat says things one after the other.
func (w *walker) chat(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		w.say(t, text)
	}
}

// message is the id of the message that gave an answer.
func (w *walker) message(t *testing.T, flow, question string) string {
	t.Helper()
	d := w.state(t).Chat.Drafts[flow]
	if d == nil || d.Answers[question].Message == "" {
		t.Fatalf("no message gave %s.%s", flow, question)
	}
	return d.Answers[question].Message
}

func (w *walker) business(t *testing.T) enterprise.Business {
	t.Helper()
	return w.state(t).Person.Businesses[0]
}

// asks checks what is on the screen.
func (w *walker) asks(t *testing.T, question, part string) {
	t.Helper()
	if w.asked != question || !strings.Contains(w.heard(), part) {
		t.Fatalf("on the screen is %q, %q; want %q with %q", w.asked, w.heard(), question, part)
	}
}

func TestTypedAnswers(t *testing.T) {
	t.Parallel()
	start := []string{"/start", "Indonesia", "Setuju", "Tidak usah"}
	rest := []string{"Ibu", "Siti", "Warung Siti", "2", "tlogomas", "2015", "3"}
	for _, row := range []struct {
		name  string
		texts []string // after consent
		asked string
		part  string
	}{
		{"a number that was just a label answers the next question by place", append(rest, "3"), "register.phone", "Rp5-15 juta"},
		{"a number names what it was taken for where nothing is listed", []string{"2"}, "register.name", "Dicatat: <b>Ibu</b>"},
		{"a second tap of a menu label is nobody's name", []string{"Ibu", "/batal", "Lanjutkan isian", "Lanjutkan isian"}, "register.name", "2/11"},
		{"a menu word where a name is asked is the menu's", []string{"Ibu", "bantuan"}, "register.name", "Siapa nama"},
		{"a button that does nothing here is nobody's name", []string{"Ibu", "Mengapa ditanya?", "lewati", "Betul"}, "register.name", "Siapa nama"},
		{"nor is a menu's, when it is the name of a registered business that is changed", append(rest, "Rp2-5 juta", "+6281234567890", "Belum punya NIB", "Benar, simpan", "/profil", "ubah 3", "Lanjutkan isian"), "register.business", "3/11"},
		{"a phone number that begins with no is not a wish to change", append(rest, "Rp2-5 juta", "no 081234567890"), "", "+6281234567890"},
		{"so is an NIB", append(rest, "Rp2-5 juta", "+6281234567890", "NO 0101230099999"), "register.confirm", "0101230099999"},
		{"two readings that are the same are one", append(rest, "2 jt 0"), "", "2 jt 0"},
		{"a label is what confirms, once and again", append(rest, "2,5jt", "Betul", "Kembali", "3jt", "Betul"), "register.phone", "Nomor HP"},
		{"keeping an answer by its button works twice", []string{"Ibu", "Kembali", "Tetap: Ibu", "Kembali", "Tetap: Ibu"}, "register.name", "Siapa nama"},
		{"a keep button of another language is understood", []string{"Ibu", "Siti", "/bahasa", "English", "Back", "Tetap: Siti", "Warung", "Back", "Back"}, "register.name", "<i>Siti</i>"},
		{"typing a number that fits nothing goes to that question", []string{"Ibu", "1"}, "register.honorific", "1/11"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			w := newWalker(sharedBook())
			w.chat(t, start...)
			w.chat(t, row.texts...)
			w.asks(t, row.asked, row.part)
		})
	}
}

func TestSecondTapIsSilent(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		texts []string
		apart time.Duration
		heard bool
	}{
		{"an option", []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Ibu"}, time.Second, false},
		{"a number, at once", []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti", "Warung", "2", "tlogomas", "2015", "3", "3"}, time.Second, false},
		{"a number, later: it is another answer", []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti", "Warung", "2", "tlogomas", "2015", "3", "3"}, 4 * time.Second, true},
		{"an option, long after: it is another answer", []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Ibu"}, 11 * time.Minute, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			w := newWalker(sharedBook())
			last := len(row.texts) - 1
			w.chat(t, row.texts[:last]...)
			w.now = w.now.Add(row.apart)
			turn := w.put(t, Input{Kind: Text, Text: row.texts[last], Message: strconv.Itoa(99)})
			if got := len(turn.Say) > 0; got != row.heard {
				t.Errorf("answered: %t, with %q", got, w.heard())
			}
		})
	}
}

func TestConsent(t *testing.T) {
	t.Parallel()
	t.Run("a newer text is asked in the middle of a form, and no answer is lost", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		w.chat(t, "/penilaian", "1", "2")
		w.book = renewedBook()
		w.chat(t, "3")
		w.asks(t, "start.consent", "Setuju?")
		if a := w.state(t).Chat.Drafts[assessmentKey].Answers["L3"]; a.Value != "c" {
			t.Errorf("the answer given before is %+v", a)
		}
		w.chat(t, "Setuju")
		w.asks(t, "assessment.L4", "4/29")
	})
	t.Run("a newer text that was not shown yet is not what is answered", func(t *testing.T) {
		t.Parallel()
		w := newWalker(sharedBook())
		w.chat(t, "/start", "Indonesia", "Setuju")
		w.book = renewedBook()
		w.chat(t, "Tidak usah") // to announcements, which are on the screen
		w.asks(t, "start.consent", "Setuju?")
		if all := w.state(t).Person.Consents; len(all) != 2 || all[1].Purpose != enterprise.BroadcastConsent || all[1].Given {
			t.Errorf("decided is %+v", all)
		}
	})
	t.Run("another language in the middle leads back to it", func(t *testing.T) {
		t.Parallel()
		w := newWalker(sharedBook())
		w.chat(t, "/start", "Indonesia", "/bahasa", "English")
		w.asks(t, "start.consent", "in English")
	})
	t.Run("refusing erases what was answered under an older text", func(t *testing.T) {
		t.Parallel()
		w := newWalker(sharedBook())
		w.chat(t, "/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti")
		w.book = renewedBook()
		w.chat(t, "Warung Siti", "Tidak")
		if w.kept != nil {
			t.Errorf("kept: %s", w.kept)
		}
	})
	t.Run("the proof of a decision about announcements is of the text that was shown", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		w.chat(t, "/berhenti", "Berhenti dikirimi")
		all := w.state(t).Person.Consents
		if first, last := all[1], all[len(all)-1]; last.Given || last.Hash == first.Hash {
			t.Errorf("%+v, %+v", first, last)
		}
	})
	t.Run("a forwarded /start keeps nothing", func(t *testing.T) {
		t.Parallel()
		w := newWalker(sharedBook())
		if turn := w.put(t, Input{Kind: Text, Text: "/start", Forwarded: true}); !turn.Forget {
			t.Error("somebody is kept who did not begin")
		}
	})
	t.Run("somebody without a name is greeted without one", func(t *testing.T) {
		t.Parallel()
		w := newWalker(sharedBook())
		w.chat(t, "/start", "Indonesia", "Setuju", "Tidak usah", "/start")
		w.asks(t, "register.honorific", "kembali, Bapak/Ibu.")
	})
}
