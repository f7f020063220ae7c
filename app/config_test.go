package app

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"naikkelas/bot/telegram"
)

func rightConfig() config {
	return config{
		TelegramToken: "123456789:an-example", TelegramAPI: telegram.Root, RedisURL: "redis://127.0.0.1:6379/0", City: "malang",
		DataKey: base64.StdEncoding.EncodeToString(make([]byte, 32)), Listen: "127.0.0.1:8080", LogLevel: "info",
	}
}

func TestSettingsNameWhatIsWrong(t *testing.T) {
	t.Parallel()
	if _, err := rightConfig().settings(); err != nil {
		t.Fatalf("the right one is refused: %v", err)
	}
	for name, c := range map[string]struct {
		change func(*config)
		want   string // the variable, and the beginning of a right value
	}{
		"no token":                      {func(c *config) { c.TelegramToken = "" }, "TELEGRAM_TOKEN: missing or no token; right would be: 123456789:"},
		"a token that is a word":        {func(c *config) { c.TelegramToken = "secret" }, "TELEGRAM_TOKEN: missing or no token; right would be: 123456789:"},
		"a token file that is not":      {func(c *config) { c.TelegramToken, c.TelegramTokenFile = "", "/nowhere" }, "TELEGRAM_TOKEN_FILE: cannot be read; right would be: /"},
		"a Bot API that is no address":  {func(c *config) { c.TelegramAPI = "api.telegram.org" }, "TELEGRAM_API: no http address; right would be: https://api.telegram.org"},
		"a webhook without TLS":         {func(c *config) { c.TelegramWebhook = "http://bot.example.go.id" }, "TELEGRAM_WEBHOOK: no https address; right would be: https://"},
		"no Redis":                      {func(c *config) { c.RedisURL = "" }, "REDIS_URL: missing; right would be: redis://127.0.0.1:6379/0"},
		"a Redis that is a host":        {func(c *config) { c.RedisURL = "127.0.0.1:6379" }, "REDIS_URL: no Redis address; right would be: redis://"},
		"a city with capitals":          {func(c *config) { c.City = "Kota Malang" }, "CITY: not small letters, digits and dashes; right would be: malang"},
		"no data key":                   {func(c *config) { c.DataKey = "" }, "DATA_KEY: there is no key; right would be:"},
		"a data key that is short":      {func(c *config) { c.DataKey = "c2hvcnQ=" }, "DATA_KEY: a key is not 32 bytes in base64; right would be:"},
		"a data key file that is not":   {func(c *config) { c.DataKey, c.DataKeyFile = "", "/nowhere" }, "DATA_KEY_FILE: cannot be read; right would be: /run/secrets/data_key"},
		"an address without a port":     {func(c *config) { c.Listen = "localhost" }, "LISTEN: no address with a port; right would be: 127.0.0.1:8080"},
		"a rate below nothing":          {func(c *config) { c.TelegramRate = -1 }, "TELEGRAM_RATE: less than nothing; right would be: 30"},
		"half of WhatsApp":              {func(c *config) { c.WhatsApp.Token = "EAAG" }, "WHATSAPP_PHONE_ID: missing or no id; right would be: 1"},
		"WhatsApp without a token":      {func(c *config) { c.WhatsApp.PhoneID = "106540352242922" }, "WHATSAPP_TOKEN: missing; right would be: EAAG"},
		"a secret file that is not":     {func(c *config) { c.WhatsApp.Token, c.WhatsApp.AppSecretFile = "EAAG", "/nowhere" }, "WHATSAPP_APP_SECRET_FILE: cannot be read; right would be: /"},
		"a service that is no address":  {func(c *config) { c.AnswerAPI, c.AnswerModel = "llm", "m" }, "ANSWER_API: no http address; right would be: https://"},
		"a service without a model":     {func(c *config) { c.AnswerAPI = "https://llm.example.go.id/v1" }, "ANSWER_MODEL: missing; right would be: "},
		"a service's key that is not":   {func(c *config) { c.AnswerKeyFile = "/nowhere" }, "ANSWER_KEY_FILE: cannot be read; right would be: /"},
		"an unknown log level":          {func(c *config) { c.LogLevel = "loud" }, "LOG_LEVEL: unknown; right would be: info"},
		"metrics beside the webhooks":   {func(c *config) { c.MetricsListen = c.Listen }, "METRICS_LISTEN: no address with a port, or that of LISTEN; right would be: 127.0.0.1:9090"},
		"administrators by name":        {func(c *config) { c.Admins = "@slamet" }, "ADMINS: no list of Telegram ids and WhatsApp numbers; right would be: 123456789,"},
		"a group as administrator":      {func(c *config) { c.Admins = "-100123" }, "ADMINS: no list of Telegram ids"},
		"a bucket without a secret":     {func(c *config) { c.FilesS3 = "https://s3.example.id/papers" }, "FILES_S3: no address of a bucket; right would be: https://"},
		"a folder of files that is not": {func(c *config) { c.FilesDir = "/etc/hosts" }, "FILES_DIR: no folder; right would be: /"},
		"a programme folder that is not": {func(c *config) { c.ProgramDir = "/nowhere" },
			"PROGRAM_DIR: no folder; right would be: /etc/naikkelas/program"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wrong := rightConfig()
			c.change(&wrong)
			_, err := wrong.settings()
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			for _, secret := range []string{rightConfig().DataKey, "an-example"} {
				if err != nil && strings.Contains(err.Error(), secret) {
					t.Errorf("a secret is in %q", err)
				}
			}
		})
	}
}

func TestAllFaultsAreNamedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := config{}.settings()
	if err == nil {
		t.Fatal("an empty configuration is taken")
	}
	for _, name := range []string{"TELEGRAM_TOKEN", "TELEGRAM_API", "REDIS_URL", "CITY", "DATA_KEY", "LISTEN"} {
		if !strings.Contains(err.Error(), name+": ") {
			t.Errorf("%s is not named in %v", name, err)
		}
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	t.Parallel()
	c := rightConfig()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	c.TelegramTokenFile, c.DataKeyFile = write("token", c.TelegramToken), write("key", c.DataKey)
	c.TelegramToken, c.DataKey = "", ""
	s, err := c.settings()
	if err != nil || s.Token != "123456789:an-example" || len(s.Keys) != 1 {
		t.Errorf("token %q, %d keys, %v", s.Token, len(s.Keys), err)
	}
}

// A fault in a programme file is shown as one clicks on it: folder/file:line.
func TestProgrammeFaultsNameFileAndLine(t *testing.T) {
	t.Parallel()
	c := rightConfig()
	c.ProgramDir = t.TempDir()
	text := "source: PP 7/2021\ncapital: {micro: 1000000000, small: 5000000000, medium: 10000000000}\nsails: {}\n"
	if err := os.WriteFile(filepath.Join(c.ProgramDir, "scale.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := c.settings()
	if want := c.ProgramDir + "/scale.yaml:3: "; err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "right would be") {
		t.Errorf("got %v, want %q and what would be right", err, want)
	}
}

// What the city has yet to decide is a warning that names its own file, not a
// fault: the bot serves without it.
func TestWhatTheCityLeavesOpenIsAWarning(t *testing.T) {
	t.Parallel()
	s, err := rightConfig().settings()
	if err != nil || len(s.Program.Warnings) != 1 || !strings.HasPrefix(s.Program.Warnings[0].String(), "city.yaml:") {
		t.Errorf("warnings %v, %v", s.Program.Warnings, err)
	}
	text, err := os.ReadFile("../enterprise/program/city.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for note, want := range map[string]string{
		"tax_note: {}": "/city.yaml:", `tax_note: {id: "Tidak diteruskan.", en: "Not passed on."}`: "",
	} {
		c := rightConfig()
		c.ProgramDir = t.TempDir()
		if err := os.WriteFile(filepath.Join(c.ProgramDir, "city.yaml"), []byte(strings.Replace(string(text), "tax_note: {}", note, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := c.settings()
		if err != nil || (len(s.Program.Warnings) == 0) != (want == "") || want != "" && !strings.HasPrefix(s.Program.Warnings[0].String(), c.ProgramDir+want) {
			t.Errorf("%s: warnings %v, %v", note, s.Program.Warnings, err)
		}
	}
}

// The names of the variables are a contract with whoever runs the binary.
func TestVariablesAreTheContract(t *testing.T) {
	for name, value := range map[string]string{
		"TELEGRAM_TOKEN": "1:token", "TELEGRAM_TOKEN_FILE": "a", "TELEGRAM_API": "http://b", "REDIS_URL": "redis://c", "CITY": "d", "DATA_KEY": "e",
		"TELEGRAM_RATE": "12", "DATA_KEY_FILE": "f", "PROGRAM_DIR": "g", "FILES_DIR": "h", "FILES_S3": "j", "LISTEN": "i:1", "ADMINS": "7", "ANSWER_API": "http://t", "ANSWER_KEY": "u", "ANSWER_KEY_FILE": "v", "ANSWER_MODEL": "w", "LOG_LEVEL": "debug",
		"WHATSAPP_TOKEN": "k", "WHATSAPP_TOKEN_FILE": "l", "WHATSAPP_PHONE_ID": "m", "WHATSAPP_PHONE_ID_FILE": "n", "WHATSAPP_APP_SECRET": "o",
		"WHATSAPP_APP_SECRET_FILE": "p", "WHATSAPP_VERIFY_TOKEN": "q", "WHATSAPP_VERIFY_TOKEN_FILE": "r", "WHATSAPP_API": "http://s", "WHATSAPP_RATE": "70",
	} {
		t.Setenv(name, value)
	}
	var c struct {
		Serve Serve `cmd:""`
	}
	parser, err := kong.New(&c, kong.Vars{"telegram_api": telegram.Root})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"serve"}); err != nil {
		t.Fatal(err)
	}
	want := config{
		TelegramToken: "1:token", TelegramTokenFile: "a", TelegramAPI: "http://b", RedisURL: "redis://c", City: "d", DataKey: "e",
		DataKeyFile: "f", ProgramDir: "g", FilesDir: "h", FilesS3: "j", Listen: "i:1", Admins: "7", AnswerAPI: "http://t", AnswerKey: "u", AnswerKeyFile: "v", AnswerModel: "w", LogLevel: "debug",
		TelegramRate: 12,
		WhatsApp:     whatsAppConfig{"k", "l", "m", "n", "o", "p", "q", "r", "http://s", 70},
	}
	if c.Serve.config != want {
		t.Errorf("got %+v", c.Serve.config)
	}
}

// An answer whose review day has passed is named with the line it stands at, in
// the city's own file where it has one.
func TestCheckAsksForANewLookAtOldAnswers(t *testing.T) {
	t.Parallel()
	c := rightConfig()
	s, err := c.settings()
	if err != nil {
		t.Fatal(err)
	}
	soon := time.Date(2026, time.November, 30, 12, 0, 0, 0, time.UTC)
	if stale := c.stale(s.Program, soon); len(stale) != 0 {
		t.Errorf("new answers are to be looked at again: %v", stale)
	}
	late := c.stale(s.Program, soon.AddDate(5, 0, 0))
	if len(late) != len(s.Program.Entries) || !strings.HasPrefix(late[0].String(), "pengetahuan.yaml:") || strings.HasPrefix(late[0].String(), "pengetahuan.yaml:0") {
		t.Errorf("%d of %d answers, first %v", len(late), len(s.Program.Entries), late[0])
	}
	c.ProgramDir = t.TempDir()
	text, err := os.ReadFile("../enterprise/program/pengetahuan.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.ProgramDir, "pengetahuan.yaml"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if own := c.stale(s.Program, soon.AddDate(5, 0, 0)); !strings.HasPrefix(own[0].String(), c.ProgramDir+"/pengetahuan.yaml:") {
		t.Errorf("%v", own[0])
	}
}

// Either channel may be a city's only one, and administrators may be on any.
func TestACityMayHaveEitherChannel(t *testing.T) {
	t.Parallel()
	c := rightConfig()
	c.TelegramToken = ""
	c.WhatsApp = whatsAppConfig{Token: "EAAG", PhoneID: "106540352242922", AppSecret: "s", VerifyToken: "v", API: "https://graph.facebook.com"}
	c.Admins = "whatsapp:6281234567890"
	s, err := c.settings()
	if err != nil || !s.WhatsApp.On() || s.Token != "" || len(s.Admins) != 1 || s.Admins[0].Channel != "whatsapp" {
		t.Errorf("%+v, %v", s.Admins, err)
	}
}
