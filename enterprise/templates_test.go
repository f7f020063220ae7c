package enterprise

import "testing"

// The template of a message is its own before that for anything, and the one in
// the person's language before any other.
func TestTheTemplateOfAMessage(t *testing.T) {
	t.Parallel()
	all := Templates{Templates: []Template{
		{Keys: []string{"*"}, Name: "any", Language: "id"}, {Keys: []string{"reminder.kind.*"}, Name: "reminder", Language: "id"},
		{Keys: []string{"reminder.kind.*"}, Name: "reminder", Language: "en"}, {Keys: []string{"announcement"}, Name: "news", Language: "id"},
	}}
	for _, want := range []struct {
		key, language string
		unasked       bool
		template      string
	}{
		{"reminder.kind.form", "en", true, "reminder/en"}, {"reminder.kind.form", "jv", true, "reminder/id"}, {"reminder.kind.form", "en", false, "reminder/en"},
		{"announcement", "en", true, "news/id"}, {"announcement.head", "id", true, "any/id"}, {"", "id", true, "any/id"}, {"", "id", false, "/"},
	} {
		if one, _ := all.For(want.key, want.language, want.unasked); one.Name+"/"+one.Language != want.template {
			t.Errorf("%q in %s: %s/%s", want.key, want.language, one.Name, one.Language)
		}
	}
}

// An announcement costs its template and each of its messages, rounded up.
func TestWhatAnAnnouncementCosts(t *testing.T) {
	t.Parallel()
	all := Templates{
		Prices:    Prices{Rupiah: 16500, Home: "62", Countries: map[string]Price{"62": {Marketing: 0.0411, Utility: 0.02, Service: 0.02}}},
		Templates: []Template{{Keys: []string{"announcement"}, Category: Marketing}, {Keys: []string{"*"}, Category: Utility}},
	}
	for _, want := range []struct{ people, parts, rupiah int64 }{{0, 1, 0}, {1, 1, 1009}, {1000, 1, 1_008_150}, {1000, 3, 1_668_150}} {
		if got := all.Most("announcement", want.people, want.parts); got != want.rupiah {
			t.Errorf("%d people, %d parts: Rp%d, not Rp%d", want.people, want.parts, got, want.rupiah)
		}
	}
	if got := all.Most("other", 1000, 1); got != 660_000 {
		t.Errorf("a message of no template of its own: Rp%d", got)
	}
}
