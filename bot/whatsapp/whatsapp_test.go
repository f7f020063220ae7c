package whatsapp

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"naikkelas/bot"
	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/simulator"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

const (
	testToken  = "EAAG-test"
	testSecret = "0123456789abcdef"
	testVerify = "cocok"
)

// ownClient shares no connection with others: a test server that ends closes
// the idle ones of http.DefaultTransport, and may hit one that is in use.
var ownClient = &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}

// city is our end of a WhatsApp with phones.
type city struct {
	t        *testing.T
	store    *store.Store
	whatsapp *simulator.WhatsApp
	channel  *Channel
	hook     *httptest.Server
	now      func() time.Time
}

// newCity has an inbox, a webhook and a WhatsApp whose clock can be moved.
func newCity(t *testing.T, o simulator.WhatsAppOptions) (c *city, advance func(time.Duration)) {
	t.Helper()
	redis := redistest.Embedded(t)
	s, err := store.Open(store.Options{URL: redis.URL, City: "test", Keys: store.Keys{[]byte(strings.Repeat("k", 32))}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var mu sync.Mutex
	clock := time.Now()
	now := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return clock
	}
	o.Token, o.AppSecret, o.VerifyToken, o.Now, o.Retry = testToken, testSecret, testVerify, now, []time.Duration{10 * time.Millisecond}
	w := simulator.NewWhatsApp(o)
	api := httptest.NewServer(w)
	c = &city{t: t, store: s, whatsapp: w, now: now}
	c.channel = NewChannel(NewAPI(testToken, "106540352242922", api.URL))
	c.channel.Secret, c.channel.VerifyToken, c.channel.Store, c.channel.Now = testSecret, testVerify, s, now
	_, answers := c.channel.Webhook(bot.Intake(s, now, bot.NewMetrics(prometheus.NewRegistry())))
	c.hook = httptest.NewServer(answers)
	t.Cleanup(func() {
		w.Close()
		c.hook.Close()
		api.CloseClientConnections()
		api.Close()
	})
	if err := w.Subscribe(t.Context(), c.hook.URL+Path, api.URL); err != nil {
		t.Fatal(err)
	}
	return c, func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		clock = clock.Add(d)
	}
}

// idle waits until no webhook is on its way.
func (c *city) idle() {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Minute)
	defer cancel()
	if err := c.whatsapp.Idle(ctx); err != nil {
		c.t.Fatal(err)
	}
}

// heard is what is in the inbox.
func (c *city) heard() []flows.Input {
	c.t.Helper()
	c.idle()
	entries, err := c.store.Take(c.t.Context(), store.Start, 1000, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	var out []flows.Input
	for _, e := range entries {
		out = append(out, e.Input)
	}
	return out
}

func (c *city) last() flows.Input {
	all := c.heard()
	if len(all) == 0 {
		c.t.Fatal("nothing was heard")
	}
	return all[len(all)-1]
}

func (c *city) say(to enterprise.Address, ref string, m messages.Message) error {
	_, err := c.channel.Send(c.t.Context(), channel.Outgoing{Person: 7, To: to, Ref: ref, Message: m})
	return err
}

func (c *city) outbox() []store.Line {
	c.t.Helper()
	lines, err := c.store.Lines(c.t.Context(), store.Start, 100, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	return lines
}

var siti = simulator.WhatsAppUser{Phone: "6281200000007", Name: "Siti"}

func TestTheAddressIsProvenOurs(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	for query, want := range map[string]int{
		"hub.mode=subscribe&hub.verify_token=cocok&hub.challenge=115": http.StatusOK,
		"hub.mode=subscribe&hub.verify_token=salah&hub.challenge=115": http.StatusForbidden,
		"hub.mode=subscribe&hub.challenge=115":                        http.StatusForbidden,
		"hub.mode=unsubscribe&hub.verify_token=cocok&hub.challenge=1": http.StatusForbidden,
	} {
		resp, err := ownClient.Get(c.hook.URL + Path + "?" + query)
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		_, _ = body.ReadFrom(resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != want || want == http.StatusOK && body.String() != "115" {
			t.Errorf("%s: %d %s", query, resp.StatusCode, &body)
		}
	}
}

// push sends a body as WhatsApp would.
func (c *city) push(body, secret string) int {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	r, _ := http.NewRequest(http.MethodPost, c.hook.URL+Path, strings.NewReader(body))
	r.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := ownClient.Do(r)
	if err != nil {
		c.t.Error(err)
		return 0
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

func wrote(id, who, text string) string {
	return fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
		"metadata":{"phone_number_id":"106540352242922"},"messages":[{"id":%q,"from_user_id":%q,"timestamp":"1795400000","type":"text","text":{"body":%q}}]}}]}]}`, id, who, text)
}

func TestOnlyWhatIsSignedIsTaken(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	body := wrote("wamid.1", "ID.1", `caf\u00e9 \/start`)
	if got := c.push(body, "another secret"); got != http.StatusForbidden {
		t.Errorf("a wrong signature: %d", got)
	}
	if got := c.push(body, testSecret); got != http.StatusOK {
		t.Errorf("a right one: %d", got)
	}
	r, _ := http.NewRequest(http.MethodPost, c.hook.URL+Path, strings.NewReader(body))
	resp, err := ownClient.Do(r)
	if err != nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("none: %v", err)
	}
	_ = resp.Body.Close()
	if got := c.heard(); len(got) != 1 || got[0].From != Address("ID.1") {
		t.Errorf("heard %+v", got)
	}
}

func TestADeliveryIsTakenOnceHoweverOftenItComes(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			if got := c.push(wrote("wamid.same", "ID.1", "halo"), testSecret); got != http.StatusOK {
				t.Errorf("answered %d", got)
			}
		})
	}
	all.Wait()
	if got := c.heard(); len(got) != 1 {
		t.Errorf("%d of 200 were taken", len(got))
	}
}

func TestWhatAPersonDoesIsHeard(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	phone := c.whatsapp.Phone(siti)
	phone.Type("halo")
	if in := c.last(); in.Kind != flows.Text || in.Text != "halo" || in.Message == "" {
		t.Errorf("a text: %+v", in)
	}
	who := c.last().From
	must := func(id string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ask := func(m messages.Message) simulator.WhatsAppMessage {
		t.Helper()
		if err := c.say(who, "", m); err != nil {
			t.Fatal(err)
		}
		all := phone.Messages()
		return all[len(all)-1]
	}
	long := "Makanan dan minuman dalam kemasan, tahan lama"
	m := ask(messages.Message{Text: "Sektor?", Keyboard: &messages.Keyboard{Rows: [][]string{{long}, {"Jasa"}}}})
	must(phone.Tap(m.ID, m.Labels()[0]))
	if in := c.last(); in.Kind != flows.Text || in.Text != long {
		t.Errorf("a row of a list is its whole label: %+v", in)
	}
	m = ask(messages.Message{Text: "Benar?", Buttons: [][]messages.Button{{{Label: "Ya", Data: "y:1"}, {Label: "Tidak", Data: "n"}}}})
	must(phone.Tap(m.ID, "Ya"))
	if in := c.last(); in.Kind != flows.Tap || in.Data != "y:1" || in.Message != m.ID {
		t.Errorf("a button: %+v", in)
	}
	m = ask(messages.Message{Text: "Nomor?", Keyboard: &messages.Keyboard{Contact: "Kirim nomor"}})
	must(phone.Tap(m.ID, m.Labels()[0]))
	if in := c.last(); in.Kind != flows.Contact || !in.Own || in.Phone != siti.Phone {
		t.Errorf("the own number: %+v", in)
	}
	phone.SendContact(simulator.WhatsAppContact{Name: "Budi", Phone: "6281299999999"})
	if in := c.last(); in.Kind != flows.Contact || in.Own {
		t.Errorf("somebody else's card: %+v", in)
	}
	phone.Forward("Tempe")
	if in := c.last(); in.Text != "Tempe" || !in.Forwarded {
		t.Errorf("a forwarded text: %+v", in)
	}
	edited := phone.Type("salh")
	before := len(c.heard())
	if err := phone.Edit(edited, "salah"); err != nil {
		t.Fatal(err)
	}
	if in := c.last(); len(c.heard()) != before+1 || in.Kind != flows.Other || in.Media != "edited" {
		t.Errorf("an edit: %+v", in)
	}
	phone.SendVoice([]byte("OggS"))
	if in := c.last(); in.Kind != flows.Other || in.Media != "voice" {
		t.Errorf("a voice: %+v", in)
	}
	phone.SendLocation(simulator.WhatsAppLocation{Latitude: -7.9, Longitude: 112.6})
	if in := c.last(); in.Media != "location" {
		t.Errorf("a place: %+v", in)
	}
}

func TestFilesAreFetchedByAddressOrID(t *testing.T) {
	t.Parallel()
	for name, without := range map[string]bool{"a direct address": false, "an id": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := newCity(t, simulator.WhatsAppOptions{NoDirectURL: without})
			photo := append([]byte{0xff, 0xd8, 0xff, 0xe0}, bytes.Repeat([]byte("x"), 500)...)
			c.whatsapp.Phone(siti).SendPhoto(photo, "NIB saya")
			in := c.last()
			if in.File == nil || in.File.Kind != "photo" || in.Text != "NIB saya" {
				t.Fatalf("heard %+v", in)
			}
			var got bytes.Buffer
			err := c.channel.Fetch(t.Context(), in.File.ID, func(r io.Reader) error {
				_, err := got.ReadFrom(r)
				return err
			})
			if err != nil || !bytes.Equal(got.Bytes(), photo) {
				t.Errorf("%d bytes, %v", got.Len(), err)
			}
		})
	}
}

func TestOurTokenIsShownToWhatsAppOnly(t *testing.T) {
	t.Parallel()
	a := NewAPI("t", "1", "https://graph.facebook.com")
	for address, want := range map[string]bool{
		"https://lookaside.fbsbx.com/whatsapp_business/1": true, "https://graph.facebook.com/v23.0/1": true,
		"https://evil.example/x": false, "http://lookaside.fbsbx.com/x": false, "https://fbsbx.com.evil.example/": false, "https://evilfbsbx.com/": false,
	} {
		if a.trusted(address) != want {
			t.Errorf("%s: %t", address, !want)
		}
	}
}

// A person without a number has an address, and who changes number or id keeps
// their record.
func TestAPersonIsNoNumber(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	hidden := c.whatsapp.Phone(simulator.WhatsAppUser{Phone: "6281200000008", Name: "Tutik", Hidden: true})
	hidden.Type("halo")
	in := c.last()
	if in.From.ID == "" || digits(in.From.ID) == in.From.ID {
		t.Fatalf("heard of %q", in.From.ID)
	}
	if err := c.say(in.From, "", messages.Message{Text: "Halo"}); err != nil {
		t.Errorf("an answer to an id: %v", err)
	}
	if got := hidden.Messages(); len(got) != 2 || got[1].Text != "Halo" {
		t.Errorf("the phone shows %+v", got)
	}
	hidden.ChangeID("ID.new")
	all := c.heard()
	moved := all[len(all)-1]
	if moved.Kind != flows.Unblocked || moved.From != Address("ID.new") {
		t.Errorf("a new id is heard as %+v", moved)
	}
}

func TestOutsideTheWindow(t *testing.T) {
	t.Parallel()
	c, advance := newCity(t, simulator.WhatsAppOptions{})
	c.channel.Templates = enterprise.Templates{Templates: []enterprise.Template{
		{Keys: []string{"reminder.kind.*"}, Name: "pengingat", Language: "id", Category: enterprise.Utility, Body: "Pengingat: {{1}} Balas.", Parameters: []string{enterprise.WholeText}},
	}}
	c.whatsapp.AddTemplate(simulator.WhatsAppTemplate{Name: "pengingat", Language: "id", Category: "UTILITY", Components: []simulator.TemplateComponent{{Type: "BODY", Text: "Pengingat: {{1}} Balas."}}})
	phone := c.whatsapp.Phone(siti)
	phone.Type("halo")
	who := c.last().From
	if err := c.say(who, "1-0", messages.Message{Text: "<b>Halo</b>"}); err != nil {
		t.Fatal(err)
	}
	advance(25 * time.Hour)
	if err := c.say(who, "2-0", messages.Message{Key: "reminder.kind.form", Text: "Lanjut\n\nnomor   9?"}); err != nil {
		t.Fatal(err)
	}
	got := phone.Messages()
	if m := got[len(got)-1]; m.Template != "pengingat/id" || !strings.Contains(m.Text, "Lanjut nomor 9?") {
		t.Errorf("a reminder came as %+v", m)
	}
	if err := c.say(who, "3-0", messages.Message{Key: "other", Text: "Kabar"}); !channel.Is(err, channel.Parked) {
		t.Errorf("without a template: %v", err)
	}
	if waiting, err := c.store.Parked(t.Context(), who); err != nil || len(waiting) != 1 || waiting[0].Message.Text != "Kabar" || waiting[0].Person != 7 {
		t.Errorf("%+v waits, %v", waiting, err)
	}
	if got := c.outbox(); len(got) != 0 {
		t.Errorf("%d lines go out too early", len(got))
	}
	phone.Type("ya")
	c.idle()
	if got := c.outbox(); len(got) != 1 || got[0].Message.Text != "Kabar" || got[0].To != who {
		t.Errorf("after an answer %+v go out", got)
	}
}

// What WhatsApp refuses afterwards is said again once.
func TestALateRefusalIsSaidAgainOnce(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	phone := c.whatsapp.Phone(siti)
	phone.Type("halo")
	who := c.last().From
	c.whatsapp.Fail(simulator.WhatsAppFault{Call: "messages", Kind: simulator.Late, Code: 131047, Times: 1})
	if err := c.say(who, "1-0", messages.Message{Text: "Kabar"}); err != nil {
		t.Fatal(err)
	}
	c.idle()
	if got := c.outbox(); len(got) != 1 || got[0].Message.Text != "Kabar" {
		t.Fatalf("%+v go out again", got)
	}
	late := store.Report{Ref: "1-0", To: who, State: store.Failed, Todo: store.Reopen, Reason: "closed", At: c.now()}
	if err := c.store.Report(t.Context(), []store.Report{late, late}); err != nil {
		t.Fatal(err)
	}
	if got := c.outbox(); len(got) != 1 {
		t.Errorf("after the same refusal again %d go out", len(got))
	}
	if err := c.say(who, "9-0", messages.Message{Text: "Kabar"}); !channel.Is(err, channel.Parked) {
		t.Errorf("then it waits: %v", err)
	}
}

// A form answered quickly stays pleasant: 26 answers in a minute are answered
// at once, and only who goes on and on waits, alone.
func TestABurstIsBorrowed(t *testing.T) {
	t.Parallel()
	c, advance := newCity(t, simulator.WhatsAppOptions{Pair: true})
	phone, other := c.whatsapp.Phone(siti), c.whatsapp.Phone(simulator.WhatsAppUser{Phone: "6281200000009", Name: "Rini"})
	other.Type("halo")
	theirs := c.last().From
	phone.Type("/start")
	who := c.last().From
	for i := range 26 {
		if err := c.say(who, "", messages.Message{Text: fmt.Sprint("Pertanyaan ", i)}); err != nil {
			t.Fatalf("question %d: %v", i, err)
		}
		advance(2 * time.Second)
	}
	var err error
	for range 40 {
		if err = c.say(who, "", messages.Message{Text: "lagi"}); err != nil {
			break
		}
	}
	if !channel.Is(err, channel.Crowded) {
		t.Errorf("without end: %v", err)
	}
	if err := c.say(theirs, "", messages.Message{Text: "Halo"}); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	if n := c.whatsapp.Stats().Refused[131056]; n != 0 {
		t.Errorf("WhatsApp refused %d", n)
	}
}

// The file of an announcement is uploaded once; of a person's own nothing is
// remembered.
func TestMediaIsUploadedOnce(t *testing.T) {
	t.Parallel()
	for ref, uploads := range map[string]int{store.RecipientRef("a", 7, 0): 1, "1-0": 3} {
		c, _ := newCity(t, simulator.WhatsAppOptions{})
		phone := c.whatsapp.Phone(siti)
		phone.Type("halo")
		who := c.last().From
		for range 3 {
			if err := c.say(who, ref, messages.Message{Text: "Datanya", File: &messages.File{Name: "data.json", Data: []byte(`{"a":1}`)}}); err != nil {
				t.Fatal(err)
			}
		}
		got := phone.Messages()
		if m := got[len(got)-1]; m.Kind != "document" || m.FileName != "data.json" || m.Text != "Datanya" || len(got) != 4 {
			t.Errorf("the phone shows %+v", m)
		}
		if n := c.whatsapp.Stats().Uploads; n != uploads {
			t.Errorf("%s: %d uploads", ref, n)
		}
	}
}

func TestManyChoicesArePaged(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	phone := c.whatsapp.Phone(siti)
	phone.Type("halo")
	who := c.last().From
	labels := func(n int) (rows [][]string) {
		for i := range n {
			rows = append(rows, []string{fmt.Sprintf("Kelurahan yang panjang sekali namanya %02d", i)})
		}
		return rows
	}
	for n, kinds := range map[int]string{2: "list", 3: "list", 10: "list", 11: "list list", 30: "list list list", 31: "text"} {
		before := len(phone.Messages())
		if err := c.say(who, "", messages.Message{Text: "Pilih", Keyboard: &messages.Keyboard{Rows: labels(n)}}); err != nil {
			t.Fatal(n, err)
		}
		var got []string
		count := 0
		for _, m := range phone.Messages()[before:] {
			got = append(got, m.Kind)
			count += len(m.Labels())
		}
		if strings.Join(got, " ") != kinds || kinds != "text" && count != n {
			t.Errorf("%d choices are %v with %d rows", n, got, count)
		}
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<b>Halo</b> <i>Siti</i> &amp; <code>A1</code>":     "*Halo* _Siti_ & `A1`",
		"<b> dua\nbaris </b>":                               " *dua*\n*baris* ",
		`<a href="https://oss.go.id/?a=1&amp;b=2">OSS</a>`:  "OSS (https://oss.go.id/?a=1&b=2)",
		`<a href="https://oss.go.id">https://oss.go.id</a>`: "https://oss.go.id",
		"a &lt;b&gt; c": "a <b> c",
	} {
		if got := marked(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// Every message of the catalogue, in every language, fits what WhatsApp takes,
// whatever stands under it.
func TestEveryMessageFitsEveryChannel(t *testing.T) {
	t.Parallel()
	words, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	keyboards := []*messages.Keyboard{nil, {Rows: [][]string{{"Ya", "Tidak"}}}, {Rows: [][]string{{"Usaha makanan dan minuman kemasan"}, {"b"}, {"c"}, {"d"}}}}
	for _, lang := range words.Languages() {
		for _, key := range words.Keys("") {
			text := words.Say(lang, key, nil)
			for _, k := range keyboards {
				for _, p := range parts(messages.Message{Text: text, Keyboard: k}, Words{"Pilih", "Lagi"}, maxText) {
					if fault := tooLong(p); fault != "" {
						t.Errorf("%s %s: %s", lang, key, fault)
					}
				}
			}
			label := words.Label(lang, key, nil)
			if got := shortened(label, maxRow); units(got) > maxRow {
				t.Errorf("%s %s: the row %q", lang, key, got)
			}
			for _, part := range channel.Split(text, 4096) { // Telegram's
				if channel.Length(part) > 4096 {
					t.Errorf("%s %s is too long for Telegram", lang, key)
				}
			}
		}
	}
}

// tooLong names what of a payload is over WhatsApp's limits.
func tooLong(p object) string {
	if p["type"] == "text" {
		if n := units(p["text"].(object)["body"].(string)); n > maxText || n == 0 {
			return fmt.Sprint("a text of ", n)
		}
		return ""
	}
	in := p["interactive"].(object)
	n := units(in["body"].(object)["text"].(string))
	if most := map[any]int{"list": maxText}[in["type"]]; n > max(most, maxBody) || n == 0 {
		return fmt.Sprint("a body of ", n)
	}
	return ""
}

func TestLongTextsAreCutAndComeInOrder(t *testing.T) {
	t.Parallel()
	c, _ := newCity(t, simulator.WhatsAppOptions{})
	phone := c.whatsapp.Phone(siti)
	phone.Type("halo")
	who := c.last().From
	text := strings.Repeat("<b>Kalimat yang cukup panjang</b> untuk diulang. ", 200)
	if err := c.say(who, "", messages.Message{Text: text, Keyboard: &messages.Keyboard{Rows: [][]string{{"Ya", "Tidak"}}}}); err != nil {
		t.Fatal(err)
	}
	var all []string
	got := phone.Messages()[1:]
	for _, m := range got {
		all = append(all, strings.Fields(m.Text)...)
	}
	if want := strings.Fields(marked(text)); !slices.Equal(all, want) {
		t.Errorf("%d words of %d came", len(all), len(want))
	}
	if last := got[len(got)-1]; last.Kind != "button" {
		t.Errorf("the last part is %s", last.Kind)
	}
}
