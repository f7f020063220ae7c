package read

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// End is what became of a typed end.
type End struct {
	Expires time.Time // the first moment it no longer holds
	Endless bool      // "seumur hidup"
	Fault   DateFault
}

var (
	endLabel        = regexp.MustCompile(`^(masa )?(berlaku|berakhir|habis|valid|expires?|until|sampai|hingga|s[/.]?d\.?|tgl|tanggal|:|-| |dengan|pada|on)+`)
	whileInBusiness = regexp.MustCompile(`\bselama\b.*\b(menjalankan|melakukan|kegiatan|usaha)\b`) // as an NIB prints it
	endless         = map[string]bool{
		"seumur hidup": true, "selamanya": true, "selama lamanya": true, "tidak ada": true, "tidak ada batas": true, "tanpa batas": true, "tanpa batas waktu": true,
		"tidak terbatas": true, "selama usaha berjalan": true, "selama usaha": true, "tidak tertulis": true, "tidak ada tanggal": true, "lifetime": true, "forever": true, "no end": true, "none": true,
		"tidak berakhir": true, "selama pelaku usaha menjalankan usaha": true, "gak ada": true, "nggak ada": true,
	}
)

// EndOfDocument reads until when a document holds: "berlaku sampai 12
// agustus 2028", "s/d 12-08-2028", "seumur hidup". The day printed on it is its
// last.
func EndOfDocument(typed string, today time.Time) End {
	if utf8.RuneCountInString(typed) > maxEndRunes {
		return End{Fault: NoDate}
	}
	text := Plain(typed)
	rest := strings.TrimSpace(endLabel.ReplaceAllString(text, ""))
	if endless[Tidy(text)] || endless[Tidy(rest)] || whileInBusiness.MatchString(text) {
		return End{Endless: true}
	}
	for _, try := range []string{rest, text} {
		if Digits(try) == "" {
			continue // "besok" is no end that is printed on a paper
		}
		last, fault := Date(try, today)
		if fault == "" {
			return End{Expires: last.AddDate(0, 0, 1)}
		}
		if fault != NoDate {
			return End{Fault: fault}
		}
	}
	return End{Fault: NoDate}
}

// maxEndRunes is longer than any end is printed, its words included.
const maxEndRunes = 80
