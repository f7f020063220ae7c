package console

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/desk"
	"naikkelas/store"
)

// visitor is an officer who is signed in.
type visitor struct {
	session desk.Session
	state   flows.State
	desk    desk.Desk
	csrf    string // what our forms hold and nobody else's
}

// allowed reports whether the visitor has one of the roles, as the chat decides it.
func (v *visitor) allowed(b *flows.Book, who []enterprise.Role) bool {
	return b.Conversation(v.state, flows.Input{}, time.Time{}).Allowed(who)
}

// cookieName binds the cookie to our host and path where https allows it.
func (c *Console) cookieName() string {
	if c.secure {
		return "__Host-konsol"
	}
	return "konsol"
}

// cookieForm is an officer's number and a secret.
var cookieForm = regexp.MustCompile(`^([0-9]{1,15})-([A-Za-z0-9]{20,40})$`)

// parted reads the value of a cookie, and what a link ends with.
func parted(value string) (id enterprise.PersonID, secret string, ok bool) {
	m := cookieForm.FindStringSubmatch(value)
	if m == nil {
		return 0, "", false
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	return enterprise.PersonID(n), m[2], err == nil && n > 0
}

// officer reads a person and what the console knows of them.
func (c *Console) officer(ctx context.Context, id enterprise.PersonID) (flows.State, desk.Desk, error) {
	name := desk.RecordOf(id)
	found, err := c.Store.Find(ctx, c.Now(), flows.Lookup{Records: []flows.RecordName{name}})
	if err != nil || found.Records[name].Data == nil {
		return flows.State{}, desk.Desk{}, err
	}
	p, err := c.Store.LoadPerson(ctx, id)
	if err != nil {
		return flows.State{}, desk.Desk{}, err
	}
	return p.State, desk.Read(found.Records[name]), nil
}

// visitor is who a request's cookie stands for; nil: nobody who is signed in.
func (c *Console) visitor(r *http.Request) (*visitor, error) {
	cookie, err := r.Cookie(c.cookieName())
	if err != nil {
		return nil, nil
	}
	id, key, ok := parted(cookie.Value)
	if !ok {
		return nil, nil
	}
	hash := c.hash("session", key)
	state, d, err := c.officer(r.Context(), id)
	if err != nil {
		return nil, err
	}
	s, ok := d.Session(hash, state.Person, c.Now())
	if !ok {
		return nil, nil
	}
	return &visitor{session: s, state: state, desk: d, csrf: c.hash("csrf", key)}, nil
}

// hash is a keyed hash of a secret, another one for each purpose.
func (c *Console) hash(purpose, secret string) string {
	return c.Store.Digest("console " + purpose + " " + secret)
}

// admit lets a request of a signed-in officer through; to any other it says
// how to sign in.
func (c *Console) admit(w http.ResponseWriter, r *http.Request) (*visitor, bool) {
	who, err := c.visitor(r)
	switch {
	case err != nil:
		c.trouble(w, r, err)
		return nil, false
	case who == nil:
		if r.Header.Get("HX-Request") != "" {
			w.Header().Set("HX-Refresh", "true") // a live part: the whole page says it
		}
		c.refuse(w, r, http.StatusUnauthorized, "out")
		return nil, false
	case !c.rates.sessions.allow(who.session.Hash):
		w.Header().Set("Retry-After", "2")
		c.refuse(w, r, http.StatusTooManyRequests, "often")
		return nil, false
	}
	return who, true
}

// touch notes that a session is in use, once a minute at most.
func (c *Console) touch(ctx context.Context, who *visitor) {
	if c.Now().Sub(who.session.Seen) < desk.SeenEvery {
		return
	}
	k := desk.Click{Session: who.session.Hash, Do: desk.Uses}
	delivery := "console:seen:" + who.session.Hash + ":" + strconv.FormatInt(c.Now().Unix()/int64(desk.SeenEvery/time.Second), 10)
	if _, err := c.Store.Append(ctx, c.Now(), []store.Cause{{Delivery: delivery, Input: k.Input(who.session.To, c.Now())}}); err != nil && ctx.Err() == nil {
		c.Log.Warn("it was not noted that a session is in use", "error", err)
	}
}

// stand notes that a page is open, every so often while it is: colleagues who
// look at the same see by whom. It is no use of the session.
func (c *Console) stand(v *visit, place string) {
	if s := v.session; s.Place == place && c.Now().Sub(s.PlaceAt) < desk.StandsEvery {
		return
	}
	k := desk.Click{Session: v.session.Hash, Do: desk.Stands, Say: []string{place}}
	delivery := "console:at:" + c.clickID(v.visitor, fmt.Sprint(place, " ", c.Now().Unix()/int64(desk.StandsEvery/time.Second)))
	if _, err := c.Store.Append(v.ctx, c.Now(), []store.Cause{{Delivery: delivery, Input: k.Input(v.session.To, c.Now())}}); err != nil && v.ctx.Err() == nil {
		c.Log.Warn("it was not noted that a page is open", "error", err)
	}
}

// errForged is a form that is none of ours.
var errForged = errors.New("console: a form that is none of ours")

// posted checks that a form is one of ours, of this very session.
func (c *Console) posted(r *http.Request, who *visitor) error {
	if err := r.ParseForm(); err != nil {
		return errForged
	}
	if subtle.ConstantTimeCompare([]byte(r.PostForm.Get("csrf")), []byte(who.csrf)) != 1 {
		return errForged
	}
	return nil
}

// linkOf is the link of a request and whose it is, if it can still be used.
func (c *Console) linkOf(r *http.Request) (id enterprise.PersonID, state flows.State, l desk.Link, ok bool, err error) {
	id, key, ok := parted(r.PathValue("link"))
	if !ok {
		return id, state, l, false, nil
	}
	state, d, err := c.officer(r.Context(), id)
	if err != nil {
		return id, state, l, false, err
	}
	l, ok = d.Link(c.Store.Digest(key), c.Now())
	return id, state, l, ok, nil
}

// showLink asks whoever opens a link to press a button: what only looks at
// links, such as a messenger that draws a preview, uses none up.
func (c *Console) showLink(w http.ResponseWriter, r *http.Request) {
	if !c.rates.signIn.Allow() {
		c.refuse(w, r, http.StatusTooManyRequests, "often")
		return
	}
	_, state, _, ok, err := c.linkOf(r)
	switch {
	case err != nil:
		c.trouble(w, r, err)
	case !ok:
		c.refuse(w, r, http.StatusGone, "over")
	default:
		c.bare(w, http.StatusOK, state.Person.Language, "signin", r.URL.Path)
	}
}

// signIn opens a session: its secret is made here and now, whatever cookie the
// browser has, so that nobody can choose it for somebody else.
func (c *Console) signIn(w http.ResponseWriter, r *http.Request) {
	if !c.rates.signIn.Allow() {
		c.refuse(w, r, http.StatusTooManyRequests, "often")
		return
	}
	id, state, l, ok, err := c.linkOf(r)
	if err != nil {
		c.trouble(w, r, err)
		return
	}
	if !ok {
		c.refuse(w, r, http.StatusGone, "over")
		return
	}
	key := secret()
	k := desk.Click{ID: c.hash("click", key), Session: c.hash("session", key), Do: desk.Opens, Link: l.Hash, Agent: agent(r.UserAgent())}
	o, known, err := c.settled(r.Context(), id, k, l.To, "console:"+k.ID)
	switch {
	case err != nil:
		c.trouble(w, r, err)
	case !known:
		c.bare(w, http.StatusServiceUnavailable, state.Person.Language, "later", "")
	case !o.Done:
		c.refuse(w, r, http.StatusGone, "over")
	default:
		http.SetCookie(w, c.cookie(id, key, 0))
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}
}

// cookie is the session's in the browser; it goes with the browser's own.
func (c *Console) cookie(id enterprise.PersonID, key string, age int) *http.Cookie {
	return &http.Cookie{
		Name: c.cookieName(), Value: fmt.Sprintf("%d-%s", id, key), Path: "/", MaxAge: age, HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteStrictMode,
	}
}

// signOut ends the session.
func (c *Console) signOut(w http.ResponseWriter, r *http.Request) {
	v, ok := c.sent(w, r, page{}) // from any page
	if !ok {
		return
	}
	who := v.visitor
	k := desk.Click{ID: c.hash("out", who.session.Hash), Session: who.session.Hash, Do: desk.Closes}
	if _, _, err := c.settled(r.Context(), who.state.Person.ID, k, who.session.To, "console:"+k.ID); err != nil {
		c.trouble(w, r, err)
		return
	}
	http.SetCookie(w, c.cookie(0, "", -1))
	c.bare(w, http.StatusOK, who.state.Person.Language, "bye", "")
}

// agent is a browser as its owner would call it: nothing that tells more.
func agent(header string) string {
	name := ""
	for _, b := range []struct{ mark, name string }{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(header, b.mark) {
			name = b.name
			break
		}
	}
	for _, s := range []struct{ mark, name string }{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"CrOS", "Chromebook"}, {"Linux", "Linux"}} {
		if strings.Contains(header, s.mark) {
			return strings.TrimPrefix(name+", "+s.name, ", ")
		}
	}
	if name == "" {
		return "?"
	}
	return name
}
