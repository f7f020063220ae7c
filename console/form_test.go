package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Every page that shows a command of the chat is there for the roles that may
// use it, and for nobody else.
func TestCommandsOnPages(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	may := map[string][]string{ratna: {"/pelatihan", "/layanan", "/kohort", "/usulan", "/jadwal", "/ganda"}, pak: {"/usulan"}, mira: nil, dewi: {"/pelatihan", "/kohort", "/usulan", "/peran", "/tautan", "/audit"}}
	for who, paths := range may {
		b := w.enters(who)
		b.get("/")
		for _, p := range everything() {
			if p.does == "" {
				continue
			}
			allowed := who == dewi
			for _, path := range paths {
				allowed = allowed || path == p.path
			}
			if allowed != strings.Contains(b.get("/").page, `href="`+p.path+`"`) {
				t.Errorf("%s: %s in the navigation: %t", who, p.path, !allowed)
			}
			b.get(p.path)
			if want := map[bool]int{true: http.StatusOK, false: http.StatusNotFound}[allowed]; b.status != want {
				t.Errorf("%s gets %d at %s", who, b.status, p.path)
			}
		}
	}
}

// A role is given on the page by the form of the chat, once the last question
// is answered, and the trail is read there, which the trail notes.
func TestRolesAndTrailOnPages(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	b := w.enters(dewi)
	b.get("/peran").has("Ratna Dewi (Petugas)").answers("Mira Lestari (Pendamping)").answers("Perencana").has("Beri Mira Lestari")
	b.answers("Ya, ubah").has("Sudah dicatat")
	w.rest()
	if !w.hasHeard(mira, "Peran") || !w.hasHeard(dewi, "Dari konsol hari ini: 1 tindakan") {
		t.Errorf("mira: %+v", w.told(mira))
	}
	b.get("/audit").answers("Peran", "Tampilkan").has("memberi peran")
	w.rest()
	if n := w.noted("data.trail", 0); n != 1 {
		t.Errorf("%d looks at the trail are noted", n)
	}
}

// An address does nothing, whatever it says; only a form of ours does.
func TestAddressesDoNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.asks(siti, "Apakah harus punya NPWP?")
	b := w.enters(ratna)
	b.get("/tiket")
	id := between(b.page, `data-row href="/tiket/`, `"`)
	for _, path := range []string{"/isian?do=t:" + id + ":close", "/isian?do=t:" + id + ":answer&say=Tidak", "/klik?do=t:" + id + ":close", "/isian?do=p:6:note&say=Catatan"} {
		b.get(path)
		if b.status == http.StatusOK && strings.Contains(b.page, "Sudah dicatat") {
			t.Errorf("%s does something", path)
		}
	}
	planner := w.enters(pak)
	for _, do := range []string{"t:" + id + ":close", "t:" + id + ":show", "p:6:card", "d:next"} {
		planner.get("/isian?do="+url.QueryEscape(do)).hasNot("Siti", "NPWP")
		planner.post("/isian", url.Values{"csrf": {planner.get("/").csrf()}, "do": {do}}).hasNot("Siti", "NPWP", "Sudah dicatat")
	}
	w.rest()
	b.get("/tiket").has("Siti Aminah", "belum dijawab")
}
