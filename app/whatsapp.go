package app

import (
	"regexp"
	"slices"
	"strings"

	"naikkelas/bot/whatsapp"
)

// whatsAppConfig is what the environment says of WhatsApp. The names are a
// contract.
type whatsAppConfig struct {
	Token           string `env:"WHATSAPP_TOKEN" help:"The system user's access token; with it WhatsApp is a channel."`
	TokenFile       string `env:"WHATSAPP_TOKEN_FILE" help:"A file that holds it instead."`
	PhoneID         string `name:"phone-id" env:"WHATSAPP_PHONE_ID" help:"The id of the business's phone number."`
	PhoneIDFile     string `name:"phone-id-file" env:"WHATSAPP_PHONE_ID_FILE" help:"A file that holds it instead."`
	AppSecret       string `env:"WHATSAPP_APP_SECRET" help:"The app's secret, which webhooks are signed with."`
	AppSecretFile   string `env:"WHATSAPP_APP_SECRET_FILE" help:"A file that holds it instead."`
	VerifyToken     string `env:"WHATSAPP_VERIFY_TOKEN" help:"A word of your own that Meta repeats when it verifies the webhook."`
	VerifyTokenFile string `env:"WHATSAPP_VERIFY_TOKEN_FILE" help:"A file that holds it instead."`
	API             string `name:"api" env:"WHATSAPP_API" default:"https://graph.facebook.com" help:"Where the Cloud API answers."`
	Rate            int    `env:"WHATSAPP_RATE" default:"60" help:"Messages a second, announcements included, that WhatsApp takes of the number; 0: as fast as it goes."`
}

// WhatsAppSettings are those of WhatsApp, found right.
type WhatsAppSettings struct {
	Token, PhoneID, Secret, VerifyToken, API string
	Rate                                     int // messages a second; 0: as fast as it goes
}

// On reports whether WhatsApp is one of the city's channels.
func (s WhatsAppSettings) On() bool { return s.Token != "" }

var (
	whatsAppNumber = regexp.MustCompile(`^[1-9][0-9]{6,14}$`)
	whatsAppID     = regexp.MustCompile(`^[0-9]{5,20}$`)
)

// settings checks what is said of WhatsApp: all of it, or nothing.
func (c whatsAppConfig) settings(f *faultList) WhatsAppSettings {
	s := WhatsAppSettings{API: c.API, Rate: c.Rate}
	read := func(into *string, name, value, file string) {
		var err error
		if *into, err = secret(value, file); err != nil {
			f.unless(false, name+"_FILE", "cannot be read", "/run/secrets/whatsapp")
		}
	}
	read(&s.Token, "WHATSAPP_TOKEN", c.Token, c.TokenFile)
	read(&s.PhoneID, "WHATSAPP_PHONE_ID", c.PhoneID, c.PhoneIDFile)
	read(&s.Secret, "WHATSAPP_APP_SECRET", c.AppSecret, c.AppSecretFile)
	read(&s.VerifyToken, "WHATSAPP_VERIFY_TOKEN", c.VerifyToken, c.VerifyTokenFile)
	if s.Token+s.PhoneID+s.Secret+s.VerifyToken == "" {
		return s
	}
	f.unless(s.Token != "", "WHATSAPP_TOKEN", "missing", "EAAG..., the token of a system user")
	f.unless(whatsAppID.MatchString(s.PhoneID), "WHATSAPP_PHONE_ID", "missing or no id", "106540352242922, beside the number in Meta's console")
	f.unless(s.Secret != "", "WHATSAPP_APP_SECRET", "missing", "the 32 digits of App settings > Basic")
	f.unless(s.VerifyToken != "", "WHATSAPP_VERIFY_TOKEN", "missing", "any word of your own, such as what this prints: head -c 16 /dev/urandom | base64")
	f.unless(s.Rate >= 0, "WHATSAPP_RATE", "less than nothing", "60")
	f.unless(httpAddress(s.API), "WHATSAPP_API", "no http address", whatsapp.Root)
	return s
}

// whatsapp is WhatsApp as a channel.
func (p *Process) whatsapp() *whatsapp.Channel {
	s := p.settings.WhatsApp
	c := whatsapp.NewChannel(whatsapp.NewAPI(s.Token, s.PhoneID, s.API))
	c.Secret, c.VerifyToken, c.Store, c.Templates, c.Now, c.Log = s.Secret, s.VerifyToken, p.store, p.settings.Program.Templates, p.now, p.log
	c.Words = whatsapp.Words{Choose: p.everyLanguage("whatsapp.choose"), More: p.everyLanguage("whatsapp.more")}
	for _, a := range p.settings.Admins {
		if a.Channel == whatsapp.Name {
			c.ByNumber = append(c.ByNumber, a.ID)
		}
	}
	if p.files != nil {
		c.Bytes = p.files.Read
	}
	return c
}

// everyLanguage is a word in all languages at once: over a list, whose person's
// language nobody knows.
func (p *Process) everyLanguage(key string) string {
	var all []string
	for _, lang := range p.words.Languages() {
		if word := p.words.Label(lang, key, nil); !slices.Contains(all, word) {
			all = append(all, word)
		}
	}
	return strings.Join(all, " / ")
}
