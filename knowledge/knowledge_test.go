package knowledge

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"naikkelas/enterprise/program"
)

// The figures of docs/pengetahuan.md: a change that makes the search worse than
// it promises fails here. Neither half names its mistakes, so that nobody tunes
// by those of the held-out one; -v prints those of the tuning half.
func TestFiguresHold(t *testing.T) {
	t.Parallel()
	x := embedded(t)
	for name, odd := range map[string]uint32{"tuning": 0, "held out": 1} {
		f := measure(half(t, odd), x.Understand)
		t.Logf("%s: %s", name, f)
		if share(f.second, f.in) < 90 || share(f.wrong, f.in+f.out) > 2 {
			t.Errorf("%s: %s; want at least 90%% first or second and at most 2%% answered wrongly", name, f)
		}
		if odd == 0 && testing.Verbose() {
			t.Log(strings.Join(f.mistakes, "\n"))
		}
	}
}

// A label that names nothing would never be found.
func TestLabelsAreCodes(t *testing.T) {
	t.Parallel()
	codes := map[string]bool{}
	for _, u := range embedded(t).units {
		codes[string(u.kind)+":"+u.code] = true
	}
	rows := slices.Concat(half(t, 0), half(t, 1))
	if len(rows) < 400 {
		t.Errorf("%d sentences", len(rows))
	}
	for _, r := range rows {
		for _, l := range r.labels {
			if !codes[l] {
				t.Errorf("%q is labelled %s, which is nothing", r.text, l)
			}
		}
	}
}

// Rows are sentences and what must come of them, whatever the figures say.
func TestSentencesThatMatter(t *testing.T) {
	t.Parallel()
	x := embedded(t)
	for text, want := range map[string]string{
		"gimana caranya dapat halal?": "know:halal_how",
		"HALAL":                       "know:halal_what",
		"brp biaya nib???":            "know:nib_cost",
		"nib mbayar piro rek":         "know:nib_cost",
		"sertifikta hallal":           "know:halal_what",
		"assalamualaikum wr wb":       "say:salam",
		"makasiiiih":                  "say:thanks",
		"saya butuh modal":            "know:capital",
		"mau lapor omzet":             "do:sales",
		"ini penipuan bukan":          "know:fraud_message",
		"petugas":                     "do:person",
		"CS":                          "do:person",
		"minta pendampingan":          "do:services",

		"siang pak, mau tanya soal halal":             "know:halal_how",
		"assalamualaikum, mau tanya biaya nib brp ya": "know:nib_cost",
		"halo":                            "say:greet",
		"mau tanya":                       "say:ask",
		"makasih infonya sangat membantu": "say:thanks",
	} {
		u := x.Understand(text)
		if !slices.ContainsFunc(u.Best[:min(2, len(u.Best))], func(c Candidate) bool { return string(c.Kind)+":"+c.Code == want }) {
			t.Errorf("%q is understood as %s, want %s", text, brief(u), want)
		}
	}
}

func TestAPersonIsOffered(t *testing.T) {
	t.Parallel()
	x := embedded(t)
	for _, text := range []string{"petugas", "orang", "CS", "admin", "mau bicara sama manusia", "human please", "butuh orang bukan bot", "pengen ngomong karo petugas"} {
		if u := x.Understand(text); !u.Person || u.Angry {
			t.Errorf("%q: person %v, angry %v: %s", text, u.Person, u.Angry, brief(u))
		}
	}
	for _, text := range []string{"bodoh banget botnya", "jancok", "muter muter terus gak jelas", "this is useless", "goblok!!!"} {
		if u := x.Understand(text); !u.Angry || !u.Person {
			t.Errorf("%q: person %v, angry %v: %s", text, u.Person, u.Angry, brief(u))
		}
	}
	for _, text := range []string{"cara bikin nib", "terima kasih", "5000", ""} {
		if u := x.Understand(text); u.Angry || u.Person {
			t.Errorf("%q: person %v, angry %v", text, u.Person, u.Angry)
		}
	}
}

func TestWhatHasNothingToDoWithUsIsNotAnswered(t *testing.T) {
	t.Parallel()
	x := embedded(t)
	for _, text := range []string{"", "   ", "???", "👍", "12345", "zxqwv", "siapa presiden", "resep rendang", "cuaca hari ini"} {
		if u := x.Understand(text); u.Verdict == Answer {
			t.Errorf("%q is answered: %s", text, brief(u))
		}
	}
}

// A city's own files change what is found, and the kinds they name are found
// without an entry.
func TestKindsOfTheProgrammeFilesAreFound(t *testing.T) {
	t.Parallel()
	p, err := program.Load(fstest.MapFS{"pengetahuan.yaml": {Data: []byte("caveat: {id: a, en: b}\nentries: []\n")}})
	if err != nil {
		t.Fatal(err)
	}
	x := New(p)
	for text, want := range map[string]Candidate{
		"apa itu slhs":          {Kind: Know, Code: "document:slhs"},
		"unggah P-IRT":          {Kind: Do, Code: "documents", Part: "sppirt"},
		"layanan permodalan":    {Kind: Do, Code: "services", Part: "financing"},
		"pelatihan foto produk": {Kind: Do, Code: "trainings", Part: "photo"},
	} {
		u := x.Understand(text)
		if len(u.Best) == 0 || u.Best[0].Kind != want.Kind || u.Best[0].Code != want.Code || u.Best[0].Part != want.Part {
			t.Errorf("%q is understood as %s, want %+v", text, brief(u), want)
		}
	}
	if text, ok := TextOf(p, "document:slhs", "en"); !ok || text.Answer == "" || text.Cost == "" || len(text.Places) != 1 {
		t.Errorf("%+v, %v", text, ok)
	}
}

func TestATextSaysWhatItCostsWhereAndWhenItWasLookedAt(t *testing.T) {
	t.Parallel()
	p, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	text, ok := TextOf(p, "nib_how", "en")
	if !ok || text.Cost != "free" || len(text.Places) != 2 || text.Places[0].URL != "https://oss.go.id" || text.Seen != "2026-11-30" || text.Caveat != "" || text.Document != "nib" {
		t.Errorf("%+v, %v", text, ok)
	}
	if text, _ := TextOf(p, "halal_cost", "id"); text.Caveat == "" || !strings.Contains(text.Answer, "Rp230.000") {
		t.Errorf("%+v", text)
	}
	for _, code := range []string{"", "no_such", "document:no_such"} {
		if _, ok := TextOf(p, code, "id"); ok {
			t.Errorf("there is a text of %q", code)
		}
	}
}

// Whatever is typed: no panic, scores between 0 and 1 in order, and the same
// again when asked again.
func TestAnySentenceIsUnderstoodTheSame(t *testing.T) {
	t.Parallel()
	x := embedded(t)
	words := []string{"nib", "halal", "brp", "piye", "zzz", "mas", "kur", "123", "tidak", "gak", "é", "\xff", "nang endi"}
	rapid.Check(t, func(r *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(words), rapid.String()), 0, 12).Draw(r, "words"), " ")
		u, again := x.Understand(text), x.Understand(text)
		if brief(u) != brief(again) || u.Verdict != again.Verdict || len(u.Best) > shown {
			r.Fatalf("%s, then %s", brief(u), brief(again))
		}
		for i, c := range u.Best {
			if !(c.Score > 0 && c.Score <= 1.0001) || i > 0 && c.Score > u.Best[i-1].Score {
				r.Fatalf("scores %s", brief(u))
			}
		}
	})
}

func TestManyMayAskAtOnce(t *testing.T) {
	t.Parallel()
	x := embedded(t)
	rows := half(t, 0)
	want := make([]string, len(rows))
	for i, r := range rows {
		want[i] = brief(x.Understand(r.text))
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for i, r := range rows {
				if got := brief(x.Understand(r.text)); got != want[i] {
					t.Errorf("%q: %s, alone %s", r.text, got, want[i])
				}
			}
		})
	}
	wait.Wait()
}

// A sentence may not cost a copy of the index: what is allocated for one is
// small beside it. Not parallel: the count is of the whole process.
func TestASentenceAllocatesLittle(t *testing.T) {
	x := embedded(t)
	rows := half(t, 0)
	all := func() {
		for _, r := range rows {
			x.Understand(r.text)
		}
	}
	all()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	all()
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / uint64(len(rows)); each > 8<<10 {
		t.Errorf("%d bytes a sentence", each)
	}
}

func BenchmarkUnderstand(b *testing.B) {
	x := embedded(b)
	rows := half(b, 0)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		x.Understand(rows[i%len(rows)].text)
	}
}

func BenchmarkNew(b *testing.B) {
	p, err := program.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		New(p)
	}
}
