package app

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
)

// trials are the fault suite. docs/faults.md is made of it, too.
var trials = []trial{
	{area: "The process", name: "killed-at-random", fault: "killed (-9) ten times at random, during an announcement", holds: "nothing lost, nobody stuck, nobody announced to twice", crowd: true,
		play: func(f *field) {
			for n := range 10 {
				f.reach(float64(n+1)/12 - f.random.Float64()/12)
				f.again()
			}
		}},
	{area: "The process", name: "killed-at-every-boundary", fault: "killed before and after every request to Redis and every call of the channel, from the start on", holds: "each life goes on where the last one ended", owners: 4, long: true,
		play: killEverywhere},
	{area: "The process", name: "frozen", fault: "frozen for eight seconds (SIGSTOP) and continued, alone", holds: "it notices that its lease is over, takes it again and goes on", crowd: true,
		play: func(f *field) {
			f.reach(0.3)
			f.signal(syscall.SIGSTOP)
			time.Sleep(8 * time.Second)
			f.signal(syscall.SIGCONT)
		}},
	{area: "The process", name: "little-memory", fault: "held to 128 MB of memory by the kernel while everybody finishes at once", holds: "it lives", cgroup: 128 << 20, owners: 40, long: true,
		play: func(f *field) {
			pid := f.victim.process.Process.Pid
			f.reach(0.98)
			f.t.Logf("%d MB at most", statusOf(f.t, pid, "VmHWM")>>10)
		}},
	{area: "The process", name: "poison", fault: "a cause that cannot be read stands in the inbox", holds: "put aside after five tries, the administrators are told; everybody else is answered", dead: 1,
		told: "1 kiriman tidak dapat diproses",
		play: func(f *field) {
			f.reach(0.2)
			if err := f.redis.Client.XAdd(f.t.Context(), &redis.XAddArgs{Stream: "nk:{malang}:inbox", Values: []string{"i", "poison"}}).Err(); err != nil {
				f.t.Fatal(err)
			}
		}},

	{area: "Redis", name: "redis-killed", fault: "killed (-9) and started again, three times", holds: "nothing lost; the log says it once, and once when it is over", always: true, crowd: true,
		play: func(f *field) {
			for n := range 3 {
				f.reach(0.2 * float64(n+1))
				f.redis.Kill()
				f.redis.Restart()
			}
		}},
	{area: "Redis", name: "redis-away", fault: "gone for ten seconds, longer than the lease", holds: "as above", logged: "Redis answers again", crowd: true,
		play: func(f *field) {
			f.reach(0.4)
			f.redis.Kill()
			time.Sleep(10 * time.Second)
			f.redis.Restart()
		}},
	{area: "Redis", name: "redis-slow", fault: "every answer takes 0.4 s longer, and for a while 3 s", holds: "slower, and nothing else", play: func(f *field) {
		f.reach(0.3)
		f.redis.Slow(200 * time.Millisecond)
		f.reach(0.4)
		f.redis.Slow(1500 * time.Millisecond)
		time.Sleep(5 * time.Second)
		f.redis.Slow(0)
	}},
	{area: "Redis", name: "redis-hangs", fault: "frozen for twelve seconds (SIGSTOP): connections stand, nothing is answered", holds: "as when it is gone", logged: "Redis answers again", crowd: true,
		play: func(f *field) {
			f.reach(0.4)
			_ = syscall.Kill(f.redis.Pid(), syscall.SIGSTOP)
			time.Sleep(12 * time.Second)
			_ = syscall.Kill(f.redis.Pid(), syscall.SIGCONT)
		}},
	{area: "Redis", name: "line-cut", fault: "the line is cut ten times, before requests arrive or before answers do", holds: "nothing lost, nothing doubled", crowd: true,
		play: func(f *field) {
			var n atomic.Int64
			f.redis.Watch(func(bool) bool { return n.Add(1)%97 == 0 })
			f.reach(0.5)
			f.redis.Watch(nil)
			f.redis.Cut()
			time.Sleep(time.Second)
			f.redis.Mend()
		}},
	{area: "Redis", name: "readonly", fault: "READONLY for four seconds, as after a failover", holds: "readiness and the administrators are told; nothing lost", told: "Redis menolak semua tulisan", logged: "refuses every write",
		play: func(f *field) {
			f.reach(0.3)
			f.redisDoes("REPLICAOF", "127.0.0.1", "1")
			time.Sleep(4 * time.Second)
			f.redisDoes("REPLICAOF", "NO", "ONE")
		}},
	{area: "Redis", name: "out-of-memory", fault: "out of memory (noeviction) for four seconds", holds: "as above", told: "Redis menolak semua tulisan", logged: "refuses every write", crowd: true,
		play: func(f *field) {
			f.reach(0.3)
			f.redisDoes("CONFIG", "SET", "maxmemory", "1")
			time.Sleep(4 * time.Second)
			f.redisDoes("CONFIG", "SET", "maxmemory", "0")
		}},
	{area: "Redis", name: "disk-full", fault: "its disk is full: with appendfsync always it ends; then there is room again", holds: "nothing acknowledged is lost", logged: "Redis answers again",
		prepare: func(f *field) {
			f.redis.Kill() // nothing was written yet
			smallDisk(f.t, f.redis.Dir(), 32<<20)
			f.redis.Restart()
		}, play: fillRedis},
	{area: "Redis", name: "wrong-password", fault: "its password is another one for four seconds", holds: "said; taken up again without a start", logged: "Redis answers again",
		play: func(f *field) {
			f.reach(0.3)
			f.redisDoes("CONFIG", "SET", "requirepass", "another")
			f.redisDoes("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
			time.Sleep(4 * time.Second)
			f.redisDoes("CONFIG", "SET", "requirepass", "")
		}},
	{area: "Redis", name: "slot-moved", fault: "Cluster: the city's slot moves to another master while it is served, key by key", holds: "nothing lost", cluster: true, crowd: true, play: moveSlot},
	{area: "Redis", name: "master-killed", fault: "Cluster: the city's master is killed and a replica takes over", holds: "nothing that the replica had is lost; one line in the log, and one when it is over", cluster: true, logged: "Redis answers again",
		play: func(f *field) {
			f.reach(0.3)
			off := f.hush() // what the replica does not have yet is lost with the master
			time.Sleep(time.Second)
			f.nodes.Of(f.t, "nk:{malang}:inbox").Kill()
			off()
		}},
	{area: "Redis", name: "set-back", fault: "set back to an older copy while the process lives on", holds: "noticed and said; whoever writes is asked the open question again", told: "Data di Redis kembali ke keadaan", logged: "Redis was set back", play: setBack},

	{area: "Telegram", name: "html", fault: "every tenth answer is a page of HTML, before or after the effect", holds: "tried again; nothing lost, nothing announced twice", always: true, crowd: true,
		play: func(f *field) { f.spoilUntil(0.9, 0.1, 0.02, asHTML, asHTMLAfter) }},
	{area: "Telegram", name: "lost-answers", fault: "every fifth answer is lost after the effect: cut, broken off, half a JSON, empty", holds: "as above", crowd: true,
		play: func(f *field) { f.spoilUntil(0.9, 0.2, 0.02, cutAfter, brokenAfter, halfAfter, emptyAfter) }},
	{area: "Telegram", name: "lost-calls", fault: "every fifth call is cut before it arrives", holds: "as above", crowd: true,
		play: func(f *field) { f.spoilUntil(0.9, 0.2, 0.02, cutBefore) }},
	{area: "Telegram", name: "floods", fault: "a storm of 429: every tenth call", holds: "waited for as long as it says; nothing lost", crowd: true,
		play: func(f *field) { f.spoilUntil(0.7, 0.1, 0, flooded) }},
	{area: "Telegram", name: "conflicts", fault: "409 to every twentieth poll, deliveries that come again", holds: "taken once", play: func(f *field) { f.spoilUntil(0.9, 0, 0.05, conflicting, pollRepeated, pollRepeated, pollRepeated) }},
	{area: "Telegram", name: "stalls", fault: "connections that stand and say nothing (half-open), before and after the effect", holds: "given up after 30 s, polls after 65 s; nothing lost", long: true, crowd: true,
		play: func(f *field) {
			f.wire.spoil(0.02, 0.02, stallBefore, stallAfter)
			f.reach(0.6)
			f.wire.spoil(0, 0)
		}},
	{area: "Telegram", name: "telegram-away", fault: "away for fifteen seconds", holds: "everything waits and is said afterwards", crowd: true,
		play: func(f *field) {
			f.reach(0.3)
			f.telegram.Down(true)
			time.Sleep(15 * time.Second)
			f.telegram.Down(false)
		}},
	{area: "Telegram", name: "renumbered", fault: "the ids of updates begin anew, lower and then higher", holds: "taken, each once", play: func(f *field) {
		f.reach(0.3)
		f.telegram.Renumber(1000)
		f.reach(0.6)
		f.telegram.Renumber(990_000_000)
	}},
	{area: "Telegram", name: "webhooks", fault: "pushed updates come twice, late and out of order, and are called failed though they were taken", holds: "taken, each once", webhook: true, crowd: true, play: func(f *field) { f.reach(0.9) }},

	{area: "WhatsApp", name: "whatsapp-calls", fault: "calls are cut, answered with HTML, or their answers are lost", holds: "as with Telegram", whatsapp: 1, play: func(f *field) {
		for range 10 * len(f.owners) {
			kind := []string{simulator.BadGateway, simulator.CutOff, simulator.LostAnswer}[f.random.IntN(3)]
			f.phones.Fail(simulator.WhatsAppFault{Call: "messages", To: f.owners[f.random.IntN(len(f.owners))].phone(), Kind: kind, Times: 1})
		}
		f.reach(0.9)
		f.phones.Heal()
	}},
	{area: "WhatsApp", name: "whatsapp-webhooks", fault: "webhooks in batches, three times each, many at once, the newest first", holds: "taken, each once", whatsapp: 1, play: func(f *field) {
		f.phones.Deliver(simulator.Delivery{Batch: 5, Copies: 3, Parallel: 4, Reverse: true, Early: true})
		f.reach(0.9)
	}},
	{area: "WhatsApp", name: "whatsapp-away", fault: "away for ten seconds, and the process killed meanwhile", holds: "nothing lost", whatsapp: 1, play: func(f *field) {
		f.reach(0.3)
		f.phones.Down(true)
		f.again()
		time.Sleep(10 * time.Second)
		f.phones.Down(false)
	}},

	{area: "Files", name: "files-full", fault: "the disk of the files is full while an owner sends a document", holds: "called not received, the administrators are told; it can be sent again", told: "tempat berkas (FILES_DIR)", over: "Tempat berkas sudah", owners: 1,
		prepare: func(f *field) { smallDisk(f.t, environ(f.victim.env, "FILES_DIR"), 4<<20) },
		play:    func(f *field) { f.sendsPaper(func() func() { return fill(f.t, environ(f.victim.env, "FILES_DIR")) }) }},
	{area: "Files", name: "files-gone", fault: "the files' folder cannot be written to", holds: "as above", told: "tempat berkas (FILES_DIR)", over: "Tempat berkas sudah", owners: 1, play: loseFiles},
}

func (f *field) signal(s os.Signal) {
	if err := f.victim.process.Process.Signal(s); err != nil {
		f.t.Error(err)
	}
}

func (f *field) redisDoes(args ...any) {
	f.t.Helper()
	if err := f.redis.Client.Do(f.t.Context(), args...).Err(); err != nil {
		f.t.Errorf("%v: %v", args, err)
	}
}

// killEverywhere lets each life end at a later moment than the one before: the
// first at its first request, before that is sent; the next one after it; and so
// on through a start and some twenty messages.
func killEverywhere(f *field) {
	const boundaries = 320
	var left atomic.Int64
	pass := func(bool) bool {
		if left.Add(-1) == 0 {
			_ = f.victim.process.Process.Kill() // it is gone before anything else can happen
			return true
		}
		return false
	}
	lives, kills := 0, 0
	for at := 1; at <= boundaries; at++ {
		lives++
		f.victim.kill()
		left.Store(int64(at))
		f.redis.Watch(pass)
		f.wire.watch(pass)
		f.victim.start()
		before := f.progress()
		gone := func() bool { return left.Load() <= 0 }
		if f.ended() {
			break
		}
		if comesTrue(func() bool { return gone() || f.ended() }, func() int { return before + int(left.Load()) }) && gone() {
			kills++
		}
	}
	f.redis.Watch(nil)
	f.wire.watch(nil)
	active := func() int { return strings.Count(f.victim.log.String(), "msg=active") }
	before := active()
	f.again()
	comesTrue(func() bool { return active() > before }, f.progress)
	f.t.Logf("%d lives, %d ended at a boundary", lives, kills)
}

// fillRedis lets Redis's disk run full. It ends by itself rather than to forget.
func fillRedis(f *field) {
	f.reach(0.3)
	dir := f.redis.Dir()
	off := fill(f.t, dir)
	f.redis.Await()
	time.Sleep(time.Second)
	off()
	f.redis.Restart()
}

// moveSlot moves the city's slot as an administrator would.
func moveSlot(f *field) {
	f.reach(0.3)
	ctx := f.t.Context()
	from := f.nodes.Of(f.t, "nk:{malang}:inbox")
	to := f.nodes.Nodes[0]
	if to == from {
		to = f.nodes.Nodes[1]
	}
	slot := from.Client.ClusterKeySlot(ctx, "nk:{malang}:inbox").Val()
	host, port, _ := strings.Cut(to.Address, ":")
	do := func(c *redis.Client, args ...any) {
		f.t.Helper()
		if err := c.Do(ctx, args...).Err(); err != nil {
			f.t.Errorf("%v: %v", args, err)
		}
	}
	do(to.Client, "CLUSTER", "SETSLOT", slot, "IMPORTING", from.ID)
	do(from.Client, "CLUSTER", "SETSLOT", slot, "MIGRATING", to.ID)
	for {
		keys := from.Client.ClusterGetKeysInSlot(ctx, int(slot), 20).Val()
		if len(keys) == 0 {
			break
		}
		args := []any{"MIGRATE", host, port, "", 0, 5000, "KEYS"}
		for _, k := range keys {
			args = append(args, k)
		}
		do(from.Client, args...)
	}
	do(to.Client, "CLUSTER", "SETSLOT", slot, "NODE", to.ID)
	do(from.Client, "CLUSTER", "SETSLOT", slot, "NODE", to.ID)
}

// setBack puts an older copy of Redis's data in place, with people in the middle
// of their conversations, who have gone on since.
func setBack(f *field) {
	f.reach(0.2)
	off := f.hush()
	copied := filepath.Join(f.t.TempDir(), "copy")
	cp := func(from, to string) {
		f.t.Helper()
		f.redis.Kill()
		if out, err := exec.Command("sh", "-c", `mkdir -p "$1" && cp -a "$0"/appendonlydir "$1"/`, from, to).CombinedOutput(); err != nil {
			f.t.Fatalf("cp: %s", out)
		}
		f.redis.Restart()
	}
	cp(f.redis.Dir(), copied)
	off()
	f.reach(0.5)
	off = f.hush()
	f.raised()
	f.redis.Kill()
	_ = os.RemoveAll(filepath.Join(f.redis.Dir(), "appendonlydir"))
	for _, o := range f.owners {
		o.mu.Lock()
		o.patient = true
		o.mu.Unlock()
	}
	cp(copied, f.redis.Dir())
	comesTrue(func() bool { return strings.Contains(f.victim.log.String(), "Redis was set back") }, func() int { return 0 })
	off()
	for _, o := range f.owners {
		o.send("halo")
	}
}

// raised waits until the tide that is kept beside the files has risen twice.
func (f *field) raised() {
	name := filepath.Join(environ(f.victim.env, "FILES_DIR"), "*state*")
	read := func() string {
		out, _ := exec.Command("sh", "-c", "cat "+name+" "+filepath.Dir(name)+"/.*state* 2>/dev/null").Output()
		return string(out)
	}
	for range 2 {
		was := read()
		comesTrue(func() bool { return read() != was }, func() int { return 0 })
	}
}

// registered waits until the one owner has finished, and gives the phone.
func (f *field) registered() *simulator.Phone {
	late := time.Now().Add(trialMost)
	f.t.Helper()
	f.reach(1)
	if !comesTrue(func() bool { return f.ended() || time.Now().After(late) }, f.progress) || !f.ended() {
		f.t.Fatalf("the owner is stuck\n%s\n%s", f.telegram.Phone(simulator.User{ID: f.owners[0].id}).Transcript(), f.tail())
	}
	o := f.owners[0]
	phone := f.telegram.Phone(simulator.User{ID: o.id})
	phone.OnMessage(nil)
	return phone
}

// sendsPaper has the owner send a document while the files are in trouble, and
// again when they are not.
func (f *field) sendsPaper(trouble func() (off func())) {
	phone := f.registered()
	phone.Send("/dokumen")
	simtest.Hears(f.t, phone, "dokumen")
	phone.Send("NIB")
	simtest.Hears(f.t, phone, "NIB")
	phone.Send("Kirim dokumen")
	simtest.Hears(f.t, phone, "foto")
	off := trouble()
	paper := image.NewGray(image.Rect(0, 0, 400, 400))
	for i := range paper.Pix { // it compresses badly, and so is larger than what is left in a corner
		paper.Pix[i] = byte(f.random.Uint32())
	}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, paper, nil); err != nil {
		f.t.Fatal(err)
	}
	phone.SendFile("photo", "nib.jpg", photo.Bytes())
	simtest.Hears(f.t, phone, "belum tersimpan")
	f.reads(f.told)
	off()
	phone.SendFile("photo", "nib.jpg", photo.Bytes())
	simtest.Hears(f.t, phone, "iterima")
}

func loseFiles(f *field) {
	dir := environ(f.victim.env, "FILES_DIR")
	f.sendsPaper(func() func() {
		if err := os.Rename(dir, dir+".away"); err != nil {
			f.t.Fatal(err)
		}
		if err := os.WriteFile(dir, nil, 0o600); err != nil {
			f.t.Fatal(err)
		}
		return func() {
			if err := os.Remove(dir); err != nil {
				f.t.Fatal(err)
			}
			if err := os.Rename(dir+".away", dir); err != nil {
				f.t.Fatal(err)
			}
		}
	})
}

// phone is the number of somebody on WhatsApp.
func (o *owner) phone() string { return fmt.Sprintf("62812%07d", o.id) }
