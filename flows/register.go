package flows

import (
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const registerKey = "register"

// register is who the owner is and what the business is. Registered owners
// come back to it as /profil: the same questions with the answers filled in.
func register() *Flow {
	return &Flow{
		Key: registerKey, Command: "/daftar", Also: []string{"/profil", "/register", "/profile"},
		Numbered: true, Recalled: true, Business: true,
		Questions: func(*talk, *Draft) []*Question { return registerQuestions },
		Begin:     fillIn,
		Refresh:   (*talk).fillInOwner, // who the owner is may have changed meanwhile
		Finish:    registered,
	}
}

var registerQuestions = []*Question{
	{Key: "honorific", Options: honorifics, Accept: func(t *talk, _ *Draft, value string) {
		t.Person.Honorific = enterprise.Honorific(value) // from the next question on
	}},
	{Key: "name", Brief: "register.name.again", Read: readName("register.name.refuse", enterprise.ReadName)},
	{Key: "business", Brief: "register.business.again", Read: readBusiness},
	{Key: "sector", Options: sectors},
	{Key: "district", Brief: "register.district.again", Options: districts, Read: readDistrict},
	{Key: "village", Options: villages, Read: readVillage},
	{Key: "year", Brief: "register.year.again", Read: readYear},
	{Key: "workers", Options: workers, Read: readWorkers},
	{Key: "omzet", Options: omzetBands, Read: readOmzet, Why: "register.omzet.why"},
	{Key: "phone", Brief: "register.phone.again", Read: readPhone, Contact: true, Why: "register.phone.why"},
	{Key: "nib", Brief: "register.nib.again", Options: noNIB, Read: readNIB, Why: "register.nib.why"},
	{Key: "confirm", Options: confirmed, Ask: summary, Read: correctFirst, Closing: true, Spelled: true},
}

func honorifics(t *talk, _ *Draft) []Option {
	var out []Option
	for _, h := range []enterprise.Honorific{enterprise.Bapak, enterprise.Ibu, enterprise.Kak} {
		key := "call." + string(h)
		out = append(out, Option{Value: string(h), Label: t.label(key), Names: t.names("register.honorific.names." + string(h))})
	}
	return out
}

func sectors(t *talk, _ *Draft) []Option {
	var out []Option
	for _, s := range t.book.program.Sectors {
		out = append(out, Option{
			Value: s.Code,
			Label: s.Button.In(t.lang),
			Text:  s.Name.In(t.lang) + ": " + s.Examples.In(t.lang),
			Names: append(slices.Clone(s.Aliases), s.Name.In(t.lang)),
		})
	}
	return out
}

func districts(t *talk, _ *Draft) []Option {
	var out []Option
	for _, d := range t.book.program.Regions.Districts {
		out = append(out, Option{
			Value: d.Code,
			Label: t.book.words.Label(t.lang, "register.district.button", messages.Args{"Name": d.Name}),
			Names: []string{d.Name},
		})
	}
	return out
}

func villages(t *talk, d *Draft) []Option {
	var out []Option
	for _, v := range t.book.program.Regions.Villages(d.Answers["district"].Value) {
		out = append(out, Option{Value: v.Code, Label: v.Name, Names: v.Aliases})
	}
	return out
}

func workers(*talk, *Draft) []Option {
	var out []Option
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		out = append(out, Option{Value: n, Label: n})
	}
	return out
}

func omzetBands(t *talk, _ *Draft) []Option {
	var out []Option
	for _, b := range t.book.program.OmzetBands {
		out = append(out, Option{Value: b.Code, Label: b.Button.In(t.lang)})
	}
	return out
}

func noNIB(t *talk, _ *Draft) []Option {
	return []Option{{Value: "none", Label: t.label("register.nib.none"), Names: slices.Concat(t.labels("nav.skip"), t.names("nav.no"), t.names("register.nib.later"))}}
}

func confirmed(t *talk, _ *Draft) []Option {
	return []Option{{Value: "yes", Label: t.label("register.confirm.yes"), Names: t.names("nav.yes")}}
}

// correctFirst answers whatever is not a yes: what is wrong can be changed.
func correctFirst(t *talk, _ *Draft, _ string) Reading {
	return Reading{Refuse: t.word("register.confirm.refuse", nil)}
}

// summary lists the answers under the numbers that "ubah N" takes.
func summary(t *talk, d *Draft) string {
	f := t.book.flow(d.Flow)
	var lines string
	for i, q := range f.applicable(t, d) {
		lines += "\n" + strconv.Itoa(i+1) + ". " + t.word("register."+q.Key+".name", nil) + ": <b>" +
			messages.Escape(t.shown(d, q)) + "</b>"
	}
	return t.word("register.confirm.ask", messages.Args{"Answers": messages.HTML(lines)})
}

// shown is how an answer reads: the option's label, or what was typed.
func (t *talk) shown(d *Draft, q *Question) string {
	value := d.Answers[q.Key].Value
	if amount := d.Answers[q.Key+".amount"].Value; amount != "" {
		if n, err := strconv.ParseInt(amount, 10, 64); err == nil {
			return enterprise.FormatRupiah(n)
		}
	}
	for _, o := range q.options(t, d) {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// fillIn offers registered owners what is known of them, to look at and change.
func fillIn(t *talk, d *Draft) {
	if len(d.Answers) > 0 && d.Done.IsZero() {
		return
	}
	if len(t.Person.Businesses) == 0 {
		switch {
		case len(t.Person.Closed) > 0:
			d.Answers = map[string]Answer{}
			t.fillInOwner(d)
		case len(t.Person.Listed.Said) > 0:
			t.fillListed(d)
		}
		return
	}
	b := t.business()
	known := map[string]string{
		"honorific": string(t.Person.Honorific), "name": t.Person.Name, "business": b.Name, "sector": b.Sector,
		"district": b.District, "village": b.Village, "year": strconv.Itoa(b.YearStarted),
		"workers": strconv.Itoa(b.Workers), "omzet": b.OmzetBand, "phone": t.Person.Phone, "nib": b.NIB,
	}
	if b.NIB == "" {
		known["nib"] = "none"
	}
	if b.Omzet > 0 {
		known["omzet.amount"] = strconv.FormatInt(b.Omzet, 10)
	}
	for key, value := range known {
		setAnswer(d, key, value)
	}
	delete(d.Answers, "confirm")
}

// fillListed offers what a list says, to look at and correct.
func (t *talk) fillListed(d *Draft) {
	for key, value := range t.Person.Listed.Said {
		if _, ok := d.Answers[key]; !ok && key != "nik" {
			d.Answers[key] = Answer{Value: value}
		}
	}
	t.note = join(t.note, t.word("listed.filled", messages.Args{"Source": t.Person.Listed.Source}))
}

// fillInOwner is who the owner is, whichever business is asked about.
func (t *talk) fillInOwner(d *Draft) {
	setAnswer(d, "honorific", string(t.Person.Honorific))
	setAnswer(d, "name", t.Person.Name)
	setAnswer(d, "phone", t.Person.Phone)
}

// setAnswer is what is known, in the place of what a message said.
func setAnswer(d *Draft, key, value string) {
	d.Answers[key] = Answer{Value: value, Message: d.Answers[key].Message}
}

// registered is a registration that is complete.
func registered(t *talk, d *Draft) {
	first, ok := t.writeRegistration(d)
	if !ok { // so many were closed
		t.menu("business.never")
		return
	}
	d.Done = t.now
	t.goOn(first)
}

// writeRegistration writes the answers to the person and the business, and
// tells whether the business is new; ok is false when there can be no more.
func (t *talk) writeRegistration(d *Draft) (first, ok bool) {
	value := func(key string) string { return d.Answers[key].Value }
	t.Person.Honorific, t.Person.Name, t.Person.Phone = enterprise.Honorific(value("honorific")), value("name"), value("phone")
	first = len(t.Person.Businesses) == 0
	if first {
		id, ok := t.Person.NextBusiness()
		if !ok {
			return false, false
		}
		t.Person.Businesses = []enterprise.Business{{ID: id, Registered: t.now}}
	}
	t.changeBusiness(t.business().ID, func(b *enterprise.Business) { describe(b, d) })
	t.Person.Listed.Said = nil // the owner's own word counts from here on
	return first, true
}

// describe writes what was answered about a business.
func describe(b *enterprise.Business, d *Draft) {
	value := func(key string) string { return d.Answers[key].Value }
	number := func(key string) int64 { n, _ := strconv.ParseInt(value(key), 10, 64); return n }
	b.Name, b.Sector, b.District, b.Village = value("business"), value("sector"), value("district"), value("village")
	b.YearStarted, b.Workers = int(number("year")), int(number("workers"))
	b.OmzetBand, b.Omzet = value("omzet"), number("omzet.amount")
	b.NIB = value("nib")
	if b.NIB == "none" {
		b.NIB = ""
	}
}

// goOn leads from registration to where the person was going.
func (t *talk) goOn(first bool) {
	if next := t.book.flow(t.Chat.Next); next != nil && next.Key != registerKey {
		t.Chat.Next = ""
		t.note = t.word("register.saved", nil)
		t.enter(next)
		return
	}
	t.Chat.Next = ""
	if first {
		t.say(messages.Message{Key: "register.welcome", Text: t.word("register.welcome", messages.Args{
			"Name": t.Person.Name, "Count": len(t.book.flow(assessmentKey).BySector[t.business().Sector]),
		}), Keyboard: t.menuKeyboard()})
		return
	}
	t.menu("register.saved")
}
