package contents_test

import (
	"encoding/json"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/mydata"
)

// The file of /dataku names everything as it always did, in the same order,
// however the areas are listed; what there is none of is left out.
func TestOwnDataKeepsItsFields(t *testing.T) {
	t.Parallel()
	looks := []flows.Audit{{Who: 2, What: "data.card"}}
	m := mydata.Mine{
		Person: enterprise.Person{Name: "Siti <Aminah>"}, Unfinished: map[string]*flows.Draft{"sales": {Form: "sales"}}, Looks: looks,
		Sections: []flows.Section{
			{Lines: []string{"only for the summary"}},
			{Name: "matches", Data: []int{1}, N: 1},
			{Name: "later", Data: "of a new area", N: 1},
			{Name: "choices", Data: []string(nil)},
			{Name: "notes", Data: []string{"a note"}, N: 1, Sheet: "contact", Rows: [][]string{{"note"}}},
			{Name: "tickets", Data: []string{"a question"}, N: 1, Sheet: "contact", Rows: [][]string{{"ticket"}}},
			{Name: "choices", Data: []string{"taken in"}, N: 1, Sheet: "contact", Rows: [][]string{{"choice"}}},
		},
	}
	want, err := json.MarshalIndent(struct {
		Person     enterprise.Person       `json:"person"`
		Unfinished map[string]*flows.Draft `json:"unfinished"`
		Notes      []string                `json:"notes"`
		Tickets    []string                `json:"tickets"`
		Choices    []string                `json:"choices"`
		Matches    []int                   `json:"matches"`
		Later      string                  `json:"later"`
		Looks      []flows.Audit           `json:"looks"`
	}{m.Person, m.Unfinished, []string{"a note"}, []string{"a question"}, []string{"taken in"}, []int{1}, "of a new area", looks}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.File()
	if err != nil || string(got) != string(want) {
		t.Errorf("the file reads (%v)\n%s\nit should be\n%s", err, got, want)
	}
	var rows string
	for _, row := range m.Rows("contact") {
		rows += row[0] + " "
	}
	if rows != "note choice ticket " {
		t.Errorf("the rows of a table that areas share come as %q", rows)
	}
}
