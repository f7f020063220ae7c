package app

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"naikkelas/flows/upkeep"
	"naikkelas/simulator/simtest"
)

const operationsGuide = "../docs/operasi.md"

// shellLines are the commands of a guide's sh blocks, in order.
func shellLines(t *testing.T, name string) (lines []string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	within := false
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "```sh":
			within = true
		case line == "```":
			within = false
		case within && line != "":
			lines = append(lines, line)
		}
	}
	return lines
}

// TestTheOperationsGuideWorks runs each of its commands, one after the other, on a
// city of its own: the real binary, a real Redis, the local Telegram. What belongs
// to the machine (apt-get, dpkg, systemctl) is played: a service is a process.
func TestTheOperationsGuideWorks(t *testing.T) {
	t.Parallel()
	w := realTown(t)
	v := newVictim(t, w.settings.API, w.redis.URL)
	dir := t.TempDir()
	places := strings.NewReplacer("/var/lib/naikkelas-backup", filepath.Join(dir, "backup"), "/var/lib/naikkelas", filepath.Join(dir, "state"),
		"/etc/naikkelas/naikkelas.env", filepath.Join(dir, "naikkelas.env"), "redis-cli ", "redis-cli -s "+strings.TrimPrefix(w.redis.Direct, "unix://")+" ")
	if err := os.MkdirAll(filepath.Join(dir, "backup"), 0o700); err != nil {
		t.Fatal(err)
	}
	vars := fmt.Sprintf("TELEGRAM_TOKEN=%s\nREDIS_URL=%s\nCITY=malang\nDATA_KEY=%s\nADMINS=801\nFILES_DIR=%s\n",
		crashToken, w.redis.URL, environ(v.env, "DATA_KEY"), filepath.Join(dir, "state", "files"))
	if err := os.WriteFile(filepath.Join(dir, "naikkelas.env"), []byte(vars), 0o600); err != nil {
		t.Fatal(err)
	}
	v.env = append(v.env, strings.Split(strings.TrimSpace(vars), "\n")...)
	v.env = append(v.env, "PATH="+filepath.Dir(v.binary)+":"+os.Getenv("PATH"))
	phone, greeted := w.telegram.Phone(newcomer), false
	serve := func() {
		before := strings.Count(v.log.String(), "msg=active")
		v.start()
		if !greeted { // somebody whose data can be lost
			phone.Send("/start")
			simtest.Hears(t, phone, "choose a language")
			greeted = true
		}
		comesTrue(func() bool { return strings.Count(v.log.String(), "msg=active") > before }, func() int { return 0 })
	}
	for _, line := range shellLines(t, operationsGuide) {
		switch tool, _, _ := strings.Cut(line, " "); {
		case tool == "apt-get" || tool == "dpkg" || strings.HasSuffix(line, "naikkelas-backup") && tool == "systemctl":
			continue // TestThePackageInstalls, TestBackups
		case tool == "systemctl" && strings.Contains(line, " stop "):
			v.stop()
		case tool == "systemctl" && strings.Contains(line, " restart "):
			v.stop()
			serve()
		case tool == "systemctl":
			serve()
		default:
			c := exec.Command("bash", "-euc", places.Replace(line))
			c.Env = v.env
			out, err := c.CombinedOutput()
			if err != nil && (tool != "naikkelas" || !strings.HasPrefix(line, "naikkelas doctor") || strings.Count(string(out), "✘") != strings.Count(string(out), "✘ no backup was ever made")) {
				t.Fatalf("%s: %v\n%s\n%s", line, err, out, v.log)
			}
			if strings.Contains(string(out), strings.Split(crashToken, ":")[1]) {
				t.Errorf("%s shows the token", line)
			}
			if tool == "sed" { // of the variables: a service reads them when it starts
				changed, err := os.ReadFile(filepath.Join(dir, "naikkelas.env"))
				if err != nil {
					t.Fatal(err)
				}
				v.env = append(v.env, strings.Split(strings.TrimSpace(string(changed)), "\n")...)
			}
		}
	}
	phone.Send("Indonesia")
	simtest.Hears(t, phone, "choose a language") // asked again, as it was restored
	v.stop()
	if left := w.redis.Everything(); left["nk:{latihan}:p:1"] == "" {
		t.Error("the rehearsal is not there")
	}
}

// environ is the value of a variable.
func environ(env []string, name string) string {
	for i := len(env) - 1; i >= 0; i-- {
		if value, ok := strings.CutPrefix(env[i], name+"="); ok {
			return value
		}
	}
	return ""
}

// TestTheUserOfTheGuideMayDoWhatIsNeeded of Redis, and it is enough for serving,
// for a backup and for a restore.
func TestTheUserOfTheGuideMayDoWhatIsNeeded(t *testing.T) {
	t.Parallel()
	w := realTown(t)
	for _, line := range shellLines(t, operationsGuide) {
		if rest, ok := strings.CutPrefix(line, "redis-cli ACL "); ok {
			args := []any{"ACL"}
			for _, word := range strings.Fields(rest) {
				args = append(args, strings.Trim(word, "'"))
			}
			if err := w.redis.Client.Do(t.Context(), args...).Err(); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.settings.Redis = strings.Replace(w.settings.Redis, "redis://", "redis://naikkelas:sandi-yang-panjang@", 1)
	log := &locked{}
	w.log = log
	p := w.start(t, w.settings)
	phone := w.telegram.Phone(newcomer)
	phone.Send("/start")
	answer(t, phone, "choose a language", "Indonesia")
	simtest.Hears(t, phone, "Setuju?")
	b := backupsOf(t, w.settings, t.TempDir())
	if err := b.make(t.Context(), p.now()); err != nil {
		t.Fatal(err)
	}
	p.end(t)
	if _, err := restoreInto(t, w.settings, b.place.name(p.now()), true); err != nil {
		t.Error(err)
	}
	if strings.Contains(log.String(), "NOPERM") || strings.Contains(log.String(), "cannot be read") {
		t.Errorf("it lacks a permission:\n%s", log)
	}
}

// TestEveryAlarmIsInTheGuide, and every alert.
func TestEveryAlarmIsInTheGuide(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile(operationsGuide)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := os.ReadFile("../deploy/prometheus/naikkelas.rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(rules)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "- alert: "); ok && !strings.Contains(string(guide), "| "+name+" |") {
			t.Errorf("the guide does not say what %s means", name)
		}
	}
	for what := range upkeep.Alarms {
		if !strings.Contains(string(guide), "| "+what+" |") {
			t.Errorf("the guide does not say what the alarm %s means", what)
		}
	}
}
