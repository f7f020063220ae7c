package onboarding

import (
	"strconv"
	"strings"

	"naikkelas/enterprise/place"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// readDistrict takes a kecamatan, or a kelurahan that settles both.
func readDistrict(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	typed = reading.PlaceWord(typed)
	regions := &c.Program().Regions
	if found := regions.FindDistrict(typed); len(found) == 1 {
		return flows.Reading{Value: found[0].Code}
	}
	return reading.VillageReading(c, regions.FindAddress(typed, ""), "register.district.refuse", func(v *place.Village) flows.Candidate {
		return flows.Candidate{Value: v.District, Also: map[string]string{"village": v.Code}}
	})
}

// readVillage takes a kelurahan of the kecamatan given. One of another kecamatan
// is asked about: either of the two answers may be the slip.
func readVillage(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	typed = reading.PlaceWord(typed)
	regions := &c.Program().Regions
	district := d.Answers["district"].Value
	found := regions.FindAddress(typed, district)
	if len(found.Villages) == 0 && found.Outside.Name == "" {
		found = regions.FindAddress(typed, "")
		found.Sure = false
	}
	return reading.VillageReading(c, found, "register.village.refuse", func(v *place.Village) flows.Candidate {
		meant := flows.Candidate{Value: v.Code}
		if v.District != district {
			meant.Also = map[string]string{"district": v.District}
		}
		return meant
	})
}

func readYear(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	if n, err := strconv.Atoi(read.Tidy(typed)); err == nil && n > 0 && n <= c.Now().Year()%100 {
		return whichYear(c, n)
	}
	year, fault := read.Year(typed, c.Now())
	if fault != "" {
		return flows.Reading{Refuse: c.Text("register.year.refuse", messages.Args{"Year": strconv.Itoa(c.Now().Year())})}
	}
	value := strconv.Itoa(year)
	if strings.TrimSpace(typed) == value {
		return flows.Reading{Value: value}
	}
	return c.Echo(value, c.Text("register.year.echo", messages.Args{"Year": value}), nil)
}

// whichYear asks what a small number means: "15" is 2015, or 15 years ago.
func whichYear(c *flows.Conversation, n int) flows.Reading {
	r := flows.Reading{Text: c.Text("nav.which", messages.Args{"Typed": flows.Clip(c.Input().Text)})}
	in, ago := strconv.Itoa(c.Now().Year()/100*100+n), strconv.Itoa(c.Now().Year()-n)
	r.Candidates = append(r.Candidates, flows.Candidate{Label: c.Words().Label(c.Lang(), "register.year.in", messages.Args{"Year": in}), Value: in, Names: []string{in}})
	if ago != in {
		r.Candidates = append(r.Candidates, flows.Candidate{Label: c.Words().Label(c.Lang(), "register.year.ago", messages.Args{"Year": ago, "Years": n}), Value: ago, Names: []string{ago}})
	}
	return r
}

func readWorkers(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	n, inferred, fault := read.Workers(typed, 1, 1000)
	switch {
	case fault != "":
		return flows.Reading{Refuse: c.Text("register.workers.refuse", nil)}
	case inferred:
		return c.Echo(strconv.Itoa(n), c.Text("register.workers.echo", messages.Args{"Typed": flows.Clip(typed), "N": n}), nil)
	}
	return flows.Reading{Value: strconv.Itoa(n)}
}

func readNIB(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	nib, fault := read.NIB(typed)
	if fault != "" {
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, typed)
		return flows.Reading{Refuse: c.Text("register.nib.refuse", messages.Args{"Digits": len(digits)})}
	}
	if !read.NIBFits(nib) {
		return flows.Reading{Value: nib, Note: c.Text("register.nib.noted", messages.Args{"NIB": nib})}
	}
	return flows.Reading{Value: nib}
}
