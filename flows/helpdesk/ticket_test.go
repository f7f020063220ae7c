package helpdesk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/helpdesk"
	"naikkelas/messages"
)

// desk is an owner, two officers, a mentor, a planner and the officers' group.
func desk(t *testing.T) *flowstest.World {
	t.Helper()
	w := flowstest.NewWorld(t)
	w.Owner("Siti", nil)
	w.StaffMember("Ratna", enterprise.Officer)
	w.StaffMember("Bima", enterprise.Officer)
	w.StaffMember("Mentor", enterprise.Mentor)
	w.StaffMember("Bappeda", enterprise.Planner)
	w.StaffMember("Grup", enterprise.Group)
	return w
}

// reply answers the newest message with some words in it.
func reply(w *flowstest.World, name, words, text string) {
	w.T.Helper()
	id := w.Names[name]
	for _, m := range slices.Backward(w.Said[id]) {
		if strings.Contains(m.Text, words) {
			w.Put(id, asMember(w, name, flows.Input{Kind: flows.Text, Text: text, Reply: m.Text, Message: "r"}))
			return
		}
	}
	w.T.Fatalf("%s was told nothing with %q", name, words)
}

// asMember is what somebody does; in the group Ratna does it.
func asMember(w *flowstest.World, name string, in flows.Input) flows.Input {
	if name == "Grup" {
		in.Group, in.Author, in.Member = true, "Ratna", flowstest.AddressOf(w.Names["Ratna"]).ID
	}
	return in
}

// wake lets time pass and what is due for somebody happen.
func wake(w *flowstest.World, name string, after time.Duration) {
	w.Now = w.Now.Add(after)
	w.Put(w.Names[name], flows.Input{Kind: flows.Wake})
}

func openTicket(w *flowstest.World, text string) {
	w.T.Helper()
	w.Say("Siti", "/petugas")
	w.Say("Siti", text)
}

func TestATicketReachesOfficersAndTheGroupOnly(t *testing.T) {
	t.Parallel()
	w := desk(t)
	openTicket(w, "NIB saya hilang <b>")
	for _, name := range []string{"Ratna", "Bima", "Grup"} {
		if !w.Told(name, "NIB saya hilang &lt;b&gt;") || !w.Told(name, "Usaha Siti") {
			t.Errorf("%s was told %q", name, w.Newest(name).Text)
		}
	}
	for name, hears := range map[string]string{"Mentor": "Tidak ada tiket", "Bappeda": "hanya untuk petugas"} { // the mentor of others
		if w.Told(name, "NIB") {
			t.Errorf("%s was told of the ticket", name)
		}
		w.Say(name, "/tiket")
		if !w.Told(name, hears) {
			t.Errorf("%s may list tickets: %q", name, w.Newest(name).Text)
		}
	}
	if looks := slices.DeleteFunc(slices.Clone(w.Trail), func(a flows.Audit) bool { return a.What != "data.ticket" || a.Whom != w.Names["Siti"] }); len(looks) != 3 {
		t.Errorf("%d looks at the owner are in the trail", len(looks))
	}
	if !w.Told("Siti", "sudah sampai ke petugas") {
		t.Errorf("the owner was told %q", w.Newest("Siti").Text)
	}
}

// Who is to answer reads the whole question, however long, and what was said
// last before it as far as it fits.
func TestATicketShowsWholeSentences(t *testing.T) {
	t.Parallel()
	line := func(letter string, n int) helpdesk.TicketLine {
		return helpdesk.TicketLine{Text: strings.Repeat(letter, n)}
	}
	for name, row := range map[string]struct {
		said []helpdesk.TicketLine
		want string // first letters
	}{
		"one":                            {[]helpdesk.TicketLine{line("a", 10)}, "a"},
		"the last five":                  {[]helpdesk.TicketLine{line("a", 10), line("b", 10), line("c", 10), line("d", 10), line("e", 10), line("f", 10)}, "bcdef"},
		"as many as fit":                 {[]helpdesk.TicketLine{line("a", 10), line("b", 900), line("c", 800), line("d", 800)}, "bcd"},
		"not half of one":                {[]helpdesk.TicketLine{line("a", 10), line("b", 901), line("c", 800), line("d", 800)}, "cd"},
		"the newest, however long it is": {[]helpdesk.TicketLine{line("a", 10), line("b", 3000)}, "b"},
	} {
		got := ""
		for _, l := range (helpdesk.Ticket{Lines: row.said}).Newest() {
			got += l.Text[:1]
		}
		if got != row.want {
			t.Errorf("%s: shown are %s, want %s", name, got, row.want)
		}
	}
	w := desk(t)
	openTicket(w, "Begini, Pak. "+strings.Repeat("Sudah tiga kali saya ke kantor. ", 60)+"Jadi harus ke mana?")
	for _, name := range []string{"Bima", "Grup"} {
		if !w.Told(name, "Jadi harus ke mana?") {
			t.Errorf("%s reads half a question: %q", name, w.Newest(name).Text)
		}
	}
}

func TestATicketIsAnsweredByButtonOrReply(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(w *flowstest.World){
		"by the button": func(w *flowstest.World) {
			w.Tap("Ratna", "Jawab")
			w.Say("Ratna", "Ke MPP Merdeka")
		},
		"by replying":              func(w *flowstest.World) { reply(w, "Ratna", "Tiket T", "Ke MPP Merdeka") },
		"by replying in the group": func(w *flowstest.World) { reply(w, "Grup", "Tiket T", "Ke MPP Merdeka") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := desk(t)
			openTicket(w, "NIB saya hilang")
			answer(w)
			if !w.Told("Siti", "Ke MPP Merdeka") {
				t.Fatalf("the owner was told %q", w.Newest("Siti").Text)
			}
			before := len(w.Said[w.Names["Siti"]])
			w.Say("Siti", "Terima kasih, besok ke sana")
			if len(w.Said[w.Names["Siti"]]) != before {
				t.Errorf("while a person answers the bot says %q", w.Newest("Siti").Text)
			}
			if !w.Told("Ratna", "besok ke sana") && !w.Told("Grup", "besok ke sana") {
				t.Error("what the owner wrote further reached nobody")
			}
			w.Say("Siti", "Bantuan")
			if !w.Told("Siti", "Jawab dengan tombol") {
				t.Error("the menu does not work any more")
			}
			if k := w.Newest("Grup").Keyboard; k != nil {
				t.Errorf("the group has the keyboard %v", k.Rows)
			}
		})
	}
}

func TestClosingATicketAsksWhetherItHelped(t *testing.T) {
	t.Parallel()
	w := desk(t)
	openTicket(w, "NIB saya hilang")
	reply(w, "Ratna", "Tiket T", "Ke MPP Merdeka")
	w.Tap("Ratna", "Selesai")
	if !w.Told("Siti", "Apakah terbantu?") {
		t.Fatalf("the owner was told %q", w.Newest("Siti").Text)
	}
	reply(w, "Bima", "Tiket T", "Terlambat")
	if w.Told("Siti", "Terlambat") {
		t.Error("a closed ticket is answered")
	}
	w.Say("Siti", "Belum")
	reply(w, "Bima", "Tiket T", "Saya telepon besok")
	if !w.Told("Siti", "Saya telepon besok") {
		t.Error("a ticket that did not help cannot be answered again")
	}
	w.Tap("Bima", "Selesai")
	w.Say("Siti", "Ya, terbantu")
	w.Say("Ratna", "/tiket")
	if !w.Told("Ratna", "Tidak ada tiket yang terbuka") {
		t.Errorf("still open is %q", w.Newest("Ratna").Text)
	}
}

func TestATicketIsRaisedOnceAndRestsInTheEnd(t *testing.T) {
	t.Parallel()
	w := desk(t)
	openTicket(w, "NIB saya hilang") // on Monday at nine
	wake(w, "Siti", 23*time.Hour)
	if w.Told("Ratna", "belum dijawab</b>, sudah") {
		t.Error("it is raised before a working day is over")
	}
	wake(w, "Siti", 2*time.Hour)
	if !w.Told("Ratna", "belum dijawab") {
		t.Errorf("after a working day Ratna was told %q", w.Newest("Ratna").Text)
	}
	before := len(w.Said[w.Names["Ratna"]])
	wake(w, "Siti", 24*time.Hour)
	if len(w.Said[w.Names["Ratna"]]) != before {
		t.Error("it is raised twice")
	}
	reply(w, "Ratna", "Tiket T", "Ke MPP Merdeka")
	wake(w, "Siti", 4*24*time.Hour)
	if !w.Told("Siti", "Apakah terbantu?") {
		t.Errorf("after three quiet days the owner was told %q", w.Newest("Siti").Text)
	}
}

func TestErasingAPersonTakesTheirTicketsAlong(t *testing.T) {
	t.Parallel()
	w := desk(t)
	openTicket(w, "NIB saya hilang")
	w.Say("Siti", "/hapus")
	w.Say("Siti", "Ya, hapus semua")
	for name, r := range w.Records {
		if name.Kind == "ticket" && r.Data != nil {
			t.Errorf("left is %s", r.Data)
		}
	}
}

func TestAnAnswerShowsTheOpenQuestionAgain(t *testing.T) {
	t.Parallel()
	w := desk(t)
	openTicket(w, "NIB saya hilang")
	w.Say("Siti", "/penilaian")
	question := w.Newest("Siti").Text
	reply(w, "Ratna", "Tiket T", "Ke MPP Merdeka")
	if got := w.Newest("Siti").Text; !strings.Contains(question, got) && !strings.Contains(got, "1/") {
		t.Errorf("on the screen is %q", got)
	}
}

func TestAGroupIsLinkedByItsInvitation(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Admin", enterprise.Administrator)
	group := w.StaffMember("Grup")
	w.States[group] = flows.State{Person: enterprise.Person{ID: group}, New: true}
	hear := func(text string) []messages.Message {
		return w.Put(group, flows.Input{Kind: flows.Text, Text: text, Group: true, Message: "g", Author: "Admin", Member: flowstest.AddressOf(w.Names["Admin"]).ID})
	}
	if said := hear("/tiket"); len(said) != 0 {
		t.Errorf("in a strange group the bot says %q", said[0].Text)
	}
	if said := hear("/start@naikkelas_bot i_00000000000000000000000000000000"); len(said) != 1 || !strings.Contains(said[0].Text, "sudah dipakai") {
		t.Errorf("to a forged invitation the bot says %v", said)
	}
	w.Say("Admin", "/grup")
	if link := w.Said[w.Names["Admin"]][0]; !strings.Contains(link.Text, messages.GroupLink) || link.Start == "" {
		t.Fatalf("the administrator is given %+v", link)
	}
	start := "/start@naikkelas_bot " + w.Said[w.Names["Admin"]][0].Start
	if said := hear(start); len(said) != 1 || !strings.Contains(said[0].Text, "tersambung") {
		t.Fatalf("the group hears %v", said)
	}
	if !w.Told("Admin", "sudah dipakai") {
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
