package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	needRecord = "need"
	needKey    = "need"
	allNeeds   = "needs"
	// needsRead is how many needs are looked up, the newest; needsShown fit a list.
	needsRead  = 60
	needsShown = 8
	// fitsShown is how many businesses a need shows, those that fit best.
	fitsShown = 8
)

// need is what a buyer needs, as an officer wrote it down, and who was asked.
type need struct {
	enterprise.Wanted
	Buyer   string              `json:"buyer"`
	Contact string              `json:"contact"`
	Until   time.Time           `json:"until"` // midnight, with which the last day begins
	By      enterprise.PersonID `json:"by"`
	Made    time.Time           `json:"made"`
	Closed  time.Time           `json:"closed,omitzero"`
	Matches []match             `json:"matches,omitempty"`
}

// match is a business that was asked whether it would supply a buyer. Names and
// numbers are shared once both sides said yes, and not before.
type match struct {
	Person   enterprise.PersonID   `json:"p"`
	Business enterprise.BusinessID `json:"b"`
	By       enterprise.PersonID   `json:"by"` // the officer who asked
	Asked    time.Time             `json:"asked"`
	Owner    string                `json:"owner,omitempty"` // "yes", "no"; empty: no answer yet
	OwnerAt  time.Time             `json:"owner_at,omitzero"`
	Read     string                `json:"read,omitempty"`  // SHA-256 of the words under which the owner said yes, hexadecimal
	Buyer    string                `json:"buyer,omitempty"` // what the buyer said, as an officer wrote it down
	BuyerAt  time.Time             `json:"buyer_at,omitzero"`
	BuyerBy  enterprise.PersonID   `json:"buyer_by,omitempty"`
	Shared   time.Time             `json:"shared,omitzero"`
}

func (t *talk) needOf(id string) (r Record, n need, ok bool) {
	r = t.record(needRecord, id)
	return r, n, r.Data != nil && json.Unmarshal(r.Data, &n) == nil
}

func (t *talk) putNeed(r Record, n need) {
	r.Lists = map[string]int64{allNeeds: n.Made.UnixMilli()}
	r.Until = latest(n.Made, n.Until).AddDate(t.book.program.City.RetentionYears, 0, 0)
	t.put(r, n)
}

// needOpen tells whether somebody may still be found for a need.
func (t *talk) needOpen(n need) bool {
	return n.Closed.IsZero() && t.local(t.now).Before(n.Until.AddDate(0, 0, 1))
}

func (n *need) of(id enterprise.PersonID) *match {
	i := slices.IndexFunc(n.Matches, func(m match) bool { return m.Person == id })
	if i < 0 {
		return nil
	}
	return &n.Matches[i]
}

// listBuyers is /pembeli: the needs that are open, or a new one.
func (t *talk) listBuyers() {
	if !t.settledStaff() {
		t.Chat.Next = ""
		t.enter(t.book.flow(staffKey))
		return
	}
	var lines []string
	var row []messages.Button
	for _, r := range t.list(allNeeds, needsRead) {
		var n need
		if json.Unmarshal(r.Data, &n) != nil || !t.needOpen(n) || len(row) == needsShown {
			continue
		}
		lines = append(lines, t.word("buyers.line", messages.Args{"N": len(row) + 1, "Buyer": n.Buyer, "Product": n.Product, "Quantity": n.Quantity.String(), "Until": t.date(n.Until), "Asked": len(n.Matches), "Shared": n.shared()}))
		row = append(row, messages.Button{Label: strconv.Itoa(len(row) + 1), Data: needData(r.ID, "open")})
	}
	rows := append(slices.Collect(slices.Chunk(row, 4)), []messages.Button{{Label: t.label("buyers.button.new"), Data: "s:b:new"}})
	t.say(messages.Message{Key: "buyers.list", Text: join(t.word("buyers.list", messages.Args{"Count": len(lines)}), strings.Join(lines, "\n")), Buttons: rows})
	t.showOpen()
}

func (n need) shared() (count int) {
	for _, m := range n.Matches {
		if !m.Shared.IsZero() {
			count++
		}
	}
	return count
}

func needData(id string, rest ...string) string {
	return strings.Join(append([]string{"s", "b", id}, rest...), ":")
}

// fits are the businesses that are on offer for a need, those that fit best
// first; the officer's own is none of them.
func (t *talk) fits(n need) []enterprise.Fit {
	var out []enterprise.Fit
	for _, id := range t.members(enterprise.TermOffering(n.Sector)) {
		if f, ok := t.book.program.Match(n.Wanted, t.other(id), t.now); ok && id != t.Person.ID {
			out = append(out, f)
		}
	}
	enterprise.RankFits(out)
	return out
}

// showNeed is a need with the businesses that are proposed for it. Who is
// listed is in the trail.
func (t *talk) showNeed(id string, n need) {
	lines := []string{t.needCard(n), ""}
	var row []messages.Button
	all := t.fits(n)
	for i, f := range all[:min(len(all), fitsShown)] {
		t.audit("data.buyer", f.Person, n.Sector, "")
		lines = append(lines, fmt.Sprintf("%d. <b>%s</b> · %s", i+1, messages.Escape(f.Business.Name), t.fitLine(n, f)))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: needData(id, "who", strconv.FormatInt(int64(f.Person), 10))})
	}
	if len(all) == 0 {
		lines = append(lines, t.word("need.nobody", nil))
	}
	rows := slices.Collect(slices.Chunk(row, 4))
	if t.needOpen(n) {
		rows = append(rows, []messages.Button{{Label: t.label("need.button.close"), Data: needData(id, "close")}})
	}
	rows = append(rows, []messages.Button{{Label: t.label("need.button.list"), Data: "s:b:list"}})
	t.say(messages.Message{Key: "need.card", Text: strings.Join(lines, "\n"), Buttons: rows})
	t.showOpen()
}

func (t *talk) needCard(n need) string {
	level := ""
	if n.Level != "" {
		level = t.level(n.Level)
	}
	return t.word("need.card", messages.Args{
		"Buyer": n.Buyer, "Contact": n.Contact, "Product": n.Product, "Sector": t.valueName("sector", n.Sector), "Quantity": n.Quantity.String(),
		"Level": level, "Documents": t.documentNames(n.Documents), "Until": t.date(n.Until), "Open": t.needOpen(n),
	})
}

func (t *talk) documentNames(codes []string) string {
	var names []string
	for _, code := range codes {
		kind, _ := t.book.program.Document(code)
		names = append(names, kind.Short.In(t.lang))
	}
	return strings.Join(names, ", ")
}

// fitLine says how far a business meets a need, and where it stands.
func (t *talk) fitLine(n need, f enterprise.Fit) string {
	level := t.label("need.level.none")
	if f.Level != "" {
		level = t.level(f.Level)
	}
	line := t.word("need.fit", messages.Args{
		"Capacity": f.Business.Offer.Capacity.String(), "Compared": t.label("need.capacity." + string(f.Capacity)), "Level": level, "Ready": f.Ready, "Missing": t.documentNames(f.Missing),
	})
	if m := n.of(f.Person); m != nil {
		line += " · " + t.word("match.state."+m.state(), nil)
	}
	return line
}

// state is where a match stands.
func (m match) state() string {
	switch {
	case !m.Shared.IsZero():
		return "shared"
	case m.Owner == "no":
		return "owner_no"
	case m.Buyer == "no":
		return "buyer_no"
	case m.Owner == "yes":
		return "owner_yes"
	case m.Buyer == "yes":
		return "buyer_yes"
	}
	return "asked"
}

// matchStates are all of them.
var matchStates = []string{"asked", "owner_yes", "buyer_yes", "owner_no", "buyer_no", "shared"}

// buyerButton is a button about a buyer's need: "list", "new", "<need>:<verb>"
// for officers, "<need>:yes" and "<need>:no" for owners who were asked.
func (t *talk) buyerButton(rest []string) bool {
	if len(rest) == 2 && (rest[1] == "yes" || rest[1] == "no") {
		return t.answerMatch(rest[0], rest[1])
	}
	if !t.may(forOfficers) {
		t.refuseDeed()
		return true
	}
	if len(rest) == 1 {
		switch rest[0] {
		case "list":
			t.listBuyers()
		case "new":
			t.enter(t.book.flow(needKey))
		default:
			return false
		}
		return true
	}
	r, n, ok := t.needOf(rest[0])
	if !ok {
		t.again(t.word("need.gone", nil))
		return true
	}
	return t.needVerb(r, n, rest[1], rest[2:])
}

func (t *talk) needVerb(r Record, n need, verb string, rest []string) bool {
	switch {
	case verb == "open" && len(rest) == 0:
		t.showNeed(r.ID, n)
		return true
	case verb == "close" && len(rest) == 0:
		if t.needOpen(n) {
			n.Closed = t.now
			t.putNeed(r, n)
			t.audit("buyer.closed", 0, n.Sector, "")
		}
		t.again(t.word("need.closed", nil))
		return true
	case len(rest) != 1:
		return false
	}
	number, err := strconv.ParseInt(rest[0], 10, 64)
	if err != nil || number <= 0 || number == int64(t.Person.ID) {
		return false
	}
	id := enterprise.PersonID(number)
	switch verb {
	case "who":
		t.showFit(r.ID, n, id)
	case "offer":
		t.offerTo(r, n, id)
	case "buyeryes":
		t.buyerSaid(r, n, id, "yes")
	case "buyerno":
		t.buyerSaid(r, n, id, "no")
	default:
		return false
	}
	return true
}
