package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"naikkelas/flows"
	"naikkelas/flows/desk"
	"naikkelas/flows/statistics"
	"naikkelas/messages"
)

// formData is a form of the chat on a page: what was answered so far, what is
// asked now, and what may be answered. Nothing of it is kept anywhere: the
// answers travel in the page, and each time the form is worked out anew from
// them. The last answer makes all of them one click.
type formData struct {
	Do      string
	Say     []string // answered so far
	Name    string   // of the click that it will be
	Next    string   // where to go when it is done
	Back    string   // and when it is given up
	Told    []toldData
	Options []string
	Over    bool // nothing is asked, and nothing was done
}

// toldData is something the form says: a text of its own, or a message as an
// owner will see it.
type toldData struct {
	Text    string
	Buttons []messages.Button
	Bars    []barData
	Preview bool
	Picture bool // there is a picture or a file that the page does not show
}

// formMay reports whether a form or a list of the chat's may be worked through on
// pages: those that a page of the officer's begins with, and what the buttons do
// that stand there. The book itself looks whether the officer may.
func (c *Console) formMay(v *visit, do string) bool {
	do, _, _ = strings.Cut(do, " ") // behind the command may stand whom it is about
	if do == "/siaran" || do == "/ekspor" {
		return v.allowed(c.Book, flows.ForOfficers)
	}
	if strings.HasPrefix(do, "/") {
		return slices.ContainsFunc(c.pages, func(p page) bool { return p.does == do && v.allowed(c.Book, p.who) })
	}
	return c.may(do)
}

// command is a page that shows what a command says in the chat.
func (c *Console) command(v *visit) (any, error) {
	return c.filled(v, url.Values{"do": {v.page.does}, "next": {v.page.path}, "back": {v.page.path}})
}

// form begins a form: its address says which, and nothing personal.
func (c *Console) form(v *visit) (any, error) {
	q := v.r.URL.Query()
	return c.filled(v, q)
}

// fill goes on with a form by the answer that was given.
func (c *Console) fill(w http.ResponseWriter, r *http.Request) {
	v, ok := c.sent(w, r, c.named("form"))
	if !ok {
		return
	}
	c.touch(r.Context(), v.visitor)
	for _, p := range c.pages {
		if p.does != "" && p.path == local(r.PostForm.Get("next")) {
			v.page = p // it goes on from there
		}
	}
	data, err := c.filled(v, r.PostForm)
	c.answer(w, v, data, err)
}

// filled works a form out from its answers; one that is complete is done.
func (c *Console) filled(v *visit, form url.Values) (any, error) {
	d := formData{Do: form.Get("do"), Name: form.Get("click"), Next: local(form.Get("next")), Back: local(form.Get("back"))}
	for _, text := range form["say"] {
		d.Say = append(d.Say, strings.ReplaceAll(text, "\r\n", "\n"))
	}
	if d.Name == "" {
		d.Name = secret()
	}
	if form.Get("undo") != "" && len(d.Say) > 0 {
		d.Say = d.Say[:len(d.Say)-1]
	}
	if !c.formMay(v, d.Do) || len(d.Say) > answersMost || len(d.Name) > 64 {
		v.fault = http.StatusNotFound
		return nil, nil
	}
	p, err := c.play(v, d.Do, d.Say)
	if err != nil {
		return nil, err
	}
	if p.Done && p.Acts() {
		if v.r.Method != http.MethodPost {
			v.fault = http.StatusNotFound // an address does nothing
			return nil, nil
		}
		k := desk.Click{ID: c.clickID(v.visitor, d.Name), Session: v.session.Hash, Do: d.Do, Say: d.Say}
		o, known, err := c.settled(v.ctx, v.state.Person.ID, k, v.session.To, "console:"+k.ID)
		if v.wants = with(d.Next, "klik", d.Name); known && !o.Done {
			v.wants = with(d.Back, "klik", d.Name)
		}
		return nil, err
	}
	if n := len(p.Said); n > 0 && p.Asks != "" && len(d.Say) > 0 && p.Said[n-1].Repeat {
		d.Say = d.Say[:len(d.Say)-1] // it was not understood: the question stands
	}
	d.Over = p.Asks == ""
	d.Told, d.Options = told(p.Said)
	if !p.Shows() {
		return d, nil
	}
	if ok, err := c.noted(v, d.Do, d.Say); err != nil || !ok {
		d.Told = []toldData{{Text: messages.Escape(c.Book.Words.Label(v.state.Person.Language, "console.form.shut", nil))}}
		return d, err
	}
	return d, nil
}

// playsMost is how often a form may find that it has to know more: every
// answer may need something.
const playsMost = 2 * answersMost

// play works out taps and answers without doing anything.
func (c *Console) play(v *visit, do string, say []string) (p desk.Played, err error) {
	s, now := v.state, c.Now()
	s.Found = flows.Found{}
	in := flows.Input{From: v.session.To, Language: s.Person.Language, At: now, ID: "0-0", Token: strings.Repeat("0", 32)}
	for range playsMost {
		p = desk.Play(c.Book, s, in, do, say, now)
		if p.Turn.Lookup.Empty() {
			return p, nil
		}
		found, err := c.Store.Find(v.ctx, now, p.Turn.Lookup)
		if err != nil {
			return p, err
		}
		s.Found = s.Found.Join(found)
	}
	return p, errForged
}

// told are the messages of the last step, and the answers that are offered.
func told(said []messages.Message) (out []toldData, options []string) {
	for _, m := range said {
		if m.Commands != "" || m.Delete != "" {
			continue
		}
		t := toldData{Text: m.Text, Preview: m.Key == "announcement", Picture: m.Photo+m.Document != ""}
		for _, row := range m.Buttons {
			t.Buttons = append(t.Buttons, row...)
		}
		if m.Bars != nil {
			t.Bars = bars(statistics.Figure{Bars: *m.Bars})
		}
		out = append(out, t)
		if m.Keyboard != nil && !m.Keyboard.Menu {
			options = slices.Concat(m.Keyboard.Rows...)
		}
	}
	return out, options
}
