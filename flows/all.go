package flows

// areas is the table of contents: all of the office's work. Each lists its own
// forms, commands, buttons and what others tell it; to add one, write its file
// and its line here. Where two areas could take what comes in, the one that is
// listed first does: one's documents are spoken of before a question to a person.
func areas() []Area {
	return []Area{
		identityArea(),   // who somebody is
		onboardingArea(), // the way in, and an owner's businesses
		assessmentArea(), // the self-assessment and the plan
		salesArea(),
		mydataArea(), // what an owner sees and decides of their own data
		officeArea(), // colleagues and people
		documentArea(),
		announcementArea(),
		helpdeskArea(), // questions to a person
		trainingArea(),
		cohortArea(),
		serviceArea(),
		proposalArea(),
		statisticsArea(),
	}
}
