package store

import (
	"strconv"

	"naikkelas/enterprise"
)

// keys names every key of a city. The braces make all of them one slot of a
// Redis Cluster, so that every script may touch any of them.
type keys struct{ prefix string }

func keysOf(city string) keys { return keys{"nk:{" + city + "}:"} }

func (k keys) mark() string            { return k.prefix + "mark" }
func (k keys) keyring() string         { return k.prefix + "keyring" }
func (k keys) lookup() string          { return k.prefix + "lookup" }
func (k keys) files() string           { return k.prefix + "files" }
func (k keys) version() string         { return k.prefix + "version" }
func (k keys) tide() string            { return k.prefix + "tide" }
func (k keys) rollback() string        { return k.prefix + "rollback" }
func (k keys) alarms() string          { return k.prefix + "alarms" }
func (k keys) backup() string          { return k.prefix + "backup" }
func (k keys) sweep() string           { return k.prefix + "sweep" }
func (k keys) probe() string           { return k.prefix + "probe" }
func (k keys) lease() string           { return k.prefix + "lease" }
func (k keys) fence() string           { return k.prefix + "fence" }
func (k keys) inbox() string           { return k.prefix + "inbox" }
func (k keys) seen() string            { return k.prefix + "seen" }
func (k keys) tries() string           { return k.prefix + "tries" }
func (k keys) dead() string            { return k.prefix + "dead" }
func (k keys) outbox() string          { return k.prefix + "outbox" }
func (k keys) wakes() string           { return k.prefix + "wakes" }
func (k keys) aliases() string         { return k.prefix + "aliases" }
func (k keys) people() string          { return k.prefix + "people" }
func (k keys) free() string            { return k.prefix + "free" }
func (k keys) spent() string           { return k.prefix + "spent" }
func (k keys) in(term string) string   { return k.prefix + "in:" + term }
func (k keys) find(word string) string { return k.prefix + "find:" + word }
func (k keys) scratch(n string) string { return k.prefix + "scratch:" + n }
func (k keys) edition() string         { return k.prefix + "edition" }
func (k keys) slots() string           { return k.prefix + "slots" }
func (k keys) slotsOf(a string) string { return k.prefix + "slots:" + a }
func (k keys) heard() string           { return k.prefix + "heard" }
func (k keys) stopped() string         { return k.prefix + "stopped" }
func (k keys) reached() string         { return k.prefix + "reached" }
func (k keys) flight(r string) string  { return k.prefix + "flight:" + r }
func (k keys) flights(a string) string { return k.prefix + "flights:" + a }
func (k keys) parked(a string) string  { return k.prefix + "parked:" + a }
func (k keys) later() string           { return k.prefix + "later" }
func (k keys) said(a string) string    { return k.prefix + "said:" + a }
func (k keys) uploaded(h string) string {
	return k.prefix + "uploaded:" + h
}
func (k keys) audit() string { return k.prefix + "audit" }
func (k keys) auditOf(id enterprise.PersonID) string {
	return k.prefix + "audit:" + strconv.FormatInt(int64(id), 10)
}
func (k keys) shown(id enterprise.PersonID) string {
	return k.prefix + "shown:" + strconv.FormatInt(int64(id), 10)
}
func (k keys) due() string             { return k.prefix + "due" }
func (k keys) untold() string          { return k.prefix + "untold" }
func (k keys) running() string         { return k.prefix + "running" }
func (k keys) ledger(id string) string { return k.prefix + "b:" + id }
func (k keys) count(n string) string   { return k.prefix + "count:" + n }
func (k keys) list(n string) string    { return k.prefix + "list:" + n }
func (k keys) record(n storedName) string {
	return k.prefix + "r:" + n.String()
}
func (k keys) person(id enterprise.PersonID) string {
	return k.prefix + "p:" + strconv.FormatInt(int64(id), 10)
}
