package contents_test

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/document"
)

// documentKeys are the keys about documents that code puts together.
func documentKeys(b *flows.Book) []string {
	var out []string
	for _, s := range enterprise.Standings {
		out = append(out, "documents.mark."+string(s), "documents.standing."+string(s))
	}
	for _, fault := range enterprise.FileFaults {
		out = append(out, "document.fault."+fault)
	}
	for _, flag := range enterprise.DocumentFlags {
		out = append(out, "check.flag."+flag)
	}
	for _, flag := range []string{"pattern", "city", "food", "birth", "month", "nib", "issued"} { // what a number alone can raise
		out = append(out, "document.flag."+flag)
	}
	for _, act := range []string{"send", "process", "copy", "remove", "other"} {
		out = append(out, "document.act."+act+".names")
	}
	for _, d := range []document.Decision{"approved", "conditional", "rejected", "again"} {
		out = append(out, "document.told."+string(d), "check.done."+string(d))
	}
	for _, s := range []enterprise.DocumentState{enterprise.DocumentApproved, enterprise.DocumentRejected, enterprise.DocumentAgain} {
		out = append(out, "check.history."+string(s))
	}
	for _, kind := range enterprise.ValidityKinds() {
		out = append(out, "check.validity."+kind)
	}
	return slices.Concat(out, []string{"check.button.approve", "check.button.reject", "check.button.again", "check.button.free"})
}
