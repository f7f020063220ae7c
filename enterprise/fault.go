package enterprise

import (
	"fmt"
	"strings"
)

// Fault is one thing wrong in a programme file.
type Fault struct {
	File  string
	Line  int    // from 1; 0 when the file as a whole is meant
	What  string // what is wrong
	Right string // what would be right
}

func (f Fault) String() string {
	place := f.File
	if f.Line > 0 {
		place = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	return fmt.Sprintf("%s: %s; right would be: %s", place, f.What, f.Right)
}

// Faults is every fault found, not only the first.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}
