package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// onePixel is the smallest of pictures.
var onePixel = drawn(1, 1)

func drawn(width, height int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			img.Set(x, y, color.RGBA{uint8(x), 120, uint8(y), 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic(err)
	}
	return out.Bytes()
}

const flowJSON = `{"version":"7.2","screens":[{"id":"LEGAL","title":"Legalitas","terminal":true,"layout":{"type":"SingleColumnLayout","children":[{"type":"Form","name":"f","children":[
	{"type":"TextBody","text":"Dua pertanyaan singkat."},
	{"type":"RadioButtonsGroup","name":"nib","label":"Punya NIB?","required":true,"data-source":[{"id":"ya","title":"Ya"},{"id":"belum","title":"Belum"}]},
	{"type":"TextInput","name":"sejak","label":"Sejak tahun","input-type":"number"},
	{"type":"Footer","label":"Simpan","on-click-action":{"name":"complete","payload":{"nib":"${form.nib}","sejak":"${form.sejak}","form":"legal"}}}]}]}}]}`

// bothSite is a page with a Telegram and a WhatsApp phone, and the bot behind
// the latter.
func bothSite(t *testing.T, width, height int64) (*site, *waClient, *WhatsAppPhone) {
	t.Helper()
	b := startWhatsApp(t, func(o *WhatsAppOptions) { o.Now = time.Now })
	b.w.AddTemplate(template("pengingat"))
	b.w.AddFlow("77", []byte(flowJSON))
	s := New(Options{Token: "1:test", WhatsApp: b.w, Samples: []Sample{{Kind: "photo", Name: "contoh.png", Data: onePixel}}})
	s.Phone(User{ID: 5, FirstName: "Siti", Language: "id"}).Send("halo")
	tini := b.w.Phone(tini)
	return openSite(t, s, width, height), b, tini
}

func TestAWhatsAppPhoneOnThePage(t *testing.T) {
	t.Parallel()
	p, b, tini := bothSite(t, 390, 844)
	p.do(chromedp.Navigate(p.url+"#whatsapp-tini"), chromedp.WaitVisible(`.phone.whatsapp.chosen .compose input`))
	p.types(`.phone.chosen .compose input`, "halo *bot* dari saya\n")
	p.until(`document.querySelector('.phone.chosen .mine b')?.textContent === 'bot'`)
	p.until(`document.querySelector('.phone.chosen .tick.delivered')`) // the bot has it
	if m := b.message(); m.Text.Body != "halo *bot* dari saya" {
		t.Errorf("the bot hears %+v", m)
	}
	if g, err := b.try(`{"status":"read","message_id":"` + tini.Messages()[0].ID + `","typing_indicator":{"type":"text"}}`); err != nil || !g.Success {
		t.Fatal(err, g)
	}
	p.until(`document.querySelector('.phone.chosen .tick.read') && document.querySelector('.phone.chosen .who small').textContent.includes('mengetik')`)

	b.say(twoButtons)
	p.until(`document.querySelectorAll('.phone.chosen .inline button').length === 2`)
	p.shot("whatsapp-buttons-390")
	p.eval(`document.querySelector('.phone.chosen .inline button').click()`)
	p.says("Setuju")
	p.until(`fetch('/sim/phones/' + chosen).then((answer) => answer.json()).then((c) => c.messages.some((m) => m.from_bot && m.status === 'read'))`)
	heard := b.heard()
	if got := statuses(heard); !slices.Contains(got, "read") { // somebody looks at it
		t.Errorf("statuses %q", got)
	}
	b.say(oneList)
	p.until(`document.querySelector('.phone.chosen [aria-haspopup=dialog]')`)
	p.eval(`document.querySelector('.phone.chosen [aria-haspopup=dialog]').focus()`)
	p.key(kb.Enter)
	p.until(`!document.querySelector('.phone.chosen .sheet').hidden && document.activeElement.textContent.startsWith('Klojen')`)
	p.shot("whatsapp-list-390")
	p.key(kb.Escape)
	p.until(`document.querySelector('.phone.chosen .sheet').hidden && document.activeElement.matches('[aria-haspopup=dialog]')`)
	p.key(kb.Enter)
	p.key(kb.Enter)
	p.until(`document.querySelector('.phone.chosen .sheet').hidden`)
	p.until(`[...document.querySelectorAll('.phone.chosen .mine .words')].at(-1).textContent === 'Klojen'`)
	p.until(`document.documentElement.scrollWidth <= innerWidth`)
}

func TestEveryKindIsDrawnOnAWhatsAppPhone(t *testing.T) {
	t.Parallel()
	p, b, tini := bothSite(t, 1280, 900)
	tini.Type("halo")
	b.heard()
	picture := b.upload("skor.png", "image/png", drawn(160, 100))
	pdf := b.upload("sertifikat.pdf", "application/pdf", []byte("%PDF"))
	b.say(`{"type":"image","image":{"id":"` + picture + `","caption":"Kesiapan: *68/100* _naik_ ~60~"}}`)
	b.say(`{"type":"document","document":{"id":"` + pdf + `","filename":"sertifikat.pdf"}}`)
	b.say(`{"type":"interactive","interactive":{"type":"flow","body":{"text":"Isi indikator legalitas"},"action":{"name":"flow","parameters":{"flow_message_version":"3","flow_id":"77","flow_cta":"Isi","flow_token":"tk"}}}}`)
	b.say(`{"type":"interactive","interactive":{"type":"cta_url","body":{"text":"Panduan"},"action":{"name":"cta_url","parameters":{"display_text":"Buka OSS","url":"https://oss.go.id"}}}}`)
	b.say(`{"type":"location","location":{"latitude":-7.96,"longitude":112.63,"name":"Balai Kota"}}`)
	b.say(templateSent)
	b.say(`{"type":"reaction","reaction":{"message_id":"` + tini.Messages()[0].ID + `","emoji":"👍"}}`)
	b.w.Fail(WhatsAppFault{Kind: Late, Code: 131049, Times: 1})
	b.say(`{"type":"text","text":{"body":"kabar"}}`)
	p.do(chromedp.Navigate(p.url + "#whatsapp-tini"))
	for _, want := range []string{"68/100", "sertifikat.pdf", "Balai Kota", "Halo Bu Tini, isian omzet menunggu.", "templat · utility", "ditahan WhatsApp (131049)", "Balas STOP untuk berhenti", "👍"} {
		p.says(want)
	}
	p.until(`document.querySelector('.phone.whatsapp .bubble img').naturalWidth === 160 && document.querySelector('.phone.whatsapp i').textContent === 'naik' && document.querySelector('.phone.whatsapp s').textContent === '60'`)
	p.until(`[...document.querySelectorAll('.phone.whatsapp .inline a')].some((a) => a.href === 'https://oss.go.id/')`)
	p.shot("whatsapp-kinds-1280")
	p.eval(`[...document.querySelectorAll('.phone.whatsapp .inline button')].find((b) => b.textContent.includes('Isi')).click()`)
	p.until(`document.querySelector('.sheet fieldset legend')?.textContent === 'Punya NIB?'`)
	p.shot("whatsapp-flow-1280")
	p.eval(`document.querySelector('.sheet input[value="belum"]').click()`)
	p.types(`.sheet input[type=number]`, "2024")
	p.do(chromedp.Click(`.sheet .go`))
	p.until(`document.querySelector('.phone.whatsapp .sheet').hidden`)
	p.says("Terkirim")
	var answer string
	for _, h := range b.heard() {
		for _, m := range h.Messages {
			answer = m.Interactive.Flow.Response
		}
	}
	if answer != `{"flow_token":"tk","form":"legal","nib":"belum","sejak":"2024"}` {
		t.Errorf("the form says %s", answer)
	}
}

func TestATranscriptIsCopiedAndAPhoneRestarted(t *testing.T) {
	t.Parallel()
	p, b, tini := bothSite(t, 1280, 900)
	tini.Type("halo")
	b.say(twoButtons)
	all := tini.Messages()
	if _, err := tini.Tap(all[1].ID, "Setuju"); err != nil {
		t.Fatal(err)
	}
	b.heard()
	p.do(chromedp.Navigate(p.url + "#whatsapp-tini"))
	p.says("Setuju?")
	p.eval(`window.confirm = () => true; navigator.clipboard.writeText = async (text) => { window.copied = text }; document.querySelector('.phone.whatsapp .more').click()`)
	p.eval(`[...document.querySelectorAll('.phone.whatsapp .actions button')].find((b) => b.textContent === 'Salin sebagai transkrip').click()`)
	p.until(fmt.Sprintf(`window.copied === %q`, "> halo\n< Setuju?\n  Diskopindag\n  [Setuju] [Tidak]\n> Setuju\n"))
	p.eval(`document.querySelector('.phone.whatsapp .more').click(); [...document.querySelectorAll('.phone.whatsapp .actions button')].find((b) => b.textContent === 'Mulai ulang ponsel').click()`)
	p.until(`document.querySelector('.phone.whatsapp.chosen') && document.querySelectorAll('.phone.whatsapp').length === 1 && document.querySelector('.phone.whatsapp').dataset.phone !== 'w1' && document.querySelectorAll('.phone.whatsapp li.mine').length === 0`)
	p.types(`.phone.whatsapp .compose input`, "saya baru\n")
	p.until(`document.querySelector('.phone.whatsapp .tick.delivered')`)
	if m := b.message(); m.From == tini.User().Phone || m.FromUser == tini.User().ID {
		t.Errorf("the same person: %+v", m)
	}
}

// tooSmall lists what is shown, can be tapped and is smaller than 24 by 24
// CSS pixels (w3.org/TR/WCAG22, 2.5.8).
const tooSmall = `JSON.stringify([...document.querySelectorAll('button, a, input, select, textarea, [role=tab]')].filter((e) => e.offsetParent && !e.closest('[hidden]')).map((e) => [e, e.getBoundingClientRect()])
	.filter(([e, r]) => r.width > 0 && (r.width < 24 || r.height < 24) && !e.closest('label')).map(([e, r]) => e.className + ' ' + e.textContent.slice(0, 20) + ' ' + r.width.toFixed(1) + 'x' + r.height.toFixed(1)))`

func TestEverythingCanBeTappedWithAThumb(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{390, 1280} {
		p, b, tini := bothSite(t, width, 844)
		tini.Type("halo")
		b.heard()
		b.say(twoButtons)
		b.say(oneList)
		b.say(`{"type":"document","document":{"id":"` + b.upload("a.pdf", "application/pdf", []byte("%PDF")) + `","filename":"a"}}`)
		siti := p.server.Phone(User{ID: 5})
		siti.SendFile("document", "b", []byte("x"))
		siti.SendFile("photo", "c.png", onePixel)
		echo(t, p.url)
		siti.Send("https://t.me/naikkelas_bot?start=u-1")
		p.do(chromedp.Navigate(p.url), chromedp.WaitVisible(`.phone.chosen .compose input`))
		p.says("Gema")
		p.until(`document.querySelector('.phone.chosen .link')`)
		for _, step := range []string{
			`null`, `document.querySelector('#toolbox').click()`, `document.querySelector('.phone.chosen .more').click()`, `document.querySelector('.phone.chosen .attach').click()`,
			`location.hash = '#whatsapp-tini'`, `document.querySelector('.phone.whatsapp .more').click()`, `document.querySelector('.phone.whatsapp [aria-haspopup=dialog]').click()`,
			`closeSheet(phones.get('w1')); document.querySelector('.phone.whatsapp .reply').click()`,
		} {
			p.eval(step)
			found, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](tooSmall))
			if err != nil {
				t.Fatal(err)
			}
			var small []string
			if err := json.Unmarshal([]byte(found), &small); err != nil || len(small) > 0 {
				t.Errorf("at %d px after %s: %q %v", width, step, small, err)
			}
		}
		p.shot(fmt.Sprint("thumb-", width))
	}
}

func TestTranscriptsOfTelegram(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	b.say("text", "Halo <b>Siti</b> & kawan\nSetuju?", "parse_mode", "HTML", "reply_markup", `{"keyboard":[["Ya","Tidak"],["Kembali"]]}`)
	if _, err := p.Press("Ya"); err != nil {
		t.Fatal(err)
	}
	m := b.say("text", "Simpan?", "reply_markup", `{"inline_keyboard":[[{"text":"Simpan","callback_data":"s"}]]}`)
	if err := p.Tap(m.ID, "Simpan"); err != nil {
		t.Fatal(err)
	}
	b.clock.Advance(26 * time.Hour)
	name := p.Send("Siti Amina")
	if err := p.Edit(name, "Siti Aminah"); err != nil {
		t.Fatal(err)
	}
	p.SendMedia("sticker")
	b.clock.Advance(72 * time.Hour)
	p.Block()
	p.Unblock()
	p.SendFile("photo", "a.png", onePixel)
	want := `> /start
< Halo <b>Siti</b> &amp; kawan
  Setuju?
  [Ya] [Tidak]
  [Kembali]
> Ya
< Simpan?
  (Simpan)
> (ketuk) Simpan
... 26 jam
> Siti Amina
> (edit: Siti Amina) Siti Aminah
> (stiker)
> (blokir)
> (buka blokir)
... 3 hari
> (foto)
`
	if got := p.Transcript(); got != want {
		t.Errorf("the transcript is\n%s", got)
	}
}

func TestAPageOfPhonesThatAreAddedAndRestarted(t *testing.T) {
	t.Parallel()
	wa := NewWhatsApp(WhatsAppOptions{})
	t.Cleanup(wa.Close)
	b := start(t, func(o *Options) { o.WhatsApp = wa })
	b.server.Phone(siti)
	_, added := b.sim("POST", "phones", `{"first_name":"Tini","kind":"whatsapp"}`)
	if added["id"] != "w1" || added["kind"] != "whatsapp" || added["phone"] == "" {
		t.Fatalf("added %v", added)
	}
	for _, act := range []string{
		`send {"text":"halo","message":""}`, `contact {"own":true}`, `contact {"own":false,"phone":"62811"}`, `forward {"text":"x"}`, `media {"kind":"voice"}`, `media {"kind":"location"}`,
		`media {"kind":"poll"}`, `file {"kind":"photo","name":"a","data":"YWJj"}`, `file {"kind":"document","name":"a","data":"YWJj"}`, `read {}`, `online {"own":false}`, `online {"own":true}`, `block {}`, `unblock {}`,
	} {
		what, body, _ := strings.Cut(act, " ")
		if code, out := b.sim("POST", "phones/w1/"+what, body); code != 200 || out["ok"] != true {
			t.Errorf("%s: %d %v", act, code, out)
		}
	}
	for _, act := range []string{`tap {"message":"x","label":"y"}`, `edit {"message":"x","text":"y"}`, `submit {"message":"x"}`, `media {"kind":"fly"}`, `file {"kind":"fly"}`, `sample {"name":"x"}`, `fly {}`} {
		what, body, _ := strings.Cut(act, " ")
		if code, out := b.sim("POST", "phones/w1/"+what, body); code != 400 || out["error"] == "" {
			t.Errorf("%s: %d %v", act, code, out)
		}
	}
	_, phone := b.sim("GET", "phones/w1", "")
	if n := len(phone["messages"].([]any)); n != 9 || phone["until"] == nil {
		t.Errorf("%d messages, %v", n, phone)
	}
	_, again := b.sim("POST", "phones/w1/restart", `{}`)
	_, telegram := b.sim("POST", "phones/5/restart", `{}`)
	_, state := b.sim("GET", "state", "")
	all := state["phones"].([]any)
	if again["id"] != "w2" || telegram["id"] != 900001.0 || telegram["first_name"] != "Siti" || len(all) != 2 {
		t.Errorf("%v, %v, the page has %v", again, telegram, all)
	}
	if wa.Waiting() == 0 {
		t.Error("what nobody subscribed to was delivered")
	}
}
