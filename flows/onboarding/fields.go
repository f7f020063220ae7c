package onboarding

import (
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
)

// A field joins a question of the registration with what is stored of its
// answer, both ways.
type field struct {
	question *flows.Question
	of       func(*enterprise.Person, *enterprise.Business) map[string]string        // the stored value as answers
	put      func(*enterprise.Person, *enterprise.Business, func(key string) string) // answers into what is stored
	owner    bool                                                                    // it is about the owner, whichever business is meant
}

// noneHeld is the answer of who has no NIB.
const noneHeld = "none"

// fields are what registration asks and keeps, in the order in which it asks.
var fields = []field{
	ofOwner(&flows.Question{Key: "honorific", Options: honorifics, Accept: func(c *flows.Conversation, _ *flows.Draft, value string) {
		c.Person.Honorific = enterprise.Honorific(value) // from the next question on
	}},
		func(p *enterprise.Person) string { return string(p.Honorific) },
		func(p *enterprise.Person, v string) { p.Honorific = enterprise.Honorific(v) }),
	ofOwner(&flows.Question{Key: "name", Brief: "register.name.again", Read: readOwnName},
		func(p *enterprise.Person) string { return p.Name }, func(p *enterprise.Person, v string) { p.Name = v }),
	ofBusiness(&flows.Question{Key: "business", Brief: "register.business.again", Read: readBusiness},
		func(b *enterprise.Business) string { return b.Name }, func(b *enterprise.Business, v string) { b.Name = v }),
	ofBusiness(&flows.Question{Key: "sector", Options: flows.Sectors, Read: readSector},
		func(b *enterprise.Business) string { return b.Sector }, func(b *enterprise.Business, v string) { b.Sector = v }),
	ofBusiness(&flows.Question{Key: "district", Brief: "register.district.again", Options: flows.Districts, Read: readDistrict},
		func(b *enterprise.Business) string { return b.District }, func(b *enterprise.Business, v string) { b.District = v }),
	{
		question: &flows.Question{Key: "village", Options: villages, Read: readVillage},
		of: func(_ *enterprise.Person, b *enterprise.Business) map[string]string {
			known := map[string]string{"village": b.Village}
			if b.Address != "" {
				known["village.address"] = b.Address
			}
			return known
		},
		put: func(_ *enterprise.Person, b *enterprise.Business, value func(string) string) {
			b.Village, b.Address = value("village"), value("village.address")
		},
	},
	ofBusiness(&flows.Question{Key: "year", Brief: "register.year.again", Read: readYear},
		func(b *enterprise.Business) string { return strconv.Itoa(b.YearStarted) }, func(b *enterprise.Business, v string) { b.YearStarted = int(whole(v)) }),
	ofBusiness(&flows.Question{Key: "workers", Options: workers, Read: readWorkers},
		func(b *enterprise.Business) string { return strconv.Itoa(b.Workers) }, func(b *enterprise.Business, v string) { b.Workers = int(whole(v)) }),
	{
		question: &flows.Question{Key: "omzet", Options: flows.OmzetBands, Read: readOmzet, Why: "register.omzet.why"},
		of: func(_ *enterprise.Person, b *enterprise.Business) map[string]string {
			known := map[string]string{"omzet": b.OmzetBand}
			if b.Omzet > 0 {
				known["omzet.amount"] = strconv.FormatInt(b.Omzet, 10)
			}
			return known
		},
		put: func(_ *enterprise.Person, b *enterprise.Business, value func(string) string) {
			b.OmzetBand, b.Omzet = value("omzet"), whole(value("omzet.amount"))
		},
	},
	ofOwner(&flows.Question{Key: "phone", Brief: "register.phone.again", Read: reading.Phone, Contact: true, Why: "register.phone.why"},
		func(p *enterprise.Person) string { return p.Phone }, func(p *enterprise.Person, v string) { p.Phone = v }),
	ofBusiness(&flows.Question{Key: "nib", Brief: "register.nib.again", Options: noNIB, Read: readNIB, Why: "register.nib.why"},
		func(b *enterprise.Business) string {
			if b.NIB == "" {
				return noneHeld
			}
			return b.NIB
		},
		func(b *enterprise.Business, v string) {
			if b.NIB = v; v == noneHeld {
				b.NIB = ""
			}
		}),
}

// RegisterQuestions are the questions of the registration: the fields, and
// whether all is right.
var RegisterQuestions = append(questions(func(field) bool { return true }),
	&flows.Question{Key: "confirm", Options: Confirmed, Ask: summary, Read: CorrectFirst, Closing: true, Spelled: true})

func questions(wanted func(field) bool) []*flows.Question {
	var out []*flows.Question
	for _, f := range fields {
		if wanted(f) {
			out = append(out, f.question)
		}
	}
	return out
}

func ofOwner(q *flows.Question, of func(*enterprise.Person) string, put func(*enterprise.Person, string)) field {
	return field{
		question: q, owner: true,
		of: func(p *enterprise.Person, _ *enterprise.Business) map[string]string {
			return map[string]string{q.Key: of(p)}
		},
		put: func(p *enterprise.Person, _ *enterprise.Business, value func(string) string) { put(p, value(q.Key)) },
	}
}

func ofBusiness(q *flows.Question, of func(*enterprise.Business) string, put func(*enterprise.Business, string)) field {
	return field{
		question: q,
		of: func(_ *enterprise.Person, b *enterprise.Business) map[string]string {
			return map[string]string{q.Key: of(b)}
		},
		put: func(_ *enterprise.Person, b *enterprise.Business, value func(string) string) { put(b, value(q.Key)) },
	}
}

// whole is a number that a reader wrote; 0 for an empty answer.
func whole(value string) int64 {
	n, _ := strconv.ParseInt(value, 10, 64)
	return n
}
