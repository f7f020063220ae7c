package reports

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
	"time"
)

var made = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

func TestACertificateIsAPDFThatIsAlwaysTheSame(t *testing.T) {
	t.Parallel()
	page := CertificatePage{Heading: "Sertifikat", Given: "diberikan kepada", Holder: "Siti Aminah", For: "atas kehadirannya dalam pelatihan",
		Title: strings.Repeat("Kemasan yang menjual ", 6), Facts: []string{"25 November 2026", "MCC"}, Issuer: "Diskopindag Kota Malang", Verify: "Pindai untuk memeriksa.",
		Link: "https://t.me/naikkelas_bot?start=sah_0123456789abcdef", Made: made}
	var first, second bytes.Buffer
	if err := Certificate(&first, page); err != nil {
		t.Fatal(err)
	}
	if err := Certificate(&second, page); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(first.Bytes(), []byte("%PDF-")) || first.Len() < 5_000 {
		t.Errorf("%d bytes beginning %q", first.Len(), first.Bytes()[:8])
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same certificate gives other bytes")
	}
	if !bytes.Contains(first.Bytes(), []byte(page.Link)) {
		t.Error("the link that verifies is not in it")
	}
}

func TestACodeIsASquareWithAWhiteBorder(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := Code(&out, "https://t.me/naikkelas_bot?start=hadir_482913"); err != nil {
		t.Fatal(err)
	}
	p, err := png.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	if b := p.Bounds(); b.Dx() != b.Dy() || b.Dx() < 300 {
		t.Errorf("it measures %v", b)
	}
	white, _, _, _ := p.At(codeBorder-1, codeBorder+1).RGBA()
	black, _, _, _ := p.At(codeBorder+1, codeBorder+1).RGBA() // the corner that scanners look for
	if white != 0xffff || black != 0 {
		t.Errorf("border %x, corner %x", white, black)
	}
	if err := Code(&out, strings.Repeat("x", 5000)); err == nil {
		t.Error("a link that fits no code gives no error")
	}
}

func TestACalendarHoldsEverySession(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)
	var out bytes.Buffer
	err := Calendar(&out, Event{ID: "17-0", Version: 2, Title: "Kemasan; bagian, satu", Place: "MCC, Jl. A. Yani", Made: made,
		Sessions: []Span{{at, at.Add(3 * time.Hour)}, {at.AddDate(0, 0, 1), at.AddDate(0, 0, 1).Add(3 * time.Hour)}}})
	if err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{"BEGIN:VCALENDAR\r\n", "UID:17-0-1@naikkelas", "UID:17-0-2@naikkelas", "DTSTART:20261125T020000Z", "DTEND:20261125T050000Z",
		"DTSTART:20261126T020000Z", `SUMMARY:Kemasan\; bagian\, satu`, "SEQUENCE:2", "TRIGGER:-PT2H", "END:VCALENDAR\r\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
