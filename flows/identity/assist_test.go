package identity_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/identity"
	"naikkelas/flows/office"
)

var codeShown = regexp.MustCompile(`[0-9]{4}-[0-9]{4}`)

// fillInFor has a colleague fill in for Siti, and gives the code on her paper.
func fillInFor(w *flowstest.World, name, phone string) string {
	w.T.Helper()
	var code string
	for _, text := range []string{"/isikan", "Setuju, sudah dibacakan", "Ibu", "Siti Aminah", "Keripik Siti", "Makanan kemasan", "Lowokwaru", "Dinoyo",
		"2019", "2", "Rp2-5 juta", phone, "Betul", "Belum punya NIB", "Nanti saja", "Benar, simpan"} {
		for _, m := range w.Say(name, text) {
			if found := codeShown.FindString(m.Text); m.Key == "assist.paper" {
				code = found
			}
		}
	}
	if code == "" {
		w.T.Fatal("no code was shown")
	}
	return code
}

// arrive is a stranger who comes to /klaim and agrees.
func arrive(w *flowstest.World, name string) {
	w.Stranger(name)
	for _, text := range []string{"/start klaim", "Indonesia", "Setuju", "Tidak usah"} {
		w.Say(name, text)
	}
}

func enterCode(w *flowstest.World, name, phone, code string) string {
	w.T.Helper()
	w.Say(name, "/klaim")
	w.Say(name, phone)
	w.Say(name, "Betul")
	w.Say(name, code)
	said := w.Said[w.Names[name]]
	return said[len(said)-1].Text
}

// held are the people with a number.
func held(w *flowstest.World, phone string) []enterprise.Person {
	var out []enterprise.Person
	for _, s := range w.States {
		if s.Person.Phone == phone {
			out = append(out, s.Person)
		}
	}
	return out
}

const sitisPhone, typedPhone = "+6281234567890", "081234567890"

func TestWhoIsFilledInForIsNeverSentAnything(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	bima := w.StaffMember("Bima", enterprise.Mentor)
	fillInFor(w, "Bima", typedPhone)
	people := held(w, sitisPhone)
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
	w.Pass(400 * 24 * time.Hour)
	if said := w.Said[siti.ID]; len(said) > 0 {
		t.Errorf("was told %q", said[0].Text)
	}
	if siti.Mentor != 0 {
		t.Error("filling in assigns a mentor")
	}
	if !slices.ContainsFunc(w.Trail, func(a flows.Audit) bool { return a.What == "assist.filled" && a.Who == bima && a.Whom == siti.ID }) {
		t.Error("not in the trail")
	}
}

func TestTheColleagueKeepsNothingOfWhoTheyFilledInFor(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	bima := w.StaffMember("Bima", enterprise.Officer)
	fillInFor(w, "Bima", typedPhone)
	s := w.States[bima]
	raw, _ := json.Marshal(flowstest.StoredOf(s))
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
	for name, do := range map[string]func(w *flowstest.World, code string) string{
		"a wrong code": func(w *flowstest.World, _ string) string { return enterCode(w, "Siti", typedPhone, "0000-0000") },
		"the right code with another number": func(w *flowstest.World, code string) string {
			return enterCode(w, "Siti", "081234567891", code)
		},
		"the right code after five wrong ones": func(w *flowstest.World, code string) string {
			for range identity.ClaimTries {
				enterCode(w, "Siti", typedPhone, "0000-0000")
			}
			return enterCode(w, "Siti", typedPhone, code)
		},
		"the right code after 30 days": func(w *flowstest.World, code string) string {
			w.Now = w.Now.Add(identity.ClaimLasts)
			return enterCode(w, "Siti", typedPhone, code)
		},
		"a code that was used": func(w *flowstest.World, code string) string {
			arrive(w, "Tono")
			enterCode(w, "Tono", typedPhone, code)
			return enterCode(w, "Siti", typedPhone, code)
		},
		"an older code": func(w *flowstest.World, code string) string {
			w.StaffMember("Ratna", enterprise.Officer)
			w.Say("Ratna", "/cari siti")
			w.Tap("Ratna", "Kode klaim baru")
			return enterCode(w, "Siti", typedPhone, code)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := flowstest.NewWorld(t)
			w.StaffMember("Bima", enterprise.Mentor)
			code := fillInFor(w, "Bima", typedPhone)
			arrive(w, "Siti")
			before := w.Names["Siti"]
			if text := do(w, code); !strings.Contains(text, "tidak cocok") {
				t.Errorf("was told %q", text)
			}
			if w.Names["Siti"] != before {
				t.Error("took the record over")
			}
		})
	}
}

func TestAClaimTakesTheRecordOverAndLeavesNothingOfTheChatThatCame(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Mentor)
	code := fillInFor(w, "Bima", typedPhone)
	made := held(w, sitisPhone)[0]
	arrive(w, "Siti")
	came := w.Names["Siti"]
	for range identity.ClaimTries - 1 { // the fifth may be right
		enterCode(w, "Siti", typedPhone, "0000-0000")
	}
	enterCode(w, "Siti", typedPhone, code)
	if w.Names["Siti"] != made.ID || !w.States[came].New {
		t.Fatalf("Siti is %v, came as %v: %+v", w.Names["Siti"], came, w.States[came].Person)
	}
	siti := w.States[made.ID].Person
	c, _ := siti.Decision(enterprise.DataConsent)
	if !c.Given || c.By != 0 || len(siti.Consents) != 3 || !office.ReachableNow(siti) || siti.Assisted.Claimed.IsZero() {
		t.Errorf("%+v", siti)
	}
	for name := range w.Records {
		if name.Kind == identity.ClaimRecord {
			t.Error("the code is still good")
		}
	}
}

func TestErasureTakesTheCodeAway(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Mentor)
	fillInFor(w, "Bima", typedPhone)
	siti := held(w, sitisPhone)[0]
	s := flows.State{Person: siti}
	s.Found.Records = map[flows.RecordName]flows.Record{}
	for name, r := range w.Records {
		s.Found.Records[name] = r
	}
	tk := w.Book.Conversation(s, flows.Input{}, w.Now)
	identity.ForgetClaim(tk)
	if len(tk.Turn.Records) != 1 || tk.Turn.Records[0].Kind != identity.ClaimRecord || tk.Turn.Records[0].Data != nil {
		t.Errorf("%+v", tk.Turn.Records)
	}
}

func TestSomebodyOnAListIsFilledInForInTheirPlace(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Mentor)
	said := map[string]string{"name": "Siti A", "phone": sitisPhone, "business": "Keripik"}
	data, _ := json.Marshal(identity.ListedNotice{Import: "9", Row: 2, Source: "daftar.csv", Said: said})
	w.Waiting = []flows.Notice{{At: enterprise.ImportAddress("9", 2), What: "listed", Data: data}}
	w.Say("Bima", "/menu")
	fillInFor(w, "Bima", typedPhone)
	people := held(w, sitisPhone)
	if len(people) != 1 || people[0].Listed.Import != "9" || people[0].Name != "Siti Aminah" || people[0].OnlyListed() {
		t.Fatalf("%+v", people)
	}
	for name := range w.Records {
		if name.Kind == identity.LinkRecord {
			t.Error("the link of the list is still good")
		}
	}
}

func TestWhatIsFilledInTwiceIsOnePerson(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Mentor)
	w.StaffMember("Ratna", enterprise.Officer)
	fillInFor(w, "Bima", typedPhone)
	notice := func(by string) flows.Notice {
		n := identity.AssistedNotice{By: w.Names[by], Code: "x", Consent: enterprise.Consent{Purpose: enterprise.DataConsent, Given: true, Lang: "id"},
			Answers: map[string]string{"name": "Siti Aminah", "phone": sitisPhone, "business": "Keripik", "nib": "none"}}
		data, _ := json.Marshal(n)
		return flows.Notice{At: enterprise.AssistedAddress("race " + by), What: "assisted", Data: data}
	}
	w.Waiting = []flows.Notice{notice("Ratna")}
	w.Say("Ratna", "/menu")
	if n := len(held(w, sitisPhone)); n != 1 {
		t.Errorf("%d people with one number", n)
	}
	last := w.Said[w.Names["Ratna"]]
	if !strings.Contains(last[len(last)-1].Text, "tidak disimpan") {
		t.Errorf("Ratna was told %q", last[len(last)-1].Text)
	}
}

// Guesses are counted whatever number they are for.
func TestGuessedClaimsAreCountedOverAllNumbers(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Mentor)
	code := fillInFor(w, "Bima", typedPhone)
	arrive(w, "Siti")
	before := w.Names["Siti"]
	for i := range enterprise.CodesADay {
		enterCode(w, "Siti", fmt.Sprintf("08123456%04d", i), "0000-0000")
	}
	if text := enterCode(w, "Siti", typedPhone, code); !strings.Contains(text, "Hari ini sudah terlalu banyak") || w.Names["Siti"] != before {
		t.Errorf("after %d guesses: %q", enterprise.CodesADay, text)
	}
}
