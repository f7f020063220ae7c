package console

import (
	"net/http"
	"strconv"
	"strings"

	"naikkelas/flows"
	"naikkelas/flows/announcement"
	"naikkelas/flows/desk"
)

const announcementsShown = 40

// announcementsData is the list of announcements.
type announcementsData struct {
	All []listedAnnouncement
	New string // how the form is begun in the chat
}

type listedAnnouncement struct {
	announcement.Listed
	Bar []barPart
}

// barPart is one state of an announcement's recipients in a bar of a hundred.
type barPart struct {
	State        string
	N            int64
	X, Width     float64
	Name, Reason string
}

func (announcementsData) live() {}

// announcements lists what was, is and will be announced.
func (c *Console) announcements(v *visit) (any, error) {
	return view(c, v, func(t *flows.Conversation) any {
		d := announcementsData{New: t.Label("announcements.new")}
		for _, a := range announcement.All(t, announcementsShown) {
			d.All = append(d.All, listedAnnouncement{a, barOf(t, a.Ledger)})
		}
		return d
	})
}

// barOf is a ledger as a bar: the parts add up to it, as the states do to the total.
func barOf(t *flows.Conversation, l flows.Ledger) []barPart {
	if l.Total == 0 {
		return nil
	}
	var out []barPart
	x := 0.0
	for _, s := range []struct {
		state flows.LedgerState
		n     int64
	}{{flows.LedgerSent, l.Sent}, {flows.LedgerBlocked, l.Blocked}, {flows.LedgerFailed, l.Failed}, {flows.LedgerUnsure, l.Unsure}, {flows.LedgerSkipped, l.Skipped}, {flows.LedgerTodo, l.Todo + l.Sending}} {
		width := 100 * float64(s.n) / float64(l.Total)
		out = append(out, barPart{State: string(s.state), N: s.n, X: x, Width: width, Name: t.Label("report.state." + string(s.state))})
		x += width
	}
	return out
}

// announcementData is one announcement: how it stands, live, and as owners see it.
type announcementData struct {
	announcement.Shown
	Bar  []barPart
	Acts []actData
	Diff [][]piece // by what words each part differs from what was approved before
}

func (announcementData) live() {}

// actData is a button that the chat shows under the announcement.
type actData struct {
	Label, Do string
	Asks      bool // something is asked before it is done
}

// asking are the verbs under an announcement after which the chat asks something.
const asking = " no again fix pull edit "

func (c *Console) announcement(v *visit) (any, error) {
	d, err := view(c, v, func(t *flows.Conversation) *announcementData {
		s, ok := announcement.At(t, v.r.PathValue("id"))
		if !ok {
			return nil
		}
		d := &announcementData{Shown: s, Bar: barOf(t, s.Ledger)}
		for i := range max(len(s.Was), len(s.Is)) {
			var was, is string
			if i < len(s.Was) {
				was = s.Was[i]
			}
			if i < len(s.Is) {
				is = s.Is[i]
			}
			d.Diff = append(d.Diff, difference(was, is))
		}
		for _, row := range s.Buttons {
			for _, b := range row {
				verb := b.Data[strings.LastIndex(b.Data, ":")+1:]
				switch {
				case verb == "show": // the page is live
				case verb == "edit": // a draft of the chat's
				default:
					d.Acts = append(d.Acts, actData{b.Label, b.Data, strings.Contains(asking, " "+verb+" ")})
				}
			}
		}
		return d
	})
	if err == nil && d == nil {
		v.fault = http.StatusNotFound
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return *d, nil
}

// outcomesData is what became of an announcement, a recipient a row.
type outcomesData struct {
	announcement.Outcomes
	ID            string
	Tabs          []choice
	From, To      int
	Before, After string
	Shut          bool
}

// outcomes is the table of an announcement's recipients; who stands on it is
// in the trail before it is shown.
func (c *Console) outcomes(v *visit) (any, error) {
	id, state := v.r.PathValue("id"), flows.LedgerState(v.query("keadaan"))
	from, _ := strconv.Atoi(v.query("dari"))
	from = max(0, from) / peopleShown * peopleShown
	here := "/siaran/" + id + "/penerima"
	at := func(state string, from int) string {
		path := here
		if state != "" {
			path = with(path, "keadaan", state)
		}
		if from > 0 {
			path = with(path, "dari", strconv.Itoa(from))
		}
		return path
	}
	d, err := view(c, v, func(t *flows.Conversation) *outcomesData {
		o, ok := announcement.OutcomesOf(t, id, state, from, peopleShown)
		if !ok {
			return nil
		}
		d := &outcomesData{Outcomes: o, ID: id, From: min(from+1, o.All), To: min(from+peopleShown, o.All)}
		d.Tabs = append(d.Tabs, choice{Name: t.Label("console.all"), Path: here, On: state == ""})
		for _, s := range o.States {
			d.Tabs = append(d.Tabs, choice{Name: t.Label("report.state." + string(s)), Path: at(string(s), 0), On: s == state})
		}
		if from > 0 {
			d.Before = at(string(state), from-peopleShown)
		}
		if d.To < o.All {
			d.After = at(string(state), d.To)
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
	var shown []string
	for _, r := range d.Rows {
		shown = append(shown, r.Person.String())
	}
	if len(shown) > 0 {
		if ok, err := c.looked(v, desk.Looks, shown...); err != nil || !ok {
			d.Rows, d.Shut = nil, true
			return *d, err
		}
	}
	return *d, nil
}
