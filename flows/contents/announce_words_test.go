package contents_test

import (
	"slices"
	"strings"

	"naikkelas/flows"
	"naikkelas/flows/announcement"
	"naikkelas/flows/contents"
)

// announcementKeys are the keys that the code of announcements puts together.
func announcementKeys() []string {
	var out []string
	add := func(begin string, ends ...string) {
		for _, end := range ends {
			out = append(out, begin+end)
		}
	}
	for key := range strings.FieldsSeq(contents.FacetKeys) {
		add("segment.facet.", key)
		add("announce.pick.", key)
	}
	add("announce.pick.", "saved", "save", "drop")
	add("announce.buttons.", "none", "link", "attend", "training", "choice")
	add("announce.attend.", "yes", "no")
	add("announce.attended.", "yes", "no")
	add("announce.missing.", announcement.Placeholders...)
	add("announce.reason.", "no_consent", "unreachable", "muted", "stopped", "interrupted", "blocked", "deactivated", "not_found", "timeout", "too_old", "erased", "refused", "server_error", "unreadable", "parked", "opted_out", "not_now")
	add("announcement.act.", "again", "correct", "withdraw")
	add("announcement.button.", "show", "ok", "no", "pause", "resume", "stop", "file", "again", "fix", "pull", "edit", "late", "end", "shut")
	add("announcement.late.", announcement.LateReasons...)
	for _, s := range []flows.GateState{flows.GateSending, flows.GatePaused, flows.GateStopped, flows.GateDone} {
		add("announcement.state.", string(s))
	}
	add("announcement.state.", string("waiting"), string("rejected"))
	for _, s := range []flows.LedgerState{flows.LedgerTodo, flows.LedgerSending, flows.LedgerSent, flows.LedgerBlocked, flows.LedgerFailed, flows.LedgerSkipped, flows.LedgerUnsure} {
		add("report.state.", string(s))
	}
	add("report.", "sent", "changed", "blocked", "failed", "skipped", "unsure", "todo")
	add("again.", string(flows.LedgerFailed), string(flows.LedgerUnsure))
	return slices.Compact(out)
}
