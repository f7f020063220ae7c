package flows

// all is the table of contents: every conversation, in the order in which a
// newcomer meets them. To add one, write its file and its line here.
func all() []*Flow {
	return []*Flow{
		start(),      // language, consent, announcements
		register(),   // who you are, what your business is; /profil shows and changes it
		assessment(), // the self-assessment of the six indicators
		repeat(),     // fill the assessment in again, or only what was skipped?
		language(),   // /bahasa
		broadcast(),  // /berhenti, /kabari: announcements or not
		discard(),    // erase the answers of an unfinished form?
		erase(),      // /hapus: erase everything about me?
	}
}
