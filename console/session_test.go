package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"naikkelas/flows"
)

// A link opens the console once, within five minutes, and looking at it uses
// nothing up.
func TestALinkOpensTheConsoleOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	link := w.link(ratna)
	b := w.browser()
	for range 3 {
		b.get(link).is(http.StatusOK).has("Masuk ke konsol")
	}
	b.post(link, nil).is(http.StatusOK).has("Hari ini", "Ratna Dewi")
	if c := b.cookie; !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.MaxAge != 0 {
		t.Errorf("the cookie is %v", c)
	}
	w.rest()
	if !w.hasHeard(ratna, "yang membukanya? Tutup") {
		t.Error("the chat does not tell that the console was opened")
	}
	w.browser().get(link).is(http.StatusGone).hasNot("Ratna")
	w.browser().post(link, nil).is(http.StatusGone)

	late := w.link(ratna)
	w.pass(5 * time.Minute)
	w.browser().get(late).is(http.StatusGone)
	w.browser().post(late, nil).is(http.StatusGone)
}

// Two who press the button of one link at the same time: one is let in.
func TestALinkIsUsedByOne(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	link := w.link(ratna)
	w.stop() // so that both wait for the same bot
	done := make(chan int, 2)
	for range 2 {
		go func() {
			resp, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Post(w.server.URL+link, "application/x-www-form-urlencoded", nil)
			if err != nil {
				done <- 0
				return
			}
			_ = resp.Body.Close()
			done <- resp.StatusCode
		}()
	}
	w.until(func() bool { d, err := w.store.Depths(t.Context()); return err == nil && d.Inbox == 2 })
	w.start()
	if a, b := <-done, <-done; a+b != http.StatusSeeOther+http.StatusGone {
		t.Errorf("they got %d and %d", a, b)
	}
}

// Whoever is no officer gets no link, and a link is worth nothing without the
// secret in it, nor with another officer's number.
func TestLinksAreForOfficers(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.types(siti, "/konsol")
	if w.hasHeard(siti, "/masuk/") {
		t.Error("an owner was given a link")
	}
	link := w.link(ratna)
	_, key, _ := strings.Cut(link, "-")
	for _, forged := range []string{"/masuk/2-" + key, "/masuk/1-" + strings.Repeat("0", 32), "/masuk/6-" + key, "/masuk/x", "/masuk/1-", "/masuk/" + key} {
		w.browser().get(forged).is(http.StatusGone)
		w.browser().post(forged, nil).is(http.StatusGone)
	}
	w.browser().post(link, nil).is(http.StatusOK)
}

// A session ends after half an hour of rest, and not while it is used.
func TestASessionRests(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	b := w.enters(ratna)
	b.get("/")
	csrf := b.csrf()
	for _, use := range []func() *browser{
		func() *browser { return b.get("/") },
		func() *browser { return b.post("/warga", url.Values{"csrf": {csrf}, "cari": {"siti"}}) },
		func() *browser { return b.post("/isian", url.Values{"csrf": {csrf}, "do": {"/siaran"}}) },
		func() *browser {
			return b.post("/klik", url.Values{"csrf": {csrf}, "click": {"x"}, "do": {"t:0-1:close"}})
		},
	} {
		w.pass(25 * time.Minute)
		use().is(http.StatusOK)
		w.rest()
	}
	w.pass(20 * time.Minute)
	b.get("/?live=x").is(http.StatusOK) // a page that looks for news by itself is no use of it
	w.rest()
	w.pass(12 * time.Minute)
	b.get("/").is(http.StatusUnauthorized).has("Belum masuk").hasNot("Ratna")
}

// However much it is used, a session ends after half a day.
func TestASessionEndsOnTheSameDay(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	b := w.enters(ratna)
	for range 29 {
		w.pass(25 * time.Minute)
		b.get("/")
		w.rest()
	}
	if b.status != http.StatusUnauthorized {
		t.Errorf("after 12 hours: %d", b.status)
	}
}

// Sessions are listed in the chat and closed there; signing out closes them, too.
func TestSessionsAreClosedInTheChat(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	one, other := w.enters(ratna), w.enters(ratna)
	w.types(ratna, "/konsol")
	said := w.told(ratna)
	last := said[len(said)-1]
	if !strings.Contains(last.Text, "Konsol yang sedang terbuka") || len(last.Buttons) != 3 {
		t.Fatalf("%+v", last)
	}
	w.taps(ratna, last.Buttons[0][0].Data)
	states := one.get("/").status*1000 + other.get("/").status
	if states != 401*1000+200 && states != 200*1000+401 {
		t.Errorf("one of two is closed, and they answer %d", states)
	}
	w.taps(ratna, "j:all:close")
	one.get("/").is(http.StatusUnauthorized)
	other.get("/").is(http.StatusUnauthorized)

	b := w.enters(budi)
	w.taps(ratna, "j:all:close") // another officer's are none of hers
	fields := url.Values{"csrf": {b.get("/").csrf()}}
	b.is(http.StatusOK)
	old := *b.cookie
	b.post("/keluar", fields).is(http.StatusOK).has("Sudah keluar")
	b.cookie = &old
	b.get("/").is(http.StatusUnauthorized)
}

// A session ends with the role, and does not come back with it.
func TestASessionEndsWithTheRole(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	b := w.enters(ratna)
	w.types(dewi, "/peran")
	w.do(dewi, flows.Input{Kind: flows.Text, Text: "Ratna Dewi (Petugas)"})
	w.types(dewi, "Petugas", "Ya, ubah")
	b.get("/").is(http.StatusUnauthorized)
	b.get("/dokumen").is(http.StatusUnauthorized)
}

// Nothing that a form of another page sends is done: no token, a wrong one,
// another officer's, another site's.
func TestForeignFormsAreRefused(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.hands(siti, "0101230099999")
	b, other := w.enters(ratna), w.enters(budi)
	b.get("/dokumen/berikutnya").has("Sahkan")
	do := "d:" + strings.Split(strings.TrimPrefix(b.path, "/dokumen/"), "?")[0] + ":ok"
	good := b.form(do)
	for name, change := range map[string]func(url.Values){
		"none": func(f url.Values) { f.Del("csrf") }, "wrong": func(f url.Values) { f.Set("csrf", strings.Repeat("0", 32)) },
		"another officer's": func(f url.Values) { f.Set("csrf", other.get("/").csrf()) },
	} {
		fields := url.Values{}
		for k, v := range good {
			fields[k] = v
		}
		change(fields)
		b.post("/klik", fields)
		if b.status != http.StatusForbidden {
			t.Errorf("%s: %d", name, b.status)
		}
	}
	for _, header := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}} {
		b.send(http.MethodPost, "/klik", good, header).is(http.StatusForbidden)
	}
	w.rest()
	if w.hasHeard(siti, "sudah disetujui") || w.hasHeard(siti, "disetujui petugas") {
		t.Error("a forged form approved a document")
	}
	b.get("/dokumen").has("Keripik Bu Siti")
}

// A browser that brings a cookie of somebody's choosing gets a new one, and
// the chosen one opens nothing.
func TestASessionCannotBeChosen(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	chosen := &http.Cookie{Name: "konsol", Value: "1-AAAAAAAAAAAAAAAAAAAAAAAAAA"}
	b := w.browser()
	b.cookie = chosen
	b.post(w.link(ratna), nil).is(http.StatusOK)
	if b.cookie.Value == chosen.Value {
		t.Error("the cookie is the one that was chosen")
	}
	thief := w.browser()
	thief.cookie = chosen
	thief.get("/").is(http.StatusUnauthorized)
	mixed := *b.cookie
	mixed.Value = "2" + strings.TrimPrefix(mixed.Value, "1")
	thief.cookie = &mixed
	thief.get("/").is(http.StatusUnauthorized)
}

// Who is not signed in sees nothing, whatever they ask for.
func TestNothingIsOpen(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.hands(siti, "0101230099999")
	b := w.browser()
	for _, p := range everything() {
		path := strings.NewReplacer("{$}", "", "{id}", "1-0").Replace(p.path)
		b.get(path).is(http.StatusUnauthorized).hasNot("Siti", "Ratna")
	}
	b.get("/berkas/1-0/0").is(http.StatusUnauthorized)
	b.post("/klik", url.Values{"do": {"d:next"}}).is(http.StatusUnauthorized)
	b.post("/keluar", nil).is(http.StatusUnauthorized)
	b.get("/isi/../layout.html").hasNot("{{")
	b.get("/isi/layout.html").is(http.StatusNotFound)
	for _, want := range []struct{ name, holds string }{
		{"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'"}, {"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-store"}, {"X-Frame-Options", "DENY"}, {"Referrer-Policy", "same-origin"},
	} {
		if got := b.get("/").header.Get(want.name); !strings.HasPrefix(got, want.holds) {
			t.Errorf("%s: %q", want.name, got)
		}
	}
}

// Whoever asks too often is slowed down.
func TestASessionIsSlowedDown(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	b := w.enters(pak)
	for range 2 * atOnce {
		if b.get("/?live=x"); b.status == http.StatusTooManyRequests {
			return
		}
	}
	t.Errorf("%d requests in one go are answered", 2*atOnce)
}

// csrf is the token on the page.
func (b *browser) csrf() string {
	b.w.t.Helper()
	_, rest, ok := strings.Cut(b.page, `name="csrf" value="`)
	if !ok {
		b.w.t.Fatalf("%s holds no token", b.path)
	}
	token, _, _ := strings.Cut(rest, `"`)
	return token
}
