// Package sample is a city of people who do not exist: who they are, what they
// lived through (life.txt), and files that a visitor of the demo can send.
package sample

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"naikkelas/bot/telegram"
	"naikkelas/enterprise"
	"naikkelas/enterprise/place"
)

// Files holds life.txt and the files that a visitor can send with one tap.
//
//go:embed *.txt *.png *.csv
var Files embed.FS

// Size is the number of micro-enterprises that the city validated in 2024
// (malangkota.go.id, 25 September 2024).
const Size = 227

var (
	honorifics = []enterprise.Honorific{enterprise.Ibu, enterprise.Bapak, enterprise.Ibu, enterprise.Kak}
	firstNames = strings.Fields("Siti Sri Endang Wahyuni Tutik Lilik Suparti Yuliati Ninik Ratna Dewi Rahma Slamet Joko Bambang Sugeng Hariyanto Mulyono Agus Eko Didik Wawan Totok Supriyadi Fitri Anis Indah Rini Umi Yayuk")
	lastNames  = strings.Fields("Aminah Lestari Rahayu Wulandari Astuti Handayani Santoso Prasetyo Widodo Kurniawan Setiawan Utomo Hidayat Maulana Susanti Purnomo Suryani Mardiana Saputra Winarno")
	goods      = map[string][]string{
		"packaged_food": {"Keripik Tempe", "Kue Kering", "Kopi Bubuk", "Keripik Buah", "Sambal Pecel"},
		"ready_food":    {"Warung Rawon", "Bakso", "Katering", "Kedai Kopi", "Depot Lalapan"},
		"fashion":       {"Batik", "Konveksi", "Hijab", "Tas Kain", "Sepatu Lukis"},
		"craft":         {"Gerabah", "Keramik", "Rotan", "Suvenir", "Raket"},
		"service":       {"Laundry", "Jahit", "Bengkel", "Salon", "Cetak"},
		"trade":         {"Toko Kelontong", "Sembako", "Toko Plastik", "Pulsa", "Toko Bangunan"},
		"farming":       {"Jamur Tiram", "Lele", "Bibit", "Telur", "Tanaman Hias"},
		"cosmetics":     {"Sabun Susu", "Lulur", "Sabun Cuci", "Minyak Rambut", "Pembersih Lantai"},
	}
)

// People makes the owners: every sector and every kelurahan, with one to three
// assessments behind them. The same ones come out each time.
func People(p *enterprise.Program, now time.Time) []enterprise.Person {
	random := rand.New(rand.NewPCG(2024, Size))
	var villages []place.Village
	for _, d := range p.Regions.Districts {
		villages = append(villages, d.Villages...)
	}
	people := make([]enterprise.Person, 0, Size)
	for i := range Size {
		person := owner(p, random, i, villages[i%len(villages)], now)
		b := &person.Businesses[0]
		b.Sales = sales(p, i, *b, now)
		b.Documents = documents(p, i, *b, now)
		person.Terms, _ = p.TimedTerms(person, b.Registered, now)
		people = append(people, person)
	}
	return people
}

// documents are the documents of an owner that an officer approved: of
// those that the sector needs, most; some have ended, some soon will.
func documents(p *enterprise.Program, i int, b enterprise.Business, now time.Time) []enterprise.Document {
	random := rand.New(rand.NewPCG(11, uint64(i)))
	var out []enterprise.Document
	for _, need := range p.Checklist(b, now) {
		kind, _ := p.Document(need.Kind)
		if !need.Needed || random.IntN(5) == 0 || kind.Code == "nib" && b.NIB == "" {
			continue
		}
		d := enterprise.Document{Kind: kind.Code, State: enterprise.DocumentApproved, Number: kind.Example, Sent: b.Registered, Approved: b.Registered, Decided: b.Registered}
		if kind.Code == "nib" {
			d.Number = b.NIB
		}
		if kind.Ends() {
			local := now.In(p.City.Location)
			d.Expires = time.Date(local.Year(), local.Month(), local.Day()+random.IntN(900)-60, 0, 0, 0, 0, p.City.Location)
		}
		out = append(out, d)
	}
	return out
}

// sales are the months since an owner registered, with gaps, for three
// in four owners; what is sold fits what was said at registration.
func sales(p *enterprise.Program, i int, b enterprise.Business, now time.Time) []enterprise.Sales {
	random := rand.New(rand.NewPCG(7, uint64(i)))
	band := p.OmzetBands[slices.IndexFunc(p.OmzetBands, func(o enterprise.OmzetBand) bool { return o.Code == b.OmzetBand })]
	usual := max(band.From, 1_000_000) * 5 / 4
	last := enterprise.MonthOf(now.In(p.City.Location)).Add(-1)
	for m := last.Add(-13); m <= last && i%4 != 3; m = m.Add(1) {
		at := b.Registered
		if random.IntN(8) == 0 || string(m) < at.Format("2006-01") && i > 0 { // the first wrote down what was before, too
			continue
		}
		usual += usual * int64(random.IntN(31)-12) / 100
		amount := usual / 50_000 * 50_000
		b = b.GiveSales(m, enterprise.SalesGiven{At: now, Figure: enterprise.Figure{Low: amount, High: amount, Approx: random.IntN(3) == 0}})
	}
	return b.Sales
}

func owner(p *enterprise.Program, random *rand.Rand, i int, v place.Village, now time.Time) enterprise.Person {
	registered := now.AddDate(0, -2-random.IntN(14), -random.IntN(28))
	name := firstNames[random.IntN(len(firstNames))] + " " + lastNames[random.IntN(len(lastNames))]
	consent := enterprise.Consent{Purpose: enterprise.DataConsent, Given: true, Version: p.City.ConsentVersion, Lang: "id", At: registered, Channel: telegram.Name}
	broadcast := consent
	broadcast.Purpose, broadcast.Given = enterprise.BroadcastConsent, random.IntN(10) > 0
	return enterprise.Person{
		Language: "id", Honorific: honorifics[i%len(honorifics)], Name: name,
		Phone:      fmt.Sprintf("+62812%08d", 100001+i),
		Contacts:   []enterprise.Contact{{Address: telegram.Address(int64(100001 + i))}},
		Consents:   []enterprise.Consent{consent, broadcast},
		Since:      registered,
		Businesses: []enterprise.Business{business(p, random, i, name, v, registered, now)},
	}
}

func business(p *enterprise.Program, random *rand.Rand, i int, name string, v place.Village, registered, now time.Time) enterprise.Business {
	sector := p.Sectors[i%len(p.Sectors)].Code
	trades := goods[sector]
	first, _, _ := strings.Cut(name, " ")
	b := enterprise.Business{
		ID: "1", Name: trades[random.IntN(len(trades))] + " " + first, Sector: sector, District: v.District, Village: v.Code,
		YearStarted: now.Year() - 1 - random.IntN(20), Workers: 1 + random.IntN(6),
		OmzetBand: p.OmzetBands[min(random.IntN(len(p.OmzetBands)), random.IntN(len(p.OmzetBands)))].Code, Registered: registered,
	}
	if random.IntN(4) > 0 {
		b.NIB = fmt.Sprintf("9%012d", random.Int64N(1e12))
	}
	skill := 0.6 * random.Float64()
	for n := range 1 + (i+random.IntN(2))%3 {
		at := registered.AddDate(0, n, random.IntN(20))
		if at.After(now) {
			break
		}
		answers := Answers(p, random, sector, min(1, skill+0.12*float64(n)))
		b.Assessments = append(b.Assessments, enterprise.Assessment{
			At: at, Version: p.Instrument.Version, Sector: sector, Answers: answers,
			Result: p.Score(sector, answers, p.Admin(b, at)),
		})
	}
	return b
}

// Answers are better the more skilled the owner is.
func Answers(p *enterprise.Program, random *rand.Rand, sector string, skill float64) map[string]string {
	answers := map[string]string{}
	for _, it := range p.Instrument.Shown(sector) {
		options := it.OptionsFor(sector)
		at := int((skill*0.7 + random.Float64()*0.3) * float64(len(options)))
		answers[it.ID] = options[min(at, len(options)-1)].Code
	}
	return answers
}
