package flows

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"naikkelas/enterprise"
)

// Exactly finds the option that a text names: its label, its wording, one of
// its names, its number or its letter, in any case. It gives -1 for none, and
// always for a text without a letter or digit, such as a sticker's emoji.
func Exactly(options []Option, typed string) int {
	for i, o := range options {
		if typed == o.Label {
			return i
		}
	}
	tidy := enterprise.Tidy(typed)
	if tidy == "" {
		return -1
	}
	for i, o := range options {
		if named(o, tidy) {
			return i
		}
	}
	return ordinal(options, tidy)
}

func named(o Option, tidy string) bool {
	if tidy == enterprise.Tidy(o.Label) || tidy == enterprise.Tidy(o.Text) {
		return true
	}
	for _, name := range o.Names {
		if tidy == enterprise.Tidy(name) {
			return true
		}
	}
	return false
}

// ordinal reads "2", "2." or "b" as the second option.
func ordinal(options []Option, tidy string) int {
	n, err := strconv.Atoi(tidy)
	if err != nil && len(tidy) == 1 && tidy[0] >= 'a' && tidy[0] <= 'z' {
		n = int(tidy[0]-'a') + 1
	}
	if n < 1 || n > len(options) {
		return -1
	}
	return n - 1
}

// nearly finds the options that a text may mean: it begins one, or one typo
// away from it. Several are the caller's to ask about.
func nearly(options []Option, typed string) []int {
	tidy := enterprise.Tidy(typed)
	if utf8.RuneCountInString(tidy) < 3 {
		return nil
	}
	var near []int
	for i, o := range options {
		for _, name := range append([]string{o.Label, o.Text}, o.Names...) {
			if resembles(enterprise.Tidy(name), tidy) {
				near = append(near, i)
				break
			}
		}
	}
	return near
}

func resembles(name, tidy string) bool {
	if name == "" {
		return false
	}
	if strings.HasPrefix(name, tidy) {
		return true
	}
	return utf8.RuneCountInString(tidy) >= 4 && enterprise.Distance(name, tidy, 1) <= 1
}
