package simulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// fetch gets the bytes at an address of the API.
func (b *waClient) fetch(address, token string) (int, []byte) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := ownClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, data
}

func TestAPhotoIsFetchedByItsAddressAndByItsID(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	photo := []byte("\x89PNG\r\n\x1a\nfoto")
	p.SendPhoto(photo, "")
	image := b.message().Image
	sum := sha256.Sum256(photo)
	if image.SHA256 != hex.EncodeToString(sum[:]) {
		t.Error("another sum")
	}
	if code, data := b.fetch(image.URL, waToken); code != 200 || !bytes.Equal(data, photo) {
		t.Errorf("direct: %d %q", code, data)
	}
	if code, _ := b.fetch(image.URL, "x"); code != 401 {
		t.Errorf("without the token: %d", code)
	}
	b.clock.Advance(5 * time.Minute)
	if code, _ := b.fetch(image.URL, waToken); code != 404 {
		t.Errorf("after five minutes: %d", code)
	}
	g, err := b.do(http.MethodGet, "/v25.0/"+image.ID, "", nil)
	if err != nil || g.URL == "" {
		t.Fatalf("%v %+v", err, g)
	}
	if code, data := b.fetch(g.URL, waToken); code != 200 || !bytes.Equal(data, photo) {
		t.Errorf("by the id: %d %q", code, data)
	}
	b.clock.Advance(7 * 24 * time.Hour)
	if g, _ := b.do(http.MethodGet, "/v25.0/"+image.ID, "", nil); g.status != 400 || g.Error.Subcode != 33 {
		t.Errorf("after seven days: %+v", g)
	}

	bare, q := metWhatsApp(t, func(o *WhatsAppOptions) { o.NoDirectURL = true })
	q.SendPhoto(photo, "")
	if image := bare.message().Image; image.URL != "" || image.ID == "" {
		t.Errorf("%+v", image)
	}
}

func TestUploadsAreUsedForThirtyDays(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	id := b.upload("skor.png", "image/png", []byte("\x89PNG"))
	send := `{"type":"image","image":{"id":"` + id + `"}}`
	b.say(send)
	b.clock.Advance(29 * 24 * time.Hour)
	p.Type("lagi")
	b.say(send)
	b.clock.Advance(24 * time.Hour)
	b.refuses(400, 100, send)

	gone := b.upload("a.png", "image/png", []byte("\x89PNG"))
	if g, err := b.do(http.MethodDelete, "/v25.0/"+gone, "", nil); err != nil || !g.Success {
		t.Errorf("delete: %v %+v", err, g)
	}
	b.refuses(400, 100, `{"type":"image","image":{"id":"`+gone+`"}}`)
}

func TestFilesHaveTheirKindsAndSizes(t *testing.T) {
	t.Parallel()
	b, _ := metWhatsApp(t, nil)
	for _, row := range []struct {
		mime string
		size int
		code int
	}{
		{"application/octet-stream", 3, 100}, {"text/html", 3, 100}, {"image/gif", 3, 100}, {"image/png", 0, 100},
		{"image/png", 5<<20 + 1, 131053}, {"audio/ogg", 16<<20 + 1, 131053}, {"image/jpeg", 5 << 20, 0}, {"text/plain; charset=utf-8", 3, 0},
	} {
		if g := b.tryUpload("a", row.mime, make([]byte, row.size)); g.Error.Code != row.code || (g.ID == "") != (row.code != 0) {
			t.Errorf("%s of %d: %+v", row.mime, row.size, g)
		}
	}
	pdf := b.upload("a.pdf", "application/pdf", []byte("%PDF"))
	b.say(`{"type":"image","image":{"id":"` + pdf + `"}}`)
	if got := statuses(b.heard()); !slices.Equal(got, []string{"failed 131053"}) {
		t.Errorf("a PDF as a picture: %q", got)
	}
}

func TestALinkIsFetched(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".png") {
			w.Header().Set("Content-Type", "image/png")
			_, _ = w.Write([]byte("\x89PNG"))
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(files.Close)
	b.say(`{"type":"image","image":{"link":"` + files.URL + `/skor.png"}}`)
	all := p.Messages()
	if m := all[len(all)-1]; m.FileName != "skor.png" || !bytes.Equal(p.Download(m), []byte("\x89PNG")) {
		t.Errorf("%+v", m)
	}
	b.heard()
	b.say(`{"type":"image","image":{"link":"` + files.URL + `/lain"}}`)
	if got := statuses(b.heard()); !slices.Equal(got, []string{"failed 131053"}) {
		t.Errorf("a link to nothing: %q", got)
	}
}

func TestTemplatesAreManaged(t *testing.T) {
	t.Parallel()
	b, _ := metWhatsApp(t, nil)
	path := "/v25.0/102290129340398/message_templates"
	create := func(body string) graph {
		g, err := b.do(http.MethodPost, path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	right := `{"name":"omzet","language":"id","category":"UTILITY","components":[{"type":"BODY","text":"Halo {{1}}, isi omzet ya.","example":{"body_text":[["Bu Tini"]]}}]}`
	if g := create(right); g.ID == "" {
		t.Fatalf("%+v", g)
	}
	for name, body := range map[string]string{
		"twice":                     right,
		"a name with capitals":      strings.Replace(right, "omzet", "Omzet", 1),
		"no example":                strings.Replace(right, `,"example":{"body_text":[["Bu Tini"]]}`, "", 1),
		"a parameter at the end":    strings.Replace(right, "Halo {{1}}, isi omzet ya.", "Halo {{1}}", 1),
		"a parameter out of order":  strings.Replace(right, "{{1}}", "{{2}}", 1),
		"a category of its own":     strings.Replace(right, "UTILITY", "NEWS", 1),
		"a body of 1025 characters": strings.Replace(right, "isi omzet", strings.Repeat("a", 1025), 1),
	} {
		if g := create(body); g.status != 400 || g.Error.Code != 100 {
			t.Errorf("%s: %+v", name, g)
		}
	}
	b.say(`{"type":"template","template":{"name":"omzet","language":{"code":"id"},"components":[{"type":"body","parameters":[{"type":"text","text":"Bu Tini"}]}]}}`)
	if g, _ := b.do(http.MethodDelete, path+"?name=omzet", "", nil); !g.Success {
		t.Errorf("%+v", g)
	}
	if g, _ := b.do(http.MethodDelete, path+"?name=omzet", "", nil); g.status != 404 {
		t.Errorf("%+v", g)
	}
}

func TestTemplatesWithPicturesAndNames(t *testing.T) {
	t.Parallel()
	b, p := metWhatsApp(t, nil)
	b.w.AddTemplate(WhatsAppTemplate{Name: "rapor", Language: "id", Category: "UTILITY", Format: "NAMED", Components: []TemplateComponent{
		{Type: "HEADER", Format: "IMAGE"}, {Type: "BODY", Text: "Nilai {{usaha}} naik {{selisih}} poin, selamat {{usaha}}!"},
		{Type: "BUTTONS", Buttons: []TemplateButton{{Type: "REQUEST_CONTACT_INFO"}, {Type: "PHONE_NUMBER", Text: "Telepon", Phone: "+62341"}, {Type: "QUICK_REPLY", Text: "Lanjut"}}},
	}})
	image := b.upload("skor.png", "image/png", []byte("\x89PNG"))
	send := func(header, body string) string {
		return `{"type":"template","template":{"name":"rapor","language":{"code":"id"},"components":[` + header + `,{"type":"body","parameters":[` + body + `]}]}}`
	}
	picture := `{"type":"header","parameters":[{"type":"image","image":{"id":"` + image + `"}}]}`
	names := `{"type":"text","parameter_name":"selisih","text":"12"},{"type":"text","parameter_name":"usaha","text":"Warung Tini"}`
	id := b.say(send(picture, names))
	all := p.Messages()
	if m := all[len(all)-1]; m.Text != "Nilai Warung Tini naik 12 poin, selamat Warung Tini!" || m.Media != "image" || !slices.Equal(m.Labels(), []string{"Bagikan nomor", "Telepon", "Lanjut"}) {
		t.Errorf("%+v", m)
	}
	b.heard()
	if _, err := p.Tap(id, "Lanjut"); err != nil {
		t.Fatal(err)
	}
	if m := b.message(); m.Button.Payload != "Lanjut" { // without a payload of its own it is the text
		t.Errorf("%+v", m)
	}
	b.refuses(400, 132012, send(picture, strings.Replace(names, "selisih", "beda", 1)))
	b.refuses(400, 132012, send(`{"type":"header","parameters":[{"type":"text","text":"a"}]}`, names))
	b.refuses(400, 132012, send(`{"type":"header","parameters":[]}`, names))
	b.refuses(400, 132000, send(picture+`,{"type":"button","sub_type":"quick_reply","index":3,"parameters":[{"type":"payload","payload":"x"}]}`, names))
}
