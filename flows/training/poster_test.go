package training_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/training"
	"naikkelas/messages"
)

// postered publishes a training with a poster and gives its id.
func postered(w *flowstest.World, officer, photo string) string {
	w.T.Helper()
	known := maps.Clone(w.Records)
	w.Say(officer, "/pelatihan")
	w.Tap(officer, "Buat pelatihan")
	day := w.Now.AddDate(0, 0, 7).Format("2/1/2006")
	for _, text := range []string{"Kemasan yang menjual", "Kemasan", "MCC lantai 5", day + " 09.00-12.00", "Betul", "Selesai", "5", "Lanjut", "Saat mulai", "Bu Ratna, 0812-3456-7890"} {
		w.Say(officer, text)
	}
	w.Photo(officer, photo)
	w.Say(officer, "Terbitkan")
	for name := range w.Records {
		if _, before := known[name]; !before && name.Kind == training.RecordKind {
			return name.ID
		}
	}
	w.T.Fatalf("nothing was published: %v", w.Said[w.Names[officer]])
	return ""
}

func TestAPosterIsKeptAsLongAsATrainingHasIt(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	w.Owners(1)
	first := postered(w, "Ratna", "bazar")
	if got, _ := w.Holders("bazar"); !slices.Equal(got, []string{first}) {
		t.Fatalf("published: held by %v", got)
	}
	shown := w.Put(2, presses(w, 2, first, "open"))
	if m := shown[0]; m.Photo != "id-of bazar" || m.Stored != flowstest.Filed(flows.File{ID: "id-of bazar"}).Hash || m.Name != "poster.jpg" {
		t.Errorf("shown is %+v", m)
	}

	w.Put(1, flows.Input{Kind: flows.Tap, Data: "k:" + first + ":copy", Message: "b"})
	for _, text := range []string{w.Now.AddDate(0, 0, 9).Format("2/1/2006") + " 09.00-12.00", "Betul", "Selesai", "Saat mulai", "Terbitkan"} {
		w.Say("Ratna", text)
	}
	got, _ := w.Holders("bazar")
	if len(got) != 2 {
		t.Fatalf("copied: held by %v", got)
	}
	changePoster(w, first, "Tanpa poster")
	if got, _ := w.Holders("bazar"); len(got) != 1 || got[0] == first {
		t.Errorf("without it the first: held by %v", got)
	}
	changePoster(w, got[1], "pameran")
	if old, _ := w.Holders("bazar"); old != nil {
		t.Errorf("another one in its place: held by %v", old)
	}
	if now, _ := w.Holders("pameran"); !slices.Equal(now, got[1:]) {
		t.Errorf("the other: held by %v", now)
	}
}

// changePoster gives a training another poster, or none.
func changePoster(w *flowstest.World, id, to string) {
	w.T.Helper()
	w.Put(1, flows.Input{Kind: flows.Tap, Data: "k:" + id + ":change", Message: "b"})
	w.Say("Ratna", "ubah 10")
	if to == "Tanpa poster" {
		w.Say("Ratna", to)
	} else {
		w.Photo("Ratna", to)
	}
	w.Say("Ratna", "Simpan perubahan")
}

// What is somebody's document, too, stays theirs when a training lets go of it.
func TestAPosterThatIsADocumentStaysOne(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	w.StaffMember("Ratna", enterprise.Officer)
	w.Owner("Siti", nil)
	id := postered(w, "Ratna", "surat")
	for _, text := range []string{"/dokumen", "NIB", "Kirim dokumen"} {
		w.Say("Siti", text)
	}
	w.Photo("Siti", "surat")
	changePoster(w, id, "Tanpa poster")
	if trainings, people := w.Holders("surat"); len(trainings) != 0 || !slices.Equal(people, []enterprise.PersonID{2}) {
		t.Errorf("held by %v and %v", trainings, people)
	}
}

func TestAPosterThatCannotBeKept(t *testing.T) {
	t.Parallel()
	for photo, want := range map[string]string{
		"jenis itu":  "tidak bisa dibuka",
		"rusak itu":  "tidak bisa dibuka",
		"besar itu":  "tidak bisa dibuka",
		"putus itu":  "Pelatihan terbit", // our side is at fault: it goes out as the channel holds it
		"penuh itu":  "Pelatihan terbit",
		"poster itu": "Pelatihan terbit",
	} {
		w := flowstest.NewWorld(t)
		w.StaffMember("Ratna", enterprise.Officer)
		w.Owners(1)
		w.Say("Ratna", "/pelatihan")
		w.Tap("Ratna", "Buat pelatihan")
		for _, text := range []string{"Kemasan", "Kemasan", "MCC", "Rabu 09.00-12.00", "Betul", "Selesai", "5", "Lanjut", "Saat mulai", "Bu Ratna"} {
			w.Say("Ratna", text)
		}
		w.Photo("Ratna", photo)
		w.Say("Ratna", "Terbitkan")
		if !slices.ContainsFunc(w.Said[1], func(m messages.Message) bool { return strings.Contains(m.Text, want) }) {
			t.Errorf("%s: no %q in %v", photo, want, w.Said[1][len(w.Said[1])-1].Text)
		}
	}
}
