package console

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"naikkelas/messages"
)

// The figures of the page are those of the chat: a planner sees no cell of a
// few people, an officer does, and each look is in the trail.
func TestFiguresHideForPlanners(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	planner := w.enters(pak)
	planner.get("/rekap").is(http.StatusOK).has("&lt;5", "disembunyikan", "Cetak atau simpan PDF", "Tabel dan artinya", "<svg").hasNot("Siti", "/warga")
	officer := w.enters(ratna)
	officer.get("/rekap").has("2 (100%)", `href="/warga?pilih=assessed%3Ano"`).hasNot("&lt;5")
	w.enters(mira).get("/rekap").is(http.StatusNotFound)
	if n := w.noted("data.recap", 0); n != 2 {
		t.Errorf("%d looks at the recap are noted", n)
	}
	officer.does("/rekap").has("Sudah dicatat")
	w.rest()
	if !slices.ContainsFunc(w.told(ratna), func(m messages.Message) bool { return m.Workbook != nil }) {
		t.Errorf("no file comes to the chat: %+v", w.told(ratna))
	}
	if size := len(officer.get("/rekap").page); size > 200<<10 {
		t.Errorf("the page is %d bytes", size)
	}
	if strings.Contains(officer.page, "style=") {
		t.Error("a style stands in the page, which the policy forbids")
	}
}
