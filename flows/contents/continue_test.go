package contents_test

import (
	"strings"
	"testing"

	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// Every form that holds an answer can be continued, and /batal does not say that
// nothing waits while one does.
func TestEveryFormThatHoldsAnAnswerCanBeContinued(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	for _, f := range b.Forms {
		if f.OnTheFly || f.Free {
			continue
		}
		held := map[string]flows.Answer{"amount": {Value: "1"}, "theme": {Value: "capital"}, "text": {Value: "Pasar perlu atap"}} // what makes some worth keeping
		s := flows.State{Chat: flows.Chat{Drafts: map[string]*flows.Draft{f.Key: {Form: f.Key, Started: flowstest.Noon, Touched: flowstest.Noon, Answers: held}}}}
		c := b.Conversation(s, flows.Input{}, flowstest.Noon)
		if got := c.Unfinished(); got != f {
			t.Errorf("%s: %v can be continued", f.Key, got)
		}
		c.Park()
		if said := c.Turn.Say[0].Text; !strings.Contains(said, b.Words.Say("id", "menu.waiting", map[string]any{"You": "Bapak/Ibu"})) {
			t.Errorf("%s: /batal says %s", f.Key, said)
		}
	}
}

// What was skipped is no answer that is stored.
func TestWhatWasSkippedIsNotCounted(t *testing.T) {
	t.Parallel()
	w := enrolled(t)
	chat(w, t, "/penilaian", "1", "Lewati", "/batal")
	s := w.State(t)
	c := flowstest.SharedBook().Conversation(s, flows.Input{Kind: flows.Wake}, flowstest.Noon)
	for _, r := range flowstest.SharedBook().Reminders {
		if r.Key == "form" {
			said := r.Words(c, nil)
			if !strings.Contains(said, "tersimpan: 1 dari") {
				t.Errorf("one answer and one skipped: %s", said)
			}
		}
	}
}
