// Package contents is the table of contents: every area, and the order in
// which people meet what the areas bring. Only the program that starts and
// tests import it.
package contents

import (
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/announcement"
	"naikkelas/flows/answers"
	"naikkelas/flows/assessment"
	"naikkelas/flows/cohort"
	"naikkelas/flows/desk"
	"naikkelas/flows/document"
	"naikkelas/flows/guard"
	"naikkelas/flows/helpdesk"
	"naikkelas/flows/identity"
	"naikkelas/flows/mydata"
	"naikkelas/flows/office"
	"naikkelas/flows/onboarding"
	"naikkelas/flows/proposal"
	"naikkelas/flows/reminder"
	"naikkelas/flows/sales"
	"naikkelas/flows/segment"
	"naikkelas/flows/service"
	"naikkelas/flows/statistics"
	"naikkelas/flows/training"
	"naikkelas/flows/upkeep"
	"naikkelas/flows/voice"
	"naikkelas/messages"
)

// Areas is the table of contents: all of the office's work. Each lists its own
// forms, commands, buttons and what others tell it; to add one, write its file
// and its line here. Where two areas could take what comes in, the one that is
// listed first does: one's documents are spoken of before a question to a person.
func Areas(program *enterprise.Program, words *messages.Catalogue) []flows.Area {
	assessment := assessment.New(program, words.Languages())
	return []flows.Area{
		identity.New(assessment.Forms[0].BySector), // who somebody is
		guard.New(),      // what officers confirm
		upkeep.New(),     // what was lost, and what came twice
		onboarding.New(), // the way in, and an owner's businesses
		assessment,       // the self-assessment and the plan
		sales.New(),
		mydata.New(), // what an owner sees and decides of their own data
		office.New(), // colleagues and people
		document.New(words),
		segment.New(), // ways to choose people, and owners as a table
		announcement.New(),
		helpdesk.New(), // questions to a person
		training.New(),
		cohort.New(),
		service.New(),
		proposal.New(),
		statistics.New(),
		desk.New(),           // the officers' console
		voice.New(),          // what is said instead of typed
		answers.New(program), // what is said to words that nothing else takes
		reminder.New(),       // what is said unasked, once all that is due is done
	}
}

// OpenConsole makes the console known to those who may use it, by the address
// at which browsers reach it.
func OpenConsole(b *flows.Book, address string) {
	b.Console, b.Layout.Staff = address, consoleCommand+" "+b.Layout.Staff
}

// Queues are the lists in which owners wait for a person, by what waits there.
// Their order is when that began.
var Queues = map[string]string{"documents": document.WaitingList, "tickets": helpdesk.OpenList}

// NewBook makes the conversations of a city from its programme and words.
func NewBook(program *enterprise.Program, words *messages.Catalogue) *flows.Book {
	layout := Layout()
	if program.City.Safety.On() {
		layout.Staff += " " + pinCommands
	}
	return flows.NewBook(program, words, Areas(program, words), layout)
}
