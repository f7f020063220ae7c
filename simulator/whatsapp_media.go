package simulator

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mediaPath is where the bytes of files are.
const mediaPath = "/whatsapp_business/attachments/"

// How long files stay
// (developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media).
const (
	keepUploads  = 30 * 24 * time.Hour
	keepReceived = 7 * 24 * time.Hour
	keepAddress  = 5 * time.Minute
)

// waMedia is a file that was uploaded or that a person sent.
type waMedia struct {
	id, mime, name string
	data           []byte
	expires        time.Time
}

// mediaKind is what a file may be sent as.
type mediaKind struct {
	most  int // bytes
	mimes []string
}

var mediaKinds = map[string]mediaKind{
	"image":   {5 << 20, []string{"image/jpeg", "image/png"}},
	"audio":   {16 << 20, []string{"audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg", "audio/opus"}},
	"video":   {16 << 20, []string{"video/mp4", "video/3gpp"}},
	"sticker": {500 << 10, []string{"image/webp"}},
	"document": {100 << 20, []string{
		"text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
		"image/jpeg", "image/png", "audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg", "video/mp4", "video/3gpp", "image/webp",
	}},
}

// bareMime is a media type without its parameters.
func bareMime(mime string) string {
	mime, _, _ = strings.Cut(mime, ";")
	return strings.ToLower(strings.TrimSpace(mime))
}

// keepMedia stores a file. The caller holds the lock.
func (w *WhatsApp) keepMedia(name, mime string, data []byte, keep time.Duration) *waMedia {
	f := &waMedia{id: w.id(), mime: mime, name: name, data: data, expires: w.options.Now().Add(keep)}
	w.media[f.id] = f
	return f
}

// mediaAlive finds a file that has not expired. The caller holds the lock.
func (w *WhatsApp) mediaAlive(id string) *waMedia {
	if f := w.media[id]; f != nil && f.expires.After(w.options.Now()) {
		return f
	}
	return nil
}

// fits reports whether a message's file can be sent as what it is said to be.
func (w *WhatsApp) fits(m *WhatsAppMessage) bool {
	f, kind := w.media[m.File], mediaKinds[m.Media]
	return f != nil && len(f.data) <= kind.most && slices.Contains(kind.mimes, bareMime(f.mime))
}

// upload is POST /<number>/media, a form with the file.
func (w *WhatsApp) upload(c *waCall) (any, error) {
	if err := c.r.ParseMultipartForm(8 << 20); err != nil {
		return nil, invalid("The request is no form with a file")
	}
	if c.r.FormValue("messaging_product") != "whatsapp" {
		return nil, invalid("The parameter messaging_product is required.")
	}
	parts := c.r.MultipartForm.File["file"]
	if len(parts) == 0 {
		return nil, invalid("The parameter file is required.")
	}
	mime := bareMime(parts[0].Header.Get("Content-Type"))
	if mime == "" {
		mime = bareMime(c.r.FormValue("type"))
	}
	all := mediaKinds["document"].mimes
	if !slices.Contains(all, mime) {
		return nil, invalid("Param file must be a file with one of the following types: %s. Received file of type '%s'.", strings.Join(all, ", "), mime)
	}
	file, err := parts[0].Open()
	if err != nil {
		return nil, coded(131000, "%s", err)
	}
	defer func() { _ = file.Close() }() // only read from
	data, err := io.ReadAll(file)
	switch most := mostOf(mime); {
	case err != nil:
		return nil, coded(131000, "%s", err)
	case len(data) == 0:
		return nil, invalid("Param file must not be empty.")
	case len(data) > most:
		return nil, coded(131053, "File size %d exceeds the limit of %d bytes for %s", len(data), most, mime)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stats.Uploads++
	return map[string]string{"id": w.keepMedia(parts[0].Filename, mime, data, keepUploads).id}, nil
}

// mostOf is the largest file of a media type.
func mostOf(mime string) int {
	for _, kind := range []string{"image", "audio", "video", "sticker"} {
		if slices.Contains(mediaKinds[kind].mimes, mime) {
			return mediaKinds[kind].most
		}
	}
	return mediaKinds["document"].most
}

// showMedia is GET and DELETE of a file's id.
func (w *WhatsApp) showMedia(c *waCall, id string) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.mediaAlive(id)
	if f == nil {
		return nil, noSuchObject(c.r.Method, id)
	}
	if c.r.Method == http.MethodDelete {
		delete(w.media, id)
		return map[string]bool{"success": true}, nil
	}
	out := f.wire()
	out["messaging_product"], out["file_size"] = "whatsapp", len(f.data)
	out["url"] = w.mediaAddress("http://"+c.r.Host, f)
	return out, nil
}

// wire is a file as the API shows it.
func (f *waMedia) wire() map[string]any {
	sum := sha256.Sum256(f.data)
	return map[string]any{"id": f.id, "mime_type": f.mime, "sha256": hex.EncodeToString(sum[:])}
}

// mediaAddress is where a file can be fetched for the next five minutes.
func (w *WhatsApp) mediaAddress(base string, f *waMedia) string {
	until := strconv.FormatInt(w.options.Now().Add(keepAddress).Unix(), 10)
	return base + mediaPath + "?" + url.Values{"mid": {f.id}, "ext": {until}, "hash": {"A" + f.id}}.Encode()
}

// download serves a file to who has the token.
func (w *WhatsApp) download(out http.ResponseWriter, r *http.Request) {
	if !w.authorized(r) {
		http.Error(out, "Unauthorized", http.StatusUnauthorized)
		return
	}
	hit := w.turn("download", nil)
	if hit != nil && w.faultBefore(out, r, hit) {
		return
	}
	until, _ := strconv.ParseInt(r.URL.Query().Get("ext"), 10, 64)
	w.mu.Lock()
	f := w.mediaAlive(r.URL.Query().Get("mid"))
	late := w.options.Now().Unix() >= until
	w.mu.Unlock()
	if f == nil || late {
		http.Error(out, "URL signature expired", http.StatusNotFound)
		return
	}
	w.faultAfter(r, hit, func() {})
	f.serve(out)
}

func (f *waMedia) serve(out http.ResponseWriter) {
	out.Header().Set("Content-Type", f.mime)
	out.Header().Set("X-Content-Type-Options", "nosniff")
	out.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'") // a document can be a page with a script
	_, _ = out.Write(f.data)                                                   // an error means that the caller has gone
}

// fetchLink fetches what a message links to. Meta fetches it from anywhere;
// this one only from this machine.
func (w *WhatsApp) fetchLink(ctx context.Context, link string) (*waMedia, error) {
	to, err := url.Parse(link)
	if err != nil || to.Scheme != "http" && to.Scheme != "https" || !loopback(to.Host) {
		return nil, errors.New("the simulator fetches files from this machine only")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return nil, err
	}
	resp, err := hooks.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // only read from
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxGraphRequest))
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the link answers %s", resp.Status)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.keepMedia(path.Base(to.Path), resp.Header.Get("Content-Type"), data, keepUploads), nil
}
