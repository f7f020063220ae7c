package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
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

// Release names this release: its version by tag, or the moment and the commit
// it was built from.
func Release() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown)"
	}
	return info.Main.Version
}

// VersionLine is what --version prints.
func VersionLine() string {
	return fmt.Sprintf("naikkelas %s, data version %d, %s %s/%s", Release(), store.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
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
