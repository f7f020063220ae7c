package flows

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
)

var codeShown = regexp.MustCompile(`[0-9]{4}-[0-9]{4}`)

// fillInFor has a colleague fill in for Siti, and gives the code on her paper.
func (w *world) fillInFor(name, phone string) string {
	w.t.Helper()
	var code string
	for _, text := range []string{"/isikan", "Setuju, sudah dibacakan", "Ibu", "Siti Aminah", "Keripik Siti", "Makanan kemasan", "Lowokwaru", "Dinoyo",
		"2019", "2", "Rp2-5 juta", phone, "Betul", "Belum punya NIB", "Nanti saja", "Benar, simpan"} {
		for _, m := range w.say(name, text) {
			if found := codeShown.FindString(m.Text); m.Key == "assist.paper" {
				code = found
			}
		}
	}
	if code == "" {
		w.t.Fatal("no code was shown")
	}
	return code
}

// arrive is a stranger who comes to /klaim and agrees.
func (w *world) arrive(name string) {
	w.stranger(name)
	for _, text := range []string{"/start klaim", "Indonesia", "Setuju", "Tidak usah"} {
		w.say(name, text)
	}
}

func (w *world) enterCode(name, phone, code string) string {
	w.t.Helper()
	w.say(name, "/klaim")
	w.say(name, phone)
	w.say(name, "Betul")
	w.say(name, code)
	said := w.said[w.names[name]]
	return said[len(said)-1].Text
}

// held are the people with a number.
func (w *world) held(phone string) []enterprise.Person {
	var out []enterprise.Person
	for _, s := range w.states {
		if s.Person.Phone == phone {
			out = append(out, s.Person)
		}
	}
	return out
}

const sitisPhone, typedPhone = "+6281234567890", "081234567890"

func TestWhoIsFilledInForIsNeverSentAnything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bima := w.staffMember("Bima", enterprise.Mentor)
	w.fillInFor("Bima", typedPhone)
	people := w.held(sitisPhone)
	if len(people) != 1 {
		t.Fatalf("%d people", len(people))
	}
	siti := people[0]
	terms := enterprise.IndexTerms(siti)
	if !slices.Contains(terms, enterprise.TermAll) || slices.Contains(terms, enterprise.TermReachable) || slices.Contains(terms, enterprise.TermBroadcast) {
		t.Errorf("terms: %v", terms)
	}
	c, _ := siti.Decision(enterprise.DataConsent)
	if !c.Given || c.By != bima || c.Hash == "" || siti.Assisted.By != bima {
		t.Errorf("consent %+v, assisted %+v", c, siti.Assisted)
	}
	w.pass(400 * 24 * time.Hour)
	if said := w.said[siti.ID]; len(said) > 0 {
		t.Errorf("was told %q", said[0].Text)
	}
	if siti.Mentor != 0 {
		t.Error("filling in assigns a mentor")
	}
	if !slices.ContainsFunc(w.trail, func(a Audit) bool { return a.What == "assist.filled" && a.Who == bima && a.Whom == siti.ID }) {
		t.Error("not in the trail")
	}
}

func TestTheColleagueKeepsNothingOfWhoTheyFilledInFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bima := w.staffMember("Bima", enterprise.Officer)
	w.fillInFor("Bima", typedPhone)
	s := w.states[bima]
	raw, _ := json.Marshal(storedOf(s))
	for _, word := range []string{"Siti", "Keripik", "81234567890"} {
		if strings.Contains(string(raw), word) {
			t.Errorf("%q stays with the colleague", word)
		}
	}
	if s.Person.Honorific != "" || s.Person.Name != "Bima" || len(s.Person.Businesses) > 0 {
		t.Errorf("the colleague became %+v", s.Person)
	}
}

func TestClaimsThatDoNotSucceed(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(w *world, code string) string{
		"a wrong code": func(w *world, _ string) string { return w.enterCode("Siti", typedPhone, "0000-0000") },
		"the right code with another number": func(w *world, code string) string {
			return w.enterCode("Siti", "081234567891", code)
		},
		"the right code after five wrong ones": func(w *world, code string) string {
			for range claimTries {
				w.enterCode("Siti", typedPhone, "0000-0000")
			}
			return w.enterCode("Siti", typedPhone, code)
		},
		"the right code after 30 days": func(w *world, code string) string {
			w.now = w.now.Add(claimLasts)
			return w.enterCode("Siti", typedPhone, code)
		},
		"a code that was used": func(w *world, code string) string {
			w.arrive("Tono")
			w.enterCode("Tono", typedPhone, code)
			return w.enterCode("Siti", typedPhone, code)
		},
		"an older code": func(w *world, code string) string {
			w.staffMember("Ratna", enterprise.Officer)
			w.say("Ratna", "/cari siti")
			w.tap("Ratna", "Kode klaim baru")
			return w.enterCode("Siti", typedPhone, code)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.staffMember("Bima", enterprise.Mentor)
			code := w.fillInFor("Bima", typedPhone)
			w.arrive("Siti")
			before := w.names["Siti"]
			if text := do(w, code); !strings.Contains(text, "tidak cocok") {
				t.Errorf("was told %q", text)
			}
			if w.names["Siti"] != before {
				t.Error("took the record over")
			}
		})
	}
}

func TestAClaimTakesTheRecordOverAndLeavesNothingOfTheChatThatCame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staffMember("Bima", enterprise.Mentor)
	code := w.fillInFor("Bima", typedPhone)
	made := w.held(sitisPhone)[0]
	w.arrive("Siti")
	came := w.names["Siti"]
	for range claimTries - 1 { // the fifth may be right
		w.enterCode("Siti", typedPhone, "0000-0000")
	}
	w.enterCode("Siti", typedPhone, code)
	if w.names["Siti"] != made.ID || !w.states[came].New {
		t.Fatalf("Siti is %v, came as %v: %+v", w.names["Siti"], came, w.states[came].Person)
	}
	siti := w.states[made.ID].Person
	c, _ := siti.Decision(enterprise.DataConsent)
	if !c.Given || c.By != 0 || len(siti.Consents) != 3 || !reachableNow(siti) || siti.Assisted.Claimed.IsZero() {
		t.Errorf("%+v", siti)
	}
	for name := range w.records {
		if name.Kind == claimRecord {
			t.Error("the code is still good")
		}
	}
}

func TestErasureTakesTheCodeAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staffMember("Bima", enterprise.Mentor)
	w.fillInFor("Bima", typedPhone)
	siti := w.held(sitisPhone)[0]
	s := State{Person: siti}
	s.Known.Records = map[RecordName]Record{}
	for name, r := range w.records {
		s.Known.Records[name] = r
	}
	tk := w.book.talk(s, Input{}, w.now)
	tk.forgetClaim()
	if len(tk.turn.Records) != 1 || tk.turn.Records[0].Kind != claimRecord || tk.turn.Records[0].Data != nil {
		t.Errorf("%+v", tk.turn.Records)
	}
}

func TestSomebodyOnAListIsFilledInForInTheirPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staffMember("Bima", enterprise.Mentor)
	said := map[string]string{"name": "Siti A", "phone": sitisPhone, "business": "Keripik"}
	data, _ := json.Marshal(listedNotice{Import: "9", Row: 2, Source: "daftar.csv", Said: said})
	w.waiting = []Notice{{At: enterprise.ImportAddress("9", 2), What: "listed", Data: data}}
	w.say("Bima", "/menu")
	w.fillInFor("Bima", typedPhone)
	people := w.held(sitisPhone)
	if len(people) != 1 || people[0].Listed.Import != "9" || people[0].Name != "Siti Aminah" || people[0].OnlyListed() {
		t.Fatalf("%+v", people)
	}
	for name := range w.records {
		if name.Kind == linkRecord {
			t.Error("the link of the list is still good")
		}
	}
}

func TestWhatIsFilledInTwiceIsOnePerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staffMember("Bima", enterprise.Mentor)
	w.staffMember("Ratna", enterprise.Officer)
	w.fillInFor("Bima", typedPhone)
	notice := func(by string) Notice {
		n := assistedNotice{By: w.names[by], Code: "x", Consent: enterprise.Consent{Purpose: enterprise.DataConsent, Given: true, Lang: "id"},
			Answers: map[string]string{"name": "Siti Aminah", "phone": sitisPhone, "business": "Keripik", "nib": "none"}}
		data, _ := json.Marshal(n)
		return Notice{At: enterprise.AssistedAddress("race " + by), What: "assisted", Data: data}
	}
	w.waiting = []Notice{notice("Ratna")}
	w.say("Ratna", "/menu")
	if n := len(w.held(sitisPhone)); n != 1 {
		t.Errorf("%d people with one number", n)
	}
	last := w.said[w.names["Ratna"]]
	if !strings.Contains(last[len(last)-1].Text, "tidak disimpan") {
		t.Errorf("Ratna was told %q", last[len(last)-1].Text)
	}
}
