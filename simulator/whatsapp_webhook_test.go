package simulator

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWhatAWhatsAppPhoneSends(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	b.w.AddTemplate(template("pengingat"))
	b.w.AddFlow("77", []byte(flowSample))
	asked, listed, reminded := b.say(twoButtons), b.say(oneList), b.say(templateSent)
	flow := b.say(`{"type":"interactive","interactive":{"type":"flow","body":{"text":"Isi"},"action":{"name":"flow","parameters":{"flow_message_version":"3","flow_id":"77","flow_cta":"Isi","flow_token":"tk"}}}}`)
	number := b.say(`{"type":"interactive","interactive":{"type":"request_contact_info","body":{"text":"Nomor?"},"action":{"name":"request_contact_info"}}}`)
	b.heard()
	p.Read()
	b.heard()
	tap := func(message, label string) func() {
		return func() {
			if _, err := p.Tap(message, label); err != nil {
				t.Error(err)
			}
		}
	}
	for _, row := range []struct {
		name string
		do   func()
		want func(waGot) bool
	}{
		{"a text", func() { p.Type("warung \"Siti\" / café 👍") }, func(m waGot) bool { return m.Type == "text" && m.Text.Body == "warung \"Siti\" / café 👍" }},
		{"an answer", func() { p.Reply(asked, "ya") }, func(m waGot) bool { return m.Context.ID == asked && m.Context.From == "62341350000" }},
		{"a forwarded text", func() { p.Forward("kata tetangga") }, func(m waGot) bool { return m.Context.Forwarded && m.Context.ID == "" }},
		{"a button", tap(asked, "Setuju"), func(m waGot) bool {
			return m.Type == "interactive" && m.Interactive.Type == "button_reply" && m.Interactive.Button.ID == "y" && m.Context.ID == asked
		}},
		{"a row", tap(listed, "Klojen"), func(m waGot) bool {
			return m.Interactive.Type == "list_reply" && m.Interactive.List.ID == "k1" && m.Interactive.List.Description == "pusat"
		}},
		{"a template's button", tap(reminded, "Lanjut"), func(m waGot) bool {
			return m.Type == "button" && m.Button.Payload == "lanjut:1" && m.Button.Text == "Lanjut"
		}},
		{"a flow", func() { _, _ = p.Submit(flow, map[string]any{"nib": "ada"}) }, func(m waGot) bool {
			return m.Interactive.Type == "nfm_reply" && m.Interactive.Flow.Response == `{"flow_token":"tk","nib":"ada"}`
		}},
		{"the own number by the button", tap(number, "Bagikan nomor"), func(m waGot) bool {
			return m.Type == "contacts" && m.Origin == "contact_request" && m.Contacts[0].Phones[0].WaID == tini.Phone
		}},
		{"a card", func() { p.SendContact(WhatsAppContact{Name: "Budi", Phone: "62811"}) }, func(m waGot) bool { return m.Origin == "other" && m.Contacts[0].Phones[0].Phone == "+62811" }},
		{"a photo", func() { p.SendPhoto([]byte("\x89PNG\r\n\x1a\n"), "warung") }, func(m waGot) bool {
			return m.Image.MimeType == "image/png" && m.Image.Caption == "warung" && m.Image.URL != "" && m.Image.ID != ""
		}},
		{"a document", func() { p.SendDocument("nib.pdf", []byte("%PDF-1.4"), "") }, func(m waGot) bool {
			return m.Document.Filename == "nib.pdf" && m.Document.MimeType == "application/pdf"
		}},
		{"a voice note", func() { p.SendVoice([]byte("OggS")) }, func(m waGot) bool { return m.Audio.Voice && m.Audio.MimeType == "audio/ogg; codecs=opus" }},
		{"a file that is lost", func() { p.SendLost("image") }, func(m waGot) bool { return m.Type == "image" && m.Image == nil && m.Errors[0].Code == 131052 }},
		{"a place", func() { p.SendLocation(WhatsAppLocation{Latitude: -7.9}) }, func(m waGot) bool { return m.Location.Latitude == -7.9 }},
		{"a reaction", func() { p.React(asked, "👍") }, func(m waGot) bool {
			return m.Reaction.MessageID == asked && m.Reaction.Emoji == "👍" && m.Context.ID == ""
		}},
		{"an edit", func() {
			if err := p.Edit(p.Messages()[0].ID, "halo lagi"); err != nil {
				t.Error(err)
			}
		}, func(m waGot) bool {
			return m.Type == "unsupported" && m.Unsupported.Type == "edit" && m.Errors[0].Code == 131051
		}},
		{"a poll", func() { p.SendUnsupported("poll_creation") }, func(m waGot) bool { return m.Unsupported.Type == "poll_creation" }},
	} {
		row.do()
		m := b.message()
		if m.From != tini.Phone || m.FromUser != tini.ID || m.ID == "" || m.Timestamp == "" || !row.want(m) {
			t.Errorf("%s: the bot hears %+v", row.name, m)
		}
	}
	if _, err := p.Tap(asked, "Mungkin"); err == nil {
		t.Error("a button that is not there was tapped")
	}
	p.TapID(asked, "old", "Lama")
	if m := b.message(); m.Interactive.Button.ID != "old" {
		t.Errorf("a forged tap: %+v", m)
	}
}

func TestSomebodyWithoutANumber(t *testing.T) {
	t.Parallel()
	b := startWhatsApp(t, nil)
	p := b.w.Phone(WhatsAppUser{Phone: "6281200000009", ID: "ID.999", Name: "Rini", Username: "rini", Hidden: true})
	p.Type("halo")
	heard := b.heard()[0]
	if m := heard.Messages[0]; m.From != "" || m.FromUser != "ID.999" || heard.Contacts[0].WaID != "" || heard.Contacts[0].UserID != "ID.999" || heard.Contacts[0].Profile.Username != "rini" {
		t.Errorf("heard %+v", heard)
	}
	g, err := b.try(`{"type":"text","text":{"body":"halo"},"recipient":"ID.999"}`)
	if err != nil || g.Contacts[0].UserID != "ID.999" || g.Contacts[0].WaID != "" {
		t.Errorf("%v %+v", err, g)
	}
	if s := b.heard()[0].Statuses[0]; s.Recipient != "" || s.RecipientUser != "ID.999" {
		t.Errorf("status %+v", s)
	}
	p.ChangeID("ID.1000")
	if m := b.message(); m.FromUser != "ID.999" || m.System.Type != "user_changed_user_id" || m.System.UserID != "ID.1000" {
		t.Errorf("%+v", m)
	}
	b.refuses(400, 100, `{"type":"text","text":{"body":"halo"},"recipient":"ID.999"}`)
	b.say(`{"type":"text","text":{"body":"halo"},"recipient":"ID.1000"}`)
}

func TestANewNumber(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	p.ChangeNumber("6281300000007")
	m := b.message()
	if m.From != tini.Phone || m.System.Type != "user_changed_number" || m.System.WaID != "6281300000007" {
		t.Errorf("%+v", m)
	}
	b.say(`{"type":"text","text":{"body":"halo"}}`)
	failed := b.heard()
	if got := statuses(failed); !slices.Equal(got, []string{"failed 131026"}) || failed[0].Statuses[0].Recipient != tini.Phone {
		t.Errorf("the old number: %+v", failed)
	}
	b.say(`{"type":"text","text":{"body":"halo"},"to":"6281300000007"}`)
	if got := statuses(b.heard()); !slices.Equal(got, []string{"sent", "delivered"}) {
		t.Errorf("the new number: %q", got)
	}
}

func TestStatusesFollowThePhone(t *testing.T) {
	t.Parallel()
	text := `{"type":"text","text":{"body":"a"}}`
	for _, row := range []struct {
		name        string
		before      func(*WhatsAppPhone)
		first       []string
		after       func(*WhatsAppPhone)
		then        []string
		lastOnPhone bool
	}{
		{"read later", nil, []string{"sent", "delivered"}, (*WhatsAppPhone).Read, []string{"read"}, true},
		{"read at once", func(p *WhatsAppPhone) { p.Open(true) }, []string{"sent", "read"}, nil, nil, true},
		{"without receipts", func(p *WhatsAppPhone) { p.Receipts(false) }, []string{"sent", "delivered"}, (*WhatsAppPhone).Read, nil, true},
		{"without a network", func(p *WhatsAppPhone) { p.Online(false) }, []string{"sent"}, func(p *WhatsAppPhone) { p.Online(true) }, []string{"delivered"}, true},
		{"blocked", (*WhatsAppPhone).Block, []string{"sent"}, (*WhatsAppPhone).Unblock, nil, false},
		{"gone", (*WhatsAppPhone).Leave, []string{"failed 131026"}, nil, nil, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := metWhatsApp(t, nil)
			if row.before != nil {
				row.before(p)
			}
			b.say(text)
			if got := statuses(b.heard()); !slices.Equal(got, row.first) {
				t.Errorf("first %q", got)
			}
			if row.after != nil {
				row.after(p)
			}
			if got := statuses(b.heard()); !slices.Equal(got, row.then) {
				t.Errorf("then %q", got)
			}
			all := p.Messages()
			if shown := all[len(all)-1].FromBot; shown != row.lastOnPhone {
				t.Errorf("the phone shows %+v", all)
			}
		})
	}
}

func TestAFailureNamesTheRecipientAsTheCallDid(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	p.Leave()
	for message, want := range map[string][2]string{
		`{"type":"text","text":{"body":"a"}}`:                               {tini.Phone, ""},
		`{"type":"text","text":{"body":"a"},"recipient":"` + tini.ID + `"}`: {"", tini.ID},
	} {
		b.say(message)
		if s := b.heard()[0].Statuses[0]; s.Recipient != want[0] || s.RecipientUser != want[1] {
			t.Errorf("%s: %+v", message, s)
		}
	}
}

func TestWhatIsReadBeforeItsDeliveryIsToldIsRead(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	p.OnMessage(func(WhatsAppMessage) { p.Read() }) // the bot does not know yet that it was sent
	b.say(`{"type":"text","text":{"body":"a"}}`)
	if got := statuses(b.heard()); !slices.Equal(got, []string{"sent", "read"}) {
		t.Errorf("%q", got)
	}
}

func TestAVoiceMessageIsPlayed(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	voice := b.say(`{"type":"audio","audio":{"id":"` + b.upload("a.ogg", "audio/ogg", []byte("OggS")) + `","voice":true}}`)
	text := b.say(`{"type":"text","text":{"body":"a"}}`)
	b.heard()
	if err := p.Play(voice); err != nil {
		t.Fatal(err)
	}
	if got := statuses(b.heard()); !slices.Equal(got, []string{"read", "read", "played"}) {
		t.Errorf("%q", got)
	}
	if p.Play(text) == nil {
		t.Error("a text was played")
	}
}

func TestMarketingCanBeStopped(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	ad := template("pengingat")
	ad.Category = "MARKETING"
	b.w.AddTemplate(ad)
	p.StopMarketing()
	if h := b.heard(); h[0].Field != "user_preferences" || h[0].Prefs[0].Value != "stop" || h[0].Prefs[0].Category != "marketing_messages" {
		t.Errorf("%+v", h)
	}
	b.say(templateSent)
	if got := statuses(b.heard()); !slices.Equal(got, []string{"failed 131050"}) {
		t.Errorf("%q", got)
	}
	p.ResumeMarketing()
	b.heard()
	b.w.Fail(WhatsAppFault{Kind: Late, Code: 131049, Times: 1})
	b.say(templateSent)
	b.say(templateSent)
	if got := statuses(b.heard()); !slices.Equal(got, []string{"failed 131049", "sent", "delivered"}) {
		t.Errorf("%q", got)
	}
}

func TestPricesOfAMonth(t *testing.T) {
	t.Parallel()
	b, _ := metWhatsApp(t, nil)
	b.w.AddTemplate(template("pengingat"))
	kinds := map[string]int{}
	for range 1001 {
		b.say(`{"type":"text","text":{"body":"a"}}`)
	}
	b.say(templateSent)
	for _, h := range b.heard() {
		for _, s := range h.Statuses {
			if s.Status == "sent" {
				kinds[s.Pricing.Category+" "+s.Pricing.Type]++
			}
		}
	}
	if kinds["service free_customer_service"] != 1000 || kinds["service regular"] != 1 || kinds["utility regular"] != 1 {
		t.Errorf("%v", kinds)
	}
}

func TestWebhooksComeInBatchesTwiceAndInAnyOrder(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	p.Receipts(false)
	b.w.Hold(true)
	b.w.Deliver(Delivery{Batch: 5, Copies: 3, Reverse: true})
	for range 3 {
		b.say(`{"type":"text","text":{"body":"a"}}`)
	}
	p.Type("b")
	for b.w.Waiting() != 7 { // 3 sent, 3 delivered, 1 message
		runtime.Gosched()
	}
	b.mu.Lock()
	early := len(b.bodies)
	b.mu.Unlock()
	if early != 0 {
		t.Errorf("%d came while held", early)
	}
	b.w.Hold(false)
	heard := b.heard()
	count := map[string]int{}
	for _, s := range statuses(heard) {
		count[s]++
	}
	if count["sent"] != 9 || count["delivered"] != 9 {
		t.Errorf("%v", count)
	}
	if first := statuses(heard[:1]); len(first) == 0 || first[0] != "delivered" {
		t.Errorf("first came %q", first)
	}
	if last := statuses(heard[len(heard)-1:]); !slices.Equal(last, []string{"delivered", "sent"}) { // of the first message
		t.Errorf("last came %q", last)
	}
	if len(heard) != 3*(3+1) { // two events to a change: five are three, two are one
		t.Errorf("%d changes", len(heard))
	}
}

func TestAFailedWebhookComesAgain(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	b.answer = func(n int) int { return map[bool]int{true: 503, false: 200}[n <= 2] }
	p.Type("a")
	if p.Messages()[1].Status != "sent" {
		t.Error("the bot has it before it said so")
	}
	first := b.heard()
	if len(first) != 3 || first[0].Messages[0].ID != first[2].Messages[0].ID {
		t.Errorf("%+v", first)
	}
	if s := b.w.Stats(); s.Retries != 2 || p.Messages()[1].Status != "delivered" {
		t.Errorf("%+v, %q", s, p.Messages()[1].Status)
	}
}

func TestAfterSevenDaysAWebhookIsGivenUp(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	b.answer = func(n int) int {
		b.clock.Advance(7*24*time.Hour + time.Second)
		return 500
	}
	p.Type("a")
	if heard := b.heard(); len(heard) != 1 {
		t.Errorf("tried %d times", len(heard))
	}
}

func TestStatusesCanComeBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	b, _ := metWhatsApp(t, nil)
	b.w.Deliver(Delivery{Early: true})
	b.w.Fail(WhatsAppFault{Kind: LostAnswer, Times: 1})
	if _, err := b.try(`{"type":"text","text":{"body":"a"}}`); err == nil {
		t.Error("a lost answer came")
	}
	if got := statuses(b.heard()); !slices.Equal(got, []string{"sent", "delivered"}) {
		t.Errorf("%q", got)
	}
}

func TestTheWebhookIsVerified(t *testing.T) {
	t.Parallel()
	w := NewWhatsApp(WhatsAppOptions{VerifyToken: "lain"})
	t.Cleanup(w.Close)
	b := startWhatsApp(t, nil)
	if err := w.Subscribe(t.Context(), b.hook, ""); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("%v", err)
	}
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte("ok")) }))
	t.Cleanup(echo.Close)
	if err := w.Subscribe(t.Context(), echo.URL, ""); err == nil {
		t.Error("an answer without the challenge was taken")
	}
}

func TestBodiesAreWrittenAsMetaWritesThem(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	p.Type("café 👍 a/b")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := b.w.Idle(ctx); err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if body := b.bodies[len(b.bodies)-1]; !bytes.Contains(body, []byte(`caf\u00e9 \ud83d\udc4d a\/b`)) {
		t.Errorf("%s", body)
	}
}

func TestFaultsOfTheCloudAPI(t *testing.T) {
	t.Parallel()
	text := `{"type":"text","text":{"body":"a"}}`
	for _, row := range []struct {
		kind     string
		code     int
		answered int // HTTP; 0: not
		arrives  bool
	}{
		{CutOff, 0, 0, false}, {LostAnswer, 0, 0, true}, {Stalled, 0, 0, false}, {StalledAfter, 0, 0, true},
		{Refused, 131000, 500, false}, {Refused, 190, 401, false}, {Refused, 131057, 503, false}, {Late, 131053, 200, false},
	} {
		b, p := metWhatsApp(t, nil)
		b.w.Fail(WhatsAppFault{Call: "messages", To: tini.Phone, Kind: row.kind, Code: row.code, Times: 1})
		hasty := *ownClient
		if row.kind == Stalled || row.kind == StalledAfter {
			hasty.Timeout = 200 * time.Millisecond // an impatient caller
		}
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+"/v25.0/"+waPhone+"/messages", strings.NewReader(`{"messaging_product":"whatsapp","to":"`+tini.Phone+`",`+text[1:]))
		req.Header.Set("Authorization", "Bearer "+waToken)
		req.Header.Set("Content-Type", "application/json")
		resp, err := hasty.Do(req)
		status := 0
		if err == nil {
			status = resp.StatusCode
			_ = resp.Body.Close()
		}
		if status != row.answered {
			t.Errorf("%s %d: answered %d", row.kind, row.code, status)
		}
		b.heard()
		if n := len(p.Messages()); (n == 2) != row.arrives {
			t.Errorf("%s %d: the phone shows %d messages", row.kind, row.code, n)
		}
		b.say(text) // once
	}
	b, _ := metWhatsApp(t, nil)
	b.w.Down(true)
	if _, err := b.try(text); err == nil {
		t.Error("answered over a line that is down")
	}
	b.w.Heal()
	b.say(text)
}
