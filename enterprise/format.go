package enterprise

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/id"
)

// FormatRupiah writes an amount as Indonesians do: "Rp1.500.000", "-Rp50.000".
func FormatRupiah(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	digits := strconv.FormatInt(n, 10)
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(r)
	}
	return sign + "Rp" + b.String()
}

// FormatDate writes "22 November 2026" in a language.
func FormatDate(t time.Time, lang string) string {
	return strconv.Itoa(t.Day()) + " " + calendarWords(lang).MonthWide(t.Month()) + " " + strconv.Itoa(t.Year())
}

// FormatWeekday writes "Selasa" in a language.
func FormatWeekday(t time.Time, lang string) string {
	return calendarWords(lang).WeekdayWide(t.Weekday())
}

// calendarWords are the names of days and months in a language.
func calendarWords(lang string) locales.Translator {
	if lang == "en" {
		return en.New()
	}
	return id.New()
}
