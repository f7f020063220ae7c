package app

import (
	"context"
	"fmt"

	"naikkelas/store"
)

// Traces is "naikkelas traces".
type Traces struct {
	config
	Texts []string `arg:"" help:"What to look for: a name, a number, a word."`
}

// Run prints each place of the city's data where one of the texts stands.
func (c *Traces) Run(ctx context.Context) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	data, err := store.Open(store.Options{URL: s.Redis, City: s.City, Keys: s.Keys})
	if err != nil {
		return err
	}
	defer func() { _ = data.Close() }()
	places := 0
	if err := data.Traces(ctx, c.Texts, func(place string) { places++; fmt.Printf("%s\n", place) }); err != nil {
		return err
	}
	fmt.Printf("%d places.\n", places)
	return nil
}
