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
)

// bulk is something done for several owners who are ticked in the table: so
// many taps of the chat's, in one click.
func (c *Console) bulk(w http.ResponseWriter, r *http.Request) {
	v, ok := c.sent(w, r, c.named("people"))
	if !ok {
		return
	}
	c.touch(r.Context(), v.visitor)
	form := r.PostForm
	name, back := form.Get("click"), local(form.Get("back"))
	var ids []enterprise.PersonID
	for _, text := range form["id"] {
		n, err := strconv.ParseInt(strings.TrimPrefix(text, "p"), 10, 64)
		if err != nil || n <= 0 {
			c.refuse(w, r, http.StatusBadRequest, "elsewhere")
			return
		}
		ids = append(ids, enterprise.PersonID(n))
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	k := desk.Click{Session: v.session.Hash, For: ids}
	switch form.Get("act") {
	case "export":
		v.wants = "/isian?" + url.Values{"do": {"/ekspor " + strings.Join(form["id"], " ")}, "next": {back}, "back": {back}}.Encode()
	case "mentor":
		k.Do, k.Say = "p:*:mentor", []string{form.Get("mentor")}
	case "cohort":
		k.Do, k.Say = cohort.ChooseData(form.Get("cohort"), form.Get("verdict"), "*"), []string{strings.ReplaceAll(form.Get("why"), "\r\n", "\n")}
	}
	switch {
	case len(ids) == 0:
		v.wants = with(back, "kosong", "1")
	case k.Do == "" && v.wants == "", name == "" || len(name) > 64, len(ids) > desk.EachMost, !v.allowed(c.Book, flows.ForOfficers):
		c.refuse(w, r, http.StatusBadRequest, "elsewhere")
		return
	case v.wants == "":
		k.ID = c.clickID(v.visitor, name)
		if _, _, err := c.settled(r.Context(), v.state.Person.ID, k, v.session.To, "console:"+k.ID); err != nil {
			c.trouble(w, r, err)
			return
		}
		v.wants = with(back, "klik", name)
	}
	c.answer(w, v, nil, nil)
}

// bulkData is what an officer may do for those who are ticked.
type bulkData struct {
	Mentors  []string
	Cohorts  []cohort.Named
	Verdicts []cohort.Decision
	Announce string // where an announcement to all who match is begun
	Export   string // and a table of them
}

// keepView keeps the table's filters, order and columns under a name, for the
// officer alone, or drops what has the name.
func (c *Console) keepView(w http.ResponseWriter, r *http.Request) {
	v, ok := c.sent(w, r, c.named("people"))
	if !ok {
		return
	}
	c.touch(r.Context(), v.visitor)
	name, back := r.PostForm.Get("click"), local(r.PostForm.Get("back"))
	if name == "" || len(name) > 64 {
		c.refuse(w, r, http.StatusBadRequest, "elsewhere")
		return
	}
	_, query, _ := strings.Cut(back, "?")
	k := desk.Click{ID: c.clickID(v.visitor, name), Session: v.session.Hash, Do: desk.Keeps, Say: []string{r.PostForm.Get("name"), query}}
	if r.PostForm.Get("drop") != "" {
		k.Do, k.Say = desk.Drops, k.Say[:1]
	}
	if _, _, err := c.settled(r.Context(), v.state.Person.ID, k, v.session.To, "console:"+k.ID); err != nil {
		c.trouble(w, r, err)
		return
	}
	v.wants = with(back, "klik", name)
	c.answer(w, v, nil, nil)
}
