package app

import (
	"errors"
	"strings"
	"testing"

	"naikkelas/simulator/simtest"
	"naikkelas/store"
)

// TestAKeyIsChangedWhileACityIsServed to its end: the new key goes first, the old
// one out, and who wrote before is known.
func TestAKeyIsChangedWhileACityIsServed(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	old, anew := w.settings.Keys[0], []byte(strings.Repeat("n", 32))
	first := w.start(t, w.settings)
	phone := w.telegram.Phone(newcomer)
	phone.Send("/start")
	answer(t, phone, "choose a language", "Indonesia")
	simtest.Hears(t, phone, "Setuju?")
	first.end(t)

	w.settings.Keys = store.Keys{old, anew}
	var keys *store.KeysError
	if err := w.start(t, w.settings).fails(t); !errors.As(err, &keys) || !strings.Contains(err.Error(), "does not stand first") {
		t.Errorf("the new key last: %v", err)
	}
	w.settings.Keys = store.Keys{anew, old}
	both := w.start(t, w.settings)
	if !comesTrue(func() bool {
		order, retired, err := both.store.Sealed(t.Context())
		return err == nil && len(order) == 1 && len(retired) == 1
	}, func() int { return 0 }) {
		t.Fatal("it is not sealed anew")
	}
	var said strings.Builder
	if err := sayKeys(t.Context(), both.store, both.files, w.settings.Keys.IDs(), &said); err != nil || !strings.Contains(said.String(), "It seals.") || !strings.Contains(said.String(), "0 values, 0 files. It is not needed any more") {
		t.Errorf("%s%v", said.String(), err)
	}
	both.end(t)
	w.settings.Keys = store.Keys{old}
	if err := w.start(t, w.settings).fails(t); err == nil || !strings.Contains(err.Error(), "sealed with another key") {
		t.Errorf("the old key alone: %v", err)
	}
	w.settings.Keys = store.Keys{anew}
	w.start(t, w.settings)
	phone.Send("Setuju")
	simtest.Hears(t, phone, "kabar pelatihan")
}

// fails waits for the end of a process that may not start.
func (p process) fails(t *testing.T) error {
	t.Helper()
	defer p.stop()
	return <-p.ended
}
