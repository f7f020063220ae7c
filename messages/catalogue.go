package messages

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

// Default is the language of a person who has not chosen one, and the one
// that a word missing elsewhere is taken from.
const Default = "id"

//go:embed *.yaml
var embedded embed.FS

// Args are the values of a message's place-holders. A string is escaped when
// it is put into a text; HTML is not.
type Args map[string]any

// HTML is text that is already in Message's small HTML.
type HTML string

// Catalogue is every word in every language. It does not change after Load
// and may be used by many goroutines.
type Catalogue struct {
	languages []string
	plain     map[string]map[string]string // by language and key: texts without place-holders, ready to use
	localizer map[string]*i18n.Localizer
	keys      map[string]bool // of the default language
}

// Load reads the catalogues that are part of the program.
func Load() (*Catalogue, error) { return loaded() }

// loaded reads them once.
var loaded = sync.OnceValues(func() (*Catalogue, error) { return load(embedded) })

func load(files fs.FS) (*Catalogue, error) {
	bundle := i18n.NewBundle(language.Indonesian)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	c := &Catalogue{plain: map[string]map[string]string{}, localizer: map[string]*i18n.Localizer{}, keys: map[string]bool{}}
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("messages: list catalogues: %w", err)
	}
	for _, name := range names {
		if err := c.add(bundle, files, name); err != nil {
			return nil, fmt.Errorf("messages: catalogue %s: %w", name, err)
		}
	}
	for _, lang := range c.languages {
		c.localizer[lang] = i18n.NewLocalizer(bundle, lang, Default)
	}
	return c, nil
}

func (c *Catalogue) add(bundle *i18n.Bundle, files fs.FS, name string) error {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	file, err := bundle.ParseMessageFileBytes(data, name)
	if err != nil {
		return err
	}
	lang := strings.TrimSuffix(path.Base(name), ".yaml")
	lang = lang[strings.LastIndex(lang, ".")+1:] // "console.id": more of a language's words
	if c.plain[lang] == nil {
		c.languages, c.plain[lang] = append(c.languages, lang), map[string]string{}
	}
	for _, m := range file.Messages {
		if lang == Default {
			c.keys[m.ID] = true
		}
		if !strings.Contains(m.Other, "{{") && m.One == "" {
			c.plain[lang][m.ID] = m.Other
		}
	}
	return nil
}

// Languages lists the languages there are, Default first.
func (c *Catalogue) Languages() []string {
	langs := slices.Clone(c.languages)
	slices.SortFunc(langs, func(a, b string) int {
		if a == Default || b == Default {
			return map[bool]int{true: -1, false: 1}[a == Default]
		}
		return strings.Compare(a, b)
	})
	return langs
}

// Keys are the keys of the default language that begin so, in order.
func (c *Catalogue) Keys(begins string) []string {
	var out []string
	for key := range c.keys {
		if strings.HasPrefix(key, begins) {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

// Has tells whether a language has a text of its own under a key.
func (c *Catalogue) Has(lang, key string) bool {
	if _, ok := c.plain[lang][key]; ok {
		return true
	}
	l, ok := c.localizer[lang]
	if !ok {
		return false
	}
	_, tag, err := l.LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key, TemplateData: Args{}})
	base, _ := tag.Base()
	return err == nil && base.String() == lang
}

// Say is the text of a key, in Message's small HTML: what a person typed is
// escaped on its way in. An unknown key is shown as the key in brackets, which
// the tests of flows make impossible.
func (c *Catalogue) Say(lang, key string, args Args) string {
	return c.render(lang, key, args, Escape)
}

// Label is the text of a key for places that take no HTML: keyboards, file
// names, pictures.
func (c *Catalogue) Label(lang, key string, args Args) string {
	return c.render(lang, key, args, func(s string) string { return s })
}

func (c *Catalogue) render(lang, key string, args Args, escape func(string) string) string {
	if s, ok := c.plain[lang][key]; ok {
		return s
	}
	l, ok := c.localizer[lang]
	if !ok {
		l = c.localizer[Default]
	}
	s, err := l.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: safe(args, escape)})
	if err != nil {
		return "[" + key + "]"
	}
	return s
}

func safe(args Args, escape func(string) string) map[string]any {
	out := make(map[string]any, len(args))
	for k, v := range args {
		switch v := v.(type) {
		case string:
			out[k] = escape(v)
		case HTML:
			out[k] = string(v)
		default:
			out[k] = v
		}
	}
	return out
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Escape makes text safe inside Message's small HTML.
func Escape(s string) string { return escaper.Replace(s) }
