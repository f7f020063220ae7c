package guard

// Tests try many PINs: what makes each try dear is left out of them.
func init() { memory = 8 }

// Trails are all entries of the trail that make an act.
func Trails() []string {
	all := append([]string{}, tables...)
	for _, names := range audits {
		all = append(all, names...)
	}
	return all
}
