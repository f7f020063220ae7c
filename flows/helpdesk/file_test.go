package helpdesk_test

import (
	"strings"
	"testing"

	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/messages"
)

// What reaches officers through a question is known by what it holds and goes by
// our name; anything else does not, whatever it is called.
func TestFilesOfATicketAreKnownByWhatTheyHold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what string
		file flows.File
		kept string // the end of its name; empty: it is refused
		told string // to the owner
	}{
		{"a programme that is called a letter", flows.File{ID: "x jenis surat.pdf.exe", Kind: "document", Name: "surat.pdf.exe"}, "", "bukan JPG, PNG, HEIC, atau PDF"},
		{"a page of HTML", flows.File{ID: "x jenis undangan.html", Kind: "document", Name: "undangan.html"}, "", "bukan JPG, PNG, HEIC, atau PDF"},
		{"a letter", flows.File{ID: "x surat.pdf", Kind: "document", Name: "surat.pdf.exe"}, ".pdf", "Sudah ditambahkan"},
		{"a picture as a document", flows.File{ID: "x toko", Kind: "document", Name: "toko.hta"}, ".jpg", "Sudah ditambahkan"},
		{"a photo", flows.File{ID: "x toko", Kind: "photo"}, ".jpg", "Sudah ditambahkan"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			w := desk(t)
			openTicket(w, "NIB saya hilang")
			w.Put(w.Names["Siti"], flows.Input{Kind: flows.Other, Media: c.file.Kind, File: &c.file, Message: "f"})
			if !w.Told("Siti", c.told) {
				t.Errorf("Siti hears %q", w.LastTo("Siti"))
			}
			for _, name := range []string{"Ratna", "Grup"} {
				m := w.Newest(name)
				if c.kept == "" {
					if m.Key == "ticket.more" || m.Document+m.Photo != "" {
						t.Errorf("%s gets %+v", name, m)
					}
					continue
				}
				if m.Key != "ticket.more" || !strings.HasPrefix(m.Name, "tiket-T") || !strings.HasSuffix(m.Name, c.kept) || m.Stored == "" || !m.Protect {
					t.Errorf("%s gets %+v", name, m)
				}
			}
			if c.kept == "" {
				return
			}
			hash := flowstest.Filed(c.file).Hash
			if r := w.Records[flows.RecordName{Kind: flows.FileRecord, ID: hash}]; r.Data == nil {
				t.Error("the file is nobody's")
			}
			w.Say("Siti", "/hapus")
			w.Say("Siti", "Ya, hapus semua")
			if r := w.Records[flows.RecordName{Kind: flows.FileRecord, ID: hash}]; r.Data != nil {
				t.Error("the file outlives its owner")
			}
		})
	}
}

// Whatever shows an officer the data of somebody cannot be passed on, and says
// whose it is; what the office hands on can.
func TestWhatShowsDataIsProtected(t *testing.T) {
	t.Parallel()
	w := desk(t)
	openTicket(w, "NIB saya hilang")
	siti := w.Names["Siti"]
	shows := func(name string, said []messages.Message) {
		found := false
		for _, m := range said {
			if strings.Contains(m.Text, "Usaha Siti") {
				found = true
				if !m.Protect || len(m.About) != 1 || m.About[0] != int64(siti) {
					t.Errorf("%s: %+v", name, m)
				}
			}
		}
		if !found {
			t.Errorf("%s shows nothing of her: %+v", name, said)
		}
	}
	shows("a ticket", w.Said[w.Names["Ratna"]])
	shows("a ticket in the group", w.Said[w.Names["Grup"]])
	shows("a search", w.Say("Ratna", "/cari Siti"))
	for _, m := range w.Say("Siti", "/profil") {
		if m.Protect || len(m.About) > 0 {
			t.Errorf("her own data: %+v", m)
		}
	}
}
