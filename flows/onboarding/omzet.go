package onboarding

import (
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
)

// readOmzet takes monthly sales as people type them. The amount is echoed and
// confirmed, never guessed, and kept beside the band it falls into.
func readOmzet(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	r := read.Rupiah(typed)
	switch r.Kind {
	case read.ExactRupiah:
		return echoAmount(c, r.Amount)
	case read.RupiahRange:
		return chooseBand(c, r.Min, r.Max)
	case read.AmbiguousRupiah:
		return chooseAmount(c, c.Text("register.omzet.which", messages.Args{"Typed": flows.Clip(typed)}), r.Candidates)
	case read.RupiahPerDay:
		return chooseDays(c, r.Amount)
	case read.RupiahPerWeek:
		return echoAmountAs(c, "register.omzet.per_week", r.Amount*4, messages.Args{"Week": enterprise.FormatRupiah(r.Amount)})
	case read.PhoneNotRupiah:
		return flows.Reading{Refuse: c.Text("register.omzet.phone", nil)}
	}
	return flows.Reading{Refuse: c.Text("register.omzet.refuse", nil)}
}

func echoAmount(c *flows.Conversation, amount int64) flows.Reading {
	return echoAmountAs(c, "register.omzet.echo", amount, messages.Args{})
}

func echoAmountAs(c *flows.Conversation, key string, amount int64, args messages.Args) flows.Reading {
	b := band(c, amount)
	args["Amount"], args["Band"] = enterprise.FormatRupiah(amount), b.Button.In(c.Lang())
	return c.Echo(b.Code, c.Text(key, args), amountOf(amount))
}

// chooseDays asks on how many days a month the business sells: what it sells
// in a day says nothing of the month without that.
func chooseDays(c *flows.Conversation, daily int64) flows.Reading {
	r := flows.Reading{Text: c.Text("register.omzet.per_day", messages.Args{"Amount": enterprise.FormatRupiah(daily)})}
	for _, days := range []int64{22, 26, 30} {
		n, month := strconv.FormatInt(days, 10), daily*days
		label := c.Words().Label(c.Lang(), "register.omzet.days", messages.Args{"Days": n, "Amount": enterprise.FormatRupiah(month)})
		r.Candidates = append(r.Candidates, flows.Candidate{
			Label: label, Value: band(c, month).Code, Also: amountOf(month),
			Names: []string{n, n + " hari", n + " days", enterprise.FormatRupiah(month)},
		})
	}
	return r
}

// amountOf keeps an amount beside its band; the band says enough of nothing.
func amountOf(amount int64) map[string]string {
	if amount <= 0 {
		return nil
	}
	return map[string]string{"omzet.amount": strconv.FormatInt(amount, 10)}
}

func chooseAmount(c *flows.Conversation, text string, amounts []int64) flows.Reading {
	r := flows.Reading{Text: text}
	for _, a := range slices.Compact(amounts) {
		r.Candidates = append(r.Candidates, flows.Candidate{Label: enterprise.FormatRupiah(a), Value: band(c, a).Code, Also: amountOf(a)})
	}
	return r
}

// chooseBand settles a range: one band if both ends fall into it, else the
// owner says which.
func chooseBand(c *flows.Conversation, low, high int64) flows.Reading {
	ends := messages.Args{"Low": enterprise.FormatRupiah(low), "High": enterprise.FormatRupiah(high)}
	if b := band(c, low); b.Code == band(c, high).Code {
		ends["Band"] = b.Button.In(c.Lang())
		return c.Echo(b.Code, c.Text("register.omzet.within", ends), nil)
	}
	r := flows.Reading{Text: c.Text("register.omzet.range", ends)}
	for _, b := range c.Program().OmzetBands {
		if b.From <= high && (b.Below == 0 || b.Below > low) {
			r.Candidates = append(r.Candidates, flows.Candidate{Label: b.Button.In(c.Lang()), Value: b.Code})
		}
	}
	return r
}

// band is the range an amount falls into; the bands cover all amounts.
func band(c *flows.Conversation, amount int64) enterprise.OmzetBand {
	bands := c.Program().OmzetBands
	for _, b := range bands {
		if amount >= b.From && (b.Below == 0 || amount < b.Below) {
			return b
		}
	}
	return bands[len(bands)-1]
}
