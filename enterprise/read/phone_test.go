package read

import (
	"regexp"
	"strings"
	"testing"
)

func TestPhone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, typed, want string
		fault             PhoneFault
	}{
		{"as on a visiting card", "081234567890", "+6281234567890", ""},
		{"in groups", "0812 3456 7890", "+6281234567890", ""},
		{"with dashes", "0812-3456-7890", "+6281234567890", ""},
		{"with dots", "0812.3456.7890", "+6281234567890", ""},
		{"with the country", "+62 812-3456-7890", "+6281234567890", ""},
		{"with the country, without a plus", "6281234567890", "+6281234567890", ""},
		{"with the country and the zero", "+62 (0)812 3456 7890", "+6281234567890", ""},
		{"without zero and country", "81234567890", "+6281234567890", ""},
		{"said to be WhatsApp", "WA: 0812 3456 7890", "+6281234567890", ""},
		{"said to be a number", "no. hp 081234567890", "+6281234567890", ""},
		{"with dashes that do not break", "0812\u20113456\u20117890", "+6281234567890", ""},
		{"with long dashes", "0812–3456—7890", "+6281234567890", ""},
		{"copied from the contacts, with direction marks", "\u202a+62\u00a0812\u20113456\u20117890\u202c", "+6281234567890", ""},
		{"in full-width digits", "０８１２３４５６７８９０", "+6281234567890", ""},
		{"in Arabic digits", "٠٨١٢٣٤٥٦٧٨٩٠", "+6281234567890", ""},
		{"a landline of Malang", "(0341) 551234", "+62341551234", ""},
		{"the shortest mobile number", "0812345678", "+62812345678", ""},
		{"one digit less", "081234567", "", PhoneTooShort},
		{"the longest", "08123456789012", "+628123456789012", ""},
		{"one digit more", "081234567890123", "", PhoneTooLong},
		{"the shortest landline", "034155123", "+6234155123", ""},
		{"one digit less of it", "03415512", "", PhoneTooShort},
		{"from Malaysia", "+60 12-345 6789", "+60123456789", ""},
		{"from abroad without its plus", "60123456789", "", NoPhone},
		{"from abroad, too short", "+60 1234", "", PhoneTooShort},
		{"from abroad, too long", "+1234567890123456", "", PhoneTooLong},
		{"a plus before a zero", "+081234567890", "", NoPhone},
		{"dialled from abroad", "0062812345678", "", NoPhone},
		{"two zeros behind the country", "+62 00812345678", "", NoPhone},
		{"a zero", "0", "", PhoneTooShort},
		{"only zeros", "0000000000", "", NoPhone},
		{"only the country", "+62", "", PhoneTooShort},
		{"two numbers", "081234567890 / 081234567891", "", NoPhone},
		{"a number in a sentence", "hubungi 081234567890 ya", "", NoPhone},
		{"an amount", "5.000.000", "", NoPhone},
		{"a name", "Siti", "", NoPhone},
		{"nothing", "", "", NoPhone},
		{"an emoji", "📞", "", NoPhone},
		{"much too long", strings.Repeat("0812", 30), "", NoPhone},
	} {
		if got, fault := Phone(c.typed); got != c.want || fault != c.fault {
			t.Errorf("%s: %q reads as %q %s, want %q %s", c.name, c.typed, got, fault, c.want, c.fault)
		}
	}
}

func FuzzPhone(f *testing.F) {
	for _, s := range []string{"0812 3456 7890", "+62 (0)812", "62008123456789", "+1 202 555 0100", "\u202a0812\u202c", "wa hp: 0", "((((", "8\x00123456789"} {
		f.Add(s)
	}
	e164 := regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)
	f.Fuzz(func(t *testing.T, s string) {
		phone, fault := Phone(s)
		if (fault == "") != (phone != "") {
			t.Errorf("%q is %q and %q", s, phone, fault)
		}
		if fault == "" && !e164.MatchString(phone) {
			t.Errorf("%q gives %q", s, phone)
		}
		if again, _ := Phone(phone); again != phone {
			t.Errorf("%q gives %q, which gives %q", s, phone, again)
		}
	})
}
