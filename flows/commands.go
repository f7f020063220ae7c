package flows

import "strings"

// Command is an entry of the list that the person's app shows.
type Command struct{ Name, Description string }

// listedCommands are the commands in the order in which they are listed; their
// words are "command.<name>".
const listedCommands = "penilaian hasil profil daftar lanjut batal kembali bahasa dataku hapus berhenti menu bantuan"

// Commands is the list for owners in a language.
func (b *Book) Commands(lang string) []Command {
	var out []Command
	for _, name := range strings.Fields(listedCommands) {
		out = append(out, Command{Name: name, Description: b.words.Label(lang, "command."+name, nil)})
	}
	return out
}

// Languages lists the languages that are spoken, the default first.
func (b *Book) Languages() []string { return b.languages }

// Sorry is what a person hears when an input of theirs could not be handled.
func (b *Book) Sorry(lang string) string { return b.words.Say(lang, "sorry", nil) }
