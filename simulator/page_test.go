package simulator

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"naikkelas/simulator/browsertest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// complaints collects what the page writes to the console as errors.
type complaints struct {
	mu  sync.Mutex
	all []string
}

func (c *complaints) listen(ctx context.Context) {
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == "error" || m.Type == chromedp.ConsoleException {
				c.mu.Lock()
				c.all = append(c.all, m.Text)
				c.mu.Unlock()
			}
		}
	}()
}

// echo is a small bot: it answers each text with it and offers a keyboard.
func echo(t *testing.T, base string) {
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	call := func(method string, values url.Values) []byte {
		req, _ := http.NewRequestWithContext(ctx, http.MethodPost, base+"/bot1:test/"+method, strings.NewReader(values.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := ownClient.Do(req)
		if err != nil {
			return nil
		}
		defer func() { _ = resp.Body.Close() }()
		data, _ := io.ReadAll(resp.Body)
		return data
	}
	go func() {
		offset := 0
		for ctx.Err() == nil {
			var answer struct {
				Result []struct {
					ID      int `json:"update_id"`
					Message struct{ Text string }
					Edited  struct{ Text string } `json:"edited_message"`
				}
			}
			_ = json.Unmarshal(call("getUpdates", url.Values{"timeout": {"20"}, "offset": {fmt.Sprint(offset)}}), &answer)
			for _, u := range answer.Result {
				offset = u.ID + 1
				call("sendMessage", url.Values{"chat_id": {"5"}, "parse_mode": {"HTML"}, "text": {"<b>Gema</b>: " + html.EscapeString(u.Message.Text+u.Edited.Text)},
					"reply_markup": {`{"keyboard":[["Satu","Dua"]],"resize_keyboard":true}`}})
			}
		}
	}()
}

// site is the page in a browser.
type site struct {
	t      *testing.T
	ctx    context.Context
	server *Server
	url    string
	wrong  complaints
}

// openSite shows a server's page in a browser of a size. What the page
// complains of fails the test.
func openSite(t *testing.T, s *Server, width, height int64) *site {
	t.Helper()
	p := &site{t: t, ctx: browsertest.Open(t), server: s}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	p.url = server.URL
	if err := chromedp.Do(p.ctx, chromedp.EmulateViewport(width, height)); err != nil { // the first call starts the browser
		t.Fatal(err)
	}
	p.wrong.listen(p.ctx)
	t.Cleanup(func() {
		p.wrong.mu.Lock()
		defer p.wrong.mu.Unlock()
		if len(p.wrong.all) > 0 {
			t.Errorf("the page complains: %q", p.wrong.all)
		}
	})
	return p
}

func (p *site) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	limited, cancel := context.WithTimeout(p.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(limited, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// until waits until an expression, or what it promises, is true.
func (p *site) until(condition string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool]("(async () => !!(await ("+condition+")))()", chromedp.WithPollingTimeout(30*time.Second))); err != nil {
		p.t.Fatalf("%s: %v", condition, err)
	}
}

func (p *site) eval(script string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[any](script+"; null")); err != nil {
		p.t.Fatalf("%s: %v", script, err)
	}
}

// says waits for words on the phone that is looked at.
func (p *site) says(text string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector('.phone.chosen .chat')?.innerText.includes(%q)`, text))
}

// key presses keys wherever the focus is.
func (p *site) key(keys string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys))
}

// types types into an element. It does not use chromedp.SendKeys, which reads
// the element's attributes without the lock that changes to them take.
func (p *site) types(selector, keys string) {
	p.t.Helper()
	p.do(chromedp.WaitVisible(selector), chromedp.Focus(selector), chromedp.KeyEvent(keys))
}

// shot writes what the page looks like to a folder, if PAGE_SHOTS names one.
func (p *site) shot(name string) {
	p.t.Helper()
	folder := os.Getenv("PAGE_SHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func TestPageWorksLikeAPhone(t *testing.T) {
	t.Parallel()
	var clock Clock
	s := New(Options{Token: "1:test", Now: clock.Now, Advance: clock.Advance})
	s.Phone(User{ID: 5, FirstName: "Siti", Language: "id", Phone: "628125"})
	p := openSite(t, s, 390, 844)
	echo(t, p.url)
	p.do(chromedp.Navigate(p.url), chromedp.WaitVisible(`.start button`), chromedp.Click(`.start button`))
	p.says("Gema: /start")
	p.do(chromedp.WaitVisible(`.keyboard button`), chromedp.Click(`.keyboard div button:nth-child(2)`))
	p.says("Gema: Dua")
	p.types(`.compose input`, "halo <i> & \"kawan\"\n")
	p.says(`halo <i> & "kawan"`)
	p.until(`document.documentElement.scrollWidth <= innerWidth`) // nothing is wider than the phone
	p.until(`(window.before = offset, true)`)                     // the browser's clock may be another
	p.do(chromedp.Click(`#toolbox`), chromedp.WaitVisible(`#advance button`), chromedp.Click(`#advance button:nth-child(2)`))
	p.until(`offset - before > 20 * 3600e3`)
}

// TestWhatIsSentArrivesInItsOrder holds the first of two requests back until the
// second would have passed it.
func TestWhatIsSentArrivesInItsOrder(t *testing.T) {
	t.Parallel()
	s := New(Options{Token: "1:test"})
	siti := s.Phone(User{ID: 5, FirstName: "Siti", Language: "id"})
	p := openSite(t, s, 390, 844)
	p.do(chromedp.Navigate(p.url), chromedp.WaitVisible(`.start button`))
	p.eval(`window.real = fetch; window.fetch = async (path, options) => {
		if (options?.body?.includes('satu')) await new Promise((go) => { window.release = go });
		return real(path, options) }`)
	p.eval(`act(5, 'send', { text: 'satu' }); act(5, 'send', { text: 'dua' })`)
	p.until(`window.release && real('/sim/state').then((answer) => answer.ok)`)
	p.eval(`release()`)
	p.says("satu")
	p.says("dua")
	if m := siti.Messages(); m[0].Text != "satu" || m[1].Text != "dua" {
		t.Errorf("they arrive as %q, %q", m[0].Text, m[1].Text)
	}
}

func TestASentMessageIsEditedByKeyboard(t *testing.T) {
	t.Parallel()
	s := New(Options{Token: "1:test"})
	siti := s.Phone(User{ID: 5, FirstName: "Siti", Language: "id"})
	p := openSite(t, s, 1280, 800)
	echo(t, p.url)
	p.do(chromedp.Navigate(p.url))
	p.types(`.compose input`, "Satu\n")
	p.says("Gema: Satu")
	p.types(`.compose input`, "Dua\n")
	p.says("Gema: Dua")
	p.types(`.compose input`, kb.ArrowUp)
	p.until(`document.querySelector('.compose input').value === 'Dua' && !document.querySelector('.replying').hidden`)
	p.key(kb.Escape)
	p.until(`document.querySelector('.compose input').value === '' && document.querySelector('.replying').hidden`)
	p.eval(`document.querySelector('.mine .change').focus()`) // the older one, reached by Tab
	p.key(kb.Enter)
	p.until(`document.activeElement === document.querySelector('.compose input') && document.activeElement.value === 'Satu'`)
	p.key(" lagi")
	p.key(kb.Enter)
	p.says("Gema: Satu lagi")
	if m := siti.Messages()[0]; m.Text != "Satu lagi" || !m.Edited {
		t.Errorf("the server has %+v", m)
	}
}

func TestWhoScrolledUpStaysThere(t *testing.T) {
	t.Parallel()
	s := New(Options{Token: "1:test"})
	siti := s.Phone(User{ID: 5, FirstName: "Siti", Language: "id"})
	for i := range 60 {
		siti.Send(fmt.Sprint("pesan ", i))
	}
	p := openSite(t, s, 390, 844)
	p.do(chromedp.Navigate(p.url))
	p.says("pesan 59")
	log := `document.querySelector('.chat')`
	end := log + `.scrollHeight - ` + log + `.scrollTop - ` + log + `.clientHeight < 5`
	p.until(end)
	p.eval(log + `.scrollTop = 100`)
	p.until(`!phones.get(5).stuck`)
	siti.SendFile("photo", "a.png", onePixel)
	siti.Send("yang baru")
	p.until(`document.querySelector('.newer').textContent.includes('2') && document.querySelector('.newer').offsetParent`)
	p.until(`document.querySelector('.bubble img').complete`)
	p.until(log + `.scrollTop === 100`)
	p.shot("scrolled-up")
	p.do(chromedp.Click(`.newer`))
	p.until(end + ` && document.querySelector('.newer').hidden`)
	siti.Send("diikuti lagi")
	p.says("diikuti lagi")
	p.until(end)
	p.eval(log + `.scrollTop = 0`)
	p.until(`!phones.get(5).stuck`)
	p.types(`.compose input`, "saya menulis\n") // who writes goes along
	p.says("saya menulis")
	p.until(end)
}

func TestTabsWorkByArrowKeysAndKeepTheFocus(t *testing.T) {
	t.Parallel()
	s := New(Options{Token: "1:test", WhatsApp: NewWhatsApp(WhatsAppOptions{})})
	siti := s.Phone(User{ID: 5, FirstName: "Siti"})
	s.Phone(User{ID: 6, FirstName: "Petugas"})
	s.options.WhatsApp.Phone(WhatsAppUser{Phone: "62811", Name: "Tini"})
	p := openSite(t, s, 390, 844)
	p.do(chromedp.Navigate(p.url+"#telegram-petugas"), chromedp.WaitVisible(`#tabs button`))
	on := func(name string) {
		t.Helper()
		p.until(fmt.Sprintf(`document.querySelector('#tabs [aria-selected="true"]').textContent === %q && document.querySelectorAll('#tabs [tabindex="0"]').length === 1 && document.querySelector('.phone.chosen').ariaLabel === %q`, name, name))
	}
	on("Petugas") // a link opens its phone
	p.eval(`document.querySelector('#tabs [aria-selected="true"]').focus()`)
	for _, step := range []struct{ key, name string }{
		{kb.ArrowRight, "Tini"}, {kb.ArrowRight, "Siti"}, {kb.ArrowLeft, "Tini"}, {kb.Home, "Siti"}, {kb.End, "Tini"}, {kb.ArrowLeft, "Petugas"},
	} {
		p.key(step.key)
		on(step.name)
		p.until(`document.activeElement === document.querySelector('#tabs [aria-selected="true"]')`)
	}
	s.Phone(User{ID: 7, FirstName: "Baru"}) // the state changes, the focus stays
	siti.Send("halo")
	p.until(`document.querySelectorAll('#tabs button').length === 4`)
	p.until(`document.activeElement.textContent === 'Petugas' && location.hash === '#telegram-petugas'`)
	p.eval(`location.hash = '#whatsapp-tini'`)
	on("Tini")
}

func TestSwitchesSayHowThingsAreAndAreInReach(t *testing.T) {
	t.Parallel()
	var off atomic.Bool
	s := New(Options{Token: "1:test", Advance: func(time.Duration) {}, Switches: []Switch{
		{Key: "bot", Label: "Bot nyala / Bot on", After: "Bot mati / Bot off", On: off.Load, Set: func(on bool) error { off.Store(on); return nil }},
		{Key: "redis", Label: "Redis tersambung / Redis connected", After: "Redis putus / Redis cut", On: func() bool { return false }, Set: func(bool) error { return nil }},
	}})
	s.Phone(User{ID: 5, FirstName: "Siti"})
	p := openSite(t, s, 390, 844)
	p.do(chromedp.Navigate(p.url), chromedp.WaitVisible(`#toolbox`), chromedp.Click(`#toolbox`))
	bot := `document.querySelector('#switches [data-key="bot"]')`
	p.until(bot + `?.offsetParent && ` + bot + `.textContent === 'Bot nyala' && ` + bot + `.getAttribute('aria-pressed') === 'false'`)
	p.until(`[...document.querySelectorAll('#tools button')].every((b) => { const r = b.getBoundingClientRect(); return r.left >= 0 && r.right <= innerWidth })`)
	p.shot("tools-390")
	p.eval(bot + `.focus()`)
	p.key(kb.Enter)
	p.until(bot + `.textContent === 'Bot mati' && ` + bot + `.getAttribute('aria-pressed') === 'true' && document.activeElement === ` + bot)
	p.do(chromedp.Click(`#toolbox`))
	p.until(`document.querySelector('#toolbox').textContent.includes('Bot mati') && !` + bot + `.offsetParent`) // seen with the box closed, too
}
