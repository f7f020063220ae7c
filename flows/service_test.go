package flows

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
)

// asks lets an owner ask for a kind of service, and gives the request's id.
func (w *world) asks(owner, kind string, answers ...string) string {
	w.t.Helper()
	known := w.requests()
	w.put(w.names[owner], Input{Kind: Tap, Data: "s:ask:" + kind, Message: "b"})
	for _, text := range append([]string{"untuk toko oleh-oleh Almarhumah Ibu"}, answers...) {
		w.say(owner, text)
	}
	for _, id := range w.requests() {
		if !slices.Contains(known, id) {
			return id
		}
	}
	return ""
}

func (w *world) requests() (ids []string) {
	for name := range w.records {
		if name.Kind == serviceRecord {
			ids = append(ids, name.ID)
		}
	}
	return ids
}

func (w *world) request(id string) (q request) {
	w.t.Helper()
	if err := json.Unmarshal(w.records[RecordName{serviceRecord, id}].Data, &q); err != nil {
		w.t.Fatal(err)
	}
	return q
}

// presses is a tap on a button of a request.
func (w *world) onRequest(who, id, verb string) string {
	w.t.Helper()
	said := w.put(w.names[who], Input{Kind: Tap, Data: "s:" + id + ":" + verb, Message: "b"})
	if len(said) == 0 {
		return ""
	}
	return said[len(said)-1].Text
}

func serviceWorld(t *testing.T) *world {
	w := newWorld(t)
	w.staffMember("Bima", enterprise.Officer)
	w.staffMember("Cici", enterprise.Officer)
	w.staffMember("Tari", enterprise.Mentor)
	w.staffMember("Joko", enterprise.Mentor)
	w.owner("Siti", func(p *enterprise.Person) {
		p.Businesses[0].Sector, p.Mentor = "packaged_food", w.names["Tari"]
	})
	return w
}

func TestOneOpenRequestOfAKind(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	first := w.asks("Siti", "brand")
	if first == "" || w.asks("Siti", "brand") != "" {
		t.Error("a second request of the kind is open, or there is not even a first")
	}
	if w.asks("Siti", "packaging") == "" {
		t.Error("another kind waits for the first")
	}
	s := w.states[w.names["Siti"]] // the form was left open on another phone
	s.Chat.Open, s.Chat.Drafts = serviceKey, map[string]*Draft{serviceKey: {Flow: serviceKey, Subject: "brand"}}
	w.states[w.names["Siti"]] = s
	w.say("Siti", "sekali lagi")
	if n := len(w.requests()); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
	w.onRequest("Siti", first, "withdraw")
	if q := w.request(first); q.State != requestWithdrawn || q.open() {
		t.Errorf("taken back: %+v", q)
	}
	if w.asks("Siti", "brand") == "" {
		t.Error("after it was taken back, the kind may not be asked for")
	}
}

// Whoever decides about a request reads all of it, however long it is.
func TestARequestIsReadWhole(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	w.put(w.names["Siti"], Input{Kind: Tap, Data: "s:ask:brand", Message: "b"})
	w.say("Siti", strings.Repeat("Merek kami ditiru tetangga. ", 60)+"Itu sebabnya.")
	id := w.requests()[0]
	if got := w.onRequest("Bima", id, "open"); !strings.Contains(got, "Itu sebabnya.") {
		t.Errorf("the officer reads %q", got)
	}
}

// A service that is not for the line of business is not even asked about.
func TestAServiceIsForItsSectors(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	w.owner("Jono", func(p *enterprise.Person) { p.Businesses[0].Sector = "service" })
	if id := w.asks("Jono", "halal"); id != "" {
		t.Error("a laundry asked for a halal certificate")
	}
}

// Two officers decide about one request at the same moment.
func TestARequestIsDecidedOnce(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	id := w.asks("Siti", "brand")
	w.onRequest("Bima", id, "decline")
	w.onRequest("Cici", id, "decline")
	typed := Input{Kind: Text, Text: "kuota habis", Message: "9"}
	one, other := w.turn(w.names["Bima"], typed), w.turn(w.names["Cici"], typed)
	if !w.apply(w.names["Bima"], one) || w.apply(w.names["Cici"], other) {
		t.Fatal("both were written, or the first was not")
	}
	w.put(w.names["Cici"], typed)
	if q := w.request(id); len(q.Steps) != 1 || q.By != w.names["Bima"] {
		t.Errorf("decided twice: %+v", q.Steps)
	}
}

// Every button of a request, by everybody: what somebody may not do changes
// nothing and is in no trail.
func TestEveryButtonOfARequestForEverybody(t *testing.T) {
	t.Parallel()
	may := map[string]string{
		"open": "Bima Tari", "take": "Bima", "plan": "Bima", "mentor": "Bima", "decline": "Bima", "visit": "Bima Tari", "went:well": "Bima Tari",
		"mine": "Siti", "withdraw": "Siti", "photo:0": "", "done": "", "fly": "", "went:flying": "",
	}
	for verb, who := range may {
		for _, name := range []string{"Bima", "Tari", "Joko", "Siti", "Wati", "Budi"} {
			w := serviceWorld(t)
			w.owner("Wati", nil)
			w.staffMember("Budi", enterprise.Planner)
			id := w.asks("Siti", "brand")
			version, trail := w.records[RecordName{serviceRecord, id}].Version, len(w.trail)
			said := w.onRequest(name, id, verb)
			if strings.Contains(said, "Almarhumah") && !slices.Contains(strings.Fields(who+" Bima"), name) { // an officer is shown how it stands
				t.Errorf("%s by %s: the owner's words are shown: %q", verb, name, said)
			}
			if !slices.Contains(strings.Fields(who+" Bima"), name) && (w.records[RecordName{serviceRecord, id}].Version != version || len(w.trail) != trail || w.states[w.names[name]].Chat.Open != "") {
				t.Errorf("%s by %s did something: %q", verb, name, said)
			}
		}
	}
}

// An officer who is an owner, too, does not decide about their own request.
func TestNobodyDecidesAboutTheirOwnRequest(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	id := w.asks("Siti", "brand")
	s := w.states[w.names["Siti"]]
	s.Person.Roles = []enterprise.Role{enterprise.Officer, enterprise.Mentor}
	w.states[w.names["Siti"]] = s
	for _, verb := range []string{"take", "plan", "decline", "done", "visit", "went:well"} {
		w.onRequest("Siti", id, verb)
		if q := w.request(id); q.State != requestWaiting || len(q.Visits) > 0 || w.states[w.names["Siti"]].Chat.Open != "" {
			t.Errorf("%s on their own: %+v", verb, q)
		}
	}
	s = w.states[w.names["Siti"]]
	s.Chat.Open, s.Chat.Drafts = declineKey, map[string]*Draft{declineKey: {Flow: declineKey, Subject: id}}
	w.states[w.names["Siti"]] = s
	w.say("Siti", "tidak jadi")
	if q := w.request(id); q.State != requestWaiting {
		t.Errorf("the form decided: %+v", q)
	}
}

// A mentor logs a visit in two taps; the second tap within moments corrects it.
func TestAVisitIsTwoTaps(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	id := w.asks("Siti", "mentoring")
	w.onRequest("Tari", id, "visit")
	w.onRequest("Tari", id, "went:missed")
	if q := w.request(id); len(q.Visits) != 1 || q.Visits[0].How != "missed" || q.Visits[0].By != w.names["Tari"] {
		t.Fatalf("after two taps: %+v", q.Visits)
	}
	w.onRequest("Tari", id, "went:well")
	if q := w.request(id); len(q.Visits) != 1 || q.Visits[0].How != "well" {
		t.Errorf("a slip of the finger: %+v", q.Visits)
	}
	w.now = w.now.Add(3 * time.Hour)
	w.onRequest("Tari", id, "went:more")
	if q := w.request(id); len(q.Visits) != 2 {
		t.Errorf("the next visit: %+v", q.Visits)
	}
}

// The photo of a visit is kept as long as the request, and goes with its owner,
// though it came from the mentor.
func TestAnErasedOwnersRequestsGoWithTheirPhotos(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	id := w.asks("Siti", "mentoring")
	w.onRequest("Tari", id, "went:well")
	w.photo("Tari", "dapur")
	w.say("Tari", "dapurnya bersih")
	if holders, _ := w.holders("dapur"); !slices.Equal(holders, []string{id}) {
		t.Fatalf("the photo is held by %v", holders)
	}
	if v := w.request(id).Visits[0]; v.Note != "dapurnya bersih" || v.Photo.Hash == "" {
		t.Fatalf("the visit: %+v", v)
	}
	data := w.say("Siti", "/dataku")
	if text := string(data[1].File.Data); !strings.Contains(text, "dapurnya bersih") || !strings.Contains(text, "Almarhumah") {
		t.Error("one's own data lacks what was asked for, or the visit")
	}
	w.say("Siti", "/hapus")
	w.say("Siti", w.book.words.Label("id", "erase.yes", nil))
	for name, r := range w.records {
		if text := string(r.Data); name.ID == id || strings.Contains(text, id) || strings.Contains(text, "dapurnya") {
			t.Errorf("left: %v %s", name, text)
		}
	}
	if text := w.onRequest("Bima", id, "open"); !strings.HasPrefix(text, "Permintaan itu sudah tidak ada.") {
		t.Errorf("Bima sees %q", text)
	}
}

// A request is kept for the city's years after the last that was done about it,
// and its photo as long.
func TestARequestIsKeptForTheCitysYears(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	id := w.asks("Siti", "mentoring")
	w.onRequest("Tari", id, "went:well")
	w.photo("Tari", "dapur")
	w.now = w.now.Add(100 * time.Hour)
	w.onRequest("Bima", id, "take")
	want := w.now.AddDate(w.book.program.City.RetentionYears, 0, 0)
	if until := w.records[RecordName{serviceRecord, id}].Until; !until.Equal(want) {
		t.Errorf("the request is kept until %v, want %v", until, want)
	}
	hash := w.request(id).Visits[0].Photo.Hash
	if until := w.records[RecordName{FileRecord, hash}].Until; !until.Equal(want) {
		t.Errorf("the photo is kept until %v, want %v", until, want)
	}
}

// What can be supplied is on offer while the request for buyers is open.
func TestAnOfferEndsWithItsRequest(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"withdraw", "decline"} {
		w := serviceWorld(t)
		id := w.asks("Siti", "matching", "500 bks sebulan")
		offering := func() bool {
			return slices.Contains(enterprise.IndexTerms(w.states[w.names["Siti"]].Person), enterprise.TermOffering("packaged_food"))
		}
		if o := w.states[w.names["Siti"]].Person.Businesses[0].Offer; o == nil || o.Capacity != (enterprise.Quantity{Amount: 500, Unit: "bungkus"}) || !offering() {
			t.Fatalf("the offer is %+v", o)
		}
		if end == "withdraw" {
			w.onRequest("Siti", id, "withdraw")
		} else {
			w.onRequest("Bima", id, "decline")
			w.say("Bima", "belum ada pembeli")
		}
		if offering() {
			t.Errorf("%s: the offer still stands", end)
		}
	}
}

// Buttons may be forged: none of these does anything, or breaks.
func TestForgedButtonsOfServicesDoNothing(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	id := w.asks("Siti", "brand")
	before := w.records[RecordName{serviceRecord, id}].Version
	for _, who := range []string{"Bima", "Tari", "Siti"} {
		for _, data := range []string{"s", "s:", "s:k", "s:k:gold", "s:ask:gold", "s:queue", "s:queue:x", "s:queue:-9", "s:queue:999", "s:" + id, "s:" + id + ":", "s:" + id + ":photo:9", "s:" + id + ":photo:-1", "s:" + id + ":went", "s:0-0:take"} {
			w.put(w.names[who], Input{Kind: Tap, Data: data, Message: "b"})
		}
	}
	if w.records[RecordName{serviceRecord, id}].Version != before || len(w.requests()) != 1 {
		t.Errorf("something changed: %+v", w.request(id))
	}
}

// One open request of a kind is of a business: another business may ask, too.
func TestEachBusinessAsksForItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.owner("Siti", func(p *enterprise.Person) {
		second := p.Businesses[0]
		second.ID, second.Name, second.Sector = "2", "Bordir Siti", "fashion"
		p.Businesses = append(p.Businesses, second)
	})
	w.asks("Siti", "matching", "500 bungkus")
	w.put(w.names["Siti"], Input{Kind: Tap, Data: "b:2:use", Message: "b"})
	id := w.asks("Siti", "matching", "80 pcs")
	if id == "" || w.request(id).Business != "2" {
		t.Fatalf("the second business could not ask: %v", w.said[w.names["Siti"]])
	}
	all := w.states[w.names["Siti"]].Person.Businesses
	if all[0].Offer.Capacity.Amount != 500 || all[1].Offer.Capacity.Amount != 80 {
		t.Errorf("on offer: %+v and %+v", all[0].Offer, all[1].Offer)
	}
	w.onRequest("Siti", id, "withdraw")
	if all := w.states[w.names["Siti"]].Person.Businesses; all[0].Offer == nil || all[1].Offer != nil {
		t.Errorf("after one was taken back: %+v and %+v", all[0].Offer, all[1].Offer)
	}
}
