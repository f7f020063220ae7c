package demo

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"naikkelas/demo/sample"
	"naikkelas/enterprise"
	"naikkelas/simulator/simtest"
)

// countsForm is how a progress or report says what became of an announcement.
var countsForm = regexp.MustCompile(`menunggu (\d+) · terkirim (\d+) · diblokir (\d+) · gagal (\d+) · dilewati (\d+) · tidak pasti (\d+)`)

var pictures = flag.String("pictures", "", "a folder to write pictures of the demo to")

// TestDemoLeadsToAResult does in a browser what a visitor does: one link, then
// taps, until the picture of the result is on the phone.
func TestDemoLeadsToAResult(t *testing.T) {
	t.Parallel()
	_, page := openPage(t)
	page.start()
	page.press("Indonesia", "Setuju", "Boleh, kabari saya", "Ibu")
	page.typed("Siti Aminah", "Keripik Tempe Bu Siti")
	page.press("Makanan kemasan", "Kec. Lowokwaru", "Dinoyo")
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
		page.eval(fmt.Sprintf(`[...document.querySelectorAll('.phone.chosen .keyboard button')][%d].click()`, n%3))
	}
	page.until(`document.querySelector('.phone.chosen .bubble img')?.naturalWidth === 760`)
	page.until(`document.querySelector('.phone.chosen .chat').innerText.includes('Langkah yang paling menambah nilai')`)
	page.eval(`document.querySelector('.phone.chosen .bubble img').scrollIntoView()`)
	page.until(`document.documentElement.scrollWidth <= innerWidth`)
	page.picture("result.png")

	page.do(chromedp.EmulateViewport(1280, 900))
	page.phone("Petugas")
	page.start()
	page.press("Indonesia")
	page.typed("Ratna Dewi")
	page.press("Rekap")
	page.until(`document.querySelector('.phone.chosen .bubble img')?.naturalWidth > 0`)
	page.phone("Pemilik lama")
	page.press("Omzet bulanan")
	page.until(`document.querySelector('.phone.chosen .bubble img')?.naturalWidth > 0`)
	page.says("bulan yang mana?")
	page.eval(`document.activeElement.blur()`)
	page.eval(`for (const log of document.querySelectorAll('.chat')) { const img = log.querySelector('.bubble img'); if (img) log.scrollTop = img.offsetTop - log.offsetTop }`)
	page.eval(`document.querySelector('#phones').scrollLeft = 0`)
	page.picture("demo.png")
}

// TestDemoLeadsAnOfficerToTheReport does what an officer does: an announcement
// to everybody, approved on another officer's phone, sent, reported; and a
// question of an owner, answered in the officers' group.
func TestDemoLeadsAnOfficerToTheReport(t *testing.T) {
	t.Parallel()
	d, page := openPage(t)
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
	p, _ := enterprise.EmbeddedProgram()
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
	page.eval(`document.querySelector('.phone.chosen .link').click()`)
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

// TestDemoLeadsADocumentToItsApproval sends a paper as an owner does, approves
// it as an officer does, and sees on the owner's phone what it changes.
func TestDemoLeadsADocumentToItsApproval(t *testing.T) {
	t.Parallel()
	d, page := openPage(t)
	page.phone("Petugas")
	page.start()
	page.press("Indonesia")
	page.typed("Petugas")
	page.phone("Pemilik lama")
	page.press("Dokumen")
	page.says("belum lengkap")
	page.press("P-IRT", "Kirim dokumen")
	page.says("Kirim foto atau berkas")
	d.telegram.Phone(knownPhone).SendFile("photo", "pirt.png", sampleFile(t, "contoh-pirt.png"))
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
	d, err := openDemo(t.Context(), "127.0.0.1:0", testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.close() })
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
	expect("masih tersimpan: 3 dari 11")
}

// browserPage is a page that a test looks at.
type browserPage struct {
	t   *testing.T
	ctx context.Context
}

// openPage opens the demo on a small screen.
func openPage(t *testing.T) (*demo, browserPage) {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI_REQUIRE_BROWSER") == "1" {
			t.Fatal("chromium is required and was not found")
		}
		t.Skip("no chromium on this machine")
	}
	d, err := openDemo(t.Context(), "127.0.0.1:0", testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.close() })
	page := newPage(t, path)
	page.do(chromedp.EmulateViewport(390, 844), chromedp.Navigate(d.address))
	return d, page
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
	p.eval(`document.querySelector('.phone.chosen .start button').click()`)
}

// botSpokeLast is true once the newest message on the phone is the bot's.
const botSpokeLast = `document.querySelector('.phone.chosen .chat li:last-child:not(.mine)')`

// tap taps the newest button under a message, once the bot has answered.
func (p browserPage) tap(label string) {
	p.t.Helper()
	p.until(botSpokeLast)
	button := fmt.Sprintf(`[...document.querySelectorAll('.phone.chosen .inline button')].findLast(b => b.textContent === %q)`, label)
	p.until(button)
	p.eval(button + `.click()`)
}

func newPage(t *testing.T, path string) browserPage {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return browserPage{t, ctx}
}

func (p browserPage) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

func (p browserPage) until(condition string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool]("!!("+condition+")", chromedp.WithPollingTimeout(time.Minute))); err != nil {
		p.t.Fatalf("%s: %v", condition, err)
	}
}

func (p browserPage) eval(script string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[any](script+"; null")); err != nil {
		p.t.Fatalf("%s: %v", script, err)
	}
}

// press taps keys of the keyboard, each when the bot has answered and it is there.
func (p browserPage) press(labels ...string) {
	p.t.Helper()
	for _, label := range labels {
		p.until(botSpokeLast)
		key := fmt.Sprintf(`[...document.querySelectorAll('.phone.chosen .keyboard button')].find(b => b.textContent === %q)`, label)
		p.until(key)
		p.eval(key + `.click()`)
	}
}

// typed sends texts, each when the answer to the one before has come.
func (p browserPage) typed(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		p.until(botSpokeLast)
		// In one go: a node that was looked up before may have been replaced.
		p.eval(fmt.Sprintf(`(form => { form.querySelector('input').value = %q; form.requestSubmit() })(document.querySelector('.phone.chosen .compose'))`, text))
		p.until(fmt.Sprintf(`[...document.querySelectorAll('.phone.chosen .mine .words')].some(w => w.textContent === %q)`, text))
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
