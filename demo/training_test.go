package demo

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/simulator"
)

var codeForm = regexp.MustCompile(`Kode hadir .*: (\d{6})`)

// TestDemoKeepsItsWord moves the clock of the demo as a visitor does: a training
// is made and joined, three days, one day and two hours before it the owner
// hears of it, they were there, say how it was and hold the certificate. Their
// P-IRT then comes near its end; once they mute that, it is said no more.
func TestDemoKeepsItsWord(t *testing.T) {
	t.Parallel()
	d, page := openPage(t)
	day := wideAwake(d.settings.Program.City, d.clock.Now())
	d.clock.Advance(at(day, 0, 10).Sub(d.clock.Now()))
	page.publish(at(day, 4, 12).Format("2/1/2006") + " 12.00-14.00")

	page.phone("Pemilik lama")
	page.typed("/pelatihan")
	page.says("Kemasan yang menjual")
	page.tap("1")
	page.tap("Ikut")
	page.says("Terdaftar: Kemasan yang menjual")
	page.advance(d, "+1 hari")
	page.says("Pelatihan 3 hari lagi: Kemasan yang menjual")
	page.advance(d, "+1 hari", "+1 hari")
	page.says("Pelatihan besok: Kemasan yang menjual")
	page.advance(d, "+1 hari")
	page.says("Pelatihan hari ini: Kemasan yang menjual")
	page.picture("training.png")
	page.advance(d, "+1 jam", "+1 jam")
	page.phone("Petugas")
	page.typed("/pelatihan")
	page.tap("1")
	page.tap("Kode hadir")
	page.says("Berlaku selama sesi")
	page.phone("Pemilik lama")
	page.typed("/hadir " + shownCode(t, d))
	page.says("Tercatat hadir: Kemasan yang menjual")
	page.advance(d, "+1 hari")
	page.says("Bagaimana pelatihan Kemasan yang menjual?")
	page.tap("4 ★")
	page.says("Satu kalimat untuk penyelenggara?")
	page.press("Tanpa catatan")
	page.tap("Sertifikat")
	page.holdsPDF(d, "sertifikat.pdf")

	page.permit(d, at(day, 41, 0))
	page.advance(d, "+1 minggu")
	page.says("30 hari lagi. Perpanjang di")
	page.typed("/pengingat")
	page.press("Matikan: Dokumen akan habis")
	page.says("Mati: Dokumen akan habis")
	page.press("Sudah cocok")
	page.advance(d, "+1 minggu", "+1 minggu", "+1 minggu", "+1 hari", "+1 hari")
	page.asks(d, "/jadwal", "1 dokumen akan habis (dimatikan)")
	for _, m := range d.telegram.Phone(knownPhone).Messages() {
		if strings.Contains(m.Text, "7 hari lagi") {
			t.Errorf("it was muted, and still: %s", m.Text)
		}
	}
}

// at is an hour so many days after a day.
func at(day time.Time, days, hour int) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day()+days, hour, 0, 0, 0, day.Location())
}

// wideAwake is the first day from tomorrow on after which every moment that the
// test moves the clock to lies outside of quiet time.
func wideAwake(c enterprise.City, now time.Time) time.Time {
	day := at(now.In(c.Location), 1, 0)
	for n := 0; n < 400; n++ {
		quiet := 0
		for _, m := range [][2]int{{0, 10}, {1, 10}, {3, 10}, {4, 10}, {5, 12}, {12, 12}, {35, 12}} {
			if moment := at(day, m[0], m[1]); !c.Awake(moment).Equal(moment) {
				quiet++
			}
		}
		if quiet == 0 {
			break
		}
		day = at(day, 1, 0)
	}
	return day
}

// publish makes a training on an officer's phone.
func (p browserPage) publish(session string) {
	p.t.Helper()
	p.phone("Petugas")
	p.start()
	p.press("Indonesia")
	p.typed("Ratna Dewi")
	p.typed("Jadwal pelatihan")
	p.tap("Buat pelatihan")
	p.says("Apa judul pelatihannya?")
	p.typed("Kemasan yang menjual")
	p.press("Kemasan")
	p.says("Di mana?")
	p.typed("MCC lantai 5")
	p.says("Tulis hari dan jamnya")
	p.typed(session)
	p.press("Betul", "Selesai")
	p.says("Untuk berapa orang?")
	p.typed("20")
	p.press("Lanjut", "Saat mulai")
	p.says("Siapa yang bisa ditanya")
	p.typed("Bu Ratna, 0812-3456-7890")
	p.press("Tanpa poster", "Terbitkan")
	p.says("Pelatihan terbit")
}

// permit sends the owner's P-IRT, with its last day, and lets an officer approve it.
func (p browserPage) permit(d *demo, last time.Time) {
	p.t.Helper()
	p.phone("Pemilik lama")
	p.typed("/dokumen")
	p.press("P-IRT", "Kirim dokumen")
	p.says("P-IRT adalah izin jual")
	d.telegram.Phone(knownPhone).SendFile("photo", "pirt.png", sampleFile(p.t, "contoh-pirt.png"))
	p.press("Sudah semua")
	p.says("Ketik nomor")
	p.typed(fmt.Sprintf("2063573019999-%02d", last.Year()%100))
	p.press("Betul")
	p.says("Berlaku sampai kapan?")
	p.typed(last.Format("2/1/2006"))
	p.says("Berlaku sampai " + enterprise.FormatDate(last, "id"))
	p.press("Betul", "Biarkan saja")
	p.says("Terkirim ke petugas")
	p.phone("Petugas")
	p.typed("/periksa")
	p.says("2. P-IRT")
	p.tap("2")
	p.tap("Sahkan")
	p.phone("Pemilik lama")
	p.says("sudah disahkan petugas")
}

// asks types a command on an officer's phone until its answer holds a text.
func (p browserPage) asks(d *demo, command, part string) {
	p.t.Helper()
	p.phone("Petugas")
	for deadline := time.Now().Add(20 * time.Second); ; {
		p.typed(command)
		if said := d.telegram.Phone(officerPhone).Messages(); strings.Contains(said[len(said)-1].Text, part) {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s never answers %q", command, part)
		}
	}
}

// advance presses the buttons that move the demo's clock, each once the page
// shows what the one before did.
func (p browserPage) advance(d *demo, labels ...string) {
	p.t.Helper()
	for _, label := range labels {
		button := fmt.Sprintf(`[...document.querySelectorAll('#advance button')].find(b => b.textContent === %q)`, label)
		p.until(button)
		before := d.clock.Now()
		p.eval(button + `.click()`)
		p.until(fmt.Sprintf(`Date.now() + offset > %d`, before.Add(50*time.Minute).UnixMilli()))
	}
}

// shownCode is the code of the session on an officer's phone.
func shownCode(t *testing.T, d *demo) string {
	t.Helper()
	for _, m := range d.telegram.Phone(officerPhone).Messages() {
		if found := codeForm.FindStringSubmatch(m.Text); found != nil {
			return found[1]
		}
	}
	t.Fatal("no code is shown")
	return ""
}

// holdsPDF waits for a file in the chat and looks whether it is a PDF.
func (p browserPage) holdsPDF(d *demo, name string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`[...document.querySelectorAll('.phone.chosen .doc')].some(a => a.download === %q)`, name))
	said := d.telegram.Phone(knownPhone).Messages()
	i := slices.IndexFunc(said, func(m simulator.Message) bool { return m.FileName == name })
	answer, err := http.Get(d.address + "/sim/files/" + said[i].File)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if data, err := io.ReadAll(answer.Body); err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) {
		p.t.Errorf("%s is no PDF (%d bytes): %v", name, len(data), err)
	}
}
