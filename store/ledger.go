package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// ledgerStates are the states of a recipient, in the order of ledger.lua.
var ledgerStates = []flows.LedgerState{
	flows.LedgerTodo, flows.LedgerSending, flows.LedgerSent, flows.LedgerBlocked, flows.LedgerFailed, flows.LedgerSkipped, flows.LedgerUnsure,
}

// Why a recipient was skipped or is unsure, when that was decided here.
const (
	ReasonNoConsent   = "no_consent"
	ReasonUnreachable = "unreachable"
	ReasonMuted       = "muted"
	ReasonStopped     = "stopped"     // the announcement was, before their turn
	ReasonInterrupted = "interrupted" // the process ended while sending
	ReasonParked      = "parked"      // it waits until the person writes: the channel lets nothing else through
	reasonOther       = "other"
)

const (
	whyField  = "why:" // and <state>:<reason>
	partsMost = 64     // messages to one recipient: bounds what a ledger takes
)

// ledgerKey is one of the keys of an announcement: a bitmap or the messages.
func (k keys) ledgerKey(id, part string) string { return k.ledger(id) + ":" + part }

func (k keys) ledgerWhy(id string, state flows.LedgerState, reason string) string {
	return k.ledgerKey(id, whyField+string(state)+":"+reason)
}

// ledgerKeys are the keys of an announcement as ledger.lua takes them.
func (k keys) ledgerKeys(id string) []string {
	all := []string{k.ledger(id), k.due(), k.running(), k.ledgerKey(id, "messages"), k.ledgerKey(id, "total")}
	for _, state := range ledgerStates {
		all = append(all, k.ledgerKey(id, string(state)))
	}
	return append(all, k.ledgerWhy(id, flows.LedgerSkipped, ReasonStopped), k.ledgerWhy(id, flows.LedgerUnsure, ReasonInterrupted), k.untold())
}

// gateCall adds a gate to a commit.
func (s *Store) gateCall(c *call, g flows.Gate) error {
	c.keys = append(c.keys, s.keys.ledgerKeys(g.Announcement)...)
	c.args = append(c.args, g.Announcement, string(g.Do), g.At.UnixMilli())
	if g.Do != flows.GateSchedule {
		c.args = append(c.args, 0)
		return nil
	}
	fields, err := ledgerFields(g)
	if err != nil {
		return err
	}
	c.args = append(append(c.args, len(fields)/2), fields...)
	return nil
}

// ledgerFields are the fields of a new ledger.
func ledgerFields(g flows.Gate) ([]any, error) {
	if g.Parts < 0 || g.Parts > partsMost {
		return nil, fmt.Errorf("store: announcement %s of %d parts; at most %d", g.Announcement, g.Parts, partsMost)
	}
	segment, err := json.Marshal(g.Segment)
	if err != nil {
		return nil, fmt.Errorf("store: marshal segment: %w", err)
	}
	fields := []any{"by", int64(g.By), "parts", max(1, g.Parts), "segment", segment}
	if g.FreezeNow {
		fields = append(fields, "freeze", 1)
	}
	if g.Hours != enterprise.AnyHour {
		fields = append(fields, "hours", string(g.Hours))
	}
	if g.From != "" {
		var states []string
		for _, state := range g.FromStates {
			states = append(states, string(state))
		}
		fields = append(fields, "from", g.From, "states", strings.Join(states, " "))
	}
	if g.Amend {
		fields = append(fields, "amend", 1)
	}
	return fields, nil
}

// OpenDue freezes the recipients of announcements that are due for it, and
// opens the gates whose hour has come. It gives the announcements that were
// opened; after a lost answer some may be missing there: Running is the truth.
func (s *Store) OpenDue(ctx context.Context, lease Lease, now time.Time) ([]string, error) {
	due, err := s.redis.ZRangeByScore(ctx, s.keys.due(), &redis.ZRangeBy{Min: "-inf", Max: fmt.Sprint(now.UnixMilli())}).Result()
	if err != nil {
		return nil, fmt.Errorf("store: look for announcements that are due: %w", err)
	}
	var opened []string
	var failed error
	for _, id := range due {
		result, err := s.openGate(ctx, lease, id, now)
		switch {
		case err != nil: // one that cannot be opened must not hold up the others
			failed = errors.Join(failed, fmt.Errorf("store: open announcement %s: %w", id, err))
		case result == "FENCED":
			return opened, ErrFenced
		case result == "OPENED":
			opened = append(opened, id)
		}
	}
	return opened, failed
}

func (s *Store) openGate(ctx context.Context, lease Lease, id string, now time.Time) (string, error) {
	hash, err := s.redis.HGetAll(ctx, s.keys.ledger(id)).Result()
	if err != nil {
		return "", err
	}
	var segment enterprise.Segment
	if hash["segment"] != "" {
		if err := json.Unmarshal([]byte(hash["segment"]), &segment); err != nil {
			return "", err
		}
	}
	keys := append([]string{s.keys.lease()}, s.keys.ledgerKeys(id)...)
	keys = append(keys, s.keys.scratch("1"), s.keys.scratch("2"),
		s.keys.in(enterprise.TermBroadcast), s.keys.in(enterprise.TermReachable), s.keys.in(enterprise.TermMuted(segment.Mute)))
	for _, reason := range []string{ReasonNoConsent, ReasonUnreachable, ReasonMuted} {
		keys = append(keys, s.keys.ledgerWhy(id, flows.LedgerSkipped, reason))
	}
	args := []any{lease.fence(), id, now.UnixMilli()}
	switch {
	case hash["from"] == "":
		from, groups := s.segmentCall(segment)
		keys, args = append(keys, from...), append(append(args, "segment"), groups...)
	default:
		for _, state := range strings.Fields(hash["states"]) {
			keys = append(keys, s.keys.ledgerKey(hash["from"], state))
		}
		way := "again"
		if hash["amend"] != "" {
			way = "amend"
		}
		args = append(args, way, 0)
	}
	return openScript.Run(ctx, s.redis, keys, args...).Text()
}
