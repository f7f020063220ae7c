package program

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
)

// The lengths that fit every channel, in UTF-16 units: a button and a list
// row's description are WhatsApp's (20 and 72), the others keep a question on
// one screen.
const (
	maxButton = 20
	maxOption = 72
	maxAsk    = 150
	maxHelp   = 320
	maxAdvice = 240
	maxShort  = 12
)

// maxWeight keeps the arithmetic of a score far from overflow.
const maxWeight = 100

// languages every text must have.
var languages = []string{"id", "en"}

// movingWords are what a person types to move about in a form; a button
// with such a label could not be told from it.
var movingWords = []string{
	"kembali", "lewati", "mengapa ditanya", "menu", "batal", "ya", "tidak", "setuju", "tetap", "sama",
	"back", "skip", "why do you ask", "cancel", "yes", "no", "keep", "same",
}

// check looks at what the files mean: references, lengths, gaps.
func (l *loader) check(p *enterprise.Program) {
	l.checkCity(p)
	l.checkAnnouncements(p.City.Announcements)
	l.checkSafety(p.City.Safety)
	l.checkTrainings(p)
	l.checkProposals(p.City.Proposals)
	l.checkServices(p)
	l.checkPlan(p)
	l.checkCalendar(p.City)
	l.checkTaxNote(p.City.TaxNote)
	l.checkLevels(&p.Instrument)
	for i := range p.Instrument.Items {
		l.checkItem(p, i)
	}
	l.checkSectors(p)
	l.checkDocuments(p)
	l.checkRegions(p)
	l.checkCentres(p)
	l.checkAdmin(p)
	l.checkKnowledge(p)
}

func (l *loader) checkCity(p *enterprise.Program) {
	const file = "city.yaml"
	l.phrase(p.City.Office, 100, file, "office")
	seen, shown := map[string]bool{}, map[string]bool{}
	for i, s := range p.Sectors {
		l.unique(seen, s.Code, file, "sectors", i, "code")
		l.button(shown, s.Button, file, "sectors", i, "button")
		l.phrase(s.Name, 40, file, "sectors", i, "name")
		l.phrase(s.Examples, maxOption, file, "sectors", i, "examples")
	}
	next := int64(0)
	shown = map[string]bool{}
	for i, b := range p.OmzetBands {
		l.unique(seen, b.Code, file, "omzet_bands", i, "code")
		l.button(shown, b.Button, file, "omzet_bands", i, "button")
		if b.From != next || b.Below == 0 && i < len(p.OmzetBands)-1 || b.Below != 0 && b.Below <= b.From {
			l.wrong(file, l.line(file, "omzet_bands", i), "the band leaves a gap or overlaps", fmt.Sprintf("from: %d, and below: larger, or 0 for the last", next))
		}
		next = b.Below
	}
	if len(p.Sectors) == 0 || len(p.OmzetBands) == 0 || next != 0 {
		l.wrong(file, l.line(file, "omzet_bands"), "sectors or bands are missing, or the last band has an end", "at least one sector; below: 0 in the last band")
	}
	for _, code := range slices.Sorted(maps.Keys(p.Links)) {
		link := p.Links[code]
		l.phrase(link.Name, 60, file, "links", code, "name")
		if link.URL != "" && !strings.HasPrefix(link.URL, "https://") {
			l.wrong(file, l.line(file, "links", code, "url"), "the address is no https page", `"https://oss.go.id"`)
		}
	}
}

// checkCentres wants centres that some business can be in: a city may have none.
func (l *loader) checkCentres(p *enterprise.Program) {
	const file = "city.yaml"
	seen := map[string]bool{}
	for i, c := range p.City.Centres {
		l.unique(seen, c.Code, file, "centres", i, "code")
		l.phrase(c.Name, maxButton, file, "centres", i, "name")
		if p.Regions.Village(c.Village) == nil {
			l.wrong(file, l.line(file, "centres", i, "village"), "there is no kelurahan "+strconv.Quote(c.Village), "a code of regions.yaml")
		}
		if !slices.ContainsFunc(p.Sectors, func(s enterprise.Sector) bool { return s.Code == c.Sector }) {
			l.wrong(file, l.line(file, "centres", i, "sector"), "there is no sector "+strconv.Quote(c.Sector), "a code under sectors")
		}
	}
}

// checkTaxNote wants the city's own sentence on whether reported sales go to
// the tax office: owners ask, and nobody but the city may answer. Without it
// the bot says nothing of it, so its absence is a warning only.
func (l *loader) checkTaxNote(note enterprise.Phrase) {
	const file = "city.yaml"
	if len(note) > 0 {
		l.phrase(note, maxHelp, file, "omzet", "tax_note")
		return
	}
	l.warnings = append(l.warnings, enterprise.Fault{File: file, Line: l.line(file, "omzet", "tax_note"), What: "the city's sentence on whether reported sales go to the tax office is not set",
		Right: `tax_note: {id: "Angka ini tidak ...", en: "These figures are not ..."}, as the office decides`})
}

// checkSafety wants acts and ways that there are.
func (l *loader) checkSafety(s enterprise.Safety) {
	const file = "city.yaml"
	for act, how := range s.Confirm {
		if !slices.Contains(enterprise.SensitiveActs, act) {
			l.wrong(file, l.line(file, "safety", "confirm", act), "there is no act "+strconv.Quote(act), strings.Join(enterprise.SensitiveActs, ", "))
		} else if !slices.Contains(enterprise.Confirmations, how) {
			l.wrong(file, l.line(file, "safety", "confirm", act), "nothing is confirmed by "+strconv.Quote(how), strings.Join(enterprise.Confirmations, ", "))
		}
	}
	if s.SessionHours < 0 {
		l.wrong(file, l.line(file, "safety", "session_hours"), "a session cannot last less than nothing", "session_hours: 12")
	}
}

// domainForm is a domain as it stands in an address, without www.
var domainForm = regexp.MustCompile(`^([a-z0-9-]+\.)+[a-z]{2,}$`)

// checkAnnouncements wants a category that can be muted and one that cannot:
// codes stand in stored terms and in the data of buttons.
func (l *loader) checkAnnouncements(a enterprise.Announcements) {
	const file = "city.yaml"
	at := func(path ...any) []any { return append([]any{"announcements"}, path...) }
	if a.ApprovalAbove < 1 {
		l.wrong(file, l.line(file, at("approval_above")...), "the number of recipients above which a second officer approves is missing", "approval_above: 50")
	}
	for i, d := range a.TrustedDomains {
		if !domainForm.MatchString(d) {
			l.wrong(file, l.line(file, at("trusted_domains", i)...), "a trusted domain is no name of one, in small letters", "oss.go.id")
		}
	}
	seen := map[string]bool{}
	urgent := 0
	for i, c := range a.Categories {
		l.unique(seen, c.Code, file, at("categories", i, "code")...)
		if !categoryCode.MatchString(c.Code) {
			l.wrong(file, l.line(file, at("categories", i, "code")...), "the code is not of small letters", "code: training")
		}
		l.phrase(c.Name, maxButton, file, at("categories", i, "name")...)
		l.phrase(c.About, maxOption, file, at("categories", i, "about")...)
		for _, lang := range languages {
			if slices.Contains(movingWords, read.Tidy(c.Name.In(lang))) {
				l.wrong(file, l.line(file, at("categories", i, "name")...), "the name is a word that moves about in a form", `a name such as "Pelatihan"`)
			}
		}
		if c.Urgent {
			urgent++
		}
	}
	if urgent != 1 || len(a.Categories) < 2 {
		l.wrong(file, l.line(file, at("categories")...), "there is not exactly one urgent category among at least two", "{code: urgent, urgent: true, ...} beside others")
	}
}

var categoryCode = regexp.MustCompile(`^[a-z_]{1,20}$`)

// checkTrainings wants kinds whose indicators there are.
func (l *loader) checkTrainings(p *enterprise.Program) {
	const file = "city.yaml"
	at := func(path ...any) []any { return append([]any{"trainings"}, path...) }
	c := p.City.Trainings
	if c.OfferHours < 1 || c.OfferHours > 7*24 {
		l.wrong(file, l.line(file, at("offer_hours")...), "a free place is kept for no time, or for more than a week", "offer_hours: 24")
	}
	if c.PresentPercent < 1 || c.PresentPercent > 100 {
		l.wrong(file, l.line(file, at("present_percent")...), "the share of the sessions for a certificate is not 1 to 100", "present_percent: 75")
	}
	own := child(l.root(file), "trainings") != nil // ours may name indicators that a city's instrument has not
	seen, shown := map[string]bool{}, map[string]bool{}
	for i, k := range c.Kinds {
		l.unique(seen, k.Code, file, at("kinds", i, "code")...)
		l.button(shown, k.Name, file, at("kinds", i, "name")...)
		for _, code := range k.Dimensions {
			if own && !slices.ContainsFunc(p.Instrument.Dimensions, func(d enterprise.Dimension) bool { return d.Code == code }) {
				l.wrong(file, l.line(file, at("kinds", i, "dimensions")...), "there is no indicator "+code, "one of the dimensions of assessment.yaml")
			}
		}
	}
	if len(c.Kinds) == 0 {
		l.wrong(file, l.line(file, at()...), "there is no kind of training", "kinds: [{code: halal, ...}]")
	}
}

// checkProposals wants themes that fit a button: their codes stand in stored terms.
func (l *loader) checkProposals(r enterprise.ProposalRules) {
	const file = "city.yaml"
	at := func(path ...any) []any { return append([]any{"proposals"}, path...) }
	if r.KeepYears < 1 {
		l.wrong(file, l.line(file, at("keep_years")...), "the years for which proposals are kept are missing", "keep_years: 5")
	}
	seen, shown := map[string]bool{}, map[string]bool{}
	for i, theme := range r.Themes {
		l.unique(seen, theme.Code, file, at("themes", i, "code")...)
		if !categoryCode.MatchString(theme.Code) {
			l.wrong(file, l.line(file, at("themes", i, "code")...), "the code is not of small letters", "code: capital")
		}
		l.button(shown, theme.Name, file, at("themes", i, "name")...)
		l.phrase(theme.About, maxOption, file, at("themes", i, "about")...)
	}
	if len(r.Themes) < 2 {
		l.wrong(file, l.line(file, at("themes")...), "there are fewer than two themes", "themes: [{code: capital, ...}, {code: other, ...}]")
	}
}

func (l *loader) checkDocuments(p *enterprise.Program) {
	const file = "documents.yaml"
	seen, shown := map[string]bool{}, map[string]bool{}
	l.checkChecks(p.Checks)
	for i, d := range p.Documents {
		l.unique(seen, d.Code, file, "documents", i, "code")
		if d.Code != "" && !documentCode.MatchString(d.Code) {
			l.wrong(file, l.line(file, "documents", i, "code"), "the code is not of small letters and digits", "code: sppirt")
		}
		l.phrase(d.Name, 60, file, "documents", i, "name")
		l.button(shown, d.Short, file, "documents", i, "short")
		if d.Why != nil {
			l.phrase(d.Why, maxAdvice, file, "documents", i, "why")
		}
		for _, sector := range d.For {
			if sector != "all" {
				l.sectorIn(file, p, sector, "documents", i, "for")
			}
		}
		if d.KeepDays < 1 {
			l.wrong(file, l.line(file, "documents", i, "keep_days"), "the days for which one is kept after its end are less than one", "keep_days: 730")
		}
		if d.Yearly != nil {
			l.phrase(d.Yearly.Ask, maxAdvice, file, "documents", i, "yearly", "ask")
			l.phrase(d.Yearly.Changed, maxAdvice, file, "documents", i, "yearly", "changed")
		}
		l.phrase(d.Cost, maxAdvice, file, "documents", i, "cost")
		l.phrase(d.About, maxAdvice, file, "documents", i, "about")
		if !slices.Contains(enterprise.ValidityKinds(), d.Validity.Kind) || (d.Validity.Kind == "years") != (d.Validity.Years > 0) {
			l.wrong(file, l.line(file, "documents", i, "validity"), "the validity is unknown", "{kind: years, years: 5}, or kind: "+strings.Join(enterprise.ValidityKinds(), ", "))
		}
		pattern, err := regexp.Compile(d.Pattern)
		if err != nil || d.Pattern != "" && !pattern.MatchString(enterprise.NormalNumber(d.Example)) {
			l.wrong(file, l.line(file, "documents", i, "pattern"), "the pattern is no regular expression or its example does not match", `'^\d{13}$' with example: "0101230099999"`)
		}
	}
}

var documentCode = regexp.MustCompile(`^[a-z][a-z0-9_]{0,29}$`)

// checkChecks looks at the habits of those who check documents.
func (l *loader) checkChecks(c enterprise.DocumentChecks) {
	const file = "documents.yaml"
	if c.RejectedDays < 1 {
		l.wrong("documents.yaml", l.line("documents.yaml", "rejected_keep_days"), "the days for which what was turned down is kept are less than one", "rejected_keep_days: 180")
	}
	if c.ConditionalDays < 1 || c.ConditionalDays > 3650 {
		l.wrong(file, l.line(file, "conditional_days"), "an approval on a condition holds for no time, or for ever", "conditional_days: 90")
	}
	seen, shown := map[string]bool{}, map[string]bool{}
	for i, r := range c.Reasons {
		l.unique(seen, r.Code, file, "reasons", i, "code")
		l.button(shown, r.Button, file, "reasons", i, "button")
		l.phrase(r.Text, maxAdvice, file, "reasons", i, "text")
	}
}

func (l *loader) checkRegions(p *enterprise.Program) {
	const file = "regions.yaml"
	seen := map[string]bool{}
	for i, d := range p.Regions.Districts {
		l.unique(seen, d.Code, file, "districts", i, "code")
		if !strings.HasPrefix(d.Code, p.Regions.City.Code+".") || d.Name == "" || len(d.Villages) == 0 {
			l.wrong(file, l.line(file, "districts", i), "the kecamatan is empty or its code is not the city's", "code: \""+p.Regions.City.Code+".01\"")
		}
		for j, v := range d.Villages {
			l.unique(seen, v.Code, file, "districts", i, "villages", j, "code")
			if !strings.HasPrefix(v.Code, d.Code+".") || v.Name == "" {
				l.wrong(file, l.line(file, "districts", i, "villages", j), "the kelurahan has no name or its code is not its kecamatan's", "code: \""+d.Code+".1001\"")
			}
		}
	}
	if len(p.Regions.Districts) == 0 {
		l.wrong(file, 1, "there is no kecamatan", "at least one under districts")
	}
}

func (l *loader) checkAdmin(p *enterprise.Program) {
	const file = "scale.yaml"
	for _, limits := range []struct {
		key string
		enterprise.ScaleLimits
	}{{"capital", p.Scale.Capital}, {"sales", p.Scale.Sales}} {
		if limits.Micro < 1 || limits.Small <= limits.Micro || limits.Medium <= limits.Small {
			l.wrong(file, l.line(file, limits.key), "the limits do not rise", "{micro: 2000000000, small: 15000000000, medium: 50000000000}")
		}
	}
	for i, group := range p.AdminReady.AllSectors {
		l.group(p, group, "all_sectors", i)
	}
	for _, sector := range slices.Sorted(maps.Keys(p.AdminReady.BySector)) {
		l.sectorIn(file, p, sector, "admin_ready", "by_sector", sector)
		for i, group := range p.AdminReady.BySector[sector] {
			l.group(p, group, "by_sector", sector, i)
		}
	}
	l.answerRules(p, p.AdminReady.Exempt, "exempt")
	l.answerRules(p, p.AdminReady.Claimed, "claimed")
}

func (l *loader) answerRules(p *enterprise.Program, rules []enterprise.AnswerRule, key string) {
	const file = "scale.yaml"
	for i, rule := range rules {
		l.document(p, rule.Document, file, "admin_ready", key, i)
		it := p.Instrument.Item(rule.Item)
		if it == nil || slices.ContainsFunc(rule.Options, func(code string) bool { return it.Option(code) == nil }) {
			l.wrong(file, l.line(file, "admin_ready", key, i), "a rule names an answer that does not exist: "+rule.Item, "an item and option codes of assessment.yaml")
		}
	}
}

func (l *loader) group(p *enterprise.Program, group []string, path ...any) {
	path = append([]any{"admin_ready"}, path...)
	if len(group) == 0 {
		l.wrong("scale.yaml", l.line("scale.yaml", path...), "a group is empty", "[[nib], [npwp]]")
	}
	for _, kind := range group {
		l.document(p, kind, "scale.yaml", path...)
	}
}

func (l *loader) document(p *enterprise.Program, kind, file string, path ...any) {
	if _, ok := p.Document(kind); !ok {
		l.wrong(file, l.line(file, path...), "there is no document "+strconv.Quote(kind), "one of the codes in documents.yaml")
	}
}

func (l *loader) sector(p *enterprise.Program, code string, path ...any) {
	l.sectorIn("assessment.yaml", p, code, path...)
}

func (l *loader) sectorIn(file string, p *enterprise.Program, code string, path ...any) {
	if !slices.ContainsFunc(p.Sectors, func(s enterprise.Sector) bool { return s.Code == code }) {
		l.wrong(file, l.line(file, path...), "there is no sector "+strconv.Quote(code), "one of the codes under sectors in city.yaml")
	}
}

// phrase refuses a text that lacks a language or is too long for its place.
func (l *loader) phrase(text enterprise.Phrase, most int, file string, path ...any) {
	for _, lang := range languages {
		s := strings.TrimSpace(text[lang])
		if n := len(utf16.Encode([]rune(s))); n == 0 || n > most {
			l.wrong(file, l.line(file, path...), fmt.Sprintf("the %s text is %d characters long", lang, n), fmt.Sprintf("1 to %d characters, as in {id: \"...\", en: \"...\"}", most))
		}
	}
}

// button refuses a label that does not fit a button or that another choice of
// the same question has.
func (l *loader) button(shown map[string]bool, label enterprise.Phrase, file string, path ...any) {
	l.phrase(label, maxButton, file, path...)
	for _, lang := range languages {
		key := lang + " " + read.Tidy(label[lang])
		if shown[key] {
			l.wrong(file, l.line(file, path...), "another choice has the button "+strconv.Quote(label[lang]), "a label of its own")
		}
		shown[key] = true
	}
}

func (l *loader) weight(n int, file string, path ...any) {
	if n < 1 || n > maxWeight {
		l.wrong(file, l.line(file, path...), fmt.Sprintf("the weight is %d", n), fmt.Sprintf("1 to %d", maxWeight))
	}
}

func (l *loader) unique(seen map[string]bool, code, file string, path ...any) {
	if code == "" || seen[code] {
		l.wrong(file, l.line(file, path...), "the code "+strconv.Quote(code)+" is missing or used twice", "a code of its own, never used before")
	}
	seen[code] = true
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}
