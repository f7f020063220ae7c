package contents_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// storedNames lists the names that are kept in Redis or on people's phones:
// a release that renames one no longer understands what the one before wrote.
const storedNames = "testdata/stored/names"

// What is stored never changes its name. A new name is added to the list by
// -update; one is never taken off it.
func TestStoredNamesAreNeverRenamed(t *testing.T) {
	t.Parallel()
	kept, err := os.ReadFile(storedNames)
	if err != nil && !*update {
		t.Fatal(err)
	}
	known, now := strings.Split(strings.TrimSpace(string(kept)), "\n"), namesInSource(t, "..")
	for _, name := range known {
		if !slices.ContainsFunc(now, func(n string) bool { return holdsName(n, name) }) && name != "" {
			t.Errorf("%q is stored, and nothing in the source is called that any more", name)
		}
	}
	added := slices.DeleteFunc(slices.Clone(now), func(name string) bool { return slices.Contains(known, name) })
	if *update && !t.Failed() {
		if err := os.WriteFile(storedNames, []byte(strings.Join(now, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if len(added) > 0 {
		t.Errorf("new stored names (add them with -update): %q", added)
	}
}

// holdsName tells whether a name of now is the one that was stored: a struct may
// have more fields than it had.
func holdsName(now, stored string) bool {
	fields := strings.Fields(now)
	return now == stored || strings.HasPrefix(stored, "json ") && !slices.ContainsFunc(strings.Fields(stored), func(f string) bool { return !slices.Contains(fields, f) })
}

// namesInSource finds the stored names in the Go files below a folder: keys of
// forms, questions and reminders; words of buttons and notices; kinds of
// records; and the JSON fields of every struct, which stand for the struct,
// whatever it is called.
func namesInSource(t *testing.T, root string) []string {
	t.Helper()
	s := source{consts: map[string]string{}}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "flowstest") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		s.files = append(s.files, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range s.files {
		ast.Inspect(f, s.constants)
	}
	for _, f := range s.files {
		ast.Inspect(f, s.names)
	}
	slices.Sort(s.found)
	return slices.Compact(s.found)
}

type source struct {
	files  []*ast.File
	consts map[string]string // values by name, in lower case: exported or not
	found  []string
}

func (s *source) constants(n ast.Node) bool {
	if v, ok := n.(*ast.ValueSpec); ok {
		for i, name := range v.Names {
			if i < len(v.Values) {
				if text, ok := literal(v.Values[i]); ok {
					s.consts[strings.ToLower(name.Name)] = text
				}
			}
		}
	}
	return true
}

func (s *source) names(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CompositeLit:
		s.literal(n)
	case *ast.StructType:
		s.fields(n)
	}
	return true
}

// literal notes the keys in a value that is written down.
func (s *source) literal(c *ast.CompositeLit) {
	typ := typeName(c.Type)
	for i, e := range c.Elts {
		kv, keyed := e.(*ast.KeyValueExpr)
		switch {
		case !keyed:
			if typ == "RecordName" && i == 0 {
				s.note("record", e)
			}
		case typ == "RecordName" && typeName(kv.Key) == "Kind":
			s.note("record", kv.Value)
		case typ == "map button" || typ == "map notice":
			s.note(strings.TrimPrefix(typ, "map "), kv.Key)
		case strings.EqualFold(typeName(kv.Key), "key") && typ != "Message":
			s.note("key", kv.Value)
		}
	}
}

func (s *source) note(what string, e ast.Expr) {
	text, ok := literal(e)
	if !ok {
		text, ok = s.consts[strings.ToLower(typeName(e))]
	}
	if ok && (what != "key" || !strings.Contains(text, ".")) { // with a dot it is a key of the catalogue
		s.found = append(s.found, what+" "+text)
	}
}

func (s *source) fields(st *ast.StructType) {
	var tags []string
	for _, f := range st.Fields.List {
		if f.Tag == nil {
			continue
		}
		raw, _ := strconv.Unquote(f.Tag.Value)
		if tag, ok := reflect.StructTag(raw).Lookup("json"); ok && tag != "-" {
			tags = append(tags, tag)
		}
	}
	if len(tags) > 0 {
		s.found = append(s.found, "json "+strings.Join(tags, " "))
	}
}

func literal(e ast.Expr) (string, bool) {
	b, ok := e.(*ast.BasicLit)
	if !ok || b.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(b.Value)
	return text, err == nil
}

// typeName is the last name of a type or name; of maps from words to what is
// done, what they hold.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.MapType:
		if typeName(e.Key) != "string" {
			return ""
		}
		if f, ok := e.Value.(*ast.FuncType); ok && f.Params.NumFields() == 2 && typeName(f.Params.List[1].Type) == "RawMessage" || typeName(e.Value) == "Handler" {
			return "map notice"
		}
		return "map " + strings.ToLower(typeName(e.Value))
	}
	return ""
}
