package flows

import (
	"slices"
	"strings"
)

// announcementKeys are the keys that the code of announcements puts together.
func announcementKeys() []string {
	var out []string
	add := func(begin string, ends ...string) {
		for _, end := range ends {
			out = append(out, begin+end)
		}
	}
	for key := range strings.FieldsSeq(facetKeys) {
		add("segment.facet.", key)
		add("announce.pick.", key)
	}
	add("announce.pick.", segmentSaved, segmentSave, segmentDrop)
	add("announce.buttons.", buttonsNone, buttonsLink, buttonsAttend, buttonsTraining)
	add("announce.attend.", "yes", "no")
	add("announce.attended.", "yes", "no")
	add("announce.missing.", placeholders...)
	add("announce.reason.", "no_consent", "unreachable", "muted", "stopped", "interrupted", "blocked", "deactivated", "not_found", "timeout", "too_old", "erased", "refused", "server_error", "unreadable")
	add("announcement.act.", actAgain, actCorrect, actWithdraw)
	add("announcement.button.", verbShow, verbApprove, verbReject, verbPause, verbResume, verbStop, verbFile, verbAgain, verbCorrect, verbWithdraw, verbEdit)
	for _, s := range []GateState{GateSending, GatePaused, GateStopped, GateDone} {
		add("announcement.state.", string(s))
	}
	add("announcement.state.", string(announcementWaiting), string(announcementRejected))
	for _, s := range []LedgerState{LedgerTodo, LedgerSending, LedgerSent, LedgerBlocked, LedgerFailed, LedgerSkipped, LedgerUnsure} {
		add("report.state.", string(s))
	}
	add("report.", "sent", "changed", "blocked", "failed", "skipped", "unsure", "todo")
	add("again.", string(LedgerFailed), string(LedgerUnsure))
	return slices.Compact(out)
}
