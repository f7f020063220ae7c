package flows

// layout is the order in which a person meets what there is.
func layout() Layout {
	return Layout{
		Reminders: reminderKinds, Facets: facetKeys, Audits: auditKinds, Waiting: waitingKinds, Menu: items, Hidden: hidden,
		Staff: staffCommands, Owners: ownerCommands, General: generalCommands,
	}
}

// The commands in the order in which they are listed; their words are
// "command.<name>".
const (
	staffCommands   = "periksa siaran pelatihan tiket cari ganda layanan pembeli kohort usulan rekap jadwal isikan impor undang grup peran audit"
	ownerCommands   = "penilaian hasil rencana dokumen omzet pelatihan layanan usulan hadir profil usaha daftar lanjut petugas dataku hapus berhenti"
	generalCommands = "batal kembali pengingat bahasa menu bantuan"
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
const waitingKinds = "tickets approvals services twins trainings undelivered"

// facetKeys are the ways to choose people.
const facetKeys = "district village sector level assessed omzet admin documents centre cohort active lang training attended"

// auditKinds are the filters of /audit.
const auditKinds = "role announcement ticket document training data note cohort proposal service buyer import assist twins"

// items is what can be done now, as laid out on the keyboard.
func items(t *talk) [][]menuItem {
	var out [][]menuItem
	if t.unfinished() != nil {
		out = append(out, []menuItem{{"menu.continue", (*talk).resume}})
	}
	if t.may(forOfficers) {
		out = append(out, []menuItem{{"menu.check", does("/periksa")}, {"menu.find", opens(findKey)}})
		out = append(out, []menuItem{{"menu.announcements", opens("announcements")}, {"menu.tickets", does("/tiket")}})
		out = append(out, []menuItem{{"menu.trainings", does("/pelatihan")}, {"menu.recap", opens(recapKey)}})
		out = append(out, []menuItem{{"menu.cohorts", does("/kohort")}, {"menu.services", does("/layanan")}})
		out = append(out, []menuItem{{"menu.proposals", does("/usulan")}, {"menu.assist", opens(assistKey)}})
	} else if t.may(forTickets) {
		out = append(out, []menuItem{{"menu.tickets", does("/tiket")}, {"menu.find", opens(findKey)}})
	}
	if !t.may(forOfficers) && t.may(forRecap) {
		out = append(out, []menuItem{{"menu.recap", opens(recapKey)}, {"menu.proposals", does("/usulan")}})
	}
	if t.may(forAdministrators) {
		out = append(out, []menuItem{{"menu.invite", opens("invite")}, {"menu.roster", opens("roster")}},
			[]menuItem{{"menu.trail", opens("trail")}, {"menu.import", opens(importKey)}})
	}
	if t.staffOnly() {
		return append(out, []menuItem{{"menu.language", opens("language")}, {"menu.help", (*talk).help}})
	}
	if len(t.Person.Businesses) == 0 {
		return append(out,
			[]menuItem{{"menu.register", opens(registerKey)}, {"menu.help", (*talk).help}},
			[]menuItem{{"menu.person", opens("ticket")}, {"menu.data", does("/dataku")}},
			[]menuItem{{"menu.language", opens("language")}})
	}
	return append(out,
		[]menuItem{{"menu.assessment", opens(assessmentKey)}, {"menu.result", does("/hasil")}},
		[]menuItem{{"menu.plan", opens(planKey)}, {"menu.services", does("/layanan")}},
		[]menuItem{{"menu.documents", opens(documentsKey)}, {"menu.omzet", opens(salesKey)}},
		[]menuItem{{"menu.trainings", does("/pelatihan")}, {"menu.proposals", does("/usulan")}},
		[]menuItem{{"menu.profile", opens(registerKey)}, {"menu.businesses", does("/usaha")}},
		[]menuItem{{"menu.person", opens("ticket")}, {"menu.data", does("/dataku")}},
		[]menuItem{{"menu.language", opens("language")}, {"menu.help", (*talk).help}})
}

// hidden is what is not on the keyboard now, and understood when it is typed.
func hidden(t *talk) []menuItem {
	if len(t.Person.Businesses) > 0 {
		return []menuItem{{"menu.register", opens(registerKey)}}
	}
	return []menuItem{
		{"menu.assessment", opens(assessmentKey)},
		{"menu.result", does("/hasil")},
		{"menu.documents", opens(documentsKey)},
		{"menu.omzet", opens(salesKey)},
		{"menu.trainings", does("/pelatihan")},
		{"menu.profile", opens(registerKey)},
	}
}
