package enterprise

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// How many businesses one owner may have.
const (
	BusinessesMost = 5 // open at a time
	BusinessesEver = 9 // closed ones included, so that an id is one digit
)

// At is where a business is: its address, as far as it is known, and the place.
func (b Business) At(place string) string {
	if b.Address == "" {
		return place
	}
	return b.Address + ", " + place
}

// NextBusiness is the id of a business that is added; ok is false when there
// may be no more.
func (p Person) NextBusiness() (id BusinessID, ok bool) {
	last := 0
	for _, b := range slices.Concat(p.Businesses, p.Closed) {
		n, _ := strconv.Atoi(string(b.ID)) // ours: always a number
		last = max(last, n)
	}
	return BusinessID(strconv.Itoa(last + 1)), len(p.Businesses) < BusinessesMost && last < BusinessesEver
}

// Business is one of a person's businesses, open or closed.
func (p Person) Business(id BusinessID) (b Business, ok bool) {
	for _, all := range [][]Business{p.Businesses, p.Closed} {
		if i := slices.IndexFunc(all, func(b Business) bool { return b.ID == id }); i >= 0 {
			return all[i], true
		}
	}
	return Business{}, false
}

// CloseBusiness ends an open business. What is known of it is kept.
func (p Person) CloseBusiness(id BusinessID, at time.Time) Person {
	b, ok := p.Business(id)
	if !ok || !b.Ended.IsZero() {
		return p
	}
	b.Ended = at
	p.Businesses = withoutBusiness(p.Businesses, id)
	p.Closed = byID(append(slices.Clone(p.Closed), b))
	return p
}

// OpenBusiness takes a closed business up again, unless there are too many.
func (p Person) OpenBusiness(id BusinessID) Person {
	b, ok := p.Business(id)
	if !ok || b.Ended.IsZero() || len(p.Businesses) >= BusinessesMost {
		return p
	}
	b.Ended = time.Time{}
	p.Closed = withoutBusiness(p.Closed, id)
	p.Businesses = byID(append(slices.Clone(p.Businesses), b))
	return p
}

func withoutBusiness(all []Business, id BusinessID) []Business {
	return slices.DeleteFunc(slices.Clone(all), func(b Business) bool { return b.ID == id })
}

func byID(all []Business) []Business {
	slices.SortFunc(all, func(a, b Business) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// also begins the terms of an owner's further businesses. The first one's have
// no such beginning, so that every owner is once in the figures that add up.
const also = "also:"

// termsOf are a business's terms by its place among those of its owner.
func termsOf(place int, terms []string) []string {
	if place == 0 {
		return terms
	}
	out := make([]string, len(terms))
	for i, t := range terms {
		out[i] = also + t
	}
	return out
}

// ofBusinesses are the beginnings of the terms that are about a business.
var ofBusinesses = []string{"sector:", "district:", "village:", "omzet:", "sold:", "assessed:", "level:", "admin:", "documents:", "held:", "centre:"}

// AnyBusiness are the terms of which at least one applies to the owners to one
// of whose businesses a term applies.
func AnyBusiness(term string) []string {
	if !slices.ContainsFunc(ofBusinesses, func(begins string) bool { return strings.HasPrefix(term, begins) }) {
		return []string{term}
	}
	return []string{term, also + term}
}

// TermBusinesses applies to owners who have at least so many open businesses,
// from two on: "registered" is one.
func TermBusinesses(n int) string { return "businesses:" + strconv.Itoa(n) }
