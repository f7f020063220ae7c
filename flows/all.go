package flows

import (
	"encoding/json"

	"naikkelas/enterprise"
)

// all is the table of contents: every conversation, in the order in which a
// newcomer meets them. To add one, write its file and its line here.
func all() []*Flow {
	return []*Flow{
		start(),           // language, consent, announcements
		register(),        // who you are, what your business is; /profil shows and changes it
		anotherBusiness(), // one more business of the same owner
		renameBusiness(),
		closeBusiness(), // sure?
		assessment(),    // the self-assessment of the six indicators
		repeat(),        // fill the assessment in again, or only what was skipped?
		sales(),         // /omzet: what was sold in a month
		language(),      // /bahasa
		broadcast(),     // /berhenti, /kabari: announcements or not
		discard(),       // erase the answers of an unfinished form?
		erase(),         // /hapus: erase everything about me?
		staff(),         // a colleague's language and name
		invite(),        // /undang: a link that gives a role
		linkGroup(),     // /grup: a link that brings the bot into the officers' group
		roster(),        // /peran: who has which role
		trail(),         // /audit: who did or saw what
		documents(),     // /dokumen: what is needed, what is there
		document(),      // sending one, looking at it, taking it back
		decide(),        // an officer turns one down, or asks again: why?
		askPerson(),     // /petugas: a question to a person
		answerOne(),     // an officer answers it
		helped(),        // did that help?

		unneeded(),         // why is a document not needed any more?
		reminderSettings(), // /pengingat: which reminders, and what comes next
		find(),             // /cari: people, by name, business, NIB, phone or place
		writeNote(),        // a note about one of them
		assignMentor(),     // who accompanies one of them

		writeTraining(), // a training is made or changed
		callOff(),       // it does not take place: why?
		presence(),      // /hadir: the code that is shown at the place
		feedback(),      // how was it?
		newCohort(),     // a cohort: its period and quotas
		choose(),        // an officer chooses a candidate, or not: why?
		propose(),       // and proposes to close: why not the others?
		objection(),     // an owner objects
		leaving(),       // a member gives the place back: why?

		makePlan(),   // /rencana: what to do about the weakest answers, by when
		planDay(),    // another day for a step
		askService(), // an owner asks for a service: what for?
		meeting(),    // an officer gives it a time and a place
		served(),     // ends it: what came of it?
		declined(),   // or turns it down: why?
		visited(),    // a visit was logged: a photo, a note?

		writeNeed(), // a buyer's need

		newHearing(),    // a period of proposals for the city's plan: what is asked, until when
		writeProposal(), // what holds an owner back, and what they propose
		retract(),       // it is taken back
		gather(),        // an officer gathers it under a topic
		retheme(),       // or corrects its theme
		renameTopic(),   // a topic's title
		mergeTopics(),   // two topics are one
		answerTopic(),   // what became of it

		recap(),     // /rekap: the figures
		importing(), // /impor: an existing list of the office's
		assist(),    // /isikan: a colleague fills in for an owner
		claim(),     // /klaim: the owner takes it over

		announcements(), // /siaran: those there are, or a new one
		announce(),      // writing one: what, to whom, when
		reject(),        // a second officer turns one down: why?
		sendAgain(),     // to those it failed to reach
		correctIt(),     // other words, where it arrived
		withdrawIt(),    // deleted where it arrived
	}
}

// deed is what a command does.
type deed struct {
	names []string // the first is the one that is listed
	For   []enterprise.Role
	do    func(*talk)
	flow  *Flow // the form it opens; nil: it is done at once
}

// deeds are the commands that open no form.
func deeds() []deed {
	return []deed{
		{names: []string{"/menu"}, do: func(t *talk) { t.menu("menu.text") }},
		{names: []string{"/bantuan", "/help"}, do: (*talk).help},
		{names: []string{"/hasil", "/result"}, do: (*talk).showResult},
		{names: []string{"/usaha", "/business"}, do: (*talk).listBusinesses},
		{names: []string{"/dataku", "/datasaya", "/mydata"}, do: (*talk).showData},
		{names: []string{"/batal", "/cancel"}, do: (*talk).park},
		{names: []string{"/lanjut", "/continue"}, do: (*talk).resume},
		{names: []string{"/kembali", "/back"}, do: (*talk).back},
		{names: []string{"/tiket", "/tickets"}, For: forTickets, do: (*talk).listTickets},
		{names: []string{"/periksa", "/check"}, For: forOfficers, do: func(t *talk) { t.listSubmissions("") }},
		{names: []string{"/pelatihan", "/trainings"}, do: (*talk).listTrainings},
		{names: []string{"/jadwal", "/schedule"}, For: forOfficers, do: (*talk).schedule},
		{names: []string{"/usulan", "/proposals"}, do: (*talk).proposals},
		{names: []string{"/layanan", "/services"}, do: (*talk).listServices},
		{names: []string{"/pembeli", "/buyers"}, For: forOfficers, do: (*talk).listBuyers},
		{names: []string{"/ganda", "/duplicates"}, For: forOfficers, do: (*talk).listTwins},
		{names: []string{"/kohort", "/cohort"}, For: forOfficers, do: (*talk).listCohorts},
	}
}

// button is what the buttons under messages do whose data begins with a word.
// It is false when there is nothing left to do for this one.
type button struct {
	For []enterprise.Role
	do  func(t *talk, rest []string) bool
}

// buttons are those words. Data may be forged or a year old: each looks up
// what it is about and whether that still stands.
func buttons() map[string]button {
	return map[string]button{
		"t": {forTickets, (*talk).ticketButton},        // t:<ticket>:<verb>
		"a": {forOfficers, (*talk).announcementButton}, // a:<announcement>:<verb>
		"d": {forOfficers, (*talk).submissionButton},   // d:<document>:<verb>, d:next, d:kind:<kind>
		"o": {nil, (*talk).documentButton},             // o:<kind>: send it again
		"r": {nil, (*talk).reminderButton},             // r:<kind>:<when>:<verb>, under a reminder
		"p": {forPeople, (*talk).personButton},         // p:<person>:<verb>
		"l": {nil, (*talk).trainingButton},             // l:<training>:<verb>, l:<training>:rate:<stars>, l:list
		"k": {forOfficers, (*talk).runTraining},        // k:<training>:<verb>, k:<training>:tick:<session>:<person>, k:new...
		"h": {forOfficers, (*talk).cohortButton},       // h:<cohort>:<verb>[:<which>], h:new
		"y": {nil, (*talk).objectButton},               // y:<cohort>[:leave], under what an owner is told
		"u": {nil, (*talk).voiceButtonTapped},          // u:<verb>[:<which>[:<page>]], each verb with who may
		"b": {nil, (*talk).businessButton},             // b:<business>:<verb>, b:new
		"f": {forRecap, (*talk).figureButton},          // f:<what>:<number>:<page>, under a picture of the recap
		"s": {nil, (*talk).serviceButton},              // s:<request>:<verb>, s:k:<kind>, s:b:<need>:<verb>
		"n": {nil, (*talk).planButton},                 // n:<item>:<verb>, n:show, n:new, n:assess
		"g": {forOfficers, (*talk).twinsButton},        // g:<pair>:<verb>[:<person>], g:list
		"m": {nil, (*talk).myDataButton},               // m:<verb>, under one's own data
		"v": {nil, (*talk).replyButton},                // v:<announcement>:<choice>, under an announcement
	}
}

// notices are what other people's steps tell a person.
func notices() map[string]func(*talk, json.RawMessage) {
	return map[string]func(*talk, json.RawMessage){
		"role":           roleChanged,    // a role was given or taken away
		"invited":        invitationUsed, // an invitation of theirs was used
		"assisted":       filledIn,       // a colleague filled in for them
		"assisted.twice": filledTwice,    // to the colleague: the number was taken meanwhile
		"claimed":        claimed,        // from the chat of the owner, who takes it over

		"twins.rest":    mergeRest,    // it is merged into another record of the same human being
		"twins.absorb":  mergeAbsorb,  // to that one
		"twins.release": mergeRelease, // and it is undone
		"twins.wake":    mergeWake,    // to the one that rested
		"twins.gone":    mergeGone,    // to the one that rests: the other was erased
		"twins.hello":   mergeHello,   // to be said in another chat of the person's
		"twins.told":    mergeOver,    // to the officer: it is done, or cannot be

		"listed": putOnList, // a list of the office's names them
		"linked": linked,    // they opened their personal link

		"ticket":        ticketOpened, // to officers: an owner asks for a person
		"ticket.more":   ticketGrew,   // the owner wrote more
		"ticket.raised": ticketRaised, // nobody has answered for a working day
		"ticket.answer": ticketAnswer, // to the owner
		"ticket.closed": ticketClosed,

		"mentor":   mentorAssigned,  // to the owner: who accompanies them
		"mentee":   menteeAssigned,  // to the mentor
		"training": trainingChanged, // to who joined one: it was changed, cancelled, a place is offered, an officer ticked them

		"queue":    queueChanged,    // to the officers' group: how many documents wait
		"document": documentDecided, // to the owner: an officer decided, or took it back

		"service":           serviceDecided,                 // to the owner: an officer decided about what they asked for
		"service.asked":     toWorker("service.new"),        // to their mentor: they asked for something
		"service.met":       toWorker("service.meeting"),    // to their mentor: a meeting is agreed
		"service.withdrawn": toWorker("service.taken_back"), // to the officer: the owner does not want it any more
		"visit":             visitLogged,                    // to the owner: a visit was logged

		"match":          matchOffered,  // to an owner: would they supply a buyer?
		"match.answered": matchAnswered, // to the officer who asked
		"match.shared":   matchShared,   // to the owner: both said yes
		"match.refused":  matchRefused,  // to the owner: the buyer chose otherwise

		"cohort":        cohortSettled,   // to everybody decided about: the cohort is closed
		"cohort.up":     wentUp,          // to a member
		"cohort.close":  closeAsked,      // to officers: a colleague proposes to close one
		"cohort.place":  placeFree,       // to officers: a member left
		"cohort.upheld": objectionUpheld, // to officers: a colleague finds an objection right

		voiceNoticed: proposalChanged, // to who wrote a proposal: what became of it

		"approve":  approvalAsked,       // to officers: an announcement waits, or was decided
		"decided":  announcementDecided, // to its author
		"progress": progressed,          // to its author, from the sender: it went on, or ended
	}
}
