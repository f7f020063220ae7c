package service_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/service"
	"naikkelas/messages"
)

// asks lets an owner ask for a kind of service, and gives the request's id.
func asks(w *flowstest.World, owner, kind string, answers ...string) string {
	w.T.Helper()
	known := requests(w)
	w.Put(w.Names[owner], flows.Input{Kind: flows.Tap, Data: "s:ask:" + kind, Message: "b"})
	for _, text := range append([]string{"untuk toko oleh-oleh Almarhumah Ibu"}, answers...) {
		w.Say(owner, text)
	}
	for _, id := range requests(w) {
		if !slices.Contains(known, id) {
			return id
		}
	}
	return ""
}

func requests(w *flowstest.World) (ids []string) {
	for name := range w.Records {
		if name.Kind == service.ServiceRecord {
			ids = append(ids, name.ID)
		}
	}
	return ids
}

func request(w *flowstest.World, id string) (q service.Request) {
	w.T.Helper()
	if err := json.Unmarshal(w.Records[flows.RecordName{Kind: service.ServiceRecord, ID: id}].Data, &q); err != nil {
		w.T.Fatal(err)
	}
	return q
}

// presses is a tap on a button of a request.
func onRequest(w *flowstest.World, who, id, verb string) string {
	w.T.Helper()
	said := w.Put(w.Names[who], flows.Input{Kind: flows.Tap, Data: "s:" + id + ":" + verb, Message: "b"})
	if len(said) == 0 {
		return ""
	}
	return said[len(said)-1].Text
}

func serviceWorld(t *testing.T) *flowstest.World {
	w := flowstest.NewWorld(t)
	w.StaffMember("Bima", enterprise.Officer)
	w.StaffMember("Cici", enterprise.Officer)
	w.StaffMember("Tari", enterprise.Mentor)
	w.StaffMember("Joko", enterprise.Mentor)
	w.Owner("Siti", func(p *enterprise.Person) {
		p.Businesses[0].Sector, p.Mentor = "packaged_food", w.Names["Tari"]
	})
	return w
}

func TestOneOpenRequestOfAKind(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	first := asks(w, "Siti", "brand")
	if first == "" || asks(w, "Siti", "brand") != "" {
		t.Error("a second request of the kind is open, or there is not even a first")
	}
	if asks(w, "Siti", "packaging") == "" {
		t.Error("another kind waits for the first")
	}
	s := w.States[w.Names["Siti"]] // the form was left open on another phone
	s.Chat.Open, s.Chat.Drafts = service.ServiceKey, map[string]*flows.Draft{service.ServiceKey: {Form: service.ServiceKey, Subject: "brand"}}
	w.States[w.Names["Siti"]] = s
	w.Say("Siti", "sekali lagi")
	if n := len(requests(w)); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
	onRequest(w, "Siti", first, "withdraw")
	if q := request(w, first); q.State != service.RequestWithdrawn || q.Open() {
		t.Errorf("taken back: %+v", q)
	}
	if asks(w, "Siti", "brand") == "" {
		t.Error("after it was taken back, the kind may not be asked for")
	}
}

// Whoever decides about a request reads all of it, however long it is.
func TestARequestIsReadWhole(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	w.Put(w.Names["Siti"], flows.Input{Kind: flows.Tap, Data: "s:ask:brand", Message: "b"})
	w.Say("Siti", strings.Repeat("Merek kami ditiru tetangga. ", 60)+"Itu sebabnya.")
	id := requests(w)[0]
	if got := onRequest(w, "Bima", id, "open"); !strings.Contains(got, "Itu sebabnya.") {
		t.Errorf("the officer reads %q", got)
	}
}

// A service that is not for the line of business is not even asked about.
func TestAServiceIsForItsSectors(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	w.Owner("Jono", func(p *enterprise.Person) { p.Businesses[0].Sector = "service" })
	if id := asks(w, "Jono", "halal"); id != "" {
		t.Error("a laundry asked for a halal certificate")
	}
}

// Two officers decide about one request at the same moment.
func TestARequestIsDecidedOnce(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	id := asks(w, "Siti", "brand")
	onRequest(w, "Bima", id, "decline")
	onRequest(w, "Cici", id, "decline")
	typed := flows.Input{Kind: flows.Text, Text: "kuota habis", Message: "9"}
	one, other := w.Turn(w.Names["Bima"], typed), w.Turn(w.Names["Cici"], typed)
	if !w.Apply(w.Names["Bima"], one) || w.Apply(w.Names["Cici"], other) {
		t.Fatal("both were written, or the first was not")
	}
	w.Put(w.Names["Cici"], typed)
	if q := request(w, id); len(q.Steps) != 1 || q.By != w.Names["Bima"] {
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
			w.Owner("Wati", nil)
			w.StaffMember("Budi", enterprise.Planner)
			id := asks(w, "Siti", "brand")
			version, trail := w.Records[flows.RecordName{Kind: service.ServiceRecord, ID: id}].Version, len(w.Trail)
			said := onRequest(w, name, id, verb)
			if strings.Contains(said, "Almarhumah") && !slices.Contains(strings.Fields(who+" Bima"), name) { // an officer is shown how it stands
				t.Errorf("%s by %s: the owner's words are shown: %q", verb, name, said)
			}
			if !slices.Contains(strings.Fields(who+" Bima"), name) && (w.Records[flows.RecordName{Kind: service.ServiceRecord, ID: id}].Version != version || len(w.Trail) != trail || w.States[w.Names[name]].Chat.Open != "") {
				t.Errorf("%s by %s did something: %q", verb, name, said)
			}
		}
	}
}

// An officer who is an owner, too, does not decide about their own request.
func TestNobodyDecidesAboutTheirOwnRequest(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	id := asks(w, "Siti", "brand")
	s := w.States[w.Names["Siti"]]
	s.Person.Roles = []enterprise.Role{enterprise.Officer, enterprise.Mentor}
	w.States[w.Names["Siti"]] = s
	for _, verb := range []string{"take", "plan", "decline", "done", "visit", "went:well"} {
		onRequest(w, "Siti", id, verb)
		if q := request(w, id); q.State != service.RequestWaiting || len(q.Visits) > 0 || w.States[w.Names["Siti"]].Chat.Open != "" {
			t.Errorf("%s on their own: %+v", verb, q)
		}
	}
	s = w.States[w.Names["Siti"]]
	s.Chat.Open, s.Chat.Drafts = service.DeclineKey, map[string]*flows.Draft{service.DeclineKey: {Form: service.DeclineKey, Subject: id}}
	w.States[w.Names["Siti"]] = s
	w.Say("Siti", "tidak jadi")
	if q := request(w, id); q.State != service.RequestWaiting {
		t.Errorf("the form decided: %+v", q)
	}
}

// A mentor logs a visit in two taps; the second tap within moments corrects it.
func TestAVisitIsTwoTaps(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	id := asks(w, "Siti", "mentoring")
	onRequest(w, "Tari", id, "visit")
	onRequest(w, "Tari", id, "went:missed")
	if q := request(w, id); len(q.Visits) != 1 || q.Visits[0].How != "missed" || q.Visits[0].By != w.Names["Tari"] {
		t.Fatalf("after two taps: %+v", q.Visits)
	}
	onRequest(w, "Tari", id, "went:well")
	if q := request(w, id); len(q.Visits) != 1 || q.Visits[0].How != "well" {
		t.Errorf("a slip of the finger: %+v", q.Visits)
	}
	w.Now = w.Now.Add(3 * time.Hour)
	onRequest(w, "Tari", id, "went:more")
	if q := request(w, id); len(q.Visits) != 2 {
		t.Errorf("the next visit: %+v", q.Visits)
	}
}

// The photo of a visit is kept as long as the request, and goes with its owner,
// though it came from the mentor.
func TestAnErasedOwnersRequestsGoWithTheirPhotos(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	id := asks(w, "Siti", "mentoring")
	onRequest(w, "Tari", id, "went:well")
	w.Photo("Tari", "dapur")
	w.Say("Tari", "dapurnya bersih")
	if holders, _ := w.Holders("dapur"); !slices.Equal(holders, []string{id}) {
		t.Fatalf("the photo is held by %v", holders)
	}
	if v := request(w, id).Visits[0]; v.Note != "dapurnya bersih" || v.Photo.Hash == "" {
		t.Fatalf("the visit: %+v", v)
	}
	data := w.Say("Siti", "/dataku")
	file := data[slices.IndexFunc(data, func(m messages.Message) bool { return m.File != nil })].File
	if text := string(file.Data); !strings.Contains(text, "dapurnya bersih") || !strings.Contains(text, "Almarhumah") {
		t.Error("one's own data lacks what was asked for, or the visit")
	}
	w.Say("Siti", "/hapus")
	w.Say("Siti", w.Book.Words.Label("id", "erase.yes", nil))
	for name, r := range w.Records {
		if text := string(r.Data); name.ID == id || strings.Contains(text, id) || strings.Contains(text, "dapurnya") {
			t.Errorf("left: %v %s", name, text)
		}
	}
	if text := onRequest(w, "Bima", id, "open"); !strings.HasPrefix(text, "Permintaan itu sudah tidak ada.") {
		t.Errorf("Bima sees %q", text)
	}
}

// A request is kept for the city's years after the last that was done about it,
// and its photo as long.
func TestARequestIsKeptForTheCitysYears(t *testing.T) {
	t.Parallel()
	w := serviceWorld(t)
	id := asks(w, "Siti", "mentoring")
	onRequest(w, "Tari", id, "went:well")
	w.Photo("Tari", "dapur")
	w.Now = w.Now.Add(100 * time.Hour)
	onRequest(w, "Bima", id, "take")
	want := w.Now.AddDate(w.Book.Program.City.RetentionYears, 0, 0)
	if until := w.Records[flows.RecordName{Kind: service.ServiceRecord, ID: id}].Until; !until.Equal(want) {
		t.Errorf("the request is kept until %v, want %v", until, want)
	}
	hash := request(w, id).Visits[0].Photo.Hash
	if until := w.Records[flows.RecordName{Kind: flows.FileRecord, ID: hash}].Until; !until.Equal(want) {
		t.Errorf("the photo is kept until %v, want %v", until, want)
	}
}

// What can be supplied is on offer while the request for buyers is open.
func TestAnOfferEndsWithItsRequest(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"withdraw", "decline"} {
		w := serviceWorld(t)
		id := asks(w, "Siti", "matching", "500 bks sebulan")
		offering := func() bool {
			return slices.Contains(enterprise.IndexTerms(w.States[w.Names["Siti"]].Person), enterprise.TermOffering("packaged_food"))
		}
		if o := w.States[w.Names["Siti"]].Person.Businesses[0].Offer; o == nil || o.Capacity != (enterprise.Quantity{Amount: 500, Unit: "bungkus"}) || !offering() {
			t.Fatalf("the offer is %+v", o)
		}
		if end == "withdraw" {
			onRequest(w, "Siti", id, "withdraw")
		} else {
			onRequest(w, "Bima", id, "decline")
			w.Say("Bima", "belum ada pembeli")
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
	id := asks(w, "Siti", "brand")
	before := w.Records[flows.RecordName{Kind: service.ServiceRecord, ID: id}].Version
	for _, who := range []string{"Bima", "Tari", "Siti"} {
		for _, data := range []string{"s", "s:", "s:k", "s:k:gold", "s:ask:gold", "s:queue", "s:queue:x", "s:queue:-9", "s:queue:999", "s:" + id, "s:" + id + ":", "s:" + id + ":photo:9", "s:" + id + ":photo:-1", "s:" + id + ":went", "s:0-0:take"} {
			w.Put(w.Names[who], flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
		}
	}
	if w.Records[flows.RecordName{Kind: service.ServiceRecord, ID: id}].Version != before || len(requests(w)) != 1 {
		t.Errorf("something changed: %+v", request(w, id))
	}
}

// One open request of a kind is of a business: another business may ask, too.
func TestEachBusinessAsksForItself(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.Owner("Siti", func(p *enterprise.Person) {
		second := p.Businesses[0]
		second.ID, second.Name, second.Sector = "2", "Bordir Siti", "fashion"
		p.Businesses = append(p.Businesses, second)
	})
	asks(w, "Siti", "matching", "500 bungkus")
	w.Put(w.Names["Siti"], flows.Input{Kind: flows.Tap, Data: "b:2:use", Message: "b"})
	id := asks(w, "Siti", "matching", "80 pcs")
	if id == "" || request(w, id).Business != "2" {
		t.Fatalf("the second business could not ask: %v", w.Said[w.Names["Siti"]])
	}
	all := w.States[w.Names["Siti"]].Person.Businesses
	if all[0].Offer.Capacity.Amount != 500 || all[1].Offer.Capacity.Amount != 80 {
		t.Errorf("on offer: %+v and %+v", all[0].Offer, all[1].Offer)
	}
	onRequest(w, "Siti", id, "withdraw")
	if all := w.States[w.Names["Siti"]].Person.Businesses; all[0].Offer == nil || all[1].Offer != nil {
		t.Errorf("after one was taken back: %+v and %+v", all[0].Offer, all[1].Offer)
	}
}
