package announcement

import (
	"html"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// shownLink is a link that recipients can open, and the words that lead there.
type shownLink struct{ Text, URL string }

var (
	anchor = regexp.MustCompile(`(?s)<a href="([^"]*)">(.*?)</a>`)
	// address is what apps make a link of by themselves, or people take for one.
	address = regexp.MustCompile(`(?i)(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.)[^\s<>"]+|\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:id|com|net|org|info|biz|link|xyz|site|online|shop|store|app|io|me|co|ly|to|gl|cc|tv|top|click|dev)\b(?:/[^\s<>"]*)?`)
)

// linksIn are the links of a text in the small HTML: those behind words, then
// those that stand in it.
func linksIn(text string) (links []shownLink) {
	for _, m := range anchor.FindAllStringSubmatch(text, -1) {
		links = append(links, shownLink{reading.Visible(m[2]), html.UnescapeString(m[1])})
	}
	for _, plain := range address.FindAllString(reading.Visible(anchor.ReplaceAllString(text, " ")), -1) {
		plain = strings.TrimRight(plain, ".,;:!?)")
		links = append(links, shownLink{plain, complete(plain)})
	}
	return links
}

// complete is an address as it is opened.
func complete(address string) string {
	if strings.Contains(address, "://") {
		return address
	}
	return "https://" + address
}

// linksOf are all links of an announcement, in every language, once each.
func linksOf(a announcement) (links []shownLink) {
	add := func(found ...shownLink) {
		for _, l := range found {
			if !slices.Contains(links, l) {
				links = append(links, l)
			}
		}
	}
	for _, p := range a.Parts {
		add(linksIn(p.HTML)...)
		for _, lang := range slices.Sorted(maps.Keys(p.Other)) {
			add(linksIn(p.Other[lang])...)
		}
	}
	if a.Link != nil {
		add(shownLink{a.Link.Label, a.Link.URL})
	}
	return links
}

// host is where a link leads, as far as people can tell places apart; empty: it
// is no page that may be linked to.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.User != nil || !strings.Contains(strings.Trim(u.Host, "."), ".") {
		return ""
	}
	if strings.ContainsFunc(u.Host, func(r rune) bool { return r > 'z' }) {
		return "" // letters that look like others
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// linkFault says what is wrong with a link; empty: nothing. Words that name one
// place and lead to another deceive.
func linkFault(c *flows.Conversation, l shownLink) string {
	to := host(l.URL)
	if to == "" {
		return c.Text("announce.link.refuse", messages.Args{"URL": reading.Clipped(l.URL, 80)})
	}
	for _, named := range address.FindAllString(l.Text, -1) {
		if host(complete(strings.TrimRight(named, ".,;:!?)"))) != to {
			return c.Text("announce.link.differs", messages.Args{"Text": reading.Clipped(l.Text, 60), "URL": reading.Clipped(l.URL, 120)})
		}
	}
	return ""
}

// trusted tells whether a link leads to a place that the city knows.
func trusted(c *flows.Conversation, address string) bool {
	to := host(address)
	return slices.ContainsFunc(c.Program().City.Announcements.TrustedDomains, func(d string) bool {
		return to == d || strings.HasSuffix(to, "."+d)
	})
}

// linkLines show where each link of an announcement leads, in full.
func linkLines(c *flows.Conversation, a announcement) (lines []string) {
	for _, l := range linksOf(a) {
		lines = append(lines, c.Text("announce.link.line", messages.Args{"Text": l.Text, "URL": l.URL, "Known": trusted(c, l.URL), "Same": l.Text == l.URL}))
	}
	return lines
}
