package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/answers"
	"naikkelas/store"
)

// AnswerSettings is the service that chooses among the city's answers.
type AnswerSettings struct{ API, Key, Model string }

// On tells whether there is one.
func (s AnswerSettings) On() bool { return s.API != "" }

const (
	// answerWait is how long the service may take. Whoever asked has the nearest
	// answers on the screen meanwhile.
	answerWait = 2 * time.Second
	// answerPause is how long after one look for sentences comes the next.
	answerPause = 250 * time.Millisecond
	answersMost = 8       // sentences asked at once
	answerBytes = 1 << 16 // of what the service says
	// helpedConsent ends the version of the consent text that tells of it.
	helpedConsent = "+answers"
)

// checkAnswers reads the service's settings. A city that has one asks for consent anew.
func (c config) checkAnswers(s *Settings, f *faultList) {
	key, err := secret(c.AnswerKey, c.AnswerKeyFile)
	f.unless(err == nil, "ANSWER_KEY_FILE", "cannot be read", "/run/secrets/answer_key")
	f.unless(c.AnswerAPI == "" || httpAddress(c.AnswerAPI), "ANSWER_API", "no http address", "https://llm.example.go.id/v1")
	f.unless(c.AnswerAPI == "" || c.AnswerModel != "", "ANSWER_MODEL", "missing", "small-multilingual")
	s.Answer = AnswerSettings{strings.TrimRight(c.AnswerAPI, "/"), key, c.AnswerModel}
	if s.Answer.On() && s.Program != nil {
		s.Program.HelpAnswers(helpedConsent)
	}
}

// chooser asks the service about sentences that found no answer.
type chooser struct {
	settings AnswerSettings
	program  *enterprise.Program
	client   *http.Client
	wait     time.Duration // answerWait
}

func newChooser(s AnswerSettings, p *enterprise.Program) *chooser {
	return &chooser{s, p, &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, answerWait}
}

// choose is the code of the answer or intent that the service names; empty when
// it names none of ours, fails or takes too long.
func (h *chooser) choose(ctx context.Context, text string) (string, error) {
	codes, list := h.offered()
	body, err := json.Marshal(map[string]any{
		"model": h.settings.Model, "temperature": 0, "max_tokens": 24,
		"messages": []map[string]string{
			{"role": "system", "content": "A micro-enterprise owner in Indonesia wrote a sentence, in Indonesian, Javanese or English. Choose the one code from the list that it means. Answer with the code alone, or with none.\n" + list},
			{"role": "user", "content": text},
		},
	})
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, h.wait)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.settings.API+"/chat/completions", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	if h.settings.Key != "" {
		request.Header.Set("Authorization", "Bearer "+h.settings.Key)
	}
	response, err := h.client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var said struct {
		Choices []struct {
			Message struct{ Content string }
		}
	}
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the service answers %d", response.StatusCode)
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, answerBytes)).Decode(&said); err != nil {
		return "", err
	}
	if len(said.Choices) == 0 {
		return "", nil
	}
	if code := strings.Trim(strings.TrimSpace(said.Choices[0].Message.Content), "`\"'."); slices.Contains(codes, code) {
		return code, nil
	}
	return "", nil
}

// offered are the codes it may choose from, and the list that says what they mean.
func (h *chooser) offered() (codes []string, list string) {
	var b strings.Builder
	add := func(code string, ask enterprise.Asked) {
		codes = append(codes, code)
		ways := ask["id"]
		fmt.Fprintf(&b, "%s: %s\n", code, strings.Join(ways[:min(2, len(ways))], "; "))
	}
	for _, e := range h.program.Entries {
		add("know:"+e.Code, e.Ask)
	}
	for _, in := range h.program.Intents {
		switch {
		case in.Outside:
		case in.Do != "":
			add("do:"+in.Code, in.Ask)
		default:
			add("say:"+in.Code, in.Ask)
		}
	}
	return codes, b.String()
}

// chooseAnswers asks the service about every sentence that waits, and gives its
// answer to whoever wrote it as a cause, until the context ends.
func (p *Process) chooseAnswers(ctx context.Context, lease store.Lease) error {
	if !p.settings.Answer.On() {
		<-ctx.Done()
		return nil
	}
	h := newChooser(p.settings.Answer, p.settings.Program)
	list := flows.ListName{Name: answers.Choices, Most: answersMost}
	asked := map[string]bool{} // of those that still stand in the list
	for ctx.Err() == nil {
		found, err := p.store.Find(ctx, p.now(), flows.Lookup{Lists: []flows.ListName{list}})
		if err != nil {
			channel.Wait(ctx, answerWait)
			continue
		}
		group, known := errgroup.Group{}, asked
		asked = map[string]bool{}
		for _, r := range found.Lists[list] {
			if asked[r.ID] = true; known[r.ID] {
				continue
			}
			group.Go(func() error { return p.chooseAnswer(ctx, lease, h, r) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
		channel.Wait(ctx, answerPause)
	}
	return nil
}

// chooseAnswer asks about one. Whatever the service does, the owner is given a
// cause: it takes the sentence out of the list.
func (p *Process) chooseAnswer(ctx context.Context, lease store.Lease, h *chooser, r flows.Record) error {
	var q answers.Choice
	if json.Unmarshal(r.Data, &q) != nil {
		return nil
	}
	code, err := h.choose(ctx, q.Text)
	if err != nil {
		p.log.Warn("no answer was chosen", "person", q.Person, "error", err)
	}
	data, err := json.Marshal(answers.Chosen{ID: r.ID, Code: code})
	if err != nil {
		return err
	}
	if err := p.store.Notify(ctx, lease, flows.Notice{To: q.Person, What: answers.ChoiceRecord, Data: data}); err != nil {
		if errors.Is(err, store.ErrFenced) {
			return err
		}
		p.log.Warn("what was chosen waits", "error", err)
	}
	return nil
}
