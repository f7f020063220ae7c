package enterprise

import "time"

// Limit is how often something may be done within a time: by one person, and by
// everybody of the city in a day (0: as often as they like).
type Limit struct {
	Most int
	Per  time.Duration
	City int64
}

// Limits are what people may do, by kind: far more than anybody does who means
// well, and little enough that nobody holds the others up or fills the disks.
var Limits = map[string]Limit{
	"messages":  {600, time.Hour, 0}, // not of the staff, who work off queues
	"files":     {100, 24 * time.Hour, 5_000},
	"voices":    {60, time.Hour, 5_000}, // each is fetched, and sent to a service that costs
	"tickets":   {5, 24 * time.Hour, 1_000},
	"lines":     {30, time.Hour, 0},  // added to an open ticket, each shown to officers
	"cards":     {100, time.Hour, 0}, // that an officer opens: administrators hear of more
	"names":     {2_000, time.Hour, 0},
	"proposals": {30, 24 * time.Hour, 2_000},
}

// Rate is how often something was done since a moment.
type Rate struct {
	Since time.Time `json:"since"`
	N     int       `json:"n"`
}

// Rates are a person's, by kind of limit.
type Rates map[string]Rate

// Take counts one more. over is zero if it is within the limit; otherwise it is
// when the limit ends, and first tells that this one was the first beyond it.
func (r Rates) Take(kind string, now time.Time) (after Rates, over time.Time, first bool) {
	limit := Limits[kind]
	after = Rates{}
	for k, rate := range r {
		if now.Sub(rate.Since) < Limits[k].Per {
			after[k] = rate
		}
	}
	rate := after[kind]
	if rate.N == 0 {
		rate.Since = now
	}
	if rate.N <= limit.Most {
		rate.N++
	}
	after[kind] = rate
	if rate.N <= limit.Most {
		return after, time.Time{}, false
	}
	return after, rate.Since.Add(limit.Per), r[kind].N == limit.Most
}
