package demo

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"naikkelas/demo/sample"
	"naikkelas/enterprise"
	"naikkelas/enterprise/program"
	"naikkelas/simulator"
	"naikkelas/simulator/browsertest"
	"naikkelas/simulator/simtest"
	"naikkelas/store"
)

// countsForm is how a progress or report says what became of an announcement.
var countsForm = regexp.MustCompile(`menunggu (\d+) · terkirim (\d+) · diblokir (\d+) · gagal (\d+) · dilewati (\d+) · tidak pasti (\d+)`)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

var pictures = flag.String("pictures", "", "a folder to write pictures of the demo to")

// TestDemoLeadsOfficers and TestDemoLeadsOwners are visits, each to one demo: to
// let its city live through life.txt takes longer than what a visitor does.
func TestDemoLeadsOfficers(t *testing.T) {
	t.Parallel()
	d, page := openPage(t)
	page.visit("to the report", func(page browserPage) { leadsToTheReport(page, d) })
	page.visit("through the programme", leadsThroughTheProgramme)
}

func TestDemoLeadsOwners(t *testing.T) {
	t.Parallel()
	d, page := openPage(t)
	page.visit("a document to its approval", func(page browserPage) { leadsADocumentToItsApproval(page, d) })
	page.visit("everybody else through the programme", func(page browserPage) { leadsEverybodyElseThroughTheProgramme(page, d) })
	page.visit("to a scene and behind it", leadsBehindAScene)
	page.visit("to a result", leadsToAResult)
}

// visit is one way through a demo; where it fails the visit is over.
func (p browserPage) visit(name string, f func(browserPage)) {
	p.t.Helper()
	if !p.t.Run(name, func(t *testing.T) { f(browserPage{t, p.ctx, p.demo, p.data}) }) {
		p.t.FailNow()
	}
}

// leadsToAResult does in a browser what a visitor does: one link, then taps,
// until the picture of the result is on the phone.
func leadsToAResult(page browserPage) {
	page.phone("Slamet (baru)")
	page.start()
	page.press("Indonesia", "Setuju", "Boleh, kabari saya", "Ibu")
	page.typed("Siti Aminah", "Keripik Tempe Bu Siti")
	page.press("Makanan kemasan", "Kec. Lowokwaru", "Lengkapi profil", "Dinoyo")
	page.typed("2015")
	page.press("3")
	page.typed("2,5jt")
	page.press("Betul")
	page.eval(`window.confirm = () => true`)
	page.press("Kirim nomor HP saya", "Belum punya NIB")
	page.picture("summary.png")
	page.press("Benar, simpan", "Penilaian")
	page.picture("question.png")
	for n := 1; n <= 29; n++ {
		page.until(fmt.Sprintf(`document.querySelector('.phone.chosen .chat').innerText.includes('%d/29')`, n))
		page.act(fmt.Sprintf(`[...document.querySelectorAll('.phone.chosen .keyboard button')][%d].click()`, n%3))
	}
	page.until(`document.querySelector('.phone.chosen .bubble img')?.naturalWidth === 760`)
	page.until(`document.querySelector('.phone.chosen .chat').innerText.includes('Langkah berikutnya')`)
	page.eval(`document.querySelector('.phone.chosen .bubble img').scrollIntoView()`)
	page.until(`document.documentElement.scrollWidth <= innerWidth`)
	page.picture("result.png")

	page.do(chromedp.EmulateViewport(1280, 900))
	page.phone("Petugas")
	page.draws("Rekap")
	page.phone("Pemilik lama")
	page.draws("Omzet bulanan")
	page.says("bulan yang mana?")
	page.eval(`document.activeElement.blur()`)
	page.eval(`for (const log of document.querySelectorAll('.chat')) { const img = log.querySelector('.bubble img'); if (img) log.scrollTop = img.offsetTop - log.offsetTop }`)
	page.eval(`document.querySelector('#phones').scrollLeft = 0`)
	page.picture("demo.png")
}

// leadsBehindAScene follows a link to a scene, and looks at what the bot knows and
// understood there, on a narrow screen and on a wide one.
func leadsBehindAScene(page browserPage) {
	page.eval(`location.hash = '#adegan-tanya'`)
	page.says("Gratis bila dapat kuota")
	page.until(`location.hash === '#adegan-tanya'`)
	page.eval(`document.querySelector('.phone.chosen .more').click()`)
	page.eval(`[...document.querySelectorAll('.phone.chosen .actions button')].find((b) => b.textContent === 'Lihat ke dalam').click()`)
	for _, part := range []string{"asked L1", "know:halal", "business = Keripik Bu Siti", "p:", "DEBUG turn"} {
		page.until(`document.querySelector('.inside.chosen').innerText.includes('` + part + `')`)
	}
	page.until(`document.documentElement.scrollWidth <= innerWidth`)
	page.picture("inside-narrow.png")
	page.do(chromedp.EmulateViewport(1280, 900))
	page.typed("petugas")
	page.until(`document.querySelector('.inside.chosen').innerText.includes('do:person')`)
	page.until(`document.querySelector('.inside.chosen').innerText.includes('●')`)
	page.eval(`document.querySelector('.inside.chosen').scrollIntoView({ inline: 'end' })`)
	page.picture("inside.png")
	page.eval(`document.querySelector('.inside.chosen button').click()`)
	page.do(chromedp.EmulateViewport(390, 844))
}

// leadsToTheReport does what an officer does: an announcement
// to everybody, approved on another officer's phone, sent, reported; and a
// question of an owner, answered in the officers' group.
func leadsToTheReport(page browserPage, d *demo) {
	t := page.t
	for _, name := range []string{"Petugas 2", "Petugas"} {
		page.phone(name)
		page.start()
		page.press("Indonesia")
		page.typed(name)
	}
	page.press("Siaran", "Siaran baru", "Penting")
	page.typed("Besok ada bazar di balai kota.")
	page.press("Selesai", "Tanpa tombol", "Keadaan dokumen", "Ada yang belum", "Cukup")
	page.picture("segment.png")
	page.press("Mulai dari semua", "Lanjut", "Sekarang", "Minta persetujuan")
	page.phone("Petugas 2")
	page.until(`document.querySelector('.phone.chosen .chat').innerText.includes('Besok ada bazar')`)
	page.tap("Setujui")
	page.phone("Petugas")
	page.until(`document.querySelector('.phone.chosen .chat').innerText.includes('Laporan S')`)
	page.picture("report.png")
	var counts []int
	for _, m := range d.telegram.Phone(officerPhone).Messages() {
		if found := countsForm.FindStringSubmatch(m.Text); found != nil {
			counts = counts[:0]
			for _, text := range found[1:] {
				n, _ := strconv.Atoi(text)
				counts = append(counts, n)
			}
		}
	}
	p, _ := program.Embedded()
	sent := 0
	for _, person := range sample.People(p, time.Now()) {
		if person.Consented(enterprise.BroadcastConsent) {
			sent++
		}
	}
	const assisted = 1 // who did not agree to announcements
	if want := []int{0, sent, 0, 0, sample.Size + assisted - sent, 0}; !slices.Equal(counts, want) {
		t.Errorf("the counts on the screen are %v, want %v", counts, want)
	}
	page.phone("Pemilik lama")
	page.until(`document.querySelector('.phone.chosen .chat').innerText.includes('Besok ada bazar')`)

	page.phone("Petugas")
	page.typed("/grup")
	page.until(`document.querySelector('.phone.chosen .link')`)
	page.act(`document.querySelector('.phone.chosen .link').click()`)
	page.phone("Grup petugas")
	page.until(`document.querySelector('.phone.chosen .chat').innerText.includes('Grup ini tersambung')`)
	asking := d.owners[60] // who has no mentor to be asked first
	asking.Send("/petugas")
	simtest.Hears(t, asking, "Tulis pertanyaannya")
	asking.Send("NIB saya hilang, harus ke mana?")
	page.phone("Grup petugas")
	page.until(`document.querySelector('.phone.chosen .chat').innerText.includes('NIB saya hilang')`)
	page.eval(`[...document.querySelectorAll('.phone.chosen .reply')].at(-1).click()`)
	page.typed("Silakan ke MPP Merdeka.")
	page.picture("group.png")
	simtest.Hears(t, asking, "Silakan ke MPP Merdeka.")
}

// leadsADocumentToItsApproval sends a paper as an owner does, approves
// it as an officer does, and sees on the owner's phone what it changes.
func leadsADocumentToItsApproval(page browserPage, d *demo) {
	page.phone("Petugas")
	page.start()
	page.press("Indonesia")
	page.typed("Petugas")
	page.phone("Pemilik lama")
	page.press("Dokumen")
	page.says("Dahulukan P-IRT")
	page.press("P-IRT", "Kirim dokumen")
	page.says("Kirim foto atau berkas")
	d.telegram.Phone(knownPhone).SendFile("photo", "pirt.png", sampleFile(page.t, "contoh-pirt.png"))
	page.press("Sudah semua")
	page.typed("P-IRT 2063573019999-31")
	page.press("Betul")
	page.typed("12 Agustus 2031")
	page.press("Betul", "Biarkan saja")
	page.says("Terkirim ke petugas")
	page.picture("document.png")
	page.phone("Petugas")
	page.press("Periksa dokumen")
	page.says("P-IRT")
	page.tap("2") // another paper waits longer
	page.until(`document.querySelector('.phone.chosen .bubble img')`)
	page.tap("Sahkan")
	page.picture("check.png")
	page.phone("Pemilik lama")
	page.says("sudah disahkan petugas")
	page.typed("/hasil")
	page.says("Status administrasi: siap")
}

// TestSwitchesLoseNothing turns the bot off and cuts Redis while an owner
// writes: the answers are there afterwards, in order.
func TestSwitchesLoseNothing(t *testing.T) {
	t.Parallel()
	d := beginCity(t)
	phone := d.telegram.Phone(newPhone)
	expect := func(part string) { t.Helper(); simtest.Hears(t, phone, part) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	phone.Send("/start")
	expect("choose a language")
	must(d.power(false))
	phone.Send("Indonesia")
	phone.Send("Setuju")
	must(d.power(true))
	expect("kabar pelatihan")
	must(d.cutRedis(true))
	phone.Send("Tidak usah")
	phone.Send("Ibu")
	must(d.cutRedis(false))
	expect("Siapa nama")
	must(d.floodTelegram(true))
	phone.Send("Siti Aminah")
	if waiting := len(phone.Messages()); waiting == 0 {
		t.Error("the chat is gone")
	}
	must(d.floodTelegram(false))
	expect("nama usahanya")
	d.telegram.Down(true)
	phone.Send("Keripik Tempe")
	d.telegram.Down(false)
	expect("bidang apa")
	now := d.clock.Now().In(d.settings.Program.City.Location) // a day later at ten, whatever the hour is now: nobody is recalled at night
	d.clock.Advance(time.Date(now.Year(), now.Month(), now.Day()+2, 10, 0, 0, 0, now.Location()).Sub(now))
	expect("masih tersimpan: 3 dari 5")
}

// beginCity is the demo before anything has happened in its city.
func beginCity(t *testing.T) *demo {
	t.Helper()
	d, err := openCity(t.Context(), "127.0.0.1:0", telegramRate, testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.close() })
	if err := d.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// browserPage is a page of the demo that a test looks at.
type browserPage struct {
	t    *testing.T
	ctx  context.Context
	demo *demo
	data *store.Store
}

// openPage opens the demo on a small screen. What goes to everybody is sent as
// fast as it goes.
func openPage(t *testing.T) (*demo, browserPage) {
	t.Helper()
	ctx := browsertest.Open(t)
	d, err := openDemo(t.Context(), "127.0.0.1:0", 0, testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.close() })
	page := browserPage{t, ctx, d, openData(t, d)}
	page.do(chromedp.EmulateViewport(390, 844), chromedp.Navigate(d.address))
	return d, page
}

// openData opens what the bot of a demo remembers.
func openData(t *testing.T, d *demo) *store.Store {
	t.Helper()
	data, err := store.Open(store.Options{URL: d.settings.Redis, City: d.settings.City, Keys: d.settings.Keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = data.Close() })
	return data
}

// phone looks at somebody's phone.
func (p browserPage) phone(name string) {
	p.t.Helper()
	tab := fmt.Sprintf(`[...document.querySelectorAll('#tabs button')].find(b => b.textContent === %q)`, name)
	p.until(tab)
	p.eval(tab + `.click()`)
}

// says waits for words of the bot on the phone that is looked at.
func (p browserPage) says(words string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.querySelector('.phone.chosen .chat').innerText.includes(%q)`, words))
}

// start presses the button that begins a chat.
func (p browserPage) start() {
	p.t.Helper()
	p.until(`document.querySelector('.phone.chosen .start button')?.offsetParent`)
	p.act(`document.querySelector('.phone.chosen .start button').click()`)
}

// act does something on the phone that is looked at, waits until the bot has
// answered it, and until the page shows that: a label may stand on the screen
// before and after, and what is tapped too early means the question before.
func (p browserPage) act(script string) {
	p.t.Helper()
	p.eval(script)
	p.until(`lines.get(chosen).then(() => true)`) // it has left the phone
	l := lived{d: p.demo, store: p.data}
	if err := l.until(p.t.Context(), func() bool { return l.rests(p.t.Context()) }); err != nil {
		p.t.Fatalf("%s: %v, on %s", script, err, p.screen())
	}
	p.until(`fetch('/sim/phones/' + chosen).then(answer => answer.json()).then(c => { const p = phones.get(chosen);
		return !p.asking && JSON.stringify([c.messages, c.keyboard]) === JSON.stringify([p.messages, p.keyboard]) })`)
}

// tap taps the newest such button under a message, once it is there.
func (p browserPage) tap(label string) {
	p.t.Helper()
	button := fmt.Sprintf(`[...document.querySelectorAll('.phone.chosen .inline button')].findLast(b => b.textContent === %q)`, label)
	p.until(button)
	p.act(button + `.click()`)
}

func (p browserPage) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// until waits until an expression, or what it promises, is true.
func (p browserPage) until(condition string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool]("(async () => !!(await ("+condition+")))()", chromedp.WithPollingTimeout(time.Minute))); err != nil {
		p.t.Fatalf("%s: %v, on %s", condition, err, p.screen())
	}
}

func (p browserPage) eval(script string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[any](script+"; null")); err != nil {
		p.t.Fatalf("%s: %v, on %s", script, err, p.screen())
	}
}

// screen tells what is on the phone that is looked at, and what the page shows
// of it, which may come later.
func (p browserPage) screen() string {
	id, err := chromedp.Run(p.ctx, chromedp.Evaluate[any](`chosen`))
	if err != nil {
		return err.Error()
	}
	shown, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`(byId('trouble').hidden ? '' : byId('trouble').textContent + '\n') +
		[...document.querySelectorAll('.phone.chosen .chat li')].slice(-3).map(li => li.innerText).join('\n') + '\n' +
		[...document.querySelectorAll('.phone.chosen .keyboard button')].map(b => '[' + b.textContent + ']').join(' ')`))
	number, ok := id.(float64)
	if !ok || err != nil {
		return fmt.Sprint(id, shown, err)
	}
	return p.demo.telegram.Phone(simulator.User{ID: int64(number)}).Screen() + "\nThe page shows:\n" + shown
}

// press taps keys of the keyboard, each when it is there.
func (p browserPage) press(labels ...string) {
	p.t.Helper()
	for _, label := range labels {
		key := fmt.Sprintf(`[...document.querySelectorAll('.phone.chosen .keyboard button')].find(b => b.textContent === %q)`, label)
		p.until(key)
		p.act(key + `.click()`)
	}
}

// draws types words whose answer holds a picture.
func (p browserPage) draws(words string) {
	p.t.Helper()
	p.eval(`window.pictures = document.querySelectorAll('.phone.chosen .bubble img').length`)
	p.typed(words)
	p.until(`(all => all.length > pictures && all.at(-1).naturalWidth > 0)([...document.querySelectorAll('.phone.chosen .bubble img')])`)
}

// typed sends texts, each when the answer to the one before has come.
func (p browserPage) typed(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		// In one go: a node that was looked up before may have been replaced.
		p.act(fmt.Sprintf(`(form => { form.querySelector('input').value = %q; form.requestSubmit() })(document.querySelector('.phone.chosen .compose'))`, text))
	}
}

// picture writes what the page looks like, when -pictures asks for it.
func (p browserPage) picture(name string) {
	p.t.Helper()
	if *pictures == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*pictures, name), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// testLog shows the bot's log with the test that fails.
func testLog(t *testing.T) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }

// sampleFile is one of the files that a visitor can send.
func sampleFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := sample.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
