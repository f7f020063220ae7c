// Package store is what we remember. It is the only importer of go-redis, and
// the only place that knows a key.
//
// # One cause, one commit
//
// A cause (a message, a tap, a wake-up) is an entry of the inbox. Everything it
// leads to, and its disappearance from the inbox, are written by one script
// (commit.lua), all or nothing. What is in the inbox has not been handled; what
// is in the outbox has not been sent. After a crash there is nothing else to
// look at.
//
// # The map of the keys
//
// All keys of a city begin with nk:{city}: and so live in one slot.
//
//	mark      string   a constant sealed with our key: a wrong DATA_KEY is noticed   for ever   Ready
//	lookup    string   the key of the keyed hashes, sealed                           for ever   Ready
//	keyring   string   JSON: ids of the keys that values may be sealed under, the    for ever   NoteKeys, Reseal
//	                   newest first, and of those that were retired
//	copy:<s>  stream   a stream that is being sealed under the newest key            1 h        Reseal
//	files     string   the mark that the city's files carry, too; new:<mark> until   for ever   BeginFilesMark, SetFilesMark
//	                   they do
//	version   string   of the data, and the release that made it so; "restoring"     for ever   Migrate; BeginRestore
//	                   while a copy is put back
//	tide      hash     n: a number that only rises, at: when it did last             for ever   Rise
//	rollback  string   JSON: when the data was set back last, and how far            for ever   RolledBack, EndRestore
//	alarms    hash     what administrators were told of and is not over -> when,     till over  Alarmed; AlarmOver
//	                   and first: when that was looked at first
//	backup    string   JSON: when the last backup was made, and how large it is      for ever   BackedUp
//	sweep     string   an administrator's word that all files of nobody may go       24 h       AllowSweep; SweepDone
//	probe     string   nothing: whether it can be written                            1 min      Writable
//	lease     string   "<fence> <holder>" of the process that is active              TTL        Acquire, Renew
//	fence     integer  grows by one with each lease                                  for ever   Acquire
//	inbox     stream   causes not handled yet; i: sealed input (p: for whom it       till done  Append, WakeDue, Commit; Commit
//	                   is, when a step made it), or w: person
//	seen      zset     delivery id -> when: what was appended already                48 h       Append
//	tries     hash     inbox id -> how often it failed; begun:<inbox id> -> how      till done  Fail, Begin; Commit
//	                   often it was begun again after a process had left it
//	dead      stream   what could not be handled: r: reason, and the entry or line   10,000     Fail, DeadLetter; Replay,
//	                   as it was; raw: an update that nothing could be made of                  DropDead
//	outbox    stream   lines not sent yet; p: person, l: sealed line                 till sent  Commit; Sent
//	wakes     zset     person -> when to come back, in Unix milliseconds             till due   Commit; WakeDue, ReevaluateAll
//	edition   string   of the bot and its programme, that everybody was looked at by for ever   ReevaluateAll
//	aliases   hash     keyed hash of an address -> person                            for ever   Commit; ForgetStrangers
//	people    integer  the last person id given                                      for ever   Load
//	free      set      person ids that were given, and never were more than a        till given Commit, ForgetStrangers;
//	                   stranger's                                                               Load
//	spent     zset     person ids that will be free -> since when they are nobody's  1 h        ForgetStrangers
//	find:<h>  set      people who have a search word, by the word's keyed hash       while any   Commit
//	p:<id>    hash     a person: v, terms, words, and sealed JSON in person, chat,   for ever;  Commit
//	                   business:<id>, assessment:<business>:<n>, draft:<key>,        a stranger
//	                   omzet:<business>:<month>; of a stranger also u, when they     30 days,
//	                   are forgotten                                                 +7d
//	r:<k>:<i> hash     a record: v version, d sealed JSON, u when it is over,        Until, +7d Commit; TidyLists,
//	                   l the keys of the lists it stands in; of flows.SecretRecords              HideSecrets
//	                   <i> is h and a keyed hash: the name is as good as the thing
//	list:<n>  zset     records, by what orders them                                  for ever   Commit
//	count:<n> hash     field -> a number of people, changed with what is counted             400 days   Commit
//	slots:<a> hash     what stands in a chat -> the channel's id of the message      for ever   PutSlot; Commit
//	slots     hash     the same of before: keyed hash of an address and what stands  for ever   PutSlot
//	                   there
//	heard     zset     keyed hash of an address -> when the person last wrote, of    7 days     Append; Report
//	                   channels that count from there
//	stopped   set      addresses that want no advertising, by the channel's word     for ever   Report
//	reached   zset     addresses reached outside their window -> when                24 h       Reached
//	flight:<ref>       a line that may turn out not to have arrived: person, how     48 h       Flying; Report, Commit
//	          string   often it was said, the address's hash, and the sealed line
//	flights:<a> set    the refs of those to an address                               48 h       Flying; Report, Commit
//	parked:<a> hash    ref -> person and sealed line: what waits until that          7 days     Park; Append, Commit
//	                   address writes
//	later     zset     address -> when what is parked for it is tried again          till then  Later, Report; Retry
//	said:<a>  list     the newest messages said to an address: person, and sealed    7 days     Said; Commit
//	                   what stands for the channel's id, and the beginning
//	uploaded:<h>       the channel's id of a file of ours, by its hash               29 days    PutUploaded
//	          string
//	shown:<id> list    where a person's data was shown: whom to, and the sealed line 48 h       Shown; Commit
//	                   that takes the message back
//	audit     stream   who did or saw what; e: sealed, h: keyed digest of that,      for ever   Commit
//	                   c: digest of h and of the c before (see trail.go)
//	audit:<id> stream  the same entries, those about one person, the newest 2,000    for ever   Commit
//	b:<id>    hash     the ledger of an announcement; nothing personal: state,       for ever   Commit; OpenDue, Claim
//	                   by (the officer's number), due, frozen, opened, ended,
//	                   parts, segment, freeze, hours (what is looked at before it
//	                   opens), late (it was), from, states, amend, lease (whose
//	                   process sends), call and batch (see claim.lua), and
//	                   why:<state>:<reason> of each reason there is; held: it was restored
//	                   from a copy of then, and waits for an officer
//	b:<id>:*  bitmap   bit n: person n is a recipient (total), is in this state      for ever;  OpenDue; Claim,
//	                   (todo, sending, sent, blocked, failed, skipped, unsure),      todo and   Settle, Commit
//	                   is so for this reason (why:<state>:<reason>)                  sending till done
//	b:<id>:delivered   bit n: the channel said that it arrived at person n, or was   for ever   Report
//	b:<id>:read bitmap read
//	b:<id>:early hash  person -> state:reason of a failure that was told before      till then  Report; Settle
//	                   the sending was written down
//	b:<id>:said hash   person -> the channel's ids of the messages, with spaces      for ever   Settle
//	b:<id>:messages    the same, of before there were several channels: 4 bytes      for ever   nobody
//	          string   each, at the recipient's rank in total
//	due       zset     announcement -> when its gate opens, in Unix milliseconds;    till then  Commit; PutOff, OpenDue
//	                   0: its recipients are to be frozen at once
//	running   zset     announcement -> when its gate opened; not ended yet           till done  OpenDue; Settle, Claim, Commit
//	untold    zset     announcements that ended, of which the author was not told    till told  what ends one; Told
//	scratch:* bitmap   within one script                                             the script Find, OpenDue
//	in:<t>    bitmap   bit n: the index term applies to person n                     for ever   Commit
//
// # Personal data
//
// Every value that may hold personal data is sealed whole (see seal.go), so
// that no field can be forgotten, and an address is only ever stored as a
// keyed hash or sealed.
package store

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// Errors that callers tell apart.
var (
	// ErrStale: the person changed since it was loaded. Load and step again.
	ErrStale = errors.New("store: the person changed in the meantime")
	// ErrFenced: another process is active now. Stop.
	ErrFenced = errors.New("store: another process holds the lease")
	// ErrWrongKey: what is in Redis was sealed with a key we do not have.
	ErrWrongKey = errors.New("store: the data was sealed with another DATA_KEY")
)

// Options say where the data is and how it is sealed.
type Options struct {
	URL  string // see Open
	City string // "malang": the hash tag of every key
	Keys Keys
}

// Store is a city's data in Redis. It may be used by many goroutines.
type Store struct {
	redis redis.UniversalClient
	keys  keys
	seal  *sealer
	trips atomic.Uint64
	timed atomic.Pointer[func() func()]

	claims claims
}

// readTimeout bounds a command that does not block; a Redis that hangs must
// not hang us with it.
const readTimeout = 5 * time.Second

// Open prepares a store; it does not connect yet, so that a process can start
// before its Redis. URLs are
//
//	redis://[:password@]host:6379/0           one server
//	rediss://host:6379                        the same over TLS
//	unix:///run/redis.sock                    the same over a socket
//	redis://a:6379,b:6379,c:6379              a cluster
//	redis+sentinel://a:26379,b:26379/mymaster servers watched by Sentinel
func Open(o Options) (*Store, error) {
	options, err := parse(o.URL)
	if err != nil {
		return nil, err
	}
	options.ReadTimeout, options.WriteTimeout, options.DialTimeout = readTimeout, readTimeout, readTimeout
	options.ContextTimeoutEnabled = true
	options.MaxRetries = 1 // every script here may be repeated: it finds its work done
	options.DisableIdentity = true
	quiet.Do(func() { redis.SetLogger(silent{}) })
	s := &Store{redis: connect(options), keys: keysOf(o.City), seal: newSealer(o.Keys)}
	s.redis.AddHook(counter{&s.trips, &s.timed})
	return s, nil
}

// clusterLook is how often a cluster is asked who holds what. Only masters that
// answer say that something moved: one that died is found out by asking.
const clusterLook = 2 * time.Second

func connect(o *redis.UniversalOptions) redis.UniversalClient {
	if !o.IsClusterMode {
		return redis.NewUniversalClient(o)
	}
	c := o.Cluster()
	c.ClusterStateReloadInterval = clusterLook
	return redis.NewClusterClient(c)
}

// quiet keeps the library from writing to standard error by itself: what goes
// wrong is in the errors it returns.
var quiet sync.Once

type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

func parse(text string) (*redis.UniversalOptions, error) {
	wrong := fmt.Errorf("store: REDIS_URL %q is no Redis address; right would be redis://127.0.0.1:6379/0", masked(text))
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok || rest == "" {
		return nil, wrong
	}
	if scheme == "redis+sentinel" {
		hosts, master, ok := strings.Cut(rest, "/")
		if !ok || hosts == "" || master == "" {
			return nil, wrong
		}
		return &redis.UniversalOptions{Addrs: strings.Split(hosts, ","), MasterName: master}, nil
	}
	hosts := strings.Split(rest, ",")
	one, err := redis.ParseURL(scheme + "://" + hosts[len(hosts)-1])
	if scheme == "unix" || len(hosts) == 1 {
		one, err = redis.ParseURL(text)
	}
	if err != nil {
		return nil, wrong
	}
	o := &redis.UniversalOptions{Addrs: []string{one.Addr}, DB: one.DB, Username: one.Username, Password: one.Password, TLSConfig: one.TLSConfig}
	if len(hosts) > 1 {
		o.Addrs, o.IsClusterMode = nil, true
		for _, h := range hosts {
			h = h[strings.LastIndex(h, "@")+1:]
			h, _, _ = strings.Cut(h, "/")
			o.Addrs = append(o.Addrs, h)
		}
		if u, err := url.Parse(scheme + "://" + hosts[0]); err == nil && u.User != nil {
			o.Username = u.User.Username()
			o.Password, _ = u.User.Password()
		}
		if scheme == "rediss" {
			o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
		}
	}
	return o, nil
}

// masked is a URL without its password.
func masked(text string) string {
	if i := strings.LastIndex(text, "@"); i >= 0 {
		return "…" + text[i:]
	}
	return text
}

// Close gives the connections back.
func (s *Store) Close() error { return s.redis.Close() }

// RoundTrips counts how often Redis was asked: once a command, once a pipeline.
func (s *Store) RoundTrips() uint64 { return s.trips.Load() }

// Depths are how much is waiting.
type Depths struct{ Inbox, Outbox, Dead, Wakes int64 }

// Depths counts what is waiting.
func (s *Store) Depths(ctx context.Context) (Depths, error) {
	p := s.redis.Pipeline()
	in, out, dead, wakes := p.XLen(ctx, s.keys.inbox()), p.XLen(ctx, s.keys.outbox()), p.XLen(ctx, s.keys.dead()), p.ZCard(ctx, s.keys.wakes())
	if _, err := p.Exec(ctx); err != nil {
		return Depths{}, fmt.Errorf("store: count what waits: %w", err)
	}
	return Depths{in.Val(), out.Val(), dead.Val(), wakes.Val()}, nil
}
