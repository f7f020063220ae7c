package app

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store"
)

// Affected is "naikkelas affected".
type Affected struct {
	config
	By        string `help:"The officer whose account or phone was misused, by number as /audit shows it: p12. What they saw and did is looked through."`
	Everybody bool   `help:"All people who are registered: Redis or a backup was taken together with DATA_KEY."`
	From      string `help:"Since when, as 2026-11-30 or 2026-11-30T08:00:00+07:00; empty: always."`
	To        string `help:"Until when; empty: now."`
}

// incident is whom to look for.
type incident struct {
	by       enterprise.PersonID // 0: everybody
	from, to time.Time
}

// Run lists who is affected, as a table (CSV).
func (c *Affected) Run(ctx context.Context) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	i, err := c.incident(s.Program.City.Location)
	if err != nil {
		return err
	}
	return c.with(ctx, func(data *store.Store) error {
		return listAffected(ctx, data, time.Now(), i, os.Stdout, os.Stderr)
	})
}

func (c *Affected) incident(city *time.Location) (i incident, err error) {
	n, bad := strconv.ParseInt(strings.TrimPrefix(c.By, "p"), 10, 64)
	switch {
	case (c.By == "") == !c.Everybody:
		return i, errors.New("--by p12 or --everybody: one of them says whom the incident is about")
	case c.By != "" && (bad != nil || n <= 0):
		return i, fmt.Errorf("--by %s is no person's number; right would be p12, as /audit shows it", c.By)
	}
	i.by = enterprise.PersonID(n)
	for _, m := range []struct {
		name, text string
		to         *time.Time
	}{{"--from", c.From, &i.from}, {"--to", c.To, &i.to}} {
		if m.text == "" {
			continue
		}
		at, err := time.ParseInLocation(time.DateOnly, m.text, city)
		if err != nil {
			at, err = time.Parse(time.RFC3339, m.text)
		}
		if err != nil {
			return i, fmt.Errorf("%s %s is no moment; right would be 2026-11-30 or 2026-11-30T08:00:00+07:00", m.name, m.text)
		}
		*m.to = at
	}
	return i, nil
}

// touched is what the trail says of one person.
type touched struct {
	what []string
	last time.Time
}

// listAffected writes a line for each person, with what has to be told to them:
// what was seen or done, and when last. What it cannot tell it says beside.
func listAffected(ctx context.Context, data *store.Store, now time.Time, i incident, to, beside io.Writer) error {
	found, tables, err := i.people(ctx, data)
	if err != nil {
		return err
	}
	ids := make([]enterprise.PersonID, 0, len(found))
	for id := range found {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	out := csv.NewWriter(to)
	_ = out.Write([]string{"number", "name", "phone", "channels", "what", "last"}) // Flush gives its error
	listed := 0
	for batch := range slices.Chunk(ids, 100) {
		entries := make([]store.Entry, len(batch))
		for n, id := range batch {
			entries[n].Person = id
		}
		people, err := data.Load(ctx, now, entries)
		if err != nil {
			return err
		}
		for n, l := range people {
			p := l.State.Person
			if !p.Held() {
				continue
			}
			listed++
			var channels []string
			for _, c := range p.Contacts {
				channels = append(channels, c.Address.Channel)
			}
			t, last := found[batch[n]], ""
			if !t.last.IsZero() {
				last = t.last.Format(time.RFC3339)
			}
			_ = out.Write([]string{p.ID.String(), cell(p.Name), cell(p.Phone), strings.Join(channels, " "), strings.Join(t.what, " "), last})
		}
	}
	out.Flush()
	fmt.Fprintf(beside, "%d people are affected. Tell each within 3 x 24 hours (UU 27/2022, art. 46): what data, when and how, and what is done about it.\n", listed)
	if gone := len(ids) - listed; gone > 0 {
		fmt.Fprintf(beside, "%d more had their data erased since, and cannot be named.\n", gone)
	}
	for _, a := range tables {
		fmt.Fprintf(beside, "A table was taken on %s (%s %s): whoever is in it is affected, too.\n", a.At.Format(time.RFC3339), a.What, a.On)
	}
	return out.Error()
}

// cell is a text that no spreadsheet takes for a formula.
func cell(text string) string {
	if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r") {
		return "'" + text
	}
	return text
}

// people are those that the incident is about, and entries of the trail that
// speak of people without naming them.
func (i incident) people(ctx context.Context, data *store.Store) (map[enterprise.PersonID]touched, []flows.Audit, error) {
	found := map[enterprise.PersonID]touched{}
	if i.by == 0 {
		ids, err := data.Members(ctx, enterprise.TermAll)
		for _, id := range ids {
			found[id] = touched{what: []string{"everything"}}
		}
		return found, nil, err
	}
	var tables []flows.Audit
	err := data.EachTrail(ctx, func(e store.TrailEntry) error {
		switch {
		case e.Who != i.by || e.At.Before(i.from) || !i.to.IsZero() && e.At.After(i.to):
		case e.Whom != 0 && e.Whom != i.by:
			t := found[e.Whom]
			if !slices.Contains(t.what, e.What) {
				t.what = append(t.what, e.What)
			}
			t.last = e.At
			found[e.Whom] = t
		case e.Whom == 0 && strings.HasPrefix(e.What, "data."):
			tables = append(tables, e.Audit)
		}
		return nil
	})
	return found, tables, err
}
