package bot

import (
	"sync/atomic"
	"testing"
	"time"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// reader is a diary whose messages with a file want to know what table is in it.
func reader(s flows.State, in flows.Input, now time.Time) flows.Turn {
	turn := diary(s, in, now)
	if in.File == nil {
		return turn
	}
	table, ok := s.Found.Tables[flows.TableFile{Hash: in.File.ID, Type: "csv"}]
	if !ok {
		turn.Lookup.Tables = []flows.TableFile{{Hash: in.File.ID, Type: "csv"}}
		return turn
	}
	turn.Say = []messages.Message{{Text: "read " + table.Sheets[0].Name}}
	return turn
}

// TestATableHoldsNobodyUp: while tables are read and worked on, everybody else's
// messages are handled, those of the same worker, too; no more than two tables
// are in memory; and the senders' own messages keep their order.
func TestATableHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p := newMailroom(t, r)
		var causes []store.Cause
		for person := range 4 {
			causes = append(causes, wrote(person, 0), sent(person, 1, "T"), wrote(person, 2))
		}
		for person := 4; person < 60; person++ {
			causes = append(causes, wrote(person, 0))
		}
		p.append(causes...)
		ready := make(chan struct{})
		var side, most atomic.Int32
		in := p.inbound(reader)
		in.Table = func(flows.TableFile) read.Table {
			if n := side.Add(1); n > most.Load() {
				most.Store(n)
			}
			<-ready
			side.Add(-1)
			return read.Table{Sheets: []read.TableSheet{{Name: "DATA"}}}
		}
		run := p.start(in.Run)
		p.until("everybody else was handled while two tables are read", func() bool {
			return p.depths().Inbox == 8 && side.Load() == 2
		})
		close(ready)
		p.handled()
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		if most.Load() > 2 {
			t.Errorf("%d tables were read at once", most.Load())
		}
		for person := range 4 {
			lines := p.outbox()[postAddress(person)]
			if len(lines) != 3 || lines[1] != "read DATA" {
				t.Errorf("%d heard %v", person, lines)
			}
		}
	})
}
