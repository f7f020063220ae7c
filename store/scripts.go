package store

import (
	"context"
	_ "embed"
	"strings"

	"github.com/redis/go-redis/v9"
)

//go:embed append.lua
var appendSource string

//go:embed commit.lua
var commitSource string

//go:embed fail.lua
var failSource string

//go:embed begin.lua
var beginSource string

//go:embed tidy.lua
var tidySource string

//go:embed hide.lua
var hideSource string

//go:embed fresh.lua
var freshSource string

//go:embed forgotten.lua
var forgottenSource string

//go:embed sent.lua
var sentSource string

//go:embed wake.lua
var wakeSource string

//go:embed reevaluate.lua
var reevaluateSource string

//go:embed acquire.lua
var acquireSource string

//go:embed renew.lua
var renewSource string

//go:embed notify.lua
var notifySource string

//go:embed segment.lua
var segmentSource string

//go:embed count.lua
var countSource string

//go:embed audience.lua
var audienceSource string

//go:embed ledger.lua
var ledgerSource string

//go:embed putoff.lua
var putOffSource string

//go:embed open.lua
var openSource string

//go:embed claim.lua
var claimSource string

//go:embed settle.lua
var settleSource string

//go:embed interrupt.lua
var interruptSource string

//go:embed messages.lua
var messagesSource string

//go:embed report.lua
var reportSource string

//go:embed reached.lua
var reachedSource string

//go:embed retry.lua
var retrySource string

//go:embed replay.lua
var replaySource string

//go:embed rise.lua
var riseSource string

//go:embed overlap.lua
var overlapSource string

//go:embed keyring.lua
var keyringSource string

//go:embed reseal.lua
var resealSource string

//go:embed copystream.lua
var copyStreamSource string

//go:embed swapstream.lua
var swapStreamSource string

// The scripts; each file says what its keys and arguments are.
var (
	appendScript     = redis.NewScript(appendSource)
	commitScript     = redis.NewScript(ledgerSource + commitSource)
	failScript       = redis.NewScript(failSource)
	beginScript      = redis.NewScript(beginSource)
	tidyScript       = redis.NewScript(tidySource)
	hideScript       = redis.NewScript(hideSource)
	forgottenScript  = redis.NewScript(forgottenSource)
	sentScript       = redis.NewScript(sentSource)
	wakeScript       = redis.NewScript(wakeSource)
	reevaluateScript = redis.NewScript(reevaluateSource)
	acquireScript    = redis.NewScript(acquireSource)
	renewScript      = redis.NewScript(renewSource)

	notifyScript   = redis.NewScript(notifySource)
	replayScript   = redis.NewScript(replaySource)
	riseScript     = redis.NewScript(riseSource)
	audienceScript = redis.NewScript(segmentSource + audienceSource)
	countScript    = redis.NewScript(segmentSource + countSource)

	putOffScript    = redis.NewScript(putOffSource)
	openScript      = redis.NewScript(segmentSource + ledgerSource + openSource)
	claimScript     = redis.NewScript(ledgerSource + claimSource)
	settleScript    = redis.NewScript(ledgerSource + settleSource)
	interruptScript = redis.NewScript(ledgerSource + interruptSource)
	messagesScript  = redis.NewScript(ledgerSource + messagesSource)
	overlapScript   = redis.NewScript(overlapSource)

	keyringScript    = redis.NewScript(keyringSource)
	resealScript     = redis.NewScript(resealSource)
	copyStreamScript = redis.NewScript(copyStreamSource)
	swapStreamScript = redis.NewScript(swapStreamSource)

	reportScript  = redis.NewScript(reportSource)
	reachedScript = redis.NewScript(reachedSource)
	retryScript   = redis.NewScript(retrySource)
)

// call is one run of a script.
type call struct {
	script *redis.Script
	keys   []string
	args   []any
}

// runAll runs scripts in one round trip, in order. A Redis that was restarted
// has forgotten them: they are taught again, and what did not run is run then,
// after what did.
func (s *Store) runAll(ctx context.Context, calls []call) []*redis.Cmd {
	results := s.pipeline(ctx, calls)
	taught := map[*redis.Script]bool{}
	var again []call
	var places []int
	for i, r := range results {
		if !noScript(r.Err()) {
			continue
		}
		if script := calls[i].script; !taught[script] {
			if script.Load(ctx, s.redis).Err() != nil {
				return results
			}
			taught[script] = true
		}
		again, places = append(again, calls[i]), append(places, i)
	}
	if len(again) == 0 {
		return results
	}
	for i, r := range s.pipeline(ctx, again) {
		results[places[i]] = r
	}
	return results
}

func (s *Store) pipeline(ctx context.Context, calls []call) []*redis.Cmd {
	p := s.redis.Pipeline()
	results := make([]*redis.Cmd, len(calls))
	for i, c := range calls {
		results[i] = p.EvalSha(ctx, c.script.Hash(), c.keys, c.args...)
	}
	_, _ = p.Exec(ctx) // each command holds its own error
	return results
}

func noScript(err error) bool { return err != nil && strings.HasPrefix(err.Error(), "NOSCRIPT") }
