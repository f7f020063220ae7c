package app

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"naikkelas/bot/telegram"
	"naikkelas/bot/whatsapp"
	"naikkelas/enterprise"
	"naikkelas/enterprise/program"
	"naikkelas/files"
	"naikkelas/store"
)

// config is what the environment says. The names are a contract.
type config struct {
	TelegramToken     string         `env:"TELEGRAM_TOKEN" help:"The bot's token, from @BotFather."`
	TelegramTokenFile string         `env:"TELEGRAM_TOKEN_FILE" help:"A file that holds it instead."`
	TelegramAPI       string         `name:"telegram-api" env:"TELEGRAM_API" default:"${telegram_api}" help:"Where the Bot API answers."`
	TelegramWebhook   string         `env:"TELEGRAM_WEBHOOK" help:"Our own public https address: Telegram pushes updates there rather than being polled."`
	WhatsApp          whatsAppConfig `embed:"" prefix:"whatsapp-"`
	RedisURL          string         `name:"redis-url" env:"REDIS_URL" help:"redis://, rediss://, unix://, several hosts for a cluster, redis+sentinel:// for Sentinel."`
	City              string         `env:"CITY" default:"malang" help:"The city's name in keys."`
	DataKey           string         `env:"DATA_KEY" help:"32 bytes in base64 that personal data is sealed with; a new key goes before the old one, with a comma."`
	DataKeyFile       string         `env:"DATA_KEY_FILE" help:"A file that holds it instead."`
	ProgramDir        string         `env:"PROGRAM_DIR" help:"Programme files that replace those of the same name in the binary."`
	FilesDir          string         `env:"FILES_DIR" help:"A folder for files that people send; without one, a folder of the user's own."`
	FilesS3           string         `name:"files-s3" env:"FILES_S3" help:"A bucket of an S3-compatible service for them instead: https://ACCESS:SECRET@host/bucket?region=..."`
	Listen            string         `env:"LISTEN" default:"127.0.0.1:8080" help:"Where health, metrics and webhooks are served."`
	MetricsListen     string         `env:"METRICS_LISTEN" help:"Where health and metrics are served; empty: at LISTEN."`
	PprofListen       string         `env:"PPROF_LISTEN" help:"Where profiles of the process are served: unix:/path or an address of this machine; empty: nowhere."`
	ConsoleListen     string         `env:"CONSOLE_LISTEN" help:"Where the officers' console is served; empty: nowhere."`
	ConsoleURL        string         `name:"console-url" env:"CONSOLE_URL" help:"How browsers reach the console."`
	TelegramRate      int            `env:"TELEGRAM_RATE" default:"30" help:"Messages a second, announcements included, that Telegram takes of the bot; 0: as fast as it goes."`
	AnswerAPI         string         `name:"answer-api" env:"ANSWER_API" help:"An OpenAI-compatible service that chooses among the city's answers; empty: none."`
	AnswerKey         string         `env:"ANSWER_KEY" help:"Its key."`
	AnswerKeyFile     string         `env:"ANSWER_KEY_FILE" help:"A file that holds it instead."`
	AnswerModel       string         `env:"ANSWER_MODEL" help:"The model that it is asked by."`
	TranscribeAPI     string         `name:"transcribe-api" env:"TRANSCRIBE_API" help:"An OpenAI-compatible service that writes voice notes down; empty: none."`
	TranscribeKey     string         `env:"TRANSCRIBE_KEY" help:"Its key."`
	TranscribeKeyFile string         `env:"TRANSCRIBE_KEY_FILE" help:"A file that holds it instead."`
	TranscribeModel   string         `env:"TRANSCRIBE_MODEL" help:"The model that it is asked by."`
	Admins            string         `env:"ADMINS" help:"Administrators, separated by commas: Telegram ids, or whatsapp: and a number."`
	LogLevel          string         `env:"LOG_LEVEL" default:"info" help:"debug, info, warn or error."`
}

// Settings is a configuration that was found right.
type Settings struct {
	Token, API, Webhook string
	Redis, City, Listen string
	MetricsListen       string // where health and metrics are served; empty: at Listen
	Profiles            string // where profiles are served; empty: nowhere
	ConsoleListen       string // where the officers' console is served; empty: nowhere
	Console             string // how browsers reach it; empty: there is none
	Files               string // the folder; empty: files are not kept
	FilesNamed          bool   // the folder was asked for: it must be there, or be made
	Bucket              string // in place of the folder; empty: none
	Rate                int    // messages a second; 0: as fast as it goes
	Keys                store.Keys
	Program             *enterprise.Program
	Admins              []enterprise.Address
	Level               slog.Level // of the log
	WhatsApp            WhatsAppSettings
	Answer              AnswerSettings
	Transcribe          TranscribeSettings
}

var (
	tokenForm = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]{3,}$`)
	cityForm  = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)
)

// faultList gathers what is wrong, each with the variable's name and an example
// of a right value.
type faultList []error

// unless notes a fault where something does not hold.
func (f *faultList) unless(holds bool, name, what, right string) {
	if !holds {
		*f = append(*f, fmt.Errorf("%s: %s; right would be: %s", name, what, right))
	}
}

// settings checks everything and gives all faults at once.
func (c config) settings() (Settings, error) {
	s := Settings{
		API: c.TelegramAPI, Webhook: c.TelegramWebhook, Redis: c.RedisURL, City: c.City, Listen: c.Listen, Rate: c.TelegramRate,
		FilesNamed: c.FilesDir != "", Bucket: c.FilesS3, ConsoleListen: c.ConsoleListen, Console: c.ConsoleURL, MetricsListen: c.MetricsListen, Profiles: c.PprofListen,
	}
	var f faultList
	c.checkSecrets(&s, &f)
	c.checkAddresses(&f)
	c.checkFiles(&s, &f)
	var err error
	f.unless(cityForm.MatchString(c.City), "CITY", "not small letters, digits and dashes", "malang")
	f.unless(c.TelegramRate >= 0, "TELEGRAM_RATE", "less than nothing", "30")
	s.Level, err = level(c.LogLevel)
	f.unless(err == nil, "LOG_LEVEL", "unknown", "info")
	s.Admins, err = admins(c.Admins)
	f.unless(err == nil, "ADMINS", "no list of Telegram ids and WhatsApp numbers", "123456789,whatsapp:6281234567890")
	if s.Program, err = cityProgram(c.ProgramDir); err != nil {
		f = append(f, err)
	}
	c.checkAnswers(&s, &f)
	c.checkTranscribe(&s, &f)
	return s, errors.Join(f...)
}

// checkSecrets reads the token and the keys.
func (c config) checkSecrets(s *Settings, f *faultList) {
	var err error
	s.Token, err = secret(c.TelegramToken, c.TelegramTokenFile)
	f.unless(err == nil, "TELEGRAM_TOKEN_FILE", "cannot be read", "/run/secrets/telegram_token")
	s.WhatsApp = c.WhatsApp.settings(f)
	f.unless(err != nil || tokenForm.MatchString(s.Token) || s.Token == "" && s.WhatsApp.On(), "TELEGRAM_TOKEN", "missing or no token", "123456789:AAE-the-text-from-BotFather")
	key, err := secret(c.DataKey, c.DataKeyFile)
	f.unless(err == nil, "DATA_KEY_FILE", "cannot be read", "/run/secrets/data_key")
	if err == nil {
		if s.Keys, err = store.ParseKeys(key); err != nil {
			f.unless(false, "DATA_KEY", err.Error(), "what this prints: head -c 32 /dev/urandom | base64")
		}
	}
}

// checkAddresses looks at what others are reached by, and we.
func (c config) checkAddresses(f *faultList) {
	f.unless(httpAddress(c.TelegramAPI), "TELEGRAM_API", "no http address", telegram.Root)
	f.unless(c.TelegramWebhook == "" || strings.HasPrefix(c.TelegramWebhook, "https://"), "TELEGRAM_WEBHOOK", "no https address", "https://bot.example.go.id")
	f.unless(c.RedisURL != "", "REDIS_URL", "missing", "redis://127.0.0.1:6379/0")
	f.unless(c.RedisURL == "" || tryURL(c.RedisURL) == nil, "REDIS_URL", "no Redis address", "redis://127.0.0.1:6379/0")
	_, _, err := net.SplitHostPort(c.Listen)
	f.unless(err == nil, "LISTEN", "no address with a port", "127.0.0.1:8080")
	_, _, err = net.SplitHostPort(c.MetricsListen)
	f.unless(c.MetricsListen == "" || err == nil && c.MetricsListen != c.Listen, "METRICS_LISTEN", "no address with a port, or that of LISTEN", "127.0.0.1:9090")
	_, _, err = profileAt(c.PprofListen)
	f.unless(c.PprofListen == "" || err == nil, "PPROF_LISTEN", "neither unix: and a path nor an address of this machine", "unix:/run/naikkelas/pprof.sock")
	c.checkConsole(f)
}

// checkConsole looks at the console's addresses: both are there, or neither. A
// cookie is safe on a way that others may listen on only with https.
func (c config) checkConsole(f *faultList) {
	if c.ConsoleListen == "" && c.ConsoleURL == "" {
		return
	}
	_, _, err := net.SplitHostPort(c.ConsoleListen)
	f.unless(err == nil, "CONSOLE_LISTEN", "missing or no address with a port", "127.0.0.1:8081")
	u, err := url.Parse(c.ConsoleURL)
	host := ""
	if err == nil {
		host = u.Hostname()
	}
	f.unless(host != "" && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http" && loopback(host)),
		"CONSOLE_URL", "missing, no https address, or one with a path", "https://konsol.example.go.id")
}

// loopback reports whether a host is this very machine.
func loopback(host string) bool { return host == "localhost" || net.ParseIP(host).IsLoopback() }

// checkFiles finds where files are kept.
func (c config) checkFiles(s *Settings, f *faultList) {
	var err error
	if s.Files, err = filesDir(c.FilesDir, c.City); err != nil {
		f.unless(false, "FILES_DIR", err.Error(), "/var/lib/naikkelas/files")
	}
	if s.Bucket != "" {
		_, err := files.OpenBucket(s.Bucket, store.Keys{make([]byte, 32)})
		f.unless(err == nil, "FILES_S3", "no address of a bucket", "https://ACCESS:SECRET@s3.example.go.id/bucket?region=ap-southeast-3")
	}
}

// filesDir is the folder for files: the one that was named, or one of the user's
// own; either is made when it is needed. Somebody
// without a home keeps no files: everything else works.
func filesDir(named, city string) (string, error) {
	if named != "" {
		if info, err := os.Stat(named); err == nil && !info.IsDir() {
			return "", errors.New("no folder")
		}
		return named, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", nil
	}
	return filepath.Join(home, ".local", "state", "naikkelas", city, "files"), nil
}

func tryURL(redis string) error {
	s, err := store.Open(store.Options{URL: redis, City: "check", Keys: store.Keys{make([]byte, 32)}})
	if err != nil {
		return err
	}
	return s.Close()
}

// cityProgram reads the programme files; the directory's names are put before
// those of its files, so that a fault can be clicked on.
func cityProgram(dir string) (*enterprise.Program, error) {
	var files fs.FS
	if dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("PROGRAM_DIR: no folder; right would be: /etc/naikkelas/program")
		}
		files = os.DirFS(dir)
	}
	p, err := program.Load(files)
	var faults enterprise.Faults
	if errors.As(err, &faults) && dir != "" {
		for i := range faults {
			faults[i].File = strings.TrimRight(dir, "/") + "/" + faults[i].File
		}
		return nil, faults
	}
	if p != nil && files != nil {
		placeWarnings(p.Warnings, files, dir)
	}
	return p, err
}

// placeWarnings names the city's own files as one clicks on them.
func placeWarnings(warnings enterprise.Faults, files fs.FS, dir string) {
	for i, w := range warnings {
		if _, err := fs.Stat(files, w.File); err == nil {
			warnings[i].File = strings.TrimRight(dir, "/") + "/" + w.File
		}
	}
}

// secret is a value, or what a file holds, without the line's end.
func secret(value, file string) (string, error) {
	if value != "" || file == "" {
		return value, nil
	}
	data, err := os.ReadFile(file)
	return strings.TrimSpace(string(data)), err
}

func httpAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func level(text string) (slog.Level, error) {
	var l slog.Level
	err := l.UnmarshalText([]byte(text))
	return l, err
}

func admins(text string) ([]enterprise.Address, error) {
	var out []enterprise.Address
	for _, part := range strings.Split(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if number, ok := strings.CutPrefix(part, whatsapp.Name+":"); ok && whatsAppNumber.MatchString(number) {
			out = append(out, whatsapp.Address(number))
			continue
		}
		if n, err := strconv.ParseInt(part, 10, 64); err != nil || n <= 0 {
			return nil, fmt.Errorf("%q is no id", part)
		}
		out = append(out, enterprise.Address{Channel: telegram.Name, ID: part})
	}
	return out, nil
}

// webhookSecret is the secret part of the webhook's path and its header: known
// to every replica, and to nobody without the token and the key.
func (s Settings) webhookSecret() string {
	mac := hmac.New(sha256.New, s.Keys[0])
	mac.Write([]byte("webhook " + s.Token))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
