package flows

import (
	"naikkelas/enterprise"
	"naikkelas/messages"
)

// areas is the table of contents: all of the office's work. Each lists its own
// forms, commands, buttons and what others tell it; to add one, write its file
// and its line here. Where two areas could take what comes in, the one that is
// listed first does: one's documents are spoken of before a question to a person.
func areas(program *enterprise.Program, words *messages.Catalogue) []Area {
	assessment := assessmentArea(program, words.Languages())
	return []Area{
		identityArea(assessment.Forms[0].BySector), // who somebody is
		onboardingArea(), // the way in, and an owner's businesses
		assessment,       // the self-assessment and the plan
		salesArea(),
		mydataArea(), // what an owner sees and decides of their own data
		officeArea(), // colleagues and people
		documentArea(words),
		announcementArea(),
		helpdeskArea(), // questions to a person
		trainingArea(),
		cohortArea(),
		serviceArea(),
		proposalArea(),
		statisticsArea(),
	}
}
