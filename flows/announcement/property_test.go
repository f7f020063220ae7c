package announcement_test

import (
	"encoding/json"
	"html"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/announcement"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// strangeNames are what names may be made of.
var strangeNames = []rune(`<b>&"'{nama}|/ SitiAé𝒮ñ;#`)

// drawPart is a message that the composing officer was allowed to send.
func drawPart(t *rapid.T, tk *flows.Conversation, i int) (announcement.Part, bool) {
	pieces := rapid.SliceOfN(rapid.SampledFrom([]string{
		"Halo ", "{nama}", "{usaha}", "{kelurahan}", "{ NAMA }", "{nama|teman}", "{usaha|a &amp; b}", "<b>tebal</b>", "<i>{nama}</i>", "&lt;b&gt;", "\n",
		`<a href="https://x.id/{nama}">di sini</a>`, strings.Repeat("kata ", 40), strings.Repeat("𝒮", 100), "{", "}", "|",
	}), 1, 40).Draw(t, "pieces")
	p := announcement.Part{HTML: strings.Join(pieces, "")}
	if rapid.Bool().Draw(t, "file") {
		p.File = &flows.File{ID: "1", Kind: rapid.SampledFrom([]string{"photo", "document"}).Draw(t, "kind")}
	}
	in := flows.Input{Kind: flows.Text, Text: reading.Visible(p.HTML), HTML: p.HTML, File: p.File}
	r := announcement.ReadPart(i)(tk.Hearing(in), &flows.Draft{}, in.Text)
	got, ok := announcement.PartOf(r.Value)
	return got, ok
}

func drawRecipient(t *rapid.T, id int) flows.State {
	name := func(what string) string {
		return string(rapid.SliceOfN(rapid.SampledFrom(strangeNames), 0, 130).Draw(t, what))
	}
	p := enterprise.Person{ID: enterprise.PersonID(id), Language: rapid.SampledFrom([]string{"id", "en", ""}).Draw(t, "language"), Name: name("name"),
		Honorific: rapid.SampledFrom([]enterprise.Honorific{"", enterprise.Ibu}).Draw(t, "honorific")}
	if rapid.Bool().Draw(t, "business") {
		p.Businesses = []enterprise.Business{{Name: name("business"), Village: rapid.SampledFrom([]string{"", "35.73.01.1001", "none"}).Draw(t, "village")}}
	}
	return hearing(p)
}

// hearing is somebody who agreed to announcements and can be reached.
func hearing(p enterprise.Person) flows.State {
	p.Contacts = []enterprise.Contact{{Address: enterprise.Address{Channel: "telegram", ID: p.ID.String()}}}
	for _, purpose := range []enterprise.Purpose{enterprise.DataConsent, enterprise.BroadcastConsent} {
		p.Consents = append(p.Consents, enterprise.Consent{Purpose: purpose, Given: true})
	}
	return flows.State{Person: p}
}

// outgoing is an announcement as it comes back from the store.
func outgoing(t interface{ Fatal(...any) }, a announcement.Announcement) flows.Outgoing {
	a.By = 1
	data, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return announcement.ReadOutgoing(flows.Record{RecordName: flows.RecordName{Kind: flows.AnnouncementKind, ID: "17-0"}, Data: data})
}

// Whatever an officer was allowed to write and whoever gets it: no message is
// longer than fits, its markup stays whole, and names are only shown.
func TestAnnouncementsFitAndAreWhole(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	categories := b.Program.City.Announcements.Categories
	rapid.Check(t, func(t *rapid.T) {
		tk := b.Conversation(flows.State{Person: enterprise.Person{ID: 1, Language: "id"}}, flows.Input{}, flowstest.Noon)
		a := announcement.Announcement{Category: rapid.SampledFrom(categories).Draw(t, "category").Code, Buttons: announcement.ButtonsAttend, State: announcement.AnnouncementApproved}
		for i := range rapid.IntRange(1, 3).Draw(t, "parts") {
			if p, ok := drawPart(t, tk, i); ok {
				a.Parts = append(a.Parts, p)
			}
		}
		_, said, _ := b.Announce(drawRecipient(t, 7), outgoing(t, a), flowstest.Noon)
		if len(said) != len(a.Parts) {
			t.Fatalf("%d messages of %d parts", len(said), len(a.Parts))
		}
		for i, m := range said {
			most := 4096
			if m.Photo+m.Document != "" {
				most = announcement.CaptionMost
			}
			if n := reading.Units(reading.Visible(m.Text)); n > most {
				t.Fatalf("message %d is %d units long", i, n)
			}
			if !utf8.ValidString(m.Text) || balance(m.Text) != "" {
				t.Fatalf("message %d is broken at %q: %s", i, balance(m.Text), m.Text)
			}
			if want := i == len(said)-1; (len(m.Buttons) > 0) != want {
				t.Fatalf("message %d has the buttons %v", i, m.Buttons)
			}
		}
	})
}

// balance gives the tag that is not closed, or that is none of ours.
func balance(text string) string {
	var open []string
	for _, tag := range reading.AnyTag.FindAllString(text, -1) {
		name := strings.Fields(strings.Trim(tag, "</>"))
		switch {
		case len(name) == 0 || !slices.Contains([]string{"b", "i", "a"}, name[0]):
			return tag
		case !strings.HasPrefix(tag, "</"):
			open = append(open, name[0])
		case len(open) == 0 || open[len(open)-1] != name[0]:
			return tag
		default:
			open = open[:len(open)-1]
		}
	}
	return strings.Join(open, " ")
}

// A name made of markup is shown as it is, and of two recipients neither sees
// anything of the other's.
func TestPlaceholdersAreTheRecipientsOwn(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	o := outgoing(t, announcement.Announcement{Category: "info", Parts: []announcement.Part{{HTML: "{nama} {usaha} {kelurahan} {nama|teman} {lain}"}}})
	rapid.Check(t, func(t *rapid.T) {
		one, two := "Siti"+string(rapid.SliceOfN(rapid.SampledFrom(strangeNames), 0, 20).Draw(t, "rest")), "Budi"
		read := func(id enterprise.PersonID, name string) string {
			_, said, _ := b.Announce(hearing(enterprise.Person{ID: id, Language: "id", Name: name, Businesses: []enterprise.Business{{Name: "Usaha " + name, Village: "35.73.01.1001"}}}), o, flowstest.Noon)
			return said[0].Text
		}
		first, second := read(7, one), read(8, two)
		shown := html.UnescapeString(first)
		if one = strings.TrimSpace(one); !strings.HasPrefix(shown, one+" Usaha "+one) || !strings.Contains(shown, "{lain}") || !strings.Contains(shown, "Balearjosari") {
			t.Fatalf("%q is shown as %q", one, shown)
		}
		if strings.Contains(first, two) || strings.Contains(second, "Siti") {
			t.Fatalf("one sees what is another's: %q, %q", first, second)
		}
	})
}

func TestMissingFactsAreWordedOver(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	for _, row := range []struct {
		name, text, lang, want string
		person                 enterprise.Person
	}{
		{"nothing is known", "Halo {nama}, untuk {usaha} di {kelurahan}", "id", "Halo Bapak/Ibu, untuk usaha Bapak/Ibu di Kota Malang", enterprise.Person{}},
		{"in English", "Hello {nama}, for {usaha}", "en", "Hello Sir/Madam, for your business", enterprise.Person{}},
		{"the author's words come first", "Halo {nama|rekan}", "id", "Halo rekan", enterprise.Person{}},
		{"and are not needed", "Halo {nama|rekan}", "id", "Halo Siti", enterprise.Person{Name: "Siti"}},
		{"markup in a name", "Halo <b>{nama}</b>", "id", `Halo <b>&lt;b&gt;&amp;"</b>`, enterprise.Person{Name: `<b>&"`}},
		{"not within a tag", `<a href="https://x.id/{nama}">sini</a>`, "id", `<a href="https://x.id/{nama}">sini</a>`, enterprise.Person{Name: `"`}},
	} {
		row.person.Language = row.lang
		tk := b.Conversation(flows.State{Person: row.person}, flows.Input{}, flowstest.Noon)
		if got := announcement.Fill(tk, row.text); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}

func TestPartsThatCannotBeSentAreRefused(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	for _, row := range []struct {
		name string
		in   flows.Input
		key  string // of the refusal; empty: it is taken
	}{
		{"a text", flows.Input{Text: "Halo"}, ""},
		{"a photo without words", flows.Input{File: &flows.File{ID: "1", Kind: "photo"}}, ""},
		{"nothing at all", flows.Input{Text: "  "}, "announce.part.refuse"},
		{"an unknown place-holder", flows.Input{Text: "Hari {hari}"}, "announce.part.unknown"},
		{"a place-holder torn by bold", flows.Input{Text: "Halo {nama}", HTML: "Halo {<b>nama</b>}"}, "announce.part.torn"},
		{"a text of 4096 units", flows.Input{Text: strings.Repeat("a", 4096)}, "announce.part.long"}, // the line at the end
		{"a caption of 1100 units", flows.Input{Text: strings.Repeat("a", 1100), File: &flows.File{ID: "1", Kind: "photo"}}, "announce.part.long"},
		{"a text of 1100 units", flows.Input{Text: strings.Repeat("a", 1100)}, ""},
		{"550 letters of two units", flows.Input{Text: strings.Repeat("𝒮", 550), File: &flows.File{ID: "1", Kind: "photo"}}, "announce.part.long"},
	} {
		tk := b.Conversation(flows.State{Person: enterprise.Person{ID: 1, Language: "id"}}, row.in, flowstest.Noon)
		r := announcement.ReadPart(0)(tk, &flows.Draft{}, row.in.Text)
		begin, _, _ := strings.Cut(b.Words.Say("id", row.key, messages.Args{}), "<no value>")
		begin, _, _ = strings.Cut(begin, "&lt;")
		if (r.Value != "") != (row.key == "") || row.key != "" && row.key != "announce.part.unknown" && !strings.HasPrefix(r.Refuse, begin) {
			t.Errorf("%s: %+v", row.name, r)
		}
	}
}

// After an announcement the open question is asked again, and only then.
func TestAnnouncementShowsTheOpenQuestionAgain(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	id := w.Owner("Siti", nil)
	o := outgoing(t, announcement.Announcement{Category: "info", Parts: []announcement.Part{{HTML: "Halo"}}})
	if _, said, _ := w.Book.Announce(w.States[id], o, w.Now); len(said) != 1 {
		t.Errorf("in the menu: %v", said)
	}
	asked := w.Say("Siti", "Penilaian")
	before, _ := json.Marshal(w.States[id].Chat.Drafts)
	_, said, _ := w.Book.Announce(w.States[id], o, w.Now)
	if len(said) != 2 || said[1].Text != asked[len(asked)-1].Text || !said[1].Repeat || said[1].Keyboard == nil {
		t.Errorf("in a form: %+v", said)
	}
	if after, _ := json.Marshal(w.States[id].Chat.Drafts); string(after) != string(before) {
		t.Error("Announce changed the state")
	}
}

// What was true when the recipients were frozen is looked at again as their
// turn comes.
func TestWhoDoesNotGetAnAnnouncementAfterAll(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	for _, row := range []struct {
		name string
		a    announcement.Announcement
		now  func(*flows.State)
		want string
	}{
		{"nothing changed", announcement.Announcement{Category: "info"}, func(*flows.State) {}, ""},
		{"they were erased", announcement.Announcement{Category: "info"}, func(s *flows.State) { *s = flows.State{New: true} }, flows.SkippedErased},
		{"they blocked the bot", announcement.Announcement{Category: "info"}, func(s *flows.State) { s.Person.Contacts[0].Unreachable = "blocked" }, flows.SkippedUnreachable},
		{"they want no announcements", announcement.Announcement{Category: "info"}, func(s *flows.State) { s.Person.Consents[1].Given = false }, flows.SkippedNoConsent},
		{"they left the programme", announcement.Announcement{Category: "info"}, func(s *flows.State) { s.Person.Consents[0].Given = false }, flows.SkippedNoConsent},
		{"they muted this kind of news", announcement.Announcement{Category: "info"}, func(s *flows.State) { s.Person.Muted = []string{"info"} }, flows.SkippedMuted},
		{"they muted another kind", announcement.Announcement{Category: "info"}, func(s *flows.State) { s.Person.Muted = []string{"training"} }, ""},
		{"what is urgent cannot be muted", announcement.Announcement{Category: "urgent"}, func(s *flows.State) { s.Person.Muted = []string{"urgent"} }, ""},
		{"a correction goes to whoever has it", announcement.Announcement{Category: "info", Act: announcement.ActCorrect, Of: "16-0"}, func(s *flows.State) { s.Person.Consents[1].Given = false }, ""},
		{"so does taking it back", announcement.Announcement{Category: "info", Act: announcement.ActWithdraw, Of: "16-0"}, func(s *flows.State) { s.Person.Muted = []string{"info"} }, ""},
		{"but not past a block", announcement.Announcement{Category: "info", Act: announcement.ActWithdraw, Of: "16-0"}, func(s *flows.State) { s.Person.Contacts[0].Unreachable = "blocked" }, flows.SkippedUnreachable},
	} {
		s := hearing(enterprise.Person{ID: 7, Language: "id"})
		row.now(&s)
		row.a.Parts = []announcement.Part{{HTML: "Halo"}}
		to, said, skipped := b.Announce(s, outgoing(t, row.a), flowstest.Noon)
		if skipped != row.want || (len(said) == 0) != (row.want != "") || row.want == "" && to.ID != "p7" {
			t.Errorf("%s: skipped for %q with %d messages to %q", row.name, skipped, len(said), to)
		}
	}
	if _, _, skipped := b.Announce(hearing(enterprise.Person{ID: 7}), announcement.ReadOutgoing(flows.Record{Data: []byte("{")}), flowstest.Noon); skipped == "" {
		t.Error("somebody got an announcement that cannot be read")
	}
}

// A business is looked up only for an announcement that names it.
func TestWhichAnnouncementsNameABusiness(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Halo": false, "Halo {nama}": false, "Halo {nama|rekan}": false, "Halo {usaha}": true, "Warga { Kelurahan }": true, "{nama} dari <b>{usaha|usahanya}</b>": true,
	} {
		if got := outgoing(t, announcement.Announcement{Parts: []announcement.Part{{HTML: text}}}).NamesBusiness; got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}
