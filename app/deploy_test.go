package app

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const deployed = "../deploy"

// run runs a command and gives what it says.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func needs(t *testing.T, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skip("no " + tool + " on this machine")
	}
}

// TestThePackageInstalls into a root of its own, where the binary runs; taking it
// away leaves the configuration.
func TestThePackageInstalls(t *testing.T) {
	t.Parallel()
	needs(t, "dpkg-deb")
	binary, err := theBinary()
	if err != nil {
		t.Fatal(err)
	}
	out, root := t.TempDir(), t.TempDir()
	run(t, filepath.Join(deployed, "package"), binary, "v1.2.3-rc1", runtime.GOARCH, out, "none")
	deb := filepath.Join(out, "naikkelas_1.2.3~rc1_"+runtime.GOARCH+".deb")
	if info := run(t, "dpkg-deb", "--info", deb); !strings.Contains(info, "Package: naikkelas") || strings.Contains(info, "postinst") {
		t.Error(info)
	}
	if os.Getuid() != 0 {
		t.Skip("only root installs")
	}
	for _, dir := range []string{"updates", "info", "triggers"} {
		if err := os.MkdirAll(filepath.Join(root, "var/lib/dpkg", dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"status", "available"} {
		if err := os.WriteFile(filepath.Join(root, "var/lib/dpkg", name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run(t, "dpkg", "--root="+root, "--log=/dev/null", "-i", deb)
	if says := run(t, filepath.Join(root, "usr/bin/naikkelas"), "--version"); !strings.HasPrefix(says, "naikkelas ") {
		t.Error(says)
	}
	for _, name := range []string{"lib/systemd/system/naikkelas.service", "lib/systemd/system/naikkelas-backup.service", "usr/share/doc/naikkelas/operasi.md", "usr/share/naikkelas/prometheus/naikkelas.rules.yml"} {
		if _, err := os.Stat(filepath.Join(root, name)); err != nil {
			t.Error(err)
		}
	}
	config := filepath.Join(root, "etc/naikkelas/naikkelas.env")
	if info, err := os.Stat(config); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("everybody may read the configuration: %v, %v", info, err)
	}
	run(t, "dpkg", "--root="+root, "--log=/dev/null", "-r", "naikkelas")
	if _, err := os.Stat(config); err != nil {
		t.Errorf("the configuration went along: %v", err)
	}
}

// TestUnitsAreHardened: systemd finds nothing wrong with them, and little to harm.
func TestUnitsAreHardened(t *testing.T) {
	t.Parallel()
	needs(t, "systemd-analyze")
	units, err := filepath.Glob(filepath.Join(deployed, "systemd", "*.service"))
	if err != nil || len(units) != 2 {
		t.Fatal(units, err)
	}
	for _, unit := range units {
		out, err := exec.Command("systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", unit).CombinedOutput() // of 100
		if err != nil {
			t.Errorf("%s: %v\n%s", unit, err, out)
		}
		said, _ := exec.Command("systemd-analyze", "verify", "--man=no", unit).CombinedOutput()
		for line := range strings.Lines(string(said)) {
			if strings.Contains(line, "naikkelas") && !strings.Contains(line, "is not executable") { // it is not installed here
				t.Errorf("%s: %s", unit, line)
			}
		}
	}
}

// TestBinariesAreStaticForBothMachines: what deploy/build makes runs anywhere. The
// one of this machine is looked into; that the other builds is .ci/run's.
func TestBinariesAreStaticForBothMachines(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile(filepath.Join(deployed, "build"))
	if err != nil || !strings.Contains(string(script), "for arch in amd64 arm64") || !strings.Contains(string(script), "CGO_ENABLED=0") {
		t.Errorf("deploy/build does not build both: %v", err)
	}
	docker, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"FROM scratch", "USER 65532", "CGO_ENABLED=0", "ca-certificates.crt", "STOPSIGNAL SIGTERM"} {
		if !strings.Contains(string(docker), want) {
			t.Errorf("the Dockerfile lacks %s", want)
		}
	}
	module, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if go1 := regexp.MustCompile(`(?m)^go (1\.\d+)`).FindSubmatch(module); go1 == nil || !strings.Contains(string(docker), "golang:"+string(go1[1])+" ") {
		t.Error("the Dockerfile builds with another Go than go.mod says")
	}
}

// documents are the YAML documents of a file.
func documents(t *testing.T, name string) (all []map[string]any) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	d := yaml.NewDecoder(f)
	for {
		var one map[string]any
		err := d.Decode(&one)
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
}

// at follows names and places into what YAML holds.
func at(what any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := what.(map[string]any)
			what = m[step]
		case int:
			l, _ := what.([]any)
			if step >= len(l) {
				return nil
			}
			what = l[step]
		}
	}
	return what
}

// TestManifestsSayWhatTheyHaveTo: the variables are ours, the probes are served,
// the pods are nobody's root and read only.
func TestManifestsSayWhatTheyHaveTo(t *testing.T) {
	t.Parallel()
	known := variables(t)
	kinds := map[string]map[string]any{}
	for _, d := range documents(t, filepath.Join(deployed, "kubernetes", "naikkelas.yaml")) {
		kind, _ := d["kind"].(string)
		kinds[kind] = d
		for _, field := range []string{"data", "stringData"} {
			vars, _ := d[field].(map[string]any)
			for name := range vars {
				if !slices.Contains(known, name) {
					t.Errorf("%s sets %s, which nothing reads", kind, name)
				}
			}
		}
	}
	pod := at(kinds["Deployment"], "spec", "template", "spec")
	container := at(pod, "containers", 0)
	for what, pair := range map[string][2]any{
		"two replicas":      {at(kinds["Deployment"], "spec", "replicas"), 2},
		"nobody's root":     {at(pod, "securityContext", "runAsNonRoot"), true},
		"read only":         {at(container, "securityContext", "readOnlyRootFilesystem"), true},
		"no more rights":    {at(container, "securityContext", "allowPrivilegeEscalation"), false},
		"it lives":          {at(container, "livenessProbe", "httpGet", "path"), "/healthz"},
		"it is ready":       {at(container, "readinessProbe", "httpGet", "path"), "/readyz"},
		"the label selects": {at(kinds["Deployment"], "spec", "selector", "matchLabels", "app"), at(kinds["Service"], "spec", "selector", "app")},
		"it may end":        {at(pod, "terminationGracePeriodSeconds"), 12},
		"backups":           {at(kinds["CronJob"], "spec", "jobTemplate", "spec", "template", "spec", "containers", 0, "args", 0), "backup"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %v, not %v", what, pair[0], pair[1])
		}
	}
	compose := documents(t, "../compose.yaml")[0]
	redis, _ := at(compose, "services", "redis", "command").([]any)
	var words []string
	for _, w := range redis {
		s, _ := w.(string)
		words = append(words, s)
	}
	for _, want := range []string{"--appendonly yes", "--appendfsync always", "--maxmemory-policy noeviction"} {
		if !strings.Contains(strings.Join(words, " "), want) {
			t.Errorf("the Redis of compose.yaml lacks %s", want)
		}
	}
	if at(compose, "services", "naikkelas", "read_only") != true {
		t.Error("the container of compose.yaml is not read only")
	}
}

var variableName = regexp.MustCompile(`env:"([A-Z0-9_]+)"`)

// variables are the names that the configuration reads.
func variables(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range variableName.FindAllStringSubmatch(string(data), -1) {
			names = append(names, m[1])
		}
	}
	return names
}
