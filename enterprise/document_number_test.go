package enterprise_test

import (
	"strings"
	"testing"
	"time"

	. "naikkelas/enterprise"
)

// TestDocumentNumbers reads numbers as they are printed and typed. Those marked
// published are the forms of public lists (reference: documents.yaml); the
// others are nobody's.
func TestDocumentNumbers(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	for _, c := range []struct {
		name, kind, typed, want string
		flags                   string
	}{
		{"an NIB", "nib", "0101230099999", "0101230099999", ""},
		{"an NIB with its name and dots", "nib", "NIB: 0101.2300.99999", "0101230099999", ""},
		{"a published NIB of the risk-based system", "nib", "1112210007923", "1112210007923", ""},
		{"another published NIB", "nib", "No. NIB 1503 2200 20899", "1503220020899", ""},
		{"an NIB that is not the one registered", "nib", "1503220020898", "1503220020898", ""},
		{"an NIB with a digit too few", "nib", "010123009999", "", ""},
		{"an NIB with a digit too many", "nib", "01012300999990", "", ""},
		{"words", "nib", "belum ada", "", ""},
		{"a NIK", "nik", "3573 0101 0190 9999", "3573010101909999", ""},
		{"a woman's NIK: the day is 40 more", "nik", "3573015708900001", "3573015708900001", ""},
		{"a NIK with a day that does not exist is kept and flagged", "nik", "3573013908900001", "3573013908900001", "birth"},
		{"a NIK with month 13", "nik", "3573010113900001", "3573010113900001", "birth"},
		{"a NIK with serial 0000", "nik", "3573010101900000", "3573010101900000", "birth"},
		{"a NIK that is too short", "nik", "357301010190999", "", ""},
		{"an old tax number as printed", "npwp", "09.254.294.3-407.000", "092542943407000", ""},
		{"a tax number of 16 digits", "npwp", "NPWP 0012345678623000", "0012345678623000", ""},
		{"a tax number of 14 digits", "npwp", "09.254.294.3-407.00", "", ""},
		{"a P-IRT as people type it", "sppirt", "P-IRT 206 3573 01 9999-31", "P-IRT 2063573019999-31", ""},
		{"a P-IRT without its name", "sppirt", "206357301999931", "P-IRT 2063573019999-31", ""},
		{"a P-IRT with the old writing", "sppirt", "PIRT No. 2063573019999-31", "P-IRT 2063573019999-31", ""},
		{"a P-IRT as an SPP-IRT", "sppirt", "SPP-IRT 2063573019999-31", "P-IRT 2063573019999-31", ""},
		{"a P-IRT as labels print it", "sppirt", "DEPKES RI P-IRT NO.2063573019999-31", "P-IRT 2063573019999-31", ""},
		{"a P-IRT with the office's name", "sppirt", "Dinkes Kota Malang P-IRT: 206357301999931.", "P-IRT 2063573019999-31", ""},
		{"an NIB as it is printed", "nib", "Nomor Induk Berusaha: 1503220020899", "1503220020899", ""},
		{"an NIB of month 13", "nib", "1513220020899", "1513220020899", "issued"},
		{"an NIB with serial 0000", "nib", "1503220020000", "1503220020000", "issued"},
		{"a P-IRT of another city", "sppirt", "2063507019999-31", "P-IRT 2063507019999-31", "city"},
		{"a P-IRT with a food type that does not exist", "sppirt", "2993573019999-31", "P-IRT 2993573019999-31", "food"},
		{"a P-IRT with a packaging that does not exist", "sppirt", "9063573019999-31", "P-IRT 9063573019999-31", "food"},
		{"a P-IRT without its year", "sppirt", "2063573019999", "", ""},
		{"a BPOM number of twelve digits", "bpom_md", "BPOM RI MD 999999999999", "MD 999999999999", ""},
		{"a BPOM number of fifteen digits", "bpom_md", "MD 867 0318 0010 0175", "MD 867031800100175", ""},
		{"a BPOM number of ten digits", "bpom_md", "MD 9999999999", "", ""},
		{"a halal certificate", "halal", "ID35110000099991126", "ID35110000099991126", ""},
		{"a halal certificate with its name", "halal", "No. Sertifikat Halal ID 35 1100 0009 9991 126", "ID35110000099991126", ""},
		{"a halal certificate of month 13", "halal", "ID35110000099991326", "ID35110000099991326", "month"},
		{"the number of the decree is not that of the certificate", "halal", "KH 1234567890", "", ""},
		{"a registered brand", "trademark", "IDM009999999", "IDM009999999", ""},
		{"an application for a brand", "trademark", "DID2023012345", "DID2023012345", ""},
		{"a brand without letters", "trademark", "009999999", "", ""},
		{"a cosmetics notification", "notifkos", "BPOM RI NA18999999999", "NA18999999999", ""},
		{"a cosmetics kit", "notifkos", "NKIT999999999", "NKIT999999999", ""},
		{"a cosmetics notification that is too short", "notifkos", "NA1899999999", "", ""},
		{"a household product", "pkrt", "KEMENKES RI PKD 29999999999", "PKD29999999999", ""},
		{"a standard certificate that goes on from the NIB", "standard_certificate", "010123009999900010001", "010123009999900010001", ""},
		{"a standard certificate of another form is kept and flagged", "standard_certificate", "SS-17/2026", "SS-17/2026", "pattern"},
		{"a company", "pt_perorangan", "AHU-0012345.AH.01.30.Tahun 2026", "AHU-0012345AH0130TAHUN2026", ""},
		{"a number of a form nobody knows", "slhs", "503/12/35.73.407/2026", "503/12/35.73.407/2026", ""},
		{"no number at all", "slhs", "ada di rumah", "", ""},
		{"digits of another script", "nib", "٠١٠١٢٣٠٠٩٩٩٩٩", "0101230099999", ""},
		{"more than any paper holds", "slhs", strings.Repeat("1", 200), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kind, ok := p.Document(c.kind)
			if !ok {
				t.Fatal("no such kind")
			}
			n := p.ReadDocumentNumber(kind, c.typed, Business{})
			if n.Number != c.want || (n.Fault == "") != (c.want != "") || strings.Join(n.Flags, " ") != c.flags {
				t.Fatalf("%q: %+v", c.typed, n)
			}
			if again := p.ReadDocumentNumber(kind, n.Number, Business{}); c.want != "" && again.Number != c.want {
				t.Errorf("read again it is %q", again.Number)
			}
		})
	}
}

func TestNumbersAreComparedWithTheNIB(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	b := Business{NIB: "0101230099999"}
	for kind, typed := range map[string]string{"nib": "1112210007923", "standard_certificate": "111221000792300010001"} {
		k, _ := p.Document(kind)
		if n := p.ReadDocumentNumber(k, typed, b); len(n.Flags) != 1 || n.Flags[0] != "nib" {
			t.Errorf("%s: %v", kind, n.Flags)
		}
	}
}

func TestPIRTIsDecoded(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	kind, _ := p.Document("sppirt")
	n := p.ReadDocumentNumber(kind, "2063507019999-28", Business{})
	if n.City != "3507" || n.Year != 2028 {
		t.Errorf("%+v", n)
	}
	d := Document{Number: n.Number, Expires: time.Date(2028, 8, 13, 0, 0, 0, 0, time.UTC)}
	if !p.YearFits(kind, d) {
		t.Error("2028 does not fit 2028")
	}
	if d.Expires = d.Expires.AddDate(1, 0, 0); p.YearFits(kind, d) {
		t.Error("2028 fits 2029")
	}
}

func TestIdentityNumbersAreMasked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, kind, number, want string }{
		{"an identity card", "nik", "3573010101909999", "3573********9999"},
		{"a tax number", "npwp", "092542943407000", "0925*******7000"},
		{"a permit", "nib", "0101230099999", "0101230099999"},
		{"nothing", "nik", "", ""},
	} {
		if got := MaskNumber(c.kind, c.number); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
