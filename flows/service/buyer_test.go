package service_test

import (
	"encoding/json"
	"fmt"
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

const (
	buyersName  = "Hotel Tugu"
	buyersPhone = "0812-9999-7777"
	ownersPhone = "+6281234567890"
)

// buyerWorld has an owner on offer, and a buyer's need that an officer wrote.
func buyerWorld(t *testing.T) (w *flowstest.World, id string) {
	w = serviceWorld(t)
	s := w.States[w.Names["Siti"]]
	s.Person.Phone = ownersPhone
	w.States[w.Names["Siti"]] = s
	asks(w, "Siti", "matching", "500 bungkus")
	w.Say("Bima", "/pembeli")
	w.Tap("Bima", "Kebutuhan baru")
	for _, text := range []string{buyersName, "Bu Rina, " + buyersPhone, "keripik tempe 250 gram", "Makanan kemasan", "300 bungkus", "Semua tingkat", "Selesai", "akhir tahun", "Simpan kebutuhan"} {
		w.Say("Bima", text)
	}
	for name := range w.Records {
		if name.Kind == service.NeedRecord {
			return w, name.ID
		}
	}
	t.Fatalf("there is no need: %v", w.Said[w.Names["Bima"]])
	return nil, ""
}

func need(w *flowstest.World, id string) (n service.Need) {
	w.T.Helper()
	if err := json.Unmarshal(w.Records[flows.RecordName{Kind: service.NeedRecord, ID: id}].Data, &n); err != nil {
		w.T.Fatal(err)
	}
	return n
}

// onNeed is a tap on a button of a need: an officer's about Siti, or hers.
func onNeed(w *flowstest.World, who, id, verb string) {
	w.T.Helper()
	if verb != "yes" && verb != "no" && verb != "open" && verb != "close" {
		verb = fmt.Sprintf("%s:%d", verb, w.Names["Siti"])
	}
	w.Put(w.Names[who], flows.Input{Kind: flows.Tap, Data: "s:b:" + id + ":" + verb, Message: "b"})
}

// heardOf tells whether somebody was told a text.
func heardOf(w *flowstest.World, name, text string) bool {
	for _, m := range w.Said[w.Names[name]] {
		if strings.Contains(m.Text, text) {
			return true
		}
	}
	return false
}

// Names and numbers are shared once both sides said yes, in whatever order, and
// not a moment before.
func TestContactsAreSharedOnceBothSaidYes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		acts   []string // an officer's, or the owner's
		shared bool
	}{
		{"nobody answered", []string{"Bima offer"}, false},
		{"the owner only", []string{"Bima offer", "Siti yes"}, false},
		{"the buyer only", []string{"Bima offer", "Bima buyeryes"}, false},
		{"first the owner, then the buyer", []string{"Bima offer", "Siti yes", "Bima buyeryes"}, true},
		{"first the buyer, then the owner", []string{"Bima offer", "Bima buyeryes", "Siti yes"}, true},
		{"another officer hears the buyer", []string{"Bima offer", "Siti yes", "Cici buyeryes"}, true},
		{"the owner says no", []string{"Bima offer", "Siti no", "Bima buyeryes"}, false},
		{"the owner takes the yes back in time", []string{"Bima offer", "Siti yes", "Siti no", "Bima buyeryes"}, false},
		{"the owner thinks better of a no", []string{"Bima offer", "Siti no", "Siti yes", "Bima buyeryes"}, true},
		{"the buyer says no", []string{"Bima offer", "Siti yes", "Bima buyerno"}, false},
		{"the buyer thinks better of a no", []string{"Bima offer", "Siti yes", "Bima buyerno", "Bima buyeryes"}, true},
		{"a yes before anybody asked", []string{"Siti yes", "Bima buyeryes"}, false},
		{"after the need was closed", []string{"Bima offer", "Siti yes", "Bima close", "Bima buyeryes"}, false},
		{"the owner, after it was closed", []string{"Bima offer", "Bima buyeryes", "Bima close", "Siti yes"}, false},
		{"a mentor speaks for the buyer", []string{"Bima offer", "Siti yes", "Tari buyeryes"}, false},
		{"the owner speaks for the buyer", []string{"Bima offer", "Siti yes", "Siti buyeryes"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, id := buyerWorld(t)
			for _, act := range c.acts {
				who, verb, _ := strings.Cut(act, " ")
				onNeed(w, who, id, verb)
			}
			onNeed(w, "Bima", id, "who")
			w.Say("Siti", "/dataku")
			n := need(w, id)
			m := n.Of(w.Names["Siti"])
			if got := m != nil && !m.Shared.IsZero(); got != c.shared {
				t.Errorf("shared: %t, want %t: %+v", got, c.shared, m)
			}
			inData := slices.ContainsFunc(w.Said[w.Names["Siti"]], func(m messages.Message) bool {
				return m.File != nil && strings.Contains(string(m.File.Data), buyersPhone)
			})
			if heard := heardOf(w, "Siti", buyersName) || heardOf(w, "Siti", buyersPhone) || inData; heard != c.shared {
				t.Errorf("the owner knows the buyer: %t, want %t", heard, c.shared)
			}
			if heard := heardOf(w, "Bima", ownersPhone); heard != c.shared {
				t.Errorf("the officer was given the owner's number to pass on: %t, want %t", heard, c.shared)
			}
			if c.shared && (m.Read == "" || m.OwnerAt.IsZero() || m.BuyerBy == 0) {
				t.Errorf("there is no proof of both yeses: %+v", m)
			}
			noted := 0
			for _, a := range w.Trail {
				if a.What == "buyer.shared" && a.Whom == w.Names["Siti"] {
					noted++
				}
			}
			if noted != map[bool]int{true: 1, false: 0}[c.shared] {
				t.Errorf("the trail says %d times that contacts were shared", noted)
			}
		})
	}
}

// Two officers hear the buyer at the same moment: the owner is told once.
func TestContactsAreSharedOnce(t *testing.T) {
	t.Parallel()
	w, id := buyerWorld(t)
	onNeed(w, "Bima", id, "offer")
	onNeed(w, "Siti", id, "yes")
	in := flows.Input{Kind: flows.Tap, Data: fmt.Sprintf("s:b:%s:buyeryes:%d", id, w.Names["Siti"]), Message: "b"}
	one, other := w.Turn(w.Names["Bima"], in), w.Turn(w.Names["Cici"], in)
	if !w.Apply(w.Names["Bima"], one) || w.Apply(w.Names["Cici"], other) {
		t.Fatal("both were written, or the first was not")
	}
	w.Put(w.Names["Cici"], in)
	told := 0
	for _, m := range w.Said[w.Names["Siti"]] {
		if m.Key == "match.told.shared" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the owner is told %d times", told)
	}
}

// A need is looked at, offered and closed by officers; an owner answers for
// themselves only.
func TestEveryButtonOfANeedForEveryRole(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"open", "who", "offer", "buyeryes", "buyerno", "close"} {
		for _, role := range flowstest.RolesInTurn {
			w, id := buyerWorld(t)
			onNeed(w, "Bima", id, "offer")
			w.Names["X"] = w.Someone(role)
			version, trail := w.Records[flows.RecordName{Kind: service.NeedRecord, ID: id}].Version, len(w.Trail)
			onNeed(w, "X", id, verb)
			may := role == enterprise.Officer || role == enterprise.Administrator
			w.Refuses(role, verb, w.Said[w.Names["X"]], !may)
			if !may && (w.Records[flows.RecordName{Kind: service.NeedRecord, ID: id}].Version != version || len(w.Trail) != trail || heardOf(w, "X", buyersName)) {
				t.Errorf("%s as %s: something happened", verb, role)
			}
		}
	}
	w, id := buyerWorld(t)
	onNeed(w, "Bima", id, "offer")
	w.Owner("Wati", nil)
	onNeed(w, "Wati", id, "yes")
	if n := need(w, id); n.Of(w.Names["Siti"]).Owner != "" || heardOf(w, "Wati", "bersedia") {
		t.Errorf("somebody else answered: %+v", n.Matches)
	}
}

func TestForgedButtonsOfNeedsDoNothing(t *testing.T) {
	t.Parallel()
	w, id := buyerWorld(t)
	before := w.Records[flows.RecordName{Kind: service.NeedRecord, ID: id}].Version
	for _, who := range []string{"Bima", "Siti"} {
		for _, data := range []string{"s:b", "s:b:", "s:b:fly", "s:b:0-0:yes", "s:b:0-0:open", "s:b:" + id + ":offer", "s:b:" + id + ":offer:x", "s:b:" + id + ":offer:-3", "s:b:" + id + ":offer:0", "s:b:" + id + ":offer:999", "s:b:" + id + ":fly:5", "s:b:" + id + ":who:1", "s:b:" + id + ":offer:1", "s:b:" + id + ":yes"} {
			w.Put(w.Names[who], flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
		}
	}
	if w.Records[flows.RecordName{Kind: service.NeedRecord, ID: id}].Version != before {
		t.Errorf("something changed: %+v", need(w, id))
	}
}

// Whoever erases themselves leaves the needs they were asked for.
func TestAnErasedOwnerLeavesTheNeeds(t *testing.T) {
	t.Parallel()
	w, id := buyerWorld(t)
	onNeed(w, "Bima", id, "offer")
	onNeed(w, "Siti", id, "yes")
	onNeed(w, "Bima", id, "buyeryes")
	w.Say("Siti", "/hapus")
	w.Say("Siti", w.Book.Words.Label("id", "erase.yes", nil))
	if n := need(w, id); len(n.Matches) != 0 {
		t.Errorf("left: %+v", n.Matches)
	}
	from := len(w.Said[w.Names["Bima"]])
	onNeed(w, "Bima", id, "who")
	onNeed(w, "Bima", id, "open")
	for _, m := range w.Said[w.Names["Bima"]][from:] {
		if strings.Contains(m.Text, "Siti") || strings.Contains(m.Text, ownersPhone) {
			t.Errorf("Bima still sees %q", m.Text)
		}
	}
}

// A need ends by itself with its last day.
func TestANeedEndsWithItsLastDay(t *testing.T) {
	t.Parallel()
	w, id := buyerWorld(t)
	w.Now = time.Date(2026, 12, 31, 23, 0, 0, 0, w.Now.Location())
	onNeed(w, "Bima", id, "offer")
	if n := need(w, id); len(n.Matches) != 1 {
		t.Fatal("closed before its last day was over")
	}
	w.Now = w.Now.Add(2 * time.Hour)
	onNeed(w, "Siti", id, "yes")
	if n := need(w, id); n.Matches[0].Owner != "" {
		t.Error("open after its last day")
	}
}
