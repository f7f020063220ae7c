// Command notices writes what the licences of everything in the binary want to be
// passed on (NOTICES), or lists it as a CycloneDX bill of materials. It asks the
// go command alone, whose module cache is enough.
//
//	go run ./deploy/notices > NOTICES
//	go run ./deploy/notices -sbom > naikkelas.cdx.json
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	sbom := flag.Bool("sbom", false, "list everything as CycloneDX JSON instead")
	version := flag.String("version", "(unknown)", "with -sbom: of the release")
	flag.Parse()
	parts, err := parts()
	if err == nil && *sbom {
		err = writeSBOM(os.Stdout, parts, *version)
	} else if err == nil {
		err = writeNotices(os.Stdout, parts)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// part is a module of the binary, or Go itself.
type part struct {
	path, version string
	licence       string            // by the names of SPDX
	texts         map[string]string // licences and notices, by their place in the module
}

// platforms are what is delivered.
var platforms = []string{"amd64", "arm64"}

// parts are all modules that have a package in the binary of any platform.
func parts() ([]part, error) {
	found := map[string]*part{}
	for _, arch := range platforms {
		packages, err := packagesOf(arch)
		if err != nil {
			return nil, err
		}
		for _, p := range packages {
			if p.Module == nil || p.Module.Main {
				continue
			}
			if found[p.Module.Path] == nil {
				found[p.Module.Path] = &part{path: p.Module.Path, version: p.Module.Version, texts: map[string]string{}}
			}
			for dir := p.Dir; strings.HasPrefix(dir, p.Module.Dir); dir = filepath.Dir(dir) { // what it was made of may have a licence of its own
				if err := found[p.Module.Path].read(p.Module.Dir, dir); err != nil {
					return nil, err
				}
			}
		}
	}
	root, err := output("go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	std := &part{path: "std", texts: map[string]string{}}
	if err := std.read(strings.TrimSpace(string(root)), strings.TrimSpace(string(root))); err != nil {
		return nil, err
	}
	found[std.path] = std
	var all []part
	for _, p := range found {
		if p.licence, err = licenceOf(slices.Collect(maps.Values(p.texts))); err != nil {
			return nil, fmt.Errorf("%s %s: %w", p.path, p.version, err)
		}
		all = append(all, *p)
	}
	slices.SortFunc(all, func(a, b part) int { return cmp.Compare(a.path, b.path) })
	return all, nil
}

// listed is a package as the go command lists it.
type listed struct {
	Dir    string
	Module *struct {
		Path, Version, Dir string
		Main               bool
	}
}

func packagesOf(arch string) ([]listed, error) {
	out, err := output("env", "GOOS=linux", "GOARCH="+arch, "CGO_ENABLED=0", "go", "list", "-deps", "-json=Dir,Module", "naikkelas")
	if err != nil {
		return nil, err
	}
	var all []listed
	for from := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := from.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
}

func output(name string, args ...string) ([]byte, error) {
	out, err := exec.Command(name, args...).Output()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return nil, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, failed.Stderr)
	}
	return out, err
}

var textName = regexp.MustCompile(`(?i)^((un)?licen[cs]e|copying|notice|ftl|ofl)([.-].*)?$`)

// read takes the licences and notices of a folder in, and of one that is for them.
func (p *part) read(root, dir string) error {
	for _, dir := range []string{dir, filepath.Join(dir, "licenses"), filepath.Join(dir, "fonts")} {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		for _, e := range entries {
			if e.IsDir() || !textName.MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go") {
				continue
			}
			data, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				return err
			}
			name, err := filepath.Rel(root, filepath.Join(dir, e.Name()))
			if err != nil {
				return err
			}
			p.texts[filepath.ToSlash(name)] = strings.TrimSpace(strings.ReplaceAll(string(data), "\r\n", "\n"))
		}
	}
	return nil
}

// licences are recognized by words that stand in no other.
var licences = []struct {
	id    string
	words *regexp.Regexp
	alone bool // nothing else is looked for in its text
}{
	{"FTL", regexp.MustCompile(`The FreeType Project LICENSE`), true},
	{"OFL-1.1", regexp.MustCompile(`SIL OPEN FONT LICENSE Version 1\.1`), true},
	{"Apache-2.0", regexp.MustCompile(`Apache License,?\s+Version 2\.0`), false},
	{"BSD-2-Clause OR BSD-3-Clause", regexp.MustCompile(`Redistributions? (and use|of source code)`), false},
	{"ISC", regexp.MustCompile(`Permission to use, copy, modify, and(/or)? distribute`), false},
	{"MIT", regexp.MustCompile(`Permission is hereby granted, free of charge`), false},
	{"MPL-2.0", regexp.MustCompile(`Mozilla Public License,? [Vv]ersion 2\.0`), false},
}

var noEndorsement = regexp.MustCompile(`(?i)neither the names?|the name of .{1,60} (may|must) not be used to endorse|may not be used to endorse`)

// licenceOf names the licences in some texts. One that is not known is a fault:
// somebody has to read it first.
func licenceOf(texts []string) (string, error) {
	slices.Sort(texts)
	ids := map[string]bool{}
	for _, text := range texts {
		plain := strings.Join(strings.Fields(text), " ")
		for _, l := range licences {
			id := l.id
			if !l.words.MatchString(plain) {
				continue
			}
			if l.alone { // it has the words of others, too
				ids[id] = true
				break
			}
			if strings.HasPrefix(id, "BSD") {
				id = "BSD-2-Clause"
				if noEndorsement.MatchString(plain) {
					id = "BSD-3-Clause"
				}
			}
			ids[id] = true
		}
	}
	if len(ids) == 0 {
		return "", errors.New("no licence that is known: read it, and add it here")
	}
	return strings.Join(slices.Sorted(maps.Keys(ids)), " AND "), nil
}

func writeNotices(to io.Writer, parts []part) error {
	var out bytes.Buffer
	fmt.Fprint(&out, "The binary of naikkelas contains the works below. Their sources are unchanged and are at\n"+
		"https://proxy.golang.org/<module>/@v/<version>.zip; that of std is at https://go.dev/dl/.\n"+
		"The font Roboto Medium in github.com/go-analyze/charts is under Apache-2.0, whose text stands below.\n"+
		"Made by: go run ./deploy/notices > NOTICES\n\n")
	for _, p := range parts {
		fmt.Fprintf(&out, "%s %s  %s\n", p.path, p.version, p.licence)
	}
	for _, p := range parts {
		for _, name := range slices.Sorted(maps.Keys(p.texts)) {
			fmt.Fprintf(&out, "\n%s\n%s: %s\n\n%s\n", strings.Repeat("=", 80), p.path, name, p.texts[name])
		}
	}
	_, err := to.Write(out.Bytes())
	return err
}

// component is one of CycloneDX.
type component struct {
	Type     string              `json:"type"`
	Ref      string              `json:"bom-ref"`
	Name     string              `json:"name"`
	Version  string              `json:"version,omitempty"`
	PURL     string              `json:"purl,omitempty"`
	Licences []map[string]string `json:"licenses,omitempty"`
}

// writeSBOM lists everything as CycloneDX 1.6. It holds no moment, so that the
// same source has the same list.
func writeSBOM(to io.Writer, parts []part, version string) error {
	main := component{Type: "application", Ref: "naikkelas", Name: "naikkelas", Version: version}
	all, refs := []component{}, []string{}
	for _, p := range parts {
		c := component{Type: "library", Name: p.path, Version: p.version, Licences: []map[string]string{{"expression": p.licence}}}
		c.PURL = "pkg:golang/" + p.path
		if p.version != "" {
			c.PURL += "@" + p.version
		}
		c.Ref = c.PURL
		all, refs = append(all, c), append(refs, c.Ref)
	}
	out := json.NewEncoder(to)
	out.SetIndent("", "  ")
	return out.Encode(map[string]any{
		"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
		"metadata":     map[string]any{"component": main},
		"components":   all,
		"dependencies": []map[string]any{{"ref": main.Ref, "dependsOn": refs}},
	})
}
