package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"naikkelas/store"
)

// Dead is "naikkelas dead".
type Dead struct {
	List   DeadList   `cmd:"" help:"List what could not be handled: when, why, of what kind. What people wrote is not shown."`
	Replay DeadReplay `cmd:"" help:"Try again: those that are named, or all that can be."`
	Drop   DeadDrop   `cmd:"" help:"Remove those that are named, for good."`
}

// DeadList is "naikkelas dead list".
type DeadList struct{ config }

// Run lists them.
func (c *DeadList) Run(ctx context.Context) error {
	return c.with(ctx, func(data *store.Store) error { return listDead(ctx, data, os.Stdout) })
}

func listDead(ctx context.Context, data *store.Store, to io.Writer) error {
	n := 0
	err := data.EachDead(ctx, func(d store.DeadLetter) error {
		n++
		who, again := "", ""
		if d.Person != 0 {
			who = " of " + d.Person.String()
		}
		if !d.Again {
			again = " (it cannot be tried again)"
		}
		fmt.Fprintf(to, "%s  %s  %s%s: %s%s\n", d.ID, d.At.Format("2006-01-02 15:04:05 UTC"), d.Kind, who, d.Reason, again)
		return nil
	})
	if err == nil {
		fmt.Fprintf(to, "%d dead letters.\n", n)
	}
	return err
}

// DeadReplay is "naikkelas dead replay".
type DeadReplay struct {
	config
	IDs []string `arg:"" optional:"" help:"As naikkelas dead list names them; none: all."`
}

// Run puts them back for the active process.
func (c *DeadReplay) Run(ctx context.Context) error {
	return c.with(ctx, func(data *store.Store) error { return replayDead(ctx, data, c.IDs, os.Stdout) })
}

func replayDead(ctx context.Context, data *store.Store, ids []string, to io.Writer) error {
	if len(ids) == 0 {
		err := data.EachDead(ctx, func(d store.DeadLetter) error {
			if d.Again {
				ids = append(ids, d.ID)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	n := 0
	for _, id := range ids {
		ok, err := data.Replay(ctx, id)
		if err != nil {
			return err
		}
		if ok {
			n++
		} else {
			fmt.Fprintf(to, "%s cannot be tried again, or is gone.\n", id)
		}
	}
	fmt.Fprintf(to, "%d will be tried again by the active process.\n", n)
	return nil
}

// DeadDrop is "naikkelas dead drop".
type DeadDrop struct {
	config
	IDs []string `arg:"" help:"As naikkelas dead list names them."`
}

// Run removes them.
func (c *DeadDrop) Run(ctx context.Context) error {
	return c.with(ctx, func(data *store.Store) error {
		n, err := data.DropDead(ctx, c.IDs)
		if err == nil {
			fmt.Printf("%d dead letters were removed.\n", n)
		}
		return err
	})
}

// with does something with the city's data, if the keys open it.
func (c config) with(ctx context.Context, do func(*store.Store) error) (err error) {
	_, data, err := c.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	if err := data.Ready(ctx); err != nil {
		return err
	}
	return do(data)
}
