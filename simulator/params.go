package simulator

import (
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
)

// maxRequest is the largest request taken: a file of 50 MB and its form.
const maxRequest = 51 << 20

// params are a call's parameters, however they came: in the address, as a
// form, as a form with files, or as JSON.
type params struct {
	values map[string]string
	files  map[string]*multipart.FileHeader
}

func readParams(w http.ResponseWriter, r *http.Request) (params, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
	p := params{values: map[string]string{}, files: map[string]*multipart.FileHeader{}}
	kind := r.Header.Get("Content-Type")
	if strings.HasPrefix(kind, "application/json") {
		if err := p.readJSON(r.Body); err != nil {
			return p, err
		}
	}
	if strings.HasPrefix(kind, "multipart/form-data") {
		if err := r.ParseMultipartForm(8 << 20); err != nil {
			return p, unread(err, "failed to parse the form")
		}
		for name, files := range r.MultipartForm.File {
			p.files[name] = files[0]
		}
	}
	if err := r.ParseForm(); err != nil {
		return p, unread(err, "failed to parse the form")
	}
	for name, values := range r.Form {
		p.values[strings.ToLower(name)] = values[0]
	}
	return p, nil
}

// unread is why a request could not be read: too much of it, or its form.
func unread(err error, text string) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || errors.Is(err, multipart.ErrMessageTooLarge) {
		return &apiError{code: http.StatusRequestEntityTooLarge, text: "Request Entity Too Large"}
	}
	return bad("%s", text)
}

func (p params) readJSON(body io.Reader) error {
	var all map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&all); err != nil {
		return unread(err, "can't parse JSON object")
	}
	for name, raw := range all {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		p.values[strings.ToLower(name)] = text
	}
	return nil
}

func (p params) text(name string) string { return p.values[name] }

func (p params) int(name string) int64 {
	n, _ := strconv.ParseInt(p.values[name], 10, 64)
	return n
}

// object reads a parameter that is JSON; an absent one leaves v as it is.
func (p params) object(name string, v any) error {
	text := p.values[name]
	if text == "" || text == "null" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return bad("can't parse %s JSON object", strings.ReplaceAll(name, "_", " "))
	}
	return nil
}
