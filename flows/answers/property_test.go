package answers_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/messages"
)

// sentences are the labelled ones of package knowledge, and some that are none.
var sentences = sync.OnceValue(func() (out []string) {
	data, err := os.ReadFile("../../knowledge/testdata/sentences.tsv")
	if err != nil {
		panic(err)
	}
	for line := range strings.Lines(string(data)) {
		if _, text, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && !strings.HasPrefix(line, "#") {
			out = append(out, text)
		}
	}
	return append(out, "qwrt zxcv", "🙂", "petugas", "admin", "mau bicara dengan petugas", "<b>&[x]", "", strings.Repeat("kok lama sekali ", 200))
})

// drawSentence is a labelled sentence, or some words of several.
func drawSentence(t *rapid.T) string {
	one := rapid.SampledFrom(sentences())
	if rapid.IntRange(0, 3).Draw(t, "kind") > 0 {
		return one.Draw(t, "sentence")
	}
	words := strings.Fields(one.Draw(t, "first") + " " + one.Draw(t, "second"))
	return strings.Join(rapid.Permutation(words).Draw(t, "words")[:min(len(words), 6)], " ")
}

// moves tells whether a text is a word that moves about, or of the menu.
func moves(c *flows.Conversation, text string) bool {
	tidy := read.Tidy(text)
	labels := []string{"nav.skip", "nav.why", "nav.right", "nav.other", "nav.contact", "menu.continue", "menu.discard"}
	for _, item := range c.AllItems() {
		labels = append(labels, item.Label)
	}
	return slices.ContainsFunc(labels, func(key string) bool {
		return slices.ContainsFunc(c.Labels(key), func(l string) bool { return read.Tidy(l) == tidy })
	}) || slices.Contains(c.Synonyms("nav.change"), strings.SplitN(tidy, " ", 2)[0]) || strings.HasPrefix(text, "/")
}

// leadsOn tells whether there is something to do next under what was said.
func leadsOn(said []messages.Message) bool {
	said = slices.DeleteFunc(slices.Clone(said), func(m messages.Message) bool { return m.Commands != "" })
	if len(said) == 0 {
		return false
	}
	last := said[len(said)-1]
	return len(last.Buttons) > 0 || strings.HasSuffix(last.Key, ".ask") || last.Keyboard != nil && len(last.Keyboard.Rows) > 0
}

// kept is the answers of all forms, without those of one question and what
// closes its form.
func kept(t rapid.TB, c flows.Chat, f *flows.Form, q *flows.Question, conv *flows.Conversation) string {
	t.Helper()
	out := map[string]map[string]string{}
	for key, d := range c.Drafts {
		answers := map[string]string{}
		for k, a := range d.Answers {
			own := f != nil && key == f.Key && q != nil && (k == q.Key || strings.HasPrefix(k, q.Key+"."))
			if f != nil && key == f.Key {
				own = own || slices.ContainsFunc(f.Questions(conv, d), func(o *flows.Question) bool { return o.Closing && o.Key == k })
			}
			if !own {
				answers[k] = a.Value
			}
		}
		if len(answers) > 0 {
			out[key] = answers
		}
	}
	data, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// checkSentence: whatever was said, there is a next step; what the question
// cannot read changes nothing; what it reads is its answer or waits for a yes.
func checkSentence(t rapid.TB, b *flows.Book, before flows.State, in flows.Input, said []messages.Message, after flows.State, where string) {
	t.Helper()
	for _, m := range said {
		flowstest.CheckSaid(t, m)
	}
	if !leadsOn(said) {
		t.Fatalf("%s: %q is a dead end: %+v", where, in.Text, said)
	}
	c := b.Conversation(before, in, flowstest.Noon)
	f, d, q := c.Question()
	if q == nil || moves(c, in.Text) || q.Content {
		return
	}
	r, label := c.Read(d, q)
	pending := before.Chat.Pending != nil
	switch {
	case r.Value == "" && len(r.Candidates) == 0 && label == "" && !pending:
		if was, is := kept(t, before.Chat, nil, nil, c), kept(t, after.Chat, nil, nil, c); was != is || after.Chat.Open != before.Chat.Open {
			t.Fatalf("%s: %q changes %s (%s) to %s (%s)", where, in.Text, was, before.Chat.Open, is, after.Chat.Open)
		}
	case r.Value != "" && label == "" && !pending && !f.OnTheFly && after.Chat.Open == f.Key:
		p := after.Chat.Pending
		waits := p != nil && slices.ContainsFunc(p.Candidates, func(o flows.Candidate) bool { return o.Value == r.Value })
		if got := after.Chat.Drafts[f.Key].Answers[q.Key].Value; got != r.Value && !waits && !slices.Contains(c.Synonyms("nav.hello"), read.Tidy(in.Text)) {
			t.Fatalf("%s: %q is read as %q, and lost: %+v, %+v", where, in.Text, r.Value, got, p)
		}
		if was, is := kept(t, before.Chat, f, q, c), kept(t, after.Chat, f, q, c); was != is {
			t.Fatalf("%s: %q changes %s to %s", where, in.Text, was, is)
		}
	}
}

// No sentence, at any question of any form, ends in a dead end or changes what
// was answered elsewhere.
func TestNoSentenceLosesAnAnswer(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	w := flowstest.NewWorld(t)
	w.Owner("Siti", func(p *enterprise.Person) {
		p.Businesses[0].Assessments = []enterprise.Assessment{{At: flowstest.Noon, Sector: p.Businesses[0].Sector, Result: enterprise.Result{Total: 55, Level: "growing", Provisional: true}}}
	})
	w.StaffMember("Ratna", enterprise.Officer, enterprise.Administrator)
	type place struct {
		state flows.State
		name  string
	}
	var places []place
	for _, who := range []string{"Siti", "Ratna"} {
		for _, f := range b.Forms {
			base := w.States[w.Names[who]]
			if (who == "Ratna") != (len(f.For) > 0) {
				continue
			}
			c := b.Conversation(base, flows.Input{}, flowstest.Noon)
			d := c.Draft(f.Key)
			for _, q := range f.Questions(c, d) {
				if q.Applies != nil && !q.Applies(c, d) || f.Key == flows.StartKey {
					continue
				}
				s := base
				if s.Chat.Drafts = maps.Clone(base.Chat.Drafts); s.Chat.Drafts == nil {
					s.Chat.Drafts = map[string]*flows.Draft{}
				}
				s.Chat.Drafts[f.Key] = d
				s.Chat.Open, s.Chat.Asked = f.Key, q.Key
				places = append(places, place{s, f.Key + "." + q.Key})
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := places[rapid.IntRange(0, len(places)-1).Draw(t, "place")]
		in := flows.Input{Kind: flows.Text, Text: drawSentence(t), Message: "77", From: flowstest.AddressOf(p.state.Person.ID)}
		turn := b.Step(p.state, in, flowstest.Noon)
		if !turn.Lookup.Empty() { // there are no records
			p.state.Found = flows.Found{Lists: map[flows.ListName][]flows.Record{}, Records: map[flows.RecordName]flows.Record{}}
			for _, l := range turn.Lookup.Lists {
				p.state.Found.Lists[l] = nil
			}
			for _, r := range turn.Lookup.Records {
				p.state.Found.Records[r] = flows.Record{RecordName: r}
			}
			turn = b.Step(p.state, in, flowstest.Noon)
		}
		if !turn.Lookup.Empty() {
			return // it cannot be worked out without a store: TestASentenceAnywhere does
		}
		checkSentence(t, b, p.state, in, turn.Say, turn.State, p.name)
	})
}

// The same wherever somebody gets by tapping what is offered, from the first
// /start on.
func TestASentenceAnywhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := flowstest.NewWorld(t)
		w.StaffMember("Ratna", enterprise.Officer)
		id := w.Stranger("Siti")
		w.Say("Siti", "/start")
		for n := range rapid.IntRange(3, 40).Draw(rt, "length") {
			if w.States[id].New {
				return
			}
			if n > 0 && rapid.IntRange(0, 2).Draw(rt, "sentence") == 0 {
				before := w.States[id]
				text := drawSentence(rt)
				said := w.Say("Siti", text)
				if before.Chat.Ticket.ID != "" && before.Chat.Open == "" || before.Chat.Last.Label == text {
					continue
				}
				checkSentence(rt, w.Book, before, flows.Input{Kind: flows.Text, Text: text, Message: "77"}, said, w.States[id], before.Chat.Open+"."+before.Chat.Asked)
				continue
			}
			w.Say("Siti", rapid.SampledFrom(offered(w, id)).Draw(rt, "tap"))
		}
	})
}

// offered are labels and right answers of what is on the screen.
func offered(w *flowstest.World, id enterprise.PersonID) []string {
	out := []string{"Siti Aminah", "tlogomas", "2015", "3", "081234567890", "2 juta"}
	for _, m := range slices.Backward(w.Said[id]) {
		if m.Keyboard != nil {
			return append(out, slices.Concat(slices.Concat(m.Keyboard.Rows, m.Keyboard.Rows, m.Keyboard.Rows)...)...)
		}
	}
	return out
}
