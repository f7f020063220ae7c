package flows

import (
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// desk is an owner, two officers, a mentor, a planner and the officers' group.
func desk(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.owner("Siti", nil)
	w.staffMember("Ratna", enterprise.Officer)
	w.staffMember("Bima", enterprise.Officer)
	w.staffMember("Mentor", enterprise.Mentor)
	w.staffMember("Bappeda", enterprise.Planner)
	w.staffMember("Grup", enterprise.Group)
	return w
}

// newest is the last thing somebody was told.
func (w *world) newest(name string) messages.Message {
	w.t.Helper()
	said := w.said[w.names[name]]
	if len(said) == 0 {
		return messages.Message{}
	}
	return said[len(said)-1]
}

// told tells whether somebody was told something with these words.
func (w *world) told(name, words string) bool {
	return slices.ContainsFunc(w.said[w.names[name]], func(m messages.Message) bool { return strings.Contains(m.Text, words) })
}

// reply answers the newest message with some words in it.
func (w *world) reply(name, words, text string) {
	w.t.Helper()
	id := w.names[name]
	for _, m := range slices.Backward(w.said[id]) {
		if strings.Contains(m.Text, words) {
			w.put(id, Input{Kind: Text, Text: text, Reply: m.Text, Message: "r", Group: name == "Grup"})
			return
		}
	}
	w.t.Fatalf("%s was told nothing with %q", name, words)
}

// wake lets time pass and what is due for somebody happen.
func (w *world) wake(name string, after time.Duration) {
	w.now = w.now.Add(after)
	w.put(w.names[name], Input{Kind: Wake})
}

func (w *world) openTicket(text string) {
	w.t.Helper()
	w.say("Siti", "/petugas")
	w.say("Siti", text)
}

func TestATicketReachesOfficersAndTheGroupOnly(t *testing.T) {
	t.Parallel()
	w := desk(t)
	w.openTicket("NIB saya hilang <b>")
	for _, name := range []string{"Ratna", "Bima", "Grup"} {
		if !w.told(name, "NIB saya hilang &lt;b&gt;") || !w.told(name, "Usaha Siti") {
			t.Errorf("%s was told %q", name, w.newest(name).Text)
		}
	}
	for name, hears := range map[string]string{"Mentor": "Tidak ada tiket", "Bappeda": "hanya untuk petugas"} { // the mentor of others
		if w.told(name, "NIB") {
			t.Errorf("%s was told of the ticket", name)
		}
		w.say(name, "/tiket")
		if !w.told(name, hears) {
			t.Errorf("%s may list tickets: %q", name, w.newest(name).Text)
		}
	}
	if looks := slices.DeleteFunc(slices.Clone(w.trail), func(a Audit) bool { return a.What != "data.ticket" || a.Whom != w.names["Siti"] }); len(looks) != 3 {
		t.Errorf("%d looks at the owner are in the trail", len(looks))
	}
	if !w.told("Siti", "sudah sampai ke petugas") {
		t.Errorf("the owner was told %q", w.newest("Siti").Text)
	}
}

// Who is to answer reads the whole question, however long, and what was said
// last before it as far as it fits.
func TestATicketShowsWholeSentences(t *testing.T) {
	t.Parallel()
	line := func(letter string, n int) ticketLine { return ticketLine{Text: strings.Repeat(letter, n)} }
	for name, row := range map[string]struct {
		said []ticketLine
		want string // first letters
	}{
		"one":                            {[]ticketLine{line("a", 10)}, "a"},
		"the last five":                  {[]ticketLine{line("a", 10), line("b", 10), line("c", 10), line("d", 10), line("e", 10), line("f", 10)}, "bcdef"},
		"as many as fit":                 {[]ticketLine{line("a", 10), line("b", 900), line("c", 800), line("d", 800)}, "bcd"},
		"not half of one":                {[]ticketLine{line("a", 10), line("b", 901), line("c", 800), line("d", 800)}, "cd"},
		"the newest, however long it is": {[]ticketLine{line("a", 10), line("b", 3000)}, "b"},
	} {
		got := ""
		for _, l := range (ticket{Lines: row.said}).newest() {
			got += l.Text[:1]
		}
		if got != row.want {
			t.Errorf("%s: shown are %s, want %s", name, got, row.want)
		}
	}
	w := desk(t)
	w.openTicket("Begini, Pak. " + strings.Repeat("Sudah tiga kali saya ke kantor. ", 60) + "Jadi harus ke mana?")
	for _, name := range []string{"Bima", "Grup"} {
		if !w.told(name, "Jadi harus ke mana?") {
			t.Errorf("%s reads half a question: %q", name, w.newest(name).Text)
		}
	}
}

func TestATicketIsAnsweredByButtonOrReply(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(w *world){
		"by the button": func(w *world) {
			w.tap("Ratna", "Jawab")
			w.say("Ratna", "Ke MPP Merdeka")
		},
		"by replying":              func(w *world) { w.reply("Ratna", "Tiket T", "Ke MPP Merdeka") },
		"by replying in the group": func(w *world) { w.reply("Grup", "Tiket T", "Ke MPP Merdeka") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := desk(t)
			w.openTicket("NIB saya hilang")
			answer(w)
			if !w.told("Siti", "Ke MPP Merdeka") {
				t.Fatalf("the owner was told %q", w.newest("Siti").Text)
			}
			before := len(w.said[w.names["Siti"]])
			w.say("Siti", "Terima kasih, besok ke sana")
			if len(w.said[w.names["Siti"]]) != before {
				t.Errorf("while a person answers the bot says %q", w.newest("Siti").Text)
			}
			if !w.told("Ratna", "besok ke sana") && !w.told("Grup", "besok ke sana") {
				t.Error("what the owner wrote further reached nobody")
			}
			w.say("Siti", "Bantuan")
			if !w.told("Siti", "Cara memakai") {
				t.Error("the menu does not work any more")
			}
			if k := w.newest("Grup").Keyboard; k != nil {
				t.Errorf("the group has the keyboard %v", k.Rows)
			}
		})
	}
}

func TestClosingATicketAsksWhetherItHelped(t *testing.T) {
	t.Parallel()
	w := desk(t)
	w.openTicket("NIB saya hilang")
	w.reply("Ratna", "Tiket T", "Ke MPP Merdeka")
	w.tap("Ratna", "Selesai")
	if !w.told("Siti", "Apakah terbantu?") {
		t.Fatalf("the owner was told %q", w.newest("Siti").Text)
	}
	w.reply("Bima", "Tiket T", "Terlambat")
	if w.told("Siti", "Terlambat") {
		t.Error("a closed ticket is answered")
	}
	w.say("Siti", "Belum")
	w.reply("Bima", "Tiket T", "Saya telepon besok")
	if !w.told("Siti", "Saya telepon besok") {
		t.Error("a ticket that did not help cannot be answered again")
	}
	w.tap("Bima", "Selesai")
	w.say("Siti", "Ya, terbantu")
	w.say("Ratna", "/tiket")
	if !w.told("Ratna", "Tidak ada tiket yang terbuka") {
		t.Errorf("still open is %q", w.newest("Ratna").Text)
	}
}

func TestATicketIsRaisedOnceAndRestsInTheEnd(t *testing.T) {
	t.Parallel()
	w := desk(t)
	w.openTicket("NIB saya hilang") // on Monday at nine
	w.wake("Siti", 23*time.Hour)
	if w.told("Ratna", "belum dijawab</b>, sudah") {
		t.Error("it is raised before a working day is over")
	}
	w.wake("Siti", 2*time.Hour)
	if !w.told("Ratna", "belum dijawab") {
		t.Errorf("after a working day Ratna was told %q", w.newest("Ratna").Text)
	}
	before := len(w.said[w.names["Ratna"]])
	w.wake("Siti", 24*time.Hour)
	if len(w.said[w.names["Ratna"]]) != before {
		t.Error("it is raised twice")
	}
	w.reply("Ratna", "Tiket T", "Ke MPP Merdeka")
	w.wake("Siti", 4*24*time.Hour)
	if !w.told("Siti", "Apakah terbantu?") {
		t.Errorf("after three quiet days the owner was told %q", w.newest("Siti").Text)
	}
}

func TestErasingAPersonTakesTheirTicketsAlong(t *testing.T) {
	t.Parallel()
	w := desk(t)
	w.openTicket("NIB saya hilang")
	w.say("Siti", "/hapus")
	w.say("Siti", "Ya, hapus semua")
	for name, r := range w.records {
		if name.Kind == "ticket" && r.Data != nil {
			t.Errorf("left is %s", r.Data)
		}
	}
}

func TestAnAnswerShowsTheOpenQuestionAgain(t *testing.T) {
	t.Parallel()
	w := desk(t)
	w.openTicket("NIB saya hilang")
	w.say("Siti", "/penilaian")
	question := w.newest("Siti").Text
	w.reply("Ratna", "Tiket T", "Ke MPP Merdeka")
	if got := w.newest("Siti").Text; !strings.Contains(question, got) && !strings.Contains(got, "1/") {
		t.Errorf("on the screen is %q", got)
	}
}

func TestAGroupIsLinkedByItsInvitation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staffMember("Admin", enterprise.Administrator)
	group := w.staffMember("Grup")
	w.states[group] = State{Person: enterprise.Person{ID: group}, New: true}
	hear := func(text string) []messages.Message {
		return w.put(group, Input{Kind: Text, Text: text, Group: true, Message: "g"})
	}
	if said := hear("/tiket"); len(said) != 0 {
		t.Errorf("in a strange group the bot says %q", said[0].Text)
	}
	if said := hear("/start@naikkelas_bot i_00000000000000000000000000000000"); len(said) != 1 || !strings.Contains(said[0].Text, "sudah dipakai") {
		t.Errorf("to a forged invitation the bot says %v", said)
	}
	w.say("Admin", "/grup")
	if link := w.said[w.names["Admin"]][0]; !strings.Contains(link.Text, messages.GroupLink) || link.Start == "" {
		t.Fatalf("the administrator is given %+v", link)
	}
	start := "/start@naikkelas_bot " + w.said[w.names["Admin"]][0].Start
	if said := hear(start); len(said) != 1 || !strings.Contains(said[0].Text, "tersambung") {
		t.Fatalf("the group hears %v", said)
	}
	if !w.told("Admin", "sudah dipakai") {
		t.Error("the administrator is not told")
	}
	if said := hear("/tiket"); len(said) != 1 || said[0].Keyboard != nil {
		t.Errorf("the linked group hears %v", said)
	}
	for _, text := range []string{"/siaran", "/undang", "/peran", "/audit", "/daftar", "/hapus", "halo"} {
		if said := hear(text); len(said) != 0 {
			t.Errorf("to %s the group hears %q", text, said[0].Text)
		}
	}
}
