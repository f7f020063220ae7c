package contents_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// items are the questions of the assessment that is open or was finished last.
func (p *person) items() []*enterprise.Item {
	s := p.State(p.t)
	if len(s.Person.Businesses) == 0 {
		return nil
	}
	b := s.Person.Businesses[0]
	sector := b.Sector
	if d := s.Chat.Drafts["assessment"]; d != nil {
		for _, a := range b.Assessments {
			if a.At.Equal(d.Record) {
				sector = a.Sector
			}
		}
	}
	return p.Book.Program.Instrument.Shown(sector)
}

// replyTo is a right answer to a question of registration or assessment.
func (p *person) replyTo(flow, question string) reply {
	if flow == "assessment" {
		return p.replyToItem(question)
	}
	now := strconv.Itoa(p.Now.Year() - 5)
	one := func(text, value string) reply {
		return reply{text: text, stored: map[string]string{question: value}}
	}
	amount := func(text, band, rupiah string, confirm int) reply {
		return reply{text: text, stored: map[string]string{"omzet": band, "omzet.amount": rupiah}, confirm: confirm}
	}
	place := func(text, district, village string) reply {
		return reply{text: text, stored: map[string]string{"district": district, "village": village}}
	}
	confirmed := func(r reply) reply { r.confirm = 1; return r }
	choices := map[string][]reply{
		"honorific": {one("Ibu", "ibu"), one("pak", "bapak"), one("3", "kak"), one("Mr", "bapak")},
		"name":      {one("Siti Aminah", "Siti Aminah"), one("  budi  santoso ", "Budi Santoso"), one("Tom & Jerry <b>", "Tom & Jerry <b>")},
		"business":  {one("Keripik Bu Siti", "Keripik Bu Siti"), one("warung 99", "Warung 99"), one("<i>Kopi & Teh", "<i>Kopi & Teh")},
		"sector":    {one("Fesyen", "fashion"), one("2", "ready_food"), one("keripik", "packaged_food"), one("bengkel", "service"), one("kosmetk", "cosmetics")},
		"district":  {one("Kec. Klojen", "35.73.02"), one("klojen", "35.73.02"), place("tlogomas", "35.73.05", "35.73.05.1003")},
		"village":   {p.villageOfDistrict()},
		"year":      {one("2015", "2015"), confirmed(one("5 tahun lalu", now))},
		"workers":   {one("3", "3"), one("bertiga", "3"), one("12 orang", "12")},
		"omzet": {one("Rp2-5 juta", "2m_5m"), one("1", "below_2m"), amount("2,5jt", "2m_5m", "2500000", 1),
			amount("100rb sehari", "2m_5m", "2600000", 2), confirmed(one("3-4 juta", "2m_5m")), amount("2 jt 0", "2m_5m", "2000000", 1)},
		"phone": {one("+6281234567890", "+6281234567890"), confirmed(one("no 0812 34567891", "+6281234567891"))},
		"nib":   {one("Belum punya NIB", "none"), one("0101230099999", "0101230099999"), one("no 0101230099998", "0101230099998")},
	}
	options := choices[question]
	if len(options) == 0 {
		p.t.Fatalf("no answer is known to %s.%s", flow, question)
	}
	r := options[p.pick(len(options), "reply")]
	r.question = flow + "." + question
	return r
}

// villageOfDistrict is a kelurahan that fits the kecamatan given.
func (p *person) villageOfDistrict() reply {
	villages := p.Book.Program.Regions.Villages(p.given["register"]["district"])
	if len(villages) == 0 {
		return reply{text: "tlogomas", stored: map[string]string{"district": "35.73.05", "village": "35.73.05.1003"}}
	}
	v := villages[p.pick(len(villages), "village")]
	return reply{text: v.Name, stored: map[string]string{"village": v.Code}}
}

func (p *person) replyToItem(id string) reply {
	item := p.Book.Program.Instrument.Item(id)
	sector := ""
	for _, s := range p.Book.Program.Sectors { // the options are the same in every sector that shows them here
		if slices.ContainsFunc(p.items(), func(it *enterprise.Item) bool { return it.ID == id }) && len(item.OptionsFor(s.Code)) > 0 {
			sector = s.Code
		}
	}
	s := p.State(p.t)
	if len(s.Person.Businesses) > 0 && len(item.OptionsFor(s.Person.Businesses[0].Sector)) > 0 {
		sector = s.Person.Businesses[0].Sector
	}
	options := item.OptionsFor(sector)
	i := p.pick(len(options), "option")
	o := options[i]
	texts := []string{o.Button.In("id"), o.Button.In("en"), o.Text.In("id"), strings.ToUpper(o.Button.In("id")), strconv.Itoa(i + 1), string(rune('A' + i)), strconv.Itoa(i+1) + "."}
	return reply{question: "assessment" + "." + id, text: texts[p.pick(len(texts), "wording")], stored: map[string]string{id: o.Code}}
}

// stored are the answers of a form as they are kept.
func (p *person) stored(flow string) map[string]string {
	d := p.State(p.t).Chat.Drafts[flow]
	if d == nil {
		return nil
	}
	out := map[string]string{}
	for key, a := range d.Answers {
		if key != "confirm" && key != "next" {
			out[key] = a.Value
		}
	}
	return out
}

// leaveAlone does something that must change no answer. Forms may be erased
// or begun anew only by the questions that ask for it.
func (p *person) leaveAlone(act func()) { p.pending = p.pendingAfter(act) }

func (p *person) pendingAfter(act func()) reply {
	act()
	if p.State(p.t).Chat.Pending == nil {
		return reply{}
	}
	return p.pending
}

// adopt does something that may answer the question on the screen and nothing
// else: what became of that question is taken over.
func (p *person) adopt(act func()) {
	flow, question := p.form()
	if flow == "" {
		if s := p.State(p.t); s.Chat.Pending != nil {
			flow, question = s.Chat.Open, s.Chat.Pending.Question
		}
	}
	act()
	p.pending = reply{}
	if pending := p.State(p.t).Chat.Pending; pending != nil {
		p.pending = p.understood(pending)
	}
	now := p.stored(flow)
	if now == nil || flow != "register" && flow != "assessment" || question == "confirm" || question == "next" {
		return
	}
	if p.given[flow] == nil {
		p.given[flow] = map[string]string{}
	}
	belongs := func(key string) bool {
		pair := question == "district" && key == "village" || question == "village" && key == "district"
		return key == question || pair || strings.HasPrefix(key, question+".")
	}
	maps.DeleteFunc(p.given[flow], func(key, _ string) bool { return belongs(key) })
	for key, value := range now {
		if belongs(key) {
			p.given[flow][key] = value
		}
	}
}

// understood is what the first of the candidates on the screen means.
func (p *person) understood(pending *flows.Pending) reply {
	c := pending.Candidates[0]
	r := reply{question: p.State(p.t).Chat.Open + "." + pending.Question, stored: map[string]string{pending.Question: c.Value}, confirm: 1}
	maps.Copy(r.stored, c.Also)
	return r
}

// compare checks that what is stored is what was given.
func (p *person) compare(action string) {
	s := p.State(p.t)
	if s.New {
		p.given, p.finished, p.pending = map[string]map[string]string{}, nil, reply{}
		return
	}
	for _, flow := range []string{"register", "assessment"} {
		p.begun(flow, s)
		if now := p.stored(flow); len(now)+len(p.given[flow]) > 0 && !maps.Equal(now, p.given[flow]) {
			p.t.Fatalf("after %s (%q) the answers of %s are\n%v, given were\n%v", action, p.Last.Text, flow, now, p.given[flow])
		}
	}
	p.checkProfile(s)
	p.checkScores(s)
}

// begun follows what the questions of the moment did to a form: erased it,
// began it anew, or filled it in with what was known.
func (p *person) begun(flow string, s flows.State) {
	now := p.stored(flow)
	switch {
	case len(now) == 0:
		delete(p.given, flow)
	case len(p.given[flow]) == 0 && flow == "register" && p.finished != nil:
		p.given[flow] = maps.Clone(p.finished)
	}
}

// checkProfile compares the person and the business with the answers that
// were confirmed.
func (p *person) checkProfile(s flows.State) {
	if len(s.Person.Businesses) == 0 {
		return
	}
	if d := s.Chat.Drafts["register"]; d != nil && !d.Done.IsZero() {
		p.finished = maps.Clone(p.given["register"])
	}
	if p.finished["omzet.amount"] == "0" {
		delete(p.finished, "omzet.amount") // the profile does not tell nothing from unknown
	}
	b := s.Person.Businesses[0]
	nib := b.NIB
	if nib == "" {
		nib = "none"
	}
	now := map[string]string{
		"name": s.Person.Name, "phone": s.Person.Phone, "business": b.Name, "sector": b.Sector, "district": b.District, "village": b.Village,
		"year": strconv.Itoa(b.YearStarted), "workers": strconv.Itoa(b.Workers), "omzet": b.OmzetBand, "nib": nib, "honorific": p.finished["honorific"],
	}
	if b.Omzet > 0 {
		now["omzet.amount"] = strconv.FormatInt(b.Omzet, 10)
	}
	maps.DeleteFunc(now, func(key, value string) bool { // not asked yet
		_, asked := p.finished[key]
		return !asked && (value == "" || value == "0" || value == "none")
	})
	if !maps.Equal(now, p.finished) {
		p.t.Fatalf("the profile is\n%v, confirmed was\n%v", now, p.finished)
	}
}

// checkScores: a stored score is the score of the stored answers.
func (p *person) checkScores(s flows.State) {
	if len(s.Person.Businesses) == 0 {
		return
	}
	b := s.Person.Businesses[0] // a copy: the state is only looked at
	all := b.Assessments
	for i, a := range all {
		b.Assessments = all[:i+1]
		b.Sector = a.Sector
		want := p.Book.Program.Score(a.Sector, a.Answers, p.Book.Program.Admin(b, p.Now))
		if a.Result.Total != want.Total || a.Result.Level != want.Level || a.Result.Answered != want.Answered || len(a.Answers) != want.Answered {
			p.t.Fatalf("assessment %d says %+v, its answers %v come to %+v", i, a.Result, a.Answers, want)
		}
	}
	if d := s.Chat.Drafts["assessment"]; d != nil && !d.Done.IsZero() {
		want := maps.Clone(p.given["assessment"])
		maps.DeleteFunc(want, func(id, value string) bool {
			return value == "" || !slices.ContainsFunc(p.items(), func(it *enterprise.Item) bool { return it.ID == id })
		})
		if got := all[len(all)-1].Answers; !maps.Equal(got, want) {
			p.t.Fatalf("the assessment holds\n%v, given were\n%v", got, want)
		}
	}
}

// finish is a patient owner who answers what is asked until there is a result.
func (p *person) finish() {
	for step := 0; ; step++ {
		if step > 150 {
			p.t.Fatalf("never done; the screen says %q", p.Heard())
		}
		s := p.State(p.t)
		open := s.Chat.Open != ""
		done := len(s.Person.Businesses) > 0 && len(s.Person.Businesses[0].Assessments) > 0
		switch {
		case p.numbered(), p.pending.confirm > 0:
			p.answerOpen()
		case open:
			p.tapTowards()
		case done && !slices.ContainsFunc(slices.Collect(maps.Values(s.Chat.Drafts)), func(d *flows.Draft) bool { return d.Done.IsZero() }):
			return
		default:
			p.leaveAlone(func() { p.Say(p.t, []string{"/start", "/lanjut", "/penilaian"}[step%3]) })
		}
		p.compare("finish")
	}
}

// tapTowards answers the questions around the forms.
func (p *person) tapTowards() {
	good := map[string][]string{
		"start.language": {"Indonesia"}, "start.consent": {"Setuju", "I agree"}, "start.broadcast": {"Tidak usah", "No, thank you"},
		"register.confirm": {"Benar, simpan", "Right, save it"}, "register.next": {"Lengkapi profil", "Complete profile"}, "repeat.how": {"Tidak, terima kasih", "Not now, thank you"},
		"erase.sure": {"Jangan dihapus", "Do not erase"}, "discard.sure": {"Simpan saja", "Keep it"}, "language.which": {"Indonesia"},
		"broadcast.wanted": {"Kabari saya", "Keep me posted", "Sudah cocok", "That is fine"}, "sales.amount": {"Tidak ada penjualan", "No sales"}, "sales.month": {"Sudah cukup", "That is all"},
		"sales.reason": {"Bukan musimnya", "Out of season"}, "sales.confirm": {"Betul, simpan", "Right, save it"}, "sales.sure": {"Betul, simpan", "Right, save it"},
		"sales.times": {"4", "30"},
	}
	for _, label := range good[p.Asked] {
		if slices.Contains(p.Labels(), label) {
			p.leaveAlone(func() { p.Say(p.t, label) })
			return
		}
	}
	if strings.HasPrefix(p.Asked, "document") || strings.HasPrefix(p.Asked, "ticket") {
		p.leaveAlone(func() { p.Say(p.t, "/batal") })
		return
	}
	p.leaveAlone(func() { p.Say(p.t, "/bantuan") }) // shows again what is open
}
