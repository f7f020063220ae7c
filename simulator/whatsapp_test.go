package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

const flowSample = `{"version":"7.2","screens":[]}`

// twoButtons and oneList are messages as bots send them.
const (
	twoButtons = `{"type":"interactive","interactive":{"type":"button","body":{"text":"Setuju?"},"footer":{"text":"Diskopindag"},"action":{"buttons":[
		{"type":"reply","reply":{"id":"y","title":"Setuju"}},{"type":"reply","reply":{"id":"n","title":"Tidak"}}]}}}`
	oneList = `{"type":"interactive","interactive":{"type":"list","header":{"type":"text","text":"Kecamatan"},"body":{"text":"Usaha di mana?"},"action":{"button":"Pilih","sections":[
		{"title":"Kota","rows":[{"id":"k1","title":"Klojen","description":"pusat"},{"id":"k2","title":"Sukun"}]}]}}}`
)

func template(name string) WhatsAppTemplate {
	return WhatsAppTemplate{Name: name, Language: "id", Category: "UTILITY", Components: []TemplateComponent{
		{Type: "HEADER", Format: "TEXT", Text: "Pengingat"},
		{Type: "BODY", Text: "Halo {{1}}, isian {{2}} menunggu."},
		{Type: "FOOTER", Text: "Balas STOP untuk berhenti"},
		{Type: "BUTTONS", Buttons: []TemplateButton{{Type: "QUICK_REPLY", Text: "Lanjut"}, {Type: "URL", Text: "Lihat", URL: "https://malangkota.go.id/{{1}}"}}},
	}}
}

const templateSent = `{"type":"template","template":{"name":"pengingat","language":{"code":"id"},"components":[
	{"type":"body","parameters":[{"type":"text","text":"Bu Tini"},{"type":"text","text":"omzet"}]},
	{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"lanjut:1"}]},
	{"type":"button","sub_type":"url","index":1,"parameters":[{"type":"text","text":"omzet"}]}]}}`

func TestEveryKindReachesTheWhatsAppPhone(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	b.w.AddTemplate(template("pengingat"))
	b.w.AddFlow("77", []byte(flowSample))
	image := b.upload("a.png", "image/png", []byte("\x89PNG"))
	pdf := b.upload("a.pdf", "application/pdf", []byte("%PDF"))
	voice := b.upload("a.ogg", "audio/ogg", []byte("OggS"))
	first := b.say(`{"type":"text","text":{"body":"Siapa nama *Ibu*?","preview_url":false}}`)
	for _, row := range []struct {
		message string
		want    func(WhatsAppMessage) bool
	}{
		{twoButtons, func(m WhatsAppMessage) bool {
			return m.Kind == "button" && m.Footer == "Diskopindag" && slices.Equal(m.Labels(), []string{"Setuju", "Tidak"})
		}},
		{oneList, func(m WhatsAppMessage) bool {
			return m.Kind == "list" && m.Header == "Kecamatan" && m.List.Button == "Pilih" && slices.Equal(m.Labels(), []string{"Klojen", "Sukun"})
		}},
		{`{"type":"interactive","interactive":{"type":"location_request_message","body":{"text":"Di mana?"},"action":{"name":"send_location"}}}`, func(m WhatsAppMessage) bool { return m.Buttons[0].Kind == "location" }},
		{`{"type":"interactive","interactive":{"type":"request_contact_info","body":{"text":"Nomor?"},"action":{"name":"request_contact_info"}}}`, func(m WhatsAppMessage) bool { return m.Buttons[0].Kind == "contact" }},
		{`{"type":"interactive","interactive":{"type":"cta_url","body":{"text":"Panduan"},"action":{"name":"cta_url","parameters":{"display_text":"Buka","url":"https://oss.go.id"}}}}`, func(m WhatsAppMessage) bool { return m.Buttons[0].Address == "https://oss.go.id" }},
		{`{"type":"interactive","interactive":{"type":"flow","body":{"text":"Isi"},"action":{"name":"flow","parameters":{"flow_message_version":"3","flow_id":"77","flow_cta":"Isi","flow_token":"tk"}}}}`, func(m WhatsAppMessage) bool { return m.Flow.Token == "tk" && m.Flow.ID == "77" }},
		{`{"type":"image","image":{"id":"` + image + `","caption":"Skor"}}`, func(m WhatsAppMessage) bool {
			return m.Media == "image" && m.Text == "Skor" && bytes.Equal(p.Download(m), []byte("\x89PNG"))
		}},
		{`{"type":"document","document":{"id":"` + pdf + `","filename":"sertifikat.pdf"}}`, func(m WhatsAppMessage) bool { return m.FileName == "sertifikat.pdf" }},
		{`{"type":"audio","audio":{"id":"` + voice + `","voice":true}}`, func(m WhatsAppMessage) bool { return m.Media == "audio" }},
		{`{"type":"location","location":{"latitude":-7.96,"longitude":"112.63","name":"Balai Kota"}}`, func(m WhatsAppMessage) bool { return m.Place.Latitude == -7.96 && m.Place.Longitude == 112.63 }},
		{`{"type":"contacts","contacts":[{"name":{"formatted_name":"Petugas","first_name":"Petugas"},"phones":[{"phone":"+62341","type":"WORK"}]}]}`, func(m WhatsAppMessage) bool { return m.Cards[0].Phone == "+62341" }},
		{templateSent, func(m WhatsAppMessage) bool {
			return m.Text == "Halo Bu Tini, isian omzet menunggu." && m.Header == "Pengingat" && m.Buttons[0].ID == "lanjut:1" && m.Buttons[1].Address == "https://malangkota.go.id/omzet" && m.Category == "utility"
		}},
		{`{"type":"text","text":{"body":"Betul?"},"context":{"message_id":"` + first + `"},"recipient":"ID.777"}`, func(m WhatsAppMessage) bool { return m.ReplyTo == first }},
	} {
		id := b.say(row.message)
		all := p.Messages()
		if m := all[len(all)-1]; m.ID != id || !m.FromBot || !row.want(m) {
			t.Errorf("%s: the phone shows %+v", row.message, m)
		}
		if got := statuses(b.heard()); !slices.Equal(got[len(got)-2:], []string{"sent", "delivered"}) {
			t.Errorf("%s: statuses %q", row.message, got)
		}
	}
	b.say(`{"type":"reaction","reaction":{"message_id":"` + p.Messages()[0].ID + `","emoji":"👍"}}`)
	if m := p.Messages()[0]; m.Theirs != "👍" {
		t.Errorf("the reaction: %+v", m)
	}
}

func TestWhatIsNotRightIsRefusedWithMetasCode(t *testing.T) {
	t.Parallel()
	b, _ := metWhatsApp(t, nil)
	b.w.AddTemplate(template("pengingat"))
	for _, status := range []string{"PENDING", "PAUSED", "DISABLED"} {
		late := template(strings.ToLower(status))
		late.Status = status
		b.w.AddTemplate(late)
	}
	b.w.AddTemplate(WhatsAppTemplate{Name: "kode", Language: "id", Category: "AUTHENTICATION", Components: []TemplateComponent{{Type: "BODY", Text: "Kode Anda rahasia."}}})
	long := func(n int) string { return strings.Repeat("a", n) }
	button := func(id, title string) string {
		return `{"type":"reply","reply":{"id":"` + id + `","title":"` + title + `"}}`
	}
	buttons := func(all ...string) string {
		return `{"type":"interactive","interactive":{"type":"button","body":{"text":"?"},"action":{"buttons":[` + strings.Join(all, ",") + `]}}}`
	}
	row := func(id, title, description string) string {
		return `{"id":"` + id + `","title":"` + title + `","description":"` + description + `"}`
	}
	rows := func(n int) string {
		var all []string
		for i := range n {
			all = append(all, row(fmt.Sprint(i), "baris", ""))
		}
		return strings.Join(all, ",")
	}
	list := func(button string, sections ...string) string {
		return `{"type":"interactive","interactive":{"type":"list","body":{"text":"?"},"action":{"button":"` + button + `","sections":[` + strings.Join(sections, ",") + `]}}}`
	}
	section := func(title, rows string) string { return `{"title":"` + title + `","rows":[` + rows + `]}` }
	temp := func(name, language, components string) string {
		return `{"type":"template","template":{"name":"` + name + `","language":{"code":"` + language + `"},"components":[` + components + `]}}`
	}
	body := func(texts ...string) string {
		var all []string
		for _, s := range texts {
			all = append(all, `{"type":"text","text":`+jsonText(s)+`}`)
		}
		return `{"type":"body","parameters":[` + strings.Join(all, ",") + `]}`
	}
	link := `{"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"x"}]}`
	for _, r := range []struct {
		name    string
		status  int // 200: taken
		code    int
		message string
	}{
		{"a text of 4096", 200, 0, `{"type":"text","text":{"body":"` + long(4096) + `"}}`},
		{"a text of 4097", 400, 100, `{"type":"text","text":{"body":"` + long(4097) + `"}}`},
		{"an emoji counts twice", 400, 100, `{"type":"text","text":{"body":"` + long(4095) + `👍"}}`},
		{"an empty text", 400, 131008, `{"type":"text","text":{"body":" "}}`},
		{"no text", 400, 131008, `{"type":"text"}`},
		{"an unknown kind", 400, 100, `{"type":"poll","poll":{}}`},
		{"an unknown key", 400, 100, `{"type":"text","text":{"body":"a","parse_mode":"HTML"}}`},
		{"a key of another kind", 400, 100, `{"type":"text","text":{"body":"a"},"image":{"id":"1"}}`},
		{"nobody", 400, 100, `{"type":"text","text":{"body":"a"},"to":""}`},
		{"a number that is none", 400, 100, `{"type":"text","text":{"body":"a"},"to":"Tini"}`},
		{"an unknown id", 400, 100, `{"type":"text","text":{"body":"a"},"recipient":"ID.1"}`},
		{"the number with its plus", 200, 0, `{"type":"text","text":{"body":"a"},"to":"+6281200000007"}`},
		{"the business itself", 400, 131021, `{"type":"text","text":{"body":"a"},"to":"62341350000"}`},
		{"three buttons", 200, 0, buttons(button("1", long(20)), button("2", "b"), button(long(256), "c"))},
		{"four buttons", 400, 131009, buttons(button("1", "a"), button("2", "b"), button("3", "c"), button("4", "d"))},
		{"no button", 400, 131008, buttons()},
		{"a title of 21", 400, 131009, buttons(button("1", long(21)))},
		{"an id of 257", 400, 131009, buttons(button(long(257), "a"))},
		{"a title twice", 400, 131009, buttons(button("1", "a"), button("2", "a"))},
		{"an id twice", 400, 131009, buttons(button("1", "a"), button("1", "b"))},
		{"a body of 1025", 400, 131009, strings.Replace(buttons(button("1", "a")), `"?"`, `"`+long(1025)+`"`, 1)},
		{"a list's body of 4096", 200, 0, strings.Replace(list("Pilih", section("a", rows(1))), `"?"`, `"`+long(4096)+`"`, 1)},
		{"ten rows", 200, 0, list("Pilih", section("a", rows(9)), section("b", row("x", long(24), long(72))))},
		{"eleven rows over two sections", 400, 131009, list("Pilih", section("a", rows(9)), section("b", row("x", "x", "")+","+row("y", "y", "")))},
		{"a row of 25", 400, 131009, list("Pilih", section("a", row("1", long(25), "")))},
		{"a description of 73", 400, 131009, list("Pilih", section("a", row("1", "a", long(73))))},
		{"a row's id of 201", 400, 131009, list("Pilih", section("a", row(long(201), "a", "")))},
		{"a row's id twice", 400, 131009, list("Pilih", section("a", row("1", "a", "")+","+row("1", "b", "")))},
		{"a list's button of 21", 400, 131009, list(long(21), section("a", rows(1)))},
		{"a section of 25", 400, 131009, list("Pilih", section(long(25), rows(1)))},
		{"sections without titles", 400, 131008, list("Pilih", section("", rows(1)), section("b", row("x", "x", "")))},
		{"a picture above a list", 400, 131009, strings.Replace(list("Pilih", section("a", rows(1))), `"body"`, `"header":{"type":"image","image":{"id":"1"}},"body"`, 1)},
		{"a footer of 61", 400, 131009, strings.Replace(buttons(button("1", "a")), `"action"`, `"footer":{"text":"`+long(61)+`"},"action"`, 1)},
		{"a caption of 1025", 400, 100, `{"type":"image","image":{"id":"1","caption":"` + long(1025) + `"}}`},
		{"a file that is not there", 400, 100, `{"type":"image","image":{"id":"1"}}`},
		{"a picture without a file", 400, 131008, `{"type":"image","image":{"caption":"a"}}`},
		{"a flow that is not there", 400, 131009, `{"type":"interactive","interactive":{"type":"flow","body":{"text":"?"},"action":{"name":"flow","parameters":{"flow_message_version":"3","flow_id":"1","flow_cta":"Isi"}}}}`},
		{"a reaction without an emoji", 400, 131008, `{"type":"reaction","reaction":{"message_id":"1"}}`},
		{"too much to give back", 400, 100, `{"type":"text","text":{"body":"a"},"biz_opaque_callback_data":"` + long(513) + `"}`},
		{"a template", 200, 0, temp("pengingat", "id", body("a", "b")+","+link)},
		{"a template in another language", 404, 132001, temp("pengingat", "en", body("a", "b"))},
		{"a template that waits for its review", 404, 132001, temp("pending", "id", body("a", "b"))},
		{"a paused template", 400, 132015, temp("paused", "id", body("a", "b"))},
		{"a disabled template", 400, 132016, temp("disabled", "id", body("a", "b"))},
		{"a parameter too few", 400, 132000, temp("pengingat", "id", body("a")+","+link)},
		{"a parameter too many", 400, 132000, temp("pengingat", "id", body("a", "b", "c")+","+link)},
		{"a link without its parameter", 400, 132000, temp("pengingat", "id", body("a", "b"))},
		{"an empty parameter", 400, 131008, temp("pengingat", "id", body("a", "")+","+link)},
		{"a line break in a parameter", 400, 132018, temp("pengingat", "id", body("a", "b\nc")+","+link)},
		{"five spaces in a parameter", 400, 132018, temp("pengingat", "id", body("a", "b     c")+","+link)},
		{"a template that gets too long", 400, 132005, temp("pengingat", "id", body("a", long(1020))+","+link)},
		{"a code by the number", 200, 0, strings.Replace(temp("kode", "id", ""), "{", `{"to":"6281200000007",`, 1)},
		{"a code by the id", 400, 131062, strings.Replace(temp("kode", "id", ""), "{", `{"recipient":"ID.777",`, 1)},
	} {
		g, err := b.try(r.message)
		if err != nil || g.status != r.status || g.Error.Code != r.code {
			t.Errorf("%s: %v, HTTP %d %+v; want %d with %d", r.name, err, g.status, g.Error, r.status, r.code)
		}
	}
}

func TestOnlyTheTokenAndTheNumberAreAnswered(t *testing.T) {
	t.Parallel()
	b, _ := metWhatsApp(t, nil)
	for _, row := range []struct {
		path, token string
		status      int
		code        int
	}{
		{"/v25.0/" + waPhone + "/messages", "EAAG-other", 401, 190},
		{"/v25.0/" + waPhone + "/messages", "", 401, 190},
		{"/v25.0/1/messages", waToken, 400, 100},
		{"/" + waPhone + "/messages", waToken, 400, 2500},
	} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+row.path, strings.NewReader(`{"messaging_product":"whatsapp"}`))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+row.token)
		resp, err := ownClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var g graph
		_ = json.NewDecoder(resp.Body).Decode(&g)
		_ = resp.Body.Close()
		if resp.StatusCode != row.status || g.Error.Code != row.code {
			t.Errorf("%s with %q: %d %+v", row.path, row.token, resp.StatusCode, g.Error)
		}
	}
}

func TestOutsideTheWindowOnlyTemplatesArrive(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	b.w.AddTemplate(template("pengingat"))
	b.clock.Advance(24*time.Hour - time.Second)
	b.say(`{"type":"text","text":{"body":"masih"}}`)
	b.clock.Advance(time.Second)
	b.heard()
	b.say(`{"type":"text","text":{"body":"terlambat"},"biz_opaque_callback_data":"outbox-7"}`)
	late := b.heard()
	if got := statuses(late); !slices.Equal(got, []string{"failed 131047"}) || late[0].Statuses[0].Opaque != "outbox-7" || len(late[0].Contacts) != 0 {
		t.Errorf("outside the window: %+v", late)
	}
	if n := len(p.Failed()); n != 1 || p.Messages()[len(p.Messages())-1].Text != "masih" {
		t.Errorf("%d failed, the phone shows %+v", n, p.Messages())
	}
	b.say(templateSent)
	if got := statuses(b.heard()); !slices.Equal(got, []string{"sent", "delivered"}) || b.w.Stats().Reached != 1 {
		t.Errorf("a template: %q, reached %d", got, b.w.Stats().Reached)
	}
	p.Type("ada")
	b.say(`{"type":"text","text":{"body":"lagi"}}`)
	if got := statuses(b.heard()); !slices.Equal(got, []string{"read", "read", "sent", "delivered"}) { // "masih" is read, too
		t.Errorf("after an answer: %q", got)
	}

	early, _ := metWhatsApp(t, func(o *WhatsAppOptions) { o.WindowEarly = true })
	early.clock.Advance(25 * time.Hour)
	early.refuses(400, 131047, `{"type":"text","text":{"body":"terlambat"}}`)
}

func TestPacesOfTheNumberAndOfThePerson(t *testing.T) {
	t.Parallel()
	b, _ := metWhatsApp(t, func(o *WhatsAppOptions) { o.Pair = true })
	text := `{"type":"text","text":{"body":"a"}}`
	for range 45 {
		b.say(text)
	}
	b.refuses(429, 131056, text)
	b.clock.Advance(6 * time.Second)
	b.say(text)
	b.refuses(429, 131056, text)
	b.w.Phone(WhatsAppUser{Phone: "6281200000008", Name: "Budi"}).Type("halo")
	b.say(`{"type":"text","text":{"body":"a"},"to":"6281200000008"}`) // somebody else is not held up
	b.clock.Advance(45 * 6 * time.Second)
	for range 45 { // all is paid back
		b.say(text)
	}

	fast, _ := metWhatsApp(t, func(o *WhatsAppOptions) { o.PerSecond = 2 })
	fast.say(text)
	fast.say(text)
	fast.refuses(429, 130429, text)
	fast.clock.Advance(time.Second)
	fast.say(text)
	if got := fast.w.Stats(); got.Sent != 3 || got.Refused[130429] != 1 {
		t.Errorf("stats %+v", got)
	}
}

func TestPeopleReachedInADay(t *testing.T) {
	t.Parallel()
	b, _ := metWhatsApp(t, func(o *WhatsAppOptions) { o.Daily = 2 })
	b.w.AddTemplate(template("pengingat"))
	to := func(phone string) string { return strings.Replace(templateSent, "{", `{"to":"`+phone+`",`, 1) }
	for i := range 3 {
		b.w.Phone(WhatsAppUser{Phone: fmt.Sprint("62812000001", i)})
	}
	b.say(to("628120000010"))
	b.say(to("628120000010"))
	b.say(to("628120000011"))
	b.heard()
	b.say(to("628120000012"))
	if got := statuses(b.heard()); !slices.Equal(got, []string{"failed 131048"}) {
		t.Errorf("the third person: %q", got)
	}
	b.clock.Advance(24 * time.Hour)
	b.say(to("628120000012"))
	if got := statuses(b.heard()); !slices.Equal(got, []string{"sent", "delivered"}) {
		t.Errorf("a day later: %q", got)
	}
}

func TestReceiptsAndTyping(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	mine := p.Messages()[0].ID
	if m := p.Messages()[0]; m.Status != "delivered" {
		t.Errorf("once the bot has it: %q", m.Status)
	}
	g, err := b.try(`{"status":"read","message_id":"` + mine + `","typing_indicator":{"type":"text"}}`)
	if err != nil || !g.Success || !p.Typing() || p.Messages()[0].Status != "read" {
		t.Errorf("%v %+v, typing %t, %q", err, g, p.Typing(), p.Messages()[0].Status)
	}
	b.clock.Advance(25 * time.Second)
	if p.Typing() {
		t.Error("it types for more than 25 s")
	}
	b.refuses(400, 131009, `{"status":"read","message_id":"wamid.x"}`)
	own := b.say(`{"type":"text","text":{"body":"a"}}`)
	b.refuses(400, 131009, `{"status":"read","message_id":"`+own+`"}`)
}

func TestNextWaitsForTheBot(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	go b.say(`{"type":"text","text":{"body":"satu"}}`)
	if m, err := p.Next(ctx); err != nil || m.Text != "satu" {
		t.Errorf("%+v %v", m, err)
	}
	heard := make(chan string, 1)
	p.OnMessage(func(m WhatsAppMessage) { heard <- m.Text })
	b.say(`{"type":"text","text":{"body":"dua"}}`)
	if got := within(t, heard, "the message"); got != "dua" {
		t.Error(got)
	}
}
