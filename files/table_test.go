package files

import "testing"

func TestWhatIsATableIsSeenByWhatItHolds(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		head string
		want bool
	}{
		{"commas", "Nama,HP\nSiti,0812\n", true},
		{"semicolons after a mark", "\xef\xbb\xbfNama;HP\r\n", true},
		{"UTF-16", "\xff\xfeN\x00a\x00\t\x00H\x00\n\x00", true},
		{"UTF-16, the other way round", "\xfe\xff\x00N\x00a\x00;\x00H\x00\n", true},
		{"Windows-1252", "Nama pemilik;Alamat ren\xe9e\n", true},
		{"titles above the table", "DATA UMKM\nTahun 2026\n\nNama;Usaha;HP\nSiti;Warung;0812\n", true},
		{"an old Mac's lines", "Nama,HP\rSiti,0812\r", true},
		{"a letter", "Kepada Yth. Bapak Wali Kota\nDengan hormat,\n", false},
		{"one line that does not end", "Nama,HP", false},
		{"a program", "\x7fELF,\x02\x01\n", false},
		{"noise", "\xf0\x9f,\xff\xd8\xe1\n", false},
	} {
		if got := isCSV([]byte(row.head)); got != row.want {
			t.Errorf("%s: %t", row.name, got)
		}
	}
}
