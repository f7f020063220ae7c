package telegram

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"path"
	"strings"
	"sync/atomic"

	"naikkelas/bot/channel"
)

// Fetch reads a file that somebody sent.
func (c *Channel) Fetch(ctx context.Context, id string, take func(io.Reader) error) error {
	own, ok := channel.HeldBy(Name, id)
	if !ok {
		return &channel.SendError{Kind: channel.Refused, Text: "the file is on another channel"}
	}
	return c.Download(ctx, own, take)
}

// Download reads a file that Telegram holds; take gets its bytes as they come.
// The library's own way is not used: it puts the token into its errors.
// Errors are a *SendError, or take's.
func (t *API) Download(ctx context.Context, id string, take func(io.Reader) error) error {
	data, err := t.call(ctx, callTimeout, "getFile", map[string]string{"file_id": id})
	if err != nil {
		return err
	}
	var file struct {
		Path string `json:"file_path"`
	}
	if json.Unmarshal(data, &file) != nil || file.Path == "" || path.Clean("/"+file.Path) != "/"+file.Path {
		return &channel.SendError{Kind: channel.Broken, Text: "the file has no path"}
	}
	var connected atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}
	address := t.base + "/file/bot" + t.api.Token + "/" + escapedPath(file.Path)
	r, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), http.MethodGet, address, nil)
	if err != nil {
		return &channel.SendError{Kind: channel.Refused, Text: "the file has no address"} // err holds the token
	}
	resp, err := t.client.Do(r)
	if err != nil {
		return channel.TransportError(err, connected.Load())
	}
	defer func() { _ = resp.Body.Close() }() // nothing was written to it
	if resp.StatusCode != http.StatusOK {
		return noAnswer(resp)
	}
	return take(breaking{resp.Body})
}

func escapedPath(p string) string {
	parts := strings.Split(p, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return strings.Join(parts, "/")
}

// breaking is a body whose errors are ours.
type breaking struct{ body io.Reader }

func (b breaking) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if err != nil && err != io.EOF {
		err = channel.TransportError(err, true)
	}
	return n, err
}
