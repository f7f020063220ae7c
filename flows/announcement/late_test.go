package announcement_test

import (
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// scheduledAs has Bima schedule an announcement for Tuesday at nine.
func scheduledAs(t *testing.T, category, text string) *flowstest.World {
	t.Helper()
	w := flowstest.NewWorld(t) // Monday at nine
	w.StaffMember("Bima", enterprise.Officer)
	w.Owners(3)
	for _, said := range []string{"/siaran", "Siaran baru", category, text, "Selesai", "Tanpa tombol", "Lanjut", "besok jam 9", "Betul", "Saat dikirim", "Jadwalkan"} {
		w.Say("Bima", said)
	}
	if len(w.Ledgers) != 1 {
		t.Fatalf("nothing is scheduled: %v", w.Said[w.Names["Bima"]])
	}
	return w
}

// Everything that comes late is looked at again as its hour comes.
func TestWhatComesLate(t *testing.T) {
	t.Parallel()
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 11, day, hour, minute, 0, 0, flowstest.SharedBook().Program.City.Location)
	}
	for _, row := range []struct {
		name, category, text string
		up                   time.Time // the bot is there again
		then                 time.Time // and looks again
		told                 string
		sent                 bool
	}{
		{"at its hour", "Info program", "Ada bantuan kemasan.", at(24, 9, 0), at(24, 9, 0), "", true},
		{"a little late", "Info program", "Ada bantuan kemasan.", at(24, 9, 30), at(24, 9, 30), "", true},
		{"hours late, of use", "Info program", "Ada bantuan kemasan.", at(24, 15, 0), at(24, 15, 0), "Dikirim sekarang", true},
		{"late in the evening, of use", "Info program", "Ada bantuan kemasan.", at(24, 23, 15), at(25, 8, 0), "Rabu, 25 November 2026, 08.00 WIB", true},
		{"not before the morning", "Info program", "Ada bantuan kemasan.", at(24, 23, 15), at(25, 7, 59), "Dikirim begitu jam tenang selesai", false},
		{"tomorrow is another day by then", "Info program", "Besok ada bantuan kemasan.", at(24, 23, 15), at(25, 8, 0), "hari ini atau besok", false},
		{"the same day", "Info program", "Besok ada bantuan kemasan.", at(24, 15, 0), at(24, 15, 0), "Dikirim sekarang", true},
		{"its date is over", "Info program", "Bantuan sampai 24 November 2026.", at(24, 23, 15), at(25, 8, 0), "tanggal di dalamnya", false},
		{"its date is to come", "Info program", "Bantuan sampai 30 November 2026.", at(24, 23, 15), at(25, 8, 0), "08.00 WIB", true},
		{"two days late", "Info program", "Ada bantuan kemasan.", at(26, 10, 0), at(26, 10, 5), "lebih dari sehari", false},
		{"into Friday's prayer", "Info program", "Ada bantuan kemasan.", at(25, 9, 0), at(25, 9, 0), "Dikirim sekarang", true},
		{"urgent at night", "Penting", "Gempa: jauhi gedung tua.", at(24, 9, 0), at(24, 9, 0), "", true},
		{"urgent, hours late at night", "Penting", "Kantor tutup karena banjir.", at(24, 23, 15), at(24, 23, 15), "Dikirim sekarang", true},
	} {
		w := scheduledAs(t, row.category, row.text)
		bima := w.Names["Bima"]
		w.Now = row.up
		before := len(w.Said[bima])
		w.Send(100)
		if w.Now.Before(row.then) {
			w.Now = row.then
		}
		w.Send(100)
		var told strings.Builder
		for _, m := range w.Said[bima][before:] {
			told.WriteString(m.Text + "\n")
		}
		for id, l := range w.Ledgers {
			if sent := len(l.Recipients) > 0 && w.Find(ledgerOf(id)).Ledgers[id].Sent == 3; sent != row.sent || !strings.Contains(told.String(), row.told) || row.told == "" && strings.Contains(told.String(), "jamnya") {
				t.Errorf("%s: sent %t; told %s", row.name, sent, told.String())
			}
		}
	}
}

// Held until its author says so, and then sent as the hours allow.
func TestTheAuthorIsAskedOnce(t *testing.T) {
	t.Parallel()
	w := scheduledAs(t, "Info program", "Besok ada bantuan kemasan.")
	city := w.Book.Program.City.Location
	w.Now = time.Date(2026, 11, 24, 23, 15, 0, 0, city)
	w.Send(100)
	w.Now = time.Date(2026, 11, 25, 10, 0, 0, 0, city)
	w.Send(100)
	w.Tap("Bima", "Kirim saja")
	w.Send(100)
	for id := range w.Ledgers {
		if l := w.Find(ledgerOf(id)).Ledgers[id]; l.Sent != 3 {
			t.Errorf("%+v", l)
		}
	}
}

// Approved two days later: the author is asked before anybody is told.
func TestAnApprovalThatComesLate(t *testing.T) {
	t.Parallel()
	w, id := announced(t, 60)
	w.Now = w.Now.Add(50 * time.Hour)
	w.Tap("Cici", "Setujui")
	w.Send(100)
	l := w.Find(ledgerOf(id)).Ledgers[id]
	said := w.Said[w.Names["Bima"]]
	if l.Sent != 0 || !l.Due.IsZero() || !strings.Contains(said[len(said)-1].Text+said[len(said)-2].Text+said[len(said)-3].Text, "lebih dari sehari") {
		t.Errorf("%+v, told %v", l, said[len(said)-1])
	}
}

func ledgerOf(id string) flows.Lookup { return flows.Lookup{Ledgers: []string{id}} }
