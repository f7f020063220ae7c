package bot

import (
	"context"
	"slices"
)

// An announcement that is being sent as the quiet hours begin rests until they
// end, and goes on: at the next message, as when an officer pauses it.

// readHours finds out whether an announcement keeps to the hours. What corrects
// or withdraws another does not, nor what is urgent.
func (a *Announcer) readHours(ctx context.Context, r *announcing) error {
	o, err := a.record(ctx, r.id)
	if err != nil {
		return err
	}
	category, _ := a.Book.Program.City.Announcements.Category(o.Category)
	r.hours.Store(o.Author != 0 && o.Amends == "" && !category.Urgent)
	return nil
}

// rests reports whether an announcement is not to be sent now.
func (a *Announcer) rests(r *announcing) bool {
	now := a.Now()
	return r.hours.Load() && a.Book.Program.City.Awake(now).After(now)
}

// resting reports it of one of those that are running.
func (a *Announcer) resting(id string) bool {
	return slices.ContainsFunc(a.running, func(r *announcing) bool { return r.id == id && a.rests(r) })
}
