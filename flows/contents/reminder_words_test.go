package contents_test

import (
	"naikkelas/flows"
	"naikkelas/flows/document"
)

// reminderKeys are the keys that the code of reminders puts together.
func reminderKeys(b *flows.Book) []string {
	var out []string
	for _, k := range b.Reminders {
		out = append(out, "reminder.kind."+k.Key)
	}
	for _, f := range b.Forms {
		if f.Recalled {
			out = append(out, "reminder.form."+f.Key)
		}
	}
	for _, verb := range []string{"done", "later", "never", "off", "unneeded", "same", "changed"} {
		out = append(out, "reminder.button."+verb, "reminder.did."+verb)
	}
	for _, why := range []string{"late", "overtaken", "gone", flows.SkippedMuted, flows.SkippedUnreachable} {
		out = append(out, "schedule.why."+why)
	}
	for _, why := range document.WhyUnneeded {
		out = append(out, "unneeded.why."+why)
	}
	return out
}
