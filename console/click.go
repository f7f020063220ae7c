package console

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/desk"
	"naikkelas/store"
)

// answersMost is how much a click may answer to what is asked.
const answersMost = 40

// click is anything that is done on a page. Its form holds what would be
// tapped or typed in the chat (do), the answers to what is then asked (say), a
// name of its own (click), by which it is done once however often it is sent,
// and where to go on when it is done (next) or is not (back).
func (c *Console) click(w http.ResponseWriter, r *http.Request) {
	v, ok := c.sent(w, r, page{}) // whatever the page: the chat knows who may do it
	if !ok {
		return
	}
	who := v.visitor
	c.touch(r.Context(), who)
	form := r.PostForm
	name, say := form.Get("click"), form["say"]
	next, back := local(form.Get("next")), local(form.Get("back"))
	if name == "" || len(name) > 64 || form.Get("do") == "" || len(say) > answersMost || !c.may(form.Get("do")) {
		c.refuse(w, r, http.StatusBadRequest, "elsewhere")
		return
	}
	for i := range say {
		say[i] = strings.ReplaceAll(say[i], "\r\n", "\n")
	}
	k := desk.Click{ID: c.clickID(who, name), Session: who.session.Hash, Do: form.Get("do"), Say: say}
	o, known, err := c.settled(r.Context(), who.state.Person.ID, k, who.session.To, "console:"+k.ID)
	switch {
	case err != nil:
		c.trouble(w, r, err)
	case known && o.Done:
		http.Redirect(w, r, with(next, "klik", name), http.StatusSeeOther)
	default:
		http.Redirect(w, r, with(back, "klik", name), http.StatusSeeOther)
	}
}

// may reports whether a page may ask for something: for the staff's own
// commands and buttons. What an owner does belongs into the owner's chat.
func (c *Console) may(do string) bool {
	if strings.HasPrefix(do, "/") {
		return len(c.Book.CommandNamed[do].For) > 0 && do != "/konsol" && do != "/console"
	}
	word, _, ok := strings.Cut(do, ":")
	return ok && len(do) <= 64 && strings.Contains(" a b d f g h j k l m p s t u w y ", " "+word+" ")
}

// clickID names a click for the bot. It is another one for each session, so
// that nobody can ask for what became of somebody else's.
func (c *Console) clickID(who *visitor, name string) string {
	return c.hash("click", who.session.Hash+" "+name)
}

// settled gives a click to the bot and waits for what becomes of it; known is
// false when that takes longer. Once it is appended the click outlives us: it
// will be done, and only once, whenever the bot gets to it.
func (c *Console) settled(ctx context.Context, id enterprise.PersonID, k desk.Click, from enterprise.Address, delivery string) (o desk.Outcome, known bool, err error) {
	if _, err := c.Store.Append(ctx, c.Now(), []store.Cause{{Delivery: delivery, Input: k.Input(from, c.Now())}}); err != nil {
		return o, false, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.Patience)
	defer cancel()
	pause := time.NewTimer(0)
	defer pause.Stop()
	for wait := 4 * time.Millisecond; ; wait = min(2*wait, 100*time.Millisecond) {
		select {
		case <-pause.C:
		case <-ctx.Done():
			return o, false, nil
		}
		o, known, err = c.outcome(ctx, id, k.ID)
		if ctx.Err() != nil {
			return desk.Outcome{}, false, nil
		}
		if known || err != nil {
			return o, known, err
		}
		pause.Reset(wait)
	}
}

// outcome is what became of a click, as far as it is known.
func (c *Console) outcome(ctx context.Context, id enterprise.PersonID, click string) (desk.Outcome, bool, error) {
	name := desk.RecordOf(id)
	found, err := c.Store.Find(ctx, c.Now(), flows.Lookup{Records: []flows.RecordName{name}})
	if err != nil {
		return desk.Outcome{}, false, fmt.Errorf("console: ask what became of a click: %w", err)
	}
	o, ok := desk.Read(found.Records[name]).Outcome(click)
	return o, ok, nil
}

// looksMost is how often a look at the same thing is noted: once in that time.
const looksMost = 5 * time.Minute

// looked does what has to be in the trail before a page may show something:
// the tap that opens it in the chat. It is done once in a while however often
// the page is loaded; false: the bot does not answer, so nothing is shown.
func (c *Console) looked(v *visit, do string, say ...string) (bool, error) {
	return c.opened(v, fmt.Sprintf("look %s %q %d", do, say, c.Now().Unix()/int64(looksMost/time.Second)), do, say)
}

// opened does it once under a name.
func (c *Console) opened(v *visit, name, do string, say []string) (bool, error) {
	k := desk.Click{ID: c.clickID(v.visitor, name), Session: v.session.Hash, Do: do, Say: say}
	if o, known := v.desk.Outcome(k.ID); known {
		return o.Done, nil
	}
	o, _, err := c.settled(v.ctx, v.state.Person.ID, k, v.session.To, "console:"+k.ID)
	return o.Done, err
}

// noted notes in the trail what taps and answers show, without doing anything;
// once in a while, like looked.
func (c *Console) noted(v *visit, do string, say []string) (bool, error) {
	k := desk.Click{Session: v.session.Hash, Do: do, Say: say, Only: true}
	k.ID = c.clickID(v.visitor, fmt.Sprintf("only %s %q %d", do, say, c.Now().Unix()/int64(looksMost/time.Second)))
	if o, known := v.desk.Outcome(k.ID); known {
		return o.Done, nil
	}
	o, _, err := c.settled(v.ctx, v.state.Person.ID, k, v.session.To, "console:"+k.ID)
	return o.Done, err
}

// readsMost is how often a page may find that it has to know more.
const readsMost = 12

// view reads what a page shows, by the queries of the chat.
func view[T any](c *Console, v *visit, read func(*flows.Conversation) T) (out T, err error) {
	s := v.state
	s.Found = flows.Found{}
	now := c.Now()
	for range readsMost {
		t := c.Book.Conversation(s, flows.Input{From: v.session.To, Language: s.Person.Language}, now)
		out = read(t)
		if t.Turn.Lookup.Empty() {
			return out, nil
		}
		found, err := c.Store.Find(v.ctx, now, t.Turn.Lookup)
		if err != nil {
			return out, err
		}
		s.Found = s.Found.Join(found)
	}
	return out, fmt.Errorf("console: the page %s needs more and more", v.page.name)
}
