package contents_test

import (
	"slices"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows/flowstest"
)

func TestCorrectingWhatIsFinished(t *testing.T) {
	t.Parallel()
	t.Run("an edited message of the registration asks for a yes, and the open assessment goes on", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		chat(w, t, "/penilaian", "1")
		w.Edit(t, message(w, t, "register", "name"), "Siti Maryam")
		asks(w, t, "register.confirm", "Siti Maryam")
		chat(w, t, "Benar, simpan")
		asks(w, t, "assessment.L2", "2/29")
		if name := w.State(t).Person.Name; name != "Siti Maryam" {
			t.Errorf("the name is %q", name)
		}
	})
	t.Run("an edited answer of a finished assessment scores anew while the profile is open", func(t *testing.T) {
		t.Parallel()
		w := assessedOwner(t)
		before := business(w, t).Assessments[0].Result.Total
		chat(w, t, "/profil", "ubah 2")
		w.Edit(t, message(w, t, "assessment", "L1"), "5")
		asks(w, t, "register.name", "Sudah diperbaiki")
		all := business(w, t).Assessments
		if len(all) != 1 || all[0].Answers["L1"] != "e" || all[0].Result.Total <= before || all[0].Changed.IsZero() {
			t.Errorf("%d assessments, the first is %+v", len(all), all[0])
		}
	})
	t.Run("a change that was not confirmed waits", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		chat(w, t, "/profil", "ubah 2", "Siti Maryam", "/batal")
		if !slices.Contains(w.Labels(), "Lanjutkan isian") {
			t.Fatalf("the keyboard is %q", w.Labels())
		}
		if n := w.Wait(t, 48*time.Hour); n == 0 {
			t.Error("it is not recalled")
		}
		chat(w, t, "/menu", "Lanjutkan isian")
		asks(w, t, "register.confirm", "Siti Maryam")
	})
	t.Run("looking at the profile leaves nothing to continue", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		chat(w, t, "/profil", "/batal")
		if slices.Contains(w.Labels(), "Lanjutkan isian") || w.Wake.Month() == w.Now.Month() { // the next month's sales are all that comes
			t.Errorf("the keyboard is %q, the next wake-up %s", w.Labels(), w.Wake)
		}
	})
	t.Run("keeping sales by the button keeps the amount", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		chat(w, t, "/profil", "ubah 9")
		chat(w, t, w.Labels()[0])
		asks(w, t, "register.confirm", "Rp2.500.000")
		chat(w, t, "Benar, simpan")
		if b := business(w, t); b.Omzet != 2_500_000 {
			t.Errorf("the amount is %d", b.Omzet)
		}
	})
	t.Run("choosing another group of sales forgets the amount", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		chat(w, t, "/profil", "ubah 9", "Rp5-15 juta", "Benar, simpan")
		if b := business(w, t); b.Omzet != 0 || b.OmzetBand != "5m_15m" {
			t.Errorf("the sales are %d, %s", b.Omzet, b.OmzetBand)
		}
	})
	t.Run("the wish to change a finished form ends when it is left", func(t *testing.T) {
		t.Parallel()
		w := assessedOwner(t, "L3")
		chat(w, t, "/kembali", "/penilaian", "Lengkapi yang dilewati")
		asks(w, t, "assessment.L3", "3/29")
	})
	t.Run("erasing a form erases the one that was open, whatever was edited last", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		chat(w, t, "/profil", "ubah 2", "Siti Maryam", "/penilaian", "1")
		w.Edit(t, message(w, t, "register", "name"), "Siti Rahma")
		chat(w, t, "/batal", "Hapus isian ini", "Ya, hapus isian")
		s := w.State(t)
		if s.Chat.Drafts["assessment"] != nil || s.Chat.Drafts["register"] == nil {
			t.Errorf("left are %v", s.Chat.Drafts)
		}
	})
}

func TestAssessmentKeepsWhatCounts(t *testing.T) {
	t.Parallel()
	t.Run("the exemption that this very assessment claims counts at once", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		s := flowstest.Unpack(t, w.Kept)
		for _, kind := range []string{"nib", "npwp", "sppirt"} {
			s.Person.Businesses[0].Documents = append(s.Person.Businesses[0].Documents, enterprise.Document{Kind: kind, Approved: w.Now})
		}
		w.Kept, w.Seen = flowstest.Pack(t, s), nil
		chat(w, t, "/penilaian")
		for w.Asked != "" {
			options := w.Book.Program.Instrument.Item(w.Asked[len("assessment."):]).OptionsFor("packaged_food")
			best := slices.MaxFunc(options, func(a, b *enterprise.Option) int { return a.Score - b.Score })
			if w.Asked == "assessment.L4" { // the product is not halal and says so
				best = options[5]
			}
			chat(w, t, best.Button.In("id"))
		}
		if r := business(w, t).Assessments[0].Result; r.Level != "ready" || r.Cap != "" {
			t.Errorf("the result is %+v", r)
		}
	})
	t.Run("answers of another sector are not recorded", func(t *testing.T) {
		t.Parallel()
		w := enrolled(t)
		chat(w, t, "/penilaian", "1", "1", "1", "1", "/profil", "ubah 4", "Jasa", "Benar, simpan", "/penilaian")
		for w.Asked != "" {
			chat(w, t, "1")
		}
		a := business(w, t).Assessments[0]
		if a.Sector != "service" || len(a.Answers) != a.Result.Shown || a.Result.Answered != a.Result.Shown {
			t.Errorf("%d answers of %s: %+v", len(a.Answers), a.Sector, a.Result)
		}
	})
}
