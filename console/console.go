// Package console is the officers' console: pages for the desk, beside the chat
// for the field.
//
// It decides nothing and keeps nothing. What is done on a page is appended to
// the inbox as a cause of the officer's (desk.Click) and is worked out by the
// forms, buttons and roles of the chat; the page waits for what became of it.
// What a page shows is read by the queries of the chat. So a page and the chat
// cannot disagree, and whatever crashes, a click is done once or not at all.
package console

import (
	"context"
	"crypto/rand"
	"embed"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store"
)

//go:embed web
var web embed.FS

// Options are what the console works with.
type Options struct {
	Store *store.Store
	Book  *flows.Book
	// Read gives the bytes of a file that is kept; nil: none is.
	Read func(hash string) ([]byte, error)
	Now  func() time.Time
	Log  *slog.Logger
	// Patience is how long a page waits for what becomes of a click before it
	// says that it will be done; zero: four seconds.
	Patience time.Duration
}

// Console answers browsers.
type Console struct {
	Options
	secure bool // browsers reach us by https
	pages  []page
	views  views
	rates  *rates
	cross  *http.CrossOriginProtection
	mux    *http.ServeMux
}

// page is one page of the console, and who may see it.
type page struct {
	path string // as http.ServeMux takes it
	name string // of its words and, unless it shows a command of the chat, its template
	nav  bool   // it stands in the navigation
	who  []enterprise.Role
	show func(*Console, *visit) (any, error)
	does string // the command of the chat that the page shows, in the template of forms; empty: it has its own
}

// view is the name of the page's template.
func (p page) view() string {
	if p.does != "" {
		return "form"
	}
	return p.name
}

// everything lists the pages, in the order of the navigation.
func everything() []page {
	return []page{
		{"/{$}", "today", true, flows.ForStaff, (*Console).today, ""},
		{"/dokumen", "documents", true, flows.ForOfficers, (*Console).documents, ""},
		{"/dokumen/berikutnya", "document", false, flows.ForOfficers, (*Console).nextDocument, ""},
		{"/dokumen/{id}", "document", false, flows.ForOfficers, (*Console).document, ""},
		{"/warga", "people", true, flows.ForPeople, (*Console).people, ""},
		{"/warga/{id}", "person", false, flows.ForPeople, (*Console).person, ""},
		{"/tiket", "tickets", true, flows.ForPeople, (*Console).tickets, ""},
		{"/siaran", "announcements", true, flows.ForOfficers, (*Console).announcements, ""},
		{"/siaran/{id}", "announcement", false, flows.ForOfficers, (*Console).announcement, ""},
		{"/siaran/{id}/penerima", "outcomes", false, flows.ForOfficers, (*Console).outcomes, ""},
		{"/rekap", "recap", true, flows.ForRecap, (*Console).recap, ""},
		{"/pelatihan", "trainings", true, flows.ForOfficers, (*Console).command, "/pelatihan"},
		{"/layanan", "services", true, flows.ForOfficers, (*Console).command, "/layanan"},
		{"/kohort", "cohorts", true, flows.ForOfficers, (*Console).cohorts, ""},
		{"/kohort/{id}", "board", false, flows.ForOfficers, (*Console).board, ""},
		{"/usulan", "proposals", true, flows.ForRecap, (*Console).command, "/usulan"},
		{"/jadwal", "schedule", true, flows.ForOfficers, (*Console).command, "/jadwal"},
		{"/ganda", "twins", true, flows.ForOfficers, (*Console).command, "/ganda"},
		{"/peran", "roles", true, flows.ForAdministrators, (*Console).command, "/peran"},
		{"/tautan", "links", true, flows.ForAdministrators, (*Console).command, "/tautan"},
		{"/audit", "trail", true, flows.ForAdministrators, (*Console).command, "/audit"},
		{"/isian", "form", false, flows.ForStaff, (*Console).form, ""},
		{"/tiket/{id}", "ticket", false, flows.ForPeople, (*Console).ticket, ""},
	}
}

// New makes the console of a book that knows its address (Book.Console).
func New(o Options) (*Console, error) {
	if o.Patience == 0 {
		o.Patience = 4 * time.Second
	}
	c := &Console{Options: o, secure: strings.HasPrefix(o.Book.Console, "https://"), pages: everything(), cross: http.NewCrossOriginProtection(), mux: http.NewServeMux()}
	var err error
	if c.views, err = parse(c.pages); err != nil {
		return nil, err
	}
	if c.rates, err = newRates(); err != nil {
		return nil, err
	}
	for _, p := range c.pages {
		c.mux.HandleFunc("GET "+p.path, func(w http.ResponseWriter, r *http.Request) { c.serve(w, r, p) })
	}
	c.mux.HandleFunc("GET /masuk/{link}", c.showLink)
	c.mux.HandleFunc("POST /masuk/{link}", c.signIn)
	c.mux.HandleFunc("POST /keluar", c.signOut)
	c.mux.HandleFunc("POST /klik", c.click)
	c.mux.HandleFunc("POST /warga", c.search)
	c.mux.HandleFunc("POST /borongan", c.bulk)
	c.mux.HandleFunc("POST /tampilan", c.keepView)
	c.mux.HandleFunc("POST /isian", c.fill)
	c.mux.HandleFunc("GET /berkas/{id}/{page}", c.paper)
	c.mux.HandleFunc("GET /isi/{file}", c.asset)
	c.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { c.refuse(w, r, http.StatusNotFound, "nowhere") })
	return c, nil
}

// ServeHTTP guards every answer and hands the request on.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.guard(w.Header())
	if err := c.cross.Check(r); err != nil {
		c.refuse(w, r, http.StatusForbidden, "elsewhere")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	c.mux.ServeHTTP(w, r)
}

// guard says what a browser may do with what we answer: load nothing from
// elsewhere, run nothing that stands in a page, be shown in no other page.
func (c *Console) guard(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Cache-Control", "no-store")
	if c.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// asset serves our own style, scripts and signs.
func (c *Console) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	kinds := map[string]string{"console.css": "text/css; charset=utf-8", "console.js": "text/javascript; charset=utf-8", "htmx.min.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml"}
	data, err := web.ReadFile("web/" + name)
	if kinds[name] == "" || err != nil {
		c.refuse(w, r, http.StatusNotFound, "nowhere")
		return
	}
	w.Header().Set("Content-Type", kinds[name])
	w.Header().Set("Cache-Control", "private, max-age=3600")
	_, _ = w.Write(data) // whoever went away does not miss it
}

// visit is one request of an officer who is signed in.
type visit struct {
	*visitor
	ctx   context.Context
	r     *http.Request
	page  page
	wants string // where the officer has to go instead; empty: nowhere
	fault int    // the status of what cannot be shown; 0: all is well
}

func (v *visit) query(key string) string { return v.r.URL.Query().Get(key) }

// serve shows a page to whoever may see it.
func (c *Console) serve(w http.ResponseWriter, r *http.Request, p page) {
	who, ok := c.admit(w, r)
	if !ok {
		return
	}
	v := &visit{visitor: who, ctx: r.Context(), r: r, page: p}
	if !who.allowed(c.Book, p.who) {
		c.refuse(w, r, http.StatusNotFound, "nowhere") // a page that is not theirs is no page
		return
	}
	if v.query("live") == "" {
		c.touch(r.Context(), who)
	}
	data, err := p.show(c, v)
	c.answer(w, v, data, err)
}

// answer shows what a visit came to.
func (c *Console) answer(w http.ResponseWriter, v *visit, data any, err error) {
	switch {
	case err != nil:
		c.trouble(w, v.r, err)
	case v.fault != 0:
		c.refuse(w, v.r, v.fault, "nowhere")
	case v.wants != "":
		http.Redirect(w, v.r, v.wants, http.StatusSeeOther)
	default:
		c.render(w, v, data)
	}
}

// named is a page by its name, which has to be one of ours.
func (c *Console) named(name string) page {
	return c.pages[slices.IndexFunc(c.pages, func(p page) bool { return p.name == name })]
}

// sent admits a form of ours that was sent to a page, and answers any other.
func (c *Console) sent(w http.ResponseWriter, r *http.Request, p page) (*visit, bool) {
	who, ok := c.admit(w, r)
	switch {
	case !ok:
		return nil, false
	case !who.allowed(c.Book, p.who):
		c.refuse(w, r, http.StatusNotFound, "nowhere")
		return nil, false
	case c.posted(r, who) != nil:
		c.refuse(w, r, http.StatusForbidden, "elsewhere")
		return nil, false
	}
	return &visit{visitor: who, ctx: r.Context(), r: r, page: p}, true
}

// trouble says that something did not work, and logs what.
func (c *Console) trouble(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // they went away
	}
	c.Log.Error("a page of the console could not be shown", "error", err)
	c.refuse(w, r, http.StatusServiceUnavailable, "trouble")
}

// local is an address of ours that a form may lead to; anything else is the
// first page.
func local(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n") {
		return "/"
	}
	return u.RequestURI()
}

// with adds a word to the query of an address of ours.
func with(address, key, value string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "/"
	}
	q := u.Query()
	q.Set(key, value)
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

// secret is one that nobody can guess.
func secret() string { return rand.Text() }

// rates slow down whoever asks too often: each session, and all who are not
// signed in together.
type rates struct {
	sessions *sessionRates
	signIn   *rate.Limiter
}

func newRates() (*rates, error) {
	s, err := newSessionRates()
	if err != nil {
		return nil, fmt.Errorf("console: count requests: %w", err)
	}
	return &rates{s, rate.NewLimiter(signInsPerSecond, signInsAtOnce)}, nil
}
