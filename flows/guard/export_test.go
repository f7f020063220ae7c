package guard

// Tests try many PINs: what makes each try dear is left out of them.
func init() { memory = 8 }
