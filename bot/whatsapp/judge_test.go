package whatsapp

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
	"naikkelas/simulator"
)

var judge = flag.String("judge", "", "a folder where the npm package @kapso/whatsapp-cloud-api is installed; empty: the judge is not asked")

// Every kind of payload that we send, with every text of the catalogue, is right
// by a client that is not ours; and that client can talk to the local WhatsApp,
// so that this one is no mirror of our own mistakes. Not a part of the suite: it
// takes node and a package.
func TestJudge(t *testing.T) {
	if *judge == "" {
		t.Skip("run with -judge FOLDER: see testdata/judge/judge.mjs")
	}
	w := simulator.NewWhatsApp(simulator.WhatsAppOptions{Token: testToken, AppSecret: testSecret, VerifyToken: testVerify, Retry: []time.Duration{10 * time.Millisecond}})
	defer w.Close()
	w.AddTemplate(simulator.WhatsAppTemplate{Name: "kabar", Language: "id", Category: "UTILITY", Components: []simulator.TemplateComponent{{Type: "BODY", Text: "Kabar: {{1}} Balas."}}})
	api := httptest.NewServer(w)
	defer api.Close()
	file := filepath.Join(t.TempDir(), "payloads")
	if err := os.WriteFile(file, []byte(everyPayload(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", "testdata/judge/judge.mjs", *judge, api.URL, "106540352242922", testToken, testSecret, testVerify, file, siti.Phone, "kabar")
	node.Stderr = os.Stderr
	in, err := node.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	phone := w.Phone(siti)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		t.Log(lines.Text())
		what, port, _ := strings.Cut(lines.Text(), " ")
		switch what {
		case "LISTENING":
			if err := w.Subscribe(t.Context(), "http://127.0.0.1:"+port, api.URL); err != nil {
				t.Fatal(err)
			}
			doEverything(phone)
			if err := w.Idle(t.Context()); err != nil {
				t.Fatal(err)
			}
			_, _ = in.Write([]byte("\n"))
		case "SENT":
			phone.StopMarketing()
			if err := w.Idle(t.Context()); err != nil {
				t.Fatal(err)
			}
			_, _ = in.Write([]byte("\n"))
		}
	}
	if err := node.Wait(); err != nil {
		t.Errorf("the judge finds faults: %v", err)
	}
	if s := w.Stats(); len(s.Refused) > 0 {
		t.Errorf("the local WhatsApp refused %v", s.Refused)
	}
}

// doEverything is one of each thing that a person can do.
func doEverything(phone *simulator.WhatsAppPhone) {
	first := phone.Type("halo")
	phone.Reply(first, "ya")
	phone.SendPhoto([]byte("\x89PNG"), "NIB")
	phone.SendDocument("a.pdf", []byte("%PDF-1.4"), "")
	phone.SendVoice([]byte("OggS"))
	phone.SendLocation(simulator.WhatsAppLocation{Latitude: -7.9, Longitude: 112.6, Name: "MCC"})
	phone.SendContact(simulator.WhatsAppContact{Name: "Budi", Phone: "6281299999999"})
	phone.React(first, "👍")
	phone.SendUnsupported("poll_creation")
	phone.SendLost("image")
	phone.TapID(first, "d:y", "Ya")
}

// everyPayload is each text of the catalogue in every shape, and every other
// kind of message, a line each.
func everyPayload(t *testing.T) string {
	t.Helper()
	words, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	n := 0
	add := func(all ...object) {
		for _, p := range all {
			n++
			body := object{"messaging_product": "whatsapp", "recipient_type": "individual", "to": siti.Phone, "biz_opaque_callback_data": fmt.Sprint(n, "-0")}
			if n%2 == 0 {
				delete(body, "to")
				body["recipient"], body["context"] = "ID.13491208655302741918", object{"message_id": "wamid.abc"}
			}
			for k, v := range p {
				body[k] = v
			}
			data, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			lines.Write(append(data, '\n'))
		}
	}
	many := &messages.Keyboard{}
	for i := range 23 {
		many.Rows = append(many.Rows, []string{fmt.Sprint("Kelurahan yang namanya panjang sekali ", i)})
	}
	shapes := []messages.Message{
		{}, {Keyboard: &messages.Keyboard{Rows: [][]string{{"Ya", "Tidak"}}}}, {Keyboard: &messages.Keyboard{Rows: [][]string{{"a"}, {"b"}, {"c"}, {"d"}}}}, {Keyboard: many},
		{Buttons: [][]messages.Button{{{Label: "Buka OSS", URL: "https://oss.go.id/a?b=c"}}}}, {Keyboard: &messages.Keyboard{Contact: "Kirim nomor"}}, {Keyboard: &messages.Keyboard{Place: "Kirim lokasi"}},
	}
	for _, lang := range words.Languages() {
		for _, key := range words.Keys("") {
			for _, m := range shapes {
				m.Text = words.Say(lang, key, nil)
				add(parts(m, Words{"Pilih / Choose", "Lagi / More"}, maxText)...)
			}
		}
	}
	for _, m := range []messages.Message{{Text: "Pelatihan\n\nRabu"}, {Text: ""}} {
		add(templateOf(enterprise.Template{Name: "kabar", Language: "id", Parameters: []string{enterprise.WholeText}}, m), templateOf(enterprise.Template{Name: "layanan", Language: "en"}, m))
	}
	form := messages.Message{Text: "Apakah usaha ini sudah punya NIB?", Form: &messages.Form{Title: "Isi sekaligus", Token: "t", Questions: []messages.FormQuestion{
		{Slot: "q1", Ask: "NIB?", Options: []messages.FormOption{{ID: "a", Title: "Belum", About: "Belum punya NIB"}}}}}}
	page, ok := pageOf(form, "77")
	if !ok {
		t.Fatal("a page of questions is none")
	}
	add(page)
	add(object{"type": "image", "image": object{"id": "1", "caption": "Grafik"}}, object{"type": "document", "document": object{"id": "1", "filename": "a.pdf"}})
	return lines.String()
}
