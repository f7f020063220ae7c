package flows

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf16"

	"naikkelas/enterprise/place"
	"naikkelas/enterprise/read"
	"naikkelas/messages"
)

const TextMost = 4096

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

// The readers make sense of typed answers: enterprise says what was meant,
// the words say what would be right.

func ReadName(refuse string, read func(string) (string, read.NameFault)) func(*Conversation, *Draft, string) Reading {
	return func(c *Conversation, _ *Draft, typed string) Reading {
		name, fault := read(typed)
		if fault != "" {
			return Reading{Refuse: c.Text(refuse, nil)}
		}
		return Reading{Value: name}
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
func VillageReading(c *Conversation, a place.TypedAddress, refuse string, means func(*place.Village) Candidate) Reading {
	named := func(v *place.Village) messages.Args {
		return messages.Args{"Village": v.Name, "District": c.Book.Program.Regions.District(v.District).Name}
	}
	meaning := func(v *place.Village) Candidate {
		meant := means(v)
		if a.Rest != "" {
			meant.Also = joined(meant.Also, map[string]string{"village.address": a.Rest})
		}
		return meant
	}
	switch {
	case len(a.Villages) == 0:
		return Reading{Refuse: c.Text(refuse, nil)}
	case a.Sure:
		meant := meaning(a.Villages[0])
		return Reading{Value: meant.Value, Also: meant.Also, Note: c.Text("register.village.noted", named(a.Villages[0]))}
	}
	r := Reading{Text: c.Text("nav.which", messages.Args{"Typed": Clip(c.in.Text)})}
	if a.Outside.Regency != "" {
		r.Text = c.Text("register.village.outside", messages.Args{"Name": a.Outside.Name, "Regency": a.Outside.Regency})
	}
	for _, v := range a.Villages[:min(len(a.Villages), 5)] {
		meant := meaning(v)
		meant.Label = c.Book.Words.Label(c.lang, "register.village.button", named(v))
		r.Candidates = append(r.Candidates, meant)
	}
	return r
}

func ReadPhone(c *Conversation, _ *Draft, typed string) Reading {
	phone, fault := read.Phone(typed)
	if fault != "" {
		return Reading{Refuse: c.Text("register.phone.refuse", nil)}
	}
	if strings.TrimSpace(typed) == phone {
		return Reading{Value: phone}
	}
	return c.Echo(phone, c.Text("register.phone.echo", messages.Args{"Phone": phone}), nil)
}

// phoneOf is a shared contact's number as it is typed: Telegram leaves the plus out.
func phoneOf(number string) string {
	for _, plus := range []string{"+", ""} {
		if phone, fault := read.Phone(plus + strings.TrimPrefix(strings.TrimSpace(number), "+")); fault == "" {
			return phone
		}
	}
	return number
}

// Echo says back what was understood and waits for a yes.
func (c *Conversation) Echo(value, text string, also map[string]string) Reading {
	return Reading{Text: text, Candidates: []Candidate{{Label: c.Label("nav.right"), Value: value, Also: also}}}
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

// ReadText takes a text of any kind that is neither empty nor endless.
func ReadText(refuse string) func(*Conversation, *Draft, string) Reading {
	return func(c *Conversation, _ *Draft, typed string) Reading {
		text := strings.TrimSpace(typed)
		if n := len([]rune(text)); n < LeastWords || n > MostWords {
			return Reading{Refuse: c.Text(refuse, messages.Args{"Most": MostWords})}
		}
		return Reading{Value: text}
	}
}

// ReadLine takes one line of so many characters.
func ReadLine(refuse string, least, most int) func(*Conversation, *Draft, string) Reading {
	return func(c *Conversation, _ *Draft, typed string) Reading {
		line := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(line)); n < least || n > most {
			return Reading{Refuse: c.Text(refuse, messages.Args{"Most": most})}
		}
		return Reading{Value: line}
	}
}
