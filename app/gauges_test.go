package app

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"naikkelas/simulator/simtest"
	"naikkelas/store"
)

var figureName = regexp.MustCompile(`\b(naikkelas|process|go)_[a-z0-9_]+`)

// namesIn are the metrics that a file in deploy/ asks for.
func namesIn(t *testing.T, name string) map[string]bool {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, n := range figureName.FindAllString(string(data), -1) {
		names[strings.TrimSuffix(n, "_bucket")] = true
	}
	return names
}

// TestAlertsAndDashboardAskForWhatIsServed.
func TestAlertsAndDashboardAskForWhatIsServed(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	p := w.start(t, w.settings)
	phone := w.telegram.Phone(newcomer)
	phone.Send("/start")
	simtest.Hears(t, phone, "choose a language")
	if err := p.store.BackedUp(t.Context(), store.Backup{At: time.Now(), Bytes: 1}); err != nil {
		t.Fatal(err)
	}
	w.redis.Client.Set(t.Context(), "nk:{malang}:rollback", `{"from":"2026-11-01T00:00:00Z","to":"2026-11-01T01:00:00Z"}`, 0)
	w.redis.Client.Do(t.Context(), "ZADD", "nk:{malang}:list:documents:waiting", -time.Now().Add(-time.Hour).UnixMilli(), "submission:1")
	body := hasCounted(t, w.settings, 1)
	served := map[string]bool{"naikkelas_turn_failures_total": true, "naikkelas_recipients_total": true} // there once something failed, or was announced
	for line := range strings.Lines(body) {
		if name, ok := strings.CutPrefix(line, "# TYPE "); ok {
			name, _, _ = strings.Cut(name, " ")
			served[name] = true
		}
	}
	for _, file := range []string{"prometheus/naikkelas.rules.yml", "grafana/naikkelas.json"} {
		for name := range namesIn(t, file) {
			if !served[name] {
				t.Errorf("%s asks for %s, which is not served", file, name)
			}
		}
	}
	for name := range figureHelp {
		if !served["naikkelas_"+name] {
			t.Errorf("naikkelas_%s is described and not served", name)
		}
	}
	if !strings.Contains(body, `naikkelas_queue_waiting{queue="documents"} 1`) || !regexp.MustCompile(`naikkelas_queue_oldest_seconds\{queue="documents"\} 36\d\d`).MatchString(body) {
		t.Error("nobody says that an owner has been waiting for an hour")
	}
	if !strings.Contains(body, "naikkelas_active 1") || !strings.Contains(body, "naikkelas_redis_up 1") {
		t.Error("it does not say that it serves")
	}
	w.redis.Cut()
	if code, body := get(t, w.settings, "/metrics"); code != http.StatusOK || !strings.Contains(body, "naikkelas_redis_up 0") {
		t.Errorf("without Redis the metrics answer %d", code)
	}
	w.redis.Mend()
}

// TestAlertsAreTried with promtool, where the machine has it.
func TestAlertsAreTried(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("promtool"); err != nil {
		if os.Getenv("CI_REQUIRE_PROMTOOL") == "1" {
			t.Fatal("promtool is required and was not found")
		}
		t.Skip("no promtool on this machine")
	}
	for _, args := range [][]string{
		{"check", "rules", "naikkelas.rules.yml"}, {"test", "rules", "naikkelas.rules.test.yml"}, {"check", "config", "prometheus.yml"},
	} {
		c := exec.Command("promtool", args...)
		c.Dir = filepath.Join("..", "deploy", "prometheus")
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}
