package identity_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/identity"
)

var channelCode = regexp.MustCompile(`/start hubung-[0-9]{10}`)

// startOf is what somebody's new code says is to be sent in the other app.
func startOf(w *flowstest.World, name string) string {
	w.T.Helper()
	w.Say(name, "/hubungkan")
	w.Say(name, "Buat kode")
	for _, m := range slices.Backward(w.Said[w.Names[name]]) {
		if start := channelCode.FindString(m.Text); start != "" {
			return start
		}
	}
	w.T.Fatalf("%s has no code: %s", name, w.LastTo(name))
	return ""
}

func chats(w *flowstest.World, id enterprise.PersonID) int { return len(w.States[id].Person.Contacts) }

func TestACodeJoinsTwoChats(t *testing.T) {
	t.Parallel()
	t.Run("a new chat comes to who is registered", func(t *testing.T) {
		t.Parallel()
		w := flowstest.NewWorld(t)
		siti := w.Owner("Siti", nil)
		w.Stranger("Siti lain")
		w.Say("Siti lain", startOf(w, "Siti"))
		if chats(w, siti) != 2 || w.Names["Siti lain"] != siti {
			t.Fatalf("Siti has %d chats", chats(w, siti))
		}
		if !w.Told("Siti", "Sudah terhubung") {
			t.Errorf("told %q", w.LastTo("Siti"))
		}
		if got := w.States[siti].Person.Contacts[0].Address; got != flowstest.AddressOf(2) {
			t.Errorf("what is said unasked goes to %v, not to the chat that was used last", got)
		}
		if w.Noted("channel.linked") != 1 {
			t.Error("not in the trail")
		}
	})
	t.Run("who is registered types the code of a new chat, and keeps what was begun there", func(t *testing.T) {
		t.Parallel()
		w := flowstest.NewWorld(t)
		siti := w.Owner("Siti", nil)
		arrive(w, "Siti lain")
		start := startOf(w, "Siti lain")
		w.Say("Siti", "/hubungkan "+strings.TrimPrefix(start, "/start hubung-"))
		if chats(w, siti) != 2 || len(w.States[siti].Person.Businesses) != 1 {
			t.Fatalf("Siti is %+v", w.States[siti].Person)
		}
		if !w.States[2].New {
			t.Error("the empty record is still there")
		}
	})
	t.Run("two registrations become one, the earlier one, and can be parted", func(t *testing.T) {
		t.Parallel()
		w := flowstest.NewWorld(t)
		siti := w.Owner("Siti", nil)
		w.Now = w.Now.Add(time.Hour)
		later := w.Owner("Siti lain", nil)
		w.Say("Siti", startOf(w, "Siti lain"))
		if w.States[later].Person.Merged.Into != siti || len(w.States[siti].Person.Businesses) != 2 || chats(w, siti) != 2 {
			t.Fatalf("merged: %+v, chats %d", w.States[later].Person.Merged, chats(w, siti))
		}
	})
}

func TestCodesThatJoinNothing(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(w *flowstest.World, start string){
		"one digit is another": func(w *flowstest.World, start string) {
			last := start[len(start)-1]
			w.Say("Tono", start[:len(start)-1]+string('0'+(last-'0'+1)%10))
		},
		"after fifteen minutes": func(w *flowstest.World, start string) {
			w.Now = w.Now.Add(identity.ChannelLasts)
			w.Say("Tono", start)
		},
		"in the same chat": func(w *flowstest.World, start string) { w.Say("Siti", start) },
		"too few digits":   func(w *flowstest.World, _ string) { w.Say("Tono", "/start hubung-123") },
		"its maker is gone": func(w *flowstest.World, start string) {
			w.States[w.Names["Siti"]] = flows.State{Person: enterprise.Person{ID: w.Names["Siti"]}, New: true}
			w.Say("Tono", start)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := flowstest.NewWorld(t)
			siti := w.Owner("Siti", nil)
			w.Stranger("Tono")
			do(w, startOf(w, "Siti"))
			if chats(w, siti) > 1 || w.Names["Tono"] == siti {
				t.Error("the chats were joined")
			}
		})
	}
	t.Run("used twice", func(t *testing.T) {
		t.Parallel()
		w := flowstest.NewWorld(t)
		siti := w.Owner("Siti", nil)
		w.Stranger("Siti lain")
		w.Stranger("Tono")
		start := startOf(w, "Siti")
		w.Say("Siti lain", start)
		w.Say("Tono", start)
		if chats(w, siti) != 2 || w.Names["Tono"] == siti {
			t.Errorf("Siti has %d chats", chats(w, siti))
		}
	})
	t.Run("an officer's record is not merged away", func(t *testing.T) {
		t.Parallel()
		w := flowstest.NewWorld(t)
		siti := w.Owner("Siti", nil)
		w.Now = w.Now.Add(time.Hour)
		ratna := w.StaffMember("Ratna", enterprise.Officer)
		w.Say("Siti", startOf(w, "Ratna"))
		if w.States[ratna].Person.Merged.Into != 0 || chats(w, siti) != 1 || !w.Told("Siti", "belum bisa menjadi satu") {
			t.Errorf("told %q", w.LastTo("Siti"))
		}
	})
}

func TestAChatIsLetGo(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	other := enterprise.Address{Channel: "whatsapp", ID: "628125550101"}
	siti := w.Owner("Siti", func(p *enterprise.Person) { p.Contacts = append(p.Contacts, enterprise.Contact{Address: other}) })
	w.Say("Siti", "/hubungkan")
	w.Say("Siti", "Lepas WhatsApp")
	if chats(w, siti) != 1 || w.States[siti].Person.Contacts[0].Address == other || !w.Told("Siti", "WhatsApp sudah dilepas") {
		t.Errorf("chats %v, told %q", w.States[siti].Person.Contacts, w.LastTo("Siti"))
	}
}
