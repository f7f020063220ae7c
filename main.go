// Command naikkelas is the chatbot through which a city moves its
// micro-enterprises up a class.
//
//	naikkelas demo    everything on this machine: a local Telegram, a sample city, one link
//	naikkelas serve   the real thing, configured by the environment
//	naikkelas setup   asks for what the configuration lacks, and writes it
//	naikkelas doctor  what is well and what is not, with what to do
//	naikkelas check   what is wrong with configuration and programme files
//	naikkelas backup  keeps everything of a city in one sealed file
//	naikkelas restore puts it back, or makes a rehearsal of it
//	naikkelas keys    what is sealed under which key, and which may be dropped
//	naikkelas trail   whether the trail is whole; or all of it as JSON, to be kept elsewhere
//	naikkelas dead    what could not be handled: seen, tried again, removed
//	naikkelas files   lets files and Redis belong together, or a large sweep go on
//	naikkelas affected whom an incident is about: they are told within 3 x 24 hours
//	naikkelas traces  where a text stands in the city's data: proof of an erasure
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the city's time, on machines that know no zones

	"github.com/alecthomas/kong"

	"naikkelas/app"
	"naikkelas/bot/telegram"
	"naikkelas/demo"
)

// commands is the command line.
type commands struct {
	Version kong.VersionFlag `help:"Print the release, and the version of the data that it knows."`

	Demo  demo.Command `cmd:"" help:"Try everything on this machine, in memory: a local Telegram, a sample city, one link to click."`
	Serve app.Serve    `cmd:"" help:"Serve a city: real Telegram, real Redis, configured by the environment."`
	Setup app.Setup    `cmd:"" help:"Ask for what the configuration lacks, try each answer, and write it into a file."`
	Check app.Check    `cmd:"" help:"Check configuration and programme files; names the file and line of each fault."`

	Doctor app.Doctor `cmd:"" help:"Say in words what is well and what is not, with what to do about it."`

	Templates app.Templates `cmd:"" help:"Print the WhatsApp templates of the programme files as Meta's manager takes them."`

	Backup  app.Backup  `cmd:"" help:"Keep everything of the city in one file, sealed, also while it is served; with --every, again and again."`
	Restore app.Restore `cmd:"" help:"Put a city back from a backup, or under another CITY to rehearse that."`

	Keys     app.Keys     `cmd:"" help:"What is sealed under which key of DATA_KEY, and which may be dropped."`
	Trail    app.Trail    `cmd:"" help:"Check that the trail is whole, or print it as lines of JSON."`
	Dead     app.Dead     `cmd:"" help:"What could not be handled: see it, try it again, remove it."`
	Files    app.Files    `cmd:"" help:"The files that people sent: let them belong to this Redis, or let a large sweep go on."`
	Affected app.Affected `cmd:"" help:"After an incident: list whose data was seen, as a table, so that they can be told."`
	Traces   app.Traces   `cmd:"" help:"List where texts stand in the city's data, under the seal too: proof of an erasure."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c commands
	parsed := kong.Parse(&c, kong.Name("naikkelas"), kong.Description("Moves a city's micro-enterprises up a class, by chat."),
		kong.Vars{"telegram_api": telegram.Root, "version": app.VersionLine()}, kong.BindTo(ctx, (*context.Context)(nil)))
	if err := parsed.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(1)
	}
}
