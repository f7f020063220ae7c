// Package reading makes sense of typed answers that several areas ask for:
// package enterprise/read says what was meant, the words say what would be right.
package reading

import (
	"html"
	"maps"
	"regexp"
	"strings"
	"unicode/utf16"

	"naikkelas/enterprise/place"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
)

// TextMost is the length of one message, in UTF-16 units, as Telegram has it.
const TextMost = 4096

// AnyTag is a tag of the few that messages may have.
var AnyTag = regexp.MustCompile(`<[^>]*>`)

// Visible is a text as it is read: without its tags.
func Visible(text string) string { return html.UnescapeString(AnyTag.ReplaceAllString(text, "")) }

// Units is a text's length as Telegram counts it.
func Units(s string) int { return len(utf16.Encode([]rune(s))) }

// Clipped is the beginning of a text.
func Clipped(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// Name takes what one of the readers of names takes.
func Name(refuse string, read func(string) (string, read.NameFault)) func(*flows.Conversation, *flows.Draft, string) flows.Reading {
	return func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		name, fault := read(typed)
		if fault != "" {
			return flows.Reading{Refuse: c.Text(refuse, nil)}
		}
		return flows.Reading{Value: name}
	}
}

// PlaceWord mends the word before a place's name: "keckamatan lowokwaru".
func PlaceWord(typed string) string {
	first, rest, _ := strings.Cut(strings.TrimSpace(typed), " ")
	for _, word := range []string{"kecamatan", "kelurahan"} {
		if rest != "" && read.Distance(read.Tidy(first), word, 2) <= 2 {
			return word + " " + rest
		}
	}
	return typed
}

// VillageReading takes the one kelurahan that an address surely names, and asks
// about everything else.
func VillageReading(c *flows.Conversation, a place.TypedAddress, refuse string, means func(*place.Village) flows.Candidate) flows.Reading {
	named := func(v *place.Village) messages.Args {
		return messages.Args{"Village": v.Name, "District": c.Book.Program.Regions.District(v.District).Name}
	}
	meaning := func(v *place.Village) flows.Candidate {
		meant := means(v)
		if a.Rest != "" {
			also := map[string]string{}
			maps.Copy(also, meant.Also)
			also["village.address"], meant.Also = a.Rest, also
		}
		return meant
	}
	switch {
	case len(a.Villages) == 0:
		return flows.Reading{Refuse: c.Text(refuse, nil)}
	case a.Sure:
		meant := meaning(a.Villages[0])
		return flows.Reading{Value: meant.Value, Also: meant.Also, Note: c.Text("register.village.noted", named(a.Villages[0]))}
	}
	r := flows.Reading{Text: c.Text("nav.which", messages.Args{"Typed": flows.Clip(c.Input().Text)})}
	if a.Outside.Regency != "" {
		r.Text = c.Text("register.village.outside", messages.Args{"Name": a.Outside.Name, "Regency": a.Outside.Regency})
	}
	for _, v := range a.Villages[:min(len(a.Villages), 5)] {
		meant := meaning(v)
		meant.Label = c.Book.Words.Label(c.Lang(), "register.village.button", named(v))
		r.Candidates = append(r.Candidates, meant)
	}
	return r
}

// Phone takes a number, and says it back where it was written otherwise than it
// is kept.
func Phone(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	phone, fault := read.Phone(typed)
	if fault != "" {
		return flows.Reading{Refuse: c.Text("register.phone.refuse", nil)}
	}
	if strings.TrimSpace(typed) == phone {
		return flows.Reading{Value: phone}
	}
	return c.Echo(phone, c.Text("register.phone.echo", messages.Args{"Phone": phone}), nil)
}

// Shortened is as much of a name as fits a button.
func Shortened(name string, most int) string {
	if r := []rune(name); len(r) > most {
		return strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return name
}

// The lengths of what is written between people, in characters.
const (
	LeastWords = 2
	MostWords  = 2000
)

// Text takes a text of any kind that is neither empty nor endless.
func Text(refuse string) func(*flows.Conversation, *flows.Draft, string) flows.Reading {
	return func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		text := strings.TrimSpace(typed)
		if n := len([]rune(text)); n < LeastWords || n > MostWords {
			return flows.Reading{Refuse: c.Text(refuse, messages.Args{"Most": MostWords})}
		}
		return flows.Reading{Value: text}
	}
}

// Line takes one line of so many characters.
func Line(refuse string, least, most int) func(*flows.Conversation, *flows.Draft, string) flows.Reading {
	return func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		line := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(line)); n < least || n > most {
			return flows.Reading{Refuse: c.Text(refuse, messages.Args{"Most": most})}
		}
		return flows.Reading{Value: line}
	}
}
