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
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser opens a headless Chromium, or skips the test where there is none.
// CI_REQUIRE_BROWSER=1 makes that a failure.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI_REQUIRE_BROWSER") == "1" {
			t.Fatal("chromium is required and was not found")
		}
		t.Skip("no chromium on this machine")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

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
		resp, err := http.DefaultClient.Do(req)
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

func TestPageWorksLikeAPhone(t *testing.T) {
	t.Parallel()
	ctx := browser(t)
	var clock Clock
	s := New(Options{Token: "1:test", Now: clock.Now, Advance: clock.Advance})
	s.Phone(User{ID: 5, FirstName: "Siti", Language: "id", Phone: "628125"})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	echo(t, server.URL)

	var wrong complaints
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		limited, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		if err := chromedp.Do(limited, steps...); err != nil {
			t.Fatal(err)
		}
	}
	until := func(condition string) {
		t.Helper()
		if _, err := chromedp.Run(ctx, chromedp.Poll[bool](condition, chromedp.WithPollingTimeout(20*time.Second))); err != nil {
			t.Fatalf("%s: %v", condition, err)
		}
	}
	says := func(text string) {
		t.Helper()
		until(fmt.Sprintf(`document.querySelector('.chat').innerText.includes(%q)`, text))
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844)); err != nil { // the first call starts the browser
		t.Fatal(err)
	}
	wrong.listen(ctx)
	do(chromedp.Navigate(server.URL), chromedp.WaitVisible(`.start button`), chromedp.Click(`.start button`))
	says("Gema: /start")
	do(chromedp.WaitVisible(`.keyboard button`), chromedp.Click(`.keyboard div button:nth-child(2)`))
	says("Gema: Dua")
	do(chromedp.SendKeys(`.compose input`, "halo <i> & \"kawan\"\n"))
	says(`halo <i> & "kawan"`)
	until(`(window.prompt = () => 'Tiga', [...document.querySelectorAll('.mine .bubble')].at(-2).click(), true)`)
	says("Gema: Tiga")
	until(`document.documentElement.scrollWidth <= innerWidth`) // nothing is wider than the phone
	do(chromedp.Click(`#advance button:nth-child(2)`))
	until(`offset > 20 * 3600e3`)
	wrong.mu.Lock()
	defer wrong.mu.Unlock()
	if len(wrong.all) > 0 {
		t.Errorf("the page complains: %q", wrong.all)
	}
	messages := s.Phone(User{ID: 5}).Messages()
	if !slices.ContainsFunc(messages, func(m Message) bool { return m.Text == "Tiga" && m.Edited }) {
		t.Error("the edited message did not reach the server")
	}
}
