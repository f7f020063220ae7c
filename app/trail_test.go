package app

import (
	"errors"
	"io"
	"strings"
	"testing"

	"naikkelas/bot/telegram"
	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
)

// TestATrailThatWasCutIsNoticed by the process that serves, which tells the
// administrators, and by the command.
func TestATrailThatWasCutIsNoticed(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.settings.Admins = append(w.settings.Admins, telegram.Address(801))
	p := w.start(t, w.settings)
	phone := w.telegram.Phone(simulator.User{ID: 801, FirstName: "Ratna"})
	phone.Send("/start")
	answer(t, phone, "bahasa apa", "Indonesia")
	answer(t, phone, "Siapa nama", "Ratna Dewi")
	simtest.Hears(t, phone, "Selamat bekerja")
	if err := p.anchorTrail(t.Context()); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	if err := checkTrail(t.Context(), p.store, p.files, &said); err != nil || !strings.Contains(said.String(), " 0 with a fault.\nIt holds") {
		t.Errorf("%s%v", said.String(), err)
	}
	said.Reset()
	if err := exportTrail(t.Context(), p.store, "", &said); err != nil || !strings.HasPrefix(said.String(), `{"id":"`) || !strings.Contains(said.String(), `"what":"role.appointed"`) || strings.Contains(said.String(), "Ratna") {
		t.Errorf("%s%v", said.String(), err)
	}
	last, err := p.store.TrailEnd(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.redis.Client.XDel(t.Context(), "nk:{malang}:audit", last.ID)
	if err := checkTrail(t.Context(), p.store, p.files, io.Discard); !errors.Is(err, ErrTrail) {
		t.Errorf("an entry is gone: %v", err)
	}
	if err := exportTrail(t.Context(), p.store, last.ID, io.Discard); !errors.Is(err, ErrTrail) {
		t.Errorf("what was shipped last is gone: %v", err)
	}
	if err := p.anchorTrail(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.lookForAlarms(t.Context(), *p.lease.Load()); err != nil {
		t.Fatal(err)
	}
	simtest.Hears(t, phone, "Jejak (/audit) tidak utuh lagi")
	if err := p.files.SetTrail(`{"id":"1-0","chain":"x","vouch":"made up"}`); err != nil {
		t.Fatal(err)
	}
	if err := checkTrail(t.Context(), p.store, p.files, io.Discard); !errors.Is(err, ErrTrail) {
		t.Errorf("the note was changed: %v", err)
	}
}
