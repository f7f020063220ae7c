package flows

import (
	"slices"
	"testing"
	"time"

	"naikkelas/enterprise"
)

func TestCorrectingWhatIsFinished(t *testing.T) {
	t.Parallel()
	t.Run("an edited message of the registration asks for a yes, and the open assessment goes on", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		w.chat(t, "/penilaian", "1")
		w.edit(t, w.message(t, registerKey, "name"), "Siti Maryam")
		w.asks(t, "register.confirm", "Siti Maryam")
		w.chat(t, "Benar, simpan")
		w.asks(t, "assessment.L2", "2/29")
		if name := w.state(t).Person.Name; name != "Siti Maryam" {
			t.Errorf("the name is %q", name)
		}
	})
	t.Run("an edited answer of a finished assessment scores anew while the profile is open", func(t *testing.T) {
		t.Parallel()
		w := assessedOwner(t)
		before := w.business(t).Assessments[0].Result.Total
		w.chat(t, "/profil", "ubah 2")
		w.edit(t, w.message(t, assessmentKey, "L1"), "5")
		w.asks(t, "register.name", "Sudah diperbaiki")
		all := w.business(t).Assessments
		if len(all) != 1 || all[0].Answers["L1"] != "e" || all[0].Result.Total <= before || all[0].Changed.IsZero() {
			t.Errorf("%d assessments, the first is %+v", len(all), all[0])
		}
	})
	t.Run("a change that was not confirmed waits", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		w.chat(t, "/profil", "ubah 2", "Siti Maryam", "/batal")
		if !slices.Contains(w.labels(), "Lanjutkan isian") {
			t.Fatalf("the keyboard is %q", w.labels())
		}
		if n := w.wait(t, 48*time.Hour); n == 0 {
			t.Error("it is not recalled")
		}
		w.chat(t, "/menu", "Lanjutkan isian")
		w.asks(t, "register.confirm", "Siti Maryam")
	})
	t.Run("looking at the profile leaves nothing to continue", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		w.chat(t, "/profil", "/batal")
		if slices.Contains(w.labels(), "Lanjutkan isian") || w.wake.Month() == w.now.Month() { // the next month's sales are all that comes
			t.Errorf("the keyboard is %q, the next wake-up %s", w.labels(), w.wake)
		}
	})
	t.Run("keeping sales by the button keeps the amount", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		w.chat(t, "/profil", "ubah 9")
		w.chat(t, w.labels()[0])
		w.asks(t, "register.confirm", "Rp2.500.000")
		w.chat(t, "Benar, simpan")
		if b := w.business(t); b.Omzet != 2_500_000 {
			t.Errorf("the amount is %d", b.Omzet)
		}
	})
	t.Run("choosing another group of sales forgets the amount", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		w.chat(t, "/profil", "ubah 9", "Rp5-15 juta", "Benar, simpan")
		if b := w.business(t); b.Omzet != 0 || b.OmzetBand != "5m_15m" {
			t.Errorf("the sales are %d, %s", b.Omzet, b.OmzetBand)
		}
	})
	t.Run("the wish to change a finished form ends when it is left", func(t *testing.T) {
		t.Parallel()
		w := assessedOwner(t, "L3")
		w.chat(t, "/kembali", "/penilaian", "Lengkapi yang dilewati")
		w.asks(t, "assessment.L3", "3/29")
	})
	t.Run("erasing a form erases the one that was open, whatever was edited last", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		w.chat(t, "/profil", "ubah 2", "Siti Maryam", "/penilaian", "1")
		w.edit(t, w.message(t, registerKey, "name"), "Siti Rahma")
		w.chat(t, "/batal", "Hapus isian ini", "Ya, hapus isian")
		s := w.state(t)
		if s.Chat.Drafts[assessmentKey] != nil || s.Chat.Drafts[registerKey] == nil {
			t.Errorf("left are %v", s.Chat.Drafts)
		}
	})
}

func TestAssessmentKeepsWhatCounts(t *testing.T) {
	t.Parallel()
	t.Run("the exemption that this very assessment claims counts at once", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		s := unpack(t, w.kept)
		for _, kind := range []string{"nib", "npwp", "sppirt"} {
			s.Person.Businesses[0].Documents = append(s.Person.Businesses[0].Documents, enterprise.Document{Kind: kind, Approved: w.now})
		}
		w.kept, w.seen = pack(t, s), nil
		w.chat(t, "/penilaian")
		for w.asked != "" {
			options := w.book.program.Instrument.Item(w.asked[len("assessment."):]).OptionsFor("packaged_food")
			best := slices.MaxFunc(options, func(a, b *enterprise.Option) int { return a.Score - b.Score })
			if w.asked == "assessment.L4" { // the product is not halal and says so
				best = options[5]
			}
			w.chat(t, best.Button.In("id"))
		}
		if r := w.business(t).Assessments[0].Result; r.Level != "ready" || r.Cap != "" {
			t.Errorf("the result is %+v", r)
		}
	})
	t.Run("answers of another sector are not recorded", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		w.chat(t, "/penilaian", "1", "1", "1", "1", "/profil", "ubah 4", "Jasa", "Benar, simpan", "/penilaian")
		for w.asked != "" {
			w.chat(t, "1")
		}
		a := w.business(t).Assessments[0]
		if a.Sector != "service" || len(a.Answers) != a.Result.Shown || a.Result.Answered != a.Result.Shown {
			t.Errorf("%d answers of %s: %+v", len(a.Answers), a.Sector, a.Result)
		}
	})
}
