package console

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"naikkelas/flows"
)

// idOf is the id at the end of the page's address.
func (b *browser) idOf() string {
	path, _, _ := strings.Cut(b.path, "?")
	return path[strings.LastIndex(path, "/")+1:]
}

// An officer decides on the page, and owner, chat, queue and trail say the
// same as if it had been decided in the chat.
func TestADocumentIsDecidedOnThePage(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.hands(siti, "0101230099999")
	w.pass(time.Minute)
	w.hands(umar, "0202230099999")
	b, other := w.enters(ratna), w.enters(budi)
	b.get("/").has("Keripik Bu Siti", "Periksa yang tertua")
	b.get("/dokumen").has("Keripik Bu Siti", "NIB").hasNot("<script>alert", "Siti Aminah")
	b.get("/dokumen/berikutnya").has("Sahkan", "Keripik Bu Siti", "/berkas/", "Siti Aminah")
	id := b.idOf()
	other.get("/dokumen").has("Ratna Dewi")
	other.get("/dokumen/"+id).has("Sedang dilihat Ratna Dewi").hasNot("Siti Aminah", "/berkas/", "Sahkan")
	other.get("/berkas/" + id + "/0").is(http.StatusNotFound)
	if b.get("/berkas/" + id + "/0").is(http.StatusOK); b.header.Get("Content-Type") != "image/png" {
		t.Error("no picture")
	}
	b.get("/berkas/" + id + "/7").is(http.StatusNotFound)

	b.get("/dokumen/"+id).does("d:"+id+":ok").has("Bakso", "Disahkan: NIB, Keripik Bu Siti", "Batalkan keputusan")
	w.rest()
	if !w.hasHeard(siti, "NIB") || !w.hasHeard(ratna, "Dari konsol hari ini: 1 tindakan") {
		t.Errorf("siti: %+v\nratna: %+v", w.told(siti), w.told(ratna))
	}
	second := b.idOf()
	b.does("d:"+second+":no", hostile).has("Ditolak: NIB, Bakso").hasNot("<script>alert")
	w.rest()
	if !w.hasHeard(umar, "&lt;script&gt;alert") || w.hasHeard(umar, "<script>") {
		t.Errorf("umar: %+v", w.told(umar))
	}
	w.types(ratna, "/periksa")
	said := w.told(ratna)
	if last := said[len(said)-1]; !strings.Contains(last.Text, "Tidak ada") {
		t.Errorf("the chat says %q", last.Text)
	}
	b.get("/dokumen?lihat=riwayat").has("Disahkan", "Ditolak", "Ratna Dewi").hasNot("<script>alert")
	w.types(dewi, "/audit", "Pemeriksaan dokumen", "Tampilkan")
	said = w.told(dewi)
	if trail := said[len(said)-2].Text + said[len(said)-1].Text; strings.Count(trail, "Ratna Dewi") < 2 {
		t.Errorf("the trail says %s", trail)
	}
}

// The other way round: what is decided in the chat is on the page.
func TestADecisionInTheChatIsOnThePage(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.hands(siti, "0101230099999")
	b := w.enters(ratna)
	b.get("/dokumen/berikutnya").has("Sahkan")
	id := b.idOf()
	form := b.form("d:" + id + ":ok")
	live := between(b.page, `hx-get="`, `"`)
	b.get(unescaped(live)).is(http.StatusNoContent)
	w.taps(ratna, "d:"+id+":ok")
	b.get(unescaped(live)).is(http.StatusOK).has("Disahkan", "Batalkan keputusan")
	b.post("/klik", form).has("role=\"alert\"", "Ratna Dewi") // decided once
	w.rest()
	if w.hasHeard(ratna, "Dari konsol") {
		t.Error("what was not done is told as done")
	}
}

// A click is done once, however often its form is sent; another click decides
// nothing twice either.
func TestAClickIsDoneOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.asks(siti, "NIB saya hilang, harus ke mana?")
	b := w.enters(ratna)
	b.get("/tiket").has("belum dijawab", "Siti Aminah")
	b.get("/" + between(b.page, `data-row href="/`, `"`)).has("NIB saya hilang")
	do := "t:" + b.idOf() + ":answer"
	fields := b.form(do)
	fields["say"] = []string{"Silakan ke MPP Merdeka."}
	for range 3 {
		b.post("/klik", fields).is(http.StatusOK)
	}
	w.rest()
	n := 0
	for _, m := range w.told(siti) {
		n += strings.Count(m.Text, "MPP Merdeka")
	}
	if n != 1 {
		t.Errorf("the owner was answered %d times", n)
	}
	b.has("Silakan ke MPP Merdeka.", "Ratna Dewi")
}

// The bot dies between the click and the answer: the page says that the click
// is stored, and it is done once by the next bot.
func TestKilledBetweenClickAndAnswer(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.hands(siti, "0101230099999")
	b := w.enters(ratna)
	b.get("/dokumen/berikutnya").has("Sahkan")
	id := b.idOf()
	w.stop()
	w.console.Patience = 1 // the page waits for nobody
	b.does("d:"+id+":ok").is(http.StatusOK).has("sudah tersimpan", "hx-get")
	again := unescaped(between(b.page, `hx-get="`, `"`))
	b.get(again).is(http.StatusNoContent)
	w.start()
	w.rest()
	b.get(again).is(http.StatusOK).has("Disahkan")
	if !w.hasHeard(ratna, "Dari konsol hari ini: 1 tindakan") {
		t.Error("the click is lost")
	}
}

// A click whose session was closed before the bot got to it is not done, and
// the officer is told.
func TestAClickOfAClosedSessionIsNotDone(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.hands(siti, "0101230099999")
	b := w.enters(ratna)
	b.get("/dokumen/berikutnya").has("Sahkan")
	id := b.idOf()
	fields := b.form("d:" + id + ":ok")
	w.stop()
	w.console.Patience = 1
	w.taps0(ratna, "j:all:close")
	b.post("/klik", fields)
	w.start()
	w.rest()
	if !w.hasHeard(ratna, "tidak dilakukan") {
		t.Errorf("%+v", w.told(ratna))
	}
	w.types(ratna, "/periksa")
	said := w.told(ratna)
	if last := said[len(said)-1]; !strings.Contains(last.Text, "Keripik Bu Siti") {
		t.Errorf("the document was decided: %s", last.Text)
	}
}

// What a role may not see is not there: neither in the navigation nor at its
// address, and a forged click does nothing.
func TestPagesAreForTheirRoles(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.hands(siti, "0101230099999")
	w.asks(siti, "Apakah harus punya NPWP?")
	w.asks(umar, "Kapan pelatihan?")
	officer := w.enters(ratna)
	officer.get("/dokumen/berikutnya")
	doc := officer.idOf()
	officer.get("/tiket").has("Siti Aminah", "Umar &lt;script&gt;")
	var tickets []string
	for _, part := range strings.Split(officer.page, `data-row href="/tiket/`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		tickets = append(tickets, id)
	}
	mentor := w.enters(mira)
	mentor.get("/").has("/tiket").hasNot(`href="/dokumen`, "Keripik", "Umar")
	mentor.get("/tiket").has("Siti Aminah").hasNot("Umar")
	mentor.get("/dokumen").is(http.StatusNotFound).hasNot("Keripik")
	mentor.get("/dokumen/" + doc).is(http.StatusNotFound).hasNot("Siti")
	mentor.get("/berkas/" + doc + "/0").is(http.StatusNotFound)
	seen := 0
	for _, id := range tickets {
		if mentor.get("/tiket/" + id); mentor.status == http.StatusOK {
			seen++
			mentor.has("NPWP").hasNot("pelatihan")
		}
	}
	if seen != 1 {
		t.Errorf("a mentor of one owner sees %d tickets", seen)
	}
	planner := w.enters(pak)
	planner.get("/").hasNot("Keripik", "Siti", `href="/dokumen`, `href="/tiket"`)
	for _, path := range []string{"/dokumen", "/dokumen/" + doc, "/dokumen/berikutnya", "/tiket", "/tiket/" + tickets[0], "/berkas/" + doc + "/0"} {
		planner.get(path).is(http.StatusNotFound).hasNot("Siti", "Keripik")
	}
	csrf := planner.get("/").csrf()
	for _, do := range []string{"d:" + doc + ":ok", "d:" + doc + ":open", "t:" + tickets[0] + ":close", "/periksa", "/hapus", "/konsol", "p:6:card", "o:nib", "x:y", ""} {
		planner.post("/klik", map[string][]string{"csrf": {csrf}, "click": {"c" + do}, "do": {do}, "next": {"/"}, "back": {"/"}}).hasNot("Sudah dicatat", "Siti")
	}
	w.rest()
	w.types(ratna, "/tiket")
	said := w.told(ratna)
	if last := said[len(said)-1]; !strings.Contains(last.Text, "2") {
		t.Errorf("a planner closed a ticket: %s", last.Text)
	}
}

// Where a form leads stays with us.
func TestFormsLeadNowhereElse(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"//evil.example/x", "https://evil.example", "javascript:alert(1)", "evil", "/\\evil.example", "/x\r\nSet-Cookie: a=b", ""} {
		if got := local(address); got != "/" {
			t.Errorf("%q leads to %q", address, got)
		}
	}
	if got := local("/dokumen?jenis=nib"); got != "/dokumen?jenis=nib" {
		t.Errorf("our own leads to %q", got)
	}
}

// Of what was stored a page takes the few tags of messages for HTML, nothing else.
func TestSmallHTML(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<b>NIB</b> &lt;x&gt;\nbaru":          "<b>NIB</b> &lt;x&gt;<br>baru",
		"<script>alert(1)</script>":           "&lt;script&gt;alert(1)&lt;/script&gt;",
		`<b onclick="x">a</b>`:                `&lt;b onclick="x"&gt;a</b>`,
		`<a href="javascript:x">a</a>`:        `&lt;a href="javascript:x"&gt;a&lt;/a&gt;`,
		`<a href="https://oss.go.id">OSS</a>`: `<a href="https://oss.go.id" rel="noreferrer" target="_blank">OSS</a>`,
		"1 < 2 > 0":                           "1 &lt; 2 &gt; 0",
		"<<b>b>":                              "&lt;<b>b&gt;",
	} {
		if got := string(small(text)); got != want {
			t.Errorf("%q is shown as %q, not %q", text, got, want)
		}
	}
}

// No name, phone, secret or answer gets into the log.
func TestTheLogHoldsNobody(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.hands(siti, "0101230099999")
	b := w.enters(ratna)
	b.get("/dokumen/berikutnya?cari=Siti")
	w.redis.Cut()
	b.get("/dokumen").is(http.StatusServiceUnavailable)
	b.get("/tiket").is(http.StatusServiceUnavailable)
	w.redis.Mend()
	_, key, _ := strings.Cut(b.cookie.Value, "-")
	for _, word := range []string{"Siti", "Ratna", "0101230099999", "8123", key, "/masuk"} {
		if strings.Contains(w.log.String(), word) {
			t.Errorf("the log holds %q:\n%s", word, w.log.String())
		}
	}
	if w.log.Len() == 0 {
		t.Error("trouble is not logged")
	}
}

func between(text, begins, ends string) string {
	_, rest, _ := strings.Cut(text, begins)
	out, _, _ := strings.Cut(rest, ends)
	return out
}

// taps0 is a tap that nobody answers yet.
func (w *town) taps0(who, data string) {
	w.t.Helper()
	w.append(who, flows.Input{Kind: flows.Tap, Data: data})
}
