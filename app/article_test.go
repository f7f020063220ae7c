package app

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"naikkelas/enterprise"
	"naikkelas/enterprise/place"
	"naikkelas/reports"
	"naikkelas/simulator"
	"naikkelas/store"
)

// intake is how many take part in the programme.
type intake struct{ listed, validated, chosen, perDistrict, graduates int }

// The programme as the city announced it: of 300 micro-enterprises on its list
// 227 are validated and 100 are chosen, here at most 25 of a kecamatan.
var (
	announced = intake{300, 227, 100, 25, 12}
	tenth     = intake{30, 23, 10, 3, 3}
)

var wholeCase = flag.Bool("case", false, "what is played with a part of its people by itself, with all of them")

// trader is an owner from the list, who answers by themselves.
type trader struct {
	*simulator.Phone
	name, business, nib string
	sector              enterprise.Sector
	village             place.Village
	program             *enterprise.Program

	mu    sync.Mutex
	best  bool            // answers everything as well as can be
	asked map[string]bool // questions of the assessment
	heard map[string]int  // by what messages say
}

// choose is what a trader answers to a question.
func (o *trader) choose(options []*enterprise.Option) *enterprise.Option {
	ordered := slices.Clone(options)
	slices.SortStableFunc(ordered, func(a, b *enterprise.Option) int { return a.Score - b.Score })
	if o.best {
		return ordered[len(ordered)-1]
	}
	better := ordered[len(ordered)/2:]
	return better[len(o.asked)*len(o.name)%len(better)]
}

// answers are a trader's, by a part of the question; and what is only counted.
var articleAnswers = [][2]string{
	{"choose a language", "Indonesia"}, {"Setuju?", "Setuju"}, {"kabar pelatihan", "Boleh, kabari saya"}, {"Sudah betul?", "Lengkapi profil"}, {"Sudah betul semua", "Benar, simpan"},
	{"Pendaftaran selesai", ""}, {"belum terpilih", ""}, {"terpilih", ""}, {"Selamat, ", ""}, {"Nilai ini bahan pertimbangan", ""}, {"sudah disahkan", ""},
}

func (o *trader) hear(m simulator.Message) {
	if !m.FromBot {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, it := range o.program.Instrument.Shown(o.sector.Code) {
		if strings.Contains(m.Text, it.AskIn(o.sector.Code).In("id")) {
			if !o.asked[it.ID] {
				o.asked[it.ID] = true
				o.Send(o.choose(it.OptionsFor(o.sector.Code)).Button.In("id"))
			}
			return
		}
	}
	for _, a := range articleAnswers {
		if strings.Contains(m.Text, a[0]) {
			o.heard[a[0]]++
			if a[1] != "" && o.heard[a[0]] == 1 {
				o.Send(a[1])
			}
			return
		}
	}
}

func (o *trader) count(part string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.heard[part]
}

// traders are so many owners of a city's list, of sectors that need no licence
// beyond NIB and NPWP.
func (s *theCase) traders(n int) []*trader {
	p := s.settings.Program
	var sectors []enterprise.Sector
	for _, sector := range p.Sectors {
		if p.AdminReady.BySector[sector.Code] == nil {
			sectors = append(sectors, sector)
		}
	}
	var villages []place.Village
	for _, d := range p.Regions.Districts {
		villages = append(villages, d.Villages...)
	}
	first := strings.Fields("Ani Budi Citra Dewi Eko Fitri Galih Hana Indra Joko Kartika Lestari Mulyono Nur Oktavia Putri Rahmat Sri Tono Wati")
	last := strings.Fields("Astuti Basuki Cahyono Darmawan Effendi Firmansyah Gunawan Hidayat Irawan Jatmiko Kusuma Laksono Mahendra Nugroho Prasetyo")
	var out []*trader
	for i := range n {
		o := &trader{
			name: first[i%len(first)] + " " + last[i/len(first)], nib: fmt.Sprintf("91200%08d", 11223344+i*37), program: p,
			sector: sectors[i%len(sectors)], village: villages[11*i%len(villages)], asked: map[string]bool{}, heard: map[string]int{},
		}
		o.business = "Usaha " + o.name
		o.Phone = s.telegram.Phone(simulator.User{ID: int64(700_000 + i), FirstName: o.name, Language: "id"})
		o.OnMessage(o.hear)
		out = append(out, o)
	}
	return out
}

// list is the office's file about them.
func (s *theCase) list(owners []*trader) []byte {
	sheet := reports.Sheet{Name: "Data UMKM", Header: []string{"No", "Nama Pemilik", "Panggilan", "Nama Usaha", "Bidang Usaha", "Kecamatan", "Kelurahan", "Tahun", "Tenaga Kerja", "Omzet per Bulan", "No HP", "NIB"}, Numbers: []int{0, 7, 8, 9, 11}}
	for i, o := range owners {
		sheet.Rows = append(sheet.Rows, []string{
			strconv.Itoa(i + 1), o.name, "Ibu", o.business, o.sector.Button.In("id"), s.settings.Program.Regions.District(o.village.District).Name, o.village.Name,
			strconv.Itoa(2005 + i%20), strconv.Itoa(1 + i%6), strconv.Itoa(2_000_000 + 50_000*i), fmt.Sprintf("0813%08d", 55_000_000+i), o.nib,
		})
	}
	var b bytes.Buffer
	if err := reports.Workbook(&b, []reports.Sheet{sheet}); err != nil {
		s.t.Fatal(err)
	}
	return b.Bytes()
}

// all lets owners say something each, and waits for the answers.
func (s *theCase) all(owners []*trader, say func(*trader)) {
	for _, o := range owners {
		say(o)
	}
	s.settle()
}

// types is an officer who types one line after the other.
func (s *theCase) types(p *simulator.Phone, lines ...string) {
	for _, line := range lines {
		if label, ok := strings.CutPrefix(line, "(tombol) "); ok {
			s.tap(p, label)
		} else {
			p.Send(line)
		}
		s.settle()
	}
}

// newest is the newest message on a phone that holds a text.
func (s *theCase) newest(p *simulator.Phone, part string) simulator.Message {
	s.t.Helper()
	for _, m := range slices.Backward(p.Messages()) {
		if m.FromBot && strings.Contains(m.Text, part) {
			return m
		}
	}
	s.t.Fatalf("no message with %q on %s", part, p.Screen())
	return simulator.Message{}
}

// to moves the clock to a moment of the city's time.
func (s *theCase) to(year int, month time.Month, day, hour, minute int) {
	at := time.Date(year, month, day, hour, minute, 0, 0, s.settings.Program.City.Location)
	s.clock.advance(at.Sub(s.clock.Now()))
	s.settle()
}

// theCase is a scene of the size of an intake.
type theCase struct {
	*scene
	intake
}

// TestTheCitysOwnCase is the programme over the whole bot: the city's list is
// imported and its owners come in by their links, most are validated, the best
// chosen with quotas, four months of trainings and sales pass, some go
// up, and the recap's every figure is re-counted from what is stored of each.
func TestTheCitysOwnCase(t *testing.T) {
	if testing.Short() {
		t.Skip("not with -short")
	}
	t.Parallel()
	size := tenth
	if *wholeCase {
		size = announced
	}
	s := &theCase{newScene(t, "= administrator Ratna\n"), size}
	ratna, bima := s.phone("Ratna"), s.phone("Bima")
	s.types(ratna, "/start", "Indonesia", "Ratna Dewi", "/undang", "Petugas")
	s.types(bima, "/start "+s.newestLink("?start="), "Indonesia", "Bima Sakti")
	owners := s.traders(size.listed)

	s.comeByList(ratna, owners)
	validated := owners[:size.validated]
	s.validate(ratna, validated)
	chosen := s.curate(ratna, bima, validated)
	s.fourMonths(ratna, chosen)
	s.goUp(ratna, chosen[:size.graduates])
	s.recounted(ratna)
}

// comeByList imports everybody, and lets each open their own link.
func (s *theCase) comeByList(officer *simulator.Phone, owners []*trader) {
	s.types(officer, "/impor")
	officer.SendCaptioned("document", "umkm-2026.xlsx", s.list(owners), "")
	s.settle()
	s.types(officer, "Kolom betul", fmt.Sprintf("Masukkan %d orang", len(owners)), "/impor", "2")
	sheets, err := reports.ReadTable(officer.Download(s.newest(officer, "Tautan pribadi untuk")), "xlsx")
	if err != nil || len(sheets[0].Rows) != len(owners)+1 {
		s.t.Fatalf("links are %v, %v", sheets, err)
	}
	for i, row := range sheets[0].Rows[1:] {
		if row.Cells[1].Text != owners[i].name {
			s.t.Fatalf("row %d is %s, want %s", i, row.Cells[1].Text, owners[i].name)
		}
		_, payload, _ := strings.Cut(row.Cells[4].Text, "?start=")
		owners[i].Send("/start " + payload)
	}
	s.settle()
	for _, o := range owners {
		if o.count("Pendaftaran selesai") != 1 {
			s.t.Fatalf("%s is not registered: %v", o.name, o.heard)
		}
	}
}

// validate lets owners assess themselves and send what they have; an officer
// approves it.
func (s *theCase) validate(officer *simulator.Phone, owners []*trader) {
	s.all(owners, func(o *trader) { o.Send("Penilaian") })
	for _, paper := range []string{"NIB", "NPWP"} {
		for _, say := range []func(*trader){
			func(o *trader) { o.Send("/dokumen") },
			func(o *trader) { o.Send(paper) },
			func(o *trader) { o.Send("Kirim dokumen") },
			func(o *trader) {
				o.SendCaptioned("document", paper+".pdf", []byte("%PDF-1.4 "+paper+" "+o.name), "")
			},
			func(o *trader) { o.Send("Sudah semua") },
			func(o *trader) { o.Send(map[string]string{"NIB": o.nib, "NPWP": "3573" + o.nib[1:]}[paper]) },
		} {
			s.all(owners, say)
		}
		if paper == "NIB" {
			s.all(owners, func(o *trader) { o.Send("Biarkan saja") })
		}
	}
	for _, o := range owners {
		if o.count("Nilai ini bahan pertimbangan") == 0 {
			s.t.Fatalf("%s has no result", o.name)
		}
	}
	s.approveAll(officer)
	for _, o := range owners {
		if o.count("sudah disahkan") != 2 {
			s.t.Fatalf("of the two papers of %s %d are approved", o.name, o.count("sudah disahkan"))
		}
	}
}

// approveAll approves what waits, one after the other.
func (s *theCase) approveAll(officer *simulator.Phone) {
	var empty atomic.Bool
	var heard atomic.Int64
	officer.OnMessage(func(m simulator.Message) {
		heard.Add(1)
		for _, b := range slices.Concat(m.Buttons...) {
			switch b.Text {
			case "Sahkan", "Periksa yang terlama", "Berikutnya":
				officer.TapData(m.ID, b.Data)
				return
			}
		}
		if strings.Contains(m.Text, "Tidak ada dokumen") {
			empty.Store(true)
		}
	})
	officer.Send("/periksa")
	if !comesTrue(empty.Load, func() int { return int(heard.Load()) }) {
		s.t.Fatalf("the queue does not end on %s", officer.Screen())
	}
	officer.OnMessage(func(simulator.Message) {})
	s.settle()
}

// records are everybody who is stored and registered, read one by one.
func (s *theCase) records() []enterprise.Person {
	s.t.Helper()
	data, err := store.Open(store.Options{URL: s.settings.Redis, City: s.settings.City, Keys: s.settings.Keys})
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = data.Close() }()
	var people []enterprise.Person
	for id := range enterprise.PersonID(2 * s.listed) {
		l, err := data.LoadPerson(s.t.Context(), id+1)
		if err != nil {
			s.t.Fatal(err)
		}
		if p := l.State.Person; p.Consented(enterprise.DataConsent) && len(p.Businesses) > 0 {
			people = append(people, p)
		}
	}
	return people
}

// ranked are the owners who meet the rule, in its order, worked out anew: by
// the verified score, then by who registered first.
func (s *theCase) ranked(owners []*trader) (ranked []*trader, numbers map[*trader]enterprise.PersonID) {
	by := map[string]*trader{}
	for _, o := range owners {
		by[o.name] = o
	}
	type scored struct {
		o     *trader
		id    enterprise.PersonID
		score int
		since time.Time
	}
	var all []scored
	numbers = map[*trader]enterprise.PersonID{}
	for _, p := range s.records() {
		o := by[p.Name]
		if o == nil {
			continue
		}
		if r, ok := s.settings.Program.Verified(p.Businesses[0], s.clock.Now()); ok && r.Total >= s.settings.Program.City.Cohorts.FromScore {
			all = append(all, scored{o, p.ID, r.Total, p.Businesses[0].Registered})
			numbers[o] = p.ID
		}
	}
	slices.SortFunc(all, func(a, b scored) int {
		switch {
		case a.score != b.score:
			return b.score - a.score
		case !a.since.Equal(b.since):
			return a.since.Compare(b.since)
		}
		return int(a.id - b.id)
	})
	for _, k := range all {
		ranked = append(ranked, k.o)
	}
	return ranked, numbers
}

// curate chooses the best hundred, at most so many of a kecamatan, and closes
// with a second officer; everybody is told.
func (s *theCase) curate(officer, second *simulator.Phone, owners []*trader) []*trader {
	s.types(officer, "/kohort", "(tombol) Kohort baru", "Angkatan I 2026", "1 Desember 2026", "31 Maret 2027", strconv.Itoa(s.chosen), strconv.Itoa(s.perDistrict), "Tanpa batas")
	open := s.newest(officer, "sedang dipilih")
	if !strings.Contains(open.Text, fmt.Sprintf("Tervalidasi %d ", s.validated)) {
		s.t.Errorf("validated are not %d: %s", s.validated, open.Text)
	}
	cohort := strings.Split(open.Buttons[0][0].Data, ":")[1]
	ranked, numbers := s.ranked(owners)
	if len(ranked) <= s.chosen {
		s.t.Fatalf("%d of %d can be chosen: too few for this to mean anything", len(ranked), s.validated)
	}
	var chosen []*trader
	of := map[string]int{}
	for _, o := range ranked {
		if len(chosen) == s.chosen || of[o.village.District] == s.perDistrict {
			continue
		}
		officer.TapData(open.ID, fmt.Sprintf("h:%s:in:%d", cohort, numbers[o]))
		officer.Send("urutan skor terverifikasi")
		s.settle()
		chosen, of[o.village.District] = append(chosen, o), of[o.village.District]+1
	}
	officer.TapData(open.ID, fmt.Sprintf("h:%s:in:%d", cohort, numbers[ranked[len(ranked)-1]]))
	s.settle()
	if over := s.newest(officer, "penuh"); !strings.Contains(over.Text, strconv.Itoa(s.chosen)) {
		s.t.Errorf("one too many is refused with %q", over.Text)
	}
	s.types(officer, "(tombol) Usulkan tutup", "kuota penuh, urut skor terverifikasi")
	s.types(second, "(tombol) Setuju, tutup")
	for _, o := range owners {
		if in := slices.Contains(chosen, o); in != (o.count("belum terpilih") == 0) || o.count("terpilih")+o.count("belum terpilih") != 1 {
			s.t.Errorf("%s, chosen %t, was told %v", o.name, in, o.heard)
		}
	}
	return chosen
}

// fourMonths are the cohort's: each has a training that its members attend,
// and the sales of the month before.
func (s *theCase) fourMonths(officer *simulator.Phone, members []*trader) {
	titles := [][2]string{{"Kemasan yang menjual", "Kemasan"}, {"Foto produk dengan HP", "Foto produk"}, {"Pembukuan harian", "Catatan keuangan"}, {"Masuk pasar modern", "Temu usaha"}}
	for i, title := range titles {
		month := time.December + time.Month(i)
		first := time.Date(2026, month, 2, 9, 0, 0, 0, s.settings.Program.City.Location)
		s.to(first.Year(), first.Month(), 2, 9, 0)
		s.types(officer, "/pelatihan", "(tombol) Buat pelatihan", title[0], title[1], "MCC lantai 5", first.AddDate(0, 0, 3).Format("2/1/2006")+" 13.00-15.00", "Betul", "Selesai", strconv.Itoa(s.chosen), "Lanjut", "Saat mulai", "Bu Ratna", "Tanpa poster", "Terbitkan")
		s.all(members, func(o *trader) { o.Send("/pelatihan") })
		s.all(members, func(o *trader) {
			for _, m := range slices.Backward(o.Messages()) {
				if m.FromBot && len(m.Buttons) > 0 && strings.HasSuffix(m.Buttons[0][0].Data, ":open") {
					o.TapData(m.ID, strings.TrimSuffix(m.Buttons[0][0].Data, "open")+"join")
					return
				}
			}
			s.t.Errorf("%s is offered no training", o.name)
		})
		before := enterprise.MonthOf(first).Add(-1).Name("id")
		s.all(members, func(o *trader) { o.Send(fmt.Sprintf("omzet %s %d juta", before, 3+i+len(o.name)%4)) })
		s.all(members, func(o *trader) { o.Send("Betul, simpan") })
		s.to(first.Year(), first.Month(), 5, 13, 10)
		s.types(officer, "/pelatihan", "(tombol) 1", "(tombol) Kode hadir")
		payload := s.newestLink("?start=")
		s.all(members, func(o *trader) { o.Send("/start " + payload) })
	}
	for _, p := range s.records() {
		if len(p.Cohorts) == 0 {
			continue
		}
		present := 0
		for _, x := range p.Trainings {
			present += min(1, len(x.Present))
		}
		if present != len(titles) || len(p.Businesses[0].Sales) != len(titles) {
			s.t.Fatalf("%s was at %d trainings and has sales of %d months", p.Name, present, len(p.Businesses[0].Sales))
		}
	}
}

// goUp lets some answer better than before, and an officer declare it.
func (s *theCase) goUp(officer *simulator.Phone, some []*trader) {
	s.to(2027, time.March, 20, 9, 0)
	for _, o := range some {
		o.mu.Lock()
		o.best, o.asked = true, map[string]bool{}
		o.mu.Unlock()
	}
	s.all(some, func(o *trader) { o.Send("/penilaian") })
	s.all(some, func(o *trader) { o.Send("Isi dari awal") })
	s.types(officer, "/kohort", "(tombol) Angkatan I 2026")
	cohort := strings.Split(s.newest(officer, "ditutup").Buttons[0][0].Data, ":")[1]
	_, numbers := s.ranked(some)
	card := s.newest(officer, "ditutup")
	for _, o := range some {
		officer.TapData(card.ID, fmt.Sprintf("h:%s:up:%d", cohort, numbers[o]))
		s.settle()
		if o.count("Selamat, ") != 1 {
			s.t.Errorf("%s was not congratulated: %v", o.name, slices.Sorted(maps.Keys(o.heard)))
		}
	}
}

// recounted holds the recap against the records.
func (s *theCase) recounted(officer *simulator.Phone) {
	s.types(officer, "/rekap", "Unduh tabel (XLSX)")
	m := s.newest(officer, "Semua tabel")
	sheets := sheetsOf(s.t, officer.Download(m))
	people := s.records()
	checkRecap(s.t, sheets, s.settings.Program, people, s.clock.Now())
	for i, want := range []int{s.listed, s.chosen, s.validated, s.chosen, s.graduates} {
		if got := sheets[4][i][1]; got != strconv.Itoa(want) {
			s.t.Errorf("the programme's figures are %v; want %d in line %d", sheets[4], want, i+1)
		}
	}
}

// sheetsOf are a workbook's tables without their headings.
func sheetsOf(t *testing.T, data []byte) [][][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var sheets [][][]string
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		sheets = append(sheets, rows[1:])
	}
	return sheets
}
