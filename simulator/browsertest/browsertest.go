// Package browsertest opens pages in a headless Chromium for tests. All tests of
// a package share one, which starts with the first page: a start costs more than
// most of what is done on a page.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

var shared struct {
	once   sync.Once
	ctx    context.Context
	err    error
	end    context.CancelFunc
	folder string
}

// Main runs the tests of a package, for its TestMain, and ends the browser.
func Main(m *testing.M) int {
	defer func() {
		if shared.end != nil {
			shared.end()
			_ = os.RemoveAll(shared.folder)
		}
	}()
	return m.Run()
}

// Open opens an empty page that shares nothing with the pages of other tests, in
// a window of its own, so that it is seen like one that is alone. Where there is
// no Chromium it skips the test; CI_REQUIRE_BROWSER=1 makes that a failure.
func Open(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI_REQUIRE_BROWSER") == "1" {
			t.Fatal("chromium is required and was not found")
		}
		t.Skip("no chromium on this machine")
	}
	shared.once.Do(func() { shared.err = start(path) })
	if shared.err != nil {
		t.Fatalf("chromium does not start: %v", shared.err)
	}
	ctx, cancel := chromedp.NewContext(shared.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	return ctx
}

func start(path string) (err error) {
	if shared.folder, err = os.MkdirTemp("", "naikkelas-chromium-"); err != nil {
		return err
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.UserDataDir(shared.folder))
	allocated, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocated)
	shared.ctx, shared.end = ctx, func() { cancel(); end() }
	return chromedp.Do(ctx) // the first call starts it
}
