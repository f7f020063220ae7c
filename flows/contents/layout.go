package contents

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// Layout is the order in which a person meets what there is.
func Layout() flows.Layout {
	return flows.Layout{
		Reminders: reminderKinds, Facets: facetKeys, Audits: auditKinds, Waiting: waitingKinds, Menu: items, Hidden: hidden,
		Staff: staffCommands, Owners: ownerCommands, General: generalCommands,
	}
}

// The commands in the order in which they are listed; their words are
// "command.<name>".
const (
	consoleCommand  = "konsol"       // where there is a console
	pinCommands     = "pin resetpin" // where anything is confirmed by a PIN
	staffCommands   = "periksa siaran pelatihan tiket balasan pertanyaan cari dampingan ekspor ganda layanan pembeli kohort usulan rekap jadwal isikan impor undang tautan grup peran audit"
	ownerCommands   = "penilaian cekcepat hasil rencana dokumen omzet pelatihan layanan usulan hadir profil usaha daftar lanjut petugas dataku hapus berhenti"
	generalCommands = "batal kembali pengingat bahasa hubungkan menu bantuan"
)

// reminderKinds is every kind of reminder, the most important first: of the
// routine ones a person gets one message a day.
const reminderKinds = "" +
	"digest " + // officers: what waits this morning
	"change " + // a training that was moved or cancelled
	"offer " + // a place that became free
	"proposal " + // what became of a proposal
	"training " + // a session to come
	"expiring " + // a document that will end, or has
	"feedback " + // how a training was
	"form " + // an unfinished form
	"sales " + // what was sold in the month that ended
	"plan " + // a step of the owner's plan whose date is near
	"missing " + // documents that the business lacks
	"yearly " + // is what a document rests on still so?
	"reassess" // the self-assessment, half a year on

// waitingKinds is what may wait for officers, in the order of their morning.
const waitingKinds = "documents tickets services objections proposals entries approvals twins undelivered scheduled trainings retention"

// facetKeys are the ways to choose people.
const facetKeys = "district village sector level assessed omzet admin documents centre cohort active lang training attended"

// auditKinds are the filters of /audit.
const auditKinds = "role announcement ticket entry answer voice document training data note cohort proposal service buyer import assist twins channel desk pin act"

// items is what can be done now, as laid out on the keyboard.
func items(c *flows.Conversation) [][]flows.MenuItem {
	var out [][]flows.MenuItem
	if c.Unfinished() != nil {
		out = append(out, []flows.MenuItem{{Label: "menu.continue", Do: (*flows.Conversation).Resume}})
	}
	if c.Allowed(flows.ForOfficers) { // three rows: above them is the photo that is decided about
		out = append(out, []flows.MenuItem{{Label: "menu.check", Do: flows.Does("/periksa")}, {Label: "menu.tickets", Do: flows.Does("/tiket")}})
		out = append(out, []flows.MenuItem{{Label: "menu.find", Do: flows.Opens(flows.FindKey)}, {Label: "menu.announcements", Do: flows.Opens("announcements")}})
		out = append(out, []flows.MenuItem{{Label: "menu.office", Do: showOffice}})
	} else if c.Allowed(flows.ForTickets) {
		out = append(out, []flows.MenuItem{{Label: "menu.mentees", Do: flows.Does("/dampingan")}, {Label: "menu.tickets", Do: flows.Does("/tiket")}})
		out = append(out, []flows.MenuItem{{Label: "menu.find", Do: flows.Opens(flows.FindKey)}, {Label: "menu.canned", Do: flows.Does("/balasan")}})
	}
	if !c.Allowed(flows.ForOfficers) && c.Allowed(flows.ForRecap) {
		out = append(out, []flows.MenuItem{{Label: "menu.recap", Do: flows.Opens(flows.RecapKey)}, {Label: "menu.proposals", Do: flows.Does("/usulan")}})
	}
	if !c.Allowed(flows.ForOfficers) && c.Book.Console != "" && c.Allowed(flows.ForStaff) {
		out = append(out, []flows.MenuItem{{Label: "menu.console", Do: flows.Does("/konsol")}})
	}
	if c.StaffOnly() && c.Allowed(flows.ForOfficers) {
		return out
	}
	if c.StaffOnly() {
		return append(out, []flows.MenuItem{{Label: "menu.language", Do: flows.Opens("language")}, {Label: "menu.help", Do: (*flows.Conversation).Help}})
	}
	if len(c.Person.Businesses) == 0 {
		return append(out,
			[]flows.MenuItem{{Label: "menu.register", Do: flows.Opens(flows.RegisterKey)}, {Label: "menu.help", Do: (*flows.Conversation).Help}},
			[]flows.MenuItem{{Label: "menu.person", Do: flows.Opens("ticket")}, {Label: "menu.data", Do: flows.Does("/dataku")}},
			[]flows.MenuItem{{Label: "menu.language", Do: flows.Opens("language")}})
	}
	rest := flows.MenuItem{Label: "menu.more", Do: showRest}
	if c.Allowed(flows.ForStaff) { // their office's own work comes first
		return append(out, []flows.MenuItem{rest, {Label: "menu.help", Do: (*flows.Conversation).Help}})
	}
	return append(out, pairs(append(ahead(c), rest))...)
}

// seldom is what officers do less often than daily: one tap further.
func seldom(c *flows.Conversation) [][]flows.MenuItem {
	if !c.Allowed(flows.ForOfficers) {
		return nil
	}
	out := [][]flows.MenuItem{
		{{Label: "menu.trainings", Do: flows.Does("/pelatihan")}, {Label: "menu.recap", Do: flows.Opens(flows.RecapKey)}},
		{{Label: "menu.cohorts", Do: flows.Does("/kohort")}, {Label: "menu.services", Do: flows.Does("/layanan")}},
		{{Label: "menu.proposals", Do: flows.Does("/usulan")}, {Label: "menu.assist", Do: flows.Opens(flows.AssistKey)}},
		{{Label: "menu.canned", Do: flows.Does("/balasan")}, {Label: "menu.schedule", Do: flows.Does("/jadwal")}},
	}
	if c.Allowed(flows.ForAdministrators) {
		out = append(out, []flows.MenuItem{{Label: "menu.invite", Do: flows.Opens("invite")}, {Label: "menu.roster", Do: flows.Opens("roster")}},
			[]flows.MenuItem{{Label: "menu.trail", Do: flows.Opens("trail")}, {Label: "menu.import", Do: flows.Opens(flows.ImportKey)}})
	}
	if c.Book.Console != "" {
		out = append(out, []flows.MenuItem{{Label: "menu.console", Do: flows.Does("/konsol")}})
	}
	return append(out, []flows.MenuItem{{Label: "menu.language", Do: flows.Opens("language")}, {Label: "menu.help", Do: (*flows.Conversation).Help}},
		[]flows.MenuItem{{Label: "nav.menu", Do: (*flows.Conversation).ShowMenu}})
}

// showOffice shows it.
func showOffice(c *flows.Conversation) {
	k := &messages.Keyboard{Menu: true, Hint: c.Label("menu.hint")}
	for _, row := range seldom(c) {
		var labels []string
		for _, item := range row {
			labels = append(labels, c.Label(item.Label))
		}
		k.Rows = append(k.Rows, labels)
	}
	c.Say(messages.Message{Key: "menu.office.text", Text: c.Text("menu.office.text", nil), Keyboard: k})
}

// own is everything that an owner may do, in order.
var own = []flows.MenuItem{
	{Label: "menu.assessment", Do: flows.Opens(flows.AssessmentKey)}, {Label: "menu.result", Do: flows.Does("/hasil")},
	{Label: "menu.plan", Do: flows.Opens(flows.PlanKey)}, {Label: "menu.services", Do: flows.Does("/layanan")},
	{Label: "menu.documents", Do: flows.Opens(flows.DocumentsKey)}, {Label: "menu.omzet", Do: flows.Opens(flows.SalesKey)},
	{Label: "menu.trainings", Do: flows.Does("/pelatihan")}, {Label: "menu.proposals", Do: flows.Does("/usulan")},
	{Label: "menu.profile", Do: flows.Opens(flows.RegisterKey)}, {Label: "menu.businesses", Do: flows.Does("/usaha")},
	{Label: "menu.person", Do: flows.Opens("ticket")}, {Label: "menu.data", Do: flows.Does("/dataku")},
	{Label: "menu.language", Do: flows.Opens("language")}, {Label: "menu.help", Do: (*flows.Conversation).Help},
}

// aheadMost is how many things an owner is shown as next, a person to ask among
// them; the rest is behind one button.
const aheadMost = 6

// ahead is what is next for this owner: what is missing comes first.
func ahead(c *flows.Conversation) []flows.MenuItem {
	b, last := c.Business(), c.Month().Add(-1)
	_, sold := b.SalesIn(last)
	assessed := c.Newest() != nil
	papers := slices.ContainsFunc(c.Program().Checklist(b, c.Now()), func(r enterprise.Requirement) bool { return r.Needed && r.Standing.Todo() })
	wanted := []struct {
		label string
		now   bool
	}{
		{"menu.assessment", !assessed || c.Newest().Result.Provisional},
		{"menu.result", assessed},
		{"menu.profile", b.InShort()},
		{"menu.documents", papers},
		{"menu.omzet", !sold},
		{"menu.plan", assessed},
		{"menu.trainings", true}, {"menu.services", true}, {"menu.documents", true}, {"menu.omzet", true},
	}
	var out []flows.MenuItem
	for _, w := range wanted {
		has := func(i flows.MenuItem) bool { return i.Label == w.label }
		if w.now && len(out) < aheadMost-1 && !slices.ContainsFunc(out, has) {
			out = append(out, own[slices.IndexFunc(own, has)])
		}
	}
	return append(out, own[slices.IndexFunc(own, func(i flows.MenuItem) bool { return i.Label == "menu.person" })])
}

// showRest shows what is not next.
func showRest(c *flows.Conversation) {
	k := &messages.Keyboard{Menu: true, Hint: c.Label("menu.hint")}
	for _, row := range pairs(append(behind(c), flows.MenuItem{Label: "nav.menu"})) {
		var labels []string
		for _, item := range row {
			labels = append(labels, c.Label(item.Label))
		}
		k.Rows = append(k.Rows, labels)
	}
	c.Say(messages.Message{Key: "menu.rest", Text: c.Text("menu.rest", nil), Keyboard: k})
}

// behind is what an owner may do and is not on the keyboard now.
func behind(c *flows.Conversation) []flows.MenuItem {
	shown := slices.Concat(items(c)...)
	return slices.DeleteFunc(slices.Clone(own), func(item flows.MenuItem) bool {
		return slices.ContainsFunc(shown, func(i flows.MenuItem) bool { return i.Label == item.Label })
	})
}

// pairs lays items out, two a row.
func pairs(all []flows.MenuItem) [][]flows.MenuItem { return slices.Collect(slices.Chunk(all, 2)) }

// hidden is what is not on the keyboard now, and understood when it is typed.
func hidden(c *flows.Conversation) []flows.MenuItem {
	shown := []string{"nav.menu"}
	for _, i := range slices.Concat(items(c)...) {
		shown = append(shown, i.Label)
	}
	var out []flows.MenuItem
	for _, i := range append(slices.Concat(seldom(c)...), ownersHidden(c)...) {
		if !slices.Contains(shown, i.Label) {
			shown, out = append(shown, i.Label), append(out, i)
		}
	}
	return out
}

func ownersHidden(c *flows.Conversation) []flows.MenuItem {
	if len(c.Person.Businesses) > 0 {
		return append(behind(c), flows.MenuItem{Label: "menu.register", Do: flows.Opens(flows.RegisterKey)}, flows.MenuItem{Label: "menu.quick", Do: flows.Opens(flows.QuickKey)})
	}
	return []flows.MenuItem{
		{Label: "menu.assessment", Do: flows.Opens(flows.AssessmentKey)},
		{Label: "menu.quick", Do: flows.Opens(flows.QuickKey)},
		{Label: "menu.result", Do: flows.Does("/hasil")},
		{Label: "menu.documents", Do: flows.Opens(flows.DocumentsKey)},
		{Label: "menu.omzet", Do: flows.Opens(flows.SalesKey)},
		{Label: "menu.trainings", Do: flows.Does("/pelatihan")},
		{Label: "menu.profile", Do: flows.Opens(flows.RegisterKey)},
	}
}
