package simulator

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// upload sends a file in a form.
func (b *client) upload(method, field, name string, data []byte, pairs ...string) reply {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(pairs); i += 2 {
		_ = form.WriteField(pairs[i], pairs[i+1]) // a buffer takes everything
	}
	part, _ := form.CreateFormFile(field, name)
	_, _ = part.Write(data)
	_ = form.Close()
	r, err := b.send(http.MethodPost, "/bot"+token+"/"+method, form.FormDataContentType(), &body)
	if err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	return r
}

// picture is a PNG of a size, with bytes after its end that make it as long as
// wanted.
func picture(width, height, long int) []byte {
	var out bytes.Buffer
	_ = png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))) // a buffer takes everything
	return append(out.Bytes(), make([]byte, max(0, long-out.Len()))...)
}

func TestUploads(t *testing.T) {
	const mb = 1 << 20
	for _, row := range []struct {
		name   string
		method string
		data   []byte
		code   int
		says   string
	}{
		{"a photo", "sendPhoto", picture(80, 60, 0), 200, ""},
		{"a photo of 10 MB", "sendPhoto", picture(80, 60, 10*mb), 200, ""},
		{"a photo of 10 MB and a byte", "sendPhoto", picture(80, 60, 10*mb+1), 400, "Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"},
		{"a photo that is none", "sendPhoto", []byte("x"), 400, "Bad Request: IMAGE_PROCESS_FAILED"},
		{"a photo of 10001 points of edge", "sendPhoto", picture(9000, 1001, 0), 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"},
		{"a photo much wider than high", "sendPhoto", picture(210, 10, 0), 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"},
		{"a photo much higher than wide", "sendPhoto", picture(10, 210, 0), 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"},
		{"a photo twenty times as wide", "sendPhoto", picture(200, 10, 0), 200, ""},
		{"a document", "sendDocument", []byte("{}"), 200, ""},
		{"a document of 50 MB", "sendDocument", make([]byte, 50*mb), 200, ""},
		{"a document of 50 MB and a byte", "sendDocument", make([]byte, 50*mb+1), 413, "Request Entity Too Large"},
		{"more than a request may be", "sendDocument", make([]byte, 51*mb), 413, "Request Entity Too Large"},
		{"an empty document", "sendDocument", nil, 400, "Bad Request: file must be non-empty"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b, p := met(t)
			kind := strings.ToLower(strings.TrimPrefix(row.method, "send"))
			r := b.upload(row.method, kind, "a.bin", row.data, "chat_id", "5", "caption", "<b>k</b>", "parse_mode", "HTML")
			if row.says != "" {
				b.is(r, row.code, row.says)
				return
			}
			m, shown := parsed[gotMessage](t, r.Result), last(t, p)
			if !r.OK || m.Caption != "k" || len(m.CaptionEntities) != 1 || m.Text != "" || shown.Media != kind || shown.Text != "k" || shown.FileName != "a.bin" {
				t.Errorf("answered %+v, the phone shows %+v", r, shown)
			}
			sent := m.Document
			if kind == "photo" && len(m.Photo) == 1 {
				sent = &m.Photo[0]
			}
			if sent == nil || sent.ID != shown.File || sent.Size != len(row.data) {
				t.Errorf("answered %+v", sent)
			}
		})
	}
}

func TestCaptions(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	long := strings.Repeat("😀", 512)
	if r := b.upload("sendDocument", "document", "a", []byte("x"), "chat_id", "5", "caption", long); !r.OK || last(t, p).Text != long {
		t.Errorf("1024 units: %s", r.Description)
	}
	b.is(b.upload("sendDocument", "document", "a", []byte("x"), "chat_id", "5", "caption", long+"a"), 400, "Bad Request: message caption is too long")
	b.is(b.upload("sendPhoto", "photo", "a", picture(8, 8, 0), "chat_id", "5", "caption", "<b>", "parse_mode", "HTML"), 400, `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`)
	if r := b.upload("sendDocument", "document", "a", []byte("x"), "chat_id", "5"); !r.OK || last(t, p).Text != "" {
		t.Errorf("none at all: %s", r.Description)
	}
	b.is(b.upload("sendDocument", "document", "a", []byte("x"), "chat_id", "6"), 400, "Bad Request: chat not found")
}

func TestAFileIsSentAgainByItsId(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	first := parsed[gotMessage](t, b.upload("sendDocument", "document", "a.txt", []byte("abc"), "chat_id", "5").Result).Document
	again := parsed[gotMessage](t, b.ok("sendDocument", "chat_id", "5", "document", first.ID).Result).Document
	if *again != *first || last(t, p).File != first.ID {
		t.Errorf("sent %+v, then %+v", first, again)
	}
	attached := parsed[gotMessage](t, b.upload("sendDocument", "file0", "b.txt", []byte("abcd"), "chat_id", "5", "document", "attach://file0").Result).Document
	if attached == nil || attached.Size != 4 {
		t.Errorf("attached: %+v", attached)
	}
	const wrong = "Bad Request: wrong file identifier/HTTP URL specified"
	b.refused(400, wrong, "sendDocument", "chat_id", "5", "document", "F99-document")
	b.refused(400, wrong, "sendPhoto", "chat_id", "5", "photo", first.ID)
	b.refused(400, wrong, "sendDocument", "chat_id", "5")
}

func TestDownloads(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	p.SendFile("document", "small.txt", []byte("isi berkas"))
	p.SendFile("document", "most.bin", make([]byte, 20<<20))
	p.SendFile("document", "more.bin", make([]byte, 20<<20+1))
	p.SendFile("photo", "", picture(8, 8, 0))
	updates := b.updates()
	if d := updates[0].Message.Document; d.Name != "small.txt" || d.Size != 10 {
		t.Errorf("document %+v", d)
	}
	type found struct {
		Path string `json:"file_path"`
		Size int    `json:"file_size"`
	}
	get := func(path string) (int, string) {
		resp, err := ownClient.Get(b.url + path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		data, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(data)
	}
	small := parsed[found](t, b.ok("getFile", "file_id", updates[0].Message.Document.ID).Result)
	if code, data := get("/file/bot" + token + "/" + small.Path); code != 200 || data != "isi berkas" || small.Size != 10 {
		t.Errorf("%d %q of %+v", code, data, small)
	}
	if code, _ := get("/file/bot2:other/" + small.Path); code != http.StatusUnauthorized {
		t.Errorf("with another token: %d", code)
	}
	if code, _ := get("/file/bot" + token + "/documents/F99"); code != http.StatusNotFound {
		t.Errorf("an unknown one: %d", code)
	}
	b.ok("getFile", "file_id", updates[1].Message.Document.ID)
	b.ok("getFile", "file_id", updates[3].Message.Photo[0].ID)
	b.refused(400, "Bad Request: file is too big", "getFile", "file_id", updates[2].Message.Document.ID)
	b.refused(400, "Bad Request: invalid file_id", "getFile", "file_id", "F99")
	b.refused(400, "Bad Request: file_id not specified", "getFile")

	b.server.Fail(Fault{Method: "file", Kind: BadGateway, Times: 1})
	if code, _ := get("/file/bot" + token + "/" + small.Path); code != http.StatusBadGateway {
		t.Errorf("through a broken gateway: %d", code)
	}
	b.server.Down(true)
	if resp, err := ownClient.Get(b.url + "/file/bot" + token + "/" + small.Path); err == nil {
		_ = resp.Body.Close()
		t.Error("a file came over a line that is down")
	}
}
