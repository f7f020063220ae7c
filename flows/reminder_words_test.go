package flows

// reminderKeys are the keys that the code of reminders puts together.
func reminderKeys(b *Book) []string {
	var out []string
	for _, k := range b.reminders {
		out = append(out, "reminder.kind."+k.key)
	}
	for _, f := range b.flows {
		if f.Recalled {
			out = append(out, "reminder.form."+f.Key)
		}
	}
	for _, verb := range []string{verbDone, verbLater, verbNever, verbOff, verbUnneeded, verbSame, verbChanged} {
		out = append(out, "reminder.button."+verb, "reminder.did."+verb)
	}
	for _, why := range []string{skippedLate, skippedOvertaken, skippedGone, SkippedMuted, SkippedUnreachable} {
		out = append(out, "schedule.why."+why)
	}
	for _, why := range whyUnneeded {
		out = append(out, "unneeded.why."+why)
	}
	return out
}
