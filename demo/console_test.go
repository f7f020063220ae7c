package demo

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"naikkelas/simulator"
	"naikkelas/simulator/browsertest"
	"naikkelas/simulator/simtest"
)

// desk is the console in a browser.
type desk struct {
	t   *testing.T
	ctx context.Context
	d   *demo
}

// consoleLink starts a phone of the staff and gives the link that its button
// [Konsol] leads to.
func (d *demo) consoleLink(t *testing.T, u simulator.User) string {
	t.Helper()
	phone := d.telegram.Phone(u)
	if len(phone.Messages()) == 0 {
		phone.Send("/start")
		simtest.Hears(t, phone, "bahasa")
		phone.Send("Indonesia")
		simtest.Hears(t, phone, "Siapa nama")
		phone.Send("Ratna Dewi")
		simtest.Hears(t, phone, "Selamat bekerja")
	}
	phone.Send("Konsol")
	text := simtest.Hears(t, phone, "/masuk/").Text
	for word := range strings.FieldsSeq(text) {
		if strings.HasPrefix(word, d.settings.Console) {
			return word
		}
	}
	t.Fatalf("no link in %q", text)
	return ""
}

// openDesk signs one of the staff in.
func openDesk(t *testing.T, d *demo, u simulator.User) desk {
	t.Helper()
	p := desk{t, browsertest.Open(t), d}
	p.size(1280, 900)
	p.do(chromedp.Navigate(d.consoleLink(t, u)))
	p.until(`document.querySelector('button.primary')`)
	p.eval(`document.querySelector('button.primary').click()`)
	p.until(`location.pathname === '/' && document.querySelector('h1')`)
	return p
}

func (p desk) size(width, height int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, height))
}

func (p desk) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// until waits for an expression to be true, also across the loading of another
// page, which ends whatever is evaluated.
func (p desk) until(condition string) {
	p.t.Helper()
	limit, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if so, err := chromedp.Run(limit, chromedp.Evaluate[bool]("!!("+condition+")")); err == nil && so {
			return
		}
		select {
		case <-tick.C:
		case <-limit.Done():
			p.t.Fatalf("%s does not come true on %s", condition, p.text())
		}
	}
}

func (p desk) eval(script string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[any](script+"; null")); err != nil {
		p.t.Fatalf("%s: %v", script, err)
	}
}

func (p desk) text() string {
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`location.pathname + '\n' + document.body.innerText`))
	if err != nil {
		return err.Error()
	}
	return text
}

func (p desk) says(words string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.body.innerText.includes(%q)`, words))
}

// goes opens a page.
func (p desk) goes(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.d.settings.Console + path))
	p.until(`document.querySelector('h1')`)
	p.fits()
}

var axe = flag.String("axe", "", "axe.min.js of axe-core, to look at every page of the console with it, too")

// accessible fails the test when axe-core finds something serious, if -axe
// says where it is.
func (p desk) accessible() {
	p.t.Helper()
	if *axe == "" {
		return
	}
	script, err := os.ReadFile(*axe)
	if err != nil {
		p.t.Fatal(err)
	}
	p.eval(string(script))
	p.eval(`window.found = null; axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then(r => { window.found = r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html).join(' ')).join('\n') })`)
	p.until(`window.found !== null`)
	if found, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`window.found`)); err != nil || found != "" {
		p.t.Errorf("%s: axe: %s %v", p.text()[:40], found, err)
	}
}

// fits fails the test when the page is wider than the screen, or holds what a
// reader of screens would not understand.
func (p desk) fits() {
	p.t.Helper()
	wrong, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`(() => {
		const wrong = [];
		if (document.documentElement.scrollWidth > innerWidth) wrong.push('wider than the screen: ' + [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '.' + e.className).slice(0, 5));
		if (document.querySelectorAll('h1').length !== 1) wrong.push('headings');
		for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea')) if (!e.labels?.length && !e.ariaLabel) wrong.push('no label: ' + e.name);
		for (const e of document.querySelectorAll('button, a')) if (!e.textContent.trim() && !e.ariaLabel) wrong.push('nameless: ' + e.outerHTML);
		for (const e of document.querySelectorAll('img')) if (!e.alt) wrong.push('no words for ' + e.src);
		const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
		if (new Set(ids).size !== ids.length) wrong.push('an id twice');
		const lum = c => { const [r, g, b] = c.match(/[\d.]+/g).map(Number).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
		for (const e of document.querySelectorAll('main *, header *')) {
			if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.offsetParent) continue;
			let at = e, back = 'rgba(0, 0, 0, 0)';
			while (at && (back = getComputedStyle(at).backgroundColor) === 'rgba(0, 0, 0, 0)') at = at.parentElement;
			const a = lum(getComputedStyle(e).color), b = lum(back), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
			if (ratio < 4.5) wrong.push('faint ' + ratio.toFixed(1) + ': ' + e.innerText.slice(0, 30));
		}
		return wrong.join('\n');
	})()`))
	if err != nil || wrong != "" {
		p.t.Errorf("%s: %s %v", p.text()[:40], wrong, err)
	}
	p.accessible()
}

// picture writes what the page looks like, if -pictures asks for it.
func (p desk) picture(name string) {
	p.t.Helper()
	if *pictures == "" {
		return
	}
	p.until(`[...document.images].every(i => i.complete)`)
	data, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(*pictures, name), data, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// everywhere looks at a page on a desk by day and at night, and on a phone.
func (p desk) everywhere(name string) {
	p.t.Helper()
	p.fits()
	p.picture(name + ".png")
	p.dark(true)
	p.fits()
	p.picture(name + "-gelap.png")
	p.dark(false)
	p.size(390, 844)
	p.fits()
	p.picture(name + "-hp.png")
	p.size(1280, 900)
}

// pressed is a key that is pressed on the page.
func (p desk) pressed(key string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: %q, bubbles: true}))`, key))
}

// dark shows the page as at night, or by day.
func (p desk) dark(on bool) {
	p.t.Helper()
	p.eval(`document.documentElement.style.colorScheme = '` + map[bool]string{true: "dark", false: "light"}[on] + `'`)
}

// An officer opens the console by the button in the chat, checks documents by
// keys, and the chat and the page show what the other did.
func TestDemoOpensTheConsole(t *testing.T) {
	t.Parallel()
	d, err := openDemo(t.Context(), "127.0.0.1:0", 0, testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.close() })
	owner := d.telegram.Phone(knownPhone)
	data := openData(t, d)
	l := lived{d: d, store: data}
	for _, text := range []string{"Dokumen", "P-IRT", "Kirim dokumen", "", "Sudah semua", "P-IRT 2063573019999-31", "Betul", "12 Agustus 2031", "Betul", "Biarkan saja"} {
		before := said(owner)
		if text == "" {
			owner.SendFile("photo", "pirt.png", sampleFile(t, "contoh-pirt.png"))
		} else {
			owner.Send(text)
		}
		if err := l.until(t.Context(), func() bool { return said(owner) != before && l.rests(t.Context()) }); err != nil {
			t.Fatalf("%s: %v", said(owner), err)
		}
	}
	p := openDesk(t, d, officerPhone)
	p.says("Hari ini")
	p.fits()
	p.picture("konsol-hari-ini.png")
	p.goes("/dokumen")
	p.picture("konsol-antrean.png")
	p.pressed("n")
	p.until(`location.pathname.startsWith('/dokumen/') && document.querySelector('.decide')`)
	p.fits()
	p.until(`[...document.images].every(i => i.naturalWidth > 0)`)
	p.picture("konsol-dokumen.png")
	p.dark(true)
	p.fits()
	p.picture("konsol-dokumen-gelap.png")
	p.dark(false)
	p.size(390, 844)
	p.fits()
	p.picture("konsol-dokumen-hp.png")
	p.size(1280, 900)
	phone := d.telegram.Phone(officerPhone)
	p.pressed("t")
	p.until(`document.querySelector('details.why[open] .reason')`)
	p.picture("konsol-tolak.png")
	p.pressed("1")
	p.says("Ditolak")
	simtest.Hears(t, phone, "Dari konsol hari ini: 1 tindakan")
	before, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string](`location.pathname`))
	phone.Send("/periksa")
	simtest.Tap(t, phone, "Periksa yang terlama")
	simtest.Tap(t, phone, "Sahkan")
	p.says("Disahkan") // without loading the page again
	if after, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string](`location.pathname`)); after != before || before == "/dokumen" {
		t.Errorf("the page went from %s to %s", before, after)
	}
	for _, path := range []string{"/tiket", "/siaran", "/isian?do=%2Fsiaran&say=Siaran+baru&next=%2Fsiaran&back=%2Fsiaran", "/warga", "/warga?pilih=sector:packaged_food&urut=level", "/rekap", "/pelatihan", "/layanan", "/kohort", "/usulan", "/jadwal", "/ganda", "/peran", "/tautan", "/audit"} {
		name := "konsol-" + strings.Trim(strings.Split(path, "?")[0], "/")
		if strings.Contains(path, "?") {
			name += "-saring"
		}
		p.goes(path)
		p.picture(name + ".png")
		p.size(390, 844)
		p.fits()
		p.picture(name + "-hp.png")
		p.size(1280, 900)
	}
	p.goes("/warga?pilih=sector:packaged_food")
	p.eval(`document.querySelector('details.bulk').open = true; document.querySelector('input[data-all]').click()`)
	p.until(`document.querySelectorAll('input[name=id]:checked').length > 1`)
	p.everywhere("konsol-borongan")
	p.goes("/isian?do=h:new&next=%2Fkohort&back=%2Fkohort")
	for _, text := range []string{"Angkatan 2027", "1 Januari 2027", "31 Desember 2027", "5", "2", "3"} {
		p.eval(fmt.Sprintf(`{ const a = document.querySelector('textarea[name=say]'); a.value = %q; a.form.requestSubmit() }`, text))
		p.until(fmt.Sprintf(`location.pathname === '/kohort' || [...document.querySelectorAll('.answers li')].some(e => e.textContent === %q)`, text))
	}
	p.says("Angkatan 2027")
	p.eval(`document.querySelector('a[data-row]').click()`)
	p.until(`document.querySelector('.places')`)
	p.everywhere("konsol-papan")
	owner.Send("/petugas")
	simtest.Hears(t, owner, "ertanyaan")
	owner.Send("NIB saya hilang, apakah harus mengurus dari awal?")
	p.goes("/tiket")
	p.until(`document.querySelector('a[data-row]')`)
	p.eval(`document.querySelector('a[data-row]').click()`)
	p.until(`document.querySelector('.answer')`)
	p.everywhere("konsol-satu-tiket")
	p.goes("/siaran")
	p.eval(`document.querySelector('a[data-row]').click()`)
	p.until(`location.pathname.startsWith('/siaran/') && document.querySelector('h1')`)
	p.fits()
	p.picture("konsol-satu-siaran.png")
	p.goes("/warga")
	p.eval(`document.querySelector('a[data-row]').click()`)
	p.until(`location.pathname.startsWith('/warga/') && document.querySelector('h1')`)
	p.fits()
	p.picture("konsol-kartu.png")
	for _, u := range []simulator.User{mentorPhone, plannerPhone} { // who open it, too, each to their pages
		p := openDesk(t, d, u)
		p.fits()
		if strings.Contains(p.text(), "Dokumen") {
			t.Errorf("%s sees documents: %s", u.FirstName, p.text())
		}
	}
}
