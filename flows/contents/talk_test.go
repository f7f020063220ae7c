package contents_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// enrolled is somebody who has just registered.
func enrolled(t *testing.T) *flowstest.Walker {
	t.Helper()
	w := flowstest.NewWalker(flowstest.SharedBook())
	chat(w, t, "/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti Aminah", "Keripik Bu Siti", "Makanan kemasan",
		"tlogomas", "Lengkapi profil", "2015", "3", "2,5jt", "Betul", "+6281234567890", "Belum punya NIB", "Benar, simpan")
	return w
}

// assessedOwner is somebody who has a result: the first option of everything,
// and what is named skipped.
func assessedOwner(t *testing.T, skipped ...string) *flowstest.Walker {
	t.Helper()
	w := enrolled(t)
	chat(w, t, "/penilaian")
	for w.Asked != "" {
		if strings.Contains(strings.Join(skipped, " "), w.Asked[len("assessment."):]) {
			chat(w, t, "Lewati")
			continue
		}
		chat(w, t, "1")
	}
	return w
}

// chat says things one after the other.
func chat(w *flowstest.Walker, t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		w.Say(t, text)
	}
}

// message is the id of the message that gave an answer.
func message(w *flowstest.Walker, t *testing.T, flow, question string) string {
	t.Helper()
	d := w.State(t).Chat.Drafts[flow]
	if d == nil || d.Answers[question].Message == "" {
		t.Fatalf("no message gave %s.%s", flow, question)
	}
	return d.Answers[question].Message
}

func business(w *flowstest.Walker, t *testing.T) enterprise.Business {
	t.Helper()
	return w.State(t).Person.Businesses[0]
}

// asks checks what is on the screen.
func asks(w *flowstest.Walker, t *testing.T, question, part string) {
	t.Helper()
	if w.Asked != question || !strings.Contains(w.Heard(), part) {
		t.Fatalf("on the screen is %q, %q; want %q with %q", w.Asked, w.Heard(), question, part)
	}
}

func TestTypedAnswers(t *testing.T) {
	t.Parallel()
	start := []string{"/start", "Indonesia", "Setuju", "Tidak usah"}
	rest := []string{"Ibu", "Siti", "Warung Siti", "2", "tlogomas", "Lengkapi profil", "2015", "3"}
	for _, row := range []struct {
		name  string
		texts []string // after consent
		asked string
		part  string
	}{
		{"a number that was just a label answers the next question by place", append(rest, "3"), "register.phone", "Rp5-15 juta"},
		{"a number names what it was taken for where nothing is listed", []string{"2"}, "register.name", "Dicatat: <b>Ibu</b>"},
		{"a second tap of a menu label is nobody's name", []string{"Ibu", "/batal", "Lanjutkan isian", "Lanjutkan isian"}, "register.name", "2/5"},
		{"a menu word where a name is asked is the menu's", []string{"Ibu", "bantuan"}, "register.name", "Siapa nama"},
		{"a button that does nothing here is nobody's name", []string{"Ibu", "Mengapa ditanya?", "lewati", "Betul"}, "register.name", "Siapa nama"},
		{"nor is a menu's, when it is the name of a registered business that is changed", append(rest, "Rp2-5 juta", "+6281234567890", "Belum punya NIB", "Benar, simpan", "/profil", "ubah 3", "Lanjutkan isian"), "register.business", "3/11"},
		{"a phone number that begins with no is not a wish to change", append(rest, "Rp2-5 juta", "no 081234567890"), "", "+6281234567890"},
		{"so is an NIB", append(rest, "Rp2-5 juta", "+6281234567890", "NO 0101230099999"), "register.confirm", "0101230099999"},
		{"two readings that are the same are one", append(rest, "2 jt 0"), "", "2 jt 0"},
		{"a label is what confirms, once and again", append(rest, "2,5jt", "Betul", "Kembali", "3jt", "Betul"), "register.phone", "Nomor HP"},
		{"keeping an answer by its button works twice", []string{"Ibu", "Kembali", "Tetap: Ibu", "Kembali", "Tetap: Ibu"}, "register.name", "Siapa nama"},
		{"a keep button of another language is understood", []string{"Ibu", "Siti", "/bahasa", "English", "Back", "Tetap: Siti", "Warung", "Back", "Back"}, "register.name", "<i>Siti</i>"},
		{"a number that fits nothing opens no old answer", []string{"Ibu", "1"}, "register.name", "2/5"},
		{"ubah and a number goes to that question", []string{"Ibu", "ubah 1"}, "register.honorific", "1/5"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			w := flowstest.NewWalker(flowstest.SharedBook())
			chat(w, t, start...)
			chat(w, t, row.texts...)
			asks(w, t, row.asked, row.part)
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
		{"a number, at once", []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti", "Warung", "2", "tlogomas", "Lengkapi profil", "2015", "3", "3"}, time.Second, false},
		{"a number, later: it is another answer", []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti", "Warung", "2", "tlogomas", "Lengkapi profil", "2015", "3", "3"}, 4 * time.Second, true},
		{"an option, long after: it is another answer", []string{"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Ibu"}, 11 * time.Minute, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			w := flowstest.NewWalker(flowstest.SharedBook())
			last := len(row.texts) - 1
			chat(w, t, row.texts[:last]...)
			w.Now = w.Now.Add(row.apart)
			turn := w.Put(t, flows.Input{Kind: flows.Text, Text: row.texts[last], Message: strconv.Itoa(99)})
			if got := len(turn.Say) > 0; got != row.heard {
				t.Errorf("answered: %t, with %q", got, w.Heard())
			}
		})
	}
}

func TestConsent(t *testing.T) {
	t.Parallel()
	t.Run("a newer text is asked in the middle of a form, and no answer is lost", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		chat(w, t, "/penilaian", "1", "2")
		w.Book = flowstest.RenewedBook()
		chat(w, t, "3")
		asks(w, t, "start.consent", "Setuju?")
		if a := w.State(t).Chat.Drafts["assessment"].Answers["L3"]; a.Value != "c" {
			t.Errorf("the answer given before is %+v", a)
		}
		chat(w, t, "Setuju")
		asks(w, t, "assessment.L4", "4/29")
	})
	t.Run("a newer text that was not shown yet is not what is answered", func(t *testing.T) {
		t.Parallel()
		w := flowstest.NewWalker(flowstest.SharedBook())
		chat(w, t, "/start", "Indonesia", "Setuju")
		w.Book = flowstest.RenewedBook()
		chat(w, t, "Tidak usah") // to announcements, which are on the screen
		asks(w, t, "start.consent", "Setuju?")
		if all := w.State(t).Person.Consents; len(all) != 2 || all[1].Purpose != enterprise.BroadcastConsent || all[1].Given {
			t.Errorf("decided is %+v", all)
		}
	})
	t.Run("another language in the middle leads back to it", func(t *testing.T) {
		t.Parallel()
		w := flowstest.NewWalker(flowstest.SharedBook())
		chat(w, t, "/start", "Indonesia", "/bahasa", "English")
		asks(w, t, "start.consent", "in English")
	})
	t.Run("refusing erases what was answered under an older text", func(t *testing.T) {
		t.Parallel()
		w := flowstest.NewWalker(flowstest.SharedBook())
		chat(w, t, "/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti")
		w.Book = flowstest.RenewedBook()
		chat(w, t, "Warung Siti", "Tidak")
		if w.Kept != nil {
			t.Errorf("kept: %s", w.Kept)
		}
	})
	t.Run("the proof of a decision about announcements is of the text that was shown", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		chat(w, t, "/berhenti", "Berhenti dikirimi")
		all := w.State(t).Person.Consents
		if first, last := all[1], all[len(all)-1]; last.Given || last.Hash == first.Hash {
			t.Errorf("%+v, %+v", first, last)
		}
	})
	t.Run("a forwarded /start keeps nothing", func(t *testing.T) {
		t.Parallel()
		w := flowstest.NewWalker(flowstest.SharedBook())
		if turn := w.Put(t, flows.Input{Kind: flows.Text, Text: "/start", Forwarded: true}); !turn.Forget {
			t.Error("somebody is kept who did not begin")
		}
	})
	t.Run("somebody without a name is greeted without one", func(t *testing.T) {
		t.Parallel()
		w := flowstest.NewWalker(flowstest.SharedBook())
		chat(w, t, "/start", "Indonesia", "Setuju", "Tidak usah", "/start")
		asks(w, t, "register.honorific", "kembali, Bapak/Ibu.")
	})
}
