package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// maxGraphRequest is the largest request taken: a document of 100 MB and its form.
const maxGraphRequest = 101 << 20

// readBody is a call's body. An upload is read by the method itself.
func readBody(out http.ResponseWriter, r *http.Request, name string) ([]byte, error) {
	r.Body = http.MaxBytesReader(out, r.Body, maxGraphRequest)
	if name == "media" {
		return nil, nil
	}
	if r.Method == http.MethodPost && !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return nil, invalid("The parameter messaging_product is required.") // it looks into a form, and finds none
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, &graphError{status: http.StatusRequestEntityTooLarge, code: 100, text: "(#100) Request entity too large"}
	}
	return body, nil
}

// object is a JSON object of a call while it is read. It remembers the first
// thing that is wrong, and what is asked after that is empty.
type object struct {
	path   string // "text", "interactive['action']"
	fields map[string]json.RawMessage
	wrong  *error
	code   int // of a value that is not valid: 100, or 131009 inside of interactive messages
}

// readObject reads a call's body.
func readObject(body []byte) (object, *error) {
	wrong := new(error)
	o := object{wrong: wrong, code: 100}
	if err := json.Unmarshal(body, &o.fields); err != nil || o.fields == nil {
		*wrong = invalid("The request body is no JSON object")
	}
	return o, wrong
}

// fail notes what is wrong, unless something was before.
func (o object) fail(err error) {
	if *o.wrong == nil {
		*o.wrong = err
	}
}

// name is a field as Meta writes it: text['body'].
func (o object) name(field string) string {
	if o.path == "" {
		return field
	}
	return o.path + "['" + field + "']"
}

func (o object) has(field string) bool {
	raw, ok := o.fields[field]
	return ok && !bytes.Equal(raw, []byte("null"))
}

// only refuses every other key.
func (o object) only(fields ...string) object {
	for _, field := range sortedKeys(o.fields) {
		if !slices.Contains(fields, field) {
			o.fail(invalid("Unexpected key \"%s\" on param \"%s\".", field, o.path))
		}
	}
	return o
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// missing refuses a call for want of a field.
func (o object) missing(field string) {
	o.fail(coded(131008, "Parameter '%s' is required", o.name(field)))
}

// bad refuses a value.
func (o object) bad(field, format string, args ...any) {
	details := fmt.Sprintf(format, args...)
	if o.code == 100 {
		o.fail(invalid("Param %s %s", o.name(field), details))
		return
	}
	o.fail(coded(o.code, "%s %s", o.name(field), details))
}

// text reads a string of a length in UTF-16 units; least 0: it may be absent.
func (o object) text(field string, least, most int) string {
	if !o.has(field) {
		if least > 0 {
			o.missing(field)
		}
		return ""
	}
	var s string
	if json.Unmarshal(o.fields[field], &s) != nil {
		o.bad(field, "must be a string.")
		return ""
	}
	switch n := units(s); {
	case least > 0 && strings.TrimSpace(s) == "":
		o.missing(field)
	case n < least:
		o.bad(field, "must be at least %d characters long.", least)
	case n > most:
		o.bad(field, "must be at most %d characters long.", most)
	}
	return s
}

// within reads an object in the object; needed: it must be there.
func (o object) within(field string, needed bool) object {
	in := object{path: o.name(field), wrong: o.wrong, code: o.code}
	if !o.has(field) {
		if needed {
			o.missing(field)
		}
		return in
	}
	if json.Unmarshal(o.fields[field], &in.fields) != nil {
		o.bad(field, "must be a JSON object.")
	}
	return in
}

// list reads the objects of a list.
func (o object) list(field string, least, most int) []object {
	var raw []map[string]json.RawMessage
	if o.has(field) && json.Unmarshal(o.fields[field], &raw) != nil {
		o.bad(field, "must be an array.")
		return nil
	}
	switch {
	case len(raw) == 0 && least > 0:
		o.missing(field)
	case len(raw) < least || len(raw) > most:
		o.bad(field, "count invalid. Min allowed: %d, Max allowed: %d", least, most)
	}
	var out []object
	for i, fields := range raw {
		out = append(out, object{path: fmt.Sprintf("%s[%d]", o.name(field), i), fields: fields, wrong: o.wrong, code: o.code})
	}
	return out
}

// number reads a number, which may come as a string.
func (o object) number(field string, least, most float64) float64 {
	var n json.Number
	if !o.has(field) {
		o.missing(field)
		return 0
	}
	text := strings.Trim(string(o.fields[field]), `"`)
	n = json.Number(text)
	f, err := n.Float64()
	if err != nil || f < least || f > most {
		o.bad(field, "must be a number from %g to %g.", least, most)
	}
	return f
}

// one reads a string that is one of some; empty: it may be absent.
func (o object) one(field string, of ...string) string {
	s := o.text(field, 0, 100)
	if !slices.Contains(of, s) {
		o.bad(field, "must be one of {%s} - got \"%s\".", strings.Join(slices.DeleteFunc(slices.Clone(of), func(s string) bool { return s == "" }), ", "), s)
	}
	return s
}

// flag reads a truth value that may be absent.
func (o object) flag(field string) (v bool) {
	if o.has(field) && json.Unmarshal(o.fields[field], &v) != nil {
		o.bad(field, "must be a boolean.")
	}
	return v
}
