package flows

import (
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// The readers make sense of typed answers: enterprise says what was meant,
// the words say what would be right.

func readName(refuse string, read func(string) (string, enterprise.NameFault)) func(*talk, *Draft, string) Reading {
	return func(t *talk, _ *Draft, typed string) Reading {
		name, fault := read(typed)
		if fault != "" {
			return Reading{Refuse: t.word(refuse, nil)}
		}
		return Reading{Value: name}
	}
}

// readDistrict takes a kecamatan, or a kelurahan that settles both.
func readDistrict(t *talk, _ *Draft, typed string) Reading {
	typed = placeWord(typed)
	regions := &t.book.program.Regions
	if found := regions.FindDistrict(typed); len(found) == 1 {
		return Reading{Value: found[0].Code}
	}
	return villageReading(t, regions.FindAddress(typed, ""), "register.district.refuse", func(v *enterprise.Village) Candidate {
		return Candidate{Value: v.District, Also: map[string]string{"village": v.Code}}
	})
}

// readVillage takes a kelurahan of the kecamatan given. One of another kecamatan
// is asked about: either of the two answers may be the slip.
func readVillage(t *talk, d *Draft, typed string) Reading {
	typed = placeWord(typed)
	regions := &t.book.program.Regions
	district := d.Answers["district"].Value
	found := regions.FindAddress(typed, district)
	if len(found.Villages) == 0 && found.Outside.Name == "" {
		found = regions.FindAddress(typed, "")
		found.Sure = false
	}
	return villageReading(t, found, "register.village.refuse", func(v *enterprise.Village) Candidate {
		c := Candidate{Value: v.Code}
		if v.District != district {
			c.Also = map[string]string{"district": v.District}
		}
		return c
	})
}

// placeWord mends the word before a place's name: "keckamatan lowokwaru".
func placeWord(typed string) string {
	first, rest, _ := strings.Cut(strings.TrimSpace(typed), " ")
	for _, word := range []string{"kecamatan", "kelurahan"} {
		if rest != "" && enterprise.Distance(enterprise.Tidy(first), word, 2) <= 2 {
			return word + " " + rest
		}
	}
	return typed
}

// villageReading takes the one kelurahan that an address surely names, and asks
// about everything else.
func villageReading(t *talk, a enterprise.TypedAddress, refuse string, means func(*enterprise.Village) Candidate) Reading {
	place := func(v *enterprise.Village) messages.Args {
		return messages.Args{"Village": v.Name, "District": t.book.program.Regions.District(v.District).Name}
	}
	switch {
	case len(a.Villages) == 0:
		return Reading{Refuse: t.word(refuse, nil)}
	case a.Sure:
		c := means(a.Villages[0])
		return Reading{Value: c.Value, Also: c.Also, Note: t.word("register.village.noted", place(a.Villages[0]))}
	}
	r := Reading{Text: t.word("nav.which", messages.Args{"Typed": clip(t.in.Text)})}
	if a.Outside.Regency != "" {
		r.Text = t.word("register.village.outside", messages.Args{"Name": a.Outside.Name, "Regency": a.Outside.Regency})
	}
	for _, v := range a.Villages[:min(len(a.Villages), 5)] {
		c := means(v)
		c.Label = t.book.words.Label(t.lang, "register.village.button", place(v))
		r.Candidates = append(r.Candidates, c)
	}
	return r
}

func readYear(t *talk, _ *Draft, typed string) Reading {
	if n, err := strconv.Atoi(enterprise.Tidy(typed)); err == nil && n > 0 && n <= t.now.Year()%100 {
		return t.whichYear(n)
	}
	year, fault := enterprise.ReadYear(typed, t.now)
	if fault != "" {
		return Reading{Refuse: t.word("register.year.refuse", messages.Args{"Year": strconv.Itoa(t.now.Year())})}
	}
	value := strconv.Itoa(year)
	if strings.TrimSpace(typed) == value {
		return Reading{Value: value}
	}
	return t.echo(value, t.word("register.year.echo", messages.Args{"Year": value}), nil)
}

// whichYear asks what a small number means: "15" is 2015, or 15 years ago.
func (t *talk) whichYear(n int) Reading {
	r := Reading{Text: t.word("nav.which", messages.Args{"Typed": clip(t.in.Text)})}
	in, ago := strconv.Itoa(t.now.Year()/100*100+n), strconv.Itoa(t.now.Year()-n)
	r.Candidates = append(r.Candidates, Candidate{Label: t.book.words.Label(t.lang, "register.year.in", messages.Args{"Year": in}), Value: in, Names: []string{in}})
	if ago != in {
		r.Candidates = append(r.Candidates, Candidate{Label: t.book.words.Label(t.lang, "register.year.ago", messages.Args{"Year": ago, "Years": n}), Value: ago, Names: []string{ago}})
	}
	return r
}

func readWorkers(t *talk, _ *Draft, typed string) Reading {
	n, inferred, fault := enterprise.ReadWorkers(typed, 1, 1000)
	switch {
	case fault != "":
		return Reading{Refuse: t.word("register.workers.refuse", nil)}
	case inferred:
		return t.echo(strconv.Itoa(n), t.word("register.workers.echo", messages.Args{"Typed": clip(typed), "N": n}), nil)
	}
	return Reading{Value: strconv.Itoa(n)}
}

func readPhone(t *talk, _ *Draft, typed string) Reading {
	phone, fault := enterprise.ReadPhone(typed)
	if fault != "" {
		return Reading{Refuse: t.word("register.phone.refuse", nil)}
	}
	if strings.TrimSpace(typed) == phone {
		return Reading{Value: phone}
	}
	return t.echo(phone, t.word("register.phone.echo", messages.Args{"Phone": phone}), nil)
}

// phoneOf is a shared contact's number as it is typed: Telegram leaves the plus out.
func phoneOf(number string) string {
	for _, plus := range []string{"+", ""} {
		if phone, fault := enterprise.ReadPhone(plus + strings.TrimPrefix(strings.TrimSpace(number), "+")); fault == "" {
			return phone
		}
	}
	return number
}

func readNIB(t *talk, _ *Draft, typed string) Reading {
	nib, fault := enterprise.ReadNIB(typed)
	if fault != "" {
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, typed)
		return Reading{Refuse: t.word("register.nib.refuse", messages.Args{"Digits": len(digits)})}
	}
	if !enterprise.NIBFits(nib) {
		return Reading{Value: nib, Note: t.word("register.nib.noted", messages.Args{"NIB": nib})}
	}
	return Reading{Value: nib}
}

// echo says back what was understood and waits for a yes.
func (t *talk) echo(value, text string, also map[string]string) Reading {
	return Reading{Text: text, Candidates: []Candidate{{Label: t.label("nav.right"), Value: value, Also: also}}}
}
