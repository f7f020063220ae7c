package flows

import (
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
		return t.chooseAmount(t.word("register.omzet.per_day", messages.Args{"Amount": enterprise.FormatRupiah(r.Amount)}),
			[]int64{r.Amount * 22, r.Amount * 26, r.Amount * 30})
	case enterprise.RupiahPerWeek:
		return t.chooseAmount(t.word("register.omzet.per_week", messages.Args{"Amount": enterprise.FormatRupiah(r.Amount)}),
			[]int64{r.Amount * 4})
	case enterprise.PhoneNotRupiah:
		return Reading{Refuse: t.word("register.omzet.phone", nil)}
	}
	return Reading{Refuse: t.word("register.omzet.refuse", nil)}
}

func (t *talk) echoAmount(amount int64) Reading {
	b := t.band(amount)
	text := t.word("register.omzet.echo", messages.Args{"Amount": enterprise.FormatRupiah(amount), "Band": b.Button.In(t.lang)})
	return t.echo(b.Code, text, amountOf(amount))
}

func amountOf(amount int64) map[string]string {
	return map[string]string{"omzet.amount": strconv.FormatInt(amount, 10)}
}

func (t *talk) chooseAmount(text string, amounts []int64) Reading {
	r := Reading{Text: text}
	for _, a := range amounts {
		r.Candidates = append(r.Candidates, Candidate{Label: enterprise.FormatRupiah(a), Value: t.band(a).Code, Also: amountOf(a)})
	}
	return r
}

// chooseBand settles a range: one band if both ends fall into it, else the
// owner says which.
func (t *talk) chooseBand(low, high int64) Reading {
	r := Reading{Text: t.word("register.omzet.range", messages.Args{
		"Low": enterprise.FormatRupiah(low), "High": enterprise.FormatRupiah(high)})}
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
