package app

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"naikkelas/bot/telegram"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// TestKilledBetweenClickAndAnswer kills the process (-9) at any moment after an
// officer's click left the browser. What the page called done is done once. A
// click that got no answer is done once or not at all, and once when its form is
// sent again, however often.
func TestKilledBetweenClickAndAnswer(t *testing.T) {
	if testing.Short() {
		t.Skip("not with -short")
	}
	t.Parallel()
	redis := redistest.Server(t)
	simulated := simulator.New(simulator.Options{Token: crashToken})
	victim := newVictim(t, serveTelegram(t, simulated), redis.URL)
	console := freeAddress(t)
	victim.env = append(victim.env, "CONSOLE_LISTEN="+console, "CONSOLE_URL=http://"+console)
	data, err := store.Open(store.Options{URL: redis.URL, City: "malang", Keys: victim.keys})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = data.Close() }()
	now := time.Now()
	err = data.Import(t.Context(), []enterprise.Person{
		{Language: "id", Name: "Ratna Dewi", Roles: []enterprise.Role{enterprise.Officer}, Since: now, Contacts: []enterprise.Contact{{Address: telegram.Address(801)}}},
		{Language: "id", Name: "Siti Aminah", Since: now, Contacts: []enterprise.Contact{{Address: telegram.Address(901)}}, Consents: []enterprise.Consent{{Purpose: enterprise.DataConsent, Given: true, At: now}},
			Businesses: []enterprise.Business{{ID: "1", Name: "Keripik Bu Siti", Sector: "culinary", Registered: now}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	victim.start()
	phone := simulated.Phone(simulator.User{ID: 801, FirstName: "Ratna"})
	phone.Send("/konsol")
	link := regexp.MustCompile(`http://\S+/masuk/[0-9a-f-]+`).FindString(simtest.Hears(t, phone, "/masuk/").Text)
	jar, _ := cookiejar.New(nil) // it fails with options alone
	browser := &http.Client{Jar: jar}
	page := func(resp *http.Response, err error) string {
		if err != nil {
			return ""
		}
		defer func() { _ = resp.Body.Close() }()
		text, _ := io.ReadAll(resp.Body) // what was cut off holds no answer
		return string(text)
	}
	if in := page(browser.PostForm(link, nil)); !strings.Contains(in, "Ratna Dewi") {
		t.Fatalf("not let in: %s\n%s", in, victim.log)
	}
	card := "http://" + console + "/warga/p2"
	field := func(text, name string) string {
		m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(text)
		if m == nil {
			return ""
		}
		return m[1]
	}
	csrf := field(page(browser.Get(card)), "csrf")
	if csrf == "" {
		t.Fatalf("no card\n%s", victim.log)
	}

	random := rand.New(rand.NewPCG(3, 4))
	forms, said := map[string]url.Values{}, map[string]bool{} // said: the page called it done
	kills := 4
	if *wholeCase {
		kills = 20
	}
	for i := range kills {
		text := fmt.Sprintf("catatan nomor %d", i)
		form := url.Values{"csrf": {csrf}, "click": {fmt.Sprint("klik", i)}, "do": {"p:2:note"}, "say": {text}, "next": {"/warga/p2"}, "back": {"/warga/p2"}}
		forms[text] = form
		answer := make(chan string, 1)
		go func() { answer <- page(browser.PostForm("http://"+console+"/klik", form)) }()
		time.Sleep(time.Duration(random.IntN(6000)) * time.Microsecond) // any moment will do
		victim.kill()
		said[text] = strings.Contains(<-answer, `class="note good"`)
		victim.start()
		up := func() bool { return page(browser.Get("http://"+console+"/isi/icon.svg")) != "" }
		if !comesTrue(up, func() int { return len(victim.log.String()) }) {
			t.Fatalf("the console does not come back\n%s", victim.log)
		}
		if i%2 == 0 { // whoever got no answer presses the button again
			for range 2 {
				if again := page(browser.PostForm("http://"+console+"/klik", form)); !strings.Contains(again, `class="note good"`) && !strings.Contains(again, `class="note waits"`) {
					t.Errorf("%s is said to be neither done nor stored: %s", text, again)
				}
			}
		}
	}
	settled := func() bool { d, err := data.Depths(t.Context()); return err == nil && d.Inbox == 0 }
	if !comesTrue(settled, func() int { return 0 }) {
		t.Fatal("the inbox is not emptied")
	}
	name := flows.RecordName{Kind: "notes", ID: "2"}
	found, err := data.Find(t.Context(), time.Now(), flows.Lookup{Records: []flows.RecordName{name}})
	if err != nil {
		t.Fatal(err)
	}
	var notes []struct{ Text string }
	if err := json.Unmarshal(found.Records[name].Data, &notes); err != nil {
		t.Fatal(err)
	}
	times, lost := map[string]int{}, 0
	for _, n := range notes {
		times[n.Text]++
	}
	for i := range len(forms) {
		text := fmt.Sprintf("catatan nomor %d", i)
		shown := page(browser.Get(card + "?klik=" + forms[text].Get("click")))
		done := strings.Contains(shown, `class="note good"`)
		switch n := times[text]; {
		case n > 1:
			t.Errorf("%s is there %d times", text, n)
		case n == 0 && (said[text] || i%2 == 0):
			t.Errorf("%s was called done, or sent again, and is not there", text)
		case done != (n == 1):
			t.Errorf("%s: there %d times, and the page says done: %t", text, n, done)
		case n == 0:
			lost++
		}
	}
	t.Logf("%d clicks, each with a kill: %d notes, %d clicks that never reached the inbox", kills, len(notes), lost)
}
