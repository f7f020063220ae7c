package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"naikkelas/bot/channel"
	"naikkelas/flows"
	"naikkelas/flows/voice"
	"naikkelas/store"
)

// TranscribeSettings is the service that writes voice notes down.
type TranscribeSettings struct{ API, Key, Model string }

// On tells whether there is one.
func (s TranscribeSettings) On() bool { return s.API != "" }

const (
	// transcribeWait is how long fetching a voice note and writing it down may take
	// together: a person waits.
	transcribeWait = 10 * time.Second
	voicesMost     = 4 // at once
	// heardConsent ends the version of the consent text that tells of it.
	heardConsent = "+voice"
)

// checkTranscribe reads the service's settings. A city that has one asks for
// consent anew.
func (c config) checkTranscribe(s *Settings, f *faultList) {
	key, err := secret(c.TranscribeKey, c.TranscribeKeyFile)
	f.unless(err == nil, "TRANSCRIBE_KEY_FILE", "cannot be read", "/run/secrets/transcribe_key")
	f.unless(c.TranscribeAPI == "" || httpAddress(c.TranscribeAPI), "TRANSCRIBE_API", "no http address", "https://whisper.example.go.id/v1")
	f.unless(c.TranscribeAPI == "" || c.TranscribeModel != "", "TRANSCRIBE_MODEL", "missing", "whisper-large-v3")
	s.Transcribe = TranscribeSettings{strings.TrimRight(c.TranscribeAPI, "/"), key, c.TranscribeModel}
	if s.Transcribe.On() && s.Program != nil {
		s.Program.HearVoices(heardConsent)
	}
}

// transcriber writes voice notes down.
type transcriber struct {
	settings TranscribeSettings
	fetch    func(ctx context.Context, f flows.File, take func(io.Reader) error) error
	client   *http.Client
	wait     time.Duration // transcribeWait
}

func newTranscriber(s TranscribeSettings, fetch func(context.Context, flows.File, func(io.Reader) error) error) *transcriber {
	return &transcriber{s, fetch, &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, transcribeWait}
}

// errBig tells that a voice note is longer than is taken.
var errBig = errors.New("the voice note is too long")

// hear is what the service heard. The note is in memory for as long, and nowhere
// else.
func (t *transcriber) hear(ctx context.Context, f flows.File) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, t.wait)
	defer cancel()
	var note []byte
	err := t.fetch(ctx, f, func(r io.Reader) (err error) {
		note, err = io.ReadAll(io.LimitReader(r, voice.Most+1))
		return err
	})
	switch {
	case err != nil:
		return "", fmt.Errorf("fetch a voice note: %w", err)
	case len(note) > voice.Most:
		return "", errBig
	}
	body, kind, err := t.form(note)
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, t.settings.API+"/audio/transcriptions", body)
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", kind)
	if t.settings.Key != "" {
		request.Header.Set("Authorization", "Bearer "+t.settings.Key)
	}
	response, err := t.client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the service answers %d", response.StatusCode)
	}
	var said struct {
		Text string `json:"text"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, answerBytes)).Decode(&said); err != nil {
		return "", err
	}
	return strings.TrimSpace(said.Text), nil
}

// form is what the service gets: the note without a name, the model and the
// language that most of it is in.
func (t *transcriber) form(note []byte) (*bytes.Buffer, string, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "note.ogg")
	if err == nil {
		_, err = part.Write(note)
	}
	for _, field := range [][2]string{{"model", t.settings.Model}, {"language", "id"}, {"response_format", "json"}} {
		err = errors.Join(err, w.WriteField(field[0], field[1]))
	}
	return &body, w.FormDataContentType(), errors.Join(err, w.Close())
}

// transcribe has every voice note that waits written down, and gives what was
// heard to whoever said it as a cause, until the context ends.
func (p *Process) transcribe(ctx context.Context, lease store.Lease) error {
	if !p.settings.Transcribe.On() {
		<-ctx.Done()
		return nil
	}
	t := newTranscriber(p.settings.Transcribe, p.channels.Fetch)
	list := flows.ListName{Name: voice.Notes, Most: 2 * voicesMost}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(voicesMost + 1)
	begun := map[string]bool{} // notes that still stand in the list
	group.Go(func() error {
		for ctx.Err() == nil {
			found, err := p.store.Find(ctx, p.now(), flows.Lookup{Lists: []flows.ListName{list}})
			if err != nil {
				channel.Wait(ctx, answerWait)
				continue
			}
			waiting := map[string]bool{}
			for _, r := range found.Lists[list] {
				if waiting[r.ID] = true; begun[r.ID] || !group.TryGo(func() error { return p.transcribeNote(ctx, lease, t, r) }) {
					continue // it is being heard, or has its turn later
				}
				begun[r.ID] = true
			}
			maps.DeleteFunc(begun, func(id string, _ bool) bool { return !waiting[id] })
			channel.Wait(ctx, answerPause)
		}
		return nil
	})
	return group.Wait()
}

// transcribeNote has one written down. Whatever the service does, the person is
// given a cause: it takes the note out of the list.
func (p *Process) transcribeNote(ctx context.Context, lease store.Lease, t *transcriber, r flows.Record) error {
	var n voice.Note
	if json.Unmarshal(r.Data, &n) != nil {
		return nil
	}
	h := voice.Heard{ID: r.ID}
	text, err := t.hear(ctx, n.File)
	switch {
	case ctx.Err() != nil:
		return nil // another process hears it
	case errors.Is(err, errBig):
		h.Fault = voice.FaultBig
	case err != nil || text == "":
		h.Fault = voice.FaultDown
		p.log.Warn("a voice note was not written down", "person", n.Person, "error", err)
	default:
		h.Text = text
	}
	data, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if err := p.store.Notify(ctx, lease, flows.Notice{To: n.Person, What: voice.NoteRecord, Data: data}); err != nil {
		if errors.Is(err, store.ErrFenced) {
			return err
		}
		p.log.Warn("what was heard waits", "error", err)
	}
	return nil
}
