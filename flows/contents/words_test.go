package contents_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/contents"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/guard"
	"naikkelas/flows/identity"
	"naikkelas/flows/office"
	"naikkelas/flows/onboarding"
	"naikkelas/flows/sales"
	"naikkelas/flows/segment"
	"naikkelas/flows/upkeep"
	"naikkelas/messages"
)

var wordKey = regexp.MustCompile(`^[a-z]+\.[a-z0-9_.]*[a-z0-9_]$`)

// keysInCode are the string literals of this package that look like keys of
// the catalogue, by where they stand.
func keysInCode(t *testing.T) map[string]token.Position {
	t.Helper()
	files := token.NewFileSet()
	names, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	inAreas, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	notWords := []string{"omzet.amount", "village.address", "result.caption", "result.detail", "result.status", "result.steps", "sales.meaning", "documents.list", "document.card", "check.done", "sales.chart", "amount.reason", "recap.picture", "plan.card", "answer.said", "answer.person"} // an answer; messages made of several words
	notWords = slices.Concat(notWords, flowstest.SharedBook().Audits, slices.Collect(maps.Keys(flowstest.SharedBook().Notices)))
	out := map[string]token.Position{"sorry": {}, "whatsapp.more": {}} // said by the bot and by a channel
	for _, name := range slices.Concat(names, inAreas) {
		if strings.HasSuffix(name, "_test.go") || strings.Contains(name, "flowstest") {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			if key, err := strconv.Unquote(literal.Value); err == nil && wordKey.MatchString(key) && !slices.Contains(notWords, key) {
				out[key] = files.Position(literal.Pos())
			}
			return true
		})
	}
	return out
}

// keysDerived are the keys that code puts together.
func keysDerived(b *flows.Book) []string {
	out := []string{"role.given", "ticket.more", "ticket.raised", "ticket.answer", "you.", "call.", "broadcast.yes", "broadcast.no"}
	for _, h := range []enterprise.Honorific{enterprise.Bapak, enterprise.Ibu, enterprise.Kak} {
		out = append(out, "you."+string(h), "call."+string(h), "register.honorific.names."+string(h))
	}
	for _, reason := range []string{enterprise.CapGate, enterprise.CapAdmin, enterprise.CapDimension} {
		out = append(out, "result.cap."+reason)
	}
	for _, table := range []string{"funnel", "levels", "averages", "held", "program", "sold", "businesses", "change", "stopped", "meaning", "hidden"} {
		out = append(out, "recap.sheet."+table)
		if table != "hidden" {
			out = append(out, "recap.columns."+table)
		}
		if table != "meaning" {
			out = append(out, "recap.meaning."+table)
		}
	}
	for _, at := range []string{"register.confirm", "sales.business", "sales.month", "sales.amount", "sales.times", "sales.reason", "sales.confirm", "sales.sure"} {
		out = append(out, "recap.at."+at)
	}
	for _, col := range segment.Columns() {
		out = append(out, "people.col."+col.Key)
	}
	for _, state := range []enterprise.AdminState{enterprise.AdminIsReady, enterprise.AdminWaiting, enterprise.AdminIncomplete} {
		out = append(out, "result.admin."+string(state))
	}
	out = append(out, "whatsapp.choose", "whatsapp.more") // said by the channel itself
	for _, media := range []string{"sticker", "voice", "photo", "document", "location", "edited", "lost"} {
		out = append(out, flows.MediaKey(flows.Input{Kind: flows.Other, Media: media}))
	}
	for _, r := range append(flows.StaffRoles, enterprise.Owner, enterprise.Group) {
		out = append(out, "role."+string(r))
		if slices.Contains(flows.StaffRoles, r) {
			out = append(out, "role.names."+string(r))
		}
	}
	for _, kind := range append(strings.Fields(contents.AuditKinds), "all") {
		out = append(out, "trail.what."+kind)
	}
	for _, what := range b.Audits {
		out = append(out, "trail.word."+what)
	}
	for _, fault := range enterprise.MergeFaults {
		out = append(out, "twins.fault."+fault)
	}
	for _, kind := range enterprise.NumberKinds {
		out = append(out, "twins.same."+kind)
	}
	for _, act := range append(slices.Clone(enterprise.SensitiveActs), "session") {
		out = append(out, "act."+act)
	}
	for _, what := range guard.Watched {
		out = append(out, "watched."+what)
	}
	for kind := range enterprise.Limits {
		if slices.Contains(guard.Watched, kind) {
			continue // nothing is refused
		}
		out = append(out, "limit."+kind)
	}
	for _, what := range flows.Alerts {
		out = append(out, "alert."+what)
	}
	for _, how := range office.RoleWays {
		out = append(out, "role.heard."+how)
	}
	for _, why := range append(office.ShutReasons, "other") {
		out = append(out, "group.shut."+why)
	}
	for _, verb := range []string{"ok", "no", "drop"} {
		out = append(out, "entry.button."+verb)
	}
	out = append(out, announcementKeys()...)
	out = append(out, documentKeys(b)...)
	out = append(out, reminderKeys(b)...)
	out = append(out, trainingKeys()...)
	out = append(out, proposalKeys()...)
	for _, key := range identity.ImportColumns {
		out = append(out, "import.column."+key, "import.column."+key+".names")
	}
	for _, fault := range slices.Concat(enterprise.FileFaults, read.TableFaults) {
		out = append(out, "import.fault."+fault)
	}
	for _, state := range identity.RowKinds {
		out = append(out, "import.state."+string(state), "import.sum."+string(state))
	}
	for _, why := range identity.RowReasons {
		out = append(out, "import.reason."+why)
	}
	for _, why := range slices.Concat(identity.ImportColumns, read.CellFaults, identity.CellReasons) {
		out = append(out, "import.why."+why)
	}
	for _, choice := range []string{"other", "second", "skip"} {
		out = append(out, "import.doubt."+choice, "import.doubt."+choice+".names")
	}
	out = append(out, "import.column.none.names")
	out = append(out, serviceKeys()...)
	for what, alarm := range upkeep.Alarms {
		out = append(out, "alarm."+what)
		if alarm.Ends {
			out = append(out, "alarm."+what+".over")
		}
	}
	for _, code := range sales.NoSales {
		out = append(out, "sales.reason."+code)
	}
	for _, unit := range []enterprise.Unit{enterprise.Day, enterprise.Week} {
		key := "sales.times." + string(unit)
		out = append(out, key, key+".button", key+".refuse", "sales.product."+string(unit))
	}
	for _, doubt := range []enterprise.Doubt{enterprise.FarAboveMedian, enterprise.VeryBig, enterprise.VerySmall} {
		out = append(out, "sales.sure."+string(doubt))
	}
	for _, state := range []enterprise.AdminState{enterprise.AdminIsReady, enterprise.AdminWaiting, enterprise.AdminIncomplete} {
		out = append(out, "card.admin."+string(state))
	}
	for _, scale := range []enterprise.Scale{enterprise.Micro, enterprise.Small, enterprise.Medium, enterprise.Large} {
		out = append(out, "sales.scale."+string(scale))
	}
	for _, name := range strings.Fields(strings.Join([]string{contents.ConsoleCommand, contents.PINCommands, contents.StaffCommands, contents.OwnerCommands, contents.GeneralCommands}, " ")) {
		out = append(out, "command."+name)
	}
	for _, f := range b.Forms {
		if f.Key == "assessment" {
			continue // its words are the programme's
		}
		for _, q := range f.Questions(b.Conversation(flows.State{}, flows.Input{}, flowstest.Noon), &flows.Draft{}) {
			if q.Ask == nil {
				out = append(out, f.WordsKey()+"."+q.Key+".ask")
			}
			if f.Key == "register" && !q.Closing {
				out = append(out, f.Key+"."+q.Key+".name")
			}
		}
	}
	return out
}

func catalogueKeys(t *testing.T) []string {
	t.Helper()
	words := map[string]string{}
	for _, name := range []string{"id.yaml", "console.id.yaml"} {
		data, err := os.ReadFile("../../messages/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(data, &words); err != nil {
			t.Fatal(err)
		}
	}
	maps.DeleteFunc(words, func(key, _ string) bool { return strings.HasPrefix(key, "console.") }) // on pages, whose own test looks at them
	var out []string
	for key := range words {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

func TestEveryWordIsThereAndUsed(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	used := keysInCode(t)
	for _, key := range keysDerived(b) {
		used[key] = token.Position{}
	}
	for key, at := range used {
		for _, lang := range b.Langs {
			if !b.Words.Has(lang, key) {
				t.Errorf("%s: messages/%s.yaml has no %q", at, lang, key)
			}
		}
	}
	for _, key := range catalogueKeys(t) {
		if _, ok := used[key]; !ok {
			t.Errorf("messages/id.yaml: nothing says %q any more", key)
		}
	}
}

// everyQuestion calls see with each question of every form as it is asked, in
// every language and sector, to somebody who knows everything already.
func everyQuestion(see func(name string, q *flows.Question, t *flows.Conversation, d *flows.Draft, said messages.Message)) {
	b := flowstest.SharedBook()
	for _, lang := range b.Langs {
		for _, sector := range b.Program.Sectors {
			for _, f := range b.Forms {
				tk := b.Conversation(knownOwner(lang, sector.Code), flows.Input{}, flowstest.Noon)
				d := tk.Draft(f.Key)
				if f.Key == "register" {
					onboarding.FillIn(tk, d)
				}
				for _, q := range f.Questions(tk, d) {
					tk.Turn.Say = nil
					tk.Ask(f, d, q)
					see(strings.Join([]string{lang, sector.Code, f.Key, q.Key}, " "), q, tk, d, tk.Turn.Say[len(tk.Turn.Say)-1])
				}
			}
		}
	}
}

// knownOwner has the longest of everything that a question may repeat.
func knownOwner(lang, sector string) flows.State {
	b := enterprise.Business{
		ID: "1", Name: "Keripik Tempe Sanan Bu Siti Aminah", Sector: sector, District: "35.73.03", Village: "35.73.03.1001", YearStarted: 2015, Workers: 3,
		OmzetBand: "above_167m", Omzet: 1_234_567_890, NIB: "0101230099999", Registered: flowstest.Noon,
		Assessments: []enterprise.Assessment{{At: flowstest.Noon, Sector: sector, Result: enterprise.Result{Total: 55, Level: "growing", Provisional: true}}},
	}
	return flows.State{Person: enterprise.Person{ID: 7, Language: lang, Honorific: enterprise.Bapak, Name: "Siti Aminah", Phone: "+6281234567890", Businesses: []enterprise.Business{b}}}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// A question is at most about 300 characters (product, "Voice"). Longer may be
// what lists things: the sectors, the answers to be confirmed; and what must
// be told before consent (UU 27/2022 art. 21).
func TestQuestionsAreShort(t *testing.T) {
	t.Parallel()
	long := []string{"register sector", "register confirm", "register next", "start consent", "start language"}
	everyQuestion(func(name string, q *flows.Question, tk *flows.Conversation, d *flows.Draft, said messages.Message) {
		flowstest.CheckSaid(t, said)
		words := strings.Fields(name)
		if slices.Contains(long, strings.Join(words[2:], " ")) {
			return
		}
		text := said.Text
		for _, o := range q.OptionsFor(tk, d) { // the list under the question has a measure of its own
			if n := len([]rune(o.Text)); n > 72 {
				t.Errorf("%s: the option %q is %d characters long", name, o.Text, n)
			}
			text = strings.Replace(text, messages.Escape(o.Text), "", 1)
		}
		if n := len([]rune(tags.ReplaceAllString(text, ""))); n > 300 {
			t.Errorf("%s: %d characters: %q", name, n, text)
		}
	})
}

// WhatsApp takes 20 characters on a reply button and 24 in a row of a list,
// where options can go. Only buttons that repeat an answer of the owner's own
// may be longer.
func TestLabelsAreShort(t *testing.T) {
	t.Parallel()
	everyQuestion(func(name string, q *flows.Question, tk *flows.Conversation, d *flows.Draft, said messages.Message) {
		labels := map[string]bool{}
		for _, o := range q.OptionsFor(tk, d) {
			labels[o.Label] = true
			tidy := read.Tidy(o.Label)
			if tidy == "" || len([]rune(o.Label)) > 24 {
				t.Errorf("%s: the label %q", name, o.Label)
			}
		}
		for _, row := range said.Keyboard.Rows {
			for _, label := range row {
				keeps := label == tk.KeepLabel(tk.Usual(d, q, q.OptionsFor(tk, d)))
				if !labels[label] && !keeps && len([]rune(label)) > 20 {
					t.Errorf("%s: the button %q", name, label)
				}
			}
		}
	})
	b := flowstest.SharedBook()
	for _, lang := range b.Langs {
		tk := b.Conversation(knownOwner(lang, "service"), flows.Input{}, flowstest.Noon)
		for _, label := range tk.MenuLabels() {
			if len([]rune(label)) > 20 {
				t.Errorf("%s: the menu's %q", lang, label)
			}
		}
	}
}

// A label must not mean two things: an option, and a way to move or a line of
// the menu, which is looked for first or instead.
func TestLabelsMeanOneThing(t *testing.T) {
	t.Parallel()
	everyQuestion(func(name string, q *flows.Question, tk *flows.Conversation, d *flows.Draft, _ messages.Message) {
		var taken []string
		for _, item := range tk.AllItems() {
			taken = append(taken, tk.Labels(item.Label)...)
		}
		taken = append(taken, slices.Concat(tk.Labels("nav.skip"), tk.Labels("nav.why"))...)
		options := q.OptionsFor(tk, d)
		for i, o := range options {
			if slices.ContainsFunc(taken, func(l string) bool { return read.Tidy(l) == read.Tidy(o.Label) }) {
				t.Errorf("%s: the option %q is also a word of the menu", name, o.Label)
			}
			if found := flows.Exactly(options, strings.ToUpper(o.Label)); found != i {
				t.Errorf("%s: %q in capitals is taken for option %d", name, o.Label, found+1)
			}
			for _, other := range tk.Book.Langs {
				view := tk.Hearing(flows.Input{Kind: flows.Text, Text: o.Label}).InLang(other)
				if found := view.ExactOption(d, q, q.OptionsFor(view, d)); found != i {
					t.Errorf("%s: %q is taken for option %d by somebody who now speaks %s", name, o.Label, found+1, other)
				}
			}
		}
	})
}

// Drafts and words are found by a form's key.
func TestEveryFormHasAKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range flowstest.SharedBook().Forms {
		if seen[f.Key] {
			t.Errorf("two forms are called %q", f.Key)
		}
		seen[f.Key] = true
	}
}
