package app

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// BenchmarkAttacks sends a real process what costs memory to read, one after the
// other and several at once, and says how much it took at most (VmHWM).
func BenchmarkAttacks(b *testing.B) {
	redis := redistest.Server(b)
	telegram := simulator.New(simulator.Options{Token: crashToken})
	v := newVictim(b, serveTelegram(b, telegram), redis.URL)
	v.env = append(v.env, "ADMINS=801", "GOMEMLIMIT=230MiB") // as the units and the container set it by their limit
	v.start()
	data, err := store.Open(store.Options{URL: redis.URL, City: "malang", Keys: v.keys})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = data.Close() }()
	officer, owners := telegram.Phone(simulator.User{ID: 801, FirstName: "Ratna"}), make([]*simulator.Phone, 4)
	say := func(p *simulator.Phone, heard string, texts ...string) {
		b.Helper()
		for _, text := range texts {
			p.Send(text)
		}
		simtest.Hears(b, p, heard)
	}
	say(officer, "bahasa apa", "/start")
	say(officer, "Siapa nama", "Indonesia")
	say(officer, "Selamat bekerja", "Ratna Dewi")
	for i := range owners {
		p := telegram.Phone(simulator.User{ID: int64(901 + i), FirstName: "Tono"})
		say(p, "language", "/start")
		say(p, "Setuju?", "Indonesia")
		say(p, "kabar pelatihan", "Setuju")
		say(p, "", "Tidak usah")
		say(p, "Tulis pertanyaan", "/petugas")
		say(p, "sudah sampai", "Surat saya tidak terbaca")
		owners[i] = p
	}
	peak := func() int {
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", v.process.Process.Pid))
		if err != nil {
			b.Skip("no /proc")
		}
		n := 0
		for line := range strings.Lines(string(data)) {
			if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
				_, _ = fmt.Sscan(rest, &n)
			}
		}
		return n >> 10
	}
	attacks := []struct {
		name, file string
		data       []byte
	}{
		{"PNG, 4000 x 3000, 16 bits", "a.png", deepPicture(b)},
		{"XLSX, a cell of 60 MB", "a.xlsx", cellOf(b, 60<<20)},
		{"PDF, 20 MB", "a.pdf", append([]byte("%PDF-1.7\n"), make([]byte, 20<<20-20)...)},
		{"HEIC that claims 60,000 x 60,000", "a.heic", append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic\x00\x00\x00\x14ispe\x00\x00\x00\x00\x00\x00\xea\x60\x00\x00\xea\x60"), make([]byte, 1<<20)...)},
		{"CSV, 16 MB of commas", "a.csv", bytes.Repeat([]byte(","), 16<<20)},
	}
	b.ReportMetric(float64(peak()), "MB-before")
	for b.Loop() {
		for _, a := range attacks {
			for range 3 {
				for _, p := range owners {
					p.SendFile("document", a.file, a.data)
				}
			}
			say(officer, "", "/batal", "/impor")
			officer.SendFile("document", a.file, a.data)
			if !comesTrue(func() bool { d, err := data.Depths(b.Context()); return err == nil && d.Inbox+d.Outbox == 0 }, func() int { return 0 }) {
				b.Fatalf("%s: it is not handled\n%s", a.name, v.log)
			}
			b.Logf("%s: %d MB", a.name, peak())
		}
	}
	say(officer, "pilih di bawah", "/menu")
	b.ReportMetric(float64(peak()), "MB-at-most")
	v.stop()
}

// deepPicture is a PNG of few bytes that takes 96 MB once decoded.
func deepPicture(b *testing.B) []byte {
	p := image.NewNRGBA64(image.Rect(0, 0, 4000, 3000))
	p.SetNRGBA64(1, 1, color.NRGBA64{R: 1, A: 7})
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, p); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// cellOf is a spreadsheet of few bytes with one cell of so many.
func cellOf(b *testing.B, size int) []byte {
	var right, out bytes.Buffer
	f := excelize.NewFile()
	if err := f.Write(&right); err != nil {
		b.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(right.Bytes()), int64(right.Len()))
	if err != nil {
		b.Fatal(err)
	}
	w := zip.NewWriter(&out)
	for _, part := range archive.File {
		if part.Name != "xl/worksheets/sheet1.xml" {
			if err := w.Copy(part); err != nil {
				b.Fatal(err)
			}
		}
	}
	to, err := w.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		b.Fatal(err)
	}
	_, _ = io.WriteString(to, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>`)
	for range size >> 20 {
		_, _ = io.WriteString(to, strings.Repeat("A", 1<<20))
	}
	_, _ = io.WriteString(to, `</t></is></c></row></sheetData></worksheet>`)
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}
