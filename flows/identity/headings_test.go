package identity_test

import (
	"testing"
	"time"

	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/identity"
)

// Headings as offices write them.
func TestHeadings(t *testing.T) {
	t.Parallel()
	c := flowstest.SharedBook().Conversation(flows.State{}, flows.Input{}, time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC))
	for heading, want := range map[string]string{
		"NAMA PELAKU USAHA *": "name", "Nama Pemilik Usaha": "name", "nama_pemilik": "name", "NAMA USAHA/MERK": "business", "USAHA": "business", "nama_komersial_usaha": "business",
		"NO. KTP/NIK": "nik", "NOMOR TELEPON/HP": "phone", "TELP/WA": "phone", "No. HP Pemilik": "phone", "NO. NIB": "nib", "KEC.": "district", "DESA / KELURAHAN": "village",
		"ALAMAT USAHA": "address", "Alamat Pemilik": "address", "TAHUN BERDIRI USAHA": "year", "JUMLAH TENAGA KERJA (ORANG)": "workers", "OMZET/BULAN (Rp)": "omzet",
		"Jenis Usaha": "sector", "Jenis Kelamin": "", "Modal Usaha": "", "Omzet per Tahun": "", "OMSET/TAHUN (Rp)": "", "NO.": "", "Tanggal Lahir": "", "PRODUK": "", "": "",
	} {
		if got := identity.HeadingOf(c, heading); got != want {
			t.Errorf("%q is %q, want %q", heading, got, want)
		}
	}
}

// One human being's name, as two lists write it.
func TestNamesAlike(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		a, b string
		want bool
	}{
		{"Siti Aminah", "SITI AMINAH", true}, {"Siti Aminah", "Siti Aminnah", true}, {"Kartikasari W.", "Kartikasari Wulandari", true}, {"Hj. Siti Aminah, S.E.", "Siti Aminah", true},
		{"Siti", "Siti Aminah", true}, {"Siti Aminah", "Siti Rahma", false}, {"Tina Contoh", "Udin Contoh", false}, {"Ani", "Ina Wati", false},
	} {
		if got := identity.Alike(row.a, row.b); got != row.want {
			t.Errorf("%s and %s: %t", row.a, row.b, got)
		}
	}
}
