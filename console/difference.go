package console

import "strings"

// piece is a run of words that two texts share, or that one of them has.
type piece struct {
	Text string
	Kind string // "same", "gone", "new"
}

// wordsMost is how long texts are compared word by word, which takes as many
// steps as the product of their lengths.
const wordsMost = 2000

// difference says by what words a text became another: the longest words in
// common stay, in their order.
func difference(was, is string) []piece {
	a, b := strings.Fields(was), strings.Fields(is)
	if len(a) > wordsMost || len(b) > wordsMost {
		return []piece{{was, "gone"}, {is, "new"}}
	}
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if common[i][j] = max(common[i+1][j], common[i][j+1]); a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	var out []piece
	add := func(word, kind string) {
		if n := len(out); n > 0 && out[n-1].Kind == kind {
			out[n-1].Text += " " + word
			return
		}
		out = append(out, piece{word, kind})
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			add(a[i], "same")
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			add(a[i], "gone")
			i++
		default:
			add(b[j], "new")
			j++
		}
	}
	return out
}
