package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// ReportState is what a channel reports of a message it took, or of a person.
type ReportState string

// The states. They may come in any order, and more than once.
const (
	Delivered ReportState = "delivered"
	Read      ReportState = "read"
	Failed    ReportState = "failed"
	Stopped   ReportState = "stop"   // the person wants no advertising any more
	Resumed   ReportState = "resume" // and does again
)

// Report is what a channel says of a message after having taken it.
type Report struct {
	Ref    string // the line, or RecipientRef
	To     enterprise.Address
	State  ReportState
	Reason string // Failed: a word of few
	Todo   Todo   // Failed: what is to be done about it
	At     time.Time
}

// Todo is what is to be done about a message that a channel refuses after having
// taken it.
type Todo string

// What is to be done; empty: nothing.
const (
	Reopen   Todo = "closed"  // only an approved template may be said to this person: it is said once more, as one
	Repeat   Todo = "again"   // it is said once more
	PutOff   Todo = "later"   // it is kept from this person for a day
	SayNoAds Todo = "stopped" // they want no advertising
	Unlist   Todo = "gone"    // they cannot be reached
)

// flightFor is how long a message is kept that may turn out not to have been
// allowed. WhatsApp repeats a status for up to seven days; it refuses within
// minutes.
const flightFor = 48 * time.Hour

// PutOffMost is how often a message is tried again that WhatsApp keeps from a
// person for a day.
const PutOffMost = 3

const (
	// parkedFor is how long what waits for a person to write is kept: after
	// that nothing in it is news.
	parkedFor = 7 * 24 * time.Hour
	// adayLong is that of Reached.
	adayLong = 24 * time.Hour
	// laterAfter is how long a person is left alone whom WhatsApp keeps a message
	// from.
	laterAfter = 25 * time.Hour
)

// RecipientRef names a recipient's message of an announcement in what the
// channel reports of it later: "<announcement>/<person>/<part>". A line is named
// by its id.
func RecipientRef(announcement string, person enterprise.PersonID, part int) string {
	return strings.Join([]string{announcement, strconv.FormatInt(int64(person), 10), strconv.Itoa(part)}, "/")
}

// IsRecipientRef reports whether a ref names a recipient's message of an
// announcement.
func IsRecipientRef(ref string) bool {
	_, _, ok := recipientOf(ref)
	return ok
}

// recipientOf reads a RecipientRef.
func recipientOf(ref string) (announcement string, person int64, ok bool) {
	parts := strings.Split(ref, "/")
	if len(parts) != 3 {
		return "", 0, false
	}
	person, err := strconv.ParseInt(parts[1], 10, 64)
	return parts[0], person, err == nil
}

// Heard is when a person last wrote to us on a channel; zero: never, or the
// channel has said since that it is too long ago.
func (s *Store) Heard(ctx context.Context, who enterprise.Address) (time.Time, error) {
	if err := s.unlock(ctx); err != nil {
		return time.Time{}, err
	}
	ms, err := s.redis.ZScore(ctx, s.keys.heard(), s.seal.alias(who)).Result()
	if errors.Is(err, redis.Nil) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("store: when somebody last wrote: %w", err)
	}
	return time.UnixMilli(int64(ms)), nil
}

// Flying keeps a line that may turn out not to have arrived, until the channel
// says what became of it: should it be said again, it is the same line, said
// once more.
func (s *Store) Flying(ctx context.Context, ref string, l Line) error {
	if err := s.unlock(ctx); err != nil {
		return err
	}
	l.Tries++
	l.First = cmp.Or(l.First, ref)
	sealed, err := s.sealLine(l)
	if err != nil {
		return err
	}
	who := s.seal.alias(l.To)
	p := s.redis.TxPipeline()
	p.Set(ctx, s.keys.flight(ref), fmt.Sprintf("%d/%d/%s %s%s", int64(l.Person), l.Tries, l.First, who, sealed), flightFor)
	p.SAdd(ctx, s.keys.flights(who), ref)
	p.Expire(ctx, s.keys.flights(who), flightFor)
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: keep a message that was sent: %w", err)
	}
	return nil
}

// Park keeps a line until the person writes; one of the same name replaces it.
func (s *Store) Park(ctx context.Context, ref string, l Line) error {
	if err := s.unlock(ctx); err != nil {
		return err
	}
	ref = cmp.Or(l.First, ref)
	l.First = ref
	sealed, err := s.sealLine(l)
	if err != nil {
		return err
	}
	key := s.keys.parked(s.seal.alias(l.To))
	p := s.redis.TxPipeline()
	p.HSet(ctx, key, ref, fmt.Sprintf("%d %s", int64(l.Person), sealed))
	p.Expire(ctx, key, parkedFor)
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: park a message: %w", err)
	}
	return nil
}

// Later lets what is parked for a person be tried again a day on, unless they
// write before.
func (s *Store) Later(ctx context.Context, who enterprise.Address, now time.Time) error {
	if err := s.unlock(ctx); err != nil {
		return err
	}
	if err := s.redis.ZAddNX(ctx, s.keys.later(), redis.Z{Score: float64(now.Add(laterAfter).UnixMilli()), Member: s.seal.alias(who)}).Err(); err != nil {
		return fmt.Errorf("store: put a message off: %w", err)
	}
	return nil
}

// Retry lets out what was put off until now, of at most so many addresses, and
// gives their number.
func (s *Store) Retry(ctx context.Context, lease Lease, now time.Time, most int) (int, error) {
	result, err := retryScript.Run(ctx, s.redis, []string{s.keys.lease(), s.keys.later(), s.keys.outbox()}, lease.fence(), now.UnixMilli(), most).Result()
	if err != nil {
		return 0, fmt.Errorf("store: let out what was put off: %w", err)
	}
	n, ok := result.(int64)
	if !ok {
		return 0, ErrFenced
	}
	return int(n), nil
}

// follow moves what waits for somebody to the address that takes the place of
// theirs.
func (s *Store) follow(ctx context.Context, in flows.Input) error {
	if in.Was.ID == "" {
		return nil
	}
	lines, err := s.Parked(ctx, in.Was)
	if err != nil || len(lines) == 0 {
		return err
	}
	for _, l := range lines {
		l.To = in.From
		if err := s.Park(ctx, l.ID, l); err != nil {
			return err
		}
	}
	if err := s.redis.Del(ctx, s.keys.parked(s.seal.alias(in.Was))).Err(); err != nil {
		return fmt.Errorf("store: what is parked moves: %w", err)
	}
	return nil
}

// Reached notes that a person is reached outside their window, unless so many
// others were in the last 24 hours; 0 is no bound.
func (s *Store) Reached(ctx context.Context, who enterprise.Address, now time.Time, most int) (ok bool, err error) {
	if err := s.unlock(ctx); err != nil {
		return false, err
	}
	n, err := reachedScript.Run(ctx, s.redis, []string{s.keys.reached()}, s.seal.alias(who), now.UnixMilli(), now.Add(-adayLong).UnixMilli(), most).Int()
	if err != nil {
		return false, fmt.Errorf("store: count who was reached: %w", err)
	}
	return n == 1, nil
}

// WantsNone reports whether a person told the channel that they want no
// advertising.
func (s *Store) WantsNone(ctx context.Context, who enterprise.Address) (bool, error) {
	if err := s.unlock(ctx); err != nil {
		return false, err
	}
	stopped, err := s.redis.SIsMember(ctx, s.keys.stopped(), s.seal.alias(who)).Result()
	if err != nil {
		return false, fmt.Errorf("store: what somebody wants: %w", err)
	}
	return stopped, nil
}

// Uploaded is the channel's id of a file that was uploaded there before; empty:
// it was not, or too long ago.
func (s *Store) Uploaded(ctx context.Context, hash string) string {
	id, err := s.redis.Get(ctx, s.keys.uploaded(hash)).Result()
	if err != nil {
		return ""
	}
	return id
}

// PutUploaded notes the channel's id of a file for as long as it lives there.
// An empty one forgets it.
func (s *Store) PutUploaded(ctx context.Context, hash, id string, lives time.Duration) error {
	if id == "" {
		return s.redis.Del(ctx, s.keys.uploaded(hash)).Err()
	}
	if err := s.redis.Set(ctx, s.keys.uploaded(hash), id, lives).Err(); err != nil {
		return fmt.Errorf("store: note an upload: %w", err)
	}
	return nil
}

// Report writes down what a channel says of messages. Each is safe to repeat:
// what was delivered stays so, and a line is said again once.
func (s *Store) Report(ctx context.Context, reports []Report) error {
	if err := s.unlock(ctx); err != nil {
		return err
	}
	calls := make([]call, 0, len(reports))
	for _, r := range reports {
		calls = append(calls, s.reportCall(r))
	}
	for i, result := range s.runAll(ctx, calls) {
		if err := result.Err(); err != nil {
			return fmt.Errorf("store: report %d of %d: %w", i+1, len(reports), err)
		}
	}
	return nil
}

func (s *Store) reportCall(r Report) call {
	announcement, person := "", int64(0)
	ledger, state, why := s.keys.scratch("none"), s.keys.scratch("none"), s.keys.scratch("none")
	into, reason := outcomeOf(r)
	id, who, ok := recipientOf(r.Ref)
	if ok {
		announcement, person = id, who
		ledger, state, why = s.keys.ledger(id), s.keys.ledgerKey(id, string(into)), s.keys.ledgerWhy(id, into, reason)
	}
	return call{script: reportScript, keys: []string{
		s.keys.flight(r.Ref), s.keys.outbox(), s.keys.heard(), s.keys.stopped(), ledger,
		s.keys.ledgerKey(announcement, string(flows.LedgerSent)), state, why,
		s.keys.ledgerKey(announcement, string(Delivered)), s.keys.ledgerKey(announcement, string(Read)), s.keys.ledgerKey(announcement, "early"),
		s.keys.later(),
	}, args: []any{
		string(r.State), s.seal.alias(r.To), string(r.Todo), r.At.UnixMilli(), announcement, person, string(into) + ":" + reason,
		r.Ref, PutOffMost, r.At.Add(laterAfter).UnixMilli(), int(parkedFor.Seconds()),
	}}
}

// outcomeOf is the state that a late failure leads a recipient to, and why: the
// same as if it had been told at once.
func outcomeOf(r Report) (flows.LedgerState, string) {
	switch r.Todo {
	case Reopen:
		return flows.LedgerSkipped, ReasonParked
	case PutOff, SayNoAds:
		return flows.LedgerSkipped, word(r.Reason)
	case Unlist:
		return flows.LedgerBlocked, word(r.Reason)
	}
	return flows.LedgerFailed, word(r.Reason)
}

// opened is a parked value: the person and the sealed line.
func (s *Store) opened(value string) (Line, error) {
	id, sealed, _ := strings.Cut(value, " ")
	person, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return Line{}, err
	}
	data, err := s.seal.open(enterprise.PersonID(person).String(), "l", []byte(sealed))
	if err != nil {
		return Line{}, err
	}
	l := Line{Person: enterprise.PersonID(person)}
	return l, json.Unmarshal(data, &l)
}

// Waits reports whether something waits for a person to write.
func (s *Store) Waits(ctx context.Context, who enterprise.Address) (bool, error) {
	if err := s.unlock(ctx); err != nil {
		return false, err
	}
	n, err := s.redis.Exists(ctx, s.keys.parked(s.seal.alias(who))).Result()
	if err != nil {
		return false, fmt.Errorf("store: whether anything is parked: %w", err)
	}
	return n == 1, nil
}

// Parked are the lines that wait for a person to write.
func (s *Store) Parked(ctx context.Context, who enterprise.Address) ([]Line, error) {
	if err := s.unlock(ctx); err != nil {
		return nil, err
	}
	all, err := s.redis.HGetAll(ctx, s.keys.parked(s.seal.alias(who))).Result()
	if err != nil {
		return nil, fmt.Errorf("store: what is parked: %w", err)
	}
	var lines []Line
	for ref, value := range all {
		l, err := s.opened(value)
		if err != nil {
			return nil, fmt.Errorf("store: parked line %s: %w", ref, err)
		}
		l.ID = ref
		lines = append(lines, l)
	}
	return lines, nil
}
