package flows

import (
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// readOmzet takes monthly sales as people type them. The amount is echoed and
// confirmed, never guessed, and kept beside the band it falls into.
func readOmzet(t *talk, _ *Draft, typed string) Reading {
	r := enterprise.ReadRupiah(typed)
	switch r.Kind {
	case enterprise.ExactRupiah:
		return t.echoAmount(r.Amount)
	case enterprise.RupiahRange:
		return t.chooseBand(r.Min, r.Max)
	case enterprise.AmbiguousRupiah:
		return t.chooseAmount(t.word("register.omzet.which", messages.Args{"Typed": clip(typed)}), r.Candidates)
	case enterprise.RupiahPerDay:
		return t.chooseDays(r.Amount)
	case enterprise.RupiahPerWeek:
		return t.echoAmountAs("register.omzet.per_week", r.Amount*4, messages.Args{"Week": enterprise.FormatRupiah(r.Amount)})
	case enterprise.PhoneNotRupiah:
		return Reading{Refuse: t.word("register.omzet.phone", nil)}
	}
	return Reading{Refuse: t.word("register.omzet.refuse", nil)}
}

func (t *talk) echoAmount(amount int64) Reading {
	return t.echoAmountAs("register.omzet.echo", amount, messages.Args{})
}

func (t *talk) echoAmountAs(key string, amount int64, args messages.Args) Reading {
	b := t.band(amount)
	args["Amount"], args["Band"] = enterprise.FormatRupiah(amount), b.Button.In(t.lang)
	return t.echo(b.Code, t.word(key, args), amountOf(amount))
}

// chooseDays asks on how many days a month the business sells: what it sells
// in a day says nothing of the month without that.
func (t *talk) chooseDays(daily int64) Reading {
	r := Reading{Text: t.word("register.omzet.per_day", messages.Args{"Amount": enterprise.FormatRupiah(daily)})}
	for _, days := range []int64{22, 26, 30} {
		n, month := strconv.FormatInt(days, 10), daily*days
		label := t.book.words.Label(t.lang, "register.omzet.days", messages.Args{"Days": n, "Amount": enterprise.FormatRupiah(month)})
		r.Candidates = append(r.Candidates, Candidate{
			Label: label, Value: t.band(month).Code, Also: amountOf(month),
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

func (t *talk) chooseAmount(text string, amounts []int64) Reading {
	r := Reading{Text: text}
	for _, a := range slices.Compact(amounts) {
		r.Candidates = append(r.Candidates, Candidate{Label: enterprise.FormatRupiah(a), Value: t.band(a).Code, Also: amountOf(a)})
	}
	return r
}

// chooseBand settles a range: one band if both ends fall into it, else the
// owner says which.
func (t *talk) chooseBand(low, high int64) Reading {
	ends := messages.Args{"Low": enterprise.FormatRupiah(low), "High": enterprise.FormatRupiah(high)}
	if b := t.band(low); b.Code == t.band(high).Code {
		ends["Band"] = b.Button.In(t.lang)
		return t.echo(b.Code, t.word("register.omzet.within", ends), nil)
	}
	r := Reading{Text: t.word("register.omzet.range", ends)}
	for _, b := range t.book.program.OmzetBands {
		if b.From <= high && (b.Below == 0 || b.Below > low) {
			r.Candidates = append(r.Candidates, Candidate{Label: b.Button.In(t.lang), Value: b.Code})
		}
	}
	return r
}

// band is the range an amount falls into; the bands cover all amounts.
func (t *talk) band(amount int64) enterprise.OmzetBand {
	bands := t.book.program.OmzetBands
	for _, b := range bands {
		if amount >= b.From && (b.Below == 0 || amount < b.Below) {
			return b
		}
	}
	return bands[len(bands)-1]
}
