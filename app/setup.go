package app

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"naikkelas/bot/telegram"
	"naikkelas/files"
	"naikkelas/store"
)

// Setup is "naikkelas setup".
type Setup struct {
	File        string `arg:"" default:"naikkelas.env" help:"The file that the configuration goes into: one variable a line, as systemd and Docker read it."`
	TelegramAPI string `name:"telegram-api" env:"TELEGRAM_API" default:"${telegram_api}" help:"Where the Bot API answers."`
}

// Run asks for what is missing.
func (c *Setup) Run(ctx context.Context) error {
	s := setup{in: bufio.NewReader(os.Stdin), out: os.Stdout, api: c.TelegramAPI}
	return s.run(ctx, c.File)
}

// setup is a conversation with whoever installs.
type setup struct {
	in   *bufio.Reader
	out  io.Writer
	api  string
	vars map[string]string
}

// step is one variable: what is asked, what is taken when nothing is typed, and
// how it is tried against the real thing.
type step struct {
	name, ask, usual string
	try              func(ctx context.Context, value string) (says string, err error)
}

// run asks for each variable that the file does not have yet and writes the
// file after each, so that nothing has to be typed twice.
func (s *setup) run(ctx context.Context, name string) error {
	data, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	s.vars = readVariables(string(data))
	for _, one := range s.steps() {
		value := s.vars[one.name]
		if value != "" {
			says, err := one.try(ctx, value)
			if err == nil {
				fmt.Fprintf(s.out, "✔ %s is set: %s\n", one.name, says)
				continue
			}
			fmt.Fprintf(s.out, "✘ %s is set, but: %v\n", one.name, err)
		}
		if s.vars[one.name], err = s.ask(ctx, one); err != nil {
			return err
		}
		if err := writeVariables(name, string(data), s.vars); err != nil {
			return err
		}
	}
	fmt.Fprintf(s.out, "\n%s is complete. Try it with: set -a; . %s; set +a; naikkelas doctor\nThen start: naikkelas serve (or: systemctl enable --now naikkelas naikkelas-backup)\n", name, name)
	return nil
}

func (s *setup) steps() []step {
	return []step{
		{"TELEGRAM_TOKEN", "The bot's token. Write to @BotFather in Telegram: /newbot, or /mybots for one that is there. It looks like 123456789:AAE...", "", s.tryToken},
		{"REDIS_URL", "The address of Redis.", "redis://127.0.0.1:6379/0", s.tryRedis},
		{"CITY", "The city's short name: small letters, digits and dashes.", "malang", tryCity},
		{"DATA_KEY", "The key that personal data is sealed with: 32 bytes in base64. Leave it empty to have one made.", "", tryKey},
		{"ADMINS", "The Telegram ids of the administrators, with commas. @userinfobot tells everybody their own.", "", tryAdmins},
		{"FILES_DIR", "A folder for the files that people send. It has to be there, or is made.", "/var/lib/naikkelas/files", tryFolder},
	}
}

// triesMost is how often something may be typed wrong.
const triesMost = 10

func (s *setup) ask(ctx context.Context, one step) (string, error) {
	for range triesMost {
		fmt.Fprintf(s.out, "\n%s\n", one.ask)
		if one.usual != "" {
			fmt.Fprintf(s.out, "[%s] ", one.usual)
		}
		fmt.Fprintf(s.out, "%s: ", one.name)
		line, err := s.in.ReadString('\n')
		if err != nil && line == "" {
			return "", fmt.Errorf("%s was not answered; run naikkelas setup again, what was answered is kept", one.name)
		}
		value := strings.TrimSpace(line)
		if value == "" {
			value = one.usual
		}
		if value == "" && one.name == "DATA_KEY" {
			value = newKey()
			fmt.Fprintf(s.out, "A key was made. Keep a copy of it away from this server, on paper or in the city's safe: without it neither the data nor any backup opens.\n")
		}
		says, err := one.try(ctx, value)
		if err == nil {
			fmt.Fprintf(s.out, "✔ %s\n", says)
			return value, nil
		}
		fmt.Fprintf(s.out, "✘ %v\n", err)
	}
	return "", fmt.Errorf("%s could not be settled; run naikkelas setup again, what was answered is kept", one.name)
}

func newKey() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // it never fails
	return base64.StdEncoding.EncodeToString(key)
}

func (s *setup) tryToken(ctx context.Context, value string) (string, error) {
	if !tokenForm.MatchString(value) {
		return "", errors.New("that is no token; right would be 123456789:AAE-the-text-from-BotFather")
	}
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	name, err := telegram.NewAPI(value, s.api).Username(ctx)
	if err != nil {
		return "", fmt.Errorf("the Bot API does not take it: %w", err)
	}
	return "the bot is @" + name, nil
}

func (s *setup) tryRedis(ctx context.Context, value string) (string, error) {
	data, err := store.Open(store.Options{URL: value, City: "check", Keys: store.Keys{make([]byte, 32)}})
	if err != nil {
		return "", err
	}
	defer func() { _ = data.Close() }() // nothing is buffered in it
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	weak, err := data.Weaknesses(ctx)
	if err != nil {
		return "", fmt.Errorf("it does not answer: %w", err)
	}
	if err := data.Writable(ctx); err != nil {
		return "", err
	}
	for _, w := range weak {
		fmt.Fprintf(s.out, "  To change in Redis: %s\n", w)
	}
	return "Redis answers and writes", nil
}

func tryCity(_ context.Context, value string) (string, error) {
	if !cityForm.MatchString(value) {
		return "", errors.New("not small letters, digits and dashes; right would be: malang")
	}
	return "the city is " + value, nil
}

func tryKey(_ context.Context, value string) (string, error) {
	if _, err := store.ParseKeys(value); err != nil {
		return "", fmt.Errorf("%w; right would be what this prints: head -c 32 /dev/urandom | base64", err)
	}
	return "the key is one", nil
}

func tryAdmins(_ context.Context, value string) (string, error) {
	all, err := admins(value)
	if err != nil || len(all) == 0 {
		return "", errors.New("no list of ids; right would be: 123456789 or 123456789,987654321")
	}
	return fmt.Sprintf("%d administrators", len(all)), nil
}

func tryFolder(_ context.Context, value string) (string, error) {
	if !filepath.IsAbs(value) {
		return "", errors.New("not a whole path; right would be: /var/lib/naikkelas/files")
	}
	if _, err := files.Open(value, store.Keys{make([]byte, 32)}); err != nil {
		return "", err
	}
	return "it can be written to", nil
}

// readVariables reads NAME=value lines, as systemd and Docker do.
func readVariables(text string) map[string]string {
	vars := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if ok && !strings.HasPrefix(name, "#") {
			vars[name] = strings.Trim(value, `"'`)
		}
	}
	return vars
}

// writeVariables changes a file's variables and leaves the rest of it alone. It
// is readable by its owner only, and there whole or as it was.
func writeVariables(name, before string, vars map[string]string) error {
	var out strings.Builder
	written := map[string]bool{}
	for line := range strings.Lines(before) {
		key, _, ok := strings.Cut(strings.TrimSpace(line), "=")
		if value := vars[key]; ok && value != "" {
			line = key + "=" + value
			written[key] = true
		}
		fmt.Fprintf(&out, "%s\n", strings.TrimRight(line, "\n"))
	}
	for _, key := range []string{"TELEGRAM_TOKEN", "REDIS_URL", "CITY", "DATA_KEY", "ADMINS", "FILES_DIR"} {
		if vars[key] != "" && !written[key] {
			fmt.Fprintf(&out, "%s=%s\n", key, vars[key])
		}
	}
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }() // it is not there once it was renamed
	_, err = temp.WriteString(out.String())
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
