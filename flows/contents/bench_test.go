package contents_test

import (
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// BenchmarkStep is one answer of the assessment, as the bot handles it.
func BenchmarkStep(b *testing.B) {
	book, s := registeredState(b)
	now := flowstest.Noon.AddDate(0, 0, 1)
	s = book.Step(s, flows.Input{Kind: flows.Text, Text: "/penilaian"}, now).State
	for _, text := range []string{"1", "2", "3", "1", "1"} {
		s = book.Step(s, flows.Input{Kind: flows.Text, Text: text}, now).State
	}
	in := flows.Input{Kind: flows.Text, Text: "Pernah sekali", Message: "7", From: enterprise.Address{Channel: "telegram", ID: "7001"}}
	in.Text = firstLabel(book, s)
	b.ReportAllocs()
	for b.Loop() {
		if turn := book.Step(s, in, now); len(turn.State.Chat.Drafts["assessment"].Answers) != 6 {
			b.Fatal("the answer was not taken")
		}
	}
}

// BenchmarkRegister is everything from /start to a registered business.
func BenchmarkRegister(b *testing.B) {
	book := flowstest.SharedBook()
	b.ReportAllocs()
	for b.Loop() {
		if s := registerOnce(book); len(s.Person.Businesses) != 1 {
			b.Fatal("not registered")
		}
	}
}

func registeredState(b *testing.B) (*flows.Book, flows.State) {
	b.Helper()
	book := flowstest.SharedBook()
	return book, registerOnce(book)
}

func registerOnce(book *flows.Book) flows.State {
	s := flows.State{Person: enterprise.Person{ID: 7}, New: true}
	for _, text := range []string{
		"/start", "Indonesia", "Setuju", "Tidak usah", "Ibu", "Siti Aminah", "Keripik Bu Siti", "Makanan kemasan",
		"tlogomas", "Lengkapi profil", "2015", "3", "2,5jt", "Betul", "+6281234567890", "Belum punya NIB", "Benar, simpan",
	} {
		s = book.Step(s, flows.Input{Kind: flows.Text, Text: text, Message: "7", From: enterprise.Address{Channel: "telegram", ID: "7001"}}, flowstest.Noon).State
		s.New = false
	}
	return s
}

// firstLabel is the first option of what is asked.
func firstLabel(book *flows.Book, s flows.State) string {
	t := book.Conversation(s, flows.Input{}, flowstest.Noon)
	_, d, q := t.Question()
	return q.OptionsFor(t, d)[0].Label
}
