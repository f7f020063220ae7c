package app

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"naikkelas/bot/telegram"
	"naikkelas/demo/sample"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/contents"
	"naikkelas/messages"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// recapOf is what somebody with a role gets who asks for the recap's tables of
// the sample city, and everybody who is stored, read one by one.
func recapOf(t *testing.T, r *redistest.Redis, role enterprise.Role) (*messages.Workbook, []enterprise.Person, map[string]int) {
	t.Helper()
	p, err := theProgram()
	if err != nil {
		t.Fatal(err)
	}
	words, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, p.City.Location)
	data, err := store.Open(store.Options{URL: r.URL, City: "test", Keys: store.Keys{make([]byte, 32)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = data.Close() })
	sample := withMoreBusinesses(p, sample.People(p, now), now)
	book := contents.NewBook(p, words)
	stopped := leaveForms(t, book, sample, now)
	if err := data.Import(t.Context(), sample); err != nil {
		t.Fatal(err)
	}
	var people []enterprise.Person
	for id := range sample {
		l, err := data.LoadPerson(t.Context(), enterprise.PersonID(id+1))
		if err != nil {
			t.Fatal(err)
		}
		people = append(people, l.State.Person)
	}
	state := flows.State{Person: enterprise.Person{ID: 9999, Language: "id", Name: "Bayu", Roles: []enterprise.Role{role}}}
	for _, text := range []string{"/rekap", "Unduh tabel (XLSX)"} {
		turn := answered(t, data, book, state, text, now)
		state = turn.State
		for _, m := range turn.Say {
			if m.Workbook != nil {
				return m.Workbook, people, stopped
			}
		}
	}
	t.Fatal("there is no workbook")
	return nil, nil, nil
}

// answered is what somebody gets who types a text, with everything known that
// the answer needs.
func answered(t testing.TB, data *store.Store, book *flows.Book, state flows.State, text string, now time.Time) flows.Turn {
	t.Helper()
	in := flows.Input{Kind: flows.Text, Text: text, Message: "1", ID: "1-1", From: telegram.Address(1), At: now}
	for {
		turn := book.Step(state, in, now)
		if turn.Lookup.Empty() {
			return turn
		}
		facts, err := data.Find(t.Context(), now, turn.Lookup)
		if err != nil {
			t.Fatal(err)
		}
		state.Found = state.Found.Join(facts)
	}
}

// leaveForms has every fifth owner begin the assessment two days ago and stop
// after some answers, and gives how many stopped at each question: the first
// that their answers have not.
func leaveForms(t *testing.T, book *flows.Book, people []enterprise.Person, now time.Time) map[string]int {
	t.Helper()
	p, _ := theProgram()
	at := map[string]int{}
	for i := 2; i < len(people); i += 5 {
		s := flows.State{Person: people[i]}
		s.Person.ID = enterprise.PersonID(i + 1)
		texts := []string{"/penilaian"}
		if len(s.Person.Businesses[0].Assessments) > 0 {
			texts = append(texts, "Isi dari awal")
		}
		for range i % 4 {
			texts = append(texts, "1")
		}
		step := func(in flows.Input, when time.Time) {
			in.From, in.At = s.Person.Contacts[0].Address, when
			turn := book.Step(s, in, when)
			if !turn.Lookup.Empty() {
				t.Fatalf("%+v is needed", turn.Lookup)
			}
			s = turn.State
		}
		for n, text := range texts {
			step(flows.Input{Kind: flows.Text, Text: text, Message: strconv.Itoa(n)}, now.Add(-48*time.Hour).Add(time.Duration(n)*time.Minute))
		}
		step(flows.Input{Kind: flows.Wake}, now.Add(-time.Hour))
		people[i] = s.Person
		answers := s.Chat.Drafts["assessment"].Answers
		for _, item := range p.Instrument.Shown(s.Person.Businesses[0].Sector) {
			if _, ok := answers[item.ID]; !ok {
				at[item.ID]++
				break
			}
		}
	}
	return at
}

// withMoreBusinesses gives every seventh owner the business of the next one as
// a second, and every other one of them no first one any more.
func withMoreBusinesses(p *enterprise.Program, people []enterprise.Person, now time.Time) []enterprise.Person {
	for i := 0; i+1 < len(people); i += 7 {
		o := &people[i]
		second := people[i+1].Businesses[0]
		second.ID = "2"
		o.Businesses = append(o.Businesses, second)
		if i%2 == 1 {
			*o = o.CloseBusiness("1", now)
		}
		o.Terms, _ = p.TimedTerms(*o, o.Since, now)
	}
	return people
}

// recountAny counts the owners who have an open business such as this.
func recountAny(people []enterprise.Person, of func(b enterprise.Business) bool) int {
	n := 0
	for _, p := range people {
		if slices.ContainsFunc(p.Businesses, of) {
			n++
		}
	}
	return n
}

// recount counts owners anew from their records, without an index,
// each by the open business registered first.
func recount(people []enterprise.Person, of func(b enterprise.Business, last *enterprise.Assessment) bool) int {
	n := 0
	for _, p := range people {
		b := p.Businesses[0]
		var last *enterprise.Assessment
		if k := len(b.Assessments); k > 0 {
			last = &b.Assessments[k-1]
		}
		if of(b, last) {
			n++
		}
	}
	return n
}

// Every figure of the recap, which is the size of bitmaps, is what one gets
// by reading all records.
func TestTheRecapIsWhatTheRecordsSay(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		book, people, stopped := recapOf(t, r, enterprise.Officer)
		p, _ := theProgram()
		now := time.Date(2026, 11, 23, 9, 0, 0, 0, p.City.Location)
		var sheets [][][]string
		for _, s := range book.Sheets {
			sheets = append(sheets, s.Rows)
		}
		checkRecap(t, sheets, p, people, now)
		medians := slices.DeleteFunc(slices.Clone(sheets[7]), func(row []string) bool { return row[2] == "" })
		if len(medians) < 2*len(p.Regions.Districts) {
			t.Errorf("there are only %d medians: the sample proves little", len(medians))
		}
		checkStopped(t, sheets[8], stopped)
	})
}

// checkRecap counts every figure anew, from what is stored of each owner.
func checkRecap(t *testing.T, sheets [][][]string, p *enterprise.Program, people []enterprise.Person, now time.Time) {
	t.Helper()
	levels := p.Instrument.Levels
	rank := func(code string) int {
		return slices.IndexFunc(levels, func(l enterprise.Level) bool { return l.Code == code })
	}
	funnel := []int{len(people), recount(people, func(_ enterprise.Business, a *enterprise.Assessment) bool { return a != nil })}
	for i := range levels[1:] {
		funnel = append(funnel, recount(people, func(_ enterprise.Business, a *enterprise.Assessment) bool {
			return a != nil && rank(a.Result.Level) >= i+1
		}))
	}
	for i, row := range sheets[0] {
		if percent := strconv.FormatFloat(100*float64(funnel[i])/float64(len(people)), 'f', 1, 64); !sameNumber(row[2], percent) {
			t.Errorf("funnel: %v, re-counted %s%%", row, percent)
		}
		sheets[0][i] = slices.Delete(slices.Clone(row), 2, 3)
	}
	checkParts(t, "funnel", sheets[0], funnel, len(people))
	checkLevels(t, sheets[1], p, people)
	checkAverages(t, sheets[2], p, people)
	var held []int
	for i := range p.Documents[:len(sheets[3])] {
		held = append(held, recountAny(people, func(b enterprise.Business) bool {
			return slices.ContainsFunc(b.Documents, func(d enterprise.Document) bool {
				return d.Kind == p.Documents[i].Code && !d.Approved.IsZero() && (d.Expires.IsZero() || d.Expires.After(now))
			})
		}))
	}
	checkParts(t, "documents", sheets[3], held, len(people))
	member := func(graduated bool) (n int) {
		for _, owner := range people {
			if slices.ContainsFunc(owner.Cohorts, func(m enterprise.Membership) bool { return !graduated || !m.Graduated.IsZero() }) {
				n++
			}
		}
		return n
	}
	trained := 0
	for _, owner := range people {
		if slices.ContainsFunc(owner.Trainings, func(x enterprise.Participation) bool { return len(x.Present) > 0 }) {
			trained++
		}
	}
	ready := recountAny(people, func(b enterprise.Business) bool { return p.Admin(b, now).State == enterprise.AdminIsReady })
	if ready == 0 {
		t.Error("nobody is validated: this proves nothing")
	}
	checkParts(t, "programme", sheets[4], []int{len(people), trained, ready, member(false), member(true)}, len(people))
	for i, row := range sheets[5] {
		m := enterprise.MonthOf(now.In(p.City.Location)).Add(i - len(sheets[5]))
		n := recountAny(people, func(b enterprise.Business) bool { _, ok := b.SalesIn(m); return ok })
		if row[0] != m.Name("id") || row[1] != strconv.Itoa(n) {
			t.Errorf("sold: %v, re-counted %d in %s", row, n, m)
		}
	}
	for i, row := range sheets[6] {
		n := 0
		for _, o := range people {
			if len(o.Businesses) == i+1 {
				n++
			}
		}
		if row[1] != strconv.Itoa(n) || row[2] != strconv.Itoa(len(people)) {
			t.Errorf("businesses: %v, re-counted %d", row, n)
		}
	}
	checkChanges(t, sheets[7], p, people, now)
}

// sameNumber tells whether two texts are one number, or both are none.
func sameNumber(a, b string) bool {
	x, err := strconv.ParseFloat(a, 64)
	y, none := strconv.ParseFloat(b, 64)
	return a == b || err == nil && none == nil && x == y
}

// checkParts compares a table of parts of a whole.
func checkParts(t *testing.T, name string, rows [][]string, want []int, of int) {
	t.Helper()
	for i, row := range rows {
		if row[1] != strconv.Itoa(want[i]) || row[2] != strconv.Itoa(of) {
			t.Errorf("%s: %v, re-counted %d of %d", name, row, want[i], of)
		}
	}
}

// inPlace tells whether a row of a table is about a business.
func inPlace(p *enterprise.Program, row []string, b enterprise.Business) bool {
	return row[0] == "Kota" || p.Regions.District(b.District).Name == row[0]
}

func checkLevels(t *testing.T, rows [][]string, p *enterprise.Program, people []enterprise.Person) {
	t.Helper()
	if len(rows) != len(p.Regions.Districts)+1 {
		t.Fatalf("levels of %d places", len(rows))
	}
	for _, row := range rows {
		want := []int{recount(people, func(b enterprise.Business, a *enterprise.Assessment) bool { return inPlace(p, row, b) && a == nil })}
		for _, l := range p.Instrument.Levels {
			want = append(want, recount(people, func(b enterprise.Business, a *enterprise.Assessment) bool {
				return inPlace(p, row, b) && a != nil && a.Result.Level == l.Code
			}))
		}
		want = append(want, recount(people, func(b enterprise.Business, _ *enterprise.Assessment) bool { return inPlace(p, row, b) }))
		if got := strings.Join(row[1:len(row)-1], " "); got != strings.Trim(fmt.Sprint(want), "[]") {
			t.Errorf("levels in %s: %s, re-counted %v", row[0], got, want)
		}
	}
}

func checkAverages(t *testing.T, rows [][]string, p *enterprise.Program, people []enterprise.Person) {
	t.Helper()
	i := 0
	for _, d := range p.Instrument.Dimensions {
		for range len(p.Regions.Districts) + 1 {
			row := rows[i]
			i++
			sum := 0
			n := recount(people, func(b enterprise.Business, a *enterprise.Assessment) bool {
				if a == nil || !inPlace(p, row, b) {
					return false
				}
				for _, score := range a.Result.Dimensions {
					if score.Code == d.Code && score.Counted {
						sum += int(score.Score + 0.5)
						return true
					}
				}
				return false
			})
			average := ""
			if n > 0 {
				average = strconv.FormatFloat(float64(sum)/float64(n), 'f', 1, 64)
			}
			if row[1] != d.Name.In("id") || !sameNumber(row[2], average) || row[3] != strconv.Itoa(n) {
				t.Errorf("averages: %v, re-counted %s of %d", row, average, n)
			}
		}
	}
	if i != len(rows) {
		t.Errorf("%d rows were re-counted of %d", i, len(rows))
	}
}

// checkChanges works every owner's change out from the months of their
// businesses, and the median by sorting.
func checkChanges(t *testing.T, rows [][]string, p *enterprise.Program, people []enterprise.Person, now time.Time) {
	t.Helper()
	for i, row := range rows {
		after, before := comparedMonths(enterprise.MonthOf(now.In(p.City.Location)), i > len(p.Regions.Districts))
		var counts [4]int // rose, same, fell, nothing before
		var changes []int
		for _, o := range people {
			is, was, ok := soldBoth(o, after, before)
			switch {
			case !ok || !inPlace(p, row[1:], o.Businesses[0]):
			case was == 0:
				counts[3]++
			default:
				percent := int(math.Floor((is-was)*100/was + 0.5))
				changes = append(changes, percent)
				counts[slices.Index([]int{1, 0, -1}, cmp.Compare(percent, 0))]++
			}
		}
		slices.Sort(changes)
		want := []string{""}
		if n := len(changes); n > 0 {
			want[0] = strconv.FormatFloat(float64(changes[(n-1)/2]+changes[n/2])/2, 'f', 1, 64)
		}
		for _, n := range append([]int{len(changes) + counts[3]}, counts[:]...) {
			want = append(want, strconv.Itoa(n))
		}
		for k, cell := range want {
			if !sameNumber(row[2+k], cell) {
				t.Errorf("changes: %v, re-counted %v", row, want)
				break
			}
		}
	}
}

// comparedMonths are the month or the quarter that is over, and the one before.
func comparedMonths(now enterprise.Month, quarter bool) (after, before []enterprise.Month) {
	if !quarter {
		return []enterprise.Month{now.Add(-1)}, []enterprise.Month{now.Add(-2)}
	}
	number, _ := strconv.Atoi(string(now)[5:])
	first := now.Add(-(number-1)%3 - 3)
	for n := range 3 {
		after, before = append(after, first.Add(n)), append(before, first.Add(n-3))
	}
	return after, before
}

// soldBoth is what an owner's businesses sold that reported all of both.
func soldBoth(o enterprise.Person, after, before []enterprise.Month) (is, was float64, ok bool) {
	for _, b := range o.Businesses {
		x, said := soldIn(b, after)
		y, also := soldIn(b, before)
		if said && also {
			is, was, ok = is+x, was+y, true
		}
	}
	return is, was, ok
}

// soldIn is what a business sold in months of which every one was reported.
func soldIn(b enterprise.Business, months []enterprise.Month) (sum float64, ok bool) {
	n := 0
	for _, s := range b.Sales {
		if slices.Contains(months, s.Month) {
			sum, n = sum+float64(s.Given[len(s.Given)-1].Figure.Low), n+1
		}
	}
	return sum, n == len(months)
}

func checkStopped(t *testing.T, all [][]string, stopped map[string]int) {
	t.Helper()
	rows, sum := 0, 0
	for _, row := range all {
		if row[0] != "Penilaian" {
			if row[3] != "0" {
				t.Errorf("nobody stopped there: %v", row)
			}
			continue
		}
		if row[3] != strconv.Itoa(stopped[row[1]]) {
			t.Errorf("stopped: %v, re-counted %d", row, stopped[row[1]])
		}
		rows, sum = rows+1, sum+stopped[row[1]]
	}
	if sum < 20 || len(stopped) < 4 || rows < 20 {
		t.Errorf("%d stopped at %v, of %d questions: the sample proves little", sum, stopped, rows)
	}
}

// A planner's tables hold the same numbers or none: no cell of one to four
// people, and none from which one follows.
func TestAPlannersRecapHidesTheFew(t *testing.T) {
	t.Parallel()
	r := redistest.Embedded(t)
	all, _, _ := recapOf(t, r, enterprise.Officer)
	planners, _, _ := recapOf(t, redistest.Embedded(t), enterprise.Planner)
	hidden := 0
	for i, s := range planners.Sheets[:9] {
		for j, row := range s.Rows {
			for k, cell := range row {
				full := all.Sheets[i].Rows[j][k]
				n, err := strconv.Atoi(full)
				isCount := slices.Contains(s.Numbers, k) && !strings.Contains(full, ".")
				switch {
				case isCount && err == nil && n > 0 && n < 5 && cell != "<5":
					t.Errorf("%s: %d people are shown as %q", s.Name, n, cell)
				case cell == "<5" && n < 5, cell == "-" && n >= 5, cell == "" && strings.Contains(full, "."):
					hidden++
				case cell != full:
					t.Errorf("%s: %q is shown as %q", s.Name, full, cell)
				}
			}
		}
	}
	if hidden == 0 {
		t.Error("nothing is hidden: the sample proves nothing")
	}
	for _, row := range planners.Sheets[1].Rows { // what is left of a row is not a single cell, nor few
		sum, gone := 0, 0
		for _, cell := range row[1 : len(row)-1] {
			if n, err := strconv.Atoi(cell); err == nil {
				sum += n
			} else {
				gone++
			}
		}
		total, err := strconv.Atoi(row[len(row)-2])
		if left := 2*total - sum; err == nil && gone > 0 && (gone == 1 || left < 5) {
			t.Errorf("%d people follow from %v", left, row)
		}
	}
}

// Each view of the recap that is of numbers comes as a picture, whatever the
// programme has of documents, dimensions and levels.
func TestTheRecapComesInPictures(t *testing.T) {
	t.Parallel()
	const start = "= administrator Ratna\nRatna> /start\nRatna> Indonesia\nRatna> Ratna Dewi\n= daftar Siti\n= nilai Siti\nRatna> /rekap\n"
	s := newScene(t, start)
	s.play(start)
	p := s.settings.Program
	views := []string{"Corong", "Tingkat kesiapan", "Dokumen disahkan", "Program", "Omzet: bulan lalu", "Omzet: triwulan", "Berhenti di mana"}
	for _, d := range p.Instrument.Dimensions {
		views = append(views, d.Short.In("id"))
	}
	for _, view := range views {
		s.out.Reset()
		if said := s.play("Ratna> " + view + "\n"); !strings.Contains(said, "(photo bars.png)") {
			t.Errorf("%s has no picture:\n%s", view, said)
		}
	}
}
