package console

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/office"
	"naikkelas/messages"
)

// views are the pages' templates, by name.
type views map[string]*template.Template

func parse(pages []page) (views, error) {
	all := views{}
	names := []string{"notice"}
	for _, p := range pages {
		names = append(names, p.view())
	}
	for _, name := range names {
		if all[name] != nil {
			continue
		}
		t, err := template.New("layout.html").Funcs(template.FuncMap{"small": small, "dict": dict, "withSay": withSay}).ParseFS(web, "web/layout.html", "web/parts.html", "web/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("console: page %s: %w", name, err)
		}
		all[name] = t
	}
	return all, nil
}

// dict gives a part of a page several values by name.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("console: %d words make no pairs", len(pairs))
	}
	out := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		out[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return out, nil
}

// withSay adds what a button answers to what is asked after it.
func withSay(first, second string, form map[string]any) map[string]any {
	form["Say"] = []string{first, second}
	return form
}

var (
	anyTag  = regexp.MustCompile(`<[^<>]*>`)
	ourTag  = regexp.MustCompile(`^</?(b|i|code)>$`)
	stray   = strings.NewReplacer("<", "&lt;", ">", "&gt;")
	ourLink = regexp.MustCompile(`^<a href="https?://[^"<>]*">$`)
)

// small is a text in the small HTML of messages as a browser may have it: those
// few tags, whatever else was stored.
func small(text string) template.HTML {
	var b strings.Builder
	at, open := 0, 0
	for _, span := range anyTag.FindAllStringIndex(text, -1) {
		b.WriteString(stray.Replace(text[at:span[0]]))
		tag := text[span[0]:span[1]]
		switch {
		case ourTag.MatchString(tag):
			b.WriteString(tag)
		case ourLink.MatchString(tag):
			b.WriteString(strings.TrimSuffix(tag, ">") + ` rel="noreferrer" target="_blank">`)
			open++
		case tag == "</a>" && open > 0:
			b.WriteString(tag)
			open--
		default:
			b.WriteString(stray.Replace(tag))
		}
		at = span[1]
	}
	b.WriteString(stray.Replace(text[at:]))
	return template.HTML(strings.ReplaceAll(b.String(), "\n", "<br>")) //nolint:gosec // nothing but the tags above is left in it
}

// screen is what a template gets.
type screen struct {
	Page   string
	Path   string
	Title  string
	Lang   string
	Nav    []navItem
	Name   string // the officer's
	Roles  string
	CSRF   string
	Live   string // where the page asks whether it is another by now; empty: it does not
	Click  *clickState
	Data   any
	words  *messages.Catalogue
	speaks *flows.Conversation
}

type navItem struct {
	Path, Label string
	Here        bool
}

// clickState is what became of the click that led to this page.
type clickState struct {
	Done, Waits bool
	Text        string
}

// T is a word of the page in the officer's language.
func (s screen) T(key string, pairs ...any) (string, error) {
	args, err := dict(pairs...)
	return s.words.Label(s.Lang, key, args), err
}

// ID is a name for a click that is not made yet.
func (s screen) ID() string { return secret() }

// Moment, Date, Span and Clock are times as people say them.
func (s screen) Moment(at time.Time) string { return s.speaks.Moment(at) }

// Date is a day.
func (s screen) Date(at time.Time) string { return s.speaks.Date(at) }

// Ago is how long ago something was.
func (s screen) Ago(at time.Time) string { return s.speaks.Span(s.speaks.Now().Sub(at)) }

// Number is a person's number in an address.
func (s screen) Number(id enterprise.PersonID) string { return id.String() }

// Form is what every form of ours holds, for parts that make one.
func (s screen) Form(do, label, kind, key, next, back string) map[string]any {
	return map[string]any{"S": s, "Do": do, "Label": label, "Kind": kind, "Key": key, "Next": next, "Back": back}
}

// liveKey is a part of the page's data: two that are equal look the same.
func liveKey(data any) string {
	raw, err := json.Marshal(data)
	if err != nil {
		return "?"
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// lively is data of a page that shows changes by itself.
type lively interface{ live() }

// render shows a page; a live part that is the same as before is not shown again.
func (c *Console) render(w http.ResponseWriter, v *visit, data any) {
	lang := v.state.Person.Language
	s := screen{Page: v.page.name, Path: v.r.URL.RequestURI(), Lang: lang, Name: v.state.Person.Name, CSRF: v.csrf, Data: data, words: c.Book.Words,
		speaks: c.Book.Conversation(v.state, flows.Input{}, c.Now())}
	s.Roles = office.RoleNames(s.speaks, v.state.Person)
	s.Title, _ = s.T("console." + v.page.name + ".title")
	if name := v.query("klik"); name != "" && len(name) <= 64 {
		s.Click = c.clickState(v, name)
	}
	if _, ok := data.(lively); ok || s.Click != nil && s.Click.Waits {
		key := liveKey([]any{data, s.Click, c.Now().Truncate(time.Minute)}) // how long something waits is said in minutes
		if v.query("live") == key {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		s.Live = with(v.r.URL.RequestURI(), "live", key)
	}
	for _, p := range c.pages {
		if p.nav && v.allowed(c.Book, p.who) {
			label, _ := s.T("console." + p.name + ".title")
			path := strings.TrimSuffix(p.path, "{$}")
			s.Nav = append(s.Nav, navItem{path, label, path == v.r.URL.Path || path != "/" && strings.HasPrefix(v.r.URL.Path, path+"/")})
		}
	}
	c.write(w, http.StatusOK, v.page.view(), s)
}

// clickState says what became of a click by the name its form gave it.
func (c *Console) clickState(v *visit, name string) *clickState {
	o, known := v.desk.Outcome(c.clickID(v.visitor, name))
	switch {
	case known:
		return &clickState{Done: o.Done, Text: o.Text}
	default:
		return &clickState{Waits: true}
	}
}

// refuse says why something is not shown, in the language of whoever is signed
// in or that the browser asks for.
func (c *Console) refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	lang := messages.Default
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "en") {
		lang = "en"
	}
	if who, err := c.visitor(r); err == nil && who != nil {
		lang = who.state.Person.Language
	}
	c.bare(w, status, lang, why, "")
}

// bare is a page of a few words, without anything of an officer's.
func (c *Console) bare(w http.ResponseWriter, status int, lang, why, action string) {
	if lang == "" {
		lang = messages.Default
	}
	s := screen{Page: "notice", Lang: lang, words: c.Book.Words, Data: map[string]string{"Why": why, "Action": action}}
	s.Title, _ = s.T("console.notice." + why + ".title")
	c.write(w, status, "notice", s)
}

func (c *Console) write(w http.ResponseWriter, status int, name string, s screen) {
	var b bytes.Buffer
	if err := c.views[name].Execute(&b, s); err != nil {
		c.Log.Error("a page of the console could not be written", "page", name, "error", err)
		http.Error(w, "500", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // whoever went away does not miss it
}
