package simulator

import (
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"time"
)

// deed is something a person did that is no message: a tap, an edit.
type deed struct {
	after int // messages that the chat had
	line  string
}

// deedsKept is how many deeds of a chat are remembered.
const deedsKept = 1000

// did notes a deed. The caller holds the lock.
func (c *chat) did(line string) { c.deeds = note(c.deeds, len(c.messages), line) }

func note(deeds []deed, after int, line string) []deed {
	if len(deeds) == deedsKept {
		deeds = slices.Delete(deeds, 0, 1)
	}
	return append(deeds, deed{after, line})
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// pauseShown is the shortest pause that a transcript shows.
const pauseShown = time.Hour

// Transcript is the chat as transcripts of tests are written: "> " what the
// person did, "< " what the bot said with its keyboard, "... 3 jam" between.
func (p *Phone) Transcript() string {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	c := p.server.chats[p.user.ID]
	var t transcript
	for i, m := range c.messages {
		t.deeds(c.deeds, i)
		t.pause(m.Date)
		if m.FromBot {
			t.said(botLines(m))
		} else {
			t.did(personLine(m))
		}
	}
	t.deeds(c.deeds, len(c.messages))
	return t.String()
}

// transcript is one being written.
type transcript struct {
	strings.Builder
	last time.Time
	next int // of the deeds
}

func (t *transcript) did(line string) { fmt.Fprintf(t, "> %s\n", line) }

func (t *transcript) said(lines string) {
	fmt.Fprintf(t, "< %s\n", strings.ReplaceAll(lines, "\n", "\n  "))
}

// deeds writes the deeds that were done before a message.
func (t *transcript) deeds(all []deed, message int) {
	for t.next < len(all) && all[t.next].after <= message {
		t.did(all[t.next].line)
		t.next++
	}
}

// pause writes how long nothing happened.
func (t *transcript) pause(now time.Time) {
	if d := now.Sub(t.last); !t.last.IsZero() && d >= pauseShown {
		if hours := int(d.Hours()); hours%24 == 0 {
			fmt.Fprintf(t, "... %d hari\n", hours/24)
		} else {
			fmt.Fprintf(t, "... %d jam\n", hours)
		}
	}
	t.last = now
}

// mediaWords are what a transcript calls what is no text.
var mediaWords = map[string]string{
	"photo": "(foto)", "image": "(foto)", "document": "(berkas)", "sticker": "(stiker)", "voice": "(suara)", "audio": "(suara)",
	"video": "(video)", "video_note": "(video)", "location": "(lokasi)", "poll": "(polling)", "contact": "(kontak)",
}

func personLine(m *Message) string {
	text := m.Text
	if m.Edited {
		text = m.first
	}
	if word := mediaWords[m.Media]; word != "" {
		return strings.TrimSpace(word + " " + text)
	}
	return text
}

// botLines are a message of the bot with what can be tapped.
func botLines(m *Message) string {
	var lines []string
	if m.Media != "" {
		lines = append(lines, mediaLine(m.Media, m.FileName))
	}
	if m.Text != "" {
		lines = append(lines, withTags(m.Text, m.Entities))
	}
	if m.Keyboard != nil {
		for _, row := range m.Keyboard.Rows {
			lines = append(lines, labels(row, func(k Key) string { return "[" + k.Text + "]" }))
		}
	}
	for _, row := range m.Buttons {
		lines = append(lines, labels(row, func(b InlineButton) string { return "(" + b.Text + ")" }))
	}
	return strings.Join(lines, "\n")
}

func mediaLine(kind, name string) string {
	if kind == "photo" || kind == "image" {
		return "(gambar)"
	}
	return "(berkas: " + name + ")"
}

func labels[T any](row []T, label func(T) string) string {
	var all []string
	for _, cell := range row {
		all = append(all, label(cell))
	}
	return strings.Join(all, " ")
}

// tagOf are the tags that bots write for the kinds of entity.
var tagOf = map[string]string{"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre"}

// withTags is a text as the bot wrote it, with its tags.
func withTags(text string, entities []Entity) string {
	at := map[int]string{}
	for _, e := range entities {
		open, shut := "<"+tagOf[e.Type]+">", "</"+tagOf[e.Type]+">"
		if e.Type == "text_link" {
			open, shut = `<a href="`+html.EscapeString(e.URL)+`">`, "</a>"
		} else if tagOf[e.Type] == "" {
			continue
		}
		at[e.Offset] += open
		at[e.Offset+e.Length] = shut + at[e.Offset+e.Length]
	}
	var out strings.Builder
	n := 0
	for _, r := range text {
		out.WriteString(at[n])
		out.WriteString(html.EscapeString(string(r)))
		n += units(string(r))
	}
	return out.String() + at[n]
}

// Transcript is the chat as Phone's.
func (p *WhatsAppPhone) Transcript() string {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	var t transcript
	for i, m := range p.chat.messages {
		t.deeds(p.chat.deeds, i)
		t.pause(m.Date)
		if m.FromBot {
			t.said(m.lines())
		} else {
			t.did(m.line())
		}
	}
	t.deeds(p.chat.deeds, len(p.chat.messages))
	return t.String()
}

// line is what a person did.
func (m *WhatsAppMessage) line() string {
	text := m.Text
	if m.Edited {
		text = m.first
	}
	switch {
	case m.Kind == "contacts" && len(m.Cards) > 0:
		return "(kontak) " + m.Cards[0].Phone
	case m.Kind == "unsupported":
		return "(" + text + ")"
	}
	if word := mediaWords[m.Kind]; word != "" {
		return strings.TrimSpace(word + " " + text)
	}
	return text
}

// lines are what the bot said, with what can be tapped.
func (m *WhatsAppMessage) lines() string {
	var lines []string
	if m.Media != "" {
		lines = append(lines, mediaLine(m.Media, m.FileName))
	}
	for _, text := range []string{m.Header, m.Text, m.Footer} {
		if text != "" {
			lines = append(lines, text)
		}
	}
	if all := m.Labels(); len(all) > 0 {
		lines = append(lines, labels(all, func(s string) string { return "[" + s + "]" }))
	}
	return strings.Join(lines, "\n")
}

// transcript answers the page.
func (s *Server) transcript(w http.ResponseWriter, r *http.Request) {
	text := ""
	if p := s.WhatsAppPhone(r.PathValue("id")); p != nil {
		text = p.Transcript()
	} else {
		s.mu.Lock()
		c, err := s.chatOfRequest(r)
		s.mu.Unlock()
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		text = c.phone.Transcript()
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write([]byte(text)) // an error means that the caller has gone
}
