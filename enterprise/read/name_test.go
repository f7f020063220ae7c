package read

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, typed, want string
		fault             NameFault
	}{
		{"one word is a whole name", "Sukarno", "Sukarno", ""},
		{"spaces are tidied", "  siti   aminah ", "Siti Aminah", ""},
		{"line breaks are spaces", "siti\naminah", "Siti Aminah", ""},
		{"small letters get capitals", "siti aminah", "Siti Aminah", ""},
		{"capitals become capital initials", "SITI AMINAH", "Siti Aminah", ""},
		{"a short word in capitals may be initials", "ANI", "ANI", ""},
		{"mixed letters are the owner's own", "Siti aminah", "Siti aminah", ""},
		{"double names", "anna-maria s.pd", "Anna-Maria S.Pd", ""},
		{"a title in capitals", "SRI WAHYUNI, SE", "Sri Wahyuni, SE", ""},
		{"a title in small letters", "sri wahyuni, s.pd, m.m", "Sri Wahyuni, S.Pd, M.M", ""},
		{"a title with full stops", "SRI WAHYUNI S.PD.", "Sri Wahyuni S.Pd.", ""},
		{"a title without full stops", "budi santoso, amd", "Budi Santoso, AMd", ""},
		{"a title in front", "DR. SRI WAHYUNI", "Dr. Sri Wahyuni", ""},
		{"a pilgrim", "H. AHMAD", "H. Ahmad", ""},
		{"a syllable that could be a title", "SE RI MA", "Se Ri Ma", ""},
		{"an apostrophe begins no word", "ni'matul", "Ni'matul", ""},
		{"signs of HTML are kept, escaping is the screen's matter", "Siti <b>&\" Aminah", "Siti <b>&\" Aminah", ""},
		{"an accent in two parts becomes one letter", "Rene\u0301e", "Ren\u00e9e", ""},
		{"an accent behind an invisible mark does too", "Rene\u200d\u0301e", "Ren\u00e9e", ""},
		{"NUL and control characters go", "Si\x00ti\x07", "Siti", ""},
		{"bytes that are no text go", "Si\xffti", "Siti", ""},
		{"marks that turn the text around go", "\u202eSiti\u202c\u200f", "Siti", ""},
		{"a byte order mark goes", "\ufeffSiti", "Siti", ""},
		{"an emoji may stay", "Siti 🌸", "Siti 🌸", ""},
		{"Arabic letters", "سيتي", "سيتي", ""},
		{"Javanese letters", "ꦱꦶꦠꦶ", "ꦱꦶꦠꦶ", ""},
		{"sixty letters", strings.Repeat("a", 60), "A" + strings.Repeat("a", 59), ""},
		{"sixty-one letters", strings.Repeat("a", 61), "", NameTooLong},
		{"one letter", "S", "", NameTooShort},
		{"nothing", "", "", NameTooShort},
		{"spaces", " \t ", "", NameTooShort},
		{"signs", "<>&\"", "", NameTooShort},
		{"one letter among signs", "<b>&\"", "", NameTooShort},
		{"an emoji", "🙂", "", NameTooShort},
		{"4,096 emoji", strings.Repeat("🙂", 4096), "", NameTooShort},
		{"4,096 letters", strings.Repeat("x", 4096), "", NameTooLong},
		{"letters that show nothing", "\u3164\u3164\u115f", "", NameTooShort},
		{"only marks that turn the text", "\u202e\u202d\u2066", "", NameTooShort},
		{"a digit", "S1", "", NameTooShort},
		{"a name with a digit", "Siti2", "", NotAName},
		{"a phone number", "081234567890", "", NameTooShort},
		{"a command", "/daftar", "", NotAName},
		{"a web address", "www.siti.id", "", NotAName},
		{"a web address with its scheme", "Siti https://t.co", "", NotAName},
		{"a Telegram address", "t.me/siti", "", NotAName},
		{"a user name", "@siti_aminah", "", NotAName},
		{"a mail address", "siti@gmail.com", "", NotAName},
	} {
		if got, fault := Name(c.typed); got != c.want || fault != c.fault {
			t.Errorf("%s: %q reads as %q %s, want %q %s", c.name, c.typed, got, fault, c.want, c.fault)
		}
	}
}

func TestBusinessName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, typed, want string
		fault             NameFault
	}{
		{"small letters get capitals", "keripik tempe bu siti", "Keripik Tempe Bu Siti", ""},
		{"capitals are the owner's own", "UD MAJU JAYA", "UD MAJU JAYA", ""},
		{"a form of law in small letters", "cv. maju jaya", "CV. Maju Jaya", ""},
		{"another", "ud berkah", "UD Berkah", ""},
		{"a company", "pt sumber rejeki", "PT Sumber Rejeki", ""},
		{"digits have their place", "Warung 99", "Warung 99", ""},
		{"a digit in front", "3 saudara", "3 Saudara", ""},
		{"signs have theirs", "Kopi & Teh", "Kopi & Teh", ""},
		{"signs of HTML are kept", `<b>&"Toko`, `<b>&"Toko`, ""},
		{"the number alone is no name", "99", "", NameTooShort},
		{"a web address is none", "https://toko.id", "", NotAName},
		{"a command is none", "/hapus toko", "", NotAName},
		{"sixty-one letters", strings.Repeat("T", 61), "", NameTooLong},
		{"4,096 emoji", strings.Repeat("🍜", 4096), "", NameTooShort},
		{"marks that turn the text around go", "Toko\u202e gpj.exe", "Toko gpj.exe", ""},
	} {
		if got, fault := BusinessName(c.typed); got != c.want || fault != c.fault {
			t.Errorf("%s: %q reads as %q %s, want %q %s", c.name, c.typed, got, fault, c.want, c.fault)
		}
	}
}

func FuzzName(f *testing.F) {
	for _, s := range []string{"siti  aminah", "SITI", "<b>&\"", "\u202eSiti", "e\u200d\u0301x", "ǆamal", "İIIII", "ﬁsh ﬁsh", "\xff\xfe", "H\u0331H\u0331", "@İAAA"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, read := range []func(string) (string, NameFault){Name, BusinessName} {
			name, fault := read(s)
			if (fault == "") != (name != "") {
				t.Errorf("%q is %q and %q", s, name, fault)
			}
			if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) || utf8.RuneCountInString(name) > maxName || name != strings.TrimSpace(name) {
				t.Errorf("%q gives the name %q", s, name)
			}
			if again, _ := read(name); again != name {
				t.Errorf("%q gives %q, which gives %q", s, name, again)
			}
		}
	})
}
