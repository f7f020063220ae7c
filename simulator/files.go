package simulator

import (
	"net/http"
	"strconv"
	"strings"
)

// maxDownload is the largest file a bot may fetch.
const maxDownload = 20 << 20

// file is bytes that were sent, by a phone or by the bot.
type file struct {
	id, kind, name string
	data           []byte
}

// keep stores a file. The caller holds the lock.
func (s *Server) keep(kind, name string, data []byte) *file {
	f := &file{id: "F" + strconv.Itoa(len(s.files)+1) + "-" + kind, kind: kind, name: name, data: data}
	s.files[f.id] = f
	return f
}

func (s *Server) fileWire(id string) map[string]any {
	f := s.files[id]
	if f == nil {
		return map[string]any{"file_id": id, "file_unique_id": "U" + id}
	}
	return map[string]any{
		"file_id": f.id, "file_unique_id": "U" + f.id, "file_size": len(f.data), "file_name": f.name,
		"mime_type": http.DetectContentType(f.data), "width": 800, "height": 600,
	}
}

func (s *Server) getFile(p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[p.text("file_id")]
	switch {
	case p.text("file_id") == "":
		return nil, bad("file_id not specified")
	case f == nil:
		return nil, bad("invalid file_id")
	case len(f.data) > maxDownload:
		return nil, bad("file is too big")
	}
	return map[string]any{"file_id": f.id, "file_unique_id": "U" + f.id, "file_size": len(f.data), "file_path": f.kind + "s/" + f.id}, nil
}

// download serves /file/bot<token>/<path>.
func (s *Server) download(w http.ResponseWriter, r *http.Request) {
	rest, _ := strings.CutPrefix(r.URL.Path, "/file/bot")
	token, path, _ := strings.Cut(rest, "/")
	if token != s.options.Token {
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
		return
	}
	if lost, stop := s.fault(w, "file", 0); stop {
		return
	} else if lost {
		hangUp(w)
	}
	s.serveFile(w, path[strings.LastIndex(path, "/")+1:])
}

func (s *Server) serveFile(w http.ResponseWriter, id string) {
	s.mu.Lock()
	f := s.files[id]
	s.mu.Unlock()
	if f == nil {
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", http.DetectContentType(f.data))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	// A document can be a page with a script.
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, _ = w.Write(f.data) // an error means that the caller has gone
}

// Download is the bytes of a file in the chat; nil: there is no such file.
func (p *Phone) Download(m Message) []byte {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	if f := p.server.files[m.File]; f != nil {
		return f.data
	}
	return nil
}
