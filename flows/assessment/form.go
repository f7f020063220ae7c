package assessment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// page is the questions of one indicator as a form: each item in a slot that is
// always its own, however much was answered before.
type page struct {
	items []*enterprise.Item
	token string
}

// pageOf is the page of an indicator for this draft. Its token is this person's
// and this draft's: on any other the answers count for nothing.
func pageOf(c *flows.Conversation, d *flows.Draft, dimension string) page {
	sector := assessedSector(c, d)
	p := page{}
	for _, it := range c.Program().Instrument.Shown(sector) {
		if it.Dimension == dimension {
			p.items = append(p.items, it)
		}
	}
	sum := sha256.Sum256(fmt.Append(nil, c.Person.ID, " ", dimension, " ", sector, " ", d.Started.UnixNano(), " ", d.Round, " ", c.Program().Instrument.Version))
	p.token = hex.EncodeToString(sum[:16])
	return p
}

func slot(i int) string { return fmt.Sprint("q", i+1) }

// offerForm puts the rest of the indicator beside a question, where the city has
// such a form and the channel shows it.
func offerForm(c *flows.Conversation) {
	if c.Program().Templates.Form == "" || !c.Turn.To.HasForms() || c.Chat.Open != flows.AssessmentKey || len(c.Turn.Say) == 0 {
		return
	}
	m, d := &c.Turn.Say[len(c.Turn.Say)-1], c.Chat.Drafts[flows.AssessmentKey]
	it := c.Program().Instrument.Item(c.Chat.Asked)
	if it == nil || d == nil || d.Focus != "" || c.Chat.Pending != nil || m.Keyboard == nil || !strings.HasPrefix(m.Key, flows.AssessmentKey+"."+it.ID) && !m.Repeat {
		return
	}
	p := pageOf(c, d, it.Dimension)
	form := &messages.Form{Title: c.Label("assessment.form.open"), Token: p.token}
	for i, it := range p.items {
		if _, answered := d.Answers[it.ID]; !answered && len(p.items) <= messages.FormSlots {
			form.Questions = append(form.Questions, formQuestion(c, assessedSector(c, d), slot(i), it))
		}
	}
	if len(form.Questions) > 1 {
		m.Form = form
	}
}

func formQuestion(c *flows.Conversation, sector, slot string, it *enterprise.Item) messages.FormQuestion {
	q := messages.FormQuestion{Slot: slot, Ask: it.AskIn(sector).In(c.Lang())}
	for _, o := range it.OptionsFor(sector) {
		q.Options = append(q.Options, messages.FormOption{ID: o.Code, Title: o.Button.In(c.Lang()), About: o.Text.In(c.Lang())})
	}
	return q
}

// formFilled takes the answers of a page, which are the same as if each had been
// given to its question. A page that was sent before, or is not of this draft,
// changes nothing.
func formFilled(c *flows.Conversation) bool {
	if c.Input().Media != flows.FormMedia {
		return false
	}
	var filled map[string]any
	d := c.Chat.Drafts[flows.AssessmentKey]
	if json.Unmarshal([]byte(c.Input().Data), &filled) != nil || d == nil || !d.Done.IsZero() || c.Chat.Open != flows.AssessmentKey {
		c.Repeat(c.Text("assessment.form.stale", nil))
		return true
	}
	d = c.Draft(flows.AssessmentKey)
	n := 0
	for _, dimension := range c.Program().Instrument.Dimensions {
		if p := pageOf(c, d, dimension.Code); p.token == filled["flow_token"] {
			n = p.take(c, d, filled)
		}
	}
	if n == 0 {
		c.Repeat(c.Text("assessment.form.stale", nil))
		return true
	}
	d.Focus, d.Touched, c.Chat.Pending, c.Chat.Nudged, c.Chat.Missed = "", c.Now(), nil, 0, nil
	c.Note = c.Text("assessment.form.taken", messages.Args{"N": n})
	c.Proceed()
	return true
}

// take writes down the answers that are open, and gives their number.
func (p page) take(c *flows.Conversation, d *flows.Draft, filled map[string]any) (n int) {
	for i, it := range p.items {
		code, _ := filled[slot(i)].(string)
		if _, answered := d.Answers[it.ID]; answered || it.OptionFor(assessedSector(c, d), code) == nil {
			continue
		}
		d.Answers[it.ID] = flows.Answer{Value: code, Message: c.Input().Message}
		n++
	}
	return n
}
