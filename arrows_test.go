package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

type arrow struct {
	folder string
	may    []string
	reason string
}

// arrows are which of our own packages a package may import. Whoever is not
// listed here may import none.
var arrows = []arrow{
	{"enterprise/read", nil, "what people type means the same in every city"},
	{"enterprise/place", []string{"enterprise/read"}, "where people live is found in what they type"},
	{"enterprise/disclosure", nil, "it hides numbers, and need not know of what"},
	{"enterprise", []string{"enterprise/place", "enterprise/read"}, "what is true of a business depends on nothing"},
	{"enterprise/program", []string{"enterprise", "enterprise/place", "enterprise/read"}, "it reads the rules that enterprise follows"},
	{"knowledge", []string{"enterprise", "enterprise/read"}, "it finds what the programme files say"},
	{"messages", nil, "words depend on nothing, so that a translator needs to know nothing else"},
	{"files", nil, "bytes under the name of what they are: whose they are is a record in the store"},
	{"backup", nil, "a file that a city is kept in knows nothing of what it holds"},
	{"reports", nil, "data in, bytes out"},
	{"simulator", nil, "a Telegram that knows our code would hide our mistakes"},
	{"flows", []string{"enterprise", "enterprise/read", "knowledge", "messages"}, "conversations are pure: no store, no channel, no clock"},
	{"flows/announcement", []string{"enterprise", "enterprise/read", "flows", "flows/segment", "flows/training", "messages"}, "an announcement is for a segment and may offer a training"},
	{"flows/answers", []string{"enterprise", "enterprise/read", "flows", "knowledge", "messages"}, "it says what the programme files know, and leads to what other areas bring by the names of their commands and buttons"},
	{"flows/assessment", []string{"enterprise", "enterprise/read", "flows", "flows/training", "messages"}, "a weak answer leads to trainings that help"},
	{"flows/cohort", []string{"enterprise", "enterprise/read", "flows", "flows/helpdesk", "messages"}, "a candidate may be asked"},
	{"flows/desk", []string{"enterprise", "flows", "messages"}, "a click is worked out by whatever forms and buttons there are"},
	{"flows/document", []string{"enterprise", "enterprise/read", "flows", "flows/assessment", "messages"}, "an approved document changes the result"},
	{"flows/guard", []string{"enterprise", "flows", "messages"}, "an act is known by the trail that it would leave, whatever area it is of"},
	{"flows/helpdesk", []string{"enterprise", "flows", "messages"}, "it is about whatever is asked"},
	{"flows/identity", []string{"enterprise", "enterprise/place", "enterprise/read", "flows", "flows/assessment", "flows/onboarding", "messages"}, "who fills in for an owner asks what the owner is asked"},
	{"flows/mydata", []string{"enterprise", "flows", "messages"}, "areas bring what they know of a person (Area.Export)"},
	{"flows/office", []string{"enterprise", "enterprise/read", "flows", "messages"}, "areas bring what a card shows (Area.Card)"},
	{"flows/onboarding", []string{"enterprise", "enterprise/place", "enterprise/read", "flows", "messages"}, "it comes before everything else"},
	{"flows/proposal", []string{"enterprise", "enterprise/read", "flows", "messages"}, "proposals stand alone"},
	{"flows/papers", []string{"enterprise", "flows", "messages"}, "whose a file is holds for whatever area keeps it"},
	{"flows/people", []string{"enterprise", "flows", "messages"}, "who somebody is may be said in any area"},
	{"flows/privacy", []string{"enterprise", "enterprise/disclosure", "flows"}, "figures of people stand in several areas"},
	{"flows/reading", []string{"enterprise", "enterprise/place", "enterprise/read", "flows", "messages"}, "a name or an address is typed the same way in every area"},
	{"flows/reminder", []string{"enterprise", "flows", "messages"}, "areas bring the kinds of reminders (Area.Reminders)"},
	{"flows/sales", []string{"enterprise", "enterprise/read", "flows", "messages"}, "sales stand alone"},
	{"flows/segment", []string{"enterprise", "enterprise/place", "flows", "messages"}, "who is meant depends on what areas bring (Area.Facets)"},
	{"flows/service", []string{"enterprise", "enterprise/read", "flows", "flows/training", "messages"}, "a request may end in a training or a question"},
	{"flows/statistics", []string{"enterprise", "flows", "messages"}, "areas bring their figures (Area.Figures)"},
	{"flows/training", []string{"enterprise", "enterprise/read", "flows", "flows/segment", "messages"}, "a training is for a segment"},
	{"flows/upkeep", []string{"enterprise", "enterprise/read", "flows", "messages"}, "what people notice of the machines stands alone"},
	{"flows/voice", []string{"enterprise", "flows", "messages"}, "what is heard is read by whatever question is open"},
	{"flows/contents", []string{"enterprise", "enterprise/read", "flows", "flows/announcement", "flows/answers", "flows/assessment", "flows/cohort", "flows/desk", "flows/document", "flows/guard", "flows/helpdesk", "flows/identity", "flows/mydata", "flows/office", "flows/onboarding", "flows/proposal", "flows/sales", "flows/segment", "flows/service", "flows/statistics", "flows/training", "flows/upkeep", "flows/voice", "messages"}, "the table of contents names every area"},
	{"flows/flowstest", []string{"enterprise", "enterprise/program", "flows", "flows/announcement", "flows/contents", "flows/document", "flows/training", "messages"}, "it plays conversations in tests"},
	{"store", []string{"enterprise", "messages", "flows"}, "it keeps what flows decide"},
	{"scheduler", []string{"enterprise", "messages", "flows", "reports", "store"}, "it meets the bot in the store"},
	{"bot", []string{"bot/channel", "enterprise", "enterprise/read", "files", "messages", "flows", "reports", "store"}, "it meets the scheduler in the store, and knows no channel by name"},
	{"bot/channel", []string{"enterprise", "messages", "reports", "store"}, "what every channel has in common names none of them"},
	{"bot/whatsapp", []string{"bot/channel", "enterprise", "messages", "flows", "store"}, "and so is this one"},
	{"bot/telegram", []string{"bot/channel", "enterprise", "messages", "flows", "store"}, "a channel is one folder"},
	{"deploy/notices", nil, "it lists what the binary is made of"},
	{"store/redistest", nil, "it starts Redis for tests"},
	{"simulator/simtest", []string{"simulator"}, "it waits for phones in tests"},
	{"simulator/browsertest", nil, "it opens pages in tests"},
	{"console", []string{"enterprise", "flows", "flows/announcement", "flows/cohort", "flows/desk", "flows/document", "flows/helpdesk", "flows/office", "flows/people", "flows/segment", "flows/statistics", "messages", "store"}, "it shows what the chat shows, and a click is a cause like a tap: it decides nothing"},
	{"app", []string{"backup", "bot", "bot/channel", "bot/telegram", "bot/whatsapp", "console", "enterprise", "enterprise/program", "files", "flows", "flows/answers", "flows/contents", "flows/upkeep", "flows/voice", "messages", "scheduler", "store"}, "it puts the parts together; what is real knows nothing of the demo"},
	{"deploy/notices", nil, "it asks the go command, and knows nothing of the bot"},
	{"demo/sample", []string{"bot/telegram", "enterprise", "enterprise/place"}, "people who do not exist, as they are kept"},
	{"demo", []string{"app", "bot/telegram", "bot/whatsapp", "demo/sample", "enterprise", "enterprise/program", "flows", "knowledge", "simulator", "store"}, "the real parts, in memory, and what they know of a phone that is made up"},
	{".", []string{"app", "bot/telegram", "demo"}, "main is the command line"},
}

// shared are the rooms of flows that belong to no area: each may import them.
var shared = []string{"flows/papers", "flows/people", "flows/privacy", "flows/reading", "flows/reminder"}

// keepers are libraries that one place may know.
var keepers = []struct {
	library string
	places  []string // files or folders
	reason  string
}{
	{"github.com/redis/go-redis/v9", []string{"store", "store/redistest"}, "Redis can be replaced or re-keyed in one place"},
	{"github.com/go-telegram-bot-api/telegram-bot-api/v5", []string{"bot/telegram"}, "the library has traps, and one place knows them"},
	{"github.com/robfig/cron/v3", []string{"scheduler"}, "there is one clock"},
	{"naikkelas/simulator", []string{"demo", "simulator/simtest"}, "nobody real talks to a Telegram of ours"},
	{"github.com/alicebob/miniredis/v2", []string{"store/redistest", "demo"}, "nothing real may run on a Redis that forgets"},
	{"github.com/chromedp/chromedp", []string{"simulator/browsertest"}, "a browser is for tests"},
	{"github.com/go-analyze/charts", []string{"reports"}, "a picture is bytes to everybody else"},
	{"codeberg.org/go-pdf/fpdf", []string{"reports"}, "a page is bytes to everybody else"},
	{"github.com/boombuler/barcode", []string{"reports"}, "so is a code"},
	{"github.com/arran4/golang-ical", []string{"reports"}, "and a calendar"},
	{"github.com/nicksnyder/go-i18n/v2", []string{"messages"}, "words come from the catalogue"},
	{"filippo.io/age", []string{"backup"}, "how backups are sealed is decided in one place"},
	{"github.com/alecthomas/kong", []string{"main.go"}, "there is one command line"},
	{"github.com/minio/minio-go/v7", []string{"files/bucket.go"}, "where bytes lie is nobody else's business"},
	{"net/http", []string{"bot/channel", "bot/telegram", "bot/whatsapp", "console", "simulator", "app", "demo", "files/bucket.go"}, "flows, programme and store speak to no network"},
}

// calls are functions that only some places may call.
var calls = []struct {
	call   string // package path and name
	places []string
	reason string
}{
	{"os.Getenv", nil, "configuration is declared in app/config.go, where its help and checks are"},
	{"os.LookupEnv", nil, "configuration is declared in app/config.go, where its help and checks are"},
	{"time.Now", []string{"bot", "bot/channel", "bot/telegram", "bot/whatsapp", "simulator", "demo", "app"}, "time is an argument: flows, programme, store and scheduler are tested at any hour"},
	{"fmt.Println", nil, "people read messages, operators read the log"},
	{"log.Printf", nil, "there is one log: slog"},
}

// sourceFile is one of our files that are not tests, redistest's included.
type sourceFile struct {
	path   string // "store/store.go"
	folder string
	tree   *ast.File
	set    *token.FileSet
}

func sourceFiles(t *testing.T) []sourceFile {
	t.Helper()
	var out []sourceFile
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		out = append(out, sourceFile{filepath.ToSlash(name), path.Dir(filepath.ToSlash(name)), tree, set})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (f sourceFile) imports() []string {
	var out []string
	for _, spec := range f.tree.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		out = append(out, p)
	}
	return out
}

// in tells whether a file is one of the places or lies in one.
func (f sourceFile) in(places []string) bool {
	return slices.Contains(places, f.path) || slices.Contains(places, f.folder)
}

func TestArrowsPointOneWay(t *testing.T) {
	t.Parallel()
	for _, f := range sourceFiles(t) {
		i := slices.IndexFunc(arrows, func(a arrow) bool { return a.folder == f.folder })
		if i < 0 {
			t.Errorf("%s: a folder without an arrow: add it to arrows_test.go with its reason", f.path)
			continue
		}
		for _, p := range f.imports() {
			own, ok := strings.CutPrefix(p, "naikkelas/")
			if ok && !slices.Contains(arrows[i].may, own) && !(slices.Contains(shared, own) && strings.HasPrefix(f.folder, "flows/")) {
				t.Errorf("%s imports %s: %s", f.path, own, arrows[i].reason)
			}
		}
	}
}

func TestLibrariesHaveOneKeeper(t *testing.T) {
	t.Parallel()
	for _, f := range sourceFiles(t) {
		for _, k := range keepers {
			for _, p := range f.imports() {
				if (p == k.library || strings.HasPrefix(p, k.library+"/")) && !f.in(k.places) {
					t.Errorf("%s imports %s: %s", f.path, p, k.reason)
				}
			}
		}
	}
}

func TestCallsStayInTheirPlaces(t *testing.T) {
	t.Parallel()
	for _, f := range sourceFiles(t) {
		if f.folder == "store/redistest" || f.folder == "simulator/browsertest" { // they ask which tests are required, and one times a server's start
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			name, ok := s.X.(*ast.Ident)
			for _, c := range calls {
				if ok && name.Obj == nil && name.Name+"."+s.Sel.Name == c.call && !f.in(c.places) {
					t.Errorf("%s: %s is used: %s", f.set.Position(n.Pos()), c.call, c.reason)
				}
			}
			return true
		})
	}
}

// linesMost is how long a package may be, without its tests; longer are those
// that are still to be parted: they may only become shorter.
const linesMost = 4_500

var linesMore = map[string]int{"simulator": 6_400, "store": 6_650}

// borrowedMost is how many names areas take from other areas. It may only fall.
const borrowedMost = 31

// Rooms stay small: no package above 4,500 lines, no file of flows above 400, and
// no area leans more on others than it did.
func TestRoomsStaySmall(t *testing.T) {
	t.Parallel()
	lines, borrowed := map[string]int{}, map[string]bool{}
	for _, f := range sourceFiles(t) {
		n := f.set.Position(f.tree.FileEnd).Line
		lines[f.folder] += n
		if f.folder != "flows" && !strings.HasPrefix(f.folder, "flows/") {
			continue
		}
		if n > 400 {
			t.Errorf("%s has %d lines", f.path, n)
		}
		if f.folder != "flows/contents" && f.folder != "flows/flowstest" {
			f.borrows(borrowed)
		}
	}
	for folder, n := range lines {
		if most := max(linesMost, linesMore[folder]); n > most {
			t.Errorf("%s has %d lines, more than %d", folder, n, most)
		}
	}
	if len(borrowed) > borrowedMost {
		t.Errorf("areas take %d names from other areas, more than %d: let the area that has one bring it (flows.Area)", len(borrowed), borrowedMost)
	}
}

// borrows notes what a file takes from areas.
func (f sourceFile) borrows(names map[string]bool) {
	areas := map[string]bool{}
	for _, p := range f.imports() {
		if area, ok := strings.CutPrefix(p, "naikkelas/flows/"); ok && !slices.Contains(shared, "flows/"+area) {
			areas[area] = true
		}
	}
	ast.Inspect(f.tree, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Obj == nil && areas[x.Name] {
				names[f.folder+" "+x.Name+"."+s.Sel.Name] = true
			}
		}
		return true
	})
}

// Every exported name says in a sentence what it is.
func TestExportedNamesAreDocumented(t *testing.T) {
	t.Parallel()
	for _, f := range sourceFiles(t) {
		for _, d := range f.tree.Decls {
			for _, name := range undocumented(d) {
				t.Errorf("%s: %s has no doc sentence", f.set.Position(name.Pos()), name.Name)
			}
		}
	}
}

// undocumented are the exported names of a declaration that nothing is said of.
// What error and fmt.Stringer are is known; the methods of an unexported type
// are nobody's business.
func undocumented(d ast.Decl) (names []*ast.Ident) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		known := d.Recv != nil && (d.Name.Name == "Error" || d.Name.Name == "String" || !receiver(d).IsExported())
		if d.Doc == nil && !known {
			names = append(names, d.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				if d.Doc == nil && s.Doc == nil && s.Comment == nil {
					names = append(names, s.Name)
				}
			case *ast.ValueSpec:
				if d.Doc == nil && s.Doc == nil && s.Comment == nil {
					names = append(names, s.Names...)
				}
			}
		}
	}
	return slices.DeleteFunc(names, func(n *ast.Ident) bool { return !n.IsExported() })
}

// receiver is the type that a method belongs to.
func receiver(d *ast.FuncDecl) *ast.Ident {
	t := d.Recv.List[0].Type
	for {
		switch of := t.(type) {
		case *ast.StarExpr:
			t = of.X
		case *ast.IndexExpr:
			t = of.X
		case *ast.Ident:
			return of
		default:
			return ast.NewIdent("_")
		}
	}
}
