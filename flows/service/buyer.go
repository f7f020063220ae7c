package service

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
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

func needOf(c *flows.Conversation, id string) (r flows.Record, n need, ok bool) {
	r = c.Record(needRecord, id)
	return r, n, r.Data != nil && json.Unmarshal(r.Data, &n) == nil
}

func putNeed(c *flows.Conversation, r flows.Record, n need) {
	r.Lists = map[string]int64{allNeeds: n.Made.UnixMilli()}
	r.Until = flows.Latest(n.Made, n.Until).AddDate(c.Program().City.RetentionYears, 0, 0)
	c.Put(r, n)
}

// needOpen tells whether somebody may still be found for a need.
func needOpen(c *flows.Conversation, n need) bool {
	return n.Closed.IsZero() && c.Local(c.Now()).Before(n.Until.AddDate(0, 0, 1))
}

func (n *need) Of(id enterprise.PersonID) *match {
	i := slices.IndexFunc(n.Matches, func(m match) bool { return m.Person == id })
	if i < 0 {
		return nil
	}
	return &n.Matches[i]
}

// listBuyers is /pembeli: the needs that are open, or a new one.
func listBuyers(c *flows.Conversation) {
	if !c.SettledStaff() {
		c.Chat.Next = ""
		c.Open(flows.StaffKey)
		return
	}
	var lines []string
	var row []messages.Button
	for _, r := range c.List(allNeeds, needsRead) {
		var n need
		if json.Unmarshal(r.Data, &n) != nil || !needOpen(c, n) || len(row) == needsShown {
			continue
		}
		lines = append(lines, c.Text("buyers.line", messages.Args{"N": len(row) + 1, "Buyer": n.Buyer, "Product": n.Product, "Quantity": n.Quantity.String(), "Until": c.Date(n.Until), "Asked": len(n.Matches), "Shared": n.shared()}))
		row = append(row, messages.Button{Label: strconv.Itoa(len(row) + 1), Data: needData(r.ID, "open")})
	}
	rows := append(slices.Collect(slices.Chunk(row, 4)), []messages.Button{{Label: c.Label("buyers.button.new"), Data: "s:b:new"}})
	c.Say(messages.Message{Key: "buyers.list", Text: flows.Join(c.Text("buyers.list", messages.Args{"Count": len(lines)}), strings.Join(lines, "\n")), Buttons: rows})
	c.RepeatOpen()
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
func fits(c *flows.Conversation, n need) []enterprise.Fit {
	var out []enterprise.Fit
	for _, id := range c.Members(enterprise.TermOffering(n.Sector)) {
		if f, ok := c.Program().Match(n.Wanted, c.PersonByID(id), c.Now()); ok && id != c.Person.ID {
			out = append(out, f)
		}
	}
	enterprise.RankFits(out)
	return out
}

// showNeed is a need with the businesses that are proposed for it. Who is
// listed is in the trail.
func showNeed(c *flows.Conversation, id string, n need) {
	lines := []string{needCard(c, n), ""}
	var row []messages.Button
	all := fits(c, n)
	for i, f := range all[:min(len(all), fitsShown)] {
		c.Audit("data.buyer", f.Person, n.Sector, "")
		lines = append(lines, fmt.Sprintf("%d. <b>%s</b> · %s", i+1, messages.Escape(f.Business.Name), fitLine(c, n, f)))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: needData(id, "who", strconv.FormatInt(int64(f.Person), 10))})
	}
	if len(all) == 0 {
		lines = append(lines, c.Text("need.nobody", nil))
	}
	rows := slices.Collect(slices.Chunk(row, 4))
	if needOpen(c, n) {
		rows = append(rows, []messages.Button{{Label: c.Label("need.button.close"), Data: needData(id, "close")}})
	}
	rows = append(rows, []messages.Button{{Label: c.Label("need.button.list"), Data: "s:b:list"}})
	c.Say(messages.Message{Key: "need.card", Text: strings.Join(lines, "\n"), Buttons: rows})
	c.RepeatOpen()
}

func needCard(c *flows.Conversation, n need) string {
	level := ""
	if n.Level != "" {
		level = c.Level(n.Level)
	}
	return c.Text("need.card", messages.Args{
		"Buyer": n.Buyer, "Contact": n.Contact, "Product": n.Product, "Sector": c.ValueName("sector", n.Sector), "Quantity": n.Quantity.String(),
		"Level": level, "Documents": documentNames(c, n.Documents), "Until": c.Date(n.Until), "Open": needOpen(c, n),
	})
}

func documentNames(c *flows.Conversation, codes []string) string {
	var names []string
	for _, code := range codes {
		kind, _ := c.Program().Document(code)
		names = append(names, kind.Short.In(c.Lang()))
	}
	return strings.Join(names, ", ")
}

// fitLine says how far a business meets a need, and where it stands.
func fitLine(c *flows.Conversation, n need, f enterprise.Fit) string {
	level := c.Label("need.level.none")
	if f.Level != "" {
		level = c.Level(f.Level)
	}
	line := c.Text("need.fit", messages.Args{
		"Capacity": f.Business.Offer.Capacity.String(), "Compared": c.Label("need.capacity." + string(f.Capacity)), "Level": level, "Ready": f.Ready, "Missing": documentNames(c, f.Missing),
	})
	if m := n.Of(f.Person); m != nil {
		line += " · " + c.Text("match.state."+m.state(), nil)
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

// MatchStates are all of them.
var MatchStates = []string{"asked", "owner_yes", "buyer_yes", "owner_no", "buyer_no", "shared"}

// buyerButton is a button about a buyer's need: "list", "new", "<need>:<verb>"
// for officers, "<need>:yes" and "<need>:no" for owners who were asked.
func buyerButton(c *flows.Conversation, rest []string) bool {
	if len(rest) == 2 && (rest[1] == "yes" || rest[1] == "no") {
		return answerMatch(c, rest[0], rest[1])
	}
	if !c.Allowed(flows.ForOfficers) {
		c.RefuseCommand()
		return true
	}
	if len(rest) == 1 {
		switch rest[0] {
		case "list":
			listBuyers(c)
		case "new":
			c.Open(needKey)
		default:
			return false
		}
		return true
	}
	r, n, ok := needOf(c, rest[0])
	if !ok {
		c.Repeat(c.Text("need.gone", nil))
		return true
	}
	return needVerb(c, r, n, rest[1], rest[2:])
}

func needVerb(c *flows.Conversation, r flows.Record, n need, verb string, rest []string) bool {
	switch {
	case verb == "open" && len(rest) == 0:
		showNeed(c, r.ID, n)
		return true
	case verb == "close" && len(rest) == 0:
		if needOpen(c, n) {
			n.Closed = c.Now()
			putNeed(c, r, n)
			c.Audit("buyer.closed", 0, n.Sector, "")
		}
		c.Repeat(c.Text("need.closed", nil))
		return true
	case len(rest) != 1:
		return false
	}
	number, err := strconv.ParseInt(rest[0], 10, 64)
	if err != nil || number <= 0 || number == int64(c.Person.ID) {
		return false
	}
	id := enterprise.PersonID(number)
	switch verb {
	case "who":
		showFit(c, r.ID, n, id)
	case "offer":
		offerTo(c, r, n, id)
	case "buyeryes":
		buyerSaid(c, r, n, id, "yes")
	case "buyerno":
		buyerSaid(c, r, n, id, "no")
	default:
		return false
	}
	return true
}
