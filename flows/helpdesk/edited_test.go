package helpdesk_test

import (
	"testing"
	"time"

	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

func types(w *flowstest.World, name, message, text string) {
	w.T.Helper()
	w.Put(w.Names[name], flows.Input{Kind: flows.Text, Text: text, Message: message})
}

func edits(w *flowstest.World, name, message, text string) {
	w.T.Helper()
	w.Put(w.Names[name], flows.Input{Kind: flows.Edited, Text: text, Message: message})
}

// An edited line of a ticket reads anew there, and whoever has read it is told; in
// a closed one it stays, which is said.
func TestAnEditedTicket(t *testing.T) {
	t.Parallel()
	w := desk(t)
	types(w, "Siti", "1", "/petugas")
	types(w, "Siti", "2", "Telepon saya 0812 1111 2222")
	edits(w, "Siti", "2", "Telepon saya 0857 1111 2222")
	for _, name := range []string{"Ratna", "Bima"} {
		if !w.Told(name, "dibetulkan pemiliknya:\nTelepon saya 0857 1111 2222") {
			t.Errorf("%s was told %s", name, w.LastTo(name))
		}
	}
	types(w, "Siti", "3", "Jam berapa?")
	edits(w, "Siti", "3", "Jam berapa bukanya?")
	reply(w, "Ratna", "Telepon saya", "Buka jam 8 sore")
	edits(w, "Ratna", "r", "Buka jam 8 pagi")
	if !w.Told("Siti", "membetulkan jawabannya: Buka jam 8 pagi") {
		t.Errorf("the owner was told %s", w.LastTo("Siti"))
	}
	edits(w, "Siti", "3", "Jam berapa tutupnya?") // read by the officer who answered
	if !w.Told("Ratna", "Jam berapa tutupnya?") || w.Told("Bima", "Jam berapa tutupnya?") {
		t.Error("who answered is told, and nobody else")
	}
	w.Tap("Ratna", "Selesai")
	edits(w, "Siti", "3", "Lain lagi")
	if !w.Told("Siti", "sudah ditutup, jadi isinya tidak berubah") || w.Told("Ratna", "Lain lagi") {
		t.Errorf("a closed ticket: %s", w.LastTo("Siti"))
	}
}

// Two officers who answer at the same time are told of each other; much later, or
// after the owner wrote again, nothing is the same time.
func TestTwoAnswersAtOnce(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		after time.Duration
		more  bool
		told  bool
	}{{"at once", 0, false, true}, {"minutes later", 5 * time.Minute, false, true}, {"an hour later", time.Hour, false, false}, {"the owner wrote again", time.Minute, true, false}} {
		w := desk(t)
		openTicket(w, "Bagaimana cara buat NIB?")
		reply(w, "Ratna", "Bagaimana cara", "Lewat oss.go.id")
		w.Now = w.Now.Add(row.after)
		if row.more {
			w.Say("Siti", "Terima kasih, lalu?")
		}
		reply(w, "Bima", "Bagaimana cara", "Datang ke MPP Merdeka")
		if w.Told("Ratna", "juga baru dijawab Bima: Datang ke MPP Merdeka") != row.told || w.Told("Bima", "juga baru dijawab Ratna: Lewat oss.go.id") != row.told {
			t.Errorf("%s: Ratna heard %s; Bima %s", row.name, w.LastTo("Ratna"), w.LastTo("Bima"))
		}
	}
}
