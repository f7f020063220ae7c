package read

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestNIB(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, typed, want string
		fault             NumberFault
	}{
		{"thirteen digits", "1112210007923", "1112210007923", ""},
		{"in groups", "1112 2100 07923", "1112210007923", ""},
		{"with dots", "1112.2100.07923", "1112210007923", ""},
		{"with dashes", "1112-2100-07923", "1112210007923", ""},
		{"with dashes that do not break", "1112\u20112100\u201107923", "1112210007923", ""},
		{"with its name", "NIB: 1112210007923", "1112210007923", ""},
		{"with its name and a word", "nib no. 1112210007923", "1112210007923", ""},
		{"on two lines", "NIB\n1112210007923\n", "1112210007923", ""},
		{"copied with direction marks", "\u200e1112210007923\u200f", "1112210007923", ""},
		{"in Arabic digits", "١١١٢٢١٠٠٠٧٩٢٣", "1112210007923", ""},
		{"zeros in front", "0101230099999", "0101230099999", ""},
		{"twelve digits", "111221000792", "", WrongLength},
		{"fourteen digits", "11122100079231", "", WrongLength},
		{"an NIK", "3573010101909999", "", WrongLength},
		{"one digit repeated", "1111111111111", "", OneDigitOnly},
		{"thirteen zeros", "0 0 0 0 0 0 0 0 0 0 0 0 0", "", OneDigitOnly},
		{"a letter inside", "11122I0007923", "", NoNumber},
		{"as it is printed", "Nomor Induk Berusaha: 1503220020899", "1503220020899", ""},
		{"as it is said", "NIB saya 1503220020899 kak.", "1503220020899", ""},
		{"with the office behind it", "1503220020899 (OSS)", "1503220020899", ""},
		{"a word behind", "1112210007923 aktif", "", NoNumber},
		{"below zero", "-1112210007923", "", NoNumber},
		{"belum ada", "belum ada", "", NoNumber},
		{"only its name", "NIB", "", NoNumber},
		{"nothing", "", "", NoNumber},
		{"much too long", strings.Repeat("1112210007923 ", 7), "", NoNumber},
	} {
		if got, fault := NIB(c.typed); got != c.want || fault != c.fault {
			t.Errorf("%s: %q reads as %q %s, want %q %s", c.name, c.typed, got, fault, c.want, c.fault)
		}
	}
}

func TestAnNIBThatCannotHaveBeenIssuedIsSeen(t *testing.T) {
	t.Parallel()
	for nib, want := range map[string]bool{
		"1112210007923": true, "1503220020899": true, "0101230099999": true, "0220101122334": true, "9120001234567": true,
		"1513220020899": false, "3213220020899": false, "0013220020899": false, "1503220020000": false, "150322002089": false,
	} {
		if NIBFits(nib) != want {
			t.Errorf("%s: fits %v", nib, !want)
		}
	}
}

func TestWorkers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed    string
		want     int
		inferred bool
		fault    NumberFault
	}{
		{"3", 3, false, ""},
		{"sendiri", 1, false, ""},
		{"berdua sama suami", 2, false, ""},
		{"bertiga dengan anak dan istri", 3, false, ""},
		{"dibantu anak", 2, true, ""},
		{"sendiri dibantu anak", 2, true, ""},
		{"saya dan suami", 2, true, ""},
		{"saya, suami, dan anak", 3, true, ""},
		{"saya dan 2 karyawan", 3, true, ""},
		{"dibantu 2 anak", 3, true, ""},
		{"dibantu dua orang", 3, true, ""},
		{"karo bojoku", 2, true, ""},
		{"with my wife", 2, true, ""},
		{"aku dewe", 1, true, ""},
		{"tidak punya karyawan", 1, true, ""},
		{"gak ono", 1, true, ""},
		{"tidak tahu", 0, false, NoNumber},
		{"saya kurang tahu", 0, false, NoNumber},
		{"anak buah banyak", 0, false, NoNumber},
		{"dan", 0, false, NoNumber},
		{"2-3", 0, false, NoNumber},
		{"dua tiga anak", 0, false, NoNumber},
		{"saya dan 2000 karyawan", 0, false, OutOfRange},
	} {
		if got, inferred, fault := Workers(c.typed, 1, 1000); got != c.want || inferred != c.inferred || fault != c.fault {
			t.Errorf("%q reads as %d (inferred %v) %s, want %d (%v) %s", c.typed, got, inferred, fault, c.want, c.inferred, c.fault)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed string
		want  int
		fault NumberFault
	}{
		{"3", 3, ""},
		{" 3 ", 3, ""},
		{"3 orang.", 3, ""},
		{"3 org", 3, ""},
		{"ada 3 pekerja", 3, ""},
		{"cuma 1 saja", 1, ""},
		{"٣", 3, ""},
		{"３", 3, ""},
		{"tiga", 3, ""},
		{"Tiga Orang", 3, ""},
		{"sepuluh", 10, ""},
		{"sebelas", 11, ""},
		{"tiga belas", 13, ""},
		{"dua puluh", 20, ""},
		{"dua puluh lima", 25, ""},
		{"seratus dua puluh lima", 125, ""},
		{"dua ratus lima", 205, ""},
		{"selawe", 25, ""},
		{"seket siji", 51, ""},
		{"telung puluh", 30, ""},
		{"twenty five people", 25, ""},
		{"sendiri", 1, ""},
		{"saya sendiri", 1, ""},
		{"sendirian!", 1, ""},
		{"berdua", 2, ""},
		{"dewe", 1, ""},
		{"1000", 1000, ""},
		{"1001", 0, OutOfRange},
		{"0", 0, OutOfRange},
		{"nol", 0, OutOfRange},
		// Two meanings are none: two or three is not five.
		{"dua tiga orang", 0, NoNumber},
		{"tiga empat", 0, NoNumber},
		{"dua puluh tiga puluh", 0, NoNumber},
		{"lima seratus", 0, NoNumber},
		{"sepuluh lima", 0, NoNumber},
		{"dua puluh belas", 0, NoNumber},
		{"belas", 0, NoNumber},
		{"ratus", 0, NoNumber},
		{"2-3", 0, NoNumber},
		{"2–3", 0, NoNumber},
		{"2 3", 0, NoNumber},
		{"-3", 0, NoNumber},
		{"−3", 0, NoNumber},
		{"1,5", 0, NoNumber},
		{"1.000", 0, NoNumber},
		{"3+", 0, NoNumber},
		{"1/2", 0, NoNumber},
		{"99999999999999999999", 0, NoNumber},
		{"orang", 0, NoNumber},
		{"banyak", 0, NoNumber},
		{"", 0, NoNumber},
		{"🙂", 0, NoNumber},
		{strings.Repeat("satu ", 40), 0, NoNumber},
	} {
		if got, fault := Count(c.typed, 1, 1000); got != c.want || fault != c.fault {
			t.Errorf("%q reads as %d %s, want %d %s", c.typed, got, fault, c.want, c.fault)
		}
	}
}

// Numbers are spelled by the rules of the language, apart from the reader.
func TestEveryNumberInWordsReadsAsItself(t *testing.T) {
	t.Parallel()
	for n := 1; n < 1000; n++ {
		if got, fault := Count(inWords(n), 1, 999); got != n || fault != "" {
			t.Errorf("%q reads as %d %s", inWords(n), got, fault)
		}
		if r := Rupiah(inWords(n) + " juta"); r.Kind != ExactRupiah || r.Amount != int64(n)*1e6 {
			t.Errorf("%q juta reads as %+v", inWords(n), r)
		}
	}
}

func inWords(n int) string {
	units := []string{"", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"}
	text := ""
	switch {
	case n < 12:
		text = units[n]
	case n < 20:
		text = units[n-10] + " belas"
	case n < 100:
		text = units[n/10] + " puluh " + inWords(n%10)
	case n < 200:
		text = "seratus " + inWords(n-100)
	default:
		text = units[n/100] + " ratus " + inWords(n%100)
	}
	return strings.TrimSpace(text)
}

// "dua dua puluh" is no number, and above all not 22.
func TestTwoNumbersAreNotAdded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.IntRange(1, 19).Draw(t, "a"), rapid.IntRange(1, 999).Draw(t, "b")
		said := inWords(a) + " " + inWords(b)
		if got, fault := Count(said, 1, 100000); fault == "" {
			t.Fatalf("%q reads as %d", said, got)
		}
	})
}

func TestDigitsOfEveryScriptAreRead(t *testing.T) {
	t.Parallel()
	for name, digits := range map[string]string{
		"Latin": "0123456789", "Arabic": "٠١٢٣٤٥٦٧٨٩", "Persian": "۰۱۲۳۴۵۶۷۸۹", "Javanese": "꧐꧑꧒꧓꧔꧕꧖꧗꧘꧙", "Balinese": "᭐᭑᭒᭓᭔᭕᭖᭗᭘᭙",
		"Thai": "๐๑๒๓๔๕๖๗๘๙", "full-width": "０１２３４５６７８９", "mathematical": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "Chakma": "𑄶𑄷𑄸𑄹𑄺𑄻𑄼𑄽𑄾𑄿",
	} {
		if got := WesternDigits(digits); got != "0123456789" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if digitValue('x') != 0 {
		t.Error("a letter has a value")
	}
	for _, r := range unicode.Nd.R16 {
		if r.Stride != 1 || (r.Hi-r.Lo+1)%10 != 0 {
			t.Errorf("the digits from %U on do not stand in tens", r.Lo)
		}
	}
	for _, r := range unicode.Nd.R32 {
		if r.Stride != 1 || (r.Hi-r.Lo+1)%10 != 0 {
			t.Errorf("the digits from %U on do not stand in tens", r.Lo)
		}
	}
}

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"NIB: 1112210007923", "3 orang", "dua puluh lima", "saya sendiri", "٣", "\u200e12", "seratus ratus", "nol nol"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		nib, fault := NIB(s)
		if (fault == "") != (len(nib) == 13) || len(Digits(nib)) != len(nib) {
			t.Errorf("%q gives the NIB %q and %q", s, nib, fault)
		}
		if n, fault := Count(s, 1, 500); fault == "" && (n < 1 || n > 500) || fault != "" && n != 0 {
			t.Errorf("%q counts %d and %q", s, n, fault)
		}
	})
}
