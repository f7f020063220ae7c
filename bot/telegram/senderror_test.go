package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"naikkelas/bot/channel"
)

// expired is a context that ends, as by its deadline, when the test says so.
type expired struct {
	context.Context
	done chan struct{}
}

func (e expired) Done() <-chan struct{} { return e.done }

func (e expired) Err() error {
	select {
	case <-e.done:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// faultyLine is one way in which the line to Telegram can fail: an API, the context
// of the call, and what is made of it.
type faultyLine struct {
	when string
	make func(t *testing.T) (*API, context.Context)
	want channel.SendError
}

// dialling makes an API whose dialling does as told.
func dialling(dial func(ctx context.Context, network, address string) (net.Conn, error)) *API {
	api := NewAPI(testToken, "http://telegram.example")
	api.client.Transport.(*http.Transport).Proxy = nil
	api.client.Transport.(*http.Transport).DialContext = dial
	return api
}

var faultyLines = []faultyLine{
	{"nobody listens", func(t *testing.T) (*API, context.Context) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_ = l.Close()
		return NewAPI(testToken, "http://"+l.Addr().String()), t.Context()
	}, failed(channel.Unsent, 0, 0, "dial: connect: connection refused")},
	{"the name is not known", func(t *testing.T) (*API, context.Context) {
		return dialling(func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "telegram.example", IsNotFound: true}}
		}), t.Context()
	}, failed(channel.Unsent, 0, 0, "dial: lookup telegram.example: no such host")},
	{"dialling takes too long", func(t *testing.T) (*API, context.Context) {
		ctx := expired{t.Context(), make(chan struct{})}
		return dialling(func(context.Context, string, string) (net.Conn, error) {
			close(ctx.done)
			return nil, ctx.Err()
		}), ctx
	}, failed(channel.Unsent, 0, 0, "timed out")},
	{"the certificate is a stranger's", func(t *testing.T) (*API, context.Context) {
		server := httptest.NewUnstartedServer(http.NotFoundHandler())
		server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		server.StartTLS()
		t.Cleanup(server.Close)
		return NewAPI(testToken, server.URL), t.Context()
	}, failed(channel.Unsent, 0, 0, "tls: failed to verify certificate: x509: certificate signed by unknown authority")},
	{"TLS finds no TLS", func(t *testing.T) (*API, context.Context) {
		server := httptest.NewServer(http.NotFoundHandler())
		t.Cleanup(server.Close)
		return NewAPI(testToken, strings.Replace(server.URL, "http:", "https:", 1)), t.Context()
	}, failed(channel.Unsent, 0, 0, "no connection")},
	{"the connection ends after the request", func(t *testing.T) (*API, context.Context) {
		return newScriptedAPI(t, func(http.ResponseWriter, *http.Request, int, apiCall) { panic(http.ErrAbortHandler) }).API, t.Context()
	}, failed(channel.Unknown, 0, 0, "no answer")},
	{"the connection ends within the answer", func(t *testing.T) (*API, context.Context) {
		return newScriptedAPI(t, func(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) {
			w.Header().Set("Content-Length", "1000")
			answerOK(w, "true")
		}).API, t.Context()
	}, failed(channel.Unknown, 0, 0, "no answer")},
	{"no answer comes in time", func(t *testing.T) (*API, context.Context) {
		ctx := expired{t.Context(), make(chan struct{})}
		return newScriptedAPI(t, func(_ http.ResponseWriter, r *http.Request, _ int, _ apiCall) {
			close(ctx.done)
			<-r.Context().Done()
		}).API, ctx
	}, failed(channel.Unknown, 0, 0, "timed out")},
	{"the rest of the answer does not come in time", func(t *testing.T) (*API, context.Context) {
		ctx := expired{t.Context(), make(chan struct{})}
		return newScriptedAPI(t, func(w http.ResponseWriter, r *http.Request, _ int, _ apiCall) {
			_, _ = io.WriteString(w, `{"ok":`)
			_ = http.NewResponseController(w).Flush()
			close(ctx.done)
			<-r.Context().Done()
		}).API, ctx
	}, failed(channel.Unknown, 0, 0, "timed out")},
	{"the process is told to end", func(t *testing.T) (*API, context.Context) {
		ctx, cancel := context.WithCancel(t.Context())
		return newScriptedAPI(t, func(_ http.ResponseWriter, r *http.Request, _ int, _ apiCall) {
			cancel()
			<-r.Context().Done()
		}).API, ctx
	}, failed(channel.Unknown, 0, 0, "cancelled")},
	{"the address is none", func(t *testing.T) (*API, context.Context) {
		return NewAPI(testToken, "http://[::1"), t.Context()
	}, failed(channel.Unknown, 0, 0, "the answer is no answer of the Bot API")},
}

func TestFaultsOfTheLineTellWhetherItMayHaveBeenSent(t *testing.T) {
	t.Parallel()
	for _, c := range faultyLines {
		t.Run(c.when, func(t *testing.T) {
			t.Parallel()
			bothWays(t, func(t *testing.T, send func(context.Context, *API) error) {
				api, ctx := c.make(t)
				e, ok := send(ctx, api).(*channel.SendError)
				if !ok || *e != c.want {
					t.Errorf("got  %+v\nwant %+v", e, &c.want)
				}
			})
		})
	}
}

func TestTokenIsInNoErrorAndNoLog(t *testing.T) {
	t.Parallel()
	var logged bytes.Buffer
	log := slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	bothWays(t, func(t *testing.T, send func(context.Context, *API) error) {
		for _, c := range refusals {
			err := send(t.Context(), newScriptedAPI(t, c.answer).API)
			log.Error("refused", "error", err, "whole", fmt.Sprintf("%#v", err))
		}
		for _, c := range faultyLines {
			api, ctx := c.make(t)
			err := send(ctx, api)
			log.Error("failed", "error", err, "whole", fmt.Sprintf("%#v", err))
		}
	})
	if n := strings.Count(logged.String(), "\n"); n != 2*(len(refusals)+len(faultyLines)) {
		t.Errorf("%d lines logged", n)
	}
	_, secret, _ := strings.Cut(testToken, ":")
	if strings.Contains(logged.String(), secret) {
		t.Errorf("the token was logged: %s", logged.String())
	}
}

func TestErrorsOfOtherPackagesKeepTheirKind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		when string
		err  error
		want bool
	}{
		{"refused", &channel.SendError{Kind: channel.Refused}, true},
		{"refused, wrapped", fmt.Errorf("bot: setWebhook: %w", &channel.SendError{Kind: channel.Refused}), true},
		{"a method that is not there", &channel.SendError{Kind: channel.Unauthorized, Code: 404}, true},
		{"a flood passes", &channel.SendError{Kind: channel.Flood}, false},
		{"somebody else's error", errors.New("refused"), false},
		{"no error", nil, false},
	} {
		if channel.IsRefused(c.err) != c.want {
			t.Errorf("%s: %v", c.when, !c.want)
		}
	}
	said := (&channel.SendError{Kind: channel.Flood, Code: 429, RetryAfter: time.Second, Text: "Too Many Requests"}).Error()
	if said != "channel: flood (429): Too Many Requests" {
		t.Error(said)
	}
}

func failed(kind channel.Failure, code int, retryAfter time.Duration, text string) channel.SendError {
	return channel.SendError{Kind: kind, Code: code, RetryAfter: retryAfter, Text: text}
}
