package contents_test

import (
	"strings"
	"testing"

	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// The amount may stand on a line of its own below the command.
func TestSalesOnTwoLines(t *testing.T) {
	for _, typed := range []string{"/omzet 5 juta", "/omzet\n5 juta", "/omzet oktober\n5 juta", "/omzet@naikkelas_bot 5 juta", "omzet\noktober 5 juta"} {
		p := flowstest.NewPhone(flowstest.TestBook(t))
		p.Macro(t, strings.Fields("daftar"))
		p.Say(t, typed)
		if got := p.State(t).Chat.Drafts[flows.SalesKey]; got == nil || got.Answers["amount"].Value == "" || got.Answers["month"].Value != "2026-10" {
			t.Errorf("%q: %+v", typed, got)
		}
	}
}
