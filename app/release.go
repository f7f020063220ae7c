package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"sync"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store"
)

// reevaluate has everybody looked at again after an upgrade, or when the
// programme files changed.
func (p *Process) reevaluate(ctx context.Context, lease store.Lease) error {
	n, err := p.store.ReevaluateAll(ctx, lease, p.now(), p.release)
	if n > 0 {
		p.log.Info("the bot or its programme is another one: everybody is looked at again", "people", n)
	}
	return err
}

// tidy takes dead names out of the lists, which an earlier release left there.
// What goes wrong is tried again at the next start.
func (p *Process) tidy(ctx context.Context, lease store.Lease) {
	n, err := p.store.TidyLists(ctx, lease, p.now())
	if err != nil {
		p.log.Warn("lists could not be tidied", "error", err)
	}
	if n > 0 {
		p.log.Info("names of records that are gone were taken out of lists", "names", n)
	}
}

// hide takes the tokens of links out of the names of records, which an earlier
// release gave them. A link that is not hidden is not found.
func (p *Process) hide(ctx context.Context, lease store.Lease) error {
	n, err := p.store.HideSecrets(ctx, lease, p.now())
	if n > 0 {
		p.log.Info("records are not named after the tokens of links any more", "records", n)
	}
	return err
}

// appoint has every administrator ask whether the configuration still names
// them.
func (p *Process) appoint(ctx context.Context, lease store.Lease) error {
	ids, err := p.store.Members(ctx, "role:"+string(enterprise.Administrator))
	for _, id := range ids {
		if err == nil {
			err = p.store.Notify(ctx, lease, flows.Notice{To: id, What: "appointed"})
		}
	}
	return err
}

// ownBuild is a sum of this executable; empty where it cannot be read.
var ownBuild = sync.OnceValue(func() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }() // it was only read
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
})
