package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Version is the highest version of the data that this release knows. It grows when
// the release before could not read what this one writes; until then what is new
// is written beside what is old (see docs/decisions/016-the-data-has-a-version.md).
//
// Version 2 is that people are found by a key that is kept (lookup), and that the
// key which it came of was dropped: the release before would know nobody.
const Version = 2

// restoring is before the version while a copy is put back.
const restoring = "restoring "

// VersionError is that this release must not work on the data.
type VersionError struct {
	Data      int    // the data's version
	By        string // the release that made it so
	Restoring bool   // a copy was being put back, and that did not end
}

func (e *VersionError) Error() string {
	if e.Restoring {
		return "a restore into this city was interrupted and its data is not whole: run it again"
	}
	return fmt.Sprintf("the data in Redis has version %d, made by release %s, and this release knows versions up to %d. "+
		"Right would be that release or a later one; to go back to this one, restore the backup that was made before the upgrade", e.Data, e.By, Version)
}

// migration brings data from the version before to its own. It may be
// interrupted anywhere and begun again: what is done already is left alone.
type migration struct {
	to  int
	run func(ctx context.Context, s *Store, lease Lease, now time.Time) error
}

// migrations are run in order, before anything else is done with the data.
var migrations = []migration{
	{1, func(ctx context.Context, s *Store, lease Lease, now time.Time) error {
		_, err := s.TidyLists(ctx, lease, now) // the lists hold exactly what stands in them
		if err == nil {
			_, err = s.HideSecrets(ctx, lease, now) // records are not named after the tokens of links
		}
		return err
	}},
}

// CheckVersion tells whether this release may work on the data: a *VersionError
// where it may not.
func (s *Store) CheckVersion(ctx context.Context) (version int, err error) {
	text, err := s.redis.Get(ctx, s.keys.version()).Result()
	if errors.Is(err, redis.Nil) {
		return 0, nil // a new city, or one of a release that counted no versions
	}
	if err != nil {
		return 0, fmt.Errorf("store: read the version of the data: %w", err)
	}
	if strings.HasPrefix(text, restoring) {
		return 0, &VersionError{Restoring: true}
	}
	number, by, _ := strings.Cut(text, " ")
	version, err = strconv.Atoi(number)
	if err != nil || version > Version {
		return version, &VersionError{Data: version, By: by}
	}
	return version, nil
}

// Migrate brings the data to the version that this release writes, one version
// after the other, and notes each once it is reached.
func (s *Store) Migrate(ctx context.Context, lease Lease, now time.Time, release string) (from, to int, err error) {
	from, err = s.CheckVersion(ctx)
	if err != nil {
		return from, from, err
	}
	return from, max(from, migrations[len(migrations)-1].to), s.migrate(ctx, lease, now, release, from, migrations)
}

func (s *Store) migrate(ctx context.Context, lease Lease, now time.Time, release string, from int, all []migration) error {
	for _, m := range all {
		if m.to <= from {
			continue
		}
		if err := m.run(ctx, s, lease, now); err != nil {
			return fmt.Errorf("store: bring the data to version %d: %w", m.to, err)
		}
		if err := s.setVersion(ctx, m.to, release); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) setVersion(ctx context.Context, version int, release string) error {
	if err := s.redis.Set(ctx, s.keys.version(), strconv.Itoa(version)+" "+release, 0).Err(); err != nil {
		return fmt.Errorf("store: write the version of the data: %w", err)
	}
	return nil
}
