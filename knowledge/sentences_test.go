package knowledge

import (
	"bufio"
	"fmt"
	"hash/fnv"
	"os"
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise/program"
)

// labelled is a row of testdata/sentences.tsv.
type labelled struct {
	text   string
	labels []string // "know:nib_cost"; none when it is outside of the programme
}

// half are the labelled sentences of one half: even for tuning, odd held out.
func half(t testing.TB, odd uint32) (out []labelled) {
	t.Helper()
	f, err := os.Open("testdata/sentences.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		labels, text, _ := strings.Cut(lines.Text(), "\t")
		h := fnv.New32a()
		h.Write([]byte(text))
		if h.Sum32()%2 == odd {
			row := labelled{text: text}
			if labels != "none" {
				row.labels = strings.Split(labels, "|")
			}
			out = append(out, row)
		}
	}
	return out
}

// figures are how well sentences were understood.
type figures struct {
	in, out               int // inside and outside of the programme
	first, second, three  int // inside: where the right one was found
	answered, wrong       int // stated as the answer, and wrongly
	mistakes, unsureRight []string
}

func (f figures) String() string {
	return fmt.Sprintf("%d inside: %.1f%% first, %.1f%% first or second, %.1f%% of three; %d outside; answered %.1f%% of all, precision %.1f%%, %.1f%% of all sentences answered wrongly",
		f.in, share(f.first, f.in), share(f.second, f.in), share(f.three, f.in), f.out,
		share(f.answered, f.in+f.out), share(f.answered-f.wrong, f.answered), share(f.wrong, f.in+f.out))
}

func share(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }

func measure(rows []labelled, understand func(string) Understanding) (f figures) {
	for _, r := range rows {
		u := understand(r.text)
		at := slices.IndexFunc(u.Best, func(c Candidate) bool { return slices.Contains(r.labels, string(c.Kind)+":"+c.Code) })
		if len(r.labels) == 0 {
			f.out++
		} else {
			f.in++
			f.first += b2i(at == 0)
			f.second += b2i(at == 0 || at == 1)
			f.three += b2i(at >= 0)
		}
		if u.Verdict == Answer {
			f.answered++
			f.wrong += b2i(at != 0)
		}
		if u.Verdict == Answer && at != 0 || len(r.labels) > 0 && at != 0 {
			f.mistakes = append(f.mistakes, fmt.Sprintf("%-8s %-40s want %v, got %s %v", u.Verdict, r.text, r.labels, brief(u), u.Unknown))
		} else if u.Verdict != Answer && len(r.labels) > 0 {
			f.unsureRight = append(f.unsureRight, fmt.Sprintf("%-8s %-40s %s %v", u.Verdict, r.text, brief(u), u.Unknown))
		}
	}
	return f
}

func brief(u Understanding) string {
	var b strings.Builder
	for _, c := range u.Best {
		fmt.Fprintf(&b, "%s:%s %.2f (%s) ", c.Kind, c.Code, c.Score, c.Way)
	}
	return b.String()
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func embedded(t testing.TB) *Index {
	t.Helper()
	p, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return New(p)
}
