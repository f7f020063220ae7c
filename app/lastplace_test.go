package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/demo/sample"
	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
	"naikkelas/store/redistest"
)

// rivals want the last place of a training at one moment.
const rivals = 40

// TestOneGetsTheLastPlace lets forty owners join a training of one place at
// once while the process that serves them is killed and another takes over, on
// a real Redis: one of them has the place, everybody else one of their own on
// the waiting list, and each was told so.
func TestOneGetsTheLastPlace(t *testing.T) {
	if testing.Short() {
		t.Skip("not with -short")
	}
	t.Parallel()
	redis := redistest.Server(t)
	telegram := simulator.New(simulator.Options{Token: crashToken})
	first := newVictim(t, serveTelegram(t, telegram), redis.URL)
	first.env = append(first.env, "ADMINS=800001", "TELEGRAM_RATE=200")
	second := *first
	second.listen, second.log, second.process = freeAddress(t), &locked{}, nil
	second.env = append(slices.Clone(first.env), "LISTEN="+second.listen)
	t.Cleanup(second.kill)
	p, err := theProgram()
	if err != nil {
		t.Fatal(err)
	}
	people := sample.People(p, time.Now())[:rivals]
	if err := importPeople(t, Settings{Redis: redis.URL, City: "malang", Keys: first.keys}, people); err != nil {
		t.Fatal(err)
	}
	first.start()
	offerOnePlace(t, telegram.Phone(simulator.User{ID: 800001, FirstName: "Petugas", Language: "id"}))

	var phones []*simulator.Phone
	var taps []func()
	for i := range rivals {
		phone := telegram.Phone(simulator.User{ID: int64(100001 + i), FirstName: "Warga", Language: "id"})
		phone.Send("/pelatihan")
		list := simtest.Hears(t, phone, "Kemasan")
		join := strings.TrimSuffix(list.Buttons[0][0].Data, "open") + "join"
		phones, taps = append(phones, phone), append(taps, func() { phone.TapData(list.ID, join) })
	}
	for _, tap := range taps {
		tap()
	}
	second.start()
	answered := func() (n int) {
		for _, phone := range phones {
			if standing(phone) != "" {
				n++
			}
		}
		return n
	}
	if !comesTrue(func() bool { return answered() > 0 }, answered) {
		t.Fatalf("nobody is answered\n%s", first.log)
	}
	first.kill()
	if !comesTrue(func() bool { return answered() == rivals }, answered) {
		t.Fatalf("%d of %d are answered\n%s", answered(), rivals, second.log)
	}
	second.stop()
	said := map[string]int{}
	for _, phone := range phones {
		said[standing(phone)]++
	}
	if said["in"] != 1 || len(said) != rivals {
		t.Errorf("told were %v", said)
	}
}

// standing is what somebody was told: "in", their place on the waiting list, or
// nothing yet.
func standing(phone *simulator.Phone) string {
	for _, m := range phone.Messages() {
		if _, place, ok := strings.Cut(m.Text, "daftar tunggu, urutan "); ok && m.FromBot {
			return strings.Fields(place)[0]
		}
		if m.FromBot && strings.Contains(m.Text, "Terdaftar: Kemasan") {
			return "in"
		}
	}
	return ""
}

// offerOnePlace lets an officer publish a training for one.
func offerOnePlace(t *testing.T, officer *simulator.Phone) {
	t.Helper()
	for _, line := range [][2]string{{"/start", "bahasa"}, {"Indonesia", "Siapa nama"}, {"Ratna Dewi", "Selamat bekerja"}} {
		officer.Send(line[0])
		simtest.Hears(t, officer, line[1])
	}
	officer.Send("/pelatihan")
	list := simtest.Hears(t, officer, "Belum ada pelatihan")
	if err := officer.Tap(list.ID, "Buat pelatihan"); err != nil {
		t.Fatal(err)
	}
	simtest.Hears(t, officer, "Apa judul")
	day := time.Now().AddDate(0, 0, 7).Format("2/1/2006")
	for _, text := range []string{"Kemasan", "Kemasan", "MCC lantai 5", day + " 09.00-12.00", "Betul", "Selesai", "1", "Lanjut", "Saat mulai", "Bu Ratna", "Tanpa poster", "Terbitkan"} {
		officer.Send(text)
	}
	simtest.Hears(t, officer, "Pelatihan terbit")
}
