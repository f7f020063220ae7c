package read

// Table is what a file says, sheet by sheet. A CSV is one sheet without a name.
type Table struct {
	Sheets []TableSheet
	Fault  string // why they are not there: one of TableFaults; empty: they are
}

// TableSheet is the rows of a sheet that have anything in them.
type TableSheet struct {
	Name       string
	Hidden     bool
	Rows       []TableRow
	HiddenRows int   // how many of the rows are hidden in the file
	Unclosed   []int // numbers of rows that had a quote too many and were read without
}

// TableRow is a row by its number in the file, from 1.
type TableRow struct {
	Number int
	Cells  []TableCell
}

// TableCell is a cell's text, and why it is not what was meant: one of CellFaults.
type TableCell struct{ Text, Fault string }

// CellFaults are what spreadsheets do to what was typed.
var CellFaults = []string{
	"rounded", // digits of a number are lost
	"formula", // it has a formula, and no value was stored
}

// TableFaults are the reasons why a table is not read.
var TableFaults = []string{
	"broken", // there is no table in it
	"large",  // more rows or columns than are taken
	"absent", // the file is not there any more
}
