package contents_test

import (
	"strings"
	"testing"

	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// What people type below "Betul?" confirms, asks anew, or changes nothing.
func TestEchoIsAnswered(t *testing.T) {
	book := flowstest.TestBook(t)
	for want, typed := range map[string][]string{
		"confirmed":  {"Betul", "iya betul", "ya kak", "benar", "sip", "bener", "oke", "nggih", "👍", "👍🏽", "Ya, itu benar pak", "1", "YA!!", "yes that is right", "sudah benar"},
		"asked anew": {"Bukan itu", "bukan", "salah", "bukan kak", "nomornya salah", "tidak betul", "bukan, salah", "👎", "2", "wrong"},
		"kept":       {"ini nomor istri saya", "hmm", "tidak salah", "🙏", "3", "iya tapi nanti dulu", "😀"},
		"replaced":   {"0813 9999 8888"},
	} {
		for _, text := range typed {
			p := flowstest.NewPhone(book)
			p.Macro(t, strings.Fields("sampai phone"))
			p.Say(t, "0812 3456 789")
			p.Say(t, text)
			if got := echoed(p.State(t)); got != want {
				t.Errorf("%q: %s, want %s", text, got, want)
			}
		}
	}
}

func echoed(s flows.State) string {
	d, pending := s.Chat.Drafts[flows.RegisterKey], s.Chat.Pending
	switch {
	case d.Answers["phone"].Value == "+628123456789":
		return "confirmed"
	case pending == nil:
		return "asked anew"
	case pending.Candidates[0].Value == "+628123456789":
		return "kept"
	}
	return "replaced"
}
