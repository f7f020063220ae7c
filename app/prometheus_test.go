package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"naikkelas/simulator/simtest"
)

var (
	waitsFor = regexp.MustCompile(`(?m)^( +for: ).*$`)
	scrapes  = regexp.MustCompile(`(?m)^( +(?:scrape|evaluation)_interval: ).*$`)
)

// TestAlertsFireInARealPrometheus that reads a real serve, with the rules of
// deploy/prometheus, which wait for less here: what is well fires nothing, and a
// cause that was put aside and a Redis that is gone fire what the guide says.
func TestAlertsFireInARealPrometheus(t *testing.T) {
	if testing.Short() {
		t.Skip("not with -short")
	}
	t.Parallel()
	if _, err := exec.LookPath("prometheus"); err != nil {
		if os.Getenv("CI_REQUIRE_PROMTOOL") == "1" {
			t.Fatal("prometheus is required and was not found")
		}
		t.Skip("no prometheus on this machine")
	}
	w := realTown(t)
	v := newVictim(t, w.settings.API, w.redis.URL)
	v.start()
	phone := w.telegram.Phone(newcomer)
	phone.Send("/start")
	simtest.Hears(t, phone, "choose a language")

	dir, address := t.TempDir(), freeAddress(t)
	for name, change := range map[string]func(string) string{
		"naikkelas.rules.yml": func(text string) string { return waitsFor.ReplaceAllString(text, "${1}1s") },
		"prometheus.yml": func(text string) string {
			return strings.Replace(scrapes.ReplaceAllString(text, "${1}1s"), "127.0.0.1:8080", v.listen, 1)
		},
	} {
		data, err := os.ReadFile(filepath.Join("..", "deploy", "prometheus", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(change(string(data))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	log := &locked{}
	prometheus := exec.Command("prometheus", "--config.file="+filepath.Join(dir, "prometheus.yml"), "--storage.tsdb.path="+filepath.Join(dir, "data"), "--web.listen-address="+address)
	prometheus.Stderr = log
	if err := prometheus.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = prometheus.Process.Kill(); _ = prometheus.Wait() })
	ask := func(path string, into any) bool {
		resp, err := http.Get("http://" + address + path)
		if err != nil {
			return false
		}
		defer func() { _ = resp.Body.Close() }()
		data, err := io.ReadAll(resp.Body)
		return err == nil && json.Unmarshal(data, into) == nil
	}
	value := func(query string) float64 {
		var answer struct {
			Data struct{ Result []struct{ Value [2]any } }
		}
		if !ask("/api/v1/query?query="+url.QueryEscape(query), &answer) || len(answer.Data.Result) == 0 {
			return -1
		}
		n, _ := strconv.ParseFloat(fmt.Sprint(answer.Data.Result[0].Value[1]), 64)
		return n
	}
	firing := func() string {
		var answer struct {
			Data struct {
				Alerts []struct {
					Labels map[string]string
					State  string
				}
			}
		}
		ask("/api/v1/alerts", &answer)
		var names []string
		for _, a := range answer.Data.Alerts {
			if a.State == "firing" {
				names = append(names, a.Labels["alertname"])
			}
		}
		return strings.Join(names, " ")
	}
	until := func(what string, so func() bool) {
		t.Helper()
		if !comesTrue(so, func() int { return 0 }) {
			t.Fatalf("not so: %s; firing: %s\n%s", what, firing(), log)
		}
	}
	until("it reads", func() bool {
		return value("naikkelas_active") == 1 && value("naikkelas_reply_seconds_count") >= 1 && value("naikkelas_redis_write_seconds_count") >= 1 && value("naikkelas_redis_trip_seconds_count") > 1
	})
	var loaded struct {
		Data struct {
			Groups []struct {
				Rules []struct{ Health, LastError string }
			}
		}
	}
	until("the rules are worked out", func() bool {
		ask("/api/v1/rules", &loaded)
		for _, g := range loaded.Data.Groups {
			for _, r := range g.Rules {
				if r.Health == "unknown" {
					return false
				}
			}
		}
		return len(loaded.Data.Groups) > 0
	})
	for _, r := range loaded.Data.Groups[0].Rules {
		if r.Health != "ok" {
			t.Errorf("a rule: %s", r.LastError)
		}
	}
	until("only the backup is missing", func() bool { return firing() == "NaikkelasBackupOld" })
	w.redis.Client.Do(t.Context(), "XADD", "nk:{malang}:inbox", "*", "i", "poison")
	until("what was put aside is said", func() bool { return strings.Contains(firing(), "NaikkelasDeadLetters") })
	w.redis.Cut()
	until("a Redis that is gone is said", func() bool { return strings.Contains(firing(), "NaikkelasRedisAway") })
	w.redis.Mend()
	until("and that it is over", func() bool { return !strings.Contains(firing(), "NaikkelasRedisAway") })
	v.kill()
	until("that nobody serves", func() bool { return strings.Contains(firing(), "NaikkelasNobodyServes") })
}
