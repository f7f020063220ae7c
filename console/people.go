package console

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/cohort"
	"naikkelas/flows/desk"
	"naikkelas/flows/office"
	"naikkelas/flows/segment"
)

// peopleShown is how many people stand on one page of the table.
const peopleShown = 50

// peopleData is a table of owners: those that what was picked means.
type peopleData struct {
	Facets  []facet
	Picked  []pickedFacet
	Saved   []pickedFacet
	Sorts   []choice
	Columns []choice
	Rows    []personRow
	All     int // whom the table is about
	Of      int // whom the officer may see
	From    int
	To      int
	Before  string // the address of the page before
	After   string
	Query   string // what was searched for, which no address holds
	Shut    bool   // the look could not be noted: nothing is shown
	Nobody  bool   // something was to be done for those ticked, and nobody was

	Here  string // the address of the table without its page
	Views []viewData
	Bulk  *bulkData // nil: the officer may do nothing for several people
}

// viewData is a view that the officer kept.
type viewData struct {
	Name, Path string
	Here       bool
}

// facet is a way to choose people.
type facet struct {
	Key, Name string
	Open      bool
	Without   bool // somebody is left out by it
	Values    []choice
	Outs      []choice // the same, to leave people out
}

// choice is one of several, with where it leads.
type choice struct {
	Value, Name, Path string
	On                bool
}

// pickedFacet is something picked, and the address without it; or a saved
// segment and its address.
type pickedFacet struct {
	Name, Path string
	Out        bool // it leaves people out
}

// personRow is one owner in the table.
type personRow struct {
	ID    enterprise.PersonID
	Cells []string
}

// sorts are the orders of the table. Each follows from sets that are kept, so
// that 100,000 people need not be read to sort them.
var sorts = []string{"newest", "oldest", "level", "district", "sector", "omzet", "admin"}

// people is the table.
func (c *Console) people(v *visit) (any, error) { return c.table(v, "") }

// search is the table of whom words mean. They come in a form, as an address
// would keep them in the browser's history and in logs.
func (c *Console) search(w http.ResponseWriter, r *http.Request) {
	v, ok := c.sent(w, r, c.named("people"))
	if !ok {
		return
	}
	c.touch(r.Context(), v.visitor)
	data, err := c.table(v, strings.Join(strings.Fields(r.PostForm.Get("cari")), " "))
	c.answer(w, v, data, err)
}

// table reads the page of the table that an address asks for; who stands on it
// is in the trail before it is shown.
func (c *Console) table(v *visit, query string) (any, error) {
	asked := v.r.URL.Query()
	if query != "" {
		asked = url.Values{}
	}
	d, err := view(c, v, func(t *flows.Conversation) peopleData { return tableOf(t, asked, query) })
	if err != nil || len(d.Rows) == 0 {
		return d, err
	}
	var shown []string
	for _, r := range d.Rows {
		shown = append(shown, r.ID.String())
	}
	if ok, err := c.looked(v, desk.Looks, shown...); err != nil || !ok {
		d.Rows, d.Shut = nil, true
		return d, err
	}
	return d, nil
}

func tableOf(t *flows.Conversation, asked url.Values, query string) peopleData {
	at := func(change func(url.Values)) string {
		q := url.Values{}
		for k, all := range asked {
			if slices.Contains([]string{"pilih", "urut", "kolom", "dari"}, k) {
				q[k] = slices.Clone(all)
			}
		}
		change(q)
		if len(q) == 0 {
			return "/warga"
		}
		return "/warga?" + q.Encode()
	}
	d := peopleData{Query: query, Nobody: asked.Get("kosong") != ""}
	picks := picked(t, asked["pilih"])
	if asked["pilih"] = picks; len(picks) == 0 {
		delete(asked, "pilih")
	}
	for key := range strings.FieldsSeq(t.Book.Layout.Facets) {
		f := facet{Key: key, Name: t.Label("segment.facet." + key)}
		for _, o := range flows.FacetValues(t, key) {
			pick := key + ":" + o.Value
			on, out := slices.Contains(picks, pick), slices.Contains(picks, "-"+pick)
			f.Open, f.Without = f.Open || on || out, f.Without || out
			f.Values = append(f.Values, choice{Value: pick, Name: o.Label, On: on})
			f.Outs = append(f.Outs, choice{Value: "-" + pick, Name: o.Label, On: out})
		}
		if len(f.Values) > 0 {
			d.Facets = append(d.Facets, f)
		}
	}
	for _, p := range picks {
		key, value, _ := strings.Cut(strings.TrimPrefix(p, "-"), ":")
		d.Picked = append(d.Picked, pickedFacet{Name: t.ValueName(key, value), Out: strings.HasPrefix(p, "-"), Path: at(func(q url.Values) {
			q["pilih"] = slices.DeleteFunc(q["pilih"], func(o string) bool { return o == p })
			q.Del("dari")
			if len(q["pilih"]) == 0 {
				q.Del("pilih")
			}
		})})
	}
	for _, s := range segment.SavedOnes(t) {
		d.Saved = append(d.Saved, pickedFacet{Name: s.Name, Path: "/warga?" + url.Values{"pilih": s.Picks}.Encode()})
	}
	d.Here = at(func(q url.Values) { q.Del("dari") })
	for _, view := range desk.Views(t) {
		d.Views = append(d.Views, viewData{view.Name, local("/warga?" + view.Query), d.Here == "/warga?"+view.Query})
	}
	if t.Allowed(flows.ForOfficers) {
		d.Bulk = &bulkData{Mentors: office.Mentors(t), Cohorts: cohort.Open(t), Verdicts: cohort.Decisions(t)}
		form := url.Values{"next": {"/siaran"}, "back": {d.Here}, "do": {strings.TrimSpace("/siaran " + strings.Join(picks, " "))}, "say": {t.Label("announcements.new")}}
		d.Bulk.Announce = "/isian?" + form.Encode()
		form = url.Values{"next": {d.Here}, "back": {d.Here}, "do": {strings.TrimSpace("/ekspor " + strings.Join(picks, " "))}}
		d.Bulk.Export = "/isian?" + form.Encode()
	}
	sort := asked.Get("urut")
	if !slices.Contains(sorts, sort) {
		sort = sorts[0]
	}
	for _, s := range sorts {
		d.Sorts = append(d.Sorts, choice{Value: s, On: s == sort, Name: t.Label("console.people.sort." + s)})
	}
	chosen := asked["kolom"]
	var shown []segment.Column
	for _, col := range segment.Columns() {
		on := slices.Contains(chosen, col.Key) || len(chosen) == 0 && col.Usual || col.Key == "name"
		d.Columns = append(d.Columns, choice{Value: col.Key, On: on, Name: t.Label("people.col." + col.Key)})
		if on {
			shown = append(shown, col)
		}
	}
	var rows []enterprise.Person
	if query != "" {
		rows = office.Search(t, query)
		d.All, d.From, d.To = len(rows), min(1, len(rows)), len(rows)
	} else {
		visible := office.Visible(t)
		ids := sorted(t, segment.Among(t, segment.Of(picks), visible), sort)
		d.Of, d.All = len(visible), len(ids)
		from, _ := strconv.Atoi(asked.Get("dari"))
		from = max(0, min(from, max(0, len(ids)-1))/peopleShown*peopleShown)
		to := min(from+peopleShown, len(ids))
		d.From, d.To = min(from+1, len(ids)), to
		if from > 0 {
			d.Before = at(func(q url.Values) { q.Set("dari", strconv.Itoa(from-peopleShown)) })
		}
		if to < len(ids) {
			d.After = at(func(q url.Values) { q.Set("dari", strconv.Itoa(to)) })
		}
		for _, id := range ids[from:to] {
			rows = append(rows, t.PersonByID(id))
		}
	}
	for _, p := range rows {
		if !p.Held() || !t.CanSee(p) {
			continue // erased since the sets were read
		}
		r := personRow{ID: p.ID}
		for _, col := range shown {
			r.Cells = append(r.Cells, col.Cell(t, p))
		}
		d.Rows = append(d.Rows, r)
	}
	return d
}

// picked are the picks of an address that mean something; one that begins with
// a dash leaves people out.
func picked(t *flows.Conversation, asked []string) []string {
	var out []string
	for _, p := range asked {
		key, value, _ := strings.Cut(strings.TrimPrefix(p, "-"), ":")
		if slices.ContainsFunc(flows.FacetValues(t, key), func(o flows.Option) bool { return o.Value == value }) && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// sorted are people in an order: by when they came, or by the values of a facet
// as it lists them, whoever has none last.
func sorted(t *flows.Conversation, ids []enterprise.PersonID, order string) []enterprise.PersonID {
	switch order {
	case "newest":
		out := slices.Clone(ids)
		slices.Reverse(out)
		return out
	case "oldest":
		return ids
	}
	values := flows.FacetValues(t, order)
	if order == "level" || order == "omzet" { // the highest first
		values = slices.Clone(values)
		slices.Reverse(values)
	}
	out := make([]enterprise.PersonID, 0, len(ids))
	for _, o := range values {
		group := segment.Either(t, enterprise.AnyBusiness(order+":"+o.Value))
		out = append(out, segment.Both(ids, group, true)...)
		ids = segment.Both(ids, group, false)
	}
	return append(out, ids...)
}

// personData is the card of one owner.
type personData struct {
	ID      enterprise.PersonID
	Name    string
	Head    string
	Parts   []string
	Mentors []string // who may accompany them; empty: it is not the officer's to say
	Shut    bool
}

// person is a card, once the look is in the trail.
func (c *Console) person(v *visit) (any, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(v.r.PathValue("id"), "p"), 10, 64)
	id := enterprise.PersonID(n)
	if err != nil || n <= 0 {
		v.fault = http.StatusNotFound
		return nil, nil
	}
	d, err := view(c, v, func(t *flows.Conversation) *personData {
		name, parts, ok := office.Sheet(t, id)
		if !ok {
			return nil
		}
		d := &personData{ID: id, Name: name, Head: parts[0], Parts: parts[1:]}
		if t.Allowed(flows.ForOfficers) {
			d.Mentors = office.Mentors(t)
		}
		return d
	})
	if err != nil {
		return nil, err
	}
	if d == nil {
		v.fault = http.StatusNotFound
		return nil, nil
	}
	if ok, err := c.looked(v, "p:"+strconv.FormatInt(n, 10)+":card"); err != nil || !ok {
		return personData{ID: id, Shut: true}, err
	}
	return *d, nil
}
