package messages

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	wrongVoice = regexp.MustCompile(`(?i)\b(anda|kamu|kalian|usahamu|datamu|namamu)\b`)
	english    = regexp.MustCompile(`(?i)\b(the|and|of|for|with|your|you|art\.|funnel|please|download|upload|choose|change)\b`)
	indonesian = regexp.MustCompile(`(?i)\b(dan|yang|untuk|dengan|pasal|adalah|atau|belum|sudah|tidak)\b`)
)

// One voice: people are addressed as they chose; the pages, which do not know
// how, say "Anda". Each text is in its own language, but where both are meant
// to stand; lists of ways to type something hold both.
func TestOneVoiceAndOneLanguage(t *testing.T) {
	t.Parallel()
	both := []string{"start.language.ask", "command.bahasa", "announce.en.ask", "announce.en.refuse", "import.fault.password"}
	clean := func(text string) string {
		return regexp.MustCompile(`{{.*?}}|<code>.*?</code>`).ReplaceAllString(text, "")
	}
	for key, text := range words(t, "id") {
		if slices.Contains(both, key) || strings.Contains(text, "|") {
			continue
		}
		if m := wrongVoice.FindString(text); m != "" && !strings.HasPrefix(key, "console.") {
			t.Errorf("%s: %q in %q", key, m, text)
		}
		if m := english.FindString(clean(text)); m != "" {
			t.Errorf("%s: English %q in %q", key, m, text)
		}
	}
	for key, text := range words(t, "en") {
		if slices.Contains(both, key) || strings.Contains(text, "|") {
			continue
		}
		if m := indonesian.FindString(clean(text)); m != "" {
			t.Errorf("%s: Indonesian %q in %q", key, m, text)
		}
	}
}
