package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// WhatsAppTemplate is a template as POST message_templates takes it.
type WhatsAppTemplate struct {
	ID         string              `json:"id,omitempty"`
	Name       string              `json:"name"`
	Language   string              `json:"language"`
	Category   string              `json:"category"`                   // "UTILITY", "MARKETING", "AUTHENTICATION"
	Status     string              `json:"status,omitempty"`           // "APPROVED" if empty; "PENDING", "REJECTED", "PAUSED", "DISABLED"
	Format     string              `json:"parameter_format,omitempty"` // "POSITIONAL" if empty, or "NAMED"
	Components []TemplateComponent `json:"components"`
}

// TemplateComponent is a part of a template.
type TemplateComponent struct {
	Type    string           `json:"type"`             // "HEADER", "BODY", "FOOTER", "BUTTONS"
	Format  string           `json:"format,omitempty"` // of a header: "TEXT", "IMAGE", "DOCUMENT", "VIDEO", "LOCATION"
	Text    string           `json:"text,omitempty"`
	Example json.RawMessage  `json:"example,omitempty"`
	Buttons []TemplateButton `json:"buttons,omitempty"`
}

// TemplateButton is a button of a template.
type TemplateButton struct {
	Type  string `json:"type"` // "QUICK_REPLY", "URL", "PHONE_NUMBER", "FLOW", "REQUEST_CONTACT_INFO"
	Text  string `json:"text,omitempty"`
	URL   string `json:"url,omitempty"`
	Phone string `json:"phone_number,omitempty"`
	Flow  string `json:"flow_id,omitempty"`
}

// RegisterTemplate makes a template known by the form in which Meta's manager
// takes it, and approves it.
func (w *WhatsApp) RegisterTemplate(form []byte) error {
	var t WhatsAppTemplate
	if err := json.Unmarshal(form, &t); err != nil {
		return fmt.Errorf("simulator: read a template: %w", err)
	}
	w.AddTemplate(t)
	return nil
}

// AddTemplate makes a template known, approved unless it says otherwise.
func (w *WhatsApp) AddTemplate(t WhatsAppTemplate) {
	w.mu.Lock()
	defer w.mu.Unlock()
	setDefault(&t.Status, "APPROVED")
	setDefault(&t.Format, "POSITIONAL")
	if t.ID == "" {
		t.ID = w.id()
	}
	w.templates[t.key()] = &t
}

func (t WhatsAppTemplate) key() string { return t.Name + "/" + t.Language }

// part is a component of a template.
func (t WhatsAppTemplate) part(kind string) TemplateComponent {
	i := slices.IndexFunc(t.Components, func(c TemplateComponent) bool { return strings.EqualFold(c.Type, kind) })
	if i < 0 {
		return TemplateComponent{}
	}
	return t.Components[i]
}

var (
	templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)
	placeholder  = regexp.MustCompile(`\{\{\s*([a-zA-Z0-9_]+)\s*\}\}`)
	// notInParameter is what a parameter must not have in it (132018).
	notInParameter = regexp.MustCompile("[\n\r\t]| {5}")
)

// placeholders are the parameters of a text, each once, as they come.
func placeholders(text string) (names []string) {
	for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, found[1]) {
			names = append(names, found[1])
		}
	}
	return names
}

// readTemplate reads a message that is made of an approved template.
func readTemplate(c *waCall, o object) WhatsAppMessage {
	in := o.within("template", true).only("name", "language", "components", "namespace")
	name := in.text("name", 1, 512)
	language := in.within("language", true).only("code", "policy").text("code", 1, 20)
	if *in.wrong != nil {
		return WhatsAppMessage{}
	}
	c.w.mu.Lock()
	t := c.w.templates[name+"/"+language]
	c.w.mu.Unlock()
	if err := usable(t, name, language, o); err != nil {
		in.fail(err)
		return WhatsAppMessage{}
	}
	m := WhatsAppMessage{Kind: "template", Template: t.key(), Category: strings.ToLower(t.Category), Footer: t.part("FOOTER").Text}
	given := templateParts(in)
	c.fillHeader(&m, *t, in, given)
	m.Text = t.fill("body", t.part("BODY").Text, in, given["body"], waBody)
	fillButtons(&m, *t, in, given)
	return m
}

// usable is why a template cannot be sent.
func usable(t *WhatsAppTemplate, name, language string, o object) error {
	switch {
	case t == nil || t.Status == "PENDING" || t.Status == "REJECTED":
		return coded(132001, "template name (%s) does not exist in %s", name, language)
	case t.Status == "PAUSED":
		return coded(132015, "template %s is paused", name)
	case t.Status == "DISABLED":
		return coded(132016, "template %s is disabled", name)
	case strings.EqualFold(t.Category, "AUTHENTICATION") && !o.has("to"):
		return coded(131062, "authentication templates need a phone number")
	}
	return nil
}

// templateParts are the components that were given: "header", "body",
// "button 0"...
func templateParts(in object) map[string][]object {
	parts := map[string][]object{}
	for _, c := range in.list("components", 0, 20) {
		c.only("type", "sub_type", "index", "parameters")
		kind := strings.ToLower(c.text("type", 1, 20))
		if kind == "button" {
			c.text("sub_type", 1, 40)
			kind += " " + strconv.Itoa(int(c.number("index", 0, 9)))
		} else if kind != "header" && kind != "body" {
			c.bad("type", "must be one of {HEADER, BODY, BUTTON}")
		}
		parts[kind] = c.list("parameters", 0, 100)
	}
	return parts
}

// fill puts the given parameters into a text.
func (t WhatsAppTemplate) fill(part, text string, in object, given []object, most int) string {
	names := placeholders(text)
	if len(given) != len(names) {
		in.fail(coded(132000, "%s: number of localizable_params (%d) does not match the expected number of params (%d)", part, len(given), len(names)))
		return ""
	}
	values := map[string]string{}
	for i, p := range given {
		p.only("type", "text", "parameter_name", "currency", "date_time")
		name := names[i]
		if t.Format == "NAMED" {
			if name = p.text("parameter_name", 1, 100); !slices.Contains(names, name) {
				in.fail(coded(132012, "%s: there is no parameter named %s", part, name))
			}
		}
		values[name] = parameter(p, part)
	}
	out := placeholder.ReplaceAllStringFunc(text, func(s string) string { return values[placeholder.FindStringSubmatch(s)[1]] })
	if units(out) > most {
		in.fail(coded(132005, "%s: translated text too long: %d, at most %d", part, units(out), most))
	}
	return out
}

// parameter reads the text of a parameter.
func parameter(p object, part string) string {
	switch p.one("type", "text", "currency", "date_time") {
	case "currency":
		return p.within("currency", true).only("fallback_value", "code", "amount_1000").text("fallback_value", 1, 1000)
	case "date_time":
		return p.within("date_time", true).text("fallback_value", 1, 1000)
	}
	s := p.text("text", 1, waText)
	if notInParameter.MatchString(s) {
		p.fail(coded(132018, "%s: param text cannot have new-line/tab characters or more than 4 consecutive spaces", part))
	}
	return s
}

// fillHeader reads what stands above a template's body.
func (c *waCall) fillHeader(m *WhatsAppMessage, t WhatsAppTemplate, in object, given map[string][]object) {
	header := t.part("HEADER")
	parameters := given["header"]
	if header.Type == "" || strings.EqualFold(header.Format, "TEXT") {
		m.Header = t.fill("header", header.Text, in, parameters, waSmall)
		return
	}
	kind := strings.ToLower(header.Format)
	if len(parameters) != 1 {
		in.fail(coded(132012, "header: Format mismatch, expected %s, received UNKNOWN", header.Format))
		return
	}
	p := parameters[0]
	if p.text("type", 1, 20) != kind {
		in.fail(coded(132012, "header: Format mismatch, expected %s, received %s", header.Format, p.fields["type"]))
		return
	}
	p.only("type", kind)
	if kind == "location" {
		m.Place = readLocation(c, p).Place
		return
	}
	c.attach(m, kind, p.within(kind, true).only("id", "link", "filename"))
}

// fillButtons gives a template's buttons their payloads and addresses.
func fillButtons(m *WhatsAppMessage, t WhatsAppTemplate, in object, given map[string][]object) {
	buttons := t.part("BUTTONS").Buttons
	for i, b := range buttons {
		parameters := given["button "+strconv.Itoa(i)]
		out := WhatsAppButton{Title: b.Text, ID: b.Text}
		switch strings.ToUpper(b.Type) {
		case "QUICK_REPLY":
			out.Kind = "reply"
			if len(parameters) == 1 && parameters[0].only("type", "payload").one("type", "payload") != "" {
				out.ID = parameters[0].text("payload", 1, 256)
			}
		case "URL":
			out.Kind, out.Address = "url", t.fill("button at index "+strconv.Itoa(i), b.URL, in, parameters, 2000)
		case "PHONE_NUMBER":
			out.Kind, out.Address = "phone", b.Phone
		case "REQUEST_CONTACT_INFO":
			out.Kind, out.Title = "contact", "Bagikan nomor"
		case "FLOW":
			out.Kind, m.Flow = "flow", readTemplateFlow(b, parameters)
		}
		m.Buttons = append(m.Buttons, out)
	}
	for part := range given {
		n, isButton := strings.CutPrefix(part, "button ")
		if i, _ := strconv.Atoi(n); isButton && i >= len(buttons) {
			in.fail(coded(132000, "button at index %d does not exist in the template", i))
		}
	}
}

func readTemplateFlow(b TemplateButton, parameters []object) *WhatsAppFlow {
	f := &WhatsAppFlow{ID: b.Flow}
	if len(parameters) == 1 {
		action := parameters[0].only("type", "action").within("action", false).only("flow_token", "flow_action_data")
		f.Token, f.Data = action.text("flow_token", 0, 1000), action.fields["flow_action_data"]
	}
	return f
}

// check is why Meta would not take a template for review.
func (t WhatsAppTemplate) check() error {
	body := t.part("BODY").Text
	switch {
	case !templateName.MatchString(t.Name):
		return invalid("Message template name must be lower case letters, digits and underscores")
	case !slices.Contains([]string{"UTILITY", "MARKETING", "AUTHENTICATION"}, strings.ToUpper(t.Category)):
		return invalid("Param category must be one of {UTILITY, MARKETING, AUTHENTICATION}")
	case t.Language == "":
		return invalid("The parameter language is required.")
	case body == "" || units(body) > waBody:
		return invalid("Param components: a BODY of 1 to %d characters is required", waBody)
	case units(t.part("FOOTER").Text) > waSmall || units(t.part("HEADER").Text) > waSmall:
		return invalid("Param components: HEADER and FOOTER have at most %d characters", waSmall)
	case len(t.part("BUTTONS").Buttons) > 10:
		return invalid("Param components: at most 10 buttons")
	case len(placeholders(body)) > 0 && len(t.part("BODY").Example) == 0:
		return invalid("Param components: BODY is missing expected field(s) (example)")
	}
	return t.checkText(body)
}

// checkText is what Meta minds about a body's words: a parameter at its
// beginning or end, numbers that are not 1, 2, 3.
func (t WhatsAppTemplate) checkText(body string) error {
	trimmed := strings.TrimSpace(body)
	if strings.HasPrefix(trimmed, "{{") || strings.HasSuffix(trimmed, "}}") {
		return invalid("Param components: variables can't be at the start or end of the template")
	}
	if t.Format != "NAMED" {
		for i, name := range placeholders(body) {
			if name != strconv.Itoa(i+1) {
				return invalid("Param components: variables must be {{1}}, {{2}} and so on, found {{%s}}", name)
			}
		}
	}
	for _, b := range t.part("BUTTONS").Buttons {
		if units(b.Text) > 25 {
			return invalid("Param components: a button's text has at most 25 characters")
		}
	}
	return nil
}

func (w *WhatsApp) createTemplate(c *waCall) (any, error) {
	var t WhatsAppTemplate
	if err := json.Unmarshal(c.body, &t); err != nil {
		return nil, invalid("The request body cannot be read: %s", err)
	}
	if err := t.check(); err != nil {
		return nil, err
	}
	w.mu.Lock()
	known := w.templates[t.key()] != nil
	w.mu.Unlock()
	if known {
		return nil, &graphError{code: 100, subcode: 2388024, text: "Invalid parameter", details: "There is already content in this language for this template"}
	}
	t.Status = "APPROVED" // the review takes no time here
	w.AddTemplate(t)
	w.mu.Lock()
	defer w.mu.Unlock()
	return map[string]string{"id": w.templates[t.key()].ID, "status": "APPROVED", "category": t.Category}, nil
}

func (w *WhatsApp) listTemplates(c *waCall) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	data, name := []any{}, c.r.URL.Query().Get("name")
	for _, key := range sortedKeys(w.templates) {
		if t := w.templates[key]; name == "" || t.Name == name {
			data = append(data, t)
		}
	}
	return map[string]any{"data": data, "paging": map[string]any{"cursors": map[string]string{"before": "MAZDZD", "after": "MjQZD"}}}, nil
}

func (w *WhatsApp) deleteTemplate(c *waCall) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	name, found := c.r.URL.Query().Get("name"), false
	for key, t := range w.templates {
		if t.Name == name {
			delete(w.templates, key)
			found = true
		}
	}
	if !found {
		return nil, &graphError{status: http.StatusNotFound, code: 100, subcode: 2593002, text: fmt.Sprintf("Message template %q was not found", name)}
	}
	return map[string]bool{"success": true}, nil
}
