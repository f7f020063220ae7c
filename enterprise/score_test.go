package enterprise_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	. "naikkelas/enterprise"
)

func TestScoresAreWhatOneWorksOutByHand(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"score.yaml", "score_malang.yaml"} {
		var cases []scoreCase
		readCases(t, file, &cases)
		for _, c := range cases {
			t.Run(c.Name, func(t *testing.T) {
				t.Parallel()
				r := c.score(c.program(t))
				for _, row := range [][3]string{
					{"total", strconv.Itoa(r.Total), strconv.Itoa(c.Total)},
					{"level", levelText(r), c.Level},
					{"scores", scoresText(r), c.Scores},
					{"ends", endsText(r), c.Ends},
					{"answered", answeredText(r), c.Answered},
					{"actions", actionsText(r), c.Actions},
				} {
					if row[1] != row[2] {
						t.Errorf("%s: %s, by hand %s\n%s", row[0], row[1], row[2], c.ByHand)
					}
				}
			})
		}
	}
}

func levelText(r Result) string {
	if r.Cap != "" {
		return r.Level + ", held down by " + r.Cap
	}
	return r.Level
}

func scoresText(r Result) string {
	var out []string
	for _, d := range r.Dimensions {
		score := "-"
		if d.Counted {
			score = twoPlaces(d.Score)
		}
		out = append(out, d.Code+" "+score)
	}
	return strings.Join(out, ", ")
}

func endsText(r Result) string {
	if r.Strongest == "" && r.Weakest == "" {
		return "none"
	}
	return fmt.Sprintf("strongest %s, weakest %s", r.Strongest, r.Weakest)
}

func answeredText(r Result) string {
	text := fmt.Sprintf("%d of %d", r.Answered, r.Shown)
	if r.Provisional {
		text += ", provisional"
	}
	return text
}

func actionsText(r Result) string {
	var out []string
	for _, a := range r.Actions {
		out = append(out, a.Item+a.Option+" +"+twoPlaces(a.Gain))
	}
	return strings.Join(out, ", ")
}

func twoPlaces(x float64) string {
	return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64)
}

// The numbers are those of the programme's own description: 30 questions, 25
// to 29 of them for each sector.
func TestEverySectorIsAskedAndCanReachAHundred(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	shown := map[string]int{
		"packaged_food": 29, "ready_food": 29, "fashion": 28, "craft": 28, "service": 25, "trade": 25, "farming": 28, "cosmetics": 29,
	}
	if len(p.Instrument.Items) != 30 || len(p.Sectors) != len(shown) {
		t.Errorf("%d items, %d sectors", len(p.Instrument.Items), len(p.Sectors))
	}
	for _, s := range p.Sectors {
		best, worst := map[string]string{}, map[string]string{}
		for _, it := range p.Instrument.Shown(s.Code) {
			for _, o := range it.OptionsFor(s.Code) {
				if o.Score == BestScore {
					best[it.ID] = o.Code
				}
				if o.Score == 0 && !o.NA && worst[it.ID] == "" {
					worst[it.ID] = o.Code
				}
			}
		}
		r := p.Score(s.Code, best, AdminStatus{State: AdminIsReady})
		if got := fmt.Sprint(r.Total, " ", levelText(r), " ", answeredText(r), " ", actionsText(r)); got != fmt.Sprintf("100 ready %d of %d ", shown[s.Code], shown[s.Code]) {
			t.Errorf("%s at its best: %s", s.Code, got)
		}
		r = p.Score(s.Code, worst, AdminStatus{})
		if r.Total != 0 || r.Level != "starting" || r.Provisional || len(r.Actions) != 3 || r.Actions[0].Item != "L1" {
			t.Errorf("%s at its worst: %+v", s.Code, r)
		}
	}
	if r := p.Score("circus", map[string]string{"L1": "e"}, AdminStatus{}); r.Shown != 0 || r.Answered != 0 || r.Total != 0 || r.Level != "starting" {
		t.Errorf("a sector that does not exist: %+v", r)
	}
}

func BenchmarkScore(b *testing.B) {
	p := embeddedProgram(b)
	answers := answersOf("L1c L2a L3c L4f L5a L6b K1b K2c K3c K4b K5d P1d P2b P3b P5a B1b B2b B3a B4b D1c D2c D3b D4b D5a S1b S2c S3b S4a S5a")
	for b.Loop() {
		p.Score("packaged_food", answers, AdminStatus{State: AdminWaiting})
	}
}
