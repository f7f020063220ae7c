package announcement_test

import (
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

// begun is a series that an officer began, for so many owners.
func begun(t *testing.T, owners int, when string) *flowstest.World {
	t.Helper()
	w := flowstest.NewWorld(t) // Monday at nine
	w.StaffMember("Ratna", enterprise.Officer)
	w.StaffMember("Cici", enterprise.Officer)
	w.Owners(owners)
	for _, said := range []string{"/siaran", "Siaran baru", "Info program", "Catat omzetnya ya", "Selesai", "Tanpa tombol", "Lanjut", when, "Betul"} {
		w.Say("Ratna", said)
	}
	return w
}

// runs are the runs of a series, by how they stand.
func runs(w *flowstest.World) map[flows.GateState]int {
	out := map[flows.GateState]int{}
	for _, l := range w.Ledgers {
		out[l.State]++
	}
	return out
}

// A run that is stopped is skipped; the series goes on until it is ended or its
// last day has come. Runs that became too large for one officer are asked about.
func TestASeriesGoesOnUntilItIsEnded(t *testing.T) {
	t.Parallel()
	w := begun(t, 3, "setiap hari kerja jam 10 sampai 26 November")
	w.Say("Ratna", "Jadwalkan berulang")
	w.Tap("Ratna", "Hentikan")
	if got := runs(w); got[flows.GateStopped] != 1 || got[flows.GateScheduled] != 1 {
		t.Fatalf("after one run was stopped: %v", got)
	}
	w.Pass(26 * time.Hour) // Tuesday at eleven
	w.Send(10)
	if got := runs(w); got[flows.GateScheduled] != 1 || got[flows.GateDone] != 1 {
		t.Fatalf("after a run: %v", got)
	}
	w.Owners(60)
	w.Pass(24 * time.Hour)
	w.Send(100)
	if !w.Told("Cici", "menunggu persetujuan") {
		t.Errorf("a run for many more was not asked about: %q", w.LastTo("Cici"))
	}
	w.Tap("Cici", "Setujui")
	w.Pass(24 * time.Hour)
	w.Send(100)
	if got := runs(w); got[flows.GateScheduled] != 0 || got[flows.GateDone] != 3 {
		t.Errorf("after its last day: %v", got)
	}
}

// Whoever ends it ends what waits for its hour, and nothing follows; a forged or
// repeated tap changes nothing.
func TestASeriesThatIsEnded(t *testing.T) {
	t.Parallel()
	w := begun(t, 3, "setiap Senin jam 10")
	w.Say("Ratna", "Jadwalkan berulang")
	for range 2 {
		w.Tap("Ratna", "Akhiri yang berulang")
	}
	w.Pass(30 * 24 * time.Hour)
	w.Send(10)
	if got := runs(w); got[flows.GateStopped] != 1 || len(w.Ledgers) != 1 || w.Noted("announcement.ended") != 1 {
		t.Errorf("afterwards: %v, noted %d times", got, w.Noted("announcement.ended"))
	}
}

// A series whose approval comes after its first hour begins with the next.
func TestASeriesThatIsApprovedLate(t *testing.T) {
	t.Parallel()
	w := begun(t, 60, "setiap hari jam 10")
	w.Say("Ratna", "Minta persetujuan")
	w.Now = w.Now.Add(49 * time.Hour)
	w.Tap("Cici", "Setujui")
	for _, l := range w.Ledgers {
		if l.State != flows.GateScheduled || l.Gate.At.Before(w.Now) || l.Gate.At.Sub(w.Now) > 24*time.Hour {
			t.Errorf("it is %s for %s, at %s", l.State, l.Gate.At, w.Now)
		}
	}
}
