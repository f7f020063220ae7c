package proposal_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows/flowstest"
	"naikkelas/messages"
)

// heardCity has owners of all kecamatan speak: how many of a kecamatan on each
// of two themes.
func heardCity(t *testing.T, capital, market []int) *flowstest.World {
	w := hears(t)
	n := 0
	for i, d := range w.Book.Program.Regions.Districts {
		for k := range max(capital[i], market[i]) {
			n++
			name := fmt.Sprintf("Warga %c%c", 'A'+n/26, 'a'+n%26)
			w.Owner(name, func(p *enterprise.Person) {
				p.Businesses[0].District, p.Businesses[0].Village = d.Code, d.Villages[0].Code
			})
			if k < capital[i] {
				speak(w, name, spoken{theme: "Modal", idea: "pinjaman tanpa jaminan"})
			}
			if k < market[i] {
				speak(w, name, spoken{theme: "Pemasaran", idea: "pasar malam tiap Sabtu"})
				speak(w, name, spoken{theme: "Pemasaran", idea: "dan tiap Minggu"}) // the same voice
			}
		}
	}
	return w
}

// voicesIn is the table that somebody downloads, by kecamatan and theme.
func voicesIn(w *flowstest.World, name string) map[string]map[string]string {
	w.T.Helper()
	var sheet *messages.Sheet
	for _, m := range voice(w, name, "file", hearingNow(w)) {
		if m.Workbook != nil {
			sheet = &m.Workbook.Sheets[0]
		}
	}
	out := map[string]map[string]string{}
	for _, row := range sheet.Rows {
		out[row[0]] = map[string]string{}
		for j, cell := range row {
			out[row[0]][sheet.Header[j]] = cell
		}
	}
	return out
}

// Every number is counted again from the people's own notes.
func TestVoicesAreThoseOfThePeople(t *testing.T) {
	t.Parallel()
	w := heardCity(t, []int{6, 1, 0, 7, 0}, []int{6, 0, 5, 0, 9})
	table := voicesIn(w, "Bima")
	for _, theme := range w.Book.Program.City.Proposals.Themes {
		city := 0
		for _, d := range w.Book.Program.Regions.Districts {
			n := 0
			for _, s := range w.States {
				spoke := false
				for _, own := range s.Person.Spoken {
					spoke = spoke || own.Theme == theme.Code && own.District == d.Code
				}
				if spoke {
					n++
				}
			}
			city += n
			if got := table[d.Name][theme.Name.In("id")]; got != strconv.Itoa(n) {
				t.Errorf("%s in %s: %s, counted %d", theme.Code, d.Name, got, n)
			}
		}
		if got := table["Kota"][theme.Name.In("id")]; got != strconv.Itoa(city) {
			t.Errorf("%s in the city: %s, counted %d", theme.Code, got, city)
		}
	}
	if got := table["Kota"]["Jumlah"]; got != "34" {
		t.Errorf("all voices: %s", got)
	}
}

// Where one person spoke, a planner can neither read nor work out that it was one.
func TestFewVoicesAreHiddenFromPlanners(t *testing.T) {
	t.Parallel()
	w := heardCity(t, []int{6, 1, 6, 7, 8}, []int{6, 6, 6, 6, 9})
	table := voicesIn(w, "Rini")
	klojen := table[w.Book.Program.Regions.Districts[1].Name]
	if klojen["Modal"] != "<5" || klojen["Pemasaran"] != "-" {
		t.Errorf("Klojen reads %v", klojen)
	}
	hidden := 0
	for _, row := range table {
		if _, err := strconv.Atoi(row["Modal"]); err != nil {
			hidden++
		}
	}
	if hidden < 2 {
		t.Errorf("the one hidden number of Modal follows from the others: %v", table)
	}
	if _, err := strconv.Atoi(table[w.Book.Program.Regions.Districts[4].Name]["Pemasaran"]); err != nil {
		t.Errorf("nine of Lowokwaru are hidden, too: %v", table)
	}
	said := voice(w, "Rini", "recap", hearingNow(w))
	if got := said[len(said)-1].Text; strings.Contains(got, "Klojen") || !strings.Contains(got, "<b>Pemasaran</b> 33: Kedungkandang 6, Sukun 6, Lowokwaru 9, kecamatan lain disembunyikan\n") {
		t.Errorf("the chat says %q", got)
	}
	said = voice(w, "Bima", "recap", hearingNow(w))
	if got := said[len(said)-1].Text; !strings.Contains(got, "<b>Modal</b> 28: Blimbing 6, Klojen 1, Kedungkandang 6, Sukun 7, Lowokwaru 8\n<b>Perizinan</b> 0\n") {
		t.Errorf("the chat says to an officer %q", got)
	}
}

// A theme that an officer corrects is counted where it belongs.
func TestACorrectedThemeIsCountedAnew(t *testing.T) {
	t.Parallel()
	w := hears(t)
	w.Owner("Ani", nil)
	id := speak(w, "Ani", spoken{theme: "Modal", idea: "pasar malam tiap Sabtu"})
	voice(w, "Bima", "retheme", id)
	w.Say("Bima", "Pemasaran")
	city := voicesIn(w, "Bima")["Kota"]
	if city["Modal"] != "0" || city["Pemasaran"] != "1" || proposalNow(w, id).Theme != "market" {
		t.Errorf("the city reads %v, the proposal %+v", city, proposalNow(w, id))
	}
	voice(w, "Bima", "read", hearingNow(w), "0")
	if got := w.Newest("Bima").Text; !strings.Contains(got, "Pemasaran: pasar malam") {
		t.Errorf("the list reads %q", got)
	}
}
