package place

// What the tests need of the inside. They are a package of their own, since
// package program, with which they load a city, imports this one.
var (
	Squeeze     = squeeze
	SaysVillage = saysVillage
)

// VillagesOf are the kelurahan of a city, once for each of their names.
func VillagesOf(r *Regions) (out []*Village) {
	for _, n := range r.names {
		out = append(out, n.village)
	}
	return out
}
