package flows

import (
	"testing"

	"naikkelas/enterprise"
)

// BenchmarkStep is one answer of the assessment, as the bot handles it.
func BenchmarkStep(b *testing.B) {
	book, s := registeredState(b)
	now := noon.AddDate(0, 0, 1)
	s = book.Step(s, Input{Kind: Text, Text: "/penilaian"}, now).State
	for _, text := range []string{"1", "2", "3", "1", "1"} {
		s = book.Step(s, Input{Kind: Text, Text: text}, now).State
	}
	in := Input{Kind: Text, Text: "Pernah sekali", Message: "7", From: enterprise.Address{Channel: "telegram", ID: "7001"}}
	in.Text = firstLabel(book, s)
	b.ReportAllocs()
	for b.Loop() {
		if turn := book.Step(s, in, now); len(turn.State.Chat.Drafts[assessmentKey].Answers) != 6 {
			b.Fatal("the answer was not taken")
		}
	}
}

// BenchmarkRegister is everything from /start to a registered business.
func BenchmarkRegister(b *testing.B) {
	book := sharedBook()
	b.ReportAllocs()
	for b.Loop() {
		if s := registerOnce(book); len(s.Person.Businesses) != 1 {
			b.Fatal("not registered")
		}
	}
}

func registeredState(b *testing.B) (*Book, State) {
	b.Helper()
	book := sharedBook()
	return book, registerOnce(book)
}

func registerOnce(book *Book) State {
	s := State{Person: enterprise.Person{ID: 7}, New: true}
	for _, text := range []string{
		"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti Aminah", "Keripik Bu Siti", "Makanan kemasan",
		"tlogomas", "2015", "3", "2,5jt", "Betul", "+6281234567890", "Belum punya NIB", "Benar, simpan",
	} {
		s = book.Step(s, Input{Kind: Text, Text: text, Message: "7", From: enterprise.Address{Channel: "telegram", ID: "7001"}}, noon).State
		s.New = false
	}
	return s
}

// firstLabel is the first option of what is asked.
func firstLabel(book *Book, s State) string {
	t := book.talk(s, Input{}, noon)
	_, d, q := t.question()
	return q.options(t, d)[0].Label
}
