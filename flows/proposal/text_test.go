package proposal_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/proposal"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// Twenty messages as long as Telegram's reach an officer whole, in their order,
// in messages that fit.
func TestNothingThatIsSaidIsCut(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.Owner("Siti", nil)
	voice(w, "Siti", "new")
	w.Say("Siti", "Modal")
	var all []string
	for i := range proposal.SpokenParts {
		text := strings.TrimSpace(fmt.Sprintf("bagian %d ", i) + strings.Repeat("<usul> & 😀 panjang ", 300))
		for reading.Units(text) > 4096 {
			text = strings.TrimSpace(text[:len(text)-20])
		}
		all = append(all, text)
		w.Say("Siti", text)
	}
	for _, text := range []string{"Lewati", "Tanpa foto", "Tanpa nama", "Kirim"} {
		w.Say("Siti", text)
	}
	spoken := w.States[w.Names["Siti"]].Person.Spoken
	if len(spoken) != 1 {
		t.Fatalf("she is told %q", w.Newest("Siti").Text)
	}
	heard := ""
	for _, m := range voice(w, "Bima", "see", spoken[0].ID) {
		if n := reading.Units(reading.Visible(m.Text)); n > 4096 {
			t.Errorf("a message of %d units", n)
		}
		heard += reading.Visible(m.Text)
	}
	squeezed := strings.ReplaceAll(heard, "\n\n", "")
	for i, text := range all {
		_, rest, found := strings.Cut(squeezed, text)
		if !found {
			t.Fatalf("message %d is not there, not in its place, or cut", i)
		}
		squeezed = rest
	}
}

// Any text in any length: the pieces are the text, and each fits.
func TestPiecesAreTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text, most := rapid.String().Draw(rt, "text"), rapid.IntRange(2, 40).Draw(rt, "most")
		all := proposal.Pieces(text, most)
		if strings.Join(all, "") != text {
			rt.Fatalf("%q became %q", text, all)
		}
		blocks := make([]string, len(all))
		for i, piece := range all {
			if reading.Units(piece) > most {
				rt.Fatalf("%q takes %d", piece, reading.Units(piece))
			}
			blocks[i] = messages.Escape(piece)
		}
		for _, page := range proposal.Pages(blocks, most) {
			if reading.Units(reading.Visible(page)) > most {
				rt.Fatalf("the page %q takes %d", page, reading.Units(reading.Visible(page)))
			}
		}
	})
}

// What in a text tells who wrote it.
func TestOwnWordsAreFound(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	tk := b.Conversation(flows.State{Person: enterprise.Person{ID: 7, Name: "Siti Nur Aminah", Phone: "+6281234567890",
		Businesses: []enterprise.Business{{ID: "1", Name: "Keripik Sanan", NIB: "0101230099999"}},
		Closed:     []enterprise.Business{{ID: "2", Name: "Jamu Sehat"}}}}, flows.Input{}, flowstest.Noon)
	for _, row := range []struct{ name, text, covered string }{
		{"nothing", "sewa lapak mahal", "sewa lapak mahal"},
		{"a first name, whatever its letters", "saya SITI dan Bu siti.", "saya ••• dan Bu •••."},
		{"a short part of a name is in too many words of others", "nur dan nurani", "nur dan nurani"},
		{"a name within a word is none", "situs sitinjau, Aminahku", "situs sitinjau, Aminahku"},
		{"a full name", "Siti Nur Aminah", "••• Nur •••"},
		{"the business", "toko keripik sanan di pasar", "toko ••• di pasar"},
		{"a business that was closed", "dulu jamu sehat", "dulu •••"},
		{"half of the business's name is the place's", "jalan Sanan rusak", "jalan Sanan rusak"},
		{"the phone number", "hubungi 0812-3456-7890 ya", "hubungi ••• ya"},
		{"the phone number, international", "+62 812 3456 7890", "+•••"},
		{"another number", "hubungi 0812-3456-7891", "hubungi 0812-3456-7891"},
		{"the NIB", "NIB 0101230099999.", "NIB •••."},
		{"several", "Siti (081234567890), Aminah", "••• (•••), •••"},
	} {
		if got := proposal.WithoutOwnWords(tk, row.text); got != row.covered {
			t.Errorf("%s: %q became %q, want %q", row.name, row.text, got, row.covered)
		}
	}
}

// However odd the text, covering it keeps everything else.
func TestCoveringKeepsTheRest(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	tk := b.Conversation(flows.State{Person: enterprise.Person{ID: 7, Name: "Sitirahayu İnce", Phone: "+6281234567890"}}, flows.Input{}, flowstest.Noon)
	rapid.Check(t, func(rt *rapid.T) {
		parts := rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{" ", "Sitirahayu", "İnce", "081234567890", "•••", "\n"}))).Draw(rt, "parts")
		text := strings.Join(parts, "")
		got := proposal.WithoutOwnWords(tk, text)
		if len(proposal.OwnWords(tk, text)) == 0 && got != text {
			rt.Fatalf("%q became %q", text, got)
		}
		if again := proposal.WithoutOwnWords(tk, got); again != got {
			rt.Fatalf("%q became %q, then %q", text, got, again)
		}
	})
}
