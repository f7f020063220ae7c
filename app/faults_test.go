package app

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// faults are what goes wrong in a city, what has to hold then, and the tests that
// play it. docs/faults.md is made of it.
var faults = []struct{ area, fault, holds, tests string }{
	{"The process", "killed (-9) twenty times at random, Redis twice, while 300 owners answer", "no answer lost, no question skipped, nobody stuck", "TestKilledAnywhereNothingIsLost"},
	{"The process", "killed (-9) at any moment after an officer pressed a button of the console", "what the page called done is done once; sent again, it is done once", "TestKilledBetweenClickAndAnswer"},
	{"The process", "killed five times in the middle of an announcement, Redis once", "nobody twice, the states add up", "TestAnAnnouncementSurvivesKills"},
	{"The process", "frozen and continued (SIGSTOP, SIGCONT) with a standby beside it", "the standby takes over, the frozen one is fenced, nobody twice", "TestAFrozenProcessCanDoNoHarm"},
	{"The process", "the active one of two ends or is killed", "the other takes over; each reminder once", "TestStandbyTakesOver TestOneOfTwoProcessesFires"},
	{"The process", "two releases side by side: upgraded, set back and upgraded again with forms open (`-faults=long`)", "the other takes over in seconds; nothing lost, nobody announced to twice", "TestTwoReleasesSideBySide"},
	{"The process", "killed between sending and acknowledging", "the line is said again, no answer is lost", "TestACrashBetweenSendingAndAcknowledging TestTheOutboxHoldsWhatWasNotSent"},
	{"The process", "a cause kills the process that handles it", "put aside after five starts, others go on", "TestACauseThatKillsTheProcessIsPutAside TestWhatIsInnocentDoesNotDieWithAnother"},
	{"The process", "a poison cause, or a record that does not open", "put aside after five tries, with an apology; it can be tried again", "TestACauseThatCannotBeHandledIsPutAside TestARecordThatDoesNotOpenStopsNobodyElse TestDeadLettersAreSeenAndTriedAgain"},
	{"The process", "told to end while Telegram or Redis does not answer", "gone within nine seconds", "TestAProcessEndsWhateverItWaitsFor"},
	{"The process", "a question came twice, and is answered twice", "the second answer is not taken for the next question's", "TestTranscripts"},
	{"Redis", "killed and restarted, the line cut again and again", "nothing lost, nothing doubled", "TestACutLineLosesAndDoublesNothing TestARestartedRedisKnowsEverything TestRedisGoesAwayAgainAndAgain TestRedisGoesAwayWhileSending"},
	{"Redis", "away: what the log says", "one line, and one when it is over", "TestAnOutageIsSaidOnce"},
	{"Redis", "out of memory, read-only: it refuses every write", "nothing is half written; readiness and an alarm say so", "TestAFullRedisLosesNothing TestRedisOutOfMemory TestARedisThatRefusesWritesIsNoticed"},
	{"Redis", "set back to an older state while people went on", "noticed, said, and what is typed first answers nothing", "TestARedisThatWasSetBackIsNoticed"},
	{"Redis", "empty (dump.rdb beside appendonly), another database, another city's", "the start is refused; no file is removed", "TestARedisThatStartsEmptyIsRefused TestAWrongRedisTakesNoFileAway TestARedisThatWasEmptiedTakesNoFileAway"},
	{"Redis", "numbers entries anew", "they are found", "TestCausesNumberedAnewAreFound TestLinesNumberedAnewAreFound"},
	{"Redis", "another DATA_KEY, newer data, an interrupted restore", "the start is refused, with what to do", "TestAnotherKeyIsRefused TestNewerDataIsLeftAlone TestAnInterruptedRestoreServesNobody"},
	{"Redis", "weak settings, missing permissions", "said, with what to change", "TestWeakSettingsAreNamed TestNoCopyIsGivenIsSaid TestTheUserOfTheGuideMayDoWhatIsNeeded"},
	{"Redis", "lost altogether, with all files, in the middle of an announcement", "restored from the backup; the announcement waits for an officer", "TestACityComesBackAfterTotalLoss"},
	{"Telegram", "down for long, answers lost after the effect, cut off, refused", "each failure has its remedy and, in announcements, its state", "TestTelegramIsDownForLong TestEveryFailureHasItsStateAndReason TestWhatFollowsAFailure TestRefusalsAreSortedByWhatIsToBeDone"},
	{"Telegram", "429 storms", "obeyed; replies go first; nobody is forgotten", "TestFloods TestAFloodAmongLinesUnasked TestAfterARefusalOfABurst"},
	{"Telegram", "HTML, truncated JSON, 409, empty answers at once", "polls stay away for a while, nothing is skipped", "TestFailedPollsStayAwayForAWhile TestNothingIsSkippedThoughMuchFails TestEmptyAnswersAtOnceAreNotAskedForAgainAtOnce TestOneBadUpdateSpoilsNoOther"},
	{"Telegram", "ids that begin anew, deliveries that come twice", "taken, each once", "TestIdsThatBeginAnewLowerAreTaken TestDeliveriesAreStoredOnce"},
	{"Telegram", "the token is refused", "nothing is given up, nothing is sent", "TestWhenTheTokenIsRefusedNothingIsSent TestARefusedTokenCostsNobodyAnything"},
	{"WhatsApp", "unsigned, in batches, twice, late refusals, outside the window", "taken once if signed; said again once", "TestOnlyWhatIsSignedIsTaken TestADeliveryIsTakenOnceHoweverOftenItComes TestALateRefusalIsSaidAgainOnce TestOutsideTheWindow"},
	{"WhatsApp", "refused afterwards for a reason that passes (131000, 131016, 131053, 131056), or told to wait (131056)", "said once more, no more; the wait grows and ends", "TestWhatFailsLateIsSaidAgainOnce TestTooMuchForOnePerson"},
	{"WhatsApp", "not now (131049), no advertising (131050, stop and resume), no longer there (131026)", "tried a day later, three times; advertising alone ends; the record knows", "TestNotNowIsTriedADayLater TestWhoWantsNoAdvertising TestALateGoneIsToldToTheRecord"},
	{"WhatsApp", "a new number or id, an id without a number, a file that WhatsApp lost (131052)", "the record and what waits follow, the old id is nobody's; the file is asked for once more", "TestAChangedIDKeepsTheRecord TestWhatWaitsFollowsThePerson TestAPersonIsNoNumber TestALostFileIsAskedForOnceMore"},
	{"WhatsApp", "statuses before their message is written down, in any order, twice", "the states add up", "TestReportsReachTheLedger"},
	{"WhatsApp", "a page of questions that comes again, or is another's", "nothing changes", "TestAPageOfQuestionsIsTheSameAsItsQuestions TestAPageIsOnePersonsAndOneDrafts"},
	{"Files", "the disk in trouble, the process killed between the file and its record", "nothing is called received that is not; what is nobody's is swept into a bin", "TestFetchingIntoADiskInTrouble TestKilledBetweenReceivedAndStored TestSweepFindsWhatBelongsToNobody"},
	{"Files", "a large sweep, a bucket that refuses", "nothing goes without a word; everything else works", "TestALargeSweepNeedsAWord TestABucketThatRefuses"},
	{"Files", "pictures that would fill the memory; many charts at once", "not decoded; two painters, 16 MB", "TestAPictureThatWouldFillTheMemoryIsNotDecoded TestChartsWaitForRoom"},
	{"Backups", "cut off, changed, sealed with another key", "refused before anything is touched", "TestABackupThatWasChangedIsRefused TestAnArchiveCutOffAnywhereIsNone TestACopyThatBreaksOffIsNone"},
	{"Clocks", "Redis's clock, the process's and Telegram's differ", "each is believed only where it decides", "TestHoursComeByOurClock TestALeaseLastsByRedis TestARecordEndsByOurClock"},
}

const faultsHead = `# Faults

What goes wrong, what holds then, and what plays it. Made of ` + "`app/trials_test.go` and `app/faults_test.go`" + `.

## The suite

The real binary, a real Redis, the local Telegram and WhatsApp; owners register and assess themselves while the fault is played. In each: every answer
is stored as it was given, no question is skipped, nobody is stuck; whoever is to get an announcement gets it once, and its states add up; the log stays
short and names no secret; the process recovers without a hand and ends within its budget when it is asked to.

    go test ./app -run Faults -faults=short -v                  about a minute on idle cores; .ci/run plays it
    go test ./app -run Faults -faults=long -timeout 60m -v      more people, and the slow ones
    go test ./app -run Faults/set-back -faults=short -v         one of them

| where | what goes wrong | what holds | name |
|---|---|---|---|
`

const faultsBeside = `
## Beside it

Faults that are played closer to the part that has to bear them. ` + "`go test ./...`" + ` plays all, on a real Redis where redis-server is installed; one by
` + "`go test ./... -run NAME -v`" + `.

| where | what goes wrong | what holds | played by |
|---|---|---|---|
`

// TestTheFaultTableIsTrue: each fault has its tests, and the table is what the
// papers show. -update writes it.
func TestTheFaultTableIsTrue(t *testing.T) {
	t.Parallel()
	there := testNames(t)
	var out strings.Builder
	out.WriteString(faultsHead)
	for _, c := range trials {
		holds := c.holds
		if c.told != "" {
			holds += "; alarm in the chat"
		}
		if c.long {
			holds += " (long form)"
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", c.area, c.fault, holds, c.name)
	}
	out.WriteString(faultsBeside)
	for _, f := range faults {
		for _, name := range strings.Fields(f.tests) {
			if !there[name] {
				t.Errorf("%s: there is no test %s", f.fault, name)
			}
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", f.area, f.fault, f.holds, strings.Join(strings.Fields(f.tests), ", "))
	}
	const name = "../docs/faults.md"
	if *update {
		if err := os.WriteFile(name, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if was, err := os.ReadFile(name); err != nil || string(was) != out.String() {
		t.Errorf("docs/faults.md is another table (%v); write it with: go test ./app -run FaultTable -update", err)
	}
}

// testNames are the tests of the whole repository.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "Test") {
				names[f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
