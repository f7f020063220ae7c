package console

import (
	"mime"
	"net/http"
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/document"
)

// decidedShown is how many decided documents the history lists.
const decidedShown = 30

// documentsData is the queue.
type documentsData struct {
	Kind    string
	Kinds   []kindCount
	Waiting []document.Queued
	All     int
	Usual   string
	Decided []document.Look
	History bool
	Last    document.Look // what was decided just before
}

type kindCount struct {
	Code, Name string
	N          int
}

func (documentsData) live() {}

// documents is the queue, by kind, with who has what; or what was decided.
func (c *Console) documents(v *visit) (any, error) {
	kind, history := v.query("jenis"), v.query("lihat") == "riwayat"
	return view(c, v, func(t *flows.Conversation) any {
		d := documentsData{Kind: kind, History: history, Usual: document.UsualWait(t)}
		if id := v.query("lalu"); id != "" {
			d.Last, _ = document.LookAt(t, id)
			d.Last = brief(d.Last)
		}
		all := document.Queue(t, "")
		d.All = len(all)
		counts := map[string]int{}
		for _, q := range all {
			counts[q.Kind]++
		}
		for _, k := range t.Program().Documents {
			if n := counts[k.Code]; n > 0 {
				d.Kinds = append(d.Kinds, kindCount{k.Code, k.Short.In(t.Lang()), n})
			}
		}
		if history {
			d.Decided = document.Decided(t, decidedShown)
			return d
		}
		d.Waiting = slices.DeleteFunc(all, func(q document.Queued) bool { return kind != "" && q.Kind != kind })
		return d
	})
}

// documentData is one document beside its picture.
type documentData struct {
	document.Look
	Pages  []paperData
	Kind   string // the queue is narrowed to it
	Place  int    // in the queue, from 1
	All    int
	Next   string // the address of what comes next
	Before string // and before
	Last   document.Look
	LastID string // what was decided just before
}

func (documentData) live() {}

type paperData struct {
	N     int
	Src   string
	Image bool // a browser can draw it
	PDF   bool
}

// free reports whether an officer may take a document.
func free(q document.Queued) bool { return q.Taken == "" && !q.Own }

// brief is what is said of a document that was decided just before.
func brief(l document.Look) document.Look {
	return document.Look{Queued: l.Queued, Decision: l.Decision, CanUndo: l.CanUndo}
}

// nextDocument leads to what has waited longest and nobody has.
func (c *Console) nextDocument(v *visit) (any, error) {
	kind := v.query("jenis")
	next, err := view(c, v, func(t *flows.Conversation) string {
		for _, q := range document.Queue(t, kind) {
			if free(q) && q.ID != v.query("bukan") {
				return q.ID
			}
		}
		return ""
	})
	to := "/dokumen"
	if next != "" {
		to = "/dokumen/" + next
	}
	for _, key := range []string{"jenis", "lalu", "klik"} {
		if word := v.query(key); word != "" {
			to = with(to, key, word)
		}
	}
	v.wants = to
	return nil, err
}

// document takes a document, as the tap that opens it in the chat does, and
// shows it: the picture, what was typed, what the rule says.
func (c *Console) document(v *visit) (any, error) {
	id, kind := v.r.PathValue("id"), v.query("jenis")
	read := func() (documentData, error) {
		return view(c, v, func(t *flows.Conversation) documentData {
			d := documentData{Kind: kind, LastID: v.query("lalu")}
			var ok bool
			if d.Look, ok = document.LookAt(t, id); !ok {
				return d
			}
			if d.LastID != "" {
				d.Last, _ = document.LookAt(t, d.LastID)
				d.Last = brief(d.Last)
			}
			all := document.Queue(t, kind)
			d.All = len(all)
			at := slices.IndexFunc(all, func(q document.Queued) bool { return q.ID == id })
			d.Place = at + 1
			around := func(step int) string {
				for i := at + step; i >= 0 && i < len(all); i += step {
					if free(all[i]) {
						return c.documentPath(all[i].ID, kind)
					}
				}
				return ""
			}
			if at >= 0 {
				d.Next, d.Before = around(1), around(-1)
			}
			return d
		})
	}
	d, err := read()
	if err != nil {
		return nil, err
	}
	if d.ID == "" {
		v.fault = http.StatusNotFound
		return nil, nil
	}
	if d.Decision == "" && free(d.Queued) && !d.Mine && v.query("live") == "" {
		if ok, err := c.opened(v, secret(), "d:"+id+":open", nil); err != nil || !ok {
			return d.closed(), err
		}
		if d, err = read(); err != nil {
			return nil, err
		}
	}
	if !d.Mine && !d.CanUndo {
		return d.closed(), nil
	}
	for i, p := range d.Papers {
		d.Pages = append(d.Pages, paperData{N: i + 1, Src: "/berkas/" + id + "/" + strconv.Itoa(i), Image: p.Type == "jpg" || p.Type == "png", PDF: p.Type == "pdf"})
	}
	return d, nil
}

// closed is what is shown of a document that somebody else has, or whose
// opening is not in the trail: nothing of its owner's.
func (d documentData) closed() documentData {
	d.OwnerLine, d.Number, d.Flags, d.History, d.Score, d.End, d.Papers = "", "", "", "", "", "", nil
	return d
}

func (c *Console) documentPath(id, kind string) string {
	if kind == "" {
		return "/dokumen/" + id
	}
	return with("/dokumen/"+id, "jenis", kind)
}

// paper is a page of a document that the officer has taken.
func (c *Console) paper(w http.ResponseWriter, r *http.Request) {
	who, ok := c.admit(w, r)
	if !ok {
		return
	}
	n, err := strconv.Atoi(r.PathValue("page"))
	if err != nil || c.Read == nil || !who.allowed(c.Book, flows.ForOfficers) {
		c.refuse(w, r, http.StatusNotFound, "nowhere")
		return
	}
	v := &visit{visitor: who, ctx: r.Context(), r: r}
	found, err := view(c, v, func(t *flows.Conversation) *enterprise.Paper {
		if p, ok := document.Held(t, r.PathValue("id"), n); ok {
			return &p
		}
		return nil
	})
	if err != nil {
		c.trouble(w, r, err)
		return
	}
	kinds := map[string]string{"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf", "heic": "image/heic"}
	if found == nil || kinds[found.Type] == "" {
		c.refuse(w, r, http.StatusNotFound, "nowhere")
		return
	}
	data, err := c.Read(found.Hash)
	if err != nil {
		c.trouble(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kinds[found.Type])
	h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": "halaman-" + strconv.Itoa(n+1) + "." + found.Type}))
	h.Set("X-Frame-Options", "SAMEORIGIN") // a PDF stands in our page
	h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; plugin-types application/pdf; frame-ancestors 'self'")
	_, _ = w.Write(data)
}
